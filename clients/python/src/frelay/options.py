"""How a client goes about connecting."""

from __future__ import annotations

from dataclasses import dataclass

from . import binding as bound
from . import request as wire_format
from .proxy import Proxies
from .settings import PROTOCOL, WITH_STREAMS, Resumption, require_time

MOST_PREPARED = 64


@dataclass(frozen=True)
class Options:
    """How a client goes about connecting. Times are seconds.

    :param connect_timeout: the longest one TCP connection attempt may take
    :param handshake_timeout: the longest one TLS handshake may take, outer or end to end
    :param back_off: the wait before the second attempt, which doubles with each further one, and the longest wait
    :param version: the newest protocol version to speak with the relay
    :param resumption: how a session survives the loss of its connection, if the peer's can too; None if it does not
    :param binding: whether both sides confirm to each other which session they mean. Switch it off for a peer alone
        that refuses ALPN protocols that it does not know
    :param prepared_connections: how many connections stand ready at each relay for the next sessions, with any peer
        and tag, where the relay allows it; from 0 to 64. Each is made in the background when a session was set up
    :param proxies: what to reach relays through
    """

    connect_timeout: float = 5.0
    handshake_timeout: float = 10.0
    back_off: tuple[float, float] = (0.05, 2.0)
    version: int = wire_format.NEWEST_VERSION
    resumption: Resumption | None = Resumption()
    binding: bool = True
    prepared_connections: int = 1
    proxies: Proxies = Proxies()

    def __post_init__(self) -> None:
        if not isinstance(self.back_off, tuple) or len(self.back_off) != 2:
            raise TypeError(f"back_off is a pair of times, not {self.back_off!r}")
        for seconds in (self.connect_timeout, self.handshake_timeout, *self.back_off):
            require_time(seconds, "connect_timeout, handshake_timeout and back_off")
        if self.version not in (1, wire_format.NEWEST_VERSION):
            raise ValueError(f"version is 1 or {wire_format.NEWEST_VERSION}")
        if self.resumption is not None and not isinstance(self.resumption, Resumption):
            raise TypeError(f"resumption is a Resumption or None, not {self.resumption!r}")
        if type(self.prepared_connections) is not int or not 0 <= self.prepared_connections <= MOST_PREPARED:
            raise ValueError(f"prepared_connections is not from 0 to {MOST_PREPARED}")

    @property
    def prepares(self) -> bool:
        """Whether connections are prepared at all; a relay tells version 1 nothing of them."""
        return self.prepared_connections > 0 and self.version > 1

    def offered(self) -> list[str]:
        """By ALPN."""
        protocols = [WITH_STREAMS, PROTOCOL] if self.resumption else []
        return bound.offer(protocols) if self.binding else protocols
