"""Turnout by the clock: one small chart a region, the country behind each, oddities marked and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import ACCENT, GRID, INK, LINE, PAPER, SOFT
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.scales import Linear
from dauys.core.figures.types import TurnoutLine, TurnoutPoint
from dauys.core.wording import Message, Percent, msg

_GAP = 18.0
_CHART_HEIGHT = 84.0


def turnout_clock(
    national: TurnoutLine,
    regions: Sequence[TurnoutLine],
    *,
    source: Message,
    caveat: Message | None = None,
    name: str = "turnout-clock",
    title: Message | None = None,
) -> Figure:
    """Return small charts of the regions, the highest final turnout first.

    A point with a flag gets a numbered mark; the flags stand below as sentences.
    """
    ordered = sorted(regions, key=lambda line: (-float(_final(line)), line.key))
    return Figure(
        name=name,
        title=title or _title(national, ordered),
        description=msg(
            "{regions} small line charts of turnout by the clock, one a region, each with the line of the "
            "whole country behind it. {marks} announced values are marked as odd.",
            regions=len(ordered),
            marks=sum(point.flag is not None for line in ordered for point in line.points),
        ),
        data=[
            {
                "key": line.key,
                **name_cells(line.names),
                "clock": point.clock.strftime("%H:%M"),
                "turnout_share": float(point.turnout_share),
                "flag": None if point.flag is None else str(point.flag),
            }
            for line in (national, *ordered)
            for point in line.points
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, national, ordered),
    )


def _final(line: TurnoutLine) -> float:
    return float(line.points[-1].turnout_share) if line.points else 0.0


def _title(national: TurnoutLine, ordered: Sequence[TurnoutLine]) -> Message:
    known = [line for line in ordered if line.points]
    if not known or not national.points:
        return msg("No turnout was announced")
    return msg(
        "Turnout ended at {national}; highest: {highest}, {high}; lowest: {lowest}, {low}",
        national=Percent(national.points[-1].turnout_share),
        highest=known[0].names,
        high=Percent(known[0].points[-1].turnout_share),
        lowest=known[-1].names,
        low=Percent(known[-1].points[-1].turnout_share),
    )


@dataclass(frozen=True, slots=True)
class _Panel:
    """The scales that all small charts share, and the numbers of the marked points."""

    clock: Linear
    share: Linear
    numbers: dict[tuple[str, time], int]


def _draw(canvas: Canvas, national: TurnoutLine, regions: Sequence[TurnoutLine]) -> None:
    columns = 2 if canvas.layout.is_narrow else 5
    width = (canvas.width - _GAP * (columns - 1)) / columns
    lines = [national, *regions]
    minutes = [_minutes(point) for line in lines for point in line.points] or [0]
    highest = max((float(point.turnout_share) for line in lines for point in line.points), default=1.0)
    flagged = [(line, point) for line in regions for point in line.points if point.flag is not None]
    label_room = canvas.measure(canvas.share(0.888, 1), size=canvas.layout.small, bold=True) + 6
    panel = _Panel(
        clock=Linear(min(minutes), max(minutes), 0, width - label_room),
        share=Linear(0, max(highest, 0.01), _CHART_HEIGHT, 0),
        numbers={(line.key, point.clock): at for at, (line, point) in enumerate(flagged, 1)},
    )
    y = _draw_key(canvas, national)
    for start in range(0, len(regions), columns):
        row = regions[start : start + columns]
        heading = max(len(_heading(canvas, line, width)) for line in row) * canvas.layout.small * LINE_HEIGHT
        for at, line in enumerate(row):
            with canvas.inside(at * (width + _GAP), y):
                for index, text in enumerate(_heading(canvas, line, width)[::-1]):
                    canvas.text(
                        0,
                        heading - 6 - index * canvas.layout.small * LINE_HEIGHT,
                        text,
                        size=canvas.layout.small,
                        bold=True,
                    )
            with canvas.inside(at * (width + _GAP), y + heading + 8):
                _draw_panel(canvas, national, line, panel)
                if at == 0 and highest > 0.5:
                    size = canvas.layout.small - 1.5
                    canvas.text(
                        0, panel.share(0.5) - 4, canvas.share(0.5, 0), size=size, fill=SOFT, halo=True
                    )
                if start + at + columns >= len(regions):
                    _draw_hours(canvas, panel, min(minutes), max(minutes))
        y += heading + _CHART_HEIGHT + 26
    y += canvas.layout.small * 2
    for number, (line, point) in enumerate(flagged, 1):
        y = _draw_flag(canvas, number, line, point, y)
    canvas.height = y


def _minutes(point: TurnoutPoint) -> int:
    return point.clock.hour * 60 + point.clock.minute


def _heading(canvas: Canvas, line: TurnoutLine, width: float) -> tuple[str, ...]:
    return canvas.lines(line.names, width, size=canvas.layout.small, bold=True)


def _draw_key(canvas: Canvas, national: TurnoutLine) -> float:
    """Write what the two lines are; return where the charts begin."""
    size = canvas.layout.small
    middle = size * 0.66
    canvas.line(0, middle, 26, middle, stroke=INK, width=2.4)
    width = canvas.text(34, size, msg("region"), size=size, fill=SOFT)
    x = 34 + width + 26
    canvas.line(x, middle, x + 26, middle, stroke=LINE, width=1.6, dash="4 3")
    label: Message = (
        msg(
            "{country}, at the end {share}",
            country=national.names,
            share=Percent(national.points[-1].turnout_share),
        )
        if national.points
        else msg("{country}", country=national.names)
    )
    return canvas.paragraph(x + 34, size, label, canvas.width - x - 34, size=size, fill=SOFT) + 4


def _draw_panel(canvas: Canvas, national: TurnoutLine, line: TurnoutLine, panel: _Panel) -> None:
    canvas.line(0, _CHART_HEIGHT, panel.clock.end, _CHART_HEIGHT, stroke=GRID, width=1.5)
    if panel.share.high > 0.5:
        half = panel.share(0.5)
        canvas.line(0, half, panel.clock.end, half, stroke=GRID)
    for each, colour, width, dash in ((national, LINE, 1.6, "4 3"), (line, INK, 2.4, None)):
        points = [
            (panel.clock(_minutes(point)), panel.share(float(point.turnout_share))) for point in each.points
        ]
        if len(points) > 1:
            canvas.polyline(points, stroke=colour, width=width, dash=dash)
    for point in line.points:
        if point.flag is not None:
            _draw_mark(canvas, line, point, panel)
    if line.points:
        last = line.points[-1]
        x, y = panel.clock(_minutes(last)), panel.share(float(last.turnout_share))
        canvas.circle(x, y, 3.4, fill=INK)
        canvas.text(x + 6, y + 4.5, canvas.share(last.turnout_share, 1), size=canvas.layout.small, bold=True)


def _draw_mark(canvas: Canvas, line: TurnoutLine, point: TurnoutPoint, panel: _Panel) -> None:
    """Ring an odd point and write its number beneath it, out of the way of the line."""
    x, y = panel.clock(_minutes(point)), panel.share(float(point.turnout_share))
    canvas.circle(x, y, 5, fill=PAPER, stroke=ACCENT, stroke_width=2.4)
    canvas.text(
        x,
        y + canvas.layout.small + 9,
        canvas.number(panel.numbers[line.key, point.clock]),
        size=canvas.layout.small,
        fill=ACCENT,
        anchor="middle",
        bold=True,
        halo=True,
    )


def _draw_hours(canvas: Canvas, panel: _Panel, first: int, last: int) -> None:
    size = canvas.layout.small - 1
    y = _CHART_HEIGHT + size + 5
    canvas.text(0, y, f"{first // 60}:{first % 60:02d}", size=size, fill=SOFT)
    if last > first:
        canvas.text(panel.clock.end, y, f"{last // 60}:{last % 60:02d}", size=size, fill=SOFT, anchor="end")


def _draw_flag(canvas: Canvas, number: int, line: TurnoutLine, point: TurnoutPoint, y: float) -> float:
    """Write one oddity in words; return the next baseline."""
    size = canvas.layout.small
    canvas.text(0, y, canvas.number(number), size=size, fill=ACCENT, bold=True)
    words = msg(
        "{place}, {clock}, {share}: {flag}",
        place=line.names,
        clock=point.clock.strftime("%H:%M"),
        share=Percent(point.turnout_share),
        flag=point.flag,
    )
    return canvas.paragraph(20, y, words, canvas.width - 20, size=size, fill=SOFT) + 4
