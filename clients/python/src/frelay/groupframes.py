"""Frames between the members of a group, as docs/groups.md has them. Pure."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Union

from .errors import FrelayError

MOST_DATA = 64 << 10  # payload bytes of a frame
MOST_BYTES = MOST_DATA + (64 << 10)  # bytes of a frame
OVERHEAD = 128  # bytes that a frame counts for beside its payload

_PROTOCOL = "frelay-group/1"


@dataclass(frozen=True)
class Hello:
    """The first frame: which group is meant."""

    digest: bytes


@dataclass(frozen=True)
class Call:
    """An operation in progress."""

    tag: str
    number: int
    text: str


@dataclass(frozen=True)
class Data:
    """A piece of a message of so many bytes, which is all or a part of a value of ``total`` bytes."""

    call: Call
    length: int
    total: int
    payload: bytes

    @property
    def cost(self) -> int:
        return len(self.payload) + OVERHEAD


@dataclass(frozen=True)
class Credit:
    """So many bytes of the tag's window are free again."""

    tag: str
    count: int


@dataclass(frozen=True)
class Beat:
    """A sign of life, with the operations in progress; it may ask for one in return."""

    asks: bool
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Fail:
    """The group is over."""

    reason: str
    members: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Leave:
    """The last frame of a member that closes the group: how many operations of each tag it has ended."""

    ended: Mapping[str, int]


Frame = Union[Hello, Data, Credit, Beat, Fail, Leave]


def digest(label: str, name: str, members: Sequence[str] = ()) -> bytes:
    """SHA-256 of a group's name and members, each behind its length."""
    texts = [text.encode() for text in (f"{_PROTOCOL} {label}", name, *members)]
    return hashlib.sha256(b"".join(struct.pack(">I", len(text)) + text for text in texts)).digest()


def tag_of(name: str) -> str:
    """The tag of the sessions of all pairs. It tells the relay less than the name."""
    return "group-" + digest("tag", name)[:16].hex()


def purpose_of(name: str, members: Sequence[str]) -> str:
    return f"{_PROTOCOL} {digest('members', name, members).hex()}"


def encode(frame: Frame) -> bytes:
    if isinstance(frame, Hello):
        return b"\1" + frame.digest
    if isinstance(frame, Data):
        return b"\2" + _call(frame.call) + struct.pack(">II", frame.length, frame.total) + frame.payload
    if isinstance(frame, Credit):
        return b"\3" + _text(frame.tag) + struct.pack(">I", frame.count)
    if isinstance(frame, Beat):
        return struct.pack(">BBB", 4, frame.asks, len(frame.calls)) + b"".join(map(_call, frame.calls))
    if isinstance(frame, Fail):
        members = struct.pack(">B", len(frame.members)) + b"".join(map(_text, frame.members))
        return b"\5" + _text(frame.reason) + members + _text(frame.text)
    ended = b"".join(_text(tag) + struct.pack(">Q", count) for tag, count in frame.ended.items())
    return struct.pack(">BB", 6, len(frame.ended)) + ended


def _call(call: Call) -> bytes:
    return _text(call.tag) + struct.pack(">Q", call.number) + _text(call.text)


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def decode(message: bytes) -> Frame:
    """:raises FrelayError: if it is none"""
    reader = _Reader(message)
    try:
        frame = _decode(reader)
    except (struct.error, UnicodeDecodeError, IndexError) as e:
        raise FrelayError("a malformed frame") from e
    if reader.at != len(message):
        raise FrelayError("a frame that is too long")
    return frame


def _decode(reader: _Reader) -> Frame:
    kind = reader.number(">B")
    if kind == 1:
        return Hello(reader.rest())
    if kind == 2:
        return Data(reader.call(), reader.number(">I"), reader.number(">I"), reader.rest())
    if kind == 3:
        return Credit(reader.text(), reader.number(">I"))
    if kind == 4:
        asks = bool(reader.number(">B"))
        return Beat(asks, tuple(reader.call() for _ in range(reader.number(">B"))))
    if kind == 5:
        reason = reader.text()
        return Fail(reason, tuple(reader.text() for _ in range(reader.number(">B"))), reader.text())
    if kind == 6:
        return Leave(dict((reader.text(), reader.number(">Q")) for _ in range(reader.number(">B"))))
    raise FrelayError(f"a frame of the unknown type {kind}")


class _Reader:
    def __init__(self, message: bytes) -> None:
        self._message = message
        self.at = 0

    def number(self, layout: str) -> int:
        value: int = struct.unpack_from(layout, self._message, self.at)[0]
        self.at += struct.calcsize(layout)
        return value

    def _bytes(self, count: int) -> bytes:
        if count > len(self._message) - self.at:
            raise IndexError
        self.at += count
        return self._message[self.at - count : self.at]

    def text(self) -> str:
        return self._bytes(self.number(">H")).decode()

    def call(self) -> Call:
        tag, number = self.text(), self.number(">Q")
        return Call(tag, number, self.text())

    def rest(self) -> bytes:
        return self._bytes(len(self._message) - self.at)
