"""Published figures against each other: sums, shares, turnout, and the slips that would repair them.

Every comparison is exact: a printed share stands for the closed interval that rounds to it, a count that ends
in three or more zeros for the interval that rounds to it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from dauys.core.forensics.digits import Slip, describe_slip, readings
from dauys.core.forensics.types import Finding, PlainData, PrintedShare, PublishedTable
from dauys.core.wording import Message, Percent, msg

FigureKind: TypeAlias = Literal["votes", "share", "total", "registered", "ballots", "turnout"]
CheckName: TypeAlias = Literal[
    "sum-differs",
    "share-contradicts-votes",
    "shares-fit-no-total",
    "shares-exceed-whole",
    "turnout-contradicts-counts",
    "more-votes-than-ballots",
    "more-ballots-than-registered",
]
# A check and the option it concerns, if it concerns one.
Check: TypeAlias = tuple[CheckName, int | None]
# Counts that end in at least so many zeros are taken as rounded.
ROUNDED_ZEROS = 3
# Two options with exactly the same votes are worth a word from this size on.
SAME_COUNT_MINIMUM_VOTES = 1_000
REPAIR_STEPS = 6
CANDIDATES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number of a table; ``option`` is the place of the option for votes and shares."""

    kind: FigureKind
    option: int | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """One figure read differently, by one slip, and the contradictions that this removes."""

    figure: Figure
    published: int
    repaired: int
    decimals: int | None
    slip: Slip
    removes: frozenset[Check]


def count_bounds(count: int) -> tuple[Fraction, Fraction]:
    """Return the smallest and largest number that is printed as ``count``."""
    digits = str(count)
    zeros = len(digits) - len(digits.rstrip("0"))
    half = Fraction(10**zeros, 2) if count and zeros >= ROUNDED_ZEROS else Fraction(0)
    return count - half, count + half


def contradictions(table: PublishedTable) -> frozenset[Check]:
    """Return every check that the figures of ``table`` fail."""
    return frozenset(_contradictions(table))


def _contradictions(table: PublishedTable) -> Iterator[Check]:
    summed = table.sum_count
    if summed is not None and table.total_count is not None and summed != table.total_count:
        yield "sum-differs", None
    base_count = table.base_count
    if base_count:
        for place, option in enumerate(table.options):
            if option.votes_count is None or option.share is None:
                continue
            if not option.share.holds(option.votes_count, base_count):
                yield "share-contradicts-votes", place
    elif not _some_total_fits(table):
        yield "shares-fit-no-total", None
    if _exceed_whole([option.share for option in table.options if option.share]):
        yield "shares-exceed-whole", None
    yield from _turnout_contradictions(table)


def _turnout_contradictions(table: PublishedTable) -> Iterator[Check]:
    ballots_count, registered_count = table.ballots_count, table.registered_count
    votes_count = table.total_count or sum(option.votes_count or 0 for option in table.options)
    if ballots_count is not None and votes_count > count_bounds(ballots_count)[1]:
        yield "more-votes-than-ballots", None
    if not registered_count:
        return
    registered_low, registered_high = count_bounds(registered_count)
    if ballots_count is None:
        return
    ballots_low, ballots_high = count_bounds(ballots_count)
    if ballots_low > registered_high:
        yield "more-ballots-than-registered", None
    if table.turnout and (
        ballots_high / registered_low < table.turnout.low
        or ballots_low / registered_high > table.turnout.high
    ):
        yield "turnout-contradicts-counts", None


def _exceed_whole(shares: list[PrintedShare]) -> bool:
    """Say whether the smallest shares that are printed so add up to more than the whole."""
    decimals = max((share.decimals for share in shares), default=0)
    low_half_units = sum((2 * share.units - 1) * 10 ** (decimals - share.decimals) for share in shares)
    return bool(low_half_units > 200 * 10**decimals)


def _some_total_fits(table: PublishedTable) -> bool:
    """Say whether one total could have given every printed share, where no total is known."""
    lowest, highest = Fraction(0), None
    for option in table.options:
        if not option.votes_count or option.share is None or option.share.units == 0:
            continue
        lowest = max(lowest, option.votes_count / option.share.high)
        top = option.votes_count / option.share.low
        highest = top if highest is None else min(highest, top)
    return highest is None or lowest <= highest


def figures(table: PublishedTable) -> Iterator[tuple[Figure, int, int | None]]:
    """Yield every printed figure as (figure, number without its point, decimals or None for counts)."""
    for place, option in enumerate(table.options):
        if option.votes_count is not None:
            yield Figure("votes", place), option.votes_count, None
        if option.share is not None:
            yield Figure("share", place), option.share.units, option.share.decimals
    if table.total_count is not None and table.total_status == "stated":
        yield Figure("total"), table.total_count, None
    if table.registered_count is not None:
        yield Figure("registered"), table.registered_count, None
    if table.ballots_count is not None:
        yield Figure("ballots"), table.ballots_count, None
    if table.turnout is not None:
        yield Figure("turnout"), table.turnout.units, table.turnout.decimals


def with_figure(table: PublishedTable, figure: Figure, value: int) -> PublishedTable:
    """Return the table with one figure read as ``value`` (a share without its point)."""
    match figure.kind:
        case "votes" | "share":
            place = figure.option
            if place is None:
                raise ValueError("votes and shares belong to an option")
            option = table.options[place]
            if figure.kind == "votes":
                changed = replace(option, votes_count=value)
            elif option.share is None:
                raise ValueError("this option has no printed share")
            else:
                changed = replace(option, share=PrintedShare(value, option.share.decimals))
            return replace(table, options=(*table.options[:place], changed, *table.options[place + 1 :]))
        case "total":
            return replace(table, total_count=value)
        case "registered":
            return replace(table, registered_count=value)
        case "ballots":
            return replace(table, ballots_count=value)
        case "turnout":
            if table.turnout is None:
                raise ValueError("this table has no printed turnout")
            return replace(table, turnout=PrintedShare(value, table.turnout.decimals))


def repairs(table: PublishedTable) -> list[Repair]:
    """Return every single slip in a single figure that removes a contradiction and makes no new one.

    Complexity: about 19·d readings for a figure of d digits, each checked against the whole table: O(k²) for
    k options.
    """
    broken = contradictions(table)
    if not broken:
        return []
    found = []
    for figure, published, decimals in figures(table):
        minimum_digits = 1 if decimals is None else decimals + 1
        for repaired, slip in readings(published, minimum_digits=minimum_digits).items():
            if decimals is not None and repaired > 100 * 10**decimals:
                continue
            left = contradictions(with_figure(table, figure, repaired))
            if left < broken:
                found.append(Repair(figure, published, repaired, decimals, slip, broken - left))
    return found


def best_repairs(candidates: Iterable[Repair]) -> list[list[Repair]]:
    """Group the repairs by what they remove, and drop those that another one surpasses.

    A repair is surpassed when another removes everything that it removes and more. A group of one is the only
    reading by a single slip; a longer group leaves the choice open.
    """
    groups: dict[frozenset[Check], list[Repair]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.removes, []).append(candidate)
    return [group for removes, group in groups.items() if not any(removes < other for other in groups)]


def published_totals_findings(table: PublishedTable) -> list[Finding]:
    """Return what contradicts what in one published result, and the slips that would repair it."""
    broken = contradictions(table)
    found = [_finding(table, check) for check in sorted(broken, key=lambda check: (check[0], check[1] or 0))]
    found += _repair_findings(table)
    found += _same_counts(table)
    return found


def _repair_findings(table: PublishedTable) -> list[Finding]:
    """Name the only repair; apply it and look again, since a table may carry several slips."""
    found: list[Finding] = []
    for _ in range(REPAIR_STEPS):
        groups = best_repairs(repairs(table))
        alone = sorted(
            (group[0] for group in groups if len(group) == 1),
            key=lambda repair: (-len(repair.removes), repair.repaired),
        )
        if not alone or _overlaps(alone[0], groups):
            found += [_candidates_finding(table, group) for group in groups]
            break
        found.append(_repair_finding(table, alone[0]))
        table = with_figure(table, alone[0].figure, alone[0].repaired)
    return found


def _overlaps(repair: Repair, groups: list[list[Repair]]) -> bool:
    """Say whether another repair would remove some of the same contradictions."""
    return any(repair.removes & group[0].removes for group in groups if group[0] is not repair)


def figure_name(table: PublishedTable, figure: Figure) -> Message:
    """Name a figure of the table in words."""
    option = table.options[figure.option].name if figure.option is not None else ""
    match figure.kind:
        case "votes":
            return msg("{option}, number", option=option)
        case "share":
            return msg("{option}, share", option=option)
        case "total":
            return msg("stated total")
        case "registered":
            return msg("registered voters")
        case "ballots":
            return msg("ballots handed out")
        case "turnout":
            return msg("turnout")


def _value(number: int, decimals: int | None) -> int | Percent:
    return number if decimals is None else PrintedShare(number, decimals).printed


def _repair_data(table: PublishedTable, repair: Repair) -> PlainData:
    scale = 1 if repair.decimals is None else 10**repair.decimals
    return {
        "figure": repair.figure.kind,
        "option": None if repair.figure.option is None else table.options[repair.figure.option].name,
        "published": repair.published if scale == 1 else repair.published / scale,
        "repaired": repair.repaired if scale == 1 else repair.repaired / scale,
        "slip": repair.slip,
        "removes": [name for name, _option in sorted(repair.removes, key=str)],
    }


REPAIR_CAVEAT = msg(
    "A reading that makes the figures agree is a guess at a slip of the pen; only the original protocol can "
    "confirm it."
)


def _repair_finding(table: PublishedTable, repair: Repair) -> Finding:
    return Finding(
        name="digit-repair",
        subject=table.subject,
        severity="contradiction",
        text=msg(
            "{figure}: read {repaired} instead of {published} ({slip}). No other single slip makes these "
            "figures agree.",
            figure=figure_name(table, repair.figure),
            repaired=_value(repair.repaired, repair.decimals),
            published=_value(repair.published, repair.decimals),
            slip=describe_slip(repair.slip),
        ),
        caveat=REPAIR_CAVEAT,
        data={"repairs": [_repair_data(table, repair)]},
        source=table.source,
    )


def _candidates_finding(table: PublishedTable, group: list[Repair]) -> Finding:
    listed: Message | None = None
    for repair in group[:CANDIDATES_SHOWN]:
        reading = msg(
            "{figure}: {repaired} instead of {published}",
            figure=figure_name(table, repair.figure),
            repaired=_value(repair.repaired, repair.decimals),
            published=_value(repair.published, repair.decimals),
        )
        listed = reading if listed is None else msg("{left}; {right}", left=listed, right=reading)
    return Finding(
        name="digit-repair-candidates",
        subject=table.subject,
        severity="contradiction",
        text=msg(
            "Readings by a single slip that would make these figures agree: {candidates}. All of them: "
            "{count}.",
            candidates=listed,
            count=len(group),
        ),
        caveat=REPAIR_CAVEAT,
        data={"repairs": [_repair_data(table, repair) for repair in group]},
        source=table.source,
    )


ARITHMETIC_CAVEAT = msg(
    "Figures that contradict each other show that at least one of them is wrong or counts something else; "
    "they do not show which one, nor why."
)


def _finding(table: PublishedTable, check: Check) -> Finding:
    name, place = check
    text, numbers = _described(table, name, place)
    return Finding(
        name=name,
        subject=table.subject,
        severity="contradiction",
        text=text,
        caveat=ARITHMETIC_CAVEAT,
        data=numbers,
        source=table.source,
    )


def _described(
    table: PublishedTable, name: CheckName, place: int | None
) -> tuple[Message, dict[str, PlainData]]:
    match name:
        case "share-contradicts-votes":
            return _described_share(table, place)
        case "turnout-contradicts-counts":
            return _described_turnout(table)
        case "sum-differs":
            summed, total = table.sum_count or 0, table.total_count or 0
            return msg(
                "The parts add up to {summed}, the stated total is {total}. The difference is {difference}.",
                summed=summed,
                total=total,
                difference=summed - total,
            ), {"sum": summed, "total": total, "difference": summed - total}
        case "shares-fit-no-total":
            return msg("No single total gives all the printed shares from the printed votes."), {}
        case "shares-exceed-whole":
            shares = sum((option.share.share for option in table.options if option.share), Fraction(0))
            return msg(
                "The printed shares add up to {shares}, more than rounding explains.", shares=Percent(shares)
            ), {"shares": float(shares)}
        case "more-votes-than-ballots":
            votes = table.total_count or sum(option.votes_count or 0 for option in table.options)
            return msg(
                "There are {votes} votes on {ballots} ballots.", votes=votes, ballots=table.ballots_count
            ), {"votes": votes, "ballots": table.ballots_count}
        case "more-ballots-than-registered":
            return msg(
                "{ballots} ballots were handed out to {registered} registered voters.",
                ballots=table.ballots_count,
                registered=table.registered_count,
            ), {"ballots": table.ballots_count, "registered": table.registered_count}


def _described_share(table: PublishedTable, place: int | None) -> tuple[Message, dict[str, PlainData]]:
    if place is None:
        raise ValueError("a share belongs to an option")
    option = table.options[place]
    base_count = table.base_count
    if option.votes_count is None or option.share is None or not base_count:
        raise ValueError("only an option with votes and a share can contradict itself")
    computed = Fraction(option.votes_count, base_count)
    return msg(
        "{option}: {votes} of {total} is {computed}, but {printed} is printed.",
        option=option.name,
        votes=option.votes_count,
        total=base_count,
        computed=Percent(computed, option.share.decimals),
        printed=option.share.printed,
    ), {
        "option": option.name,
        "votes": option.votes_count,
        "total": base_count,
        "computed_share": float(computed),
        "printed_share": float(option.share.share),
    }


def _described_turnout(table: PublishedTable) -> tuple[Message, dict[str, PlainData]]:
    if table.turnout is None or not table.registered_count or table.ballots_count is None:
        raise ValueError("a turnout is compared with ballots and registered voters")
    computed = Fraction(table.ballots_count, table.registered_count)
    return msg(
        "{ballots} ballots for {registered} registered voters is a turnout of {computed}, but {printed} is "
        "printed.",
        ballots=table.ballots_count,
        registered=table.registered_count,
        computed=Percent(computed, table.turnout.decimals),
        printed=table.turnout.printed,
    ), {
        "ballots": table.ballots_count,
        "registered": table.registered_count,
        "computed_share": float(computed),
        "printed_share": float(table.turnout.share),
    }


def _same_counts(table: PublishedTable) -> list[Finding]:
    """Return the pairs of options that carry exactly the same votes: one line may have been copied twice."""
    holders: dict[int, list[str]] = {}
    for option in table.options:
        if option.votes_count is not None and option.votes_count >= SAME_COUNT_MINIMUM_VOTES:
            holders.setdefault(option.votes_count, []).append(option.name)
    return [
        Finding(
            name="same-count-twice",
            subject=table.subject,
            severity="unusual",
            text=msg(
                "{first} and {second} carry exactly the same number: {votes}.",
                first=names[0],
                second=names[1],
                votes=votes,
            ),
            caveat=msg("Equal numbers also happen by chance, most often among small options."),
            data={"options": list(names), "votes": votes},
            source=table.source,
        )
        for votes, names in holders.items()
        if len(names) > 1
    ]
