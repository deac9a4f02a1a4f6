"""A witness: it remembers how long a log was, and confirms only what continues that.

This is the decision alone, after C2SP tlog-witness v1.0.0. Whoever runs a witness calls `consider`, writes
the new state to disk, and only then calls `cosign`; considering and writing must not be interleaved with
another request for the same log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from dauys.core.evidence.checkpoints import Checkpoint, parse_checkpoint, parse_decimal
from dauys.core.evidence.failures import EvidenceFailure
from dauys.core.evidence.merkle import EMPTY_ROOT, HASH_BYTES, LONGEST_PROOF, is_consistent
from dauys.core.evidence.notes import (
    NoteSignature,
    SignedNote,
    Signer,
    VerifierKey,
    decode_base64,
    encode_base64,
    parse_note,
    verify_note,
)
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The latest checkpoint of one log that a witness cosigned; size 0 if it never did."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """The request of a log: "my tree of ``old_size`` grew into this checkpoint; here is the proof"."""

    old_size: int
    proof: tuple[bytes, ...]
    note: SignedNote

    def format(self) -> bytes:
        """Return the body of the request."""
        lines = [f"old {self.old_size}", *map(encode_base64, self.proof), "", ""]
        return "\n".join(lines).encode() + self.note.format()


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Read the body of an ``add-checkpoint`` request.

    Raises
    ------
    InputProblem
        If it is not spelled as the protocol says; the answer is then 400.
    """
    head, separator, note_data = body.partition(b"\n\n")
    first, *proof_lines = head.decode("utf-8", "replace").split("\n")
    old_size = parse_decimal(first.removeprefix("old "))
    if not separator or not first.startswith("old ") or old_size is None:
        raise InputProblem(msg("The request does not begin with the old size of the log."))
    if len(proof_lines) > LONGEST_PROOF:
        raise InputProblem(msg("The proof is longer than any proof can be."))
    what = msg("A hash of the proof is not 32 bytes in base64.")
    proof = tuple(decode_base64(line, what) for line in proof_lines)
    if any(len(step) != HASH_BYTES for step in proof):
        raise InputProblem(what)
    return AddCheckpoint(old_size, proof, parse_note(note_data))


class Reason(Enum):
    """Why a witness refuses; the value is the HTTP status of the protocol."""

    UNKNOWN_LOG = 404
    NOT_SIGNED_BY_LOG = 403
    OLD_SIZE_TOO_LARGE = 400
    OLD_SIZE_OUTDATED = 409
    INCONSISTENT = 422


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal. ``known`` is the state that the witness keeps.

    ``is_misbehaviour`` means that the log's own signature stands under a state that does not continue the
    one it signed before: keep the request, the two checkpoints together prove it.
    """

    reason: Reason
    what: Message
    known: Witnessed
    is_misbehaviour: bool = False

    @property
    def status(self) -> int:
        """The HTTP status to answer."""
        return self.reason.value


@dataclass(frozen=True, slots=True)
class Accepted:
    """An agreement in waiting: persist ``state`` for ``checkpoint.origin`` before calling `cosign`."""

    checkpoint: Checkpoint
    note: SignedNote
    state: Witnessed


def consider(
    request: AddCheckpoint, log_keys: Mapping[str, tuple[VerifierKey, ...]], known: Mapping[str, Witnessed]
) -> Accepted | Refused:
    """Compare a checkpoint with the last one that was cosigned for its log.

    Parameters
    ----------
    request : AddCheckpoint
        As parsed.
    log_keys : mapping of origin to verifier keys
        The logs that this witness serves.
    known : mapping of origin to Witnessed
        What was persisted; a log that is not in it starts from the empty tree.

    Raises
    ------
    InputProblem
        If the note is not a checkpoint; the answer is then 400.
    """
    checkpoint = parse_checkpoint(request.note.text)
    state = known.get(checkpoint.origin, Witnessed())
    refusal = _refusal_of_sender(request, checkpoint, log_keys, state) or _refusal_of_growth(
        request, checkpoint, state
    )
    return refusal or Accepted(checkpoint, request.note, Witnessed(checkpoint.size, checkpoint.root))


def _refusal_of_sender(
    request: AddCheckpoint,
    checkpoint: Checkpoint,
    log_keys: Mapping[str, tuple[VerifierKey, ...]],
    state: Witnessed,
) -> Refused | None:
    keys = log_keys.get(checkpoint.origin)
    if keys is None:
        return Refused(Reason.UNKNOWN_LOG, msg("This witness does not serve that log."), state)
    not_signed = Refused(Reason.NOT_SIGNED_BY_LOG, msg("The log did not sign this checkpoint."), state)
    try:
        return None if verify_note(request.note, keys) else not_signed
    except EvidenceFailure:
        return not_signed


def _refusal_of_growth(request: AddCheckpoint, checkpoint: Checkpoint, state: Witnessed) -> Refused | None:
    """Tell why the checkpoint does not continue ``state``, in the order that the protocol prescribes."""
    if request.old_size > checkpoint.size:
        return Refused(Reason.OLD_SIZE_TOO_LARGE, msg("The checkpoint is smaller than the old size."), state)
    if request.old_size != state.size:
        return Refused(
            Reason.OLD_SIZE_OUTDATED,
            msg("The last checkpoint cosigned here has {count} entries.", count=state.size),
            state,
        )
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        return Refused(
            Reason.INCONSISTENT, msg("An empty log has another root."), state, is_misbehaviour=True
        )
    if is_consistent(state.size, state.root, checkpoint.size, checkpoint.root, request.proof):
        return None
    # A second root for the same size is a fork beyond doubt; a proof that fails may only be a wrong proof.
    return Refused(
        Reason.INCONSISTENT,
        msg("The checkpoint does not continue the one that was cosigned here."),
        state,
        is_misbehaviour=checkpoint.size == state.size and checkpoint.root != state.root,
    )


def cosign(accepted: Accepted, signer: Signer, timestamp_s: int) -> NoteSignature:
    """Return the witness's signature; ``accepted.state`` must already be on disk.

    ``timestamp_s`` is the time now, in seconds since 1970 (UTC).
    """
    return signer.cosign(accepted.note.text, timestamp_s)
