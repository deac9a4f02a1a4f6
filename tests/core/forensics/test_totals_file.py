"""Reading a published result: any file gives a table or a problem, never another error."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dauys.core.forensics.totals_file import parse_share, read_totals_file
from dauys.core.problems import InputProblem

cells = st.text(alphabet='ab"0123456789,.-% \n\r\ufeff\x00Ң', max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=80), cells.map(lambda text: f"option,votes,share\n{text}".encode())))
def test_any_bytes_give_a_table_or_a_problem(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    try:
        subject = read_totals_file(path).source
    except InputProblem as problem:
        subject = problem.file or ""

    assert subject == str(path)


def test_a_byte_order_mark_and_blank_lines_are_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_bytes("\ufeffOption, Votes \r\nЖаңа,5\r\n\r\nЕски,6\r\n".encode())

    table = read_totals_file(path)

    assert [(option.name, option.votes_count) for option in table.options] == [("Жаңа", 5), ("Ески", 6)]


def test_a_file_of_a_mark_alone_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "bom.csv"
    path.write_bytes(b"\xef\xbb\xbf")

    with pytest.raises(InputProblem, match="empty"):
        read_totals_file(path)


@pytest.mark.parametrize(
    ("text", "units", "decimals"),
    [("53.90", 5390, 2), ("53,9 %", 539, 1), ("7%", 7, 0), ("100", 100, 0), ("0.65", 65, 2)],
)
def test_a_share_keeps_the_decimals_that_were_printed(text: str, units: int, decimals: int) -> None:
    share = parse_share(text)

    assert share is not None
    assert (share.units, share.decimals) == (units, decimals)


@pytest.mark.parametrize("text", ["", "100.01", "-1", "1e2", "½", "5.", "٣", "nan"])
def test_what_is_no_percentage_is_none(text: str) -> None:
    assert parse_share(text) is None
