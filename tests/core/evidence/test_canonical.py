"""RFC 8785: the examples of the RFC, the published test data, and 10,000 numbers by their digest."""

import json
import math
import struct
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.evidence.canonical import LARGEST_INTEGER, canonical_bytes, parse_canonical
from dauys.core.problems import InputProblem

SURROGATE = "\ud83d"


# Input and output of RFC 8785, sections 3.2.2 to 3.2.4, and of the reference test data by its author.
@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (
            r"""{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}""",
            (
                '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
                r'"string":"€$\u000f\nA'
                r"""'B\"\\\\\"/"}"""
            ),
        ),
        (
            r"""{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
            "\u00f6": "Latin Small Letter O With Diaeresis"}""",
            (
                '{"\\r":"Carriage Return","1":"One","\x80":"Control",'
                '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face",'
                '"\ufb33":"Hebrew Letter Dalet With Dagesh"}'
            ),
        ),
        (
            (
                '{"1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0}, "10": { }, "": "empty", "a": { },'
                '"111": [ {"e": "yes","E": "no" } ], "A": { }}'
            ),
            '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
        ),
        ('{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'),
        ('[56, {"d": true, "10": null, "1": [ ]}]', '[56,{"1":[],"10":null,"d":true}]'),
    ],
)
def test_published_examples(text: str, canonical: str) -> None:
    assert canonical_bytes(json.loads(text)) == canonical.encode()
    parse_canonical(canonical.encode())


# RFC 8785, appendix B.
@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_the_numbers_of_appendix_b(bits: str, text: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_bytes(value) == text.encode()


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])
def test_nan_and_infinities_are_refused(bits: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    with pytest.raises(InputProblem, match="NaN and infinities"):
        canonical_bytes(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_survives_its_text(value: float) -> None:
    assert float(canonical_bytes(value)) == value


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(json_values)
def test_parsing_returns_what_was_written(value: Any) -> None:
    assert parse_canonical(canonical_bytes(value, floats=False), floats=False) == value


@given(json_values)
def test_other_spellings_are_refused(value: Any) -> None:
    canonical = canonical_bytes(value)
    for other in (canonical + b" ", b"\n" + canonical, json.dumps(value).encode()):
        if other != canonical:
            with pytest.raises(InputProblem, match="not in its canonical form"):
                parse_canonical(other)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b'{"a":1,"a":1}', "names the same key twice"),
        (b"\xff", "not JSON in UTF-8"),
        (b"{", "not JSON in UTF-8"),
        (b"[" * 100_000, "not JSON in UTF-8"),
        (b"9" * 5000, "not JSON in UTF-8"),
        (b"[NaN]", "NaN and infinities"),
        (b"[9007199254740992]", "too large to be exact"),
        (b'["\\ud83d"]', "half of a character"),
        (b"[1.0]", "number with a fraction"),
        (b"[" * 70 + b"]" * 70, "nested deeper"),
    ],
)
def test_bad_json_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(InputProblem, match=complaint):
        parse_canonical(data, floats=False)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [({1: 2}, "must be a string"), ({1, 2}, "type set"), (SURROGATE, "half of"), ({SURROGATE: 1}, "half of")],
)
def test_what_json_cannot_hold_is_refused(value: Any, complaint: str) -> None:
    with pytest.raises(InputProblem, match=complaint):
        canonical_bytes(value)


def published_sequence() -> Iterator[int]:
    """The endless sequence of doubles, as bits, for which the author of RFC 8785 publishes digests."""
    stored = (Path(__file__).parent / "rfc8785_numbers.txt").read_text(encoding="ascii")
    for line in stored.splitlines():
        if not line.startswith("#"):
            yield from (int(number, 16) for number in line.split())
    yield from range(0x0010000000000000, 0x0010000000000000 + 2000)
    block = bytes(32)
    while True:
        block = sha256(block).digest()
        for (bits,) in struct.iter_unpack("<Q", block):
            (value,) = struct.unpack("<d", bits.to_bytes(8, "little"))
            if value != 0 and math.isfinite(value):
                yield bits


@pytest.mark.parametrize(
    ("count", "digest"),
    [
        (1_000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"),
        (10_000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"),
    ],
)
def test_the_published_digests_of_number_sequences(count: int, digest: str) -> None:
    written = sha256()
    for bits in islice(published_sequence(), count):
        (value,) = struct.unpack(">d", bits.to_bytes(8, "big"))
        written.update(f"{bits:x},".encode() + canonical_bytes(value) + b"\n")
    assert written.hexdigest() == digest
