"""Two laws on the same votes: two half circles, and a table of what changes."""

from collections.abc import Sequence

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import ACCENT, GRID, INK, SOFT, data_colour
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.hemicycle import draw_house, draw_origin_key
from dauys.core.figures.types import SeatGroup, SeatPlan, total_seats
from dauys.core.wording import Message, msg, msg_plural


def compare_houses(
    official: SeatPlan,
    other: SeatPlan,
    *,
    source: Message,
    caveat: Message | None = None,
    name: str = "compare-houses",
    title: Message | None = None,
) -> Figure:
    """Return the house as it is beside the house as another law would fill it.

    A seat that only one of the two laws gives to its party has a ring in the accent colour.
    """
    changes = seat_changes(official, other)
    moved = sum(after - before for _, before, after in changes if after > before)
    unmoved = msg("The other law gives every party the same number of seats")
    return Figure(
        name=name,
        title=title
        or (
            msg_plural(
                "Under the other law one seat would change hands",
                "Under the other law {count} seats would change hands",
                count=moved,
            )
            if any(before != after for _, before, after in changes)
            else unmoved
        ),
        description=msg(
            "Two half circles of seats. First: {first}, {first_seats} seats. "
            "Second: {second}, {second_seats} seats. A table lists the seats of each party in both.",
            first=_label(official),
            first_seats=total_seats(official.groups),
            second=_label(other),
            second_seats=total_seats(other.groups),
        ),
        data=[
            {
                "key": group.key,
                **name_cells(group.names),
                "official_seats": before,
                "other_seats": after,
                "change": after - before,
            }
            for group, before, after in changes
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, official, other, changes),
    )


def seat_changes(official: SeatPlan, other: SeatPlan) -> list[tuple[SeatGroup, int, int]]:
    """Return every party with its seats in both houses, in the order of the official one."""
    before = {group.key: group for group in official.groups}
    after = {group.key: group for group in other.groups}
    return [
        (
            (before.get(key) or after[key]),
            before[key].seats_count if key in before else 0,
            after[key].seats_count if key in after else 0,
        )
        for key in dict.fromkeys([*before, *after])
    ]


def _label(plan: SeatPlan) -> Message:
    return msg("{label}", label=plan.label)


def _only_here(plan: SeatPlan, against: SeatPlan) -> frozenset[int]:
    """Return the places, from left to right, of seats that ``against`` does not give to the same party."""
    elsewhere = {group.key: group.seats_count for group in against.groups}
    marked: set[int] = set()
    end = 0
    for group in plan.groups:
        end += group.seats_count
        surplus = group.seats_count - elsewhere.get(group.key, 0)
        marked.update(range(end - max(0, surplus), end))
    return frozenset(marked)


def _draw(
    canvas: Canvas, official: SeatPlan, other: SeatPlan, changes: Sequence[tuple[SeatGroup, int, int]]
) -> None:
    pairs = ((official, _only_here(official, other)), (other, _only_here(other, official)))
    size = canvas.layout.text
    if canvas.layout.is_narrow:
        y = 0.0
        for plan, marked in pairs:
            y = canvas.paragraph(0, y + size, plan.label, canvas.width, bold=True) - size * 0.4
            y = draw_house(canvas, plan.groups, canvas.width / 2, canvas.width / 2 - 8, y, marked=marked) + 22
    else:
        half = (canvas.width - 40) / 2
        lines = max(len(canvas.lines(plan.label, half, bold=True)) for plan, _ in pairs)
        top = lines * size * LINE_HEIGHT + 14
        y = top
        for at, (plan, marked) in enumerate(pairs):
            x = half / 2 + at * (half + 40)
            canvas.paragraph(x, size, plan.label, half, anchor="middle", bold=True)
            y = max(y, draw_house(canvas, plan.groups, x, half / 2 - 10, top, marked=marked))
        y += 26
    y = _draw_table(canvas, changes, y)
    canvas.height = draw_origin_key(canvas, [*official.groups, *other.groups], y + 8, counted=False) + 6


def _draw_table(canvas: Canvas, changes: Sequence[tuple[SeatGroup, int, int]], y: float) -> float:
    """Write the seats of each party under both laws; return the next baseline."""
    size = canvas.layout.text
    change_end = canvas.width * (1.0 if canvas.layout.is_narrow else 0.86)
    pair_end = change_end - (44 if canvas.layout.is_narrow else 90)
    for group, before, after in changes:
        canvas.line(0, y - size * 1.1, canvas.width, y - size * 1.1, stroke=GRID)
        canvas.circle(7, y - size * 0.34, 6, fill=data_colour(group.key, group.colour))
        pair = msg("{before} → {after}", before=before, after=after)
        canvas.text(pair_end, y, pair, fill=INK if before != after else SOFT, anchor="end")
        if before != after:
            canvas.text(change_end, y, canvas.signed(after - before, 0), fill=ACCENT, anchor="end", bold=True)
        room = pair_end - 22 - canvas.measure(pair) - 12
        y = canvas.paragraph(22, y, group.names, room) + size * 0.5
    return y
