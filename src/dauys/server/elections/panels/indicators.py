"""Context indicators as published, each dated and named in the reader's language."""

from dauys.core.wording import Message, msg
from dauys.server.elections.models import ContextIndicator, Election
from dauys.server.elections.page import IndicatorRow
from dauys.server.elections.sources import as_message, split_sources


def indicator_label(name: str) -> Message:
    """Return the name of an indicator for the reader."""
    labels = {
        "Clean elections index": msg("Clean elections index"),
        "Corruption Perceptions Index, score": msg("Corruption Perceptions Index, score"),
        "Democracy Index, electoral process and pluralism": msg(
            "Democracy Index, electoral process and pluralism"
        ),
        "Democracy Index, overall score": msg("Democracy Index, overall score"),
        "Electoral democracy index": msg("Electoral democracy index"),
        "Freedom in the World, civil liberties rating": msg("Freedom in the World, civil liberties rating"),
        "Freedom in the World, civil liberties score": msg("Freedom in the World, civil liberties score"),
        "Freedom in the World, electoral process score": msg("Freedom in the World, electoral process score"),
        "Freedom in the World, political rights rating": msg("Freedom in the World, political rights rating"),
        "Freedom in the World, political rights score": msg("Freedom in the World, political rights score"),
        "Freedom in the World, total score": msg("Freedom in the World, total score"),
        "Freedom on the Net, score": msg("Freedom on the Net, score"),
        "Liberal democracy index": msg("Liberal democracy index"),
        "Nations in Transit, democracy score": msg("Nations in Transit, democracy score"),
        "Nationwide internet shutdown, days": msg("Nationwide internet shutdown, days"),
        "Transformation Index, democracy status": msg("Transformation Index, democracy status"),
        "World Press Freedom Index, rank": msg("World Press Freedom Index, rank"),
        "World Press Freedom Index, score until 2021": msg("World Press Freedom Index, score until 2021"),
    }
    return labels.get(name, as_message(name))


def indicator_rows(election: Election) -> tuple[IndicatorRow, ...]:
    """Return, for each indicator, the last value that covers a year before the election and the first after.

    The year of the election itself counts as after: its value was formed with the election in view.
    """
    rows: list[IndicatorRow] = []
    by_name: dict[tuple[str, str], list[ContextIndicator]] = {}
    for indicator in ContextIndicator.objects.all():
        by_name.setdefault((indicator.publisher, indicator.name), []).append(indicator)
    for series in by_name.values():
        before = [value for value in series if value.year < election.date.year]
        after = [value for value in series if value.year >= election.date.year]
        rows += [_row(value) for value in (*before[-1:], *after[:1])]
    return tuple(rows)


def _row(value: ContextIndicator) -> IndicatorRow:
    return IndicatorRow(
        names=indicator_label(value.name),
        year=value.year,
        value=value.value,
        scale=value.scale,
        category=value.category,
        publisher=value.publisher,
        sources=split_sources(value.source),
    )
