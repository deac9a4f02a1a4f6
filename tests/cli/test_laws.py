"""`dauys laws`: which laws there are, and every rule of one with its article and status."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from dauys.cli import cli
from dauys.core.electoral import list_laws, load_law
from dauys.core.problems import InputProblem


def laws(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["laws", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list() -> None:
    found = json.loads(laws("--format", "json", "--lang", "en"))
    assert [one["law"] for one in found] == list(list_laws())
    assert {one["law"]: one["from"] for one in found}["kz/majilis-2023"] == "2023-01-01"
    assert [row["law"] for row in csv.DictReader(io.StringIO(laws("--format", "csv")))] == list(list_laws())
    table = laws()
    assert all(ref in table for ref in list_laws())


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_the_names_follow_the_language(language: str) -> None:
    names = {one["name"] for one in json.loads(laws("--format", "json", "--lang", language))}
    assert names == {load_law(ref).names.get(language) for ref in list_laws()}


def test_one_law_with_every_rule() -> None:
    found = json.loads(laws("kz/majilis-2023", "--format", "json", "--lang", "en"))
    law = load_law("kz/majilis-2023")
    assert found["digest"] == law.digest
    rules = {(rule["tier"], rule["rule"]): rule for rule in found["rules"]}
    assert set(rules) == {(tier.id, key) for tier in law.tiers.values() for key in tier.rules}
    threshold = rules["lists", "threshold"]
    assert (threshold["value"], threshold["unit"], threshold["status"]) == ("1/20", "share", "sourced")
    assert (threshold["article"], threshold["from"]) == ("art. 97-1", "2023-01-01")
    assert rules["lists", "quota_groups"]["value"] == ["women", "youth", "persons with disabilities"]


def test_one_law_as_a_table() -> None:
    table = laws("kz/majilis-2023", "--lang", "en")
    for words in (
        "threshold_base",
        "5%",
        "30%",
        "art. 97-1",
        "not verified",
        "plurality",
        "69",
        "29",
        "[1] ",
    ):
        assert words in table
    changed = laws("kz/majilis-2023:threshold=12.5%", "--lang", "en")
    assert "12.5%" in changed
    assert "changed for this" in changed


def test_rows_of_one_law_as_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(laws("kz/kurultai-2026", "--format", "csv"))))
    assert {row["rule"]: row["value"] for row in rows}["seats"] == "145"


def test_a_law_that_does_not_exist() -> None:
    with pytest.raises(InputProblem, match="kz/nowhere"):
        laws("kz/nowhere")
