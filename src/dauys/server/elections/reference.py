"""The reference tables of elections, read row by row into unsaved models; `services` writes them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dauys.core.wording import msg
from dauys.server.elections.models import (
    Contest,
    ContextIndicator,
    District,
    Election,
    ExitPollResult,
    IndependentCount,
    ObservationMission,
    Option,
    OptionResult,
    PublishedError,
    RegistrationCount,
    SourceClaim,
    TurnoutReport,
    WinnersCount,
)
from dauys.server.places.models import Place
from dauys.server.places.rows import Row, read_rows

ELECTIONS = "elections.csv"
CONTESTS = "contests.csv"
OPTIONS = "options.csv"
RESULTS = "results_national.csv"
SUPPLEMENT = "results_supplement.csv"
COUNCIL_RESULTS = "maslikhat_2023_lists.csv"
DISTRICTS = "smd_2023.csv"
WINNERS = "district_winners_2023.csv"
TURNOUT = "turnout_series.csv"
REGISTRATION = "registration_2023.csv"
PUBLISHED_ERRORS = "published_figure_anomalies.csv"
CLAIMS = "source_claims.csv"
EXIT_POLLS = "exit_polls_2023.csv"
INDEPENDENT_COUNTS = "parallel_counts.csv"
MISSIONS = "observation_missions.csv"
INDICATORS = "context_indicators.csv"

COUNCILS_2023 = "maslikhats-2023"
MAJILIS_2023 = "majilis-2023"
# The tables print the time of the capital; its offset changed in 2024, which the zone's history knows.
TABLE_ZONE = "Asia/Almaty"
# Columns of the table of exit polls, and the pollster's name.
POLLSTERS = {
    "eurasian_integration_institute": "Eurasian Integration Institute",
    "socis_a": "SOCIS-A",
    "institute_of_democracy": "Institute of Democracy",
}
HIGHER_IS = {"better": "better", "worse": "worse"}
OPTION_KINDS = {str(kind): kind for kind in Option.Kind}
RESULT_KINDS = {
    "party": Option.Kind.PARTY,
    "candidate": Option.Kind.CANDIDATE,
    "self": Option.Kind.SELF_NOMINATED,
    "option": Option.Kind.ANSWER,
    "against_all": Option.Kind.AGAINST_ALL,
    "invalid": Option.Kind.INVALID,
}


@dataclass
class Known:
    """What rows may refer to; `services` fills it table by table."""

    places: Mapping[str, Place]
    elections: dict[str, Election] = field(default_factory=dict)
    contests: dict[str, Contest] = field(default_factory=dict)
    options: dict[str, Option] = field(default_factory=dict)


def elections(folder: Path) -> Iterator[Election]:
    """Yield the elections of the library."""
    columns = (
        *("slug", "date", "kind", "name_en", "name_kk", "name_ru"),
        *("chamber_en", "chamber_kk", "chamber_ru", "note", "source"),
    )
    for row in read_rows(folder, ELECTIONS, columns):
        yield Election(
            slug=row.required("slug"),
            date=row.day("date"),
            kind=row.choice("kind", {str(kind): kind for kind in Election.Kind}),
            name_en=row.required("name_en"),
            name_kk=row.required("name_kk"),
            name_ru=row.required("name_ru"),
            chamber_en=row.required("chamber_en"),
            chamber_kk=row.required("chamber_kk"),
            chamber_ru=row.required("chamber_ru"),
            note=row.text("note"),
            source=row.required("source"),
        )


def options(folder: Path) -> Iterator[Option]:
    """Yield parties, candidates and answers with their names in each language."""
    names = tuple(f"{part}_{language}" for part in ("name", "short") for language in ("en", "kk", "ru"))
    for row in read_rows(folder, OPTIONS, ("option", "slug", "family", "kind", *names, "colour", "source")):
        colour = row.required("colour")
        digits = colour.removeprefix("#")
        if len(digits) != 6 or len(colour) != 7 or not set(digits) <= set("0123456789abcdef"):
            raise row.problem(
                "colour", msg("“{value}” is not a colour.", value=colour), msg("such as #0b8ba8")
            )
        yield Option(
            key=row.required("option"),
            slug=row.required("slug"),
            family=row.text("family"),
            kind=row.choice("kind", OPTION_KINDS),
            colour=colour,
            source=row.required("source"),
            **{name: row.required(name) for name in names},
        )


def contests(folder: Path, known: Known) -> Iterator[Contest]:
    """Yield the contests with the turnout and totals that the tables of results repeat on every line."""
    totals: dict[str, Row] = {}
    for row in _result_rows(folder):
        totals.setdefault(row.required("election"), row)
    councils: dict[str, Row] = {}
    for row in _council_rows(folder):
        councils.setdefault(row.required("region_kato"), row)
    for row in read_rows(
        folder, CONTESTS, ("contest", "election", "kind", "region_kato", "law", "seats", "seats_source")
    ):
        contest = Contest(
            key=row.required("contest"),
            election=row.choice("election", known.elections),
            kind=row.choice("kind", {str(kind): kind for kind in Contest.Kind}),
            place=row.choice("region_kato", known.places) if row.text("region_kato") else None,
            law_id=row.text("law"),
            seats_count=row.optional_count("seats"),
        )
        if contest.place is None:
            stated = row.choice("contest", totals)
            contest.ballots_count = stated.optional_count("ballots_received")
            contest.votes_count = stated.optional_count("votes_cast_valid")
            contest.turnout_share = stated.share_of_percent("turnout_pct")
        else:
            stated = row.choice("region_kato", councils)
            contest.ballots_count = stated.optional_count("voted")
        contest.registered_count = stated.optional_count("registered")
        contest.source = stated.required("source")
        contest.note = stated.text("note")
        yield contest


def results(folder: Path, known: Known) -> Iterator[OptionResult]:
    """Yield what was published for every option of every contest."""
    for position, row in enumerate(_result_rows(folder)):
        contest = row.choice("election", known.contests)
        yield _result(row, contest, position, "pct", known)
    by_place = {
        contest.place.kato: contest for contest in known.contests.values() if contest.place is not None
    }
    for position, row in enumerate(_council_rows(folder)):
        # A row without a kind states the turnout of a council whose votes by list were not found.
        if row.text("option_type"):
            yield _result(row, row.choice("region_kato", by_place), position, "pct_published", known)


def _result_rows(folder: Path) -> Iterator[Row]:
    """Yield the national results; a row without votes gives way to the supplement, which found them later."""
    columns = (
        *("election", "date", "kind", "registered", "ballots_received", "turnout_pct", "votes_cast_valid"),
        *("option", "option_type", "votes", "pct", "seats", "source", "note"),
    )
    supplement = {
        (row.required("election"), row.required("option")): row
        for row in read_rows(folder, SUPPLEMENT, columns)
    }
    stated = {election: row for (election, _option), row in reversed(supplement.items())}
    for row in read_rows(folder, RESULTS, columns):
        election = row.required("election")
        found = supplement.pop((election, row.required("option")), None)
        chosen = found if found is not None and not row.text("votes") else row
        yield _completed(chosen, row, stated.get(election))
    yield from supplement.values()


def _completed(chosen: Row, first: Row, supplement: Row | None) -> Row:
    """Return ``chosen`` with the totals of the election that ``first`` lacks and the supplement has."""
    totals = ("registered", "ballots_received", "turnout_pct", "votes_cast_valid")
    fields = {
        name: first.text(name) or (supplement.text(name) if supplement is not None else "") for name in totals
    }
    return Row(chosen.file, chosen.number, {**chosen.fields, **fields})


def _council_rows(folder: Path) -> Iterator[Row]:
    columns = (
        *("region_kato", "registered", "voted", "option", "option_type", "votes"),
        *("pct_published", "seats", "source", "note"),
    )
    return read_rows(folder, COUNCIL_RESULTS, columns)


def _result(row: Row, contest: Contest, position: int, share_field: str, known: Known) -> OptionResult:
    option = row.choice("option", known.options)
    if row.choice("option_type", RESULT_KINDS) != option.kind:
        raise row.problem(
            "option_type",
            msg("“{option}” is listed as another kind in {file}.", option=option.key, file=OPTIONS),
            msg("the same kind in both files"),
        )
    return OptionResult(
        contest=contest,
        option=option,
        position=position,
        votes_count=row.optional_count("votes"),
        published_share=row.share_of_percent(share_field),
        official_seats_count=row.optional_count("seats"),
        source=row.required("source"),
        note=row.text("note"),
    )


def districts(folder: Path, known: Known) -> Iterator[District]:
    """Yield the single-member districts of 2023."""
    columns = (
        *(
            "district",
            "number_basis",
            "region_kato",
            "area",
            "voters",
            "voters_source",
            "candidates_nominated",
        ),
        *("candidates_registered", "candidates_source", "winner", "winner_nomination", "winner_status"),
        "winner_source",
    )
    for row in read_rows(folder, DISTRICTS, columns):
        sources = (row.text("winner_source"), row.text("candidates_source"), row.text("voters_source"))
        yield District(
            election=known.elections[MAJILIS_2023],
            number=row.count("district"),
            number_basis=row.required("number_basis"),
            place=row.choice("region_kato", known.places),
            area=row.required("area"),
            voters_count=row.optional_count("voters"),
            voters_source=row.text("voters_source"),
            candidates_nominated_count=row.optional_count("candidates_nominated"),
            candidates_registered_count=row.optional_count("candidates_registered"),
            candidates_source=row.text("candidates_source"),
            winner=row.text("winner"),
            winner_nomination=row.text("winner_nomination"),
            winner_status=row.required("winner_status"),
            source=next(filter(None, sources), "boundaries: smd_2023.geojson"),
        )


def winners_counts(folder: Path, known: Known) -> Iterator[WinnersCount]:
    """Yield the published counts of winners in the districts, which contradict one another."""
    columns = ("election", "ruling_party_seats", "other_seats", "claimed_by", "basis", "source")
    for row in read_rows(folder, WINNERS, columns):
        yield WinnersCount(
            election=row.choice("election", known.elections),
            claimed_by=row.required("claimed_by"),
            ruling_party_seats_count=row.count("ruling_party_seats"),
            other_seats_count=row.count("other_seats"),
            basis=row.required("basis"),
            source=row.required("source"),
        )


def turnout_reports(folder: Path, known: Known) -> Iterator[TurnoutReport]:
    """Yield the turnout that was announced during the day, its times in UTC."""
    columns = (
        *("election", "date", "time_astana", "region_kato", "region_system", "turnout_pct", "flag"),
        "source",
    )
    zone = ZoneInfo(TABLE_ZONE)
    for row in read_rows(folder, TURNOUT, columns):
        clock = row.required("time_astana")
        reported_at = None
        if clock != "final":
            try:
                at = datetime.strptime(clock, "%H:%M").time()  # noqa: DTZ007 - the zone is that of the table
            except ValueError as error:
                raise row.problem(
                    "time_astana",
                    msg("“{value}” is not a time.", value=clock),
                    msg("such as 10:10, or final"),
                ) from error
            reported_at = datetime.combine(row.day("date"), at, zone).astimezone(UTC)
        share = row.share_of_percent("turnout_pct")
        if share is None:
            raise row.problem("turnout_pct", msg("The field is empty."), msg("a number from 0 to 100"))
        yield TurnoutReport(
            election=row.choice("election", known.contests).election,
            place=row.choice("region_kato", known.places),
            clock=clock,
            reported_at=reported_at,
            zone=TABLE_ZONE,
            region_system=row.count("region_system"),
            turnout_share=share,
            flag=row.text("flag"),
            source=row.required("source"),
        )


def registration_counts(folder: Path, known: Known) -> Iterator[RegistrationCount]:
    """Yield how many candidates of 2023 reached each stage of registration."""
    for row in read_rows(folder, REGISTRATION, ("level", "stage", "count", "source", "note")):
        level = row.required("level")
        council = level.startswith("maslikhat")
        yield RegistrationCount(
            election=known.elections[COUNCILS_2023 if council else MAJILIS_2023],
            level=level,
            stage=row.required("stage"),
            position=row.number,
            persons_count=row.count("count"),
            source=row.required("source"),
            note=row.text("note"),
        )


def published_errors(folder: Path, known: Known) -> Iterator[PublishedError]:
    """Yield the figures that were published wrongly or oddly."""
    columns = ("case", "where", "published", "consistent_value", "check", "source", "election")
    for row in read_rows(folder, PUBLISHED_ERRORS, columns):
        yield PublishedError(
            election=row.choice("election", known.elections),
            case=row.required("case"),
            where=row.required("where"),
            published=row.required("published"),
            consistent_value=row.required("consistent_value"),
            check_made=row.required("check"),
            source=row.required("source"),
        )


def source_claims(folder: Path, known: Known) -> Iterator[SourceClaim]:
    """Yield the claims of published articles on the election of 2023."""
    for row in read_rows(folder, CLAIMS, ("seed", "claim", "verdict", "evidence", "source")):
        evidence = row.required("evidence")
        yield SourceClaim(
            election=known.elections[MAJILIS_2023],
            article=row.required("seed"),
            claim=row.required("claim"),
            verdict=row.required("verdict"),
            evidence=evidence,
            source=row.text("source") or evidence,
        )


def exit_polls(folder: Path, known: Known) -> Iterator[ExitPollResult]:
    """Yield the exit polls of 2023."""
    for row in read_rows(folder, EXIT_POLLS, ("option", *POLLSTERS, "official", "source")):
        for column, pollster in POLLSTERS.items():
            share = row.share_of_percent(column)
            if share is not None:
                yield ExitPollResult(
                    election=known.elections[MAJILIS_2023],
                    pollster=pollster,
                    option=row.choice("option", known.options),
                    votes_share=share,
                    source=row.required("source"),
                )


def independent_counts(folder: Path, known: Known) -> Iterator[IndependentCount]:
    """Yield what observers and candidates counted themselves."""
    columns = (
        *("contest", "where", "stations", "metric", "option", "independent_value", "official_value"),
        *("source", "note", "election"),
    )
    for row in read_rows(folder, INDEPENDENT_COUNTS, columns):
        value = row.number_or_none("independent_value")
        if value is None:
            raise row.problem("independent_value", msg("The field is empty."), msg("a number such as 12.5"))
        yield IndependentCount(
            election=row.choice("election", known.elections),
            contest=row.required("contest"),
            where=row.required("where"),
            stations=row.text("stations"),
            metric=row.required("metric"),
            option=row.text("option"),
            independent_value=value,
            official_value=row.number_or_none("official_value"),
            source=row.required("source"),
            note=row.text("note"),
        )


def missions(folder: Path, known: Known) -> Iterator[ObservationMission]:
    """Yield what observation missions were and said."""
    for row in read_rows(
        folder, MISSIONS, ("election", "organisation", "measure", "value", "source", "note")
    ):
        yield ObservationMission(
            election=row.choice("election", known.contests).election,
            organisation=row.required("organisation"),
            measure=row.required("measure"),
            value=row.required("value"),
            source=row.required("source"),
            note=row.text("note"),
        )


def indicators(folder: Path, _known: Known) -> Iterator[ContextIndicator]:
    """Yield the ratings of the country by year."""
    columns = (
        *("indicator", "publisher", "edition", "covers_year", "value", "scale", "higher_is", "category"),
        *("source", "note"),
    )
    for row in read_rows(folder, INDICATORS, columns):
        yield ContextIndicator(
            name=row.required("indicator"),
            publisher=row.required("publisher"),
            edition=row.required("edition"),
            year=row.count("covers_year") if row.text("covers_year") else _first_year(row),
            value=row.required("value"),
            scale=row.text("scale"),
            higher_is=row.choice("higher_is", HIGHER_IS) if row.text("higher_is") else "",
            category=row.text("category"),
            source=row.required("source"),
            note=row.text("note"),
        )


def _first_year(row: Row) -> int:
    match = re.search(r"\d{4}", row.required("edition"))
    if match is None:
        raise row.problem("edition", msg("The edition names no year."), msg("a year such as 2023"))
    return int(match.group())
