"""Receipts: one file that shows, without any network, that an entry is in the log (C2SP tlog-proof v1).

The entry itself travels in the ``extra`` line, so that a receipt is complete. That line is not
authenticated by the format; it is here, because the entry's hash is what the proof starts from.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dauys.core.evidence.checkpoints import (
    TrustPolicy,
    VerifiedCheckpoint,
    parse_checkpoint,
    parse_decimal,
    verify_checkpoint,
)
from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.merkle import (
    HASH_BYTES,
    LONGEST_PROOF,
    inclusion_proof,
    is_included,
    leaf_hash,
)
from dauys.core.evidence.notes import (
    NoteSignature,
    SignedNote,
    decode_base64,
    encode_base64,
    parse_note,
)
from dauys.core.evidence.storage import Readable
from dauys.core.evidence.tiles import TILE_WIDTH, Tile, TiledTree, read_bundle
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg

HEADER = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A proof that the entry at ``index`` is in the tree of the checkpoint ``note``; not yet verified."""

    index: int
    proof: tuple[bytes, ...]
    note: SignedNote
    entry: bytes | None = None

    def format(self) -> bytes:
        """Return the receipt as a ``.tlog-proof`` file."""
        lines = [HEADER]
        if self.entry is not None:
            lines.append(f"extra {encode_base64(self.entry)}")
        lines += [f"index {self.index}", *map(encode_base64, self.proof), "", ""]
        return "\n".join(lines).encode() + self.note.format()

    def with_cosignatures(self, cosignatures: Iterable[NoteSignature]) -> "Receipt":
        """Return the receipt with the signatures of witnesses that answered later."""
        return replace(self, note=self.note.with_signatures(cosignatures))


def make_receipt(storage: Readable, index: int, note: SignedNote) -> Receipt:
    """Return the receipt for entry ``index`` under the checkpoint ``note``, read from the tiles of a log.

    Raises
    ------
    ValueError
        If the checkpoint does not cover the entry yet.
    EvidenceFailure
        If a tile or the bundle is missing or broken.
    """
    size = parse_checkpoint(note.text).size
    proof = inclusion_proof(index, size, TiledTree(storage, size))
    bundle_index, offset = divmod(index, TILE_WIDTH)
    width = min(TILE_WIDTH, size - bundle_index * TILE_WIDTH)
    entry = read_bundle(storage, Tile(None, bundle_index, width))[offset]
    return Receipt(index, proof, note, entry)


def parse_receipt(data: bytes, file: str | None = None) -> Receipt:
    """Read a ``.tlog-proof`` file without trusting it.

    Raises
    ------
    InputProblem
        If it is not spelled exactly as the format says.
    """
    head, separator, note_data = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")

    def malformed(row: int, what: Message) -> InputProblem:
        return InputProblem(what, file=file, row=row, expected=msg("a receipt in the format tlog-proof v1."))

    if lines[0] != HEADER or not separator:
        raise malformed(1, msg("This is not a receipt."))
    row, entry = 2, None
    if len(lines) > 1 and lines[1].startswith("extra "):
        entry = decode_base64(
            lines[1].removeprefix("extra "), msg("The entry in the receipt is not in base64.")
        )
        row = 3
    index_line, *proof_lines = lines[row - 1 :] or [""]
    index = parse_decimal(index_line.removeprefix("index "))
    if not index_line.startswith("index ") or index is None:
        raise malformed(row, msg("The receipt does not say which entry it is for."))
    if len(proof_lines) > LONGEST_PROOF:
        raise malformed(row + 1, msg("The proof is longer than any proof can be."))
    what = msg("A hash of the proof is not 32 bytes in base64.")
    proof = tuple(decode_base64(line, what) for line in proof_lines)
    for place, step in enumerate(proof):
        if len(step) != HASH_BYTES:
            raise malformed(row + 1 + place, what)
    return Receipt(index, proof, parse_note(note_data), entry)


@dataclass(frozen=True, slots=True)
class VerifiedReceipt:
    """What a receipt proves: that ``entry`` stands at ``index`` of the log whose checkpoint was verified."""

    entry: bytes
    index: int
    checkpoint: VerifiedCheckpoint


def verify_receipt(receipt: Receipt, policy: TrustPolicy, entry: bytes | None = None) -> VerifiedReceipt:
    """Verify a receipt offline.

    Parameters
    ----------
    receipt : Receipt
        As parsed.
    policy : TrustPolicy
        The keys of the log and the witnesses, known from elsewhere: never from the receipt.
    entry : bytes or None
        The entry that the receipt is claimed to be for; None takes the one inside.

    Raises
    ------
    InputProblem
        If there is no entry, neither inside nor given.
    EvidenceFailure
        As `verify_checkpoint`; ``entry-differs`` if another entry is inside; ``wrong-proof`` if the proof
        does not lead from the entry to the signed root.
    """
    shown = receipt.entry if entry is None else entry
    if shown is None:
        raise InputProblem(
            msg("The receipt does not contain its entry."), expected=msg("the entry in a file of its own.")
        )
    if receipt.entry is not None and receipt.entry != shown:
        raise EvidenceFailure(Code.ENTRY_DIFFERS, msg("The receipt was made for another entry."))
    verified = verify_checkpoint(receipt.note.format(), policy)
    tree = verified.checkpoint
    if not is_included(leaf_hash(shown), receipt.index, tree.size, receipt.proof, tree.root):
        raise EvidenceFailure(
            Code.WRONG_PROOF,
            msg("The proof does not lead from the entry to the root that the log signed."),
        )
    return VerifiedReceipt(shown, receipt.index, verified)
