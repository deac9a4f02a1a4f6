"""Who wanted to stand and who was allowed to: nominated, registered, refused, withdrawn."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from dauys.core.figures.figure import Figure
from dauys.core.figures.registration import registration_funnel
from dauys.core.figures.types import RegistrationContest, RegistrationOutcome
from dauys.core.wording import Message, Names, msg
from dauys.server.elections.models import Election, Option, RegistrationCount
from dauys.server.elections.page import RegistrationGroup, RegistrationStage
from dauys.server.elections.sources import as_message, split_sources
from dauys.server.places.models import Place

NOMINATED = "nominated"
# Outcomes in the table → what the funnel draws; the other stages are parts of these.
OUTCOMES: Mapping[str, Literal["registered", "refused", "withdrawn", "cancelled", "not_registered"]] = {
    "registered": "registered",
    "refused": "refused",
    "withdrew": "withdrawn",
    "registration_cancelled": "cancelled",
    "not_registered": "not_registered",
}


def stage_label(stage: str) -> Message:
    """Return what a stage of the table means."""
    labels = {
        "nominated": msg("nominated"),
        "nominated_by_parties": msg("nominated by parties"),
        "nominated_by_public_associations": msg("nominated by public associations"),
        "self_nominated": msg("nominated themselves"),
        "registered": msg("registered"),
        "registered_self_nominated": msg("registered, self-nominated"),
        "registered_self": msg("registered, self-nominated"),
        "registered_party": msg("registered, nominated by parties"),
        "registered_public_associations": msg("registered, nominated by public associations"),
        "not_registered": msg("not registered"),
        "refused": msg("refused"),
        "registration_cancelled": msg("registration cancelled"),
        "withdrew": msg("withdrew"),
        "seats": msg("seats to be filled from lists"),
    }
    return labels.get(stage, as_message(stage.replace("_", " ")))


def level_label(level: str, options: Mapping[str, Names], places: Mapping[str, Names]) -> Message:
    """Return what a level of the table means; the part after a colon names a party or a place."""
    base, _colon, part = level.partition(":")
    if base == "majilis_list" and part:
        return msg("List of {party}", party=options.get(part, part))
    if base == "majilis_smd" and part:
        return msg("Districts in {place}", place=places.get(part, part))
    labels = {
        "majilis_list": msg("All party lists"),
        "majilis_smd": msg("All single-member districts"),
        "maslikhat_all": msg("All local councils"),
        "maslikhat_regional": msg("Councils of the regions"),
        "maslikhat_astana": msg("Council of Astana"),
        "maslikhat_almaty": msg("Council of Almaty"),
        "maslikhat_district": msg("Councils of the rural districts"),
        "maslikhat_city": msg("Councils of the towns"),
        "maslikhat_list": msg("Lists for the councils"),
    }
    return labels.get(base, as_message(level.replace("_", " ")))


def registration_groups(election: Election) -> tuple[RegistrationGroup, ...]:
    """Return the counts by level, the whole country before its parts."""
    counts = list(election.registration_counts.all())
    if not counts:
        return ()
    options = {option.key: option.names for option in Option.objects.filter(kind=Option.Kind.PARTY)}
    places = {place.name_en: place.names for place in Place.objects.filter(kind__in=("region", "city"))}
    levels: dict[str, list[RegistrationCount]] = {}
    for count in counts:
        levels.setdefault(count.level, []).append(count)
    # The whole before its parts; otherwise in the order of the table.
    ordered = sorted(levels, key=lambda level: ":" in level)
    return tuple(
        RegistrationGroup(level, level_label(level, options, places), _stages(levels[level]))
        for level in ordered
    )


def _stages(counts: Sequence[RegistrationCount]) -> tuple[RegistrationStage, ...]:
    nominated = next((count.persons_count for count in counts if count.stage == NOMINATED), None)
    return tuple(
        RegistrationStage(
            stage=count.stage,
            label=stage_label(count.stage),
            persons_count=count.persons_count,
            share_of_nominated=Fraction(count.persons_count, nominated) if nominated else None,
            sources=split_sources(count.source),
            note=count.note,
        )
        for count in counts
    )


def registration_figure(groups: Sequence[RegistrationGroup]) -> Figure | None:
    """Return the funnels of the levels that name both the nominated and an outcome."""
    contests = []
    sites: set[str] = set()
    for group in groups:
        stages = {stage.stage: stage for stage in group.stages}
        outcomes = [
            RegistrationOutcome(OUTCOMES[name], stage.persons_count)
            for name, stage in stages.items()
            if name in OUTCOMES
        ]
        if NOMINATED in stages and outcomes:
            contests.append(
                RegistrationContest(
                    group.level, group.label, stages[NOMINATED].persons_count, tuple(outcomes)
                )
            )
            sites |= {source.text for stage in group.stages for source in stage.sources}
    if not contests:
        return None
    return registration_funnel(contests, source=as_message(", ".join(sorted(sites))))
