"""Checkpoints: what a log promises, who confirms it, and whom a reader trusts.

Formats: C2SP tlog-checkpoint v1.0.0, tlog-cosignature v1 (Ed25519) and tlog-policy.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dauys.core.evidence.failures import Code, EvidenceFailure
from dauys.core.evidence.merkle import HASH_BYTES
from dauys.core.evidence.notes import (
    SignatureKind,
    SignedNote,
    Signer,
    Verified,
    VerifierKey,
    decode_base64,
    encode_base64,
    parse_note,
    parse_verifier_key,
    verify_note,
)
from dauys.core.problems import InputProblem
from dauys.core.wording import Message, msg

# Sizes are 64-bit in every other implementation; a larger one is not a size.
LARGEST_SIZE = 2**63 - 1
NOBODY = "none"

_SPACES = re.compile("[ \\t]+")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def parse_decimal(text: str) -> int | None:
    """Return the non-negative integer that ``text`` spells without leading zeros, or None."""
    if not _DECIMAL.fullmatch(text):
        return None
    value = int(text)
    return value if value <= LARGEST_SIZE else None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: ``size`` entries with the RFC 6962 root ``root``; ``origin`` names the log."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "".join(line + "\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint (the note without its signatures).

    Raises
    ------
    InputProblem
        If a line is missing, empty or not spelled in the one way that the format allows.
    """
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not text.endswith("\n") or "" in lines:
        raise InputProblem(
            msg("This is not a checkpoint."),
            expected=msg("the name of the log, its size, its root hash, each on a line."),
        )
    origin, size_text, root_text, *extensions = lines
    size = parse_decimal(size_text)
    if size is None:
        raise InputProblem(msg("The size in the checkpoint is not a number: “{text}”.", text=size_text))
    malformed = msg("The root hash in the checkpoint is not 32 bytes in base64.")
    root = decode_base64(root_text, malformed)
    if len(root) != HASH_BYTES:
        raise InputProblem(malformed)
    return Checkpoint(origin, size, root, tuple(extensions))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> SignedNote:
    """Return ``checkpoint`` signed by its log.

    Raises
    ------
    ValueError
        If the key has another name than the log: readers would not accept the signature.
    """
    if signer.name != checkpoint.origin:
        text = f"the key {signer.name} cannot sign for the log {checkpoint.origin}"
        raise ValueError(text)
    return SignedNote(checkpoint.text(), (signer.sign(checkpoint.text()),))


@dataclass(frozen=True, slots=True)
class Group:
    """A rule of a trust policy: at least ``needed`` of ``members`` (witnesses or groups) have cosigned."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """Whom a reader trusts: the logs it accepts, the witnesses it knows, and how many of them must agree.

    ``quorum`` is the name of a witness or a group, or ``none``.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NOBODY

    def is_met(self, cosigned_keys: Iterable[VerifierKey]) -> bool:
        """Tell whether the cosignatures of ``cosigned_keys`` make the quorum."""
        present = set(cosigned_keys)

        def holds(name: str) -> bool:
            if name in self.witnesses:
                return self.witnesses[name] in present
            group = self.groups[name]
            return sum(holds(member) for member in group.members) >= group.needed

        return self.quorum == NOBODY or holds(self.quorum)


def policy_of_keys(
    logs: Iterable[VerifierKey], witnesses: Iterable[VerifierKey] = (), needed: int | None = None
) -> TrustPolicy:
    """Return the policy "one of ``logs``, and ``needed`` of ``witnesses``" (all of them by default)."""
    known = {key.name: key for key in witnesses}
    if not known:
        return TrustPolicy(tuple(logs))
    count = len(known) if needed is None else needed
    # A key name holds no space, so no witness can be called like this group.
    group = "the witnesses"
    return TrustPolicy(tuple(logs), known, {group: Group(count, tuple(known))}, group)


def parse_policy(text: str, file: str | None = None) -> TrustPolicy:
    """Read a trust policy in the format of C2SP tlog-policy.

    Raises
    ------
    InputProblem
        Naming the line: an unknown word, a name used twice or before its definition, a key of the wrong kind,
        a key listed twice, a threshold out of range, or not exactly one quorum.
    """
    reader = _PolicyReader(file)
    for row, line in enumerate(text.split("\n"), start=1):
        # Only ASCII white space divides words; a carriage return before the end comes from Windows.
        words = _SPACES.split(line.strip(" \t\r"))
        if words[0] and not words[0].startswith("#"):
            reader.read(row, words)
    return reader.finish()


class _PolicyReader:
    def __init__(self, file: str | None) -> None:
        self._file = file
        self._logs: list[VerifierKey] = []
        self._witnesses: dict[str, VerifierKey] = {}
        self._groups: dict[str, Group] = {}
        self._quorum: str | None = None

    def read(self, row: int, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                self._logs.append(self._key(row, key, SignatureKind.LOG, self._logs))
            case ["witness", name, key] | ["witness", name, key, _]:
                known = self._witnesses.values()
                self._define(row, name)
                self._witnesses[name] = self._key(row, key, SignatureKind.WITNESS, known)
            case ["group", name, threshold, *members] if members:
                self._define(row, name)
                self._groups[name] = self._group(row, threshold, members)
            case ["quorum", name] if self._quorum is None:
                self._quorum = self._defined(row, name, {NOBODY})
            case _:
                raise self._problem(row, msg("This line of the trust policy cannot be understood."))

    def finish(self) -> TrustPolicy:
        if self._quorum is None:
            raise InputProblem(
                msg("The trust policy names no quorum."),
                file=self._file,
                expected=msg("one line such as “quorum none”."),
            )
        return TrustPolicy(tuple(self._logs), self._witnesses, self._groups, self._quorum)

    def _problem(self, row: int, what: Message) -> InputProblem:
        return InputProblem(what, file=self._file, row=row)

    def _define(self, row: int, name: str) -> None:
        if name == NOBODY or name in self._witnesses or name in self._groups:
            raise self._problem(row, msg("This name is already taken."))

    def _defined(self, row: int, name: str, also: Iterable[str] = ()) -> str:
        if name not in self._witnesses and name not in self._groups and name not in also:
            raise self._problem(row, msg("This name was not defined above."))
        return name

    def _key(self, row: int, text: str, kind: SignatureKind, known: Iterable[VerifierKey]) -> VerifierKey:
        try:
            key = parse_verifier_key(text)
        except InputProblem as problem:
            raise InputProblem(problem.what, file=self._file, row=row, expected=problem.expected) from problem
        if key.kind is not kind:
            raise self._problem(row, msg("This key is of another kind: logs and witnesses sign differently."))
        if any(key.public_key == other.public_key for other in known):
            raise self._problem(row, msg("This key is listed twice."))
        return key

    def _group(self, row: int, threshold: str, members: list[str]) -> Group:
        words = {"any": 1, "all": len(members)}
        needed = words.get(threshold, parse_decimal(threshold))
        if needed is None or not 1 <= needed <= len(members):
            raise self._problem(row, msg("The number that a group needs lies between 1 and its members."))
        taken = {member for group in self._groups.values() for member in group.members}
        for member in members:
            self._defined(row, member)
        if taken & set(members) or len(set(members)) != len(members):
            raise self._problem(row, msg("A witness or group can be a member only once."))
        return Group(needed, tuple(members))


@dataclass(frozen=True, slots=True)
class VerifiedCheckpoint:
    """A checkpoint that its log signed and that the quorum of a policy confirmed."""

    checkpoint: Checkpoint
    note: SignedNote
    log_key: VerifierKey
    cosignatures: tuple[Verified, ...]


def verify_checkpoint(data: bytes, policy: TrustPolicy) -> VerifiedCheckpoint:
    """Read a checkpoint and verify it against ``policy``.

    Raises
    ------
    InputProblem
        If the bytes are not a checkpoint.
    EvidenceFailure
        ``unknown-log`` if the policy has no key for its origin, ``not-signed`` if that log did not sign it,
        ``bad-signature`` if a signature by a known key does not hold, ``no-quorum`` if too few witnesses
        cosigned.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    # A log speaks only for the origin that is its name.
    logs = [key for key in policy.logs if key.name == checkpoint.origin]
    if not logs:
        raise EvidenceFailure(
            Code.UNKNOWN_LOG, msg("No key is known for the log “{origin}”.", origin=checkpoint.origin)
        )
    verified = verify_note(note, [*logs, *policy.witnesses.values()])
    by_log = [signature for signature in verified if signature.key.kind is SignatureKind.LOG]
    if not by_log:
        raise EvidenceFailure(
            Code.NOT_SIGNED, msg("The log “{origin}” did not sign this checkpoint.", origin=checkpoint.origin)
        )
    cosignatures = tuple(signature for signature in verified if signature.key.kind is SignatureKind.WITNESS)
    if not policy.is_met(signature.key for signature in cosignatures):
        raise EvidenceFailure(
            Code.NO_QUORUM,
            msg(
                "Too few of the trusted witnesses confirmed this checkpoint: {names}.",
                names=", ".join(signature.key.name for signature in cosignatures) or None,
            ),
        )
    return VerifiedCheckpoint(checkpoint, note, by_log[0].key, cosignatures)
