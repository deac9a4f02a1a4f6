"""Two sources that print different figures for the same thing, and lists whose rows slipped by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dauys.core.forensics.digits import Slip, describe_slip, readings
from dauys.core.forensics.turnout_series import Snapshot, TurnoutSeries, order_findings
from dauys.core.forensics.types import Finding, PlainData, PrintedShare
from dauys.core.wording import Message, Percent, msg

# One row that equals its neighbour may be chance; so many together are a slip of the whole list.
SHIFTED_ROWS_MINIMUM = 3


@dataclass(frozen=True, slots=True)
class SourcePair:
    """One quantity as two sources print it; ``decimals`` is None for counts, else the figures are
    percentages.

    ``basis`` says what each figure is a share of, when both are right and count different things.
    """

    subject: str
    figure: Message
    first: int
    second: int
    first_source: str
    second_source: str
    decimals: int | None = None
    basis: Message | None = None


@dataclass(frozen=True, slots=True)
class RivalSnapshot:
    """Turnouts of one hour from a second source, to be laid beside the series of the election."""

    subject: str
    snapshot: Snapshot


def slip_between(first: int, second: int, decimals: int | None = None) -> Slip | None:
    """Return the single slip that turns one figure into the other, or None when one slip is not enough."""
    return readings(first, minimum_digits=1 if decimals is None else decimals + 1).get(second)


def pair_findings(pair: SourcePair) -> list[Finding]:
    """Return a finding when the two sources print different figures."""
    if pair.first == pair.second:
        return []
    slip = slip_between(pair.first, pair.second, pair.decimals)
    text = msg(
        "{figure}: one source prints {first}, another {second} ({difference}).",
        figure=pair.figure,
        first=_value(pair.first, pair.decimals),
        second=_value(pair.second, pair.decimals),
        difference=describe_slip(slip) if slip else msg("more than one digit differs"),
    )
    caveat = pair.basis or msg(
        "Two publications that differ do not show which one is right; see both sources before using either "
        "figure."
    )
    scale = 1 if pair.decimals is None else 10**pair.decimals
    return [
        Finding(
            name="sources-disagree",
            subject=pair.subject,
            severity="disagreement",
            text=text,
            caveat=caveat,
            data={
                "values": [pair.first / scale, pair.second / scale]
                if scale > 1
                else [pair.first, pair.second],
                "sources": [pair.first_source, pair.second_source],
                "slip": slip,
            },
            source=pair.first_source,
        )
    ]


def snapshot_findings(series: TurnoutSeries, rival: Snapshot) -> list[Finding]:
    """Lay a second source's list of the same hour beside the series.

    Rows that carry the figure of a neighbouring row are reported once as shifted; of the other rows that
    differ, those that break the order in time are explained as in `turnout_series.order_findings`.
    """
    index = next((i for i, snapshot in enumerate(series.snapshots) if snapshot.time == rival.time), None)
    if index is None:
        return []
    own = series.snapshots[index]
    differing = [
        place
        for place, turnout in rival.turnouts.items()
        if place in own.turnouts and own.turnouts[place] != turnout
    ]
    shifted = _shifted_rows(own, rival, differing)
    found = [_shifted_finding(series, own, rival, shifted)] if shifted else []
    for place in differing:
        if place in shifted:
            continue
        found += pair_findings(_turnout_pair(series, place, own, rival))
        replaced = replace(own, turnouts={**own.turnouts, place: rival.turnouts[place]}, source=rival.source)
        snapshots = (*series.snapshots[:index], replaced, *series.snapshots[index + 1 :])
        found += order_findings(replace(series, snapshots=snapshots), place)
    return found


def _turnout_pair(series: TurnoutSeries, place: str, own: Snapshot, rival: Snapshot) -> SourcePair:
    decimals = max(own.turnouts[place].decimals, rival.turnouts[place].decimals)
    return SourcePair(
        subject=series.subject,
        figure=msg("{place}, turnout at {time}", place=series.name(place), time=rival.time),
        first=_units(rival.turnouts[place], decimals),
        second=_units(own.turnouts[place], decimals),
        first_source=rival.source,
        second_source=own.source,
        decimals=decimals,
    )


def _units(turnout: PrintedShare, decimals: int) -> int:
    return int(turnout.share * 100 * 10**decimals)


def _shifted_rows(own: Snapshot, rival: Snapshot, differing: Sequence[str]) -> dict[str, str]:
    """Return {place: the neighbouring place whose figure it carries}, or nothing when too few rows
    slipped."""
    order = list(own.turnouts)
    shifted = {}
    for place in differing:
        position = order.index(place)
        for neighbour in order[max(0, position - 1) : position] + order[position + 1 : position + 2]:
            if own.turnouts[neighbour] == rival.turnouts[place]:
                shifted[place] = neighbour
    return shifted if len(shifted) >= SHIFTED_ROWS_MINIMUM else {}


def _shifted_finding(
    series: TurnoutSeries, own: Snapshot, rival: Snapshot, shifted: dict[str, str]
) -> Finding:
    listed: Message | None = None
    for place, neighbour in shifted.items():
        row = msg(
            "{place} carries {value} of {neighbour}",
            place=series.name(place),
            value=rival.turnouts[place].printed,
            neighbour=series.name(neighbour),
        )
        listed = row if listed is None else msg("{left}; {right}", left=listed, right=row)
    rows: list[PlainData] = [
        {
            "place": place,
            "carries_row_of": neighbour,
            "printed_share": float(rival.turnouts[place].share),
            "other_source_share": float(own.turnouts[place].share),
        }
        for place, neighbour in shifted.items()
    ]
    return Finding(
        name="rows-shifted",
        subject=series.subject,
        severity="disagreement",
        text=msg(
            "Turnout at {time}: {count} rows of one source carry the figure of a neighbouring row of the "
            "other. {rows}.",
            time=rival.time,
            count=len(shifted),
            rows=listed,
        ),
        caveat=msg(
            "Two lists of the same hour that are shifted by a row differ by a slip in copying; the order in "
            "time shows which list fits the earlier and later hours."
        ),
        data={"time": rival.time, "rows": rows, "sources": [rival.source, own.source]},
        source=rival.source,
    )


def _value(number: int, decimals: int | None) -> int | Percent:
    return number if decimals is None else PrintedShare(number, decimals).printed
