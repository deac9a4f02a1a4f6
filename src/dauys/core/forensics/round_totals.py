r"""Totals that are too round: do the votes sit on whole multiples of 0.1 % or 0.01 % of their total?

Votes are counted one by one, percentages are written with one or two decimals. Where totals were made from
percentages, each lies within a vote or so of a multiple of ``grid × total``.

The test. For option *i* with :math:`v_i` votes of *N* let :math:`d_i` be the distance in votes to the nearest
multiple of :math:`gN` and :math:`F(d)` the probability of a distance that small. With the distances sorted,

.. math:: T = \min_{1 \le j \le k-1} \binom{k}{j} F(d_{(j)})^j, \qquad p = \min(1, (k-1)\,T).

No window in votes is chosen: every distance is tried and paid for. The null: all ways to divide *N* among the
options are equally likely up to multiples of *N*, so any *k* − 1 of the totals are independent and uniform
and the last one follows from them. Then at most :math:`\binom kj F(d)^j` is the probability that *j* of *k*
totals lie within *d* (Boole's inequality), and *p* is an upper bound: the test never exceeds its level under
the null. All arithmetic is exact.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from dauys.core.forensics.types import Finding, PublishedOption, PublishedTable
from dauys.core.wording import Message, Number, Percent, msg

# Registered: the steps in which shares are usually printed.
GRIDS = (Fraction(1, 1_000), Fraction(1, 10_000))
# With fewer votes between two multiples every total is near one, and rounding a share says nothing.
MINIMUM_STEP_VOTES = 10
# A finding is made when the adjusted p-value is at most this.
LEVEL = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class RoundTotalsTest:
    """One election tested on one grid.

    ``p_value`` is None where the test does not apply; ``reason`` then says why.
    ``near_count`` totals lie within ``near_distance_votes`` of a multiple: the pair that decided the
    statistic. ``family_count`` is the number of tests over which ``p_adjusted`` is adjusted.
    """

    subject: str
    grid: Fraction
    total_count: int
    distances_votes: tuple[tuple[str, Fraction], ...] = ()
    near_count: int = 0
    near_distance_votes: Fraction = Fraction(0)
    p_value: Fraction | None = None
    p_adjusted: Fraction | None = None
    family_count: int = 0
    reason: Message | None = None
    source: str = ""

    @property
    def step_votes(self) -> Fraction:
        """Return the votes between two neighbouring multiples."""
        return self.grid * self.total_count


def distance_votes(votes_count: int, total_count: int, grid: Fraction) -> Fraction:
    """Return the distance in votes from the nearest multiple of ``grid × total``; exact."""
    step_votes = grid * total_count
    remainder = votes_count % step_votes
    return min(remainder, step_votes - remainder)


def distance_probability(distance: Fraction, total_count: int, grid: Fraction) -> Fraction:
    """Return the probability of a distance of at most ``distance`` for a total uniform on 0 … N − 1.

    With ``1/grid = m`` the numbers ``m·v mod N`` run through the multiples of ``h = gcd(m, N)``, each equally
    often, so the probability is ``(2·⌊m·distance/h⌋ + 1)·h / N``: exact, also where ``grid × total`` is a
    whole number.
    """
    parts = 1 / grid
    if parts.denominator != 1:
        text = f"the grid must be one over a whole number, not {grid}"
        raise ValueError(text)
    common = math.gcd(parts.numerator, total_count)
    values_near = 2 * math.floor(parts * distance / common) + 1
    return min(Fraction(1), Fraction(values_near * common, total_count))


def round_totals_test(table: PublishedTable, grid: Fraction) -> RoundTotalsTest:
    """Test one published result on one grid.

    Options smaller than one step are left out: they are near the multiple zero because they are small.
    """
    total_count = table.base_count
    test = RoundTotalsTest(table.subject, grid, total_count or 0, source=table.source)
    if reason := _inapplicable(table, grid):
        return replace(test, reason=reason)
    if total_count is None:
        raise AssertionError("a table without a total is inapplicable")
    distances = tuple(
        (option.name, distance_votes(option.votes_count, total_count, grid))
        for option in table.options
        if option.votes_count is not None and option.votes_count >= test.step_votes
    )
    options_count = len(distances)
    if options_count < 2:
        return replace(
            test,
            reason=msg("fewer than two options have at least {step} votes", step=Number(test.step_votes, 1)),
        )
    ordered = sorted(distance for _name, distance in distances)
    statistic, near_count = min(
        (
            math.comb(options_count, near)
            * distance_probability(ordered[near - 1], total_count, grid) ** near,
            near,
        )
        for near in range(1, options_count)
    )
    return replace(
        test,
        distances_votes=distances,
        near_count=near_count,
        near_distance_votes=ordered[near_count - 1],
        p_value=min(Fraction(1), (options_count - 1) * statistic),
    )


def _inapplicable(table: PublishedTable, grid: Fraction) -> Message | None:
    if table.base_count is None or not table.votes_known:
        return msg("the votes of some options were not published")
    if table.total_status == "back_computed":
        return msg(
            "the total was computed back from a printed share, which makes that option round by itself"
        )
    if grid * table.base_count < MINIMUM_STEP_VOTES:
        return msg(
            "{grid} of {total} is less than {minimum} votes: every total is near a multiple",
            grid=Percent(grid),
            total=table.base_count,
            minimum=MINIMUM_STEP_VOTES,
        )
    return None


def holm(p_values: Sequence[Fraction]) -> list[Fraction]:
    """Return the p-values adjusted for all of them (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [Fraction(1)] * len(p_values)
    running = Fraction(0)
    for rank, index in enumerate(order):
        running = max(running, min(Fraction(1), (len(p_values) - rank) * p_values[index]))
        adjusted[index] = running
    return adjusted


def round_totals_tests(tables: Sequence[PublishedTable]) -> list[RoundTotalsTest]:
    """Test every table on every grid and adjust over all tests that apply.

    The tests come in the order of the tables and `GRIDS`; a table whose figures were there before is left
    out.
    """
    tests: list[RoundTotalsTest] = []
    seen: set[tuple[int | None, tuple[int, ...]]] = set()
    for table in tables:
        figures = (table.base_count, tuple(sorted(option.votes_count or 0 for option in table.options)))
        if figures in seen:
            continue
        seen.add(figures)
        tests += [round_totals_test(table, grid) for grid in GRIDS]
    applied = [index for index, test in enumerate(tests) if test.p_value is not None]
    adjusted = holm([p for test in tests if (p := test.p_value) is not None])
    for index, p_adjusted in zip(applied, adjusted, strict=True):
        tests[index] = replace(tests[index], p_adjusted=p_adjusted, family_count=len(applied))
    return tests


def round_totals_findings(tests: Sequence[RoundTotalsTest]) -> list[Finding]:
    """Return one finding for every subject that a grid shows to be too round, from its smallest p-value."""
    best: dict[str, RoundTotalsTest] = {}
    for test in tests:
        if test.p_value is None or test.p_adjusted is None or test.p_adjusted > LEVEL:
            continue
        kept = best.get(test.subject)
        if kept is None or kept.p_value is None or test.p_value < kept.p_value:
            best[test.subject] = test
    return [_finding(test) for test in best.values()]


def _finding(test: RoundTotalsTest) -> Finding:
    if test.p_value is None or test.p_adjusted is None:
        raise ValueError("only a test that applies makes a finding")
    options_count = len(test.distances_votes)
    return Finding(
        name="totals-too-round",
        subject=test.subject,
        severity="unusual",
        p_value=float(test.p_value),
        p_adjusted=float(test.p_adjusted),
        text=msg(
            "{near} of the {options} totals lie on whole multiples of {grid} of {total}, give or take "
            "{distance} votes. Two neighbouring multiples are {step} votes apart.",
            near=test.near_count,
            options=options_count,
            grid=Percent(test.grid),
            total=test.total_count,
            distance=Number(test.near_distance_votes, 2),
            step=Number(test.step_votes, 1),
        ),
        caveat=msg(
            "The grids of 0.1 % and 0.01 % were chosen after the totals of March 2023 had been looked at, "
            "and totals are looked at because they seem round: the p-value is smaller than a blind test "
            "would give. At most {free} of the {options} totals are free, the last one follows. The p-value "
            "is adjusted for all {tests} tests made. It describes published figures and shows no cause.",
            free=options_count - 1,
            options=options_count,
            tests=test.family_count,
        ),
        data={
            "grid_share": float(test.grid),
            "step_votes": float(test.step_votes),
            "near_count": test.near_count,
            "near_distance_votes": float(test.near_distance_votes),
            "distances_votes": {name: float(distance) for name, distance in test.distances_votes},
            "tests_count": test.family_count,
        },
        source=test.source,
    )


def false_alarm_share(
    *, total_count: int, options_count: int, grid: Fraction, level: float, repetitions: int, seed: int
) -> float:
    """Return how often the test alarms when the totals are uniform on the simplex of integer totals.

    Draws ``repetitions`` divisions of ``total_count`` votes into ``options_count`` totals, each division
    equally likely (distinct cut points), and counts p-values of at most ``level``. The same seed gives the
    same answer.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    alarms = 0
    for _ in range(repetitions):
        # Stars and bars: k − 1 distinct bars among N + k − 1 places.
        bars = np.sort(rng.choice(total_count + options_count - 1, options_count - 1, replace=False))
        edges = np.concatenate(([-1], bars, [total_count + options_count - 1]))
        options = tuple(
            PublishedOption(str(place), int(votes)) for place, votes in enumerate(np.diff(edges) - 1)
        )
        test = round_totals_test(PublishedTable("simulated", options, total_count), grid)
        alarms += test.p_value is not None and test.p_value <= level
    return alarms / repetitions
