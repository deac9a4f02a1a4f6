"""Indices on numbers that can be checked by hand and on published ones."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.electoral.indices import (
    candidates_per_seat,
    effective_number,
    gallagher,
    loosemore_hanby,
    margin_share,
    wasted_votes_share,
)

COUNTS = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 10**6), min_size=1)


def test_effective_number() -> None:
    """Laakso & Taagepera (1979): equal parties count in full; 0.50, 0.30, 0.20 give 1 / 0.38."""
    assert effective_number({"A": 25, "B": 25, "C": 25, "D": 25}) == 4
    assert effective_number({"A": 50, "B": 30, "C": 20}) == Fraction(100, 38)
    assert effective_number({"A": 7, "B": 0}) == 1


def test_disproportionality() -> None:
    votes, seats = {"A": 60, "B": 40}, {"A": 8, "B": 2}
    assert gallagher(votes, seats) == pytest.approx(0.2, abs=1e-15)
    assert loosemore_hanby(votes, seats) == Fraction(1, 5)
    votes, seats = {"A": 50, "B": 30, "C": 20}, {"A": 6, "B": 4}
    assert gallagher(votes, seats) == pytest.approx(math.sqrt((0.1**2 + 0.1**2 + 0.2**2) / 2))
    assert loosemore_hanby(votes, seats) == Fraction(1, 5)


def test_the_house_of_commons_of_2005() -> None:
    """Gallagher's published table of disproportionality gives 16.73 for the United Kingdom in 2005."""
    votes = {"Labour": 3520, "Conservative": 3236, "Liberal Democrat": 2205, "rest": 1039}
    seats = {"Labour": 355, "Conservative": 198, "Liberal Democrat": 62, "rest": 31}
    assert 100 * gallagher(votes, seats) == pytest.approx(16.7, abs=0.4)  # small parties are grouped here


def test_waste_contest_and_margin() -> None:
    assert wasted_votes_share({"A": 90, "B": 6, "C": 4}, {"A": 5, "B": 1}) == Fraction(1, 25)
    assert candidates_per_seat(435, 29) == 15
    assert margin_share({"A": 50, "B": 30, "C": 20}) == Fraction(1, 5)
    assert margin_share({"A": 50, "B": 30}, 100) == Fraction(1, 5)
    assert margin_share({"A": 50}) == 1
    assert margin_share({"A": 50, "B": 50}) == 0


def test_nothing_to_measure() -> None:
    for call in (effective_number, margin_share):
        with pytest.raises(ValueError, match="votes"):
            call({})
    for index in (gallagher, loosemore_hanby):
        with pytest.raises(ValueError, match="votes and seats"):
            index({"A": 1}, {})
    with pytest.raises(ValueError, match="votes"):
        wasted_votes_share({}, {})
    with pytest.raises(ValueError, match="seat"):
        candidates_per_seat(3, 0)


@given(COUNTS)
def test_bounds(counts: dict[str, int]) -> None:
    assert 1 <= effective_number(counts) <= len(counts)
    assert gallagher(counts, counts) == 0
    assert 0 <= margin_share(counts) <= 1


@given(COUNTS, COUNTS)
def test_disproportionality_lies_between_zero_and_one(votes: dict[str, int], seats: dict[str, int]) -> None:
    assert 0 <= gallagher(votes, seats) <= loosemore_hanby(votes, seats) + 1e-12 <= 1 + 1e-12
