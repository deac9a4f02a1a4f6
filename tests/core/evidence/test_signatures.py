"""Signatures: RFC 8032 and RFC 6979 vectors, libsodium as the oracle, and what must be refused."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from dauys.core.evidence import device_keys, verify

# RFC 8032, section 7.1: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]
# RFC 6979, appendix A.2.5: the key, and signatures over "sample" and "test" with SHA-256.
P256_KEY = (
    "p256:0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)
P256_SIGNATURES = {
    b"sample": (
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    ),
    b"test": (
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
    ),
}
# The encodings of the eight points of small order, and two that are not reduced modulo p.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
]


def libsodium_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032(key: str, message: str, signature: str) -> None:
    parts = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify.signature_holds(*parts)
    assert device_keys.signature_holds(f"ed25519:{key}", parts[1], parts[2])


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 64 * 8 - 1))
def test_plain_python_agrees_with_libsodium(seed: bytes, message: bytes, flipped_bit: int) -> None:
    signer = SigningKey(seed)
    key, signature = bytes(signer.verify_key), signer.sign(message).signature
    assert verify.signature_holds(key, message, signature)
    changed = bytearray(signature)
    changed[flipped_bit // 8] ^= 1 << flipped_bit % 8
    assert not verify.signature_holds(key, message, bytes(changed))
    assert not verify.signature_holds(key, message + b"x", signature)


def test_small_and_unreduced_points_are_refused_as_libsodium_refuses_them() -> None:
    honest = bytes(SigningKey(bytes(32)).verify_key)
    points = [*map(bytes.fromhex, SMALL_ORDER), honest]
    for key, commitment in product(points, points):
        for s in (bytes(32), (1).to_bytes(32, "little"), verify.ORDER.to_bytes(32, "little")):
            signature = commitment + s
            assert verify.signature_holds(key, b"m", signature) is libsodium_holds(key, b"m", signature)
            assert not verify.signature_holds(key, b"m", signature)


def test_a_scalar_that_is_not_reduced_is_refused() -> None:
    key, message, signature = (bytes.fromhex(text) for text in RFC_8032[0])
    s = int.from_bytes(signature[32:], "little") + verify.ORDER
    malleable = signature[:32] + s.to_bytes(32, "little")
    assert not verify.signature_holds(key, message, malleable)
    assert not libsodium_holds(key, message, malleable)


def test_wrong_lengths_are_refused() -> None:
    key, message, signature = (bytes.fromhex(text) for text in RFC_8032[0])
    assert not verify.signature_holds(key[:31], message, signature)
    assert not verify.signature_holds(key, message, signature + b"\x00")
    assert not device_keys.signature_holds(f"ed25519:{key.hex()}", message, signature[:63])


@pytest.mark.parametrize("message", P256_SIGNATURES)
def test_the_p256_vectors_of_rfc_6979(message: bytes) -> None:
    signature = bytes.fromhex(P256_SIGNATURES[message])
    assert device_keys.signature_holds(P256_KEY, message, signature)
    assert not device_keys.signature_holds(P256_KEY, message + b"x", signature)


@given(st.integers(0, 64 * 8 - 1))
def test_no_changed_p256_signature_holds(flipped_bit: int) -> None:
    changed = bytearray.fromhex(P256_SIGNATURES[b"sample"])
    changed[flipped_bit // 8] ^= 1 << flipped_bit % 8
    assert not device_keys.signature_holds(P256_KEY, b"sample", bytes(changed))


def test_impossible_p256_values_are_refused() -> None:
    good = bytes.fromhex(P256_SIGNATURES[b"sample"])
    order = device_keys.P256_ORDER.to_bytes(32, "big")
    for signature in (
        bytes(64),
        good[:32] + bytes(32),
        bytes(32) + good[32:],
        order + good[32:],
        good[:32] + order,
    ):
        assert not device_keys.signature_holds(P256_KEY, b"sample", signature)
    off_the_curve = P256_KEY[:-1] + "8"
    assert not device_keys.signature_holds(off_the_curve, b"sample", good)
    too_large = "p256:04" + "f" * 128
    assert not device_keys.signature_holds(too_large, b"sample", good)


@pytest.mark.parametrize(
    "key", ["", "ed25519:", "ed25519:" + "0" * 63, "rsa:00", P256_KEY.replace("p256:04", "p256:02")]
)
def test_malformed_device_keys_are_refused(key: str) -> None:
    assert not device_keys.is_device_key(key)
    assert not device_keys.signature_holds(key, b"", bytes(64))
