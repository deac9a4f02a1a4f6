"""Lines that fit without losing a letter, labels that keep their distance, ticks that are round."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dauys.core.figures.metrics import SOFT_HYPHEN, text_width, wrap
from dauys.core.figures.scales import Linear, nice_ticks, spread

WORDS = st.text(alphabet="abc АӘҰ«»-.9" + SOFT_HYPHEN, max_size=60)


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter not in " \u00a0-" + SOFT_HYPHEN)


@given(WORDS, st.floats(20, 300))
def test_wrapping_loses_no_letter_and_fits(text: str, width: float) -> None:
    lines = wrap(text, 10, width)
    assert letters("".join(lines)) == letters(text)
    assert all(text_width(line, 10) <= width or len(line) == 1 for line in lines)


def test_a_word_breaks_at_its_soft_hyphen() -> None:
    assert wrap(f"Акмо{SOFT_HYPHEN}линская", 10, 55) == ("Акмо-", "линская")
    assert wrap(f"Акмо{SOFT_HYPHEN}линская", 10, 200) == ("Акмолинская",)


def test_a_compound_breaks_after_its_hyphen() -> None:
    assert wrap("социал-демократическая", 10, 130) == ("социал-", "демократическая")


def test_a_short_quotation_and_a_short_ending_stay_together() -> None:
    assert wrap("Демократическая партия «Ак жол»", 10, 175) == ("Демократическая партия", "«Ак\u00a0жол»")
    assert wrap("партия: 4", 10, 50) == ("партия:\u00a04",)


def test_bold_is_wider() -> None:
    assert text_width("Дауыс", 10, bold=True) > text_width("Дауыс", 10)


@given(
    st.lists(st.tuples(st.floats(-50, 350), st.floats(5, 40)), max_size=9),
)
def test_spread_labels_do_not_overlap_and_stay_inside_where_they_fit(
    labels: list[tuple[float, float]],
) -> None:
    wanted, heights = [at for at, _ in labels], [height for _, height in labels]
    centres = spread(wanted, heights, 0, 300)
    boxes = sorted((c - h / 2, c + h / 2) for c, h in zip(centres, heights, strict=True))
    assert all(bottom <= top + 1e-6 for (_, bottom), (top, _) in pairwise(boxes))
    if boxes and sum(heights) <= 300:
        assert boxes[0][0] >= -1e-6
        assert boxes[-1][1] <= 300 + 1e-6


@given(st.lists(st.floats(0, 300), max_size=8, unique=True))
def test_spread_labels_keep_their_order(wanted: list[float]) -> None:
    centres = spread(wanted, [20.0] * len(wanted), 0, 400)
    by_wish = sorted(range(len(wanted)), key=lambda at: wanted[at])
    assert [centres[at] for at in by_wish] == sorted(centres)


def test_a_label_alone_stands_where_it_wants() -> None:
    assert spread([100.0], [20.0], 0, 300) == [100.0]


@given(st.floats(-1e4, 1e4), st.floats(0.01, 1e4), st.integers(2, 9))
def test_ticks_lie_inside_and_are_few(low: float, span: float, most_count: int) -> None:
    ticks = nice_ticks(low, low + span, most_count)
    assert len(ticks) <= most_count
    assert all(low - span * 1e-6 - 1e-9 <= tick <= low + span * (1 + 1e-6) + 1e-9 for tick in ticks)


def test_ticks_are_round() -> None:
    assert nice_ticks(0, 0.61, 5) == [0.0, 0.2, 0.4, 0.6]
    assert nice_ticks(3, 3, 5) == [3]


def test_a_scale_without_length_maps_onto_its_start() -> None:
    assert Linear(4, 4, 10, 20)(4) == 10
    assert Linear(0, 10, 100, 0)(2.5) == 75
