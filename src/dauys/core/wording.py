"""Sentences with numbers in them, kept apart from the language in which they are read.

The core returns a `Message`; a door (command line, page, report) renders it in the reader's language.
One catalogue serves the core and the pages: ``src/dauys/locale/<language>/LC_MESSAGES/django.po``.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeAlias

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

LANGUAGES = ("kk", "ru", "en")
LOCALE_DIR = Path(__file__).parents[1] / "locale"
# Django insists on this name for the catalogue that its templates read; the core shares it.
DOMAIN = "django"


@dataclass(frozen=True, slots=True)
class Number:
    """A number printed with a fixed count of decimals."""

    value: int | float | Fraction
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Percent:
    """A share between 0 and 1, printed as a percentage."""

    share: int | float | Fraction
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class Names:
    """The name of a place, party or law in each language; these come from data, not from the catalogue."""

    en: str
    kk: str
    ru: str

    def get(self, language: str) -> str:
        """Return the name in ``language`` (one of `LANGUAGES`)."""
        return {"en": self.en, "kk": self.kk, "ru": self.ru}[language]


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: ``msgid`` is English with ``{name}`` places, ``values`` fills them.

    With ``plural`` the value called ``count`` chooses the form.
    """

    msgid: str
    values: Mapping[str, "Value"] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        return render(self, "en")


Value: TypeAlias = "str | int | Number | Percent | Names | date | Message | None"


def msg(msgid: str, /, **values: Value) -> Message:
    """Mark ``msgid`` for translation and bind its values."""
    return Message(msgid, values)


def msg_plural(singular: str, plural: str, /, *, count: int, **values: Value) -> Message:
    """Mark a sentence whose form depends on ``count`` (also usable as ``{count}``)."""
    return Message(singular, {"count": count, **values}, plural)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the compiled catalogue of ``language``.

    Raises
    ------
    LookupError
        For a language not in `LANGUAGES`, or whose catalogue was not compiled (``make messages``).
    """
    if language not in LANGUAGES:
        text = f"no such language: {language!r}; expected one of {', '.join(LANGUAGES)}"
        raise LookupError(text)
    if language == "en":
        # English is the language of the msgids themselves.
        return gettext.NullTranslations()
    try:
        return gettext.translation(DOMAIN, LOCALE_DIR, [language])
    except FileNotFoundError as error:
        text = f"the catalogue of {language!r} is not compiled: run `make messages`"
        raise LookupError(text) from error


def render(message: Message, language: str) -> str:
    """Return ``message`` as text in ``language``, its numbers written as that language writes them."""
    texts = catalogue(language)
    if message.plural is None:
        template = texts.gettext(message.msgid)
    else:
        count = message.values["count"]
        if not isinstance(count, int):
            raise TypeError("the value called 'count' chooses the plural form and must be an integer")
        template = texts.ngettext(message.msgid, message.plural, count)
    return template.format_map(
        {name: _render_value(value, language) for name, value in message.values.items()}
    )


def format_number(value: int | float | Fraction, language: str, decimals: int = 0) -> str:
    """Return ``value`` with the digit groups and decimal sign of ``language``."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(
        value if isinstance(value, int) else float(value), format=pattern, locale=Locale.parse(language)
    )


def format_share(share: int | float | Fraction, language: str, decimals: int = 2) -> str:
    """Return ``share`` (0 to 1) as a percentage in the manner of ``language``."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + ("%" if language == "en" else " %")
    return format_percent(float(share), format=pattern, locale=Locale.parse(language))


def _render_value(value: Value, language: str) -> str:
    match value:
        case None:
            return "–"
        case Message():
            return render(value, language)
        case Names():
            return value.get(language)
        case Percent():
            return format_share(value.share, language, value.decimals)
        case Number():
            return format_number(value.value, language, value.decimals)
        case date():
            return format_date(value, format="long", locale=Locale.parse(language))
        case int():
            return format_number(value, language)
        case str():
            return value
