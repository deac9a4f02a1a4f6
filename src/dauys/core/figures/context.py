"""Dated indicators of the country around an election, one small chart each on its published scale."""

from collections.abc import Sequence

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import AFTER, GRID, SOFT
from dauys.core.figures.figure import Figure
from dauys.core.figures.scales import Linear
from dauys.core.figures.types import ContextSeries
from dauys.core.wording import Message, Number, msg

_GAP = 36.0
_HEIGHT = 130.0


def context_indicators(
    series: Sequence[ContextSeries],
    *,
    source: Message,
    election_year: int | None = None,
    caveat: Message | None = None,
    name: str = "context-indicators",
    title: Message | None = None,
) -> Figure:
    """Return one chart an indicator; ``election_year`` gets a line through each."""
    return Figure(
        name=name,
        title=title or _title(series),
        description=msg(
            "{series} small charts of dated indicators, each on its published scale.", series=len(series)
        ),
        data=[
            {
                "key": each.key,
                "year": point.year,
                "value": point.value,
                "scale_low": each.low,
                "scale_high": each.high,
                "source": point.source,
            }
            for each in series
            for point in each.points
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, series, election_year),
    )


def _title(series: Sequence[ContextSeries]) -> Message:
    dated = [each for each in series if each.points]
    if not dated:
        return msg("No indicators are recorded")
    first = dated[0]
    latest = first.points[-1]
    return msg(
        "{indicator}: {value} in {year}, on a scale from {low} to {high}",
        indicator=first.label,
        value=Number(latest.value, first.decimals),
        year=str(latest.year),
        low=Number(first.low, first.decimals),
        high=Number(first.high, first.decimals),
    )


def _draw(canvas: Canvas, series: Sequence[ContextSeries], election_year: int | None) -> None:
    columns = 1 if canvas.layout.is_narrow else max(1, min(3, len(series)))
    width = (canvas.width - _GAP * (columns - 1)) / columns
    years = [point.year for each in series for point in each.points] or [0]
    size = canvas.layout.text
    y = 0.0
    for start in range(0, len(series), columns):
        row = series[start : start + columns]
        heading = max(len(canvas.lines(each.label, width, bold=True)) for each in row) * size * LINE_HEIGHT
        for at, each in enumerate(row):
            with canvas.inside(at * (width + _GAP), y):
                canvas.paragraph(0, size, each.label, width, bold=True)
            with canvas.inside(at * (width + _GAP), y + heading + 12):
                _draw_series(canvas, each, width, (min(years), max(years)), election_year)
        y += heading + 12 + _HEIGHT + 44
    canvas.height = max(0.0, y - 18)


def _draw_series(
    canvas: Canvas, series: ContextSeries, width: float, years: tuple[int, int], election_year: int | None
) -> None:
    small = canvas.layout.small
    ends = [canvas.number(value, series.decimals) for value in (series.low, series.high)]
    left = max(canvas.measure(text, size=small) for text in ends) + 8
    value_room = (
        max(
            (
                canvas.measure(canvas.number(point.value, series.decimals), bold=True)
                for point in series.points
            ),
            default=0,
        )
        + 12
    )
    across = Linear(years[0], years[1], left, width - value_room)
    up = Linear(series.low, series.high, _HEIGHT, 0)
    for value, text in zip((series.low, series.high), ends, strict=True):
        canvas.line(left, up(value), width - value_room, up(value), stroke=GRID, width=1.5)
        canvas.text(left - 8, up(value) + small * 0.35, text, size=small, fill=SOFT, anchor="end")
    if election_year is not None and years[0] <= election_year <= years[1]:
        x = across(election_year)
        canvas.line(x, 0, x, _HEIGHT, stroke=GRID, width=1.5, dash="4 3")
    _draw_years(canvas, across, years, election_year)
    if len(series.points) > 1:
        canvas.polyline(
            [(across(point.year), up(point.value)) for point in series.points], stroke=AFTER, width=2.4
        )
    for point in series.points:
        canvas.circle(across(point.year), up(point.value), 3.6, fill=AFTER)
    if series.points:
        latest = series.points[-1]
        canvas.text(
            across(latest.year) + 9,
            up(latest.value) + 5.5,
            canvas.number(latest.value, series.decimals),
            bold=True,
        )


def _draw_years(canvas: Canvas, across: Linear, years: tuple[int, int], election_year: int | None) -> None:
    """Write the first and the last year, and that of the election where it has room between them."""
    small = canvas.layout.small
    y = _HEIGHT + small + 8
    width = canvas.measure("8888", size=small)
    canvas.text(across.start, y, str(years[0]), size=small, fill=SOFT)
    if years[1] > years[0]:
        canvas.text(across.end, y, str(years[1]), size=small, fill=SOFT, anchor="end")
    if election_year is not None:
        x = across(election_year)
        if across.start + width * 1.7 < x < across.end - width * 1.7:
            canvas.text(x, y, str(election_year), size=small, fill=SOFT, anchor="middle")
