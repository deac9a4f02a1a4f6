"""The polling-station table: one row a station, canonical columns, whole numbers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from dauys.core.problems import InputProblem
from dauys.core.stations.fields import (
    CAST,
    FIELDS,
    MAIN_PART,
    PARTS,
    ROW,
    STATION,
    place_column,
)
from dauys.core.stations.mapping import ColumnMapping
from dauys.core.stations.reading import DEFAULT_MAX_BYTES, Provenance, RawTable, no_rows, read_raw_table
from dauys.core.wording import Message, msg, msg_plural

# Above this no station's number can be meant, and sums over a million stations stay exact in 64 bits.
LARGEST_NUMBER = 10**9
# The number of a row in the file; no column of a file bears such a name.
SOURCE_ROW = "\0row"
# How the world writes "no figure" in a table.
NULL_TEXTS = ("", "-", "–", "—", "na", "n/a", "nan", "null", "none")
# Spaces between groups of digits: ordinary, no-break, narrow no-break, thin.
DIGIT_SPACES = "[ \u00a0\u202f\u2009]"


@dataclass(frozen=True, slots=True)
class StationTable:
    """Polling stations with canonical columns.

    Parameters
    ----------
    frame : polars.DataFrame, one row a station
        ``row`` (line of the file, header = 1), ``station`` (text), ``place_1`` … (text, largest place first),
        the fields of `dauys.core.stations.fields.FIELDS` that the table has, ``cast`` where it can be known,
        and one column an option under the option's name. Figures are Int64 ballots or voters, or null.
    mapping : ColumnMapping
    provenance : Provenance
    fields : tuple of str
        Keys of the fields in the frame, in the order of the protocol; `derived` ones included.
    derived : mapping of str to tuple of str
        Totals that the table lacks → the parts they were summed from.
    cast_from : tuple of str
        The fields whose sum is ``cast``; empty where the ballots cast cannot be known.
    notices : tuple of Message
        What the reader of the results must know about the reading itself.
    repeated_header_rows : tuple of int
        Rows that were left out because they repeat the header.
    """

    frame: pl.DataFrame
    mapping: ColumnMapping
    provenance: Provenance
    fields: tuple[str, ...]
    derived: Mapping[str, tuple[str, ...]]
    cast_from: tuple[str, ...]
    notices: tuple[Message, ...] = ()
    repeated_header_rows: tuple[int, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """The options in the order of the mapping; each is a column of the frame."""
        return tuple(self.mapping.options)

    @property
    def place_columns(self) -> tuple[str, ...]:
        """The frame's columns of the place path, largest place first."""
        return tuple(place_column(level) for level in range(1, len(self.mapping.place) + 1))

    @property
    def leader(self) -> str | None:
        """The option named as leader in the mapping."""
        return self.mapping.leader


def read_table(
    path: str | Path, mapping: ColumnMapping, *, max_bytes: int = DEFAULT_MAX_BYTES
) -> StationTable:
    """Read a table of polling stations under a mapping.

    Raises
    ------
    InputProblem
        For everything that `read_raw_table` refuses, a column that the mapping names and the table lacks, and
        a cell that is not a whole number.
    """
    raw = read_raw_table(path, max_bytes=max_bytes, encoding=mapping.encoding, sheet=mapping.sheet)
    return table_from_raw(raw, mapping)


def table_from_raw(raw: RawTable, mapping: ColumnMapping) -> StationTable:
    """Give the columns of ``raw`` their canonical names and types; see `read_table`."""
    file = raw.provenance.file
    require_columns(raw.frame.columns, mapping, file)
    frame = raw.frame.with_row_index(SOURCE_ROW, offset=raw.first_row)
    frame = frame.filter(~pl.all_horizontal(pl.col(column).is_null() for column in raw.frame.columns))
    number_columns = list(
        dict.fromkeys(
            column for columns in (*mapping.fields.values(), *mapping.options.values()) for column in columns
        )
    )
    numbers = frame.select(whole_numbers(column, frame.schema[column]) for column in number_columns)
    frame, numbers, repeated = without_repeated_headers(frame, numbers, number_columns)
    if frame.height == 0:
        raise no_rows(file)
    for column in number_columns:
        refuse_wrong_cells(frame, numbers, column, file)
    derived = derived_totals(mapping)
    fields = tuple(line.key for line in FIELDS if line.key in mapping.fields or line.key in derived)
    columns = [frame[SOURCE_ROW].cast(pl.Int64).alias(ROW), station_names(frame, mapping)]
    columns += [
        clean_text(frame[column]).alias(place_column(level))
        for level, column in enumerate(mapping.place, start=1)
    ]
    for key, sources in {**mapping.fields, **mapping.options}.items():
        columns.append(summed(numbers, sources).alias(key))
    canonical = pl.DataFrame(columns)
    canonical = canonical.with_columns(total_of(parts).alias(key) for key, parts in derived.items())
    cast_from = cast_sources(fields)
    if cast_from:
        canonical = canonical.with_columns(total_of(cast_from).alias(CAST))
    order = [ROW, STATION, *(place_column(level) for level in range(1, len(mapping.place) + 1)), *fields]
    order += [CAST] if cast_from else []
    return StationTable(
        frame=canonical.select(*order, *mapping.options),
        mapping=mapping,
        provenance=raw.provenance,
        fields=fields,
        derived=derived,
        cast_from=cast_from,
        notices=raw.notices,
        repeated_header_rows=repeated,
    )


def require_columns(present: Sequence[str], mapping: ColumnMapping, file: str) -> None:
    """Refuse a mapping that names a column which the table lacks; offer the nearest names that exist."""
    keyed = {
        f"columns.{STATION}": mapping.station,
        "columns.place": mapping.place,
        **{f"columns.{key}": columns for key, columns in mapping.fields.items()},
        **{f"options.{option}": columns for option, columns in mapping.options.items()},
    }
    known = set(present)
    for key, columns in keyed.items():
        for column in columns:
            if column in known:
                continue
            near = get_close_matches(column, present, n=3, cutoff=0.4) or list(present)[:10]
            raise InputProblem(
                msg(
                    "The mapping names a column “{column}” that {table} does not have.",
                    column=column,
                    table=file,
                ),
                file=mapping.file,
                field=key,
                expected=msg("a column of the table; the nearest are: {names}.", names=", ".join(near)),
            )


# --- cells -----------------------------------------------------------------------------------


def whole_numbers(column: str, dtype: pl.DataType) -> pl.Expr:
    """Return the column as Int64; what is no whole number becomes null and is looked at afterwards."""
    cell = pl.col(column)
    if dtype == pl.String:
        return cell.str.strip_chars().cast(pl.Int64, strict=False)
    if dtype.is_float():
        return pl.when(cell == cell.floor()).then(cell).cast(pl.Int64, strict=False)
    return cell.cast(pl.Int64, strict=False)


def is_no_figure(cells: pl.Series) -> pl.Series:
    """Tell for each cell whether it says "no figure"."""
    if cells.dtype == pl.String:
        return cells.is_null() | cells.str.strip_chars().str.to_lowercase().is_in(NULL_TEXTS)
    return cells.is_null() | cells.is_nan() if cells.dtype.is_float() else cells.is_null()


def without_repeated_headers(
    frame: pl.DataFrame, numbers: pl.DataFrame, number_columns: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[int, ...]]:
    """Leave out rows that repeat the header, as files glued together have; return them by number."""
    texts = [column for column in number_columns if frame.schema[column] == pl.String]
    if not texts:
        return frame, numbers, ()
    repeats = frame.select(
        pl.all_horizontal(pl.col(column).str.strip_chars() == column for column in texts).fill_null(
            value=False
        )
    ).to_series()
    if not repeats.any():
        return frame, numbers, ()
    rows = tuple(frame[SOURCE_ROW].filter(repeats).to_list())
    return frame.filter(~repeats), numbers.filter(~repeats), rows


def refuse_wrong_cells(frame: pl.DataFrame, numbers: pl.DataFrame, column: str, file: str) -> None:
    """Repair digit groups and "12.0" in place; refuse any other cell that is no whole number."""
    missing = numbers[column].is_null()
    if missing.any():
        cells = frame[column]
        doubtful = missing & ~is_no_figure(cells)
        if doubtful.any():
            repaired = pl.Series(
                column, [whole_number_of_text(str(cell)) for cell in cells.filter(doubtful)], pl.Int64
            )
            if repaired.null_count():
                wrong = doubtful.arg_true().gather(repaired.is_null().arg_true())
                raise wrong_cell(frame, column, wrong, file)
            numbers.replace_column(
                numbers.get_column_index(column),
                numbers[column].scatter(doubtful.arg_true(), repaired),
            )
    large = (numbers[column].abs() > LARGEST_NUMBER).fill_null(value=False)
    if large.any():
        raise wrong_cell(frame, column, large.arg_true(), file)


def whole_number_of_text(text: str) -> int | None:
    """Return "1 234" as 1234 and "12.0" as 12; None for what is no whole number."""

    compact = re.sub(rf"(?<=\d){DIGIT_SPACES}(?=\d{{3}}(?!\d))", "", text.strip())
    found = re.fullmatch(r"([+-]?\d{1,18})(?:[.,]0+)?", compact)
    return int(found[1]) if found else None


def wrong_cell(frame: pl.DataFrame, column: str, wrong: pl.Series, file: str) -> InputProblem:
    """Return the problem of the first wrong cell, saying how many others the column has."""
    first = int(wrong[0])
    value = str(frame[column][first])
    others = len(wrong) - 1
    what = (
        msg_plural(
            "“{value}” is not a whole number; {count} more cell of this column is wrong.",
            "“{value}” is not a whole number; {count} more cells of this column are wrong.",
            count=others,
            value=value,
        )
        if others
        else msg("“{value}” is not a whole number.", value=value)
    )
    return InputProblem(
        what,
        file=file,
        row=int(frame[SOURCE_ROW][first]),
        field=column,
        expected=msg("a whole number up to {limit}, or an empty cell.", limit=LARGEST_NUMBER),
    )


def clean_text(cells: pl.Series) -> pl.Series:
    """Return names with single spaces and without quotes around them; an empty name becomes null."""
    text = cells.cast(pl.String).str.replace_all(r"\s+", " ").str.strip_chars(' "')
    return text.set(text == "", None)


def station_names(frame: pl.DataFrame, mapping: ColumnMapping) -> pl.Series:
    """Return what identifies each station within its place."""
    if not mapping.station:
        return frame[SOURCE_ROW].cast(pl.String).alias(STATION)
    parts = [clean_text(frame[column]) for column in mapping.station]
    return pl.DataFrame(parts).select(
        pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).replace("", None).alias(STATION)
    )[STATION]


# --- totals ----------------------------------------------------------------------------------


def summed(numbers: pl.DataFrame, sources: Sequence[str]) -> pl.Series:
    """Return the sum of columns, null where one of them is."""
    total = numbers[sources[0]]
    for source in sources[1:]:
        total = total + numbers[source]
    return total


def total_of(keys: Sequence[str]) -> pl.Expr:
    """Return the sum of canonical columns, null where one of them is."""
    return pl.sum_horizontal(keys, ignore_nulls=False)


def derived_totals(mapping: ColumnMapping) -> dict[str, tuple[str, ...]]:
    """Return the totals that the table lacks but its parts give."""
    return {
        key: tuple(part for part in parts if part in mapping.fields)
        for key, parts in PARTS.items()
        if key not in mapping.fields and MAIN_PART[key] in mapping.fields
    }


def cast_sources(fields: Sequence[str]) -> tuple[str, ...]:
    """Return the fields whose sum is the ballots cast: boxes, else counted, else signatures, else issued."""
    for sources in (("in_boxes",), ("valid", "invalid"), ("signatures",), ("issued",)):
        if all(source in fields for source in sources):
            return sources
    return ()
