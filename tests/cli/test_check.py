"""`dauys check`: answers, formats, files written whole or not at all, and bad input."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from dauys.cli.stations import check
from dauys.core.problems import InputProblem

TABLE = """region,station,voters,valid,invalid,box,Alpha,Beta
North,1,1000,500,10,510,300,200
North,2,800,400,8,409,250,150
South,1,600,300,6,306,150,149
"""
MAPPING = """
[columns]
station = "station"
place = ["region"]
registered = "voters"
valid = "valid"
invalid = "invalid"
in_boxes = "box"
[options]
Alpha = "Alpha"
Beta = "Beta"
[table]
leader = "Alpha"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a table of three stations, two of them with one mistake, and its mapping."""
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, table: str = "table.csv") -> str:
    """Run the command on the folder's table; an input problem comes through as it is."""
    call = [str(folder / table), "--map", str(folder / "map.toml"), "--lang", "en", *arguments]
    result = CliRunner().invoke(check, call, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_json_has_what_is_promised(folder: Path) -> None:
    answer: Any = json.loads(run(folder, "--format", "json"))
    assert answer["rows"] == 3
    assert answer["totals"]["registered"] == 2400
    assert answer["totals"]["Alpha"] == 700
    identities = {found["name"]: found for found in answer["identities"]}
    assert identities["boxes_counted"] | {"title": ""} == {
        "name": "boxes_counted",
        "title": "",
        "formula": "in_boxes = valid + invalid",
        "checked": 3,
        "violations": 1,
        "max_abs_residual": 1,
        "sum_residual": 1,
    }
    assert identities["votes_valid"]["sum_residual"] == -1
    assert answer["problems"] == []
    assert answer["leader"] == "Alpha"
    assert {"name": "signatures_issued", "missing": ["signatures", "issued"]} in answer["not_checkable"]
    assert answer["file"]["encoding"] == "utf-8"
    assert len(answer["file"]["sha256"]) == 64


def test_csv_has_one_line_an_identity(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(folder, "--format", "csv"))))
    assert {row["name"]: row["violations"] for row in rows} == {
        "boxes_counted": "1",
        "cast_registered": "0",
        "votes_valid": "1",
    }


def test_the_table_names_violations_and_what_cannot_be_checked(folder: Path) -> None:
    output = run(folder)
    assert "3 stations" in output
    assert "The votes for all options add up to the valid ballots." in output
    assert "Not checkable with this table" in output


def test_a_problem_is_a_finding_not_a_failure(folder: Path) -> None:
    (folder / "table.csv").write_text(TABLE.replace("South,1,600", "South,1,200"), encoding="utf-8")
    answer: Any = json.loads(run(folder, "--format", "json"))
    (problem,) = answer["problems"]
    assert (problem["kind"], problem["count"], problem["rows"]) == ("turnout_above_all", 1, [4])
    assert problem["text"] == "1 station has a turnout above 100%."


def test_markup_in_names_is_printed_as_it_is(folder: Path) -> None:
    (folder / "map.toml").write_text(
        MAPPING.replace("Alpha = ", '"[red]Alpha" = ').replace('leader = "Alpha"', ""), encoding="utf-8"
    )
    assert "[red]Alpha" in run(folder)


def test_a_shipped_table_brings_its_mapping() -> None:
    result = CliRunner().invoke(
        check, ["albania-2017", "--format", "json", "--lang", "en"], catch_exceptions=False
    )
    assert json.loads(result.output)["rows"] == 5362


def test_the_answer_comes_in_the_readers_language(folder: Path) -> None:
    # The catalogue may still lack a sentence; the numbers follow the language in any case.
    call = [str(folder / "table.csv"), "--map", str(folder / "map.toml"), "--lang", "ru"]
    assert "2\u00a0400" in CliRunner().invoke(check, call, catch_exceptions=False).output


# --- published sums --------------------------------------------------------------------------


def test_published_rows_are_one_more_identity(folder: Path) -> None:
    (folder / "sums.csv").write_text("region,Alpha,Beta\nNorth,550,350\nSouth,157,149\n", encoding="utf-8")
    answer: Any = json.loads(run(folder, "--format", "json", "--totals", str(folder / "sums.csv")))
    found = next(entry for entry in answer["identities"] if entry["name"] == "stations_sum")
    assert (found["checked"], found["violations"], found["sum_residual"]) == (4, 1, 7)
    (difference,) = answer["sums"]["differences"]
    assert difference == {
        "place": ["South"],
        "column": "Alpha",
        "published": 157,
        "summed": 150,
        "residual": 7,
    }
    assert "South, Alpha: published 157, stations 150, difference 7." in run(
        folder, "--totals", str(folder / "sums.csv")
    )


# --- residuals -------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_residuals_are_written_station_by_station(ending: str, folder: Path) -> None:
    out = folder / f"residuals.{ending}"
    run(folder, "--out", str(out))
    frame = pl.read_csv(out) if ending == "csv" else pl.read_parquet(out)
    assert frame.select("row", "place_1", "boxes_counted", "votes_valid").rows() == [
        (2, "North", 0, 0),
        (3, "North", 1, 0),
        (4, "South", 0, -1),
    ]
    assert out.stat().st_mode & 0o444 == 0o444 & ~current_mask()


def current_mask() -> int:
    """Return the permissions that this process withholds from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("out", ["residuals.txt", "residuals", "no/such/folder/residuals.csv"])
def test_an_output_that_cannot_be_written_is_refused_before_any_work(out: str, folder: Path) -> None:
    with pytest.raises(InputProblem) as caught:
        run(folder, "--out", str(folder / out), table="no table at all")
    assert caught.value.field == "--out"


def test_a_failed_check_leaves_the_old_file_alone(folder: Path) -> None:
    out = folder / "residuals.csv"
    out.write_text("old", encoding="utf-8")
    (folder / "table.csv").write_text(TABLE.replace("500", "many"), encoding="utf-8")
    with pytest.raises(InputProblem):
        run(folder, "--out", str(out))
    assert out.read_text(encoding="utf-8") == "old"


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = folder / "residuals.csv"
    out.write_text("old", encoding="utf-8")
    before = sorted(folder.iterdir())

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(InputProblem, match="No space left on device"):
        run(folder, "--out", str(out))
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(folder.iterdir()) == before


# --- bad input -------------------------------------------------------------------------------


def test_a_missing_file_lists_the_shipped_tables(folder: Path) -> None:
    with pytest.raises(InputProblem, match="russia-2011"):
        run(folder, table="none.csv")


def test_a_table_without_a_mapping_is_pointed_to_the_proposal(folder: Path) -> None:
    with pytest.raises(InputProblem, match="dauys map"):
        CliRunner().invoke(check, [str(folder / "table.csv"), "--lang", "en"], catch_exceptions=False)


@pytest.mark.parametrize(("size", "fits"), [("1KB", True), ("1kb", True), ("100", False), ("1GB", True)])
def test_the_size_limit_can_be_set(size: str, fits: bool, folder: Path) -> None:
    if fits:
        run(folder, "--max-size", size)
    else:
        with pytest.raises(InputProblem, match="more than the limit"):
            run(folder, "--max-size", size)


@pytest.mark.parametrize("size", ["", "0", "big", "-1GB", "1TB"])
def test_a_size_that_is_none_is_refused(size: str, folder: Path) -> None:
    with pytest.raises(InputProblem, match="--max-size"):
        run(folder, "--max-size", size)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ["table.csv", "empty"]),
        (bytes(range(256)), ["table.csv", "neither text nor a workbook nor Parquet"]),
        (TABLE.replace("voters", "voter").encode(), ["map.toml", "columns.registered", "“voters”", "voter"]),
        (
            TABLE.replace("1000", "a lot").encode(),
            ["table.csv", "row 2", "“voters”", "“a lot”", "whole number"],
        ),
        (TABLE.replace("1000", "999.5").encode(), ["table.csv", "row 2", "“voters”", "“999.5”"]),
        (TABLE.replace("valid,invalid", "valid,valid").encode(), ["table.csv", "row 1", "“valid”", "alike"]),
        (TABLE.splitlines(keepends=True)[0].encode(), ["table.csv", "no rows"]),
    ],
)
def test_bad_input_ends_with_code_2_and_one_sentence(content: bytes, says: list[str], folder: Path) -> None:
    (folder / "table.csv").write_bytes(content)
    result = subprocess.run(
        [sys.executable, "-m", "dauys.cli", "check", "table.csv", "--map", "map.toml", "--out", "out.csv"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={"DAUYS_LANG": "en"},
    )
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    for words in says:
        assert words in result.stderr
    assert not (folder / "out.csv").exists()


def test_progress_is_silent_away_from_a_terminal(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "dauys.cli", "check", "table.csv", "--map", "map.toml", "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={"DAUYS_LANG": "en"},
    )
    assert result.stderr == ""
