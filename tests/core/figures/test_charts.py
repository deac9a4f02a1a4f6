"""What single figures must get right."""

import re
from datetime import time
from fractions import Fraction

import pytest

from dauys.core.figures.canvas import NARROW, WIDE
from dauys.core.figures.competition import competition_change
from dauys.core.figures.context import context_indicators
from dauys.core.figures.digits import digit_repair, exchanged_places
from dauys.core.figures.districts import district_winners
from dauys.core.figures.elections import election_comparison
from dauys.core.figures.exit_polls import difference_points, exit_polls
from dauys.core.figures.figure import Figure
from dauys.core.figures.maps import class_edges, region_map, tile_map
from dauys.core.figures.registration import registration_funnel
from dauys.core.figures.remainders import remainder_ladder
from dauys.core.figures.results import result_bars
from dauys.core.figures.roundness import _DOT, _dodged, near_count, roundness_strips
from dauys.core.figures.turnout import turnout_clock
from dauys.core.figures.types import (
    PollComparison,
    PollReading,
    RegionValue,
    RegistrationContest,
    RegistrationOutcome,
    RemainderRung,
    RoundnessPoint,
    RoundnessRow,
    TurnoutLine,
    TurnoutPoint,
    VoteBar,
)
from dauys.core.wording import Message, Names, msg

HOSTILE = '<script>alert("1")</script>&amp;\x00\ud800'
NASTY = Names(HOSTILE, HOSTILE, HOSTILE)
NAMES = Names("A", "Ә", "А")


def texts(svg: str) -> list[str]:
    """Return every line of the picture, its unbreakable spaces as plain ones."""
    return [words.replace("\u00a0", " ") for words in re.findall(r"<text [^>]*>([^<]*)</text>", svg)]


# --- any input -----------------------------------------------------------------------------------


def empty_figures(source: Message) -> list[Figure]:
    line = TurnoutLine("kz", NAMES, ())
    return [
        result_bars([], source=source, threshold_share=Fraction(1, 20)),
        remainder_ladder([], quota_votes=Fraction(1), source=source),
        turnout_clock(line, [], source=source),
        turnout_clock(line, [line], source=source),
        region_map([], (), source=source),
        tile_map([], source=source),
        registration_funnel([], source=source),
        election_comparison([], source=source),
        competition_change([], before_label=msg("a"), after_label=msg("b"), source=source),
        roundness_strips([], grid_share=0.001, near_votes=5, source=source, caveat=msg("c")),
        context_indicators([], source=source),
        district_winners([], [], party_key="p", party_names=NAMES, party_colour="#336699", source=source),
        exit_polls([], source=source),
    ]


def test_nothing_to_show_is_no_error(source: Message) -> None:
    for figure in empty_figures(source):
        for layout in (WIDE, NARROW):
            assert figure.svg("en", layout).startswith("<svg")
        assert str(figure.title)


def test_names_cannot_break_out_of_the_picture(source: Message) -> None:
    figures = [
        result_bars([VoteBar(HOSTILE, NASTY, "#336699", 5, Fraction(1))], source=source),
        remainder_ladder(
            [RemainderRung(HOSTILE, NASTY, "#336699", 5, Fraction(5, 2), 2, 1)],
            quota_votes=Fraction(2),
            source=source,
        ),
        tile_map([RegionValue(HOSTILE, NASTY, NASTY, 0, 0, 0.5)], source=source),
        exit_polls(
            [PollComparison(HOSTILE, NASTY, "#336699", 0.5, (PollReading(HOSTILE, 0.4),))], source=source
        ),
    ]
    for figure in figures:
        for svg in (figure.svg("en", WIDE), figure.svg("en", NARROW, titled=True)):
            assert "<script" not in svg
            assert "\x00" not in svg
            assert "\ud800" not in svg
            svg.encode()


# --- single figures --------------------------------------------------------------------------------


def test_a_list_below_the_threshold_has_its_number_beyond_the_line(figures: dict[str, Figure]) -> None:
    svg = figures["result-bars"].svg("en", WIDE)
    line_x = float(re.findall(r'<line x1="([\d.]+)"[^>]*stroke="var\(--figure-accent\)"', svg)[0])
    baitaq = re.search(r'<text x="([\d.]+)"[^>]*>2\.30%</text>', svg)
    assert baitaq
    assert float(baitaq[1]) > line_x


def test_votes_against_all_are_hatched(figures: dict[str, Figure]) -> None:
    svg = figures["result-bars"].svg("en", WIDE)
    assert len(re.findall(r'<rect [^>]*fill="url\(#result-bars-wide-en-hatch-against\)"', svg)) == 1


def test_exactly_the_threshold_counts_as_reached(source: Message) -> None:
    bars = [
        VoteBar("a", NAMES, "#336699", 95, Fraction(95, 100)),
        VoteBar("b", NAMES, "#993366", 5, Fraction(5, 100)),
    ]
    assert "2 of 2 lists" in str(result_bars(bars, threshold_share=Fraction(1, 20), source=source).title)


def test_the_seats_run_out_below_the_last_remainder_served(figures: dict[str, Figure]) -> None:
    words = texts(figures["remainder-ladder"].svg("en", WIDE))
    end = words.index("here the seats run out")
    assert sum(word.startswith("+1 → ") for word in words[:end]) == 2
    assert not any(word.startswith("+1 → ") for word in words[end:])
    assert sum(word.startswith("stays at") for word in words[end:]) == 4
    assert [row["key"] for row in figures["remainder-ladder"].data][:2] == ["nsdp", "amanat"]


def test_a_tie_for_the_last_seat_is_said(source: Message) -> None:
    rungs = [
        RemainderRung(key, NAMES, "#336699", 150, Fraction(3, 2), 1, 0, is_tied=True) for key in ("a", "b")
    ]
    svg = remainder_ladder(rungs, quota_votes=Fraction(100), source=source).svg("en", WIDE)
    assert texts(svg).count("tied for the last seat") == 2


def test_odd_turnouts_are_numbered_and_told(figures: dict[str, Figure]) -> None:
    words = texts(figures["turnout-clock"].svg("en", WIDE))
    # The number stands beside the mark and before the sentence.
    assert words.count("1") == words.count("2") == 2
    assert any("Turkistan Region, 18:10, 41.07%" in word for word in words)


def test_regions_are_sorted_by_final_turnout(source: Message) -> None:
    lines = [
        TurnoutLine(key, NAMES, (TurnoutPoint(time(10), 0.1), TurnoutPoint(time(20), share)))
        for key, share in (("low", 0.2), ("high", 0.9), ("middle", 0.5))
    ]
    figure = turnout_clock(lines[0], lines, source=source)
    assert list(dict.fromkeys(row["key"] for row in figure.data)) == ["low", "high", "middle"]
    assert "highest: A, 90.00%" in str(figure.title)


def test_classes_are_of_equal_round_width() -> None:
    def value(share: float) -> RegionValue:
        return RegionValue(str(share), NAMES, NAMES, 0, 0, share)

    assert class_edges([value(0.258), value(0.672)]) == [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    assert class_edges([value(0.5)]) == [0.5, 0.51]
    assert class_edges([value(0.0), value(1.0)])[0] == 0
    assert class_edges([]) == []


def test_a_higher_value_has_a_deeper_class(source: Message) -> None:
    values = [
        RegionValue(str(at), NAMES, NAMES, at, 0, share) for at, share in enumerate((0.25, 0.35, 0.49, 0.5))
    ]
    svg = tile_map(values, source=source).svg("en", WIDE)
    # 20 to 60 % in steps of ten: four classes, the last of them the deepest of the scale.
    fills = re.findall(r'fill="var\(--figure-seq-(\d)\)"[^>]*data-region="(\d)"', svg)
    assert [int(step) for step, _ in sorted(fills, key=lambda fill: fill[1])] == [2, 3, 4, 5]


def test_an_unknown_region_is_said_to_have_no_data(source: Message) -> None:
    values = [
        RegionValue("a", NAMES, NAMES, 0, 0, 0.5),
        RegionValue("b", NAMES, NAMES, 1, 0, None),
    ]
    svg = tile_map(values, source=source).svg("en", WIDE)
    assert "no data" in texts(svg)
    assert "–" in texts(svg)
    assert 'fill="var(--figure-no-data)"' in svg


def test_a_tile_holds_its_words(figures: dict[str, Figure]) -> None:
    for language in ("kk", "ru", "en"):
        svg = figures["tile-map"].svg(language, NARROW)
        tiles = re.findall(
            r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"[^>]*data-region', svg
        )
        assert len(tiles) == 20
        for x, y, size in re.findall(r'<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*middle', svg):
            assert any(
                float(left) <= float(x) <= float(left) + float(width)
                and float(top) <= float(y) - float(size) * 0.72 + 0.5
                and float(y) <= float(top) + float(height)
                for left, top, width, height in tiles
            ), (language, x, y)


def test_every_region_is_on_the_map_once(figures: dict[str, Figure]) -> None:
    for layout in (WIDE, NARROW):
        regions = re.findall(r'data-region="(\d+)"', figures["region-map"].svg("en", layout))
        assert len(regions) == len(set(regions)) == 20


def test_candidates_without_a_published_outcome_are_shown(source: Message) -> None:
    contest = RegistrationContest("a", msg("a contest"), 10, (RegistrationOutcome("registered", 7),))
    figure = registration_funnel([contest], source=source)
    assert any("no published outcome: 3" in word for word in texts(figure.svg("en", WIDE)))
    assert [row["candidates_count"] for row in figure.data] == [10, 7, 3]


def test_votes_that_the_data_leave_open_are_shown(figures: dict[str, Figure]) -> None:
    words = texts(figures["election-comparison"].svg("en", WIDE))
    assert "not in the data: 11.6%" in words
    assert "Threshold 5%" in words


def test_the_digits_that_were_exchanged() -> None:
    assert exchanged_places(3341510, 3431510) == (1, 2)
    assert exchanged_places(206000, 206206) is None
    assert exchanged_places(12, 123) is None
    assert exchanged_places(1234, 4231) == (0, 3)


def test_a_number_with_a_digit_too_few_can_be_shown(source: Message) -> None:
    svg = digit_repair(809, 8009, label=msg("Turnout"), source=source).svg("en", WIDE)
    assert [word for word in texts(svg) if word.isdigit()] == ["8", "0", "9", "8", "0", "0", "9"]


def test_polls_are_compared_in_percentage_points() -> None:
    comparison = PollComparison(
        "a", NAMES, "#336699", Fraction(539, 1000), (PollReading("x", Fraction(5346, 10000)),)
    )
    assert difference_points(comparison, 0) == pytest.approx(-0.44)


def test_near_totals_are_counted_on_both_sides() -> None:
    row = RoundnessRow(
        "e",
        NAMES,
        3000,
        tuple(RoundnessPoint(str(at), NAMES, at) for at in (-900.0, -5.0, -4.9, 0.0, 5.0, 5.1)),
    )
    assert near_count(row, 5) == 4


def test_dots_that_would_overlap_stand_apart() -> None:
    placed = _dodged([10.0, 11.0, 12.0, 12.5, 60.0])
    assert [x for x, _ in placed] == [10.0, 11.0, 12.0, 12.5, 60.0]
    assert placed[-1] == (60.0, 0)
    assert len({level for _, level in placed[:4]}) == 4
    assert all(
        abs(x - other_x) >= 2 * _DOT or level != other_level
        for at, (x, level) in enumerate(placed)
        for other_x, other_level in placed[at + 1 :]
    )


def test_districts_nobody_names_a_winner_for_are_not_guessed(figures: dict[str, Figure]) -> None:
    svg = figures["district-winners"].svg("en", NARROW)
    tiles = re.findall(r'data-nomination="(\w+)"', svg)
    assert len(tiles) == 29
    assert tiles.count("unknown") == 20
    assert {"22 + 7", "23 + 6"} <= set(texts(svg))
