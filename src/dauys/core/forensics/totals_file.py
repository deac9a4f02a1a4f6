"""Read a published result from a CSV file ``option,votes[,share]``."""

import csv
import io
import re
from pathlib import Path

from dauys.core.forensics.types import PrintedShare, PublishedOption, PublishedTable
from dauys.core.problems import InputProblem
from dauys.core.wording import msg

# A published result has a few dozen lines; a file of this size is something else.
MAXIMUM_BYTES = 5_000_000
MAXIMUM_VOTES = 10**12
_COUNT = re.compile(r"[0-9]+\Z", re.ASCII)
_SHARE = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,6}))?\s*%?\Z", re.ASCII)


def read_totals_file(path: Path, *, total_count: int | None = None) -> PublishedTable:
    """Read ``option,votes[,share]``; other columns, such as ``kind``, are left aside.

    Shares are percentages as printed, with point or comma and with or without a percent sign: 53.90 stands
    for everything that rounds to 53.90, while 53.9 stands for everything that rounds to 53.9.

    Raises
    ------
    InputProblem
        When the file is empty, binary, not UTF-8 or too large; a column is missing; an option is empty or
        named twice; votes are not a whole number from 0; a share is not a percentage from 0 to 100; all votes
        are zero.
    """
    name = str(path)
    reader = csv.reader(io.StringIO(_read_text(path)), strict=True)
    options: list[PublishedOption] = []
    try:
        header = [column.strip().lower() for column in next(reader)]
        places = _columns(header, name)
        lines: dict[str, int] = {}
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            line = reader.line_num
            if len(row) != len(header):
                raise InputProblem(
                    msg(
                        "this row has {cells} fields, the header has {columns}.",
                        cells=len(row),
                        columns=len(header),
                    ),
                    file=name,
                    row=line,
                )
            option = _option(row, places, name, line)
            if option.name in lines:
                raise InputProblem(
                    msg(
                        "the option “{option}” is already on row {line}.",
                        option=option.name,
                        line=lines[option.name],
                    ),
                    file=name,
                    row=line,
                    field="option",
                )
            lines[option.name] = line
            options.append(option)
    except csv.Error as error:
        raise InputProblem(
            msg("the CSV cannot be read."),
            file=name,
            row=reader.line_num,
            expected=msg("commas and closed quotes."),
        ) from error
    if not options:
        raise InputProblem(
            msg("the file has a header but no rows."), file=name, expected=msg("one row for every option.")
        )
    if not any(option.votes_count for option in options):
        raise InputProblem(msg("no option has any votes."), file=name, field="votes")
    return PublishedTable(
        subject=path.name,
        options=tuple(options),
        total_count=total_count,
        total_status="sum_of_options" if total_count is None else "stated",
        source=name,
    )


def parse_share(text: str) -> PrintedShare | None:
    """Return a percentage as printed, or None when ``text`` is not one between 0 and 100."""
    match = _SHARE.fullmatch(text.strip())
    if match is None:
        return None
    whole, decimals = match[1], match[2] or ""
    share = PrintedShare(int(whole + decimals), len(decimals))
    return share if share.share <= 1 else None


def _read_text(path: Path) -> str:
    name = str(path)
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise InputProblem(
                msg("the file has more than {limit} bytes.", limit=MAXIMUM_BYTES),
                file=name,
                expected=msg("a published result: one row for every option."),
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputProblem(msg("the file cannot be read."), file=name) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputProblem(
            msg("the file is not UTF-8 text."), file=name, row=content.count(b"\n", 0, error.start) + 1
        ) from error
    if not text.strip():
        raise InputProblem(
            msg("the file is empty."),
            file=name,
            expected=msg("a header “option,votes” or “option,votes,share”."),
        )
    if "\0" in text:
        raise InputProblem(msg("the file is binary, not text."), file=name)
    return text


def _columns(header: list[str], name: str) -> dict[str, int]:
    for column in ("option", "votes"):
        if column not in header:
            raise InputProblem(
                msg("the column “{column}” is missing.", column=column),
                file=name,
                row=1,
                field=column,
                expected=msg("a header “option,votes” or “option,votes,share”."),
            )
    for column in ("option", "votes", "share"):
        if header.count(column) > 1:
            raise InputProblem(
                msg("the column “{column}” is there twice.", column=column), file=name, row=1, field=column
            )
    return {column: header.index(column) for column in ("option", "votes", "share") if column in header}


def _option(row: list[str], places: dict[str, int], name: str, line: int) -> PublishedOption:
    option = row[places["option"]].strip()
    if not option:
        raise InputProblem(msg("the option has no name."), file=name, row=line, field="option")
    votes_text = row[places["votes"]].strip()
    if not _COUNT.fullmatch(votes_text) or len(votes_text) > len(str(MAXIMUM_VOTES)):
        raise InputProblem(
            msg("“{value}” is not a number of votes.", value=votes_text),
            file=name,
            row=line,
            field="votes",
            expected=msg("a whole number from 0, without spaces or separators."),
        )
    share = None
    if "share" in places and (share_text := row[places["share"]].strip()):
        share = parse_share(share_text)
        if share is None:
            raise InputProblem(
                msg("“{value}” is not a percentage.", value=share_text),
                file=name,
                row=line,
                field="share",
                expected=msg("a number from 0 to 100, such as 53.90."),
            )
    return PublishedOption(option, int(votes_text), share)
