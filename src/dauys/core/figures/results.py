"""Votes of every option as bars, with the line that a list must reach."""

from collections.abc import Sequence
from fractions import Fraction

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import ACCENT, PAPER, SOFT, data_colour
from dauys.core.figures.figure import Figure, name_cells
from dauys.core.figures.scales import Linear
from dauys.core.figures.types import Share, VoteBar
from dauys.core.wording import Message, Percent, msg


def result_bars(
    bars: Sequence[VoteBar],
    *,
    source: Message,
    threshold_share: Share | None = None,
    caveat: Message | None = None,
    name: str = "result-bars",
    title: Message | None = None,
) -> Figure:
    """Return horizontal bars in the order given, the threshold as a line through all of them."""
    return Figure(
        name=name,
        title=title or _title(bars, threshold_share),
        description=msg(
            "Horizontal bars: the share and the number of votes of {options} options. "
            "A vertical line marks the threshold.",
            options=len(bars),
        ),
        data=[
            {
                "key": bar.key,
                **name_cells(bar.names),
                "kind": bar.kind,
                "votes_count": bar.votes_count,
                "share": float(bar.share),
                "threshold_share": None if threshold_share is None else float(threshold_share),
            }
            for bar in bars
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, bars, threshold_share),
    )


def _title(bars: Sequence[VoteBar], threshold_share: Share | None) -> Message:
    parties = [bar for bar in bars if bar.kind == "party"]
    if not parties or sum(bar.votes_count for bar in bars) == 0:
        return msg("No votes are recorded")
    leader = max(parties, key=lambda bar: bar.votes_count)
    if threshold_share is None:
        return msg("{party} received {share} of the votes", party=leader.names, share=_percent(leader.share))
    passed = sum(Fraction(bar.share) >= Fraction(threshold_share) for bar in parties)
    return msg(
        "{party} received {share} of the votes; "
        "{passed} of {lists} lists reached the threshold of {threshold}",
        party=leader.names,
        share=_percent(leader.share),
        passed=passed,
        lists=len(parties),
        threshold=_threshold(threshold_share),
    )


def _percent(share: Share) -> Percent:
    return Percent(share, 2)


def _draw(canvas: Canvas, bars: Sequence[VoteBar], threshold_share: Share | None) -> None:
    narrow = canvas.layout.is_narrow
    values = [canvas.share(bar.share, 2) for bar in bars]
    votes = [canvas.say(msg("{votes} votes", votes=bar.votes_count)) for bar in bars]
    share_width = max((canvas.measure(value, bold=True) for value in values), default=0)
    votes_width = max((canvas.measure(text, size=canvas.layout.small) for text in votes), default=0)
    left = 0.0 if narrow else min(290.0, max((canvas.measure(bar.names) for bar in bars), default=0) + 12)
    room = share_width + 10 + (0 if narrow else votes_width + 12)
    scale = Linear(0, max((float(bar.share) for bar in bars), default=0) or 1, left, canvas.width - room)
    y = 26.0 if threshold_share is not None else 4.0
    if threshold_share is not None:
        _label_threshold(canvas, threshold_share, scale(float(threshold_share)), y - 8)
    for bar, value, count in zip(bars, values, votes, strict=True):
        y = _draw_bar(canvas, bar, (value, count), scale, y, threshold_share)
    canvas.height = y


def _draw_bar(
    canvas: Canvas,
    bar: VoteBar,
    texts: tuple[str, str],
    scale: Linear,
    y: float,
    threshold_share: Share | None,
) -> float:
    """Draw one bar with its name, numbers and piece of the threshold; return where the next begins."""
    value, count = texts
    size = canvas.layout.text
    thickness = 18.0 if canvas.layout.is_narrow else 26.0
    bottom = y
    if canvas.layout.is_narrow:
        room = canvas.measure(count, size=canvas.layout.small) + 8
        canvas.text(canvas.width, y + size, count, size=canvas.layout.small, fill=SOFT, anchor="end")
        top = canvas.paragraph(0, y + size, bar.names, canvas.width - room) - size + 5
    else:
        room = scale.start - 12
        height = len(canvas.lines(bar.names, room)) * size * LINE_HEIGHT
        top = y + max(0.0, (height - thickness) / 2)
        bottom = y + height
        canvas.paragraph(room, top + (thickness - height) / 2 + size, bar.names, room, anchor="end")
    end = scale(float(bar.share))
    _draw_stretch(canvas, bar, scale.start, top, end - scale.start, thickness)
    text_start = end + 8
    if threshold_share is not None:
        x = scale(float(threshold_share))
        reach = 5.0
        # Paper on both sides of the line keeps it visible on a bar of any colour.
        canvas.line(x, top, x, top + thickness, stroke=PAPER, width=4.5)
        canvas.line(x, top - reach, x, top + thickness + reach, stroke=ACCENT, width=1.8)
        # The numbers of a list below the threshold stand beyond it, so that the gap is seen.
        text_start = max(text_start, x + 8) if end < x + 4 else text_start
    middle = top + thickness / 2 + size * 0.36
    width = canvas.text(text_start, middle, value, bold=True)
    if not canvas.layout.is_narrow:
        canvas.text(text_start + width + 10, middle, count, size=canvas.layout.small, fill=SOFT)
    return max(bottom, top + thickness) + 12


def _draw_stretch(canvas: Canvas, bar: VoteBar, x: float, y: float, width: float, height: float) -> None:
    """Draw the bar itself: filled for a list, hatched for votes against all."""
    colour = data_colour(bar.key, bar.colour)
    if bar.kind == "against_all":
        canvas.rect(x, y, width, height, fill=canvas.hatch("against", colour), stroke=colour, stroke_width=1)
    else:
        canvas.rect(x, y, width, height, fill=colour)


def _label_threshold(canvas: Canvas, threshold_share: Share, x: float, y: float) -> None:
    label = msg("threshold {share}", share=_threshold(threshold_share))
    size = canvas.layout.small
    if x + canvas.measure(label, size=size) <= canvas.width:
        canvas.text(x, y, label, size=size, fill=ACCENT)
    else:
        canvas.text(min(x, canvas.width), y, label, size=size, fill=ACCENT, anchor="end")


def _threshold(share: Share) -> Percent:
    """Return the threshold with as many decimals as it needs, at most one."""
    return Percent(share, 0 if Fraction(share).limit_denominator(10_000) * 100 % 1 == 0 else 1)
