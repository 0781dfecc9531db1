"""A TCP connection whose every wait has a deadline and can be interrupted, and how it is made: to all addresses of a
name in turns (RFC 8305), directly or through a proxy."""

from __future__ import annotations

import errno
import os
import selectors
import socket
import time
from dataclasses import dataclass
from typing import Callable

from .tls import record_length

_CHUNK = 1 << 18
_NEXT_AFTER = 0.25  # seconds until the next address is tried as well
_KEEP_ALIVE = (("TCP_KEEPIDLE", 15), ("TCP_KEEPALIVE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))


class Interrupted(Exception):
    """What was waited for is not wanted any more."""


class Deadline:
    """A point in time, by a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + max(0.0, seconds)

    def remaining(self) -> float:
        return max(0.0, self._at - time.monotonic())

    def has_passed(self) -> bool:
        return self.remaining() == 0.0

    def or_in(self, seconds: float) -> Deadline:
        """This, or so many seconds from now, whichever is sooner."""
        return Deadline(min(self.remaining(), seconds))


class Waker:
    """Wakes the one thread that waits, from any other."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        for each in (self._reader, self._writer):
            each.setblocking(False)

    def fileno(self) -> int:
        return self._reader.fileno()

    def wake(self) -> None:
        try:
            self._writer.send(b"\0")
        except OSError:
            pass  # it is full, or its thread has ended: nobody needs to be woken

    def wait(self, seconds: float) -> bool:
        """Whether it was woken within this time."""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            woken = bool(selector.select(seconds))
        self.clear()
        return woken

    def clear(self) -> None:
        try:
            while len(self._reader.recv(4096)) == 4096:
                pass
        except OSError:
            pass

    def close(self) -> None:
        self._reader.close()
        self._writer.close()


@dataclass(frozen=True)
class Interrupt:
    """By which other threads end a wait.

    :param check: called whenever it was woken; raises Interrupted if the wait is in vain
    """

    waker: Waker
    check: Callable[[], None]


class Wire:
    """A connection, used by one thread."""

    def __init__(self, sock: socket.socket, interrupt: Interrupt | None = None) -> None:
        self._socket = sock
        self._interrupt = interrupt
        self._selector = selectors.DefaultSelector()
        self._events: dict[object, int] = {}
        #: The peer's direction must not be ended by ours: a version 1 relay may end both.
        self.keep_whole = False
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE:  # a machine that goes away without a word is found out in 30 s
            if hasattr(socket, name):
                try:
                    sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
                except OSError:
                    pass  # this system does not let it be set

    def interrupt_by(self, interrupt: Interrupt | None) -> None:
        """Instead of what it was before; None for nothing."""
        if self._interrupt is not None:
            self._watch(self._interrupt.waker, 0)
        self._interrupt = interrupt

    def wait(self, read: bool, write: bool, timeout: float) -> tuple[bool, bool]:
        """Until it can be read or written, as asked for, or it is woken, or time is up; says which of the first."""
        self._watch(self._socket, (selectors.EVENT_READ if read else 0) | (selectors.EVENT_WRITE if write else 0))
        if self._interrupt is not None:
            self._watch(self._interrupt.waker, selectors.EVENT_READ)
        ready = {key.fileobj: events for key, events in self._selector.select(timeout)}
        if self._interrupt is not None and self._interrupt.waker in ready:
            self._interrupt.waker.clear()
            self._interrupt.check()
        events = ready.get(self._socket, 0)
        return bool(events & selectors.EVENT_READ), bool(events & selectors.EVENT_WRITE)

    def _watch(self, what: object, events: int) -> None:
        before = self._events.get(what, 0)
        if events == before:
            return
        if not before:
            self._selector.register(what, events)  # type: ignore[arg-type]
        elif not events:
            self._selector.unregister(what)  # type: ignore[arg-type]
        else:
            self._selector.modify(what, events)  # type: ignore[arg-type]
        self._events[what] = events

    def read_now(self) -> bytes | None:
        """What there is; empty at the end of the connection, None if nothing has come yet."""
        try:
            return self._socket.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return None

    def write_now(self, data: memoryview) -> int:
        """How much of it could be written."""
        try:
            return self._socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0

    def read(self, most: int, deadline: Deadline) -> bytes:
        """At least one byte, or none at the end of the connection; a TimeoutError at the deadline."""
        while True:
            try:
                return self._socket.recv(most)
            except (BlockingIOError, InterruptedError):
                if deadline.has_passed():
                    raise TimeoutError("the deadline has passed") from None
                self.wait(True, False, deadline.remaining())

    def read_exactly(self, count: int, deadline: Deadline) -> bytes:
        data = b""
        while len(data) < count:
            part = self.read(count - len(data), deadline)
            if not part:
                raise EOFError("it closed the connection")
            data += part
        return data

    def read_record(self, deadline: Deadline) -> bytes:
        """One TLS record, and not a byte behind it."""
        header = self.read_exactly(5, deadline)
        return header + self.read_exactly(record_length(header), deadline)

    def write(self, data: bytes, deadline: Deadline) -> None:
        view = memoryview(data)
        while len(view):
            view = view[self.write_now(view) :]
            if len(view):
                if deadline.has_passed():
                    raise TimeoutError("the deadline has passed")
                self.wait(False, True, deadline.remaining())

    def end_output(self) -> None:
        if not self.keep_whole:
            self._socket.shutdown(socket.SHUT_WR)

    def drain(self, deadline: Deadline) -> None:
        """Throws away what still comes, until the connection ends: a socket that is closed while data is coming in
        answers with a reset, which can destroy what is on its way to the peer."""
        while self.read(_CHUNK, deadline):
            pass

    def break_off(self) -> None:
        """Ends the wait of the thread that uses it, and so its use; from any other thread."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended already

    def close(self) -> None:
        self._selector.close()
        self._socket.close()


def connect(host: str, port: int, deadline: Deadline, interrupt: Interrupt | None = None) -> Wire:
    """To the first address of a name that answers; the next is tried when the last has failed or not answered for
    250 ms, the two families in turns. Only the resolution of the name has no bound."""
    if port == 0:
        raise ConnectionRefusedError(errno.ECONNREFUSED, "port 0 cannot be connected to")
    waiting = _in_turns(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    attempts = selectors.DefaultSelector()
    if interrupt is not None:
        attempts.register(interrupt.waker, selectors.EVENT_READ)
    others = 1 if interrupt is not None else 0
    failure: OSError = TimeoutError(errno.ETIMEDOUT, "it did not answer in time")
    next_at = Deadline(0)
    try:
        while waiting or len(attempts.get_map()) > others:
            if deadline.has_passed():
                raise TimeoutError(errno.ETIMEDOUT, "it did not answer in time")
            if waiting and next_at.has_passed():
                family, kind, protocol, _, address = waiting.pop(0)
                next_at = Deadline(_NEXT_AFTER)
                try:
                    _begin(attempts, socket.socket(family, kind, protocol), address)
                except OSError as e:
                    failure, next_at = e, Deadline(0)
            pause = min(deadline.remaining(), next_at.remaining()) if waiting else deadline.remaining()
            for key, _ in attempts.select(pause):
                if interrupt is not None and key.fileobj is interrupt.waker:
                    interrupt.waker.clear()
                    interrupt.check()
                    continue
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                attempts.unregister(sock)
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if code == 0:
                    return Wire(sock, interrupt)
                sock.close()
                failure, next_at = OSError(code, os.strerror(code)), Deadline(0)
        raise failure
    finally:
        for key in list(attempts.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        attempts.close()


def _begin(attempts: selectors.BaseSelector, sock: socket.socket, address: object) -> None:
    sock.setblocking(False)
    code = sock.connect_ex(address)  # type: ignore[arg-type]
    if code in (0, errno.EINPROGRESS, errno.EWOULDBLOCK):
        attempts.register(sock, selectors.EVENT_WRITE)
    else:
        sock.close()
        raise OSError(code, os.strerror(code))


def _in_turns(found: list[tuple]) -> list[tuple]:  # type: ignore[type-arg]
    """The families alternately, beginning with that of the first."""
    first = [each for each in found if each[0] == found[0][0]]
    second = [each for each in found if each[0] != found[0][0]]
    mixed: list[tuple] = []  # type: ignore[type-arg]
    for i in range(max(len(first), len(second))):
        mixed += first[i : i + 1] + second[i : i + 1]
    return mixed
