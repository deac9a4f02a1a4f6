"""A vote file is read strictly: every wrong line is named with file, row, field and what was expected."""

from pathlib import Path

import pytest

from dauys.core.electoral import DistrictVotes, Votes, read_districts, read_votes
from dauys.core.problems import InputProblem

GOOD = "option,kind,votes\nA,party,60\nB,party,40\nagainst all,against_all,5\n,invalid,3\n"


def write(folder: Path, text: str | bytes) -> str:
    path = folder / "votes.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def test_reading(tmp_path: Path) -> None:
    votes = read_votes(write(tmp_path, GOOD))
    assert votes == Votes({"A": 60, "B": 40}, 5, 3)
    assert (votes.party_votes_count, votes.options_marked_count, votes.ballots_count) == (100, 105, 108)


@pytest.mark.parametrize(
    "text", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD + "\n\n", GOOD.replace("60", " 60 ")]
)
def test_what_spreadsheets_do_is_accepted(tmp_path: Path, text: str) -> None:
    assert read_votes(write(tmp_path, text)) == Votes({"A": 60, "B": 40}, 5, 3)


def test_regions_are_summed(tmp_path: Path) -> None:
    text = "region,option,kind,votes\nN,A,party,10\nN,B,party,5\nS,A,party,1\nS,,invalid,2\n"
    votes = read_votes(write(tmp_path, text))
    assert dict(votes.parties) == {"A": 11, "B": 5}
    assert (votes.invalid, dict(votes.regions["S"].parties)) == (2, {"A": 1})


@pytest.mark.parametrize(
    ("text", "row", "field"),
    [
        (GOOD.replace("60", "-60"), 2, "votes"),
        (GOOD.replace("60", "60.5"), 2, "votes"),
        (GOOD.replace("60", "6e3"), 2, "votes"),
        (GOOD.replace("60", "1_000"), 2, "votes"),
        (GOOD.replace("60", "٦٠"), 2, "votes"),
        (GOOD.replace("60", ""), 2, "votes"),
        (GOOD.replace("60", "9" * 13), 2, "votes"),
        (GOOD.replace("B,party", "A,party"), 3, "option"),
        (GOOD.replace("B,party", "B,list"), 3, "kind"),
        (GOOD.replace("B,party", ",party"), 3, "option"),
        (GOOD + "none of the above,against_all,3\n", 6, "option"),
        (GOOD.replace("B,party,40", "B,party"), 3, None),
        (GOOD.replace("B,party,40", "B,party,40,1"), 3, None),
        (GOOD.replace("option,kind,votes", "option,kind,vote"), 1, "votes"),
        (GOOD.replace("option,kind,votes", "option;kind;votes"), 1, "option"),
        ("option,kind,votes,note\nA,party,1,x\n", 1, "note"),
        ('option,kind,votes\n"A,party,60\n', 2, None),
        ("option,kind,votes\nA,party,0\n", None, None),
        ("option,kind,votes\n,invalid,10\n", None, None),
        ("option,kind,votes\n", None, None),
        ("", None, None),
        (b"", None, None),
        (b"PK\x03\x04\x00\x00", None, None),
        (GOOD.replace("A,", "\xc4,").encode("latin-1"), 2, None),
    ],
)
def test_bad_files(tmp_path: Path, text: str | bytes, row: int | None, field: str | None) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputProblem) as caught:
        read_votes(path)
    assert (caught.value.file, caught.value.row, caught.value.field) == (path, row, field)
    if field == "votes":
        assert caught.value.expected is not None


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    with path.open("wb") as file:
        file.truncate(2 * 10**9)
    with pytest.raises(InputProblem, match="at most 50,000,000 bytes"):
        read_votes(path)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="no such file"):
        read_votes(tmp_path / "nothing.csv")
    with pytest.raises(InputProblem, match="folder"):
        read_votes(tmp_path)


@pytest.mark.parametrize("count", [-1, True, 1.5, 10**13])
def test_votes_made_in_python_are_checked_too(count: object) -> None:
    with pytest.raises(InputProblem):
        Votes({"A": count})  # type: ignore[dict-item]  # a wrong type is the point
    with pytest.raises(InputProblem):
        Votes({"A": 1}, invalid=count)  # type: ignore[arg-type]  # a wrong type is the point
    with pytest.raises(InputProblem):
        DistrictVotes({"A": count})  # type: ignore[dict-item]  # a wrong type is the point


def test_districts(tmp_path: Path) -> None:
    text = (
        "district,option,kind,votes,party,round\n1,Ann,candidate,40,P,\n1,Bob,candidate,45,,1\n"
        "1,,against_all,30,,\n1,Ann,candidate,60,P,2\n1,Bob,candidate,50,,2\n"
    )
    assert read_districts(write(tmp_path, text)) == {
        "1": DistrictVotes({"Ann": 40, "Bob": 45}, {"Ann": "P"}, 30, 0, {"Ann": 60, "Bob": 50})
    }
    for wrong, field in (
        (text.replace(",2\n", ",3\n"), "round"),
        (text.replace("1,Ann", ",Ann"), "district"),
    ):
        with pytest.raises(InputProblem) as caught:
            read_districts(write(tmp_path, wrong))
        assert caught.value.field == field
