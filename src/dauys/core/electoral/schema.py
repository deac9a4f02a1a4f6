"""The keys that a law file may have, what each accepts, and what holds where it is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from dauys.core.wording import Message, msg

RuleValue: TypeAlias = (
    int | bool | str | Fraction | tuple[str, ...] | Mapping[str, int] | Mapping[int, Fraction]
)

QUOTAS = ("hare", "droop", "hagenbach_bischoff", "imperiali_quota")
DIVISORS = (
    "dhondt",
    "sainte_lague",
    "modified_sainte_lague",
    "danish",
    "imperiali",
    "adams",
    "huntington_hill",
)
FORMULAS = QUOTAS + DIVISORS
UNITS = ("seats", "share", "ratio", "votes", "candidates", "parties", "rule")


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One key: how its value is read (None when it cannot be), what was expected, its unit and default."""

    parse: Callable[[object], RuleValue | None]
    expected: Message
    unit: str
    default: RuleValue | None = None
    required: bool = False


def parse_share(raw: object) -> Fraction | None:
    """Read a share written exactly: ``"5%"``, ``"1/20"``, ``"0.05"`` or a whole number."""
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        # A binary float cannot say 7 %: 0.07 is a little more, and a party with exactly 7 % would fail.
        return None
    text = str(raw).strip()
    percent = text.endswith("%")
    try:
        value = Fraction(text.removesuffix("%").strip())
    except (ValueError, ZeroDivisionError):
        return None
    return value / 100 if percent else value


def _share(expected_max: int = 1) -> Callable[[object], RuleValue | None]:
    def parse(raw: object) -> RuleValue | None:
        value = parse_share(raw)
        return value if value is not None and 0 <= value <= expected_max else None

    return parse


def _integer(minimum: int) -> Callable[[object], RuleValue | None]:
    def parse(raw: object) -> RuleValue | None:
        if isinstance(raw, str) and raw.isascii() and raw.isdigit():
            raw = int(raw)
        if isinstance(raw, bool) or not isinstance(raw, int):
            return None
        return raw if minimum <= raw <= 100_000 else None

    return parse


def _choice(*choices: str) -> Callable[[object], RuleValue | None]:
    def parse(raw: object) -> RuleValue | None:
        return raw if isinstance(raw, str) and raw in choices else None

    return parse


def _flag(raw: object) -> RuleValue | None:
    if isinstance(raw, str):
        return {"true": True, "false": False}.get(raw)
    return raw if isinstance(raw, bool) else None


def _texts(raw: object) -> RuleValue | None:
    if isinstance(raw, str):
        raw = raw.split("+")
    if not isinstance(raw, list | tuple) or not all(isinstance(item, str) and item for item in raw):
        return None
    return tuple(raw)


def _seats_by_region(raw: object) -> RuleValue | None:
    if not isinstance(raw, dict) or not raw:
        return None
    if not all(
        isinstance(seats, int) and not isinstance(seats, bool) and seats >= 0 for seats in raw.values()
    ):
        return None
    return dict(raw)


def _shares_by_members(raw: object) -> RuleValue | None:
    if not isinstance(raw, dict) or not raw:
        return None
    shares: dict[int, Fraction] = {}
    for members, share in raw.items():
        value = parse_share(share)
        if not str(members).isdigit() or value is None or not 0 <= value <= 1:
            return None
        shares[int(members)] = value
    return shares


def _spec_choice(*choices: str, default: str | None = None, required: bool = False) -> RuleSpec:
    return RuleSpec(
        _choice(*choices),
        msg("one of {choices}", choices=", ".join(choices)),
        "rule",
        default=default,
        required=required,
    )


_A_SHARE = msg('a share from 0 to 1 written as text, such as "5%" or "1/20"')
_TRUE_OR_FALSE = msg("true or false")

SEATS = RuleSpec(_integer(1), msg("a whole number of seats, one or more"), "seats")
TIE_RULE = _spec_choice(
    "earlier_registration", "more_votes", "lot", "repeat_election", "not_stated", default="not_stated"
)

# Keys of a tier that distributes seats among lists, whether by itself or to compensate other tiers.
_LIST_RULES: Mapping[str, RuleSpec] = {
    "seats": SEATS,
    "formula": _spec_choice(*FORMULAS, required=True),
    "first_divisor": RuleSpec(
        _share(expected_max=10),
        msg('the first divisor written as text, such as "1.4"'),
        "ratio",
        default=Fraction(7, 5),
    ),
    "quota_rounding": _spec_choice("none", "down", "up", "nearest", default="none"),
    "threshold": RuleSpec(_share(), _A_SHARE, "share", default=Fraction(0)),
    "threshold_base": _spec_choice("ballots", "options_marked", "party_votes", default="options_marked"),
    "threshold_inclusive": RuleSpec(_flag, _TRUE_OR_FALSE, "rule", default=True),
    "threshold_scope": _spec_choice("national", "region", default="national"),
    "threshold_by_members": RuleSpec(
        _shares_by_members,
        msg(
            "a table from the number of parties in a coalition to a share, such as {example}",
            example='{ 2 = "8%" }',
        ),
        "share",
    ),
    "threshold_or_district_seats": RuleSpec(
        _integer(1), msg("a whole number of district seats, one or more"), "seats"
    ),
    "threshold_or_region_share": RuleSpec(_share(), _A_SHARE, "share"),
    "minorities_exempt": RuleSpec(_flag, _TRUE_OR_FALSE, "rule", default=False),
    "one_party_clause": _spec_choice("none", "next_party", default="none"),
    "one_party_correction": RuleSpec(_share(), _A_SHARE, "ratio", default=Fraction(1)),
    "one_party_seats_min": RuleSpec(_integer(0), msg("a whole number of seats"), "seats", default=0),
    "tie_rule": TIE_RULE,
    "list_max_ratio": RuleSpec(
        _share(expected_max=10), msg('a ratio written as text, such as "1.3"'), "ratio"
    ),
    "quota_share_min": RuleSpec(_share(), _A_SHARE, "share"),
    "quota_groups": RuleSpec(_texts, msg("a list of the groups' names"), "rule"),
}

TIER_RULES: Mapping[str, Mapping[str, RuleSpec]] = {
    "lists": {
        **_LIST_RULES,
        "scope": _spec_choice("nationwide", "regional", default="nationwide"),
        "region_seats": RuleSpec(
            _seats_by_region, msg("a table from region to a whole number of seats"), "seats"
        ),
        "district_seats_counted": RuleSpec(_flag, _TRUE_OR_FALSE, "rule", default=False),
    },
    "compensation": {
        **_LIST_RULES,
        "compensates": RuleSpec(_texts, msg("a list of tiers of this law"), "rule", required=True),
        "overhang": _spec_choice("add_seats", "level", "cap", "set_aside", required=True),
        "level_minimum": _spec_choice("district_seats", "regional", default="district_seats"),
        "region_seats": RuleSpec(
            _seats_by_region, msg("a table from region to a whole number of seats"), "seats"
        ),
    },
    "districts": {
        "seats": SEATS,
        "rule": _spec_choice("plurality", "two_round", required=True),
        "second_round_candidates": RuleSpec(
            _integer(2), msg("a whole number of candidates, two or more"), "candidates", default=2
        ),
        "against_all": _spec_choice("no_effect", "blocks_when_first", "not_stated", default="no_effect"),
        "tie_rule": TIE_RULE,
    },
    "appointed": {
        "seats": SEATS,
    },
}
