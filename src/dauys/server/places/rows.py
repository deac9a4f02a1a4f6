"""Reading of reference tables: every value is checked, and what is wrong is named by file, row and field."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from django.db.models import Model

from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg

Found = TypeVar("Found")
Row_ = TypeVar("Row_", bound=Model)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with its place in the file (the header is line 1)."""

    file: str
    number: int
    fields: Mapping[str, str]

    def problem(self, field: str, what: Message, expected: Message) -> InputProblem:
        """Return the problem of one field of this row."""
        return InputProblem(what, file=self.file, row=self.number, field=field, expected=expected)

    def text(self, field: str) -> str:
        """Return the text of ``field``, empty if there is none."""
        return self.fields[field].strip()

    def required(self, field: str) -> str:
        """Return the text of ``field``, which may not be empty."""
        text = self.text(field)
        if not text:
            raise self.problem(field, msg("The field is empty."), msg("a value"))
        return text

    def choice(self, field: str, allowed: Mapping[str, Found]) -> Found:
        """Return what ``allowed`` holds under the text of ``field``."""
        text = self.required(field)
        if text not in allowed:
            raise self.problem(
                field,
                msg("“{value}” is not known here.", value=text),
                msg("one of {names}", names=", ".join(allowed)),
            )
        return allowed[text]

    def count(self, field: str) -> int:
        """Return a whole number, zero or more."""
        text = self.required(field)
        if not (text.isascii() and text.isdigit()):
            raise self.problem(
                field, msg("“{value}” is not a count.", value=text), msg("a whole number, zero or more")
            )
        return int(text)

    def optional_count(self, field: str) -> int | None:
        """Return a whole number, None if the field is empty."""
        return self.count(field) if self.text(field) else None

    def number_or_none(self, field: str) -> Decimal | None:
        """Return a decimal number, None if the field is empty."""
        text = self.text(field)
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.problem(
                field, msg("“{value}” is not a number.", value=text), msg("a number such as 12.5")
            )
        return value

    def share_of_percent(self, field: str) -> Decimal | None:
        """Return the share (0 to 1) that a percentage means, None if the field is empty."""
        percent = self.number_or_none(field)
        if percent is None:
            return None
        if not 0 <= percent <= 100:
            raise self.problem(
                field, msg("{value} is not a percentage.", value=str(percent)), msg("a number from 0 to 100")
            )
        return percent / 100

    def day(self, field: str) -> date:
        """Return a date."""
        text = self.required(field)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.problem(
                field, msg("“{value}” is not a date.", value=text), msg("a date such as 2023-03-19")
            ) from error


def read_rows(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of the table ``name`` in ``folder``, which must have ``columns``.

    Raises
    ------
    InputProblem
        If the file is missing, is not UTF-8 or lacks a column, or a row has not as many fields as the header.
    """
    path = folder / name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputProblem(msg("The reference file is missing."), file=name) from error
    except UnicodeDecodeError as error:
        raise InputProblem(msg("The file is not text in UTF-8."), file=name) from error
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise InputProblem(
            msg("The file lacks the column “{column}”.", column=missing[0]),
            file=name,
            row=1,
            expected=msg("the columns {names}", names=", ".join(columns)),
        )
    try:
        for fields in reader:
            if None in fields or None in fields.values():
                raise InputProblem(
                    msg("The row has more or fewer fields than the header."), file=name, row=reader.line_num
                )
            yield Row(name, reader.line_num, fields)
    except csv.Error as error:
        raise InputProblem(
            msg("The row is not valid CSV ({reason}).", reason=str(error)), file=name, row=reader.line_num
        ) from error


class TableWriter:
    """Makes tables hold exactly the rows that are written; use it inside one transaction.

    Rows that stood before, recognised by a natural key, keep their primary keys. What stood before and was
    not written again is removed at the end by `remove_others`, last table first, so that no row is removed
    while another still refers to it.
    """

    def __init__(self, progress: Callable[[str], None]) -> None:
        self._progress = progress
        self._written: dict[type[Model], list[object]] = {}

    @property
    def rows_counts(self) -> dict[str, int]:
        """Count of rows written, by name of the table."""
        return {model._meta.label_lower: len(keys) for model, keys in self._written.items()}

    def write(
        self, model: type[Row_], rows: Iterable[Row_], *, key: tuple[str, ...], file: str
    ) -> list[Row_]:
        """Insert or update ``rows`` and return them with their primary keys.

        Parameters
        ----------
        key : tuple of str
            Fields with a unique constraint.
        file : str
            Named when two rows have the same key.

        Raises
        ------
        InputProblem
            If two rows have the same key.
        """
        columns = {
            field.name: field.attname for field in model._meta.concrete_fields if not field.primary_key
        }
        unique: dict[tuple[object, ...], Row_] = {}
        for row in rows:
            identity = tuple(getattr(row, columns[name]) for name in key)
            if identity in unique:
                raise InputProblem(
                    msg("The entry “{entry}” occurs twice.", entry=", ".join(map(str, identity))),
                    file=file,
                    field=", ".join(key),
                )
            unique[identity] = row
        written = model._default_manager.bulk_create(
            unique.values(),
            update_conflicts=True,
            unique_fields=key,
            update_fields=[name for name in columns if name not in key],
        )
        self._written.setdefault(model, []).extend(row.pk for row in written)
        self._progress(str(model._meta.verbose_name))
        return written

    def remove_others(self) -> None:
        """Remove every row of the tables concerned that was not written."""
        for model, keys in reversed(self._written.items()):
            model._default_manager.exclude(pk__in=keys).delete()
