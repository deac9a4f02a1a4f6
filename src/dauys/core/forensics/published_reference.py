"""The shipped results as published tables: national results, councils, and figures misprinted somewhere."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

from dauys.core.forensics.totals_file import parse_share
from dauys.core.forensics.types import PrintedShare, PublishedOption, PublishedTable

REFERENCE_DIR = Path(__file__).parents[2] / "reference"


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
        ballots_text = "" if "ballots_received is computed" in first["note"] else first["ballots_received"]
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
