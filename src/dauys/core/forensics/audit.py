"""Every check of published figures, run over a library of results; pure, so the same tables give the same
findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from dauys.core.forensics.published_totals import published_totals_findings
from dauys.core.forensics.round_totals import RoundTotalsTest, round_totals_findings, round_totals_tests
from dauys.core.forensics.source_comparison import RivalSnapshot, SourcePair, pair_findings, snapshot_findings
from dauys.core.forensics.turnout_series import TurnoutSeries, turnout_findings
from dauys.core.forensics.types import Finding, PublishedTable


@dataclass(frozen=True, slots=True)
class PublishedAudit:
    """All findings, and every test for round totals with its p-value, fired or not."""

    findings: tuple[Finding, ...]
    round_totals_tests: tuple[RoundTotalsTest, ...]

    def findings_of(self, subject: str) -> tuple[Finding, ...]:
        """Return the findings of one election."""
        return tuple(finding for finding in self.findings if finding.subject == subject)

    def tests_of(self, subject: str) -> tuple[RoundTotalsTest, ...]:
        """Return the tests for round totals of one election."""
        return tuple(test for test in self.round_totals_tests if test.subject == subject)


def audit_published(
    tables: Sequence[PublishedTable],
    *,
    press_tables: Sequence[PublishedTable] = (),
    turnout_series: Sequence[TurnoutSeries] = (),
    rival_snapshots: Sequence[RivalSnapshot] = (),
    source_pairs: Sequence[SourcePair] = (),
) -> PublishedAudit:
    """Run every check on every publication.

    Parameters
    ----------
    tables : sequence of PublishedTable
        The results; they are the family over which the tests for round totals are adjusted.
    press_tables : sequence of PublishedTable
        The same results as other sources printed them: checked for arithmetic, not tested for roundness
        again.
    turnout_series, rival_snapshots
        Turnout by the clock, and second sources for single hours of it (joined by subject).
    source_pairs : sequence of SourcePair
        Quantities that two sources print.
    """
    findings = [finding for table in (*tables, *press_tables) for finding in published_totals_findings(table)]
    tests = round_totals_tests(tables)
    findings += round_totals_findings(tests)
    findings += [finding for series in turnout_series for finding in turnout_findings(series)]
    series_of = {series.subject: series for series in turnout_series}
    for rival in rival_snapshots:
        if rival.subject in series_of:
            findings += snapshot_findings(series_of[rival.subject], rival.snapshot)
    findings += [finding for pair in source_pairs for finding in pair_findings(pair)]
    return PublishedAudit(tuple(findings), tuple(tests))
