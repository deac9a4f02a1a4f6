"""Reading a table as it comes: CSV, Parquet or XLSX, recognised by content, refused with a clear reason."""

import codecs
import csv
import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import polars as pl

from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg

TableFormat: TypeAlias = Literal["csv", "parquet", "xlsx"]
# Above any election (India's million stations take 0.3 GB as CSV), below what fills a machine.
DEFAULT_MAX_BYTES = 1_000_000_000
DELIMITERS = (",", ";", "\t")
CHUNK_BYTES = 1 << 20
BYTES_IN_MEGABYTE = 1_000_000
# The first kilobytes tell text from anything else.
HEAD_BYTES = 65_536
# Control characters that no CSV contains; tab, line feed, form feed and carriage return are allowed.
CONTROL_BYTES = bytes(code for code in range(32) if code not in (9, 10, 12, 13))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a table came from and how it was read.

    ``digest`` is the SHA-256 of the file, hexadecimal; ``encoding`` and ``delimiter`` are set for CSV,
    ``sheet`` for XLSX.
    """

    file: str
    digest: str
    bytes_count: int
    format: TableFormat
    rows_count: int
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table under its own column names: text for CSV and XLSX, typed for Parquet.

    ``first_row`` is the number of the first row of figures in the file; the header of most files is row 1.
    """

    frame: pl.DataFrame
    provenance: Provenance
    notices: tuple[Message, ...] = ()
    first_row: int = 2


def read_raw_table(
    path: str | Path,
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
    encoding: str | None = None,
    sheet: str | None = None,
) -> RawTable:
    """Read a CSV, Parquet or XLSX file without interpreting its columns.

    Parameters
    ----------
    path : str or Path
        The file; its content, not its ending, decides how it is read.
    max_bytes : int
        Larger files are refused before they are opened.
    encoding : str or None
        Encoding of a CSV file; by default UTF-8, and Windows-1251 where that fails.
    sheet : str or None
        Sheet of a workbook; by default the first that is not empty.

    Raises
    ------
    InputProblem
        When the file is missing, empty, too large, binary or broken, or has merged cells, repeated headers or
        no rows.
    """
    file = str(path)
    source = Path(path)
    size = checked_size(source, file, max_bytes)
    try:
        with source.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
            opened.seek(0)
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(error, file) from error
    if head.startswith(b"PAR1"):
        return read_parquet(source, file, digest, size)
    if head.startswith(b"PK\x03\x04"):
        return read_workbook(source, file, digest, size, sheet=sheet, max_bytes=max_bytes)
    return read_text(source, file, digest, size, head=head, encoding=encoding)


def checked_size(source: Path, file: str, max_bytes: int) -> int:
    """Return the size of a file that exists, is not empty and not above ``max_bytes``."""
    try:
        size = source.stat().st_size
    except OSError as error:
        raise unreadable(error, file) from error
    if source.is_dir():
        raise InputProblem(msg("This is a folder, not a table."), file=file)
    if size == 0:
        raise InputProblem(
            msg("The file is empty."),
            file=file,
            expected=msg("a table as CSV, XLSX or Parquet, with a header."),
        )
    if size > max_bytes:
        raise too_large(size, max_bytes, file)
    return size


def too_large(size: int, max_bytes: int, file: str) -> InputProblem:
    """Return the problem of a file that would fill the memory."""
    return InputProblem(
        msg(
            "The file has {size} MB, more than the limit of {limit} MB.",
            size=size // BYTES_IN_MEGABYTE,
            limit=max_bytes // BYTES_IN_MEGABYTE,
        ),
        file=file,
        expected=msg("a smaller file, or a higher limit with --max-size."),
    )


def unreadable(error: OSError, file: str) -> InputProblem:
    """Return the problem of a file that the system does not hand out."""
    return InputProblem(msg("The file cannot be read: {reason}.", reason=error.strerror), file=file)


def broken(error: Exception, file: str, format_name: str) -> InputProblem:
    """Return the problem of a file whose inside is not what its first bytes promise."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputProblem(
        msg(
            "The file looks like {format} but cannot be read as such: {reason}.",
            format=format_name,
            reason=reason,
        ),
        file=file,
    )


def checked_headers(names: Sequence[str], file: str) -> list[str]:
    """Return the header's names without surrounding space; refuse names that occur twice."""
    stripped = [name.strip() for name in names]
    for name, times in Counter(stripped).items():
        if name and times > 1:
            numbers = [str(number) for number, other in enumerate(stripped, start=1) if other == name]
            raise InputProblem(
                msg("The header names several columns alike: columns {numbers}.", numbers=", ".join(numbers)),
                file=file,
                row=1,
                field=name,
                expected=msg("a different name for every column."),
            )
    # Exports often end a header with empty names; such a column stays, under its number.
    return [name or f"#{number}" for number, name in enumerate(stripped, start=1)]


def finished(
    frame: pl.DataFrame, provenance: Provenance, notices: Sequence[Message] = (), first_row: int = 2
) -> RawTable:
    """Refuse a table without rows, and hand the others on."""
    if frame.height == 0:
        raise no_rows(provenance.file)
    return RawTable(frame, provenance, tuple(notices), first_row)


def no_rows(file: str) -> InputProblem:
    """Return the problem of a table in which nothing stands below the header."""
    what = msg("The table has a header but no rows.")
    return InputProblem(what, file=file, expected=msg("one row for each polling station."))


def read_parquet(source: Path, file: str, digest: str, size: int) -> RawTable:
    """Read a Parquet file."""
    try:
        frame = pl.read_parquet(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(error, file, "Parquet") from error
    frame.columns = checked_headers(frame.columns, file)
    return finished(frame, Provenance(file, digest, size, "parquet", frame.height))


# --- text ------------------------------------------------------------------------------------


def read_text(
    source: Path, file: str, digest: str, size: int, *, head: bytes, encoding: str | None
) -> RawTable:
    """Read a CSV file: its encoding and delimiter are found, and said."""
    notices = []
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = encoding or "utf-16"
    elif any(byte in CONTROL_BYTES for byte in head):
        raise InputProblem(
            msg("The file is neither text nor a workbook nor Parquet."),
            file=file,
            expected=msg("a table as CSV, XLSX or Parquet, with a header."),
        )
    if encoding is None:
        encoding = detected_encoding(source, head)
        if encoding == "cp1251":
            notices.append(msg("The file is not in UTF-8; it was read as Windows-1251."))
    text = decoded(source, file, encoding)
    content = source if text is None else text.encode()
    header_text = (text if text is not None else head.decode("utf-8-sig", "ignore"))[:HEAD_BYTES]
    delimiter = detected_delimiter(header_text, file)
    names = next(csv.reader(io.StringIO(header_text, newline=""), delimiter=delimiter))
    try:
        # All stays text: station 007 must not become 7, and a wrong number must be shown as written.
        frame = pl.read_csv(content, separator=delimiter, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise uneven_row(source, file, encoding, delimiter, len(names)) or broken(
            error, file, "CSV"
        ) from error
    frame.columns = checked_headers(names, file)
    provenance = Provenance(file, digest, size, "csv", frame.height, encoding, delimiter)
    return finished(frame, provenance, notices)


def detected_encoding(source: Path, head: bytes) -> str:
    """Return utf-8-sig or utf-8; where the bytes are neither, cp1251, which Excel writes for Cyrillic."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.open("rb") as opened:
        try:
            while chunk := opened.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8"


def decoded(source: Path, file: str, encoding: str) -> str | None:
    """Return the text of a file that is not UTF-8; None where Polars can read the file itself."""
    try:
        if codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"}:
            return None
        return source.read_bytes().decode(encoding)
    except LookupError as error:
        raise InputProblem(msg("There is no encoding “{encoding}”.", encoding=encoding), file=file) from error
    except UnicodeDecodeError as error:
        raise InputProblem(
            msg("The file is not text in the encoding {encoding}.", encoding=encoding),
            file=file,
            expected=msg("a CSV file in UTF-8, or its encoding named in the mapping (table.encoding)."),
        ) from error


def detected_delimiter(header_text: str, file: str) -> str:
    """Return the delimiter that cuts the header into the most columns."""
    counts = {
        delimiter: len(next(csv.reader(io.StringIO(header_text, newline=""), delimiter=delimiter), []))
        for delimiter in DELIMITERS
    }
    delimiter = max(counts, key=lambda candidate: counts[candidate])
    if counts[delimiter] < 2:
        raise InputProblem(
            msg("The first line is not the header of a table."),
            file=file,
            row=1,
            expected=msg("column names separated by commas, semicolons or tabs."),
        )
    return delimiter


def uneven_row(source: Path, file: str, encoding: str, delimiter: str, width: int) -> InputProblem | None:
    """Return the problem of the first row that is wider than the header, if that is what is wrong."""
    with source.open(encoding=encoding, newline="") as opened:
        for number, cells in enumerate(csv.reader(opened, delimiter=delimiter), start=1):
            if len(cells) > width:
                return InputProblem(
                    msg("The row has {count} cells, the header {width}.", count=len(cells), width=width),
                    file=file,
                    row=number,
                    expected=msg(
                        "as many cells as the header; a cell that contains the delimiter stands in quotes."
                    ),
                )
    return None


# --- workbooks -------------------------------------------------------------------------------

Cell: TypeAlias = object
MergedRange: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(
    source: Path, file: str, digest: str, size: int, *, sheet: str | None, max_bytes: int
) -> RawTable:
    """Read one sheet of an XLSX workbook whose first filled row is the header."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(source) as archive:
            # A few kilobytes can unpack to gigabytes.
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > max_bytes:
            raise too_large(unpacked, max_bytes, file)
        workbook = CalamineWorkbook.from_path(source)
        names = workbook.sheet_names
        if sheet is not None and sheet not in names:
            raise InputProblem(
                msg("The workbook has no sheet “{sheet}”.", sheet=sheet),
                file=file,
                expected=msg("one of: {names}.", names=", ".join(names)),
            )
        filled = [(name, workbook.get_sheet_by_name(name)) for name in ([sheet] if sheet else names)]
        chosen = next(((name, opened) for name, opened in filled if opened.total_height), None)
        if chosen is None:
            raise InputProblem(msg("The workbook has no filled sheet."), file=file)
        name, opened = chosen
        cells = opened.to_python(skip_empty_area=False)
        merged = opened.merged_cell_ranges or []
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise broken(error, file, "XLSX") from error
    header = next((index for index, row in enumerate(cells) if any(cell != "" for cell in row)), 0)
    refuse_merged(merged, header, file)
    columns = checked_headers([text_of_cell(cell) or "" for cell in cells[header]], file)
    rows = cells[header + 1 :]
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    frame = pl.DataFrame(
        {
            column: pl.Series([text_of_cell(row[number]) for row in rows], dtype=pl.String)
            for number, column in enumerate(columns)
        }
    )
    notices = []
    if sheet is None and sum(bool(other.total_height) for _, other in filled) > 1:
        notices.append(msg("The workbook has several sheets; “{sheet}” was read.", sheet=name))
    provenance = Provenance(file, digest, size, "xlsx", frame.height, sheet=name)
    return finished(frame, provenance, notices, first_row=header + 2)


def text_of_cell(cell: Cell) -> str | None:
    """Return a cell as text; a workbook stores whole numbers as fractions."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def refuse_merged(merged: Sequence[MergedRange], header: int, file: str) -> None:
    """Refuse merged cells in the header or below it: what belongs to which column would be a guess."""
    for start, end in merged:
        if end[0] < header:
            continue
        where = f"{cell_name(*start)}:{cell_name(*end)}"
        in_header = start[0] <= header
        raise InputProblem(
            msg("The header has merged cells: {range}.", range=where)
            if in_header
            else msg("The table has merged cells: {range}.", range=where),
            file=file,
            row=start[0] + 1,
            expected=msg(
                "one header row in which every column has its own name, and no merged cells below it."
            ),
        )


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell (A1 is row 0, column 0)."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
