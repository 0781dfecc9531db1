"""A stream as a file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bytestream import ByteStream


def open_file(
    stream: ByteStream, mode: str, buffering: int, encoding: str | None, errors: str | None, newline: str | None
) -> Any:
    """As ``socket.makefile`` does."""
    if not mode or set(mode) - set("rwb"):
        raise ValueError("mode is made of r, w and b")
    reads, writes = "r" in mode or "w" not in mode, "w" in mode
    raw = _Raw(stream, reads, writes)
    if buffering == 0:
        if "b" not in mode:
            raise ValueError("text needs a buffer")
        return raw
    size = buffering if buffering > 1 else 1 << 16
    buffered: Any
    if reads and writes:
        buffered = io.BufferedRWPair(raw, raw, size)
    else:
        buffered = io.BufferedReader(raw, size) if reads else io.BufferedWriter(raw, size)
    return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline, buffering == 1)


class _Raw(io.RawIOBase):
    """A stream as a file without a buffer."""

    def __init__(self, stream: ByteStream, reads: bool, writes: bool) -> None:
        self._stream, self._reads, self._writes = stream, reads, writes

    def readable(self) -> bool:
        return self._reads

    def writable(self) -> bool:
        return self._writes

    def readinto(self, buffer: Any) -> int:
        return self._stream.recv_into(buffer)

    def write(self, data: Any) -> int:
        return self._stream.send(data)
