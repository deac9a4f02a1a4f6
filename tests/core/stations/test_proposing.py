"""Proposed mappings: what names tell in six languages, and what sums tell where names are silent."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from dauys.core.stations import (
    RawTable,
    mapping_toml,
    propose_mapping,
    read_mapping,
    read_raw_table,
    read_table,
    shipped_paths,
    shipped_tables,
)
from dauys.core.stations.names import field_of_name

from .conftest import CLEAN, write_rows

NAMES = {
    "Тізімге енгізілген сайлаушылардың саны": "registered",
    "Алынған бюллетеньдердің саны": "ballots_received",
    "Сайлаушыларға берілген бюллетеньдердің саны": "issued",
    "Жойылған бюллетеньдердің саны": "unused",
    "Бүлінген бюллетеньдер": "spoiled",
    "Жарамсыз бюллетеньдер": "invalid",
    "Жарамды бюллетеньдер": "valid",
    "Стационарлық жәшіктердегі бюллетеньдер": "in_stationary_boxes",
    "Тасымалданатын жәшіктердегі бюллетеньдер": "in_mobile_boxes",
    "Бәріне қарсы": "against_all",
    "Число недействительных избирательных бюллетеней": "invalid",
    "Число действительных избирательных бюллетеней": "valid",
    "Против всех": "against_all",
    "Registered voters": "registered",
    "ballots_cast": "in_boxes",
    "InvalidVotes": "invalid",
    "Lista nominal": "registered",
    "Votos nulos": "invalid",
    "Votos válidos": "valid",
    "Boletas recibidas": "ballots_received",
    "kartyNiewydane": "unused",
    "kartyWydane": "issued",
    "Głosy nieważne": "invalid",
    "Głosy ważne": "valid",
    "Votat e pavlefshme": "invalid",
    "Votat e vlefshme": "valid",
    "Zgjedhës": "registered",
    "Amanat": None,
    "6. ЕДИНАЯ РОССИЯ": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_speaks_of_its_field(name: str) -> None:
    assert field_of_name(name) == NAMES[name]


@pytest.mark.parametrize("name", [name for name in shipped_tables() if name != "poland-2014"])
def test_the_proposal_finds_every_field_of_the_shipped_mappings(name: str) -> None:
    path, mapping_path = shipped_paths(name)
    mapping = read_mapping(mapping_path)
    proposal = propose_mapping(read_raw_table(path))
    found = {guess.key: guess.columns for guess in proposal.guesses if guess.key not in {"place", "station"}}
    assert found == mapping.fields
    assert [guess.columns for guess in proposal.options] == sorted(
        mapping.options.values(), key=proposal_order(path)
    )
    assert proposal.options_add_up_to == mapping.options_add_up_to
    if (
        name != "albania-2017"
    ):  # its ballot counting areas are one more level, which the shipped mapping leaves out
        assert proposal.columns_of("place") == mapping.place
    assert set(proposal.columns_of("station")) == set(mapping.station)


def proposal_order(path: Path) -> Callable[[tuple[str, ...]], int]:
    """Return a sort key: options stand in the proposal as they stand in the table."""
    columns = pl.read_parquet_schema(path)
    order = {column: number for number, column in enumerate(columns)}
    return lambda names: order[names[0]]


def test_poland_is_told_apart_by_arithmetic() -> None:
    # Valid papers and valid votes are both called "valid"; only one of them balances.
    proposal = propose_mapping(read_raw_table(shipped_paths("poland-2014")[0]))
    assert proposal.columns_of("valid") == ("glosy",)
    assert proposal.columns_of("invalid") == ("glosyNiewazne",)
    assert proposal.columns_of("in_boxes") == ("kartyWazne",)
    assert "kartyNiewazne" in proposal.unknown
    assert proposal.options_add_up_to == "nothing"


def test_without_names_sums_find_options_valid_invalid_and_boxes() -> None:
    raw = read_raw_table(shipped_paths("russia-2011")[0])
    names = dict(zip((f"c{number}" for number in range(1, 29)), raw.frame.columns, strict=True))
    nameless = RawTable(raw.frame.rename({name: short for short, name in names.items()}), raw.provenance)
    proposal = propose_mapping(nameless)
    mapping = read_mapping(shipped_paths("russia-2011")[1])
    keys = ("registered", "valid", "invalid", "in_stationary_boxes", "in_mobile_boxes")
    assert {key: tuple(names[column] for column in proposal.columns_of(key)) for key in keys} == {
        key: mapping.fields[key] for key in keys
    }
    assert len(proposal.options) == 7
    assert {found.violations for found in proposal.identities} == {0}


def test_a_sum_that_fails_lowers_the_confidence(tmp_path: Path) -> None:
    def confidence(invalid: int) -> float:
        rows = [CLEAN | {"station": str(number), "invalid": invalid} for number in range(1, 30)]
        proposal = propose_mapping(read_raw_table(write_rows(tmp_path / "t.csv", rows)))
        return next(guess.confidence for guess in proposal.guesses if guess.key == "invalid")

    assert confidence(invalid=5) > 0.9
    assert confidence(invalid=50) < 0.5


def test_the_proposed_file_can_be_used_at_once(tmp_path: Path) -> None:
    path = write_rows(tmp_path / 'a "table".csv', [CLEAN | {'8. "Q\\uote"': 0} for _ in range(3)])
    text = mapping_toml(propose_mapping(read_raw_table(path)), "en")
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    table = read_table(path, read_mapping(tmp_path / "map.toml"))
    assert table.frame["registered"].to_list() == [1000] * 3
    assert table.leader == "Alpha"


def test_a_wrong_cell_is_said_and_the_proposal_stands(tmp_path: Path) -> None:
    rows = [CLEAN | {"station": str(number)} for number in range(1, 30)]
    rows[4]["registered"] = "many"
    proposal = propose_mapping(read_raw_table(write_rows(tmp_path / "t.csv", rows)))
    assert proposal.columns_of("registered") == ("registered",)
    assert proposal.trouble is not None
    assert (proposal.trouble.row, proposal.trouble.field) == (6, "registered")


def test_a_table_of_words_leaves_everything_unknown(tmp_path: Path) -> None:
    proposal = propose_mapping(read_raw_table(write_rows(tmp_path / "t.csv", [{"a": "x", "b": "y"}])))
    assert (proposal.guesses, proposal.options, proposal.leader) == ((), (), None)
    assert proposal.unknown == ("a", "b")
