"""The TLS between the two parties, over a connection that is theirs alone."""

from __future__ import annotations

import ssl

from . import binding as bound
from .binding import Binding
from .certificates import Certificate
from .errors import PeerTlsError, WrongPeerError, cause_text
from .request import Ready
from .tls import Identity, Refused, Tls, diagnosis
from .wire import Deadline, Wire

_LAST_WORDS = 1.0  # seconds


class EndToEnd:
    """Of one connection. Begun as the client before the role is known; thrown away if it is the other."""

    def __init__(self, identity: Identity, binding: Binding, protocols: list[str]) -> None:
        self._identity = identity
        self._binding = binding
        self._protocols = protocols
        self.tls = self._begin(server=False)
        self.tls.handshake()
        #: The ClientHello, as it goes over the wire.
        self.hello = self.tls.outgoing()

    def _begin(self, server: bool) -> Tls:
        return Tls(self._identity.context(server, self._protocols), server, self._binding.peer)

    @property
    def is_bound(self) -> bool:
        """Whether both sides confirm which session they mean."""
        return bound.is_agreed(self.tls.protocol())

    def handshake(self, wire: Wire, ready: Ready, deadline: Deadline) -> tuple[Certificate, ...]:
        """Shakes hands in the role that the relay says, verifies the peer and says the binding. Returns what the peer
        has shown.

        :raises WrongPeerError: if it is somebody else
        :raises PeerTlsError: on any other failure
        """
        peer = self._binding.peer
        try:
            if not ready.is_client:
                self.tls = self._begin(server=True)
            elif not ready.hello_delivered:
                wire.write(self.hello, deadline)
            return self._shake_hands(wire, deadline)
        except Refused as e:
            last_words(wire, self.tls)
            if e.names is None:
                raise PeerTlsError(f"end-to-end TLS with party {peer} failed: {e}") from e
            names = ", ".join(e.names) or "nobody"
            raise WrongPeerError(
                f"the other end is not party {peer}: its certificate names {names}; check which party runs there",
                peer,
                e.names,
            ) from e
        except ssl.SSLError as e:
            last_words(wire, self.tls)
            raise peer_tls_error(peer, e) from e
        except (OSError, EOFError) as e:
            how = "did not finish" if isinstance(e, TimeoutError) else "went away during"
            raise PeerTlsError(
                f"party {peer} {how} the end-to-end handshake ({cause_text(e)}); see its log for why, and whether it"
                " is still running",
                vanished=True,
            ) from e

    def _shake_hands(self, wire: Wire, deadline: Deadline) -> tuple[Certificate, ...]:
        # By records: what follows the last of the handshake stays in the kernel.
        while not self.tls.handshake(wire.read_record(deadline)):
            wire.write(self.tls.outgoing(), deadline)
        chain = self.tls.require(self._identity, self._binding.peer)
        if self.is_bound:
            self.tls.write(self._binding.encode())
        wire.write(self.tls.outgoing(), deadline)
        return chain


def peer_tls_error(peer: str, failure: ssl.SSLError) -> PeerTlsError:
    return PeerTlsError(f"end-to-end TLS with party {peer} failed: {diagnosis(failure, 'USER_CA', 'PARTY_CERT')}")


def last_words(wire: Wire, tls: Tls) -> None:
    """Has the alert arrive: a reset must not overtake it."""
    soon = Deadline(_LAST_WORDS)
    try:
        wire.write(tls.outgoing(), soon)
        wire.end_output()
        wire.drain(soon)
    except (OSError, EOFError):
        pass  # the other side was quicker
