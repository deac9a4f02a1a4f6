"""The page of an election, put together from its panels."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from dauys.core.figures.figure import Figure
from dauys.core.wording import Message, Percent, msg
from dauys.server.elections.models import Election
from dauys.server.elections.page import Drawing, ElectionPage, SeatsPanel
from dauys.server.elections.panels import evidence, pictures
from dauys.server.elections.panels.comparison import chamber_elections, comparison_panel, competition_rows
from dauys.server.elections.panels.districts import districts_panel
from dauys.server.elections.panels.drawings import drawing
from dauys.server.elections.panels.indicators import indicator_rows
from dauys.server.elections.panels.registration import registration_figure, registration_groups
from dauys.server.elections.panels.result import result_panel
from dauys.server.elections.panels.seats import law_choices, seats_panel
from dauys.server.elections.panels.turnout import turnout_panel
from dauys.server.elections.selectors import ElectionRows, brief, elections_with_results
from dauys.server.elections.sources import split_sources
from dauys.server.elections.tables import downloads


def election_page(rows: ElectionRows, language: str) -> ElectionPage:
    """Return everything on the page of an election, its pictures drawn in ``language``."""
    election = rows.election
    findings = evidence.finding_rows(rows)
    clock_findings = tuple(finding for finding in findings if finding.name in evidence.CLOCK_FINDINGS)
    series = chamber_elections(election)
    groups = registration_groups(election)
    library = elections_with_results()
    districts = districts_panel(election)
    competition = competition_rows(series, election)
    polls = evidence.exit_poll_panel(rows)
    figures = {
        "registration": registration_figure(groups),
        "competition": pictures.competition_figure(competition),
        "comparison": pictures.comparison_figure(series, competition),
        "exit-polls": pictures.exit_poll_figure(polls),
        "roundness": pictures.roundness_figure(rows, library),
        "districts": pictures.districts_figure(districts, rows),
        "context": pictures.context_figure(election),
    }
    page = ElectionPage(
        slug=election.slug,
        names=election.names,
        date=election.date,
        kind=election.kind,
        chamber=election.chamber,
        headline=headline(rows),
        note=election.note,
        sources=split_sources(election.source),
        same_day=tuple(
            brief(other)
            for other in library
            if other.election.date == election.date and other.election.pk != election.pk
        ),
        result=result_panel(rows),
        seats=own_seats(rows, language),
        districts=districts,
        turnout=turnout_panel(election, clock_findings, language),
        registration=groups,
        competition=competition,
        comparison=comparison_panel(series, election),
        exit_polls=polls,
        independent_counts=evidence.independent_count_rows(election),
        missions=evidence.mission_rows(election),
        claims=evidence.claim_rows(election),
        indicators=indicator_rows(election),
        findings=tuple(finding for finding in findings if finding not in clock_findings),
        findings_summary=evidence.findings_summary(rows, findings),
        published_errors=evidence.published_error_rows(election),
        drawings=_drawings(figures, language),
        downloads=(),
    )
    return replace(page, downloads=downloads(page))


def own_seats(rows: ElectionRows, language: str) -> SeatsPanel | None:
    """Return the seats under the law of the day; None where votes or the law are missing."""
    if rows.main is None or not rows.main.law_id or not law_choices(rows, rows.main.law_id):
        return None
    return seats_panel(rows, rows.main.law_id, language)


def headline(rows: ElectionRows) -> Message:
    """Return what the election gave, in one sentence."""
    line = brief(rows)
    if line.winner is None:
        return msg("{election}: what was published and what is missing", election=rows.election.names)
    share = line.winner_share
    if line.kind == Election.Kind.REFERENDUM:
        return msg("“{answer}” received {share} of the votes", answer=line.winner, share=_percent(share))
    seats_count = _announced_seats(rows, line.winner.en)
    if seats_count is not None and line.seats_total_count is not None:
        return msg(
            "{share} of the votes and {seats} of {all} seats for {party}",
            share=_percent(share),
            seats=seats_count,
            all=line.seats_total_count,
            party=line.winner,
        )
    return msg("{share} of the votes for {winner}", share=_percent(share), winner=line.winner)


def _percent(share: Fraction | None) -> Percent | None:
    return None if share is None else Percent(share)


def _announced_seats(rows: ElectionRows, winner: str) -> int | None:
    """Return the seats that were announced for the winner, from lists and districts."""
    counts = [
        result.official_seats_count
        for result in (*rows.results, *rows.district_results)
        if result.option.name_en == winner and result.official_seats_count is not None
    ]
    return sum(counts) if counts else None


def _drawings(figures: Mapping[str, Figure | None], language: str) -> dict[str, Drawing]:
    return {
        dataset: drawing(figure, dataset, language)
        for dataset, figure in figures.items()
        if figure is not None
    }
