"""Receipts and trust policies, read by the library and by the single-file verifier alike."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.evidence.conftest import LOG, POLICY, POLICY_TEXT, WITNESSES, Room, synthetic_log

from dauys.core.evidence import verify
from dauys.core.evidence.checkpoints import parse_checkpoint, parse_policy, policy_of_keys
from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.log import LogWriter
from dauys.core.evidence.notes import SignedNote, parse_note
from dauys.core.evidence.receipts import Receipt, make_receipt, parse_receipt, verify_receipt
from dauys.core.problems import InputProblem


def library_verdict(data: bytes, room: Room) -> str:
    try:
        verify_receipt(parse_receipt(data), room.policy)
    except InputProblem:
        return "malformed"
    except EvidenceFailure as failure:
        return failure.code
    return "valid"


def single_file_verdict(data: bytes, room: Room) -> str:
    try:
        verify.verify_receipt(data, verify.Trust(room.policy_text), None)
    except verify.BadInput:
        return "malformed"
    except verify.NotValid as problem:
        return problem.code
    return "valid"


def receipt_of(room: Room, index: int) -> Receipt:
    return make_receipt(room.storage, index, parse_note(room.storage.files["checkpoint"]))


@pytest.mark.parametrize("index", [0, 1, 255, 256, 511, 512, 599])
def test_a_receipt_is_valid_for_both_verifiers(small_log: Room, index: int) -> None:
    receipt = receipt_of(small_log, index)
    data = receipt.format()
    assert parse_receipt(data) == receipt
    verified = verify_receipt(receipt, small_log.policy)
    assert (verified.entry, verified.index) == (small_log.entries[index], index)
    assert len(verified.checkpoint.cosignatures) == 3
    assert single_file_verdict(data, small_log) == "valid"


def test_the_layout_of_a_receipt(small_log: Room) -> None:
    lines = receipt_of(small_log, 7).format().decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 7"
    assert lines[lines.index("") + 1] == LOG.name


@pytest.mark.parametrize("size", [1, 2, 3])
def test_receipts_of_tiny_logs(size: int) -> None:
    room = synthetic_log(size)
    for index in range(size):
        data = receipt_of(room, index).format()
        assert library_verdict(data, room) == single_file_verdict(data, room) == "valid"


def test_a_receipt_for_an_entry_beyond_the_checkpoint_cannot_be_made(small_log: Room) -> None:
    with pytest.raises(ValueError, match="leaf 600 is not in a tree of 600"):
        receipt_of(small_log, 600)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_every_changed_byte_of_a_receipt_is_noticed_by_both(small_log: Room, data: st.DataObject) -> None:
    good = receipt_of(small_log, 300).format()
    place = data.draw(st.integers(0, len(good) - 1))
    changed = bytearray(good)
    changed[place] ^= data.draw(st.integers(1, 255))
    verdicts = library_verdict(bytes(changed), small_log), single_file_verdict(bytes(changed), small_log)
    assert verdicts[0] == verdicts[1] != "valid"


def test_a_receipt_without_its_entry_needs_it(small_log: Room) -> None:
    whole = receipt_of(small_log, 5)
    bare = Receipt(whole.index, whole.proof, whole.note)
    with pytest.raises(InputProblem, match="does not contain its entry"):
        verify_receipt(bare, small_log.policy)
    assert verify_receipt(bare, small_log.policy, small_log.entries[5]).index == 5
    for receipt, code in ((bare, Code.WRONG_PROOF), (whole, Code.ENTRY_DIFFERS)):
        with pytest.raises(EvidenceFailure) as caught:
            verify_receipt(receipt, small_log.policy, small_log.entries[6])
        assert caught.value.code is code


def test_cosignatures_may_come_later(small_log: Room) -> None:
    whole = receipt_of(small_log, 5)
    alone = Receipt(5, whole.proof, SignedNote(whole.note.text, whole.note.signatures[:1]), whole.entry)
    assert library_verdict(alone.format(), small_log) == "no-quorum"
    assert alone.with_cosignatures(whole.note.signatures[1:]) == whole


def test_a_verifier_trusts_only_whom_it_was_told_to(small_log: Room) -> None:
    receipt = receipt_of(small_log, 5)
    keys = [signer.verifier_key for signer in WITNESSES]
    assert verify_receipt(receipt, policy_of_keys([LOG.verifier_key])).checkpoint.cosignatures == ()
    assert (
        len(verify_receipt(receipt, policy_of_keys([LOG.verifier_key], keys, 2)).checkpoint.cosignatures) == 3
    )
    with pytest.raises(EvidenceFailure) as caught:
        verify_receipt(receipt, policy_of_keys([], keys))
    assert caught.value.code is Code.UNKNOWN_LOG


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ((b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v2"), "not a receipt"),
        ((b"index 5\n", b"index 05\n"), "which entry"),
        ((b"index 5\n", b"Index 5\n"), "which entry"),
        ((b"index 5\n", b"index 5\n\n"), ""),
        ((b"extra ", b"extra !"), "not in base64"),
        ((b"index 5\n", b"index 5\nAAAA\n"), "32 bytes"),
        ((b"index 5\n", b"index 5\n" + b"A" * 43 + b"=\n"), ""),
        ((b"index 5\n", b"index 5\n" + (b"A" * 43 + b"=\n") * 64), "longer than any proof"),
    ],
)
def test_malformed_receipts_are_refused(small_log: Room, change: tuple[bytes, bytes], complaint: str) -> None:
    data = receipt_of(small_log, 5).format()
    changed = data.replace(*change, 1)
    assert changed != data
    assert library_verdict(changed, small_log) == single_file_verdict(changed, small_log) != "valid"
    if complaint:
        with pytest.raises(InputProblem, match=complaint):
            parse_receipt(changed)


# C2SP tlog-policy, "Example policy": a quorum of two groups.
NESTED = POLICY_TEXT.replace("group rivals all w1 w2 w3", "group first any w1 w2\ngroup rivals all first w3")


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        (POLICY_TEXT, [{1, 2, 3}]),
        (POLICY_TEXT.replace("rivals all", "rivals 2"), [{1, 2}, {1, 3}, {2, 3}]),
        (POLICY_TEXT.replace("rivals all", "rivals any"), [{1}, {2}, {3}]),
        (POLICY_TEXT.replace("quorum rivals", "quorum w2"), [{2}]),
        (POLICY_TEXT.replace("quorum rivals", "quorum none"), [set()]),
        (NESTED, [{1, 3}, {2, 3}]),
    ],
)
def test_a_policy_says_who_must_have_confirmed(text: str, needed: list[set[int]]) -> None:
    policy, trust = parse_policy(text), verify.Trust(text)
    for bits in range(8):
        present = {number for number in (1, 2, 3) if bits >> (number - 1) & 1}
        expected = any(combination <= present for combination in needed)
        assert policy.is_met(WITNESSES[number - 1].verifier_key for number in present) is expected
        assert trust.is_met(trust.quorum, {f"w{number}" for number in present}) is expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quorum rivals", ""),
        ("quorum rivals", "quorum rivals\nquorum rivals"),
        ("quorum rivals", "quorum strangers"),
        ("group rivals all", "group rivals 4"),
        ("group rivals all", "group rivals 0"),
        ("group rivals all", "group rivals some"),
        ("group rivals all w1 w2 w3", "group rivals all"),
        ("group rivals all w1 w2 w3", "group rivals all w1 w1"),
        ("group rivals all w1 w2 w3", "group rivals all w4"),
        ("group rivals all w1 w2 w3", "group rivals any w1\ngroup again any w1"),
        ("witness w2", "witness w1"),
        ("witness w2", "witness none"),
        ("witness w2", "log"),
        ("log ", "witness w9 "),
        ("log ", "log\nlog "),
        (str(WITNESSES[1].verifier_key), str(WITNESSES[0].verifier_key)),
        ("# Synthetic", "Synthetic"),
        ("log log.example", "log \udcfflog.example"),
    ],
)
def test_a_policy_that_cannot_be_understood_is_refused(old: str, new: str) -> None:
    text = POLICY_TEXT.replace(old, new, 1)
    assert text != POLICY_TEXT
    with pytest.raises(InputProblem):
        parse_policy(text, "trust.txt")
    with pytest.raises(verify.BadInput):
        verify.Trust(text)


def test_a_policy_may_come_from_windows_and_name_witnesses_in_any_script() -> None:
    text = POLICY_TEXT.replace(" w1", " Әділ\u00a0Сайлау").replace(" ", "\t ").replace("\n", "\r\n")
    assert len(parse_policy(text).witnesses) == len(verify.Trust(text).witnesses) == 3


def test_a_policy_names_the_line_that_is_wrong() -> None:
    with pytest.raises(InputProblem, match=re.escape("trust.txt, row 6: The number that a group needs")):
        parse_policy(POLICY_TEXT.replace("rivals all", "rivals 9"), "trust.txt")


def test_the_command_of_the_single_file(tmp_path: Path, small_log: Room) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        # Isolated from this project: what a court's expert has is the file and Python.
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-W", "error", verify.__file__, *arguments],
            capture_output=True,
            encoding="utf-8",
            env={"PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    trust, receipt, entry = tmp_path / "trust.txt", tmp_path / "5.tlog-proof", tmp_path / "entry.json"
    trust.write_text(POLICY_TEXT, encoding="utf-8")
    receipt.write_bytes(receipt_of(small_log, 5).format())
    entry.write_bytes(small_log.entries[5])
    arguments = ("receipt", str(receipt), "--policy", str(trust))
    code, text = run(*arguments, "--entry", str(entry))
    assert code == 0
    assert "VALID: entry 5 of 600 in the log log.example.org/2026" in text
    assert "confirmed by witnesses: w1, w2, w3" in text
    entry.write_bytes(small_log.entries[6])
    code, text = run(*arguments, "--entry", str(entry))
    assert (code, text) == (1, "NOT VALID (entry-differs): The receipt was made for another entry.\n")
    receipt.write_bytes(b"not a receipt")
    assert run(*arguments) == (2, "The input cannot be read: this is not a receipt\n")
    assert run("receipt", str(receipt), "--policy", str(tmp_path / "none"))[0] == 2
    assert run("log", str(tmp_path), "--policy", str(trust))[0] == 2


def test_the_single_file_imports_the_standard_library_alone() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in imports if isinstance(node, ast.Import) for name in node.names}
    assert len(imported) > 5
    assert imported <= set(sys.stdlib_module_names)


def test_a_room_of_three_witnesses_is_the_policy_of_its_text() -> None:
    by_text = parse_policy(POLICY_TEXT)
    assert by_text.logs == POLICY.logs
    assert set(by_text.witnesses.values()) == set(POLICY.witnesses.values())


def test_a_receipt_of_an_earlier_checkpoint_stays_valid_while_the_log_grows(small_log: Room) -> None:
    storage = type(small_log.storage)(small_log.storage.files)
    old = receipt_of(small_log, 599).format()
    writer = LogWriter(storage, LOG.name)
    for number in range(100):
        writer.append(b"later %d" % number)
    note = writer.publish(lambda checkpoint: SignedNote(checkpoint.text(), (LOG.sign(checkpoint.text()),)))
    assert parse_checkpoint(note.text).size == 700
    assert library_verdict(old, small_log) == single_file_verdict(old, small_log) == "valid"
