"""How close published totals lie to a round percentage, on a logarithmic scale of votes."""

import math
from collections.abc import Sequence

from dauys.core.figures.canvas import Canvas
from dauys.core.figures.colour import ACCENT, BAND, BEFORE, GRID, PAPER, SOFT
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.scales import Linear
from dauys.core.figures.types import RoundnessRow
from dauys.core.wording import Message, Percent, msg

# Nearer than a tenth of a vote is drawn at a tenth: the total is the round percentage, rounded to a vote.
_NEAREST_VOTES = 0.1
# Of distances spread evenly between 0 and half a step, nineteen in twenty lie beyond this share of it.
EXPECTED_FROM_SHARE = 0.05
_DOT = 6.0


def roundness_strips(
    rows: Sequence[RoundnessRow],
    *,
    grid_share: float,
    near_votes: float,
    source: Message,
    caveat: Message,
    name: str = "roundness-strips",
    title: Message | None = None,
) -> Figure:
    """Return one strip an election, a dot for each option at its distance from the grid.

    Parameters
    ----------
    grid_share : float
        Step of the grid, 0.001 for a tenth of a percent.
    near_votes : float
        Distance up to which a total counts as near.
    caveat : Message
        Obligatory: the grid and the window were chosen after looking.
    """
    return Figure(
        name=name,
        title=title or _title(rows, grid_share, near_votes),
        description=msg(
            "{rows} strips of dots on a logarithmic scale: the distance of each published total from the "
            "nearest "
            "multiple of {grid}, in votes. A band shows where nineteen in twenty would lie if the last "
            "digits "
            "were arbitrary.",
            rows=len(rows),
            grid=_grid(grid_share),
        ),
        data=[
            {
                "election": row.key,
                "election_en": row.names.en,
                "half_step_votes": row.half_step_votes,
                "key": point.key,
                **name_cells(point.names),
                "distance_votes": point.distance_votes,
            }
            for row in rows
            for point in row.points
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, rows, near_votes),
    )


def near_count(row: RoundnessRow, near_votes: float) -> int:
    """Return how many totals of an election lie within ``near_votes`` of the grid."""
    return sum(abs(point.distance_votes) <= near_votes for point in row.points)


def _grid(grid_share: float) -> Percent:
    return Percent(grid_share, max(0, -math.floor(math.log10(grid_share * 100) + 1e-9)))


def _title(rows: Sequence[RoundnessRow], grid_share: float, near_votes: float) -> Message:
    if not rows:
        return msg("No totals were compared with round percentages")
    closest = max(rows, key=lambda row: near_count(row, near_votes))
    return msg(
        "{election}: {near} of {options} totals lie within {votes} votes of a multiple of {grid}",
        election=closest.names,
        near=near_count(closest, near_votes),
        options=len(closest.points),
        votes=int(near_votes),
        grid=_grid(grid_share),
    )


def _draw(canvas: Canvas, rows: Sequence[RoundnessRow], near_votes: float) -> None:
    furthest = max((row.half_step_votes for row in rows), default=1.0)
    narrow = canvas.layout.is_narrow
    left = 8.0 if narrow else 250.0
    scale = Linear(math.log10(_NEAREST_VOTES), math.log10(max(furthest, 1.0)), left, canvas.width - 12)
    small = canvas.layout.small
    y = canvas.note(small, msg("distance from the round percentage, in votes")) + 2
    ticks = [power for power in range(-1, 7) if scale.low <= power <= scale.high]
    for power in ticks:
        label = canvas.number(10**power) if power >= 0 else canvas.number(10**power, -power)
        canvas.text(scale(power), y, label, size=small, fill=SOFT, anchor="middle" if power > -1 else "start")
    top = y + 6
    grid = [canvas.line(scale(power), top, scale(power), top, stroke=GRID) for power in ticks]
    near = canvas.line(
        scale(math.log10(near_votes)),
        top,
        scale(math.log10(near_votes)),
        top,
        stroke=ACCENT,
        width=1.2,
        dash="4 3",
    )
    y = top + 6
    for row in rows:
        y = _draw_row(canvas, row, scale, near_votes, y)
    for line in (*grid, near):
        line.set("y2", f"{y - 4:.0f}")
    canvas.height = _draw_band_key(canvas, y + small + 2) - small * 0.5


def _draw_row(canvas: Canvas, row: RoundnessRow, scale: Linear, near_votes: float, y: float) -> float:
    size, small = canvas.layout.text, canvas.layout.small
    count = near_count(row, near_votes)
    words = msg(
        "{near} of {options} within {votes} votes", near=count, options=len(row.points), votes=int(near_votes)
    )
    fill = ACCENT if count > 1 else SOFT
    placed = _dodged([_position(scale, point.distance_votes) for point in row.points])
    depth = max((abs(level) for _, level in placed), default=0) * (_DOT * 2 + 1) + _DOT + 5
    if canvas.layout.is_narrow:
        y = canvas.paragraph(0, y + size, row.names, canvas.width, bold=True, halo=True)
        y = canvas.paragraph(0, y, words, canvas.width, size=small, fill=fill, halo=True) - small * 0.4
        middle, bottom = y + depth, y + 2 * depth + 10
    else:
        lines = len(canvas.lines(row.names, 220, bold=True))
        height = max(2 * depth, (lines * size + small) * 1.25 + 10)
        middle, bottom = y + height / 2, y + height + 6
        text_y = canvas.paragraph(
            0, middle - ((lines - 1) * size + small) * 0.625 + size * 0.3, row.names, 220, bold=True
        )
        canvas.paragraph(0, text_y, words, 220, size=small, fill=fill)
    start = scale(math.log10(max(_NEAREST_VOTES, row.half_step_votes * EXPECTED_FROM_SHARE)))
    end = scale(math.log10(max(_NEAREST_VOTES, row.half_step_votes)))
    canvas.rect(start, middle - depth + 4, end - start, 2 * depth - 8, fill=BAND, rx=3)
    for (x, level), point in zip(placed, row.points, strict=True):
        is_near = abs(point.distance_votes) <= near_votes
        dot = canvas.circle(
            x,
            middle + level * (_DOT * 2 + 1),
            _DOT,
            fill=ACCENT if is_near else BEFORE,
            stroke=PAPER,
            stroke_width=1,
        )
        dot.set("data-option", point.key)
    return bottom


def _position(scale: Linear, distance_votes: float) -> float:
    return scale(math.log10(max(_NEAREST_VOTES, abs(distance_votes))))


def _dodged(positions: Sequence[float]) -> list[tuple[float, int]]:
    """Give dots that would overlap a level above or below the line: 0, 1, −1, 2, −2 …"""
    taken: list[tuple[float, int]] = []
    levels: dict[int, int] = {}
    for at in sorted(range(len(positions)), key=lambda index: positions[index]):
        level = 0
        while any(other == level and abs(positions[at] - x) < 2 * _DOT + 0.5 for x, other in taken):
            level = -level if level > 0 else 1 - level
        taken.append((positions[at], level))
        levels[at] = level
    return [(position, levels[at]) for at, position in enumerate(positions)]


def _draw_band_key(canvas: Canvas, y: float) -> float:
    """Write what the band is; return the next baseline."""
    small = canvas.layout.small
    canvas.rect(0, y - small * 0.8, 18, small, fill=BAND, rx=3)
    return canvas.paragraph(
        26,
        y,
        msg("where 19 of 20 totals would lie if the last digits were arbitrary"),
        canvas.width - 26,
        size=small,
        fill=SOFT,
    )
