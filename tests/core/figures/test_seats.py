"""The half circle: every seat once, in the colour of its party and the shape of its origin."""

import math
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.figures.canvas import NARROW, WIDE, Layout
from dauys.core.figures.compare_houses import compare_houses, seat_changes
from dauys.core.figures.figure import Figure
from dauys.core.figures.hemicycle import hemicycle, seat_places, seat_radius, seats_of
from dauys.core.figures.types import SeatGroup, SeatPlan
from dauys.core.wording import Message, Names, msg

LAYOUTS = pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda layout: layout.name)


def group(key: str, quota: int, remainder: int = 0, district: int = 0, other: int = 0) -> SeatGroup:
    return SeatGroup(key, Names(key, key, key), "#336699", quota, remainder, district, other)


def drawn(svg: str) -> Counter[tuple[str, str]]:
    return Counter(re.findall(r'data-group="([^"]+)" data-origin="([^"]+)"', svg))


@LAYOUTS
def test_every_seat_is_drawn_once(figures: dict[str, Figure], layout: Layout) -> None:
    seats = drawn(figures["hemicycle"].svg("en", layout))
    assert sum(seats.values()) == 98
    assert seats["amanat", "quota"] == 39
    assert seats["amanat", "remainder"] == 1
    assert seats["amanat", "district"] == 22
    assert seats["self", "district"] == 7
    assert seats["nsdp", "remainder"] == 1
    assert ("baitaq", "quota") not in seats


def test_the_origins_differ_in_shape(figures: dict[str, Figure]) -> None:
    svg = figures["hemicycle"].svg("en", WIDE)
    shapes = {
        origin: set(re.findall(rf'<(\w+) [^>]*data-origin="{origin}"', svg))
        for origin in ("quota", "remainder", "district")
    }
    assert shapes == {"quota": {"circle"}, "remainder": {"circle"}, "district": {"rect"}}
    ring = re.search(r'<circle [^>]*data-origin="remainder"', svg)
    disc = re.search(r'<circle [^>]*data-origin="quota"', svg)
    assert ring
    assert disc
    assert "stroke=" in ring[0]
    assert "stroke=" not in disc[0]


@given(st.integers(1, 700))
def test_seats_fill_the_half_disc_without_touching(seats_count: int) -> None:
    places = seat_places(seats_count)
    assert len(places) == len(set(places)) == seats_count
    assert all(y >= -1e-9 and math.hypot(x, y) <= 1 for x, y in places)
    radius = seat_radius(seats_count)
    if seats_count <= 150:
        nearest = min((math.dist(a, b) for at, a in enumerate(places) for b in places[at + 1 :]), default=1)
        assert nearest >= 2 * radius


def test_parties_sit_from_left_to_right() -> None:
    seats = seats_of([group("left", 30), group("middle", 30), group("right", 30)])
    middles = [sum(seat.x for seat in seats if seat.group_index == index) for index in range(3)]
    assert middles == sorted(middles)


@LAYOUTS
@pytest.mark.parametrize(
    "groups",
    [
        [],
        [group("only", 1)],
        [group("only", 98)],
        [group("nobody", 0), group("somebody", 3)],
        [group(f"party-{at}", 20, 2, 2, 1) for at in range(20)],
    ],
    ids=["no seats", "one seat", "one party", "a party without seats", "500 seats"],
)
def test_any_house_can_be_drawn(groups: list[SeatGroup], layout: Layout, source: Message) -> None:
    figure = hemicycle(groups, source=source)
    assert sum(drawn(figure.svg("en", layout)).values()) == sum(each.seats_count for each in groups)


def test_an_even_split_of_another_way_is_a_diamond(source: Message) -> None:
    svg = hemicycle([group("assembly", 0, other=9)], source=source).svg("en", WIDE)
    assert len(re.findall(r'<path [^>]*data-origin="other"', svg)) == 9


def test_two_laws_are_compared_seat_by_seat(source: Message) -> None:
    first = SeatPlan(msg("first"), (group("a", 5, 1), group("b", 4)))
    second = SeatPlan(msg("second"), (group("a", 5), group("c", 1), group("b", 4)))
    assert [(each.key, before, after) for each, before, after in seat_changes(first, second)] == [
        ("a", 6, 5),
        ("b", 4, 4),
        ("c", 0, 1),
    ]
    figure = compare_houses(first, second, source=source)
    assert str(figure.title) == "Under the other law one seat would change hands"
    # One ring in the accent colour for the seat that a loses, one for the seat that c gains.
    rings = re.findall(r'fill="none" stroke="var\(--figure-accent\)"', figure.svg("en", WIDE))
    assert len(rings) == 2


def test_two_laws_that_agree_are_said_to_agree(source: Message) -> None:
    plan = SeatPlan(msg("first"), (group("a", 5),))
    figure = compare_houses(plan, plan, source=source)
    assert "the same number of seats" in str(figure.title)
    assert 'fill="none" stroke="var(--figure-accent)"' not in figure.svg("en", NARROW)
