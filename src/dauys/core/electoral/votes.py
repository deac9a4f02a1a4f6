"""Votes from a CSV file, read strictly: a wrong line is named, never skipped."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from dauys.core.electoral.types import MAX_VOTES_COUNT, DistrictVotes, Votes
from dauys.core.problems import InputProblem
from dauys.core.wording import msg

Key = TypeVar("Key", bound=tuple[str, ...])

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
    tables: dict[str, dict[tuple[str, str], int]] = {}
    regional = False
    for line, row in _rows(Path(path), file, COLUMNS, ("region",)):
        kind, option = row["kind"], row["option"]
        _one_of(kind, KINDS, "kind", file, line)
        if kind == "party":
            _named(option, "option", file, line)
        if "region" in row:
            regional = True
            _named(row["region"], "region", file, line)
        table = tables.setdefault(row.get("region", ""), {})
        _take(table, (kind, option if kind == "party" else ""), option or kind, row["votes"], file, line)
    regions = {name: _votes(table) for name, table in tables.items()}
    votes = Votes.from_regions(regions) if regional else regions.get("", Votes({}))
    if not votes.party_votes_count:
        raise InputProblem(
            msg("There are no valid votes for any list."),
            file=file,
            expected=msg("at least one vote for a list"),
        )
    return votes


def read_districts(path: str | Path) -> dict[str, DistrictVotes]:
    """Return the ballots of single-member districts from a CSV file.

    Parameters
    ----------
    path : str or Path
        The columns ``district,option,kind,votes`` and, if wanted, ``party`` and ``round`` (1 or 2); ``kind``
        is ``candidate``, ``against_all`` or ``invalid``.

    Raises
    ------
    InputProblem
        As `read_votes`.
    """
    file = str(path)
    tables: dict[str, dict[tuple[str, str, str], int]] = {}
    parties: dict[str, dict[str, str]] = {}
    for line, row in _rows(Path(path), file, ("district", *COLUMNS), ("party", "round")):
        district, kind, option = row["district"], row["kind"], row["option"]
        _one_of(kind, ("candidate", "against_all", "invalid"), "kind", file, line)
        _one_of(row.get("round", "1") or "1", ("1", "2"), "round", file, line)
        _named(district, "district", file, line)
        if kind == "candidate":
            _named(option, "option", file, line)
        table = tables.setdefault(district, {})
        key = (row.get("round", "1") or "1", kind, option if kind == "candidate" else "")
        _take(table, key, option or kind, row["votes"], file, line)
        if kind == "candidate" and row.get("party"):
            parties.setdefault(district, {})[option] = row["party"]
    return {
        district: DistrictVotes(
            {
                option: count
                for (turn, kind, option), count in table.items()
                if (turn, kind) == ("1", "candidate")
            },
            parties.get(district, {}),
            table.get(("1", "against_all", ""), 0),
            table.get(("1", "invalid", ""), 0),
            {
                option: count
                for (turn, kind, option), count in table.items()
                if (turn, kind) == ("2", "candidate")
            },
        )
        for district, table in tables.items()
    }


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


def _rows(
    path: Path, file: str, required: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number and the cells of every line that is not blank."""
    reader = csv.reader(io.StringIO(read_text(path, file), newline=""), strict=True)
    header: list[str] | None = None
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise InputProblem(
                msg("The line is not valid CSV: {error}.", error=str(error)), file=file, row=reader.line_num
            ) from error
        if cells is None:
            return
        cells = [cell.strip() for cell in cells]
        if header is None:
            header = cells
            _check_header(header, file, required, optional)
        elif any(cells):
            if len(cells) != len(header):
                raise InputProblem(
                    msg("The line has {cells} fields.", cells=len(cells)),
                    file=file,
                    row=reader.line_num,
                    expected=msg("{columns} fields, as in the header", columns=len(header)),
                )
            yield reader.line_num, dict(zip(header, cells, strict=True))


def _check_header(header: list[str], file: str, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    for name in required:
        if name not in header:
            raise InputProblem(
                msg("The column is missing."),
                file=file,
                row=1,
                field=name,
                expected=msg("a CSV file with the header {header}", header=",".join(required)),
            )
    for name in header:
        if name not in (*required, *optional) or header.count(name) > 1:
            raise InputProblem(
                msg("The column is unknown or appears twice."),
                file=file,
                row=1,
                field=name,
                expected=msg("one of {choices}", choices=", ".join((*required, *optional))),
            )


def _one_of(value: str, choices: tuple[str, ...], field: str, file: str, line: int) -> None:
    if value not in choices:
        raise InputProblem(
            msg("{value} is not known here.", value=repr(value)),
            file=file,
            row=line,
            field=field,
            expected=msg("one of {choices}", choices=", ".join(choices)),
        )


def _named(value: str, field: str, file: str, line: int) -> None:
    if not value:
        raise InputProblem(msg("The name is missing."), file=file, row=line, field=field)


def _take(table: dict[Key, int], key: Key, name: str, text: str, file: str, line: int) -> None:
    if key in table:
        raise InputProblem(
            msg("{option} appears twice.", option=name),
            file=file,
            row=line,
            field="option",
            expected=msg("one line for each option"),
        )
    table[key] = _count(text, file, line)


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
