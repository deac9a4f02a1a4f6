"""A whole log under the eyes of a reader: every entry, every tile, the root, the signatures.

`verify.py` beside this file does the same with the standard library alone and shares no code with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dauys.core.evidence.checkpoints import Checkpoint, TrustPolicy, VerifiedCheckpoint, verify_checkpoint
from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.merkle import HASH_BYTES, leaf_hash, range_root
from dauys.core.evidence.storage import Readable
from dauys.core.evidence.tiles import (
    CHECKPOINT_PATH,
    TILE_FOLDER,
    TILE_WIDTH,
    Tile,
    TileBuilder,
    TiledTree,
    encode_bundle,
    parse_tile_path,
    read_bundle,
    read_tile,
    split_hashes,
    tiles_of,
)
from dauys.core.problems import InputProblem
from dauys.core.wording import msg

# Who verifies a log wants to know what is wrong, not a line for each of a million entries.
MOST_FAILURES = 100


@dataclass(frozen=True, slots=True)
class Audit:
    """What reading a whole log found.

    Parameters
    ----------
    checkpoint : VerifiedCheckpoint
        Signed by the log and confirmed by the quorum of the policy.
    failures : tuple of EvidenceFailure
        What does not agree with that checkpoint; at most 100, empty if the log holds.
    entries_count : int
        Entries that were read.
    uncovered : tuple of str
        Files that the checkpoint says nothing about: later tiles of a growing log, or foreign files.
    """

    checkpoint: VerifiedCheckpoint
    failures: tuple[EvidenceFailure, ...]
    entries_count: int
    uncovered: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Whether everything that the checkpoint covers agrees with it."""
        return not self.failures


def bundles_of(size: int) -> Iterator[Tile]:
    """Yield the entry bundles of a tree of ``size`` leaves."""
    return (tile for tile in tiles_of(size) if tile.level is None)


def audit_log(
    storage: Readable,
    policy: TrustPolicy,
    *,
    earlier: bytes | None = None,
    visit: Callable[[int, bytes], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """Verify a whole log: recompute every tile and the root from the entries, and check the signatures.

    Parameters
    ----------
    storage : Readable
        The files of the log.
    policy : TrustPolicy
        The keys to trust, known from elsewhere: never from the log's own folder.
    earlier : bytes or None
        A checkpoint kept from before: the log must be a continuation of it.
    visit : function of (index, entry) or None
        Called for every entry in order; what it sees holds only if the audit ends without failures.
    progress : function of (entries read, entries in all) or None
        Called after each bundle.

    Raises
    ------
    InputProblem
        If there is no checkpoint, or the file is not one.
    EvidenceFailure
        As `verify_checkpoint`: what nobody vouches for is not worth reading.
    """
    data = storage.read(CHECKPOINT_PATH)
    if data is None:
        raise InputProblem(msg("There is no checkpoint: this is not a log."), file=CHECKPOINT_PATH)
    verified = verify_checkpoint(data, policy)
    past = verify_checkpoint(earlier, policy).checkpoint if earlier is not None else None
    reading = _Reading(storage, verified.checkpoint.size)
    for bundle in bundles_of(reading.size):
        try:
            reading.read(bundle, visit)
        except EvidenceFailure as failure:
            # Without these entries nothing that follows can be recomputed.
            reading.failures.append(failure)
            return Audit(verified, tuple(reading.failures), reading.tree.size, ())
        if progress:
            progress(reading.tree.size, reading.size)
    for tile, expected in reading.tree.partials():
        reading.compare(tile, expected)
    reading.judge(verified.checkpoint.root)
    if past is not None:
        reading.compare_past(past)
    uncovered = reading.compare_other_files()
    return Audit(verified, tuple(reading.failures[:MOST_FAILURES]), reading.tree.size, uncovered)


@dataclass
class _Reading:
    storage: Readable
    size: int
    tree: TileBuilder = field(default_factory=TileBuilder)
    failures: list[EvidenceFailure] = field(default_factory=list)
    # Tiles that do not agree with the entries: which of the two was changed, the signed root decides.
    doubtful: list[tuple[Tile, bytes]] = field(default_factory=list)

    def read(self, bundle: Tile, visit: Callable[[int, bytes], None] | None) -> None:
        first = bundle.index * TILE_WIDTH
        for offset, entry in enumerate(read_bundle(self.storage, bundle)):
            for tile, expected in self.tree.append(leaf_hash(entry)):
                self.compare(tile, expected)
            if visit:
                visit(first + offset, entry)

    def compare(self, tile: Tile, expected: bytes) -> None:
        try:
            stored = read_tile(self.storage, tile)
        except EvidenceFailure as failure:
            self.failures.append(failure)
            return
        if stored != expected:
            self.doubtful.append((tile, expected))

    def judge(self, signed_root: bytes) -> None:
        """Compare the roots, and tell changed entries from changed tiles."""
        if self.tree.root() == signed_root:
            for tile, _expected in self.doubtful:
                self._differs(tile)
            return
        if self._root_of_stored_hashes() != signed_root:
            self.failures.insert(
                0,
                EvidenceFailure(
                    Code.ROOT_DIFFERS,
                    msg("Neither entries nor tiles lead to the signed root."),
                ),
            )
        for tile, expected in self.doubtful:
            if tile.level == 0:
                self._name_changed_entries(tile, expected)

    def compare_past(self, past: Checkpoint) -> None:
        """Compare the log with a state of it that its reader kept."""
        try:
            holds = past.size <= self.size and past.root == range_root(
                0, past.size, TiledTree(self.storage, self.size)
            )
        except EvidenceFailure:
            # The broken tile is among the failures already; the kept state cannot be confirmed.
            holds = False
        if not holds:
            self.failures.append(
                EvidenceFailure(
                    Code.NOT_CONTINUED,
                    msg(
                        "The log does not continue the earlier checkpoint of {count} entries.",
                        count=past.size,
                    ),
                )
            )

    def compare_other_files(self) -> tuple[str, ...]:
        """Compare partial tiles of earlier checkpoints; return the files that this one does not cover."""
        current = {(tile.level, tile.index): tile for tile in tiles_of(self.size)}
        uncovered = []
        for path in self.storage.names(TILE_FOLDER):
            tile = parse_tile_path(path)
            whole = current.get((tile.level, tile.index)) if tile else None
            if tile is None or whole is None or tile.width > whole.width:
                uncovered.append(path)
            elif tile.width < whole.width:
                self._compare_earlier(tile, whole)
        return tuple(uncovered)

    def _name_changed_entries(self, tile: Tile, expected: bytes) -> None:
        stored = split_hashes(read_tile(self.storage, tile))
        for offset, (ours, theirs) in enumerate(zip(split_hashes(expected), stored, strict=True)):
            if ours != theirs:
                index = tile.index * TILE_WIDTH + offset
                what = msg("Entry {index} is not the one that was recorded.", index=index)
                self.failures.append(EvidenceFailure(Code.ENTRY_DIFFERS, what))

    def _compare_earlier(self, tile: Tile, whole: Tile) -> None:
        if any(whole == doubtful for doubtful, _expected in self.doubtful):
            return
        try:
            if tile.level is None:
                expected = encode_bundle(read_bundle(self.storage, whole)[: tile.width])
            else:
                expected = read_tile(self.storage, whole)[: tile.width * HASH_BYTES]
        except EvidenceFailure:
            # The current file is among the failures already.
            return
        if self.storage.read(tile.path) != expected:
            self._differs(tile)

    def _differs(self, tile: Tile) -> None:
        self.failures.append(
            EvidenceFailure(Code.TILE_DIFFERS, msg("{path} does not agree with the entries.", path=tile.path))
        )

    def _root_of_stored_hashes(self) -> bytes | None:
        tree = TileBuilder()
        for tile in tiles_of(self.size):
            if tile.level == 0:
                try:
                    hashes = split_hashes(read_tile(self.storage, tile))
                except EvidenceFailure:
                    # It is among the failures already.
                    return None
                for stored in hashes:
                    tree.append(stored)
        return tree.root()
