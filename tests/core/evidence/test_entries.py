"""Entries, corrections, commitments and the numbering of devices."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.evidence.conftest import Phone

from dauys.core.evidence.canonical import canonical_bytes, parse_canonical
from dauys.core.evidence.entries import (
    Entry,
    commitment,
    opens_commitment,
    parse_entry,
    parse_submission,
)
from dauys.core.evidence.gaps import apply_corrections, device_gaps, station_gaps
from dauys.core.problems import InputProblem


def indexed(*entries: Entry) -> list[tuple[int, Entry]]:
    return list(enumerate(entries))


def test_an_entry_survives_its_bytes() -> None:
    phone = Phone("Alice")
    first, second = phone.report("1", valid=3), phone.report("1", "incident", supersedes="a" * 64)
    for entry in (first, second):
        assert parse_entry(entry.to_bytes()) == entry
        assert parse_submission(entry.submission.signed_bytes()) == entry.submission
        assert entry.is_signed_by_its_device()


def test_a_changed_submission_is_no_longer_signed() -> None:
    entry = Phone("Alice").report("1", valid=3)
    for changed in (
        replace(entry.submission, answers={"valid": 4}),
        replace(entry.submission, station="2"),
        replace(entry.submission, photos=()),
        replace(entry.submission, device=Phone("Bob").report("1").submission.device),
    ):
        assert not replace(entry, submission=changed).is_signed_by_its_device()
    # When it came in is the server's statement, not the device's.
    assert replace(entry, received_ms=0).is_signed_by_its_device()


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("format",), "dauys/entry@2", "format"),
        (("received_ms",), True, "received_ms"),
        (("signature",), 5, "signature"),
        (("extra",), 1, "extra"),
        (("submission",), [], "submission"),
        (("submission", "format"), "x", "format"),
        (("submission", "id"), "AB", "id"),
        (("submission", "kind"), "Protocol", "kind"),
        (("submission", "device"), "rsa:00", "device"),
        (("submission", "sequence"), 0, "sequence"),
        (("submission", "sequence"), 2, "sequence"),
        (("submission", "sequence"), "1", "sequence"),
        (("submission", "previous"), "0" * 64, "sequence"),
        (("submission", "previous"), "zz", "previous"),
        (("submission", "answers"), {"valid": None}, "answers"),
        (("submission", "answers"), [], "answers"),
        (("submission", "photos"), ["A" * 64], "photos"),
        (("submission", "photos"), "x", "photos"),
        (("submission", "commitments"), {"name": "Alice"}, "commitments"),
        (("submission", "name"), "Alice", "name"),
    ],
)
def test_a_malformed_entry_names_its_field(path: tuple[str, ...], value: Any, field: str) -> None:
    parsed: Any = parse_canonical(Phone("Alice").report("1").to_bytes())
    target = parsed
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    with pytest.raises(InputProblem) as caught:
        parse_entry(canonical_bytes(parsed))
    assert caught.value.field == field


@pytest.mark.parametrize("name", ["format", "id", "device", "supersedes"])
def test_a_missing_field_is_named(name: str) -> None:
    parsed: Any = parse_canonical(Phone("Alice").report("1").submission.signed_bytes())
    del parsed[name]
    with pytest.raises(InputProblem, match=f"“{name}”: This field is missing"):
        parse_submission(canonical_bytes(parsed))


def test_an_entry_that_is_too_long_is_refused() -> None:
    long = {f"question {number}": number for number in range(5000)}
    entry = Phone("Alice").report("1")
    with pytest.raises(InputProblem, match="1 to 65,535 bytes"):
        replace(entry, submission=replace(entry.submission, answers=long)).to_bytes()


@given(st.text(), st.text(), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_commitment_opens_to_one_value(name: str, value: str, salt: bytes, other: bytes) -> None:
    surrogates = any("\ud800" <= character <= "\udfff" for character in name + value)
    if surrogates:
        return
    committed = commitment(name, value, salt)
    assert opens_commitment(committed, name, value, salt)
    assert not opens_commitment(committed, name, value + "x", salt)
    assert not opens_commitment(committed, name + "x", value, salt)
    assert opens_commitment(committed, name, value, other) == (salt == other)


def test_a_commitment_needs_a_whole_salt() -> None:
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        commitment("name", "Alice", bytes(31))


def test_a_whole_numbering_has_no_gaps_in_any_order() -> None:
    phone = Phone("Alice")
    entries = [phone.report(str(number)) for number in range(4)]
    for order in permutations(entries):
        (gaps,) = device_gaps(indexed(*order))
        assert gaps.is_whole
        assert (gaps.received_count, gaps.last_sequence, gaps.missing_count) == (4, 4, 0)


def test_missing_numbers_are_reported_in_runs() -> None:
    phone = Phone("Alice")
    entries = [phone.report("1") for _ in range(9)]
    (gaps,) = device_gaps(indexed(entries[2], entries[3], entries[5], entries[8]))
    assert gaps.missing == ((1, 2), (5, 5), (7, 8))
    assert gaps.missing_count == 5
    assert not gaps.is_whole


def test_sending_again_is_no_gap() -> None:
    phone = Phone("Alice")
    first, second = phone.report("1"), phone.report("1")
    (gaps,) = device_gaps(indexed(first, second, first, replace(second, received_ms=5)))
    assert gaps.is_whole
    assert gaps.repeated == (2, 3)


def test_two_submissions_with_one_number_are_a_fork() -> None:
    phone, restored = Phone("Alice"), Phone("Alice")
    first, second = phone.report("1", valid=1), phone.report("1", valid=2)
    restored.report("1", valid=1)
    other = restored.report("1", valid=3)
    (gaps,) = device_gaps(indexed(first, second, other))
    assert gaps.forked == (2,)
    assert gaps.broken == ()


def test_a_chain_that_was_rewritten_is_broken() -> None:
    phone, rewritten = Phone("Alice"), Phone("Alice")
    phone.report("1", valid=1)
    second = phone.report("1", valid=2)
    (gaps,) = device_gaps(indexed(rewritten.report("1", valid=9), second))
    assert gaps.broken == (2,)


def test_a_silent_end_cannot_be_seen() -> None:
    # The limit that docs/methods/evidence-log.md states.
    phone = Phone("Alice")
    entries = [phone.report("1") for _ in range(3)]
    assert device_gaps(indexed(*entries[:2]))[0].is_whole


def test_stations_are_told_what_they_owe() -> None:
    alice, bob = Phone("Alice"), Phone("Bob")
    opening, closing = alice.report("1", "opening"), alice.report("1", "closing")
    bob.report("2", "opening")
    late = bob.report("2", "closing")
    expected = {"1": ["opening", "closing"], "2": ["opening", "closing"], "3": ["opening"]}
    second, third = station_gaps(indexed(opening, closing, late), expected)
    assert (second.station, second.missing_kinds) == ("2", ("opening",))
    assert second.devices_with_gaps == (late.submission.device,)
    assert (third.station, third.missing_kinds, third.devices_with_gaps) == ("3", ("opening",), ())


def test_a_correction_supersedes_and_both_stay() -> None:
    phone = Phone("Alice")
    first = phone.report("1", valid=1)
    second = phone.report("1", supersedes=first.submission.digest, valid=2)
    third = phone.report("1", supersedes=second.submission.digest, valid=3)
    for order in permutations([first, second, third]):
        entries = indexed(*order)
        corrections = apply_corrections(entries)
        assert [entries[index][1] for index in corrections.current] == [third]
        assert len(corrections.superseded_by) == 2


def test_two_corrections_of_one_entry_are_both_shown() -> None:
    alice, bob = Phone("Alice"), Phone("Bob")
    first = alice.report("1", valid=1)
    corrections = apply_corrections(
        indexed(
            first,
            alice.report("1", supersedes=first.submission.digest, valid=2),
            bob.report("1", supersedes=first.submission.digest, valid=3),
            bob.report("1", supersedes="0" * 64),
            first,
        )
    )
    assert corrections.superseded_by == {0: (1, 2)}
    assert corrections.current == (1, 2, 3)
    assert corrections.unknown == (3,)
