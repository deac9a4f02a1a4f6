"""Boundaries made ready for drawing: projected, simplified without gaps, with a place for each label."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from dauys.core.problems import InputProblem
from dauys.core.wording import msg

XY: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[XY, ...]
Points: TypeAlias = npt.NDArray[np.float64]

# Points closer than this to a straight line are left out; three quarters of a pixel at a width of 960.
TOLERANCE = 0.0008
# Candidates for the place of a label along each side of the bounding box.
_LABEL_GRID = 28
# How much narrower the sides are taken to be than they are: labels are wider than high.
_SQUEEZES = (3.0, 2.0, 1.2)


@dataclass(frozen=True, slots=True)
class RegionShape:
    """One region on a sheet of width 1, y downwards.

    Parameters
    ----------
    rings : tuple of rings
        Outer boundaries and holes alike; filled by the even-odd rule.
    label_spots : tuple of (x, y)
        Where a label has most room, for a wide label, a medium one and a narrow one.
    area : float
        In units of the sheet.
    """

    key: str
    rings: tuple[Ring, ...]
    label_spots: tuple[XY, ...]
    area: float


def shapes_from_geojson(document: Mapping[str, Any], *, key_property: str) -> tuple[RegionShape, ...]:
    """Return the polygons of a GeoJSON feature collection in longitude and latitude, equal-area projected.

    Parameters
    ----------
    key_property : str
        The property that names each region.

    Raises
    ------
    InputProblem
        For a feature without that property or that is no polygon.
    """
    polygons: dict[str, list[list[XY]]] = {}
    for at, feature in enumerate(document.get("features", []), 1):
        key = feature.get("properties", {}).get(key_property)
        geometry = feature.get("geometry") or {}
        if key is None or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise InputProblem(
                msg("Feature {number} cannot be drawn.", number=at),
                field=key_property,
                expected=msg("a polygon with a name in this property"),
            )
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        polygons[str(key)] = [[(float(x), float(y)) for x, y, *_ in ring] for part in parts for ring in part]
    return _prepared(_projected(polygons))


def sheet_height(shapes: Sequence[RegionShape]) -> float:
    """Return how high the sheet is whose width is 1."""
    return max((y for shape in shapes for ring in shape.rings for _, y in ring), default=0.0)


def _projected(polygons: Mapping[str, list[list[XY]]]) -> dict[str, list[list[XY]]]:
    """Project with Albers' equal-area conic fitted to the extent, and scale to width 1.

    Standard parallels a sixth of the extent from its edges (Snyder 1987, Map Projections, p. 99).
    """
    points = [point for rings in polygons.values() for ring in rings for point in ring]
    if not points:
        return {}
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    first = math.radians(south + (north - south) / 6)
    second = math.radians(north - (north - south) / 6)
    # A region on the equator would make the cone a cylinder; a hair's breadth keeps it a cone.
    cone = (math.sin(first) + math.sin(second)) / 2 or 1e-9
    constant = math.cos(first) ** 2 + 2 * cone * math.sin(first)
    middle = (west + east) / 2

    def project(point: XY) -> XY:
        radius = math.sqrt(max(0.0, constant - 2 * cone * math.sin(math.radians(point[1])))) / cone
        angle = cone * math.radians(point[0] - middle)
        return radius * math.sin(angle), radius * math.cos(angle)

    flat = {key: [[project(point) for point in ring] for ring in rings] for key, rings in polygons.items()}
    xs = [x for rings in flat.values() for ring in rings for x, _ in ring]
    top = min(y for rings in flat.values() for ring in rings for _, y in ring)
    left, width = min(xs), (max(xs) - min(xs)) or 1.0
    return {
        key: [[((x - left) / width, (y - top) / width) for x, y in ring] for ring in rings]
        for key, rings in flat.items()
    }


def _prepared(polygons: Mapping[str, list[list[XY]]]) -> tuple[RegionShape, ...]:
    junctions = _junctions(polygons)
    shapes = []
    for key, rings in polygons.items():
        simple = [_simplified(ring, junctions) for ring in rings]
        kept = tuple(ring for ring in simple if len(ring) >= 3)
        if not kept:
            kept = (tuple(rings[0]),)
        shapes.append(
            RegionShape(key, kept, _label_spots(kept), abs(sum(_signed_area(ring) for ring in kept)))
        )
    return tuple(shapes)


def _junctions(polygons: Mapping[str, list[list[XY]]]) -> frozenset[XY]:
    """Return the points where boundaries part or meet: simplifying between them leaves no gaps."""
    neighbours: defaultdict[XY, set[XY]] = defaultdict(set)
    for rings in polygons.values():
        for ring in rings:
            closed = ring[:-1] if ring[0] == ring[-1] else ring
            for at, point in enumerate(closed):
                neighbours[point] |= {closed[at - 1], closed[(at + 1) % len(closed)]}
    return frozenset(point for point, around in neighbours.items() if len(around) > 2)


def _simplified(ring: Sequence[XY], junctions: frozenset[XY]) -> Ring:
    """Simplify a ring piece by piece, each piece the same way whichever neighbour it is drawn for."""
    closed = list(ring[:-1] if ring[0] == ring[-1] else ring)
    starts = [at for at, point in enumerate(closed) if point in junctions]
    if not starts:
        # An island: turn it to begin at its westernmost point and split it at the point furthest from there.
        first = closed.index(min(closed))
        closed = closed[first:] + closed[:first]
        starts = [0, max(range(len(closed)), key=lambda at: (math.dist(closed[0], closed[at]), -at))]
    simple: list[XY] = []
    for start, end in zip(starts, [*starts[1:], starts[0] + len(closed)], strict=True):
        piece = [closed[at % len(closed)] for at in range(start, end + 1)]
        simple += _straightened(piece)[:-1]
    return tuple(simple)


def _straightened(piece: list[XY]) -> list[XY]:
    """Simplify one piece (Douglas and Peucker 1973), beginning at its smaller end."""
    if piece[-1] < piece[0]:
        return _straightened(piece[::-1])[::-1]
    kept = {0, len(piece) - 1}
    stack = [(0, len(piece) - 1)]
    while stack:
        start, end = stack.pop()
        if end - start < 2:
            continue
        distances = [_distance(piece[at], piece[start], piece[end]) for at in range(start + 1, end)]
        furthest = max(range(len(distances)), key=distances.__getitem__)
        if distances[furthest] > TOLERANCE:
            middle = start + 1 + furthest
            kept.add(middle)
            stack += [(start, middle), (middle, end)]
    return [piece[at] for at in sorted(kept)]


def _distance(point: XY, start: XY, end: XY) -> float:
    """Return the distance of a point from a stretch of line."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length))
    return math.hypot(x - x1 - along * dx, y - y1 - along * dy)


def _signed_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _label_spots(rings: tuple[Ring, ...]) -> tuple[XY, ...]:
    """Return points inside that are furthest from every boundary, one for each way of squeezing the sides."""
    spots = []
    for squeeze in _SQUEEZES:
        points, starts, ends = _candidates(rings, squeeze)
        inside = points[_are_inside(points, starts, ends)]
        if len(inside):
            x, y = inside[_room(inside, starts, ends).argmax()]
            spots.append((float(x) * squeeze, float(y)))
    if not spots:
        largest = max(rings, key=lambda ring: abs(_signed_area(ring)))
        spots.append((sum(x for x, _ in largest) / len(largest), sum(y for _, y in largest) / len(largest)))
    return tuple(dict.fromkeys(spots))


def _candidates(rings: tuple[Ring, ...], squeeze: float) -> tuple[Points, Points, Points]:
    """Return candidates in a grid over the largest ring, and the edges of all rings, sides squeezed."""
    arrays = [np.array(ring) / (squeeze, 1) for ring in rings]
    starts = np.concatenate(arrays)
    ends = np.concatenate([np.roll(array, -1, axis=0) for array in arrays])
    largest = arrays[max(range(len(rings)), key=lambda at: abs(_signed_area(rings[at])))]
    low, high = largest.min(axis=0), largest.max(axis=0)
    steps = (np.arange(_LABEL_GRID) + 0.5) / _LABEL_GRID
    grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    return low + grid * (high - low), starts, ends


def _room(points: Points, starts: Points, ends: Points) -> Points:
    """Return the distance of each point from the nearest edge."""
    along = ends - starts
    lengths = np.maximum((along**2).sum(axis=1), 1e-18)
    offsets = points[:, None, :] - starts[None, :, :]
    shares = np.clip((offsets * along).sum(axis=2) / lengths, 0, 1)
    return np.asarray(np.hypot(*np.moveaxis(offsets - shares[..., None] * along, 2, 0)).min(axis=1))


def _are_inside(points: Points, starts: Points, ends: Points) -> npt.NDArray[np.bool_]:
    """Return for each point whether a ray from it to the right crosses the edges an odd number of times."""
    x, y = points[:, 0, None], points[:, 1, None]
    crosses = (starts[:, 1] > y) != (ends[:, 1] > y)
    heights = np.where(ends[:, 1] == starts[:, 1], 1.0, ends[:, 1] - starts[:, 1])
    at = starts[:, 0] + (ends[:, 0] - starts[:, 0]) * (y - starts[:, 1]) / heights
    return np.asarray((crosses & (x < at)).sum(axis=1) % 2 == 1)


def contains_all(shape: RegionShape, points: Sequence[XY]) -> bool:
    """Return whether all ``points`` of the sheet lie inside a region."""
    arrays = [np.array(ring) for ring in shape.rings]
    starts = np.concatenate(arrays)
    ends = np.concatenate([np.roll(array, -1, axis=0) for array in arrays])
    return bool(_are_inside(np.array(points), starts, ends).all())
