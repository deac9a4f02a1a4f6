"""A law file is read to the letter: what is unknown or wrong is named, what changes changes the digest."""

import json
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from tests.core.electoral.laws import HEAD

from dauys.core.electoral import list_laws, load_law
from dauys.core.electoral.laws import LAWS_DIR, parse_law
from dauys.core.electoral.schema import FORMULAS
from dauys.core.problems import InputProblem

TIER = """
[tiers.lists]
kind = "lists"
names = "Lists"
formula = { value = "hare", status = "unverified" }
"""


def test_every_law_that_comes_along_can_be_loaded() -> None:
    assert list_laws() == (
        "kz/kurultai-2026",
        "kz/majilis-2004",
        "kz/majilis-2007",
        "kz/majilis-2009",
        "kz/majilis-2023",
        "kz/maslikhat-2023-local",
        "kz/maslikhat-2023",
    )
    for ref in list_laws():
        law = load_law(ref)
        assert law.id == ref
        assert not law.hypothetical
        for tier in law.tiers.values():
            for rule in tier.rules.values():
                assert rule.status in {"sourced", "computed", "unverified"}
                assert rule.valid_from == law.valid_from
                # What is called sourced says where.
                assert rule.status != "sourced" or rule.source.url


def test_the_rules_of_2023() -> None:
    law = load_law("kz/majilis-2023")
    lists, districts = law.tiers["lists"], law.tiers["districts"]
    assert (lists.integer("seats"), districts.integer("seats")) == (69, 29)
    assert lists.share("threshold") == Fraction(1, 20)
    assert lists.rules["threshold"].source.article == "art. 97-1"
    assert lists.rules["formula"].status == "computed"
    assert lists.rules["one_party_clause"].status == "unverified"
    assert law.valid_until == date(2026, 6, 30)
    assert lists.texts("quota_groups") == ("women", "youth", "persons with disabilities")


def test_kazakh_and_russian_names_are_written() -> None:
    for ref in list_laws():
        for tier in load_law(ref).tiers.values():
            notes = [rule.note for rule in tier.rules.values() if rule.note]
            for names in (load_law(ref).names, tier.names, *notes):
                assert len({names.en, names.kk, names.ru}) == 3


def test_the_digest_is_the_hash_of_the_whole_file() -> None:
    import hashlib

    text = (LAWS_DIR / "kz/majilis-2023.toml").read_text(encoding="utf-8")
    canonical = json.dumps(
        {"document": tomllib.loads(text), "changes": {}},
        sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=date.isoformat,
    )  # fmt: skip
    assert load_law("kz/majilis-2023").digest == hashlib.sha256(canonical.encode()).hexdigest()


def test_a_comment_keeps_the_digest_and_a_value_does_not() -> None:
    plain = parse_law(HEAD + TIER, file="x").digest
    assert parse_law("# a comment\n" + HEAD + TIER, file="x").digest == plain
    assert parse_law(HEAD + TIER.replace("hare", "droop"), file="x").digest != plain
    assert parse_law(HEAD.replace("An Act", "An Act of 1900") + TIER, file="x").digest != plain


def test_a_what_if_is_marked_and_has_a_digest_of_its_own() -> None:
    law = load_law("kz/majilis-2023:formula=dhondt,threshold=3%")
    assert law.hypothetical
    assert law.changes == {"lists.formula": "dhondt", "lists.threshold": "3%"}
    assert law.tiers["lists"].share("threshold") == Fraction(3, 100)
    assert law.tiers["lists"].rules["formula"].status == "hypothetical"
    assert law.tiers["lists"].rules["formula"].source.article is None
    digests = {
        load_law(f"kz/majilis-2023{change}").digest for change in ("", ":threshold=3%", ":threshold=4%")
    }
    assert len(digests | {law.digest}) == 4


def test_a_change_can_name_its_tier() -> None:
    law = load_law("kz/majilis-2023:districts.seats=98")
    assert law.tiers["districts"].integer("seats") == 98
    assert law.tiers["lists"].integer("seats") == 69


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("kz/majilis-1899", ["kz/majilis-1899", "kz/majilis-2023"]),
        ("../../../etc/passwd", ["no law"]),
        ("/no/such/law.toml", ["/no/such/law.toml", "no such file"]),
        ("kz/majilis-2023:formula=alabama", ["formula", "'alabama'", *FORMULAS]),
        ("kz/majilis-2023:treshold=3%", ["treshold", "threshold"]),
        ("kz/majilis-2023:senate.seats=3", ["senate.seats"]),
        ("kz/majilis-2023:threshold=0.07x", ["threshold", "5%"]),
        ("kz/majilis-2023:threshold=120%", ["threshold"]),
        ("kz/majilis-2023:seats=-3", ["seats"]),
    ],
)
def test_wrong_references(ref: str, words: list[str]) -> None:
    with pytest.raises(InputProblem) as caught:
        load_law(ref)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (HEAD + TIER + 'treshold = { value = "5%", status = "sourced" }', "tiers.lists.treshold"),
        (HEAD + TIER + "threshold = { value = 0.05, status = 'sourced' }", "tiers.lists.threshold"),
        (HEAD + TIER + "threshold = { value = '5%' }", "tiers.lists.threshold.status"),
        (HEAD + TIER + "threshold = { value = '5%', status = 'certain' }", "tiers.lists.threshold.status"),
        (HEAD + TIER + "threshold = { status = 'sourced' }", "tiers.lists.threshold"),
        (HEAD + TIER + "threshold = '5%'", "tiers.lists.threshold"),
        (HEAD + TIER + "seats = { value = 5, unit = 'votes', status = 'sourced' }", "tiers.lists.seats.unit"),
        (HEAD + TIER + "seats = { value = 0, status = 'sourced' }", "tiers.lists.seats"),
        (HEAD + TIER + "seats = { value = true, status = 'sourced' }", "tiers.lists.seats"),
        (HEAD + TIER + "seats = { value = 5, status = 'sourced', artcle = '3' }", "tiers.lists.seats.artcle"),
        (
            HEAD + TIER + "seats = { value = 5, status = 'sourced', source = { page = 1 } }",
            "tiers.lists.seats.source.page",
        ),
        (HEAD + TIER + "seats = { value = 5, status = 'sourced', from = '2020' }", "tiers.lists.seats.from"),
        (HEAD + TIER.replace('"lists"\n', '"list"\n'), "tiers.lists.kind"),
        (HEAD + TIER.replace("formula", "tie_rule"), "tiers.lists.formula"),
        (HEAD.replace("An Act", "") + TIER, "law.statute"),
        (HEAD + "[tiers]", "tiers"),
        (HEAD + TIER + "[voters]", "voters"),
        (HEAD.replace('"A law for tests"', '{ en = "A" }') + TIER, "law.names"),
        (
            HEAD + TIER + "[tiers.top]\nkind='compensation'\nnames='T'\n"
            "formula={value='hare',status='sourced'}\noverhang={value='cap',status='sourced'}\n"
            "compensates={value=['nobody'],status='sourced'}",
            "tiers.top.compensates",
        ),
    ],
)
def test_wrong_files_name_the_key(text: str, field: str) -> None:
    with pytest.raises(InputProblem) as caught:
        parse_law(text, file="my-law.toml")
    assert caught.value.file == "my-law.toml"
    assert caught.value.field == field


def test_a_law_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + TIER, encoding="utf-8")
    assert load_law(str(path)).id == "test/law"
    assert load_law(f"{path}:formula=dhondt").hypothetical
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputProblem, match="UTF-8"):
        load_law(str(path))
    path.write_text("[law", encoding="utf-8")
    with pytest.raises(InputProblem, match="not valid TOML"):
        load_law(str(path))
    path.write_bytes(b" " * 1_000_001)
    with pytest.raises(InputProblem, match="too large"):
        load_law(str(path))
