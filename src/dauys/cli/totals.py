"""`dauys totals`: do published figures agree with each other, and are they too round?"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from dauys.cli.output import answer_options, print_csv, print_json
from dauys.core.forensics.published_reference import library_tables
from dauys.core.forensics.published_totals import published_totals_findings
from dauys.core.forensics.round_totals import (
    GRIDS,
    RoundTotalsTest,
    round_totals_findings,
    round_totals_tests,
)
from dauys.core.forensics.totals_file import parse_share, read_totals_file
from dauys.core.forensics.types import Finding, PrintedShare, PublishedTable
from dauys.core.wording import Message, Percent, msg, render

EXAMPLES = """
\b
Examples:
  dauys totals result.csv
  dauys totals result.csv --total 6366441 --registered 12035578 --ballots 6521860 --turnout 54.29
  dauys totals result.csv --family earlier.csv --family other.csv --format json
"""


class _ShareType(click.ParamType[PrintedShare]):
    name = "PERCENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> PrintedShare:
        share = value if isinstance(value, PrintedShare) else parse_share(str(value))
        if share is None:
            self.fail(f"{value!r} is not a percentage from 0 to 100, such as 54.19", param, ctx)
        return share


@click.command(epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--total", "total_count", type=click.IntRange(min=1), help="Stated total that the shares are shares of."
)
@click.option(
    "--registered", "registered_count", type=click.IntRange(min=1), help="Registered voters as published."
)
@click.option(
    "--ballots", "ballots_count", type=click.IntRange(min=0), help="Ballots handed out as published."
)
@click.option("--turnout", type=_ShareType(), help="Turnout in percent, as printed.")
@click.option(
    "--family",
    "family_files",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Other results tested together with this one; the p-values are adjusted for all of them. "
    "Without it: the results that Dauys ships.",
)
@answer_options
def totals(
    file: Path,
    total_count: int | None,
    registered_count: int | None,
    ballots_count: int | None,
    turnout: PrintedShare | None,
    family_files: tuple[Path, ...],
    output_format: str,
    language: str,
) -> None:
    """Check a published result: FILE has the columns option, votes and, if printed, share.

    Reports sums that differ, shares that contradict votes, slips of single digits that would repair them, and
    totals that lie on whole multiples of 0.1 % or 0.01 % of their sum. Every row counts towards the sum:
    leave out invalid ballots where the shares are shares of valid votes. The exit code is 0 with and without
    findings.
    """
    table = replace(
        read_totals_file(file, total_count=total_count),
        registered_count=registered_count,
        ballots_count=ballots_count,
        turnout=turnout,
    )
    family = tuple(read_totals_file(path) for path in family_files) if family_files else library_tables()
    # The file comes first, so its tests are the first ones; a shipped result with the same figures counts
    # once.
    own_tests = round_totals_tests((table, *family))[: len(GRIDS)]
    findings = published_totals_findings(table) + round_totals_findings(own_tests)
    match output_format:
        case "json":
            print_json(_payload(table, findings, own_tests, language))
        case "csv":
            print_csv(
                ("name", "severity", "p_value", "p_adjusted", "text", "caveat"),
                (
                    (
                        finding.name,
                        finding.severity,
                        finding.p_value,
                        finding.p_adjusted,
                        render(finding.text, language),
                        render(finding.caveat, language),
                    )
                    for finding in findings
                ),
            )
        case _:
            _print_table(table, findings, own_tests, language)


def _payload(
    table: PublishedTable, findings: list[Finding], tests: list[RoundTotalsTest], language: str
) -> dict[str, Any]:
    return {
        "file": table.source,
        "total": table.base_count,
        "total_status": table.total_status,
        "findings": [
            {
                "name": finding.name,
                "severity": finding.severity,
                "p_value": finding.p_value,
                "p_adjusted": finding.p_adjusted,
                "text": render(finding.text, language),
                "caveat": render(finding.caveat, language),
                "data": finding.data,
            }
            for finding in findings
        ],
        "round_totals_tests": [
            {
                "grid_share": float(test.grid),
                "step_votes": float(test.step_votes),
                "near_count": test.near_count,
                "near_distance_votes": float(test.near_distance_votes),
                "p_value": None if test.p_value is None else float(test.p_value),
                "p_adjusted": None if test.p_adjusted is None else float(test.p_adjusted),
                "adjusted_for_tests": test.family_count,
                "not_applicable": None if test.reason is None else render(test.reason, language),
            }
            for test in tests
        ],
    }


def _print_table(
    table: PublishedTable, findings: list[Finding], tests: list[RoundTotalsTest], language: str
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if findings:
        shown = Table(title=table.subject, show_lines=True)
        shown.add_column(render(msg("Finding"), language))
        shown.add_column(render(msg("p, adjusted"), language), justify="right")
        shown.add_column(render(msg("What it does not show"), language))
        for finding in findings:
            shown.add_row(
                Text(render(finding.text, language)),
                _p_text(finding.p_adjusted),
                Text(render(finding.caveat, language)),
            )
        console.print(shown)
    else:
        console.print(render(msg("The figures agree with each other; nothing to report."), language))
    for test in tests:
        console.print(Text(render(_test_text(test), language)))


def _p_text(p_value: float | None) -> str:
    return "" if p_value is None else f"{p_value:.2g}"


def _test_text(test: RoundTotalsTest) -> Message:
    if test.reason is not None:
        return msg(
            "Round totals, grid {grid}: not tested, {reason}.", grid=Percent(test.grid), reason=test.reason
        )
    return msg(
        "Round totals, grid {grid}: adjusted p-value {p_adjusted}, adjusted for {tests} tests.",
        grid=Percent(test.grid),
        p_adjusted=_p_text(None if test.p_adjusted is None else float(test.p_adjusted)),
        tests=test.family_count,
    )
