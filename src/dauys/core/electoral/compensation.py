"""Seats that make the whole proportional to the votes, after seats were won elsewhere.

Mixed-member proportional systems and levelling seats; the overhang is treated as the law says (Pukelsheim,
Proportional Representation, 2nd ed. 2017, chapters 12 and 13).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from dauys.core.electoral.formulas import FormulaResult, apply_formula, highest_averages
from dauys.core.electoral.schema import DIVISORS
from dauys.core.electoral.steps import FORMULA_NAMES, Bench
from dauys.core.electoral.thresholds import Admissions, admit
from dauys.core.electoral.types import PartyLine, Step, Tie, TierResult, Votes
from dauys.core.problems import InputProblem
from dauys.core.wording import msg, msg_plural


@dataclass(slots=True)
class _Plan:
    """Seats of each list in all tiers together, and how they came about."""

    final: dict[str, int]
    steps: list[Step] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)


def allocate_compensation(
    votes: Votes, bench: Bench, won: Mapping[str, int], seats_count: int | None
) -> TierResult:
    """Return the seats that this tier adds to those ``won`` in the tiers that it compensates.

    Parameters
    ----------
    won : mapping of str to int
        Seats of the compensated tiers, also of lists and persons outside the distribution.
    seats_count : int or None
        Size of all tiers taken together; None takes it from the law.

    Raises
    ------
    InputProblem
        When the size of the chamber, or the regional votes that the law needs, are missing.
    """
    tier = bench.tier
    size = seats_count if seats_count is not None else tier.integer("seats")
    if size is None:
        raise InputProblem(
            msg("The law leaves the size of the chamber open."),
            field=f"{tier.id}.seats",
            expected=msg("the number of seats, given with the votes (--seats)"),
        )
    admissions = admit(votes, bench, regions=votes.regions)
    admitted = admissions.votes()
    inside = {option: won.get(option, 0) for option in admitted}
    outside = sum(won.values()) - sum(inside.values())
    plan = _Plan({}, [*admissions.steps])
    if outside:
        text = msg_plural(
            "{count} seat was won outside the distribution and is taken off.",
            "{count} seats were won outside the distribution and are taken off.",
            count=outside,
        )
        plan.steps.append(bench.step("compensates", text, seats_count=outside))
    _OVERHANG[tier.text("overhang")](votes, bench, admitted, inside, max(0, size - outside), plan)
    return _result(bench, votes, admissions, plan, inside, size - outside)


def _result(
    bench: Bench,
    votes: Votes,
    admissions: Admissions,
    plan: _Plan,
    inside: Mapping[str, int],
    size: int,
) -> TierResult:
    added = {option: max(0, plan.final.get(option, 0) - inside.get(option, 0)) for option in votes.parties}
    withheld = {
        option: inside[option] - plan.final[option]
        for option in inside
        if inside[option] > plan.final[option]
    }
    unassigned = max(0, size - sum(plan.final.values()))
    return TierResult(
        tier=bench.tier.id,
        kind=bench.tier.kind,
        names=bench.tier.names,
        region=None,
        seats=added,
        seats_total=sum(added.values()) + unassigned,
        unassigned_seats=unassigned,
        lines=tuple(
            PartyLine(
                option,
                one.votes_count,
                one.share,
                one.admitted,
                one.reason,
                seats=plan.final.get(option, 0),
                district_seats=inside.get(option, 0),
            )
            for option, one in admissions.by_option.items()
        ),
        base_votes_count=admissions.base_votes_count,
        ties=tuple(plan.ties),
        steps=tuple(plan.steps),
        seats_withheld=withheld,
    )


def _share_out(
    votes: Votes, bench: Bench, admitted: Mapping[str, int], seats_count: int, plan: _Plan
) -> dict[str, int]:
    """Return the proportional shares of ``seats_count`` seats; ties are settled or noted in ``plan``."""
    if not admitted or not seats_count:
        return dict.fromkeys(admitted, 0)
    result = _formula(bench, admitted, seats_count)
    seats = dict(result.seats)
    plan.ties.clear()
    if result.tie:
        tie, step = bench.settle(result.tie, votes.parties, votes.registration_order)
        plan.ties.append(tie)
        plan.steps.append(step)
        for option in tie.resolved:
            seats[option] += 1
    return seats


def _formula(bench: Bench, admitted: Mapping[str, int], seats_count: int) -> FormulaResult:
    return apply_formula(
        bench.tier.text("formula"),
        admitted,
        seats_count,
        first_divisor=bench.tier.share("first_divisor") or Fraction(7, 5),
        rounding=bench.tier.text("quota_rounding"),
    )


def _shares_step(bench: Bench, seats: Mapping[str, int], size: int) -> Step:
    text = msg(
        "The share of each list in {size} seats ({formula}): {options}.",
        size=size,
        formula=FORMULA_NAMES[bench.tier.text("formula")],
        options=", ".join(f"{option} {count}" for option, count in seats.items()),
    )
    return bench.step("formula", text, seats_count=size)


def _add_seats(
    votes: Votes, bench: Bench, admitted: Mapping[str, int], won: Mapping[str, int], size: int, plan: _Plan
) -> None:
    shares = _share_out(votes, bench, admitted, size, plan)
    plan.steps.append(_shares_step(bench, shares, size))
    plan.final = {option: max(shares[option], won[option]) for option in shares}
    grown = sum(plan.final.values()) - sum(shares.values())
    if grown:
        text = msg_plural(
            "The chamber grows by {count} seat, because that much more was won than the shares cover.",
            "The chamber grows by {count} seats, because that much more was won than the shares cover.",
            count=grown,
        )
        plan.steps.append(bench.step("overhang", text, seats_count=grown))


def _cap(
    votes: Votes, bench: Bench, admitted: Mapping[str, int], won: Mapping[str, int], size: int, plan: _Plan
) -> None:
    shares = _share_out(votes, bench, admitted, size, plan)
    plan.steps.append(_shares_step(bench, shares, size))
    plan.final = shares
    withheld = sum(max(0, won[option] - shares[option]) for option in shares)
    if withheld:
        text = msg_plural(
            "{count} seat won in a district is not given, because the list’s share does not cover it.",
            "{count} seats won in districts are not given, because the lists’ shares do not cover them.",
            count=withheld,
        )
        plan.steps.append(bench.step("overhang", text, seats_count=withheld))


def _set_aside(
    votes: Votes, bench: Bench, admitted: Mapping[str, int], won: Mapping[str, int], size: int, plan: _Plan
) -> None:
    remaining, left = dict(admitted), size
    kept: dict[str, int] = {}
    while True:
        shares = _share_out(votes, bench, remaining, left, plan)
        plan.steps.append(_shares_step(bench, shares, left))
        above = [option for option in remaining if won[option] > shares[option]]
        if not above:
            break
        text = msg(
            "{options} won more than their share; they keep it and the rest is shared among the others.",
            options=", ".join(above),
        )
        plan.steps.append(bench.step("overhang", text))
        for option in above:
            kept[option] = won[option]
            left = max(0, left - won[option])
            del remaining[option]
    plan.final = {**kept, **shares}


def _level(
    votes: Votes, bench: Bench, admitted: Mapping[str, int], won: Mapping[str, int], size: int, plan: _Plan
) -> None:
    minimum = dict(won)
    if bench.tier.text("level_minimum") == "regional":
        minimum = _regional_minimum(votes, bench, admitted, plan)
    plan.steps.append(
        bench.step(
            "level_minimum",
            msg(
                "The seats that each list is sure of: {options}.",
                options=", ".join(f"{option} {count}" for option, count in minimum.items()),
            ),
        )
    )
    formula = bench.tier.text("formula")
    if formula in DIVISORS:
        result = highest_averages(
            formula,
            admitted,
            size,
            first_divisor=bench.tier.share("first_divisor") or Fraction(7, 5),
            at_least=minimum,
        )
        levelled = sum(result.seats.values())
    else:
        # Quotas are not house-monotone, so the first size that serves everybody is looked for one by one.
        levelled = size
        while any(
            _formula(bench, admitted, levelled).seats[option] < count for option, count in minimum.items()
        ):
            levelled += 1
    plan.final = _share_out(votes, bench, admitted, max(size, levelled), plan)
    if levelled > size:
        text = msg_plural(
            "The chamber grows by {count} seat, until every share covers what the list is sure of.",
            "The chamber grows by {count} seats, until every share covers what the list is sure of.",
            count=levelled - size,
        )
        plan.steps.append(bench.step("overhang", text, seats_count=levelled - size))
    plan.steps.append(_shares_step(bench, plan.final, max(size, levelled)))


def _regional_minimum(votes: Votes, bench: Bench, admitted: Mapping[str, int], plan: _Plan) -> dict[str, int]:
    region_seats = votes.region_seats or bench.tier.table("region_seats")
    minimum = dict.fromkeys(admitted, 0)
    if not votes.regions:
        raise InputProblem(
            msg("This law distributes seats by region."), expected=msg("the votes of each region")
        )
    for name, region in votes.regions.items():
        if name not in region_seats:
            raise InputProblem(msg("The number of seats of a region is missing."), field=name)
        inside = Bench(bench.law, bench.tier, name)
        here = {option: region.parties[option] for option in admitted if region.parties.get(option)}
        result = _formula(inside, here, region_seats[name])
        if result.tie:
            tie, step = inside.settle(result.tie, region.parties, votes.registration_order)
            plan.ties.append(tie)
            plan.steps.append(step)
        for option, count in result.seats.items():
            minimum[option] += max(count, region.district_seats.get(option, 0))
    return minimum


_OVERHANG = {"add_seats": _add_seats, "cap": _cap, "set_aside": _set_aside, "level": _level}
