"""Where turnout was high and low, and how it grew over the day."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from dauys.core.figures.maps import region_map, tile_map
from dauys.core.figures.shapes import RegionShape, shapes_from_geojson
from dauys.core.figures.turnout import turnout_clock
from dauys.core.figures.types import RegionValue, TurnoutLine, TurnoutPoint
from dauys.core.wording import Message, Names, msg
from dauys.server.elections.models import Election, TurnoutReport
from dauys.server.elections.page import FindingRow, TurnoutPanel, TurnoutRow
from dauys.server.elections.panels.drawings import drawing
from dauys.server.elections.services import REFERENCE_FOLDER
from dauys.server.elections.sources import as_message, split_sources
from dauys.server.places.models import Place, PlaceElectorate
from dauys.server.places.rows import read_rows
from dauys.server.places.services import COUNTRY_KATO

# The boundaries that are shipped; reports by an older division cannot be drawn on them.
MAP_REGION_SYSTEM = 2022
TILE_COLUMNS = ("kato", "column", "row", "short_kk", "short_ru", "short_en")


@cache
def region_shapes() -> tuple[RegionShape, ...]:
    """Return the boundaries of the regions, ready for drawing."""
    document = json.loads((REFERENCE_FOLDER / "regions.geojson").read_text(encoding="utf-8"))
    return shapes_from_geojson(document, key_property="kato")


def turnout_panel(election: Election, findings: tuple[FindingRow, ...], language: str) -> TurnoutPanel | None:
    """Return the turnout by place and clock; None where no series of the shipped boundaries was published."""
    reports = [
        report
        for report in election.turnout_reports.select_related("place")
        if report.reported_at is not None and report.region_system == MAP_REGION_SYSTEM
    ]
    times = sorted({report.reported_at for report in reports if report.reported_at is not None})
    by_place: dict[str, dict[datetime, TurnoutReport]] = {}
    places: dict[str, Place] = {}
    for report in reports:
        places[report.place.kato] = report.place
        if report.reported_at is not None:
            by_place.setdefault(report.place.kato, {})[report.reported_at] = report
    if COUNTRY_KATO not in by_place or len(by_place) < 2:
        return None
    electorates = {
        electorate.place_id: electorate
        for electorate in PlaceElectorate.objects.filter(year=election.date.year)
    }
    rows = {kato: _row(places[kato], by_place[kato], times, electorates) for kato in sorted(by_place)}
    country = rows.pop(COUNTRY_KATO)
    finals = [row for row in rows.values() if row.shares[-1] is not None]
    ordered = sorted(finals, key=lambda row: row.shares[-1] or Fraction(0), reverse=True)
    zone = reports[0].zone
    source = as_message(", ".join(_sites(reports)))
    values = _values(list(rows.values()))
    clock_lines = [_line(row, times, zone) for row in rows.values()]
    return TurnoutPanel(
        times=tuple(times),
        zone=zone,
        country=country,
        rows=tuple(ordered),
        highest=ordered[0],
        lowest=ordered[-1],
        map=drawing(
            region_map(values, region_shapes(), source=source, name="turnout-map"), "turnout", language
        ),
        tiles=drawing(tile_map(values, source=source, name="turnout-tiles"), "turnout", language),
        clock=drawing(
            turnout_clock(_line(country, times, zone), clock_lines, source=source), "turnout", language
        ),
        findings=findings,
        voters_note=_voters_note(list(rows.values())),
    )


def _row(
    place: Place,
    reports: dict[datetime, TurnoutReport],
    times: Sequence[datetime],
    electorates: dict[int, PlaceElectorate],
) -> TurnoutRow:
    electorate = electorates.get(place.pk)
    return TurnoutRow(
        kato=place.kato,
        names=place.names,
        shares=tuple(Fraction(reports[at].turnout_share) if at in reports else None for at in times),
        flags=tuple(reports[at].flag if at in reports else "" for at in times),
        sources=tuple(split_sources(reports[at].source) if at in reports else () for at in times),
        voters_count=electorate.voters_count if electorate else None,
        voters_status=electorate.status if electorate else "",
    )


def _line(row: TurnoutRow, times: Sequence[datetime], zone: str) -> TurnoutLine:
    points = [
        TurnoutPoint(at.astimezone(ZoneInfo(zone)).time(), share, as_message(flag) if flag else None)
        for at, share, flag in zip(times, row.shares, row.flags, strict=True)
        if share is not None
    ]
    return TurnoutLine(row.kato, row.names, tuple(points))


@dataclass(frozen=True, slots=True)
class Tile:
    """A region's place on the map of equal tiles, and a name that fits there."""

    kato: str
    short_names: Names
    column: int
    row: int


@cache
def tiles() -> tuple[Tile, ...]:
    """Return the tiles of the regions."""
    return tuple(
        Tile(
            kato=row.required("kato"),
            short_names=Names(
                en=row.required("short_en"), kk=row.required("short_kk"), ru=row.required("short_ru")
            ),
            column=row.count("column"),
            row=row.count("row"),
        )
        for row in read_rows(REFERENCE_FOLDER, "region_tiles.csv", TILE_COLUMNS)
    )


def _values(rows: Sequence[TurnoutRow]) -> list[RegionValue]:
    shares = {row.kato: row for row in rows}
    return [
        RegionValue(
            key=tile.kato,
            names=shares[tile.kato].names,
            short_names=tile.short_names,
            column=tile.column,
            row=tile.row,
            value_share=shares[tile.kato].shares[-1],
        )
        for tile in tiles()
        if tile.kato in shares
    ]


def _sites(reports: Sequence[TurnoutReport]) -> list[str]:
    texts = {source.text for report in reports for source in split_sources(report.source)}
    return sorted(texts)


def _voters_note(rows: Sequence[TurnoutRow]) -> Message:
    estimated = sum(row.voters_status == "estimate" for row in rows)
    return msg(
        "The numbers of registered voters by region were not published in one table. For {estimated} of "
        "{all} regions the number shown is an estimate from the population; no test uses it as a fact.",
        estimated=estimated,
        all=len(rows),
    )
