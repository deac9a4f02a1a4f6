"""Collect every translatable string of the code and the templates and merge them into the catalogues.

Babel reads Python; Django turns a template into something that Babel can read. No gettext tools are needed.
Strings that left the code leave the catalogues; a changed string comes back untranslated, never guessed.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "dauys"
LOCALE = SOURCE / "locale"
# Each keyword and the positions of its singular and plural (None: the first argument).
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "msg": None,
    "msg_plural": (1, 2),
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def strings() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    """Yield (file, line, msgid or (singular, plural), comments, context) of every translatable string."""
    files = sorted(SOURCE.rglob("*.py")) + sorted(SOURCE.rglob("templates/**/*.html"))
    for path in files:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # Django blanks out the markup but keeps its indentation, which Babel takes for Python's.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        readable = io.BytesIO(text.encode())
        name = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in extract(
            "python", readable, KEYWORDS, ["Translators"], {"encoding": "utf-8"}
        ):
            yield name, line, message, comments, context


def collect() -> Catalog:
    """Return a template catalogue of all strings; file names without line numbers keep the history quiet."""
    catalog = Catalog(project="dauys", fuzzy=False)
    for name, _line, message, comments, context in strings():
        catalog.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    """Return the msgids that still lack a translation (every plural form counts)."""
    missing = []
    for message in catalog:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if not all(forms) or message.fuzzy:
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def merge(language: str, template: Catalog) -> list[str]:
    """Bring the catalogue of ``language`` up to date with ``template``; return what lacks a translation."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        with path.open("rb") as stored:
            catalog = read_po(stored, locale=language)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = Catalog(locale=language, project="dauys", fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    # Compiled or not, an entry must never be guessed.
    with path.open("wb") as written:
        write_po(written, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
    return untranslated(catalog)


def main() -> int:
    """Update all catalogues; list what is missing."""
    settings.configure(USE_I18N=True)
    template = collect()
    for language in ("kk", "ru"):
        missing = merge(language, template)
        print(f"{language}: {len(template) - len(missing)} translated, {len(missing)} missing")
        for msgid in missing:
            print("   ", msgid[:140].replace("\n", " "))
    return 0


if __name__ == "__main__":
    sys.exit(main())
