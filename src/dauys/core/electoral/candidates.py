"""Which candidates of a list take its seats when groups must have their share among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dauys.core.electoral.laws import Law, Tier
from dauys.core.electoral.steps import Bench
from dauys.core.electoral.types import Step
from dauys.core.wording import Message, Percent, msg, msg_plural


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place of a list; ``groups`` are names as in the law's ``quota_groups``."""

    name: str
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FilledList:
    """Who takes the seats: in the order of the list, with those who moved up or had to give way.

    ``fulfilled`` is False when the list has too few candidates of the groups, or too few at all;
    ``problems`` says so.
    """

    elected: tuple[Candidate, ...]
    moved_up: tuple[Candidate, ...]
    gave_way: tuple[Candidate, ...]
    group_seats_needed: int
    fulfilled: bool
    problems: tuple[Message, ...]
    steps: tuple[Step, ...]


def fill_list(candidates: Sequence[Candidate], seats_count: int, law: Law, tier: Tier) -> FilledList:
    """Give ``seats_count`` seats to candidates of one list so that the law's groups get their share.

    The order of the list is kept; while the groups have too few seats, the last elected candidate outside the
    groups gives way to the first candidate of a group who was not elected. A law may leave the choice to the
    party (as in Kazakhstan): this is then the choice that departs least from the order of the list. The
    number of seats needed is the share rounded up, because anything less would be below the share.
    """
    bench = Bench(law, tier)
    groups = frozenset(tier.texts("quota_groups"))
    share = tier.share("quota_share_min") or Fraction(0)
    in_groups = [bool(one.groups & groups) for one in candidates]
    elected = set(range(min(seats_count, len(candidates))))
    needed = -(-share.numerator * len(elected) // share.denominator)
    moved_up: list[int] = []
    gave_way: list[int] = []
    while sum(in_groups[place] for place in elected) < needed:
        inside = [place for place, member in enumerate(in_groups) if member and place not in elected]
        outside = [place for place in elected if not in_groups[place]]
        if not inside or not outside:
            break
        moved_up.append(min(inside))
        gave_way.append(max(outside))
        elected = (elected - {max(outside)}) | {min(inside)}
    have = sum(in_groups[place] for place in elected)
    problems = _problems(seats_count, len(elected), needed, have)
    steps = []
    if share:
        text = msg(
            "At least {share} of the list’s seats go to {groups} together. Needed {needed}, given {have}.",
            share=Percent(share, 0),
            groups=", ".join(sorted(groups)),
            needed=needed,
            have=have,
        )
        steps.append(bench.step("quota_share_min", text, needed_count=needed, given_count=have))
    return FilledList(
        tuple(candidates[place] for place in sorted(elected)),
        tuple(candidates[place] for place in moved_up),
        tuple(candidates[place] for place in gave_way),
        needed,
        not problems,
        problems,
        tuple(steps),
    )


def check_list(candidates: Sequence[Candidate], seats_count: int, tier: Tier) -> tuple[Message, ...]:
    """Return what is wrong with a list before the vote: too long, or too few candidates of the groups.

    The longest list is the law's ratio times the seats, rounded to the nearest whole candidate and a half
    down: this gives the 90 and 188 candidates that were published for 69 and 145 seats.
    """
    problems = []
    ratio = tier.share("list_max_ratio")
    if ratio is not None:
        exact = ratio * seats_count
        longest = -((-2 * exact.numerator + exact.denominator) // (2 * exact.denominator))
        if len(candidates) > longest:
            problems.append(
                msg(
                    "The list has {count} candidates; at most {longest} are allowed.",
                    count=len(candidates),
                    longest=longest,
                )
            )
    share = tier.share("quota_share_min")
    groups = frozenset(tier.texts("quota_groups"))
    have = sum(bool(one.groups & groups) for one in candidates)
    if share is not None and have < share * len(candidates):
        problems.append(
            msg(
                "{have} of {count} candidates belong to these groups: {groups}. At least {share} are needed.",
                have=have,
                count=len(candidates),
                groups=", ".join(sorted(groups)),
                share=Percent(share, 0),
            )
        )
    return tuple(problems)


def _problems(seats_count: int, elected_count: int, needed: int, have: int) -> tuple[Message, ...]:
    problems = []
    if elected_count < seats_count:
        problems.append(
            msg_plural(
                "The list has one candidate too few for its seats.",
                "The list has {count} candidates too few for its seats.",
                count=seats_count - elected_count,
            )
        )
    if have < needed:
        problems.append(
            msg_plural(
                "The groups lack {count} seat, because the list has no more candidates of theirs.",
                "The groups lack {count} seats, because the list has no more candidates of theirs.",
                count=needed - have,
            )
        )
    return tuple(problems)
