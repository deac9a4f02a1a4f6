"""How each step names its rule, and how a tie is settled or left open."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from dauys.core.electoral.formulas import OpenSeats
from dauys.core.electoral.laws import Law, Tier
from dauys.core.electoral.types import Source, Step, Tie
from dauys.core.wording import Message, msg

FORMULA_NAMES: Mapping[str, Message] = {
    "hare": msg("Hare quota and largest remainders"),
    "droop": msg("Droop quota and largest remainders"),
    "hagenbach_bischoff": msg("Hagenbach-Bischoff quota and largest remainders"),
    "imperiali_quota": msg("Imperiali quota and largest remainders"),
    "dhondt": msg("highest averages of d’Hondt (1, 2, 3, …)"),
    "sainte_lague": msg("highest averages of Sainte-Laguë (1, 3, 5, …)"),
    "modified_sainte_lague": msg(
        "modified highest averages of Sainte-Laguë (first divisor raised, then 3, 5, …)"
    ),
    "danish": msg("Danish highest averages (1, 4, 7, …)"),
    "imperiali": msg("highest averages of Imperiali (1, 1.5, 2, …)"),
    "adams": msg("highest averages of Adams (0, 1, 2, …)"),
    "huntington_hill": msg("highest averages of Huntington and Hill (geometric means)"),
}

TIE_RULES: Mapping[str, Message] = {
    "earlier_registration": msg("The list that was registered earlier gets the seat."),
    "more_votes": msg("The list with more votes gets the seat."),
    "lot": msg("A lot decides."),
    "repeat_election": msg("The vote is repeated."),
    "not_stated": msg("What was read of the law does not say who gets the seat."),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """Where steps of one tier (and region) are made: the law and the tier that they cite."""

    law: Law
    tier: Tier
    region: str | None = None

    def step(self, key: str, text: Message, **values: int | Fraction) -> Step:
        """Return a step that cites the tier's rule ``key``; a default of the schema cites no article."""
        rule = self.tier.rules.get(key)
        if rule is None:
            source = Source(self.law.statute, None, self.law.edition, self.law.url)
            return Step(key, None, "unverified", source, text, values, None, self.tier.id, self.region)
        return Step(
            key,
            rule.source.article,
            rule.status,
            rule.source,
            text,
            values,
            rule.note,
            self.tier.id,
            self.region,
        )

    def settle(
        self, tie: OpenSeats, votes: Mapping[str, int], registration_order: tuple[str, ...]
    ) -> tuple[Tie, Step]:
        """Apply the law's rule to a tie where the data allow it; otherwise the seats stay open."""
        rule = self.tier.text("tie_rule")
        resolved: tuple[str, ...] = ()
        if rule == "earlier_registration" and set(tie.options) <= set(registration_order):
            by_registration = sorted(tie.options, key=registration_order.index)
            resolved = tuple(by_registration[: tie.seats_at_stake])
        elif rule == "more_votes":
            by_votes = sorted(tie.options, key=lambda option: votes[option], reverse=True)
            last, following = by_votes[tie.seats_at_stake - 1], by_votes[tie.seats_at_stake]
            if votes[last] != votes[following]:
                resolved = tuple(by_votes[: tie.seats_at_stake])
        names = ", ".join(tie.options)
        if resolved:
            text = msg(
                "{options} have equal claims to {seats} seats. {rule} The seats go to {resolved}.",
                options=names,
                seats=tie.seats_at_stake,
                rule=TIE_RULES[rule],
                resolved=", ".join(resolved),
            )
        else:
            text = msg(
                "{options} have equal claims to {seats} seats, which stay open. {rule}",
                options=names,
                seats=tie.seats_at_stake,
                rule=TIE_RULES[rule],
            )
        step = self.step("tie_rule", text, seats=tie.seats_at_stake)
        outcome = Tie(
            tie.options, tie.seats_at_stake, TIE_RULES[rule], step.status, self.tier.id, self.region, resolved
        )
        return outcome, step
