"""Exceptions. Each class is the layer that failed; a message says what happened, to which party or file, and what
to do next, and never quotes key material."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import Counts


class FrelayError(OSError):
    """A session could not be set up, or broke."""

    #: How many times the call tried before it gave up.
    attempts: int = 1
    #: Earlier attempts of the same call that failed, the last few only.
    earlier: tuple[FrelayError, ...] = ()

    _again = False  # whether the same attempt may well succeed a little later
    _at_once = False  # whether it goes about it in another way then, and need not wait
    _refused_before = ""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        text = self.message
        if self.attempts > 1:
            text += f" (gave up after {self.attempts} attempts)"
        if self._refused_before:
            text += f"; before that the relay said: {self._refused_before}"
        return text


class CredentialsError(FrelayError):
    """Certificates or keys are missing, unreadable, expired or do not belong together."""


class ProxyError(FrelayError):
    """The proxy on the way to the relay cannot be reached, or does not connect to the relay."""

    def __init__(self, message: str, passing: bool = False) -> None:
        super().__init__(message)
        self._again = passing


class RelayUnreachableError(FrelayError):
    """The relay could not be reached, or went away before it answered. Retried until the deadline."""

    _again = True


class RelayTlsError(FrelayError):
    """The outer TLS failed: the relay's certificate is not acceptable, it does not accept ours, or what answers is
    no relay. Not retried."""


class RefusedError(FrelayError):
    """The relay refused the request and said why."""

    _PASSING = ("too_many_from_party", "draining")

    def __init__(self, message: str, words: str, code: str, relays: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.words = words
        self._relays = relays  # that serve the request instead, as this one says
        #: One of the codes in docs/protocol.md, or another word of a newer relay.
        self.code = code
        self._again = code in self._PASSING


class PeerTimeoutError(FrelayError, TimeoutError):
    """The relay was reached, but the peer did not come in time. Calling again waits again."""

    def __init__(self, message: str, elsewhere: bool = False) -> None:
        super().__init__(message)
        self._again = elsewhere


class PeerTlsError(FrelayError):
    """The end-to-end TLS with the peer failed. In TLS 1.3 the client side completes before the server has judged
    its certificate, so a first read can raise this too."""

    def __init__(self, message: str, vanished: bool = False) -> None:
        super().__init__(message)
        self._again = vanished


class WrongPeerError(FrelayError):
    """The other end holds a valid certificate of the user, but of another party."""

    def __init__(self, message: str, expected: str, names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.expected = expected
        #: The names that the certificate does hold.
        self.names = names


class WrongSessionError(FrelayError):
    """The other end is the party that was asked for, but means another session: the relay has joined two sessions of
    the same parties, or the parties disagree on what this one is for. Nothing was given out at either end."""


class TruncatedStreamError(FrelayError, EOFError):
    """The connection ended without the peer's close_notify, or inside a message: the peer crashed, the network broke
    or somebody cut the stream. What was read before is genuine but not all."""


class SessionLostError(FrelayError):
    """A session that survives its connections did not survive this time: the peer did not come back within the
    patience, or broke the session off."""

    def __init__(self, message: str, counts: Counts) -> None:
        super().__init__(f"{message}; {counts}")
        #: How far it was.
        self.counts = counts


class PeerRestartedError(FrelayError):
    """The peer is there again but knows nothing of the session: what its process had received is lost with it."""

    def __init__(self, message: str, counts: Counts) -> None:
        super().__init__(message)
        self.counts = counts


class PeerRevokedError(FrelayError):
    """The peer's certificate has come onto USER_CRL while the session stood. The session was ended here; what had
    come of the peer and was not read is not given out any more."""


class PeerExpiredError(FrelayError):
    """The peer's certificate, or one between it and the CA, has expired while the session stood. The session was
    ended here; what had come of the peer and was not read is not given out any more."""


class GroupError(FrelayError):
    """A group did not come together, or an operation failed. The group is of no further use then: every later call
    fails in the same way, at all members."""

    def __init__(self, reason: str, members: Sequence[str], message: str) -> None:
        super().__init__(message)
        #: MISSING, LOST, LEFT, TIMEOUT, MISMATCH, PROTOCOL, ABANDONED or CLOSED, as docs/groups.md has them.
        self.reason = reason
        #: The members that it is about.
        self.members = tuple(members)


def cause_text(error: BaseException | None) -> str:
    """What the system says of a failure, without its number."""
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).strip()
