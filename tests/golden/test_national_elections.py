"""Official seats of national elections, recomputed from their votes and laws, must come out exactly."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from dauys.core.electoral import Allocation, Votes, allocate, load_law

ELECTIONS_DIR = Path(__file__).parent / "elections"
LAWS_DIR = Path(__file__).parent / "laws"

_ELECTION_KEYS = {
    "id", "country", "name", "date", "law", "seats_total", "votes_source", "seats_source", "read_in", "note",
    "valid_votes_published", "minorities", "members", "district_seats", "levelling_seats", "regions",
}  # fmt: skip
_AREA_KEYS = {"name", "seats", "blank", "against_all", "invalid", "lists"}


@dataclass(frozen=True)
class Area:
    """Votes and official seats in one region, or in the whole country.

    ``votes`` and ``seats`` are by list; ``no_list`` counts valid ballots for no list (blank where a blank
    vote is valid, against all where the ballot offers that).
    """

    name: str
    votes: Mapping[str, int]
    seats: Mapping[str, int]
    seats_total: int
    no_list: int
    invalid: int


@dataclass(frozen=True)
class Election:
    """One election as its file in ``elections/`` states it."""

    id: str
    country: str
    date: date
    law: str
    seats_total: int
    nationwide: Area | None
    regions: tuple[Area, ...]
    levelling_seats: Mapping[str, int]
    district_seats: Mapping[str, int]
    members: Mapping[str, int]
    minorities: frozenset[str]
    valid_votes_published: int | None
    sources: tuple[str, str, str]

    @property
    def areas(self) -> tuple[Area, ...]:
        """The regions, or the whole country as one area."""
        return self.regions or ((self.nationwide,) if self.nationwide else ())

    @property
    def official_seats(self) -> dict[str, int]:
        """Official seats of each list that won any, levelling seats included."""
        total: dict[str, int] = dict(self.levelling_seats)
        for area in self.areas:
            for option, seats_count in area.seats.items():
                total[option] = total.get(option, 0) + seats_count
        return {option: seats_count for option, seats_count in total.items() if seats_count}


def _area(name: str, table: Mapping[str, object], seats_total: int) -> Area:
    rows = table["lists"]
    assert isinstance(rows, list)
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names), f"{name}: a list appears twice"
    counts = {key: table.get(key, 0) for key in ("blank", "against_all", "invalid")}
    assert all(isinstance(count, int) for count in counts.values())
    return Area(
        name=name,
        votes={row[0]: row[1] for row in rows},
        seats={row[0]: row[2] for row in rows},
        seats_total=seats_total,
        no_list=int(str(counts["blank"])) + int(str(counts["against_all"])),
        invalid=int(str(counts["invalid"])),
    )


def read_election(path: Path) -> Election:
    """Return the election kept in ``path``; a key that is not known is an error."""
    table = tomllib.loads(path.read_text("utf-8"))
    regional = "regions" in table
    assert not set(table) - _ELECTION_KEYS - (set() if regional else _AREA_KEYS), path.name
    regions = []
    for region in table.get("regions", []):
        assert not set(region) - _AREA_KEYS, path.name
        regions.append(_area(region["name"], region, region["seats"]))
    return Election(
        id=table["id"],
        country=table["country"],
        date=table["date"],
        law=table["law"],
        seats_total=table["seats_total"],
        nationwide=None if regional else _area(table["name"], table, table["seats_total"]),
        regions=tuple(regions),
        levelling_seats=table.get("levelling_seats", {}),
        district_seats=table.get("district_seats", {}),
        members=table.get("members", {}),
        minorities=frozenset(table.get("minorities", [])),
        valid_votes_published=table.get("valid_votes_published"),
        sources=(table["votes_source"], table["seats_source"], table["read_in"]),
    )


def votes_of(election: Election) -> Votes:
    """Return the ballots of ``election`` as the library takes them."""
    by_area = {
        area.name: Votes(area.votes, against_all=area.no_list, invalid=area.invalid)
        for area in election.areas
    }
    if election.nationwide:
        return replace(
            by_area[election.nationwide.name],
            district_seats=election.district_seats,
            members=election.members,
            minorities=election.minorities,
        )
    return Votes.from_regions(
        by_area,
        region_seats={area.name: area.seats_total for area in election.regions},
        members=election.members,
        minorities=election.minorities,
    )


def compute(election: Election) -> Allocation:
    """Return the seats that the law of ``election`` gives for its votes."""
    law = load_law(str(LAWS_DIR / f"{election.law}.toml"))
    # The law of an assembly that changes its size leaves the seats to the election.
    open_size = election.nationwide and "seats" not in law.tiers["lists"].rules
    return allocate(votes_of(election), law, seats=election.seats_total if open_size else None)


def differences(election: Election) -> list[str]:
    """Return every place where computed and official seats differ; empty when they agree."""
    result = compute(election)
    found = [f"tie among {', '.join(tie.options)}" for tie in result.ties]
    if result.unassigned_seats:
        found.append(f"{result.unassigned_seats} seats not assigned")
    official = election.official_seats
    computed = {option: seats_count for option, seats_count in result.seats.items() if seats_count}
    found.extend(_compared("in all", computed, official))
    by_region = {part.region: part for tier in result.tiers for part in tier.regions}
    if set(by_region) != {area.name for area in election.regions}:
        found.append("the regions computed are not those of the election")
        return found
    for area in election.regions:
        seats = {option: count for option, count in by_region[area.name].seats.items() if count}
        found.extend(_compared(area.name, seats, {name: n for name, n in area.seats.items() if n}))
    return found


def _compared(where: str, computed: Mapping[str, int], official: Mapping[str, int]) -> Iterator[str]:
    for option in sorted(computed.keys() | official.keys()):
        mine, theirs = computed.get(option, 0), official.get(option, 0)
        if mine != theirs:
            yield f"{where}: {option} computed {mine}, official {theirs}"


ELECTIONS = tuple(read_election(path) for path in sorted(ELECTIONS_DIR.glob("*.toml")))
IDS = [election.id for election in ELECTIONS]
each_election = pytest.mark.parametrize("election", ELECTIONS, ids=IDS)


def test_library_covers_25_elections_in_10_countries() -> None:
    assert len(ELECTIONS) >= 25
    assert len({election.country for election in ELECTIONS}) >= 10
    assert len(set(IDS)) == len(IDS)
    assert [path.stem for path in sorted(ELECTIONS_DIR.glob("*.toml"))] == IDS
    # Kazakhstan's elections stand in a test of their own and do not count here.
    assert "KZ" not in {election.country for election in ELECTIONS}


def test_every_law_is_used() -> None:
    assert {path.stem for path in LAWS_DIR.glob("*.toml")} == {election.law for election in ELECTIONS}


@each_election
def test_official_seats_come_out(election: Election) -> None:
    assert differences(election) == []


@each_election
def test_data_hold_together(election: Election) -> None:
    assert all(source.strip() for source in election.sources)
    assert sum(election.official_seats.values()) >= election.seats_total
    for area in election.regions:
        assert sum(area.seats.values()) == area.seats_total, area.name
    if election.valid_votes_published is not None:
        valid = sum(sum(area.votes.values()) + area.no_list for area in election.areas)
        assert valid == election.valid_votes_published


@each_election
def test_a_seat_moved_is_noticed(election: Election) -> None:
    area = max(election.areas, key=lambda one: one.seats_total)
    first, second = sorted(area.seats, key=lambda option: area.seats[option], reverse=True)[:2]
    moved = replace(area, seats={**area.seats, first: area.seats[first] - 1, second: area.seats[second] + 1})
    assert differences(_with_area(election, area, moved))


@each_election
def test_exchanged_votes_are_noticed(election: Election) -> None:
    area = max(election.areas, key=lambda one: one.seats_total)
    ranked = sorted(area.seats, key=lambda option: area.seats[option], reverse=True)
    first, last = (
        ranked[0],
        next(option for option in reversed(ranked) if area.seats[option] < area.seats[ranked[0]]),
    )
    wrong = replace(area, votes={**area.votes, first: area.votes[last], last: area.votes[first]})
    assert differences(_with_area(election, area, wrong))


def _with_area(election: Election, old: Area, new: Area) -> Election:
    if election.nationwide is old:
        return replace(election, nationwide=new)
    return replace(election, regions=tuple(new if area is old else area for area in election.regions))
