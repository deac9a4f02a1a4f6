"""What others counted, saw, claimed and printed, each row with its source."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from dauys.core.forensics.published_reference import shipped_audit
from dauys.core.forensics.types import Finding
from dauys.core.wording import Message, Names, Value, msg, msg_plural
from dauys.server.elections.models import Contest, Election, Option
from dauys.server.elections.page import (
    ClaimRow,
    ExitPollPanel,
    ExitPollRow,
    FindingRow,
    IndependentCountRow,
    MissionRow,
    PublishedErrorRow,
)
from dauys.server.elections.selectors import ElectionRows, result_share
from dauys.server.elections.sources import split_sources

# Findings on turnout by the clock stand beside the clock.
CLOCK_FINDINGS = frozenset(
    {
        *(
            "turnout-falls",
            "turnout-jump",
            "turnout-early-peak",
            "turnout-repair",
            "turnout-repair-candidates",
        ),
        *("duplicated-row", "rows-shifted"),
    }
)


def finding_title(name: str) -> Message:
    """Return what a check found, in a few words."""
    titles = {
        "sum-differs": msg("The options do not sum up to the total"),
        "share-contradicts-votes": msg("A share contradicts its votes"),
        "shares-fit-no-total": msg("The shares fit no total"),
        "shares-exceed-whole": msg("The shares exceed the whole"),
        "turnout-contradicts-counts": msg("Turnout contradicts the counts"),
        "same-count-twice": msg("The same count stands twice"),
        "digit-repair": msg("One misprinted digit would explain it"),
        "digit-repair-candidates": msg("Several single misprints would explain it"),
        "totals-too-round": msg("The totals are rounder than chance allows"),
        "turnout-falls": msg("Cumulative turnout falls"),
        "turnout-jump": msg("Turnout jumps"),
        "turnout-early-peak": msg("Turnout was complete early"),
        "turnout-repair": msg("One misprinted turnout would explain it"),
        "turnout-repair-candidates": msg("Several single misprints would explain it"),
        "duplicated-row": msg("A row of the list stands twice"),
        "rows-shifted": msg("Rows of the list are shifted"),
        "sources-disagree": msg("Two sources print different figures"),
    }
    return titles.get(name, msg("Published figures do not agree"))


def finding_rows(rows: ElectionRows) -> tuple[FindingRow, ...]:
    """Return what the checks found in the published figures of an election."""
    audit = shipped_audit()
    subjects = [
        subject for contest in (rows.main, rows.districts) if contest for subject in _subjects(contest)
    ]
    names = {option.key: option.short_names for option in Option.objects.all()}
    return tuple(_row(finding, names) for subject in subjects for finding in audit.findings_of(subject))


def named(message: Message, names: Mapping[str, Names]) -> Message:
    """Return ``message`` with the keys of options in it replaced by their names in each language."""

    def in_reader_language(value: Value) -> Value:
        if isinstance(value, Message):
            return named(value, names)
        return names.get(value, value) if isinstance(value, str) else value

    values = {place: in_reader_language(value) for place, value in message.values.items()}
    return replace(message, values=values)


def _subjects(contest: Contest) -> Iterable[str]:
    """Return the names under which the checks know a contest."""
    if contest.place is None:
        yield contest.key
    else:
        yield f"maslikhat_2023:{contest.place.kato}"


def _row(finding: Finding, names: Mapping[str, Names]) -> FindingRow:
    return FindingRow(
        name=finding.name,
        severity=finding.severity,
        title=finding_title(finding.name),
        text=named(finding.text, names),
        caveat=named(finding.caveat, names),
        p_value=finding.p_value,
        p_adjusted=finding.p_adjusted,
        sources=split_sources(finding.source),
    )


def findings_summary(rows: ElectionRows, findings: tuple[FindingRow, ...]) -> Message:
    """Return one sentence on what the checks found, or that they found nothing."""
    if rows.main is None:
        return msg("There is no published table to check for this election.")
    if not findings:
        return msg("The published figures agree with one another, and no test found anything unusual.")
    return msg_plural(
        "The checks of the published figures found one thing that does not add up or is unusual.",
        "The checks of the published figures found {count} things that do not add up or are unusual.",
        count=len(findings),
    )


def exit_poll_panel(rows: ElectionRows) -> ExitPollPanel | None:
    """Return the exit polls beside the official shares."""
    polls = list(rows.election.exit_poll_results.select_related("option"))
    if not polls:
        return None
    pollsters = tuple(dict.fromkeys(poll.pollster for poll in polls))
    shares = {(poll.pollster, poll.option_id): Fraction(poll.votes_share) for poll in polls}
    shown = []
    for result in rows.results:
        official = result_share(result, rows)
        found = tuple(shares.get((pollster, result.option_id)) for pollster in pollsters)
        if official is not None and any(share is not None for share in found):
            shown.append(
                ExitPollRow(result.option.slug, result.option.names, result.option.colour, found, official)
            )
    sources = dict.fromkeys(source for poll in polls for source in split_sources(poll.source))
    return ExitPollPanel(pollsters, tuple(shown), tuple(sources))


def independent_count_rows(election: Election) -> tuple[IndependentCountRow, ...]:
    """Return what observers and candidates counted."""
    return tuple(
        IndependentCountRow(
            contest=count.contest,
            where=count.where,
            stations=count.stations,
            metric=count.metric,
            option=count.option,
            independent_value=Fraction(count.independent_value),
            official_value=None if count.official_value is None else Fraction(count.official_value),
            sources=split_sources(count.source),
            note=count.note,
        )
        for count in election.independent_counts.all()
    )


def mission_rows(election: Election) -> tuple[MissionRow, ...]:
    """Return the observation missions and what they said."""
    return tuple(
        MissionRow(
            mission.organisation, mission.measure, mission.value, split_sources(mission.source), mission.note
        )
        for mission in election.missions.all()
    )


def claim_rows(election: Election) -> tuple[ClaimRow, ...]:
    """Return claims of published articles and what the sources say to them."""
    return tuple(
        ClaimRow(claim.claim, claim.verdict, claim.evidence, split_sources(claim.source))
        for claim in election.claims.all()
    )


def published_error_rows(election: Election) -> tuple[PublishedErrorRow, ...]:
    """Return the figures that were printed wrongly or oddly."""
    return tuple(
        PublishedErrorRow(
            case=error.case,
            where=error.where,
            published=error.published,
            consistent_value=error.consistent_value,
            check_made=error.check_made,
            sources=split_sources(error.source),
        )
        for error in election.published_errors.all()
    )
