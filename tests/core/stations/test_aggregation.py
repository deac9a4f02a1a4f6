"""Sums along the place path, and their comparison with published rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dauys.core.problems import InputProblem
from dauys.core.stations import StationTable, aggregate, check_table, compare_sums, read_published_sums

from .conftest import CLEAN, Row, write_rows

FIGURES = [key for key, value in CLEAN.items() if isinstance(value, int)]
ballots = st.one_of(st.none(), st.integers(0, 5000))
COUNTED = ("registered", "in_boxes", "valid", "invalid", "Alpha", "Beta", "Gamma")
protocol = st.tuples(
    st.sampled_from(["North", "South", None]),
    st.sampled_from(["First", "Second"]),
    st.integers(1, 99).map(str),
    *(ballots for _ in COUNTED),
).map(lambda cells: dict(zip(("region", "district", "station", *COUNTED), cells, strict=True)))
# The fixture only names a folder, so using it for many examples is safe.
many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(rows=st.lists(protocol, min_size=1, max_size=30))
def test_places_add_up_to_the_whole_at_every_depth(
    rows: list[Row], table_of: Callable[..., StationTable]
) -> None:
    table = table_of(*rows)
    whole = aggregate(table, 0).to_dicts()[0]
    assert whole["stations_count"] == len(rows)
    assert {key: whole[key] for key in check_table(table).totals} == check_table(table).totals
    for depth in (1, 2):
        assert aggregate(table, depth).drop(table.place_columns[:depth]).sum().to_dicts()[0] == whole


@many
@given(data=st.data(), rows=st.lists(protocol, min_size=1, max_size=15))
def test_the_order_of_the_rows_changes_nothing(
    data: st.DataObject, rows: list[Row], table_of: Callable[..., StationTable]
) -> None:
    shuffled = data.draw(st.permutations(rows))
    first, second = (check_table(table_of(*order)) for order in (rows, shuffled))
    assert first.identities == second.identities
    assert first.totals == second.totals
    assert [(found.kind, found.count) for found in first.problems + first.warnings] == [
        (found.kind, found.count) for found in second.problems + second.warnings
    ]
    assert aggregate(table_of(*rows), 2).equals(aggregate(table_of(*shuffled), 2))


def test_a_station_with_a_gap_is_counted(table_of: Callable[..., StationTable]) -> None:
    table = table_of(CLEAN, CLEAN | {"station": "2", "valid": None})
    row = aggregate(table, 1).to_dicts()[0]
    assert (row["stations_count"], row["stations_with_gaps_count"], row["valid"]) == (2, 1, 540)


@pytest.mark.parametrize("depth", [-1, 3])
def test_a_depth_beyond_the_path_is_refused(depth: int, table_of: Callable[..., StationTable]) -> None:
    with pytest.raises(ValueError, match="between 0 and 2"):
        aggregate(table_of(CLEAN), depth)


# --- published rows --------------------------------------------------------------------------


@pytest.fixture
def stations(table_of: Callable[..., StationTable]) -> StationTable:
    """Return three stations in two districts of one region."""
    return table_of(CLEAN, CLEAN | {"station": "2"}, CLEAN | {"station": "3", "district": "Second"})


def published(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    """Write published territorial rows."""
    return write_rows(tmp_path / "published.csv", rows)


def test_rows_that_add_up_show_no_difference(stations: StationTable, tmp_path: Path) -> None:
    path = published(
        tmp_path,
        {"region": "North", "district": "First", "registered": 2000, "Alpha": 600},
        {"region": "North", "district": "Second", "registered": 1000, "Alpha": 300},
    )
    report = compare_sums(stations, read_published_sums(path, stations))
    assert (report.depth, report.checked, report.differences) == (2, 4, ())
    assert report.only_published == report.only_stations == ()


def test_a_difference_names_place_line_and_sign(stations: StationTable, tmp_path: Path) -> None:
    path = published(
        tmp_path,
        {"region": "North", "district": "First", "registered": 2000, "Alpha": 593},
        {"region": "North", "district": "Third", "registered": 1000, "Alpha": 300},
    )
    report = compare_sums(stations, read_published_sums(path, stations))
    (difference,) = report.differences
    assert (difference.place, difference.column, difference.residual) == (("North", "First"), "Alpha", -7)
    assert report.only_published == (("North", "Third"),)
    assert report.only_stations == (("North", "Second"),)


@pytest.mark.parametrize(("row", "depth"), [({"region": "North"}, 1), ({}, 0)])
def test_rows_of_larger_places_are_compared_with_all_their_stations(
    row: dict[str, str], depth: int, stations: StationTable, tmp_path: Path
) -> None:
    path = published(tmp_path, row | {"registered": 3001, "valid": 1620})
    report = compare_sums(stations, read_published_sums(path, stations))
    assert (report.depth, report.checked) == (depth, 2)
    assert [difference.residual for difference in report.differences] == [1]


def test_a_file_without_any_figure_is_refused(stations: StationTable, tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="share no column"):
        read_published_sums(published(tmp_path, {"region": "North", "x": 1}), stations)


def test_sums_stay_whole_numbers(stations: StationTable) -> None:
    sums = aggregate(stations, 0)
    assert {sums.schema[figure] for figure in FIGURES} == {pl.Int64}
