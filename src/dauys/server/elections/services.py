"""Writes of elections."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

import dauys
from dauys.server.elections import reference
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
    ReferenceLoad,
    RegistrationCount,
    SourceClaim,
    TurnoutReport,
    WinnersCount,
)
from dauys.server.places.rows import TableWriter
from dauys.server.places.services import load_places

REFERENCE_FOLDER = Path(dauys.__file__).parent / "reference" / "kz"
# In the order in which rows may refer to one another: model, natural key, reader, files.
TABLES: tuple[tuple[type[Model], tuple[str, ...], Callable[..., Iterable[Model]], str], ...] = (
    (
        OptionResult,
        ("contest", "option"),
        reference.results,
        f"{reference.RESULTS}, {reference.COUNCIL_RESULTS}",
    ),
    (District, ("election", "number"), reference.districts, reference.DISTRICTS),
    (WinnersCount, ("election", "claimed_by"), reference.winners_counts, reference.WINNERS),
    (TurnoutReport, ("election", "place", "clock"), reference.turnout_reports, reference.TURNOUT),
    (
        RegistrationCount,
        ("election", "level", "stage"),
        reference.registration_counts,
        reference.REGISTRATION,
    ),
    (PublishedError, ("case", "where"), reference.published_errors, reference.PUBLISHED_ERRORS),
    (SourceClaim, ("article", "claim"), reference.source_claims, reference.CLAIMS),
    (ExitPollResult, ("election", "pollster", "option"), reference.exit_polls, reference.EXIT_POLLS),
    (
        IndependentCount,
        ("contest", "where", "metric", "option"),
        reference.independent_counts,
        reference.INDEPENDENT_COUNTS,
    ),
    (
        ObservationMission,
        ("election", "organisation", "measure", "value"),
        reference.missions,
        reference.MISSIONS,
    ),
    (
        ContextIndicator,
        ("publisher", "name", "edition", "year"),
        reference.indicators,
        reference.INDICATORS,
    ),
)
# Places are written in five steps, then options, elections and contests.
STEPS_COUNT = 8 + len(TABLES)


def reference_digest(folder: Path) -> str:
    """Return the SHA-256 of all tables and boundaries in ``folder``."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".csv", ".geojson"}:
            digest.update(path.name.encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load_reference(
    *, folder: Path = REFERENCE_FOLDER, progress: Callable[[str], None] = lambda _table: None
) -> ReferenceLoad:
    """Make the tables hold exactly what the files in ``folder`` say; all of it, or on an error nothing.

    Loading the same files again changes nothing; rows that stood before keep their primary keys.

    Parameters
    ----------
    progress : callable
        Called with the name of a table when it is written, `STEPS_COUNT` times.

    Raises
    ------
    InputProblem
        For a file, row or field that cannot be used.
    """
    digest = reference_digest(folder)
    writer = TableWriter(progress)
    with transaction.atomic():
        known = reference.Known(places=load_places(folder=folder, writer=writer))
        options = writer.write(Option, reference.options(folder), key=("key",), file=reference.OPTIONS)
        known.options.update((option.key, option) for option in options)
        elections = writer.write(
            Election, reference.elections(folder), key=("slug",), file=reference.ELECTIONS
        )
        known.elections.update((election.slug, election) for election in elections)
        contests = reference.contests(folder, known)
        for contest in writer.write(Contest, contests, key=("key",), file=reference.CONTESTS):
            known.contests[contest.key] = contest
        for model, key, read, file in TABLES:
            writer.write(model, read(folder, known), key=key, file=file)
        writer.remove_others()
        loaded, _created = ReferenceLoad.objects.update_or_create(
            digest=digest, defaults={"loaded_at": timezone.now(), "rows_counts": writer.rows_counts}
        )
        ReferenceLoad.objects.exclude(pk=loaded.pk).delete()
    return loaded
