"""The ladder of remainders: who receives the seats that whole quotas leave over, and where they run out."""

from collections.abc import Sequence
from fractions import Fraction

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import ACCENT, BAND, INK, MUTED, SOFT, data_colour
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.scales import Linear
from dauys.core.figures.types import RemainderRung
from dauys.core.wording import Message, Number, msg, msg_plural


def remainder_ladder(
    rungs: Sequence[RemainderRung],
    *,
    quota_votes: Fraction,
    source: Message,
    caveat: Message | None = None,
    name: str = "remainder-ladder",
    title: Message | None = None,
) -> Figure:
    """Return the parties sorted by their remainder, with the line below which no seat is left.

    Parameters
    ----------
    rungs : sequence of RemainderRung
        Parties that take part in the distribution, in any order.
    quota_votes : Fraction
        Votes that one seat costs.
    """
    ordered = sorted(rungs, key=lambda rung: (-rung.remainder_seats, -rung.remainder))
    spare = sum(rung.remainder_seats for rung in ordered)
    return Figure(
        name=name,
        title=title
        or msg_plural(
            "Whole quotas leave one seat over; it goes to the largest remainder",
            "Whole quotas leave {count} seats over; they go to the largest remainders",
            count=spare,
        ),
        description=msg(
            "One row a party, sorted by remainder: the votes divided by the quota of {quota} votes, "
            "the whole seats in it and the remainder as a bar between 0 and 1. "
            "A line shows where the seats run out.",
            quota=Number(quota_votes, 2),
        ),
        data=[
            {
                "key": rung.key,
                **name_cells(rung.names),
                "votes_count": rung.votes_count,
                "quota_votes": float(quota_votes),
                "quotient": float(rung.quotient),
                "whole_seats": rung.whole_seats,
                "remainder": float(rung.remainder),
                "remainder_seats": rung.remainder_seats,
                "is_tied": str(rung.is_tied).lower(),
            }
            for rung in ordered
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, ordered, quota_votes),
    )


def _draw(canvas: Canvas, rungs: Sequence[RemainderRung], quota_votes: Fraction) -> None:
    size = canvas.layout.text
    y = (
        canvas.note(canvas.layout.small, msg("One seat costs {quota} votes.", quota=Number(quota_votes, 2)))
        + 14
    )
    last_served = max((at for at, rung in enumerate(rungs) if rung.remainder_seats), default=-1)
    for at, rung in enumerate(rungs):
        y = (_draw_narrow if canvas.layout.is_narrow else _draw_wide)(canvas, rung, y)
        if at == last_served and at + 1 < len(rungs):
            y = _draw_line(canvas, y)
    canvas.height = y - size * 0.4


def _draw_line(canvas: Canvas, y: float) -> float:
    """Draw the line where the seats run out; return the baseline of the next row."""
    size = canvas.layout.small
    label = msg("here the seats run out")
    width = canvas.measure(label, size=size)
    canvas.text(canvas.width, y, label, size=size, fill=ACCENT, anchor="end")
    canvas.line(
        0, y - size * 0.35, canvas.width - width - 10, y - size * 0.35, stroke=ACCENT, width=1.5, dash="5 4"
    )
    return y + canvas.layout.text * 2


def _draw_wide(canvas: Canvas, rung: RemainderRung, y: float) -> float:
    size = canvas.layout.text
    name_width, sum_end, bar_start, bar_end = 250.0, 520.0, 545.0, 770.0
    end = canvas.paragraph(0, y, rung.names, name_width, bold=True)
    canvas.paragraph(
        0, end, msg("{votes} votes", votes=rung.votes_count), name_width, size=canvas.layout.small, fill=SOFT
    )
    canvas.text(sum_end, y, _equation(rung), anchor="end")
    _draw_bar(canvas, rung, Linear(0, 1, bar_start, bar_end), y)
    canvas.paragraph(
        bar_end + 16,
        y,
        _outcome(rung),
        canvas.width - bar_end - 16,
        fill=_outcome_colour(rung),
        bold=rung.remainder_seats > 0,
    )
    return max(end + canvas.layout.small, y + size * 2.4) + size * 1.1


def _draw_narrow(canvas: Canvas, rung: RemainderRung, y: float) -> float:
    size = canvas.layout.text
    outcome = _outcome(rung)
    outcome_width = canvas.measure(outcome, size=canvas.layout.small, bold=True)
    if outcome_width > canvas.width * 0.5:
        y = canvas.paragraph(0, y, rung.names, canvas.width, bold=True)
        canvas.text(
            0, y, outcome, size=canvas.layout.small, fill=_outcome_colour(rung), bold=rung.remainder_seats > 0
        )
        y += size * LINE_HEIGHT
    else:
        canvas.text(
            canvas.width,
            y,
            outcome,
            size=canvas.layout.small,
            fill=_outcome_colour(rung),
            anchor="end",
            bold=rung.remainder_seats > 0,
        )
        y = canvas.paragraph(0, y, rung.names, canvas.width - outcome_width - 12, bold=True)
    canvas.text(0, y, _equation(rung), size=canvas.layout.small, fill=SOFT)
    y += size * 1.5
    _draw_bar(canvas, rung, Linear(0, 1, 0, canvas.width - 60), y)
    return y + size * 2.1


def _equation(rung: RemainderRung) -> Message:
    return msg(
        "{quotient} = {whole} + {remainder}",
        quotient=Number(rung.quotient, 3),
        whole=rung.whole_seats,
        remainder=Number(rung.remainder, 3),
    )


def _outcome(rung: RemainderRung) -> Message:
    if rung.is_tied:
        return msg("tied for the last seat")
    if rung.remainder_seats:
        return msg(
            "+{seats} → {total}", seats=rung.remainder_seats, total=rung.whole_seats + rung.remainder_seats
        )
    return msg("stays at {total}", total=rung.whole_seats)


def _outcome_colour(rung: RemainderRung) -> str:
    return ACCENT if rung.is_tied else INK if rung.remainder_seats else SOFT


def _draw_bar(canvas: Canvas, rung: RemainderRung, scale: Linear, y: float) -> None:
    """Draw the remainder as the filled part of one seat."""
    colour = data_colour(rung.key, rung.colour)
    height = 16.0
    top = y - height + 2
    canvas.rect(scale.start, top, scale.end - scale.start, height, fill=BAND)
    end = scale(float(min(rung.remainder, Fraction(1))))
    if rung.remainder_seats:
        canvas.rect(scale.start, top, end - scale.start, height, fill=colour)
    else:
        canvas.rect(
            scale.start,
            top + 1,
            max(0.0, end - scale.start - 2),
            height - 2,
            fill=BAND,
            stroke=colour,
            stroke_width=2,
        )
    canvas.line(scale.end, top - 3, scale.end, top + height + 3, stroke=MUTED, width=1)
