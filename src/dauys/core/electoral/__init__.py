"""Laws as data, and seats from votes: exact, step by step, with every tie reported."""

from dauys.core.electoral.allocate import allocate
from dauys.core.electoral.candidates import Candidate, FilledList, check_list, fill_list
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
from dauys.core.electoral.votes import read_districts, read_votes
from dauys.core.electoral.whatif import WhatIf, apply_other_law

__all__ = [
    "Allocation",
    "Candidate",
    "DistrictResult",
    "DistrictVotes",
    "FilledList",
    "Law",
    "PartyLine",
    "Rule",
    "Step",
    "Tie",
    "Tier",
    "TierResult",
    "Votes",
    "WhatIf",
    "allocate",
    "apply_other_law",
    "check_list",
    "fill_list",
    "list_laws",
    "load_law",
    "read_districts",
    "read_votes",
]
