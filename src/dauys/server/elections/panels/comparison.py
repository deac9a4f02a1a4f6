"""An election among the elections of the same chamber: parties through their names, and how open it was."""

from collections.abc import Sequence
from fractions import Fraction

from dauys.core.electoral.indices import (
    candidates_per_seat,
    effective_number,
    gallagher,
    margin_share,
    wasted_votes_share,
)
from dauys.server.elections.models import Election, Option, OptionResult, RegistrationCount
from dauys.server.elections.page import ComparisonCell, ComparisonPanel, ComparisonRow, CompetitionRow
from dauys.server.elections.selectors import (
    ElectionRows,
    brief,
    elections_with_results,
    list_votes,
    result_share,
    votes_total_count,
)

# The constitutional law of 5 November 2022 let candidates nominate themselves; in force from 1 January 2023.
REFORM_YEAR = 2023


def chamber_elections(election: Election) -> tuple[ElectionRows, ...]:
    """Return all elections of the chamber that ``election`` filled, oldest first."""
    return tuple(
        rows
        for rows in reversed(elections_with_results())
        if rows.election.kind == election.kind and rows.election.chamber_en == election.chamber_en
    )


def comparison_panel(series: Sequence[ElectionRows], election: Election) -> ComparisonPanel | None:
    """Return the parties of a chamber through its elections up to ``election``; None for a first election."""
    shown = [rows for rows in series if rows.election.date <= election.date]
    if election.kind != Election.Kind.PARLIAMENT or len(shown) < 2:
        return None
    families: dict[str, dict[str, OptionResult]] = {}
    for rows in shown:
        for result in rows.results:
            if result.option.kind == Option.Kind.PARTY:
                families.setdefault(result.option.family, {})[rows.election.slug] = result
    # Parties of the latest election in its order, then those that no longer stood.
    latest = [result.option.family for result in shown[-1].results]
    ordered = sorted(families, key=lambda family: latest.index(family) if family in latest else len(latest))
    return ComparisonPanel(
        elections=tuple(brief(rows) for rows in shown),
        rows=tuple(_row(family, families[family], shown) for family in ordered),
    )


def _row(family: str, results: dict[str, OptionResult], shown: Sequence[ElectionRows]) -> ComparisonRow:
    option = list(results.values())[-1].option
    cells: list[ComparisonCell] = []
    for rows in shown:
        result = results.get(rows.election.slug)
        share = result_share(result, rows) if result is not None else None
        before = cells[-1].votes_share if cells else None
        cells.append(
            ComparisonCell(
                votes_share=share,
                seats_count=result.official_seats_count if result is not None else None,
                swing_share=share - before if share is not None and before is not None else None,
            )
        )
    return ComparisonRow(family, option.names, option.colour, tuple(cells))


def competition_rows(series: Sequence[ElectionRows], election: Election) -> tuple[CompetitionRow, ...]:
    """Return how open each election of a chamber was, oldest first; only for parliaments."""
    if election.kind != Election.Kind.PARLIAMENT:
        return ()
    registered = {
        count.election_id: count.persons_count
        for count in RegistrationCount.objects.filter(level="majilis_smd", stage="registered")
    }
    return tuple(_competition(rows, registered.get(rows.election.pk)) for rows in series)


def _competition(rows: ElectionRows, district_candidates_count: int | None) -> CompetitionRow:
    votes = list_votes(rows)
    seats = {
        result.option.short_en: result.official_seats_count or 0
        for result in rows.results
        if result.option.kind == Option.Kind.PARTY
    }
    parties = dict(votes.parties) if votes is not None else {}
    total_count = votes_total_count(rows)
    per_seat = None
    if district_candidates_count is not None and rows.districts is not None and rows.districts.seats_count:
        per_seat = candidates_per_seat(district_candidates_count, rows.districts.seats_count)
    return CompetitionRow(
        slug=rows.election.slug,
        names=rows.election.names,
        date=rows.election.date,
        lists_count=len(seats),
        candidates_per_district_seat=per_seat,
        effective_parties_votes=float(effective_number(parties)) if parties else None,
        effective_parties_seats=float(effective_number(seats)) if any(seats.values()) else None,
        # The index is published in percentage points.
        disproportionality=100 * gallagher(parties, seats) if parties else None,
        winner_share=_largest_share(rows),
        lead_share=margin_share(parties, total_count) if parties else None,
        wasted_share=wasted_votes_share(parties, seats) if parties else None,
        after_reform=rows.election.date.year >= REFORM_YEAR,
    )


def _largest_share(rows: ElectionRows) -> Fraction | None:
    shares = [
        share
        for result in rows.results
        if result.option.kind == Option.Kind.PARTY and (share := result_share(result, rows)) is not None
    ]
    return max(shares, default=None)
