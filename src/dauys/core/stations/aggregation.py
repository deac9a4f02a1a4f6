"""Sums of stations along the place path, and their comparison with published territorial rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from dauys.core.problems import InputProblem
from dauys.core.stations.fields import CAST
from dauys.core.stations.reading import DEFAULT_MAX_BYTES, read_raw_table
from dauys.core.stations.table import StationTable, table_from_raw
from dauys.core.wording import msg

STATIONS_COUNT = "stations_count"
GAPS_COUNT = "stations_with_gaps_count"


@dataclass(frozen=True, slots=True)
class SumDifference:
    """A published territorial figure that its stations do not add up to."""

    place: tuple[str | None, ...]
    column: str
    published: int
    summed: int

    @property
    def residual(self) -> int:
        """Return published − summed."""
        return self.published - self.summed


@dataclass(frozen=True, slots=True)
class SumsReport:
    """What `compare_sums` finds.

    ``checked`` counts the figures compared; ``only_published`` and ``only_stations`` are the places that one
    side has and the other lacks.
    """

    depth: int
    checked: int
    differences: tuple[SumDifference, ...]
    only_published: tuple[tuple[str | None, ...], ...]
    only_stations: tuple[tuple[str | None, ...], ...]


def aggregate(table: StationTable, depth: int) -> pl.DataFrame:
    """Sum the stations of each place.

    Parameters
    ----------
    table : StationTable
    depth : int
        How many levels of the place path to keep, from the largest place; 0 gives one row for everything.

    Returns
    -------
    polars.DataFrame
        ``place_1`` … ``place_depth``, ``stations_count``, ``stations_with_gaps_count`` (stations that lack a
        figure, which counts as nothing in the sums), then every field and option as Int64; sorted by place.

    Raises
    ------
    ValueError
        When ``depth`` is negative or deeper than the place path.
    """
    if not 0 <= depth <= len(table.place_columns):
        text = f"depth must lie between 0 and {len(table.place_columns)}, not {depth}"
        raise ValueError(text)
    figures = figure_columns(table)
    places = table.place_columns[:depth]
    sums = (
        pl.len().cast(pl.Int64).alias(STATIONS_COUNT),
        pl.any_horizontal(pl.col(figure).is_null() for figure in figures)
        .sum()
        .cast(pl.Int64)
        .alias(GAPS_COUNT),
        *(pl.col(figure).sum() for figure in figures),
    )
    if not places:
        return table.frame.select(sums)
    return table.frame.group_by(places).agg(sums).sort(places)


def figure_columns(table: StationTable) -> tuple[str, ...]:
    """Return the columns of the frame that can be summed."""
    return (*table.fields, *((CAST,) if table.cast_from else ()), *table.options)


def read_published_sums(
    path: str | Path, table: StationTable, *, max_bytes: int = DEFAULT_MAX_BYTES
) -> StationTable:
    """Read a table of territorial rows that has the same columns as ``table``, without the smallest places.

    The levels of the place path are those leading columns of the mapping that the file has.

    Raises
    ------
    InputProblem
        As `dauys.core.stations.table.read_table`, and when none of the figures is in the file.
    """
    mapping = table.mapping
    raw = read_raw_table(path, max_bytes=max_bytes, encoding=mapping.encoding)
    present = set(raw.frame.columns)
    depth = next(
        (level for level, column in enumerate(mapping.place) if column not in present), len(mapping.place)
    )
    fields = {key: columns for key, columns in mapping.fields.items() if present.issuperset(columns)}
    options = {option: columns for option, columns in mapping.options.items() if present.issuperset(columns)}
    if not fields and not options:
        raise InputProblem(
            msg("The territorial rows share no column with the table of stations."),
            file=str(path),
            expected=msg("the columns that the mapping names."),
        )
    return table_from_raw(
        raw, replace(mapping, station=(), place=mapping.place[:depth], fields=fields, options=options)
    )


def compare_sums(table: StationTable, published: StationTable) -> SumsReport:
    """Compare territorial rows with the sums of their stations, figure by figure, at tolerance 0."""
    depth = len(published.place_columns)
    places = published.place_columns
    columns = [
        column for column in figure_columns(published) if column in figure_columns(table) and column != CAST
    ]
    summed = aggregate(table, depth)
    given = published.frame.select(*places, *columns)
    if not places:
        matched = given.join(summed.select(columns), how="cross", suffix=":summed")
        only_published: pl.DataFrame = given.clear()
        only_stations: pl.DataFrame = summed.clear()
    else:
        matched = given.join(
            summed.select(*places, *columns), on=places, how="inner", suffix=":summed", nulls_equal=True
        )
        only_published = given.join(summed, on=places, how="anti", nulls_equal=True)
        only_stations = summed.join(given, on=places, how="anti", nulls_equal=True)
    differences = []
    for column in columns:
        wrong = matched.filter(pl.col(column) != pl.col(f"{column}:summed"))
        differences += [
            SumDifference(tuple(row[: len(places)]), column, row[-2], row[-1])
            for row in wrong.select(*places, column, f"{column}:summed").rows()
        ]
    checked = sum(matched[column].len() - matched[column].null_count() for column in columns)
    return SumsReport(
        depth,
        checked,
        tuple(differences),
        place_rows(only_published, places),
        place_rows(only_stations, places),
    )


def place_rows(frame: pl.DataFrame, places: Sequence[str]) -> tuple[tuple[str | None, ...], ...]:
    """Return the place paths of a frame."""
    return tuple(frame.select(places).rows()) if places else ()
