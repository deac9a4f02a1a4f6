"""A synthetic log: two phones report from three stations, three rival organisations are witnesses."""

import random
from dataclasses import dataclass

import pytest
from nacl.signing import SigningKey

from dauys.core.evidence.checkpoints import Checkpoint, TrustPolicy, policy_of_keys, sign_checkpoint
from dauys.core.evidence.entries import Entry, Submission, commitment
from dauys.core.evidence.log import LogWriter
from dauys.core.evidence.notes import SignatureKind, SignedNote, Signer
from dauys.core.evidence.storage import MemoryStorage

ORIGIN = "log.example.org/2026"
LOG = Signer(ORIGIN, SignatureKind.LOG, bytes(32))
WITNESSES = [
    Signer(f"witness.example.org/w{number}", SignatureKind.WITNESS, bytes([number]) * 32)
    for number in (1, 2, 3)
]
POLICY = policy_of_keys([LOG.verifier_key], [signer.verifier_key for signer in WITNESSES])
POLICY_TEXT = "\n".join(
    [
        "# Synthetic keys, for tests only.",
        f"log {LOG.verifier_key}",
        *(f"witness w{number} {signer.verifier_key}" for number, signer in enumerate(WITNESSES, start=1)),
        "group rivals all w1 w2 w3",
        "quorum rivals",
        "",
    ]
)


class Phone:
    """A device that numbers, chains and signs what it sends."""

    def __init__(self, name: str) -> None:
        self.key = SigningKey(name.encode().ljust(32, b"\0"))
        self.random = random.Random(name)  # noqa: S311 - synthetic data, repeatable
        self.sequence = 0
        self.previous: str | None = None

    def report(
        self, station: str, kind: str = "protocol", *, supersedes: str | None = None, **answers: int
    ) -> Entry:
        self.sequence += 1
        submission = Submission(
            submission_id=self.random.randbytes(16).hex(),
            kind=kind,
            election="kz/synthetic",
            station=station,
            device="ed25519:" + bytes(self.key.verify_key).hex(),
            sequence=self.sequence,
            previous=self.previous,
            device_time_ms=1_679_200_000_000 + self.sequence,
            answers=answers,
            sealed=self.random.randbytes(32).hex(),
            photos=(self.random.randbytes(32).hex(),),
            commitments={"name": commitment("name", "Alice", self.random.randbytes(32))},
            supersedes=supersedes,
        )
        self.previous = submission.digest
        signature = self.key.sign(submission.signed_bytes()).signature
        return Entry(submission, signature, received_ms=1_679_200_000_500 + self.sequence)


def cosigned(checkpoint: Checkpoint) -> SignedNote:
    note = sign_checkpoint(checkpoint, LOG)
    return note.with_signatures(
        signer.cosign(note.text, 1_679_200_000 + checkpoint.size) for signer in WITNESSES
    )


@dataclass
class Room:
    """What the tests of this room share."""

    storage: MemoryStorage
    entries: list[bytes]
    policy: TrustPolicy
    policy_text: str


def synthetic_log(count: int, *, earlier: tuple[int, ...] = ()) -> Room:
    """Return a log of ``count`` protocols, with checkpoints published at the sizes ``earlier`` too."""
    storage = MemoryStorage()
    writer = LogWriter(storage, ORIGIN)
    phones = [Phone("Alice's phone"), Phone("Bob's phone")]
    entries = []
    for number in range(count):
        phone = phones[number % 2]
        entries.append(
            phone.report(f"station {number % 3}", valid=100 + number, invalid=number % 7).to_bytes()
        )
        writer.append(entries[-1])
        if writer.size in earlier:
            writer.publish(cosigned)
    writer.publish(cosigned)
    return Room(storage, entries, POLICY, POLICY_TEXT)


@pytest.fixture(scope="session")
def small_log() -> Room:
    """600 entries: full and partial tiles on two levels, and partial tiles of an earlier checkpoint."""
    return synthetic_log(600, earlier=(300, 520))
