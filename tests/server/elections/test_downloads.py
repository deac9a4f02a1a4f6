"""Every table as CSV and JSON: same rows, sources, and no cell that a spreadsheet would run."""

import csv
import io
import json

import pytest
from django.test import Client

from dauys.server.elections.downloads import csv_text
from dauys.server.elections.page import ElectionPage
from dauys.server.elections.tables import TABLES

pytestmark = pytest.mark.django_db(databases="__all__")

DATASETS = [dataset for dataset, _title, _read in TABLES]
LANGUAGES = ("kk", "ru", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dataset", DATASETS)
def test_csv_and_json_hold_the_same_rows(reader: Client, dataset: str, language: str) -> None:
    address = f"/{language}/elections/majilis-2023/data/{dataset}"
    as_csv, as_json = reader.get(f"{address}.csv"), reader.get(f"{address}.json")
    assert as_csv["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert as_json["Content-Type"] == "application/json; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode(), newline="")))
    answer = json.loads(as_json.content)
    assert len(rows) == len(answer["rows"]) > 0
    assert list(rows[0]) == list(answer["rows"][0])
    assert all(row["source"] for row in rows)
    assert answer["licence"]
    assert answer["dataset"] == dataset


def test_votes_of_2023_survive_the_download(reader: Client) -> None:
    rows = json.loads(reader.get("/en/elections/majilis-2023/data/results.json").content)["rows"]
    votes = {row["option"]: row["votes_count"] for row in rows}
    assert votes["amanat"] == 3_431_510
    assert votes["self-nominated"] is None


def test_cell_that_looks_like_a_formula_is_led_in() -> None:
    text = csv_text([{"a": "=1+1", "b": "@x", "c": -5, "d": "+7", "e": "plain", "f": None, "g": "\tx"}])
    row = next(csv.reader(io.StringIO(text.splitlines()[1])))
    assert row == ["'=1+1", "'@x", "-5", "'+7", "plain", "", "'\tx"]


def test_page_dataclass_is_what_tables_read() -> None:
    assert {name for name, _title, _read in TABLES} >= {"results", "seats", "findings"}
    assert "downloads" in ElectionPage.__dataclass_fields__
