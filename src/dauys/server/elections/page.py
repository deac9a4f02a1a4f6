"""What the pages on elections are made of: frozen values that selectors fill and templates read.

Nothing here is text in one language: a `Message` or `Names` is rendered by the template's filters in the
reader's language, numbers are written as that language writes them. A share is between 0 and 1. ``None``
means that no source gives the value, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from dauys.core.wording import Message, Names, Value


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read; ``url`` is None for a printed or computed source."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart or map drawn by `dauys.core.figures` in the reader's language; ``svg`` is safe markup.

    ``title`` says the finding, ``description`` tells a person who cannot see the picture what it shows.
    ``narrow_svg`` is the same picture laid out for a phone. ``dataset`` names its download.
    """

    name: str
    title: Message
    description: Message
    svg: str
    narrow_svg: str
    dataset: str


@dataclass(frozen=True, slots=True)
class Download:
    """One table of the page; addresses come from ``{% url 'elections:data' slug dataset format %}``."""

    dataset: str
    title: Message
    rows_count: int


@dataclass(frozen=True, slots=True)
class LawChoice:
    """A law under which the same votes can be counted; ``chosen`` marks the one shown.

    ``law_id`` may carry a change for a what-if, such as ``kz/majilis-2023:formula=dhondt``.
    """

    law_id: str
    names: Names | Message
    chosen: bool
    in_force_on_the_day: bool


@dataclass(frozen=True, slots=True)
class AllocationStep:
    """One step from votes to seats.

    ``status`` is how well the rule is known: ``sourced``, ``computed`` or ``unverified``.
    """

    rule: str
    text: Message
    article: str | None
    status: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SeatRow:
    """The list seats of one option under the chosen law, beside those that were announced.

    ``option`` is the key of its colour in the drawings. The difference is None where the law gives another
    number of list seats than were announced, because then it says nothing about the option.
    """

    option: str
    names: Names
    colour: str
    votes_count: int | None
    votes_share: Fraction | None
    quotas: Fraction | None
    seats_count: int
    official_seats_count: int | None
    difference_count: int | None


@dataclass(frozen=True, slots=True)
class SeatsPanel:
    """The seats of the list votes under one law, with every step (also the htmx partial).

    ``houses`` lays the announced house beside that of another law; None under the law of the day.
    """

    slug: str
    law: LawChoice
    law_digest: str
    choices: tuple[LawChoice, ...]
    seats_total_count: int
    rows: tuple[SeatRow, ...]
    steps: tuple[AllocationStep, ...]
    ties: tuple[Message, ...]
    summary: Message
    notes: tuple[Message, ...]
    hemicycle: Drawing
    ladder: Drawing | None
    houses: Drawing | None


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One line of the published result of the lists (``kind``: party, candidate, against_all, invalid, …)."""

    option: str
    names: Names
    kind: str
    colour: str
    votes_count: int | None
    votes_share: Fraction | None
    published_share: Fraction | None
    list_seats_count: int | None
    district_seats_count: int | None
    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class TurnoutFigure:
    """One published turnout and what exactly it counts."""

    share: Fraction
    ballots_count: int | None
    meaning: Message
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ResultPanel:
    """The published result with both published turnouts."""

    registered_count: int | None
    votes_count: int | None
    turnouts: tuple[TurnoutFigure, ...]
    options: tuple[OptionRow, ...]
    note: str


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One single-member district; ``winner_status`` says how sure the source is of the winner.

    ``winner_side`` is ``party``, ``self`` or None where no source names it.
    """

    number: int
    number_basis: str
    kato: str
    place: Names
    area: str
    voters_count: int | None
    candidates_nominated_count: int | None
    candidates_registered_count: int | None
    winner: str
    winner_nomination: Names | Message | str
    winner_side: str | None
    winner_status: Message
    winner_is_certain: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class WinnersCount:
    """One published count of the winners in the districts; several contradict one another."""

    claimant: Message
    ruling_party_count: int
    others_count: int
    claim: Message
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class DistrictsPanel:
    """The districts: both published counts of winners, then every district."""

    counts: tuple[WinnersCount, ...]
    rows: tuple[DistrictRow, ...]
    winners_known_count: int


@dataclass(frozen=True, slots=True)
class TurnoutRow:
    """The cumulative turnout of one place by the clock.

    ``shares``, ``flags`` and ``sources`` are parallel to the panel's ``times``.
    """

    kato: str
    names: Names
    shares: tuple[Fraction | None, ...]
    flags: tuple[str, ...]
    sources: tuple[tuple[Source, ...], ...]
    voters_count: int | None
    voters_status: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What a check of the published figures found, with its caveat; never a verdict on anyone.

    ``severity`` is ``contradiction``, ``disagreement`` or ``unusual``.
    """

    name: str
    severity: str
    title: Message
    text: Message
    caveat: Message
    p_value: float | None
    p_adjusted: float | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class TurnoutPanel:
    """Where turnout was high and low, and how it grew over the day; ``times`` are aware, in UTC."""

    times: tuple[datetime, ...]
    zone: str
    country: TurnoutRow
    rows: tuple[TurnoutRow, ...]
    highest: TurnoutRow
    lowest: TurnoutRow
    map: Drawing
    tiles: Drawing
    clock: Drawing
    findings: tuple[FindingRow, ...]
    voters_note: Message


@dataclass(frozen=True, slots=True)
class RegistrationStage:
    """How many persons reached one stage (nominated, registered, refused, withdrew, …)."""

    stage: str
    label: Message
    persons_count: int
    share_of_nominated: Fraction | None
    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class RegistrationGroup:
    """The funnel of one level: the lists, the districts, a city, the councils."""

    level: str
    label: Message
    stages: tuple[RegistrationStage, ...]


@dataclass(frozen=True, slots=True)
class CompetitionRow:
    """How open one election was: lists, candidates for a seat, effective number of parties, margins."""

    slug: str
    names: Names
    date: date
    lists_count: int
    candidates_per_district_seat: Fraction | None
    effective_parties_votes: float | None
    effective_parties_seats: float | None
    disproportionality: float | None
    winner_share: Fraction | None
    lead_share: Fraction | None
    wasted_share: Fraction | None
    after_reform: bool


@dataclass(frozen=True, slots=True)
class ComparisonCell:
    """One option in one election; None where it did not stand or no source gives the figure."""

    votes_share: Fraction | None
    seats_count: int | None
    swing_share: Fraction | None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One party through the elections, under all names that it bore; parallel to the panel's elections."""

    party: str
    names: Names
    colour: str
    cells: tuple[ComparisonCell, ...]


@dataclass(frozen=True, slots=True)
class ElectionBrief:
    """An election as a line of the library."""

    slug: str
    names: Names
    date: date
    kind: str
    winner: Names | None
    winner_share: Fraction | None
    turnout_share: Fraction | None
    seats_total_count: int | None
    has_page_of_seats: bool


@dataclass(frozen=True, slots=True)
class ComparisonPanel:
    """Comparison with earlier elections of the same chamber, oldest first."""

    elections: tuple[ElectionBrief, ...]
    rows: tuple[ComparisonRow, ...]


@dataclass(frozen=True, slots=True)
class ExitPollRow:
    """One option in each exit poll against the official share; parallel to the panel's pollsters."""

    option: str
    names: Names
    colour: str
    shares: tuple[Fraction | None, ...]
    official_share: Fraction


@dataclass(frozen=True, slots=True)
class ExitPollPanel:
    """Exit polls as published; none gave its sample or its interval."""

    pollsters: tuple[str, ...]
    rows: tuple[ExitPollRow, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class IndependentCountRow:
    """A figure counted by observers or candidates, beside the official one where it is known."""

    contest: str
    where: str
    stations: str
    metric: str
    option: str
    independent_value: Fraction
    official_value: Fraction | None
    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class MissionRow:
    """What an observation mission was, or said."""

    organisation: str
    measure: str
    value: str
    sources: tuple[Source, ...]
    note: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim of a published article, and what the sources say to it."""

    claim: str
    verdict: str
    evidence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PublishedErrorRow:
    """A figure that was published wrongly or oddly somewhere, and what is consistent instead."""

    case: str
    where: str
    published: str
    consistent_value: str
    check_made: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """A context indicator (such as Freedom in the World): dated data with its source."""

    names: Names | Message
    year: int
    value: str
    scale: str
    category: str
    publisher: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ElectionPage:
    """Everything on the page of one election; a panel is None where the library has nothing on it.

    ``drawings`` holds further pictures under the name of the section that they belong to: ``registration``,
    ``competition``, ``comparison``, ``roundness``, ``districts``, ``exit-polls``, ``context``.
    """

    slug: str
    names: Names
    date: date
    kind: str
    chamber: Names
    headline: Message
    note: str
    sources: tuple[Source, ...]
    same_day: tuple[ElectionBrief, ...]
    result: ResultPanel | None
    seats: SeatsPanel | None
    districts: DistrictsPanel | None
    turnout: TurnoutPanel | None
    registration: tuple[RegistrationGroup, ...]
    competition: tuple[CompetitionRow, ...]
    comparison: ComparisonPanel | None
    exit_polls: ExitPollPanel | None
    independent_counts: tuple[IndependentCountRow, ...]
    missions: tuple[MissionRow, ...]
    claims: tuple[ClaimRow, ...]
    indicators: tuple[IndicatorRow, ...]
    findings: tuple[FindingRow, ...]
    findings_summary: Message
    published_errors: tuple[PublishedErrorRow, ...]
    drawings: Mapping[str, Drawing]
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class LawRule:
    """One rule of a law with its validity, its article and how well it is known."""

    name: str
    label: Message
    value: Value
    valid_from: date | None
    valid_until: date | None
    article: str | None
    status: str
    note: Names | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class LawPage:
    """One law as data."""

    law_id: str
    names: Names
    digest: str
    summary: Message
    rules: tuple[LawRule, ...]
    elections: tuple[ElectionBrief, ...]


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """A file of the reference library, as its SOURCES.md describes it."""

    name: str
    what: str
    origin: str
    licence: str
