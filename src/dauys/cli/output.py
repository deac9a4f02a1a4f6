"""How every command answers: a table for people, JSON and CSV for programs, in the reader's language."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

from dauys.core.wording import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])

_language: str | None = None


def reader_language() -> str:
    """Return the language of the answers: ``--lang``, else ``DAUYS_LANG``, else the locale, else English."""
    if _language:
        return _language
    for variable in ("DAUYS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        language = os.environ.get(variable, "")[:2].lower()
        if language in LANGUAGES:
            return language
    return "en"


def _set_language(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    global _language  # noqa: PLW0603 - one process answers one reader
    _language = value
    return reader_language()


def answer_options(command: Command) -> Command:
    """Add ``--format`` and ``--lang`` to a command; it receives ``output_format`` and ``language``."""
    command = click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        callback=_set_language,
        is_eager=True,
        help="Language of the answer. Default: DAUYS_LANG, then the locale, then English.",
    )(command)
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        show_default=True,
        help="Table for people; JSON or CSV for programs.",
    )(command)


def print_json(payload: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print ``payload`` as JSON, letters as they are."""
    click.echo(json.dumps(payload, ensure_ascii=False, indent=2, allow_nan=False))


def print_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows as CSV with a header line."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
