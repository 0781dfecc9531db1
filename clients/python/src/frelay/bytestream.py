"""What a session's own stream and its named streams have in common."""

from __future__ import annotations

import socket
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Any, TypeVar

from .errors import TruncatedStreamError
from .messages import DEFAULT_MOST, Buffer, Messages
from .rawfile import open_file
from .settings import require_time
from .wire import Deadline

_Self = TypeVar("_Self", bound="ByteStream")


class ByteStream(ABC):
    """A stream to the peer and one from it, with the methods of a socket."""

    _timeout: float | None = None

    @abstractmethod
    def recv(self, size: int = 1 << 16) -> bytes:
        """Up to so many bytes, at least one; ``b""`` at the end of the peer's direction."""

    @abstractmethod
    def sendall(self, data: Buffer) -> None:
        """Sends all of it."""

    @abstractmethod
    def close(self) -> None:
        """Ends both directions without losing what was sent."""

    @abstractmethod
    def abort(self) -> None:
        """Ends both at once; the peer sees a cut stream."""

    @abstractmethod
    def _end_output(self) -> None:
        """Ends the own direction behind all that was sent."""

    @abstractmethod
    def _ended(self) -> str:
        """That the peer has ended it, with its name, for messages."""

    def recv_into(self, buffer: bytearray | memoryview, nbytes: int = 0) -> int:
        """Like :meth:`recv`, into a buffer; how many."""
        with memoryview(buffer).cast("B") as view:
            data = self.recv(min(nbytes, len(view)) if nbytes else len(view))
            view[: len(data)] = data
            return len(data)

    def recv_exactly(self, size: int) -> bytes:
        """So many bytes; :class:`TruncatedStreamError` if the stream ends before, in whatever way."""
        parts = []
        while size > 0:
            part = self.recv(min(size, 1 << 20))
            if not part:
                raise TruncatedStreamError(f"{self._ended()} {size} bytes too soon")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def send(self, data: Buffer) -> int:
        """:meth:`sendall`, for what expects a socket."""
        self.sendall(data)
        return memoryview(data).nbytes

    def shutdown(self, how: int = socket.SHUT_WR) -> None:
        """Ends the own direction behind all that was sent; the peer's flows on. Only ``SHUT_WR``."""
        if how != socket.SHUT_WR:
            raise ValueError("only SHUT_WR; close() ends both directions")
        self._end_output()

    def messages(self, most: int = DEFAULT_MOST) -> Messages:
        """The stream as messages of at most so many bytes; use either these or the bytes."""
        return Messages(self, most)

    def makefile(
        self,
        mode: str = "r",
        buffering: int = -1,
        *,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> Any:
        """As of a socket. Closing the file does not close the stream; a file that writes is to be flushed."""
        return open_file(self, mode, buffering, encoding, errors, newline)

    def settimeout(self, seconds: float | None) -> None:
        """Bounds every call from now on that reads, sends or waits for a confirmation; one that is too late raises
        ``socket.timeout`` (TimeoutError) and can be repeated. None lifts the bound."""
        if seconds:
            require_time(seconds, "timeout")
        self._timeout = seconds

    def gettimeout(self) -> float | None:
        return self._timeout

    def _deadline(self) -> Deadline | None:
        return None if self._timeout is None else Deadline(self._timeout)

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abort()


def await_change(changed: threading.Condition, deadline: Deadline | None) -> None:
    """Waits with the condition's lock held; a ``socket.timeout`` if the deadline has passed."""
    if deadline is None:
        changed.wait()
    elif deadline.has_passed():
        raise socket.timeout("timed out")
    else:
        changed.wait(deadline.remaining())
