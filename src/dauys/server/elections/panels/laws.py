"""Laws as pages: every rule with its value, validity, article and how sure it is."""

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce

from dauys.core.electoral import Law, Rule, Tier, list_laws, load_law
from dauys.core.electoral.steps import FORMULA_NAMES
from dauys.core.wording import Message, Percent, Value, msg, msg_plural
from dauys.server.elections.page import ElectionBrief, LawPage, LawRule, Source
from dauys.server.elections.selectors import brief, elections_with_results
from dauys.server.elections.sources import as_message


def law_pages() -> tuple[LawPage, ...]:
    """Return all laws, without the elections held under them."""
    return tuple(_page(load_law(ref), ()) for ref in list_laws())


def law_page(law_id: str) -> LawPage:
    """Return one law with the elections held under it.

    Raises
    ------
    InputProblem
        If there is no such law.
    """
    held = tuple(
        brief(rows)
        for rows in elections_with_results()
        if rows.main is not None and rows.main.law_id == law_id
    )
    return _page(load_law(law_id), held)


def _page(law: Law, held: tuple[ElectionBrief, ...]) -> LawPage:
    rules = [_rule(tier, rule) for tier in law.tiers.values() for rule in tier.rules.values()]
    unverified = sum(rule.status == "unverified" for rule in rules)
    return LawPage(
        law_id=law.id,
        names=law.names,
        digest=law.digest,
        summary=msg(
            "{body}: {rules}, {unverified} of them unverified.",
            body=law.body,
            rules=msg_plural("{count} rule", "{count} rules", count=len(rules)),
            unverified=unverified,
        ),
        rules=tuple(rules),
        elections=held,
    )


def rule_label(key: str) -> Message:
    """Return what a rule of the schema decides."""
    labels = {
        "seats": msg("number of seats"),
        "formula": msg("how votes become seats"),
        "first_divisor": msg("first divisor"),
        "quota_rounding": msg("rounding of the quota"),
        "threshold": msg("threshold"),
        "threshold_base": msg("votes that the threshold is a share of"),
        "threshold_inclusive": msg("a list exactly at the threshold passes"),
        "threshold_scope": msg("where the threshold applies"),
        "threshold_by_members": msg("threshold of coalitions"),
        "threshold_or_district_seats": msg("district seats that replace the threshold"),
        "threshold_or_region_share": msg("share in a region that replaces the threshold"),
        "minorities_exempt": msg("lists of minorities need no threshold"),
        "one_party_clause": msg("if only one list passes"),
        "one_party_correction": msg("correction for the list let in"),
        "one_party_seats_min": msg("least seats of the list let in"),
        "tie_rule": msg("what decides a tie"),
        "list_max_ratio": msg("longest list, as a multiple of the seats"),
        "quota_share_min": msg("least share of the quota groups"),
        "quota_groups": msg("quota groups"),
        "scope": msg("nationwide or regional lists"),
        "region_seats": msg("seats of the regions"),
        "district_seats_counted": msg("district seats count toward the lists"),
        "compensates": msg("tiers that are compensated"),
        "overhang": msg("what happens to overhang seats"),
        "level_minimum": msg("least seats when levelling"),
        "rule": msg("how a district is won"),
        "second_round_candidates": msg("candidates in the second round"),
        "against_all": msg("effect of votes against all"),
    }
    return labels.get(key, as_message(key.replace("_", " ")))


def choice_label(word: str) -> Value:
    """Return what a word of the schema means; a word that no shipped law uses stays as the file has it."""
    labels: dict[str, Value] = {
        **FORMULA_NAMES,
        "plurality": msg("the most votes win, in one round"),
        "two_round": msg("more than half of the votes, else a second round"),
        "not_stated": msg("the law does not say"),
        "no_effect": msg("none"),
        "options_marked": msg("valid ballots, those against all included"),
        "ballots": msg("all ballots, invalid ones included"),
        "party_votes": msg("votes for the lists alone"),
        "next_party": msg("the next list is let in"),
        "none": msg("none"),
        "earlier_registration": msg("the list registered earlier"),
        "more_votes": msg("the list with more votes"),
        "lot": msg("drawing lots"),
        "repeat_election": msg("a repeat election"),
        "nationwide": msg("nationwide"),
        "regional": msg("regional"),
        "national": msg("nationwide"),
        "women": msg("women"),
        "youth": msg("youth"),
        "persons with disabilities": msg("persons with disabilities"),
    }
    return labels.get(word, word.replace("_", " "))


def _rule(tier: Tier, rule: Rule) -> LawRule:
    source = rule.source
    words = ", ".join(part for part in (source.law, source.edition) if part)
    return LawRule(
        name=f"{tier.id}.{rule.key}",
        label=msg("{tier}: {rule}", tier=tier.names, rule=rule_label(rule.key)),
        value=_value(rule),
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        article=source.article,
        status=rule.status,
        note=rule.note,
        sources=(Source(words, source.url),),
    )


def _value(rule: Rule) -> Value:
    """Return the value as the page writes it."""
    value = rule.value
    if isinstance(value, bool):
        return msg("yes") if value else msg("no")
    if isinstance(value, int):
        return value
    if isinstance(value, Fraction):
        return Percent(value, 0 if (value * 100).denominator == 1 else 2)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {entry}" for key, entry in value.items())
    if isinstance(value, tuple):
        first, *others = (choice_label(str(word)) for word in value)
        return reduce(lambda before, last: msg("{before}, {last}", before=before, last=last), others, first)
    return choice_label(str(value))
