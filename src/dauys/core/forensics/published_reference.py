"""The shipped results as published tables: national results, councils, and figures misprinted somewhere."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

from dauys.core.forensics.audit import PublishedAudit, audit_published
from dauys.core.forensics.source_comparison import RivalSnapshot, SourcePair
from dauys.core.forensics.totals_file import parse_share
from dauys.core.forensics.turnout_series import Snapshot, TurnoutSeries
from dauys.core.forensics.types import PrintedShare, PublishedOption, PublishedTable
from dauys.core.wording import Message, Names, msg

REFERENCE_DIR = Path(__file__).parents[2] / "reference"
# The row of the whole country among the rows of its regions.
COUNTRY = "KZ"


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one shipped CSV file, such as ``kz/results_national.csv``."""
    with (REFERENCE_DIR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _count(text: str) -> int | None:
    return int(text) if text else None


def _shares(texts: list[str]) -> list[PrintedShare | None]:
    """Return the shares of one table, all with the decimals of the longest.

    The shipped CSV writes 53.90 as 53.9; a table prints all its shares with the same decimals.
    """
    shares = [parse_share(text) if text else None for text in texts]
    decimals = max((share.decimals for share in shares if share), default=0)
    return [
        PrintedShare(share.units * 10 ** (decimals - share.decimals), decimals) if share else None
        for share in shares
    ]


def _grouped(rows: list[dict[str, str]], key: str) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def _table(subject: str, rows: list[dict[str, str]], share_column: str) -> PublishedTable:
    # Where the votes are missing the share is a preliminary one, from another publication than its
    # neighbours.
    shares = _shares([row[share_column] if row["votes"] else "" for row in rows])
    return PublishedTable(
        subject=subject,
        options=tuple(
            PublishedOption(row["option"], _count(row["votes"]), share)
            for row, share in zip(rows, shares, strict=True)
        ),
        total_status="sum_of_options",
        source=rows[0]["source"],
    )


@cache
def national_tables() -> tuple[PublishedTable, ...]:
    """Return every national result of Kazakhstan that carries votes."""
    tables = []
    for election, rows in _grouped(read_rows("kz/results_national.csv"), "election").items():
        table = _table(election, rows, "pct")
        if not any(option.votes_count for option in table.options):
            continue
        first = rows[0]
        total_count = _count(first["votes_cast_valid"])
        turnout = parse_share(first["turnout_pct"]) if first["turnout_pct"] else None
        # Ballots that were computed from the turnout cannot be checked against it.
        ballots_text = "" if "handed out is computed here" in first["note"] else first["ballots_received"]
        tables.append(
            replace(
                table,
                total_count=total_count,
                total_status="sum_of_options" if total_count is None else "stated",
                registered_count=_count(first["registered"]),
                ballots_count=_count(ballots_text),
                turnout=turnout,
            )
        )
    return tuple(tables)


@cache
def council_tables() -> tuple[PublishedTable, ...]:
    """Return the list votes of the councils elected on 19 March 2023 (subject ``maslikhat_2023:KATO``)."""
    tables = []
    for kato, rows in _grouped(read_rows("kz/maslikhat_2023_lists.csv"), "region_kato").items():
        listed = [row for row in rows if row["votes"]]
        if not listed:
            continue
        tables.append(
            replace(
                _table(f"maslikhat_2023:{kato}", listed, "pct_published"),
                registered_count=_count(rows[0]["registered"]),
                ballots_count=_count(rows[0]["voted"]),
                # Two councils lack options in the page that was read; a full list ends with "against all".
                complete=any(row["option_type"] == "against_all" for row in listed),
            )
        )
    return tuple(tables)


@cache
def foreign_tables() -> tuple[PublishedTable, ...]:
    """Return results of other countries that a method must reproduce."""
    return tuple(
        _table(election, rows, "pct")
        for election, rows in _grouped(
            read_rows("ve/presidential_2024_first_bulletin.csv"), "election"
        ).items()
    )


def library_tables() -> tuple[PublishedTable, ...]:
    """Return every shipped result: the family over which tests for round totals are adjusted."""
    return national_tables() + council_tables() + foreign_tables()


@cache
def turnout_series() -> tuple[TurnoutSeries, ...]:
    """Return the turnouts by the clock of every election, weighted by the voters of 2023 where the places are
    those."""
    names = {
        row["kato"]: Names(row["name_en"], row["name_kk"], row["name_ru"])
        for row in read_rows("kz/regions.csv")
    }
    voters_counts = {row["kato"]: int(row["voters_2023"]) for row in read_rows("kz/regions.csv")}
    found = []
    for election, rows in _grouped(read_rows("kz/turnout_series.csv"), "election").items():
        found.append(
            TurnoutSeries(
                subject=election,
                snapshots=tuple(
                    _snapshot(time, listed) for time, listed in _grouped(rows, "time_astana").items()
                ),
                # Before 2022 there were fewer regions: the voters of today's would be the wrong weights.
                voters_counts=voters_counts if rows[0]["region_system"] == "2022" else {},
                names=names,
            )
        )
    return tuple(found)


def _snapshot(time: str, rows: list[dict[str, str]]) -> Snapshot:
    shares = _shares([row["turnout_pct"] for row in rows])
    turnouts = {
        row["region_kato"]: share for row, share in zip(rows, shares, strict=True) if share is not None
    }
    country = turnouts.pop(COUNTRY, None)
    return Snapshot(time, turnouts, country, rows[0]["source"])


@cache
def press_figures() -> tuple[dict[str, str], ...]:
    """Return the rows of ``published_figures.csv``: figures as some source printed them."""
    return tuple(read_rows("kz/published_figures.csv"))


def press_tables() -> tuple[PublishedTable, ...]:
    """Return each table as the press printed it: the library's table with the printed figures put in."""
    library = {table.subject: table for table in library_tables()}
    rows = [row for row in press_figures() if row["table"]]
    return tuple(_press_table(library.get(name), listed) for name, listed in _grouped(rows, "table").items())


def _press_table(table: PublishedTable | None, rows: list[dict[str, str]]) -> PublishedTable:
    if table is None:
        # A line of counts without options, such as a turnout with its voters and ballots.
        table = PublishedTable(subject=rows[0]["subject"], options=(), complete=False)
    for row in rows:
        table = _with_printed(table, row)
    return replace(table, source=rows[0]["source"])


def _with_printed(table: PublishedTable, row: dict[str, str]) -> PublishedTable:
    printed = row["published"]
    match row["figure"]:
        case "votes" | "share":
            options = tuple(
                (
                    replace(option, votes_count=int(printed))
                    if row["figure"] == "votes"
                    else replace(option, share=parse_share(printed))
                )
                if option.name == row["item"]
                else option
                for option in table.options
            )
            return replace(table, options=options)
        case "registered":
            return replace(table, registered_count=int(printed))
        case "ballots":
            return replace(table, ballots_count=int(printed))
        case "turnout":
            return replace(table, turnout=parse_share(printed))
        case other:
            text = f"published_figures.csv: a table has no figure {other!r}"
            raise ValueError(text)


def rival_snapshots() -> tuple[RivalSnapshot, ...]:
    """Return the turnouts by the clock that a second source printed differently."""
    rows = [row for row in press_figures() if row["figure"] == "turnout_at"]
    found = []
    for listed in _grouped(rows, "case").values():
        shares = _shares([row["published"] for row in listed])
        turnouts = {
            row["item"]: share for row, share in zip(listed, shares, strict=True) if share is not None
        }
        snapshot = Snapshot(listed[0]["time"], turnouts, None, listed[0]["source"])
        found.append(RivalSnapshot(listed[0]["subject"], snapshot))
    return tuple(found)


def source_pairs() -> tuple[SourcePair, ...]:
    """Return the figures that two sources print differently, turnouts by the clock apart."""
    return tuple(
        _source_pair(row)
        for row in press_figures()
        if row["figure"] != "turnout_at" and row["published"] != row["against"]
    )


def _source_pair(row: dict[str, str]) -> SourcePair:
    first, second = parse_share(row["published"]), parse_share(row["against"])
    percent = row["figure"] in {"share", "turnout"}
    if percent and (first is None or second is None or first.decimals != second.decimals):
        text = f"published_figures.csv: {row['published']!r} and {row['against']!r} are not percentages alike"
        raise ValueError(text)
    return SourcePair(
        subject=row["subject"],
        figure=_figure_words(row),
        first=first.units if percent and first else int(row["published"]),
        second=second.units if percent and second else int(row["against"]),
        first_source=row["source"],
        second_source=row["against_source"],
        decimals=first.decimals if percent and first else None,
        basis=_turnout_basis(row) if row["figure"] == "turnout" else None,
    )


def _figure_words(row: dict[str, str]) -> Message:
    match row["figure"]:
        case "votes":
            return msg("{option}, number", option=row["item"])
        case "share":
            return msg("{option}, share", option=row["item"])
        case "seats":
            return msg("{option}, seats in single-member districts", option=row["item"])
        case "registered":
            return msg("registered voters")
        case _:
            return msg("turnout")


def _turnout_basis(row: dict[str, str]) -> Message | None:
    """Say that both turnouts are right when one of them is the votes cast over the registered voters."""
    table = next((table for table in national_tables() if table.subject == row["subject"]), None)
    printed = parse_share(row["published"])
    if table is None or printed is None or not table.registered_count or not table.total_count:
        return None
    if not printed.holds(table.total_count, table.registered_count):
        return None
    return msg(
        "Both are right and count different things: {first} is the {votes} votes for all options over the "
        "{registered} registered voters, {second} is the turnout by ballots handed out.",
        first=printed.printed,
        votes=table.total_count,
        registered=table.registered_count,
        second=table.turnout.printed if table.turnout else None,
    )


@cache
def shipped_audit() -> PublishedAudit:
    """Run every check on every shipped publication; read once, the same for every page that shows
    findings."""
    return audit_published(
        library_tables(),
        press_tables=press_tables(),
        turnout_series=turnout_series(),
        rival_snapshots=rival_snapshots(),
        source_pairs=source_pairs(),
    )
