"""The same votes under another law, and what cannot be carried over."""

from dataclasses import dataclass

from dauys.core.electoral.allocate import allocate
from dauys.core.electoral.laws import Law
from dauys.core.electoral.types import Allocation, Votes
from dauys.core.wording import Message, msg, msg_plural


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Seats under the law of the day and under another one, with the limits of the comparison.

    ``gains`` is seats under the other law less seats under the law of the day, for every option that has a
    seat under either.
    """

    actual: Allocation
    other: Allocation
    gains: dict[str, int]
    caveats: tuple[Message, ...]


def apply_other_law(
    votes: Votes, law: Law, other: Law, *, seats: int | None = None, other_seats: int | None = None
) -> WhatIf:
    """Return the seats of ``votes`` under ``law`` and under ``other``, and what cannot be carried over.

    Parameters
    ----------
    votes : Votes
        As they were cast under ``law``.
    seats, other_seats : int, optional
        List seats where the law leaves them open.

    Raises
    ------
    InputProblem
        When the votes cannot be used under one of the laws at all (no votes by region, for example).
    """
    actual = allocate(votes, law, seats)
    result = allocate(votes, other, other_seats)
    gains = {
        option: result.seats.get(option, 0) - actual.seats.get(option, 0)
        for option in {**actual.seats, **result.seats}
        if result.seats.get(option, 0) or actual.seats.get(option, 0)
    }
    return WhatIf(actual, result, gains, _caveats(votes, law, other, actual, result))


def _caveats(
    votes: Votes, law: Law, other: Law, actual: Allocation, result: Allocation
) -> tuple[Message, ...]:
    caveats = [
        msg(
            "Voters and parties might have acted differently under another law; only the counting is changed."
        )
    ]
    districts = [tier for tier in law.tiers.values() if tier.kind == "districts"]
    has_districts = any(tier.kind == "districts" for tier in other.tiers.values())
    if districts and not has_districts:
        caveats.append(
            msg(
                "“{other}” has no districts: votes cast in districts and the seats won there are left out.",
                other=other.names,
            )
        )
    if has_districts and not districts:
        caveats.append(
            msg(
                "“{other}” has single-member districts, in which nobody voted: their seats are left out.",
                other=other.names,
            )
        )
    difference = result.seats_total - actual.seats_total
    if difference:
        caveats.append(
            msg_plural(
                "The two results differ by {count} seat in size; compare shares rather than seats.",
                "The two results differ by {count} seats in size; compare shares rather than seats.",
                count=abs(difference),
            )
        )
    for tier in other.tiers.values():
        if "threshold_base" not in tier.rules:
            continue
        base = tier.text("threshold_base")
        if base != "party_votes" and not votes.against_all:
            caveats.append(
                msg(
                    "No votes against all are recorded here, but “{other}” counts them for its threshold.",
                    other=other.names,
                )
            )
        if base == "ballots" and not votes.invalid:
            caveats.append(
                msg(
                    "No invalid ballots are recorded here, but “{other}” counts them for its threshold.",
                    other=other.names,
                )
            )
    return (*caveats, *result.not_covered)
