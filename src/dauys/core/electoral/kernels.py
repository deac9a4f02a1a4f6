"""Threshold and seats for many elections at once, in 64-bit whole numbers: the same seats as `formulas`.

Compiled by Numba on the first call and kept on disk after that. The kernels release the interpreter's lock,
so chunks can run in threads.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Function = TypeVar("Function", bound=Callable[..., Any])

# Numba types a compiled function as its own wrapper; for callers it stays the function that was written.
_compiled = cast("Callable[[Function], Function]", numba.njit(cache=True, nogil=True, error_model="numpy"))

_INT64_MAX = 2**63 - 1
# Divisors a·k + b after the first seat, and the first divisor as a fraction.
_LINEAR_DIVISORS = {
    "dhondt": (1, 1),
    "sainte_lague": (2, 1),
    "modified_sainte_lague": (2, 1),
    "danish": (3, 1),
    "imperiali": (1, 2),
    "adams": (1, 0),
}
# One negative base for all rows: the kernels then sum the votes of the row themselves.
_SUM_OF_LISTS = np.full(1, -1, np.int64)


class BatchSeats(NamedTuple):
    """``seats``: int64 (elections, lists); ``tied``: bool (elections,), where a tie leaves seats open.

    Where no list is admitted, no seat is given and ``tied`` is False.
    """

    seats: NDArray[np.int64]
    tied: NDArray[np.bool_]


def batch_largest_remainders(
    votes: NDArray[np.int64],
    seats_count: int,
    *,
    quota: str = "hare",
    threshold: Fraction = Fraction(0),
    inclusive: bool = True,
    base_votes: NDArray[np.int64] | None = None,
) -> BatchSeats:
    """Return seats by the Hare or Droop quota and largest remainders for every row of ``votes``.

    Parameters
    ----------
    votes : int64 (elections, lists), ballots
    quota : {"hare", "droop"}
    threshold : Fraction
        Share of the base that a list needs; ``inclusive`` says whether exactly that is enough.
    base_votes : int64 (elections,), optional
        Ballots of which the share is taken; the sum of the lists when left out.

    Raises
    ------
    ValueError
        For votes that are negative, of another shape or type, or so many that a product with seats or
        threshold would not fit into 64 bits.
    """
    if quota not in {"hare", "droop"}:
        text = f"no kernel for the quota {quota!r}"
        raise ValueError(text)
    base = _checked(votes, seats_count, threshold, base_votes, largest_divisor=seats_count + 1)
    seats, tied = _largest_remainders(
        np.ascontiguousarray(votes),
        base,
        seats_count,
        threshold.numerator,
        threshold.denominator,
        inclusive,
        quota == "droop",
    )
    return BatchSeats(seats, tied)


def batch_highest_averages(
    votes: NDArray[np.int64],
    seats_count: int,
    *,
    formula: str = "dhondt",
    first_divisor: Fraction = Fraction(7, 5),
    threshold: Fraction = Fraction(0),
    inclusive: bool = True,
    base_votes: NDArray[np.int64] | None = None,
) -> BatchSeats:
    """Return seats by highest averages for every row of ``votes``; parameters as in the other kernel.

    ``formula`` is any of `schema.DIVISORS` but Huntington-Hill, whose squares do not fit into 64 bits.
    """
    if formula not in _LINEAR_DIVISORS:
        text = f"no kernel for the formula {formula!r}"
        raise ValueError(text)
    step, offset = _LINEAR_DIVISORS[formula]
    first = first_divisor if formula == "modified_sainte_lague" else Fraction(offset)
    largest = (step * (seats_count + 2 * votes.shape[-1]) + offset + 2) * first.denominator + first.numerator
    base = _checked(votes, seats_count, threshold, base_votes, largest_divisor=largest)
    seats, tied = _highest_averages(
        np.ascontiguousarray(votes),
        base,
        seats_count,
        step,
        offset,
        first.numerator,
        first.denominator,
        threshold.numerator,
        threshold.denominator,
        inclusive,
    )
    return BatchSeats(seats, tied)


def _checked(
    votes: NDArray[np.int64],
    seats_count: int,
    threshold: Fraction,
    base_votes: NDArray[np.int64] | None,
    *,
    largest_divisor: int,
) -> NDArray[np.int64]:
    """Check shapes, signs and the bounds below which no product overflows; return the base."""
    if votes.ndim != 2 or votes.dtype != np.int64 or not votes.size:
        raise ValueError("votes must be int64 with the axes (elections, lists), neither of them empty")
    if not 1 <= seats_count <= 100_000:
        raise ValueError("seats_count must lie between 1 and 100,000")
    if not 0 <= threshold <= 1:
        raise ValueError("threshold must lie between 0 and 1")
    smallest, largest = _extremes(votes)
    if smallest < 0:
        raise ValueError("votes must not be negative")
    largest_row = int(largest) * votes.shape[1]
    factor = max(largest_divisor, threshold.numerator, threshold.denominator)
    if base_votes is not None:
        if base_votes.shape != votes.shape[:1] or base_votes.dtype != np.int64 or base_votes.min() < 0:
            raise ValueError("base_votes must be int64 with the axis (elections,), none of them negative")
        largest_row = max(largest_row, int(base_votes.max()))
    if largest_row * factor > _INT64_MAX:
        raise ValueError("votes times seats would not fit into 64 bits")
    return _SUM_OF_LISTS if base_votes is None else base_votes


@_compiled
def _extremes(votes: NDArray[np.int64]) -> tuple[int, int]:
    smallest = largest = votes[0, 0]
    for row in range(votes.shape[0]):
        for column in range(votes.shape[1]):
            smallest = min(smallest, votes[row, column])
            largest = max(largest, votes[row, column])
    return smallest, largest


@_compiled
def _admit(
    votes: NDArray[np.int64],
    claim: NDArray[np.int64],
    base: int,
    numerator: int,
    denominator: int,
    inclusive: bool,  # noqa: FBT001
) -> tuple[np.int64, np.int64]:
    """Copy the votes of the lists admitted to ``claim``, zero for the others; return their sum and number.

    A negative ``base`` stands for the sum of the votes.
    """
    lists = votes.shape[0]
    if base < 0:
        base = votes.sum()
    # With whole numbers “more than” is “at least one more”.
    need = max(1, numerator * base + (0 if inclusive else 1))
    total, admitted = np.int64(0), np.int64(0)
    for column in range(lists):
        passed = np.int64(votes[column] * denominator >= need)
        claim[column] = votes[column] * passed
        total += claim[column]
        admitted += passed
    return total, admitted


@_compiled
def _largest_remainders(
    votes: NDArray[np.int64],
    base: NDArray[np.int64],
    seats_count: int,
    numerator: int,
    denominator: int,
    inclusive: bool,  # noqa: FBT001
    droop: bool,  # noqa: FBT001
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    # Written without branches in the inner loops: a mispredicted branch costs more than the arithmetic.
    elections, lists = votes.shape
    base_step = np.int64(base.shape[0] > 1)
    seats = np.empty((elections, lists), np.int64)
    tied = np.zeros(elections, np.bool_)
    remainder = np.empty(lists, np.int64)
    for row in range(elections):
        total, admitted = _admit(
            votes[row], remainder, base[row * base_step], numerator, denominator, inclusive
        )
        if not admitted:
            seats[row] = 0
            continue
        cost = total // (seats_count + 1) + 1 if droop else total
        scale = 1 if droop else seats_count
        inverse = 1.0 / cost
        left = np.int64(seats_count)
        for column in range(lists):
            claim = remainder[column] * scale
            # A product with the inverse is quicker than a division and at most one off; the rest tells.
            whole = np.int64(claim * inverse)
            rest = claim - whole * cost
            shift = np.int64(rest >= cost) - np.int64(rest < 0)
            whole += shift
            rest -= shift * cost
            seats[row, column] = whole
            left -= whole
            # −1 marks a list that is not admitted; no remainder is that small.
            remainder[column] = rest - np.int64(claim == 0)
        if left >= admitted:
            left = _give_everyone(seats[row], remainder, left, admitted)
        tied[row] = _give_largest(seats[row], remainder, left)
    return seats, tied


@_compiled
def _give_everyone(
    seats: NDArray[np.int64], remainder: NDArray[np.int64], left: np.int64, admitted: np.int64
) -> np.int64:
    for column in range(seats.shape[0]):
        seats[column] += left // admitted * np.int64(remainder[column] >= 0)
    return left % admitted


@_compiled
def _give_largest(seats: NDArray[np.int64], remainder: NDArray[np.int64], left: np.int64) -> bool:
    """Give ``left`` seats to the largest remainders; return whether equal ones leave some open."""
    if left == 0:
        return False
    lists = seats.shape[0]
    best = np.int64(-1)
    for _ in range(left):
        best, place = np.int64(-1), 0
        for column in range(lists):
            if remainder[column] > best:
                best, place = remainder[column], column
        seats[place] += 1
        # A list that was served is marked below −1, so that the mark can be read back.
        remainder[place] = -2 - best
    tied = np.int64(0)
    for column in range(lists):
        tied += np.int64(remainder[column] == best)
    if tied:
        for column in range(lists):
            seats[column] -= np.int64(remainder[column] == -2 - best)
    return bool(tied > 0)


@_compiled
def _highest_averages(
    votes: NDArray[np.int64],
    base: NDArray[np.int64],
    seats_count: int,
    step: int,
    offset: int,
    first_numerator: int,
    first_denominator: int,
    numerator: int,
    denominator: int,
    inclusive: bool,  # noqa: FBT001
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    elections, lists = votes.shape
    base_step = np.int64(base.shape[0] > 1)
    seats = np.zeros((elections, lists), np.int64)
    tied = np.zeros(elections, np.bool_)
    claim = np.empty(lists, np.int64)
    for row in range(elections):
        total, admitted = _admit(votes[row], claim, base[row * base_step], numerator, denominator, inclusive)
        if not admitted:
            continue
        held = seats[row]
        if first_numerator == 0 and seats_count < admitted:
            tied[row] = _largest_lists(claim, held, seats_count)
            continue
        # Start near the answer: the seats at one price per seat, the same for all lists (Pukelsheim 2017,
        # section 4.6), then give or take the few seats that are missing or too many.
        inverse_price = max(1.0, step * seats_count + admitted * (offset - step / 2)) / total
        given = 0
        for column in range(lists):
            held[column] = _seats_at_price(
                claim[column] * inverse_price, step, offset, first_numerator / first_denominator
            )
            given += held[column]
        tied[row] = _settle(
            claim, held, seats_count - given, step, offset, first_numerator, first_denominator
        )
    return seats, tied


@_compiled
def _seats_at_price(quotient: float, step: int, offset: int, first: float) -> int:
    if quotient <= 0.0 or quotient < first:
        return 0
    return max(1, int((quotient - offset) / step) + 1)


@_compiled
def _divisor(held: int, step: int, offset: int, first_numerator: int, first_denominator: int) -> int:
    return first_numerator if held == 0 else (step * held + offset) * first_denominator


@_compiled
def _strongest_next(
    claim: NDArray[np.int64], held: NDArray[np.int64], step: int, offset: int, first: int, scale: int
) -> tuple[int, int]:
    """Return the list with the strongest claim to one more seat, and the divisor of that claim."""
    found, found_divisor = -1, 0
    for column in range(claim.shape[0]):
        following = _divisor(held[column], step, offset, first, scale)
        if claim[column] and (found < 0 or claim[column] * found_divisor > claim[found] * following):
            found, found_divisor = column, following
    return found, found_divisor


@_compiled
def _weakest_last(
    claim: NDArray[np.int64], held: NDArray[np.int64], step: int, offset: int, first: int, scale: int
) -> tuple[int, int]:
    """Return the list whose last seat is held by the weakest claim (−1: no seats), and its divisor."""
    found, found_divisor = -1, 0
    for column in range(claim.shape[0]):
        if held[column] == 0:
            continue
        last = _divisor(held[column] - 1, step, offset, first, scale)
        if found < 0 or claim[column] * found_divisor < claim[found] * last:
            found, found_divisor = column, last
    return found, found_divisor


@_compiled
def _settle(
    claim: NDArray[np.int64],
    held: NDArray[np.int64],
    missing: int,
    step: int,
    offset: int,
    first: int,
    scale: int,
) -> bool:
    """Give and take seats until the number is right and no seat would be better placed elsewhere.

    Returns whether the last seats are tied; the tied seats are then taken back.
    """
    while missing > 0:
        gain, _ = _strongest_next(claim, held, step, offset, first, scale)
        held[gain] += 1
        missing -= 1
    while missing < 0:
        loss, _ = _weakest_last(claim, held, step, offset, first, scale)
        held[loss] -= 1
        missing += 1
    while True:
        gain, gain_divisor = _strongest_next(claim, held, step, offset, first, scale)
        loss, loss_divisor = _weakest_last(claim, held, step, offset, first, scale)
        if loss < 0:
            return False
        better = claim[gain] * loss_divisor - claim[loss] * gain_divisor
        if better < 0:
            return False
        if better == 0:
            break
        # Rounding at the start had put a seat in the wrong place.
        held[gain] += 1
        held[loss] -= 1
    weakest = claim[loss]
    for column in range(claim.shape[0]):
        if held[column] > 0:
            last = _divisor(held[column] - 1, step, offset, first, scale)
            held[column] -= np.int64(claim[column] * loss_divisor == weakest * last)
    return True


@_compiled
def _largest_lists(claim: NDArray[np.int64], held: NDArray[np.int64], seats_count: int) -> bool:
    """Give one seat each to the largest lists; return whether the last places are tied."""
    left = seats_count
    while left > 0:
        best, many = np.int64(0), 0
        for column in range(claim.shape[0]):
            if held[column] == 0 and claim[column] > best:
                best, many = claim[column], 1
            elif held[column] == 0 and claim[column] == best:
                many += 1
        if many > left:
            return True
        for column in range(claim.shape[0]):
            if held[column] == 0 and claim[column] == best:
                held[column] = 1
        left -= many
    return False
