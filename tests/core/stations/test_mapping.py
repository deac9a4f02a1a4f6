"""Mapping files: what they may say, and what each mistake in one is told."""

import datetime as dt
from pathlib import Path

import pytest

from dauys.core.problems import InputProblem
from dauys.core.stations import ColumnMapping, read_mapping

GOOD = """
[columns]
station = "uik"
place = ["region", "tik"]
registered = "voters"
issued = ["in the room", "at home"]
valid = "valid"
[options]
"United Russia" = "6. United Russia"
Others = ["a", "b"]
[table]
leader = "United Russia"
date = 2011-12-04
country = "RU"
name = { kk = "Сайлау", ru = "Выборы", en = "Election" }
"""


def read(tmp_path: Path, text: str) -> ColumnMapping:
    """Read a mapping from text."""
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def test_a_mapping_says_which_column_is_which_line(tmp_path: Path) -> None:
    mapping = read(tmp_path, GOOD)
    assert mapping.station == ("uik",)
    assert mapping.place == ("region", "tik")
    assert mapping.fields == {
        "registered": ("voters",),
        "issued": ("in the room", "at home"),
        "valid": ("valid",),
    }
    assert mapping.options == {"United Russia": ("6. United Russia",), "Others": ("a", "b")}
    assert mapping.leader == "United Russia"
    assert mapping.date == dt.date(2011, 12, 4)
    assert mapping.name is not None
    assert mapping.name.get("kk") == "Сайлау"
    assert mapping.options_add_up_to == "valid"
    assert len(mapping.digest) == 64


def test_the_smallest_mapping_names_one_option(tmp_path: Path) -> None:
    mapping = read(tmp_path, '[options]\nA = "a"')
    assert (mapping.station, mapping.place, mapping.fields) == ((), (), {})


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("registered =", "registred =", "columns.registred", "registered"),
        ("[table]", "[tables]", "tables", "table"),
        ("leader =", "leeder =", "table.leeder", "leader"),
        ('leader = "United Russia"', 'leader = "Nobody"', "table.leader", "United Russia, Others"),
        ('station = "uik"', "station = 7", "columns.station", "name of a column"),
        ('valid = "valid"', "valid = []", "columns.valid", "name of a column"),
        ('valid = "valid"', 'valid = ["v", "v"]', "columns.valid", "twice"),
        ('country = "RU"', "country = 7", "table.country", "text"),
        ("date = 2011-12-04", 'date = "4 December"', "table.date", "date = 2023-03-19"),
        ("date = 2011-12-04", "date = 2011-12-04T00:00:00", "table.date", "date = 2023-03-19"),
        ("name = { kk =", "name = { de =", "table.name", "name = {"),
        (
            "[table]",
            '[table]\noptions_add_up_to = "all"',
            "table.options_add_up_to",
            "valid, in_boxes, nothing",
        ),
        ("Others =", "registered =", "options.registered", "registered"),
        ("Others =", "place_1 =", "options.place_1", "place_1"),
        ("Others =", '" " =', "options. ", "cannot be called"),
    ],
)
def test_a_mistake_names_the_key_and_what_was_expected(
    old: str, new: str, field: str, says: str, tmp_path: Path
) -> None:
    assert old in GOOD
    with pytest.raises(InputProblem) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert caught.value.field == field
    assert caught.value.file == str(tmp_path / "map.toml")
    assert says in caught.value.describe("en")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no options"),
        (b'columns = "x"', "must be a section"),
        (b"[columns", "not valid TOML"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"# " + b"x" * 1_000_001, "larger than"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes(content)
    with pytest.raises(InputProblem, match=says):
        read_mapping(path)


def test_a_missing_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")
