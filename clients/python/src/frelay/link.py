"""One connection of a session: its TLS, what is on its way to the kernel, and its last words. One thread's."""

from __future__ import annotations

from collections.abc import Sequence

from . import binding as bound
from .attempt import Encounter
from .errors import TruncatedStreamError, WrongSessionError
from .wire import Deadline, Interrupted

_MOST_PENDING = 256 << 10  # sealed bytes on their way to the kernel


class Link:
    """One connection of a session."""

    def __init__(self, met: Encounter, binding: bound.Binding | None) -> None:
        self.wire = met.wire
        self.tls = met.tls
        #: Sealed, and not with the kernel yet.
        self.pending = bytearray()
        #: Whether it is of no use any more.
        self.is_dead = False
        #: Whether TCP's end has come.
        self.is_at_end = False
        #: Whether the peer's close_notify was taken notice of.
        self.is_heard_out = False
        self._binding = binding
        self._said = b""  # of the peer's binding
        self._dies: Deadline | None = None
        self._ends_output = False
        self._was_full = False

    def is_full(self) -> bool:
        """Whether no more is to be sealed for now."""
        self._was_full = len(self.pending) >= _MOST_PENDING
        return self._was_full

    def seal(self, data: bytes) -> None:
        self.tls.write(data)
        self.pending += self.tls.outgoing()

    def leave(self) -> None:
        """Says close_notify, and ends the own direction behind it."""
        self.tls.close()
        self.pending += self.tls.outgoing()
        self._ends_output = True

    def die_in(self, seconds: float) -> None:
        self._dies = Deadline(seconds)

    def has_ended(self) -> bool:
        """Whether the peer's close_notify has come, and nobody knows yet."""
        return self.tls.ended and not self.is_heard_out

    def exchange(self, reads: bool, timeout: float) -> bytes | None:
        """Writes what can be written, and returns what the peer says if anything has come."""
        if self._dies is not None:
            timeout = min(timeout, self._dies.remaining())
            self.is_dead = self.is_dead or self._dies.has_passed()
        self._flush()
        if self._was_full and not self.pending:
            timeout = 0.0  # there may be more to seal
        readable, _ = self.wire.wait(reads, bool(self.pending), timeout)
        if not readable:
            return None
        data = self.wire.read_now()
        if data is None:
            return None
        if not data:
            self.is_at_end = True
            return None
        return self._confirmed(self._open(data))

    def _flush(self) -> None:
        while self.pending:
            with memoryview(self.pending) as view:
                count = self.wire.write_now(view)
            if not count:
                return
            del self.pending[:count]
        if self._ends_output:
            self._ends_output = False
            self.wire.end_output()

    def _open(self, data: bytes) -> bytes:
        try:
            return self.tls.incoming(data)
        finally:  # an answer to a key update, or an alert
            self.pending += self.tls.outgoing()

    def _confirmed(self, data: bytes) -> bytes:
        """Gives out nothing before the peer has said that it means the same session."""
        if self._binding is None:
            return data
        self._said += data
        if len(self._said) < bound.BYTES:
            if self.tls.ended:
                raise TruncatedStreamError("the peer ended the connection before it had confirmed the session")
            return b""
        differs = self._binding.difference(self._said[: bound.BYTES])
        if differs is not None:
            raise WrongSessionError(self._binding.complaint(differs))
        self._binding, data, self._said = None, self._said[bound.BYTES :], b""
        return data

    def say_farewell(self, words: Sequence[bytes], orderly: bool, within: float) -> None:
        """:param orderly: whether the peer may know that it is no cut"""
        until = Deadline(within)
        self.wire.interrupt_by(None)
        try:
            if not self.tls.closed and orderly:
                for each in words:
                    self.seal(each)
                self.tls.close()
                self.pending += self.tls.outgoing()
            elif not orderly:
                return
            self.wire.write(bytes(self.pending), until)
            self.pending.clear()
            if not self.is_at_end:
                self.wire.end_output()
                self.wire.drain(until)
        except (OSError, EOFError, Interrupted):
            pass  # there is nothing left to save
