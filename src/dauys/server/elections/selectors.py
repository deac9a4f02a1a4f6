"""Reads of elections; the rows leave here as model instances or as the plain values that the core takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch

from dauys.core.electoral import Votes
from dauys.server.elections.models import Contest, Election, Option, OptionResult, ReferenceLoad
from dauys.server.elections.page import ElectionBrief, ReferenceFile
from dauys.server.elections.services import REFERENCE_FOLDER


@dataclass(frozen=True, slots=True)
class ElectionRows:
    """An election with its contests and their results, read at once.

    ``main`` is the contest that the page opens with (the lists, the presidency, the question); ``districts``
    the single-member districts together.
    """

    election: Election
    main: Contest | None
    districts: Contest | None

    @property
    def results(self) -> Sequence[OptionResult]:
        """The published results of the main contest in the order of the source."""
        return () if self.main is None else tuple(self.main.results.all())

    @property
    def district_results(self) -> Sequence[OptionResult]:
        """The published results of the districts together."""
        return () if self.districts is None else tuple(self.districts.results.all())


def data_version() -> str:
    """Return the digest of the reference data that the tables hold; empty if none was loaded."""
    return ReferenceLoad.objects.values_list("digest", flat=True).first() or ""


def elections_with_results() -> tuple[ElectionRows, ...]:
    """Return all elections with their results, newest first."""
    results = OptionResult.objects.select_related("option").order_by("position")
    contests = Contest.objects.select_related("place").prefetch_related(Prefetch("results", results))
    return tuple(
        _rows(election) for election in Election.objects.prefetch_related(Prefetch("contests", contests))
    )


def election_rows(slug: str) -> ElectionRows | None:
    """Return one election with its results, None if there is no such election."""
    return next((rows for rows in elections_with_results() if rows.election.slug == slug), None)


def _rows(election: Election) -> ElectionRows:
    contests = tuple(election.contests.all())
    return ElectionRows(
        election=election,
        main=next((contest for contest in contests if contest.kind != Contest.Kind.DISTRICTS), None),
        districts=next((contest for contest in contests if contest.kind == Contest.Kind.DISTRICTS), None),
    )


def election_library() -> tuple[ElectionBrief, ...]:
    """Return all elections, newest first."""
    return tuple(brief(rows) for rows in elections_with_results())


def brief(rows: ElectionRows) -> ElectionBrief:
    """Return an election as a line of the library."""
    ranked = [result for result in rows.results if result.votes_count is not None]
    winner = max(ranked, key=lambda result: result.votes_count or 0, default=None)
    return ElectionBrief(
        slug=rows.election.slug,
        names=rows.election.names,
        date=rows.election.date,
        kind=rows.election.kind,
        winner=winner.option.names if winner else None,
        winner_share=result_share(winner, rows) if winner else None,
        turnout_share=turnout_share(rows.main),
        seats_total_count=seats_total_count(rows),
        has_page_of_seats=list_votes(rows) is not None,
    )


def seats_total_count(rows: ElectionRows) -> int | None:
    """Return the seats of the lists and of the districts together, None where a source lacks."""
    counts = [contest.seats_count for contest in (rows.main, rows.districts) if contest]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def turnout_share(contest: Contest | None) -> Fraction | None:
    """Return the announced turnout, else ballots over registered voters where both are known."""
    if contest is None:
        return None
    if contest.turnout_share is not None:
        return Fraction(contest.turnout_share)
    if contest.ballots_count and contest.registered_count:
        return Fraction(contest.ballots_count, contest.registered_count)
    return None


def votes_total_count(rows: ElectionRows) -> int | None:
    """Return the votes for all options: as announced, else their sum where every option has votes."""
    if rows.main is not None and rows.main.votes_count is not None:
        return rows.main.votes_count
    valid = [result for result in rows.results if result.option.kind != Option.Kind.INVALID]
    if not valid or any(result.votes_count is None for result in valid):
        return None
    return sum(result.votes_count or 0 for result in valid)


def result_share(result: OptionResult, rows: ElectionRows) -> Fraction | None:
    """Return the share of one option: exact where the total is known, else as published."""
    total_count = votes_total_count(rows)
    if result.votes_count is not None and total_count and result.option.kind != Option.Kind.INVALID:
        return Fraction(result.votes_count, total_count)
    return None if result.published_share is None else Fraction(result.published_share)


def list_votes(rows: ElectionRows, language: str = "en") -> Votes | None:
    """Return the votes of the lists for a law, None where the votes of a party or the seats are missing.

    The options carry their short names in ``language``, so that the sentences of the steps name them so.
    """
    contest = rows.main
    if contest is None or contest.kind != Contest.Kind.LIST or contest.seats_count is None:
        return None
    parties = [result for result in rows.results if result.option.kind == Option.Kind.PARTY]
    if not parties or any(result.votes_count is None for result in parties):
        return None
    return Votes(
        parties={result.option.short_names.get(language): result.votes_count or 0 for result in parties},
        against_all=_sum_of(rows, Option.Kind.AGAINST_ALL),
        invalid=_sum_of(rows, Option.Kind.INVALID),
        district_seats={
            result.option.short_names.get(language): result.official_seats_count
            for result in rows.district_results
            if result.official_seats_count is not None
        },
    )


def _sum_of(rows: ElectionRows, kind: str) -> int:
    return sum(result.votes_count or 0 for result in rows.results if result.option.kind == kind)


def reference_files() -> tuple[ReferenceFile, ...]:
    """Return what the table in SOURCES.md says about each file of the reference library."""
    text = (REFERENCE_FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    # The first two lines are the header and its rule.
    return tuple(ReferenceFile(*row) for row in cells[2:])
