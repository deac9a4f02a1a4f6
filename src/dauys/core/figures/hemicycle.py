"""The house as a half circle in which every seat shows its party and where it came from.

Colour names the party; the outline tells the origin: a disc is a whole quota, a ring a remainder, a square a
district, a diamond any other way. The same picture twice compares two laws on the same votes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas, plain
from dauys.core.figures.colour import ACCENT, MUTED, PAPER, SOFT, data_colour
from dauys.core.figures.figure import Figure, Row, name_cells
from dauys.core.figures.scales import spread
from dauys.core.figures.types import SeatGroup, total_seats
from dauys.core.wording import Message, msg, msg_plural

Origin: TypeAlias = Literal["quota", "remainder", "district", "other"]
ORIGINS: tuple[Origin, ...] = ("quota", "remainder", "district", "other")
# The empty half disc in the middle, as a share of the outer radius, as nearly as whole rows allow.
_INNER_SHARE = 0.4
_MOST_SPACING = 0.24
# The half circle of the wide layout, and the room for lines from it to the labels.
_RADIUS = 238.0
_LEADER = 38.0


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat: its place on a half disc of radius 1 around (0, 0), y upwards, and whose it is."""

    x: float
    y: float
    radius: float
    group_index: int
    origin: Origin


@cache
def seat_places(seats_count: int) -> tuple[tuple[float, float], ...]:
    """Return the centres of ``seats_count`` seats from the left end of the half circle to its right end.

    The rows are as many as give the seats the same distance along the row as across; each row takes seats in
    proportion to its length (largest remainders).
    """
    if seats_count <= 0:
        return ()
    rows, spacing = _rows(seats_count)
    radii = [1 - spacing / 2 - spacing * row for row in range(rows)][::-1]
    exact = [seats_count * radius / sum(radii) for radius in radii]
    counts = [math.floor(value) for value in exact]
    for at in sorted(range(rows), key=lambda row: counts[row] - exact[row])[: seats_count - sum(counts)]:
        counts[at] += 1
    places = []
    for radius, count in zip(radii, counts, strict=True):
        for index in range(count):
            # The ends of the rows stand on one line; a single seat stands in the middle.
            turn = 0.5 if count == 1 else index / (count - 1)
            places.append((turn, -radius, math.pi * (1 - turn)))
    places.sort()
    return tuple((-radius * math.cos(angle), -radius * math.sin(angle)) for _, radius, angle in places)


def _rows(seats_count: int) -> tuple[int, float]:
    """Return how many rows, and their distance, which is also the distance of seats along a row."""
    best = (1, _MOST_SPACING)
    for rows in range(1, 1 + math.isqrt(seats_count) * 2):
        # The seats that fit: the sum over the rows of (π · radius / spacing + 1), solved for the spacing.
        spacing = min(_MOST_SPACING, math.pi * rows / max(1, seats_count - rows + math.pi * rows**2 / 2))
        if rows * spacing < 1 and abs(1 - rows * spacing - _INNER_SHARE) < abs(
            1 - best[0] * best[1] - _INNER_SHARE
        ):
            best = (rows, spacing)
    return best


@cache
def seat_radius(seats_count: int) -> float:
    """Return the radius of a seat that leaves a gap to every neighbour on the half disc of radius 1."""
    places = seat_places(seats_count)
    if len(places) < 2:
        return 0.12
    nearest = min(
        math.dist(place, other)
        for at, place in enumerate(places)
        for other in places[at + 1 : at + 1 + 4 * max(1, math.isqrt(seats_count))]
    )
    return min(0.12, nearest * 0.43)


def seats_of(groups: Sequence[SeatGroup]) -> list[Seat]:
    """Give every seat of the house to a group, from left to right in the order of ``groups``."""
    owners: list[tuple[int, Origin]] = []
    for index, group in enumerate(groups):
        for origin, count in origin_counts(group).items():
            owners += [(index, origin)] * count
    radius = seat_radius(len(owners))
    return [
        Seat(x, y, radius, index, origin)
        for (x, y), (index, origin) in zip(seat_places(len(owners)), owners, strict=True)
    ]


def origin_counts(group: SeatGroup) -> dict[Origin, int]:
    """Return how many seats of ``group`` came from where."""
    return {
        "quota": group.quota_seats,
        "remainder": group.remainder_seats,
        "district": group.district_seats,
        "other": group.other_seats,
    }


def origin_label(origin: Origin) -> Message:
    """Return the name of an origin."""
    return {
        "quota": msg("list seat for a whole quota"),
        "remainder": msg("list seat for a remainder"),
        "district": msg("seat won in a district"),
        "other": msg("seat filled another way"),
    }[origin]


def hemicycle(
    groups: Sequence[SeatGroup],
    *,
    source: Message,
    caveat: Message | None = None,
    name: str = "hemicycle",
    title: Message | None = None,
) -> Figure:
    """Return the house as a half circle, the groups from left to right in the order given."""
    seated = [group for group in groups if group.seats_count]
    house = total_seats(seated)
    return Figure(
        name=name,
        title=title or _title(seated, house),
        description=msg(
            "A half circle of {house} seats grouped by party. Discs are seats for whole quotas, "
            "rings seats for remainders, squares seats won in districts.",
            house=house,
        ),
        data=seat_rows(groups),
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, seated),
    )


def seat_rows(groups: Sequence[SeatGroup]) -> list[Row]:
    """Return the data behind a hemicycle, one row a party."""
    return [
        {
            "key": group.key,
            **name_cells(group.names),
            "quota_seats": group.quota_seats,
            "remainder_seats": group.remainder_seats,
            "district_seats": group.district_seats,
            "other_seats": group.other_seats,
            "seats_count": group.seats_count,
        }
        for group in groups
    ]


def _title(groups: Sequence[SeatGroup], house: int) -> Message:
    if not groups:
        return msg("No seat has been given to any party")
    largest = max(groups, key=lambda group: group.seats_count)
    return msg(
        "{party} holds {seats} of {house} seats",
        party=largest.names,
        seats=largest.seats_count,
        house=house,
    )


def _draw(canvas: Canvas, groups: Sequence[SeatGroup]) -> None:
    if canvas.layout.is_narrow:
        y = draw_house(canvas, groups, canvas.width / 2, canvas.width / 2 - 4, 4)
        y = _draw_list(canvas, groups, y + 26)
    else:
        y = _draw_labelled(canvas, groups) + 30
    canvas.height = draw_origin_key(canvas, groups, y) + 6


def draw_house(
    canvas: Canvas,
    groups: Sequence[SeatGroup],
    x: float,
    radius: float,
    top: float,
    *,
    marked: frozenset[int] = frozenset(),
) -> float:
    """Draw the seats around (``x``, ``top + radius``) and the size of the house; return the lower edge.

    ``marked`` names seats, by their place from left to right, that get a ring in the accent colour.
    """
    base = top + radius
    house = total_seats(groups)
    for at, seat in enumerate(seats_of(groups)):
        group = groups[seat.group_index]
        draw_seat(canvas, seat, data_colour(group.key, group.colour), x, base, radius)
        canvas.root[-1].set("data-group", group.key)
        canvas.root[-1].set("data-origin", seat.origin)
        if at in marked:
            canvas.circle(
                x + seat.x * radius,
                base - seat.y * radius,
                seat.radius * radius * 1.32,
                fill="none",
                stroke=ACCENT,
                stroke_width=2.2,
            )
    size = radius * 0.17
    canvas.text(x, base - radius * 0.1, canvas.number(house), size=size, anchor="middle", bold=True)
    canvas.text(
        x,
        base - radius * 0.1 + canvas.layout.small * 1.3,
        msg_plural(
            "seat, majority {majority}", "seats, majority {majority}", count=house, majority=house // 2 + 1
        ),
        size=canvas.layout.small,
        fill=SOFT,
        anchor="middle",
    )
    return base + seat_radius(house) * radius + 4


def draw_seat(canvas: Canvas, seat: Seat, colour: str, x: float, base: float, scale: float) -> None:
    """Draw one seat in the shape of its origin."""
    cx, cy, radius = x + seat.x * scale, base - seat.y * scale, seat.radius * scale
    if seat.origin == "quota":
        canvas.circle(cx, cy, radius, fill=colour)
    elif seat.origin == "remainder":
        canvas.circle(cx, cy, radius * 0.74, fill=PAPER, stroke=colour, stroke_width=radius * 0.5)
    elif seat.origin == "district":
        side = radius * 1.72
        canvas.rect(cx - side / 2, cy - side / 2, side, side, fill=colour, rx=radius * 0.18)
    else:
        reach = radius * 1.15
        canvas.path(
            f"M{plain(cx)},{plain(cy - reach)}l{plain(reach)},{plain(reach)}"
            f"l{plain(-reach)},{plain(reach)}l{plain(-reach)},{plain(-reach)}Z",
            fill=colour,
        )


def _draw_labelled(canvas: Canvas, groups: Sequence[SeatGroup]) -> float:
    """Draw the house with name and seats of each group beside its wedge; return the lower edge."""
    seats = seats_of(groups)
    sides: dict[bool, list[tuple[SeatGroup, float]]] = {False: [], True: []}
    for index, group in enumerate(groups):
        own = [seat for seat in seats if seat.group_index == index]
        angle = math.atan2(sum(seat.y for seat in own), sum(seat.x for seat in own))
        sides[math.cos(angle) > -0.05].append((group, angle))
    # The side with more to say gets more room.
    right_share = 0.55 if len(sides[True]) > len(sides[False]) else 0.45
    columns = {
        is_right: (canvas.width - 2 * (_RADIUS + _LEADER)) * share
        for is_right, share in ((True, right_share), (False, 1 - right_share))
    }
    x = columns[False] + _LEADER + _RADIUS
    tallest = max(
        sum(_label_height(canvas, group, columns[is_right]) for group, _ in side)
        for is_right, side in sides.items()
    )
    bottom = max(_RADIUS + 20, tallest)
    base = bottom - 14 - (bottom - _RADIUS - 20) * 0.4
    for is_right, side in sides.items():
        heights = [_label_height(canvas, group, columns[is_right]) for group, _ in side]
        wanted = [base - math.sin(angle) * _RADIUS for _, angle in side]
        for (group, angle), centre, height in zip(
            side, spread(wanted, heights, 0, bottom), heights, strict=True
        ):
            edge = x + (1 if is_right else -1) * (_RADIUS + _LEADER)
            _draw_leader(canvas, (x, base), angle, edge, centre)
            _draw_label(canvas, group, edge, centre - height / 2, columns[is_right], is_right=is_right)
    draw_house(canvas, groups, x, _RADIUS, base - _RADIUS)
    return bottom


def _draw_leader(canvas: Canvas, centre: tuple[float, float], angle: float, edge: float, y: float) -> None:
    side = 1 if edge > centre[0] else -1
    start = (centre[0] + math.cos(angle) * _RADIUS * 1.015, centre[1] - math.sin(angle) * _RADIUS * 1.015)
    canvas.polyline([start, (edge - side * 16, y), (edge - side * 6, y)], stroke=MUTED, width=1)


def _draw_label(
    canvas: Canvas, group: SeatGroup, edge: float, top: float, column: float, *, is_right: bool
) -> None:
    """Write one label with its upper edge at ``top``, ragged away from the house."""
    y = top + canvas.layout.text
    anchor: Literal["start", "end"] = "start" if is_right else "end"
    y = canvas.paragraph(edge, y, _heading(group), column, anchor=anchor, bold=True)
    width = _origins_width(canvas, group)
    draw_origins(canvas, group, edge if is_right else edge - width, y)


def _label_height(canvas: Canvas, group: SeatGroup, column: float) -> float:
    lines = len(canvas.lines(_heading(group), column, bold=True))
    return (lines * canvas.layout.text + canvas.layout.small) * LINE_HEIGHT + 10


def _heading(group: SeatGroup) -> Message:
    return msg("{party}: {seats}", party=group.names, seats=group.seats_count)


def draw_origins(canvas: Canvas, group: SeatGroup, x: float, y: float) -> None:
    """Write how many seats of ``group`` came from where, each count behind the shape of its origin."""
    size = canvas.layout.small
    colour = data_colour(group.key, group.colour)
    for origin, count in origin_counts(group).items():
        if count:
            draw_seat(canvas, Seat(0, 0, 1, 0, origin), colour, x + 5.5, y - size * 0.35, 5.5)
            x += 15 + canvas.text(x + 15, y, canvas.number(count), size=size, fill=SOFT) + 10


def _origins_width(canvas: Canvas, group: SeatGroup) -> float:
    counts = [count for count in origin_counts(group).values() if count]
    return sum(canvas.measure(canvas.number(count), size=canvas.layout.small) + 25 for count in counts) - 10


def _draw_list(canvas: Canvas, groups: Sequence[SeatGroup], y: float) -> float:
    """Write name, seats and breakdown of each group under the half circle; return the next baseline."""
    number_width = canvas.measure(canvas.number(888), bold=True) + 10
    for group in groups:
        canvas.circle(7, y - 5, 6, fill=data_colour(group.key, group.colour))
        canvas.text(canvas.width, y, canvas.number(group.seats_count), anchor="end", bold=True)
        y = canvas.paragraph(22, y, group.names, canvas.width - 22 - number_width, bold=True)
        draw_origins(canvas, group, 22, y)
        y += canvas.layout.text * LINE_HEIGHT + 10
    return y + 4


def draw_origin_key(canvas: Canvas, groups: Sequence[SeatGroup], y: float, *, counted: bool = True) -> float:
    """Write what disc, ring, square and diamond mean and how many there are; return the lower edge."""
    counts = {origin: sum(origin_counts(group)[origin] for group in groups) for origin in ORIGINS}
    size = canvas.layout.small
    narrow = canvas.layout.is_narrow
    entries = [
        (
            origin,
            msg("{origin}: {count}", origin=origin_label(origin), count=counts[origin])
            if counted
            else origin_label(origin),
        )
        for origin in ORIGINS
        if counts[origin]
    ]
    widths = [canvas.measure(words, size=size) + 20 for _, words in entries]
    x = 0.0 if narrow else max(0.0, (canvas.width - sum(widths) - 28 * (len(widths) - 1)) / 2)
    line = size * 1.6
    for at, ((origin, words), width) in enumerate(zip(entries, widths, strict=True)):
        if at and (narrow or x + width > canvas.width):
            x, y = 0.0, y + line
        draw_seat(canvas, Seat(0, 0, 1, 0, origin), SOFT, x + 7, y - size * 0.35, 6.5)
        y = (
            canvas.paragraph(x + 20, y, words, canvas.width - x - 20, size=size, fill=SOFT)
            - size * LINE_HEIGHT
        )
        x += width + 28
    return y + size * 0.6
