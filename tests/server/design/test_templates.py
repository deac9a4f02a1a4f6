"""Every template keeps the rules of docs/design.md: words translatable, nothing inline or foreign."""

import re
from pathlib import Path

import pytest

import dauys.server

SERVER = Path(dauys.server.__file__ or "").parent
TEMPLATES = sorted(SERVER.glob("**/templates/**/*.html"))
STATIC = SERVER / "static" / "dauys"

# What reads the same in every language.
SAME_EVERYWHERE = re.compile(r"\b(CSV|JSON|p)\b")


def name_of(path: Path) -> str:
    return path.relative_to(SERVER).as_posix()


def words_outside_translation(source: str) -> list[str]:
    """Return the words of a template that a reader would see and that no catalogue can translate."""
    text = re.sub(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", " ", source, flags=re.DOTALL)
    text = re.sub(r"<(style|script|code|title)\b.*?</\1>", " ", text, flags=re.DOTALL)
    attributes = re.findall(r"(?:aria-label|alt|title|placeholder|data-label[a-z-]*)=\"([^\"{]*)\"", text)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text, flags=re.DOTALL)
    # What is left of an attribute's value after its tags were taken away stands between the brackets, too.
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(r"&[a-z]+;", " ", text)
    text = SAME_EVERYWHERE.sub(" ", text)
    return re.findall(r"[^\W\d_]{2,}", " ".join([text, *attributes]))


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert words_outside_translation(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["<p>Plain words</p>", '<a aria-label="Open it">{% translate "x" %}</a>', "<h1>{{ name }} was here</h1>"],
)
def test_untranslated_words_are_noticed(source: str) -> None:
    assert words_outside_translation(source) != []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_inline_style_and_no_inline_script(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle\s*=|\son[a-z]+\s*=|javascript:|\shx-on", source) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", source) == []
    assert re.findall(r"<style(?![^>]*\bnonce=)[^>]*>", source) == []


@pytest.mark.parametrize(
    "path", [*TEMPLATES, *sorted(STATIC.glob("**/*.css")), *sorted(STATIC.glob("js/*.js"))], ids=name_of
)
def test_nothing_is_loaded_from_another_machine(path: Path) -> None:
    source = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", source) == []
