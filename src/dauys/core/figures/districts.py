"""Who won the single-member districts, as far as sources name the winner, and how two sources count them."""

from collections.abc import Sequence
from typing import Literal

from dauys.core.figures.canvas import Canvas
from dauys.core.figures.colour import LINE, PAPER, SOFT, data_colour
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.types import DistrictCount, DistrictWinner
from dauys.core.wording import Message, Names, msg

_OTHER_KEY = "self"
_OTHER_COLOUR = "#8a8a8a"


def district_winners(
    winners: Sequence[DistrictWinner],
    counts: Sequence[DistrictCount],
    *,
    party_key: str,
    party_names: Names,
    party_colour: str,
    source: Message,
    caveat: Message | None = None,
    name: str = "district-winners",
    title: Message | None = None,
) -> Figure:
    """Return one tile a district, and below it each source's count as a row of squares."""
    known = sum(winner.nomination is not None for winner in winners)
    party = (party_key, party_names, party_colour)
    return Figure(
        name=name,
        title=title
        or msg(
            "Sources name the winner’s side in {known} of {districts} districts",
            known=known,
            districts=len(winners),
        ),
        description=msg(
            "{districts} numbered tiles, one a district: filled where {party} won, hatched where a "
            "self-nominated "
            "candidate won, dashed where no source says. Below, {counts} counts of all winners.",
            districts=len(winners),
            party=party_names,
            counts=len(counts),
        ),
        data=[
            {
                "district": winner.number,
                **name_cells(winner.region),
                "nomination": winner.nomination,
                "winner": winner.winner,
                "is_indirect": str(winner.is_indirect).lower(),
            }
            for winner in winners
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, winners, counts, party),
    )


def _draw(
    canvas: Canvas,
    winners: Sequence[DistrictWinner],
    counts: Sequence[DistrictCount],
    party: tuple[str, Names, str],
) -> None:
    y = _draw_key(canvas, party)
    columns = 6 if canvas.layout.is_narrow else 10
    gap = 5.0 if canvas.layout.is_narrow else 7.0
    width = (canvas.width + gap) / columns - gap
    height = 40.0 if canvas.layout.is_narrow else 74.0
    for at, winner in enumerate(winners):
        with canvas.inside(at % columns * (width + gap), y + at // columns * (height + gap)):
            _draw_tile(canvas, winner, width, height, party)
    y += -(-len(winners) // columns) * (height + gap) + 14
    for count in counts:
        y = _draw_count(canvas, count, party, y)
    canvas.height = y


def _mark(
    canvas: Canvas,
    nomination: Literal["party", "self"] | None,
    box: tuple[float, float, float, float],
    party: tuple[str, Names, str],
) -> None:
    """Draw a square for one district: filled, hatched, or dashed and empty."""
    x, y, width, height = box
    if nomination == "party":
        canvas.rect(x, y, width, height, fill=data_colour(party[0], party[2]), rx=2)
    elif nomination == "self":
        colour = data_colour(_OTHER_KEY, _OTHER_COLOUR)
        canvas.rect(
            x, y, width, height, fill=canvas.hatch("self", colour), stroke=colour, stroke_width=1.4, rx=2
        )
    else:
        canvas.rect(x, y, width, height, fill=PAPER, stroke=LINE, stroke_width=1.2, rx=2).set(
            "stroke-dasharray", "3 3"
        )


def _draw_tile(
    canvas: Canvas, winner: DistrictWinner, width: float, height: float, party: tuple[str, Names, str]
) -> None:
    size = canvas.layout.text
    # A strip of the tile carries the colour; the text stands on paper, where it can be read.
    strip = 9.0 if canvas.layout.is_narrow else 12.0
    canvas.rect(0, 0, width, height, fill=PAPER, stroke=LINE, stroke_width=0.8, rx=2).set(
        "data-nomination", winner.nomination or "unknown"
    )
    _mark(canvas, winner.nomination, (0, height - strip, width, strip), party)
    number = canvas.number(winner.number)
    if canvas.layout.is_narrow:
        canvas.text(width / 2, size + 8, number, anchor="middle", bold=True)
        return
    canvas.text(6, size + 3, number, bold=True)
    y = size + 18.0
    for line in canvas.lines(winner.region, width - 10, size=11.5)[:3]:
        canvas.text(6, y, line, size=11.5, fill=SOFT)
        y += 13


def _draw_key(canvas: Canvas, party: tuple[str, Names, str]) -> float:
    """Write what the three marks mean; return where the tiles begin."""
    small = canvas.layout.small
    entries: tuple[tuple[Literal["party", "self"] | None, Message], ...] = (
        ("party", msg("nominated by {party}", party=party[1])),
        ("self", msg("self-nominated")),
        (None, msg("no source found")),
    )
    x, y = 0.0, small
    for nomination, words in entries:
        width = 24 + canvas.measure(words, size=small)
        if x and x + width > canvas.width:
            x, y = 0.0, y + small * 1.6
        _mark(canvas, nomination, (x, y - small * 0.85, 16, small), party)
        canvas.text(x + 24, y, words, size=small, fill=SOFT)
        x += width + 22
    return y + 14


def _draw_count(canvas: Canvas, count: DistrictCount, party: tuple[str, Names, str], y: float) -> float:
    """Draw one source's count: so many squares of the party, so many of others."""
    size = canvas.layout.text
    y = canvas.paragraph(0, y + size, count.label, canvas.width)
    total = count.party_count + count.other_count
    numbers = msg("{party} + {others}", party=count.party_count, others=count.other_count)
    room = canvas.width - canvas.measure(numbers, bold=True) - 14
    pitch = min(26.0, room / max(1, total))
    for at in range(total):
        side: Literal["party", "self"] = "party" if at < count.party_count else "self"
        _mark(canvas, side, (at * pitch, y - size * 0.8, pitch * 0.8, 16), party)
    canvas.text(total * pitch + 8, y - size * 0.8 + 13, numbers, bold=True)
    return y + 26
