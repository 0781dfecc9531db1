"""TLS without a socket: bytes of the wire in, plaintext out, and the other way round.

Why not ``ssl.SSLSocket``: it reads ahead, so that raw bytes behind a close_notify are lost; it has no half-close; and
it cannot begin a handshake before its connection is there.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from .certificates import Certificate, pem_text
from .revocation import RevokedPeers
from .secretfile import secret_file

_READ = 1 << 18
_LONGEST_RECORD = (1 << 14) + 2048
_MOST_WITHOUT_DATA = 64 << 10  # bytes of the wire in a row: a part of a record, tickets, key updates
_HEADER = 5
_PARTIAL_CHAIN = 0x80000  # X509_V_FLAG_PARTIAL_CHAIN: what is trusted need not be self-signed
_FOREIGN = (2, 7, 18, 19, 20, 21)  # X509_V_ERR_*: no path to a CA, or a signature that is not its
_EXPIRED, _NOT_YET = 10, 9


class Refused(Exception):
    """The other side's certificate is in order but not the one wanted, or revoked."""

    def __init__(self, why: str, names: tuple[str, ...] | None = None) -> None:
        super().__init__(why)
        self.names = names


@dataclass(frozen=True)
class Identity:
    """Who we are in one layer of TLS, and whose signature counts there. Never prints the key."""

    chain: tuple[Certificate, ...]
    key_pem: str
    trusted: tuple[Certificate, ...]
    revoked: RevokedPeers | None = None

    def __repr__(self) -> str:
        return f"Identity({', '.join(self.chain[0].names())})"

    def context(self, server: bool, protocols: Sequence[str] = ()) -> ssl.SSLContext:
        """Made for one connection, so that no TLS session is ever resumed."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
        context.check_hostname = False  # takes "1" for no name and wildcards for one; see Tls.require
        context.verify_mode = ssl.CERT_REQUIRED
        context.verify_flags |= _PARTIAL_CHAIN
        context.load_verify_locations(cadata=b"".join(each.der for each in self.trusted))
        with secret_file(self.key_pem + "".join(pem_text("CERTIFICATE", each.der) for each in self.chain)) as file:
            context.load_cert_chain(file, password=_no_password)
        if server:
            context.num_tickets = 0
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context


def _no_password() -> str:
    raise ValueError("encrypted")


class Tls:
    """One side of a TLS connection. Not safe for use by several threads."""

    def __init__(self, context: ssl.SSLContext, server: bool, peer: str) -> None:
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        name = None if server or not _is_host_name(peer) else peer
        self._ssl = context.wrap_bio(self._in, self._out, server_side=server, server_hostname=name)
        self._failure: ssl.SSLError | None = None
        self._without_data = 0
        #: Whether the other side's close_notify has come.
        self.ended = False
        #: Whether ours is sent.
        self.closed = False

    def handshake(self, data: bytes = b"") -> bool:
        """Goes on with it; whether it is complete. What there is to send is then in :meth:`outgoing`."""
        self._in.write(data)
        try:
            self._ssl.do_handshake()
            return True
        except ssl.SSLWantReadError:
            return False

    def outgoing(self) -> bytes:
        """What is to go over the wire."""
        return self._out.read()

    def incoming(self, data: bytes) -> bytes:
        """Takes bytes of the wire, and returns the plaintext in them. An ssl.SSLError stays for good."""
        if self._failure is not None:
            raise self._failure
        self._in.write(data)
        parts: list[bytes] = []
        try:
            while not self.ended:
                part = self._ssl.read(_READ)
                if part:
                    parts.append(part)
                else:
                    self.ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        except ssl.SSLError as e:
            self._failure = e
            raise
        self._without_data = 0 if parts or self.ended else self._without_data + len(data)
        if self._without_data > _MOST_WITHOUT_DATA:
            self._failure = ssl.SSLError("too many TLS records in a row without data")
            raise self._failure
        if self.ended and self._ssl.version() == "TLSv1.2":
            self.close()  # RFC 5246, 7.2.1: it ends both directions
        return b"".join(parts)

    def write(self, data: bytes) -> None:
        self._ssl.write(data)

    def close(self) -> None:
        """Says close_notify; the other direction stays as it is."""
        if not self.closed:
            self.closed = True
            try:
                self._ssl.unwrap()
            except ssl.SSLError:
                pass  # it wants the other side's, which comes when it comes

    def refuse(self) -> None:
        """Has TLS send a fatal alert. The ssl module has no call for that, so it is given what no peer may send: a
        handshake record in clear, behind the handshake."""
        self._in.write(b"\x16\x03\x03\x00\x01\x00")
        try:
            self._ssl.read(1)
        except ssl.SSLError as e:
            self._failure = e

    def require(self, identity: Identity, expected: str) -> tuple[Certificate, ...]:
        """What the other side has shown, its own first, if it is ``expected``. Of use after the handshake, and to be
        called before anything else: TLS itself has only seen that a trusted CA has signed it.

        :raises Refused: if it is somebody else's, or revoked; an alert is to be sent then
        """
        try:
            if self._ssl.session_reused:
                raise Refused("it took up a TLS session of before")
            chain = self._chain(identity)
            if identity.revoked is not None:
                closed = identity.revoked.why_closed()
                if closed:
                    raise Refused(f"its certificate is not acceptable: {closed}")
                if identity.revoked.revoked(chain):
                    raise Refused("its certificate has been revoked; it needs a new one")
            names = chain[0].names()
            if expected not in names:
                raise Refused(f"its certificate names {', '.join(names) or 'nobody'}, not {expected}", names)
            return chain
        except ValueError:
            self.refuse()
            raise Refused("its certificate is not acceptable: it cannot be read") from None
        except Refused:
            self.refuse()
            raise

    def _chain(self, identity: Identity) -> tuple[Certificate, ...]:
        public = getattr(self._ssl, "get_verified_chain", None)  # from Python 3.13
        private = getattr(getattr(self._ssl, "_sslobj", None), "get_verified_chain", None)  # from 3.10
        trusted = {each.der for each in identity.trusted}
        if public is not None:
            ders = [bytes(each) for each in public()]
        elif private is not None:
            ders = [bytes(ssl.PEM_cert_to_DER_cert(each.public_bytes())) for each in private()]
        else:
            leaf = Certificate.parse(self._ssl.getpeercert(binary_form=True) or b"")
            if leaf.issuer not in {each.subject for each in identity.trusted}:
                raise Refused("its certificate has intermediates, which takes Python 3.10 to look at")
            return (leaf,)
        if not ders:
            raise ValueError("no certificate")
        return tuple(Certificate.parse(der) for i, der in enumerate(ders) if i == 0 or der not in trusted)

    def protocol(self) -> str:
        """What was agreed on by ALPN; empty for nothing."""
        return self._ssl.selected_alpn_protocol() or ""

    def version(self) -> str:
        return self._ssl.version() or ""

    def cipher(self) -> str:
        cipher = self._ssl.cipher()
        return cipher[0] if cipher else ""


def record_length(header: bytes) -> int:
    """How many bytes follow a record's header (RFC 8446, 5.1)."""
    length = int.from_bytes(header[3:_HEADER], "big")
    if length > _LONGEST_RECORD or header[1] != 3:
        raise ssl.SSLError("no TLS record")
    return length


def are_whole_records(data: bytes) -> bool:
    """Whether these are records, at least one, and nothing is missing of the last."""
    at = 0
    while 0 <= at < len(data):
        header = data[at : at + _HEADER]
        at = at + _HEADER + record_length(header) if len(header) == _HEADER else -1
    return at == len(data) > 0


def diagnosis(failure: ssl.SSLError, ca: str, certificate: str) -> str:
    """One clause, such as "its certificate has expired".

    :param ca: the variable that holds the CA of this layer
    :param certificate: the variable that holds our certificate for this layer
    """
    if isinstance(failure, ssl.SSLCertVerificationError):
        code = failure.verify_code
        if code == _EXPIRED:
            return "its certificate has expired; it needs a new one"
        if code == _NOT_YET:
            return "its certificate is not valid yet; compare the clocks"
        if code in _FOREIGN:
            return f"its certificate is not signed by {ca}; take the CA that issued it"
        return f"its certificate is not acceptable: {failure.verify_message}"
    reason = reason_of(failure).replace("_", " ").lower()
    if "alert" in reason:
        return f"it ended TLS with '{reason}'; check that {certificate} is the one it expects, and not expired"
    return reason


def reason_of(failure: ssl.SSLError) -> str:
    """OpenSSL's word for it, such as SSLV3_ALERT_BAD_CERTIFICATE, or what we said."""
    return getattr(failure, "reason", None) or str(failure.args[-1] if failure.args else failure)


def is_signed_by(identity: Identity, authorities: Sequence[Certificate]) -> ssl.SSLError | None:
    """Why whoever trusts these CAs would not accept our certificate as a client's; None if it would. TLS itself says
    so, in a handshake with ourselves."""
    if not authorities:
        return ssl.SSLError("no CA")
    client = Identity(identity.chain, identity.key_pem, identity.chain).context(False)
    client.verify_mode = ssl.CERT_NONE
    server = Identity(identity.chain, identity.key_pem, tuple(authorities)).context(True)
    ours, theirs = Tls(client, False, ""), Tls(server, True, "")
    try:
        ours.handshake()
        while not theirs.handshake(ours.outgoing()):
            ours.handshake(theirs.outgoing())
        return None
    except ssl.SSLError as e:
        return e


def _is_host_name(name: str) -> bool:
    """A party's name need not be a legal host name; then there is no SNI."""
    labels = name.split(".")
    return all(1 <= len(each) <= 63 and each.replace("-", "").isalnum() for each in labels) and not labels[-1].isspace()
