"""What is missing from the log as far as the log can tell: gaps in the devices' own numbering.

A log shows that nothing was taken away after it came in. Whether everything came in, only the devices know:
each numbers its submissions and names the hash of the one before. A number that is missing, two submissions
with one number, or a hash that does not match are found here. The last submissions of a device that then
fell silent are not: nothing after them says that they existed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dauys.core.evidence.entries import Entry, Submission


@dataclass(frozen=True, slots=True)
class DeviceGaps:
    """The numbering of one device.

    Parameters
    ----------
    device : str
        Its key.
    stations : tuple of str
        Where it reported from, in alphabetical order.
    received_count : int
        Different submissions in the log.
    last_sequence : int
        The highest number seen.
    missing : tuple of (first, last)
        Runs of numbers that never came in, both ends included.
    repeated : tuple of int
        Indexes of entries that hold a submission which the log has already.
    forked : tuple of int
        Numbers under which the log holds different submissions.
    broken : tuple of int
        Numbers whose ``previous`` is not the digest of the submission before, though that is in the log.
    """

    device: str
    stations: tuple[str, ...]
    received_count: int
    last_sequence: int
    missing: tuple[tuple[int, int], ...]
    repeated: tuple[int, ...]
    forked: tuple[int, ...]
    broken: tuple[int, ...]

    @property
    def missing_count(self) -> int:
        """How many numbers are missing below the highest one."""
        return sum(last - first + 1 for first, last in self.missing)

    @property
    def is_whole(self) -> bool:
        """Whether the numbering shows nothing to ask about; repeated sending is harmless."""
        return not (self.missing or self.forked or self.broken)


def device_gaps(entries: Iterable[tuple[int, Entry]]) -> tuple[DeviceGaps, ...]:
    """Return the numbering of every device among (index, entry), in the order of the devices' keys.

    Entries may come in any order; arrival out of order is no gap.
    """
    by_device: dict[str, dict[str, Submission]] = defaultdict(dict)
    repeated: dict[str, list[int]] = defaultdict(list)
    for index, entry in entries:
        submission = entry.submission
        if submission.digest in by_device[submission.device]:
            repeated[submission.device].append(index)
        else:
            by_device[submission.device][submission.digest] = submission
    return tuple(
        _gaps_of(device, by_digest, tuple(repeated[device]))
        for device, by_digest in sorted(by_device.items())
    )


def _gaps_of(device: str, by_digest: Mapping[str, Submission], repeated: tuple[int, ...]) -> DeviceGaps:
    digests: dict[int, set[str]] = defaultdict(set)
    for digest, submission in by_digest.items():
        digests[submission.sequence].add(digest)
    broken = {
        submission.sequence
        for submission in by_digest.values()
        if submission.sequence - 1 in digests and submission.previous not in digests[submission.sequence - 1]
    }
    missing, expected = [], 1
    for sequence in sorted(digests):
        if sequence > expected:
            missing.append((expected, sequence - 1))
        expected = sequence + 1
    return DeviceGaps(
        device=device,
        stations=tuple(sorted({submission.station for submission in by_digest.values()})),
        received_count=len(by_digest),
        last_sequence=max(digests),
        missing=tuple(missing),
        repeated=repeated,
        forked=tuple(sorted(sequence for sequence, found in digests.items() if len(found) > 1)),
        broken=tuple(sorted(broken)),
    )


@dataclass(frozen=True, slots=True)
class StationGaps:
    """What one station still owes: the kinds of report not in the log, and devices there with gaps."""

    station: str
    missing_kinds: tuple[str, ...]
    devices_with_gaps: tuple[str, ...]


def station_gaps(
    entries: Sequence[tuple[int, Entry]], expected_kinds: Mapping[str, Sequence[str]]
) -> tuple[StationGaps, ...]:
    """Return the stations of which something is missing, in alphabetical order.

    Parameters
    ----------
    entries : sequence of (index, Entry)
        The entries of one election.
    expected_kinds : mapping of station to kinds of submission
        What each station with an observer should have sent by now.
    """
    kinds: dict[str, set[str]] = defaultdict(set)
    for _index, entry in entries:
        kinds[entry.submission.station].add(entry.submission.kind)
    devices: dict[str, list[str]] = defaultdict(list)
    for gaps in device_gaps(entries):
        if not gaps.is_whole:
            for station in gaps.stations:
                devices[station].append(gaps.device)
    reports = (
        StationGaps(
            station,
            tuple(kind for kind in expected_kinds.get(station, ()) if kind not in kinds[station]),
            tuple(devices[station]),
        )
        for station in sorted({*expected_kinds, *devices})
    )
    return tuple(report for report in reports if report.missing_kinds or report.devices_with_gaps)


@dataclass(frozen=True, slots=True)
class Corrections:
    """Which entries hold, after corrections.

    Parameters
    ----------
    current : tuple of int
        Indexes of the entries that nothing supersedes, in the order of the log.
    superseded_by : mapping of int to tuple of int
        For every corrected entry the entries that correct it. More than one is a dispute: people decide it.
    unknown : tuple of int
        Indexes of corrections whose original is not in the log (yet).
    """

    current: tuple[int, ...]
    superseded_by: Mapping[int, tuple[int, ...]]
    unknown: tuple[int, ...]


def apply_corrections(entries: Iterable[tuple[int, Entry]]) -> Corrections:
    """Follow ``supersedes`` among (index, entry); a correction may come in before its original.

    A submission that was logged twice counts at its first index.
    """
    index_of: dict[str, int] = {}
    originals: dict[int, str] = {}
    for index, entry in sorted(entries, key=lambda pair: pair[0]):
        digest = entry.submission.digest
        if digest in index_of:
            continue
        index_of[digest] = index
        if entry.submission.supersedes is not None:
            originals[index] = entry.submission.supersedes
    superseded_by: dict[int, tuple[int, ...]] = {}
    unknown = []
    for index, original in originals.items():
        target = index_of.get(original)
        if target is None:
            unknown.append(index)
        else:
            superseded_by[target] = (*superseded_by.get(target, ()), index)
    current = tuple(index for index in index_of.values() if index not in superseded_by)
    return Corrections(current, superseded_by, tuple(unknown))
