"""A stream as messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Union

from .errors import FrelayError

if TYPE_CHECKING:
    from .bytestream import ByteStream

Buffer = Union[bytes, bytearray, memoryview]

DEFAULT_MOST = 16 << 20  # bytes of a message


class Messages:
    """A stream seen as messages: each is its length in 4 bytes, big-endian, and that many bytes. One thread may send
    while another receives."""

    _HEADER = 4

    def __init__(self, stream: ByteStream, most: int = DEFAULT_MOST) -> None:
        if most < 0:
            raise ValueError("most is negative")
        self._stream = stream
        self._most = most

    def send(self, message: Buffer) -> None:
        """:raises ValueError: if it is longer than the bound"""
        size = memoryview(message).nbytes
        if size > self._most:
            raise ValueError(f"a message of {size} bytes; the most is {self._most}")
        self._stream.sendall(size.to_bytes(self._HEADER, "big") + bytes(message))

    def receive(self) -> bytes | None:
        """The next message; None once the peer has ended its direction.

        :raises TruncatedStreamError: if the stream ends inside a message
        :raises FrelayError: if the peer announces a message longer than the bound; the stream is then of no use
        """
        first = self._stream.recv(self._HEADER)
        if not first:
            return None
        header = first + self._stream.recv_exactly(self._HEADER - len(first))
        size = int.from_bytes(header, "big")
        if size > self._most:
            raise FrelayError(f"the peer announces a message of {size} bytes; the most is {self._most}")
        return self._stream.recv_exactly(size)

    def __iter__(self) -> Iterator[bytes]:
        """Until the peer has ended its direction."""
        return iter(self.receive, None)
