"""Proposing a mapping: from the names of the columns in six languages, and from what sums to what."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from dauys.core.problems import InputProblem
from dauys.core.stations.fields import FIELD_BY_KEY, STATION, is_reserved
from dauys.core.stations.identities import Identity, check_identities, checkable_relations, residuals
from dauys.core.stations.mapping import AddUpTo, ColumnMapping
from dauys.core.stations.names import (
    CODE_PATTERN,
    OTHER_PATTERN,
    PLACE_PATTERN,
    STATION_PATTERN,
    TYPE_PATTERN,
    field_of_name,
    plain,
    speaks_of,
)
from dauys.core.stations.reading import RawTable
from dauys.core.stations.table import is_no_figure, table_from_raw, whole_numbers
from dauys.core.wording import Message, Percent, msg, render

# Rows that the search for sums looks at; spread evenly over the table.
SAMPLE_ROWS = 2000
# A sum is believed when it holds in this share of the sampled rows that are not all zero.
SUM_SHARE = 0.95
FEW_ROWS = 100
FEW_SLACK = 0.1
# Beyond this many columns the search through all pairs of boxes takes too long.
PAIRED_COLUMNS_MAXIMUM = 60
# A field is confirmed by an equation that holds in this share of all stations, doubted below the other.
CONFIRMED_SHARE = 0.95
DOUBTED_SHARE = 0.5
# Fewer options than this could equal another column by chance or by copy.
OPTIONS_MINIMUM = 2
# How sure the proposal is, by its evidence; read as an order, not as probabilities.
BY_NAME_AND_SUM = 0.95
BY_SUM = 0.7
BY_NAME = 0.6
BY_POSITION = 0.3
DOUBTED = 0.2

Int64Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Guess:
    """A line of the proposed mapping; ``confidence`` orders guesses from 0 to 1 and is no probability."""

    key: str
    columns: tuple[str, ...]
    confidence: float
    reason: Message


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mapping with its reasons.

    ``options_add_up_to`` and ``leader`` belong to the section [table]; ``unknown`` are the columns left over;
    ``identities`` is what the proposed mapping finds in the table, ``trouble`` what keeps it from being read.
    """

    table: str
    guesses: tuple[Guess, ...]
    options: tuple[Guess, ...]
    options_add_up_to: AddUpTo
    leader: str | None
    unknown: tuple[str, ...]
    identities: tuple[Identity, ...]
    trouble: InputProblem | None = None

    def columns_of(self, key: str) -> tuple[str, ...]:
        """Return the columns proposed for a key of [columns], empty where none was found."""
        return next((guess.columns for guess in self.guesses if guess.key == key), ())


def propose_mapping(raw: RawTable) -> Proposal:
    """Propose which column is which line of the protocol.

    Names decide first; sums confirm or refuse them, find the options, and stand in where names say nothing.
    Linear in rows; cubic in columns, on a sample of rows.
    """
    frame = raw.frame
    figures = figure_columns(frame)
    sample = sample_of(frame, figures)
    fields = fields_by_name(figures, sample)
    fields = valid_and_invalid(fields, figures, sample)
    option_columns, total = options_by_sum(figures, fields, sample)
    fields = fields_by_sum(fields, total, option_columns, figures, sample)
    reason = msg("these columns add up to “{column}”", column=total) if total else None
    if not option_columns:
        option_columns = options_by_position(figures, fields)
    place, station = places_by_name(frame, used={*fields.values(), *option_columns})
    options = dict(zip(option_names(option_columns), option_columns, strict=True))
    mapping = ColumnMapping(
        file=raw.provenance.file,
        digest="",
        station=station,
        place=place,
        fields={key: (fields[key],) for key in FIELD_BY_KEY if key in fields},
        options={name: (column,) for name, column in options.items()},
        options_add_up_to=add_up_to(total, fields),
    )
    evidence = evidence_for(raw, mapping)
    guesses = [
        *([Guess(STATION, station, BY_NAME, msg("by its name"))] if station else []),
        *(
            [Guess("place", place, BY_NAME, msg("by their names, from the largest place to the smallest"))]
            if place
            else []
        ),
        *(field_guess(key, columns[0], evidence) for key, columns in mapping.fields.items()),
    ]
    used = {*place, *station, *fields.values(), *option_columns}
    return Proposal(
        table=raw.provenance.file,
        guesses=tuple(guesses),
        options=tuple(
            Guess(
                name,
                (column,),
                BY_SUM if reason else BY_POSITION,
                reason or msg("by their place in the table"),
            )
            for name, column in options.items()
        ),
        options_add_up_to=mapping.options_add_up_to,
        leader=leader_of(frame, options),
        unknown=tuple(column for column in frame.columns if column not in used),
        identities=evidence.identities,
        trouble=evidence.trouble,
    )


# --- columns of figures ----------------------------------------------------------------------


def figure_columns(frame: pl.DataFrame) -> tuple[str, ...]:
    """Return the columns of whole, non-negative numbers that are not codes, in the order of the table."""
    found = []
    for column, dtype in frame.schema.items():
        if speaks_of(column, CODE_PATTERN) or speaks_of(column, OTHER_PATTERN):
            continue
        if speaks_of(column, STATION_PATTERN) and field_of_name(column) is None:
            continue
        numbers = frame.select(whole_numbers(column, dtype)).to_series()
        odd = int((numbers.is_null() & ~is_no_figure(frame[column])).sum())
        filled = numbers.len() - numbers.null_count()
        # A row that repeats the header is no reason to give up a column.
        if filled and odd <= max(1, frame.height // 1000) and (numbers.min() or 0) >= 0:  # type: ignore[operator]  # Int64
            found.append(column)
    return tuple(found)


def sample_of(frame: pl.DataFrame, columns: Sequence[str]) -> Mapping[str, Int64Array]:
    """Return evenly spread rows of the columns of figures; no figure counts as 0."""
    step = max(1, frame.height // SAMPLE_ROWS)
    sampled = frame.gather_every(step)
    return {
        column: sampled.select(whole_numbers(column, frame.schema[column]).fill_null(0))
        .to_series()
        .to_numpy()
        for column in columns
    }


def equal_share(left: Int64Array, right: Int64Array) -> float:
    """Return the share of rows in which two columns are equal, among those where one of them is not zero."""
    filled = (left != 0) | (right != 0)
    count = int(filled.sum())
    return int((left == right)[filled].sum()) / count if count else 0.0


def holds(left: Int64Array, right: Int64Array) -> bool:
    """Tell whether two columns are equal in nearly all rows."""
    return equal_share(left, right) >= SUM_SHARE


def fields_by_name(figures: Sequence[str], sample: Mapping[str, Int64Array]) -> dict[str, str]:
    """Return field → column where a name speaks of a field; of several columns the largest."""
    found: dict[str, str] = {}
    for column in figures:
        key = field_of_name(column)
        if key and (key not in found or sample[column].sum() > sample[found[key]].sum()):
            found[key] = column
    return found


# --- sums ------------------------------------------------------------------------------------


def valid_and_invalid(
    by_name: Mapping[str, str], figures: Sequence[str], sample: Mapping[str, Int64Array]
) -> dict[str, str]:
    """Settle which column is "valid" and which "invalid" where several bear such names.

    Poland counts valid and invalid papers, and valid and invalid votes on the valid papers: the pair that
    adds up to a third column is meant, and the third column is what the boxes held.
    """
    fields = dict(by_name)
    named = {
        key: [column for column in figures if field_of_name(column) == key] for key in ("valid", "invalid")
    }
    if min(map(len, named.values())) == 0 or max(map(len, named.values())) == 1:
        return fields
    for valid in named["valid"]:
        for invalid in named["invalid"]:
            cast = sample[valid] + sample[invalid]
            if not sample[invalid].any():
                continue
            for total in figures:
                if total not in (valid, invalid) and holds(cast, sample[total]):
                    fields |= {"valid": valid, "invalid": invalid}
                    fields.setdefault("in_boxes", total)
                    return fields
    return fields


def options_by_sum(
    figures: Sequence[str], fields: Mapping[str, str], sample: Mapping[str, Int64Array]
) -> tuple[tuple[str, ...], str | None]:
    """Return the longest run of neighbouring columns that adds up to another column, and that column."""
    taken = set(fields.values())
    free = [column for column in figures if column not in taken and field_of_name(column) is None]
    # Valid ballots first, then the boxes, then whatever else may be the total.
    known = [fields[key] for key in ("valid", "in_boxes") if key in fields]
    for targets in (known, [column for column in figures if column not in known]):
        runs = [
            (longest_run([column for column in free if column != target], sample, sample[target]), target)
            for target in targets
        ]
        # Protocols have other sums too (ballots received); options are usually the longer one.
        run, target = max(runs, key=lambda found: len(found[0]), default=((), ""))
        if len(run) >= OPTIONS_MINIMUM:
            return run, target
    return (), None


def longest_run(
    columns: Sequence[str], sample: Mapping[str, Int64Array], target: Int64Array
) -> tuple[str, ...]:
    """Return the longest run of neighbours in ``columns`` whose sum is ``target``."""
    if not columns or not target.any():
        return ()
    heights = np.cumsum([np.zeros_like(target), *(sample[column] for column in columns)], axis=0)
    # Few rows refuse nearly every run; only what passes there is compared in full.
    few = slice(None, None, max(1, len(target) // FEW_ROWS))
    few_heights, few_target = heights[:, few], target[few]
    for length in range(len(columns), OPTIONS_MINIMUM - 1, -1):
        equal = few_heights[length:] - few_heights[:-length] == few_target
        for start in map(int, np.flatnonzero(equal.mean(axis=1) >= SUM_SHARE - FEW_SLACK)):
            if holds(heights[start + length] - heights[start], target):
                return trimmed(columns[start : start + length], sample, target)
    return ()


def trimmed(run: Sequence[str], sample: Mapping[str, Int64Array], target: Int64Array) -> tuple[str, ...]:
    """Return ``run`` without columns at its ends that the sum does without: rare lines beside the options."""
    kept = list(run)
    total = np.sum([sample[column] for column in kept], axis=0)
    for end in (0, -1):
        while len(kept) > OPTIONS_MINIMUM:
            without = total - sample[kept[end]]
            if equal_share(without, target) < equal_share(total, target):
                break
            total = without
            kept.pop(end)
    return tuple(kept)


def fields_by_sum(
    by_name: Mapping[str, str],
    total: str | None,
    option_columns: Sequence[str],
    figures: Sequence[str],
    sample: Mapping[str, Int64Array],
) -> dict[str, str]:
    """Add the fields that no name told but a sum tells: valid and invalid ballots, the boxes, the list."""
    fields = {key: column for key, column in by_name.items() if column not in option_columns}
    if total is None:
        return fields
    free = [column for column in figures if column not in {*fields.values(), *option_columns, total}]
    if total not in fields.values() and "valid" not in fields and "in_boxes" not in fields:
        fields["valid"] = total
    if fields.get("valid") == total and "invalid" not in fields:
        fields |= boxes_by_sum(total, free, sample)
        free = [column for column in free if column not in fields.values()]
    if "registered" not in fields and free:
        # Nobody's list is shorter than the ballots cast: the largest column that is never below the total.
        above = [column for column in free if (sample[column] >= sample[total]).mean() >= SUM_SHARE]
        if above:
            fields["registered"] = max(above, key=lambda column: int(sample[column].sum()))
    return fields


def boxes_by_sum(total: str, free: Sequence[str], sample: Mapping[str, Int64Array]) -> dict[str, str]:
    """Return invalid ballots and boxes where valid + one column = another column, or the sum of two others.

    The most exact of all such sums is meant: others hold in most stations because some lines are mostly 0.
    """
    found: list[tuple[float, dict[str, str]]] = []
    for invalid in free:
        if not sample[invalid].any():
            continue
        cast = sample[total] + sample[invalid]
        rest = [column for column in free if column != invalid and sample[column].any()]
        found += [
            (equal_share(cast, sample[column]), {"invalid": invalid, "in_boxes": column}) for column in rest
        ]
        for first, second in combinations(rest if len(rest) <= PAIRED_COLUMNS_MAXIMUM else (), 2):
            large, small = sorted((first, second), key=lambda name: -int(sample[name].sum()))
            fields = {"invalid": invalid, "in_stationary_boxes": large, "in_mobile_boxes": small}
            found.append((equal_share(cast, sample[first] + sample[second]), fields))
    share, fields = max(found, key=lambda candidate: candidate[0], default=(0.0, {}))
    return fields if share >= SUM_SHARE else {}


def add_up_to(total: str | None, fields: Mapping[str, str]) -> AddUpTo:
    """Return the line that the options add up to."""
    if total is not None and total == fields.get("valid"):
        return "valid"
    return "in_boxes" if total is not None and total == fields.get("in_boxes") else "nothing"


# --- options, places, stations ---------------------------------------------------------------


def options_by_position(figures: Sequence[str], fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns of figures that no field has taken, where no sum tells the options."""
    taken = set(fields.values())
    return tuple(column for column in figures if column not in taken and not speaks_of(column, PLACE_PATTERN))


def option_names(columns: Sequence[str]) -> tuple[str, ...]:
    """Return names for options: the headers without numbering and doubled quotes."""
    names = []
    for column in columns:
        name = re.sub(r"^\s*\d+\s*[.)]\s*", "", column).replace('""', '"').strip()
        if not name or is_reserved(name) or name in names:
            name = f"{name or column} *"
        names.append(name)
    return tuple(names)


def places_by_name(frame: pl.DataFrame, used: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the place path, largest place first, and the columns that tell stations apart within it."""
    free = [column for column in frame.columns if column not in used and not speaks_of(column, TYPE_PATTERN)]
    distinct = {column: frame[column].n_unique() for column in free}
    stations = [column for column in free if speaks_of(column, STATION_PATTERN)]
    places: list[str] = []
    named = {stem(column) for column in free if not speaks_of(column, CODE_PATTERN)}
    for column in free:
        if column in stations or distinct[column] == 1 or not speaks_of(column, PLACE_PATTERN):
            continue
        # The code beside a name says the same; the name is what people read.
        if speaks_of(column, CODE_PATTERN) and stem(column) in named:
            continue
        if not any(one_to_one(frame, column, other, distinct) for other in places):
            places.append(column)
    places.sort(key=lambda column: distinct[column])
    stations.sort(key=lambda column: -distinct[column])
    if len(stations) > 1 and not frame.select(*places, stations[0]).is_duplicated().any():
        stations = stations[:1]
    return tuple(places), tuple(stations)


def stem(column: str) -> str:
    """Return what a column is about, without saying whether it holds the code or the name."""
    return re.sub(r"\s(name|id|code|kod|key|nr|no|номер)$", "", plain(column))


def one_to_one(frame: pl.DataFrame, column: str, other: str, distinct: Mapping[str, int]) -> bool:
    """Tell whether two columns name the same places."""
    return distinct[column] == distinct[other] == frame.select(column, other).n_unique()


def leader_of(frame: pl.DataFrame, options: Mapping[str, str]) -> str | None:
    """Return the option with the most votes."""
    if not options:
        return None
    sums = {
        name: frame.select(whole_numbers(column, frame.schema[column]).sum()).item() or 0
        for name, column in options.items()
    }
    return max(sums, key=lambda name: int(sums[name]))


# --- evidence --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The identities under a proposed mapping, and the fields that equations confirm or refuse."""

    identities: tuple[Identity, ...]
    confirmed: Mapping[str, Identity]
    doubted: Mapping[str, Identity]
    trouble: InputProblem | None = None


def evidence_for(raw: RawTable, mapping: ColumnMapping) -> Evidence:
    """Read the table under the proposed mapping and see which equations hold."""
    try:
        table = table_from_raw(raw, mapping)
    except InputProblem as problem:
        # A single wrong cell: the proposal stands, and says what to mend.
        return Evidence((), {}, {}, problem)
    identities = check_identities(table, residuals(table))
    confirmed: dict[str, Identity] = {}
    doubted: dict[str, Identity] = {}
    for relation, identity in zip(checkable_relations(table), identities, strict=True):
        terms = (*relation.left, *relation.right)
        keys = [key for term in terms for key in (term, *table.derived.get(term, ()))]
        share = holding_share(identity)
        if relation.sign == "=" and share >= CONFIRMED_SHARE:
            confirmed |= dict.fromkeys(keys, identity)
        elif share < DOUBTED_SHARE:
            doubted |= dict.fromkeys(keys, identity)
    return Evidence(tuple(identities), confirmed, doubted)


def holding_share(identity: Identity) -> float:
    """Return the share of stations that obey an identity, 0 where no station answers it."""
    return 1 - identity.violations / identity.checked if identity.checked else 0.0


def field_guess(key: str, column: str, evidence: Evidence) -> Guess:
    """Return the guess for one field with the strongest evidence for or against it."""
    named = field_of_name(column) == key
    if key in evidence.confirmed:
        identity = evidence.confirmed[key]
        share = Percent(holding_share(identity))
        if named:
            reason = msg(
                "by its name; {formula} holds in {share} of stations", formula=identity.formula, share=share
            )
            return Guess(key, (column,), BY_NAME_AND_SUM, reason)
        reason = msg("{formula} holds in {share} of stations", formula=identity.formula, share=share)
        return Guess(key, (column,), BY_SUM, reason)
    if key in evidence.doubted:
        identity = evidence.doubted[key]
        share = Percent(holding_share(identity))
        reason = msg("{formula} holds in {share} of stations only", formula=identity.formula, share=share)
        return Guess(key, (column,), DOUBTED, reason)
    if named:
        return Guess(key, (column,), BY_NAME, msg("by its name"))
    return Guess(key, (column,), BY_POSITION, msg("by its size"))


# --- the file --------------------------------------------------------------------------------


def mapping_toml(proposal: Proposal, language: str) -> str:
    """Return the proposal as a mapping file, each line with its reason in ``language``."""

    def text(message: Message) -> str:
        return render(message, language)

    def quoted(value: str) -> str:
        # A JSON string is a TOML basic string.
        return json.dumps(value, ensure_ascii=False)

    lines = [f"# {text(msg('Proposed by Dauys: check every line before you trust it.'))}", "", "[columns]"]
    for guess in proposal.guesses:
        names = [quoted(column) for column in guess.columns]
        value = f"[{', '.join(names)}]" if guess.key == "place" or len(names) > 1 else names[0]
        lines += [f"# {guess.confidence:.2f} {text(guess.reason)}", f"{guess.key} = {value}"]
    lines += ["", "[options]"]
    if proposal.options:
        lines.append(f"# {proposal.options[0].confidence:.2f} {text(proposal.options[0].reason)}")
    lines += [f"{quoted(guess.key)} = {quoted(guess.columns[0])}" for guess in proposal.options]
    lines += ["", "[table]"]
    if proposal.leader:
        lines.append(f"leader = {quoted(proposal.leader)}")
    lines.append(f"options_add_up_to = {quoted(proposal.options_add_up_to)}")
    if proposal.unknown:
        lines += ["", f"# {text(msg('Columns that were not recognised:'))}"]
        lines += [f"#   {quoted(column)}" for column in proposal.unknown]
    return "\n".join(lines) + "\n"
