"""`dauys map`: a proposal that can be used, and that never replaces a file."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dauys.cli.stations import check, map_
from dauys.core.problems import InputProblem

TABLE = """Region;Station;Registered voters;Ballots cast;Valid;Invalid;Alpha;Beta;Weather
North;1;1000;510;500;10;300;200;sun
North;2;800;408;400;8;250;150;rain
South;1;600;306;300;6;150;150;sun
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table in a folder of its own."""
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*arguments: str) -> str:
    """Run the command; an input problem comes through as it is."""
    result = CliRunner().invoke(map_, [*arguments, "--lang", "en"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_written_mapping_checks_the_table(table: Path) -> None:
    out = table.parent / "map.toml"
    output = run(str(table), "--out", str(out))
    assert f"Written to {out}." in output
    answer = CliRunner().invoke(
        check, [str(table), "--map", str(out), "--format", "json"], catch_exceptions=False
    )
    identities = {found["name"]: found["violations"] for found in json.loads(answer.output)["identities"]}
    assert identities == {"boxes_counted": 0, "cast_registered": 0, "votes_valid": 0}


def test_json_has_what_is_promised(table: Path) -> None:
    answer: Any = json.loads(run(str(table), "--format", "json"))
    assert {guess["key"]: guess["columns"] for guess in answer["columns"]} == {
        "station": ["Station"],
        "place": ["Region"],
        "registered": ["Registered voters"],
        "in_boxes": ["Ballots cast"],
        "valid": ["Valid"],
        "invalid": ["Invalid"],
    }
    assert [guess["key"] for guess in answer["options"]] == ["Alpha", "Beta"]
    assert answer["leader"] == "Alpha"
    assert answer["options_add_up_to"] == "valid"
    assert answer["unknown"] == ["Weather"]
    assert answer["trouble"] is None
    assert answer["mapping"].startswith("# Proposed by Dauys")
    assert all(guess["confidence"] > 0.5 and guess["reason"] for guess in answer["columns"])


def test_csv_has_one_line_a_guess(table: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(str(table), "--format", "csv"))))
    assert [row["key"] for row in rows if row["section"] == "options"] == ["Alpha", "Beta"]


def test_the_table_says_what_remains_unknown(table: Path) -> None:
    output = run(str(table))
    assert "Columns that were not recognised:" in output
    assert "Weather" in output
    assert "--out MAP.toml" in output


def test_a_proposal_never_replaces_a_file(table: Path) -> None:
    out = table.parent / "map.toml"
    out.write_text("# written by hand", encoding="utf-8")
    with pytest.raises(InputProblem, match="exists already"):
        run(str(table), "--out", str(out))
    assert out.read_text(encoding="utf-8") == "# written by hand"


def test_a_shipped_table_can_be_named(tmp_path: Path) -> None:
    assert "idk" in run("poland-2014")


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,a\n1,2\n"])
def test_what_is_no_table_gets_no_mapping(content: bytes, table: Path) -> None:
    table.write_bytes(content)
    out = table.parent / "map.toml"
    with pytest.raises(InputProblem):
        run(str(table), "--out", str(out))
    assert not out.exists()
