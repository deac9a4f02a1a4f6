"""`dauys check` and `dauys map`: what a polling-station table says about itself."""

import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dauys.cli.output import answer_options, print_csv, print_json
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, Number, format_number, msg, msg_plural, render

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from dauys.core.stations import CheckReport, Finding, Guess, Proposal, StationTable, SumsReport

RESIDUAL_FORMATS = (".csv", ".parquet")
SIZE_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
# How many differences from the published rows are listed; the count of all is always given.
LISTED_DIFFERENCES = 20
# Columns of a table that goes to a file or a pipe.
PIPE_WIDTH = 140
SUMS_TITLE = msg("The published territorial rows are the sums of their stations.")


def size_in_bytes(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Read a size such as 500MB or 4GB."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d+)\s*([KMG]?B)?", value.strip().upper())
    if not found or int(found[1]) == 0:
        raise InputProblem(
            msg("“{value}” is not a size.", value=value),
            field="--max-size",
            expected=msg("a number and a unit, for example {example}.", example="4GB"),
        )
    return int(found[1]) * SIZE_UNITS[found[2] or ""]


def max_size_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--max-size``; the command receives ``max_bytes``."""
    return click.option(
        "--max-size",
        "max_bytes",
        metavar="SIZE",
        callback=size_in_bytes,
        help="Refuse larger files, for example 4GB. Default: 1GB.",
    )(command)


@click.command()
@click.argument("table_name", metavar="TABLE")
@click.option("--map", "mapping_path", metavar="MAP.toml", help="Which column is which line of the protocol.")
@click.option("--out", metavar="FILE", help="Write the residuals of every station as .csv or .parquet.")
@click.option(
    "--totals",
    "sums_path",
    metavar="FILE",
    help="Published territorial rows that the stations must add up to.",
)
@max_size_option
@answer_options
def check(
    table_name: str,
    mapping_path: str | None,
    out: str | None,
    sums_path: str | None,
    max_bytes: int | None,
    output_format: str,
    language: str,
) -> None:
    """Check the arithmetic of polling-station protocols.

    TABLE is a CSV, XLSX or Parquet file with one row a station, or the short name of a table that comes with
    Dauys (its mapping is then implied). A violation is described, not explained: a slip of the pen and an
    intention look alike.

    \b
    Examples:
      dauys check russia-2011
      dauys check results.csv --map results.toml
      dauys check results.xlsx --map results.toml --format json
      dauys check results.csv --map results.toml --out residuals.csv
      dauys check results.csv --map results.toml --totals districts.csv

    \b
    JSON: rows, totals {field or option: sum}, identities [{name, title, formula,
    checked, violations, max_abs_residual, sum_residual}], not_checkable [{name,
    missing}], problems and warnings [{kind, text, count, rows, field}], notices [],
    leader, cast_from [], file {}, and sums {} with --totals.
    """
    from dauys.core import stations

    if out is not None:
        refuse_output(out, RESIDUAL_FORMATS)
    limit = max_bytes or stations.DEFAULT_MAX_BYTES
    path, map_path = table_and_mapping(table_name, mapping_path)
    with working(msg("Reading {file} …", file=table_name), language):
        mapping = stations.read_mapping(map_path)
        table = stations.read_table(path, mapping, max_bytes=limit)
    with working(msg("Checking {count} stations …", count=table.frame.height), language):
        report = stations.check_table(table)
        sums = None
        if sums_path is not None:
            sums = stations.compare_sums(
                table, stations.read_published_sums(sums_path, table, max_bytes=limit)
            )
        if out is not None:
            write_residuals(out, table, report)
    if output_format == "json":
        print_json(report_payload(table, report, sums, language))
    elif output_format == "csv":
        print_csv(
            ("name", "checked", "violations", "max_abs_residual", "sum_residual"),
            identity_rows(report, sums),
        )
    else:
        print_report(table, report, sums, language)


@click.command(name="map")
@click.argument("table_name", metavar="TABLE")
@click.option(
    "--out", metavar="MAP.toml", help="Write the proposed mapping to a file that does not exist yet."
)
@max_size_option
@answer_options
def map_(table_name: str, out: str | None, max_bytes: int | None, output_format: str, language: str) -> None:
    """Propose a mapping file for a table of polling stations.

    Columns are recognised by their names (Russian, Kazakh, English, Spanish, Polish, Albanian) and by
    arithmetic: what sums to what. Every line says how sure the proposal is; check each before you trust it.

    \b
    Examples:
      dauys map results.csv
      dauys map results.xlsx --out results.toml
      dauys check results.xlsx --map results.toml

    \b
    JSON: columns and options [{key, columns, confidence, reason}], leader,
    options_add_up_to, unknown [], identities [{name, formula, checked, violations}],
    trouble, mapping (the text of the file).
    """
    from dauys.core import stations

    if out is not None:
        refuse_output(out, (".toml",))
        if Path(out).exists():
            raise InputProblem(
                msg("This file exists already; a proposal does not replace it."), file=out, field="--out"
            )
    path = Path(table_name)
    if not path.exists() and table_name in stations.shipped_tables():
        path, _ = stations.shipped_paths(table_name)
    with working(msg("Reading {file} …", file=table_name), language):
        raw = stations.read_raw_table(path, max_bytes=max_bytes or stations.DEFAULT_MAX_BYTES)
        proposal = stations.propose_mapping(raw)
    text = stations.mapping_toml(proposal, language)
    if out is not None:
        write_whole(out, text.encode())
    if output_format == "json":
        print_json(proposal_payload(proposal, text, language))
    elif output_format == "csv":
        print_csv(
            ("section", "key", "columns", "confidence", "reason"),
            (
                (
                    section,
                    guess.key,
                    " + ".join(guess.columns),
                    guess.confidence,
                    render(guess.reason, language),
                )
                for section, guesses in (("columns", proposal.guesses), ("options", proposal.options))
                for guess in guesses
            ),
        )
    else:
        print_proposal(proposal, out, language)


def table_and_mapping(table_name: str, mapping_path: str | None) -> tuple[Path, Path]:
    """Return the table's file and its mapping; a short name of a shipped table brings its own."""
    from dauys.core.stations import shipped_paths, shipped_tables

    if not Path(table_name).exists() and table_name in shipped_tables():
        path, shipped_mapping = shipped_paths(table_name)
        return path, Path(mapping_path) if mapping_path else shipped_mapping
    if not Path(table_name).exists():
        raise InputProblem(
            msg("There is no such file."),
            file=table_name,
            expected=msg(
                "a file, or one of the tables that come with Dauys: {names}.",
                names=", ".join(shipped_tables()),
            ),
        )
    if mapping_path is None:
        raise InputProblem(
            msg("A table needs a mapping file."),
            file=table_name,
            field="--map",
            expected=msg("a mapping file; {command} proposes one.", command=f"dauys map {table_name}"),
        )
    return Path(table_name), Path(mapping_path)


@contextmanager
def working(message: Message, language: str) -> Iterator[None]:
    """Show what is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(render(message, language)):
        yield


# --- what is written -------------------------------------------------------------------------


def refuse_output(out: str, endings: Sequence[str]) -> None:
    """Refuse, before any work, a file that could not be written."""
    target = Path(out)
    if target.suffix.lower() not in endings:
        raise InputProblem(
            msg("The ending of the output file is unknown."),
            file=out,
            field="--out",
            expected=msg("one of: {names}.", names=", ".join(endings)),
        )
    if not target.parent.is_dir() or target.is_dir():
        raise InputProblem(msg("The output file cannot be written there."), file=out, field="--out")


def write_whole(out: str, content: bytes) -> None:
    """Write a file so that it is either the old one or the whole new one, never a part."""
    target = Path(out)
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(content)
                opened.flush()
                os.fsync(opened.fileno())
            # mkstemp makes files for their owner only; results are ordinary files.
            mask = os.umask(0)
            os.umask(mask)
            Path(temporary).chmod(0o666 & ~mask)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputProblem(
            msg("The output file cannot be written: {reason}.", reason=error.strerror),
            file=out,
            field="--out",
        ) from error


def write_residuals(out: str, table: "StationTable", report: "CheckReport") -> None:
    """Write row, place path, station and the signed residual of every identity."""
    import polars as pl

    frame = pl.concat(
        [table.frame.select("row", *table.place_columns, "station"), report.residuals], how="horizontal"
    )
    content = io.BytesIO()
    if Path(out).suffix.lower() == ".csv":
        frame.write_csv(content)
    else:
        frame.write_parquet(content)
    write_whole(out, content.getvalue())


# --- what is printed -------------------------------------------------------------------------


def identity_rows(report: "CheckReport", sums: "SumsReport | None") -> list[tuple[str, int, int, int, int]]:
    """Return the identities as rows; the published sums count as one more."""
    rows = [
        (found.name, found.checked, found.violations, found.max_abs_residual, found.sum_residual)
        for found in report.identities
    ]
    if sums is not None:
        residuals = [difference.residual for difference in sums.differences]
        rows.append(
            (
                "stations_sum",
                sums.checked,
                len(residuals),
                max(map(abs, residuals), default=0),
                sum(residuals),
            )
        )
    return rows


def finding_payload(found: "Finding", language: str) -> dict[str, Any]:
    """Return a problem or a warning for JSON."""
    return {
        "kind": found.kind,
        "text": render(found.text, language),
        "count": found.count,
        "rows": list(found.rows),
        "field": found.field,
    }


def report_payload(
    table: "StationTable", report: "CheckReport", sums: "SumsReport | None", language: str
) -> dict[str, Any]:
    """Return the whole report for JSON."""
    provenance = table.provenance
    titles = {found.name: (render(found.title, language), found.formula) for found in report.identities}
    payload: dict[str, Any] = {
        "rows": report.rows,
        "totals": dict(report.totals),
        "identities": [
            {
                "name": name,
                "title": titles.get(name, (render(SUMS_TITLE, language), None))[0],
                "formula": titles.get(name, (None, "published = Σ stations"))[1],
                "checked": checked,
                "violations": violations,
                "max_abs_residual": largest,
                "sum_residual": total,
            }
            for name, checked, violations, largest, total in identity_rows(report, sums)
        ],
        "not_checkable": [
            {"name": lacking.name, "missing": list(lacking.missing)} for lacking in report.not_checkable
        ],
        "problems": [finding_payload(found, language) for found in report.problems],
        "warnings": [finding_payload(found, language) for found in report.warnings],
        "notices": [render(notice, language) for notice in table.notices],
        "leader": table.leader,
        "cast_from": list(table.cast_from),
        "file": {
            "name": Path(provenance.file).name,
            "sha256": provenance.digest,
            "bytes": provenance.bytes_count,
            "format": provenance.format,
            "encoding": provenance.encoding,
            "delimiter": provenance.delimiter,
            "mapping_sha256": table.mapping.digest,
        },
    }
    if sums is not None:
        payload["sums"] = {
            "depth": sums.depth,
            "checked": sums.checked,
            "differences": [
                {
                    "place": list(difference.place),
                    "column": difference.column,
                    "published": difference.published,
                    "summed": difference.summed,
                    "residual": difference.residual,
                }
                for difference in sums.differences
            ],
            "only_published": [list(place) for place in sums.only_published],
            "only_stations": [list(place) for place in sums.only_stations],
        }
    return payload


def console_for_answers() -> "Console":
    """Return where answers for people are printed; a file or a pipe gets a fixed width."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def escaped(text: str) -> str:
    """Return text of a file so that rich prints it as it is."""
    from rich.markup import escape

    return escape(text)


def print_report(
    table: "StationTable", report: "CheckReport", sums: "SumsReport | None", language: str
) -> None:
    """Print the report for people."""
    console = console_for_answers()
    name = table.mapping.name.get(language) if table.mapping.name else Path(table.provenance.file).name
    console.print(name, style="bold", markup=False)
    summary = msg_plural(
        "{count} station; file {digest}",
        "{count} stations; file {digest}",
        count=report.rows,
        digest=table.provenance.digest[:12],
    )
    console.print(render(summary, language), markup=False)
    console.print(totals_grid(report, language))
    console.print(identities_grid(report, sums, language))
    print_findings(console.print, msg("Problems"), report.problems, language)
    print_findings(console.print, msg("Warnings"), report.warnings, language)
    if sums is not None:
        print_differences(console.print, sums, language)
    if report.not_checkable:
        console.print(render(msg("Not checkable with this table"), language), style="bold")
        for lacking in report.not_checkable:
            missing = f"({', '.join(lacking.missing)})"
            console.print("  •", render(lacking.title, language), missing, markup=False)
    for notice in table.notices:
        console.print(render(notice, language), markup=False)


def totals_grid(report: "CheckReport", language: str) -> "Table":
    """Return the sums of all lines and options."""
    from rich.table import Table

    from dauys.core.stations import CAST, CAST_LABEL, FIELDS

    labels = {line.key: line.label for line in FIELDS} | {CAST: CAST_LABEL}
    grid = Table(title=render(msg("Totals"), language), title_justify="left", title_style="bold")
    grid.add_column(render(msg("Line of the protocol"), language))
    grid.add_column(render(msg("Sum"), language), justify="right")
    for key, total in report.totals.items():
        label = render(labels[key], language) if key in labels else escaped(key)
        grid.add_row(label, format_number(total, language))
    return grid


def identities_grid(report: "CheckReport", sums: "SumsReport | None", language: str) -> "Table":
    """Return what each identity found."""
    from rich.table import Table

    grid = Table(title=render(msg("Identities"), language), title_justify="left", title_style="bold")
    grid.add_column(render(msg("Identity"), language))
    for heading in (msg("Checked"), msg("Violations"), msg("Largest residual"), msg("Sum of residuals")):
        grid.add_column(render(heading, language), justify="right")
    titles = {found.name: found.title for found in report.identities}
    for name, *figures in identity_rows(report, sums):
        grid.add_row(
            render(titles.get(name, SUMS_TITLE), language),
            *(format_number(figure, language) for figure in figures),
        )
    return grid


def print_findings(
    print_line: Callable[..., None], heading: Message, findings: Sequence["Finding"], language: str
) -> None:
    """Print problems or warnings with the first rows concerned."""
    print_line(render(heading, language), style="bold")
    for found in findings:
        rows = ", ".join(map(str, found.rows)) + (" …" if found.count > len(found.rows) else "")
        where = render(msg("Rows: {rows}", rows=rows), language)
        print_line("  •", render(found.text, language), where, markup=False)
    if not findings:
        print_line("  ", render(msg("None."), language), markup=False)


def print_differences(print_line: Callable[..., None], sums: "SumsReport", language: str) -> None:
    """Print where published rows and their stations differ."""
    print_line(render(SUMS_TITLE, language), style="bold", markup=False)
    for difference in sums.differences[:LISTED_DIFFERENCES]:
        place = " / ".join(part or "–" for part in difference.place) or "–"
        message = msg(
            "{place}, {column}: published {published}, stations {summed}, difference {residual}.",
            place=place,
            column=difference.column,
            published=difference.published,
            summed=difference.summed,
            residual=difference.residual,
        )
        print_line("  •", render(message, language), markup=False)
    for message in (
        msg_plural(
            "{count} figure differs of {checked} compared.",
            "{count} figures differ of {checked} compared.",
            count=len(sums.differences),
            checked=sums.checked,
        ),
        msg_plural(
            "{count} place is published but has no stations here.",
            "{count} places are published but have no stations here.",
            count=len(sums.only_published),
        ),
        msg_plural(
            "{count} place has stations here but is not published.",
            "{count} places have stations here but are not published.",
            count=len(sums.only_stations),
        ),
    ):
        print_line("  ", render(message, language), markup=False)


def proposal_payload(proposal: "Proposal", text: str, language: str) -> dict[str, Any]:
    """Return a proposed mapping for JSON."""

    def payload(guess: "Guess") -> dict[str, Any]:
        return {
            "key": guess.key,
            "columns": list(guess.columns),
            "confidence": guess.confidence,
            "reason": render(guess.reason, language),
        }

    return {
        "columns": [payload(guess) for guess in proposal.guesses],
        "options": [payload(guess) for guess in proposal.options],
        "leader": proposal.leader,
        "options_add_up_to": proposal.options_add_up_to,
        "unknown": list(proposal.unknown),
        "identities": [
            {
                "name": found.name,
                "formula": found.formula,
                "checked": found.checked,
                "violations": found.violations,
            }
            for found in proposal.identities
        ],
        "trouble": proposal.trouble.describe(language) if proposal.trouble else None,
        "mapping": text,
    }


def print_proposal(proposal: "Proposal", out: str | None, language: str) -> None:
    """Print a proposed mapping for people."""
    from rich.table import Table

    def text(message: Message) -> str:
        return render(message, language)

    console = console_for_answers()
    guesses = Table(title=text(msg("Proposed mapping")), title_justify="left", title_style="bold")
    for heading in (msg("Key"), msg("Columns"), msg("Confidence"), msg("Reason")):
        guesses.add_column(text(heading), overflow="fold")
    for guess in (*proposal.guesses, *proposal.options):
        confidence = text(msg("{number}", number=Number(guess.confidence, 2)))
        guesses.add_row(*map(escaped, (guess.key, "\n".join(guess.columns), confidence, text(guess.reason))))
    console.print(guesses)
    if not proposal.options:
        console.print(text(msg("No options were found: add them under [options].")), markup=False)
    if proposal.unknown:
        console.print(text(msg("Columns that were not recognised:")), style="bold")
        for column in proposal.unknown:
            console.print("  •", column, markup=False)
    if proposal.trouble:
        console.print(proposal.trouble.describe(language), markup=False)
    for found in proposal.identities:
        holds = msg(
            "{formula}: {violations} of {checked} stations differ.",
            formula=found.formula,
            violations=found.violations,
            checked=found.checked,
        )
        console.print(text(holds), markup=False)
    console.print(
        text(msg("Written to {file}. Check every line before you trust it.", file=out))
        if out
        else text(msg("Add --out MAP.toml to write this mapping to a file.")),
        markup=False,
    )
