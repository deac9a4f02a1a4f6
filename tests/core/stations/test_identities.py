"""Each identity stays silent on a clean protocol and fires, with its sign, on a planted mistake."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dauys.core.stations import StationTable, check_table, residuals
from dauys.core.stations.identities import RELATIONS, relations_of

from .conftest import CLEAN, OPTIONS

# What is changed in a clean protocol → the identities that must fail, with left − right.
PLANTED: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "one ballot vanishes": ({"unused": 345}, {"ballots_accounted": 1}),
    "one ballot appears": ({"spoiled": 4}, {"ballots_accounted": -1}),
    "parts of the issued": ({"issued_room": 501}, {"issued_parts": -1}),
    "a signature is missing": ({"signatures": 549}, {"signatures_issued": -1}),
    "a box is miscounted": ({"in_stationary_boxes": 497}, {"boxes_parts": 1}),
    "an invalid ballot too many": ({"invalid": 6}, {"boxes_counted": -1}),
    "a vote too many": ({"Alpha": 301}, {"votes_valid": 1}),
    "votes against all": ({"against_all": 8}, {"votes_valid": -2}),
    "a certificate too many": ({"certificates_lost": 2}, {"certificates_accounted": -1}),
    "stuffed stationary box": ({"in_stationary_boxes": 501, "in_mobile_boxes": 44}, {"stationary_issued": 1}),
    "stuffed mobile box": ({"in_stationary_boxes": 494, "in_mobile_boxes": 51}, {"mobile_issued": 1}),
    "home voting without application": ({"home_applications": 39}, {"home_applications": 1}),
    "more ballots than issued": (
        {"in_boxes": 551, "in_stationary_boxes": 501, "in_mobile_boxes": 50, "valid": 546, "Alpha": 306},
        {"stationary_issued": 1, "boxes_issued": 1, "boxes_signatures": 1},
    ),
    "a list that is too short": (
        {"registered": 520},
        {"issued_registered": 10, "signatures_registered": 10, "cast_registered": 5},
    ),
    "certificates beyond the additional list": ({"certificates_voted": 21}, {"certificates_additional": 1}),
    "certificates beyond the ballots": (
        {"certificates_voted": 552, "registered_additional": 600},
        {"certificates_ballots": 2},
    ),
}


def test_a_clean_protocol_obeys_every_identity(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN))
    assert {found.name for found in report.identities} == {relation.name for relation in RELATIONS} | {
        "votes_valid"
    }
    assert all(found.checked == 1 and found.violations == 0 for found in report.identities)
    assert report.not_checkable == ()


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_fails_exactly_its_identities(
    mistake: str, table_of: Callable[..., StationTable]
) -> None:
    change, expected = PLANTED[mistake]
    report = check_table(table_of(CLEAN, CLEAN | change | {"station": "2"}))
    failed = {found.name: found for found in report.identities if found.violations}
    assert {name: found.sum_residual for name, found in failed.items()} == expected
    assert all(found.violations == 1 and found.checked == 2 for found in failed.values())
    assert {name: found.max_abs_residual for name, found in failed.items()} == {
        name: abs(residual) for name, residual in expected.items()
    }
    assert report.residuals[1].to_dicts()[0].items() >= expected.items()


def test_every_identity_has_a_planted_mistake() -> None:
    planted = {name for _, expected in PLANTED.values() for name in expected}
    assert planted == {relation.name for relation in RELATIONS} | {"votes_valid"}


def test_ballots_lost_or_miscounted_on_receipt_keep_the_balance(
    table_of: Callable[..., StationTable],
) -> None:
    report = check_table(table_of(CLEAN | {"lost": 4, "unaccounted": 3}))
    assert not any(found.violations for found in report.identities)


def test_opposite_residuals_do_not_cancel(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN | {"Alpha": 305}, CLEAN | {"Alpha": 297, "station": "2"}))
    votes = next(found for found in report.identities if found.name == "votes_valid")
    assert (votes.violations, votes.max_abs_residual, votes.sum_residual) == (2, 5, 2)


def test_a_missing_figure_is_not_checked_and_not_a_violation(table_of: Callable[..., StationTable]) -> None:
    report = check_table(table_of(CLEAN, CLEAN | {"invalid": None, "station": "2"}))
    boxes = next(found for found in report.identities if found.name == "boxes_counted")
    assert (boxes.checked, boxes.violations) == (1, 0)


def test_a_table_without_the_fields_says_what_it_lacks(table_of: Callable[..., StationTable]) -> None:
    few = {key: CLEAN[key] for key in ("station", "registered", "valid", "against_all", *OPTIONS)}
    report = check_table(table_of(few))
    assert [found.name for found in report.identities] == ["votes_valid"]
    lacking = {entry.name: entry.missing for entry in report.not_checkable}
    assert lacking["boxes_counted"] == ("in_boxes", "invalid")
    assert lacking["ballots_accounted"] == ("ballots_received", "issued", "unused")


def test_a_total_summed_here_is_not_checked_against_its_parts(table_of: Callable[..., StationTable]) -> None:
    without = {key: value for key, value in CLEAN.items() if key not in {"issued", "in_boxes"}}
    table = table_of(without)
    assert table.derived == {
        "issued": ("issued_early", "issued_room", "issued_home"),
        "in_boxes": ("in_stationary_boxes", "in_mobile_boxes"),
    }
    assert table.frame["issued"].item() == 550
    names = {found.name for found in check_table(table).identities}
    assert not names & {"issued_parts", "boxes_parts"}
    assert {"ballots_accounted", "boxes_counted", "boxes_issued"} <= names


@pytest.mark.parametrize(
    ("add_up_to", "name", "change", "residual"),
    [
        ("in_boxes", "votes_boxes", {"Alpha": 306}, 1),
        ("nothing", "some_votes_valid", {"Alpha": 301}, 1),
    ],
)
def test_options_may_add_up_to_something_else(
    add_up_to: str, name: str, change: dict[str, int], residual: int, table_of: Callable[..., StationTable]
) -> None:
    table = table_of(CLEAN | change, table=f'options_add_up_to = "{add_up_to}"')
    found = {identity.name: identity for identity in check_table(table).identities}
    assert found[name].sum_residual == residual
    assert "votes_valid" not in found


def test_options_that_are_a_part_may_be_fewer_than_the_valid_ballots(
    table_of: Callable[..., StationTable],
) -> None:
    report = check_table(table_of(CLEAN | {"Alpha": 3}, table='options_add_up_to = "nothing"'))
    assert not any(found.violations for found in report.identities)


def plain_residual(row: dict[str, Any], left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Return left − right in plain Python."""
    row = row | {"votes": sum(row[option] for option in OPTIONS), "cast": row["in_boxes"]}
    return sum(int(row[term]) for term in left) - sum(int(row[term]) for term in right)


def test_residuals_equal_plain_arithmetic_on_random_protocols(table_of: Callable[..., StationTable]) -> None:
    rng = np.random.default_rng(20230319)
    rows = [
        {key: int(rng.integers(3000)) if isinstance(value, int) else value for key, value in CLEAN.items()}
        for _ in range(200)
    ]
    table = table_of(*rows)
    frame = residuals(table)
    for relation in relations_of(table):
        expected = [plain_residual(row, relation.left, relation.right) for row in rows]
        assert frame[relation.name].to_list() == expected, relation.name
