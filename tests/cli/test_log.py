"""`dauys log`: verdicts, exit codes, gaps, corrections, and logs behind an address."""

import csv
import io
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.core.evidence.conftest import LOG, ORIGIN, POLICY_TEXT, Phone, cosigned

from dauys.cli import cli
from dauys.core.evidence.log import LogWriter
from dauys.core.evidence.storage import DirectoryStorage
from dauys.core.problems import InputProblem


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["log", *map(str, arguments)], catch_exceptions=False)


def payload(*arguments: object) -> Any:
    return json.loads(run(*arguments, "--format", "json", "--lang", "en").stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Alice's phone lost one submission, Bob corrects one of his, a foreign entry lies between them."""
    alice, bob = Phone("Alice"), Phone("Bob")
    first, _lost, third = alice.report("271", valid=10), alice.report("271"), alice.report("272", valid=5)
    wrong = bob.report("[red]300\x1b[2J", valid=7)
    right = bob.report("300", supersedes=wrong.submission.digest, valid=8)
    writer = LogWriter(DirectoryStorage(tmp_path / "log"), ORIGIN)
    for entry in (first, third, wrong, right):
        writer.append(entry.to_bytes())
    writer.append(b'{"format":"another"}')
    writer.publish(cosigned)
    (tmp_path / "trust.txt").write_text(POLICY_TEXT, encoding="utf-8")
    return tmp_path


def verify(folder: Path, *arguments: object) -> Result:
    return run("verify", folder / "log", "--policy", folder / "trust.txt", "--lang", "en", *arguments)


def test_a_valid_log(folder: Path) -> None:
    result = verify(folder)
    assert result.exit_code == 0
    for words in (
        "VALID: nothing in this log was changed since it was signed.",
        "5 entries",
        "Confirmed by witness.example.org/w1 at 2023-03-19T",
        "submissions 2 to 2 never came in",
        "1 entry is in a format unknown here.",
        "1 entry was corrected later; both are kept.",
    ):
        assert words in result.stdout


def test_a_valid_log_for_programs(folder: Path) -> None:
    found = payload("verify", folder / "log", "--policy", folder / "trust.txt")
    assert (found["valid"], found["failures"], found["entries"]) == (True, [], 5)
    assert [witness["time_s"] for witness in found["checkpoint"]["witnesses"]] == [1_679_200_005] * 3
    assert found["foreign_entries"] == [4]
    assert found["corrected"] == {"2": [3]}
    assert sorted(device["missing"] for device in found["devices"]) == [[], [[2, 2]]]
    assert verify(folder, "--format", "csv").stdout == "code,text\n"


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_a_changed_log_is_not_valid(folder: Path, language: str) -> None:
    bundle = folder / "log" / "tile" / "entries" / "000.p" / "5"
    bundle.write_bytes(bundle.read_bytes().replace(b'"valid":10', b'"valid":11'))
    result = run("verify", folder / "log", "--policy", folder / "trust.txt", "--lang", language)
    assert result.exit_code == 1
    assert "(entry-differs)" in result.stdout
    found = payload("verify", folder / "log", "--policy", folder / "trust.txt")
    assert found["valid"] is False
    assert [one["code"] for one in found["failures"]] == ["entry-differs"]
    # The phone's own signature finds the change as well.
    assert found["not_signed_by_device"] == [0]
    rows = list(csv.DictReader(io.StringIO(verify(folder, "--format", "csv").stdout)))
    assert [row["code"] for row in rows] == ["entry-differs"]


def test_a_log_without_its_quorum_is_not_valid(folder: Path) -> None:
    trust = folder / "trust.txt"
    (folder / "log" / "checkpoint").write_text(
        "\n".join((folder / "log" / "checkpoint").read_text(encoding="utf-8").split("\n")[:-2]) + "\n",
        encoding="utf-8",
    )
    trust.write_text(POLICY_TEXT)
    result = verify(folder)
    assert (result.exit_code, "(no-quorum)" in result.stdout) == (1, True)
    assert run("verify", folder / "log", "--key", LOG.verifier_key).exit_code == 0


def test_an_earlier_checkpoint_must_be_continued(folder: Path) -> None:
    kept = folder / "kept"
    kept.write_bytes((folder / "log" / "checkpoint").read_bytes())
    assert verify(folder, "--earlier", kept).exit_code == 0
    shorter = LogWriter(DirectoryStorage(folder / "shorter"), ORIGIN)
    shorter.append(b"entry")
    shorter.publish(cosigned)
    (folder / "log").rename(folder / "longer")
    (folder / "shorter").rename(folder / "log")
    result = verify(folder, "--earlier", kept)
    assert (result.exit_code, "(not-continued)" in result.stdout) == (1, True)


def test_the_entries_are_shown(folder: Path) -> None:
    rows = payload("show", folder / "log")
    assert [row["index"] for row in rows] == [0, 1, 2, 3]
    assert rows[2]["corrected_by"] == [3]
    assert rows[0]["answers"] == {"valid": 10}
    assert [row["index"] for row in payload("show", folder / "log", "--station", "272")] == [1]
    listed = list(csv.DictReader(io.StringIO(run("show", folder / "log", "--format", "csv").stdout)))
    assert [row["corrected_by"] for row in listed] == ["", "", "3", ""]


def test_what_a_stranger_wrote_cannot_steer_the_terminal(folder: Path) -> None:
    shown = run("show", folder / "log", "--lang", "en").stdout
    assert "\x1b[2J" not in shown
    assert "Nothing was verified" in shown


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("verify", "nowhere", "--key", LOG.verifier_key), "no such folder"),
        (("verify", "."), "Say whom to trust"),
        (("verify", ".", "--policy", "a", "--key", "b"), "Say whom to trust"),
        (("verify", ".", "--policy", "nowhere.txt"), "cannot be read"),
        (("verify", ".", "--key", "nonsense"), "not a verifier key"),
        (("verify", ".", "--key", LOG.verifier_key), "this is not a log"),
        (("show", "."), "this is not a log"),
        (("show", "http://127.0.0.1:9/"), "cannot be reached"),
    ],
)
def test_input_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputProblem, match=complaint):
        run(*arguments)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        pass


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder / "log"))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_log_behind_an_address(folder: Path, address: str) -> None:
    assert run("verify", address, "--policy", folder / "trust.txt").exit_code == 0
    assert len(payload("show", address)) == 4
    (folder / "log" / "tile" / "0" / "000.p" / "5").unlink()
    result = run("verify", address, "--policy", folder / "trust.txt")
    assert (result.exit_code, "(missing-file)" in result.stdout) == (1, True)
