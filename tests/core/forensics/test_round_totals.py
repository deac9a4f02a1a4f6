"""The test for totals that are too round: exact distances, conservative p-values, its size under the null."""

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.forensics.round_totals import (
    GRIDS,
    distance_probability,
    distance_votes,
    false_alarm_share,
    holm,
    round_totals_findings,
    round_totals_test,
    round_totals_tests,
)
from dauys.core.forensics.types import PublishedOption, PublishedTable


def table(votes: list[int], total: int | None = None, subject: str = "synthetic") -> PublishedTable:
    options = tuple(PublishedOption(str(place), count) for place, count in enumerate(votes))
    return PublishedTable(subject, options, total, "sum_of_options" if total is None else "stated")


def test_the_distances_of_2023_are_those_of_the_reference_file() -> None:
    # rounded_percentage_test.csv: Amanat −1.7, Auyl −4.07, Respublica −359.93, against all −0.2.
    votes = {3431510: 1.7, 693938: 4.07, 547154: 359.93, 248291: 0.2}

    for count, expected in votes.items():
        assert round(float(distance_votes(count, 6_366_441, GRIDS[0])), 2) == pytest.approx(
            expected, abs=0.005
        )


@pytest.mark.parametrize("total", [997, 1000, 1500, 2024])
def test_the_probability_of_a_distance_is_a_count(total: int) -> None:
    """Counted over every number of votes from 0 to N − 1, on a grid of one in twenty."""
    grid = Fraction(1, 20)
    counted = Counter(distance_votes(votes, total, grid) for votes in range(total))
    below = 0
    for distance in sorted(counted):
        below += counted[distance]
        assert distance_probability(distance, total, grid) == Fraction(below, total)


def test_a_grid_that_is_no_simple_fraction_is_refused() -> None:
    with pytest.raises(ValueError, match="one over a whole number"):
        distance_probability(Fraction(1), 1000, Fraction(3, 1000))


def test_the_p_value_of_venezuela_by_hand() -> None:
    # Two of three within 0.288 votes: h = gcd(1000, 10,058,774) = 2, F = (2·144 + 1)·2 / N, p = 2·C(3,2)·F².
    total = 10_058_774
    test = round_totals_test(table([5_150_092, 4_445_978, 462_704]), GRIDS[0])

    assert test.near_count == 2
    assert test.p_value == 2 * math.comb(3, 2) * Fraction(578, total) ** 2


@given(st.permutations([3431510, 693938, 547154, 535139, 432920, 331058, 146431, 248291]))
def test_the_order_of_the_options_does_not_matter(votes: list[int]) -> None:
    assert (
        round_totals_test(table(votes), GRIDS[0]).p_value
        == round_totals_test(table(sorted(votes)), GRIDS[0]).p_value
    )


@pytest.mark.parametrize("level", [0.01, 0.05])
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize(("total", "options"), [(6_366_441, 8), (10_058_774, 3)])
def test_the_false_alarm_rate_stays_under_its_level(
    total: int, options: int, grid: Fraction, level: float
) -> None:
    repetitions = 1_500

    share = false_alarm_share(
        total_count=total, options_count=options, grid=grid, level=level, repetitions=repetitions, seed=2023
    )

    # Five standard errors of a share that is exactly at its level: a bound that chance breaks once in
    # millions.
    assert share <= level + 5 * math.sqrt(level * (1 - level) / repetitions)
    # The bound is conservative but not empty: a test that never alarms would have no power either.
    assert share > level / 20


def test_the_simulation_repeats_with_its_seed() -> None:
    def alarm_share(seed: int) -> float:
        return false_alarm_share(
            total_count=50_000, options_count=4, grid=GRIDS[0], level=0.3, repetitions=200, seed=seed
        )

    assert alarm_share(1) == alarm_share(1)
    assert len({alarm_share(seed) for seed in range(4)}) > 1


def test_a_back_computed_total_is_not_tested() -> None:
    # 7,522,819 is the winner's 6,183,757 divided by the printed 82.2 %: the winner is 0.2 votes off by
    # construction.
    votes = (PublishedOption("winner", 6_183_757), PublishedOption("others", 1_339_111))

    test = round_totals_test(PublishedTable("majilis_2016", votes, 7_522_819, "back_computed"), GRIDS[0])

    assert test.p_value is None
    assert "computed back" in str(test.reason)


def test_totals_too_small_for_the_grid_are_not_tested() -> None:
    tests = [round_totals_test(table([5000, 3000, 1999]), grid) for grid in GRIDS]

    assert [test.p_value for test in tests] == [None, None]
    assert "less than 10 votes" in str(tests[0].reason)


def test_options_below_one_step_are_left_out() -> None:
    # 4 votes are 4 votes away from zero, which says nothing about roundness.
    test = round_totals_test(table([412_345, 345_678, 4, 7]), GRIDS[0])

    assert [name for name, _distance in test.distances_votes] == ["0", "1"]


def test_holm_by_hand() -> None:
    values = [Fraction(1, 100), Fraction(4, 100), Fraction(3, 100), Fraction(9, 10)]

    assert holm(values) == [Fraction(4, 100), Fraction(9, 100), Fraction(9, 100), Fraction(9, 10)]


def test_the_same_figures_count_once_in_the_family() -> None:
    first, again = table([412_345, 345_678, 98_765]), table([98_765, 412_345, 345_678], subject="again")

    tests = round_totals_tests([first, again])

    assert [test.subject for test in tests] == ["synthetic"] * 2
    assert {test.family_count for test in tests} == {2}


def test_totals_made_from_percentages_are_found_and_counted_ones_are_not() -> None:
    total = 1_234_567
    made = [round(Fraction(share * total, 1000)) for share in (512, 301, 122)]
    made.append(total - sum(made))

    made_findings = round_totals_findings(round_totals_tests([table(made)]))

    assert [finding.name for finding in made_findings] == ["totals-too-round"]
    assert "chosen after" in str(made_findings[0].caveat)
    assert not round_totals_findings(round_totals_tests([table([632_415, 371_222, 150_987, 79_943])]))
