"""What is wrong with an input, said so that the person who made it can mend it."""

from dauys.core.wording import Message, msg, render


class InputProblem(ValueError):  # noqa: N818 - it is the input that has the problem, not the program
    """An input that cannot be used: names file, row, field and what was expected.

    Parameters
    ----------
    what : Message
        One sentence that says what is wrong.
    file : str or None
        The file as the user named it.
    row : int or None
        Line of the file, counted from 1 with the header as line 1.
    field : str or None
        Column, key or option concerned.
    expected : Message or None
        What would have been right.
    """

    def __init__(
        self,
        what: Message,
        *,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
        expected: Message | None = None,
    ) -> None:
        self.what = what
        self.file = file
        self.row = row
        self.field = field
        self.expected = expected
        super().__init__(self.describe("en"))

    def describe(self, language: str) -> str:
        """Return the whole problem as one line of text in ``language``."""
        where = [
            part
            for part in (
                self.file,
                render(msg("row {row}", row=self.row), language) if self.row is not None else None,
                render(msg("field “{field}”", field=self.field), language) if self.field else None,
            )
            if part
        ]
        text = ", ".join(where) + ": " if where else ""
        text += render(self.what, language)
        if self.expected:
            text += " " + render(msg("Expected: {expected}", expected=self.expected), language)
        return text
