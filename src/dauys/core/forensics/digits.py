"""The slips of a hand that copies a number: each one turns a printed figure into what may have been meant."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from dauys.core.wording import Message, msg

Slip: TypeAlias = Literal[
    "neighbours_exchanged", "digits_exchanged", "digit_changed", "digit_dropped", "digit_added"
]


def readings(value: int, *, minimum_digits: int = 1) -> dict[int, Slip]:
    """Return every number that one slip could have turned into ``value``, with the slip.

    A number that several slips explain is given the most specific one: exchanged neighbours, then two other
    digits exchanged, one digit changed, one digit dropped, one digit added.

    Parameters
    ----------
    value : int
        A printed number, not negative. A percentage goes in without its point (53.90 as 5390).
    minimum_digits : int
        Digits that are always printed (3 for percentages with two decimals: 0.65 is ``065``).

    Notes
    -----
    About 19·d readings for d digits: a repair out of so many may be an accident, so whoever uses them must
    say how many of them fit.
    """
    text = str(value).zfill(minimum_digits)
    found: dict[int, Slip] = {}
    for slip, candidate in _slips(text):
        # A printed number has no leading zero, except before the decimal point.
        if candidate.startswith("0") and len(candidate) > minimum_digits:
            continue
        if len(candidate) >= minimum_digits:
            found.setdefault(int(candidate), slip)
    found.pop(value, None)
    return found


def _slips(text: str) -> Iterator[tuple[Slip, str]]:
    count = len(text)
    for left in range(count):
        for right in range(left + 1, count):
            if right == left + 1:
                yield "neighbours_exchanged", _exchanged(text, left, right)
    for left in range(count):
        for right in range(left + 2, count):
            yield "digits_exchanged", _exchanged(text, left, right)
    for place in range(count):
        for digit in "0123456789":
            yield "digit_changed", text[:place] + digit + text[place + 1 :]
    for place in range(count + 1):
        for digit in "0123456789":
            yield "digit_dropped", text[:place] + digit + text[place:]
    if count > 1:
        for place in range(count):
            yield "digit_added", text[:place] + text[place + 1 :]


def _exchanged(text: str, left: int, right: int) -> str:
    return text[:left] + text[right] + text[left + 1 : right] + text[left] + text[right + 1 :]


def describe_slip(slip: Slip) -> Message:
    """Say in words what the slip is."""
    match slip:
        case "neighbours_exchanged":
            return msg("two neighbouring digits exchanged")
        case "digits_exchanged":
            return msg("two digits exchanged")
        case "digit_changed":
            return msg("one digit changed")
        case "digit_dropped":
            return msg("one digit missing")
        case "digit_added":
            return msg("one digit too many")
