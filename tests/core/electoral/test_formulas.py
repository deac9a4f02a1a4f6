"""Each formula on the examples of its literature, its edge cases, and the properties that it must have."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dauys.core.electoral.formulas import apply_formula, highest_averages, largest_remainders, quota_of
from dauys.core.electoral.schema import DIVISORS, FORMULAS, QUOTAS

VOTES = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.one_of(st.integers(1, 20), st.integers(1, 10**7)), min_size=1
)

# 100,000 votes of six lists for ten seats, the usual example to set the formulas apart.
TEXTBOOK = {"Yellow": 47_000, "White": 16_000, "Red": 15_900, "Green": 12_000, "Blue": 6_000, "Pink": 3_100}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        # As printed wherever this example is used.
        ("hare", [5, 2, 1, 1, 1, 0]),
        ("droop", [5, 2, 2, 1, 0, 0]),
        ("dhondt", [5, 2, 2, 1, 0, 0]),
        ("sainte_lague", [4, 2, 2, 1, 1, 0]),
    ],
)
def test_the_textbook_example(formula: str, expected: list[int]) -> None:
    result = apply_formula(formula, TEXTBOOK, 10)
    assert list(result.seats.values()) == expected
    assert result.tie is None


@pytest.mark.parametrize(
    ("formula", "votes", "expected"),
    [
        # By hand. 60:40 for two seats: 60/1.4 = 42.9 first, then 40/1.4 = 28.6 against 60/3 = 20.
        ("modified_sainte_lague", {"A": 60, "B": 40}, [1, 1]),
        # 100:27 for two seats: Sainte-Laguë 27 < 33.3; danish 27 > 25.
        ("danish", {"A": 100, "B": 27}, [1, 1]),
        ("sainte_lague", {"A": 100, "B": 27}, [2, 0]),
        # Imperiali divides by 1, 1.5, 2: 100/1.5 = 66.7 > 60.
        ("imperiali", {"A": 100, "B": 60}, [2, 0]),
        ("dhondt", {"A": 100, "B": 60}, [1, 1]),
        # Adams: everybody first.
        ("adams", {"A": 1000, "B": 1}, [1, 1]),
        # Huntington-Hill, third seat: 100/√2 = 70.7 against 71/√2 = 50.2.
        ("huntington_hill", {"A": 100, "B": 71}, [1, 1]),
    ],
)
def test_by_hand_two_seats(formula: str, votes: dict[str, int], expected: list[int]) -> None:
    assert list(apply_formula(formula, votes, 2).seats.values()) == expected


def test_huntington_hill_gives_the_house_of_representatives_of_1790() -> None:
    """Balinski & Young, Fair Representation (1982): the census of 1791 and 105 seats by Hill's method."""
    people = {
        "Virginia": 630_560, "Massachusetts": 475_327, "Pennsylvania": 432_879, "North Carolina": 353_523,
        "New York": 331_589, "Maryland": 278_514, "Connecticut": 236_841, "South Carolina": 206_236,
        "New Jersey": 179_570, "New Hampshire": 141_822, "Vermont": 85_533, "Georgia": 70_835,
        "Kentucky": 68_705, "Rhode Island": 68_446, "Delaware": 55_540,
    }  # fmt: skip
    seats = highest_averages("huntington_hill", people, 105).seats
    assert list(seats.values()) == [18, 14, 12, 10, 10, 8, 7, 6, 5, 4, 3, 2, 2, 2, 2]


def test_the_first_divisor_can_be_set() -> None:
    votes = {"A": 100, "B": 71}
    at_most = {
        first: highest_averages("modified_sainte_lague", votes, 1, first_divisor=first).seats["A"]
        for first in (Fraction(1), Fraction(7, 5))
    }
    assert set(at_most.values()) == {1}
    low = highest_averages("modified_sainte_lague", {"A": 100, "B": 41}, 2, first_divisor=Fraction(6, 5))
    high = highest_averages("modified_sainte_lague", {"A": 100, "B": 41}, 2, first_divisor=Fraction(7, 5))
    assert (low.seats["B"], high.seats["B"]) == (1, 0)


@pytest.mark.parametrize("formula", FORMULAS)
def test_three_equal_lists_and_four_seats_are_a_tie(formula: str) -> None:
    result = apply_formula(formula, {"A": 100, "B": 100, "C": 100}, 4)
    assert result.tie is not None
    assert set(result.tie.options) == {"A", "B", "C"}
    assert result.tie.seats_at_stake == 1
    assert list(result.seats.values()) == [1, 1, 1]


def test_a_tie_below_the_largest_remainder_leaves_that_one_its_seat() -> None:
    # Quota 10: 15 + 15 + 16 + 4 = 50 for five seats; remainders 5, 5, 6, 4 for two seats left.
    result = largest_remainders("hare", {"A": 15, "B": 15, "C": 16, "D": 4}, 5)
    assert dict(result.seats) == {"A": 1, "B": 1, "C": 2, "D": 0}
    assert result.tie is not None
    assert (result.tie.options, result.tie.seats_at_stake) == (("A", "B"), 1)


@pytest.mark.parametrize(
    ("formula", "rounding", "expected"),
    [
        ("hare", "none", Fraction(100, 7)),
        ("hare", "down", Fraction(14)),
        ("hare", "nearest", Fraction(14)),
        ("hare", "up", Fraction(15)),
        ("droop", "none", Fraction(13)),
        ("hagenbach_bischoff", "none", Fraction(100, 8)),
        ("hagenbach_bischoff", "nearest", Fraction(13)),
        ("imperiali_quota", "none", Fraction(100, 9)),
    ],
)
def test_quotas(formula: str, rounding: str, expected: Fraction) -> None:
    assert quota_of(formula, 100, 7, rounding) == expected


def test_a_quota_that_gives_too_many_seats_is_taken_again() -> None:
    # Imperiali: 100 / (3 + 2) = 20, so 60:40 fills 3 + 2 seats of 3. With divisor 4 it is 25: 2 + 1.
    result = largest_remainders("imperiali_quota", {"A": 60, "B": 40}, 3)
    assert list(result.seats.values()) == [2, 1]
    assert (result.quota, result.divisor_lowered) == (Fraction(25), 1)


def test_one_seat_and_two_full_quotas_end_in_a_tie() -> None:
    result = largest_remainders("hagenbach_bischoff", {"A": 50, "B": 50}, 1)
    assert result.tie is not None
    assert sum(result.seats.values()) == 0


def test_more_seats_left_than_lists() -> None:
    # Droop for ten votes and nine seats: quota 2, five full seats; the other four go round.
    assert dict(largest_remainders("droop", {"A": 10}, 9).seats) == {"A": 9}


def test_seats_already_held_raise_the_divisor() -> None:
    votes = {"A": 100, "B": 60}
    assert dict(highest_averages("dhondt", votes, 2, start={"A": 3}).seats) == {"A": 0, "B": 2}


@given(VOTES, st.integers(1, 150), st.sampled_from(FORMULAS))
def test_seats_and_open_seats_sum_to_the_house(votes: dict[str, int], seats: int, formula: str) -> None:
    result = apply_formula(formula, votes, seats)
    open_seats = result.tie.seats_at_stake if result.tie else 0
    assert sum(result.seats.values()) + open_seats == seats
    if result.tie:
        assert 0 < open_seats < len(result.tie.options)


@given(VOTES, st.integers(1, 100), st.sampled_from(FORMULAS), st.randoms())
def test_the_order_of_the_lists_does_not_matter(
    votes: dict[str, int], seats: int, formula: str, random: object
) -> None:
    shuffled = list(votes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types its random as object
    one = apply_formula(formula, votes, seats)
    other = apply_formula(formula, {option: votes[option] for option in shuffled}, seats)
    assert one.seats == other.seats
    assert set(one.tie.options if one.tie else ()) == set(other.tie.options if other.tie else ())


@given(VOTES, st.integers(1, 100), st.sampled_from(FORMULAS))
def test_more_votes_never_mean_fewer_seats(votes: dict[str, int], seats: int, formula: str) -> None:
    result = apply_formula(formula, votes, seats)
    assume(result.tie is None)
    ordered = sorted(votes, key=lambda option: votes[option])
    given_seats = [result.seats[option] for option in ordered]
    assert given_seats == sorted(given_seats)


@given(VOTES, st.integers(1, 100))
def test_hare_keeps_the_quota(votes: dict[str, int], seats: int) -> None:
    result = apply_formula("hare", votes, seats)
    total = sum(votes.values())
    for option, count in votes.items():
        exact = Fraction(count * seats, total)
        assert exact - 1 < result.seats[option] < exact + 1


@given(VOTES, st.integers(1, 60), st.sampled_from(DIVISORS))
def test_averages_never_take_a_seat_back_when_the_house_grows(
    votes: dict[str, int], seats: int, formula: str
) -> None:
    smaller, larger = (apply_formula(formula, votes, size) for size in (seats, seats + 1))
    assert all(larger.seats[option] >= count for option, count in smaller.seats.items())


@given(VOTES, st.integers(1, 60), st.sampled_from([*QUOTAS, "dhondt", "sainte_lague", "huntington_hill"]))
def test_a_hundredfold_vote_gives_the_same_seats(votes: dict[str, int], seats: int, formula: str) -> None:
    # Droop is the exception by design: it rounds to whole votes.
    assume(formula != "droop")
    hundredfold = {option: 100 * count for option, count in votes.items()}
    assert apply_formula(formula, votes, seats).seats == apply_formula(formula, hundredfold, seats).seats


@given(VOTES, st.integers(1, 60))
def test_levelling_stops_when_everybody_has_what_they_are_sure_of(votes: dict[str, int], seats: int) -> None:
    wanted = dict.fromkeys(votes, 2)
    assume(max(votes.values()) < 1000 * min(votes.values()))
    result = highest_averages("sainte_lague", votes, seats, at_least=wanted)
    assert all(result.seats[option] >= 2 for option in votes)
    assert sum(result.seats.values()) >= seats


def test_unknown_formulas_are_refused() -> None:
    with pytest.raises(ValueError, match="no such formula"):
        apply_formula("alabama", {"A": 1}, 1)
    with pytest.raises(ValueError, match="no such quota"):
        quota_of("dhondt", 1, 1)
