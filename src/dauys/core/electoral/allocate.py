"""From votes and a law to seats: every tier of the law in turn, summed over the chamber."""

from collections.abc import Mapping

from dauys.core.electoral.compensation import allocate_compensation
from dauys.core.electoral.districts import allocate_districts
from dauys.core.electoral.laws import Law, Tier
from dauys.core.electoral.lists import allocate_lists
from dauys.core.electoral.steps import Bench
from dauys.core.electoral.types import Allocation, TierResult, Votes
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg


def allocate(votes: Votes, law: Law, seats: int | None = None) -> Allocation:
    """Return the seats that ``law`` gives for ``votes``, with every step and every tie.

    Parameters
    ----------
    votes : Votes
        Ballots by list; regions and districts where the law needs them.
    law : Law
        From `load_law`.
    seats : int, optional
        List seats to give instead of those of the law (councils differ in size).

    Raises
    ------
    InputProblem
        When the votes cannot be used under this law: no valid votes, regions or seats missing.
    """
    if seats is not None and seats < 1:
        raise InputProblem(
            msg("{value} cannot be a number of seats.", value=seats),
            field="seats",
            expected=msg("a whole number of seats, one or more"),
        )
    results: dict[str, TierResult] = {}
    not_covered: list[Message] = []
    seats_taker = next(
        (tier.id for kind in ("compensation", "lists") for tier in law.tiers.values() if tier.kind == kind),
        None,
    )
    for tier in law.tiers.values():
        bench = Bench(law, tier)
        given = seats if tier.id == seats_taker else None
        result: TierResult | None = None
        match tier.kind:
            case "lists":
                result = allocate_lists(votes, bench, given)
            case "compensation":
                result = allocate_compensation(votes, bench, _won(tier, results), given)
            case "districts":
                result = allocate_districts(votes, bench)
        if result is None:
            not_covered.append(_left_out(tier))
        else:
            results[tier.id] = result
    return _summed(law, votes, tuple(results.values()), tuple(not_covered))


def _won(tier: Tier, results: Mapping[str, TierResult]) -> dict[str, int]:
    """Return the seats won in the tiers that ``tier`` compensates.

    Raises
    ------
    InputProblem
        When those seats are not at hand; a compensation for nothing would be a wrong answer.
    """
    won: dict[str, int] = {}
    for name in tier.texts("compensates"):
        if name not in results:
            raise InputProblem(
                msg("This law compensates seats won elsewhere, and those are missing."),
                field=f"{tier.id}.compensates",
                expected=msg("the votes or the winners of “{tier}”", tier=name),
            )
        for option, count in results[name].seats.items():
            won[option] = won.get(option, 0) + count
    return won


def _left_out(tier: Tier) -> Message:
    if tier.kind == "appointed":
        return msg(
            "The {seats} seats of “{tier}” are not filled by this vote.",
            seats=tier.integer("seats"),
            tier=tier.names,
        )
    return msg(
        "The {seats} seats of “{tier}” are not in this result: votes by district were not given.",
        seats=tier.integer("seats"),
        tier=tier.names,
    )


def _summed(
    law: Law, votes: Votes, results: tuple[TierResult, ...], not_covered: tuple[Message, ...]
) -> Allocation:
    seats = dict.fromkeys(votes.parties, 0)
    for result in results:
        for option, count in result.seats.items():
            seats[option] = seats.get(option, 0) + count
        for option, count in result.seats_withheld.items():
            seats[option] -= count
    unassigned = sum(result.unassigned_seats for result in results)
    return Allocation(
        law=law.id,
        law_names=law.names,
        law_digest=law.digest,
        hypothetical=law.hypothetical,
        seats=seats,
        seats_total=sum(seats.values()) + unassigned,
        unassigned_seats=unassigned,
        ties=tuple(tie for result in results for tie in result.ties),
        steps=tuple(step for result in results for step in result.steps),
        tiers=results,
        not_covered=not_covered,
    )
