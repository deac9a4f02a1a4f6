"""The colours of the pages can be read: WCAG 2.2 AA, computed from the stylesheet itself."""

import re
from pathlib import Path

import pytest

import dauys.server
from dauys.core.figures.colour import CSS_TOKENS, contrast_ratio

TOKENS_CSS = Path(dauys.server.__file__ or "").parent / "static" / "dauys" / "css" / "tokens.css"
# Success criterion 1.4.3 for text, 1.4.11 for what carries meaning without being text.
TEXT, SHAPE = 4.5, 3.0

PAIRS = [
    *(
        (ink, paper, TEXT)
        for ink in ("ink", "ink-soft", "ink-faint")
        for paper in ("paper", "paper-raised", "paper-sunk")
    ),
    *(("accent", paper, TEXT) for paper in ("paper", "paper-raised", "paper-sunk", "accent-wash")),
    ("accent-deep", "paper", TEXT),
    ("accent-deep", "accent-wash", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-deep", TEXT),
    ("ink", "accent-wash", TEXT),
    ("ink", "caution-wash", TEXT),
    ("caution", "caution-wash", TEXT),
    ("caution", "paper", TEXT),
    ("ink", "error-wash", TEXT),
    ("error", "paper", SHAPE),
    *(("edge", paper, SHAPE) for paper in ("paper", "paper-raised", "paper-sunk")),
    ("figure-ink", "figure-paper", TEXT),
    ("figure-ink-soft", "figure-paper", TEXT),
    ("figure-ink-soft", "figure-band", TEXT),
    ("figure-line", "figure-paper", SHAPE),
    ("figure-accent", "figure-paper", SHAPE),
    ("figure-before", "figure-paper", SHAPE),
    ("figure-after", "figure-paper", SHAPE),
    *((f"figure-on-seq-{step}", f"figure-seq-{step}", TEXT) for step in range(1, 6)),
]


def blocks() -> dict[str, dict[str, str]]:
    """Return the custom properties of the three blocks of the stylesheet: light, device dark, chosen dark."""
    found = re.findall(r"(:root[^{,]*)\{([^}]*)\}", TOKENS_CSS.read_text(encoding="utf-8"))
    names = {
        ":root": "light",
        ':root:not([data-theme="light"])': "device dark",
        ':root[data-theme="dark"]': "chosen dark",
    }
    return {
        names[selector.strip()]: dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", body))
        for selector, body in found
    }


def test_dark_is_the_same_whether_the_device_or_the_reader_asks_for_it() -> None:
    assert blocks()["device dark"] == blocks()["chosen dark"]


def test_dark_names_every_colour_that_light_names() -> None:
    assert blocks()["light"].keys() == blocks()["chosen dark"].keys()


@pytest.mark.parametrize("theme", ["light", "chosen dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=str)
def test_a_pair_has_the_contrast_that_its_use_needs(theme: str, front: str, back: str, least: float) -> None:
    colours = blocks()[theme]
    assert contrast_ratio(colours[front], colours[back]) >= least


@pytest.mark.parametrize(("theme", "index"), [("light", 0), ("chosen dark", 1)])
def test_the_pages_give_the_figures_the_colours_that_reports_give_them(theme: str, index: int) -> None:
    colours = blocks()[theme]
    assert {name: colours.get(name) for name in CSS_TOKENS} == {
        name: pair[index] for name, pair in CSS_TOKENS.items()
    }
