"""The batch kernels give the same seats as the formulas written from the book, by value."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.core.electoral.formulas import apply_formula
from dauys.core.electoral.kernels import BatchSeats, batch_highest_averages, batch_largest_remainders

# Small counts make ties; large ones reach the size of nations.
COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 5_000_000))
THRESHOLDS = st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(7, 100), Fraction(1, 3)])
DIVISORS = ["dhondt", "sainte_lague", "modified_sainte_lague", "danish", "imperiali", "adams"]


@st.composite
def elections(draw: st.DrawFn) -> list[list[int]]:
    lists = draw(st.integers(1, 8))
    return draw(st.lists(st.lists(COUNTS, min_size=lists, max_size=lists), min_size=1, max_size=5))


def by_reference(
    rows: list[list[int]], formula: str, seats: int, threshold: Fraction, *, inclusive: bool
) -> tuple[list[list[int]], list[bool]]:
    given_seats, tied = [], []
    for row in rows:
        base = sum(row)
        admitted = {
            str(place): count
            for place, count in enumerate(row)
            if count and (count > threshold * base or (inclusive and count == threshold * base))
        }
        result = apply_formula(formula, admitted, seats) if admitted else None
        given_seats.append([result.seats.get(str(place), 0) if result else 0 for place in range(len(row))])
        tied.append(bool(result and result.tie))
    return given_seats, tied


def compare(batch: BatchSeats, expected: tuple[list[list[int]], list[bool]]) -> None:
    assert batch.seats.tolist() == expected[0]
    assert batch.tied.tolist() == expected[1]


@settings(max_examples=300, deadline=None)
@given(elections(), st.integers(1, 120), THRESHOLDS, st.booleans(), st.sampled_from(["hare", "droop"]))
def test_largest_remainders(
    rows: list[list[int]], seats: int, threshold: Fraction, inclusive: bool, quota: str
) -> None:
    votes = np.array(rows, np.int64)
    batch = batch_largest_remainders(votes, seats, quota=quota, threshold=threshold, inclusive=inclusive)
    compare(batch, by_reference(rows, quota, seats, threshold, inclusive=inclusive))


@settings(max_examples=400, deadline=None)
@given(elections(), st.integers(1, 120), THRESHOLDS, st.booleans(), st.sampled_from(DIVISORS))
def test_highest_averages(
    rows: list[list[int]], seats: int, threshold: Fraction, inclusive: bool, formula: str
) -> None:
    votes = np.array(rows, np.int64)
    batch = batch_highest_averages(votes, seats, formula=formula, threshold=threshold, inclusive=inclusive)
    compare(batch, by_reference(rows, formula, seats, threshold, inclusive=inclusive))


def test_the_majilis_of_2023_in_a_batch() -> None:
    votes = np.array([[3431510, 693938, 547154, 535139, 432920, 331058, 146431]] * 3, np.int64)
    base = np.full(3, 6_366_441, np.int64)
    batch = batch_largest_remainders(votes, 69, threshold=Fraction(1, 20), base_votes=base)
    assert batch.seats.tolist() == [[40, 8, 6, 6, 5, 4, 0]] * 3
    averages = batch_highest_averages(votes, 69, threshold=Fraction(1, 20), base_votes=base)
    assert averages.seats.tolist() == [[41, 8, 6, 6, 5, 3, 0]] * 3


def test_exactly_the_threshold() -> None:
    votes = np.array([[95, 5]], np.int64)
    assert batch_largest_remainders(votes, 20, threshold=Fraction(1, 20)).seats.tolist() == [[19, 1]]
    strict = batch_largest_remainders(votes, 20, threshold=Fraction(1, 20), inclusive=False)
    assert strict.seats.tolist() == [[20, 0]]


@pytest.mark.parametrize(
    ("votes", "seats", "threshold"),
    [
        (np.array([[2**62, 1]]), 69, Fraction(0)),
        (np.array([[10**12, 1]]), 69, Fraction(1, 10**9)),
        (np.array([[-1, 1]]), 69, Fraction(0)),
        (np.array([1, 2]), 69, Fraction(0)),
        (np.array([[1.0, 2.0]]), 69, Fraction(0)),
        (np.array([[1, 2]]), 0, Fraction(0)),
        (np.array([[1, 2]]), 5, Fraction(2)),
    ],
)
def test_what_would_overflow_or_mean_nothing_is_refused(
    votes: np.ndarray,
    seats: int,
    threshold: Fraction,
) -> None:
    with pytest.raises(ValueError, match=r"votes|seats|threshold"):
        batch_largest_remainders(votes, seats, threshold=threshold)
    with pytest.raises(ValueError, match=r"votes|seats|threshold"):
        batch_highest_averages(votes, seats, threshold=threshold)


def test_huntington_hill_has_no_kernel() -> None:
    with pytest.raises(ValueError, match="huntington_hill"):
        batch_highest_averages(np.array([[1, 2]]), 5, formula="huntington_hill")
