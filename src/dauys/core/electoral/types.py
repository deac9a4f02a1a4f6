"""What goes into an allocation of seats and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from dauys.core.problems import InputProblem
from dauys.core.wording import Message, Names, msg

# "hypothetical" marks a rule that the reader changed; law files may only say the first three.
Status: TypeAlias = Literal["sourced", "computed", "unverified", "hypothetical"]

# Votes are kept below this so that the batch kernels can hold votes times seats in 64 bits.
MAX_VOTES_COUNT = 10**12


@dataclass(frozen=True, slots=True)
class DistrictVotes:
    """The ballots of one single-member district.

    Parameters
    ----------
    candidates : mapping of str to int
        Votes of each candidate in the first (or only) round.
    parties : mapping of str to str
        The party of a candidate; a candidate without one stands for themself.
    against_all, invalid : int
        Votes against all candidates, invalid ballots.
    second_round : mapping of str to int
        Votes of each candidate in the second round, empty when there was none.
    """

    candidates: Mapping[str, int]
    parties: Mapping[str, str] = field(default_factory=dict)
    against_all: int = 0
    invalid: int = 0
    second_round: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_counts({**self.candidates, "against_all": self.against_all, "invalid": self.invalid})
        _check_counts(self.second_round)


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes that a law turns into seats.

    Parameters
    ----------
    parties : mapping of str to int
        Ballots for each list, in the order in which they are to be shown.
    against_all, invalid : int
        Ballots against all lists; ballots that express no valid choice.
    regions : mapping of str to Votes
        The same by region, where lists are regional; build the total with `Votes.from_regions`.
    region_seats : mapping of str to int
        Seats of each region, where the law leaves them to a table of the election.
    districts : mapping of str to DistrictVotes
        Ballots in single-member districts.
    district_seats : mapping of str to int
        Seats that each party won in districts, when the ballots by district are not at hand.
    members : mapping of str to int
        Number of parties in a coalition; a list that is not named has one member.
    minorities : frozenset of str
        Lists of national minorities, where the law exempts them from the threshold.
    registration_order : tuple of str
        Lists from the first registered to the last, where the law breaks ties that way.

    Raises
    ------
    InputProblem
        For a count that is negative, not whole, or above 10¹².
    """

    parties: Mapping[str, int]
    against_all: int = 0
    invalid: int = 0
    regions: Mapping[str, "Votes"] = field(default_factory=dict)
    region_seats: Mapping[str, int] = field(default_factory=dict)
    districts: Mapping[str, DistrictVotes] = field(default_factory=dict)
    district_seats: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    minorities: frozenset[str] = frozenset()
    registration_order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_counts({**self.parties, "against_all": self.against_all, "invalid": self.invalid})
        _check_counts(self.region_seats)
        _check_counts(self.district_seats)

    @classmethod
    def from_regions(
        cls,
        regions: Mapping[str, "Votes"],
        *,
        region_seats: Mapping[str, int] | None = None,
        members: Mapping[str, int] | None = None,
        minorities: frozenset[str] = frozenset(),
        registration_order: tuple[str, ...] = (),
    ) -> "Votes":
        """Return the national votes as the sum of ``regions``, district seats included."""
        parties: dict[str, int] = {}
        district_seats: dict[str, int] = {}
        for region in regions.values():
            for option, votes_count in region.parties.items():
                parties[option] = parties.get(option, 0) + votes_count
            for option, seats_count in region.district_seats.items():
                district_seats[option] = district_seats.get(option, 0) + seats_count
        return cls(
            parties,
            sum(region.against_all for region in regions.values()),
            sum(region.invalid for region in regions.values()),
            regions=regions,
            region_seats=region_seats or {},
            district_seats=district_seats,
            members=members or {},
            minorities=minorities,
            registration_order=registration_order,
        )

    @property
    def party_votes_count(self) -> int:
        """Ballots for parties alone."""
        return sum(self.parties.values())

    @property
    def options_marked_count(self) -> int:
        """Valid ballots: for parties and against all."""
        return self.party_votes_count + self.against_all

    @property
    def ballots_count(self) -> int:
        """All ballots, invalid ones included."""
        return self.options_marked_count + self.invalid


def _check_counts(counts: Mapping[str, int]) -> None:
    for option, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, int):
            raise InputProblem(
                msg("{value} is not a count.", value=repr(count)),
                field=option,
                expected=msg("a whole number, zero or more"),
            )
        if not 0 <= count <= MAX_VOTES_COUNT:
            raise InputProblem(
                msg("{value} cannot be a count of votes.", value=count),
                field=option,
                expected=msg("a whole number from 0 to {maximum}", maximum=MAX_VOTES_COUNT),
            )


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: the statute, its article, the edition that was read, and where to read it."""

    law: str
    article: str | None
    edition: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step from votes to seats.

    ``rule`` is the key of the law file that was applied, ``values`` holds the numbers behind the sentence,
    ``note`` what the law file adds about the rule (where its text and the practice differ, for example).
    """

    rule: str
    article: str | None
    status: Status
    source: Source
    text: Message
    values: Mapping[str, int | Fraction] = field(default_factory=dict)
    note: Names | None = None
    tier: str = ""
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Seats that equal claims compete for.

    ``rule`` is what the law says about such a tie; ``resolved`` lists who got the seats when the law's rule
    could be applied to the data, and is empty when the seats stay unassigned.
    """

    options: tuple[str, ...]
    seats_at_stake: int
    rule: Message
    status: Status
    tier: str
    region: str | None = None
    resolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyLine:
    """The numbers of one list in one tier (and region).

    ``share`` is the share of the threshold's base; ``quotas`` is votes divided by the quota; ``remainder`` is
    the part of ``quotas`` left after the full seats, ``remainder_rank`` its place among the lists admitted.
    """

    option: str
    votes_count: int
    share: Fraction | None
    passed_threshold: bool
    reason: Message
    seats: int = 0
    quotas: Fraction | None = None
    full_quota_seats: int | None = None
    remainder: Fraction | None = None
    remainder_seats: int | None = None
    remainder_rank: int | None = None
    district_seats: int | None = None


@dataclass(frozen=True, slots=True)
class DistrictResult:
    """Who won one single-member district; without a winner, ``reason`` says why.

    ``runners`` are the candidates of a second round that is still to be held.
    """

    district: str
    winner: str | None
    party: str | None
    votes_count: int
    share: Fraction
    margin_votes_count: int
    reason: Message
    runners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierResult:
    """What one tier of the law gave, in one region or nationwide.

    ``seats_total`` counts the seats that the tier had to give, ``unassigned_seats`` those that a tie or
    missing votes left open; ``quota`` is in votes per seat. A regional tier sums its ``regions``. A
    compensation may withhold seats won in the tiers that it compensates: ``seats_withheld``.
    """

    tier: str
    kind: str
    names: Names
    region: str | None
    seats: Mapping[str, int]
    seats_total: int
    unassigned_seats: int
    lines: tuple[PartyLine, ...] = ()
    quota: Fraction | None = None
    base_votes_count: int | None = None
    ties: tuple[Tie, ...] = ()
    steps: tuple[Step, ...] = ()
    regions: tuple["TierResult", ...] = ()
    districts: tuple[DistrictResult, ...] = ()
    seats_withheld: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allocation:
    """The seats that a law gives for votes, with every step that led there.

    ``seats`` names every option of the vote, also those without a seat; the seats of all tiers are summed.
    A candidate without a party who won a district appears as “name · district”.
    ``not_covered`` says which seats of the chamber this result leaves out, and why.
    """

    law: str
    law_names: Names
    law_digest: str
    hypothetical: bool
    seats: Mapping[str, int]
    seats_total: int
    unassigned_seats: int
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]
    tiers: tuple[TierResult, ...]
    not_covered: tuple[Message, ...] = ()

    @property
    def lines(self) -> tuple[PartyLine, ...]:
        """The numbers of each list in the first tier that distributes seats among lists."""
        return next((tier.lines for tier in self.tiers if tier.lines), ())

    @property
    def quota(self) -> Fraction | None:
        """Votes per seat in that tier, where its formula has a quota and is applied nationwide."""
        return next((tier.quota for tier in self.tiers if tier.lines), None)
