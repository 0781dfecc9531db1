"""Revocation lists (RFC 5280, 5): whole ones, signed by a CA that counts."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .certificates import (
    GENERALIZED_TIME,
    INTEGER,
    SEQUENCE,
    UTC_TIME,
    Certificate,
    Der,
    Name,
    comparable,
    instant,
    pem_blocks,
)
from .errors import CredentialsError
from .signatures import is_signed

log = logging.getLogger("frelay")

_DELTA, _DISTRIBUTION_POINT, _NUMBER = "551d1b", "551d1c", "551d14"
_MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Edition:
    """How new a CA's list is."""

    number: int | None
    made: datetime

    def is_older_than(self, other: Edition) -> bool:
        if self.number is not None and other.number is not None and self.number != other.number:
            return self.number < other.number
        return self.made < other.made

    def __str__(self) -> str:
        number = "" if self.number is None else f"number {self.number}, "
        return f"{number}made on {instant(self.made)}"


Editions = dict[str, Edition]  # by the SHA-256 of the CA's public key


@dataclass(frozen=True)
class _List:
    issuer: Name
    made: datetime
    due: datetime | None
    serials: frozenset[int]
    number: int | None
    signer: str


def _parse(der: bytes, name: str, authorities: Sequence[Certificate]) -> _List:
    try:
        outer = Der(der).inside(SEQUENCE)
        signed, body_bytes = outer.raw(SEQUENCE)
        algorithm, signature = outer.raw(SEQUENCE)[0], outer.bits()
        body = Der(body_bytes)
        if body.tag() == INTEGER:
            body.content()  # version
        same = body.raw(SEQUENCE)[0] == algorithm
        issuer = comparable(body.raw(SEQUENCE)[0])
        made = body.time()
        due = body.time() if body.tag() in (UTC_TIME, GENERALIZED_TIME) else None
        serials = []
        if body.tag() == SEQUENCE:
            entries = body.inside()
            while entries.tag() is not None:
                serials.append(int.from_bytes(entries.inside(SEQUENCE).content(INTEGER), "big", signed=True))
        extensions = body.inside(0xA0).extensions() if body.tag() == 0xA0 else {}
        number = int.from_bytes(Der(extensions[_NUMBER][1]).content(INTEGER), "big") if _NUMBER in extensions else None
    except ValueError:
        raise CredentialsError(f"{name}: the revocation list is cut short or damaged") from None
    signers = [ca for ca in authorities if ca.subject == issuer and is_signed(signed, signature, algorithm, ca.key)]
    if not signers or not same:
        raise CredentialsError(
            f"{name} is not signed by USER_CA; make the list with the CA that signed the parties' certificates"
        )
    critical = [oid for oid, (is_critical, _) in extensions.items() if is_critical]
    if critical or _DELTA in extensions or _DISTRIBUTION_POINT in extensions:
        raise CredentialsError(
            f"{name} is not all that the CA has revoked (it has an extension that says so, or that cannot be read"
            " here); give the whole list"
        )
    return _List(issuer, made, due, frozenset(serials), number, key_of(signers[0]))


def key_of(ca: Certificate) -> str:
    """What names a CA: the SHA-256 of its public key."""
    return hashlib.sha256(ca.key).hexdigest()


@dataclass(frozen=True)
class Lists:
    """Of one text."""

    lists: tuple[_List, ...] = ()

    @staticmethod
    def parse(text: str, name: str, authorities: Sequence[Certificate]) -> Lists:
        """:param text: PEM, or DER as Latin-1"""
        if text.startswith("0"):
            ders = [text.encode("latin-1")]
        else:
            ders = [der for label, der in pem_blocks(text, name) if label == "X509 CRL"]
        if not ders:
            raise CredentialsError(f"{name} holds no revocation list")
        return Lists(tuple(_parse(der, name, authorities) for der in ders))

    def revokes(self, certificate: Certificate) -> bool:
        return any(each.issuer == certificate.issuer and certificate.serial in each.serials for each in self.lists)

    def due(self) -> datetime | None:
        """When the first of them is to be replaced by a newer one."""
        return min((each.due for each in self.lists if each.due), default=None)

    def editions(self) -> Editions:
        found: Editions = {}
        for each in self.lists:
            edition = Edition(each.number, each.made)
            if each.signer not in found or found[each.signer].is_older_than(edition):
                found[each.signer] = edition
        return found
