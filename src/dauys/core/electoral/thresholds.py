"""Which lists take part in the distribution of seats, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from dauys.core.electoral.steps import Bench
from dauys.core.electoral.types import Step, Votes
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, Percent, msg, msg_plural

BASES: Mapping[str, Message] = {
    "ballots": msg("all ballots, invalid ones included"),
    "options_marked": msg("all valid ballots, those against all included"),
    "party_votes": msg("the votes for lists alone"),
}


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether one list takes part: its share of the base, the answer, the reason."""

    option: str
    votes_count: int
    share: Fraction
    admitted: bool
    reason: Message
    by_one_party_clause: bool = False


@dataclass(frozen=True, slots=True)
class Admissions:
    """The lists of one vote with their admission, the base of the shares, and the steps."""

    by_option: Mapping[str, Admission]
    base_votes_count: int
    steps: tuple[Step, ...]

    def votes(self) -> dict[str, int]:
        """Return the ballots of the lists admitted."""
        return {name: one.votes_count for name, one in self.by_option.items() if one.admitted}


def base_count(votes: Votes, base: str) -> int:
    """Return the number of ballots of which the threshold takes its share."""
    return {
        "ballots": votes.ballots_count,
        "options_marked": votes.options_marked_count,
        "party_votes": votes.party_votes_count,
    }[base]


def admit(votes: Votes, bench: Bench, *, regions: Mapping[str, Votes] | None = None) -> Admissions:
    """Apply the threshold of ``bench.tier`` to ``votes``.

    Parameters
    ----------
    votes : Votes
        The ballots of the area in which the threshold is taken (the country, or one region).
    regions : mapping of str to Votes, optional
        The regions in which a list may pass with a regional share instead.

    Raises
    ------
    InputProblem
        When there are no votes for any list.
    """
    tier = bench.tier
    # A region without votes only leaves its seats open; a country without votes is a mistake in the data.
    if not votes.party_votes_count and bench.region is None:
        raise InputProblem(
            msg("There are no valid votes for any list."),
            field=bench.region,
            expected=msg("at least one vote for a list"),
        )
    base = tier.text("threshold_base")
    base_votes_count = base_count(votes, base)
    admissions = {
        option: _admission(option, votes, base_votes_count, bench, regions or {}) for option in votes.parties
    }
    threshold = tier.share("threshold") or Fraction(0)
    steps = []
    if threshold:
        steps.append(
            bench.step(
                "threshold_base",
                msg("The threshold is a share of {base}: {count}.", base=BASES[base], count=base_votes_count),
                votes_count=base_votes_count,
            )
        )
    passed = [option for option, one in admissions.items() if one.admitted]
    steps.append(_threshold_step(bench, threshold, passed, len(admissions)))
    if tier.text("one_party_clause") == "next_party" and threshold and len(passed) == 1:
        admissions, step = _let_next_in(admissions, bench)
        steps.append(step)
    if not any(one.admitted for one in admissions.values()):
        steps.append(bench.step("threshold", msg("No list takes part, so the seats stay open.")))
    return Admissions(admissions, base_votes_count, tuple(steps))


def _threshold_step(bench: Bench, threshold: Fraction, passed: list[str], lists_count: int) -> Step:
    if not threshold:
        text = msg("There is no threshold: every list with votes takes part.")
    elif bench.tier.flag("threshold_inclusive"):
        text = msg_plural(
            "The threshold is {threshold} or more; {count} of {lists} lists takes part: {options}.",
            "The threshold is {threshold} or more; {count} of {lists} lists take part: {options}.",
            count=len(passed),
            lists=lists_count,
            threshold=_percent(threshold),
            options=", ".join(passed) or None,
        )
    else:
        text = msg_plural(
            "The threshold is more than {threshold}; {count} of {lists} lists takes part: {options}.",
            "The threshold is more than {threshold}; {count} of {lists} lists take part: {options}.",
            count=len(passed),
            lists=lists_count,
            threshold=_percent(threshold),
            options=", ".join(passed) or None,
        )
    return bench.step("threshold", text, threshold=threshold, lists_count=len(passed))


def _admission(
    option: str, votes: Votes, base_votes_count: int, bench: Bench, regions: Mapping[str, Votes]
) -> Admission:
    tier = bench.tier
    votes_count = votes.parties[option]
    share = Fraction(votes_count, base_votes_count) if base_votes_count else Fraction(0)
    admitted, reason = False, msg("The list has no votes.")
    if votes_count:
        threshold = tier.share("threshold") or Fraction(0)
        by_members = tier.shares_by_members()
        members = votes.members.get(option, 1)
        fitting = [count for count in by_members if count <= members]
        if fitting:
            threshold = by_members[max(fitting)]
        inclusive = tier.flag("threshold_inclusive")
        admitted, reason = _reaches(share, threshold, inclusive=inclusive)
        if not admitted:
            other = _other_way_in(option, votes, bench, regions)
            admitted, reason = (True, other) if other else (admitted, reason)
    return Admission(option, votes_count, share, admitted, reason)


def _reaches(share: Fraction, threshold: Fraction, *, inclusive: bool) -> tuple[bool, Message]:
    if not threshold:
        return True, msg("There is no threshold.")
    if share > threshold or (inclusive and share == threshold):
        return True, msg(
            "{share} reach the threshold of {threshold}.", share=Percent(share), threshold=_percent(threshold)
        )
    return False, msg(
        "{share} do not reach the threshold of {threshold}.",
        share=Percent(share),
        threshold=_percent(threshold),
    )


def _other_way_in(option: str, votes: Votes, bench: Bench, regions: Mapping[str, Votes]) -> Message | None:
    tier = bench.tier
    if tier.flag("minorities_exempt") and option in votes.minorities:
        return msg("The law exempts lists of national minorities from the threshold.")
    seats_needed = tier.integer("threshold_or_district_seats")
    won = votes.district_seats.get(option, 0)
    if seats_needed and won >= seats_needed:
        return msg_plural(
            "{count} district seat opens the way past the threshold.",
            "{count} district seats open the way past the threshold.",
            count=won,
        )
    share_needed = tier.share("threshold_or_region_share")
    if share_needed:
        base = tier.text("threshold_base")
        for name, region in regions.items():
            if region.parties.get(option, 0) >= share_needed * base_count(region, base) > 0:
                return msg(
                    "At least {share} in {region} open the way past the threshold.",
                    share=_percent(share_needed),
                    region=name,
                )
    return None


def _let_next_in(admissions: Mapping[str, Admission], bench: Bench) -> tuple[dict[str, Admission], Step]:
    outside = [one for one in admissions.values() if not one.admitted and one.votes_count]
    most = max((one.votes_count for one in outside), default=0)
    following = [one for one in outside if one.votes_count == most]
    changed = dict(admissions)
    if len(following) != 1:
        text = msg("Only one list reached the threshold, and no single list comes next, so it stays alone.")
        return changed, bench.step("one_party_clause", text)
    reason = msg("Only one list reached the threshold, so the law admits the next one.")
    option = following[0].option
    changed[option] = replace(following[0], admitted=True, reason=reason, by_one_party_clause=True)
    text = msg(
        "Only one list reached the threshold, so the law admits the next one: {option}.", option=option
    )
    return changed, bench.step("one_party_clause", text)


def _percent(share: Fraction) -> Percent:
    """Return a threshold with as many decimals as it needs: 5 %, 3.25 %."""
    decimals = next((count for count in range(4) if (share * 100 * 10**count).denominator == 1), 4)
    return Percent(share, decimals)
