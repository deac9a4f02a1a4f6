"""Official seats of national elections, recomputed from their votes and laws, must come out exactly."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from dauys.core.electoral import Allocation, DistrictVotes, Votes, allocate, load_law

GOLDEN_DIR = Path(__file__).parent
ELECTIONS_DIR = GOLDEN_DIR / "elections"
LAWS_DIR = GOLDEN_DIR / "laws"

_ELECTION_KEYS = {
    "id", "country", "name", "date", "law", "seats_total", "votes_source", "seats_source", "read_in", "note",
    "valid_votes_published", "minorities", "members", "district_seats", "levelling_seats", "official_seats",
    "regions", "districts",
}  # fmt: skip
_AREA_KEYS = {"name", "seats", "blank", "against_all", "invalid", "lists", "district_seats"}


@dataclass(frozen=True)
class Area:
    """Votes and official seats in one region, or in the whole country.

    ``votes`` and ``seats`` are by list; ``seats`` is None where the official seats of a region were not read.
    ``no_list`` counts valid ballots for no list: blank where a blank vote is valid, against all where the
    ballot offers that. ``district_seats`` are seats won in constituencies, by list.
    """

    name: str
    votes: Mapping[str, int]
    seats: Mapping[str, int] | None
    seats_total: int
    no_list: int
    invalid: int
    district_seats: Mapping[str, int]

    def as_votes(self) -> Votes:
        """Return the ballots as the library takes them."""
        return Votes(
            self.votes, against_all=self.no_list, invalid=self.invalid, district_seats=self.district_seats
        )


@dataclass(frozen=True)
class District:
    """Votes, winner and published majority of one district; None where the runner-up was not read."""

    name: str
    winner: str
    votes: Mapping[str, int]
    majority_votes_count: int | None

    def as_votes(self) -> DistrictVotes:
        """Return the ballots as the library takes them; each party has one candidate."""
        return DistrictVotes(self.votes, parties={party: party for party in self.votes})


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
    districts: tuple[District, ...]
    official_seats: Mapping[str, int]
    members: Mapping[str, int]
    minorities: frozenset[str]
    valid_votes_published: int | None
    sources: tuple[str, str, str]

    @property
    def areas(self) -> tuple[Area, ...]:
        """The regions, or the whole country as one area."""
        return self.regions or ((self.nationwide,) if self.nationwide else ())


def _area(name: str, table: Mapping[str, object], seats_total: int) -> Area:
    rows = table["lists"]
    assert isinstance(rows, list)
    names = [row[0] for row in rows]
    assert len(set(names)) == len(names), f"{name}: a list appears twice"
    district_seats = table.get("district_seats", {})
    assert isinstance(district_seats, dict)
    return Area(
        name=name,
        votes={row[0]: row[1] for row in rows},
        seats={row[0]: row[2] for row in rows} if all(len(row) == 3 for row in rows) else None,
        seats_total=seats_total,
        no_list=_count(table, "blank") + _count(table, "against_all"),
        invalid=_count(table, "invalid"),
        district_seats=district_seats,
    )


def _count(table: Mapping[str, object], key: str) -> int:
    value = table.get(key, 0)
    assert isinstance(value, int)
    return value


def _seats_in_all(
    areas: tuple[Area, ...], districts: tuple[District, ...], levelling_seats: Mapping[str, int]
) -> dict[str, int]:
    total = Counter(levelling_seats)
    total.update(district.winner for district in districts)
    for area in areas:
        for option, seats_count in (area.seats or {}).items():
            total[option] += seats_count
    return dict(total)


def read_election(path: Path) -> Election:
    """Return the election kept in ``path``; a key that is not known is an error."""
    table = tomllib.loads(path.read_text("utf-8"))
    in_parts = "regions" in table or "districts" in table
    assert not set(table) - _ELECTION_KEYS - (set() if in_parts else _AREA_KEYS), path.name
    regions = []
    for region in table.get("regions", []):
        assert not set(region) - _AREA_KEYS, path.name
        regions.append(_area(region["name"], region, region["seats"]))
    districts = tuple(
        District(name, winner, votes, majority[0] if majority else None)
        for name, winner, votes, *majority in table.get("districts", [])
    )
    nationwide = None if in_parts else _area(table["name"], table, table["seats_total"])
    areas = (nationwide,) if nationwide else tuple(regions)
    return Election(
        id=table["id"],
        country=table["country"],
        date=table["date"],
        law=table["law"],
        seats_total=table["seats_total"],
        nationwide=nationwide,
        regions=tuple(regions),
        districts=districts,
        official_seats=table.get("official_seats")
        or _seats_in_all(areas, districts, table.get("levelling_seats", {})),
        members=table.get("members", {}),
        minorities=frozenset(table.get("minorities", [])),
        valid_votes_published=table.get("valid_votes_published"),
        sources=(table["votes_source"], table["seats_source"], table["read_in"]),
    )


def votes_of(election: Election) -> Votes:
    """Return the ballots of ``election`` as the library takes them."""
    if election.nationwide:
        return replace(
            election.nationwide.as_votes(), members=election.members, minorities=election.minorities
        )
    if election.districts:
        return Votes({}, districts={district.name: district.as_votes() for district in election.districts})
    return Votes.from_regions(
        {area.name: area.as_votes() for area in election.regions},
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
    found.extend(_compared("in all", result.seats, election.official_seats))
    by_region = {part.region: part.seats for tier in result.tiers for part in tier.regions}
    for area in election.regions:
        if area.seats is not None:
            # A region that the library left out compares as one without seats.
            found.extend(_compared(area.name, by_region.get(area.name, {}), area.seats))
    by_district = {one.district: one for tier in result.tiers for one in tier.districts}
    for district in election.districts:
        one = by_district.get(district.name)
        if one is None or one.party != district.winner:
            found.append(f"{district.name}: computed {one and one.party}, official {district.winner}")
        elif district.majority_votes_count not in {None, one.margin_votes_count}:
            found.append(
                f"{district.name}: majority computed {one.margin_votes_count}, "
                f"official {district.majority_votes_count}"
            )
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
    countries = {election.country for election in ELECTIONS}
    assert len(set(IDS)) == len(ELECTIONS) >= 25
    assert len(countries) >= 10
    # Kazakhstan's elections stand in a test of their own and do not count here.
    assert "KZ" not in countries


def test_files_laws_and_sources_belong_together() -> None:
    assert [path.stem for path in sorted(ELECTIONS_DIR.glob("*.toml"))] == IDS
    assert {path.stem for path in LAWS_DIR.glob("*.toml")} == {election.law for election in ELECTIONS}
    sources = (GOLDEN_DIR / "SOURCES.md").read_text("utf-8")
    assert [name for name in IDS if f"`{name}`" not in sources] == []


@each_election
def test_official_seats_come_out(election: Election) -> None:
    assert differences(election) == []


@each_election
def test_data_hold_together(election: Election) -> None:
    assert all(source.strip() for source in election.sources)
    assert sum(election.official_seats.values()) >= election.seats_total
    assert len({district.name for district in election.districts}) == len(election.districts)
    for area in election.regions:
        assert area.seats is None or sum(area.seats.values()) == area.seats_total, area.name
    if election.valid_votes_published is not None:
        valid = sum(sum(area.votes.values()) + area.no_list for area in election.areas)
        assert valid == election.valid_votes_published


@each_election
def test_a_seat_moved_is_noticed(election: Election) -> None:
    first, second = sorted(election.official_seats, key=lambda name: -election.official_seats[name])[:2]
    moved = dict(election.official_seats)
    moved[first] -= 1
    moved[second] += 1
    assert differences(replace(election, official_seats=moved))


@each_election
def test_exchanged_votes_are_noticed(election: Election) -> None:
    if election.districts:
        narrowest = min(
            election.districts, key=lambda one: one.majority_votes_count or sum(one.votes.values())
        )
        first, second = sorted(narrowest.votes, key=lambda party: -narrowest.votes[party])[:2]
        slipped = {first: narrowest.votes[second], second: narrowest.votes[first]}
        wrong_district = replace(narrowest, votes={**narrowest.votes, **slipped})
        districts = tuple(wrong_district if one is narrowest else one for one in election.districts)
        assert differences(replace(election, districts=districts))
        return
    # The largest region, and there the votes of the first and the last list: a slip of two rows.
    area = max(election.areas, key=lambda one: one.seats_total)
    first = max(area.votes, key=lambda option: area.votes[option])
    last = min(area.votes, key=lambda option: area.votes[option])
    wrong = replace(area, votes={**area.votes, first: area.votes[last], last: area.votes[first]})
    if election.nationwide:
        assert differences(replace(election, nationwide=wrong))
    else:
        regions = tuple(wrong if one is area else one for one in election.regions)
        assert differences(replace(election, regions=regions))
