"""Template filters and tags: values of the core, written as the reader's language writes them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from dauys.core.figures.colour import data_colour, data_tokens
from dauys.core.wording import Message, Value, format_number, format_share, render

register = template.Library()

# What stands where no source gives a figure: never zero, never an empty cell.
NOT_KNOWN = "–"
# So many letters of a language's name are shown; who listens hears the whole name.
SHOWN_LETTERS = 3


class Drawing(Protocol):
    """A picture in two layouts, both safe markup made by `dauys.core.figures`."""

    @property
    def svg(self) -> str:
        """The layout for a wide window."""

    @property
    def narrow_svg(self) -> str:
        """The layout for a phone."""


class Coloured(Protocol):
    """A row with a data colour: its key in the figures, and ``#rrggbb``."""

    @property
    def option(self) -> str:
        """The key under which the figures draw it."""

    @property
    def colour(self) -> str:
        """``#rrggbb``."""


class Table(Protocol):
    """A table that a page offers to download."""

    @property
    def dataset(self) -> str:
        """Its name in the address."""


class PageWithDownloads(Protocol):
    """A page that offers tables."""

    @property
    def slug(self) -> str:
        """Its name in the address."""

    @property
    def downloads(self) -> Sequence[Table]:
        """The tables behind it."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The address of the page being read in one language."""

    code: str
    name: str
    short_name: str
    address: str
    is_current: bool


def reading_language() -> str:
    """Return the language of the page (one of `settings.LANGUAGES`)."""
    return get_language() or settings.LANGUAGE_CODE


@register.filter
def say(value: Value) -> str:
    """Write a message, name, number, share, date or word in the language of the page."""
    return render(Message("{value}", {"value": value}), reading_language())


@register.filter
def number(value: int | float | Fraction | None, decimals: int = 0) -> str:
    """Write a number with the digit groups of the language; a dash where it is not known."""
    return NOT_KNOWN if value is None else format_number(value, reading_language(), decimals)


@register.filter
def plain_number(value: Fraction | None) -> str:
    """Write a figure as it was published: whole numbers without decimals, others with at most two."""
    if value is None:
        return NOT_KNOWN
    decimals = next(places for places in (0, 1, 2) if places == 2 or (value * 10**places).denominator == 1)
    return format_number(value, reading_language(), decimals)


@register.filter
def share(value: int | float | Fraction | None, decimals: int = 2) -> str:
    """Write a share (0 to 1) as a percentage; a dash where it is not known."""
    return NOT_KNOWN if value is None else format_share(value, reading_language(), decimals)


@register.filter
def signed(value: int | float | Fraction | None, decimals: int = 0) -> str:
    """Write a difference with its sign, zero without one; a dash where it is not known."""
    if value is None:
        return NOT_KNOWN
    written = format_number(value if value > 0 else -value, reading_language(), decimals)
    if not any(digit in "123456789" for digit in written):
        return written
    return ("+" if value > 0 else "−") + written


@register.filter
def points(value: int | float | Fraction | None, decimals: int = 2) -> str:
    """Write a difference of two shares in percentage points, with its sign."""
    return signed(None if value is None else value * 100, decimals)


@register.filter
def p_value(value: float | None) -> str:
    """Write a p-value with three decimals; smaller ones as a bound, for their digits mean nothing."""
    if value is None:
        return NOT_KNOWN
    language = reading_language()
    return "< " + format_number(0.001, language, 3) if value < 0.001 else format_number(value, language, 3)


@register.filter
def clock(moment: datetime, zone: str) -> str:
    """Write the time of day of an aware ``moment`` in the named time zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """Return the entry of ``mapping`` under ``key``, None where there is none."""
    return mapping.get(key)


@register.simple_tag
def drawn(drawing: Drawing) -> SafeString:
    """Return both layouts of a drawing; the stylesheet shows the one that fits its place."""
    return mark_safe(drawing.svg + drawing.narrow_svg)  # noqa: S308 - markup that core.figures escaped


@register.simple_tag
def swatch(key: str, colour: str) -> SafeString:
    """Draw the dot that ties a name in a table to its colour in the figures."""
    return format_html(
        '<svg class="swatch" viewBox="0 0 10 10" aria-hidden="true" focusable="false">'
        '<circle cx="5" cy="5" r="5" fill="{}"/></svg>',
        data_colour(key, colour),
    )


@register.simple_tag
def bar(length_share: float | Fraction | None, key: str = "", colour: str = "") -> SafeString:
    """Draw a share (0 to 1) as a bar beside its number; nothing where the share is not known."""
    if length_share is None:
        return mark_safe("")
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="10" fill="{}"/></svg>',
        f"{min(max(float(length_share), 0.0), 1.0) * 100:.2f}",
        data_colour(key, colour) if colour else "currentColor",
    )


@register.simple_tag
def data_colours(*groups: Sequence[Coloured]) -> SafeString:
    """Return CSS that gives the colours of ``groups`` in light and dark, each readable on its paper."""
    colours = {row.option: row.colour for group in groups for row in group}
    tokens = data_tokens(colours)
    light, dark = (
        "".join(f"--{name}:{pair[theme]};" for name, pair in sorted(tokens.items())) for theme in (0, 1)
    )
    return mark_safe(  # noqa: S308 - names and colours passed the checks of core.figures.colour
        f":root{{{light}}}"
        f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
        f'@media screen{{:root[data-theme="dark"]{{{dark}}}}}'
    )


@register.inclusion_tag("components/data_links.html")
def data_links(page: PageWithDownloads, dataset: str) -> dict[str, str | bool]:
    """Link the table behind a section as CSV and JSON; nothing where the page has no such table."""
    exists = any(download.dataset == dataset for download in page.downloads)
    return {"slug": page.slug, "dataset": dataset, "exists": exists}


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """Return the page being read in every language, its query kept, so that switching loses nothing."""
    request = context.get("request")
    address = request.get_full_path() if isinstance(request, HttpRequest) else "/"
    codes = [code for code, _name in settings.LANGUAGES]
    rest = re.sub(rf"^/({'|'.join(codes)})(?=/|$)", "", address)
    if rest == address:
        # An address outside the languages has no counterpart: lead to the front page.
        rest = "/"
    return [
        LanguageLink(code, name, name[:SHOWN_LETTERS], f"/{code}{rest}", code == reading_language())
        for code, name in settings.LANGUAGES
    ]
