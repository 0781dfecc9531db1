"""The sessions of this process."""

from __future__ import annotations

import atexit
import os
import threading
import weakref
from typing import TYPE_CHECKING

from .frames import Greeting
from .session import Session
from .wire import Deadline

if TYPE_CHECKING:
    from .carrier import Carrier


class Live:
    """The sessions of this process, so that it can say of one that it knows nothing of it."""

    def __init__(self) -> None:
        self.forget_all()

    def forget_all(self) -> None:
        """In a child that was forked: they are its parent's, and so is the thread that may have the lock."""
        self._lock = threading.Lock()
        self._by_own: dict[bytes, Carrier] = {}
        self._by_peer: dict[bytes, Carrier] = {}
        self._all: weakref.WeakSet[Carrier] = weakref.WeakSet()

    def add(self, carrier: Carrier) -> None:
        with self._lock:
            self._all.add(carrier)
            if isinstance(carrier.state, Session):
                self._by_own[carrier.state.own] = carrier

    def remove(self, carrier: Carrier) -> None:
        with self._lock:
            self._all.discard(carrier)
            if isinstance(carrier.state, Session):
                self._by_own.pop(carrier.state.own, None)
                peer = carrier.state.peer
                if peer is not None and self._by_peer.get(peer) is carrier:
                    del self._by_peer[peer]

    def begun(self, carrier: Carrier, peer: bytes) -> None:
        """A side that lost its connection before it heard anything begins again, and if a call of this process waits
        there, another session gets its stream, from the start. The one that had some of it ends."""
        with self._lock:
            before = self._by_peer.get(peer)
            self._by_peer[peer] = carrier
        if before is not None and before is not carrier:
            before.end_for("has begun this stream anew, with another call of this process")

    def knows(self, greeting: Greeting) -> bool:
        """Whether a session is here that this RESUME means, of another connection than that over which it came."""
        with self._lock:
            carrier = self._by_own.get(greeting.peer or b"")
        return carrier is not None and carrier.is_meant(greeting)

    def abort_all(self, seconds: float) -> None:
        with self._lock:
            everyone = list(self._all)
        for each in everyone:
            each.abort(wait=False)
        until = Deadline(seconds)
        for each in everyone:
            each.finished.wait(until.remaining())


LIVE = Live()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=LIVE.forget_all)
atexit.register(LIVE.abort_all, 0.5)  # else the peers would wait for us to come back
