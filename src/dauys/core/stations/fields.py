"""The lines of a result protocol: the canonical columns of a polling-station table."""

from dataclasses import dataclass

from dauys.core.wording import Message, msg


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the protocol, a whole number; ``key`` names it in mapping files, JSON and frames."""

    key: str
    label: Message


FIELDS = (
    Field("registered", msg("voters on the list")),
    Field("registered_additional", msg("voters on the additional list")),
    Field("ballots_received", msg("ballots received by the commission")),
    Field("unaccounted", msg("ballots not counted on receipt")),
    Field("issued", msg("ballots issued")),
    Field("issued_early", msg("ballots issued before election day")),
    Field("issued_room", msg("ballots issued in the polling station")),
    Field("issued_home", msg("ballots issued outside the polling station")),
    Field("home_applications", msg("applications to vote at home")),
    Field("signatures", msg("voters who signed for a ballot")),
    Field("spoiled", msg("ballots spoiled and replaced")),
    Field("unused", msg("ballots unused and cancelled")),
    Field("lost", msg("ballots lost")),
    Field("in_boxes", msg("ballots in the boxes")),
    Field("in_stationary_boxes", msg("ballots in the stationary boxes")),
    Field("in_mobile_boxes", msg("ballots in the mobile boxes")),
    Field("valid", msg("valid ballots")),
    Field("invalid", msg("invalid ballots")),
    Field("against_all", msg("votes against all")),
    Field("certificates_received", msg("absentee certificates received")),
    Field("certificates_issued", msg("absentee certificates issued at the station")),
    Field("certificates_issued_above", msg("absentee certificates issued by the territorial commission")),
    Field("certificates_unused", msg("absentee certificates unused and cancelled")),
    Field("certificates_lost", msg("absentee certificates lost")),
    Field("certificates_voted", msg("voters with an absentee certificate")),
)
FIELD_BY_KEY = {line.key: line for line in FIELDS}

# A total that the table lacks is the sum of those of its parts that the table has.
PARTS = {
    "issued": ("issued_early", "issued_room", "issued_home"),
    "in_boxes": ("in_stationary_boxes", "in_mobile_boxes"),
}
# A total follows from its parts only where this part is known.
MAIN_PART = {"issued": "issued_room", "in_boxes": "in_stationary_boxes"}

ROW = "row"
STATION = "station"
# Ballots cast, taken from the best line that the table has; see `StationTable.cast_from`.
CAST = "cast"
CAST_LABEL = msg("ballots cast")


def place_column(level: int) -> str:
    """Return the name of the frame's column for ``level`` of the place path, counted from 1."""
    return f"place_{level}"


def is_reserved(name: str) -> bool:
    """Tell whether ``name`` belongs to a canonical column, so that no option may bear it."""
    return name in FIELD_BY_KEY or name in {ROW, STATION, CAST, "place"} or name.startswith("place_")
