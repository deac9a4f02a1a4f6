"""The published result: votes, shares, seats and both published turnouts."""

from collections.abc import Iterable
from fractions import Fraction

from dauys.core.wording import Message, msg
from dauys.server.elections.models import Contest
from dauys.server.elections.page import OptionRow, ResultPanel, TurnoutFigure
from dauys.server.elections.selectors import (
    ElectionRows,
    result_share,
    turnout_share,
    votes_total_count,
)
from dauys.server.elections.sources import split_sources


def result_panel(rows: ElectionRows) -> ResultPanel | None:
    """Return the published result of the main contest; None where the election has none."""
    contest = rows.main
    if contest is None:
        return None
    won = {result.option.key: result for result in rows.district_results}
    options = [
        OptionRow(
            option=result.option.slug,
            names=result.option.names,
            kind=result.option.kind,
            colour=result.option.colour,
            votes_count=result.votes_count,
            votes_share=result_share(result, rows),
            published_share=None if result.published_share is None else Fraction(result.published_share),
            list_seats_count=result.official_seats_count,
            district_seats_count=won[result.option.key].official_seats_count
            if result.option.key in won
            else None,
            sources=split_sources(result.source),
            note="" if result.note == contest.note else result.note,
        )
        for result in rows.results
    ]
    listed = {result.option.key for result in rows.results}
    options += [
        OptionRow(
            option=result.option.slug,
            names=result.option.names,
            kind=result.option.kind,
            colour=result.option.colour,
            votes_count=None,
            votes_share=None,
            published_share=None,
            list_seats_count=None,
            district_seats_count=result.official_seats_count,
            sources=split_sources(result.source),
            note=result.note,
        )
        for result in rows.district_results
        if result.option.key not in listed
    ]
    return ResultPanel(
        registered_count=contest.registered_count,
        votes_count=votes_total_count(rows),
        turnouts=tuple(_turnouts(rows, contest)),
        options=tuple(options),
        note=contest.note,
    )


def _turnouts(rows: ElectionRows, contest: Contest) -> Iterable[TurnoutFigure]:
    share = turnout_share(contest)
    sources = split_sources(contest.source)
    if share is not None:
        yield TurnoutFigure(share, contest.ballots_count, _meaning(contest), sources)
    votes_count = votes_total_count(rows)
    if votes_count and contest.registered_count:
        yield TurnoutFigure(
            Fraction(votes_count, contest.registered_count),
            votes_count,
            msg("Ballots that mark an option, over the registered voters; computed here."),
            sources,
        )


def _meaning(contest: Contest) -> Message:
    if contest.turnout_share is None:
        return msg("Voters who took part, over the registered voters; computed here.")
    return msg("Voters who received a ballot, over the registered voters; as announced.")
