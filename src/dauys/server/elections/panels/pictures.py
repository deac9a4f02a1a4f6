"""Further pictures of an election page, drawn from its panels."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from dauys.core.electoral import load_law
from dauys.core.figures.competition import competition_change
from dauys.core.figures.context import context_indicators
from dauys.core.figures.districts import district_winners
from dauys.core.figures.elections import election_comparison
from dauys.core.figures.exit_polls import exit_polls
from dauys.core.figures.figure import Figure
from dauys.core.figures.roundness import roundness_strips
from dauys.core.figures.types import (
    CompetitionMeasure,
    ContextPoint,
    ContextSeries,
    DistrictCount,
    DistrictWinner,
    PartyShare,
    PastElection,
    PollComparison,
    PollReading,
    RoundnessPoint,
    RoundnessRow,
    Share,
)
from dauys.core.forensics.published_reference import shipped_audit
from dauys.core.forensics.round_totals import GRIDS
from dauys.core.wording import Message, msg
from dauys.server.elections.models import ContextIndicator, Election, Option
from dauys.server.elections.page import CompetitionRow, DistrictsPanel, ExitPollPanel, Source
from dauys.server.elections.panels.indicators import indicator_label
from dauys.server.elections.panels.seats import LIST_KINDS
from dauys.server.elections.panels.turnout import tiles
from dauys.server.elections.selectors import ElectionRows, result_share
from dauys.server.elections.sources import as_message

# Drawn as charts: the ratings with a fixed scale and a long series; the table holds all of them.
CHARTED = (
    "Freedom in the World, total score",
    "Freedom in the World, electoral process score",
    "Democracy Index, overall score",
    "Transformation Index, democracy status",
    "Corruption Perceptions Index, score",
)
# The band that the strips of round totals shade; it was chosen after looking, and the test does not use it.
NEAR_VOTES = 5
SIDES: Mapping[str, Literal["party", "self"]] = {"party": "party", "self": "self"}


def _source(sources: Sequence[Source]) -> Message:
    return as_message(", ".join(sorted({source.text for source in sources})))


def competition_figure(rows: Sequence[CompetitionRow]) -> Figure | None:
    """Return the last election before the reform beside the first after it."""
    before = next((row for row in reversed(rows) if not row.after_reform), None)
    after = next((row for row in rows if row.after_reform), None)
    if before is None or after is None:
        return None
    pairs = (
        ("lists", msg("lists on the ballot"), before.lists_count, after.lists_count, 0),
        (
            "effective-parties-votes",
            msg("effective number of parties, by votes"),
            before.effective_parties_votes,
            after.effective_parties_votes,
            2,
        ),
        (
            "effective-parties-seats",
            msg("effective number of parties, by list seats"),
            before.effective_parties_seats,
            after.effective_parties_seats,
            2,
        ),
        (
            "disproportionality",
            msg("disproportionality, in percentage points"),
            before.disproportionality,
            after.disproportionality,
            2,
        ),
    )
    measures = [
        CompetitionMeasure(key, label, float(first), float(second), decimals)
        for key, label, first, second, decimals in pairs
        if first is not None and second is not None
    ]
    return competition_change(
        measures,
        before_label=as_message(before.names),
        after_label=as_message(after.names),
        source=msg("announced votes and seats; computed here"),
        caveat=msg("Only the lists are compared; districts returned with the reform."),
    )


def comparison_figure(series: Sequence[ElectionRows], competition: Sequence[CompetitionRow]) -> Figure | None:
    """Return votes and seats of the elections of a chamber, oldest first."""
    measures = {row.slug: row for row in competition}
    if len(measures) < 2:
        return None
    shown = [
        PastElection(
            key=rows.election.slug,
            names=rows.election.names,
            day=rows.election.date,
            threshold_share=_threshold(rows),
            parties=tuple(
                PartyShare(
                    key=result.option.slug,
                    names=result.option.short_names,
                    colour=result.option.colour,
                    votes_share=result_share(result, rows),
                    seats_count=result.official_seats_count,
                )
                for result in rows.results
                if result.option.kind == Option.Kind.PARTY
            ),
            effective_parties_votes=measures[rows.election.slug].effective_parties_votes,
            effective_parties_seats=measures[rows.election.slug].effective_parties_seats,
            note=msg("list seats only") if rows.districts is not None else None,
        )
        for rows in series
    ]
    return election_comparison(shown, source=msg("announced votes and seats, see the table of results"))


def _threshold(rows: ElectionRows) -> Share | None:
    if rows.main is None or not rows.main.law_id:
        return None
    tiers = load_law(rows.main.law_id).tiers.values()
    return next((tier.share("threshold") for tier in tiers if tier.kind in LIST_KINDS), None)


def exit_poll_figure(panel: ExitPollPanel | None) -> Figure | None:
    """Return the exit polls left and right of the official result."""
    if panel is None:
        return None
    comparisons = [
        PollComparison(
            key=row.option,
            names=row.names,
            colour=row.colour,
            official_share=row.official_share,
            readings=tuple(
                PollReading(pollster, share)
                for pollster, share in zip(panel.pollsters, row.shares, strict=True)
                if share is not None
            ),
        )
        for row in panel.rows
    ]
    return exit_polls(comparisons, source=_source(panel.sources))


def roundness_figure(rows: ElectionRows, library: Sequence[ElectionRows]) -> Figure | None:
    """Return how far the totals of every national election lie from the coarse grid; None for others."""
    grid = GRIDS[0]
    keyed = {each.main.key: each for each in library if each.main is not None and each.main.place is None}
    if rows.main is None or rows.main.key not in keyed:
        return None
    strips = []
    for test in shipped_audit().round_totals_tests:
        each = keyed.get(test.subject)
        if each is None or test.grid != grid or not test.distances_votes:
            continue
        names = {result.option.key: result.option for result in each.results}
        strips.append(
            RoundnessRow(
                key=each.election.slug,
                names=each.election.names,
                half_step_votes=float(test.step_votes / 2),
                points=tuple(
                    RoundnessPoint(names[option].slug, names[option].short_names, float(distance))
                    for option, distance in test.distances_votes
                ),
            )
        )
    if not any(strip.key == rows.election.slug for strip in strips):
        return None
    return roundness_strips(
        strips,
        grid_share=float(grid),
        near_votes=NEAR_VOTES,
        source=msg("announced votes; computed here"),
        caveat=msg(
            "The grid and the shaded band were chosen after the totals of 2023 had been looked at. "
            "The test uses no band and is corrected for every election and grid."
        ),
    )


def context_figure(election: Election) -> Figure | None:
    """Return the ratings of the country over the years, with the year of the election marked."""
    series: dict[str, list[ContextIndicator]] = {}
    for indicator in ContextIndicator.objects.filter(name__in=CHARTED):
        series.setdefault(indicator.name, []).append(indicator)
    shown = []
    for name in CHARTED:
        values = series.get(name, [])
        scale = re.fullmatch(r"([\d.]+)-([\d.]+)", values[0].scale) if values else None
        if scale is not None and len(values) > 1:
            points = tuple(ContextPoint(value.year, float(value.value), value.source) for value in values)
            decimals = max(len(value.value.partition(".")[2]) for value in values)
            shown.append(
                ContextSeries(
                    name, indicator_label(name), float(scale[1]), float(scale[2]), points, min(decimals, 2)
                )
            )
    if not shown:
        return None
    publishers = sorted({value.publisher for values in series.values() for value in values})
    return context_indicators(
        shown, source=as_message(", ".join(publishers)), election_year=election.date.year
    )


def districts_figure(panel: DistrictsPanel | None, rows: ElectionRows) -> Figure | None:
    """Return what is known of the winners of the districts, and each source's count of them."""
    party = next((result.option for result in rows.results if result.option.kind == Option.Kind.PARTY), None)
    if panel is None or party is None:
        return None
    short_names = {tile.kato: tile.short_names for tile in tiles()}
    winners = [
        DistrictWinner(
            number=row.number,
            region=short_names.get(row.kato, row.place),
            nomination=SIDES.get(row.winner_side or ""),
            winner=row.winner or None,
            is_indirect=bool(row.winner) and not row.winner_is_certain,
        )
        for row in panel.rows
    ]
    counts = [
        DistrictCount(count.claimant, count.ruling_party_count, count.others_count) for count in panel.counts
    ]
    return district_winners(
        winners,
        counts,
        party_key=party.slug,
        party_names=party.short_names,
        party_colour=party.colour,
        source=msg("sources named in the table of districts"),
    )
