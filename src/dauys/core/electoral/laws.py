"""Electoral laws as data: read from TOML, checked key by key, digested, and changed for a what-if."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from dauys.core.electoral.schema import TIER_RULES, UNITS, RuleSpec, RuleValue
from dauys.core.electoral.types import Source, Status
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, Names, msg

LAWS_DIR = Path(__file__).parents[2] / "laws"
MAX_LAW_BYTES = 1_000_000
STATUSES = ("sourced", "computed", "unverified")

_Table: TypeAlias = Mapping[str, object]

_LAW_KEYS = {
    "id", "country", "names", "body", "from", "until", "statute", "edition", "url", "note",
}  # fmt: skip
_RULE_KEYS = {"value", "unit", "from", "until", "source", "status", "note"}
_SOURCE_KEYS = {"law", "article", "edition", "url"}
_TIER_KEYS = {"kind", "names"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a law: its value, when it held, where it stands, and how sure we are of it."""

    key: str
    value: RuleValue
    unit: str
    valid_from: date | None
    valid_until: date | None
    source: Source
    status: Status
    note: Names | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a law: ``kind`` is lists, districts, compensation or appointed."""

    id: str
    kind: str
    names: Names
    rules: Mapping[str, Rule]

    def value(self, key: str) -> RuleValue | None:
        """Return the value of ``key``, or the default of the schema when the law has no such rule."""
        if key in self.rules:
            return self.rules[key].value
        return TIER_RULES[self.kind][key].default

    def integer(self, key: str) -> int | None:
        """Return a whole number, or None when the law leaves it open."""
        value = self.value(key)
        return value if isinstance(value, int) else None

    def share(self, key: str) -> Fraction | None:
        """Return an exact share or ratio, or None when the law has none."""
        value = self.value(key)
        return value if isinstance(value, Fraction) else None

    def text(self, key: str) -> str:
        """Return a choice as its name in the schema."""
        return str(self.value(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of names, empty when the law has none."""
        value = self.value(key)
        return value if isinstance(value, tuple) else ()

    def flag(self, key: str) -> bool:
        """Return a yes or no."""
        return self.value(key) is True

    def table(self, key: str) -> Mapping[str, int]:
        """Return a table from name to count, empty when the law has none."""
        value = self.value(key)
        return {str(name): int(count) for name, count in value.items()} if isinstance(value, Mapping) else {}

    def shares_by_members(self) -> Mapping[int, Fraction]:
        """Return the thresholds of coalitions by their number of members."""
        value = self.value("threshold_by_members")
        if not isinstance(value, Mapping):
            return {}
        return {int(members): Fraction(share) for members, share in value.items()}


@dataclass(frozen=True, slots=True)
class Law:
    """An electoral law, ready to be applied.

    ``digest`` is the SHA-256 of the canonical JSON of everything in the file (and of the changes of a
    what-if), so two results with the same digest stand on the same rules, word for word.
    """

    id: str
    names: Names
    body: Names
    country: str
    valid_from: date | None
    valid_until: date | None
    statute: str
    edition: str | None
    url: str | None
    tiers: Mapping[str, Tier]
    digest: str
    note: Names | None = None
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def hypothetical(self) -> bool:
        """Whether the reader changed a rule: the result is then a what-if, not the law."""
        return bool(self.changes)


def list_laws() -> tuple[str, ...]:
    """Return the references of all laws that come with Dauys, sorted."""
    return tuple(
        path.relative_to(LAWS_DIR).with_suffix("").as_posix() for path in sorted(LAWS_DIR.rglob("*.toml"))
    )


def load_law(ref: str) -> Law:
    """Return the law that ``ref`` names.

    Parameters
    ----------
    ref : str
        ``kz/majilis-2023``, or the path of a file of one's own that ends in ``.toml``; with changes for a
        what-if after a colon: ``kz/majilis-2023:formula=dhondt,threshold=3%``. A change goes to the first
        tier that may have such a rule, unless it names the tier: ``districts.rule=two_round``.

    Raises
    ------
    InputProblem
        When there is no such law, the file cannot be read, or a key or value is not one of the schema.
    """
    base, changes_text = _split_reference(ref)
    path = _find(base)
    law = parse_law(_read(path, base), file=str(path) if base.endswith(".toml") else base)
    return _changed(law, changes_text, ref) if changes_text else law


def parse_law(text: str, *, file: str) -> Law:
    """Return the law written in TOML ``text``; ``file`` names it in problems."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputProblem(msg("This is not valid TOML: {error}.", error=str(error)), file=file) from error
    _only_keys(document, {"law", "tiers"}, file, "")
    head = _table(document.get("law"), file, "law")
    _only_keys(head, _LAW_KEYS, file, "law")
    defaults = _Defaults(
        statute=_text(head, "statute", file, "law"),
        edition=_optional_text(head, "edition", file, "law"),
        url=_optional_text(head, "url", file, "law"),
        valid_from=_date(head, "from", file, "law"),
        valid_until=_date(head, "until", file, "law"),
    )
    tiers_table = _table(document.get("tiers"), file, "tiers")
    if not tiers_table:
        raise InputProblem(msg("The law has no tier."), file=file, field="tiers")
    tiers = {name: _tier(name, raw, defaults, file) for name, raw in tiers_table.items()}
    _check_compensation(tiers, file)
    return Law(
        id=_text(head, "id", file, "law"),
        names=_names(head.get("names"), file, "law.names"),
        body=_names(head.get("body", head.get("names")), file, "law.body"),
        country=_text(head, "country", file, "law"),
        valid_from=defaults.valid_from,
        valid_until=defaults.valid_until,
        statute=defaults.statute,
        edition=defaults.edition,
        url=defaults.url,
        tiers=tiers,
        digest=_digest({"document": document, "changes": {}}),
        note=_names(head["note"], file, "law.note") if "note" in head else None,
    )


@dataclass(frozen=True, slots=True)
class _Defaults:
    statute: str
    edition: str | None
    url: str | None
    valid_from: date | None
    valid_until: date | None


def _split_reference(ref: str) -> tuple[str, str]:
    base, colon, changes = ref.rpartition(":")
    # A colon without an equals sign belongs to a path (a drive letter), not to a change.
    if colon and "=" in changes:
        return base, changes
    return ref.rstrip(":"), ""


def _find(base: str) -> Path:
    if base.endswith(".toml"):
        path = Path(base)
    else:
        path = LAWS_DIR / f"{base}.toml"
        if base not in list_laws():
            raise InputProblem(
                msg("There is no law “{ref}”.", ref=base),
                expected=msg(
                    "one of {laws}, or the path of a file that ends in .toml", laws=", ".join(list_laws())
                ),
            )
    if not path.is_file():
        raise InputProblem(msg("There is no such file."), file=base)
    return path


def _read(path: Path, file: str) -> str:
    if path.stat().st_size > MAX_LAW_BYTES:
        raise InputProblem(
            msg("The file is too large to be a law."),
            file=file,
            expected=msg("at most {maximum} bytes", maximum=MAX_LAW_BYTES),
        )
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputProblem(
            msg("The file is not text in UTF-8."), file=file, expected=msg("a TOML file in UTF-8")
        ) from error


def _tier(name: str, raw: object, defaults: _Defaults, file: str) -> Tier:
    where = f"tiers.{name}"
    table = _table(raw, file, where)
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in TIER_RULES:
        raise InputProblem(
            msg("A tier needs a kind."),
            file=file,
            field=f"{where}.kind",
            expected=msg("one of {choices}", choices=", ".join(TIER_RULES)),
        )
    specs = TIER_RULES[kind]
    _only_keys(table, _TIER_KEYS | set(specs), file, where)
    for key, spec in specs.items():
        if spec.required and key not in table:
            raise InputProblem(
                msg("This rule is missing."), file=file, field=f"{where}.{key}", expected=spec.expected
            )
    rules = {
        key: _rule(key, table[key], specs[key], defaults, file, f"{where}.{key}")
        for key in table
        if key not in _TIER_KEYS
    }
    return Tier(name, kind, _names(table.get("names"), file, f"{where}.names"), rules)


def _rule(key: str, raw: object, spec: RuleSpec, defaults: _Defaults, file: str, where: str) -> Rule:
    table = _table(raw, file, where)
    _only_keys(table, _RULE_KEYS, file, where)
    if "value" not in table:
        raise InputProblem(msg("The rule has no value."), file=file, field=where, expected=spec.expected)
    value = spec.parse(table["value"])
    if value is None:
        raise InputProblem(
            msg("{value} cannot be the value of this rule.", value=repr(table["value"])),
            file=file,
            field=where,
            expected=spec.expected,
        )
    unit = table.get("unit", spec.unit)
    if unit != spec.unit:
        raise InputProblem(
            msg("{value} is not the unit of this rule.", value=repr(unit)),
            file=file,
            field=f"{where}.unit",
            expected=msg("one of {choices}", choices=spec.unit if spec.unit in UNITS else ", ".join(UNITS)),
        )
    return Rule(
        key=key,
        value=value,
        unit=spec.unit,
        valid_from=_date(table, "from", file, where) or defaults.valid_from,
        valid_until=_date(table, "until", file, where) or defaults.valid_until,
        source=_source(table.get("source", {}), defaults, file, f"{where}.source"),
        status=_status(table.get("status"), file, f"{where}.status"),
        note=_names(table["note"], file, f"{where}.note") if "note" in table else None,
    )


def _source(raw: object, defaults: _Defaults, file: str, where: str) -> Source:
    table = _table(raw, file, where)
    _only_keys(table, _SOURCE_KEYS, file, where)
    return Source(
        law=_optional_text(table, "law", file, where) or defaults.statute,
        article=_optional_text(table, "article", file, where),
        edition=_optional_text(table, "edition", file, where) or defaults.edition,
        url=_optional_text(table, "url", file, where) or defaults.url,
    )


def _status(raw: object, file: str, where: str) -> Status:
    match raw:
        case "sourced" | "computed" | "unverified":
            return raw
        case _:
            raise InputProblem(
                msg("Every rule says how sure we are of it."),
                file=file,
                field=where,
                expected=msg("one of {choices}", choices=", ".join(STATUSES)),
            )


def _check_compensation(tiers: Mapping[str, Tier], file: str) -> None:
    for tier in tiers.values():
        if tier.kind != "compensation":
            continue
        others = [name for name in tiers if name != tier.id]
        for name in tier.texts("compensates"):
            if name not in others:
                raise InputProblem(
                    msg("There is no tier “{tier}” to compensate.", tier=name),
                    file=file,
                    field=f"tiers.{tier.id}.compensates",
                    expected=msg("one of {choices}", choices=", ".join(others)),
                )


def _changed(law: Law, changes_text: str, ref: str) -> Law:
    tiers = dict(law.tiers)
    changes: dict[str, str] = {}
    for part in changes_text.split(","):
        name, _, raw = (piece.strip() for piece in part.partition("="))
        tier, key = _locate(law, name, ref)
        spec = TIER_RULES[tier.kind][key]
        value = spec.parse(raw)
        if value is None:
            raise InputProblem(
                msg("{value} cannot be the value of this rule.", value=repr(raw)),
                file=ref,
                field=name,
                expected=spec.expected,
            )
        rule = Rule(
            key=key,
            value=value,
            unit=spec.unit,
            valid_from=None,
            valid_until=None,
            source=Source(law.statute, None, None, None),
            status="hypothetical",
        )
        current = tiers[tier.id]
        tiers[tier.id] = replace(current, rules={**current.rules, key: rule})
        changes[f"{tier.id}.{key}"] = raw
    return replace(
        law, tiers=tiers, changes=changes, digest=_digest({"base": law.digest, "changes": changes})
    )


def _locate(law: Law, name: str, ref: str) -> tuple[Tier, str]:
    tier_name, dot, key = name.rpartition(".")
    candidates = [law.tiers[tier_name]] if dot and tier_name in law.tiers else list(law.tiers.values())
    if not dot or tier_name in law.tiers:
        for tier in candidates:
            if key in TIER_RULES[tier.kind]:
                return tier, key
    known = sorted({key for tier in law.tiers.values() for key in TIER_RULES[tier.kind]})
    raise InputProblem(
        msg("There is no rule “{rule}” to change.", rule=name),
        file=ref,
        expected=msg("one of {choices}", choices=", ".join(known)),
    )


def _digest(data: object) -> str:
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = f"TOML gave a {type(value).__name__}, which a law file does not use"
    raise TypeError(text)


# --- reading TOML tables with problems that name file and key ---------------------------------


def _only_keys(table: _Table, known: set[str], file: str, where: str) -> None:
    for key in table:
        if key not in known:
            raise InputProblem(
                msg("The key is unknown."),
                file=file,
                field=f"{where}.{key}" if where else key,
                expected=msg("one of {choices}", choices=", ".join(sorted(known))),
            )


def _table(raw: object, file: str, where: str) -> _Table:
    if isinstance(raw, dict):
        return raw
    raise _wrong(file, where, msg("a table"))


def _text(table: _Table, key: str, file: str, where: str) -> str:
    value = _optional_text(table, key, file, where)
    if value is None:
        raise _wrong(file, f"{where}.{key}", msg("text"))
    return value


def _optional_text(table: _Table, key: str, file: str, where: str) -> str | None:
    value = table.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise _wrong(file, f"{where}.{key}", msg("text"))


def _date(table: _Table, key: str, file: str, where: str) -> date | None:
    value = table.get(key)
    # A datetime is a date for Python, but a rule holds for whole days.
    if value is None or type(value) is date:
        return value
    raise _wrong(file, f"{where}.{key}", msg("a date such as {example}", example="2023-01-01"))


def _names(raw: object, file: str, where: str) -> Names:
    expected: Message = msg("text, or a table with the keys en, kk and ru")
    if isinstance(raw, str) and raw:
        return Names(en=raw, kk=raw, ru=raw)
    if (
        isinstance(raw, dict)
        and set(raw) == {"en", "kk", "ru"}
        and all(isinstance(text, str) for text in raw.values())
    ):
        return Names(**raw)
    raise _wrong(file, where, expected)


def _wrong(file: str, where: str, expected: Message) -> InputProblem:
    return InputProblem(
        msg("The value is missing or of the wrong type."), file=file, field=where, expected=expected
    )
