"""What stands on the page of an election, against the published figures."""

from fractions import Fraction

import pytest

from dauys.core.problems import InputProblem
from dauys.core.wording import render
from dauys.server.elections import selectors
from dauys.server.elections.page import ElectionPage
from dauys.server.elections.panels.assembly import election_page
from dauys.server.elections.panels.seats import check_law_reference, law_choices, seats_panel
from dauys.server.elections.sources import split_sources

pytestmark = pytest.mark.django_db(databases="__all__")


def page_of(slug: str, language: str = "en") -> ElectionPage:
    """Return the page of an election."""
    rows = selectors.election_rows(slug)
    assert rows is not None
    return election_page(rows, language)


# Seats as announced, from the sources in results_national.csv and maslikhat_2023_lists.csv.
OFFICIAL = {
    "majilis-2012": [83, 8, 7],
    "majilis-2016": [84, 7, 7],
    "majilis-2021": [76, 12, 10],
    "majilis-2023": [40, 8, 6, 6, 5, 4],
    "maslikhat-2023-astana": [12, 3, 1, 1],
    "maslikhat-2023-almaty": [12, 3, 3, 2, 1],
    "maslikhat-2023-kostanay": [9, 3, 2, 1, 1],
}


@pytest.mark.parametrize(("slug", "seats"), OFFICIAL.items())
def test_law_of_the_day_gives_the_announced_seats(slug: str, seats: list[int]) -> None:
    panel = page_of(slug).seats
    assert panel is not None
    assert [row.seats_count for row in panel.rows if row.seats_count] == seats
    assert all(row.difference_count == 0 for row in panel.rows)


def test_highest_averages_move_one_seat_of_2023() -> None:
    rows = selectors.election_rows("majilis-2023")
    assert rows is not None
    panel = seats_panel(rows, "kz/majilis-2023:formula=dhondt", "en")
    assert panel is not None
    assert [row.seats_count for row in panel.rows] == [41, 8, 6, 6, 5, 3, 0]
    assert str(panel.summary) == "Under this law 1 of 69 list seats would go to another party."
    assert panel.ladder is None
    assert panel.houses is not None


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_offered_law_can_be_applied(language: str) -> None:
    for rows in selectors.elections_with_results():
        if selectors.list_votes(rows) is None:
            continue
        for choice in law_choices(rows, ""):
            panel = seats_panel(rows, choice.law_id, language)
            assert panel is not None
            assert panel.hemicycle.svg.startswith("<svg")


def test_steps_name_parties_in_the_reader_s_language() -> None:
    panel = page_of("majilis-2023", "ru").seats
    assert panel is not None
    words = " ".join(render(step.text, "ru") for step in panel.steps)
    assert "Ауыл" in words
    assert "Auyl" not in words
    assert all(step.status in {"sourced", "computed", "unverified"} for step in panel.steps)


def test_both_counts_of_the_district_winners_are_shown() -> None:
    districts = page_of("majilis-2023").districts
    assert districts is not None
    counts = {(count.ruling_party_count, count.others_count) for count in districts.counts}
    assert counts == {(22, 7), (23, 6)}
    assert all(count.sources for count in districts.counts)
    assert len(districts.rows) == 29


def test_both_turnouts_are_shown_with_what_they_count() -> None:
    result = page_of("majilis-2023").result
    assert result is not None
    assert [turnout.share for turnout in result.turnouts] == [
        Fraction(5421, 10_000),
        Fraction(6_366_441, 12_035_578),
    ]


def test_turnout_by_the_clock_and_its_check() -> None:
    turnout = page_of("majilis-2023").turnout
    assert turnout is not None
    assert (turnout.country.shares[0], turnout.country.shares[-1]) == (
        Fraction(1421, 10_000),
        Fraction(5419, 10_000),
    )
    assert len(turnout.rows) == 20
    assert turnout.lowest.names.en == "Almaty city"
    found = " ".join(str(finding.text) for finding in turnout.findings)
    assert "Turkistan Region: cumulative turnout falls from 49.14% at 16:10 to 41.07% at 18:10." in found


def test_findings_of_2023_and_silence_on_2012() -> None:
    names = {finding.name for finding in page_of("majilis-2023").findings}
    assert {"totals-too-round", "digit-repair"} <= names
    assert "totals-too-round" not in {finding.name for finding in page_of("majilis-2012").findings}
    assert all(str(finding.caveat) for finding in page_of("majilis-2023").findings)


def test_no_finding_accuses() -> None:
    page = page_of("majilis-2023")
    clock = page.turnout.findings if page.turnout else ()
    words = " ".join(
        f"{finding.title} {finding.text} {finding.caveat}" for finding in (*page.findings, *clock)
    )
    assert "fraud" not in words.lower()
    assert "falsif" not in words.lower()


def test_competition_before_and_after_the_reform() -> None:
    rows = {row.slug: row for row in page_of("majilis-2023").competition}
    assert rows["majilis-2023"].candidates_per_district_seat == 15
    assert rows["majilis-2023"].after_reform
    assert not rows["majilis-2021"].after_reform
    # 1 / sum of squared shares of the seven lists: computed by hand from the announced votes.
    assert rows["majilis-2023"].effective_parties_votes == pytest.approx(2.844, abs=0.001)


def test_parties_are_followed_through_their_names() -> None:
    comparison = page_of("majilis-2023").comparison
    assert comparison is not None
    row = next(row for row in comparison.rows if row.party == "amanat")
    assert [cell.seats_count for cell in row.cells] == [7, 98, 83, 84, 76, 40]
    assert row.names.en == "Amanat"


def test_what_no_source_gives_is_none_and_not_zero() -> None:
    result = page_of("majilis-2004").result
    assert result is not None
    bloc = next(row for row in result.options if row.option == "aist")
    assert bloc.votes_count is None
    districts = page_of("majilis-2023").districts
    assert districts is not None
    assert {row.voters_count for row in districts.rows if row.number == 8} == {None}


def test_every_download_has_rows() -> None:
    page = page_of("majilis-2023")
    assert {download.dataset for download in page.downloads} >= {
        "results",
        "seats",
        "steps",
        "districts",
        "turnout",
        "findings",
        "registration",
        "competition",
        "comparison",
        "indicators",
    }
    assert all(download.rows_count for download in page.downloads)


@pytest.mark.parametrize("text", ["/etc/passwd", "law.toml", "kz/../x", "kz/majilis-2023:seats", ""])
def test_law_reference_is_never_a_path(text: str) -> None:
    with pytest.raises(InputProblem):
        check_law_reference(text)


def test_sources_are_split_and_only_web_addresses_are_links() -> None:
    sources = split_sources(
        "https://www.vlast.kz/a ; javascript:alert(1); English mirror (x); https://a.kz/...b"
    )
    assert [(source.text, source.url) for source in sources] == [
        ("vlast.kz", "https://www.vlast.kz/a"),
        ("javascript:alert(1)", None),
        ("English mirror (x)", None),
        ("a.kz", None),
    ]
