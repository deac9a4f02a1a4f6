"""The eight tables that come with Dauys: counts of violations, and their sums against published totals.

The counts of violations are facts about these files (docs/methods/protocol-identities.md has the same ones).
Published totals come with their sources; where file and publication differ, the difference is the figure.
"""

from functools import cache
from pathlib import Path

import pytest

from dauys.core.stations import (
    CheckReport,
    StationTable,
    check_table,
    read_mapping,
    read_table,
    shipped_paths,
    shipped_tables,
)

# table: (rows, {identity: (checked, violations, largest residual, sum of residuals)}); the others are clean.
VIOLATIONS: dict[str, tuple[int, dict[str, tuple[int, int, int, int]]]] = {
    "albania-2017": (
        5362,
        {
            "boxes_counted": (5362, 75, 562, 309),
            "boxes_signatures": (5362, 20, 562, 1169),
            "signatures_registered": (5362, 2, 5, 9),
            "cast_registered": (5362, 3, 19, 41),
            "votes_valid": (5362, 8, 10, -26),
        },
    ),
    "canada-2011": (66060, {}),
    "mexico-2006": (130777, {"cast_registered": (130777, 939, 766, 535480)}),
    "poland-2014": (
        27416,
        {
            "ballots_accounted": (27416, 523, 827, 2090),
            "boxes_issued": (27416, 452, 34, 836),
            "some_votes_valid": (27416, 19, 3403, 13319),
        },
    ),
    "russia-2011": (
        95225,
        {
            "stationary_issued": (95225, 19, 188, 255),
            "mobile_issued": (95225, 10, 26, 37),
            "boxes_issued": (95225, 18, 188, 247),
            "certificates_ballots": (95225, 2, 4, 6),
        },
    ),
    "russia-2012": (
        95415,
        {
            "stationary_issued": (95415, 12, 396, 424),
            "mobile_issued": (95415, 24, 4, 28),
            "boxes_issued": (95415, 13, 8, 30),
        },
    ),
    "russia-2021": (
        96325,
        {
            "stationary_issued": (96325, 14, 18, 45),
            "mobile_issued": (96325, 13, 17, 48),
            "boxes_issued": (96325, 7, 4, 12),
        },
    ),
    "uganda-2011": (23968, {}),
}
# table: how many identities it can answer.
CHECKABLE = {
    "albania-2017": 5,
    "canada-2011": 2,
    "mexico-2006": 2,
    "poland-2014": 6,
    "russia-2011": 10,
    "russia-2012": 10,
    "russia-2021": 8,
    "uganda-2011": 2,
}
PROBLEMS: dict[str, list[tuple[str, int]]] = {
    "albania-2017": [("turnout_above_all", 3)],
    "canada-2011": [],
    "mexico-2006": [("identical_figures", 2), ("ballots_without_voters", 822), ("turnout_above_all", 117)],
    "poland-2014": [
        ("repeated_header", 1),
        ("option_above_whole", 1),
        ("option_above_whole", 1),
        ("option_above_whole", 1),
        ("option_above_whole", 1),
        ("issued_above_received", 1),
    ],
    "russia-2011": [("identical_figures", 2)],
    "russia-2012": [("identical_figures", 4)],
    "russia-2021": [("no_station", 18), ("identical_figures", 4)],
    "uganda-2011": [("no_result", 141)],
}
# (table, line or option, published total, table − published).
PUBLISHED = [
    # Resolution of the Central Election Commission of Russia, Rossiyskaya Gazeta, 8 March 2012.
    ("russia-2012", "Putin", 45_602_075, 0),
    ("russia-2012", "Zyuganov", 12_318_353, 0),
    # Final figures of the Central Election Commission of Russia, December 2011; the table is a little short.
    ("russia-2011", "registered", 109_237_780, -8_443),
    ("russia-2011", "cast", 65_656_526, -7_836),
    # District counts of the Federal Electoral Institute of Mexico, July 2006.
    ("mexico-2006", "PAN", 15_000_284, 0),
    # Declaration of the Electoral Commission of Uganda, 20 February 2011, before the last stations were in.
    ("uganda-2011", "registered", 13_954_129, 0),
    ("uganda-2011", "Museveni", 5_428_369, 8_270),
    # Final results of the Central Election Commission of Albania, July 2017.
    ("albania-2017", "PDIU", 76_069, 0),
    ("albania-2017", "PS", 764_750, -19),
    ("albania-2017", "PD", 456_413, -30),
    ("albania-2017", "LSI", 225_901, -6),
]


@cache
def checked(name: str) -> tuple[StationTable, CheckReport]:
    """Return a shipped table and its report."""
    path, mapping = shipped_paths(name)
    table = read_table(path, read_mapping(mapping))
    return table, check_table(table)


def test_every_shipped_table_has_its_counts_here() -> None:
    assert (
        shipped_tables() == tuple(sorted(VIOLATIONS)) == tuple(sorted(CHECKABLE)) == tuple(sorted(PROBLEMS))
    )


@pytest.mark.parametrize("name", VIOLATIONS)
def test_violations_are_the_documented_ones(name: str) -> None:
    rows, expected = VIOLATIONS[name]
    report = checked(name)[1]
    found = {
        identity.name: (
            identity.checked,
            identity.violations,
            identity.max_abs_residual,
            identity.sum_residual,
        )
        for identity in report.identities
    }
    assert report.rows == rows
    assert len(found) == CHECKABLE[name]
    assert {key: figures for key, figures in found.items() if figures[1]} == expected


@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_documentation_prints_these_counts(name: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / "methods" / "protocol-identities.md").read_text(
        encoding="utf-8"
    )
    printed = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
    assert printed == [
        f"| {name} | `{found.name}` | {found.checked:,} | {found.violations:,} "
        f"| {found.max_abs_residual:,} | {found.sum_residual:,} |"
        for found in checked(name)[1].identities
    ]


@pytest.mark.parametrize("name", PROBLEMS)
def test_problems_are_the_documented_ones(name: str) -> None:
    assert [(found.kind, found.count) for found in checked(name)[1].problems] == PROBLEMS[name]


@pytest.mark.parametrize(("name", "line", "published", "difference"), PUBLISHED)
def test_sums_agree_with_published_totals(name: str, line: str, published: int, difference: int) -> None:
    assert checked(name)[1].totals[line] - published == difference


@pytest.mark.parametrize("name", VIOLATIONS)
def test_every_shipped_mapping_names_its_election(name: str) -> None:
    mapping = checked(name)[0].mapping
    assert mapping.name is not None
    assert len({mapping.name.kk, mapping.name.ru, mapping.name.en}) == 3
    assert mapping.date is not None
    assert str(mapping.date.year) == name.rpartition("-")[2]
    assert mapping.country is not None
    assert mapping.source is not None
    assert mapping.leader in mapping.options


def test_the_share_of_2021_is_the_published_one() -> None:
    # 49.82 % of all ballots in the boxes: Central Election Commission of Russia, September 2021.
    totals = checked("russia-2021")[1].totals
    assert round(100 * totals["United Russia"] / totals["in_boxes"], 2) == 49.82


def test_an_unknown_short_name_is_no_table() -> None:
    with pytest.raises(LookupError):
        shipped_paths("russia-1996")
