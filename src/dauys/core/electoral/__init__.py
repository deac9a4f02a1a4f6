"""Laws as data, and seats from votes: exact, step by step, with every tie reported."""

from dauys.core.electoral.allocate import allocate
from dauys.core.electoral.laws import Law, Rule, Tier, list_laws, load_law
from dauys.core.electoral.types import (
    Allocation,
    DistrictResult,
    DistrictVotes,
    PartyLine,
    Step,
    Tie,
    TierResult,
    Votes,
)
from dauys.core.electoral.votes import read_votes

__all__ = [
    "Allocation",
    "DistrictResult",
    "DistrictVotes",
    "Law",
    "PartyLine",
    "Rule",
    "Step",
    "Tie",
    "Tier",
    "TierResult",
    "Votes",
    "allocate",
    "list_laws",
    "load_law",
    "read_votes",
]
