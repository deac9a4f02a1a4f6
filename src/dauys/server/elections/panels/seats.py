"""The same votes under one law or another: seats, steps, ties, the house and the ladder of remainders."""

import re
from dataclasses import replace
from fractions import Fraction

from dauys.core.electoral import Allocation, Law, Step, TierResult, allocate, list_laws, load_law
from dauys.core.electoral.whatif import apply_other_law
from dauys.core.figures.compare_houses import compare_houses
from dauys.core.figures.figure import Figure
from dauys.core.figures.hemicycle import hemicycle
from dauys.core.figures.remainders import remainder_ladder
from dauys.core.figures.types import RemainderRung, SeatGroup, SeatPlan
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, Names, Percent, msg, msg_plural
from dauys.server.elections.models import Option
from dauys.server.elections.page import AllocationStep, LawChoice, SeatRow, SeatsPanel, Source
from dauys.server.elections.panels.drawings import drawing
from dauys.server.elections.selectors import ElectionRows, list_votes, result_share

# What a reader may ask for: a law of the library and changes of its rules. Never the path of a file.
_CHANGE = r"[a-z_.]{1,60}=[a-z0-9_%./-]{1,20}"
_LAW_REFERENCE = re.compile(rf"[a-z]{{2}}/[a-z0-9-]{{1,60}}(:{_CHANGE}(,{_CHANGE}){{0,5}})?")
LIST_KINDS = ("lists", "compensation")


def check_law_reference(text: str) -> str:
    """Return ``text`` if it names a law of the library, possibly with changed rules.

    Raises
    ------
    InputProblem
        For anything else, so that no reader can make the server open a file.
    """
    if not _LAW_REFERENCE.fullmatch(text) or text.partition(":")[0] not in list_laws():
        raise InputProblem(
            msg("There is no law “{ref}”.", ref=text[:100]),
            field="law",
            expected=msg("one of {laws}", laws=", ".join(list_laws())),
        )
    return text


def law_choices(rows: ElectionRows, chosen: str) -> tuple[LawChoice, ...]:
    """Return the laws that the page offers for these votes, that of the day first."""
    own = rows.main.law_id if rows.main is not None else ""
    country = own.partition("/")[0]
    laws = {ref: load_law(ref) for ref in list_laws() if ref.startswith(f"{country}/")}
    choices: list[tuple[str, Names | Message]] = []
    if own in laws:
        names = laws[own].names
        choices.append((own, names))
        choices += [
            (f"{own}:formula=dhondt", msg("{law}, but seats by highest averages (d’Hondt)", law=names)),
            (
                f"{own}:formula=sainte_lague",
                msg("{law}, but seats by highest averages (Sainte-Laguë)", law=names),
            ),
            (
                f"{own}:threshold=3%",
                msg(
                    "{law}, but a threshold of {threshold}", law=names, threshold=Percent(Fraction(3, 100), 0)
                ),
            ),
            (
                f"{own}:threshold=7%",
                msg(
                    "{law}, but a threshold of {threshold}", law=names, threshold=Percent(Fraction(7, 100), 0)
                ),
            ),
        ]
        if _is_national(laws[own]):
            choices += [(ref, law.names) for ref, law in laws.items() if ref != own and _is_national(law)]
    return tuple(
        LawChoice(law_id=ref, names=names, chosen=ref == chosen, in_force_on_the_day=ref == own)
        for ref, names in choices
    )


def _is_national(law: Law) -> bool:
    """Return whether the law fills a house of its own size from nationwide lists."""
    lists = [tier for tier in law.tiers.values() if tier.kind in LIST_KINDS]
    return bool(lists) and all(
        tier.integer("seats") is not None and tier.value("scope") != "regional" for tier in lists
    )


def seats_under(rows: ElectionRows, law_reference: str, language: str) -> Allocation | None:
    """Return the seats of the list votes of an election under a law; None where votes are missing.

    Winners of districts count only under the law of the day: other districts would have had other winners.

    Raises
    ------
    InputProblem
        When the law does not exist or cannot be applied to these votes.
    """
    votes = list_votes(rows, language)
    if votes is None or rows.main is None:
        return None
    own = law_reference.partition(":")[0] == rows.main.law_id
    law = load_law(law_reference)
    return allocate(votes if own else replace(votes, district_seats={}), law, _seats_count(rows, law))


def seats_panel(rows: ElectionRows, law_reference: str, language: str) -> SeatsPanel | None:
    """Return the panel of seats under one law, drawn in ``language``; None where votes are missing.

    Raises
    ------
    InputProblem
        When the law does not exist or cannot be applied to these votes.
    """
    allocation = seats_under(rows, law_reference, language)
    if allocation is None or rows.main is None:
        return None
    choices = law_choices(rows, law_reference)
    law = next((choice for choice in choices if choice.chosen), None) or LawChoice(
        law_id=law_reference,
        names=_changed_name(allocation, law_reference),
        chosen=True,
        in_force_on_the_day=False,
    )
    tiers = [tier for tier in allocation.tiers if tier.kind in LIST_KINDS]
    groups = _groups(rows, allocation, language)
    source = msg("{law}; votes as announced", law=law.names)
    ladder = _ladder(rows, tiers, source, language)
    houses = None if law.in_force_on_the_day else _houses(rows, groups, law, language)
    return SeatsPanel(
        slug=rows.election.slug,
        law=law,
        law_digest=allocation.law_digest,
        choices=choices,
        seats_total_count=allocation.seats_total,
        rows=_rows(rows, tiers, language),
        steps=tuple(_step(step) for step in allocation.steps),
        ties=tuple(
            msg(
                "{options} have equal claims to {seats}. {rule}",
                options=", ".join(tie.options),
                seats=msg_plural("{count} seat", "{count} seats", count=tie.seats_at_stake),
                rule=tie.rule,
            )
            for tie in allocation.ties
        ),
        summary=_summary(_rows(rows, tiers, language)),
        notes=_caveats(rows, law_reference, language) or allocation.not_covered,
        hemicycle=drawing(hemicycle(groups, source=source), "seats", language),
        ladder=None if ladder is None else drawing(ladder, "seats", language),
        houses=None if houses is None else drawing(houses, "seats", language),
    )


def _caveats(rows: ElectionRows, law_reference: str, language: str) -> tuple[Message, ...]:
    """Return what a count under another law than that of the day cannot carry over."""
    votes = list_votes(rows, language)
    if votes is None or rows.main is None or law_reference == rows.main.law_id:
        return ()
    if law_reference.partition(":")[0] != rows.main.law_id:
        votes = replace(votes, district_seats={})
    own, other = load_law(rows.main.law_id), load_law(law_reference)
    return apply_other_law(
        votes, own, other, seats=_seats_count(rows, own), other_seats=_seats_count(rows, other)
    ).caveats


def _seats_count(rows: ElectionRows, law: Law) -> int | None:
    """Return the seats of a council, whose law leaves them open; None where the law fixes them."""
    fixed = any(tier.kind in LIST_KINDS and tier.integer("seats") is not None for tier in law.tiers.values())
    return None if fixed or rows.main is None else rows.main.seats_count


def _changed_name(allocation: Allocation, law_reference: str) -> Names | Message:
    _base, _colon, changes = law_reference.partition(":")
    if not changes:
        return allocation.law_names
    return msg("{law}, changed: {changes}", law=allocation.law_names, changes=changes.replace(",", ", "))


def _rows(rows: ElectionRows, tiers: list[TierResult], language: str) -> tuple[SeatRow, ...]:
    lines = {line.option: line for tier in tiers if tier.region is None for line in tier.lines}
    seats = {key: sum(tier.seats.get(key, 0) for tier in tiers) for key in lines}
    official = {
        name: result.official_seats_count
        for result in rows.results
        if (name := result.option.short_names.get(language)) in lines
    }
    comparable = sum(seats.values()) == sum(count or 0 for count in official.values())
    shown = []
    for result in rows.results:
        key = result.option.short_names.get(language)
        if key in lines:
            announced = official[key]
            shown.append(
                SeatRow(
                    option=result.option.slug,
                    names=result.option.names,
                    colour=result.option.colour,
                    votes_count=result.votes_count,
                    votes_share=result_share(result, rows),
                    quotas=lines[key].quotas,
                    seats_count=seats[key],
                    official_seats_count=announced,
                    difference_count=seats[key] - announced if comparable and announced is not None else None,
                )
            )
    return tuple(shown)


def _groups(rows: ElectionRows, allocation: Allocation, language: str) -> list[SeatGroup]:
    """Return every option with its seats by origin, in the order of the result, self-nominated after them."""
    options: dict[str, Option] = {}
    for result in (*rows.results, *rows.district_results):
        options.setdefault(result.option.short_names.get(language), result.option)
    return [
        SeatGroup(
            key=option.slug, names=option.short_names, colour=option.colour, **_origins(allocation, key)
        )
        for key, option in options.items()
        if allocation.seats.get(key, 0)
    ]


def _origins(allocation: Allocation, key: str) -> dict[str, int]:
    origins = {"quota_seats": 0, "remainder_seats": 0, "district_seats": 0, "other_seats": 0}
    for tier in allocation.tiers:
        seats_count = tier.seats.get(key, 0)
        if tier.kind == "districts":
            origins["district_seats"] += seats_count
            continue
        line = next((line for line in tier.lines if line.option == key), None)
        quota_seats = (line.full_quota_seats if line else None) or 0
        remainder_seats = (line.remainder_seats if line else None) or 0
        origins["quota_seats"] += quota_seats
        origins["remainder_seats"] += remainder_seats
        origins["other_seats"] += seats_count - quota_seats - remainder_seats
    return origins


def _houses(rows: ElectionRows, groups: list[SeatGroup], law: LawChoice, language: str) -> Figure | None:
    """Return the house of the law of the day beside that of another law."""
    own = seats_under(rows, rows.main.law_id, language) if rows.main is not None else None
    if own is None:
        return None
    return compare_houses(
        SeatPlan(own.law_names, tuple(_groups(rows, own, language))),
        SeatPlan(law.names, tuple(groups)),
        source=msg("The two laws named; votes as announced"),
    )


def _ladder(rows: ElectionRows, tiers: list[TierResult], source: Message, language: str) -> Figure | None:
    """Return the ladder of remainders where the formula has a quota."""
    tier = next((tier for tier in tiers if tier.region is None and tier.quota is not None), None)
    if tier is None or tier.quota is None:
        return None
    options = {result.option.short_names.get(language): result.option for result in rows.results}
    tied = {key for tie in tier.ties if not tie.resolved for key in tie.options}
    rungs = [
        RemainderRung(
            key=options[line.option].slug,
            names=options[line.option].short_names,
            colour=options[line.option].colour,
            votes_count=line.votes_count,
            quotient=line.quotas,
            whole_seats=line.full_quota_seats or 0,
            remainder_seats=line.remainder_seats or 0,
            is_tied=line.option in tied,
        )
        for line in tier.lines
        if line.quotas is not None and line.full_quota_seats is not None
    ]
    return remainder_ladder(rungs, quota_votes=tier.quota, source=source) if rungs else None


def _summary(shown: tuple[SeatRow, ...]) -> Message:
    seats_count = sum(row.seats_count for row in shown)
    first = max(shown, key=lambda row: row.seats_count)
    counted = msg_plural("{count} list seat", "{count} list seats", count=seats_count)
    if all(row.difference_count == 0 for row in shown):
        return msg(
            "The law gives exactly the seats that were announced: {seats}, of which {count} for {party}.",
            seats=counted,
            count=first.seats_count,
            party=first.names,
        )
    if any(row.difference_count is None for row in shown):
        return msg(
            "Under this law there are {seats}, of which {count} for {party}.",
            seats=counted,
            count=first.seats_count,
            party=first.names,
        )
    moved = sum(row.difference_count or 0 for row in shown if (row.difference_count or 0) > 0)
    return msg(
        "Under this law {moved} of {seats} would go to another party.",
        moved=moved,
        seats=counted,
    )


def _step(step: Step) -> AllocationStep:
    source = step.source
    words = ", ".join(part for part in (source.law, source.edition) if part)
    return AllocationStep(
        rule=step.rule,
        text=step.text,
        article=step.article,
        status=step.status,
        sources=(Source(words, source.url),),
    )
