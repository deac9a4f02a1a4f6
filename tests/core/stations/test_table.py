"""From columns as they come to canonical columns: types, sums, names, and cells that are no numbers."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from dauys.core.problems import InputProblem
from dauys.core.stations import StationTable, read_mapping, read_table

from .conftest import CLEAN

MAPPING = """
[columns]
station = ["code", "name"]
place = ["region"]
registered = "voters"
issued = ["in", "out"]
[options]
A = "a"
B = ["b1", "b2"]
"""
HEADER = "code,name,region,voters,in,out,a,b1,b2\n"


def read(tmp_path: Path, rows: str, mapping: str = MAPPING) -> StationTable:
    """Read CSV text under a mapping."""
    (tmp_path / "table.csv").write_text(HEADER + rows, encoding="utf-8")
    (tmp_path / "map.toml").write_text(mapping, encoding="utf-8")
    return read_table(tmp_path / "table.csv", read_mapping(tmp_path / "map.toml"))


def test_listed_columns_are_summed_and_names_are_joined(tmp_path: Path) -> None:
    table = read(tmp_path, '007,"Town  hall\n","""North""",100,40,2,30,5,7\n')
    assert table.frame.to_dicts() == [
        {
            "row": 2,
            "station": "007 Town hall",
            "place_1": "North",
            "registered": 100,
            "issued": 42,
            "cast": 42,
            "A": 30,
            "B": 12,
        }
    ]
    assert (table.fields, table.options, table.cast_from) == (
        ("registered", "issued"),
        ("A", "B"),
        ("issued",),
    )
    assert table.frame.schema["B"] == pl.Int64


@pytest.mark.parametrize(
    "text", ["1 234", "1\u00a0234", "1\u202f234", "1234.0", "1234,00", " 1234 ", "+1234"]
)
def test_a_number_may_be_written_in_several_ways(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, f'1,x,North,"{text}",1,1,1,0,0\n').frame["registered"].item() == 1234


@pytest.mark.parametrize("text", ["", "-", "–", "NA", "n/a", "NaN", "null"])
def test_no_figure_is_null_and_so_is_its_sum(text: str, tmp_path: Path) -> None:
    table = read(tmp_path, f"1,x,North,{text},{text},1,1,0,0\n")
    assert table.frame["registered"].item() is None
    assert table.frame["issued"].item() is None


@pytest.mark.parametrize(
    "text", ["12.5", "abc", "1 2", "12 3456", "1e3", "1.234", "99999999999999999999", "1000000001"]
)
def test_a_cell_that_is_no_whole_number_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as caught:
        read(tmp_path, f'1,x,North,5,1,1,1,0,0\n2,y,North,"{text}",1,1,1,0,0\n')
    problem = caught.value
    assert (problem.row, problem.field, problem.file) == (3, "voters", str(tmp_path / "table.csv"))
    assert f"“{text}”" in problem.describe("en")
    assert "whole number" in problem.describe("en")


def test_other_wrong_cells_of_the_column_are_counted(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="2 more cells"):
        read(tmp_path, "1,x,N,u,1,1,1,0,0\n2,y,N,v,1,1,1,0,0\n3,z,N,w,1,1,1,0,0\n4,z,N,5,1,1,1,0,0\n")


def test_a_fraction_in_parquet_is_refused_too(tmp_path: Path) -> None:
    pl.DataFrame({"v": [1.0, 2.5]}).write_parquet(tmp_path / "table.parquet")
    (tmp_path / "map.toml").write_text('[options]\nA = "v"', encoding="utf-8")
    with pytest.raises(InputProblem, match=r"row 3, field “v”: “2\.5”"):
        read_table(tmp_path / "table.parquet", read_mapping(tmp_path / "map.toml"))


def test_a_missing_column_names_mapping_key_column_and_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(InputProblem) as caught:
        read(tmp_path, "1,x,N,5,1,1,1,0,0\n", MAPPING.replace('"voters"', '"voter"'))
    problem = caught.value
    assert (problem.file, problem.field) == (str(tmp_path / "map.toml"), "columns.registered")
    text = problem.describe("en")
    assert "“voter”" in text
    assert str(tmp_path / "table.csv") in text
    assert "nearest are: voters" in text


def test_blank_rows_are_passed_over_and_do_not_shift_row_numbers(tmp_path: Path) -> None:
    table = read(tmp_path, "1,x,N,5,1,1,1,0,0\n,,,,,,,,\n\n2,y,N,6,1,1,1,0,0\n")
    assert table.frame["row"].to_list() == [2, 5]


def test_rows_of_a_workbook_keep_their_numbers_below_a_late_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for cells in ([], [], ["uik", "votes"], ["1", 5], ["2", "many"]):
        book.worksheets[0].append(cells)
    book.save(tmp_path / "table.xlsx")
    (tmp_path / "map.toml").write_text('[options]\nA = "votes"', encoding="utf-8")
    with pytest.raises(InputProblem) as caught:
        read_table(tmp_path / "table.xlsx", read_mapping(tmp_path / "map.toml"))
    assert caught.value.row == 5


def test_nothing_but_blank_rows_and_headers_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="no rows"):
        read(tmp_path, HEADER + ",,,,,,,,\n")


def test_columns_called_like_our_own_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("row,cast,place_1,station\n7,8,x,y\n", encoding="utf-8")
    (tmp_path / "map.toml").write_text('[options]\nA = "row"\nB = "cast"', encoding="utf-8")
    table = read_table(tmp_path / "table.csv", read_mapping(tmp_path / "map.toml"))
    assert table.frame.to_dicts() == [{"row": 2, "station": "2", "A": 7, "B": 8}]


@pytest.mark.parametrize(
    ("lacking", "sources"),
    [
        ((), ("in_boxes",)),
        (("in_boxes", "in_stationary_boxes"), ("valid", "invalid")),
        (("in_boxes", "in_stationary_boxes", "invalid"), ("signatures",)),
        (("in_boxes", "in_stationary_boxes", "invalid", "signatures"), ("issued",)),
        (("in_boxes", "in_stationary_boxes", "invalid", "signatures", "issued", "issued_room"), ()),
    ],
)
def test_ballots_cast_come_from_the_best_line_there_is(
    lacking: tuple[str, ...], sources: tuple[str, ...], table_of: Callable[..., StationTable]
) -> None:
    table = table_of({key: value for key, value in CLEAN.items() if key not in lacking})
    assert table.cast_from == sources
    assert ("cast" in table.frame.columns) == bool(sources)
