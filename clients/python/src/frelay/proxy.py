"""Which proxy leads to the relay, as the variables say that most programs know, and how to pass it."""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from .errors import ProxyError, cause_text
from .wire import Deadline, Interrupt, Wire, connect

_LONGEST_HEAD = 16 << 10
_STATUS = re.compile(r"HTTP/1\.[01] ([1-5][0-9]{2})(?: .*)?")
_SOCKS_REASONS = {
    2: "its rules do not allow it",
    3: "it does not reach that network",
    4: "it does not reach that host",
    5: "the connection was refused there",
    6: "the connection took too long",
    7: "it does not know how",
    8: "it does not know how",
}


@dataclass(frozen=True)
class Address:
    """Where a relay or a proxy listens; an IPv6 address without brackets."""

    host: str
    port: int

    @staticmethod
    def parse(text: str) -> Address:
        """``host:port``, with an IPv6 address in brackets. A ValueError says what is wrong with the text."""
        text = text.strip()
        match = re.fullmatch(r"(\[(?P<six>[^\[\]]*:[^\[\]]*)\]|(?P<host>[^:\[\]\s]+)):(?P<port>[0-9]{1,5})", text)
        if match is None:
            raise ValueError(f"'{text}' is no address; write host:port, an IPv6 address as [::1]:6000")
        if int(match["port"]) > 65_535:
            raise ValueError(f"'{text}': port {match['port']} is not from 0 to 65535")
        return Address(match["six"] or match["host"], int(match["port"]))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Proxy:
    """A proxy that connects to where it is told; it resolves the name itself.

    :param source: the variable that names it
    :param login: name and password, if it is to be told; never printed
    """

    source: str
    is_socks: bool
    address: Address
    login: tuple[str, str] | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{'socks5' if self.is_socks else 'http'}://{self.address}"

    def dial(self, target: Address, deadline: Deadline, interrupt: Interrupt | None) -> Wire:
        """A connection through it, from which not a byte of the target's is read."""
        try:
            wire = connect(self.address.host, self.address.port, deadline, interrupt)
        except (OSError, UnicodeError) as e:
            raise self._failed(f"cannot be reached ({cause_text(e)}); check {self.source}", True) from e
        try:
            if self.is_socks:
                self._socks(wire, target, deadline)
            else:
                self._http(wire, target, deadline)
            return wire
        except ProxyError:
            wire.close()
            raise
        except (OSError, EOFError) as e:
            wire.close()
            late = isinstance(e, TimeoutError)
            what = "did not answer in time" if late else f"closed the connection without an answer ({cause_text(e)})"
            kind = "SOCKS5" if self.is_socks else "HTTP"
            raise self._failed(f"{what}; does it speak {kind}?", True) from e
        except BaseException:
            wire.close()
            raise

    def _failed(self, why: str, passing: bool = False) -> ProxyError:
        return ProxyError(f"the proxy {self} {why}", passing)

    def _http(self, wire: Wire, target: Address, deadline: Deadline) -> None:
        """The CONNECT method (RFC 9110, 9.3.6)."""
        request = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n"
        if self.login:
            token = base64.b64encode(":".join(self.login).encode()).decode("ascii")
            request += f"Proxy-Authorization: Basic {token}\r\n"
        wire.write((request + "\r\n").encode("latin-1"), deadline)
        head = b""
        while not head.endswith((b"\r\n\r\n", b"\n\n")):
            head += wire.read_exactly(1, deadline)
            if not b"HTTP/".startswith(head[:5]) or len(head) > _LONGEST_HEAD:
                raise self._failed(f"does not answer in HTTP; is it a SOCKS5 proxy? check {self.source}")
        match = _STATUS.fullmatch(head.decode("latin-1").splitlines()[0])
        if match is None:
            raise self._failed(f"does not answer in HTTP; check {self.source}")
        status = int(match[1])
        if status in (401, 407):
            raise self._failed(self._about_login(f" (status {status})"))
        if status // 100 != 2:
            why = f"does not connect to {target} (status {status}); see whether it allows that port"
            raise self._failed(why, status // 100 == 5)

    def _about_login(self, detail: str = "") -> str:
        scheme = "socks5" if self.is_socks else "http"
        if self.login:
            return f"does not accept the user name and password of {self.source}{detail}"
        return f"wants a user name and password; write {scheme}://name:password@host:port in {self.source}{detail}"

    def _socks(self, wire: Wire, target: Address, deadline: Deadline) -> None:
        """RFC 1928, with a user name and password if it wants them (RFC 1929)."""
        wire.write(b"\5\2\0\2" if self.login else b"\5\1\0", deadline)
        version, method = wire.read_exactly(2, deadline)
        self._require_socks(version == 5)
        if method == 2 and self.login:
            wire.write(b"\1" + self._text(self.login[0]) + self._text(self.login[1]), deadline)
            if wire.read_exactly(2, deadline)[1] != 0:
                raise self._failed(self._about_login())
        elif method != 0:
            raise self._failed(self._about_login())
        wire.write(b"\5\1\0" + self._host(target.host) + target.port.to_bytes(2, "big"), deadline)
        version, code, _, kind = wire.read_exactly(4, deadline)
        self._require_socks(version == 5)
        if code != 0:
            reason = _SOCKS_REASONS.get(code, f"it has failed, code {code}")
            raise self._failed(f"does not connect to {target}: {reason}", code not in (2, 7, 8))
        length = {1: 4, 4: 16}.get(kind) or wire.read_exactly(1, deadline)[0]
        wire.read_exactly(length + 2, deadline)

    def _require_socks(self, is_socks: bool) -> None:
        if not is_socks:
            raise self._failed(f"does not answer in SOCKS5; is it an HTTP proxy? check {self.source}")

    def _text(self, text: str) -> bytes:
        data = text.encode()
        if len(data) > 255:
            raise self._failed("cannot be told what is longer than 255 bytes")
        return bytes((len(data),)) + data

    def _host(self, host: str) -> bytes:
        address = _ip(host)
        if address is None:
            return b"\3" + self._text(host)
        packed: bytes = address.packed
        return (b"\1" if address.version == 4 else b"\4") + packed


@dataclass(frozen=True)
class Proxies:
    """What to reach relays through, by HTTPS_PROXY, else ALL_PROXY, but for what NO_PROXY names and this machine."""

    proxy: Proxy | None = None
    exceptions: tuple[str, ...] = ()

    @staticmethod
    def from_env(environ: Mapping[str, str]) -> Proxies:
        """A ValueError names the variable and holds nothing of its content."""
        for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            text = environ.get(name, "").strip()
            if text:
                exceptions = environ.get("no_proxy", "").strip() or environ.get("NO_PROXY", "")
                return Proxies(_parse(name, text), tuple(re.split(r"[,\s]+", exceptions.lower().strip())))
        return Proxies()

    def towards(self, target: Address) -> Proxy | None:
        """What to connect through; None for a direct connection."""
        host = target.host.lower().rstrip(".")
        address = _ip(host)
        if host == "localhost" or (address is not None and address.is_loopback):
            return None
        return None if any(_is_match(each, host, target.port) for each in self.exceptions if each) else self.proxy


def _parse(name: str, text: str) -> Proxy:
    try:
        url = urlsplit(text if "://" in text else "http://" + text)
        socks = {"http": False, "socks5": True, "socks5h": True, "socks": True}[url.scheme.lower()]
        port = url.port if url.port is not None else (1080 if socks else 80)
        if not url.hostname:
            raise ValueError(name)
        login = (unquote(url.username), unquote(url.password or "")) if url.username else None
        return Proxy(name, socks, Address(url.hostname, port), login)
    except (ValueError, KeyError):  # without the cause, whose message has all of it
        raise ValueError(
            f"{name} is no proxy that can be used; write http://host:port or socks5://host:port, with name:password@"
            " before the host if it wants them, % and two hex digits for what is special in a URL"
        ) from None


def _ip(text: str):  # type: ignore[no-untyped-def]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_match(exception: str, host: str, port: int) -> bool:
    """A name and all below it, an address, a network of addresses, with a port or not; or all."""
    if exception == "*":
        return True
    with_port = re.fullmatch(r"(\[.*\]|[^:]+):([0-9]+)", exception)
    if with_port:
        return int(with_port[2]) == port and _is_match(with_port[1], host, port)
    bare = exception.strip("[]").lstrip("*").lstrip(".")
    address = _ip(host)
    if address is None:
        return host == bare or host.endswith("." + bare)
    try:
        return address in ipaddress.ip_network(bare, strict=False)
    except ValueError:
        return False
