"""The slips of a hand that copies a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.forensics.digits import readings


@pytest.mark.parametrize(
    ("printed", "meant", "slip"),
    [
        (3341510, 3431510, "neighbours_exchanged"),
        (5412, 2415, "digits_exchanged"),
        (300907, 200907, "digit_changed"),
        (809, 8009, "digit_dropped"),
        (1230, 123, "digit_added"),
        (110, 100, "digit_changed"),
    ],
)
def test_it_names_the_slip(printed: int, meant: int, slip: str) -> None:
    assert readings(printed)[meant] == slip


def test_two_changed_digits_are_no_single_slip() -> None:
    assert 206206 not in readings(206000)


def test_a_count_has_no_leading_zero_but_a_percentage_has() -> None:
    assert all(value >= 100 for value in readings(105, minimum_digits=3) if value not in range(100))
    assert 65 in readings(965, minimum_digits=3)
    assert readings(105)[15] == "digit_added"


@given(st.integers(1, 10**9), st.data())
def test_exchanging_two_digits_again_leads_back(value: int, data: st.DataObject) -> None:
    digits = list(str(value))
    left = data.draw(st.integers(0, len(digits) - 1))
    right = data.draw(st.integers(0, len(digits) - 1))
    digits[left], digits[right] = digits[right], digits[left]
    printed = int("".join(digits))
    if printed != value and digits[0] != "0":
        assert value in readings(printed)


@given(st.integers(0, 10**8))
def test_a_number_is_no_reading_of_itself(value: int) -> None:
    assert value not in readings(value)
