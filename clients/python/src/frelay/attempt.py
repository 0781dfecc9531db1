"""One attempt to meet the peer through one relay, layer by layer."""

from __future__ import annotations

import ssl
import threading
from dataclasses import dataclass, field

from . import binding as bound
from . import request as wire_format
from .binding import Binding
from .certificates import Certificate
from .credentials import Credentials
from .endtoend import EndToEnd, last_words
from .errors import (
    FrelayError,
    PeerTimeoutError,
    RefusedError,
    RelayTlsError,
    RelayUnreachableError,
    cause_text,
)
from .options import Options
from .proxy import Address
from .request import Ready, Refusal
from .settings import PROTOCOL, WITH_STREAMS
from .tls import Refused, Tls, diagnosis
from .wire import Deadline, Interrupt, Wire, connect

_MOST_RECORDS = 64  # of a relay's answer; it sends one
_ANSWER = 2.0  # seconds: a relay that has nothing to wait for takes no longer
_LONGEST_MS = 2**31 - 1  # that a request can say
_SOON = 2.0  # what cannot be read is refused within this time; a relay that waits for the peer is younger
_BELIEVED = 600.0  # how long a relay is taken for one of version 1


@dataclass(frozen=True)
class Facts:
    """How a session's first connection came about."""

    relay: Address
    relay_version: int
    #: Whether we are the client of the end-to-end TLS.
    is_client: bool
    tls: str
    cipher: str
    #: Whether both sides confirm which session they mean.
    is_bound: bool
    #: Whether the session survives the loss of its connection.
    is_resumable: bool
    #: Whether the peer knows named streams, too.
    knows_streams: bool
    attempts: int = 1
    #: Of the whole call.
    seconds: float = 0.0


@dataclass
class Encounter:
    """A connection to the peer as it has just come about."""

    wire: Wire
    tls: Tls
    chain: tuple[Certificate, ...]
    facts: Facts


class _OldRelays:
    """Relays that closed without a word soon after a version 2 request and served version 1 in the next attempt. One
    that was restarted in that moment looks the same, so it is believed for a while only, and only of its
    certificate."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[tuple[Address, bytes], Deadline] = {}

    def note(self, relay: Address, certificate: bytes) -> None:
        with self._lock:
            self._until = {key: until for key, until in self._until.items() if not until.has_passed()}
            if len(self._until) < 1000:
                self._until[relay, certificate] = Deadline(_BELIEVED)

    def has(self, relay: Address, certificate: bytes) -> bool:
        with self._lock:
            until = self._until.get((relay, certificate))
        return until is not None and not until.has_passed()


_OLD = _OldRelays()


@dataclass(frozen=True)
class Target:
    """Where to meet, and by when.

    :param patience: with the peer, once the relay has the request; 0 to meet it only if it waits there
    :param timeout: of the whole call, for messages
    :param deadline: of this attempt
    :param is_last: whether there is no time for another one behind it
    """

    tag: str
    patience: float
    timeout: float
    deadline: Deadline
    is_last: bool


@dataclass
class Attempt:
    """Through one relay. A relay that closes without a word soon after a version 2 request may be a strict version 1
    relay, or just have been restarted: the next attempt is of version 1, at once, and if that fails too they
    alternate."""

    relay: Address
    credentials: Credentials
    options: Options
    binding: Binding
    interrupt: Interrupt | None
    version: int = field(init=False)
    suspected: bool = False  # of knowing version 1 only, by the attempt before

    def __post_init__(self) -> None:
        self.version = self.options.version

    def run(self, target: Target) -> Encounter:
        wire = self._reach(target.deadline)
        try:
            return self._meet(wire, target)
        except BaseException:
            wire.close()
            raise

    def _reach(self, deadline: Deadline) -> Wire:
        soon = deadline.or_in(self.options.connect_timeout)
        proxy = self.options.proxies.towards(self.relay)
        if proxy is not None:
            return proxy.dial(self.relay, soon, self.interrupt)
        try:
            return connect(self.relay.host, self.relay.port, soon, self.interrupt)
        except (OSError, UnicodeError) as e:
            raise RelayUnreachableError(
                f"the relay {self.relay} cannot be reached ({cause_text(e)}); check the address, and that the relay is"
                " running"
            ) from e

    def _meet(self, wire: Wire, target: Target) -> Encounter:
        limit = self.options.handshake_timeout
        outer = Tls(self.credentials.outer.context(False), False, wire_format.RELAY_NAME)
        try:
            outer.handshake()
            wire.write(outer.outgoing(), target.deadline.or_in(limit))
            # While the relay's answer is on its way: the time for this is there anyway.
            inner = EndToEnd(self.credentials.inner, self.binding, self.options.offered())
            certificate = self._shake_hands(wire, outer, target.deadline.or_in(limit))
        except (ssl.SSLError, Refused) as e:
            raise self._tls_failure(e, wire, outer) from e
        except (OSError, EOFError) as e:
            raise RelayUnreachableError(
                f"the relay {self.relay} did not complete the TLS handshake ({cause_text(e)}); is it up, and is it a"
                " relay?"
            ) from e
        version = 1 if _OLD.has(self.relay, certificate) else self.version
        ready = self._ask(wire, outer, target, version, inner.hello)
        if self.suspected and ready.version == 1:
            _OLD.note(self.relay, certificate)
        wire.keep_whole = ready.version == 1
        chain = inner.handshake(wire, ready, target.deadline.or_in(limit))
        protocol = bound.inside(inner.tls.protocol())
        facts = Facts(
            self.relay,
            ready.version,
            ready.is_client,
            inner.tls.version(),
            inner.tls.cipher(),
            inner.is_bound,
            protocol in (PROTOCOL, WITH_STREAMS),
            protocol == WITH_STREAMS,
        )
        return Encounter(wire, inner.tls, chain, facts)

    def _shake_hands(self, wire: Wire, outer: Tls, deadline: Deadline) -> bytes:
        """Up to our last word, which goes out along with the request; returns the relay's certificate."""
        while not outer.handshake(wire.read_record(deadline)):
            wire.write(outer.outgoing(), deadline)
        return outer.require(self.credentials.outer, wire_format.RELAY_NAME)[0].der

    def _tls_failure(self, failure: Exception, wire: Wire, outer: Tls) -> RelayTlsError:
        last_words(wire, outer)
        if isinstance(failure, Refused):
            why = str(failure) if failure.names is None else f"{failure}; is this the relay?"
        else:
            assert isinstance(failure, ssl.SSLError)
            why = diagnosis(failure, "RELAY_CA", "RELAY_CERT")
        return RelayTlsError(f"TLS with the relay {self.relay} failed: {why}")

    def _ask(self, wire: Wire, outer: Tls, target: Target, version: int, hello: bytes) -> Ready:
        waited = target.deadline.or_in(target.patience if target.patience > 0 else _ANSWER)
        margin = min(waited.remaining() / 10, 1.0)  # it is to refuse before our own deadline, so that its answer comes
        wait = max(0.0, waited.remaining() - margin) if target.patience > 0 else 0.0
        timeout = int(min(wait * 1000, _LONGEST_MS))
        request = wire_format.request(self.binding.peer, target.tag, version, timeout, hello)
        outer.write(request)
        soon = Deadline(_SOON)
        try:
            wire.write(outer.outgoing(), waited)
            answer = _read_answer(wire, outer, waited)
            if isinstance(answer, Ready) and answer.hello_delivered and b'"ClientHello"' not in request:
                raise wire_format.Malformed("it delivered a ClientHello that we did not send")
        except wire_format.Malformed as e:
            raise RelayTlsError(f"the relay {self.relay} answered what no relay answers ({e}); is it a relay?") from e
        except ssl.SSLError as e:  # in TLS 1.3 a relay that does not accept our certificate says so only now
            raise self._tls_failure(e, wire, outer) from e
        except TimeoutError as e:
            raise self._peer_timeout(target) from e
        except (OSError, EOFError) as e:
            raise self._went_away(e, soon, version) from e
        if isinstance(answer, Refusal):
            raise self._refused(answer, target)
        return answer

    def _went_away(self, failure: Exception, soon: Deadline, version: int) -> RelayUnreachableError:
        gone = RelayUnreachableError(
            f"the relay {self.relay} went away before it answered ({cause_text(failure)}); see its log for why"
        )
        if not soon.has_passed():  # else it waited for the peer, and so had understood
            self.suspected = gone._at_once = version > 1
            self.version = 1 if version > 1 else self.options.version
        return gone

    def _refused(self, refusal: Refusal, target: Target) -> FrelayError:
        if refusal.code == "peer_timeout":
            return self._peer_timeout(target)
        return RefusedError(
            f"the relay {self.relay} refused party {self.binding.party}'s request for party {self.binding.peer}:"
            f" {refusal.words} ({refusal.code})",
            refusal.words,
            refusal.code,
            refusal.relays,
        )

    def _peer_timeout(self, target: Target) -> PeerTimeoutError:
        user = f" of {self.credentials.user}" if self.credentials.user else ""
        return PeerTimeoutError(
            f"party {self.binding.peer}{user} did not come to {self.relay} within {target.timeout:g} s; we are party"
            f" {self.binding.party}, tag '{target.tag}': check that it runs with the same relay, user and tag",
            elsewhere=not target.is_last,
        )


def _read_answer(wire: Wire, outer: Tls, deadline: Deadline) -> Ready | Refusal:
    data = b""
    for _ in range(_MOST_RECORDS):
        data += outer.incoming(wire.read_record(deadline))
        if outer.ended:
            if not data:
                raise EOFError("it closed the connection")
            return wire_format.answer(data)
        if len(data) > wire_format.MOST_BYTES:
            break
    raise wire_format.Malformed(f"more than {wire_format.MOST_BYTES} bytes, or than {_MOST_RECORDS} records")
