"""Colours stand out from what lies beside them, in both themes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.figures.colour import (
    CSS_TOKENS,
    DARK,
    LIGHT,
    SEQUENCE_STEPS,
    Theme,
    contrast_adjusted,
    contrast_ratio,
    data_colour,
    data_token,
    data_tokens,
    relative_luminance,
    resolved,
    token,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def test_contrast_of_black_on_white_is_21_to_1() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    # WCAG's own example of a grey that just passes 4.5 : 1 on white.
    assert contrast_ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@given(COLOURS, COLOURS)
def test_an_adjusted_colour_reaches_the_ratio(colour: str, background: str) -> None:
    # Black or white reaches at least 4.58 : 1 on any background, so 3 : 1 can always be had.
    assert contrast_ratio(contrast_adjusted(colour, background), background) >= 3


@given(COLOURS)
def test_a_colour_that_stands_out_already_is_kept(colour: str) -> None:
    if contrast_ratio(colour, LIGHT.paper) >= 3:
        assert contrast_adjusted(colour, LIGHT.paper) == colour


@given(COLOURS)
def test_a_data_colour_can_be_seen_where_the_page_defines_none(colour: str) -> None:
    fallback = data_colour("some-party", colour)[-8:-1]
    assert contrast_ratio(fallback, LIGHT.paper) >= 3
    assert contrast_ratio(fallback, DARK.paper) >= 3


@pytest.mark.parametrize("colour", ["red", "#abc", "#12345g", "", "#123456;}"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        contrast_adjusted(colour, "#ffffff")


@BOTH
def test_text_can_be_read(theme: Theme) -> None:
    for text in ("figure-ink", "figure-ink-soft", "figure-accent"):
        for ground in ("figure-paper", "figure-band", "figure-no-data"):
            assert contrast_ratio(theme.colours[text], theme.colours[ground]) >= 4.5, (text, ground)
    # The label of a bar of nominated candidates stands on the muted tone.
    assert contrast_ratio(theme.colours["figure-ink"], theme.colours["figure-muted"]) >= 4.5
    for step in range(1, SEQUENCE_STEPS + 1):
        pair = theme.colours[f"figure-on-seq-{step}"], theme.colours[f"figure-seq-{step}"]
        assert contrast_ratio(*pair) >= 4.5, step


@BOTH
def test_marks_can_be_seen(theme: Theme) -> None:
    for mark in ("figure-accent", "figure-before", "figure-after", "figure-line", "figure-ink"):
        assert contrast_ratio(theme.colours[mark], theme.paper) >= 3, mark


@BOTH
def test_the_steps_of_the_scale_go_one_way(theme: Theme) -> None:
    steps = [relative_luminance(theme.colours[f"figure-seq-{step}"]) for step in range(1, SEQUENCE_STEPS + 1)]
    assert steps in (sorted(steps), sorted(steps, reverse=True))


@given(st.text(max_size=12))
def test_the_name_of_a_property_is_plain_whatever_the_key(key: str) -> None:
    assert re.fullmatch(r"party-[a-z0-9-]*", data_token(key))


def test_keys_that_differ_only_in_signs_keep_their_own_property() -> None:
    assert data_token("ak.zhol") != data_token("ak,zhol")


def test_data_tokens_come_for_both_themes() -> None:
    light, dark = data_tokens({"amanat": "#ffff00"})["party-amanat"]
    assert contrast_ratio(light, LIGHT.paper) >= 3
    assert dark == "#ffff00"


def test_fixing_the_colours_of_a_theme() -> None:
    svg = f'<g fill="{token("figure-ink")}" stroke="{data_colour("amanat", "#00abc8")}"/>'
    fixed = resolved(svg, DARK)
    assert CSS_TOKENS["figure-ink"][1] in fixed
    assert "var(" not in fixed


def test_a_token_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(KeyError):
        token("figure-nonsense")
    with pytest.raises(KeyError):
        resolved('fill="var(--figure-nonsense)"', LIGHT)
