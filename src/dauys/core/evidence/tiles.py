"""The tree as static files: tiles of 256 hashes and bundles of 256 entries (C2SP tlog-tiles v0.1.0).

A folder of these files, copied to a USB stick, is the whole log.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.merkle import HASH_BYTES, Frontier, perfect_parts, perfect_root
from dauys.core.evidence.storage import Readable
from dauys.core.problems import InputProblem
from dauys.core.wording import msg

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
LARGEST_ENTRY_BYTES = 0xFFFF
CHECKPOINT_PATH = "checkpoint"
TILE_FOLDER = "tile"

_TILE_PATH = re.compile(
    r"tile/(entries|0|[1-9]|[1-5][0-9]|6[0-3])/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One file of the tree: ``width`` hashes of ``level``, or entries where ``level`` is None."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def full(self) -> "Tile":
        """The full tile at this place."""
        return Tile(self.level, self.index)

    @property
    def partial_folder(self) -> str:
        """The folder in which the partial tiles of this place lie."""
        return self.full.path + ".p"

    @property
    def path(self) -> str:
        """The path below the prefix of the log, such as ``tile/0/x001/x234/067.p/8``."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level is None else str(self.level)
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"{TILE_FOLDER}/{level}/{number}{suffix}"


def parse_tile_path(path: str) -> Tile | None:
    """Return the tile whose path is ``path``, or None if no tile has that path."""
    found = _TILE_PATH.fullmatch(path)
    if not found:
        return None
    level, number, width = found.groups()
    tile = Tile(
        None if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else TILE_WIDTH,
    )
    # Leading groups of zeros, and a partial tile of 256, would be second names of the same file.
    return tile if tile.path == path else None


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every tile and entry bundle of a tree of ``size`` leaves, level by level, bundles first."""
    for level in [None, *range((size.bit_length() + TILE_HEIGHT - 1) // TILE_HEIGHT)]:
        count = size >> (TILE_HEIGHT * (level or 0))
        for index in range(count // TILE_WIDTH):
            yield Tile(level, index)
        if count % TILE_WIDTH:
            yield Tile(level, count // TILE_WIDTH, count % TILE_WIDTH)


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries, each after its length in two bytes, highest first."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def decode_bundle(bundle: bytes, width: int) -> list[bytes]:
    """Return the first ``width`` entries of a bundle that holds at least as many.

    Raises
    ------
    ValueError
        If the lengths do not add up to the size of the bundle, or it holds fewer entries.
    """
    entries: list[bytes] = []
    position = 0
    while position < len(bundle):
        end = position + 2 + int.from_bytes(bundle[position : position + 2], "big")
        if position + 2 > len(bundle) or end > len(bundle):
            raise ValueError("an entry runs past the end of its bundle")
        entries.append(bundle[position + 2 : end])
        position = end
    if len(entries) < width:
        text = f"the bundle holds {len(entries)} entries instead of {width}"
        raise ValueError(text)
    return entries[:width]


def split_hashes(data: bytes) -> list[bytes]:
    """Return the hashes of which a tile consists."""
    return [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]


class TileBuilder:
    """Turns leaf hashes into tiles: a `Frontier` whose subtrees of height 0, 8, 16… are kept for the tiles.

    ``edges`` resumes a tree: for each level the hashes of its partial tile, empty lists included.
    """

    def __init__(self, size: int = 0, edges: Sequence[Sequence[bytes]] = ()) -> None:
        self._edges = [list(edge) for edge in edges]
        roots: list[bytes] = []
        for edge in reversed(self._edges):
            roots += [
                perfect_root(edge[index << height : (index + 1) << height])
                for height, index in perfect_parts(0, len(edge))
            ]
        self._frontier = Frontier(size, roots)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._frontier.size

    def root(self) -> bytes:
        """Return the root of the tree."""
        return self._frontier.root()

    def append(self, leaf: bytes) -> list[tuple[Tile, bytes]]:
        """Add a leaf hash; return the tiles that became full by it."""
        full = []
        for height, index, subtree in self._frontier.append(leaf):
            if height % TILE_HEIGHT:
                continue
            level = height // TILE_HEIGHT
            if level == len(self._edges):
                self._edges.append([])
            edge = self._edges[level]
            edge.append(subtree)
            if len(edge) == TILE_WIDTH:
                full.append((Tile(level, index // TILE_WIDTH), b"".join(edge)))
                edge.clear()
        return full

    def partials(self) -> list[tuple[Tile, bytes]]:
        """Return the partial tiles of the tree as it stands."""
        return [
            (Tile(level, self.size >> (TILE_HEIGHT * (level + 1)), len(edge)), b"".join(edge))
            for level, edge in enumerate(self._edges)
            if edge
        ]


def read_tile(storage: Readable, tile: Tile) -> bytes:
    """Return the bytes of a tile of hashes; where a partial one is gone, the full one is cut to its width.

    Raises
    ------
    EvidenceFailure
        ``missing-file`` if neither is there, ``tile-differs`` if it is too short or not a whole tile.
    """
    for stored in dict.fromkeys((tile, tile.full)):
        data = storage.read(stored.path)
        if data is None:
            continue
        if len(data) != stored.width * HASH_BYTES:
            raise EvidenceFailure(Code.TILE_DIFFERS, msg("{path} has the wrong size.", path=stored.path))
        return data[: tile.width * HASH_BYTES]
    raise EvidenceFailure(Code.MISSING_FILE, msg("{path} is missing.", path=tile.path))


def read_bundle(storage: Readable, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle; where a partial one is gone, the first ones of the full bundle.

    Raises
    ------
    EvidenceFailure
        ``missing-file`` or ``bad-bundle``.
    """
    for stored in dict.fromkeys((tile, tile.full)):
        data = storage.read(stored.path)
        if data is None:
            continue
        try:
            entries = decode_bundle(data, stored.width)
            if len(encode_bundle(entries)) != len(data):
                raise ValueError("the bundle holds more entries than its name says")
        except ValueError as error:
            raise EvidenceFailure(
                Code.BAD_BUNDLE, msg("The entries of {path} cannot be told apart.", path=stored.path)
            ) from error
        return entries[: tile.width]
    raise EvidenceFailure(Code.MISSING_FILE, msg("{path} is missing.", path=tile.path))


class TiledTree:
    """The hashes of a tree of ``size`` leaves, read from tiles as proofs ask for them.

    Calling it is a `merkle.NodeAt`. The tiles are believed; a proof made from wrong ones will not verify.
    """

    def __init__(self, storage: Readable, size: int) -> None:
        self.size = size
        self._storage = storage
        self._read: dict[Tile, list[bytes]] = {}

    def __call__(self, height: int, index: int) -> bytes:
        """Return the hash of the perfect subtree of ``height`` at ``index``."""
        level, inside = divmod(height, TILE_HEIGHT)
        first = index << inside
        count = self.size >> (TILE_HEIGHT * level)
        tile_index = first // TILE_WIDTH
        tile = Tile(level, tile_index, min(TILE_WIDTH, count - tile_index * TILE_WIDTH))
        if tile not in self._read:
            self._read[tile] = split_hashes(read_tile(self._storage, tile))
        offset = first % TILE_WIDTH
        return perfect_root(self._read[tile][offset : offset + (1 << inside)])


def checked_entry(entry: bytes) -> bytes:
    """Return ``entry`` if a bundle can hold it.

    Raises
    ------
    InputProblem
        If it is empty or longer than 65,535 bytes.
    """
    if not 0 < len(entry) <= LARGEST_ENTRY_BYTES:
        raise InputProblem(
            msg("An entry of the log has {count} bytes.", count=len(entry)),
            expected=msg("1 to {largest} bytes.", largest=LARGEST_ENTRY_BYTES),
        )
    return entry
