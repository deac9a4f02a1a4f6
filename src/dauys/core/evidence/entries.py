"""What is written into the log: submissions as the device signed them, in an envelope of the server.

A *submission* is made and signed on the phone. An *entry* is the submission with that signature and the
time at which the server received it. Photos, names and free text never enter; their hashes or commitments
do.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeAlias

from dauys.core.evidence.canonical import canonical_bytes, parse_canonical
from dauys.core.evidence.device_keys import is_device_key, signature_holds
from dauys.core.evidence.notes import decode_base64, encode_base64
from dauys.core.evidence.tiles import checked_entry
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg

SUBMISSION_FORMAT = "dauys/submission@1"
ENTRY_FORMAT = "dauys/entry@1"
SALT_BYTES = 32

Answer: TypeAlias = bool | int | str

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SUBMISSION_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_KIND = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Submission:
    """One report of one device.

    Parameters
    ----------
    submission_id : str
        128 random bits in hexadecimal: sending the same submission again changes nothing.
    kind : str
        What it is, in lower case: ``protocol``, ``incident``, ``checklist``, ``enrolment``, ``revocation``…
    election, station : str
        Their codes in the data of the election.
    device : str
        The device's public key, `device_keys`.
    sequence : int
        1 for the first submission of this device, then without gaps.
    previous : str or None
        Digest of the device's previous submission; None for the first.
    device_time_ms : int
        The device's clock, milliseconds since 1970 (UTC); recorded as it was, right or wrong.
    answers : mapping
        What was counted, ticked or chosen. Never a name, never free text.
    sealed : str or None
        SHA-256 of the sealed blob with everything personal.
    photos : tuple of str
        SHA-256 of the original bytes of each photo.
    commitments : mapping
        `commitment` of each personal field; the salts lie in the sealed blob.
    supersedes : str or None
        Digest of the submission that this one corrects. The old entry stays.
    """

    submission_id: str
    kind: str
    election: str
    station: str
    device: str
    sequence: int
    previous: str | None
    device_time_ms: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    sealed: str | None = None
    photos: tuple[str, ...] = ()
    commitments: Mapping[str, str] = field(default_factory=dict)
    supersedes: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON object; every key is always there."""
        return {
            "format": SUBMISSION_FORMAT,
            "id": self.submission_id,
            "kind": self.kind,
            "election": self.election,
            "station": self.station,
            "device": self.device,
            "sequence": self.sequence,
            "previous": self.previous,
            "device_time_ms": self.device_time_ms,
            "answers": dict(self.answers),
            "sealed": self.sealed,
            "photos": list(self.photos),
            "commitments": dict(self.commitments),
            "supersedes": self.supersedes,
        }

    def signed_bytes(self) -> bytes:
        """Return the canonical bytes that the device signs."""
        return canonical_bytes(self.to_json(), floats=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the signed bytes, in hexadecimal: how other submissions refer to this one."""
        return sha256(self.signed_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission as the log keeps it: with the device's signature and the server's time of receipt."""

    submission: Submission
    signature: bytes
    received_ms: int

    def to_bytes(self) -> bytes:
        """Return the canonical bytes that become a leaf of the tree.

        Raises
        ------
        InputProblem
            If they are longer than 65,535 bytes, or hold what canonical JSON cannot.
        """
        return checked_entry(
            canonical_bytes(
                {
                    "format": ENTRY_FORMAT,
                    "submission": self.submission.to_json(),
                    "signature": encode_base64(self.signature),
                    "received_ms": self.received_ms,
                },
                floats=False,
            )
        )

    def is_signed_by_its_device(self) -> bool:
        """Tell whether the signature belongs to the device that the submission names."""
        return signature_holds(self.submission.device, self.submission.signed_bytes(), self.signature)


def parse_entry(data: bytes) -> Entry:
    """Read an entry of the log; the signature is not checked here.

    Raises
    ------
    InputProblem
        If the bytes are not canonical JSON, or a field is missing, unknown or of the wrong kind; names the
        field.
    """
    fields = _Fields(parse_canonical(checked_entry(data), floats=False), "entry")
    fields.constant("format", ENTRY_FORMAT)
    signature = decode_base64(fields.text("signature"), msg("The signature of the device is not in base64."))
    received_ms = fields.integer("received_ms")
    submission = _parse_submission(fields.take("submission"))
    fields.nothing_else()
    return Entry(submission, signature, received_ms)


def parse_submission(data: bytes) -> Submission:
    """Read the bytes that a device signed.

    Raises
    ------
    InputProblem
        As `parse_entry`.
    """
    return _parse_submission(parse_canonical(data, floats=False))


def _parse_submission(value: object) -> Submission:
    fields = _Fields(value, "submission")
    fields.constant("format", SUBMISSION_FORMAT)
    submission = Submission(
        submission_id=fields.matching("id", _SUBMISSION_ID, msg("32 hexadecimal digits.")),
        kind=fields.matching("kind", _KIND, msg("a word in small letters, such as incident.")),
        election=fields.text("election"),
        station=fields.text("station"),
        device=fields.text("device"),
        sequence=fields.integer("sequence"),
        previous=fields.digest_or_none("previous"),
        device_time_ms=fields.integer("device_time_ms"),
        answers=fields.mapping("answers", (bool, int, str)),
        sealed=fields.digest_or_none("sealed"),
        photos=tuple(fields.digests("photos", fields.take("photos"))),
        commitments=fields.mapping("commitments", (str,)),
        supersedes=fields.digest_or_none("supersedes"),
    )
    fields.digests("commitments", list(submission.commitments.values()))
    fields.nothing_else()
    if not is_device_key(submission.device):
        raise InputProblem(
            msg("The key of the device is malformed."),
            field="device",
            expected=msg("ed25519: or p256: and the public key in hexadecimal."),
        )
    if submission.sequence < 1 or (submission.sequence == 1) != (submission.previous is None):
        raise InputProblem(
            msg("Only the first submission of a device, with sequence 1, has no previous one."),
            field="sequence",
        )
    return submission


class _Fields:
    """The fields of one JSON object, each taken once."""

    def __init__(self, value: object, name: str) -> None:
        if not isinstance(value, dict):
            raise InputProblem(msg("This is not a JSON object."), field=name)
        self._left: dict[str, object] = dict(value)

    def take(self, name: str) -> object:
        if name not in self._left:
            raise InputProblem(msg("This field is missing."), field=name)
        return self._left.pop(name)

    def nothing_else(self) -> None:
        for name in self._left:
            raise InputProblem(msg("This field is not known."), field=name)

    def constant(self, name: str, value: str) -> None:
        if self.take(name) != value:
            raise InputProblem(
                msg("This format is not known."),
                field=name,
                expected=msg("the format {format}.", format=value),
            )

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str):
            raise InputProblem(msg("This is not a string."), field=name)
        return value

    def integer(self, name: str) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise InputProblem(msg("This is not an integer."), field=name)
        return value

    def matching(self, name: str, pattern: re.Pattern[str], expected: Message) -> str:
        value = self.text(name)
        if not pattern.fullmatch(value):
            raise InputProblem(
                msg("“{value}” is not possible here.", value=value), field=name, expected=expected
            )
        return value

    def digest_or_none(self, name: str) -> str | None:
        value = self.take(name)
        return None if value is None else self.digests(name, [value])[0]

    def digests(self, name: str, values: object) -> list[str]:
        if not isinstance(values, list) or not all(
            isinstance(value, str) and _DIGEST.fullmatch(value) for value in values
        ):
            raise InputProblem(
                msg("This is not a SHA-256 digest."), field=name, expected=msg("64 hexadecimal digits.")
            )
        return values

    def mapping(self, name: str, kinds: tuple[type, ...]) -> dict[str, Any]:
        value = self.take(name)
        if not isinstance(value, dict) or not all(isinstance(item, kinds) for item in value.values()):
            raise InputProblem(msg("A value in this field is of the wrong kind."), field=name)
        return value


def commitment(field_name: str, value: str, salt: bytes) -> str:
    """Return the commitment to a personal field: it fixes the value without showing it.

    HMAC-SHA-256 under a salt of 32 random bytes, one salt for each field. Without the salt a phone number
    cannot be found by trying all of them; once the salt is destroyed, nobody can, and every proof of the
    log still holds.

    Raises
    ------
    ValueError
        If the salt has another length (a shorter one padded with zeros would open to the same commitment).
    """
    if len(salt) != SALT_BYTES:
        text = f"a salt has {SALT_BYTES} bytes, not {len(salt)}"
        raise ValueError(text)
    message = canonical_bytes(["dauys/commitment@1", field_name, value])
    return hmac.new(salt, message, sha256).hexdigest()


def opens_commitment(committed: str, field_name: str, value: str, salt: bytes) -> bool:
    """Tell whether ``value`` and ``salt`` are what was committed to."""
    return hmac.compare_digest(committed, commitment(field_name, value, salt))
