"""What the standard library does not say of certificates: PEM as environments carry it, and the names, dates and
numbers in a certificate's DER (RFC 5280)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime, timezone

from .errors import CredentialsError

INTEGER, BIT_STRING, OCTET_STRING, OID, SEQUENCE, SET = 0x02, 0x03, 0x04, 0x06, 0x30, 0x31
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
COMMON_NAME, ORGANIZATION, ALTERNATIVE_NAMES = "550403", "55040a", "551d11"

_DNS_NAME = 0x82
_TEXT = {0x0C: "utf-8", 0x13: "ascii", 0x14: "ascii", 0x16: "ascii", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----")

Name = tuple[tuple[str, object], ...]


class Der:
    """Reads one level of DER. Any fault is a ValueError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def tag(self) -> int | None:
        """That of the next element; None at the end."""
        return self._data[self._at] if self._at < len(self._data) else None

    def raw(self, *expected: int) -> tuple[bytes, bytes]:
        """The next element, whole and its content."""
        data, at = self._data, self._at
        if at + 2 > len(data) or (expected and data[at] not in expected) or data[at] & 0x1F == 0x1F:
            raise ValueError("not the DER that was expected")
        length = data[at + 1]
        start = at + 2
        if length > 0x80:
            count = length & 0x7F
            if count > 4 or start + count > len(data):
                raise ValueError("a length that cannot be")
            length = int.from_bytes(data[start : start + count], "big")
            start += count
        elif length == 0x80:
            raise ValueError("not DER")
        end = start + length
        if end > len(data):
            raise ValueError("cut short")
        self._at = end
        return data[at:end], data[start:end]

    def content(self, *expected: int) -> bytes:
        return self.raw(*expected)[1]

    def inside(self, *expected: int) -> Der:
        return Der(self.content(*expected))

    def time(self) -> datetime:
        tag = self.tag()
        text = self.content(UTC_TIME, GENERALIZED_TIME).decode("ascii")
        if tag == UTC_TIME:
            text = ("19" if text[:2] >= "50" else "20") + text
        return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc)

    def bits(self) -> bytes:
        """Of a BIT STRING of whole bytes."""
        content = self.content(BIT_STRING)
        if not content or content[0] != 0:
            raise ValueError("not whole bytes")
        return content[1:]

    def extensions(self) -> dict[str, tuple[bool, bytes]]:
        """By their object identifier in hex: whether critical, and the value."""
        found = {}
        each = self.inside(SEQUENCE)
        while each.tag() is not None:
            one = each.inside(SEQUENCE)
            oid = one.content(OID).hex()
            critical = one.tag() == 0x01 and one.content(0x01) != b"\0"
            found[oid] = (critical, one.content(OCTET_STRING))
        return found


def attributes(name: bytes) -> list[tuple[str, str | None, bytes]]:
    """Of a Name: object identifier in hex, the value as text if it is some, and as it stands."""
    found = []
    rdns = Der(name).inside(SEQUENCE)
    while rdns.tag() is not None:
        rdn = rdns.inside(SET)
        while rdn.tag() is not None:
            pair = rdn.inside(SEQUENCE)
            oid = pair.content(OID).hex()
            charset = _TEXT.get(pair.tag() or 0)
            whole, value = pair.raw()
            found.append((oid, value.decode(charset) if charset else None, whole))
    return found


def comparable(name: bytes) -> Name:
    """A Name as RFC 5280, 7.1 compares it, nearly: whatever its strings are encoded as, letter case and inner white
    space aside."""
    return tuple(
        (oid, whole if text is None else " ".join(text.lower().split())) for oid, text, whole in attributes(name)
    )


@dataclass(frozen=True)
class Certificate:
    """What matters of one."""

    der: bytes
    serial: int
    issuer: Name
    subject: Name
    not_before: datetime
    not_after: datetime
    common_names: tuple[str, ...]
    organizations: tuple[str, ...]
    dns_names: tuple[str, ...]
    key: bytes  # SubjectPublicKeyInfo

    @staticmethod
    def parse(der: bytes) -> Certificate:
        """A ValueError if it cannot be read, or a CN or O is not text."""
        body = Der(der).inside(SEQUENCE).inside(SEQUENCE)
        if body.tag() == 0xA0:
            body.content()  # version
        serial = int.from_bytes(body.content(INTEGER), "big", signed=True)
        body.content(SEQUENCE)  # algorithm
        issuer = body.raw(SEQUENCE)[0]
        validity = body.inside(SEQUENCE)
        subject = body.raw(SEQUENCE)[0]
        key = body.raw(SEQUENCE)[0]
        dns: list[str] = []
        while body.tag() is not None:
            if body.tag() != 0xA3:
                body.content()
                continue
            names = body.inside().extensions().get(ALTERNATIVE_NAMES)
            if names is not None:
                each = Der(names[1]).inside(SEQUENCE)
                while each.tag() is not None:
                    tag = each.tag()
                    content = each.content()
                    if tag == _DNS_NAME:
                        dns.append(content.decode("ascii"))
        return Certificate(
            der,
            serial,
            comparable(issuer),
            comparable(subject),
            validity.time(),
            validity.time(),
            _texts(subject, COMMON_NAME),
            _texts(subject, ORGANIZATION),
            tuple(dns),
            key,
        )

    def names(self) -> tuple[str, ...]:
        """The names that count: the DNS names, and the one CN only where there are none (RFC 6125, 6.4.4)."""
        if self.dns_names:
            return self.dns_names
        return self.common_names if len(self.common_names) == 1 else ()


def _texts(name: bytes, wanted: str) -> tuple[str, ...]:
    found = tuple(text for oid, text, _ in attributes(name) if oid == wanted)
    if not all(found):
        raise ValueError("a CN or O that is not text")
    return found  # type: ignore[return-value]


def is_party(name: str) -> bool:
    """Whether it can be a party's name: ASCII, because a Unicode name has look-alikes."""
    return 1 <= len(name) <= 64 and name.strip(" ") == name and all(" " <= c <= "~" for c in name)


def pem_blocks(text: str, source: str) -> list[tuple[str, bytes]]:
    """Label and DER of each PEM block. Line ends may be the two characters \\n, or all of it base64."""
    pem = _plain(text, source)
    if "Proc-Type: 4,ENCRYPTED" in pem:
        raise encrypted(source)
    blocks = []
    for label, body in _BLOCK.findall(pem):
        try:
            blocks.append((label, base64.b64decode(re.sub(r"\s", "", body), validate=True)))
        except binascii.Error:
            raise CredentialsError(f"{source}: the PEM is cut short or damaged") from None
    if not blocks or pem.count("-----BEGIN ") != len(blocks):
        raise CredentialsError(f"{source}: the PEM is cut short or damaged")
    return blocks


def _plain(text: str, source: str) -> str:
    if not text.strip():
        raise CredentialsError(f"{source} is empty")
    if "-----BEGIN " in text:
        return text.replace("\\n", "\n").replace("\\r", "")
    try:
        decoded = base64.b64decode(re.sub(r"\s", "", text), validate=True).decode("latin-1")
        if "-----BEGIN " in decoded:
            return decoded
    except ValueError:
        pass  # not base64 either: the one message below says all there is to say
    raise CredentialsError(f"{source} is not PEM: no line '-----BEGIN ...-----'")


def pem_text(label: str, der: bytes) -> str:
    body = base64.b64encode(der).decode("ascii")
    lines = "\n".join(body[i : i + 64] for i in range(0, len(body), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


def encrypted(source: str) -> CredentialsError:
    return CredentialsError(f"{source} is encrypted; store it decrypted: openssl pkey -in KEY -out PLAIN-KEY")


def certificates(text: str, source: str) -> list[Certificate]:
    """At least one, in their order."""
    found = []
    for label, der in pem_blocks(text, source):
        if label == "CERTIFICATE":
            try:
                found.append(Certificate.parse(der))
            except ValueError:
                raise CredentialsError(f"{source}: the certificate is cut short or damaged") from None
    if not found:
        raise CredentialsError(f"{source} holds no certificate")
    return found


def instant(when: datetime) -> str:
    """As other parts of Frelay write it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
