"""Single-member districts: plurality in one round, or an absolute majority with a second round."""

from collections.abc import Mapping
from fractions import Fraction

from dauys.core.electoral.formulas import OpenSeats
from dauys.core.electoral.steps import Bench
from dauys.core.electoral.types import DistrictResult, DistrictVotes, Step, Tie, TierResult, Votes
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, Percent, msg, msg_plural


def allocate_districts(votes: Votes, bench: Bench) -> TierResult | None:
    """Return who won the districts; None when neither their votes nor their winners are at hand.

    Raises
    ------
    InputProblem
        When there are more districts, or seats won in them, than the law has.
    """
    if votes.districts:
        return _from_ballots(votes, bench)
    if votes.district_seats:
        return _from_winners(votes, bench)
    return None


def _from_winners(votes: Votes, bench: Bench) -> TierResult:
    won = sum(votes.district_seats.values())
    total = _seats_total(bench, won)
    step = bench.step(
        "rule",
        msg_plural(
            "{count} district seat is taken as it was published.",
            "{count} district seats are taken as they were published.",
            count=won,
        ),
        seats_count=won,
    )
    return TierResult(
        bench.tier.id,
        bench.tier.kind,
        bench.tier.names,
        None,
        dict(votes.district_seats),
        total,
        total - won,
        steps=(step,),
    )


def _seats_total(bench: Bench, filled: int) -> int:
    total = bench.tier.integer("seats")
    if total is not None and filled > total:
        raise InputProblem(
            msg("There are {count} districts with votes or winners.", count=filled),
            field=f"{bench.tier.id}.seats",
            expected=msg("at most {seats} districts, as in the law", seats=total),
        )
    return filled if total is None else total


def _from_ballots(votes: Votes, bench: Bench) -> TierResult:
    total = _seats_total(bench, len(votes.districts))
    seats: dict[str, int] = {}
    ties: list[Tie] = []
    results: list[DistrictResult] = []
    for name, ballots in votes.districts.items():
        result, tie = decide_district(name, ballots, bench)
        results.append(result)
        if tie:
            ties.append(tie)
        if result.winner is not None:
            holder = result.party or f"{result.winner} · {name}"
            seats[holder] = seats.get(holder, 0) + 1
    decided = sum(seats.values())
    return TierResult(
        bench.tier.id,
        bench.tier.kind,
        bench.tier.names,
        None,
        seats,
        total,
        total - decided,
        ties=tuple(ties),
        steps=_steps(bench, decided, len(results)),
        districts=tuple(results),
    )


def _steps(bench: Bench, decided: int, districts_count: int) -> tuple[Step, ...]:
    if bench.tier.text("rule") == "plurality":
        text = msg(
            "The candidate with the most votes is elected in each district: {decided} of {districts} are "
            "decided.",
            decided=decided,
            districts=districts_count,
        )
    else:
        text = msg(
            "In each district more than half of the valid votes elect, otherwise a second round does: "
            "{decided} of {districts} are decided.",
            decided=decided,
            districts=districts_count,
        )
    steps = [bench.step("rule", text, decided_count=decided, districts_count=districts_count)]
    if "against_all" in bench.tier.rules:
        steps.append(bench.step("against_all", AGAINST_ALL_RULES[bench.tier.text("against_all")]))
    return tuple(steps)


AGAINST_ALL_RULES: Mapping[str, Message] = {
    "no_effect": msg("Votes against all do not change who is elected."),
    "blocks_when_first": msg("Nobody is elected where votes against all outnumber those of every candidate."),
    "not_stated": msg("What was read of the law does not say what follows where votes against all lead."),
}


def decide_district(name: str, ballots: DistrictVotes, bench: Bench) -> tuple[DistrictResult, Tie | None]:
    """Return who won one district, and the tie when equal votes left it open.

    Raises
    ------
    InputProblem
        When no candidate has a vote, or the second round names somebody who was not in the first.
    """
    if not any(ballots.candidates.values()):
        raise InputProblem(msg("There are no valid votes for any candidate."), field=name)
    unknown = [candidate for candidate in ballots.second_round if candidate not in ballots.candidates]
    if unknown:
        raise InputProblem(
            msg("The second round names a candidate who was not in the first."),
            field=unknown[0],
            expected=msg("one of {choices}", choices=", ".join(ballots.candidates)),
        )
    valid = sum(ballots.candidates.values()) + ballots.against_all
    leaders = _leaders(ballots.candidates)
    first = ballots.candidates[leaders[0]]
    two_round = bench.tier.text("rule") == "two_round"
    if bench.tier.text("against_all") == "blocks_when_first" and ballots.against_all > first:
        return _open(name, AGAINST_ALL_RULES["blocks_when_first"]), None
    if two_round and 2 * first <= valid:
        if not ballots.second_round:
            return _second_round_due(name, ballots, bench)
        return _elect(name, ballots, ballots.second_round, bench)
    return _elect(name, ballots, ballots.candidates, bench)


def _leaders(counts: Mapping[str, int]) -> list[str]:
    most = max(counts.values())
    return [candidate for candidate, count in counts.items() if count == most]


def _elect(
    name: str, ballots: DistrictVotes, counts: Mapping[str, int], bench: Bench
) -> tuple[DistrictResult, Tie | None]:
    leaders = _leaders(counts)
    if len(leaders) > 1:
        inside = Bench(bench.law, bench.tier, name)
        tie, step = inside.settle(OpenSeats(tuple(leaders), 1), counts, ())
        return _open(name, step.text), tie
    winner = leaders[0]
    valid = sum(counts.values()) + ballots.against_all * (counts is ballots.candidates)
    others = [count for candidate, count in counts.items() if candidate != winner]
    margin = counts[winner] - max(others, default=0)
    reason = msg(
        "{candidate} leads by {margin} votes with {share} of the valid votes.",
        candidate=winner,
        margin=margin,
        share=Percent(Fraction(counts[winner], valid)),
    )
    party = ballots.parties.get(winner)
    return (
        DistrictResult(name, winner, party, counts[winner], Fraction(counts[winner], valid), margin, reason),
        None,
    )


def _second_round_due(name: str, ballots: DistrictVotes, bench: Bench) -> tuple[DistrictResult, Tie | None]:
    places = bench.tier.integer("second_round_candidates") or 2
    ordered = sorted(ballots.candidates, key=lambda candidate: ballots.candidates[candidate], reverse=True)
    runners = tuple(ordered[:places])
    if len(ordered) > places:
        cut = ballots.candidates[ordered[places - 1]]
        if ballots.candidates[ordered[places]] == cut:
            # The places in the second round are themselves tied; nobody is put through silently.
            tied = tuple(candidate for candidate in ordered if ballots.candidates[candidate] == cut)
            above = [candidate for candidate in ordered if ballots.candidates[candidate] > cut]
            inside = Bench(bench.law, bench.tier, name)
            tie, step = inside.settle(OpenSeats(tied, places - len(above)), ballots.candidates, ())
            return _open(name, step.text, tuple(above)), tie
    reason = msg(
        "Nobody has more than half of the valid votes; a second round is due between {candidates}.",
        candidates=", ".join(runners),
    )
    return _open(name, reason, runners), None


def _open(name: str, reason: Message, runners: tuple[str, ...] = ()) -> DistrictResult:
    return DistrictResult(name, None, None, 0, Fraction(0), 0, reason, runners)
