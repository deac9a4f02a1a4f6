"""Turnout by the clock: falls, copied rows, jumps, early peaks."""

from typing import Any

from dauys.core.forensics.source_comparison import SourcePair, pair_findings, snapshot_findings
from dauys.core.forensics.turnout_series import (
    Snapshot,
    TurnoutSeries,
    changes,
    order_findings,
    turnout_findings,
)
from dauys.core.forensics.types import PrintedShare
from dauys.core.wording import msg

PLACES = [f"place {number}" for number in range(10)]
# Every place follows the country with a small offset of its own, so that the MAD is not zero.
COUNTRY = (1500, 3000, 4500, 5500, 6000)
HOURS = ("10:00", "12:00", "14:00", "17:00", "20:00")


def series(changed: dict[tuple[str, int], int] | None = None, *, weighted: bool = True) -> TurnoutSeries:
    """Return a clean synthetic day, with single printed figures replaced."""
    changed = changed or {}
    snapshots = []
    for hour, (time, country) in enumerate(zip(HOURS, COUNTRY, strict=True)):
        turnouts = {}
        for number, place in enumerate(PLACES):
            offset = (number - 5) * (hour + 1) * 7 + 3
            turnouts[place] = PrintedShare(changed.get((place, hour), country + offset), 2)
        snapshots.append(Snapshot(time, turnouts, PrintedShare(country, 2), f"source of {time}"))
    return TurnoutSeries("synthetic", tuple(snapshots), dict.fromkeys(PLACES, 1000) if weighted else {})


def test_a_clean_day_shows_nothing() -> None:
    assert turnout_findings(series()) == []


def test_a_fall_is_found_and_its_slip_restored_by_the_country() -> None:
    misprinted = series({("place 3", 2): 1461})  # 44.61 printed as 14.61

    findings = order_findings(misprinted, "place 3")

    assert [finding.name for finding in findings] == ["turnout-falls", "turnout-repair"]
    assert findings[1].data["repaired_share"] == 0.4461
    assert "fraud" not in str(findings[0].text).lower() + str(findings[0].caveat).lower()


def test_readings_that_the_country_cannot_tell_apart_are_listed() -> None:
    findings = order_findings(series({("place 3", 2): 446}), "place 3")  # a digit is missing: 44.6x, 4x.46, …

    assert findings[-1].name == "turnout-repair-candidates"


def test_without_weights_only_a_single_reading_is_named() -> None:
    # Between 29.75 and 54.47 several readings of 14.61 fit.
    findings = order_findings(series({("place 3", 2): 1461}, weighted=False), "place 3")

    assert [finding.name for finding in findings] == ["turnout-falls"]


def test_a_figure_out_of_order_that_equals_another_row_is_a_copied_row() -> None:
    copied = series({("place 0", 3): 5900, ("place 9", 3): 5900})

    findings = order_findings(copied, "place 0")

    assert [finding.name for finding in findings] == ["turnout-falls", "duplicated-row"]
    assert findings[1].data["place"] == "place 0"
    assert findings[1].data["other_places"] == ["place 9"]


def test_two_equal_turnouts_in_order_are_no_finding() -> None:
    assert turnout_findings(series({("place 4", 3): 5501, ("place 5", 3): 5501})) == []


def test_a_jump_is_measured_against_the_other_places() -> None:
    jumped = series({("place 2", 1): 4800, ("place 2", 2): 4900, ("place 2", 3): 5500, ("place 2", 4): 5950})

    jumps = [finding for finding in turnout_findings(jumped) if finding.name == "turnout-jump"]

    assert [(jump.data["place"], jump.data["times"]) for jump in jumps] == [("place 2", ["10:00", "12:00"])]
    assert jumps[0].data["jumps_by_cut_off"] == {"3": 1, "5": 1}


def test_an_early_peak_is_named_at_its_first_hour() -> None:
    peaked = series({("place 7", hour): units for hour, units in enumerate((2500, 4700, 6540, 6550, 6560))})

    peaks = [finding for finding in turnout_findings(peaked) if finding.name == "turnout-early-peak"]

    assert [(peak.data["place"], peak.data["time"]) for peak in peaks] == [("place 7", "14:00")]


def test_hours_in_which_most_places_add_the_same_have_no_pace_to_leave() -> None:
    last_units = {place: turnout.units for place, turnout in series().snapshots[3].turnouts.items()}
    still = series({(place, 4): units for place, units in last_units.items() if place != "place 9"})

    assert not [change for change in changes(still) if change.later.time == "20:00"]


def test_rows_shifted_by_one_are_one_finding() -> None:
    own = series()
    hour = own.snapshots[2].turnouts
    rival = Snapshot("14:00", {PLACES[row]: hour[PLACES[row + 1]] for row in range(2, 6)}, None, "rival")

    findings = snapshot_findings(own, rival)

    assert [finding.name for finding in findings] == ["rows-shifted"]
    rows: Any = findings[0].data["rows"]
    assert [row["carries_row_of"] for row in rows] == PLACES[3:7]


def test_one_row_that_equals_its_neighbour_is_a_disagreement_only() -> None:
    own = series()
    rival = Snapshot("14:00", {PLACES[2]: own.snapshots[2].turnouts[PLACES[3]]}, None, "rival")

    assert [finding.name for finding in snapshot_findings(own, rival)] == ["sources-disagree"]


def test_a_second_source_that_breaks_the_order_is_explained() -> None:
    rival = Snapshot("14:00", {"place 3": PrintedShare(1461, 2)}, None, "rival")

    findings = snapshot_findings(series(), rival)

    assert [finding.name for finding in findings] == ["sources-disagree", "turnout-falls", "turnout-repair"]
    assert {finding.source for finding in findings} <= {"rival"}


def test_a_list_of_an_unknown_hour_is_left_aside() -> None:
    assert snapshot_findings(series(), Snapshot("15:15", {"place 3": PrintedShare(1, 2)})) == []


def test_sources_that_agree_are_no_finding() -> None:
    assert pair_findings(SourcePair("s", msg("turnout"), 54, 54, "a", "b")) == []
