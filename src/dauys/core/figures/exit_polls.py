"""Exit polls against the official result: how many percentage points each lies off."""

from collections.abc import Sequence

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import AFTER, GRID, INK, PAPER, SOFT
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.scales import Linear, nice_ticks
from dauys.core.figures.types import PollComparison
from dauys.core.wording import Message, Number, Percent, msg

_SPACING = 11.0


def exit_polls(
    comparisons: Sequence[PollComparison],
    *,
    source: Message,
    caveat: Message | None = None,
    name: str = "exit-polls",
    title: Message | None = None,
) -> Figure:
    """Return one row an option, the polls as marks left and right of the official result."""
    return Figure(
        name=name,
        title=title or _title(comparisons),
        description=msg(
            "{options} rows, one an option. Marks show by how many percentage points each exit poll lay "
            "below or "
            "above the official share, which is the line in the middle.",
            options=len(comparisons),
        ),
        data=[
            {
                "key": comparison.key,
                **name_cells(comparison.names),
                "pollster": reading.pollster,
                "poll_share": float(reading.share),
                "official_share": float(comparison.official_share),
                "difference_points": difference_points(comparison, at),
            }
            for comparison in comparisons
            for at, reading in enumerate(comparison.readings)
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, comparisons),
    )


def difference_points(comparison: PollComparison, at: int) -> float:
    """Return poll minus official result in percentage points, rounded to a thousandth."""
    return round(float(comparison.readings[at].share - comparison.official_share) * 100, 3)


def _differences(comparisons: Sequence[PollComparison]) -> list[float]:
    return [
        difference_points(comparison, at)
        for comparison in comparisons
        for at in range(len(comparison.readings))
    ]


def _title(comparisons: Sequence[PollComparison]) -> Message:
    differences = _differences(comparisons)
    if not differences:
        return msg("No exit poll was published")
    return msg(
        "No exit poll differs from the official result by more than {points} percentage points",
        points=Number(max(map(abs, differences)), 2),
    )


def _draw(canvas: Canvas, comparisons: Sequence[PollComparison]) -> None:
    narrow = canvas.layout.is_narrow
    pollsters = list(dict.fromkeys(reading.pollster for each in comparisons for reading in each.readings))
    reach = max(map(abs, _differences(comparisons)), default=1.0) * 1.08 or 1.0
    left = 14.0 if narrow else 330.0
    scale = Linear(-reach, reach, left, canvas.width - 14)
    y = _draw_key(canvas, pollsters)
    small = canvas.layout.small
    ticks = nice_ticks(-reach, reach, 5 if narrow else 7)
    y += small
    for tick in ticks:
        label = canvas.say(msg("official result")) if tick == 0 else canvas.signed(tick, 1)
        canvas.text(scale(tick), y, label, size=small, fill=INK if tick == 0 else SOFT, anchor="middle")
    top = y + 6
    lines = [
        canvas.line(
            scale(tick),
            top,
            scale(tick),
            top,
            stroke=INK if tick == 0 else GRID,
            width=1.5 if tick == 0 else 1,
        )
        for tick in ticks
    ]
    y = top + 8
    for comparison in comparisons:
        y = _draw_row(canvas, comparison, pollsters, scale, y)
    for line in lines:
        line.set("y2", f"{y - 4:.0f}")
    canvas.height = y


def _draw_row(
    canvas: Canvas, comparison: PollComparison, pollsters: Sequence[str], scale: Linear, y: float
) -> float:
    size = canvas.layout.text
    words = msg("{option}: {share}", option=comparison.names, share=Percent(comparison.official_share, 2))
    if canvas.layout.is_narrow:
        y = canvas.paragraph(0, y + size, words, canvas.width, halo=True)
        half = (len(pollsters) - 1) / 2 * _SPACING
        middle = y - size * 0.6 + half
        bottom = middle + half + 12
    else:
        lines = len(canvas.lines(words, scale.start - 40))
        height = max(len(pollsters) * _SPACING + 10, lines * size * LINE_HEIGHT + 12)
        middle, bottom = y + height / 2, y + height
        canvas.paragraph(0, middle - (lines - 1) * size * 0.625 + size * 0.35, words, scale.start - 40)
    for at, reading in enumerate(comparison.readings):
        index = pollsters.index(reading.pollster)
        _draw_poll(
            canvas,
            index,
            scale(difference_points(comparison, at)),
            middle + (index - (len(pollsters) - 1) / 2) * _SPACING,
        )
    return bottom + 6


def _draw_poll(canvas: Canvas, index: int, x: float, y: float) -> None:
    """Draw the mark of a pollster; the shapes differ so that colour is not needed."""
    match index % 4:
        case 0:
            canvas.circle(x, y, 5.6, fill=AFTER)
        case 1:
            canvas.rect(x - 5, y - 5, 10, 10, fill=PAPER, stroke=AFTER, stroke_width=2.4)
        case 2:
            canvas.path(f"M{x:.1f},{y - 6.6:.1f}l6.6,6.6l-6.6,6.6l-6.6,-6.6Z", fill=AFTER)
        case _:
            canvas.circle(x, y, 4.6, fill=PAPER, stroke=AFTER, stroke_width=2.4)


def _draw_key(canvas: Canvas, pollsters: Sequence[str]) -> float:
    small = canvas.layout.small
    x, y = 0.0, small
    for index, pollster in enumerate(pollsters):
        width = 20 + canvas.measure(pollster, size=small)
        if x and x + width > canvas.width:
            x, y = 0.0, y + small * 1.6
        _draw_poll(canvas, index, x + 7, y - small * 0.35)
        y = (
            canvas.paragraph(x + 20, y, pollster, canvas.width - x - 20, size=small, fill=SOFT)
            - small * LINE_HEIGHT
        )
        x += width + 24
    return y + 12
