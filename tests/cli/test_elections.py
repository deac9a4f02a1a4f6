"""`dauys elections`: the shipped results in the terminal, for people and for programs."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from dauys.cli.elections import elections
from dauys.core.problems import InputProblem


def run(*arguments: str) -> str:
    """Return what the command prints."""
    outcome = CliRunner().invoke(elections, [*arguments, "--lang", "en"], catch_exceptions=False)
    assert outcome.exit_code == 0
    return outcome.output


def test_list_is_newest_first() -> None:
    rows = json.loads(run("--format", "json"))
    dates = [row["date"] for row in rows]
    assert dates == sorted(dates, reverse=True)
    assert {"majilis-2023", "president-2022"} <= {row["election"] for row in rows}
    assert all(row["source"] for row in rows)


def test_result_of_2023_sums_to_the_announced_total() -> None:
    rows = json.loads(run("majilis-2023", "--format", "json"))
    lists = [row for row in rows if row["contest"] == "majilis_2023"]
    assert sum(row["votes"] for row in lists) == 6_366_441
    assert [row["seats"] for row in lists if row["seats"]] == [40, 8, 6, 6, 5, 4]
    districts = {row["option"]: row["seats"] for row in rows if row["contest"] == "majilis_2023_smd"}
    assert districts == {"Amanat": 22, "self-nominated": 7}


def test_missing_votes_come_from_the_supplement_or_stay_unknown() -> None:
    by_option = {row["option"]: row for row in json.loads(run("majilis-2007", "--format", "json"))}
    assert by_option["NSDP"]["votes"] == 269_310
    assert {row["option"]: row for row in json.loads(run("majilis-2004", "--format", "json"))}["AIST bloc"][
        "votes"
    ] is None


def test_council_has_its_own_result() -> None:
    rows = json.loads(run("maslikhat-2023-astana", "--format", "json"))
    assert [row["seats"] for row in rows if row["seats"]] == [12, 3, 1, 1]


def test_csv_has_a_header_and_the_same_rows() -> None:
    rows = list(csv.DictReader(io.StringIO(run("majilis-2021", "--format", "csv"))))
    assert [row["option"] for row in rows][:2] == ["Nur Otan", "Ak Zhol"]


def test_table_speaks_the_reader_s_language() -> None:
    outcome = CliRunner().invoke(elections, ["majilis-2023", "--lang", "kk"], catch_exceptions=False)
    assert "Ауыл" in outcome.output


def test_unknown_election_is_named() -> None:
    with pytest.raises(InputProblem, match="no election “majilis-1066”"):
        CliRunner().invoke(elections, ["majilis-1066"], catch_exceptions=False)
