"""Seats from votes by quota and by divisor, in whole numbers and fractions; a tie is returned, never broken.

Largest remainders: Pukelsheim, Proportional Representation (2nd ed., Springer 2017), chapter 5; highest
averages: the same, chapters 3 and 4, and Balinski & Young, Fair Representation (1982), appendix A.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dauys.core.electoral.schema import DIVISORS, QUOTAS


@dataclass(frozen=True, slots=True)
class OpenSeats:
    """``seats_at_stake`` seats for which all ``options`` have exactly the same claim."""

    options: tuple[str, ...]
    seats_at_stake: int


@dataclass(frozen=True, slots=True)
class FormulaResult:
    """Seats by option, the seats left open by a tie, and the numbers on the way (quota formulas only).

    ``seats_divided_by`` differs from the seats to give by ``divisor_lowered`` when a quota was so small that
    it gave too many seats and had to be taken again.
    """

    seats: Mapping[str, int]
    tie: OpenSeats | None = None
    quota: Fraction | None = None
    quotas: Mapping[str, Fraction] | None = None
    full_quota_seats: Mapping[str, int] | None = None
    remainders: Mapping[str, Fraction] | None = None
    divisor_lowered: int = 0


def apply_formula(
    formula: str,
    votes: Mapping[str, int],
    seats_count: int,
    *,
    first_divisor: Fraction = Fraction(7, 5),
    rounding: str = "none",
    weights: Mapping[str, Fraction] | None = None,
    start: Mapping[str, int] | None = None,
) -> FormulaResult:
    """Return ``seats_count`` seats by ``formula``, one of `schema.FORMULAS`.

    Parameters
    ----------
    votes : mapping of str to int
        Ballots of the lists that are admitted; at least one must be positive.
    first_divisor : Fraction
        The first divisor of the modified Sainte-Laguë formula.
    rounding : {"none", "down", "up", "nearest"}
        Whether the law rounds the quota to whole votes.
    weights : mapping of str to Fraction, optional
        Corrections by which the quotas of a list are multiplied (quota formulas only).
    start : mapping of str to int, optional
        Seats that already count for the divisors (divisor formulas only).
    """
    if formula in QUOTAS:
        return largest_remainders(formula, votes, seats_count, rounding=rounding, weights=weights)
    if formula in DIVISORS:
        return highest_averages(formula, votes, seats_count, first_divisor=first_divisor, start=start)
    text = f"no such formula: {formula!r}"
    raise ValueError(text)


def quota_of(formula: str, votes_count: int, seats_count: int, rounding: str = "none") -> Fraction:
    """Return the votes that one seat costs, exactly."""
    match formula:
        case "hare":
            quota = Fraction(votes_count, seats_count)
        case "droop":
            quota = Fraction(votes_count // (seats_count + 1) + 1)
        case "hagenbach_bischoff":
            quota = Fraction(votes_count, seats_count + 1)
        case "imperiali_quota":
            quota = Fraction(votes_count, seats_count + 2)
        case _:
            text = f"no such quota: {formula!r}"
            raise ValueError(text)
    match rounding:
        case "down":
            # A quota of zero votes would give everybody endless seats.
            quota = Fraction(max(1, quota.numerator // quota.denominator))
        case "up":
            quota = Fraction(-(-quota.numerator // quota.denominator))
        case "nearest":
            quota = Fraction(max(1, (2 * quota.numerator + quota.denominator) // (2 * quota.denominator)))
    return quota


def largest_remainders(
    formula: str,
    votes: Mapping[str, int],
    seats_count: int,
    *,
    rounding: str = "none",
    weights: Mapping[str, Fraction] | None = None,
) -> FormulaResult:
    """Give each list its full quotas, then one seat each to the largest remainders.

    When the full quotas exceed the seats (possible with Imperiali and Hagenbach-Bischoff), the divisor of the
    quota is lowered by one until they fit, as art. 77 of the Italian Decree No. 361 of 1957 did. When seats
    remain after every list got one for its remainder, the lists are gone through again in the same order.
    """
    votes_total = sum(votes.values())
    lowered = 0
    while True:
        quota = quota_of(formula, votes_total, max(1, seats_count - lowered), rounding)
        quotas = {
            option: votes_count / quota * (weights or {}).get(option, Fraction(1))
            for option, votes_count in votes.items()
        }
        full = {option: value.numerator // value.denominator for option, value in quotas.items()}
        if sum(full.values()) <= seats_count:
            break
        if seats_count - lowered <= 1:
            # One seat and two lists that both fill the lowest quota: only a tie can say this.
            full = dict.fromkeys(votes, 0)
            break
        lowered += 1
    remainders = {option: quotas[option] - full[option] for option in votes}
    seats = dict(full)
    left = seats_count - sum(full.values())
    everyone, left = divmod(left, len(votes))
    for option in seats:
        seats[option] += everyone
    ordered = sorted(votes, key=lambda option: remainders[option], reverse=True)
    tie = None
    if left and left < len(ordered) and remainders[ordered[left - 1]] == remainders[ordered[left]]:
        cut = remainders[ordered[left]]
        tied = tuple(option for option in votes if remainders[option] == cut)
        above = [option for option in ordered if remainders[option] > cut]
        tie = OpenSeats(tied, left - len(above))
    else:
        above = ordered[:left]
    for option in above:
        seats[option] += 1
    return FormulaResult(seats, tie, quota, quotas, full, remainders, lowered)


def divisor_of(formula: str, first_divisor: Fraction = Fraction(7, 5)) -> Callable[[int], Fraction]:
    """Return the function from seats already held to the divisor of the next seat.

    For Huntington-Hill the square of the divisor is returned, and the squares of votes must be compared.
    """
    functions: dict[str, Callable[[int], Fraction]] = {
        "dhondt": lambda held: Fraction(held + 1),
        "sainte_lague": lambda held: Fraction(2 * held + 1),
        "modified_sainte_lague": lambda held: Fraction(2 * held + 1) if held else first_divisor,
        "danish": lambda held: Fraction(3 * held + 1),
        "imperiali": lambda held: Fraction(held + 2, 2),
        "adams": Fraction,
        "huntington_hill": lambda held: Fraction(held * (held + 1)),
    }
    return functions[formula]


def highest_averages(
    formula: str,
    votes: Mapping[str, int],
    seats_count: int,
    *,
    first_divisor: Fraction = Fraction(7, 5),
    start: Mapping[str, int] | None = None,
    at_least: Mapping[str, int] | None = None,
) -> FormulaResult:
    """Give the seats one by one to the list with the highest average.

    Adams and Huntington-Hill divide by zero for the first seat: every list with votes comes before any second
    seat, the larger list first. Huntington-Hill compares squares, so no root is taken. With ``at_least`` the
    distribution goes on beyond ``seats_count`` until every list has the seats named there.
    """
    wanted = at_least or {}
    divisor = divisor_of(formula, first_divisor)
    power = 2 if formula == "huntington_hill" else 1
    held = {option: (start or {}).get(option, 0) for option in votes}
    seats = dict.fromkeys(votes, 0)

    def claim(option: str) -> tuple[int, Fraction]:
        below = divisor(held[option])
        if not below:
            return (1, Fraction(votes[option]))
        return (0, votes[option] ** power / below)

    claims = {option: claim(option) for option, votes_count in votes.items() if votes_count}
    left = seats_count
    while claims and (left > 0 or any(seats[option] < count for option, count in wanted.items())):
        best = max(claims.values())
        tied = tuple(option for option, value in claims.items() if value == best)
        if 0 < left < len(tied) and not wanted:
            return FormulaResult(seats, OpenSeats(tied, left))
        # Equal claims that all fit are all served before anything smaller.
        for option in tied:
            seats[option] += 1
            held[option] += 1
            claims[option] = claim(option)
        left -= len(tied)
    return FormulaResult(seats)
