"""Signed notes: a short text, and below it one line for each signature (C2SP signed-note v1.0.0).

Two kinds of Ed25519 signature are known: the plain one of a log (0x01), and the timestamped cosignature of a
witness over a checkpoint (0x04, C2SP tlog-cosignature v1).
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg

# A note has one signature a witness; the specification asks for at least 16.
MOST_SIGNATURES = 100
LARGEST_NOTE_BYTES = 1_000_000
SIGNATURE_BYTES = 64
KEY_BYTES = 32
TIMESTAMP_BYTES = 8

_SIGNATURE_LINE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")


class SignatureKind(IntEnum):
    """The signature types of C2SP signed-note that Dauys makes and checks."""

    LOG = 0x01
    WITNESS = 0x04


def decode_base64(text: str, what: Message) -> bytes:
    """Return the bytes of ``text`` in strict base64 (RFC 4648, section 4): one spelling for each value.

    Raises
    ------
    InputProblem
        With the sentence ``what``, also where unused bits are set: no byte of a file is free to change.
    """
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise InputProblem(what) from error
    if encode_base64(value) != text:
        raise InputProblem(what)
    return value


def encode_base64(value: bytes) -> str:
    """Return ``value`` in base64 (RFC 4648, section 4)."""
    return base64.b64encode(value).decode("ascii")


def is_key_name(name: str) -> bool:
    """Tell whether ``name`` may name a key: UTF-8, not empty, no Unicode space, control character or plus."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key with its name; ``str()`` gives the *vkey* text of C2SP signed-note."""

    name: str
    kind: SignatureKind
    public_key: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise InputProblem(
                msg("“{name}” cannot be the name of a key.", name=self.name),
                expected=msg("a name without spaces and without “+”, such as log.example.org/2026."),
            )
        if len(self.public_key) != KEY_BYTES:
            raise InputProblem(msg("An Ed25519 key has {count} bytes.", count=KEY_BYTES))

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, kind, public key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public_key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.kind]) + self.public_key)}"


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a vkey: ``name+hex key id+base64(kind, public key)``.

    Raises
    ------
    InputProblem
        If it is malformed, of a kind other than Ed25519, or its key id belongs to another key.
    """
    expected = msg("name+key id+key, as the log or witness published it.")
    malformed = InputProblem(msg("“{key}” is not a verifier key.", key=text), expected=expected)
    # Base64 may itself contain a plus; the name may not.
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise malformed
    name, key_id, encoded = parts
    material = decode_base64(encoded, malformed.what)
    if len(material) != 1 + KEY_BYTES or material[0] not in list(SignatureKind):
        raise malformed
    key = VerifierKey(name, SignatureKind(material[0]), material[1:])
    if key.key_id.hex() != key_id:
        raise InputProblem(
            msg("The id in the verifier key “{key}” belongs to another key.", key=text), expected=expected
        )
    return key


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line; ``blob`` is what follows the four bytes of the key id."""

    name: str
    key_id: bytes
    blob: bytes

    def line(self) -> str:
        """Return the line with its newline, as it stands in the note."""
        return f"— {self.name} {encode_base64(self.key_id + self.blob)}\n"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text that ends in a newline, and the signatures below it; none of them is trusted yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def format(self) -> bytes:
        """Return the note as it is stored and sent."""
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()

    def with_signatures(self, added: Iterable[NoteSignature]) -> "SignedNote":
        """Return the note with the signatures of ``added`` that it does not hold yet."""
        new = tuple(signature for signature in added if signature not in self.signatures)
        return SignedNote(self.text, self.signatures + new)


def parse_signature_lines(text: str) -> tuple[NoteSignature, ...]:
    """Read signature lines, each ended by a newline.

    Raises
    ------
    InputProblem
        For a line that is not one, or for more than 100 lines.
    """
    if not text.endswith("\n"):
        raise InputProblem(msg("A signature line does not end in a newline."))
    lines = text[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise InputProblem(msg("A note may hold at most {count} signatures.", count=MOST_SIGNATURES))
    signatures = []
    for line in lines:
        found = _SIGNATURE_LINE.fullmatch(line)
        if not found or not is_key_name(found[1]):
            raise InputProblem(
                msg("A signature line of the note is malformed."), expected=msg("— name base64.")
            )
        blob = decode_base64(found[2], msg("A signature of the note is not in base64."))
        if len(blob) <= 4:
            raise InputProblem(msg("A signature of the note is too short."))
        signatures.append(NoteSignature(found[1], blob[:4], blob[4:]))
    return tuple(signatures)


def parse_note(data: bytes) -> SignedNote:
    """Read a signed note without trusting it.

    Raises
    ------
    InputProblem
        If it is not UTF-8, holds control characters, has no signature or is larger than 1 MB.
    """
    if len(data) > LARGEST_NOTE_BYTES:
        raise InputProblem(msg("A signed note may hold at most {count} bytes.", count=LARGEST_NOTE_BYTES))
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputProblem(msg("The signed note is not UTF-8 text.")) from error
    if any(character < " " and character != "\n" for character in whole):
        raise InputProblem(msg("The signed note holds control characters."))
    text, separator, signature_lines = whole.rpartition("\n\n")
    if not separator or not signature_lines:
        raise InputProblem(
            msg("This is not a signed note."), expected=msg("a text, an empty line, and signature lines.")
        )
    return SignedNote(text + "\n", parse_signature_lines(signature_lines))


def cosigned_message(text: str, timestamp_s: int) -> bytes:
    """Return what a witness signs: the header, its time, the checkpoint (C2SP tlog-cosignature v1)."""
    return f"cosignature/v1\ntime {timestamp_s}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class Signer:
    """A private Ed25519 key with its name; ``seed`` is the 32 bytes of RFC 8032's private key."""

    name: str
    kind: SignatureKind
    seed: bytes = field(repr=False)

    @property
    def verifier_key(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.kind, bytes(SigningKey(self.seed).verify_key))

    def sign(self, text: str) -> NoteSignature:
        """Sign the text of a note as a log does."""
        if self.kind is not SignatureKind.LOG:
            raise ValueError("a witness signs with a time: use cosign")
        blob = SigningKey(self.seed).sign(text.encode()).signature
        return NoteSignature(self.name, self.verifier_key.key_id, blob)

    def cosign(self, text: str, timestamp_s: int) -> NoteSignature:
        """Sign a checkpoint as a witness does, at ``timestamp_s`` (seconds since 1970, UTC)."""
        if self.kind is not SignatureKind.WITNESS:
            raise ValueError("a log signs without a time: use sign")
        if not 0 < timestamp_s < 2**63:
            raise ValueError("the time of a cosignature is positive and below 2**63 seconds")
        blob = SigningKey(self.seed).sign(cosigned_message(text, timestamp_s)).signature
        stamped = timestamp_s.to_bytes(TIMESTAMP_BYTES, "big") + blob
        return NoteSignature(self.name, self.verifier_key.key_id, stamped)


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that holds; ``timestamp_s`` is the time that a witness states, None for a log."""

    key: VerifierKey
    timestamp_s: int | None


def verify_note(note: SignedNote, keys: Iterable[VerifierKey]) -> tuple[Verified, ...]:
    """Return the signatures of ``note`` by ``keys``, each key once; signatures of unknown keys are ignored.

    Raises
    ------
    EvidenceFailure
        ``bad-signature`` if a signature that names one of ``keys`` does not hold. The whole note is then
        refused, as C2SP signed-note advises.
    """
    known = {(key.name, key.key_id): key for key in keys}
    verified: dict[VerifierKey, Verified] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            verified.setdefault(key, _verify_signature(note.text, signature, key))
    return tuple(verified.values())


def _verify_signature(text: str, signature: NoteSignature, key: VerifierKey) -> Verified:
    failure = EvidenceFailure(
        Code.BAD_SIGNATURE, msg("The signature of {name} does not belong to this text.", name=key.name)
    )
    timestamp_s: int | None = None
    message, blob = text.encode(), signature.blob
    if key.kind is SignatureKind.WITNESS:
        if len(blob) != TIMESTAMP_BYTES + SIGNATURE_BYTES:
            raise failure
        timestamp_s = int.from_bytes(blob[:TIMESTAMP_BYTES], "big")
        if timestamp_s >= 2**63:
            raise failure
        message, blob = cosigned_message(text, timestamp_s), blob[TIMESTAMP_BYTES:]
    if len(blob) != SIGNATURE_BYTES:
        raise failure
    try:
        VerifyKey(key.public_key).verify(message, blob)
    except BadSignatureError as error:
        raise failure from error
    return Verified(key, timestamp_s)
