"""Problems and warnings: each fires on a planted mistake, at its threshold, and names the row."""

from collections.abc import Callable
from typing import Any

import pytest

from dauys.core.stations import Finding, StationTable, check_table

from .conftest import CLEAN

# A protocol unlike CLEAN in every figure that counts, so that the two are no duplicates.
OTHER = CLEAN | {"station": "2", "Alpha": 299, "Beta": 201}
# What is changed in the second of two rows → the kind of the problem it must raise.
PROBLEMS: dict[str, dict[str, Any]] = {
    "negative": {"lost": -1},
    "missing": {"invalid": None},
    "no_result": {"Alpha": None, "Beta": None, "Gamma": None},
    "no_station": {"station": None},
    "ballots_without_voters": {"registered": 0, "registered_additional": 0},
    "turnout_above_all": {"registered": 524},
    "option_above_whole": {"Alpha": 541},
    "issued_above_received": {"ballots_received": 549},
}
WARNINGS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # kind: (fires, does not yet)
    "invalid_share": ({"in_boxes": 500, "invalid": 15}, {"in_boxes": 501, "invalid": 15}),
    "voters_boxes_difference": ({"signatures": 560}, {"signatures": 559}),
    "many_voters": ({"registered": 3001}, {"registered": 3000}),
    "many_ballots": ({"ballots_received": 1011}, {"ballots_received": 1010}),
    "lost_ballots": ({"lost": 1}, {"lost": 0}),
    "all_zero": ({"Alpha": 0, "Beta": 0, "Gamma": 0}, {"Alpha": 0, "Beta": 0, "Gamma": 1}),
}


def kinds(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    """Return findings by kind."""
    return {found.kind: found for found in findings}


def test_a_clean_table_has_no_problems(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN, OTHER))
    assert report.problems == ()
    assert set(kinds(report.warnings)) == {"lost_ballots"}


@pytest.mark.parametrize("kind", PROBLEMS)
def test_a_planted_problem_is_named_with_its_row(kind: str, table_of: Callable[..., StationTable]) -> None:
    found = kinds(check_table(table_of(CLEAN, OTHER | PROBLEMS[kind])).problems)
    assert set(found) == {kind}
    assert (found[kind].count, found[kind].rows) == (1, (3,))


def test_turnout_of_exactly_all_voters_is_possible(table_of: Callable[..., StationTable]) -> None:
    found = kinds(check_table(table_of(CLEAN, OTHER | {"registered": 525})).problems)
    assert "turnout_above_all" not in found


@pytest.mark.parametrize("kind", WARNINGS)
def test_a_warning_starts_at_its_threshold(kind: str, table_of: Callable[..., StationTable]) -> None:
    fires, not_yet = WARNINGS[kind]
    assert kind in kinds(check_table(table_of(CLEAN | fires)).warnings)
    assert kind not in kinds(check_table(table_of(CLEAN | not_yet)).warnings)


def test_the_same_station_twice_in_one_place(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN, OTHER | {"station": "1"}))
    assert kinds(report.problems)["duplicate_station"].rows == (2, 3)


def test_the_same_number_in_two_places_is_no_duplicate(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN, OTHER | {"station": "1", "district": "Second"}))
    assert report.problems == ()


def test_the_same_figures_at_two_large_stations(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN, OTHER, CLEAN | {"station": "3"}))
    assert kinds(report.problems)["identical_figures"].rows == (2, 4)


def test_the_same_figures_at_small_stations_are_chance(table_of: Callable[..., StationTable]) -> None:
    small = CLEAN | {"in_boxes": 99}
    report = check_table(table_of(small, OTHER, small | {"station": "3"}))
    assert "identical_figures" not in kinds(report.problems)


def test_a_row_of_totals_among_the_stations(table_of: Callable[..., StationTable]) -> None:
    total = {key: 2 * value if isinstance(value, int) else value for key, value in CLEAN.items()}
    total |= {"station": "total", "Alpha": 599, "Beta": 401}
    report = check_table(table_of(CLEAN, OTHER, total))
    assert kinds(report.problems)["row_of_totals"].rows == (4,)
    assert "row_of_totals" not in kinds(check_table(table_of(CLEAN, OTHER, total | {"lost": 3})).problems)


def test_a_repeated_header_is_left_out_and_said(table_of: Callable[..., StationTable]) -> None:
    header = {key: key for key in CLEAN}
    table = table_of(CLEAN, header, OTHER)
    report = check_table(table)
    assert report.rows == 2
    assert table.frame["row"].to_list() == [2, 4]
    assert kinds(report.problems)["repeated_header"].rows == (3,)


def test_only_the_first_rows_are_listed_and_all_are_counted(table_of: Callable[..., StationTable]) -> None:
    rows = [OTHER | {"station": str(number), "unused": -number, "Alpha": number} for number in range(1, 9)]
    found = kinds(check_table(table_of(*rows)).problems)["negative"]
    assert (found.count, found.rows, found.field) == (8, (2, 3, 4, 5, 6), "unused")


def test_totals_sum_every_line_and_leave_out_what_is_missing(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN, OTHER | {"invalid": None}))
    assert report.totals["registered"] == 2000
    assert report.totals["invalid"] == 5
    assert (report.totals["Alpha"], report.totals["Beta"], report.totals["cast"]) == (599, 401, 1090)
