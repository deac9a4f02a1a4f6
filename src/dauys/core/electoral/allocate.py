"""From votes and a law to seats: every tier of the law in turn, summed over the chamber."""

from dauys.core.electoral.laws import Law
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
    results: list[TierResult] = []
    not_covered: list[Message] = []
    for tier in law.tiers.values():
        bench = Bench(law, tier)
        if tier.kind == "lists":
            results.extend(allocate_lists(votes, bench, seats))
        elif tier.kind == "districts" and not votes.districts:
            not_covered.append(
                msg(
                    "The {seats} seats of “{tier}” are not in this result: votes by district were not given.",
                    seats=tier.integer("seats"),
                    tier=tier.names,
                )
            )
    return _summed(law, votes, results, not_covered)


def _summed(law: Law, votes: Votes, results: list[TierResult], not_covered: list[Message]) -> Allocation:
    seats = dict.fromkeys(votes.parties, 0)
    for result in results:
        for option, count in result.seats.items():
            seats[option] = seats.get(option, 0) + count
    return Allocation(
        law=law.id,
        law_names=law.names,
        law_digest=law.digest,
        hypothetical=law.hypothetical,
        seats=seats,
        seats_total=sum(result.seats_total for result in results),
        unassigned_seats=sum(result.unassigned_seats for result in results),
        ties=tuple(tie for result in results for tie in result.ties),
        steps=tuple(step for result in results for step in result.steps),
        tiers=tuple(results),
        not_covered=tuple(not_covered),
    )
