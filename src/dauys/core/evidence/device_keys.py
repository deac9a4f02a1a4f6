"""The keys of phones: Ed25519, and ECDSA on P-256 where the browser knows no Ed25519.

A key is written ``ed25519:`` or ``p256:`` and its public key in hexadecimal; P-256 keys are the 65 bytes of
an uncompressed point, and its signatures are r and s in 32 bytes each, as WebCrypto makes them. P-256 is
verified here in plain Python (FIPS 186-5, section 6.4.2): verification handles no secret, so it need not
run in constant time, and the core needs no second library. It takes some milliseconds; Ed25519 goes through
libsodium.
"""

import re
from hashlib import sha256
from typing import TypeAlias

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

_KEY = re.compile(r"ed25519:[0-9a-f]{64}|p256:04[0-9a-f]{128}", re.ASCII)

# The curve P-256: NIST SP 800-186, section 3.2.1.3.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_A = -3
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

# Jacobian coordinates (X, Y, Z) stand for (X / Z**2, Y / Z**3); Z = 0 is the point at infinity.
_Point: TypeAlias = tuple[int, int, int]
_INFINITY: _Point = (1, 1, 0)


def is_device_key(text: str) -> bool:
    """Tell whether ``text`` is spelled as the key of a device."""
    return bool(_KEY.fullmatch(text))


def signature_holds(device_key: str, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` was made with the private half of ``device_key``."""
    if not is_device_key(device_key) or len(signature) != 64:
        return False
    algorithm, _, encoded = device_key.partition(":")
    public_key = bytes.fromhex(encoded)
    if algorithm == "p256":
        return _p256_holds(public_key, message, signature)
    try:
        VerifyKey(public_key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def _p256_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    x, y = int.from_bytes(public_key[1:33], "big"), int.from_bytes(public_key[33:], "big")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if x >= _P or y >= _P or (y * y - (x * x * x + _A * x + _B)) % _P:
        return False
    if not (0 < r < P256_ORDER and 0 < s < P256_ORDER):
        return False
    inverse = pow(s, -1, P256_ORDER)
    digest = int.from_bytes(sha256(message).digest(), "big")
    total = _sum_of_multiples(digest * inverse % P256_ORDER, (*_G, 1), r * inverse % P256_ORDER, (x, y, 1))
    if total[2] == 0:
        return False
    return total[0] * pow(total[2], -2, _P) % _P % P256_ORDER == r


def _sum_of_multiples(u: int, first: _Point, v: int, second: _Point) -> _Point:
    """Return ``u * first + v * second``, doubling once for both (Shamir's trick)."""
    both = _add(first, second)
    total = _INFINITY
    for place in range(max(u.bit_length(), v.bit_length()) - 1, -1, -1):
        total = _double(total)
        match (u >> place & 1, v >> place & 1):
            case (1, 1):
                total = _add(total, both)
            case (1, 0):
                total = _add(total, first)
            case (0, 1):
                total = _add(total, second)
    return total


def _double(point: _Point) -> _Point:
    x, y, z = point
    if z == 0 or y == 0:
        return _INFINITY
    y_squared = y * y % _P
    s = 4 * x * y_squared % _P
    m = (3 * x * x + _A * pow(z, 4, _P)) % _P
    new_x = (m * m - 2 * s) % _P
    return new_x, (m * (s - new_x) - 8 * y_squared * y_squared) % _P, 2 * y * z % _P


def _add(first: _Point, second: _Point) -> _Point:
    if first[2] == 0:
        return second
    if second[2] == 0:
        return first
    z1_squared, z2_squared = first[2] ** 2 % _P, second[2] ** 2 % _P
    u1, u2 = first[0] * z2_squared % _P, second[0] * z1_squared % _P
    s1, s2 = first[1] * z2_squared * second[2] % _P, second[1] * z1_squared * first[2] % _P
    if u1 == u2:
        return _double(first) if s1 == s2 else _INFINITY
    h, r = (u2 - u1) % _P, (s2 - s1) % _P
    h_squared = h * h % _P
    h_cubed, v = h * h_squared % _P, u1 * h_squared % _P
    x = (r * r - h_cubed - 2 * v) % _P
    return x, (r * (v - x) - s1 * h_cubed) % _P, h * first[2] * second[2] % _P
