"""RFC 6962 trees against the published reference tree and against a definition written from the RFC."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys.core.evidence.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
)

# The reference tree of Certificate Transparency (RFC 6962; certificate-transparency, merkletree tests).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree_hash(entries: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is defined there."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    middle = 1
    while middle * 2 < len(entries):
        middle *= 2
    return sha256(b"\x01" + tree_hash(entries[:middle]) + tree_hash(entries[middle:])).digest()


class Tree:
    """A `NodeAt` over entries in memory."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.entries = entries

    def __call__(self, height: int, index: int) -> bytes:
        part = self.entries[index << height : (index + 1) << height]
        assert len(part) == 1 << height
        return tree_hash(part)


def grown(entries: Sequence[bytes]) -> Frontier:
    frontier = Frontier()
    for entry in entries:
        list(frontier.append(leaf_hash(entry)))
    return frontier


def numbered(count: int) -> list[bytes]:
    return [str(i).encode() for i in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_eight_reference_roots(size: int) -> None:
    assert grown(LEAVES[:size]).root().hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == tree_hash([])


def test_the_proofs_of_the_example_in_rfc_6962() -> None:
    # Section 2.1.3 names the nodes of its tree of seven leaves by letters.
    entries = LEAVES[:7]
    tree = Tree(entries)
    leaves = [leaf_hash(entry) for entry in entries]
    g, h, i, j = (tree_hash(entries[k : k + 2]) for k in (0, 2, 4, 6))
    k, l = tree_hash(entries[:4]), tree_hash(entries[4:7])  # noqa: E741 - the letters of the RFC
    assert j == leaves[6]
    assert inclusion_proof(0, 7, tree) == (leaves[1], h, l)
    assert inclusion_proof(3, 7, tree) == (leaves[2], g, l)
    assert inclusion_proof(4, 7, tree) == (leaves[5], j, k)
    assert inclusion_proof(6, 7, tree) == (i, k)
    assert consistency_proof(3, 7, tree) == (leaves[2], leaves[3], g, l)
    assert consistency_proof(4, 7, tree) == (l,)
    assert consistency_proof(6, 7, tree) == (i, j, k)


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_growing_leads_to_the_root_by_definition(entries: list[bytes]) -> None:
    assert grown(entries).root() == tree_hash(entries)


def test_every_leaf_of_every_small_tree_is_proved() -> None:
    for size in range(1, 41):
        entries = numbered(size)
        root = tree_hash(entries)
        for index in range(size):
            proof = inclusion_proof(index, size, Tree(entries))
            assert is_included(leaf_hash(entries[index]), index, size, proof, root)


def test_every_pair_of_small_trees_is_consistent() -> None:
    for size in range(1, 41):
        entries = numbered(size)
        for old in range(size + 1):
            proof = consistency_proof(old, size, Tree(entries))
            assert is_consistent(old, tree_hash(entries[:old]), size, tree_hash(entries), proof)


@given(st.data(), st.integers(1, 600))
def test_a_proof_holds_for_nothing_else(data: st.DataObject, size: int) -> None:
    entries = numbered(size)
    root = tree_hash(entries)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, Tree(entries))
    leaf = leaf_hash(entries[index])
    assert is_included(leaf, index, size, proof, root)
    other = data.draw(st.integers(0, size + 1).filter(lambda value: value != index))
    assert not is_included(leaf, other, size, proof, root)
    assert not is_included(leaf_hash(b"another"), index, size, proof, root)
    assert not is_included(leaf, index, size, (*proof, root), root)
    assert not is_included(leaf, index, size, proof[:-1], root) or not proof
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        assert not is_included(leaf, index, size, (*proof[:place], changed, *proof[place + 1 :]), root)


@given(st.data(), st.integers(2, 400))
def test_a_changed_past_is_not_consistent(data: st.DataObject, size: int) -> None:
    entries = numbered(size)
    old = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, old - 1))
    proof = consistency_proof(old, size, Tree(entries))
    root, old_root = tree_hash(entries), tree_hash(entries[:old])
    assert is_consistent(old, old_root, size, root, proof)
    forged = [*entries[:changed], b"forged", *entries[changed + 1 :]]
    assert not is_consistent(
        old, old_root, size, tree_hash(forged), consistency_proof(old, size, Tree(forged))
    )
    assert not is_consistent(old, old_root, size, root, (*proof, root))
    assert not is_consistent(old, old_root, size, root, proof[:-1])
    assert not is_consistent(size, root, old, old_root, proof)


def test_an_inner_node_is_no_leaf() -> None:
    for size in range(2, 9):
        root = tree_hash(LEAVES[:size])
        assert not is_included(root, 0, size, (), root)
        left = tree_hash(LEAVES[:1])
        assert not is_included(left, 0, size, inclusion_proof(0, size, Tree(LEAVES[:size]))[1:], root)


def test_sizes_that_do_not_fit_are_refused() -> None:
    tree = Tree(numbered(3))
    with pytest.raises(ValueError, match="leaf 3 is not in a tree of 3"):
        inclusion_proof(3, 3, tree)
    with pytest.raises(ValueError, match="no earlier state of 4"):
        consistency_proof(4, 3, tree)
    with pytest.raises(ValueError, match="2 perfect subtrees, not 1"):
        Frontier(3, [EMPTY_ROOT])
