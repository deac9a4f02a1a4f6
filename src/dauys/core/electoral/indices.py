"""Numbers that describe an election in one figure: fragmentation, disproportionality, waste, contest.

All are exact fractions of whole numbers, except those with a root, which are floats.
"""

import math
from collections.abc import Mapping
from fractions import Fraction


def effective_number(counts: Mapping[str, int]) -> Fraction:
    """Return the effective number of parties: 1 / Σ pᵢ² over shares of votes or of seats.

    Laakso & Taagepera, “Effective” number of parties, Comparative Political Studies 12 (1979), 3–27, eq. 2.
    Between 1 (one party has everything) and the number of parties (all are equal). Votes against all and
    invalid ballots are not parties and do not belong into ``counts``.

    Raises
    ------
    ValueError
        When nobody has any votes or seats.
    """
    total = sum(counts.values())
    if not total:
        raise ValueError("the effective number of parties needs votes or seats")
    return Fraction(total**2, sum(count**2 for count in counts.values()))


def gallagher(votes: Mapping[str, int], seats: Mapping[str, int]) -> float:
    """Return the least-squares index of disproportionality, from 0 (proportional) to 1.

    Gallagher, Proportionality, disproportionality and electoral systems, Electoral Studies 10 (1991), 33–51:
    √(½ Σ (vᵢ − sᵢ)²) over shares of the votes for parties and shares of the seats. Published tables often
    print it times 100, and group small parties, which changes it.
    """
    return math.sqrt(sum(difference**2 for difference in _differences(votes, seats)) / 2)


def loosemore_hanby(votes: Mapping[str, int], seats: Mapping[str, int]) -> Fraction:
    """Return the share of seats that sit with another party than votes say: ½ Σ |vᵢ − sᵢ|, from 0 to 1.

    Loosemore & Hanby, The theoretical limits of maximum distortion, British Journal of Political Science 1
    (1971), 467–477.
    """
    return sum((abs(difference) for difference in _differences(votes, seats)), Fraction(0)) / 2


def wasted_votes_share(votes: Mapping[str, int], seats: Mapping[str, int]) -> Fraction:
    """Return the share of votes for parties that won no seat at all, from 0 to 1.

    The sense of Anckar, Determinants of disproportionality and wasted votes, Electoral Studies 16 (1997),
    501–515. Votes beyond what a winner needed are not counted as wasted here.
    """
    total = sum(votes.values())
    if not total:
        raise ValueError("the share of wasted votes needs votes")
    return Fraction(sum(count for option, count in votes.items() if not seats.get(option)), total)


def candidates_per_seat(candidates_count: int, seats_count: int) -> Fraction:
    """Return how many registered candidates stood for one seat."""
    if seats_count < 1:
        raise ValueError("candidates per seat needs at least one seat")
    return Fraction(candidates_count, seats_count)


def margin_share(counts: Mapping[str, int], valid_votes_count: int | None = None) -> Fraction:
    """Return the lead of the first over the second as a share of the valid votes, from 0 to 1.

    ``valid_votes_count`` is given where votes against all count among the valid ones; else it is the sum. A
    candidate who stood alone leads by all of their votes.
    """
    total = sum(counts.values()) if valid_votes_count is None else valid_votes_count
    if not total:
        raise ValueError("a margin needs votes")
    first, second = sorted([*counts.values(), 0, 0], reverse=True)[:2]
    return Fraction(first - second, total)


def _differences(votes: Mapping[str, int], seats: Mapping[str, int]) -> list[Fraction]:
    votes_total, seats_total = sum(votes.values()), sum(seats.values())
    if not votes_total or not seats_total:
        raise ValueError("disproportionality needs votes and seats")
    return [
        Fraction(votes.get(option, 0), votes_total) - Fraction(seats.get(option, 0), seats_total)
        for option in {**votes, **seats}
    ]
