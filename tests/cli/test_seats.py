"""`dauys seats` as a user calls it: the answer, the steps, and one clear sentence when the input is wrong."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dauys.cli import cli
from dauys.core.problems import InputProblem

VOTES_2023 = """option,kind,votes
Amanat,party,3431510
Auyl,party,693938
Respublica,party,547154
Ak Zhol,party,535139
People's Party,party,432920
NSDP,party,331058
Baitaq,party,146431
against all,against_all,248291
"""
SEATS_2023 = {
    "Amanat": 40, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "NSDP": 4, "Baitaq": 0,
}  # fmt: skip


@pytest.fixture
def votes_file(tmp_path: Path) -> str:
    path = tmp_path / "votes.csv"
    path.write_text(VOTES_2023, encoding="utf-8")
    return str(path)


def seats(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["seats", *arguments], catch_exceptions=False)


def answer(*arguments: str) -> dict[str, object]:
    result = seats(*arguments, "--format", "json", "--lang", "en")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.output))


def test_json(votes_file: str) -> None:
    found = answer(votes_file, "--law", "kz/majilis-2023")
    assert found["seats"] == SEATS_2023
    assert found["law"] == "kz/majilis-2023"
    assert len(str(found["law_digest"])) == 64
    assert (found["hypothetical"], found["ties"], found["unassigned_seats"]) == (False, [], 0)
    steps = found["steps"]
    assert isinstance(steps, list)
    assert [step["rule"] for step in steps] == [
        "threshold_base",
        "threshold",
        "formula",
        "formula",
        "formula",
    ]
    assert all(step["article"] == "art. 97-1" and step["status"] and step["text"] for step in steps)
    assert "86,546.65" in steps[2]["text"]
    parties = found["parties"]
    assert isinstance(parties, list)
    assert parties[5]["option"] == "NSDP"
    assert (parties[5]["full_quota_seats"], parties[5]["remainder_seats"]) == (3, 1)
    assert "29 seats" in str(found["not_covered"])


def test_another_formula(votes_file: str) -> None:
    found = answer(votes_file, "--law", "kz/majilis-2023:formula=dhondt")
    assert isinstance(found["seats"], dict)
    assert list(found["seats"].values()) == [41, 8, 6, 6, 5, 3, 0]
    assert found["hypothetical"] is True
    assert found["law_digest"] != answer(votes_file, "--law", "kz/majilis-2023")["law_digest"]


def test_another_number_of_seats(votes_file: str) -> None:
    assert answer(votes_file, "--law", "kz/maslikhat-2023", "--seats", "20")["seats_total"] == 20


def test_the_table_and_its_steps(votes_file: str) -> None:
    result = seats(votes_file, "--law", "kz/majilis-2023", "--explain", "--lang", "en")
    assert result.exit_code == 0
    for words in (
        "3,431,510",
        "53.90%",
        "39.6493",
        "art. 97-1",
        "checked by computation",
        "largest remainders",
    ):
        assert words in result.output
    assert "art. 97-1" not in seats(votes_file, "--law", "kz/majilis-2023").output


def test_csv(votes_file: str) -> None:
    output = seats(votes_file, "--law", "kz/majilis-2023", "--format", "csv").output
    rows = list(csv.DictReader(io.StringIO(output)))
    assert {row["option"]: int(row["seats"]) for row in rows} == SEATS_2023


def test_a_tie_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tie.csv"
    path.write_text("option,kind,votes\nA,party,100\nB,party,100\nC,party,100\n", encoding="utf-8")
    found = answer(str(path), "--law", "kz/maslikhat-2023", "--seats", "4")
    assert found["seats"] == {"A": 1, "B": 1, "C": 1}
    assert isinstance(found["ties"], list)
    (tie,) = found["ties"]
    assert (tie["options"], tie["seats_at_stake"], tie["status"]) == (["A", "B", "C"], 1, "unverified")
    assert "registered earlier" in tie["rule"]
    table = seats(str(path), "--law", "kz/maslikhat-2023", "--seats", "4", "--lang", "en").output
    assert "equal claims to 1 seats" in table


def test_districts(votes_file: str, tmp_path: Path) -> None:
    path = tmp_path / "districts.csv"
    path.write_text(
        "district,option,kind,votes,party\n1,Ann,candidate,50,Amanat\n1,Bob,candidate,40,\n"
        "2,Eve,candidate,30,\n2,Joe,candidate,20,Amanat\n2,,against_all,9,\n",
        encoding="utf-8",
    )
    found = answer(votes_file, "--law", "kz/majilis-2023", "--districts", str(path))
    assert found["seats"] == {**SEATS_2023, "Amanat": 41, "Eve · 2": 1}
    assert isinstance(found["districts"], list)
    assert [one["winner"] for one in found["districts"]] == ["Ann", "Eve"]
    assert found["unassigned_seats"] == 27


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("option,kind,votes\nA,party,-1\n", ["row 2", "votes", "'-1'"]),
        ("option,kind,votes\nA,party,1.5\n", ["row 2", "votes", "'1.5'"]),
        ("option,kind,votes\nA,party,\n", ["row 2", "votes", "missing"]),
        ("option,kind,votes\nA,party,1\nA,party,1\n", ["row 3", "A appears twice"]),
        ("option,kind,votes\nA,list,1\n", ["row 2", "kind", "party, against_all, invalid"]),
        ("option,kind,votes\nA,party,0\n", ["no valid votes"]),
        ("", ["empty", "option,kind,votes"]),
    ],
)
def test_bad_votes(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputProblem) as caught:
        seats(str(path), "--law", "kz/majilis-2023")
    for word in ["bad.csv", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("kz/majilis-1800", ["kz/majilis-1800", "kz/majilis-2023"]),
        ("kz/majilis-2023:formula=nothing", ["formula", "dhondt"]),
        ("kz/maslikhat-2023", ["--seats"]),
    ],
)
def test_bad_laws(votes_file: str, law: str, words: list[str]) -> None:
    with pytest.raises(InputProblem) as caught:
        seats(votes_file, "--law", law)
    for word in words:
        assert word in str(caught.value)


def test_exit_code_two_one_sentence_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "binary.csv"
    path.write_bytes(bytes(range(256)))
    done = subprocess.run(
        [sys.executable, "-m", "dauys.cli", "seats", str(path), "--law", "kz/majilis-2023", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("dauys: ")
    assert "binary.csv" in done.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_heavy_is_imported(votes_file: str) -> None:
    """A call from a cold start stays quick because the array libraries are not loaded for it."""
    code = (
        "import sys; from dauys.cli import cli; "
        f"cli.main(['seats', {votes_file!r}, '--law', 'kz/majilis-2023'], standalone_mode=False); "
        "print(sorted({'numpy', 'numba', 'polars', 'scipy', 'django'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
