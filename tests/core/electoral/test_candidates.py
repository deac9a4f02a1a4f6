"""Quotas inside a list: the order of the list is kept as far as the groups allow."""

import pytest

from dauys.core.electoral import Candidate, check_list, fill_list, load_law

LAW = load_law("kz/majilis-2023")
TIER = LAW.tiers["lists"]
WOMEN = frozenset({"women"})


def people(marks: str) -> list[Candidate]:
    """Return a list of candidates; ``w`` marks a woman, ``y`` a young person, ``.`` neither."""
    groups = {"w": WOMEN, "y": frozenset({"youth"}), ".": frozenset[str]()}
    return [Candidate(f"{place}{mark}", groups[mark]) for place, mark in enumerate(marks)]


@pytest.mark.parametrize(
    ("marks", "seats", "expected"),
    [
        ("w.y.w.....", 5, "w.y.w"),
        ("..........www", 10, ".......www"),
        (".....w...ww", 5, "...ww"),
        ("....y", 4, "..." + "y"),
    ],
)
def test_who_is_elected(marks: str, seats: int, expected: str) -> None:
    filled = fill_list(people(marks), seats, LAW, TIER)
    assert "".join(one.name[-1] for one in filled.elected) == expected
    assert len(filled.elected) == seats
    assert len(filled.moved_up) == len(filled.gave_way)


def test_the_last_gives_way_to_the_first_of_a_group() -> None:
    filled = fill_list(people("...w..w"), 3, LAW, TIER)
    assert [one.name for one in filled.elected] == ["0.", "1.", "3w"]
    assert [one.name for one in filled.gave_way] == ["2."]
    assert filled.group_seats_needed == 1
    assert filled.fulfilled


def test_a_list_that_cannot_fulfil_the_quota_says_so() -> None:
    filled = fill_list(people("....w"), 5, LAW, TIER)
    assert filled.group_seats_needed == 2
    assert not filled.fulfilled
    assert "lack 1 seat" in str(filled.problems[0])
    short = fill_list(people("w"), 3, LAW, TIER)
    assert "2 candidates too few" in str(short.problems[0])


def test_the_law_of_2012_had_no_quota() -> None:
    law = load_law("kz/majilis-2009")
    filled = fill_list(people("...."), 3, law, law.tiers["lists"])
    assert filled.fulfilled
    assert filled.steps == ()


def test_the_longest_lists_that_were_published() -> None:
    """The press gave 90 candidates for 69 seats in 2023 and 188 for 145 seats in 2026."""
    kurultai = load_law("kz/kurultai-2026").tiers["lists"]
    assert check_list(people("w" * 90), 69, TIER) == ()
    assert len(check_list(people("w" * 91), 69, TIER)) == 1
    assert check_list(people("w" * 188), 145, kurultai) == ()
    assert len(check_list(people("w" * 189), 145, kurultai)) == 1
    assert len(check_list(people("." * 10), 69, TIER)) == 1
