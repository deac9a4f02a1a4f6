"""What the figures are drawn from: small records that a page, a report or a notebook fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from typing import Literal, TypeAlias

from dauys.core.wording import Message, Names

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


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """A whole house under one law; ``label`` says which."""

    label: Message | Names
    groups: tuple[SeatGroup, ...]


@dataclass(frozen=True, slots=True)
class TurnoutPoint:
    """Turnout announced for one moment; ``flag`` says in a sentence what is odd about it."""

    clock: time
    turnout_share: Share
    flag: Message | None = None


@dataclass(frozen=True, slots=True)
class TurnoutLine:
    """The turnout of one region over the day, points in the order of the clock."""

    key: str
    names: Names
    points: tuple[TurnoutPoint, ...]


@dataclass(frozen=True, slots=True)
class RegionValue:
    """A share in one region.

    Parameters
    ----------
    names, short_names : Names
        The full name, and one that fits a tile; a soft hyphen in it marks where it may be broken.
    column, row : int
        Place on the tile map, counted from the north-west.
    value_share : float, Fraction or None
        None: not known.
    """

    key: str
    names: Names
    short_names: Names
    column: int
    row: int
    value_share: Share | None


@dataclass(frozen=True, slots=True)
class RegistrationOutcome:
    """What became of some of the nominated."""

    kind: Literal["registered", "refused", "withdrawn", "cancelled", "not_registered"]
    count: int


@dataclass(frozen=True, slots=True)
class RegistrationContest:
    """One contest: how many were nominated, and what became of them as far as was published."""

    key: str
    label: Message | Names
    nominated_count: int
    outcomes: tuple[RegistrationOutcome, ...]

    @property
    def unaccounted_count(self) -> int:
        """Return how many nominated no published outcome covers; negative when too many are covered."""
        return self.nominated_count - sum(outcome.count for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class PartyShare:
    """Votes and seats of one party in one election; None where the source does not say."""

    key: str
    names: Names
    colour: str
    votes_share: Share | None
    seats_count: int | None


@dataclass(frozen=True, slots=True)
class PastElection:
    """One election of the comparison.

    Parameters
    ----------
    effective_parties_votes, effective_parties_seats : float or None
        Effective number of parties by votes and by seats (Laakso and Taagepera 1979).
    note : Message or None
        What differs from the other elections, for instance that only the list part is shown.
    """

    key: str
    names: Names
    day: date
    threshold_share: Share | None
    parties: tuple[PartyShare, ...]
    effective_parties_votes: float | None = None
    effective_parties_seats: float | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class CompetitionMeasure:
    """One measure of competition before and after a reform, each on a scale of its own from zero."""

    key: str
    label: Message
    before: float
    after: float
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class RoundnessPoint:
    """How far one total lies from the nearest multiple of the grid, in votes."""

    key: str
    names: Names
    distance_votes: float


@dataclass(frozen=True, slots=True)
class RoundnessRow:
    """The options of one election; half a step of the grid is the furthest that a total can lie from it."""

    key: str
    names: Names
    half_step_votes: float
    points: tuple[RoundnessPoint, ...]


@dataclass(frozen=True, slots=True)
class ContextPoint:
    """One dated value of an indicator."""

    year: int
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class ContextSeries:
    """One indicator over time; ``low`` and ``high`` are the ends of its published scale."""

    key: str
    label: Message | Names
    low: float
    high: float
    points: tuple[ContextPoint, ...]
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class DistrictWinner:
    """A single-member district.

    Parameters
    ----------
    region : Names
        Short names; a soft hyphen in one marks where it may be broken.
    nomination : str or None
        None: no source names the winner's side.
    is_indirect : bool
        The side follows from something other than a report of the result.
    """

    number: int
    region: Names
    nomination: Literal["party", "self"] | None
    winner: str | None = None
    is_indirect: bool = False


@dataclass(frozen=True, slots=True)
class DistrictCount:
    """How one source splits the districts between the party and everybody else."""

    label: Message
    party_count: int
    other_count: int


@dataclass(frozen=True, slots=True)
class PollReading:
    """What one exit poll said about one option."""

    pollster: str
    share: Share


@dataclass(frozen=True, slots=True)
class PollComparison:
    """One option: the official share and what each exit poll said."""

    key: str
    names: Names
    colour: str
    official_share: Share
    readings: tuple[PollReading, ...]


def total_seats(groups: Sequence[SeatGroup]) -> int:
    """Return the size of the house that ``groups`` fill."""
    return sum(group.seats_count for group in groups)
