"""A whole log: every single changed byte is found, by the library and by the single-file verifier."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.core.evidence.conftest import LOG, ORIGIN, POLICY, Room, cosigned, synthetic_log

from dauys.core.evidence import verify
from dauys.core.evidence.audit import Audit, audit_log
from dauys.core.evidence.checkpoints import sign_checkpoint
from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.log import LogWriter
from dauys.core.evidence.storage import DirectoryStorage, MemoryStorage
from dauys.core.problems import InputProblem

MUTATIONS_COUNT = 20_000
SHARDS = 4


@pytest.fixture
def storage(small_log: Room) -> MemoryStorage:
    return MemoryStorage(small_log.storage.files)


def codes(audit: Audit) -> list[str]:
    return [failure.code.value for failure in audit.failures]


def single_file_verdict(room: Room, storage: MemoryStorage, folder: Path) -> str:
    DirectoryStorage(folder).write(storage.files)
    try:
        verify.verify_log(folder, verify.Trust(room.policy_text), None)
    except verify.NotValid as problem:
        return problem.code
    except verify.BadInput:
        return "malformed"
    return "valid"


def test_an_untouched_log_is_valid(small_log: Room, storage: MemoryStorage, tmp_path: Path) -> None:
    seen: list[bytes] = []
    steps: list[tuple[int, int]] = []
    audit = audit_log(
        storage,
        POLICY,
        visit=seen.insert,
        progress=lambda done, total: steps.append((done, total)),
    )
    assert audit.is_valid
    assert (audit.entries_count, audit.uncovered) == (600, ())
    assert seen == small_log.entries
    assert steps == [(256, 600), (512, 600), (600, 600)]
    assert single_file_verdict(small_log, storage, tmp_path) == "valid"


@pytest.mark.parametrize("count", [0, 1, 256])
def test_logs_at_the_edges_are_valid(count: int, tmp_path: Path) -> None:
    room = synthetic_log(count)
    assert audit_log(room.storage, POLICY).is_valid
    assert single_file_verdict(room, room.storage, tmp_path) == "valid"


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_single_changed_byte_is_found(shard: int) -> None:
    room = synthetic_log(24, earlier=(11,))
    files = room.storage.files
    places = [(path, place) for path, data in files.items() for place in range(len(data))]
    rng = random.Random(f"mutations {shard}")  # noqa: S311 - repeatable
    missed = []
    for _ in range(MUTATIONS_COUNT // SHARDS):
        path, place = rng.choice(places)
        changed = bytearray(files[path])
        changed[place] ^= rng.randrange(1, 256)
        try:
            audit = audit_log(MemoryStorage({**files, path: bytes(changed)}), POLICY)
        except (InputProblem, EvidenceFailure):
            continue
        if audit.is_valid:
            missed.append((path, place))
    assert missed == []


def test_every_byte_of_the_checkpoint_counts() -> None:
    files = synthetic_log(3).storage.files
    for place in range(len(files["checkpoint"])):
        changed = bytearray(files["checkpoint"])
        changed[place] ^= 1
        with pytest.raises((InputProblem, EvidenceFailure)):
            audit_log(MemoryStorage({**files, "checkpoint": bytes(changed)}), POLICY)


def test_the_single_file_finds_changed_bytes_too(small_log: Room, tmp_path: Path) -> None:
    rng = random.Random("single file")  # noqa: S311 - repeatable
    files = small_log.storage.files
    folder = DirectoryStorage(tmp_path)
    folder.write(files)
    trust = verify.Trust(small_log.policy_text)
    for path in files:
        for _ in range(3):
            changed = bytearray(files[path])
            changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
            (tmp_path / path).write_bytes(changed)
            with pytest.raises((verify.NotValid, verify.BadInput)):
                verify.verify_log(tmp_path, trust, None)
        (tmp_path / path).write_bytes(files[path])
    assert verify.verify_log(tmp_path, trust, None)[1] == ["w1", "w2", "w3"]


def edited_entry(storage: MemoryStorage) -> None:
    path = "tile/entries/001"
    data = storage.files[path]
    place = data.index(b'"valid":', len(data) // 2) + len(b'"valid":')
    storage.files[path] = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def edited_tile(storage: MemoryStorage) -> None:
    storage.files["tile/0/001"] = bytes(32) + storage.files["tile/0/001"][32:]


def edited_upper_tile(storage: MemoryStorage) -> None:
    storage.files["tile/1/000.p/2"] = bytes(64)


def lost_bundle(storage: MemoryStorage) -> None:
    del storage.files["tile/entries/001"]


def cut_tile(storage: MemoryStorage) -> None:
    storage.files["tile/0/001"] = storage.files["tile/0/001"][:-32]


def cut_bundle(storage: MemoryStorage) -> None:
    storage.files["tile/entries/001"] = storage.files["tile/entries/001"][:-5]


def edited_earlier_tile(storage: MemoryStorage) -> None:
    storage.files["tile/0/002.p/8"] = bytes(256)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (edited_entry, "entry-differs"),
        (edited_tile, "tile-differs"),
        (edited_upper_tile, "tile-differs"),
        (edited_earlier_tile, "tile-differs"),
        (lost_bundle, "missing-file"),
        (cut_tile, "tile-differs"),
        (cut_bundle, "bad-bundle"),
    ],
)
def test_what_was_changed_is_named(
    storage: MemoryStorage,
    small_log: Room,
    tmp_path: Path,
    change: Callable[[MemoryStorage], None],
    code: str,
) -> None:
    change(storage)
    assert codes(audit_log(storage, POLICY)) == [code]
    # The single file does not tell changed entries from changed roots by code; it names them in its sentence.
    expected = "root-differs" if code == "entry-differs" else code
    assert single_file_verdict(small_log, storage, tmp_path) == expected


def test_the_changed_entry_is_named(storage: MemoryStorage, small_log: Room, tmp_path: Path) -> None:
    edited_entry(storage)
    (failure,) = audit_log(storage, POLICY).failures
    index = int(str(failure.what.values["index"]))
    assert 256 <= index < 512
    DirectoryStorage(tmp_path).write(storage.files)
    with pytest.raises(verify.NotValid, match=f"Entries unlike their stored hash: {index}$"):
        verify.verify_log(tmp_path, verify.Trust(small_log.policy_text), None)


def test_entries_and_tiles_changed_together_do_not_reach_the_signed_root(
    storage: MemoryStorage, small_log: Room, tmp_path: Path
) -> None:
    # Someone with the disk, but without the key of the log, rebuilds everything around a changed entry.
    forged = MemoryStorage()
    writer = LogWriter(forged, ORIGIN)
    for number, entry in enumerate(small_log.entries):
        writer.append(b"forged" if number == 300 else entry)
    writer.publish(cosigned)
    forged.files["checkpoint"] = storage.files["checkpoint"]
    assert codes(audit_log(forged, POLICY)) == ["root-differs"]
    assert single_file_verdict(small_log, forged, tmp_path) == "root-differs"


def test_a_log_that_forgot_entries_is_not_a_continuation(small_log: Room, tmp_path: Path) -> None:
    shorter = synthetic_log(500)
    kept = small_log.storage.files["checkpoint"]
    assert codes(audit_log(shorter.storage, POLICY, earlier=kept)) == ["not-continued"]
    earlier = shorter.storage.files["checkpoint"]
    assert audit_log(small_log.storage, POLICY, earlier=earlier).is_valid
    DirectoryStorage(tmp_path).write(shorter.storage.files)
    trust = verify.Trust(small_log.policy_text)
    with pytest.raises(verify.NotValid, match="does not continue"):
        verify.verify_log(tmp_path, trust, kept)
    assert verify.verify_log(tmp_path, trust, earlier)


def test_a_fork_signed_by_the_log_itself_lacks_its_witnesses(small_log: Room) -> None:
    forged = MemoryStorage()
    writer = LogWriter(forged, ORIGIN)
    for entry in small_log.entries[:-1]:
        writer.append(entry)
    writer.append(b"forged")
    writer.publish(lambda checkpoint: sign_checkpoint(checkpoint, LOG))
    with pytest.raises(EvidenceFailure) as caught:
        audit_log(forged, POLICY)
    assert caught.value.code is Code.NO_QUORUM


def test_files_that_the_checkpoint_does_not_cover_are_listed(storage: MemoryStorage) -> None:
    storage.files["tile/0/002.p/200"] = bytes(32 * 200)
    storage.files["tile/0/Thumbs.db"] = b""
    audit = audit_log(storage, POLICY)
    assert audit.is_valid
    assert audit.uncovered == ("tile/0/002.p/200", "tile/0/Thumbs.db")


def test_a_folder_without_a_checkpoint_is_no_log() -> None:
    with pytest.raises(InputProblem, match="this is not a log"):
        audit_log(MemoryStorage(), POLICY)
