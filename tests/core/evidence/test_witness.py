"""A witness refuses everything but growth; every status of C2SP tlog-witness has its test."""

import pytest

from dauys.core.evidence.checkpoints import Checkpoint, sign_checkpoint
from dauys.core.evidence.log import LogWriter
from dauys.core.evidence.merkle import EMPTY_ROOT, consistency_proof
from dauys.core.evidence.notes import SignatureKind, SignedNote, Signer, encode_base64, verify_note
from dauys.core.evidence.storage import MemoryStorage
from dauys.core.evidence.tiles import TiledTree
from dauys.core.evidence.witness import (
    Accepted,
    AddCheckpoint,
    Reason,
    Refused,
    Witnessed,
    consider,
    cosign,
    parse_add_checkpoint,
)
from dauys.core.problems import InputProblem

ORIGIN = "log.example.org/2026"
LOG = Signer(ORIGIN, SignatureKind.LOG, bytes(32))
STRANGER = Signer(ORIGIN, SignatureKind.LOG, b"\x01" * 32)
WITNESS = Signer("witness.example.org", SignatureKind.WITNESS, b"\x02" * 32)
KEYS = {ORIGIN: (LOG.verifier_key,)}


class Log:
    """A log that publishes after every step and can be asked for proofs."""

    def __init__(self, *entries: str) -> None:
        self.storage = MemoryStorage()
        self.writer = LogWriter(self.storage, ORIGIN)
        self.grow(*entries)

    def grow(self, *entries: str) -> None:
        for entry in entries:
            self.writer.append(entry.encode())
        self.note = self.writer.publish(lambda checkpoint: sign_checkpoint(checkpoint, LOG))

    def request(self, old_size: int) -> AddCheckpoint:
        size = self.writer.size
        proof = consistency_proof(min(old_size, size), size, TiledTree(self.storage, size))
        return AddCheckpoint(old_size, proof, self.note)

    def state(self) -> Witnessed:
        return Witnessed(self.writer.size, self.writer.root())


def refused(request: AddCheckpoint, known: Witnessed | None = None) -> Refused:
    answer = consider(request, KEYS, {ORIGIN: known} if known else {})
    assert isinstance(answer, Refused)
    return answer


def test_growth_is_cosigned_step_by_step() -> None:
    log, known = Log(), Witnessed()
    for entry in "abcdefghij":
        log.grow(entry)
        answer = consider(log.request(known.size), KEYS, {ORIGIN: known})
        assert isinstance(answer, Accepted)
        assert answer.state == log.state()
        known = answer.state
        cosigned = log.note.with_signatures([cosign(answer, WITNESS, 1_700_000_000)])
        (verified,) = verify_note(cosigned, [WITNESS.verifier_key])
        assert verified.timestamp_s == 1_700_000_000


def test_the_same_checkpoint_is_cosigned_again() -> None:
    log = Log("a", "b")
    assert isinstance(consider(log.request(2), KEYS, {ORIGIN: log.state()}), Accepted)


def test_a_fork_of_the_same_size_is_refused_as_misbehaviour() -> None:
    honest, forked = Log("a", "b", "c"), Log("a", "b", "x")
    answer = refused(forked.request(3), honest.state())
    assert (answer.status, answer.is_misbehaviour) == (422, True)
    assert answer.known == honest.state()


def test_a_fork_that_grew_is_refused() -> None:
    honest, forked = Log("a", "b", "c"), Log("a", "b", "x", "y", "z")
    assert refused(forked.request(3), honest.state()).status == 422


def test_a_fork_is_refused_by_every_witness_that_saw_the_honest_log() -> None:
    honest, forked = Log(*"abcdef"), Log(*"abcdxyz")
    states = [Log(*"abcdef"[:size]).state() for size in range(1, 7)]
    answers = [consider(forked.request(state.size), KEYS, {ORIGIN: state}) for state in states]
    # Up to the fourth entry both logs are one; whoever saw more refuses the fork and takes the honest one.
    assert [isinstance(answer, Refused) for answer in answers] == [False] * 4 + [True] * 2
    for state in states:
        assert isinstance(consider(honest.request(state.size), KEYS, {ORIGIN: state}), Accepted)


def test_a_smaller_tree_is_refused() -> None:
    small, large = Log("a"), Log("a", "b", "c")
    assert refused(small.request(3), large.state()).reason is Reason.OLD_SIZE_TOO_LARGE
    assert refused(small.request(1), large.state()).reason is Reason.OLD_SIZE_OUTDATED


def test_an_outdated_old_size_is_told_the_known_one() -> None:
    log = Log("a", "b", "c")
    answer = refused(log.request(1), Witnessed(2, Log("a", "b").writer.root()))
    assert (answer.status, answer.known.size) == (409, 2)


@pytest.mark.parametrize("change", ["dropped", "added", "altered"])
def test_a_wrong_proof_is_refused_but_proves_nothing_against_the_log(change: str) -> None:
    log = Log(*"abcdefg")
    request = log.request(3)
    proof = {
        "dropped": request.proof[:-1],
        "added": (*request.proof, bytes(32)),
        "altered": (bytes(32), *request.proof[1:]),
    }[change]
    answer = refused(AddCheckpoint(3, proof, request.note), Log(*"abc").state())
    assert (answer.status, answer.is_misbehaviour) == (422, False)


def test_a_first_checkpoint_needs_an_empty_proof() -> None:
    log = Log("a", "b")
    assert isinstance(consider(log.request(0), KEYS, {}), Accepted)
    assert refused(AddCheckpoint(0, (bytes(32),), log.note)).status == 422


def test_an_empty_log_has_one_root() -> None:
    assert isinstance(consider(Log().request(0), KEYS, {}), Accepted)
    note = sign_checkpoint(Checkpoint(ORIGIN, 0, bytes(32)), LOG)
    assert refused(AddCheckpoint(0, (), note)).status == 422
    assert Log().writer.root() == EMPTY_ROOT


def test_an_unknown_log_is_refused() -> None:
    answer = consider(Log("a").request(0), {}, {})
    assert isinstance(answer, Refused)
    assert answer.status == 404


def test_a_checkpoint_that_the_log_did_not_sign_is_refused() -> None:
    log = Log("a")
    by_stranger = sign_checkpoint(Checkpoint(ORIGIN, 1, log.writer.root()), STRANGER)
    assert refused(AddCheckpoint(0, (), by_stranger)).status == 403
    good = log.note.signatures[0]
    false = SignedNote(log.note.text, (type(good)(good.name, good.key_id, bytes(64)),))
    assert refused(AddCheckpoint(0, (), false)).status == 403


def test_a_request_survives_its_bytes() -> None:
    for old_size in (0, 3):
        request = Log(*"abcdefg").request(old_size)
        assert parse_add_checkpoint(request.format()) == request
    body = Log("a").request(0).format()
    assert body.startswith(b"old 0\n\nlog.example.org/2026\n1\n")


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"old -1",
        b"old 01",
        b"old",
        b"new 1",
        b"old 1\nAAAA",
        b"old 1\n!",
        b"old 1\n" + b"\n".join([encode_base64(bytes(32)).encode()] * 64),
        b"\xff",
    ],
)
def test_malformed_requests_are_refused(head: bytes) -> None:
    with pytest.raises(InputProblem):
        parse_add_checkpoint(head + b"\n\n" + Log("a").note.format())
