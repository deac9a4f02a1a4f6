"""Votes from a CSV file, read strictly: a wrong line is named, never skipped."""

import csv
import io
from pathlib import Path

from dauys.core.electoral.types import MAX_VOTES_COUNT, Votes
from dauys.core.problems import InputProblem
from dauys.core.wording import msg

COLUMNS = ("option", "kind", "votes")
KINDS = ("party", "against_all", "invalid")
# A hundred thousand lists in a thousand regions still fit; a table of polling stations does not belong here.
MAX_VOTES_FILE_BYTES = 50_000_000


def read_votes(path: str | Path) -> Votes:
    """Return the votes of a CSV file with the columns ``option,kind,votes`` and, if regional, ``region``.

    Parameters
    ----------
    path : str or Path
        UTF-8 text with a header line; ``kind`` is ``party``, ``against_all`` or ``invalid``. The order of the
        lines is the order in which the options are shown.

    Raises
    ------
    InputProblem
        For a file that is missing, empty, too large, binary or not UTF-8; a missing or unknown column;
        a line whose votes are missing, negative or fractional, whose kind is unknown, or that repeats an
        option; and when nobody voted for a list.
    """
    file = str(path)
    reader = csv.reader(io.StringIO(read_text(Path(path), file), newline=""), strict=True)
    header = [name.strip() for name in next(reader, [])]
    _check_header(header, file)
    tables: dict[str, dict[tuple[str, str], int]] = {}
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _take_row(
                    dict(zip(header, cells, strict=False)), len(cells), header, tables, file, reader.line_num
                )
    except csv.Error as error:
        raise InputProblem(
            msg("The line is not valid CSV: {error}.", error=str(error)), file=file, row=reader.line_num
        ) from error
    regions = {name: _votes(table) for name, table in tables.items()}
    votes = Votes.from_regions(regions) if "region" in header else regions.get("", Votes({}))
    if not votes.party_votes_count:
        raise InputProblem(
            msg("There are no valid votes for any list."),
            file=file,
            expected=msg("at least one vote for a list"),
        )
    return votes


def read_text(path: Path, file: str) -> str:
    """Return the text of a small UTF-8 file; refuse by size before reading, and refuse binary files."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputProblem(msg("This is a folder."), file=file, expected=msg("a CSV file"))
        if size > MAX_VOTES_FILE_BYTES:
            raise InputProblem(
                msg("The file has {size} bytes and was not read.", size=size),
                file=file,
                expected=msg("at most {maximum} bytes", maximum=MAX_VOTES_FILE_BYTES),
            )
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise InputProblem(msg("There is no such file."), file=file) from error
    except OSError as error:
        raise InputProblem(
            msg("The file cannot be read: {error}.", error=str(error.strerror)), file=file
        ) from error
    if not raw.strip():
        raise InputProblem(
            msg("The file is empty."),
            file=file,
            expected=msg("a CSV file with the header {header}", header=",".join(COLUMNS)),
        )
    if b"\0" in raw:
        raise InputProblem(msg("The file is binary."), file=file, expected=msg("a CSV file in UTF-8"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(
            msg("The file is not text in UTF-8."),
            file=file,
            row=raw[: error.start].count(b"\n") + 1,
            expected=msg("a CSV file in UTF-8"),
        ) from error


def _check_header(header: list[str], file: str) -> None:
    known = (*COLUMNS, "region")
    for name in COLUMNS:
        if name not in header:
            raise InputProblem(
                msg("The column is missing."),
                file=file,
                row=1,
                field=name,
                expected=msg("a CSV file with the header {header}", header=",".join(COLUMNS)),
            )
    for name in header:
        if name not in known or header.count(name) > 1:
            raise InputProblem(
                msg("The column is unknown or appears twice."),
                file=file,
                row=1,
                field=name,
                expected=msg("one of {choices}", choices=", ".join(known)),
            )


def _take_row(
    row: dict[str, str],
    cells_count: int,
    header: list[str],
    tables: dict[str, dict[tuple[str, str], int]],
    file: str,
    line: int,
) -> None:
    if cells_count != len(header):
        raise InputProblem(
            msg("The line has {cells} fields.", cells=cells_count),
            file=file,
            row=line,
            expected=msg("{columns} fields, as in the header", columns=len(header)),
        )
    kind, option, region = row["kind"].strip(), row["option"].strip(), row.get("region", "").strip()
    if kind not in KINDS:
        raise InputProblem(
            msg("{value} is not a kind of option.", value=repr(kind)),
            file=file,
            row=line,
            field="kind",
            expected=msg("one of {choices}", choices=", ".join(KINDS)),
        )
    if kind == "party" and not option:
        raise InputProblem(msg("The option has no name."), file=file, row=line, field="option")
    if "region" in header and not region:
        raise InputProblem(msg("The region has no name."), file=file, row=line, field="region")
    table = tables.setdefault(region, {})
    key = (kind, option if kind == "party" else "")
    if key in table:
        raise InputProblem(
            msg("{option} appears twice.", option=option or kind),
            file=file,
            row=line,
            field="option",
            expected=msg("one line for each option"),
        )
    table[key] = _count(row["votes"].strip(), file, line)


def _count(text: str, file: str, line: int) -> int:
    # isdecimal alone would take digits of other scripts; int() alone would take "1_000" and "+5".
    if not (text.isascii() and text.isdigit()) or int(text) > MAX_VOTES_COUNT:
        raise InputProblem(
            msg("{value} is not a count of votes.", value=repr(text))
            if text
            else msg("The votes are missing."),
            file=file,
            row=line,
            field="votes",
            expected=msg("a whole number from 0 to {maximum}", maximum=MAX_VOTES_COUNT),
        )
    return int(text)


def _votes(table: dict[tuple[str, str], int]) -> Votes:
    return Votes(
        {option: count for (kind, option), count in table.items() if kind == "party"},
        table.get(("against_all", ""), 0),
        table.get(("invalid", ""), 0),
    )
