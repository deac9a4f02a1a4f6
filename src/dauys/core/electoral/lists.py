"""A tier of party lists: threshold, formula, ties, nationwide or region by region."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from dauys.core.electoral.formulas import FormulaResult, apply_formula
from dauys.core.electoral.schema import QUOTAS
from dauys.core.electoral.steps import FORMULA_NAMES, Bench
from dauys.core.electoral.thresholds import Admissions, admit, base_count
from dauys.core.electoral.types import PartyLine, Step, Tie, TierResult, Votes
from dauys.core.problems import InputProblem
from dauys.core.wording import Number, msg, msg_plural


def allocate_lists(votes: Votes, bench: Bench, seats_count: int | None) -> TierResult:
    """Return the result of a list tier; a regional tier holds one result for each region.

    Raises
    ------
    InputProblem
        When seats or regions that the law needs are missing.
    """
    tier = bench.tier
    if tier.text("scope") == "nationwide":
        seats = seats_count if seats_count is not None else tier.integer("seats")
        if seats is None:
            raise InputProblem(
                msg("The law leaves the number of list seats open."),
                field=f"{tier.id}.seats",
                expected=msg("the number of seats, given with the votes (--seats)"),
            )
        return distribute(votes, votes, bench, seats, admit(votes, bench, regions=votes.regions))
    return _regional(votes, bench, seats_count)


def _regional(votes: Votes, bench: Bench, seats_count: int | None) -> TierResult:
    tier = bench.tier
    if seats_count is not None:
        raise InputProblem(
            msg("The seats of this law are given by region, not in one number."),
            field=f"{tier.id}.region_seats",
        )
    region_seats = _seats_of_regions(votes, bench)
    national = tier.text("threshold_scope") == "national"
    everywhere = admit(votes, bench) if national else None
    regions = []
    for name, region in votes.regions.items():
        inside = Bench(bench.law, tier, name)
        admissions = admit(region, inside) if everywhere is None else _in_region(everywhere, region, inside)
        regions.append(distribute(region, votes, inside, region_seats[name], admissions))
    return _summed(votes, bench, everywhere, tuple(regions))


def _seats_of_regions(votes: Votes, bench: Bench) -> Mapping[str, int]:
    region_seats = votes.region_seats or bench.tier.table("region_seats")
    if not votes.regions:
        raise InputProblem(
            msg("This law distributes seats by region."), expected=msg("the votes of each region")
        )
    for name in votes.regions:
        if name not in region_seats:
            raise InputProblem(
                msg("The number of seats of a region is missing."),
                field=name,
                expected=msg("one of {choices}", choices=", ".join(region_seats)) if region_seats else None,
            )
    return region_seats


def _summed(
    votes: Votes, bench: Bench, everywhere: Admissions | None, regions: tuple[TierResult, ...]
) -> TierResult:
    """Sum the regions; the lines then hold national votes and the seats of all regions."""
    tier = bench.tier
    base_votes_count = base_count(votes, tier.text("threshold_base"))
    lines = []
    for option, votes_count in votes.parties.items():
        passed = any(
            line.option == option and line.passed_threshold for part in regions for line in part.lines
        )
        reason = (
            everywhere.by_option[option].reason
            if everywhere
            else msg("The threshold is taken in each region by itself.")
        )
        lines.append(
            PartyLine(
                option,
                votes_count,
                Fraction(votes_count, base_votes_count),
                passed,
                reason,
                seats=sum(part.seats.get(option, 0) for part in regions),
            )
        )
    return TierResult(
        tier=tier.id,
        kind=tier.kind,
        names=tier.names,
        region=None,
        seats={line.option: line.seats for line in lines},
        seats_total=sum(part.seats_total for part in regions),
        unassigned_seats=sum(part.unassigned_seats for part in regions),
        lines=tuple(lines),
        base_votes_count=base_votes_count,
        ties=tuple(tie for part in regions for tie in part.ties),
        steps=(everywhere.steps if everywhere else ())
        + tuple(step for part in regions for step in part.steps),
        regions=regions,
    )


def _in_region(everywhere: Admissions, region: Votes, bench: Bench) -> Admissions:
    """Carry the national threshold into one region; there a regional share may open the way."""
    # Without its steps: those of the national threshold stand before the regions.
    local = admit(region, bench)
    share_needed = bench.tier.share("threshold_or_region_share")
    by_option = {}
    for option, one in local.by_option.items():
        whole = everywhere.by_option[option]
        through_region = share_needed is not None and one.share >= share_needed and one.votes_count > 0
        by_option[option] = type(one)(
            option,
            one.votes_count,
            one.share,
            bool(one.votes_count) and (whole.admitted or through_region),
            one.reason if through_region and not whole.admitted else whole.reason,
            whole.by_one_party_clause,
        )
    return Admissions(by_option, local.base_votes_count, ())


def distribute(
    votes: Votes, national: Votes, bench: Bench, seats_count: int, admissions: Admissions
) -> TierResult:
    """Give ``seats_count`` seats to the lists admitted, by the tier's formula."""
    tier = bench.tier
    admitted = admissions.votes()
    outcome = _Outcome(dict.fromkeys(votes.parties, 0), [*admissions.steps], [])
    result: FormulaResult | None = None
    start = votes.district_seats if _counts_district_seats(bench) else None
    if admitted and seats_count:
        weights = {
            option: tier.share("one_party_correction") or Fraction(1)
            for option, one in admissions.by_option.items()
            if one.by_one_party_clause
        }
        result = apply_formula(
            tier.text("formula"),
            admitted,
            seats_count,
            first_divisor=tier.share("first_divisor") or Fraction(7, 5),
            rounding=tier.text("quota_rounding"),
            weights=weights,
            start=start,
        )
        outcome.seats.update(result.seats)
        outcome.steps.extend(_formula_steps(bench, result, admitted, seats_count))
        if result.tie:
            tie, step = bench.settle(result.tie, votes.parties, national.registration_order)
            outcome.ties.append(tie)
            outcome.steps.append(step)
            for option in tie.resolved:
                outcome.seats[option] += 1
        _guarantee(bench, admissions, outcome, seats_count)
    return TierResult(
        tier=tier.id,
        kind=tier.kind,
        names=tier.names,
        region=bench.region,
        seats=outcome.seats,
        seats_total=seats_count,
        unassigned_seats=seats_count - sum(outcome.seats.values()),
        lines=_lines(admissions, outcome.seats, result, start),
        quota=result.quota if result else None,
        base_votes_count=admissions.base_votes_count,
        ties=tuple(outcome.ties),
        steps=tuple(outcome.steps),
    )


@dataclass(slots=True)
class _Outcome:
    seats: dict[str, int]
    steps: list[Step]
    ties: list[Tie]


def _guarantee(bench: Bench, admissions: Admissions, outcome: _Outcome, seats_count: int) -> None:
    """Give a list let in by the one-party clause the seats that the law promises it at least."""
    least = min(bench.tier.integer("one_party_seats_min") or 0, seats_count)
    for option, one in admissions.by_option.items():
        missing = least - outcome.seats[option]
        if not one.by_one_party_clause or missing <= 0:
            continue
        leader = max(outcome.seats, key=lambda name: outcome.seats[name])
        outcome.seats[leader] -= missing
        outcome.seats[option] += missing
        text = msg(
            "{option} gets the {seats} seats that it is promised at least.", option=option, seats=least
        )
        outcome.steps.append(bench.step("one_party_seats_min", text, seats_count=least))


def _counts_district_seats(bench: Bench) -> bool:
    return bench.tier.kind == "lists" and bench.tier.flag("district_seats_counted")


def _formula_steps(
    bench: Bench, result: FormulaResult, admitted: Mapping[str, int], seats_count: int
) -> list[Step]:
    tier = bench.tier
    formula = tier.text("formula")
    votes_total = sum(admitted.values())
    if formula not in QUOTAS:
        text = msg(
            "The {seats} seats go one after the other to the list with the highest average: {formula}.",
            seats=seats_count,
            formula=FORMULA_NAMES[formula],
        )
        return [bench.step("formula", text, seats_count=seats_count)]
    assert result.quota is not None  # noqa: S101 - every quota formula returns its quota
    assert result.full_quota_seats is not None  # noqa: S101
    steps = [
        bench.step(
            "formula",
            msg(
                "The lists that take part have {votes} votes for {seats} seats; one seat costs {quota} votes "
                "({formula}).",
                votes=votes_total,
                seats=seats_count,
                quota=Number(result.quota, 2),
                formula=FORMULA_NAMES[formula],
            ),
            votes_count=votes_total,
            seats_count=seats_count,
            quota=result.quota,
        )
    ]
    if result.divisor_lowered:
        text = msg(
            "The quota would have given more seats than there are, so its divisor was lowered by {count}.",
            count=result.divisor_lowered,
        )
        steps.append(bench.step("formula", text, divisor_lowered=result.divisor_lowered))
    full = sum(result.full_quota_seats.values())
    steps.append(
        bench.step(
            "formula",
            msg_plural(
                "Whole quotas give {count} seat: {options}.",
                "Whole quotas give {count} seats: {options}.",
                count=full,
                options=", ".join(f"{name} {count}" for name, count in result.full_quota_seats.items()),
            ),
            full_quota_seats=full,
        )
    )
    if full < seats_count:
        gains = [name for name, count in result.seats.items() if count > result.full_quota_seats[name]]
        steps.append(
            bench.step(
                "formula",
                msg_plural(
                    "The {count} seat left goes to the largest remainder: {options}.",
                    "The {count} seats left go to the largest remainders: {options}.",
                    count=seats_count - full,
                    options=", ".join(gains) or None,
                ),
                seats_left=seats_count - full,
            )
        )
    return steps


def _lines(
    admissions: Admissions,
    seats: Mapping[str, int],
    result: FormulaResult | None,
    district_seats: Mapping[str, int] | None,
) -> tuple[PartyLine, ...]:
    remainders = result.remainders if result else None
    ranks: dict[str, int] = {}
    if remainders is not None:
        # Equal remainders share a rank, so that a tie is visible in the table.
        ranks = {
            option: 1 + sum(other > value for other in remainders.values())
            for option, value in remainders.items()
        }
    lines = []
    for option, one in admissions.by_option.items():
        full = result.full_quota_seats.get(option) if result and result.full_quota_seats else None
        lines.append(
            PartyLine(
                option=option,
                votes_count=one.votes_count,
                share=one.share,
                passed_threshold=one.admitted,
                reason=one.reason,
                seats=seats[option],
                quotas=result.quotas.get(option) if result and result.quotas else None,
                full_quota_seats=full,
                remainder=remainders.get(option) if remainders else None,
                remainder_seats=None if full is None else seats[option] - full,
                remainder_rank=ranks.get(option),
                district_seats=None if district_seats is None else district_seats.get(option, 0),
            )
        )
    return tuple(lines)
