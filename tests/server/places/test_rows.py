"""Reading reference rows: what is wrong is named by file, row and field."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.problems import InputProblem
from dauys.server.places.rows import Row, read_rows


def row(**fields: str) -> Row:
    """Return a row as line 7 of a file."""
    return Row("votes.csv", 7, fields)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1 000", "²", "٣", "1e3", "NaN"])
def test_count_must_be_whole_and_not_negative(text: str) -> None:
    with pytest.raises(InputProblem) as caught:
        row(votes=text).count("votes")
    assert (caught.value.file, caught.value.row, caught.value.field) == ("votes.csv", 7, "votes")
    assert caught.value.expected is not None


@pytest.mark.parametrize("text", ["-0.1", "100.1", "inf", "nan", "5%", "ten"])
def test_percentage_lies_between_0_and_100(text: str) -> None:
    with pytest.raises(InputProblem):
        row(pct=text).share_of_percent("pct")


def test_empty_share_is_not_known() -> None:
    assert row(pct=" ").share_of_percent("pct") is None


@given(st.integers(min_value=0, max_value=10**15))
def test_every_count_is_read_as_written(count: int) -> None:
    assert row(votes=str(count)).count("votes") == count


@given(st.text(max_size=20))
def test_any_text_is_a_count_or_a_named_problem(text: str) -> None:
    digits = text.strip()
    if digits.isascii() and digits.isdigit():
        assert row(votes=text).count("votes") == int(digits)
    else:
        with pytest.raises(InputProblem) as caught:
            row(votes=text).count("votes")
        assert caught.value.field == "votes"


def test_line_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    assert [each.number for each in read_rows(tmp_path, "t.csv", ("a", "b"))] == [2, 3]
