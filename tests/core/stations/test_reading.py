"""Files as people have them: encodings, delimiters, workbooks, and everything that is no table."""

import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from dauys.core.problems import InputProblem
from dauys.core.stations import read_raw_table

TEXT = "участок,всего,Əлия\n007,10,3\n8,20,4\n"
# Windows-1251 has no Kazakh letters beyond the Russian ones.
RUSSIAN = TEXT.replace("Əлия", "Алия")


def written(tmp_path: Path, content: bytes, name: str = "table.csv") -> Path:
    """Write bytes to a file."""
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_and_delimiter_are_found_and_said(
    encoding: str, delimiter: str, line_end: str, tmp_path: Path
) -> None:
    text = (RUSSIAN if encoding == "cp1251" else TEXT).replace(",", delimiter).replace("\n", line_end)
    raw = read_raw_table(written(tmp_path, text.encode(encoding)))
    assert raw.frame.columns == text.splitlines()[0].split(delimiter)
    assert raw.frame.rows() == [("007", "10", "3"), ("8", "20", "4")]
    assert (raw.provenance.encoding, raw.provenance.delimiter) == (encoding, delimiter)
    assert [str(notice) for notice in raw.notices] == (
        ["The file is not in UTF-8; it was read as Windows-1251."] if encoding == "cp1251" else []
    )


def test_a_named_encoding_is_used(tmp_path: Path) -> None:
    path = written(tmp_path, "łódź,b\n1,2\n".encode("cp1250"))
    assert read_raw_table(path, encoding="cp1250").frame.columns == ["łódź", "b"]
    with pytest.raises(InputProblem, match="no encoding “cp9999”"):
        read_raw_table(path, encoding="cp9999")
    with pytest.raises(InputProblem, match="not text in the encoding utf-16"):
        read_raw_table(written(tmp_path, b"a,b\n1,2"), encoding="utf-16")


def test_a_delimiter_in_quotes_is_part_of_the_name(tmp_path: Path) -> None:
    raw = read_raw_table(written(tmp_path, b'"a;b;c;d",e\n1,"2\n3"\n'))
    assert raw.frame.columns == ["a;b;c;d", "e"]
    assert raw.frame.rows() == [("1", "2\n3")]


def test_provenance_names_the_file_and_its_digest(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1,2\n")
    provenance = read_raw_table(path).provenance
    assert provenance.file == str(path)
    # printf 'a,b\n1,2\n' | sha256sum
    assert provenance.digest == "492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470"
    assert (provenance.bytes_count, provenance.rows_count, provenance.format) == (8, 1, "csv")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"a,b\n1,2\x00\n", "neither text nor a workbook nor Parquet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither text nor a workbook nor Parquet"),
        (b"PAR1 and nothing more", "looks like Parquet but cannot be read"),
        (b"PK\x03\x04 and nothing more", "looks like XLSX but cannot be read"),
        (b"just a line of text\n", "not the header of a table"),
        (b"\n\na,b\n1,2\n", "not the header of a table"),
        (b"a,b\n", "no rows"),
        (b"a,b,a\n1,2,3\n", "row 1, field “a”: The header names several columns alike: columns 1, 3"),
        (b"a,b\n1,2\n3,4,5\n", "row 3: The row has 3 cells, the header 2"),
        (b'a,b\n1,"2\n3,4\n', "looks like CSV but cannot be read"),
        (b"a,b\n\x98,1\n", "not text in the encoding cp1251"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, says: str, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    with pytest.raises(InputProblem) as caught:
        read_raw_table(path)
    assert says in caught.value.describe("en")
    assert caught.value.file == str(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="cannot be read"):
        read_raw_table(tmp_path / "none.csv")
    with pytest.raises(InputProblem, match="folder"):
        read_raw_table(tmp_path)


def test_a_file_of_two_gigabytes_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as opened:
        # A sparse file: it takes no room on the disk.
        opened.truncate(2_000_000_000)
    with pytest.raises(InputProblem, match=r"2,000 MB, more than the limit of 1,000 MB.*--max-size"):
        read_raw_table(path)


def test_the_limit_can_be_set(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1,2\n")
    assert read_raw_table(path, max_bytes=8).frame.height == 1
    with pytest.raises(InputProblem, match="more than the limit"):
        read_raw_table(path, max_bytes=7)


def test_a_column_without_a_name_goes_by_its_number(tmp_path: Path) -> None:
    assert read_raw_table(written(tmp_path, b"a,,b,\n1,2,3,\n")).frame.columns == ["a", "#2", "b", "#4"]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    pl.DataFrame({"a": ["x"], "b": [3]}).write_parquet(tmp_path / "renamed.csv")
    raw = read_raw_table(tmp_path / "renamed.csv")
    assert raw.provenance.format == "parquet"
    assert raw.frame.rows() == [("x", 3)]


# --- workbooks -------------------------------------------------------------------------------


def workbook(tmp_path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    """Write a workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    path = tmp_path / "table.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_as_it_is_seen(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["уик", "всего"], ["007", 12], [8, 12.5], [None, None]])
    raw = read_raw_table(path)
    assert raw.frame.rows() == [("007", "12"), ("8", "12.5")]
    assert (raw.provenance.format, raw.provenance.sheet) == ("xlsx", "Sheet")


@pytest.mark.parametrize(
    ("merged", "says"),
    [
        ("B1:C1", "row 1: The header has merged cells: B1:C1"),
        ("A1:A2", "row 1: The header has merged cells: A1:A2"),
        ("A3:A4", "row 3: The table has merged cells: A3:A4"),
    ],
)
def test_merged_cells_are_named_by_their_range(merged: str, says: str, tmp_path: Path) -> None:
    path = workbook(tmp_path, [["a", "b", "c"], [1, 2, 3], [4, 5, 6], [7, 8, 9]], (merged,))
    with pytest.raises(InputProblem) as caught:
        read_raw_table(path)
    assert says in caught.value.describe("en")


def test_empty_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path, [[], ["a", "b"], [1, 2]])
    raw = read_raw_table(path)
    assert raw.frame.rows() == [("1", "2")]
    assert raw.first_row == 3


def test_a_sheet_is_chosen_by_name_and_the_choice_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.worksheets[0].append([1, 2])
    second = book.create_sheet("Second")
    second.append(["c", "d"])
    second.append([3, 4])
    path = tmp_path / "two.xlsx"
    book.save(path)
    first = read_raw_table(path)
    assert first.frame.columns == ["a", "b"]
    assert [str(notice) for notice in first.notices] == ["The workbook has several sheets; “Sheet” was read."]
    assert read_raw_table(path, sheet="Second").frame.columns == ["c", "d"]
    with pytest.raises(InputProblem, match=r"no sheet “Third”.*Sheet, Second"):
        read_raw_table(path, sheet="Third")


def test_an_empty_workbook_and_a_foreign_archive_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="no filled sheet"):
        read_raw_table(workbook(tmp_path, []))
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(InputProblem, match="looks like XLSX but cannot be read"):
        read_raw_table(tmp_path / "other.zip")


def test_an_archive_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    with pytest.raises(InputProblem, match="3 MB, more than the limit of 1 MB"):
        read_raw_table(path, max_bytes=1_000_000)
