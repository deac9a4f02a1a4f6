"""Colours of the figures: tokens that the page defines, and data colours made readable on it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# WCAG 2.2, success criterion 1.4.11: graphical objects against what lies beside them.
GRAPHICS_CONTRAST = 3.0

# Name → (light, dark). The page's stylesheet defines each as a custom property, so that a figure follows
# the reader's theme without being drawn again.
CSS_TOKENS: Mapping[str, tuple[str, str]] = {
    "figure-paper": ("#fbf9f4", "#17141b"),
    "figure-ink": ("#1c1820", "#f0ebe3"),
    "figure-ink-soft": ("#4f4856", "#c5bdca"),
    "figure-line": ("#857c8a", "#857c8d"),
    "figure-grid": ("#e6e0d6", "#2f2a35"),
    "figure-muted": ("#b5ada8", "#615969"),
    "figure-band": ("#f1ede4", "#241f2a"),
    "figure-accent": ("#7a1f5c", "#f0a6d2"),
    "figure-before": ("#857c8a", "#a298aa"),
    "figure-after": ("#7a1f5c", "#f0a6d2"),
    # A sequential scale in one hue from pale to deep, even steps of lightness, safe for colour-blind readers.
    "figure-seq-1": ("#f0dfe8", "#33202d"),
    "figure-seq-2": ("#dcb3cb", "#552f48"),
    "figure-seq-3": ("#be7fa6", "#83496f"),
    "figure-seq-4": ("#964a7c", "#ba78a4"),
    "figure-seq-5": ("#66194c", "#f0b6d9"),
    "figure-no-data": ("#f1ede4", "#201c26"),
    # What is written on a step of the scale.
    "figure-on-seq-1": ("#1c1820", "#f0ebe3"),
    "figure-on-seq-2": ("#1c1820", "#f0ebe3"),
    "figure-on-seq-3": ("#1c1820", "#ffffff"),
    "figure-on-seq-4": ("#ffffff", "#100e13"),
    "figure-on-seq-5": ("#ffffff", "#100e13"),
}
SEQUENCE_STEPS = 5

_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)(?:, *(#[0-9a-f]{6}))?\)")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Theme:
    """Fixed colours for places that know no custom properties: PDF, notebook, PNG."""

    name: str
    colours: Mapping[str, str]

    @property
    def paper(self) -> str:
        """Return the background on which the figure stands."""
        return self.colours["figure-paper"]


LIGHT = Theme("light", {name: pair[0] for name, pair in CSS_TOKENS.items()})
DARK = Theme("dark", {name: pair[1] for name, pair in CSS_TOKENS.items()})


def token(name: str) -> str:
    """Return the reference to the custom property ``name``, which must be one of `CSS_TOKENS`."""
    return f"var(--{name})" if name in CSS_TOKENS else _unknown(name)


def _unknown(name: str) -> str:
    text = f"no such colour of the figures: {name!r}"
    raise KeyError(text)


PAPER = token("figure-paper")
INK = token("figure-ink")
SOFT = token("figure-ink-soft")
LINE = token("figure-line")
GRID = token("figure-grid")
MUTED = token("figure-muted")
BAND = token("figure-band")
ACCENT = token("figure-accent")
BEFORE = token("figure-before")
AFTER = token("figure-after")
NO_DATA = token("figure-no-data")


def step_fill(step: int) -> str:
    """Return the colour of class ``step`` of the sequential scale, counted from 0."""
    return token(f"figure-seq-{step + 1}")


def step_text(step: int) -> str:
    """Return the colour of text that stands on class ``step`` of the sequential scale."""
    return token(f"figure-on-seq-{step + 1}")


def relative_luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` between 0 and 1 (WCAG 2.2, definition of that name)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=512)
def contrast_adjusted(colour: str, background: str, minimum: float = GRAPHICS_CONTRAST) -> str:
    """Return ``colour``, mixed with black or white just far enough to stand out from ``background``.

    Parameters
    ----------
    colour, background : str
        ``#rrggbb``.
    minimum : float
        The contrast ratio to reach; a ratio that neither black nor white reaches yields the better of them.

    Raises
    ------
    ValueError
        For a colour that is not ``#rrggbb``.
    """
    for each in (colour, background):
        if not _HEX.fullmatch(each):
            text = f"not a colour of the form #rrggbb: {each!r}"
            raise ValueError(text)
    if contrast_ratio(colour, background) >= minimum:
        return colour.lower()
    pole = max(("#000000", "#ffffff"), key=lambda extreme: contrast_ratio(extreme, background))
    for step in range(1, 65):
        mixed = _mix(colour, pole, step / 64)
        if contrast_ratio(mixed, background) >= minimum:
            return mixed
    return pole


def _mix(first: str, second: str, second_share: float) -> str:
    pairs = ((int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * second_share):02x}" for a, b in pairs)


def data_colour(key: str, colour: str) -> str:
    """Return the reference by which a figure draws the data colour of ``key`` (a party, a pollster).

    The page may define the property (see `data_tokens`); where it does not, the fallback is a middle tone
    that stands out from light paper and from dark.
    """
    middle = contrast_adjusted(contrast_adjusted(colour, LIGHT.paper), DARK.paper)
    return f"var(--{data_token(key)}, {middle})"


def data_token(key: str) -> str:
    """Return the custom property for the data colour of ``key``: plain letters, digits, hyphens."""
    plain = "".join(
        letter
        if letter in "abcdefghijklmnopqrstuvwxyz0123456789"
        else "-"
        if letter in " -_"
        else f"x{ord(letter):x}"
        for letter in key.lower()
    )
    return f"party-{plain}"


def data_tokens(colours: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return custom properties for data colours in the form of `CSS_TOKENS`, each readable on its background.

    Parameters
    ----------
    colours : Mapping of str to str
        Key of the party → ``#rrggbb``.
    """
    return {
        data_token(key): (
            contrast_adjusted(colour, LIGHT.paper),
            contrast_adjusted(colour, DARK.paper),
        )
        for key, colour in colours.items()
    }


def resolved(svg: str, theme: Theme) -> str:
    """Return ``svg`` with every custom property replaced by a fixed colour of ``theme``.

    Data colours are adjusted to the theme's paper.

    Raises
    ------
    KeyError
        When the picture uses a token that the theme does not define.
    """

    def fixed(match: re.Match[str]) -> str:
        name, fallback = match.groups()
        if fallback is not None:
            return contrast_adjusted(fallback, theme.paper)
        return theme.colours[name]

    return _VARIABLE.sub(fixed, svg)
