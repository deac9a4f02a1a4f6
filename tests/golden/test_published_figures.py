"""Published figures whose peculiarities are known: what must be found, and where nothing must be said.

Sources: ``published_figure_anomalies.csv`` (14 cases) and the files that it names; the first bulletin of
Venezuela 2024.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dauys.core.forensics.published_reference import library_tables, read_rows, shipped_audit
from dauys.core.forensics.round_totals import round_totals_test, round_totals_tests
from dauys.core.forensics.types import Finding, PublishedOption, PublishedTable

FIRES = {"majilis_2023", "ve_presidential_2024_first_bulletin"}
SILENT = ("majilis_2012", "majilis_2016", "majilis_2021", "presidential_2022", "referendum_2026")


def found(subject: str, name: str, **data: Any) -> list[Finding]:
    """Return the findings of one name whose data carry all the values given."""
    return [
        finding
        for finding in shipped_audit().findings_of(subject)
        if finding.name == name and all(finding.data.get(key) == value for key, value in data.items())
    ]


def repairs(subject: str, name: str = "digit-repair") -> list[tuple[Any, Any, Any]]:
    """Return (option, published, repaired) of every reading listed under one name."""
    listed: list[Any] = [finding.data["repairs"] for finding in found(subject, name)]
    return [(row["option"], row["published"], row["repaired"]) for rows in listed for row in rows]


# --- totals that are too round ------------------------------------------------------------------


def test_round_totals_fire_on_2023_and_on_venezuela_only() -> None:
    fired = {finding.subject for finding in shipped_audit().findings if finding.name == "totals-too-round"}

    assert fired == FIRES


@pytest.mark.parametrize("election", SILENT)
def test_round_totals_are_silent(election: str) -> None:
    tests = shipped_audit().tests_of(election)

    assert len(tests) == 2
    assert all(test.p_adjusted is not None and test.p_adjusted > Fraction(1, 2) for test in tests)


def test_six_of_eight_totals_of_2023_lie_within_five_votes() -> None:
    (finding,) = found("majilis_2023", "totals-too-round")

    assert finding.data["near_count"] == 6
    assert finding.data["near_distance_votes"] == pytest.approx(4.07, abs=0.005)
    assert finding.p_adjusted is not None
    assert finding.p_adjusted < 1e-12


def test_venezuela_2024_is_within_half_a_vote() -> None:
    (finding,) = found("ve_presidential_2024_first_bulletin", "totals-too-round")
    distances: Any = finding.data["distances_votes"]

    assert all(distance < 0.5 for distance in distances.values())
    assert finding.p_adjusted is not None
    assert finding.p_adjusted < 1e-5


def test_the_distances_are_those_of_the_reference_file() -> None:
    """Contests whose N is published; the N of 2012 and 2016 in that file was computed back from the winner's
    share."""
    subjects = {"maslikhat 71": "maslikhat_2023:710000000", "maslikhat 75": "maslikhat_2023:750000000"}
    checked = 0
    tests = {
        test.subject: test for test in round_totals_tests(library_tables()) if test.grid == Fraction(1, 1000)
    }
    for row in read_rows("kz/rounded_percentage_test.csv"):
        if row["contest"] in {"majilis_2012", "majilis_2016"}:
            continue
        subject = subjects.get(row["contest"], row["contest"])
        if subject not in tests or row["option"] not in dict(tests[subject].distances_votes):
            continue
        distance = dict(tests[subject].distances_votes)[row["option"]]
        assert float(distance) == pytest.approx(abs(float(row["votes_off"])), abs=0.006)
        checked += 1
    assert checked >= 35


# --- the fourteen cases -------------------------------------------------------------------------


def check_digit_swap() -> None:
    assert repairs("majilis_2023")[0] == ("Amanat", 3_341_510, 3_431_510)
    assert found("majilis_2023", "sum-differs", difference=-90_000)
    assert found("majilis_2023", "share-contradicts-votes", option="Amanat")


def check_digit_errors() -> None:
    assert repairs("presidential_2022") == [("Kazhyken", 300_907, 200_907)]
    assert found("presidential_2022", "share-contradicts-votes", option="Abden")
    assert found("presidential_2022", "sum-differs", difference=100_000 - 206 + 1)
    # 206,000 for 206,206 is no single slip, and one vote too many shows in no share: only the other source
    # tells.
    assert found("presidential_2022", "sources-disagree", values=[206_000, 206_206], slip=None)
    assert found("presidential_2022", "sources-disagree", values=[6_456_393, 6_456_392])


def check_wrong_shares() -> None:
    subject = "maslikhat_2023:710000000"
    for option in ("People's Party (QHP)", "Ak Zhol", "Auyl"):
        assert found(subject, "share-contradicts-votes", option=option)
    assert repairs(subject) == [("Ak Zhol", 19.96, 16.96)]
    assert ("Auyl", 2_197, 2_147) in repairs(subject, "digit-repair-candidates")
    assert found(subject, "sources-disagree", values=[5.12, 5.5])


def check_falling_turnout() -> None:
    assert found("majilis_2023", "turnout-falls", place="610000000", times=["16:10", "18:10"])
    (repair,) = found("majilis_2023", "turnout-repair", place="610000000")
    assert repair.data["repaired_share"] == 0.5107
    assert repair.data["country_after_share"] == pytest.approx(0.5311, abs=0.0005)


def check_duplicated_row() -> None:
    (row,) = found("majilis_2023", "duplicated-row")
    assert (row.data["place"], row.data["other_places"]) == ("620000000", ["630000000"])
    assert (row.data["low_share"], row.data["high_share"]) == (0.5826, 0.5899)


def check_shifted_rows() -> None:
    (finding,) = found("presidential_2022", "rows-shifted")
    rows: Any = finding.data["rows"]
    assert [row["place"] for row in rows] == ["350000000", "430000000", "470000000", "550000000", "590000000"]
    assert [row["other_source_share"] for row in rows] == [0.778, 0.772, 0.6457, 0.7712, 0.7746]


def check_dropped_digit() -> None:
    assert found("presidential_2022", "turnout-falls", place="610000000", times=["12:05", "16:00"])
    (finding,) = found("presidential_2022", "turnout-repair-candidates")
    readings: Any = finding.data["readings"]
    assert 0.8009 in {reading["repaired_share"] for reading in readings}
    assert found("presidential_2022", "sources-disagree", values=[8.09, 80.09], slip="digit_dropped")


def check_misprinted_turnout() -> None:
    assert found("majilis_2023", "turnout-contradicts-counts", ballots=6_521_860, registered=12_035_578)
    assert (None, 54.29, 54.19) in repairs("majilis_2023")


def check_misprinted_voters() -> None:
    """Nothing contradicts the figures but the other source: not a statistical case."""
    for printed in (12_320_052, 12_320_550):
        assert found("majilis_2023", "sources-disagree", values=[printed, 12_032_550])


def check_two_turnouts() -> None:
    """Both are right: not a statistical case."""
    (finding,) = found("majilis_2023", "sources-disagree", values=[52.90, 54.21])
    assert "Both are right" in str(finding.caveat)


def check_district_winners() -> None:
    """Two sources, two counts: not a statistical case."""
    assert found("majilis_2023", "sources-disagree", values=[23, 22])


def check_jump() -> None:
    (jump,) = found("presidential_2022", "turnout-jump", place="190000000")
    assert jump.data["times"] == ["16:00", "18:05"]
    assert jump.data["points"] == pytest.approx(15.81)
    assert jump.data["country_points"] == pytest.approx(5.51)


def test_the_catching_up_of_the_cities_in_2023_is_no_jump() -> None:
    """Almaty adds 3.8 points at 18:10 while most places have finished: z = 6.5, but 2.7 points above the
    country."""
    assert found("majilis_2023", "turnout-jump") == []


def check_early_peak() -> None:
    (jump,) = found("presidential_2022", "turnout-jump", place="610000000")
    assert jump.data["points"] == pytest.approx(37.18)
    (peak,) = found("presidential_2022", "turnout-early-peak")
    assert (peak.data["place"], peak.data["time"]) == ("610000000", "16:00")


# (case, the words by which two cases of the same name differ) → what must be found.
CASES = {
    ("digit swap", ""): check_digit_swap,
    ("digit errors", ""): check_digit_errors,
    ("wrong shares", ""): check_wrong_shares,
    ("falling cumulative turnout", ""): check_falling_turnout,
    ("duplicated row", ""): check_duplicated_row,
    ("shifted rows", ""): check_shifted_rows,
    ("dropped digit", ""): check_dropped_digit,
    ("misprint", "54.29%"): check_misprinted_turnout,
    ("misprint", "voters"): check_misprinted_voters,
    ("two turnouts", ""): check_two_turnouts,
    ("party winners in SMDs", ""): check_district_winners,
    ("round percentages", ""): test_six_of_eight_totals_of_2023_lie_within_five_votes,
    ("jump between snapshots", ""): check_jump,
    ("early peak", ""): check_early_peak,
}
LISTED = read_rows("kz/published_figure_anomalies.csv")


@pytest.mark.parametrize("row", LISTED, ids=[f"{row['case']}: {row['where'][:24]}" for row in LISTED])
def test_the_listed_anomaly_is_found(row: dict[str, str]) -> None:
    (check,) = [
        check for (case, words), check in CASES.items() if case == row["case"] and words in row["published"]
    ]

    check()


def test_there_are_fourteen_cases() -> None:
    assert len(LISTED) == len(CASES) == 14


def test_clean_official_results_contradict_nothing() -> None:
    """The commission's own tables of these elections agree with themselves; what is found comes from other
    prints."""
    for election in ("majilis_2012", "majilis_2021", "referendum_2026", "presidential_2019"):
        assert [f.name for f in shipped_audit().findings_of(election)] == []


def test_a_rounded_figure_of_2016_is_a_slip_of_its_source() -> None:
    """7,966,000 ballots for 9,810,000 voters cannot be a turnout of 77.12 %; 7,566,000 is."""
    assert repairs("majilis_2016") == [(None, 7_966_000, 7_566_000)]


# --- the size of the test on counted results ----------------------------------------------------


def test_it_keeps_its_level_on_results_that_were_added_up_from_stations() -> None:
    """Sums of station counts in Mexico 2006 and Poland 2014, 0.1 % grid: docs/methods/round-totals.md, table
    2."""
    stations = Path(__file__).parents[2] / "src" / "dauys" / "reference" / "stations"
    mexico = pl.read_parquet(stations / "mexico-2006.parquet").group_by("edo_id", "distrito_fed")
    mexican_options = ["pri_pvem", "pan", "panal", "prd_pt_conv", "psd", "otros"]
    poland = pl.read_parquet(stations / "poland-2014.parquet").group_by(
        pl.col("teryt").cast(pl.String).str.zfill(6).str.slice(0, 4).alias("county")
    )
    polish_options = ["PSL", "DB", "PiS", "PO", "RN", "SLDLR", "NPKM"]

    for grouped, options, alarms in (
        (mexico, mexican_options, (300, 1, 10)),
        (poland, polish_options, (367, 2, 15)),
    ):
        sums = grouped.agg(pl.col(option).fill_null(0).cast(pl.Int64).sum() for option in options).select(
            options
        )
        tables = [
            PublishedTable("district", tuple(map(PublishedOption, options, votes)))
            for votes in sums.iter_rows()
        ]
        tests = [round_totals_test(table, Fraction(1, 1000)) for table in tables]
        p_values = [test.p_value for test in tests if test.p_value is not None]

        assert (len(p_values), sum(p <= 0.01 for p in p_values), sum(p <= 0.05 for p in p_values)) == alarms
