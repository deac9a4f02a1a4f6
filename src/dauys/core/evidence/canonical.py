"""One JSON value, one sequence of bytes: the JSON Canonicalization Scheme of RFC 8785.

Hashes and signatures are taken over these bytes, so that a phone, a server and a court compute the same ones.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn, TypeAlias

from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# RFC 7493, section 2.2: what every JavaScript engine holds exactly.
LARGEST_INTEGER = 2**53 - 1
# A value nested deeper than this is an attack on parsers, not a report.
DEEPEST_NESTING = 64


def canonical_bytes(value: Any, *, floats: bool = True) -> bytes:
    """Return ``value`` as RFC 8785 canonical JSON.

    Parameters
    ----------
    value : Json
        Mappings with string keys, lists or tuples, strings, integers, booleans, None, and floats.
    floats : bool
        False refuses floats altogether. Entries of the log are written so: a count is an integer, and a
        decimal answer is kept as the string that was typed, because its digits are evidence.

    Raises
    ------
    InputProblem
        For an integer beyond ±(2**53 - 1), a lone surrogate, NaN, an infinity, a value of another type, or a
        nesting deeper than 64.
    """
    return _text(value, floats, 0).encode("utf-8")


def parse_canonical(data: bytes, *, floats: bool = True) -> Json:
    """Return the value that ``data`` spells, if it spells it canonically.

    Raises
    ------
    InputProblem
        If ``data`` is not JSON, repeats a key, or differs from its own canonical form in a single byte.
    """
    try:
        value: Json = json.loads(
            data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant
        )
    except InputProblem:
        raise
    except (ValueError, RecursionError) as error:
        raise InputProblem(msg("The bytes are not JSON in UTF-8.")) from error
    if canonical_bytes(value, floats=floats) != data:
        raise InputProblem(
            msg("The JSON is not in its canonical form."),
            expected=msg("the one spelling that RFC 8785 gives to this value."),
        )
    return value


def _text(value: Any, floats: bool, depth: int) -> str:  # noqa: FBT001 - handed down unchanged
    if depth > DEEPEST_NESTING:
        raise _problem(msg("The value is nested deeper than {levels} levels.", levels=DEEPEST_NESTING))
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise _problem(msg("An integer is too large to be exact in every JSON reader."))
            return str(value)
        case float():
            if not floats:
                raise _problem(
                    msg("A number with a fraction is not allowed here; keep it as a string of its digits.")
                )
            return _number(value)
        case str():
            return _string(value)
        case Mapping():
            return _object(value, floats, depth)
        case list() | tuple():
            return "[" + ",".join(_text(item, floats, depth + 1) for item in value) + "]"
        case _:
            raise _problem(msg("A value of type {type} has no place in JSON.", type=type(value).__name__))


def _object(value: Mapping[Any, Any], floats: bool, depth: int) -> str:  # noqa: FBT001 - handed down unchanged
    for key in value:
        if not isinstance(key, str):
            raise _problem(msg("The key of a JSON object must be a string."))
    # RFC 8785, section 3.2.3: keys are ordered by their UTF-16 code units, as JavaScript orders them.
    keys = sorted(value, key=_utf16_order)
    return "{" + ",".join(f"{_string(key)}:{_text(value[key], floats, depth + 1)}" for key in keys) + "}"


def _utf16_order(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _string(value: str) -> str:
    # Python escapes just what RFC 8785, section 3.2.2.2 escapes, in the same spelling.
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _problem(msg("A string holds half of a character (a lone surrogate).")) from error
    return text


def _number(value: float) -> str:
    """Write ``value`` as ECMAScript's Number::toString does (RFC 8785, section 3.2.2.3)."""
    if not math.isfinite(value):
        raise _problem(msg("NaN and infinities have no place in JSON."))
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    # Python's repr yields the same shortest digits; only their layout differs.
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    shown = digits[0] + ("." + digits[1:] if count > 1 else "")
    return f"{sign}{shown}e{point - 1:+d}"


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _problem(msg("A JSON object names the same key twice."))
    return found


def _refuse_constant(_name: str) -> NoReturn:
    raise _problem(msg("NaN and infinities have no place in JSON."))


def _problem(what: Message) -> InputProblem:
    return InputProblem(what)
