"""Named streams to one peer over one session, as an application sees them, and the thread that takes in what comes.

The rule of locking: ``lock`` guards the :class:`StreamsEngine` and is not held while something is sent or awaited from
the session. Who has the ``turn`` sends; it is taken before ``lock``. The thread never sends. Only who sends data waits
for the turn; what else there is to say is little, and sent by whoever has the turn, or by a thread for that alone.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from .bytestream import ByteStream, await_change
from .errors import FrelayError, TruncatedStreamError
from .messages import Buffer
from .streamrules import BrokenStreamRules, StreamsEngine, StreamState
from .wire import Deadline

if TYPE_CHECKING:
    from .peer import Peer


class Multiplexer:
    """The named streams of one session."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._engine = StreamsEngine()
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._is_expected = False  # a thread that will send
        self._changes: dict[StreamState, threading.Condition] = {}
        self.failure: FrelayError | None = None
        self.is_closed = False
        threading.Thread(target=self._receive_all, name=f"frelay-streams-{peer.name}", daemon=True).start()

    def stream(self, name: str) -> Stream:
        with self._lock:
            if self.is_closed or not self._engine.is_known(name):
                self._require_standing()  # else there may be something to be read yet
            state = self._engine.ask(name)
            self._engine.open(state)
            if state not in self._changes:
                unfinished = {key: each for key, each in self._changes.items() if not (key.is_done and key.is_ended)}
                self._changes = unfinished
                changed = self._changes[state] = threading.Condition(self._lock)
                state.changed = changed.notify_all
        self._send_soon()
        return Stream(self, state, self._changes_of(state))

    def _changes_of(self, state: StreamState) -> threading.Condition:
        with self._lock:
            return self._changes.get(state) or threading.Condition(self._lock)

    def receive(self, state: StreamState, size: int, changed: threading.Condition, deadline: Deadline | None) -> bytes:
        while True:
            with self._lock:
                self._require_not_closed(state)
                data = self._engine.read(state, size)
            self._send_soon()
            if data:
                return data
            if data is None:
                if state.peer_cut:
                    raise TruncatedStreamError(f'party {self._peer.name} broke stream "{state.name}" off')
                return b""
            with self._lock:
                while not state.inbox and not state.peer_ended:
                    self._require_not_closed(state)
                    self._require_standing()
                    await_change(changed, deadline)

    def send(
        self, state: StreamState, data: memoryview, changed: threading.Condition, deadline: Deadline | None
    ) -> None:
        at = 0
        while at < len(data):
            with self._lock:
                self._require_writable(state)
                while state.credit <= 0:
                    await_change(changed, deadline)
                    self._require_writable(state)
            try:
                with self._turn:
                    with self._lock:
                        self._require_writable(state)
                        at += self._engine.write(state, data[at:])
                        output = self._engine.take_output()
                    self._peer._send_raw(output)
            finally:  # others have left theirs to who had the turn
                self._send_soon()

    def shutdown(self, state: StreamState) -> None:
        with self._lock:
            self._require_standing()
            self._engine.end(state)
        self._send_soon()

    def close_stream(self, state: StreamState, cut: bool) -> None:
        with self._lock:
            if self.failure is None and not self.is_closed:
                self._engine.close(state, cut)
        self._send_soon()

    def end_all(self) -> None:
        with self._lock:
            self._engine.end_all()
        self._send_soon()

    def flush(self, deadline: Deadline | None) -> None:
        """Waits until all that is to be sent is on its way; a ``socket.timeout`` if the deadline has passed."""
        with self._lock:
            if not self._engine.output and not self._turn.locked():
                return
        if not self._finish(None if deadline is None else deadline.remaining()):
            raise socket.timeout("timed out")

    def close(self, patience: float) -> None:
        """Ends the own directions of all streams, and then all use of them here."""
        with self._lock:
            self._engine.end_all()
        if self.failure is None:
            self._finish(patience)
        self.abort()

    def _finish(self, timeout: float | None) -> bool:
        """Whether all could be sent in time; the peer may take nothing."""
        sent = threading.Event()
        _in_background(self._send_last, sent, timeout)
        return sent.wait(timeout)

    def _send_last(self, sent: threading.Event, timeout: float | None) -> None:
        if self._turn.acquire(timeout=-1 if timeout is None else timeout):
            try:
                self._send_all()
            finally:
                self._turn.release()
                sent.set()
            self._send_soon()

    def abort(self) -> None:
        self.is_closed = True
        self._fail(FrelayError(f"the connection to party {self._peer.name} was closed here"))

    def _send_soon(self) -> None:
        """Has another thread send what is to be sent, unless somebody is sending, who does it then. Waits for
        nothing."""
        if not self._engine.output:
            return
        with self._lock:
            if self._turn.locked() or self._is_expected:
                return
            self._is_expected = True
        _in_background(self._send_rest)

    def _send_rest(self) -> None:
        self._is_expected = False
        while self._engine.output and self._turn.acquire(blocking=False):
            try:
                self._send_all()
            finally:
                self._turn.release()

    def _send_all(self) -> None:
        with self._lock:
            output = self._engine.take_output()
        try:
            self._peer._send_raw(output)
        except FrelayError as e:
            self._fail(e)

    def _fail(self, why: FrelayError) -> None:
        with self._lock:
            if self.failure is None:
                self.failure = why
            for changed in self._changes.values():
                changed.notify_all()

    def _receive_all(self) -> None:
        name = self._peer.name
        try:
            while True:
                data = self._peer._receive_raw(1 << 16)
                if not data:
                    why = TruncatedStreamError(f"party {name} has ended the session, and with it this stream")
                    return self._fail(why)
                with self._lock:
                    self._engine.receive(data)
                self._send_soon()  # an answer, perhaps
        except BrokenStreamRules as e:
            self._fail(FrelayError(str(e)))
            self._peer._carrier.abort(False)
        except FrelayError as e:
            self._fail(e)
        except BaseException as e:  # a defect, or no memory: nobody must wait for ever
            self._fail(FrelayError(f"the thread that reads the session with party {name} failed ({e!r})"))
            self._peer._carrier.abort(False)
            raise

    # --- with the lock held ---

    def _require_standing(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _require_not_closed(self, state: StreamState) -> None:
        if self.is_closed:
            self._require_standing()
        if state.is_closed:
            raise FrelayError(f'stream "{state.name}" was closed here')

    def _require_writable(self, state: StreamState) -> None:
        self._require_standing()
        self._require_not_closed(state)
        if state.is_refused:
            raise FrelayError(f'party {self._peer.name} has closed stream "{state.name}"')
        if state.is_ended:
            raise FrelayError(f'this direction of stream "{state.name}" is already ended')


def _in_background(work: Callable[..., None], *arguments: object) -> None:
    try:
        threading.Thread(target=work, args=arguments, name="frelay-sender", daemon=True).start()
    except RuntimeError:  # no more threads, or Python exits
        work(*arguments)


class Stream(ByteStream):
    """One of several streams to the same peer over one session, with the methods of a socket: :meth:`Peer.stream`.

    1 MiB may be on the way in each direction, or 16 KiB while the peer's program has not asked for the stream. One
    that nobody reads stops only who writes to it. Threads and ends are those of :class:`Peer`.
    """

    def __init__(self, streams: Multiplexer, state: StreamState, changed: threading.Condition) -> None:
        self._streams = streams
        self._state = state
        self._changed = changed
        self.name = state.name

    def recv(self, size: int = 1 << 16) -> bytes:
        """Up to so many bytes, at least one; ``b""`` at the end of the peer's direction."""
        return self._streams.receive(self._state, size, self._changed, self._deadline()) if size > 0 else b""

    def sendall(self, data: Buffer) -> None:
        """Sends all of it, and waits while the peer has no room for this stream."""
        with memoryview(data).cast("B") as view:
            self._streams.send(self._state, view, self._changed, self._deadline())

    def _end_output(self) -> None:
        self._streams.shutdown(self._state)

    def close(self) -> None:
        """Ends the own direction and throws away what the peer sends, whose sends then fail. Waits for nothing."""
        self._streams.close_stream(self._state, False)

    def abort(self) -> None:
        """The same, but the peer's :meth:`recv` raises :class:`TruncatedStreamError` at the end."""
        self._streams.close_stream(self._state, True)

    def _ended(self) -> str:
        return f'stream "{self.name}" ended'
