"""Competition before and after a reform: one line a measure, each on a scale of its own from zero."""

from collections.abc import Sequence

from dauys.core.figures.canvas import Canvas
from dauys.core.figures.colour import AFTER, BEFORE, GRID, INK, MUTED, PAPER, SOFT
from dauys.core.figures.figure import Figure
from dauys.core.figures.scales import Linear
from dauys.core.figures.types import CompetitionMeasure
from dauys.core.wording import Message, msg


def competition_change(
    measures: Sequence[CompetitionMeasure],
    *,
    before_label: Message,
    after_label: Message,
    source: Message,
    caveat: Message | None = None,
    name: str = "competition-change",
    title: Message | None = None,
) -> Figure:
    """Return one pair of dots a measure, joined by a line."""
    return Figure(
        name=name,
        title=title or _title(measures),
        description=msg(
            "{measures} measures of competition, each with a dot for {before} and a dot for {after} on "
            "its own "
            "scale from zero.",
            measures=len(measures),
            before=before_label,
            after=after_label,
        ),
        data=[
            {
                "key": measure.key,
                "label": str(measure.label),
                "before": measure.before,
                "after": measure.after,
            }
            for measure in measures
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, measures, before_label, after_label),
    )


def _title(measures: Sequence[CompetitionMeasure]) -> Message:
    risen = sum(measure.after > measure.before for measure in measures)
    if not measures:
        return msg("No measure of competition is known for both elections")
    return msg("{risen} of {measures} measures of competition rose", risen=risen, measures=len(measures))


def _draw(
    canvas: Canvas, measures: Sequence[CompetitionMeasure], before_label: Message, after_label: Message
) -> None:
    small = canvas.layout.small
    y = small
    x = 0.0
    for label, is_after in ((before_label, False), (after_label, True)):
        width = 20 + canvas.measure(label, size=small)
        if x and x + width > canvas.width:
            x, y = 0.0, y + small * 1.5
        _dot(canvas, x + 7, y - small * 0.35, is_after=is_after)
        canvas.text(x + 20, y, label, size=small, fill=SOFT)
        x += width + 24
    y += 16
    margin = 16 + max(
        (
            canvas.measure(canvas.number(value, measure.decimals), bold=True)
            for measure in measures
            for value in (measure.before, measure.after)
        ),
        default=0,
    )
    for measure in measures:
        y = _draw_measure(canvas, measure, margin, y)
    canvas.height = y


def _dot(canvas: Canvas, x: float, y: float, *, is_after: bool) -> None:
    """Draw a full dot for after, a ring for before."""
    if is_after:
        canvas.circle(x, y, 7, fill=AFTER)
    else:
        canvas.circle(x, y, 5.5, fill=PAPER, stroke=BEFORE, stroke_width=3)


def _draw_measure(canvas: Canvas, measure: CompetitionMeasure, margin: float, y: float) -> float:
    size = canvas.layout.text
    label_width = canvas.width if canvas.layout.is_narrow else 330.0
    lines = len(canvas.lines(measure.label, label_width - (0 if canvas.layout.is_narrow else 24)))
    texts = [canvas.number(value, measure.decimals) for value in (measure.before, measure.after)]
    left = margin if canvas.layout.is_narrow else label_width + margin
    scale = Linear(0, max(measure.before, measure.after, 0) or 1, left, canvas.width - margin)
    if canvas.layout.is_narrow:
        y = canvas.paragraph(0, y + size, measure.label, label_width) + 4
        middle = y - size * 0.2
        bottom = y + size * 1.3
    else:
        height = max(46.0, lines * size * 1.25 + 18)
        middle = y + height / 2
        canvas.paragraph(
            0, middle - (lines - 1) * size * 0.625 + size * 0.35, measure.label, label_width - 24
        )
        bottom = y + height
    canvas.line(scale.start, middle, scale.end, middle, stroke=GRID, width=1.5)
    before, after = scale(measure.before), scale(measure.after)
    canvas.line(before, middle, after, middle, stroke=MUTED, width=4)
    _dot(canvas, before, middle, is_after=False)
    _dot(canvas, after, middle, is_after=True)
    is_rise = measure.after >= measure.before
    for x, text, is_after in ((before, texts[0], False), (after, texts[1], True)):
        outward = is_after == is_rise
        canvas.text(
            x + (13 if outward else -13),
            middle + size * 0.36,
            text,
            fill=INK if is_after else SOFT,
            anchor="start" if outward else "end",
            bold=is_after,
        )
    return bottom
