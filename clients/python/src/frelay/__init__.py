"""Frelay: serverless functions and other programs that can only dial out talk to each other through a relay,
encrypted and authenticated end to end.

    import frelay

    client = frelay.Client.from_env()
    with client.connect("1", tag="job", timeout=30) as peer:
        peer.sendall(b"hello")
        answer = peer.recv()

Needs nothing but Python's standard library, 3.9 or newer.
"""

from .attempt import Facts
from .client import Client
from .credentials import Credentials
from .errors import (
    CredentialsError,
    FrelayError,
    GroupError,
    PeerExpiredError,
    PeerRestartedError,
    PeerRevokedError,
    PeerTimeoutError,
    PeerTlsError,
    ProxyError,
    RefusedError,
    RelayTlsError,
    RelayUnreachableError,
    SessionLostError,
    TruncatedStreamError,
    WrongPeerError,
    WrongSessionError,
)
from .group import Collectives, Group
from .live import LIVE as _LIVE
from .messages import Messages
from .options import Options
from .peer import Peer
from .prepared import close_all as _close_prepared
from .proxy import Proxies
from .settings import Counts, Resumption
from .streams import Stream


def abort_all(seconds: float = 0.5) -> None:
    """Breaks off all sessions of this process, so that their peers do not wait for it to come back. Python does so
    by itself when it exits, but not when a signal ends it. Closes the connections that stand ready, too. Clients can
    be used again. Not to be called by a signal handler."""
    _close_prepared()
    _LIVE.abort_all(seconds)


__all__ = [
    "Client",
    "Collectives",
    "Counts",
    "Credentials",
    "CredentialsError",
    "Facts",
    "FrelayError",
    "Group",
    "GroupError",
    "Messages",
    "Options",
    "Peer",
    "PeerExpiredError",
    "PeerRestartedError",
    "PeerRevokedError",
    "PeerTimeoutError",
    "PeerTlsError",
    "Proxies",
    "ProxyError",
    "RefusedError",
    "RelayTlsError",
    "RelayUnreachableError",
    "Resumption",
    "SessionLostError",
    "Stream",
    "TruncatedStreamError",
    "WrongPeerError",
    "WrongSessionError",
    "abort_all",
]
