"""One clean protocol, and the means to write tables and mappings. All figures here are synthetic."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from dauys.core.stations import StationTable, read_mapping, read_table

Row: TypeAlias = dict[str, Any]
# A protocol that obeys every identity; its columns are called like the fields.
CLEAN: Row = {
    "region": "North",
    "district": "First",
    "station": "1",
    "registered": 1000,
    "registered_additional": 20,
    "ballots_received": 900,
    "unaccounted": 0,
    "issued": 550,
    "issued_early": 10,
    "issued_room": 500,
    "issued_home": 40,
    "home_applications": 45,
    "signatures": 550,
    "spoiled": 3,
    "unused": 346,
    "lost": 1,
    "in_boxes": 545,
    "in_stationary_boxes": 498,
    "in_mobile_boxes": 47,
    "valid": 540,
    "invalid": 5,
    "against_all": 10,
    "certificates_received": 30,
    "certificates_issued": 20,
    "certificates_issued_above": 2,
    "certificates_unused": 9,
    "certificates_lost": 1,
    "certificates_voted": 15,
    "Alpha": 300,
    "Beta": 200,
    "Gamma": 30,
}
OPTIONS = ("Alpha", "Beta", "Gamma")


def mapping_text(columns: Sequence[str], table: str = "") -> str:
    """Return a mapping for columns that are called like the fields and options of `CLEAN`."""
    fields = [name for name in columns if name not in {"region", "district", *OPTIONS}]
    place = [name for name in ("region", "district") if name in columns]
    lines = ["[columns]", *(f'{name} = "{name}"' for name in fields)]
    if place:
        lines.append(f"place = {list(place)}")
    lines += ["[options]", *(f'{name} = "{name}"' for name in columns if name in OPTIONS), "[table]", table]
    return "\n".join(lines)


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write rows as CSV; None becomes an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def table_of(tmp_path: Path) -> Callable[..., StationTable]:
    """Return a function that reads rows as a table of stations."""

    def read(*rows: Mapping[str, Any], table: str = "") -> StationTable:
        path = write_rows(tmp_path / "table.csv", rows)
        mapping = tmp_path / "map.toml"
        mapping.write_text(mapping_text(list(rows[0]), table), encoding="utf-8")
        return read_table(path, read_mapping(mapping))

    return read
