"""Sums, shares and turnouts that contradict each other, and the slips that repair them."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from dauys.core.forensics.published_totals import (
    Figure,
    best_repairs,
    contradictions,
    count_bounds,
    published_totals_findings,
    repairs,
    with_figure,
)
from dauys.core.forensics.types import Finding, PrintedShare, PublishedOption, PublishedTable


def consistent_table(votes: list[int]) -> PublishedTable:
    """Return a table whose shares are the votes rounded to two decimals."""
    total = sum(votes)
    return PublishedTable(
        "synthetic",
        tuple(
            PublishedOption(f"option {place}", count, PrintedShare(round(Fraction(10_000 * count, total)), 2))
            for place, count in enumerate(votes)
        ),
        total_count=total,
    )


def names(findings: list[Finding]) -> list[str]:
    return [finding.name for finding in findings]


votes_lists = st.lists(st.integers(10_000, 9_000_000), min_size=2, max_size=6)


@given(votes_lists)
def test_a_consistent_table_has_no_contradiction(votes: list[int]) -> None:
    assert contradictions(consistent_table(votes)) == frozenset()


@given(votes_lists, st.data())
def test_a_planted_transposition_is_always_among_the_repairs(votes: list[int], data: st.DataObject) -> None:
    table = consistent_table(votes)
    option = data.draw(st.integers(0, len(votes) - 1))
    digits = list(str(votes[option]))
    place = data.draw(st.integers(0, len(digits) - 2))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assume(digits[0] != "0")
    misprinted = int("".join(digits))
    assume(misprinted != votes[option])

    found = repairs(with_figure(table, Figure("votes", option), misprinted))

    assert any(
        repair.figure == Figure("votes", option)
        and repair.repaired == votes[option]
        and repair.slip == "neighbours_exchanged"
        for repair in found
    )


@given(votes_lists, st.integers(1, 5))
def test_the_order_of_the_options_does_not_matter(votes: list[int], error: int) -> None:
    votes = list(dict.fromkeys(votes))
    assume(len(votes) > 1)
    table = consistent_table(votes)
    table = replace(table, total_count=sum(votes) + error)
    turned = replace(table, options=table.options[::-1])

    assert {name for name, _option in contradictions(table)} == {
        name for name, _option in contradictions(turned)
    }
    assert sorted(repair.repaired for repair in repairs(table)) == sorted(
        repair.repaired for repair in repairs(turned)
    )


def test_a_share_may_have_been_rounded_either_way() -> None:
    # 1/800 = 0.125 %: printed as 0.12 or 0.13, never as 0.11.
    for units, contradicts in ((12, False), (13, False), (11, True), (14, True)):
        table = PublishedTable(
            "halves", (PublishedOption("a", 1, PrintedShare(units, 2)),), total_count=800, complete=False
        )
        assert bool(contradictions(table)) is contradicts


def test_a_repair_that_fixes_more_surpasses_the_others() -> None:
    table = consistent_table([3431510, 693938, 2240993])
    broken = with_figure(table, Figure("votes", 0), 3341510)

    best = best_repairs(repairs(broken))

    assert [[(repair.repaired, repair.slip) for repair in group] for group in best] == [
        [(3431510, "neighbours_exchanged")]
    ]


def test_several_readings_are_listed_and_none_is_named() -> None:
    # Without shares, either count may have lost ten votes.
    table = PublishedTable(
        "choice", (PublishedOption("a", 5020), PublishedOption("b", 4030)), total_count=9060
    )

    findings = published_totals_findings(table)

    assert names(findings) == ["sum-differs", "digit-repair-candidates"]
    listed: Any = findings[1].data["repairs"]
    assert {5030, 4040, 9050} <= {repair["repaired"] for repair in listed}


def test_without_a_total_the_shares_must_fit_some_total() -> None:
    def table(second_units: int) -> PublishedTable:
        return PublishedTable(
            "part",
            (
                PublishedOption("a", 5000, PrintedShare(5000, 2)),
                PublishedOption("b", 2000, PrintedShare(second_units, 2)),
            ),
            complete=False,
        )

    assert not contradictions(table(2000))
    assert ("shares-fit-no-total", None) in contradictions(table(2100))


def test_rounded_counts_stand_for_what_rounds_to_them() -> None:
    assert count_bounds(9_810_000) == (Fraction(9_805_000), Fraction(9_815_000))
    assert count_bounds(9_810_010) == (Fraction(9_810_010), Fraction(9_810_010))
    table = PublishedTable(
        "rounded",
        (),
        registered_count=9_810_000,
        ballots_count=7_566_000,
        turnout=PrintedShare(7712, 2),
        complete=False,
    )
    assert not contradictions(table)
    assert contradictions(replace(table, ballots_count=7_966_000))


def test_more_votes_than_ballots_and_more_ballots_than_voters() -> None:
    table = PublishedTable("full", (PublishedOption("a", 1201),), registered_count=1100, ballots_count=1150)

    assert {name for name, _option in contradictions(table)} == {
        "more-votes-than-ballots",
        "more-ballots-than-registered",
    }


def test_shares_above_the_whole_are_found_beyond_rounding() -> None:
    def table(*units: int) -> PublishedTable:
        return PublishedTable(
            "shares",
            tuple(PublishedOption(str(i), None, PrintedShare(u, 1)) for i, u in enumerate(units)),
            complete=False,
        )

    assert not contradictions(table(334, 333, 334))  # 100.1 %: thirds rounded up
    assert contradictions(table(336, 333, 334))


def test_the_same_count_twice_is_mentioned_for_large_options_only() -> None:
    options = (
        PublishedOption("a", 51_234),
        PublishedOption("b", 51_234),
        PublishedOption("c", 7),
        PublishedOption("d", 7),
    )

    assert names(published_totals_findings(PublishedTable("twins", options))) == ["same-count-twice"]


def test_a_contradiction_that_no_single_slip_explains_stays_without_a_reading() -> None:
    table = consistent_table([3431510, 693938, 2240993])
    broken = with_figure(table, Figure("share", 0), 1111)

    assert names(published_totals_findings(broken)) == ["share-contradicts-votes"]
