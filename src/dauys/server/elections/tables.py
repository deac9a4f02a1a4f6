"""Every table of an election page as rows for a spreadsheet or a program, each row with its source."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from dauys.core.wording import Message, Names, Value, msg, render
from dauys.server.elections.page import Download, ElectionPage, Source
from dauys.server.elections.sources import as_message

Cell: TypeAlias = "str | int | float | None"
RawCell: TypeAlias = "Value | Fraction | float | tuple[Source, ...]"
RawRow: TypeAlias = Mapping[str, RawCell]

# A share keeps this many digits: enough to give back the votes of a country.
SHARE_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a page; every row has the same columns."""

    dataset: str
    title: Message
    rows: Sequence[RawRow]


def page_tables(page: ElectionPage) -> dict[str, Table]:
    """Return the tables of a page by name, without those that are empty."""
    made = (Table(dataset, title, list(read(page))) for dataset, title, read in TABLES)
    return {table.dataset: table for table in made if table.rows}


def downloads(page: ElectionPage) -> tuple[Download, ...]:
    """Return which tables the page offers."""
    return tuple(
        Download(table.dataset, table.title, len(table.rows)) for table in page_tables(page).values()
    )


def plain_rows(table: Table, language: str) -> list[dict[str, Cell]]:
    """Return the rows with every cell as text, number or None; sentences in ``language``."""
    return [{column: _plain(cell, language) for column, cell in _widened(row)} for row in table.rows]


def _widened(row: RawRow) -> Iterable[tuple[str, RawCell]]:
    """Yield the cells of a row; a name takes a column in each language."""
    for column, cell in row.items():
        if isinstance(cell, Names):
            yield f"{column}_en", cell.en
            yield f"{column}_kk", cell.kk
            yield f"{column}_ru", cell.ru
        else:
            yield column, cell


def _plain(cell: RawCell, language: str) -> Cell:
    match cell:
        case None | str() | int() | float():
            return cell
        case Fraction():
            return int(cell) if cell.denominator == 1 else round(float(cell), SHARE_DIGITS)
        case date():
            return cell.isoformat()
        case tuple():
            return " ; ".join(source.url or source.text for source in cell)
        case Message():
            return render(cell, language)
        case _:
            return render(Message("{value}", {"value": cell}), language)


def _results(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.result.options if page.result else ():
        yield {
            "option": row.option,
            "name": row.names,
            "kind": row.kind,
            "votes_count": row.votes_count,
            "votes_share": row.votes_share,
            "published_share": row.published_share,
            "list_seats_count": row.list_seats_count,
            "district_seats_count": row.district_seats_count,
            "note": row.note,
            "source": row.sources,
        }


def _seats(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.seats.rows if page.seats else ():
        yield {
            "option": row.option,
            "name": row.names,
            "votes_count": row.votes_count,
            "votes_share": row.votes_share,
            "quotas": row.quotas,
            "seats_count": row.seats_count,
            "official_seats_count": row.official_seats_count,
            "law": page.seats.law.law_id if page.seats else None,
            "law_digest": page.seats.law_digest if page.seats else None,
            "source": "computed",
        }


def _steps(page: ElectionPage) -> Iterable[RawRow]:
    for number, step in enumerate(page.seats.steps if page.seats else (), start=1):
        yield {
            "step": number,
            "rule": step.rule,
            "text": step.text,
            "article": step.article,
            "status": step.status,
            "source": step.sources,
        }


def _districts(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.districts.rows if page.districts else ():
        yield {
            "district": row.number,
            "number_basis": row.number_basis,
            "place": row.place,
            "area": row.area,
            "voters_count": row.voters_count,
            "candidates_nominated_count": row.candidates_nominated_count,
            "candidates_registered_count": row.candidates_registered_count,
            "winner": row.winner,
            "winner_nomination": as_message(row.winner_nomination),
            "winner_side": row.winner_side,
            "winner_status": row.winner_status,
            "source": row.sources,
        }


def _district_winners(page: ElectionPage) -> Iterable[RawRow]:
    for count in page.districts.counts if page.districts else ():
        yield {
            "claimant": count.claimant,
            "ruling_party_count": count.ruling_party_count,
            "others_count": count.others_count,
            "claim": count.claim,
            "source": count.sources,
        }


def _turnout(page: ElectionPage) -> Iterable[RawRow]:
    if page.turnout is None:
        return
    for row in (page.turnout.country, *page.turnout.rows):
        for at, share, flag, sources in zip(
            page.turnout.times, row.shares, row.flags, row.sources, strict=True
        ):
            if share is not None:
                yield {
                    "kato": row.kato,
                    "name": row.names,
                    "time_utc": at.strftime("%Y-%m-%dT%H:%MZ"),
                    "zone": page.turnout.zone,
                    "turnout_share": share,
                    "flag": flag,
                    "voters_count": row.voters_count,
                    "voters_status": row.voters_status,
                    "source": sources,
                }


def _registration(page: ElectionPage) -> Iterable[RawRow]:
    for group in page.registration:
        for stage in group.stages:
            yield {
                "level": group.level,
                "level_label": group.label,
                "stage": stage.stage,
                "stage_label": stage.label,
                "persons_count": stage.persons_count,
                "share_of_nominated": stage.share_of_nominated,
                "note": stage.note,
                "source": stage.sources,
            }


def _competition(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.competition:
        yield {
            "election": row.slug,
            "date": row.date,
            "lists_count": row.lists_count,
            "candidates_per_district_seat": row.candidates_per_district_seat,
            "effective_parties_votes": row.effective_parties_votes,
            "effective_parties_seats": row.effective_parties_seats,
            "disproportionality_points": row.disproportionality,
            "winner_share": row.winner_share,
            "lead_share": row.lead_share,
            "wasted_share": row.wasted_share,
            "after_reform": str(row.after_reform).lower(),
            "source": "computed",
        }


def _comparison(page: ElectionPage) -> Iterable[RawRow]:
    if page.comparison is None:
        return
    for row in page.comparison.rows:
        for election, cell in zip(page.comparison.elections, row.cells, strict=True):
            yield {
                "party": row.party,
                "name": row.names,
                "election": election.slug,
                "date": election.date,
                "votes_share": cell.votes_share,
                "swing_share": cell.swing_share,
                "list_seats_count": cell.seats_count,
                "source": f"results of {election.slug}",
            }


def _exit_polls(page: ElectionPage) -> Iterable[RawRow]:
    if page.exit_polls is None:
        return
    for row in page.exit_polls.rows:
        for pollster, share in zip(page.exit_polls.pollsters, row.shares, strict=True):
            yield {
                "pollster": pollster,
                "option": row.option,
                "name": row.names,
                "votes_share": share,
                "official_share": row.official_share,
                "source": page.exit_polls.sources,
            }


def _parallel_counts(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.independent_counts:
        yield {
            "contest": row.contest,
            "where": row.where,
            "stations": row.stations,
            "metric": row.metric,
            "option": row.option,
            "independent_value": row.independent_value,
            "official_value": row.official_value,
            "note": row.note,
            "source": row.sources,
        }


def _missions(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.missions:
        yield {
            "organisation": row.organisation,
            "measure": row.measure,
            "value": row.value,
            "note": row.note,
            "source": row.sources,
        }


def _claims(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.claims:
        yield {"claim": row.claim, "verdict": row.verdict, "evidence": row.evidence, "source": row.sources}


def _published_errors(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.published_errors:
        yield {
            "case": row.case,
            "where": row.where,
            "published": row.published,
            "consistent_value": row.consistent_value,
            "check": row.check_made,
            "source": row.sources,
        }


def _findings(page: ElectionPage) -> Iterable[RawRow]:
    for row in (*page.findings, *(page.turnout.findings if page.turnout else ())):
        yield {
            "name": row.name,
            "severity": row.severity,
            "title": row.title,
            "text": row.text,
            "caveat": row.caveat,
            "p_value": row.p_value,
            "p_adjusted": row.p_adjusted,
            "source": row.sources,
        }


def _indicators(page: ElectionPage) -> Iterable[RawRow]:
    for row in page.indicators:
        yield {
            "indicator": row.names,
            "year": str(row.year),
            "value": row.value,
            "scale": row.scale,
            "category": row.category,
            "publisher": row.publisher,
            "source": row.sources,
        }


TABLES: tuple[tuple[str, Message, Callable[[ElectionPage], Iterable[RawRow]]], ...] = (
    ("results", msg("Votes and seats as announced"), _results),
    ("seats", msg("Seats under the law of the day, computed"), _seats),
    ("steps", msg("Steps from votes to seats, with their articles"), _steps),
    ("districts", msg("Single-member districts"), _districts),
    ("district-winners", msg("Published counts of the winners in districts"), _district_winners),
    ("turnout", msg("Turnout by place and clock"), _turnout),
    ("findings", msg("Findings on the published figures, with their caveats"), _findings),
    ("published-errors", msg("Misprints and oddities in publications"), _published_errors),
    ("registration", msg("Candidates nominated, registered and refused"), _registration),
    ("competition", msg("Measures of competition"), _competition),
    ("comparison", msg("Parties through the elections"), _comparison),
    ("exit-polls", msg("Exit polls"), _exit_polls),
    ("parallel-counts", msg("Counts by observers and candidates"), _parallel_counts),
    ("missions", msg("Observation missions"), _missions),
    ("claims", msg("Claims of articles and what the sources say"), _claims),
    ("indicators", msg("Context indicators"), _indicators),
)
