"""`dauys elections`: the elections that come with Dauys, and their results, from the reference tables."""

import csv
from pathlib import Path
from typing import Any

import click

import dauys
from dauys.cli.output import answer_options, print_csv, print_json
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, format_number, format_share, msg, render

REFERENCE = Path(dauys.__file__).parent / "reference" / "kz"
Row = dict[str, Any]


@click.command()
@click.argument("slug", required=False, metavar="[ELECTION]")
@answer_options
def elections(slug: str | None, output_format: str, language: str) -> None:
    """List the elections that come with Dauys, or the result of one.

    \b
    Examples:
      dauys elections
      dauys elections majilis-2023
      dauys elections majilis-2023 --format csv

    JSON without ELECTION: a list of objects {election, date, kind, name, contests, source}.
    JSON with ELECTION: a list of objects {election, contest, option, kind, name, votes, percent, seats,
    source}, null where no source gives the figure.
    """
    rows = election_rows(language) if slug is None else result_rows(slug, language)
    match output_format:
        case "json":
            print_json(rows)
        case "csv":
            print_csv(list(rows[0]), [[_cell(value) for value in row.values()] for row in rows])
        case _:
            print_table(rows, slug, language)


def election_rows(language: str) -> list[Row]:
    """Return the elections, newest first."""
    contests = read("contests.csv")
    rows = [
        {
            "election": row["slug"],
            "date": row["date"],
            "kind": row["kind"],
            "name": row[f"name_{language}"],
            "contests": [contest["contest"] for contest in contests if contest["election"] == row["slug"]],
            "source": row["source"],
        }
        for row in read("elections.csv")
    ]
    return sorted(rows, key=lambda row: row["date"], reverse=True)


def result_rows(slug: str, language: str) -> list[Row]:
    """Return the published result of every contest of one election.

    Raises
    ------
    InputProblem
        If there is no such election, or the library has no result of it.
    """
    known = [row["slug"] for row in read("elections.csv")]
    if slug not in known:
        raise InputProblem(
            msg("There is no election “{election}”.", election=slug),
            field="ELECTION",
            expected=msg("one of {names}", names=", ".join(known)),
        )
    contests = [row for row in read("contests.csv") if row["election"] == slug]
    names = {row["option"]: row[f"name_{language}"] for row in read("options.csv")}
    rows = [_result(slug, contest, row, names) for contest in contests for row in published(contest)]
    if not rows:
        raise InputProblem(msg("The library has no result of “{election}”.", election=slug), field="ELECTION")
    return rows


def published(contest: dict[str, str]) -> list[dict[str, str]]:
    """Return the published lines of a contest; a line without votes gives way to the supplement."""
    if contest["region_kato"]:
        return [
            {**row, "pct": row["pct_published"]}
            for row in read("maslikhat_2023_lists.csv")
            if row["region_kato"] == contest["region_kato"] and row["option_type"]
        ]
    key = contest["contest"]
    found = {row["option"]: row for row in read("results_supplement.csv") if row["election"] == key}
    rows = []
    for row in read("results_national.csv"):
        if row["election"] == key:
            later = found.pop(row["option"], None)
            rows.append(later if later is not None and not row["votes"] else row)
    return [*rows, *found.values()]


def _result(slug: str, contest: dict[str, str], row: dict[str, str], names: dict[str, str]) -> Row:
    return {
        "election": slug,
        "contest": contest["contest"],
        "option": row["option"],
        "kind": row["option_type"],
        "name": names[row["option"]],
        "votes": int(row["votes"]) if row["votes"] else None,
        "percent": float(row["pct"]) if row["pct"] else None,
        "seats": int(row["seats"]) if row["seats"] else None,
        "source": row["source"],
    }


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one reference table."""
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _cell(value: object) -> object:
    return " ".join(value) if isinstance(value, list) else value


def print_table(rows: list[Row], slug: str | None, language: str) -> None:
    """Print the rows for people."""
    from rich.console import Console
    from rich.table import Table

    def say(message: Message) -> str:
        return render(message, language)

    table = Table(show_edge=False, pad_edge=False)
    if slug is None:
        for heading in (msg("Election"), msg("Day"), msg("Name")):
            table.add_column(say(heading))
        for row in rows:
            table.add_row(row["election"], row["date"], row["name"])
    else:
        table.add_column(say(msg("Contest")))
        table.add_column(say(msg("On the ballot")))
        for heading in (msg("Votes"), msg("Share"), msg("Seats")):
            table.add_column(say(heading), justify="right")
        for row in rows:
            votes, percent, seats = row["votes"], row["percent"], row["seats"]
            table.add_row(
                row["contest"],
                row["name"],
                "–" if votes is None else format_number(votes, language),
                "–" if percent is None else format_share(percent / 100, language),
                "–" if seats is None else format_number(seats, language),
            )
    Console().print(table)
    if slug is not None:
        click.echo()
        for source in dict.fromkeys(row["source"] for row in rows):
            click.echo(say(msg("Source: {source}", source=source)))
