"""A published number beside the number that makes the sum right, digit under digit."""

from dauys.core.figures.canvas import Canvas
from dauys.core.figures.colour import ACCENT, BAND, INK, SOFT
from dauys.core.figures.figure import Figure
from dauys.core.wording import Message, msg

_ARC = 26.0


def digit_repair(
    published: int,
    repaired: int,
    *,
    label: Message,
    source: Message,
    caveat: Message | None = None,
    name: str = "digit-repair",
    title: Message | None = None,
) -> Figure:
    """Return both numbers with the digits that differ marked; an exchange of two digits gets an arc.

    Parameters
    ----------
    published, repaired : int
        Votes as printed, and as the sum or the published share demands.
    label : Message
        What the number counts.
    """
    return Figure(
        name=name,
        title=title
        or msg(
            "{published} was printed; {repaired} makes the sum right", published=published, repaired=repaired
        ),
        description=msg(
            "{label}: the printed number {published} above the consistent number {repaired}, digits that "
            "differ "
            "marked.",
            label=label,
            published=published,
            repaired=repaired,
        ),
        data=[{"label": str(label), "published_votes": published, "repaired_votes": repaired}],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, published, repaired, label),
    )


def exchanged_places(published: int, repaired: int) -> tuple[int, int] | None:
    """Return the two places, counted from the left, whose digits were exchanged, or None."""
    first, second = str(published), str(repaired)
    if len(first) != len(second):
        return None
    places = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(places) == 2 and first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]:
        return places[0], places[1]
    return None


def _draw(canvas: Canvas, published: int, repaired: int, label: Message) -> None:
    size = canvas.layout.text
    y = canvas.paragraph(0, size, label, canvas.width) - size + 6
    digits = max(len(str(published)), len(str(repaired)))
    cell = min(34.0, canvas.width / (digits + digits // 3))
    exchanged = exchanged_places(published, repaired)
    rows = ((msg("printed"), published), (msg("consistent with the sum"), repaired))
    for words, number in rows:
        canvas.text(0, y + canvas.layout.small, words, size=canvas.layout.small, fill=SOFT)
        y += canvas.layout.small + 6
        if number == published and exchanged is not None:
            y += _ARC
        _draw_digits(
            canvas, (str(number), str(repaired if number == published else published)), digits, cell, y
        )
        if number == published and exchanged is not None:
            left, right = (_place(at, digits, cell) + cell / 2 - 1 for at in exchanged)
            canvas.path(
                f"M{left:.1f},{y - 3:.1f}C{left:.1f},{y - _ARC:.1f} "
                f"{right:.1f},{y - _ARC:.1f} {right:.1f},{y - 3:.1f}",
                stroke=ACCENT,
                width=2,
            )
        y += cell * 1.3 + 14
    canvas.height = y


def _place(at: int, digits: int, cell: float) -> float:
    """Return the left edge of a digit; groups of three stand apart."""
    groups_before = (digits - 1) // 3 - (digits - 1 - at) // 3
    return at * cell + groups_before * cell * 0.35


def _draw_digits(canvas: Canvas, pair: tuple[str, str], digits: int, cell: float, y: float) -> None:
    own, other = (text.rjust(digits) for text in pair)
    for at, (digit, counterpart) in enumerate(zip(own, other, strict=True)):
        if digit == " ":
            continue
        x = _place(at, digits, cell)
        differs = digit != counterpart
        canvas.rect(
            x,
            y,
            cell - 2,
            cell * 1.3,
            fill=BAND,
            stroke=ACCENT if differs else None,
            stroke_width=2.4 if differs else None,
            rx=3,
        )
        canvas.text(
            x + cell / 2 - 1,
            y + cell * 0.94,
            digit,
            size=cell * 0.8,
            fill=ACCENT if differs else INK,
            anchor="middle",
            bold=differs,
        )
