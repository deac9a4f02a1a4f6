"""Boundaries: projected without changing areas, simplified without opening gaps."""

import math
from collections import Counter
from typing import Any

import pytest

from dauys.core.figures.shapes import RegionShape, contains_all, shapes_from_geojson, sheet_height
from dauys.core.problems import InputProblem


def feature(key: str, *rings: list[tuple[float, float]]) -> dict[str, Any]:
    return {
        "properties": {"name": key},
        "geometry": {"type": "Polygon", "coordinates": [[list(point) for point in ring] for ring in rings]},
    }


def box(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    """Return a box whose sides have a wiggle that neighbours share."""
    steps = 12
    wiggle = [0.1 * math.sin(at * 2.1) for at in range(steps)]
    bottom = [(west + (east - west) * at / steps, south + wiggle[at]) for at in range(steps)]
    right = [(east + wiggle[at], south + (north - south) * at / steps) for at in range(steps)]
    top = [(west + (east - west) * at / steps, north + wiggle[at % steps]) for at in range(steps, 0, -1)]
    left = [(west + wiggle[at % steps], south + (north - south) * at / steps) for at in range(steps, 0, -1)]
    ring = [*bottom, *right, *top, *left]
    return [*ring, ring[0]]


def shapes_of(*features: dict[str, Any]) -> tuple[RegionShape, ...]:
    return shapes_from_geojson({"features": list(features)}, key_property="name")


def area(shape: RegionShape) -> float:
    return shape.area


def test_equal_areas_stay_equal() -> None:
    # On the sphere the area of a box goes with its width times the difference of the sines of latitude.
    south, north = shapes_of(feature("south", box(50, 40, 60, 45)), feature("north", box(50, 50, 60, 55)))
    expected = (math.sin(math.radians(45)) - math.sin(math.radians(40))) / (
        math.sin(math.radians(55)) - math.sin(math.radians(50))
    )
    assert area(south) / area(north) == pytest.approx(expected, rel=0.01)


def zigzag(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Return a border with teeth of several sizes, many as high as others, so that ties must be broken."""
    teeth = [0, 1, -1, 1, -3, 1, -1, 3, -1, 1, 1, -1, 2, -2, 2, 0, 1, -3, 1, 0, -1]
    steps = len(teeth)
    (x1, y1), (x2, y2) = start, end
    along = [(x1 + (x2 - x1) * at / steps, y1 + (y2 - y1) * at / steps) for at in range(steps)]
    across = (y1 != y2) * 0.006, (x1 != x2) * 0.006
    return [
        (x + across[0] * tooth, y + across[1] * tooth) for (x, y), tooth in zip(along, teeth, strict=True)
    ] + [end]


def test_neighbours_share_every_piece_of_their_border() -> None:
    # One region in the west, two in the east: where the three meet, the western border must keep its corner.
    lower, upper = zigzag((60, 40), (60, 45)), zigzag((60, 45), (60, 50))
    between = zigzag((60, 45), (70, 45))
    west = [(50, 40), *lower, *upper[1:], (50, 50), (50, 40)]
    south = [*lower[::-1], (70, 40), *between[::-1]]
    north = [*between, (70, 50), *upper[::-1]]
    shapes = shapes_of(feature("west", west), feature("south", south), feature("north", north))
    pieces: Counter[frozenset[tuple[float, float]]] = Counter()
    for shape in shapes:
        ring = shape.rings[0]
        pieces.update(frozenset(pair) for pair in zip(ring, ring[1:] + ring[:1], strict=True))
    # Each piece inside has a region on either side; the outer edges of the square are seven straight pieces.
    assert sorted(pieces.values())[:7] == [1] * 7
    assert set(sorted(pieces.values())[7:]) == {2}
    # Most teeth are too small to be seen, some are not.
    assert 10 < len(pieces) < 60


def test_simplifying_leaves_points_out() -> None:
    (shape,) = shapes_of(feature("box", [(x / 50, 0.0) for x in range(500)] + [(10, 10), (0, 10), (0, 0)]))
    assert len(shape.rings[0]) < 60


def test_a_label_stands_inside_and_outside_the_hole() -> None:
    outer, hole = box(50, 40, 60, 50), box(53, 43, 57, 47)
    (shape,) = shapes_of(feature("ring", outer, hole))
    assert contains_all(shape, shape.label_spots)
    middle = (0.5, sheet_height([shape]) / 2)
    assert not contains_all(shape, [middle])


def test_the_sheet_is_as_wide_as_one() -> None:
    shapes = shapes_of(feature("a", box(50, 40, 60, 50)), feature("b", box(60, 40, 70, 50)))
    xs = [x for shape in shapes for ring in shape.rings for x, _ in ring]
    assert min(xs) == pytest.approx(0, abs=1e-3)
    assert max(xs) == pytest.approx(1, abs=1e-3)
    assert 0 < sheet_height(shapes) < 1


def test_keys_are_kept_in_order() -> None:
    shapes = shapes_of(feature("b", box(50, 40, 60, 50)), feature("a", box(60, 40, 70, 50)))
    assert [shape.key for shape in shapes] == ["b", "a"]
    assert Counter(len(shape.rings) for shape in shapes) == {1: 2}


@pytest.mark.parametrize(
    "broken",
    [
        {"properties": {}, "geometry": {"type": "Polygon", "coordinates": []}},
        {"properties": {"name": "a"}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
        {"properties": {"name": "a"}, "geometry": None},
    ],
    ids=["no name", "a point", "no geometry"],
)
def test_what_is_no_region_is_named(broken: dict[str, Any]) -> None:
    with pytest.raises(InputProblem, match="Feature 2"):
        shapes_of(feature("good", box(50, 40, 60, 50)), broken)


def test_no_features_are_no_shapes() -> None:
    assert shapes_of() == ()
    assert sheet_height(()) == 0
