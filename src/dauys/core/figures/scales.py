"""From numbers to positions: linear scales, round ticks, and labels that keep their distance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Linear:
    """Maps ``[low, high]`` onto ``[start, end]``; a domain of no length maps onto the start."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        return self.start if span == 0 else self.start + (value - self.low) / span * (self.end - self.start)


def nice_ticks(low: float, high: float, most_count: int) -> list[float]:
    """Return at most ``most_count`` round values within ``[low, high]``, in steps of 1, 2 or 5 × 10ⁿ."""
    if high <= low or most_count < 2:
        return [low]
    rough = (high - low) / (most_count - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Move the centres of labels as little as possible so that none overlaps another.

    Parameters
    ----------
    wanted : sequence of float
        Where each centre would stand if alone, in any order.
    heights : sequence of float
        Room that each label needs around its centre.
    low, high : float
        Edges between which the labels should stay; when they cannot all fit, they run past ``high``.

    Returns
    -------
    list of float
        The centres, in the order of ``wanted``.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    # Blocks of labels that touch; each block stands at the mean of what its members want.
    blocks: list[tuple[list[int], float, float]] = []
    for index in order:
        members, top, room = [index], wanted[index] - heights[index] / 2, heights[index]
        while blocks and blocks[-1][1] + blocks[-1][2] > top:
            earlier, _, earlier_room = blocks.pop()
            members = earlier + members
            room += earlier_room
            top = _block_top(members, wanted, heights)
        blocks.append((members, max(low, top), room))
        while len(blocks) > 1 and blocks[-2][1] + blocks[-2][2] > blocks[-1][1] + 1e-9:
            members, _, room = blocks.pop()
            earlier, _, earlier_room = blocks.pop()
            members = earlier + members
            blocks.append((members, max(low, _block_top(members, wanted, heights)), room + earlier_room))
    return _clamped(blocks, heights, low, high, len(wanted))


def _block_top(members: Sequence[int], wanted: Sequence[float], heights: Sequence[float]) -> float:
    """Return the top edge at which a stack of labels is closest to what its members want."""
    offset, tops = 0.0, []
    for index in members:
        tops.append(wanted[index] - heights[index] / 2 - offset)
        offset += heights[index]
    return sum(tops) / len(tops)


def _clamped(
    blocks: Sequence[tuple[list[int], float, float]],
    heights: Sequence[float],
    low: float,
    high: float,
    count: int,
) -> list[float]:
    """Push blocks up from the lower edge where there is room, and return the centres."""
    tops = [top for _, top, _ in blocks]
    limit = high
    for at in range(len(blocks) - 1, -1, -1):
        room = blocks[at][2]
        tops[at] = min(tops[at], limit - room)
        limit = tops[at]
    shift = max(0.0, low - limit) if blocks else 0.0
    centres = [0.0] * count
    for (members, _, _), top in zip(blocks, tops, strict=True):
        edge = top + shift
        for index in members:
            centres[index] = edge + heights[index] / 2
            edge += heights[index]
    return centres
