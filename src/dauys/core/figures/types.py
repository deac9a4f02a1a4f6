"""What the figures are drawn from: small records that a page, a report or a notebook fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from dauys.core.wording import Names

Share: TypeAlias = float | Fraction


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """The seats of one party, by where each came from.

    Parameters
    ----------
    key : str
        Names the party across figures and elections; part of its colour token.
    colour : str
        ``#rrggbb``; adjusted for contrast where it is drawn.
    quota_seats, remainder_seats : int
        List seats for whole quotas, and list seats for the largest remainders.
    district_seats : int
        Seats won in districts.
    other_seats : int
        Seats that came another way (by highest averages, by the one-party clause, by an assembly).
    """

    key: str
    names: Names
    colour: str
    quota_seats: int
    remainder_seats: int
    district_seats: int
    other_seats: int = 0

    @property
    def seats_count(self) -> int:
        """Return all seats of the group."""
        return self.quota_seats + self.remainder_seats + self.district_seats + self.other_seats


@dataclass(frozen=True, slots=True)
class VoteBar:
    """The votes of one option; ``share`` has the base that the law gives it."""

    key: str
    names: Names
    colour: str
    votes_count: int
    share: Share
    kind: Literal["party", "against_all"] = "party"


@dataclass(frozen=True, slots=True)
class RemainderRung:
    """One party on the ladder of remainders.

    Parameters
    ----------
    quotient : Fraction
        Votes divided by the quota.
    whole_seats : int
        Whole quotas contained in the votes.
    remainder_seats : int
        Seats received for the remainder, usually 0 or 1.
    is_tied : bool
        Whether the last seat is tied between this party and another, so that the law must decide.
    """

    key: str
    names: Names
    colour: str
    votes_count: int
    quotient: Fraction
    whole_seats: int
    remainder_seats: int
    is_tied: bool = False

    @property
    def remainder(self) -> Fraction:
        """Return the part of the quotient that no whole quota used."""
        return self.quotient - self.whole_seats


def total_seats(groups: Sequence[SeatGroup]) -> int:
    """Return the size of the house that ``groups`` fill."""
    return sum(group.seats_count for group in groups)
