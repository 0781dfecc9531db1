"""Verifies signatures on revocation lists: ECDSA (SEC 1, 4.1.4), RSA (RFC 8017, 8.2.2) and Ed25519 (RFC 8032, 5.1.7).

Python's standard library verifies certificates, within TLS, and nothing else. All that goes in here is public, so
that time and memory may depend on it. TLS itself never uses this.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple, Optional

from .certificates import INTEGER, OID, SEQUENCE, Der

Point = Optional[tuple[int, int]]


class _Curve(NamedTuple):
    """y^2 = x^3 - 3x + b over the integers modulo p, with a generator of order n."""

    p: int
    b: int
    x: int
    y: int
    n: int


def _curve(p: int, b: str, x: str, y: str, n: str) -> _Curve:
    return _Curve(p, *(int(each, 16) for each in (b, x, y, n)))


_CURVES: dict[str, _Curve] = {  # SEC 2, by object identifier in hex
    "2a8648ce3d030107": _curve(
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    ),
    "2b81040022": _curve(
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
        "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    ),
    "2b81040023": _curve(
        2**521 - 1,
        "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf07"
        "3573df883d2c34f1ef451fd46b503f00",
        "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de"
        "3348b3c1856a429bf97e7e31c2e5bd66",
        "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761"
        "353c7086a272c24088be94769fd16650",
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d0"
        "3bb5c9b8899c47aebb6fb71e91386409",
    ),
}

_EC, _RSA, _ED25519 = "2a8648ce3d0201", "2a864886f70d010101", "2b6570"
_HASHES = {  # of the signature's algorithm: kind of key, and digest
    "2a8648ce3d040302": (_EC, "sha256"),
    "2a8648ce3d040303": (_EC, "sha384"),
    "2a8648ce3d040304": (_EC, "sha512"),
    "2a864886f70d01010b": (_RSA, "sha256"),
    "2a864886f70d01010c": (_RSA, "sha384"),
    "2a864886f70d01010d": (_RSA, "sha512"),
}
_DIGEST_INFO = {  # RFC 8017, 9.2, note 1
    "sha256": "3031300d060960864801650304020105000420",
    "sha384": "3041300d060960864801650304020205000430",
    "sha512": "3051300d060960864801650304020305000440",
}
_LARGEST_RSA = 16_384  # bits, as in OpenSSL


def is_signed(message: bytes, signature: bytes, algorithm: bytes, key: bytes) -> bool:
    """Whether the holder of ``key`` (SubjectPublicKeyInfo) has signed ``message``.

    :param algorithm: AlgorithmIdentifier. False for any that is not listed above.
    """
    try:
        signed_with = Der(algorithm).inside(SEQUENCE).content(OID).hex()
        info = Der(key).inside(SEQUENCE)
        kind = info.inside(SEQUENCE)
        key_kind = kind.content(OID).hex()
        bits = info.bits()
        if signed_with == _ED25519 == key_kind:
            return _ed25519(message, signature, bits)
        expected, digest = _HASHES.get(signed_with, ("", ""))
        if expected != key_kind:
            return False
        if key_kind == _RSA:
            return _rsa(message, signature, bits, digest)
        return _ecdsa(hashlib.new(digest, message).digest(), signature, bits, _CURVES[kind.content(OID).hex()])
    except (ValueError, KeyError):
        return False


def _integer(der: Der) -> int:
    return int.from_bytes(der.content(INTEGER), "big", signed=True)


def _rsa(message: bytes, signature: bytes, key: bytes, digest: str) -> bool:
    numbers = Der(key).inside(SEQUENCE)
    n, e = _integer(numbers), _integer(numbers)
    size = (n.bit_length() + 7) // 8
    if not 2048 <= n.bit_length() <= _LARGEST_RSA or not 2 < e < 2**64 or len(signature) != size:
        return False
    value = int.from_bytes(signature, "big")
    info = bytes.fromhex(_DIGEST_INFO[digest]) + hashlib.new(digest, message).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    return value < n and pow(value, e, n).to_bytes(size, "big") == padded


def _ecdsa(digest: bytes, signature: bytes, key: bytes, curve: _Curve) -> bool:
    size = (curve.p.bit_length() + 7) // 8
    if len(key) != 1 + 2 * size or key[0] != 4:
        return False
    point = (int.from_bytes(key[1 : 1 + size], "big"), int.from_bytes(key[1 + size :], "big"))
    if not _is_on(point, curve):
        return False
    pair = Der(signature).inside(SEQUENCE)
    r, s = _integer(pair), _integer(pair)
    if pair.tag() is not None or not (0 < r < curve.n and 0 < s < curve.n):
        return False
    e = int.from_bytes(digest, "big") >> max(0, 8 * len(digest) - curve.n.bit_length())
    w = pow(s, -1, curve.n)
    found = _sum(e * w % curve.n, (curve.x, curve.y), r * w % curve.n, point, curve)
    return found is not None and found[0] % curve.n == r


def _is_on(point: tuple[int, int], curve: _Curve) -> bool:
    x, y = point
    return x < curve.p and y < curve.p and (y * y - (x * x * x - 3 * x + curve.b)) % curve.p == 0


def _sum(u: int, a: Point, v: int, b: Point, curve: _Curve) -> Point:
    """u times a and v times b."""
    both = _add(a, b, curve)
    total: Point = None
    for i in reversed(range(max(u.bit_length(), v.bit_length()))):
        total = _add(total, total, curve)
        choice = (u >> i & 1) + 2 * (v >> i & 1)
        if choice:
            total = _add(total, (a, b, both)[choice - 1], curve)
    return total


def _add(a: Point, b: Point, curve: _Curve) -> Point:
    if a is None or b is None:
        return a or b
    p = curve.p
    if a[0] == b[0]:
        if (a[1] + b[1]) % p == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, p)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
    x = (slope * slope - a[0] - b[0]) % p
    return x, (slope * (a[0] - x) - a[1]) % p


# --- Ed25519: x^2 times -1, and y^2, are 1 + d x^2 y^2 together; points as (X, Y, Z, XY/Z) ---

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
Extended = tuple[int, int, int, int]


def _ed25519(message: bytes, signature: bytes, key: bytes) -> bool:
    if len(signature) != 64 or len(key) != 32:
        return False
    a, r = _decompress(key), _decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _L:
        return False
    base = _decompress((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert base is not None
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    left, right = _ed_times(s, base), _ed_add(r, _ed_times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 == (left[1] * right[2] - right[1] * left[2]) % _P


def _decompress(data: bytes) -> Extended | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def _ed_add(a: Extended, b: Extended) -> Extended:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _ed_times(factor: int, point: Extended) -> Extended:
    total: Extended = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _ed_add(total, point)
        point = _ed_add(point, point)
        factor >>= 1
    return total
