"""The evidence log: appending, building a million leaves, verifying.

``python -m bench.evidence --mutations 1000000`` runs the long form of the test of single changed bytes.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from nacl.signing import SigningKey

from bench.report import Row, Table, median_seconds
from dauys.core.evidence import verify
from dauys.core.evidence.audit import audit_log
from dauys.core.evidence.checkpoints import (
    Checkpoint,
    TrustPolicy,
    policy_of_keys,
    sign_checkpoint,
)
from dauys.core.evidence.entries import Entry, Submission
from dauys.core.evidence.failures import EvidenceFailure
from dauys.core.evidence.log import LogWriter
from dauys.core.evidence.notes import SignatureKind, SignedNote, Signer
from dauys.core.evidence.receipts import make_receipt, parse_receipt, verify_receipt
from dauys.core.evidence.storage import DirectoryStorage, MemoryStorage, Storage
from dauys.core.problems import InputProblem

ORIGIN = "log.example.org/synthetic"
LOG = Signer(ORIGIN, SignatureKind.LOG, bytes(32))
WITNESSES = [Signer(f"w{i}.example.org", SignatureKind.WITNESS, bytes([i]) * 32) for i in range(1, 6)]
POLICY = policy_of_keys([LOG.verifier_key], [witness.verifier_key for witness in WITNESSES], 3)
# Every station of a national election in Kazakhstan, rounded up.
PROTOCOLS_COUNT = 10_300
MILLION = 1_000_000


def cosigned(checkpoint: Checkpoint) -> SignedNote:
    """Return the checkpoint signed by the log and five witnesses."""
    note = sign_checkpoint(checkpoint, LOG)
    return note.with_signatures(witness.cosign(note.text, 1_700_000_000) for witness in WITNESSES)


def protocols(count: int) -> list[bytes]:
    """Return synthetic protocols, each from a phone of its own."""
    rng = random.Random(2023)  # noqa: S311 - synthetic, repeatable
    entries = []
    for station in range(count):
        key = SigningKey(rng.randbytes(32))
        submission = Submission(
            submission_id=rng.randbytes(16).hex(),
            kind="protocol",
            election="kz/synthetic",
            station=str(station),
            device="ed25519:" + bytes(key.verify_key).hex(),
            sequence=1,
            previous=None,
            device_time_ms=1_679_227_200_000 + station,
            answers={f"v{line}": rng.randrange(1000) for line in range(1, 13)},
            sealed=rng.randbytes(32).hex(),
            photos=(rng.randbytes(32).hex(), rng.randbytes(32).hex()),
        )
        signature = key.sign(submission.signed_bytes()).signature
        entries.append(Entry(submission, signature, 1_679_227_201_000 + station).to_bytes())
    return entries


def built(storage: Storage, entries: Iterable[bytes]) -> SignedNote:
    """Append all entries and publish once."""
    writer = LogWriter(storage, ORIGIN)
    for entry in entries:
        writer.append(entry)
    return writer.publish(cosigned)


def numbered() -> Iterator[bytes]:
    """Yield a million entries of 700 bytes."""
    return (b"%0700d" % number for number in range(MILLION))


def seconds(work: Callable[[], object]) -> float:
    """Return how long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def policy_text(policy: TrustPolicy) -> str:
    """Return the policy of this benchmark as a file."""
    names = [f"w{number}" for number in range(1, len(policy.witnesses) + 1)]
    witnesses = zip(names, policy.witnesses.values(), strict=True)
    lines = [f"log {LOG.verifier_key}", *(f"witness {name} {key}" for name, key in witnesses)]
    return "\n".join([*lines, f"group rivals 3 {' '.join(names)}", "quorum rivals", ""])


def run() -> list[Table]:
    """Time building and verifying."""
    entries = protocols(PROTOCOLS_COUNT)
    appending = seconds(lambda: built(MemoryStorage(), entries))
    building = [
        Row("append 10,300 protocols, in memory", len(entries) / appending, "entries/s"),
        Row(
            "1,000,000 entries of 700 bytes, in memory",
            seconds(lambda: built(MemoryStorage(), numbered())),
            "s",
        ),
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        on_disk = seconds(lambda: built(DirectoryStorage(folder / "million"), numbered()))
        building.append(Row("the same to a disk, every file synced", on_disk, "s"))
        storage = DirectoryStorage(folder / "log")
        note = built(storage, entries)
        steps = publishing_seconds(folder / "steps", entries[:2000])
        building.append(Row("a checkpoint for every entry, synced", 1 / steps, "checkpoints/s"))
        receipt = make_receipt(storage, 4711, note).format()
        (folder / "receipt").write_bytes(receipt)
        text = policy_text(POLICY)
        (folder / "trust").write_text(text, encoding="utf-8")
        whole = [sys.executable, "-I", verify.__file__, "receipt", str(folder / "receipt")]
        whole += ["--policy", str(folder / "trust")]

        def process() -> None:
            subprocess.run(whole, check=True, stdout=subprocess.DEVNULL)

        verifying = [
            milliseconds("receipt, library", lambda: verify_receipt(parse_receipt(receipt), POLICY), 50),
            milliseconds(
                "receipt, verify.py", lambda: verify.verify_receipt(receipt, verify.Trust(text), None), 20
            ),
            milliseconds("receipt, verify.py, whole process", process, 9),
            milliseconds("log of 10,300 protocols, library", lambda: audit_log(storage, POLICY), 3),
            milliseconds(
                "log of 10,300 protocols, verify.py",
                lambda: verify.verify_log(folder / "log", verify.Trust(text), None),
                3,
            ),
        ]
    return [
        Table("Evidence log: building", building, f"Entries of a protocol: {len(entries[0])} bytes."),
        Table(
            "Evidence log: verifying",
            verifying,
            f"One log signature and {len(WITNESSES)} cosignatures. Target: a receipt offline in < 100 ms.",
        ),
    ]


def milliseconds(subject: str, work: Callable[[], object], runs_count: int) -> Row:
    """Return a row with the median time of ``work``."""
    return Row(subject, median_seconds(work, runs_count) * 1000, "ms")


def publishing_seconds(folder: Path, entries: list[bytes]) -> float:
    """Return the time of appending one entry and publishing it, with five cosignatures."""
    writer = LogWriter(DirectoryStorage(folder), ORIGIN)
    start = time.perf_counter()
    for entry in entries:
        writer.append(entry)
        writer.publish(cosigned)
    return (time.perf_counter() - start) / len(entries)


# --- the long form of the test of changed bytes --------------------------------------------------


def missed_mutations(mutations_count: int, entries_count: int, seed: int) -> int:
    """Change one byte of a log at a time and audit the whole log; return how many changes went unnoticed."""
    storage = MemoryStorage()
    writer = LogWriter(storage, ORIGIN)
    for entry in protocols(entries_count):
        writer.append(entry)
        # An earlier checkpoint leaves partial tiles behind; these count as well.
        if writer.size == entries_count // 2:
            writer.publish(cosigned)
    writer.publish(cosigned)
    # Every witness must have cosigned, so that no signature line is free to change.
    policy = policy_of_keys([LOG.verifier_key], POLICY.witnesses.values())
    if not audit_log(storage, policy).is_valid:
        raise RuntimeError("the untouched log does not verify")
    paths = list(storage.files)
    sizes = [len(storage.files[path]) for path in paths]
    rng = random.Random(seed)  # noqa: S311 - repeatable
    missed = 0
    for _ in range(mutations_count):
        (path,) = rng.choices(paths, sizes)
        original = storage.files[path]
        changed = bytearray(original)
        changed[rng.randrange(len(changed))] ^= rng.randrange(1, 256)
        storage.files[path] = bytes(changed)
        try:
            missed += audit_log(storage, policy).is_valid
        except (InputProblem, EvidenceFailure):
            continue
        finally:
            storage.files[path] = original
    return missed


def main() -> None:
    """Run the long form."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=MILLION)
    parser.add_argument("--entries", type=int, default=24)
    parser.add_argument("--seed", type=int, default=2023)
    arguments = parser.parse_args()
    start = time.perf_counter()
    missed = missed_mutations(arguments.mutations, arguments.entries, arguments.seed)
    minutes = (time.perf_counter() - start) / 60
    print(f"{arguments.entries:,} entries, {arguments.mutations:,} changed bytes, {missed} missed")
    print(f"seed {arguments.seed}, {minutes:.1f} minutes")
    sys.exit(missed > 0)


if __name__ == "__main__":
    main()
