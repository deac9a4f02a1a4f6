"""The log itself: entries come in, tiles and checkpoints go out, and nothing is ever taken back."""

from collections.abc import Callable

from dauys.core.evidence.checkpoints import Checkpoint, parse_checkpoint
from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.merkle import leaf_hash
from dauys.core.evidence.notes import SignedNote, parse_note
from dauys.core.evidence.storage import Storage
from dauys.core.evidence.tiles import (
    CHECKPOINT_PATH,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    TileBuilder,
    checked_entry,
    encode_bundle,
    read_bundle,
    read_tile,
    split_hashes,
)
from dauys.core.wording import msg

# Full tiles are put away when this many wait, so that a million entries never lie in memory together.
MOST_WAITING_FILES = 512


class LogWriter:
    """Appends entries to a log that lies in ``storage``; there must be one writer at a time.

    A writer starts where the stored checkpoint ends. Tiles beyond it, left by an interrupted run, are
    written again with the same bytes as long as the same entries come in the same order: the database that
    assigns the indexes sees to that.
    """

    def __init__(self, storage: Storage, origin: str) -> None:
        """Open or begin a log.

        Raises
        ------
        InputProblem
            If the stored checkpoint is malformed.
        EvidenceFailure
            ``unknown-log`` if it names another log, ``missing-file``, ``tile-differs``, ``bad-bundle`` or
            ``root-differs`` if the tiles do not belong to it.
        """
        self.origin = origin
        self._storage = storage
        self._waiting: dict[str, bytes] = {}
        self._completed: list[Tile] = []
        self._bundle: list[bytes] = []
        self._tree = TileBuilder()
        stored = storage.read(CHECKPOINT_PATH)
        if stored is not None:
            self._resume(parse_checkpoint(parse_note(stored).text))

    @property
    def size(self) -> int:
        """How many entries the log has; the index of the next one."""
        return self._tree.size

    def root(self) -> bytes:
        """Return the root of the tree as it stands, published or not."""
        return self._tree.root()

    def append(self, entry: bytes) -> int:
        """Add an entry and return its index; nothing is promised before `publish`.

        Raises
        ------
        InputProblem
            If the entry is empty or longer than 65,535 bytes.
        """
        index = self.size
        full = self._tree.append(leaf_hash(checked_entry(entry)))
        self._bundle.append(entry)
        for tile, data in full:
            self._keep(tile, data)
        if len(self._bundle) == TILE_WIDTH:
            self._keep(Tile(None, index // TILE_WIDTH), encode_bundle(self._bundle))
            self._bundle.clear()
        if len(self._waiting) >= MOST_WAITING_FILES:
            self._flush()
        return index

    def publish(self, sign: Callable[[Checkpoint], SignedNote]) -> SignedNote:
        """Put all tiles away, then the checkpoint that ``sign`` returns; return it.

        The order matters: whoever reads a checkpoint finds every tile that it covers. ``sign`` may ask
        witnesses; what it returns must have the text of the checkpoint that it was given.
        """
        self._flush()
        partial = dict(self._tree.partials())
        if self._bundle:
            partial[Tile(None, self.size // TILE_WIDTH, len(self._bundle))] = encode_bundle(self._bundle)
        self._storage.write({tile.path: data for tile, data in partial.items()})
        checkpoint = Checkpoint(self.origin, self.size, self.root())
        note = sign(checkpoint)
        if note.text != checkpoint.text():
            raise ValueError("the signed note is not the checkpoint that was to be signed")
        self._storage.write({CHECKPOINT_PATH: note.format()})
        # C2SP tlog-tiles lets a partial tile go when the full one is there.
        for tile in self._completed:
            self._storage.delete(self._storage.names(tile.partial_folder))
        self._completed.clear()
        return note

    def _keep(self, tile: Tile, data: bytes) -> None:
        self._waiting[tile.path] = data
        self._completed.append(tile)

    def _flush(self) -> None:
        self._storage.write(self._waiting)
        self._waiting = {}

    def _resume(self, checkpoint: Checkpoint) -> None:
        if checkpoint.origin != self.origin:
            raise EvidenceFailure(
                Code.UNKNOWN_LOG, msg("These are the files of the log “{origin}”.", origin=checkpoint.origin)
            )
        edges: list[list[bytes]] = []
        count = checkpoint.size
        while count:
            index, width = divmod(count, TILE_WIDTH)
            tile = Tile(len(edges), index, width)
            edges.append(split_hashes(read_tile(self._storage, tile)) if width else [])
            count >>= TILE_HEIGHT
        self._tree = TileBuilder(checkpoint.size, edges)
        index, width = divmod(checkpoint.size, TILE_WIDTH)
        if width:
            self._bundle = read_bundle(self._storage, Tile(None, index, width))
        if self.root() != checkpoint.root:
            raise EvidenceFailure(
                Code.ROOT_DIFFERS, msg("The stored tiles do not lead to the root of the checkpoint.")
            )
