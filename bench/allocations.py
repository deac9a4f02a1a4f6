"""Seats from votes: how many allocations a second, against every peer that can be installed.

The task: 69 seats among seven parties by Hare quota and largest remainders, after a threshold of 5 %.
A peer without a threshold gets the votes of the parties that passed, which is less work than ours.
"""

import warnings
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import numpy as np
import numpy.typing as npt

from bench.report import Row, Table, median_seconds
from dauys.core import electoral
from dauys.core.electoral import kernels

SEATS_COUNT = 69
PARTIES_COUNT = 7
ELECTIONS_COUNT = 1000
BATCH_COUNT = 1_000_000
SEED = 20230319

Votes = npt.NDArray[np.int64]


def run() -> list[Table]:
    """Return allocations a second of the library call, of the peers and of the batch kernel."""
    votes = np.random.default_rng(SEED).integers(1, 3_500_000, size=(ELECTIONS_COUNT, PARTIES_COUNT))
    rows = []
    for subject, allocate_all, note in contestants(votes):
        per_second = ELECTIONS_COUNT / median_seconds(allocate_all, 5)
        rows.append((subject, per_second, note))
    ours = rows[0][1]
    one_by_one = [
        Row(subject, figure, "allocations/s", ratio=figure / ours, note=note)
        for subject, figure, note in rows
    ]
    return [
        Table(
            "One allocation at a time: 69 seats, 7 parties, Hare, 5 % threshold",
            one_by_one,
            "Dauys returns every step with its article of law; its `fast path` gives the same seats without "
            "the steps (the batch kernel on a batch of 1,000).",
        ),
        batch(),
    ]


def contestants(votes: Votes) -> list[tuple[str, Callable[[], object], str]]:
    """Return name, work and note of each library; the first is ours."""
    with warnings.catch_warnings():
        # One peer's plotting libraries announce their own future at import.
        warnings.simplefilter("ignore")
        import apportionment.methods as apportionment
        from apportionpy.methods.hamilton import calculate_hamilton
        from interregnum.methods.singlevote.largest_remainder import LargestRemainderAllocator
        from interregnum.methods.types import Candidate
        from poli_sci_kit.appointment import methods as poli_sci_kit
        from votelib.evaluate.core import Conditioned
        from votelib.evaluate.proportional import LargestRemainder
        from votelib.evaluate.threshold import RelativeThreshold

    names = [f"party {number}" for number in range(PARTIES_COUNT)]
    law = electoral.load_law("kz/majilis-2023")
    ours = [electoral.Votes(dict(zip(names, row, strict=True))) for row in votes.tolist()]
    by_name = [dict(zip(names, row, strict=True)) for row in votes.tolist()]
    lists = votes.tolist()
    passed = [[count for count in row if 20 * count >= sum(row)] for row in lists]
    candidates = [[Candidate(str(i), count) for i, count in enumerate(row)] for row in passed]
    votelib = Conditioned(RelativeThreshold(Fraction(1, 20), accept_equal=True), LargestRemainder("hare"))
    interregnum: LargestRemainderAllocator[str] = LargestRemainderAllocator("hare")
    return [
        (
            "Dauys, with steps and articles",
            lambda: [electoral.allocate(item, law, seats=SEATS_COUNT) for item in ours],
            "exact, ties returned",
        ),
        ("Dauys, fast path", lambda: batch_allocate(votes), "exact, ties flagged"),
        ("votelib", lambda: [votelib.evaluate(item, SEATS_COUNT) for item in by_name], "ties returned"),
        (
            "interregnum",
            lambda: [interregnum(item, SEATS_COUNT) for item in candidates],
            "no threshold in this call",
        ),
        (
            "apportionment",
            lambda: [
                apportionment.compute("hamilton", item, SEATS_COUNT, verbose=False, threshold=0.05)
                for item in lists
            ],
            "float threshold",
        ),
        (
            "apportionpy",
            lambda: [calculate_hamilton(SEATS_COUNT, item) for item in passed],
            "no threshold",
        ),
        (
            "poli-sci-kit",
            lambda: [poli_sci_kit.largest_remainder("Hare", item, SEATS_COUNT, 0.05) for item in lists],
            "float threshold",
        ),
    ]


def batch_allocate(votes: Votes) -> object:
    """Allocate every row of ``votes`` by the batch kernel, on one core."""
    return kernels.batch_largest_remainders(votes, SEATS_COUNT, threshold=Fraction(1, 20))


def batch() -> Table:
    """Measure the kernels on a million elections, one core."""
    votes = np.random.default_rng(SEED).integers(1, 3_500_000, size=(BATCH_COUNT, PARTIES_COUNT))
    rows = []
    for subject, work in {
        "threshold + largest remainder (Hare)": batch_allocate,
        "threshold + d'Hondt": lambda all_votes: kernels.batch_highest_averages(
            all_votes, SEATS_COUNT, formula="dhondt", threshold=Fraction(1, 20)
        ),
    }.items():
        seconds = median_seconds(partial(work, votes), 5)
        rows.append(Row(subject, BATCH_COUNT / seconds, "allocations/s"))
    return Table(
        "A million elections in one call, one core", rows, "Target: ≥ 10^7 a second for the first row."
    )
