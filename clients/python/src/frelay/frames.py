"""Frames of ``frelay/2``, section 8 of docs/protocol.md: type (1 byte), length of what follows (2), and that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

DATA, END, ACK, PING, PONG, BEGIN, RESUME, GONE = range(8)
HEADER = 3
MOST_DATA = 0xFFFF
NONCE = 16
LEAST_WINDOW = 256 << 10  # what may be sent before the peer has greeted
MOST_WINDOW = 64 << 20  # a peer that can hold more is not believed: we would have to keep as much

UNKNOWN_SESSION, BROKEN_OFF, BROKE_RULES = range(3)  # why a session is GONE

_FIRST_OPTIONAL = 128
_MOST_OPTIONAL = 1 << 10
_LENGTHS = {END: 8, ACK: 8, PING: 8, PONG: 8, BEGIN: NONCE + 4, RESUME: 2 * NONCE + 12, GONE: NONCE + 1}


class BrokenRules(Exception):
    """The peer broke the rules of section 8; the session ends with GONE 2."""


@dataclass(frozen=True)
class Count:
    """END or ACK: how much of a stream."""

    type: int
    count: int


@dataclass(frozen=True)
class Echo:
    """PING or PONG."""

    type: int
    id: bytes


@dataclass(frozen=True)
class Greeting:
    """BEGIN, or RESUME if it names the peer."""

    own: bytes
    window: int
    peer: bytes | None = None
    received: int = 0


@dataclass(frozen=True)
class Gone:
    """The sender has no such session, or no more."""

    own: bytes
    reason: int


Frame = Union[Count, Echo, Greeting, Gone, None]


def body_length(header: bytes | bytearray) -> int:
    """How many bytes follow a frame's header, if there can be such a frame."""
    kind, length = header[0], int.from_bytes(header[1:HEADER], "big")
    if kind == DATA:
        right = length > 0
    elif kind >= _FIRST_OPTIONAL:
        right = length <= _MOST_OPTIONAL
    else:
        right = _LENGTHS.get(kind) == length
    if not right:
        raise BrokenRules(f"a frame of type {kind} and {length} bytes")
    return length


def decode(kind: int, body: bytes) -> Frame:
    """Of any type but DATA; None for one that is to be ignored."""
    if kind in (END, ACK):
        return Count(kind, _count(body))
    if kind in (PING, PONG):
        return Echo(kind, body)
    if kind == BEGIN:
        return Greeting(body[:NONCE], _window(body[NONCE:]))
    if kind == RESUME:
        at = 2 * NONCE
        return Greeting(body[:NONCE], _window(body[at + 8 :]), body[NONCE:at], _count(body[at : at + 8]))
    if kind == GONE:
        return Gone(body[:NONCE], body[NONCE])
    return None


def encode(frame: Frame) -> bytes:
    if isinstance(frame, Count):
        return _frame(frame.type, frame.count.to_bytes(8, "big"))
    if isinstance(frame, Echo):
        return _frame(frame.type, frame.id)
    if isinstance(frame, Gone):
        return _frame(GONE, frame.own + bytes((frame.reason,)))
    assert isinstance(frame, Greeting)
    window = frame.window.to_bytes(4, "big")
    if frame.peer is None:
        return _frame(BEGIN, frame.own + window)
    return _frame(RESUME, frame.own + frame.peer + frame.received.to_bytes(8, "big") + window)


def _frame(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + len(body).to_bytes(2, "big") + body


def _count(body: bytes) -> int:
    count = int.from_bytes(body, "big")
    if count >= 1 << 63:
        raise BrokenRules("a count of more than 2^63 - 1")
    return count


def _window(body: bytes) -> int:
    window = int.from_bytes(body, "big")
    if not LEAST_WINDOW <= window <= MOST_WINDOW:
        raise BrokenRules(f"a window of {window}")
    return window
