"""The official seats of Kazakhstan's elections follow from the published votes and the law of the day.

Votes and seats: src/dauys/reference/kz/results_national.csv and maslikhat_2023_lists.csv, each row with its
source. No tolerance: seats are whole.
"""

import csv
from collections.abc import Iterator
from fractions import Fraction
from importlib.resources import files

import pytest

from dauys.core.electoral import Votes, allocate, load_law

KZ = files("dauys") / "reference" / "kz"


def rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((KZ / name).read_text(encoding="utf-8").splitlines())


def election(name: str, key: str, value: str) -> tuple[Votes, dict[str, int]]:
    parties, seats, against_all = {}, {}, 0
    for row in rows(name):
        if row[key] != value or not row["votes"]:
            continue
        if row["option_type"] == "against_all":
            against_all = int(row["votes"])
        else:
            parties[row["option"]] = int(row["votes"])
            seats[row["option"]] = int(row["seats"] or 0)
    return Votes(parties, against_all), seats


@pytest.mark.parametrize(
    ("contest", "law", "total"),
    [
        ("majilis_2012", "kz/majilis-2009", 98),
        ("majilis_2016", "kz/majilis-2009", 98),
        ("majilis_2021", "kz/majilis-2009", 98),
        ("majilis_2023", "kz/majilis-2023", 69),
    ],
)
def test_majilis(contest: str, law: str, total: int) -> None:
    votes, official = election("results_national.csv", "election", contest)
    result = allocate(votes, load_law(law))
    assert dict(result.seats) == official
    assert sum(official.values()) == result.seats_total == total
    assert result.ties == ()


@pytest.mark.parametrize(("region", "total"), [("710000000", 17), ("750000000", 21), ("390000000", 16)])
def test_council(region: str, total: int) -> None:
    votes, official = election("maslikhat_2023_lists.csv", "region_kato", region)
    assert sum(official.values()) == total
    assert dict(allocate(votes, load_law("kz/maslikhat-2023"), total).seats) == official


def test_one_list_takes_everything_in_2007() -> None:
    votes = Votes({"Nur Otan": 5_247_720, "Ak Zhol": 183_346})
    assert dict(allocate(votes, load_law("kz/majilis-2007")).seats) == {"Nur Otan": 98, "Ak Zhol": 0}


def test_the_published_quotient_of_2023() -> None:
    """allocation_check.csv: 86,546.652 votes a seat, 39 + 8 + 6 + 6 + 5 + 3 whole quotas."""
    votes, _ = election("results_national.csv", "election", "majilis_2023")
    result = allocate(votes, load_law("kz/majilis-2023"))
    assert result.quota == Fraction(5_971_719, 69)
    expected = {
        row["party"]: (int(row["full_quotas"]), Fraction(row["quotas"]))
        for row in rows("allocation_check.csv")
        if row["contest"] == "majilis_2023"
    }
    for line in result.lines:
        if line.option in expected:
            full, quotas = expected[line.option]
            assert line.full_quota_seats == full
            assert line.quotas is not None
            assert abs(line.quotas - quotas) <= Fraction(1, 20_000)  # printed with four decimals


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("dhondt", [41, 8, 6, 6, 5, 3, 0]),
        ("sainte_lague", [40, 8, 6, 6, 5, 4, 0]),
        ("hare", [40, 8, 6, 6, 5, 4, 0]),
    ],
)
def test_the_formula_of_2023_can_be_told_from_its_rivals(formula: str, expected: list[int]) -> None:
    votes, _ = election("results_national.csv", "election", "majilis_2023")
    result = allocate(votes, load_law(f"kz/majilis-2023:formula={formula}"))
    assert list(result.seats.values()) == expected
    assert result.hypothetical


@pytest.mark.parametrize(("threshold", "expected"), [("5%", [72, 11, 9, 6, 0]), ("3%", [70, 11, 9, 5, 3])])
def test_the_published_what_if_of_2021(threshold: str, expected: list[int]) -> None:
    """qazaq-stan.press, “Сколько мандатов получат прошедшие в Мажилис партии”, January 2021."""
    votes, _ = election("results_national.csv", "election", "majilis_2021")
    result = allocate(votes, load_law(f"kz/majilis-2009:threshold={threshold}"))
    assert list(result.seats.values()) == expected


def test_the_base_of_the_threshold_includes_votes_against_all() -> None:
    """The official 53.90 % and 5.20 % of 2023 are shares of 6,366,441 valid ballots."""
    votes, _ = election("results_national.csv", "election", "majilis_2023")
    lines = {line.option: line for line in allocate(votes, load_law("kz/majilis-2023")).lines}
    assert votes.options_marked_count == 6_366_441
    assert [round(float(lines[name].share or 0) * 100, 2) for name in ("Amanat", "NSDP")] == [53.90, 5.20]


def test_list_and_district_seats_add_up_to_the_published_62() -> None:
    """RIA Novosti, 27 March 2023, citing the election commission: Amanat 62 of 98."""
    votes, _ = election("results_national.csv", "election", "majilis_2023")
    whole = Votes(votes.parties, votes.against_all, district_seats={"Amanat": 22, "self-nominated": 7})
    result = allocate(whole, load_law("kz/majilis-2023"))
    assert (result.seats["Amanat"], result.seats["self-nominated"], result.seats_total) == (62, 7, 98)
    assert result.not_covered == ()
