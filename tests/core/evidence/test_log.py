"""The log as files: layout, growth, resumption, and what it does when its own files are wrong."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.evidence.checkpoints import Checkpoint, parse_checkpoint, sign_checkpoint
from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.log import LogWriter
from dauys.core.evidence.merkle import (
    EMPTY_ROOT,
    inclusion_proof,
    is_included,
    leaf_hash,
    range_root,
)
from dauys.core.evidence.notes import SignatureKind, SignedNote, Signer, parse_note
from dauys.core.evidence.storage import DirectoryStorage, MemoryStorage
from dauys.core.evidence.tiles import (
    Tile,
    TiledTree,
    decode_bundle,
    encode_bundle,
    parse_tile_path,
    read_bundle,
    tiles_of,
)
from dauys.core.problems import InputProblem

ORIGIN = "log.example.org/2026"
SIGNER = Signer(ORIGIN, SignatureKind.LOG, bytes(32))


def sign(checkpoint: Checkpoint) -> SignedNote:
    return sign_checkpoint(checkpoint, SIGNER)


def entry(number: int) -> bytes:
    return b"entry %d" % number


def published(count: int, storage: MemoryStorage | DirectoryStorage | None = None) -> MemoryStorage:
    store = MemoryStorage() if storage is None else storage
    log = LogWriter(store, ORIGIN)
    for number in range(log.size, count):
        log.append(entry(number))
    log.publish(sign)
    assert isinstance(store, MemoryStorage)
    return store


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        # The example of C2SP tlog-tiles, "Merkle Tree".
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 999), "tile/1/999"),
        (Tile(1, 1000, 17), "tile/1/x001/000.p/17"),
        (Tile(None, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_paths_of_tiles(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert parse_tile_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000/001",
        "tile/data/000",
        "tile/0/٠٠٠",
        "../tile/0/000",
    ],
)
def test_other_paths_name_no_tile(path: str) -> None:
    assert parse_tile_path(path) is None


def test_the_tiles_of_the_example_of_70_000_entries() -> None:
    # C2SP tlog-tiles, "Partial Tiles".
    tiles = [tile for tile in tiles_of(70_000) if tile.level is not None]
    assert len([tile for tile in tiles if tile.level == 0 and tile.width == 256]) == 273
    assert [tile for tile in tiles if tile.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [tile for tile in tiles if tile.level == 1 and tile.width == 256] == [Tile(1, 0)]
    assert [tile for tile in tiles_of(256) if tile.level is not None] == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles_of(0)) == []


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_536, 65_793])
def test_the_files_are_those_of_the_specification(count: int) -> None:
    storage = published(count)
    assert set(storage.files) == {"checkpoint", *(tile.path for tile in tiles_of(count))}
    checkpoint = parse_checkpoint(parse_note(storage.files["checkpoint"]).text)
    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, count)
    assert checkpoint.root == range_root(0, count, TiledTree(storage, count))
    if not count:
        assert checkpoint.root == EMPTY_ROOT


@given(st.lists(st.integers(0, 300), max_size=6))
def test_growth_in_steps_and_by_restarts_ends_in_the_same_files(steps: list[int]) -> None:
    storage, total = MemoryStorage(), 0
    for step in steps:
        total += step
        published(total, storage)
    whole = published(total)
    # Partial tiles of earlier checkpoints may stay; everything else is equal.
    assert {path: storage.files[path] for path in whole.files if steps} == (whole.files if steps else {})
    for path, data in storage.files.items():
        tile = parse_tile_path(path)
        if tile is not None and path not in whole.files:
            current = next(t for t in tiles_of(total) if (t.level, t.index) == (tile.level, tile.index))
            assert whole.files[current.path].startswith(data)


@given(st.integers(1, 2000), st.data())
def test_proofs_are_made_from_tiles(size: int, data: st.DataObject) -> None:
    storage = published(size)
    index = data.draw(st.integers(0, size - 1))
    tree = TiledTree(storage, size)
    root = parse_checkpoint(parse_note(storage.files["checkpoint"]).text).root
    assert is_included(leaf_hash(entry(index)), index, size, inclusion_proof(index, size, tree), root)


def test_a_partial_tile_that_is_gone_is_cut_from_the_full_one() -> None:
    storage = published(10)
    older = parse_checkpoint(parse_note(storage.files["checkpoint"]).text)
    published(300, storage)
    assert "tile/0/000.p/10" not in storage.files
    assert range_root(0, 10, TiledTree(storage, 10)) == older.root
    assert read_bundle(storage, Tile(None, 0, 10)) == [entry(number) for number in range(10)]


def test_a_writer_resumes_from_full_tiles_where_the_partial_ones_are_gone() -> None:
    storage, later = published(10), published(300)
    for path in storage.names("tile"):
        del storage.files[path]
    later.files["checkpoint"] = storage.files["checkpoint"]
    assert LogWriter(later, ORIGIN).size == 10
    assert published(300, later).files["checkpoint"] == published(300).files["checkpoint"]


def test_what_was_not_published_is_written_again_after_a_crash() -> None:
    storage = published(5)
    log = LogWriter(storage, ORIGIN)
    for number in range(5, 700):
        log.append(entry(number))

    def crash(_checkpoint: Checkpoint) -> SignedNote:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        log.publish(crash)
    assert LogWriter(storage, ORIGIN).size == 5
    assert published(700, storage).files["checkpoint"] == published(700).files["checkpoint"]


def test_a_million_entries_never_wait_together() -> None:
    class Counting(MemoryStorage):
        calls = 0

        def write(self, files: Mapping[str, bytes]) -> None:
            self.calls += 1
            assert len(files) <= 513

    storage = Counting()
    log = LogWriter(storage, ORIGIN)
    for number in range(256 * 600):
        log.append(entry(number))
    assert storage.calls == 2


@pytest.mark.parametrize("damage", ["tile/0/000.p/5", "tile/entries/000.p/5"])
def test_a_writer_refuses_files_that_do_not_belong_to_the_checkpoint(damage: str) -> None:
    storage = published(5)
    storage.files[damage] = b"\x00" * len(storage.files[damage])
    with pytest.raises(EvidenceFailure):
        LogWriter(storage, ORIGIN)
    del storage.files[damage]
    with pytest.raises(EvidenceFailure) as caught:
        LogWriter(storage, ORIGIN)
    assert caught.value.code is Code.MISSING_FILE


def test_a_writer_refuses_the_files_of_another_log() -> None:
    with pytest.raises(EvidenceFailure, match="These are the files of the log"):
        LogWriter(published(5), "another.example.org")


def test_a_signature_over_another_checkpoint_is_not_published() -> None:
    log = LogWriter(MemoryStorage(), ORIGIN)
    log.append(entry(0))
    with pytest.raises(ValueError, match="not the checkpoint"):
        log.publish(lambda checkpoint: sign(Checkpoint(ORIGIN, checkpoint.size + 1, checkpoint.root)))
    with pytest.raises(ValueError, match="cannot sign for the log"):
        sign(Checkpoint("another.example.org", 0, EMPTY_ROOT))


@pytest.mark.parametrize("size", [0, 65_536])
def test_an_entry_that_no_bundle_can_hold_is_refused(size: int) -> None:
    log = LogWriter(MemoryStorage(), ORIGIN)
    with pytest.raises(InputProblem, match="1 to 65,535 bytes"):
        log.append(bytes(size))
    assert log.size == 0
    assert log.append(bytes(65_535)) == 0


@given(st.lists(st.binary(min_size=1, max_size=20), max_size=20))
def test_a_bundle_returns_its_entries(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), len(entries)) == entries


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x02a", b"\x00\x01ab"])
def test_a_broken_bundle_is_refused(bundle: bytes) -> None:
    with pytest.raises(ValueError, match="past the end"):
        decode_bundle(bundle, 1)
    with pytest.raises(ValueError, match="instead of 2"):
        decode_bundle(b"\x00\x01a", 2)


def test_a_directory_holds_the_same_files(tmp_path: Path) -> None:
    storage = DirectoryStorage(tmp_path / "log")
    log = LogWriter(storage, ORIGIN)
    for number in range(300):
        log.append(entry(number))
        if number in {3, 299}:
            log.publish(sign)
    memory = published(300)
    assert storage.names("tile") == memory.names("tile")
    assert all(storage.read(path) == data for path, data in memory.files.items())
    assert not list(tmp_path.rglob(".*"))
    assert storage.read("tile/0/001/nothing") is None
    assert LogWriter(storage, ORIGIN).root() == log.root()


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = DirectoryStorage(tmp_path)
    storage.write({"checkpoint": b"old"})

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        storage.write({"checkpoint": b"new"})
    assert storage.read("checkpoint") == b"old"
