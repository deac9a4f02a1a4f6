"""No reader meets a sentence that was not translated into their language."""

import runpy
import string
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
COUNTERS = {"{count}", "%(count)s", "%(counter)s"}
collect: dict[str, Any] = runpy.run_path(str(ROOT / "translation" / "collect.py"))


def stored(language: str) -> Any:
    path = ROOT / "src" / "dauys" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as catalogue:
        return read_po(catalogue, locale=language)


@pytest.fixture(scope="module")
def template() -> Any:
    return collect["collect"]()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_string_of_the_product_is_in_the_catalogue(language: str, template: Any) -> None:
    catalogue = stored(language)
    absent = [
        message.id
        for message in template
        if message.id and catalogue.get(message.id, message.context) is None
    ]
    assert not absent, "run `make messages`, then translate"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_string_is_translated(language: str) -> None:
    assert collect["untranslated"](stored(language)) == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_translation_uses_the_same_values_as_the_original(language: str) -> None:
    wrong = []
    for message in stored(language):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = set().union(*(values_of(text) for text in originals))
        # A singular may say less than its plural, and any form may write its number as a word.
        needed = set.intersection(*(values_of(text) for text in originals)) - COUNTERS
        for text in translations:
            surplus = values_of(text) - allowed
            lost = needed - values_of(text)
            if message.id and (surplus or lost):
                wrong.append((originals[0], surplus, lost))
    assert not wrong


def values_of(text: str) -> set[str]:
    """Return the placeholders of a text: {brace} ones of the core, %(percent)s ones of the pages."""
    percent = {"%(" + part.split(")")[0] + ")s" for part in text.split("%(")[1:]}
    if percent:
        return percent
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:
        # Braces that are no format: a sentence that quotes code.
        return set()
    return {"{" + name + "}" for name in fields}
