"""Connections that stand ready for the next sessions of a client.

The rule of locking: ``lock`` guards which there are. No connection is made with it held, and none is waited for.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from typing import NamedTuple

from .clock import Clock
from .credentials import Credentials
from .options import Options
from .outer import Outer, reach
from .proxy import Address, Proxies
from .request import Malformed
from .wire import Deadline, Wire

_OF_STANDING = 0.9  # the relay's time and ours may not begin at the same moment
_PATIENCE = 3  # the relay's first sign may take so many times as long as all of the handshake
_LEAST_PATIENCE, _MOST_PATIENCE = 0.25, 2.0  # seconds


class StaleConnection(Exception):
    """A prepared connection turned out not to be of use: the relay has not answered on it."""


class Key(NamedTuple):
    """Whose a connection is. Credentials are compared by identity: those that were read anew make their own."""

    relay: Address
    credentials: Credentials
    proxies: Proxies


class PreparedConnection:
    """A connection that a relay knows its party on, and that has not made its request; or one on its way there."""

    def __init__(self) -> None:
        #: Whether :meth:`make` is done.
        self.is_ready = False
        self._is_closed = False
        self._wire: Wire | None = None
        self._outer: Outer | None = None
        self._age = Clock()
        self._patience = _MOST_PATIENCE

    def make(self, key: Key, options: Options) -> None:
        """Connects, and makes the whole handshake."""
        begun = time.monotonic()
        wire = self._wire = reach(key.relay, options, Deadline(options.connect_timeout))
        try:
            self._outer = Outer(key.relay, wire, key.credentials)
            if not self._is_closed:  # else nothing has told the wire so
                self._outer.shake_hands_to_the_end(Deadline(options.handshake_timeout))
        except BaseException:
            wire.close()
            raise
        took = _PATIENCE * (time.monotonic() - begun)
        self._patience = max(_LEAST_PATIENCE, min(took, _MOST_PATIENCE))
        self._age = Clock()

    @property
    def outer(self) -> Outer:
        assert self._outer is not None
        return self._outer

    def stands(self, longest: float) -> bool:
        """Whether it stands no longer than so, and as far as can be told still does."""
        self._age.advance()
        return self._age.now < longest and self.outer.stands()

    def ask(self, request: bytes, deadline: Deadline) -> None:
        """Makes the request, and waits for a first sign that the relay has it: a NAT in between may have forgotten
        the connection, or a machine may be gone.

        :raises StaleConnection: if there is none soon
        """
        soon = deadline.or_in(self._patience)
        try:
            self.outer.send(request, soon)
            self.outer.await_sign(soon)
        except (OSError, EOFError, Malformed) as e:
            raise StaleConnection from e

    def close(self) -> None:
        self._is_closed = True
        if self.is_ready:
            self.forget()
        elif self._wire is not None:
            self._wire.break_off()  # whoever makes it closes it

    def forget(self) -> None:
        """Closes it in this process alone, if another has it as well."""
        if self._wire is not None:
            self._wire.close()


class PreparedConnections:
    """Those of one client, each made in a thread of its own that ends. A relay that allows them says so with a
    session; there are none to any other. What has become of no use is found out by the next call, and is nobody's
    failure. Safe for use by several threads."""

    def __init__(self) -> None:
        self._start_anew()
        self.is_closed = False
        _ALL.add(self)

    def _start_anew(self) -> None:
        self._lock = threading.RLock()  # a client may be collected, and so closed, in the midst of anything
        self._all: dict[Key, list[PreparedConnection]] = {}  # the oldest first
        self._allowed: dict[Key, float] = {}  # seconds that each relay lets one stand

    def allow(self, key: Key, standing: float) -> None:
        """The relay has said how many seconds a connection may stand; 0 if none may."""
        with self._lock:
            if standing > 0:
                self._allowed[key] = standing * _OF_STANDING
            else:
                self._allowed.pop(key, None)

    def take(self, key: Key) -> PreparedConnection | None:
        """Takes one that stands, as far as can be told; the newest, which has the best chances."""
        with self._lock:
            self._sweep(key)
            ready = [each for each in self._all.get(key, ()) if each.is_ready]
            if not ready:
                return None
            self._all[key].remove(ready[-1])
            return ready[-1]

    def prepare(self, key: Key, options: Options) -> None:
        """Begins to make one, unless there are enough or the relay does not allow it."""
        with self._lock:
            self._sweep(key)
            present = self._all.setdefault(key, [])
            if self.is_closed or key not in self._allowed or len(present) >= options.prepared_connections:
                return
            new = PreparedConnection()
            present.append(new)
        try:
            # A daemon: Python must not wait for it when it exits.
            threading.Thread(target=self._make, args=(key, options, new), name="frelay-prepare", daemon=True).start()
        except RuntimeError:  # no more threads, or Python exits: it can do without
            self._remove(key, new)

    def _make(self, key: Key, options: Options, new: PreparedConnection) -> None:
        try:
            new.make(key, options)
        except Exception:  # the next session tells what is wrong, if anything is
            self._remove(key, new)
            return
        with self._lock:
            new.is_ready = True
            wanted = new in self._all.get(key, ())
        if not wanted:
            new.close()

    def _remove(self, key: Key, connection: PreparedConnection) -> None:
        with self._lock:
            if connection in self._all.get(key, ()):
                self._all[key].remove(connection)

    def _sweep(self, key: Key) -> None:
        """Drops what stands no more, and what is of former credentials."""
        self._allowed = {each: longest for each, longest in self._allowed.items() if each[1:] == key[1:]}
        for each, connections in list(self._all.items()):
            longest = self._allowed.get(each, 0.0)
            for connection in list(connections):
                if longest > 0 and (not connection.is_ready or connection.stands(longest)):
                    continue
                connections.remove(connection)
                connection.close()
            if not connections:
                self._all.pop(each, None)

    def close(self) -> None:
        """Closes all, for good."""
        self.is_closed = True
        self.close_all()

    def close_all(self) -> None:
        with self._lock:
            closed = [each for connections in self._all.values() for each in connections]
            self._all.clear()
        for each in closed:
            each.close()

    def forget_all(self) -> None:
        """In a child that was forked: they are its parent's, and so is the thread that may have the lock."""
        inherited = [each for connections in self._all.values() for each in connections]
        self._start_anew()
        for each in inherited:
            each.forget()


#: Those of this process.
_ALL: weakref.WeakSet[PreparedConnections] = weakref.WeakSet()


def close_all() -> None:
    """Closes those of all clients, which may make new ones."""
    for each in list(_ALL):
        each.close_all()


def _forget_all() -> None:
    for each in list(_ALL):
        each.forget_all()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)
