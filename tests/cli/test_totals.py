"""`dauys totals`: answers, formats and bad input."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dauys.cli.totals import totals
from dauys.core.problems import InputProblem

MAJILIS_2023 = """option,kind,votes,share
Amanat,party,3431510,53.90
Auyl,party,693938,10.90
Respublica,party,547154,8.59
Ak Zhol,party,535139,8.41
People's Party,party,432920,6.80
NSDP,party,331058,5.20
Baitaq,party,146431,2.30
against all,against_all,248291,3.90
"""
MAJILIS_2021 = """option,votes
Nur Otan,5148074
Ak Zhol,792828
People's Party,659019
Auyl,383023
Adal,258618
"""
VENEZUELA_2024 = "option,votes,share\nMaduro,5150092,51.2\nGonzález,4445978,44.2\nothers,462704,4.6\n"


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Return a function that writes a file and gives its path as text."""

    def write_file(content: str | bytes, name: str = "result.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write_file


def run(*arguments: str) -> str:
    """Run the command in this process and return what it prints; an input problem comes through as it is."""
    result = CliRunner().invoke(totals, [*arguments, "--lang", "en"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def run_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json"))


def names(answer: Any) -> list[str]:
    return [finding["name"] for finding in answer["findings"]]


def test_it_fires_on_2023_once_and_says_for_how_many_tests_it_corrects(write: Any) -> None:
    answer = run_json(write(MAJILIS_2023))

    assert names(answer) == ["totals-too-round"]
    finding = answer["findings"][0]
    assert set(finding) >= {"name", "p_value", "p_adjusted", "text", "caveat"}
    assert finding["p_value"] < finding["p_adjusted"] < 1e-12
    # The file repeats a shipped election, so the family is the library itself: ten elections, two grids.
    assert finding["data"]["tests_count"] == 20
    assert "adjusted for all 20 tests" in finding["caveat"]


def test_it_fires_on_venezuela(write: Any) -> None:
    assert names(run_json(write(VENEZUELA_2024))) == ["totals-too-round"]


def test_it_is_silent_on_2021_and_still_shows_its_tests(write: Any) -> None:
    answer = run_json(
        write(MAJILIS_2021), "--total", "7241562", "--registered", "11919241", "--ballots", "7539280"
    )

    assert answer["findings"] == []
    assert [test["grid_share"] for test in answer["round_totals_tests"]] == [0.001, 0.0001]
    assert all(test["p_adjusted"] > 0.05 for test in answer["round_totals_tests"])


def test_a_transposition_is_repaired(write: Any) -> None:
    answer = run_json(write(MAJILIS_2023.replace("3431510", "3341510")), "--total", "6366441")

    assert names(answer)[:3] == ["share-contradicts-votes", "sum-differs", "digit-repair"]
    assert answer["findings"][2]["data"]["repairs"][0]["repaired"] == 3_431_510


def test_a_misprinted_turnout_is_repaired(write: Any) -> None:
    answer = run_json(
        write(MAJILIS_2021),
        "--registered",
        "12035578",
        "--ballots",
        "6521860",
        "--turnout",
        "54.29",
        "--total",
        "6000000",
    )

    assert "turnout-contradicts-counts" in names(answer)
    repaired = [
        row["repaired"]
        for f in answer["findings"]
        if f["name"] == "digit-repair"
        for row in f["data"]["repairs"]
    ]
    assert repaired == [54.19]


def test_a_family_of_ones_own_replaces_the_library(write: Any) -> None:
    answer = run_json(write(MAJILIS_2023), "--family", write(MAJILIS_2021, "earlier.csv"))

    assert {test["adjusted_for_tests"] for test in answer["round_totals_tests"]} == {4}


def test_csv_has_one_row_for_every_finding(write: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run(write(MAJILIS_2023), "--format", "csv"))))

    assert [row["name"] for row in rows] == ["totals-too-round"]


def test_the_table_says_so_when_there_is_nothing(write: Any) -> None:
    output = run(write(MAJILIS_2021))

    assert "nothing to report" in output
    assert "adjusted for 20 tests" in output


def test_a_small_result_is_not_tested_and_says_why(write: Any) -> None:
    answer = run_json(write("option,votes\nyes,60\nno,40\n"))

    assert answer["findings"] == []
    assert "less than 10 votes" in answer["round_totals_tests"][0]["not_applicable"]


@pytest.mark.parametrize(
    ("content", "row", "field"),
    [
        ("", None, None),
        (b"PK\x03\x04\x00\x00\xff\xfe", 1, None),
        (b"option,votes\na\x00b,3\n", None, None),
        ("option,votes\nПартия,10\n".encode("cp1251"), 2, None),
        ("option,votes\n", None, None),
        ("option,votes\na,0\nb,0\n", None, "votes"),
        ("name,votes\na,1\n", 1, "option"),
        ("option,share\na,1\n", 1, "votes"),
        ("option,votes,votes\na,1,2\n", 1, "votes"),
        ("option,votes\na,10\nb,-3\n", 3, "votes"),
        ("option,votes\na,10.5\n", 2, "votes"),
        ("option,votes\na,1e3\n", 2, "votes"),
        ("option,votes\na,\n", 2, "votes"),
        ("option,votes\na,99999999999999999999\n", 2, "votes"),
        ('option,votes\na,"1,000"\n', 2, "votes"),
        ("option,votes\na,1000,5\n", 2, None),
        ("option,votes\n,7\n", 2, "option"),
        ("option,votes\na,7\nb,8\na,9\n", 4, "option"),
        ("option,votes,share\na,7,100.5\n", 2, "share"),
        ("option,votes,share\na,7,half\n", 2, "share"),
        ("option,votes,share\na,7,-5\n", 2, "share"),
        ('option,votes\n"a,7\n', 2, None),
    ],
)
def test_bad_input_names_row_and_field(
    write: Any, content: str | bytes, row: int | None, field: str | None
) -> None:
    path = write(content)

    with pytest.raises(InputProblem) as problem:
        run(path)

    assert problem.value.file == path
    assert (problem.value.row, problem.value.field) == (row, field)


def test_a_file_that_is_not_there_or_too_large_is_a_problem(write: Any, tmp_path: Path) -> None:
    large = Path(write("option,votes\n"))
    with large.open("r+b") as file:
        file.truncate(3 * 2**30)

    for path in (large, tmp_path / "absent.csv", tmp_path):
        with pytest.raises(InputProblem):
            run(str(path))


def test_bad_input_ends_with_exit_code_2(write: Any) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "dauys.cli", "totals", write("option,votes\na,-1\n")],
        capture_output=True,
        text=True,
        check=False,
        env={"DAUYS_LANG": "en"},
    )

    assert result.returncode == 2
    assert result.stdout == ""
    assert "row 2, field “votes”" in result.stderr


def test_a_turnout_that_is_no_percentage_is_refused(write: Any) -> None:
    result = CliRunner().invoke(totals, [write(MAJILIS_2021), "--turnout", "154"])

    assert result.exit_code == 2
    assert "154" in result.output
