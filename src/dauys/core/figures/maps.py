"""A share by region: as a map, and as equal tiles where area misleads."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from dauys.core.figures.canvas import Canvas, plain
from dauys.core.figures.colour import (
    INK,
    LINE,
    NO_DATA,
    PAPER,
    SEQUENCE_STEPS,
    SOFT,
    step_fill,
    step_text,
)
from dauys.core.figures.figure import Figure, Row, name_cells
from dauys.core.figures.shapes import XY, RegionShape, contains_all, sheet_height
from dauys.core.figures.types import RegionValue
from dauys.core.wording import Message, Percent, msg

# Below this share of the sheet's area a region is drawn as a disc, with its label beside it.
_SMALL_AREA = 0.0012
# Sizes of the names on the map, the larger tried first; they repeat in the tiles and the data.
_NAME_SIZES = (13.0, 11.0)


def region_map(
    values: Sequence[RegionValue],
    shapes: Sequence[RegionShape],
    *,
    source: Message,
    caveat: Message | None = None,
    edges: Sequence[float] | None = None,
    name: str = "region-map",
    title: Message | None = None,
) -> Figure:
    """Return regions coloured by class, each with its value.

    Parameters
    ----------
    edges : sequence of float or None
        Edges of the classes as shares, rising; None: equal classes of round width.
    """
    classes = class_edges(values) if edges is None else list(edges)
    return Figure(
        name=name,
        title=title or _title(values),
        description=msg(
            "A map of {regions} regions, darker where the share is higher. Each region shows its value.",
            regions=len(values),
        ),
        data=_rows(values),
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw_map(canvas, values, shapes, classes),
    )


def tile_map(
    values: Sequence[RegionValue],
    *,
    source: Message,
    caveat: Message | None = None,
    edges: Sequence[float] | None = None,
    name: str = "tile-map",
    title: Message | None = None,
) -> Figure:
    """Return one equal tile a region, placed roughly where the region lies."""
    classes = class_edges(values) if edges is None else list(edges)
    return Figure(
        name=name,
        title=title or _title(values),
        description=msg(
            "{regions} equal tiles, one a region, placed roughly as on the map, "
            "darker where the share is higher.",
            regions=len(values),
        ),
        data=_rows(values),
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw_tiles(canvas, values, classes),
    )


def class_edges(values: Sequence[RegionValue]) -> list[float]:
    """Return the edges of at most `SEQUENCE_STEPS` equal classes of round width that hold all values."""
    known = [float(value.value_share) for value in values if value.value_share is not None]
    if not known:
        return []
    for step_percent in (1, 2, 5, 10, 20):
        first = math.floor(min(known) * 100 / step_percent)
        last = math.floor(max(known) * 100 / step_percent) + 1
        if last - first <= SEQUENCE_STEPS:
            break
    return [index * step_percent / 100 for index in range(first, last + 1)]


def _rows(values: Sequence[RegionValue]) -> list[Row]:
    return [
        {
            "key": value.key,
            **name_cells(value.names),
            "value_share": None if value.value_share is None else float(value.value_share),
        }
        for value in values
    ]


def _title(values: Sequence[RegionValue]) -> Message:
    known = [value for value in values if value.value_share is not None]
    if not known:
        return msg("No region has a value")
    highest = max(known, key=lambda value: float(value.value_share or 0))
    lowest = min(known, key=lambda value: float(value.value_share or 0))
    return msg(
        "From {low} in the lowest region ({lowest}) to {high} in the highest ({highest})",
        low=Percent(lowest.value_share or 0, 1),
        lowest=lowest.names,
        high=Percent(highest.value_share or 0, 1),
        highest=highest.names,
    )


def _step(value: RegionValue, edges: Sequence[float]) -> int | None:
    """Return the class of a value on the scale of `SEQUENCE_STEPS`, the last class always the darkest."""
    if value.value_share is None:
        return None
    inner = edges[1:-1]
    return SEQUENCE_STEPS - 1 - len(inner) + bisect_right(inner, float(value.value_share))


def _fill(step: int | None) -> str:
    return NO_DATA if step is None else step_fill(step)


def _text_fill(step: int | None) -> str:
    return SOFT if step is None else step_text(step)


def _written(canvas: Canvas, value: RegionValue, decimals: int = 1) -> str:
    return "–" if value.value_share is None else canvas.share(value.value_share, decimals)


# --- the map ---------------------------------------------------------------------------------------


def _draw_map(
    canvas: Canvas, values: Sequence[RegionValue], shapes: Sequence[RegionShape], edges: Sequence[float]
) -> None:
    by_key = {value.key: value for value in values}
    top = _draw_legend(canvas, values, edges)
    height = sheet_height(shapes) * canvas.width
    small = [shape for shape in shapes if _is_small(shape) and shape.key in by_key]
    with canvas.inside(0, top):
        for shape in shapes:
            value = by_key.get(shape.key)
            element = canvas.path(
                _outline(shape, canvas.width),
                fill=_fill(_step(value, edges) if value else None),
                stroke=PAPER,
                width=1 if canvas.layout.is_narrow else 1.4,
            )
            element.set("fill-rule", "evenodd")
            element.set("data-region", shape.key)
            if value is not None:
                _tell(canvas, element, value)
        for shape in shapes:
            if shape.key in by_key and not _is_small(shape):
                _label_region(canvas, by_key[shape.key], shape, edges)
        for shape in small:
            x, y = (part * canvas.width for part in shape.label_spots[0])
            radius = 5.0 if canvas.layout.is_narrow else 8.0
            canvas.circle(
                x, y, radius, fill=_fill(_step(by_key[shape.key], edges)), stroke=INK, stroke_width=1.4
            )
    bottom = top + height + 14
    canvas.height = _list_small(canvas, [by_key[shape.key] for shape in small], bottom, edges)


def _is_small(shape: RegionShape) -> bool:
    return shape.area < _SMALL_AREA


def _outline(shape: RegionShape, scale: float) -> str:
    """Return the path of a region, points in steps from each other to keep the page light."""
    parts = []
    for ring in shape.rings:
        points = [(round(x * scale, 1), round(y * scale, 1)) for x, y in ring]
        x, y = points[0]
        parts.append(f"M{plain(x)} {plain(y)}l")
        steps = []
        for next_x, next_y in points[1:]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{plain(next_x - x)} {plain(next_y - y)}")
                x, y = next_x, next_y
        parts.append(" ".join(steps) + "z")
    return "".join(parts)


def _label_region(canvas: Canvas, value: RegionValue, shape: RegionShape, edges: Sequence[float]) -> None:
    """Write name and value where both fit into the region, else the value alone."""
    fill = _text_fill(_step(value, edges))
    if canvas.layout.is_narrow:
        x, y = (part * canvas.width for part in shape.label_spots[0])
        canvas.text(x, y + 4, _written(canvas, value, 0), size=11, fill=fill, anchor="middle", bold=True)
        return
    spot, lines, size = _place_name(canvas, value, shape)
    x, y = (part * canvas.width for part in spot)
    y -= len(lines) * size * 0.6
    for line in lines:
        canvas.text(x, y, line, size=size, fill=fill, anchor="middle")
        y += size * 1.2
    y += 3 if lines else canvas.layout.text * 0.35
    canvas.text(x, y, _written(canvas, value), size=canvas.layout.text, fill=fill, anchor="middle", bold=True)


def _place_name(canvas: Canvas, value: RegionValue, shape: RegionShape) -> tuple[XY, tuple[str, ...], float]:
    """Return where name and value go, how the name is broken and its size; no lines when it fits nowhere."""
    for size in _NAME_SIZES:
        # Whole first; then broken where its spaces and soft hyphens allow.
        for room in (140, 72):
            lines = canvas.lines(value.short_names, room, size=size)
            for spot in shape.label_spots:
                half_width = max(canvas.measure(line, size=size) for line in lines) / 2 / canvas.width
                half_height = (len(lines) * size + canvas.layout.text) * 0.6 / canvas.width
                corners = [
                    (spot[0] + across * half_width, spot[1] + down * half_height)
                    for across in (-1, -0.5, 0, 0.5, 1)
                    for down in (-1, 0, 1)
                ]
                if contains_all(shape, corners):
                    return spot, lines, size
    return shape.label_spots[0], (), _NAME_SIZES[0]


def _list_small(canvas: Canvas, values: Sequence[RegionValue], y: float, edges: Sequence[float]) -> float:
    """Write the values of the regions drawn as discs; return the lower edge."""
    size = canvas.layout.small
    x = 0.0
    for value in values:
        words = msg("{place}: {share}", place=value.names, share=_written(canvas, value))
        width = 22 + canvas.measure(words, size=size)
        if x and x + width > canvas.width:
            x, y = 0.0, y + size * 1.7
        canvas.circle(
            x + 8, y + size * 0.62, 6.5, fill=_fill(_step(value, edges)), stroke=INK, stroke_width=1.4
        )
        canvas.text(x + 22, y + size, words, size=size)
        x += width + 26
    return y + (size * 1.5 if values else 0)


def _tell(canvas: Canvas, element: ET.Element, value: RegionValue) -> None:
    """Give an element the words that a pointer resting on it shows."""
    words = msg("{place}: {share}", place=value.names, share=_written(canvas, value))
    ET.SubElement(element, "title").text = canvas.say(words)


def _draw_legend(canvas: Canvas, values: Sequence[RegionValue], edges: Sequence[float]) -> float:
    """Draw one swatch a class with its range; return where the picture begins."""
    if len(edges) < 2:
        return 0.0
    size = canvas.layout.small
    has_gaps = any(value.value_share is None for value in values)
    width = min(120.0, canvas.width / (len(edges) - 1 + has_gaps))
    for at, (low, high) in enumerate(pairwise(edges)):
        fill = step_fill(SEQUENCE_STEPS - len(edges) + 1 + at)
        canvas.rect(at * width, 0, width - 3, 12, fill=fill, stroke=LINE, stroke_width=0.6)
        words = f"{canvas.number(low * 100)}–{canvas.share(high, 0)}"
        canvas.text(at * width, 12 + size * 1.15, words, size=size, fill=SOFT)
    if has_gaps:
        x = (len(edges) - 1) * width
        canvas.rect(x, 0, width - 3, 12, fill=NO_DATA, stroke=LINE, stroke_width=0.6)
        canvas.text(x, 12 + size * 1.15, msg("no data"), size=size, fill=SOFT)
    return 12 + size * 1.15 + 16


# --- the tiles -------------------------------------------------------------------------------------


def _draw_tiles(canvas: Canvas, values: Sequence[RegionValue], edges: Sequence[float]) -> None:
    top = _draw_legend(canvas, values, edges)
    columns = max((value.column for value in values), default=0) + 1
    rows = max((value.row for value in values), default=0) + 1
    gap = 3.0 if canvas.layout.is_narrow else 6.0
    side = (canvas.width + gap) / columns - gap
    height = side if canvas.layout.is_narrow else side * 0.72
    for value in values:
        x, y = value.column * (side + gap), top + value.row * (height + gap)
        step = _step(value, edges)
        tile = canvas.rect(x, y, side, height, fill=_fill(step), stroke=LINE, stroke_width=0.6, rx=3)
        tile.set("data-region", value.key)
        _tell(canvas, tile, value)
        _write_tile(canvas, value, (x + side / 2, y + height / 2), side, _text_fill(step))
    canvas.height = top + rows * (height + gap)


def _write_tile(
    canvas: Canvas, value: RegionValue, middle: tuple[float, float], side: float, fill: str
) -> None:
    size = 10.5 if canvas.layout.is_narrow else canvas.layout.small
    value_size = 12.5 if canvas.layout.is_narrow else 19.0
    lines = canvas.lines(value.short_names, side - 3, size=size)
    step = size * 1.12
    x, y = middle
    y += size * 0.75 - (len(lines) * step + value_size) / 2
    for line in lines:
        canvas.text(x, y, line, size=size, fill=fill, anchor="middle")
        y += step
    canvas.text(
        x,
        y + value_size * 0.35,
        _written(canvas, value, 0 if canvas.layout.is_narrow else 1),
        size=value_size,
        fill=fill,
        anchor="middle",
        bold=True,
    )
