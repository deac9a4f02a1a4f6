"""Writes of places."""

from collections.abc import Mapping
from pathlib import Path

from dauys.core.wording import Names
from dauys.server.places.models import Place, PlaceElectorate, PlacePopulation
from dauys.server.places.rows import Row, TableWriter, read_rows

COUNTRY_KATO = "KZ"
COUNTRY_NAMES = Names(en="Kazakhstan", kk="Қазақстан", ru="Казахстан")

REGION_FILE = "regions.csv"
REGION_COLUMNS = (
    *("kato", "iso_3166_2", "name_en", "name_kk", "name_ru", "kind", "centre", "centre_lat", "centre_lon"),
    *("area_km2", "population_2022", "population_2023", "voters_2023", "voters_status", "voters_source"),
)
DISTRICT_FILE = "rayons.csv"
DISTRICT_COLUMNS = ("kato", "region_kato", "name_en", "name_kk", "name_ru", "lat", "lon", "area_km2")

POPULATION_SOURCE = "Bureau of National Statistics, https://stat.gov.kz"
ELECTORATE_STATUSES = {
    "official": ("official", ""),
    "official_1jan2023": ("official", "as of 1 January 2023"),
    "secondary": ("secondary", ""),
    "derived": ("derived", ""),
    "estimate": ("estimate", ""),
}


def load_places(*, folder: Path, writer: TableWriter) -> dict[str, Place]:
    """Write the places, people and voters that the files in ``folder`` name; return the places by code.

    Raises
    ------
    InputProblem
        For a file, row or field that cannot be used.
    """
    regions = list(read_rows(folder, REGION_FILE, REGION_COLUMNS))
    places = _load_tree(regions, list(read_rows(folder, DISTRICT_FILE, DISTRICT_COLUMNS)), writer)
    populations = [
        PlacePopulation(
            place=row.choice("kato", places),
            year=year,
            persons_count=row.count(f"population_{year}"),
            source=POPULATION_SOURCE,
        )
        for row in regions
        for year in (2022, 2023)
    ]
    writer.write(PlacePopulation, populations, key=("place", "year"), file=REGION_FILE)
    electorates = [_electorate(row, places) for row in regions]
    writer.write(PlaceElectorate, electorates, key=("place", "year"), file=REGION_FILE)
    return places


def _load_tree(regions: list[Row], districts: list[Row], writer: TableWriter) -> dict[str, Place]:
    """Write country, regions and districts; parents first, because a child refers to its parent's key."""
    country = Place(
        kato=COUNTRY_KATO,
        kind=Place.Kind.COUNTRY,
        name_en=COUNTRY_NAMES.en,
        name_kk=COUNTRY_NAMES.kk,
        name_ru=COUNTRY_NAMES.ru,
    )
    writer.write(Place, [country], key=("kato",), file=REGION_FILE)
    kinds = {"region": Place.Kind.REGION, "city": Place.Kind.CITY}
    upper = [_place(row, country, row.choice("kind", kinds)) for row in regions]
    by_kato = {place.kato: place for place in writer.write(Place, upper, key=("kato",), file=REGION_FILE)}
    lower = [_place(row, row.choice("region_kato", by_kato), Place.Kind.DISTRICT) for row in districts]
    writer.write(Place, lower, key=("kato",), file=DISTRICT_FILE)
    return {place.kato: place for place in (country, *upper, *lower)}


def _place(row: Row, parent: Place, kind: str) -> Place:
    region = "centre" in row.fields
    latitude = row.number_or_none("centre_lat" if region else "lat")
    longitude = row.number_or_none("centre_lon" if region else "lon")
    area = row.number_or_none("area_km2")
    return Place(
        kato=row.required("kato"),
        kind=kind,
        parent=parent,
        iso_3166_2=row.text("iso_3166_2") if region else "",
        name_en=row.required("name_en"),
        name_kk=row.required("name_kk"),
        name_ru=row.required("name_ru"),
        centre_name=row.text("centre") if region else "",
        centre_latitude_degrees=None if latitude is None else float(latitude),
        centre_longitude_degrees=None if longitude is None else float(longitude),
        area_km2=None if area is None else float(area),
    )


def _electorate(row: Row, places: Mapping[str, Place]) -> PlaceElectorate:
    status, note = row.choice("voters_status", ELECTORATE_STATUSES)
    return PlaceElectorate(
        place=row.choice("kato", places),
        year=2023,
        voters_count=row.count("voters_2023"),
        status=status,
        note=note,
        source=row.required("voters_source"),
    )
