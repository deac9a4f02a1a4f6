"""From nominated to registered: what became of the candidates, as far as it was published."""

from collections.abc import Sequence

from dauys.core.figures.canvas import LINE_HEIGHT, Canvas
from dauys.core.figures.colour import AFTER, BAND, BEFORE, INK, LINE, MUTED, PAPER, SOFT
from dauys.core.figures.figure import Figure
from dauys.core.figures.scales import Linear
from dauys.core.figures.types import RegistrationContest
from dauys.core.wording import Message, Percent, msg

_BAR = 22.0
_FLOW = 26.0


def registration_funnel(
    contests: Sequence[RegistrationContest],
    *,
    source: Message,
    caveat: Message | None = None,
    name: str = "registration-funnel",
    title: Message | None = None,
) -> Figure:
    """Return, for each contest, the nominated above and what became of them below, on one scale."""
    return Figure(
        name=name,
        title=title or _title(contests),
        description=msg(
            "For each of {contests} contests a bar of nominated candidates flows into bars of those "
            "registered, refused, withdrawn, cancelled or not registered.",
            contests=len(contests),
        ),
        data=[
            {
                "contest": contest.key,
                "stage": stage,
                "candidates_count": count,
                "share_of_nominated": count / contest.nominated_count if contest.nominated_count else None,
            }
            for contest in contests
            for stage, count in (
                ("nominated", contest.nominated_count),
                *((outcome.kind, outcome.count) for outcome in contest.outcomes),
                ("unaccounted", contest.unaccounted_count),
            )
        ],
        source=source,
        caveat=caveat,
        draw=lambda canvas: _draw(canvas, contests),
    )


def _title(contests: Sequence[RegistrationContest]) -> Message:
    if not contests:
        return msg("No nominations are recorded")
    largest = max(contests, key=lambda contest: contest.nominated_count)
    registered = sum(outcome.count for outcome in largest.outcomes if outcome.kind == "registered")
    return msg(
        "{registered} of {nominated} nominated candidates were registered ({contest})",
        registered=registered,
        nominated=largest.nominated_count,
        contest=largest.label,
    )


def _outcome(kind: str, count: int, share: Percent) -> Message:
    """Return how many went this way, as a label."""
    match kind:
        case "registered":
            return msg("registered: {count} ({share})", count=count, share=share)
        case "refused":
            return msg("refused: {count} ({share})", count=count, share=share)
        case "withdrawn":
            return msg("withdrew: {count} ({share})", count=count, share=share)
        case "cancelled":
            return msg("registration cancelled: {count} ({share})", count=count, share=share)
        case "not_registered":
            return msg("not registered, reasons not published: {count} ({share})", count=count, share=share)
        case _:
            return msg("no published outcome: {count} ({share})", count=count, share=share)


def _draw(canvas: Canvas, contests: Sequence[RegistrationContest]) -> None:
    most = max((contest.nominated_count for contest in contests), default=1) or 1
    scale = Linear(0, most, 0, canvas.width)
    y = 0.0
    for contest in contests:
        y = _draw_contest(canvas, contest, scale, y) + 26
    canvas.height = max(0.0, y - 26)


def _draw_contest(canvas: Canvas, contest: RegistrationContest, scale: Linear, y: float) -> float:
    size = canvas.layout.text
    y = canvas.paragraph(0, y + size, contest.label, canvas.width, bold=True) - size * 0.55
    nominated = msg("nominated: {count}", count=contest.nominated_count)
    width = scale(contest.nominated_count)
    canvas.rect(0, y, width, _BAR, fill=MUTED)
    if canvas.measure(nominated) + 12 <= width:
        canvas.text(8, y + _BAR * 0.72, nominated)
    elif width + 8 + canvas.measure(nominated) <= canvas.width:
        canvas.text(width + 8, y + _BAR * 0.72, nominated)
    y += _BAR
    parts: list[tuple[str, int]] = [
        (outcome.kind, outcome.count) for outcome in contest.outcomes if outcome.count > 0
    ]
    if contest.unaccounted_count > 0:
        parts.append(("unaccounted", contest.unaccounted_count))
    start = 0
    for kind, count in parts:
        _draw_part(canvas, kind, scale(start), scale(start + count), y)
        start += count
    y += _FLOW + _BAR + 8
    for kind, count in parts:
        y = _draw_label(canvas, kind, count, contest.nominated_count, y)
    return y


def _draw_part(canvas: Canvas, kind: str, left: float, right: float, y: float) -> None:
    """Draw the flow into one outcome and its bar; a gap of paper keeps neighbours apart."""
    gap = 1.5 if right - left > 4 else 0.0
    canvas.path(f"M{left:.1f},{y:.1f}H{right - gap:.1f}V{y + _FLOW:.1f}H{left:.1f}Z", fill=BAND)
    fill, stroke = _look(canvas, kind)
    canvas.rect(
        left,
        y + _FLOW,
        max(1.0, right - left - gap),
        _BAR,
        fill=fill,
        stroke=stroke,
        stroke_width=1 if stroke else None,
    ).set("data-outcome", kind)


def _look(canvas: Canvas, kind: str) -> tuple[str, str | None]:
    """Return fill and outline of an outcome: colour and pattern both differ."""
    match kind:
        case "registered":
            return AFTER, None
        case "refused":
            return INK, None
        case "withdrawn":
            return BEFORE, None
        case "cancelled":
            return PAPER, INK
        case "not_registered":
            return canvas.hatch("unregistered", SOFT), SOFT
        case _:
            return canvas.hatch("unknown", LINE), LINE


def _draw_label(canvas: Canvas, kind: str, count: int, nominated: int, y: float) -> float:
    size = canvas.layout.small
    fill, stroke = _look(canvas, kind)
    canvas.rect(0, y, 14, 14, fill=fill, stroke=stroke, stroke_width=1 if stroke else None)
    words = _outcome(kind, count, Percent(count / nominated if nominated else 0, 1))
    end = canvas.paragraph(22, y + size * 0.86, words, canvas.width - 22, size=size, fill=SOFT)
    return end - size * 0.86 + size * (1.55 - LINE_HEIGHT)
