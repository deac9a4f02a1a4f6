"""The arithmetic that every result protocol must obey, station by station, at tolerance 0."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from dauys.core.stations.fields import CAST
from dauys.core.stations.table import StationTable
from dauys.core.wording import Message, msg

# Stands for the sum of all options in the terms of a relation.
VOTES = "votes"


@dataclass(frozen=True, slots=True)
class Relation:
    """``left`` relates to ``right``: sums of protocol lines.

    A relation is checked where the table has every term that is not in ``optional``; an optional term that
    the table lacks counts as nothing.
    """

    name: str
    title: Message
    left: tuple[str, ...]
    sign: Literal["=", "≤"]
    right: tuple[str, ...]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Identity:
    """One relation checked on a table.

    The residual of a station is left − right; it violates "=" when it is not 0 and "≤" when it is above 0.
    ``max_abs_residual`` and ``sum_residual`` (signed) run over the violating stations. ``formula`` is written
    in the keys of the mapping.
    """

    name: str
    title: Message
    formula: str
    checked: int
    violations: int
    max_abs_residual: int
    sum_residual: int


@dataclass(frozen=True, slots=True)
class NotCheckable:
    """A relation that the table cannot answer, with the fields that it lacks."""

    name: str
    title: Message
    missing: tuple[str, ...]


def _set(*keys: str) -> frozenset[str]:
    return frozenset(keys)


BALLOTS_ACCOUNTED = Relation(
    "ballots_accounted",
    msg("Every ballot received was issued, spoiled, cancelled or lost."),
    ("ballots_received", "unaccounted"),
    "=",
    ("issued", "spoiled", "unused", "lost"),
    _set("unaccounted", "spoiled", "lost"),
)
RELATIONS = (
    BALLOTS_ACCOUNTED,
    Relation(
        "issued_parts",
        msg("Ballots issued are the sum of those issued early, in the room and outside it."),
        ("issued",),
        "=",
        ("issued_early", "issued_room", "issued_home"),
        _set("issued_early", "issued_home"),
    ),
    Relation(
        "signatures_issued",
        msg("As many voters signed as ballots were issued."),
        ("signatures",),
        "=",
        ("issued",),
    ),
    Relation(
        "boxes_parts",
        msg("Ballots in the boxes are the sum of the stationary and the mobile boxes."),
        ("in_boxes",),
        "=",
        ("in_stationary_boxes", "in_mobile_boxes"),
        _set("in_mobile_boxes"),
    ),
    Relation(
        "boxes_counted",
        msg("Ballots in the boxes are the valid and the invalid ones."),
        ("in_boxes",),
        "=",
        ("valid", "invalid"),
    ),
    Relation(
        "certificates_accounted",
        msg("Every absentee certificate received was issued, cancelled or lost."),
        ("certificates_received",),
        "=",
        ("certificates_issued", "certificates_unused", "certificates_lost"),
        _set("certificates_lost"),
    ),
    Relation(
        "stationary_issued",
        msg("The stationary boxes hold no more ballots than were issued in the room."),
        ("in_stationary_boxes",),
        "≤",
        ("issued_room",),
    ),
    Relation(
        "mobile_issued",
        msg("The mobile boxes hold no more ballots than were issued outside the room or early."),
        ("in_mobile_boxes",),
        "≤",
        ("issued_home", "issued_early"),
        _set("issued_early"),
    ),
    Relation(
        "home_applications",
        msg("No more ballots were issued outside the room than voters applied for it."),
        ("issued_home",),
        "≤",
        ("home_applications",),
    ),
    Relation(
        "boxes_issued",
        msg("The boxes hold no more ballots than were issued."),
        ("in_boxes",),
        "≤",
        ("issued",),
    ),
    Relation(
        "boxes_signatures",
        msg("The boxes hold no more ballots than voters signed for."),
        ("in_boxes",),
        "≤",
        ("signatures",),
    ),
    Relation(
        "issued_registered",
        msg("No more ballots were issued than voters are on the lists."),
        ("issued",),
        "≤",
        ("registered", "registered_additional"),
        _set("registered_additional"),
    ),
    Relation(
        "signatures_registered",
        msg("No more voters signed than are on the lists."),
        ("signatures",),
        "≤",
        ("registered", "registered_additional"),
        _set("registered_additional"),
    ),
    Relation(
        "cast_registered",
        msg("No more ballots were cast than voters are on the lists."),
        (CAST,),
        "≤",
        ("registered", "registered_additional"),
        _set("registered_additional"),
    ),
    Relation(
        "certificates_additional",
        msg("No more voters came with a certificate than the additional list has."),
        ("certificates_voted",),
        "≤",
        ("registered_additional",),
    ),
    Relation(
        "certificates_ballots",
        msg("No more voters came with a certificate than ballots were issued."),
        ("certificates_voted",),
        "≤",
        ("issued",),
    ),
)
VOTES_VALID = Relation(
    "votes_valid",
    msg("The votes for all options add up to the valid ballots."),
    (VOTES, "against_all"),
    "=",
    ("valid",),
    _set("against_all"),
)
VOTES_BOXES = Relation(
    "votes_boxes",
    msg("The votes for all options add up to the ballots in the boxes."),
    (VOTES, "against_all"),
    "=",
    ("in_boxes",),
    _set("against_all"),
)
SOME_VOTES_VALID = Relation(
    "some_votes_valid",
    msg("The votes for the options in the table are no more than the valid ballots."),
    (VOTES, "against_all"),
    "≤",
    ("valid",),
    _set("against_all"),
)
SOME_VOTES_CAST = Relation(
    "some_votes_cast",
    msg("The votes for the options in the table are no more than the ballots cast."),
    (VOTES, "against_all"),
    "≤",
    (CAST,),
    _set("against_all"),
)

Terms: TypeAlias = tuple[str, ...]


def relations_of(table: StationTable) -> list[Relation]:
    """Return all relations in question for ``table``: one of those on votes, and those on the other lines."""
    match table.mapping.options_add_up_to:
        case "valid":
            votes = VOTES_VALID
        case "in_boxes":
            votes = VOTES_BOXES
        case "nothing":
            votes = SOME_VOTES_VALID if "valid" in table.fields else SOME_VOTES_CAST
    return [*RELATIONS, votes]


def missing_terms(relation: Relation, table: StationTable) -> Terms:
    """Return the terms that ``relation`` needs and ``table`` lacks."""
    present = {VOTES, *table.fields, *((CAST,) if table.cast_from else ())}
    return tuple(
        term
        for term in (*relation.left, *relation.right)
        if term not in present and term not in relation.optional
    )


def is_trivial(relation: Relation, table: StationTable) -> bool:
    """Tell whether the relation holds by construction: a total that was summed here from the same parts."""
    left = relation.left[0]
    return (relation.name in {"issued_parts", "boxes_parts"} and left in table.derived) or (
        # Where ballots cast were taken from the line on the other side, the relation says the same twice.
        CAST in relation.left and table.cast_from in {("issued",), ("signatures",)}
    )


def kept_terms(terms: Terms, table: StationTable) -> Terms:
    """Return the terms that the table has."""
    return tuple(term for term in terms if term in (VOTES, CAST) or term in table.fields)


def term_sum(terms: Terms, table: StationTable) -> pl.Expr:
    """Return the sum of terms as an expression, null where one of them is."""
    columns = [
        column
        for term in kept_terms(terms, table)
        for column in (table.options if term == VOTES else (term,))
    ]
    return pl.sum_horizontal(columns, ignore_nulls=False)


def formula(relation: Relation, table: StationTable) -> str:
    """Return the relation as it was checked, in the keys of the mapping."""
    left, right = (" + ".join(kept_terms(terms, table)) for terms in (relation.left, relation.right))
    return f"{left} {relation.sign} {right}"


def residuals(table: StationTable) -> pl.DataFrame:
    """Return left − right of every checkable relation: Int64, a row a station, null where a figure lacks."""
    return table.frame.select(
        (term_sum(relation.left, table) - term_sum(relation.right, table)).alias(relation.name)
        for relation in checkable_relations(table)
    )


def checkable_relations(table: StationTable) -> list[Relation]:
    """Return the relations that the table can answer, in order."""
    return [
        relation
        for relation in relations_of(table)
        if not missing_terms(relation, table) and not is_trivial(relation, table)
    ]


def not_checkable(table: StationTable) -> list[NotCheckable]:
    """Return the relations that the table cannot answer."""
    return [
        NotCheckable(relation.name, relation.title, missing)
        for relation in relations_of(table)
        if (missing := missing_terms(relation, table))
    ]


def violating(residual: pl.Series, relation: Relation) -> pl.Series:
    """Tell for each station whether it violates ``relation``; a missing residual does not."""
    return ((residual != 0) if relation.sign == "=" else (residual > 0)).fill_null(value=False)


def check_identities(table: StationTable, residual_frame: pl.DataFrame) -> list[Identity]:
    """Return what every checkable relation finds; ``residual_frame`` comes from `residuals`."""
    found = []
    for relation in checkable_relations(table):
        residual = residual_frame[relation.name]
        wrong = residual.filter(violating(residual, relation))
        found.append(
            Identity(
                name=relation.name,
                title=relation.title,
                formula=formula(relation, table),
                checked=residual.len() - residual.null_count(),
                violations=wrong.len(),
                max_abs_residual=int(wrong.abs().to_numpy().max(initial=0)),
                sum_residual=int(wrong.sum()),
            )
        )
    return found
