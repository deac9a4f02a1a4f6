"""Published figures whose peculiarities are known: what must be found, and where nothing must be said.

Sources: ``published_figure_anomalies.csv`` and the files that it names; the first bulletin of Venezuela 2024.
"""

from fractions import Fraction

import pytest

from dauys.core.forensics.published_reference import library_tables
from dauys.core.forensics.round_totals import round_totals_findings, round_totals_tests

FIRES = {"majilis_2023", "ve_presidential_2024_first_bulletin"}
SILENT = ("majilis_2012", "majilis_2016", "majilis_2021", "presidential_2022", "referendum_2026")


def test_round_totals_fire_on_2023_and_on_venezuela_only() -> None:
    findings = round_totals_findings(round_totals_tests(library_tables()))

    assert {finding.subject for finding in findings} == FIRES


@pytest.mark.parametrize("election", SILENT)
def test_round_totals_are_silent(election: str) -> None:
    tests = [test for test in round_totals_tests(library_tables()) if test.subject == election]

    assert len(tests) == 2
    assert all(test.p_adjusted is not None and test.p_adjusted > Fraction(1, 2) for test in tests)
