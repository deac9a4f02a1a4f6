"""Sources as they stand in the reference tables, split into what can be followed and what cannot."""

import re
from urllib.parse import urlsplit

from dauys.core.wording import Message, Value
from dauys.server.elections.page import Source

_ADDRESS = re.compile(r"https?://\S+")


def split_sources(text: str) -> tuple[Source, ...]:
    """Return the sources that ``text`` names between semicolons; only http(s) addresses become links."""
    return tuple(_source(part.strip()) for part in text.split(";") if part.strip())


def _source(part: str) -> Source:
    match = _ADDRESS.search(part)
    if match is None:
        return Source(part, None)
    # An ellipsis marks an address that was too long to keep: it can be named but not followed.
    url = match.group() if "…" not in match.group() and "..." not in match.group() else None
    host = urlsplit(match.group()).hostname or match.group()
    words = " ".join((part[: match.start()] + part[match.end() :]).split())
    site = host.removeprefix("www.")
    return Source(f"{site} {words}".strip(), url)


def as_message(value: Value) -> Message:
    """Return a message that says just ``value``: a name or text from data, which nobody translates."""
    return Message("{value}", {"value": value})
