"""Mapping files: which column of somebody's table is which line of the protocol."""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from dauys.core.problems import InputProblem
from dauys.core.stations.fields import FIELD_BY_KEY, STATION, is_reserved
from dauys.core.wording import LANGUAGES, Names, msg

# What the options of the table add up to. "nothing": the table leaves some options out.
AddUpTo: TypeAlias = Literal["valid", "in_boxes", "nothing"]
COLUMN_KEYS = (STATION, "place", *FIELD_BY_KEY)
TABLE_KEYS = (
    "name",
    "date",
    "country",
    "source",
    "leader",
    "options_add_up_to",
    "encoding",
    "sheet",
)
SECTIONS = ("columns", "options", "table")
# A mapping is a page of text; anything larger is some other file.
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a mapping file says.

    Parameters
    ----------
    file : str
        The file as the user named it.
    digest : str
        SHA-256 of the file, hexadecimal.
    station : tuple of str
        Columns whose texts, joined by a space, identify a station within its place; empty: the row does.
    place : tuple of str
        Columns of the place path, from the largest place to the smallest.
    fields : mapping of str to tuple of str
        Field key → columns; several columns are summed.
    options : mapping of str to tuple of str
        Option → columns; several columns are summed.
    leader : str or None
        The option whose support the forensic methods look at.
    options_add_up_to : {"valid", "in_boxes", "nothing"}
        The line that the options (with the votes against all) must sum to.
    """

    file: str
    digest: str
    station: tuple[str, ...]
    place: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    options: Mapping[str, tuple[str, ...]]
    leader: str | None = None
    options_add_up_to: AddUpTo = "valid"
    name: Names | None = None
    date: dt.date | None = None
    country: str | None = None
    source: str | None = None
    encoding: str | None = None
    sheet: str | None = None


def read_mapping(path: str | Path) -> ColumnMapping:
    """Read and check a mapping file.

    Raises
    ------
    InputProblem
        When the file is missing, is not TOML, has an unknown key, or a value of the wrong kind.
    """
    file = str(path)
    try:
        with Path(path).open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputProblem(
            msg("The mapping file cannot be read: {reason}.", reason=error.strerror), file=file
        ) from error
    if len(raw) > MAX_BYTES:
        raise InputProblem(
            msg("The mapping file is larger than {limit} bytes.", limit=MAX_BYTES),
            file=file,
            expected=msg("a mapping file, not the table itself."),
        )
    try:
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputProblem(msg("The mapping file is not text in UTF-8."), file=file) from error
    except tomllib.TOMLDecodeError as error:
        raise InputProblem(
            msg("The mapping file is not valid TOML: {reason}.", reason=str(error)), file=file
        ) from error
    return parse_mapping(content, file=file, digest=hashlib.sha256(raw).hexdigest())


def parse_mapping(content: Mapping[str, Any], *, file: str, digest: str) -> ColumnMapping:
    """Turn the content of a mapping file into a `ColumnMapping`; errors name ``file`` and the key."""
    check_keys(content, SECTIONS, section=None, file=file)
    columns = table_section(content, "columns", file)
    options = table_section(content, "options", file)
    about = table_section(content, "table", file)
    check_keys(columns, COLUMN_KEYS, section="columns", file=file)
    check_keys(about, TABLE_KEYS, section="table", file=file)
    if not options:
        raise InputProblem(
            msg("The mapping names no options."),
            file=file,
            field="options",
            expected=msg("one line for each option: its name and its column."),
        )
    for option in options:
        if is_reserved(option) or not option.strip():
            raise InputProblem(
                msg(
                    "An option cannot be called “{option}”: this is the name of another column.",
                    option=option,
                ),
                file=file,
                field=f"options.{option}",
            )
    lists = {
        f"{section}.{key}": column_list(value, file=file, key=f"{section}.{key}")
        for section, part in (("columns", columns), ("options", options))
        for key, value in part.items()
    }
    leader = text_value(about, "leader", file)
    if leader is not None and leader not in options:
        raise InputProblem(
            msg("The leader “{leader}” is not among the options.", leader=leader),
            file=file,
            field="table.leader",
            expected=msg("one of: {names}.", names=", ".join(options)),
        )
    return ColumnMapping(
        file=file,
        digest=digest,
        station=lists.get("columns.station", ()),
        place=lists.get("columns.place", ()),
        fields={key: lists[f"columns.{key}"] for key in FIELD_BY_KEY if key in columns},
        options={option: lists[f"options.{option}"] for option in options},
        leader=leader,
        options_add_up_to=add_up_to(about, file),
        name=names_value(about, file),
        date=date_value(about, file),
        country=text_value(about, "country", file),
        source=text_value(about, "source", file),
        encoding=text_value(about, "encoding", file),
        sheet=text_value(about, "sheet", file),
    )


def check_keys(part: Mapping[str, Any], known: tuple[str, ...], *, section: str | None, file: str) -> None:
    """Refuse a key that no mapping has, and offer the nearest one that exists."""
    for key in part:
        if key in known:
            continue
        near = get_close_matches(key, known, n=3, cutoff=0.5)
        raise InputProblem(
            msg("No mapping has a key “{key}”.", key=key),
            file=file,
            field=f"{section}.{key}" if section else key,
            expected=msg("one of: {names}.", names=", ".join(near or known)),
        )


def table_section(content: Mapping[str, Any], section: str, file: str) -> Mapping[str, Any]:
    """Return one section of the file, empty when it is absent."""
    part = content.get(section, {})
    if not isinstance(part, dict):
        raise InputProblem(
            msg("“{section}” must be a section.", section=section),
            file=file,
            field=section,
            expected=msg("a line with [{section}], and its keys below it.", section=section),
        )
    return part


def column_list(value: Any, *, file: str, key: str) -> tuple[str, ...]:
    """Return one or several column names as a tuple."""
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise InputProblem(
            msg("“{key}” does not name a column.", key=key),
            file=file,
            field=key,
            expected=msg("the name of a column in quotes, or a list of such names."),
        )
    if len(set(names)) < len(names):
        raise InputProblem(msg("“{key}” names the same column twice.", key=key), file=file, field=key)
    return tuple(names)


def text_value(about: Mapping[str, Any], key: str, file: str) -> str | None:
    """Return an optional text of the section [table]."""
    value = about.get(key)
    if value is None or (isinstance(value, str) and value):
        return value
    raise InputProblem(
        msg("“{key}” must be a text in quotes.", key=f"table.{key}"), file=file, field=f"table.{key}"
    )


def add_up_to(about: Mapping[str, Any], file: str) -> AddUpTo:
    """Return what the options add up to."""
    value = about.get("options_add_up_to", "valid")
    allowed: tuple[AddUpTo, ...] = get_args(AddUpTo)
    for choice in allowed:
        if value == choice:
            return choice
    raise InputProblem(
        msg("The options cannot add up to “{value}”.", value=str(value)),
        file=file,
        field="table.options_add_up_to",
        expected=msg("one of: {names}.", names=", ".join(allowed)),
    )


def names_value(about: Mapping[str, Any], file: str) -> Names | None:
    """Return the name of the election: one text, or one for each language."""
    value = about.get("name")
    if value is None:
        return None
    if isinstance(value, str) and value:
        return Names(en=value, kk=value, ru=value)
    if (
        isinstance(value, dict)
        and set(value) == set(LANGUAGES)
        and all(isinstance(text, str) for text in value.values())
    ):
        return Names(**value)
    raise InputProblem(
        msg("The name of the table must be a text, or a text for each language."),
        file=file,
        field="table.name",
        expected=msg("for example: {example}", example='name = { kk = "…", ru = "…", en = "…" }'),
    )


def date_value(about: Mapping[str, Any], file: str) -> dt.date | None:
    """Return the day of the election."""
    value = about.get("date")
    # A TOML date-time is a datetime, which Python counts as a date.
    if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    raise InputProblem(
        msg("The date of the election must be a TOML date."),
        file=file,
        field="table.date",
        expected=msg("for example: {example}", example="date = 2023-03-19"),
    )
