"""The Merkle tree of RFC 6962: roots, growth by one leaf, proofs and their verification.

Everything here works on hashes alone. A proof asks for perfect subtrees through ``NodeAt``: a function
from (height, index) to the hash of ``leaves[index << height : (index + 1) << height]``, so that the same
code reads hashes from memory, from tiles on a disk or from a mirror on a USB stick.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TypeAlias

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
# No list of entries is longer than this; C2SP tlog-witness limits proofs to as many lines.
LONGEST_PROOF = 63

NodeAt: TypeAlias = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over ``hashes``, whose number is a power of two."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


class Frontier:
    """The right edge of a growing tree: the roots of its perfect subtrees, largest first.

    Memory and the work of one append are O(log n); appending n leaves costs n - 1 inner hashes in all.
    """

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        if len(roots) != size.bit_count():
            text = f"a tree of {size} leaves has {size.bit_count()} perfect subtrees, not {len(roots)}"
            raise ValueError(text)
        self.size = size
        self._roots = list(roots)

    def append(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add a leaf hash; yield (height, index, hash) of every subtree that it completes, from the leaf up.

        The tree has grown only when the iterator is exhausted.
        """
        index, height, current = self.size, 0, leaf
        yield height, index, current
        while index & 1:
            current = node_hash(self._roots.pop(), current)
            index >>= 1
            height += 1
            yield height, index, current
        self._roots.append(current)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self._roots:
            return EMPTY_ROOT
        total = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            total = node_hash(left, total)
        return total


def perfect_parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (height, index) of the perfect subtrees that make up ``[start, end)``, largest first.

    ``start`` must be a multiple of the largest power of two that fits, as it is in every RFC 6962 subtree.
    """
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def range_root(start: int, end: int, node_at: NodeAt) -> bytes:
    """Return the RFC 6962 hash of the leaves ``[start, end)``; the empty tree has a hash of its own."""
    parts = [node_at(height, index) for height, index in perfect_parts(start, end)]
    if not parts:
        return EMPTY_ROOT
    total = parts[-1]
    for left in reversed(parts[:-1]):
        total = node_hash(left, total)
    return total


def _split(count: int) -> int:
    """Return the largest power of two smaller than ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, node_at: NodeAt) -> tuple[bytes, ...]:
    """Return the audit path of leaf ``index`` in the tree of the first ``size`` leaves (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        text = f"leaf {index} is not in a tree of {size}"
        raise ValueError(text)
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(middle, end, node_at))
            end = middle
        else:
            path.append(range_root(start, middle, node_at))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old_size: int, size: int, node_at: NodeAt) -> tuple[bytes, ...]:
    """Return the proof that the first ``old_size`` leaves of ``size`` were not changed (RFC 6962, 2.1.2).

    It is empty for an old size of 0 or of ``size``.
    """
    if not 0 <= old_size <= size:
        text = f"a tree of {size} has no earlier state of {old_size}"
        raise ValueError(text)
    if old_size in (0, size):
        return ()
    path: list[bytes] = []
    start, end = 0, size
    # While the old tree is not exactly the subtree at hand, descend towards its right edge.
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(range_root(middle, end, node_at))
            end = middle
        else:
            path.append(range_root(start, middle, node_at))
            start = middle
    if start:
        # The old root is not itself this subtree, so the verifier needs its hash.
        path.append(range_root(start, end, node_at))
    return tuple(reversed(path))


def root_of_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that ``proof`` leads to, or None if it cannot be a proof for ``index`` in ``size``.

    The algorithm of RFC 9162, section 2.1.3.2, which holds for RFC 6962 trees as well.
    """
    if not 0 <= index < size:
        return None
    node, last, current = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            current = node_hash(current, sibling)
        node >>= 1
        last >>= 1
    return current if last == 0 else None


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether ``proof`` shows ``leaf`` to stand at ``index`` of the tree of ``size`` with ``root``."""
    return root_of_inclusion(leaf, index, size, proof) == root


def is_consistent(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether ``proof`` shows that the newer tree begins with the older one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        # The old tree is a perfect subtree of the new one; its root is not repeated in the proof.
        path.insert(0, old_root)
    if not path:
        return False
    node, last = old_size - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old_total = new_total = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_total = node_hash(sibling, old_total)
            new_total = node_hash(sibling, new_total)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            new_total = node_hash(new_total, sibling)
        node >>= 1
        last >>= 1
    return last == 0 and old_total == old_root and new_total == root
