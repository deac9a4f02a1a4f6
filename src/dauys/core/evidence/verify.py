"""Verify a receipt or a whole evidence log, offline, with nothing but Python's standard library.

    python verify.py receipt RECEIPT.tlog-proof --policy TRUST.txt [--entry ENTRY.json]
    python verify.py log FOLDER --policy TRUST.txt [--earlier CHECKPOINT]

TRUST.txt names the keys that you trust (C2SP tlog-policy). Get it from the organisations themselves, never
from the folder that you are about to verify:

    log log.example.org/2026+1a2b3c4d+AW5...
    witness rival-party witness.example.net+5e6f7a8b+BPq...
    quorum rival-party

Exit code 0: valid. 1: not valid; the reason has a code such as ``wrong-proof``. 2: the input cannot be read.

What "valid" means: the log's owner signed, and the witnesses confirmed, a list of entries of which this entry
(or this folder) is an unchanged part. It does not mean that an entry is true, nor that all was recorded.

The file is one piece on purpose, so that it can be read from top to bottom: 1. Ed25519 signatures (RFC 8032),
2. Merkle trees (RFC 6962), 3. signed notes, checkpoints, cosignatures, trust (C2SP), 4. receipts (C2SP
tlog-proof), 5. folders (C2SP tlog-tiles), 6. the command. It shares no code with what writes the log.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import re
import sys
from pathlib import Path


class NotValid(Exception):  # noqa: N818 - the evidence is at fault, not the program
    """The evidence can be read but does not hold; ``code`` names the reason for programs."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


class BadInput(Exception):  # noqa: N818 - the input is at fault, not the program
    """What was given is not evidence in the expected format."""


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 of ``data``."""
    return hashlib.sha256(data).digest()


# --- 1. Ed25519 (RFC 8032, section 5.1) ----------------------------------------------------------
# Points of the curve -x² + y² = 1 + d x² y² modulo p, kept as (X, Y, Z, T) with x = X/Z, y = Y/Z, x y = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add_points(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return a + b (RFC 8032, section 5.1.4); the formula also doubles."""
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply_point(factor: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return factor × point by doubling and adding."""
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = add_points(total, point)
        point = add_points(point, point)
        factor >>= 1
    return total


def decode_point(data: bytes) -> tuple[int, int, int, int] | None:
    """Return the point that 32 bytes encode (RFC 8032, section 5.1.3), or None if they encode none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x_squared = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(x_squared, (P + 3) // 8, P)
    if (x * x - x_squared) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - x_squared) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encode_point(point: tuple[int, int, int, int]) -> bytes:
    """Return the 32 bytes that encode ``point`` (RFC 8032, section 5.1.2)."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def has_small_order(point: tuple[int, int, int, int]) -> bool:
    """Tell whether 8 × point is neutral: no honest key is such a point."""
    return encode_point(multiply_point(8, point)) == encode_point(NEUTRAL)


BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or NEUTRAL


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Verify an Ed25519 signature (RFC 8032, section 5.1.7), as strictly as libsodium does."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, commitment = decode_point(public_key), decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or s >= ORDER:
        return False
    if has_small_order(key) or has_small_order(commitment):
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    k = int.from_bytes(digest, "little") % ORDER
    # s × base - k × key must be the point with which the signature begins.
    minus_key = (-key[0] % P, key[1], key[2], -key[3] % P)
    found = add_points(multiply_point(s, BASE), multiply_point(k, minus_key))
    return encode_point(found) == signature[:32]


# --- 2. Merkle trees (RFC 6962, section 2.1) -----------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry."""
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return sha256(b"\x01" + left + right)


def split(count: int) -> int:
    """Return the largest power of two smaller than ``count``: the left subtree has so many leaves."""
    return 1 << ((count - 1).bit_length() - 1)


def tree_hash(leaves: list[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    middle = split(len(leaves))
    return node_hash(tree_hash(leaves[:middle]), tree_hash(leaves[middle:]))


def root_from_proof(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """Return the root to which an inclusion proof leads, or None if it has the wrong length.

    The proof lists the siblings from the leaf up, so its last hash belongs to the topmost split.
    """
    if size == 1:
        return None if proof else leaf
    if not proof:
        return None
    middle, sibling = split(size), proof[-1]
    if index < middle:
        left = root_from_proof(leaf, index, middle, proof[:-1])
        return left and node_hash(left, sibling)
    right = root_from_proof(leaf, index - middle, size - middle, proof[:-1])
    return right and node_hash(sibling, right)


# --- 3. Signed notes, checkpoints, cosignatures, trust -------------------------------------------

LOG_KEY, WITNESS_KEY = 1, 4
SIGNATURE_LINE = re.compile("— ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")


def decode_base64(text: str) -> bytes:
    """Return the bytes of strict base64; every value has exactly one accepted spelling."""
    try:
        value = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadInput("a value is not in base64: " + text[:60]) from error
    if base64.b64encode(value).decode() != text:
        raise BadInput("a value is not in strict base64: " + text[:60])
    return value


def decode_hash(text: str) -> bytes:
    """Return a SHA-256 hash written in base64."""
    value = decode_base64(text)
    if len(value) != 32:
        raise BadInput("not a hash of 32 bytes: " + text)
    return value


def decode_number(text: str) -> int:
    """Return a number written without leading zeros."""
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text) or int(text) >= 2**63:
        raise BadInput("not a number: " + text[:60])
    return int(text)


class Key:
    """A public key with its name, written ``name+key id+base64`` (a C2SP *vkey*)."""

    def __init__(self, text: str, kind: int) -> None:
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise BadInput("not a verifier key: " + text)
        self.name = parts[0]
        material = decode_base64(parts[2])
        self.key_id = sha256(self.name.encode() + b"\n" + material)[:4]
        self.public_key = material[1:]
        if len(material) != 33 or material[0] != kind or self.key_id.hex() != parts[1]:
            raise BadInput("not a verifier key of the right kind: " + text)


class Trust:
    """A trust policy: logs, witnesses, and the rule that says which witnesses must have confirmed."""

    def __init__(self, text: str) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, tuple[int, list[str]]] = {}
        self.quorum = ""
        for number, line in enumerate(text.split("\n"), start=1):
            words = re.split("[ \\t]+", line.strip(" \t\r"))
            if words[0] and not words[0].startswith("#"):
                try:
                    self.read(words)
                except (BadInput, UnicodeEncodeError) as error:
                    raise BadInput("trust policy, line " + str(number) + ": " + str(error)) from error
        if not self.quorum:
            raise BadInput("the trust policy has no line that begins with “quorum”")

    def read(self, words: list[str]) -> None:
        """Take in one line of the policy."""
        if words[0] == "log" and len(words) in (2, 3):
            self.logs.append(Key(words[1], LOG_KEY))
        elif words[0] == "witness" and len(words) in (3, 4):
            self.define(words[1])
            self.witnesses[words[1]] = Key(words[2], WITNESS_KEY)
            keys = {key.public_key for key in self.witnesses.values()}
            if len(keys) < len(self.witnesses):
                raise BadInput("one key is given to two witnesses")
        elif words[0] == "group" and len(words) > 3:
            name, members = words[1], words[3:]
            self.define(name)
            needed = {"any": 1, "all": len(members)}.get(words[2]) or decode_number(words[2])
            taken = [member for group in self.groups.values() for member in group[1]] + members
            if not 1 <= needed <= len(members) or len(set(taken)) < len(taken):
                raise BadInput("a group needs between one and all of its members, each of them once")
            for member in members:
                self.require(member)
            self.groups[name] = (needed, members)
        elif words[0] == "quorum" and len(words) == 2 and not self.quorum:
            if words[1] != "none":
                self.require(words[1])
            self.quorum = words[1]
        else:
            raise BadInput("cannot be understood")

    def define(self, name: str) -> None:
        """Refuse a second meaning for a name."""
        if name == "none" or name in self.witnesses or name in self.groups:
            raise BadInput("the name is already taken: " + name)

    def require(self, name: str) -> None:
        """Refuse a name that no line above defines."""
        if name not in self.witnesses and name not in self.groups:
            raise BadInput("the name is not defined above: " + name)

    def is_met(self, name: str, confirmed: set[str]) -> bool:
        """Tell whether a witness, or enough members of a group, are among ``confirmed``."""
        if name == "none" or name in self.witnesses:
            return name == "none" or name in confirmed
        needed, members = self.groups[name]
        return sum(self.is_met(member, confirmed) for member in members) >= needed


class Checkpoint:
    """A signed statement of a log: it has ``size`` entries with the Merkle root ``root``."""

    def __init__(self, data: bytes) -> None:
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadInput("the checkpoint is not UTF-8 text") from error
        self.text, separator, signatures = whole.rpartition("\n\n")
        self.text += "\n"
        lines = self.text.split("\n")[:-1]
        if not separator or not signatures.endswith("\n") or len(lines) < 3 or "" in lines:
            raise BadInput("this is not a checkpoint")
        if any(character < " " and character != "\n" for character in whole):
            raise BadInput("the checkpoint holds control characters")
        self.origin, self.size, self.root = lines[0], decode_number(lines[1]), decode_hash(lines[2])
        self.signatures: list[tuple[str, bytes, bytes]] = []
        for line in signatures[:-1].split("\n"):
            found = SIGNATURE_LINE.fullmatch(line)
            blob = decode_base64(found.group(2)) if found else b""
            if not found or len(blob) < 5:
                raise BadInput("malformed signature line: " + line[:60])
            self.signatures.append((found.group(1), blob[:4], blob[4:]))

    def verify(self, trust: Trust) -> list[str]:
        """Return the names of the witnesses that confirmed it; raise NotValid if it does not hold."""
        logs = [key for key in trust.logs if key.name == self.origin]
        if not logs:
            raise NotValid("unknown-log", f"The policy has no key for the log “{self.origin}”.")
        # Every signature is looked at, also after a good one: a false one must not pass beside it.
        signed = [self.is_signed_by(key, LOG_KEY) for key in logs]
        if not any(signed):
            raise NotValid("not-signed", "The log did not sign this checkpoint.")
        confirmed = {name for name, key in trust.witnesses.items() if self.is_signed_by(key, WITNESS_KEY)}
        if not trust.is_met(trust.quorum, confirmed):
            names = ", ".join(sorted(confirmed)) or "none"
            raise NotValid("no-quorum", f"Too few trusted witnesses confirmed it: {names}.")
        return sorted(confirmed)

    def is_signed_by(self, key: Key, kind: int) -> bool:
        """Tell whether ``key`` signed; a false signature in its name condemns the checkpoint."""
        found = False
        for name, key_id, blob in self.signatures:
            if (name, key_id) != (key.name, key.key_id):
                continue
            message, signature = self.text.encode(), blob
            if kind == WITNESS_KEY:
                # C2SP tlog-cosignature v1: eight bytes of time, and the signature covers that time.
                seconds = int.from_bytes(blob[:8], "big")
                message = b"cosignature/v1\ntime %d\n" % seconds + message
                signature = blob[8:] if seconds < 2**63 else b""
            if not signature_holds(key.public_key, message, signature):
                raise NotValid("bad-signature", f"The signature of {name} does not hold.")
            found = True
        return found


# --- 4. Receipts (C2SP tlog-proof) ---------------------------------------------------------------


def verify_receipt(
    data: bytes, trust: Trust, given: bytes | None
) -> tuple[bytes, int, Checkpoint, list[str]]:
    """Verify a receipt; return its entry, the index, the checkpoint and the witnesses that confirmed it."""
    head, separator, note = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    if not separator or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise BadInput("this is not a receipt")
    inside = decode_base64(lines.pop(0)[len("extra ") :]) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise BadInput("the receipt does not say which entry it is for")
    index = decode_number(lines.pop(0)[len("index ") :])
    proof = [decode_hash(line) for line in lines]
    if len(proof) > 63:
        raise BadInput("the proof is longer than any proof can be")
    entry = inside if given is None else given
    if entry is None:
        raise BadInput("the receipt does not contain its entry: give it with --entry")
    if inside is not None and inside != entry:
        raise NotValid("entry-differs", "The receipt was made for another entry.")
    checkpoint = Checkpoint(note)
    witnesses = checkpoint.verify(trust)
    if index >= checkpoint.size or (
        root_from_proof(leaf_hash(entry), index, checkpoint.size, proof) != checkpoint.root
    ):
        raise NotValid("wrong-proof", "The proof does not lead from the entry to the signed root.")
    return entry, index, checkpoint, witnesses


# --- 5. Folders (C2SP tlog-tiles) ----------------------------------------------------------------


def tile_path(level: str, index: int, width: int) -> str:
    """Return the path of a tile: groups of three digits, all but the last marked with an x."""
    digits = f"{index:03d}"
    digits = digits.zfill((len(digits) + 2) // 3 * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join(["tile", level] + ["x" + group for group in groups[:-1]] + groups[-1:])
    return path if width == 256 else f"{path}.p/{width}"


def read_tile(folder: Path, level: str, index: int, width: int) -> bytes:
    """Return a tile; where a partial one is gone, the full one (which begins with it)."""
    for path in (tile_path(level, index, width), tile_path(level, index, 256)):
        try:
            return (folder / path).read_bytes()
        except FileNotFoundError:
            continue
    raise NotValid("missing-file", f"{tile_path(level, index, width)} is missing.")


def read_entries(bundle: bytes, name: str) -> list[bytes]:
    """Split a bundle into its entries: each follows its length in two bytes."""
    entries, position = [], 0
    while position < len(bundle):
        end = position + 2 + int.from_bytes(bundle[position : position + 2], "big")
        if end > len(bundle) or position + 2 > len(bundle):
            raise NotValid("bad-bundle", f"The entries of {name} cannot be told apart.")
        entries.append(bundle[position + 2 : end])
        position = end
    return entries


def widths(count: int) -> list[int]:
    """Return the widths of the tiles that ``count`` hashes fill."""
    return [256] * (count // 256) + ([count % 256] if count % 256 else [])


def read_leaves(folder: Path, size: int) -> list[bytes]:
    """Return the hashes of all entries."""
    leaves: list[bytes] = []
    for index, width in enumerate(widths(size)):
        bundle, name = read_tile(folder, "entries", index, width), tile_path("entries", index, width)
        entries = read_entries(bundle, name)
        exact = len(entries) == width or (len(entries) == 256 and not (folder / name).is_file())
        if not exact:
            raise NotValid("bad-bundle", f"{name} holds {len(entries)} entries.")
        leaves += [leaf_hash(entry) for entry in entries[:width]]
    return leaves


def compare_tiles(folder: Path, leaves: list[bytes]) -> list[str]:
    """Return the paths of the tiles whose hashes are not those that the entries give."""
    different, level, hashes = [], 0, leaves
    while hashes:
        for index, width in enumerate(widths(len(hashes))):
            expected = b"".join(hashes[index * 256 : index * 256 + width])
            path = tile_path(str(level), index, width)
            stored = read_tile(folder, str(level), index, width)
            right_size = len(stored) in ((len(expected),) if (folder / path).is_file() else (8192,))
            if not right_size or stored[: len(expected)] != expected:
                different.append(path)
        # A tile of the next level holds the roots of the full tiles of this one.
        hashes = [tree_hash(hashes[i : i + 256]) for i in range(0, len(hashes) - 255, 256)]
        level += 1
    return different


def compare_earlier_tiles(folder: Path) -> list[str]:
    """Return the partial tiles, left from smaller checkpoints, with which their successors do not begin."""
    different = []
    for place in sorted((folder / "tile").rglob("*.p")):
        stored = {
            int(path.name): path for path in place.iterdir() if re.fullmatch("[1-9][0-9]{0,2}", path.name)
        }
        if place.with_suffix("").is_file():
            stored[256] = place.with_suffix("")
        contents = {width: path.read_bytes() for width, path in stored.items()}
        largest = contents.get(max(contents, default=0), b"")
        for width, content in contents.items():
            length = width * 32
            if place.relative_to(folder).parts[1] == "entries":
                length = 0
                for _ in range(width):
                    length += 2 + int.from_bytes(largest[length : length + 2], "big")
            if content != largest[:length]:
                different.append(stored[width].relative_to(folder).as_posix())
    return different


def verify_log(folder: Path, trust: Trust, earlier: bytes | None) -> tuple[Checkpoint, list[str]]:
    """Verify every entry and tile of a log; return its checkpoint and the witnesses that confirmed it."""
    try:
        checkpoint = Checkpoint((folder / "checkpoint").read_bytes())
    except OSError as error:
        raise BadInput("there is no file “checkpoint” in " + str(folder)) from error
    witnesses = checkpoint.verify(trust)
    leaves = read_leaves(folder, checkpoint.size)
    if tree_hash(leaves) != checkpoint.root:
        raise NotValid(
            "root-differs", "The entries do not lead to the signed root." + changed(folder, leaves)
        )
    different = compare_tiles(folder, leaves) + compare_earlier_tiles(folder)
    if different:
        raise NotValid("tile-differs", "Unlike the entries: " + ", ".join(different[:20]))
    if earlier is not None:
        past = Checkpoint(earlier)
        past.verify(trust)
        if past.size > len(leaves) or tree_hash(leaves[: past.size]) != past.root:
            raise NotValid("not-continued", "The log does not continue the earlier checkpoint.")
    return checkpoint, witnesses


def changed(folder: Path, leaves: list[bytes]) -> str:
    """Name the entries that do not match the stored leaf hashes, to help whoever looks into it."""
    stored = b""
    for index, width in enumerate(widths(len(leaves))):
        stored += read_tile(folder, "0", index, width)[: width * 32]
    places = [i for i in range(len(leaves)) if stored[i * 32 : i * 32 + 32] != leaves[i]]
    return " Entries unlike their stored hash: " + ", ".join(map(str, places[:20])) if places else ""


# --- 6. The command ------------------------------------------------------------------------------


def read_file(path: str) -> bytes:
    """Return the bytes of a file."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadInput(str(error)) from error


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(description="Verify a receipt or a whole evidence log, offline.")
    commands = parser.add_subparsers(dest="command", required=True)
    receipt = commands.add_parser("receipt", help="verify one .tlog-proof file")
    receipt.add_argument("file")
    receipt.add_argument("--entry", help="the entry that the receipt is claimed to be for")
    log = commands.add_parser("log", help="verify a folder with a whole log")
    log.add_argument("folder")
    log.add_argument("--earlier", help="a checkpoint kept from before; the log must continue it")
    for command in (receipt, log):
        command.add_argument("--policy", required=True, help="the file with the keys that you trust")
    arguments = parser.parse_args()
    try:
        trust = Trust(read_file(arguments.policy).decode("utf-8", "surrogateescape"))
        if arguments.command == "receipt":
            given = read_file(arguments.entry) if arguments.entry else None
            entry, index, checkpoint, witnesses = verify_receipt(read_file(arguments.file), trust, given)
            what = f"entry {index} of {checkpoint.size}"
        else:
            earlier = read_file(arguments.earlier) if arguments.earlier else None
            checkpoint, witnesses = verify_log(Path(arguments.folder), trust, earlier)
            what, entry = f"{checkpoint.size} entries", b""
    except NotValid as problem:
        sys.stdout.write(f"NOT VALID ({problem.code}): {problem}\n")
        return 1
    except BadInput as problem:
        sys.stderr.write(f"The input cannot be read: {problem}\n")
        return 2
    sys.stdout.write(f"VALID: {what} in the log {checkpoint.origin}\n")
    sys.stdout.write(f"confirmed by witnesses: {', '.join(witnesses) or 'none'}\n")
    sys.stdout.write(f"root: {base64.b64encode(checkpoint.root).decode()}\n")
    if entry:
        sys.stdout.write(f"the entry: {entry.decode('utf-8', 'backslashreplace')}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
