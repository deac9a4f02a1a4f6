"""Loading the reference data: again changes nothing, a wrong row changes nothing either."""

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from dauys.core.problems import InputProblem
from dauys.server.elections.models import Contest, Election, OptionResult, ReferenceLoad, TurnoutReport
from dauys.server.elections.services import REFERENCE_FOLDER, STEPS_COUNT, load_reference
from dauys.server.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may spoil."""
    copy = tmp_path / "kz"
    shutil.copytree(REFERENCE_FOLDER, copy)
    return copy


def contents() -> dict[str, list[tuple[object, ...]]]:
    """Return every row that loading writes, primary keys included."""
    models = (Place, Election, Contest, OptionResult, TurnoutReport)
    return {model.__name__: list(model.objects.order_by("pk").values_list()) for model in models}


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace one text in a file, which must contain it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_loading_again_changes_nothing() -> None:
    before = contents()
    load = load_reference()
    assert contents() == before
    assert ReferenceLoad.objects.get() == load


def test_progress_is_told_for_every_step() -> None:
    steps: list[str] = []
    load_reference(progress=steps.append)
    assert len(steps) == STEPS_COUNT


def test_totals_of_2023_are_loaded() -> None:
    contest = Contest.objects.get(key="majilis_2023")
    assert (contest.registered_count, contest.votes_count) == (12_035_578, 6_366_441)
    votes = OptionResult.objects.filter(contest=contest).values_list("votes_count", flat=True)
    assert sum(count or 0 for count in votes) == 6_366_441


def test_times_are_kept_in_utc() -> None:
    report = TurnoutReport.objects.get(election__slug="majilis-2023", place__kato="KZ", clock="22:10")
    # In March 2023 the capital was six hours ahead; since 2024 it is five.
    assert report.reported_at is not None
    assert report.reported_at.isoformat() == "2023-03-19T16:10:00+00:00"


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("results_national.csv", ",3431510,", ",-3431510,", "votes"),
        ("results_national.csv", ",3431510,", ",3431510.5,", "votes"),
        ("results_national.csv", ",53.9,", ",153.9,", "pct"),
        ("results_national.csv", ",Amanat,party,", ",Amanatt,party,", "option"),
        ("results_national.csv", ",Amanat,party,", ",Amanat,candidate,", "option_type"),
        ("elections.csv", "2023-03-19,parliament", "2023-03-39,parliament", "date"),
        ("elections.csv", ",parliament,", ",parliment,", "kind"),
        ("options.csv", "#0b8ba8", "red;}", "colour"),
        ("turnout_series.csv", ",10:10,", ",10.10,", "time_astana"),
        ("regions.csv", ",611888,", ",many,", "population_2022"),
        ("rayons.csv", "101000000,100000000", "101000000,999999999", "region_kato"),
        ("observation_missions.csv", "OSCE/ODIHR", "", "organisation"),
    ],
)
def test_wrong_row_is_named_and_nothing_is_loaded(
    folder: Path, file: str, old: str, new: str, field: str
) -> None:
    before = contents()
    replace_in(folder / file, old, new)
    # Another change, valid and earlier in the order of loading, must not remain either.
    replace_in(folder / "regions.csv", "Abai Region", "Abai Region changed")
    with pytest.raises(InputProblem) as caught:
        load_reference(folder=folder)
    assert (caught.value.file, caught.value.field) == (file, field)
    assert caught.value.row is not None
    assert caught.value.row > 1
    assert contents() == before


def test_row_that_stands_twice_is_refused(folder: Path) -> None:
    text = (folder / "elections.csv").read_text(encoding="utf-8")
    (folder / "elections.csv").write_text(text + text.splitlines(keepends=True)[1], encoding="utf-8")
    with pytest.raises(InputProblem, match="occurs twice"):
        load_reference(folder=folder)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "UTF-8"),
        (lambda path: path.write_text("", encoding="utf-8"), "lacks the column"),
        (lambda path: path.write_text("slug,date\nx,2020-01-01\n", encoding="utf-8"), "lacks the column"),
        (
            lambda path: path.write_text(path.read_text("utf-8") + "a,b\n", encoding="utf-8"),
            "more or fewer fields",
        ),
    ],
)
def test_unusable_file_is_named(folder: Path, spoil: "object", sentence: str) -> None:
    assert callable(spoil)
    spoil(folder / "elections.csv")
    with pytest.raises(InputProblem, match=sentence) as caught:
        load_reference(folder=folder)
    assert caught.value.file == "elections.csv"


def test_changed_row_keeps_its_key_and_a_removed_one_goes(folder: Path) -> None:
    key = Election.objects.get(slug="majilis-2023").pk
    replace_in(folder / "elections.csv", "Majilis election 2023", "Snap Majilis election 2023")
    missions = (folder / "observation_missions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "observation_missions.csv").write_text("".join(missions[:-1]), encoding="utf-8")
    before = ReferenceLoad.objects.get().digest
    load = load_reference(folder=folder)
    assert Election.objects.get(slug="majilis-2023").pk == key
    assert Election.objects.get(slug="majilis-2023").name_en == "Snap Majilis election 2023"
    assert load.rows_counts["elections.observationmission"] == len(missions) - 2
    assert load.digest != before


def test_place_that_left_the_files_goes_with_its_districts(folder: Path) -> None:
    rows = (folder / "rayons.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "rayons.csv").write_text("".join(rows[:-1]), encoding="utf-8")
    gone = rows[-1].split(",")[0]
    assert Place.objects.filter(kato=gone).exists()
    load_reference(folder=folder)
    assert not Place.objects.filter(kato=gone).exists()


def test_database_itself_refuses_a_fact_without_a_source() -> None:
    contest = Contest.objects.get(key="majilis_2023")
    contest.source = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        contest.save(update_fields=["source"])


def test_database_itself_refuses_a_share_above_one() -> None:
    contest = Contest.objects.get(key="majilis_2023")
    contest.turnout_share = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        contest.save(update_fields=["turnout_share"])
