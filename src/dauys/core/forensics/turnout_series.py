"""Turnout by the clock: a cumulative share cannot fall, and a place rarely leaves the pace of all the others.

All turnouts are printed percentages. Falls are arithmetic; jumps and early peaks are descriptions against the
other places of the same hours, by robust z-scores (median and MAD; cut-off 3.5 after Iglewicz and Hoaglin
1993, eq. 3.3).
"""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from dauys.core.forensics.digits import Slip, describe_slip, readings
from dauys.core.forensics.types import Finding, PlainData, PrintedShare
from dauys.core.wording import Message, Names, Number, Percent, msg

# Iglewicz and Hoaglin (1993) call a value an outlier beyond 3.5; the others show how the answer depends on
# it.
JUMP_Z = 3.5
JUMP_Z_OTHERS = (3.0, 5.0)
# A jump must also be worth looking at: where all places move together the MAD is a fraction of a point.
JUMP_MINIMUM_POINTS = 5
# Early peak: the place adds at most this part of what the country still adds, and the country adds at least
# so many points.
EARLY_PEAK_PART = 0.1
EARLY_PEAK_COUNTRY_POINTS = 5
EARLY_PEAK_COUNTRY_POINTS_OTHERS = (4, 6)
# Makes the MAD of a normal distribution its standard deviation.
MAD_TO_SD = 1.4826
MINIMUM_PLACES = 8
# On lists without any slip the weighted mean misses the printed turnout of the country by up to 0.2 points,
# since the voters of some places are estimates: readings closer together than this cannot be told apart.
COUNTRY_TOLERANCE_SHARE = Fraction(2, 1000)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The turnouts published at one hour: of the places, in the order of the list, and of the country."""

    time: str
    turnouts: Mapping[str, PrintedShare]
    country: PrintedShare | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class TurnoutSeries:
    """The snapshots of one election day in order of time; ``voters_counts`` are the weights of the places, if
    known."""

    subject: str
    snapshots: tuple[Snapshot, ...]
    voters_counts: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, Names] = field(default_factory=dict)

    def name(self, place: str) -> Names | str:
        """Return the name of a place, or its code."""
        return self.names.get(place, place)

    def known(self, place: str) -> list[tuple[int, PrintedShare]]:
        """Return (index of the snapshot, turnout) of a place, without the gaps."""
        return [
            (index, snapshot.turnouts[place])
            for index, snapshot in enumerate(self.snapshots)
            if place in snapshot.turnouts
        ]

    def places(self) -> list[str]:
        """Return every place that occurs, in order of appearance."""
        return list(dict.fromkeys(place for snapshot in self.snapshots for place in snapshot.turnouts))


@dataclass(frozen=True, slots=True)
class Reading:
    """A turnout read differently, by one slip, and the country that would follow from it."""

    snapshot_index: int
    place: str
    published: PrintedShare
    repaired: PrintedShare
    slip: Slip
    country_before: Fraction | None
    country_after: Fraction | None


def country_turnout(snapshot: Snapshot, voters_counts: Mapping[str, int]) -> Fraction | None:
    """Return the mean turnout weighted by voters, or None unless every weighted place is in the snapshot."""
    if not voters_counts or any(place not in snapshot.turnouts for place in voters_counts):
        return None
    voted = sum(count * snapshot.turnouts[place].share for place, count in voters_counts.items())
    return Fraction(voted) / sum(voters_counts.values())


def turnout_findings(series: TurnoutSeries) -> list[Finding]:
    """Return everything that one election day's turnouts show."""
    found = [finding for place in series.places() for finding in order_findings(series, place)]
    return found + jump_findings(series) + early_peak_findings(series)


def order_findings(series: TurnoutSeries, place: str) -> list[Finding]:
    """Return where the cumulative turnout of ``place`` falls, and what would explain it."""
    known = series.known(place)
    found: list[Finding] = []
    for (first, high), (second, low) in pairwise(known):
        if low.share >= high.share:
            continue
        found.append(_fall_finding(series, place, first, second))
        suspects = [index for index in (first, second) if _in_order_without(known, index)]
        copied = [finding for index in suspects if (finding := _copied_row_finding(series, place, index))]
        found += copied or _reading_findings(series, place, suspects)
    return found


def _in_order_without(known: Sequence[tuple[int, PrintedShare]], index: int) -> bool:
    rest = [turnout.share for position, turnout in known if position != index]
    return all(earlier <= later for earlier, later in pairwise(rest))


def _bounds(series: TurnoutSeries, place: str, index: int) -> tuple[Fraction, Fraction]:
    """Return the turnouts just before and just after a snapshot: what lies between them is in order."""
    known = series.known(place)
    low = max((turnout.share for position, turnout in known if position < index), default=Fraction(0))
    high = min((turnout.share for position, turnout in known if position > index), default=Fraction(1))
    return low, high


def _fall_finding(series: TurnoutSeries, place: str, first: int, second: int) -> Finding:
    earlier, later = series.snapshots[first], series.snapshots[second]
    high, low = earlier.turnouts[place], later.turnouts[place]
    return Finding(
        name="turnout-falls",
        subject=series.subject,
        severity="contradiction",
        text=msg(
            "{place}: cumulative turnout falls from {high} at {earlier} to {low} at {later}.",
            place=series.name(place),
            high=high.printed,
            earlier=earlier.time,
            low=low.printed,
            later=later.time,
        ),
        caveat=msg(
            "The share of people who have voted cannot fall, so one of the two figures is wrong. Slips of "
            "the pen in news reports are the usual reason; nothing here says anything about the count."
        ),
        data={
            "place": place,
            "times": [earlier.time, later.time],
            "turnout_shares": [float(high.share), float(low.share)],
        },
        source=later.source,
    )


def _copied_row_finding(series: TurnoutSeries, place: str, index: int) -> Finding | None:
    """Return a finding when a turnout out of order equals that of another place in the same list."""
    snapshot = series.snapshots[index]
    printed = snapshot.turnouts[place]
    low, high = _bounds(series, place, index)
    if low <= printed.share <= high:
        return None
    twins = [other for other, turnout in snapshot.turnouts.items() if other != place and turnout == printed]
    if not twins:
        return None
    return Finding(
        name="duplicated-row",
        subject=series.subject,
        severity="contradiction",
        text=msg(
            "{place} and {other} carry the same {value} at {time}; for {place} it lies outside {low} to "
            "{high}, its own figures before and after.",
            place=series.name(place),
            other=series.name(twins[0]),
            value=printed.printed,
            time=snapshot.time,
            low=Percent(low),
            high=Percent(high),
        ),
        caveat=msg(
            "A row copied twice explains this; among twenty places two equal turnouts also happen by chance, "
            "about once in ten lists."
        ),
        data={
            "place": place,
            "other_places": list(twins),
            "time": snapshot.time,
            "turnout_share": float(printed.share),
            "low_share": float(low),
            "high_share": float(high),
        },
        source=snapshot.source,
    )


def order_readings(series: TurnoutSeries, place: str, index: int) -> list[Reading]:
    """Return the readings by one slip that put one turnout between its neighbours in time."""
    snapshot = series.snapshots[index]
    printed = snapshot.turnouts[place]
    low, high = _bounds(series, place, index)
    before = country_turnout(snapshot, series.voters_counts)
    found = []
    for units, slip in readings(printed.units, minimum_digits=printed.decimals + 1).items():
        repaired = PrintedShare(units, printed.decimals)
        if not low <= repaired.share <= high:
            continue
        changed = replace(snapshot, turnouts={**snapshot.turnouts, place: repaired})
        after = country_turnout(changed, series.voters_counts)
        found.append(Reading(index, place, printed, repaired, slip, before, after))
    return found


def _reading_findings(series: TurnoutSeries, place: str, suspects: Sequence[int]) -> list[Finding]:
    """Name the reading that brings the country closest to its printed turnout, where this can be computed."""
    candidates = [reading for index in suspects for reading in order_readings(series, place, index)]
    restoring = [
        (gap_after, reading)
        for reading in candidates
        if (gaps := _gaps(series, reading)) and (gap_after := gaps[1]) < gaps[0]
    ]
    if restoring:
        closest = min(gap for gap, _reading in restoring)
        near = [reading for gap, reading in restoring if gap <= closest + COUNTRY_TOLERANCE_SHARE]
        if len(near) == 1:
            return [_restoring_finding(series, near[0], len(candidates))]
        return [_readings_finding(series, near)]
    if len(candidates) == 1:
        return [_only_reading_finding(series, candidates[0])]
    return []


def _gaps(series: TurnoutSeries, reading: Reading) -> tuple[Fraction, Fraction] | None:
    """Return how far the weighted mean is from the printed turnout of the country, before and after a
    reading."""
    country = series.snapshots[reading.snapshot_index].country
    if country is None or reading.country_before is None or reading.country_after is None:
        return None
    return abs(reading.country_before - country.share), abs(reading.country_after - country.share)


READING_CAVEAT = msg(
    "A reading that restores the order is a guess at a slip of the pen; another publication of the same hour "
    "can confirm it. The voters of some places are estimates, which moves the mean by up to 0.2 points."
)


def _reading_data(series: TurnoutSeries, reading: Reading, candidates_count: int) -> dict[str, PlainData]:
    return {
        "place": reading.place,
        "time": series.snapshots[reading.snapshot_index].time,
        "published_share": float(reading.published.share),
        "repaired_share": float(reading.repaired.share),
        "slip": reading.slip,
        "candidates_count": candidates_count,
        "country_before_share": None if reading.country_before is None else float(reading.country_before),
        "country_after_share": None if reading.country_after is None else float(reading.country_after),
    }


def _restoring_finding(series: TurnoutSeries, reading: Reading, candidates_count: int) -> Finding:
    snapshot = series.snapshots[reading.snapshot_index]
    if snapshot.country is None or reading.country_before is None or reading.country_after is None:
        raise ValueError("only a snapshot with its country can restore it")
    return Finding(
        name="turnout-repair",
        subject=series.subject,
        severity="contradiction",
        text=msg(
            "{place} at {time}: read {repaired} instead of {published} ({slip}). The places then give "
            "{after} for the country, where {country} is printed and {before} would follow from the list. "
            "Single slips that restore the order: {candidates}; this one fits the country best.",
            place=series.name(reading.place),
            time=snapshot.time,
            repaired=reading.repaired.printed,
            published=reading.published.printed,
            slip=describe_slip(reading.slip),
            after=Percent(reading.country_after),
            country=snapshot.country.printed,
            before=Percent(reading.country_before),
            candidates=candidates_count,
        ),
        caveat=READING_CAVEAT,
        data=_reading_data(series, reading, candidates_count),
        source=snapshot.source,
    )


def _only_reading_finding(series: TurnoutSeries, reading: Reading) -> Finding:
    snapshot = series.snapshots[reading.snapshot_index]
    return Finding(
        name="turnout-repair",
        subject=series.subject,
        severity="contradiction",
        text=msg(
            "{place} at {time}: read {repaired} instead of {published} ({slip}); no other single slip "
            "restores the order.",
            place=series.name(reading.place),
            time=snapshot.time,
            repaired=reading.repaired.printed,
            published=reading.published.printed,
            slip=describe_slip(reading.slip),
        ),
        caveat=READING_CAVEAT,
        data=_reading_data(series, reading, 1),
        source=snapshot.source,
    )


def _readings_finding(series: TurnoutSeries, near: Sequence[Reading]) -> Finding:
    first = near[0]
    listed: Message | Percent = first.repaired.printed
    for reading in near[1:]:
        listed = msg("{left}; {right}", left=listed, right=reading.repaired.printed)
    snapshot = series.snapshots[first.snapshot_index]
    rows: list[PlainData] = [_reading_data(series, reading, len(near)) for reading in near]
    return Finding(
        name="turnout-repair-candidates",
        subject=series.subject,
        severity="contradiction",
        text=msg(
            "{place} at {time}: single slips that restore the order and fit the country equally well turn "
            "{published} into: {candidates}.",
            place=series.name(first.place),
            time=snapshot.time,
            published=first.published.printed,
            candidates=listed,
        ),
        caveat=READING_CAVEAT,
        data={"readings": rows},
        source=snapshot.source,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What a place adds between two snapshots, against the other places and the country; in percentage
    points."""

    place: str
    earlier: Snapshot
    later: Snapshot
    points: float
    country_points: float
    robust_z: float

    def jumps(self, cut_off_z: float) -> bool:
        """Say whether this is a jump at the cut-off given."""
        return self.robust_z >= cut_off_z and self.points - self.country_points >= JUMP_MINIMUM_POINTS


def changes(series: TurnoutSeries) -> Iterator[Change]:
    """Yield what each place adds between neighbouring snapshots that both state the country and enough
    places."""
    for earlier, later in pairwise(series.snapshots):
        common = [place for place in earlier.turnouts if place in later.turnouts]
        if earlier.country is None or later.country is None or len(common) < MINIMUM_PLACES:
            continue
        added = {place: _points(earlier.turnouts[place], later.turnouts[place]) for place in common}
        middle = statistics.median(added.values())
        spread = MAD_TO_SD * statistics.median(abs(points - middle) for points in added.values())
        if spread == 0:
            # More than half of the places add the same (often nothing at the last hour): no pace to leave.
            continue
        for place, points in added.items():
            yield Change(
                place,
                earlier,
                later,
                points,
                _points(earlier.country, later.country),
                (points - middle) / spread,
            )


def jump_findings(series: TurnoutSeries) -> list[Finding]:
    """Return the places that leave the pace of the others upwards between two snapshots."""
    measured = list(changes(series))
    others = {cut_off: sum(change.jumps(cut_off) for change in measured) for cut_off in JUMP_Z_OTHERS}
    return [
        Finding(
            name="turnout-jump",
            subject=series.subject,
            severity="unusual",
            text=msg(
                "{place}: turnout rises by {points} points between {earlier} and {later}, while the country "
                "adds {country}.",
                place=series.name(change.place),
                points=Number(change.points, 1),
                earlier=change.earlier.time,
                later=change.later.time,
                country=Number(change.country_points, 1),
            ),
            caveat=msg(
                "Robust z-score {z} among the places of the same hours; named from {cut_off} and {minimum} "
                "points above the country. With a cut-off of {lower} this day would show {lower_count} such "
                "jumps, with {upper} {upper_count}. Late reports that arrive together look the same.",
                z=Number(change.robust_z, 1),
                cut_off=Number(JUMP_Z, 1),
                minimum=JUMP_MINIMUM_POINTS,
                lower=Number(JUMP_Z_OTHERS[0], 1),
                lower_count=others[JUMP_Z_OTHERS[0]],
                upper=Number(JUMP_Z_OTHERS[1], 1),
                upper_count=others[JUMP_Z_OTHERS[1]],
            ),
            data={
                "place": change.place,
                "times": [change.earlier.time, change.later.time],
                "points": change.points,
                "country_points": change.country_points,
                "robust_z": change.robust_z,
                "jumps_by_cut_off": {f"{cut_off:g}": count for cut_off, count in others.items()},
            },
            source=change.later.source,
        )
        for change in measured
        if change.jumps(JUMP_Z)
    ]


def early_peaks(series: TurnoutSeries, country_points: float) -> list[tuple[str, int]]:
    """Return (place, index of the snapshot) where a place has nearly stopped while the country still adds so
    much.

    The earliest snapshot of each place counts. Values out of order are left out: they are misprints, not
    peaks.
    """
    if not series.snapshots or (final := series.snapshots[-1]).country is None:
        return []
    found = []
    for place in final.turnouts:
        for index, snapshot in enumerate(series.snapshots[:-1]):
            if snapshot.country is None or place not in snapshot.turnouts:
                continue
            country = _points(snapshot.country, final.country)
            added = _points(snapshot.turnouts[place], final.turnouts[place])
            if country >= country_points and 0 <= added <= EARLY_PEAK_PART * country:
                found.append((place, index))
                break
    return found


def early_peak_findings(series: TurnoutSeries) -> list[Finding]:
    """Return the places whose turnout was complete long before the others'."""
    lower, upper = EARLY_PEAK_COUNTRY_POINTS_OTHERS
    found = []
    for place, index in early_peaks(series, EARLY_PEAK_COUNTRY_POINTS):
        snapshot, final = series.snapshots[index], series.snapshots[-1]
        if snapshot.country is None or final.country is None:
            raise AssertionError("an early peak is measured against the country")
        added = _points(snapshot.turnouts[place], final.turnouts[place])
        country = _points(snapshot.country, final.country)
        found.append(
            Finding(
                name="turnout-early-peak",
                subject=series.subject,
                severity="unusual",
                text=msg(
                    "{place}: turnout stands at {early} at {time} and ends at {last}: {points} points more, "
                    "while the country adds {country}.",
                    place=series.name(place),
                    early=snapshot.turnouts[place].printed,
                    time=snapshot.time,
                    last=final.turnouts[place].printed,
                    points=Number(added, 1),
                    country=Number(country, 1),
                ),
                caveat=msg(
                    "Named when a place adds at most a tenth of what the country adds and the country adds "
                    "at least {limit} points. With {lower} points this day would show {lower_count} such "
                    "places, with {upper} {upper_count}. Rural places often vote early.",
                    limit=EARLY_PEAK_COUNTRY_POINTS,
                    lower=lower,
                    lower_count=len(early_peaks(series, lower)),
                    upper=upper,
                    upper_count=len(early_peaks(series, upper)),
                ),
                data={
                    "place": place,
                    "time": snapshot.time,
                    "early_share": float(snapshot.turnouts[place].share),
                    "final_share": float(final.turnouts[place].share),
                    "points": added,
                    "country_points": country,
                    "turnout_shares": [float(turnout.share) for _index, turnout in series.known(place)],
                },
                source=snapshot.source,
            )
        )
    return found


def _points(earlier: PrintedShare, later: PrintedShare) -> float:
    return float(100 * (later.share - earlier.share))
