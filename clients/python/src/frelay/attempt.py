"""One attempt to meet the peer through one relay, layer by layer."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from . import binding as bound
from . import request as wire_format
from .binding import Binding
from .certificates import Certificate
from .credentials import Credentials
from .endtoend import EndToEnd
from .errors import (
    FrelayError,
    PeerTimeoutError,
    RefusedError,
    RelayUnreachableError,
    cause_text,
)
from .options import Options
from .outer import Outer, reach
from .prepared import Key, PreparedConnection, PreparedConnections, StaleConnection
from .proxy import Address
from .request import Ready, Refusal
from .settings import PROTOCOL, WITH_STREAMS
from .tls import Tls
from .wire import Deadline, Interrupt, Wire

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
    #: Whether the connection to the relay stood ready before the call.
    was_prepared: bool = False


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
        self.renew_lock()
        self._until: dict[tuple[Address, bytes], Deadline] = {}

    def renew_lock(self) -> None:
        """In a child that was forked: the thread that may have the lock is its parent's."""
        self._lock = threading.Lock()

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
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_OLD.renew_lock)


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
    #: None if no connections are prepared, and none is taken.
    prepared: PreparedConnections | None = None
    version: int = field(init=False)
    suspected: bool = False  # of knowing version 1 only, by the attempt before
    is_first: bool = True

    def __post_init__(self) -> None:
        self.version = self.options.version

    def run(self, target: Target) -> Encounter:
        standing = self.prepared.take(self._key) if self.prepared is not None and self.is_first else None
        self.is_first = False
        if standing is not None:
            try:
                with _closed_on_failure(standing.outer.wire):
                    return self._meet_prepared(standing, target)
            except StaleConnection:
                pass  # the relay has not heard of us on it: as if it had not been there
        wire = reach(self.relay, self.options, target.deadline, self.interrupt)
        with _closed_on_failure(wire):
            return self._meet(wire, target)

    @property
    def _key(self) -> Key:
        return Key(self.relay, self.credentials, self.options.proxies)

    def _meet_prepared(self, standing: PreparedConnection, target: Target) -> Encounter:
        """Two round trips less: the relay knows us already."""
        inner = self._end_to_end()
        ready = self._ask(standing.outer, target, inner.hello, standing)
        met = self._secure(standing.outer, inner, ready, target)
        met.facts = replace(met.facts, was_prepared=True)
        return met

    def _meet(self, wire: Wire, target: Target) -> Encounter:
        limit = self.options.handshake_timeout
        outer = Outer(self.relay, wire, self.credentials)
        outer.begin(target.deadline.or_in(limit))
        # While the relay's answer is on its way: the time for this is there anyway.
        inner = self._end_to_end()
        outer.shake_hands(target.deadline.or_in(limit))
        return self._secure(outer, inner, self._ask(outer, target, inner.hello), target)

    def _end_to_end(self) -> EndToEnd:
        return EndToEnd(self.credentials.inner, self.binding, self.options.offered())

    def _secure(self, outer: Outer, inner: EndToEnd, ready: Ready, target: Target) -> Encounter:
        if self.suspected and ready.version == 1:
            _OLD.note(self.relay, outer.certificate)
        if self.prepared is not None:
            self.prepared.allow(self._key, ready.standing)
        outer.wire.keep_whole = ready.version == 1
        chain = inner.handshake(outer.wire, ready, target.deadline.or_in(self.options.handshake_timeout))
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
        return Encounter(outer.wire, inner.tls, chain, facts)

    def _ask(self, outer: Outer, target: Target, hello: bytes, standing: PreparedConnection | None = None) -> Ready:
        version = 1 if _OLD.has(self.relay, outer.certificate) else self.version
        waited = target.deadline.or_in(target.patience if target.patience > 0 else _ANSWER)
        margin = min(waited.remaining() / 10, 1.0)  # it is to refuse before our own deadline, so that its answer comes
        wait = max(0.0, waited.remaining() - margin) if target.patience > 0 else 0.0
        timeout = int(min(wait * 1000, _LONGEST_MS))
        preparation = None if self.prepared is None else standing is not None
        request = wire_format.request(self.binding.peer, target.tag, version, timeout, hello, preparation)
        soon = Deadline(_SOON if standing is None else 0.0)
        try:
            if standing is None:
                outer.send(request, waited)
            else:
                standing.ask(request, waited)
            answer = outer.answer(waited)
        except FrelayError:
            raise
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
        seconds = round(target.timeout, 2)
        return PeerTimeoutError(
            f"party {self.binding.peer}{user} did not come to {self.relay} within {seconds:g} s; we are party"
            f" {self.binding.party}, tag '{target.tag}': check that it runs with the same relay, user and tag",
            elsewhere=not target.is_last,
        )


@contextmanager
def _closed_on_failure(wire: Wire) -> Iterator[None]:
    try:
        yield
    except BaseException:
        wire.close()
        raise
