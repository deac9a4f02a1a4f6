"""Thresholds, clauses, regions, districts and compensation: who gets in, who gets what, and why."""

from fractions import Fraction
from typing import Any

import pytest
from tests.core.electoral.laws import law_of, list_law

from dauys.core.electoral import DistrictVotes, Votes, allocate, apply_other_law, load_law
from dauys.core.problems import InputProblem


def passed(votes: Votes, **rules: Any) -> set[str]:
    return {line.option for line in allocate(votes, list_law(**rules)).lines if line.passed_threshold}


# --- thresholds -----------------------------------------------------------------------------------


@pytest.mark.parametrize("percent", [5, 7])
def test_exactly_the_threshold_is_enough_where_the_law_says_so(percent: int) -> None:
    """Peers that compute in binary fractions reject exactly 5 % or exactly 7 %."""
    votes = Votes({"A": 100 - percent, "B": percent})
    assert passed(votes, threshold=f'"{percent}%"') == {"A", "B"}
    assert passed(votes, threshold=f'"{percent}%"', threshold_inclusive="false") == {"A"}
    scaled = Votes({"A": (100 - percent) * 63_664_41, "B": percent * 63_664_41})
    assert passed(scaled, threshold=f'"{percent}%"') == {"A", "B"}
    one_short = Votes({"A": (100 - percent) * 63_664_41 + 1, "B": percent * 63_664_41 - 1})
    assert passed(one_short, threshold=f'"{percent}%"') == {"A"}


@pytest.mark.parametrize(
    ("base", "expected"),
    [("party_votes", {"A", "B"}), ("options_marked", {"A"}), ("ballots", {"A"})],
)
def test_the_base_of_the_threshold_decides(base: str, expected: set[str]) -> None:
    votes = Votes({"A": 95, "B": 5}, against_all=1, invalid=7)
    assert passed(votes, threshold='"5%"', threshold_base=f'"{base}"') == expected


def test_invalid_ballots_count_for_the_base_of_all_ballots_alone() -> None:
    votes = Votes({"A": 95, "B": 5}, invalid=1)
    assert passed(votes, threshold='"5%"', threshold_base='"options_marked"') == {"A", "B"}
    assert passed(votes, threshold='"5%"', threshold_base='"ballots"') == {"A"}


def test_a_coalition_needs_more() -> None:
    rules: dict[str, Any] = {"threshold": '"5%"', "threshold_by_members": '{ 2 = "8%", 3 = "11%" }'}
    votes = {"A": 70, "pair": 7, "pair of 8": 8, "four": 10, "small": 5}
    members = {"pair": 2, "pair of 8": 2, "four": 4}
    assert passed(Votes(votes, members=members), **rules) == {"A", "pair of 8", "small"}
    assert passed(Votes(votes), **rules) == set(votes)


def test_minorities_are_exempt() -> None:
    votes = Votes({"A": 98, "M": 1, "B": 1}, minorities=frozenset({"M"}))
    assert passed(votes, threshold='"5%"', minorities_exempt="true") == {"A", "M"}
    assert passed(votes, threshold='"5%"') == {"A"}


def test_district_seats_open_the_way() -> None:
    votes = Votes({"A": 96, "B": 4}, district_seats={"B": 3})
    assert passed(votes, threshold='"5%"', threshold_or_district_seats="3") == {"A", "B"}
    assert passed(votes, threshold='"5%"', threshold_or_district_seats="4") == {"A"}


def test_a_regional_share_opens_the_way() -> None:
    votes = Votes.from_regions({"N": Votes({"A": 880, "B": 20}), "S": Votes({"A": 88, "B": 12})})
    assert passed(votes, threshold='"4%"', threshold_or_region_share='"12%"') == {"A", "B"}
    assert passed(votes, threshold='"4%"', threshold_or_region_share='"13%"') == {"A"}


def test_a_list_without_votes_never_takes_part() -> None:
    votes = Votes({"A": 10, "B": 0}, minorities=frozenset({"B"}))
    assert passed(votes) == {"A"}
    assert passed(votes, threshold='"5%"', minorities_exempt="true") == {"A"}


def test_nobody_passes() -> None:
    result = allocate(Votes({"A": 50, "B": 50}), list_law(threshold='"60%"'))
    assert (sum(result.seats.values()), result.unassigned_seats) == (0, 10)
    assert "No list takes part" in str(result.steps[-1].text)


def test_no_votes_at_all() -> None:
    with pytest.raises(InputProblem, match="no valid votes"):
        allocate(Votes({"A": 0}, against_all=5, invalid=5), list_law())


# --- the one-party clause -------------------------------------------------------------------------

ALONE = Votes({"A": 9_000, "B": 600, "C": 400})


def test_the_next_list_is_admitted_when_one_stands_alone() -> None:
    rules: dict[str, Any] = {"threshold": '"7%"', "one_party_clause": '"next_party"'}
    result = allocate(ALONE, list_law(98, **rules))
    # 9,600 votes for 98 seats: 91.875 and 6.125 quotas.
    assert dict(result.seats) == {"A": 92, "B": 6, "C": 0}
    assert "one_party_clause" in [step.rule for step in result.steps]
    assert dict(allocate(ALONE, list_law(98, threshold='"7%"')).seats) == {"A": 98, "B": 0, "C": 0}


def test_its_quotas_are_corrected_where_the_law_says_so() -> None:
    rules: dict[str, Any] = {
        "threshold": '"7%"',
        "one_party_clause": '"next_party"',
        "one_party_correction": '"0.7"',
    }
    result = allocate(ALONE, list_law(98, **rules))
    line = next(line for line in result.lines if line.option == "B")
    assert line.quotas == Fraction(600 * 98, 9_600) * Fraction(7, 10)  # 4.2875
    # Whole parts 91 + 4; three seats are left: one each, then the larger remainder (.875).
    assert dict(result.seats) == {"A": 93, "B": 5, "C": 0}


def test_and_it_has_seats_that_it_is_promised() -> None:
    rules: dict[str, Any] = {
        "threshold": '"7%"',
        "one_party_clause": '"next_party"',
        "one_party_seats_min": "2",
    }
    result = allocate(Votes({"A": 99_000, "B": 500, "C": 400}), list_law(98, **rules))
    assert dict(result.seats) == {"A": 96, "B": 2, "C": 0}
    assert result.steps[-1].rule == "one_party_seats_min"


def test_the_clause_stays_silent_when_two_pass_or_two_come_next() -> None:
    rules: dict[str, Any] = {"threshold": '"7%"', "one_party_clause": '"next_party"'}
    two = allocate(Votes({"A": 90, "B": 10}), list_law(**rules))
    assert "one_party_clause" not in [step.rule for step in two.steps]
    equal = allocate(Votes({"A": 90, "B": 5, "C": 5}), list_law(**rules))
    assert dict(equal.seats) == {"A": 10, "B": 0, "C": 0}
    assert "no single list comes next" in str(equal.steps[1].text) + str(equal.steps[2].text)


# --- ties -----------------------------------------------------------------------------------------

EQUAL = {"A": 100, "B": 100, "C": 100}


def test_a_tie_after_a_list_was_set_aside_stays_open() -> None:
    votes = Votes({"A": 50, "B": 30, "C": 20}, district_seats={"A": 6})
    result = allocate(votes, law_of(MIXED.format(formula="dhondt", overhang="set_aside")))
    assert dict(result.seats) == {"A": 6, "B": 2, "C": 1}  # 30/3 = 20/2 for the last seat
    assert (result.unassigned_seats, result.ties[0].options) == (1, ("B", "C"))


def test_a_tie_stays_open_and_says_what_the_law_says() -> None:
    result = allocate(Votes(EQUAL), list_law(4, tie_rule='"lot"'))
    assert dict(result.seats) == {"A": 1, "B": 1, "C": 1}
    assert (result.unassigned_seats, result.seats_total) == (1, 4)
    (tie,) = result.ties
    assert (tie.options, tie.seats_at_stake, tie.resolved) == (("A", "B", "C"), 1, ())
    assert str(tie.rule) == "A lot decides."
    assert result.steps[-1].rule == "tie_rule"


def test_registration_settles_a_tie_only_when_it_is_known() -> None:
    law = list_law(4, tie_rule='"earlier_registration"')
    assert allocate(Votes(EQUAL), law).unassigned_seats == 1
    assert allocate(Votes(EQUAL, registration_order=("B", "A")), law).unassigned_seats == 1
    settled = allocate(Votes(EQUAL, registration_order=("C", "B", "A")), law)
    assert dict(settled.seats) == {"A": 1, "B": 1, "C": 2}
    assert settled.ties[0].resolved == ("C",)


def test_more_votes_settle_equal_remainders() -> None:
    votes = Votes({"A": 15, "B": 25, "C": 10})
    law = list_law(5, tie_rule='"more_votes"')
    assert dict(allocate(votes, law).seats) == {"A": 1, "B": 3, "C": 1}
    assert allocate(Votes(EQUAL), list_law(4, tie_rule='"more_votes"')).unassigned_seats == 1


# --- seats and steps ------------------------------------------------------------------------------


def test_the_number_of_seats_is_asked_for_where_the_law_leaves_it_open() -> None:
    law = load_law("kz/maslikhat-2023")
    with pytest.raises(InputProblem, match="--seats"):
        allocate(Votes({"A": 1}), law)
    assert allocate(Votes({"A": 1}), law, 17).seats_total == 17
    with pytest.raises(InputProblem, match="number of seats"):
        allocate(Votes({"A": 1}), law, 0)


def test_every_step_names_its_rule_and_how_sure_it_is() -> None:
    votes = Votes({"Amanat": 3_431_510, "NSDP": 331_058}, 248_291)
    law = load_law("kz/majilis-2023")
    result = allocate(votes, law)
    assert [step.rule for step in result.steps] == [
        "threshold_base",
        "threshold",
        "formula",
        "formula",
        "formula",
    ]
    for step in result.steps:
        rule = law.tiers["lists"].rules[step.rule]
        assert (step.article, step.status, step.source) == (rule.source.article, rule.status, rule.source)
    assert result.law_digest == law.digest


def test_the_numbers_behind_the_seats() -> None:
    lines = {line.option: line for line in allocate(Votes({"A": 60, "B": 25, "C": 15}), list_law(5)).lines}
    assert lines["A"].quotas == 3
    assert (lines["B"].full_quota_seats, lines["B"].remainder) == (1, Fraction(1, 4))
    assert (lines["C"].full_quota_seats, lines["C"].remainder, lines["C"].remainder_seats) == (
        0,
        Fraction(3, 4),
        1,
    )
    assert [lines[name].remainder_rank for name in "ABC"] == [3, 2, 1]


# --- regional lists -------------------------------------------------------------------------------

REGIONAL = """
[tiers.lists]
kind = "lists"
names = "Lists"
scope = { value = "regional", status = "unverified" }
formula = { value = "dhondt", status = "unverified" }
threshold = { value = "10%", status = "unverified" }
threshold_base = { value = "party_votes", status = "unverified" }
threshold_scope = { value = "SCOPE", status = "unverified" }
"""
TWO_REGIONS = Votes.from_regions(
    {"N": Votes({"A": 880, "B": 20, "C": 100}), "S": Votes({"A": 50, "B": 45, "C": 5})},
    region_seats={"N": 9, "S": 3},
)


def test_a_regional_threshold_is_taken_in_each_region() -> None:
    result = allocate(TWO_REGIONS, law_of(REGIONAL.replace("SCOPE", "region")))
    north, south = result.tiers[0].regions
    assert dict(north.seats) == {"A": 8, "B": 0, "C": 1}
    assert dict(south.seats) == {"A": 2, "B": 1, "C": 0}
    assert dict(result.seats) == {"A": 10, "B": 1, "C": 1}
    assert (result.seats_total, result.lines[1].seats) == (12, 1)


def test_a_national_threshold_holds_in_every_region() -> None:
    result = allocate(TWO_REGIONS, law_of(REGIONAL.replace("SCOPE", "national")))
    # B has 65 of 1,100: 5.9 %. C has 105: 9.5 %.
    assert dict(result.seats) == {"A": 12, "B": 0, "C": 0}


def test_a_regional_share_opens_the_way_in_that_region_alone() -> None:
    law = law_of(
        REGIONAL.replace("SCOPE", "national")
        + 'threshold_or_region_share = { value = "12%", status = "unverified" }\n'
    )
    assert dict(allocate(TWO_REGIONS, law).seats) == {"A": 11, "B": 1, "C": 0}


def test_regions_that_are_missing() -> None:
    law = law_of(REGIONAL.replace("SCOPE", "region"))
    with pytest.raises(InputProblem, match="by region"):
        allocate(Votes({"A": 1}), law)
    with pytest.raises(InputProblem, match="seats of a region") as caught:
        allocate(Votes.from_regions({"N": Votes({"A": 1})}, region_seats={"S": 1}), law)
    assert caught.value.field == "N"
    with pytest.raises(InputProblem, match="not in one number"):
        allocate(TWO_REGIONS, law, 12)


def test_a_region_without_votes_leaves_its_seats_open() -> None:
    votes = Votes.from_regions({"N": Votes({"A": 5}), "S": Votes({"A": 0})}, region_seats={"N": 2, "S": 1})
    result = allocate(votes, law_of(REGIONAL.replace("SCOPE", "region")))
    assert (dict(result.seats), result.unassigned_seats) == ({"A": 2}, 1)


# --- districts ------------------------------------------------------------------------------------

DISTRICTS = """
[tiers.districts]
kind = "districts"
names = "Districts"
rule = {{ value = "{rule}", status = "unverified" }}
against_all = {{ value = "{against_all}", status = "unverified" }}
"""


def district(rule: str, ballots: DistrictVotes, against_all: str = "no_effect") -> object:
    law = law_of(DISTRICTS.format(rule=rule, against_all=against_all))
    result = allocate(Votes({}, districts={"7": ballots}), law)
    (one,) = result.tiers[0].districts
    return one.winner or one.runners or str(one.reason)


def test_plurality() -> None:
    ballots = DistrictVotes({"Ann": 40, "Bob": 35, "Eve": 25}, {"Ann": "P"}, against_all=50)
    assert district("plurality", ballots) == "Ann"
    assert "against all outnumber" in str(district("plurality", ballots, "blocks_when_first"))


def test_two_rounds() -> None:
    ballots = DistrictVotes({"Ann": 40, "Bob": 35, "Eve": 25})
    assert district("two_round", ballots) == ("Ann", "Bob")
    assert district("two_round", DistrictVotes({"Ann": 50, "Bob": 50})) == ("Ann", "Bob")
    assert district("two_round", DistrictVotes({"Ann": 51, "Bob": 49})) == "Ann"
    assert district("two_round", DistrictVotes({"Ann": 51, "Bob": 40}, against_all=11)) == ("Ann", "Bob")
    second = DistrictVotes({"Ann": 40, "Bob": 35, "Eve": 25}, second_round={"Ann": 45, "Bob": 55})
    assert district("two_round", second) == "Bob"


def test_ties_in_districts_stay_open() -> None:
    law = law_of(DISTRICTS.format(rule="plurality", against_all="no_effect"))
    result = allocate(Votes({}, districts={"7": DistrictVotes({"Ann": 5, "Bob": 5})}), law)
    assert (result.unassigned_seats, result.ties[0].region, result.ties[0].options) == (
        1,
        "7",
        ("Ann", "Bob"),
    )
    law = law_of(DISTRICTS.format(rule="two_round", against_all="no_effect"))
    ballots = DistrictVotes({"Ann": 40, "Bob": 30, "Eve": 30})
    result = allocate(Votes({}, districts={"7": ballots}), law)
    assert (result.ties[0].options, result.ties[0].seats_at_stake) == (("Bob", "Eve"), 1)
    assert result.tiers[0].districts[0].runners == ("Ann",)


def test_seats_of_districts_go_to_parties_and_persons() -> None:
    districts = {
        "1": DistrictVotes({"Ann": 5, "Bob": 4}, {"Ann": "P"}),
        "2": DistrictVotes({"Ann": 5, "Bob": 4}),
        "3": DistrictVotes({"Eve": 9, "Joe": 1}, {"Eve": "P"}),
    }
    result = allocate(
        Votes({}, districts=districts), law_of(DISTRICTS.format(rule="plurality", against_all="no_effect"))
    )
    assert dict(result.seats) == {"P": 2, "Ann · 2": 1}
    assert [one.margin_votes_count for one in result.tiers[0].districts] == [1, 1, 8]


def test_bad_districts() -> None:
    law = law_of(DISTRICTS.format(rule="two_round", against_all="no_effect"))
    with pytest.raises(InputProblem, match="no valid votes"):
        allocate(Votes({}, districts={"7": DistrictVotes({"Ann": 0}, against_all=9)}), law)
    with pytest.raises(InputProblem, match="not in the first"):
        allocate(Votes({}, districts={"7": DistrictVotes({"Ann": 1}, second_round={"Zoe": 1})}), law)
    with pytest.raises(InputProblem, match="at most 29"):
        allocate(Votes({"A": 1}, district_seats={"A": 30}), load_law("kz/majilis-2023"))


# --- compensation ---------------------------------------------------------------------------------

MIXED = """
[tiers.districts]
kind = "districts"
names = "Districts"
rule = {{ value = "plurality", status = "unverified" }}
[tiers.top]
kind = "compensation"
names = "Top-up"
seats = {{ value = 10, status = "unverified" }}
formula = {{ value = "{formula}", status = "unverified" }}
compensates = {{ value = ["districts"], status = "unverified" }}
overhang = {{ value = "{overhang}", status = "unverified" }}
threshold = {{ value = "5%", status = "unverified" }}
"""
# Shares of ten seats: A 5, B 3, C 2; A won six districts.
OVERHANGING = Votes({"A": 50, "B": 31, "C": 19}, district_seats={"A": 6})


@pytest.mark.parametrize(
    ("overhang", "expected"),
    [
        ("add_seats", {"A": 6, "B": 3, "C": 2}),
        ("cap", {"A": 5, "B": 3, "C": 2}),
        # Four seats are left for B and C: 31, 19, 31/2 = 15.5 and 31/3 = 10.3 come before 19/2 = 9.5.
        ("set_aside", {"A": 6, "B": 3, "C": 1}),
        # d'Hondt goes on until A has six: 50/6 = 8.3 comes after 19/2 = 9.5 and before 31/4 = 7.8.
        ("level", {"A": 6, "B": 3, "C": 2}),
    ],
)
def test_overhang(overhang: str, expected: dict[str, int]) -> None:
    result = allocate(OVERHANGING, law_of(MIXED.format(formula="dhondt", overhang=overhang)))
    assert dict(result.seats) == expected
    assert result.seats_total == sum(expected.values())


def test_levelling_restores_proportions() -> None:
    votes = Votes({"A": 50, "B": 30, "C": 20}, district_seats={"A": 10})
    for formula in ("sainte_lague", "hare"):
        result = allocate(votes, law_of(MIXED.format(formula=formula, overhang="level")))
        assert result.seats["A"] == 10
        assert 19 <= result.seats_total <= 20
        assert abs(Fraction(result.seats["B"], result.seats_total) - Fraction(3, 10)) < Fraction(1, 20)


def test_withheld_seats_are_named() -> None:
    result = allocate(OVERHANGING, law_of(MIXED.format(formula="dhondt", overhang="cap")))
    assert dict(result.tiers[1].seats_withheld) == {"A": 1}
    assert dict(result.tiers[1].seats) == {"A": 0, "B": 3, "C": 2}


def test_seats_outside_the_distribution_are_taken_off() -> None:
    votes = Votes({"A": 50, "B": 50, "tiny": 1}, district_seats={"A": 2, "tiny": 1, "Zoe · 7": 1})
    result = allocate(votes, law_of(MIXED.format(formula="dhondt", overhang="cap")))
    assert dict(result.seats) == {"A": 4, "B": 4, "tiny": 1, "Zoe · 7": 1}


def test_nothing_to_compensate_is_a_mistake() -> None:
    with pytest.raises(InputProblem, match="compensates seats won elsewhere"):
        allocate(Votes({"A": 1}), law_of(MIXED.format(formula="dhondt", overhang="cap")))


def test_district_seats_count_for_the_divisors() -> None:
    """Scotland's additional member system in small: the divisor starts after the seats already won."""
    votes = Votes({"A": 50, "B": 30, "C": 20}, district_seats={"A": 3})
    counted = allocate(votes, list_law(3, "dhondt", district_seats_counted="true"))
    # 50/4 = 12.5, 30, 20, then 30/2 = 15.
    assert dict(counted.seats) == {"A": 0, "B": 2, "C": 1}
    assert counted.lines[0].district_seats == 3


# --- another law ----------------------------------------------------------------------------------


def test_the_same_votes_under_another_law() -> None:
    votes = Votes({"Amanat": 900, "Auyl": 60, "NSDP": 40}, district_seats={"Amanat": 22, "self-nominated": 7})
    result = apply_other_law(votes, load_law("kz/majilis-2023"), load_law("kz/kurultai-2026"))
    assert result.actual.seats_total == 98
    assert result.other.seats_total == 145
    assert result.gains["self-nominated"] == -7
    texts = " ".join(str(text) for text in result.caveats)
    assert "has no districts" in texts
    assert "differ by 47 seats" in texts
    assert "No votes against all" in texts
    back = apply_other_law(Votes({"A": 9, "B": 1}), load_law("kz/majilis-2009"), load_law("kz/majilis-2023"))
    assert "nobody voted" in " ".join(str(text) for text in back.caveats)
