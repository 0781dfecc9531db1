"""Named streams over one session, section 11 of docs/protocol.md: bytes in, bytes out; no threads, sockets or clock."""

from __future__ import annotations

from typing import Callable

PREFACE = b"\xfffrelay-streams/1"
MOST = 64  # streams at the same time that either side has opened
LEAST_WINDOW = 16 << 10  # bytes of a stream that nobody has asked for
WINDOW = 1 << 20
MOST_DATA = 16 << 10

OPEN, DATA, END, CREDIT, DONE = range(5)
_HEADER = 4
_MOST_WINDOW = 64 << 20
_MOST_NAME = 255


class BrokenStreamRules(Exception):
    """The peer broke the rules of section 11; the session ends."""


def require(kept: bool, otherwise: str) -> None:
    if not kept:
        raise BrokenStreamRules(f"the peer broke the rules of named streams: {otherwise}")


def name_bytes(name: str) -> bytes:
    """:raises ValueError: if it cannot be a name"""
    encoded = name.encode()  # UnicodeEncodeError is a ValueError
    if not 1 <= len(encoded) <= _MOST_NAME:
        raise ValueError("a stream's name has 1 to 255 bytes in UTF-8")
    return encoded


class StreamState:
    """One stream at one side, from its first use by either side until both have ended it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number: int | None = None  # of the own direction
        self.is_open = self.is_ended = self.is_refused = False
        self.window = self.credit = LEAST_WINDOW
        self.peer_number: int | None = None
        self.peer_opened = self.peer_ended = self.peer_cut = False
        self.is_done = self.is_closed = False
        self.allowed = LEAST_WINDOW
        self.taken = 0
        self.inbox = bytearray()
        self.changed: Callable[[], None] = lambda: None

    def is_over(self) -> bool:
        """Whether both directions have ended, so that the peer may open the name again."""
        return self.is_ended and self.peer_ended


class StreamsEngine:
    """All named streams of a session at one side."""

    def __init__(self) -> None:
        self._current: dict[str, StreamState] = {}
        self._next: dict[str, StreamState] = {}  # of the peer, while the last one's end was not taken here
        self._sending: list[StreamState | None] = [None] * MOST
        self._receiving: list[StreamState | None] = [None] * MOST
        self._partial = bytearray()
        self._data_left = 0
        self._data_of = StreamState("")
        self._greeted = self._begun = False
        self.output = bytearray()

    # --- the application ---

    def is_known(self, name: str) -> bool:
        return name in self._current

    def ask(self, name: str) -> StreamState:
        """The stream of a name: a new one if there is none, or if the last one has ended and the end was taken."""
        name_bytes(name)
        known = self._current.get(name)
        if known is not None and known.number is not None:
            return known
        if None not in self._sending:
            raise RuntimeError(f"{MOST} streams are open already")
        stream = self._current.setdefault(name, StreamState(name))
        stream.number = self._sending.index(None)
        self._sending[stream.number] = stream
        return stream

    def open(self, stream: StreamState) -> None:
        """Tells the peer that it was asked for."""
        if not stream.is_open:
            stream.is_open = True
            stream.allowed += WINDOW - LEAST_WINDOW
            self._send(OPEN, stream.number, WINDOW.to_bytes(4, "big") + name_bytes(stream.name))

    def write(self, stream: StreamState, data: memoryview) -> int:
        """Takes what goes into one frame and the peer has room for; how many bytes."""
        count = min(len(data), MOST_DATA, stream.credit)
        if count > 0:
            self.open(stream)
            stream.credit -= count
            self._send(DATA, stream.number, data[:count])
        return count

    def end(self, stream: StreamState, cut: bool = False) -> None:
        if not stream.is_ended:
            self.open(stream)
            stream.is_ended = True
            self._send(END, stream.number, bytes((cut,)))
            self._forget_if_over(stream)

    def read(self, stream: StreamState, size: int) -> bytes | None:
        """``b""`` if nothing is there yet, None at the end."""
        self.open(stream)
        data = bytes(stream.inbox[:size])
        del stream.inbox[:size]
        stream.taken += len(data)
        if not data and stream.peer_ended:
            self._done(stream)
            return None
        if not stream.peer_ended and stream.taken >= WINDOW // 2:
            stream.allowed += stream.taken
            self._send(CREDIT, stream.peer_number, stream.taken.to_bytes(4, "big"))
            stream.taken = 0
        return data

    def close(self, stream: StreamState, cut: bool = False) -> None:
        """Ends the own direction and throws the peer's away."""
        self.end(stream, cut)
        stream.is_closed = True
        stream.inbox.clear()
        self._done(stream)
        stream.changed()

    def end_all(self) -> None:
        for stream in list(self._current.values()):
            if stream.number is not None:
                self.end(stream)

    def _done(self, stream: StreamState) -> None:
        if stream.peer_opened and not stream.is_done:
            self.open(stream)
            stream.is_done = True
            self._send(DONE, stream.peer_number, b"")
            self._free_if_over(stream)
            self._forget_if_over(stream)

    def _free_if_over(self, stream: StreamState) -> None:
        if stream.is_done and stream.peer_ended:
            assert stream.peer_number is not None
            self._receiving[stream.peer_number] = None

    def _forget_if_over(self, stream: StreamState) -> None:
        if stream.is_over() and stream.is_done and self._current.get(stream.name) is stream:
            del self._current[stream.name]
            if stream.name in self._next:
                self._current[stream.name] = self._next.pop(stream.name)

    def _send(self, kind: int, number: int | None, body: bytes | memoryview) -> None:
        assert number is not None
        if not self._begun:
            self._begun = True
            self.output += PREFACE
        self.output += bytes((kind, number)) + len(body).to_bytes(2, "big")
        self.output += body

    def take_output(self) -> bytes:
        """All that is to be sent."""
        output = bytes(self.output)
        self.output.clear()
        return output

    # --- the peer ---

    def receive(self, data: bytes) -> None:
        """Takes in all of it.

        :raises BrokenStreamRules: if that may not be
        """
        view = memoryview(data)
        while view:
            if self._data_left:
                view = self._take_data(view)
            elif not self._greeted:
                view = self._take_preface(view)
            else:
                view = self._take_frame(view)

    def _take_data(self, view: memoryview) -> memoryview:
        count = min(len(view), self._data_left)
        self._data_left -= count
        if not self._data_of.is_closed:
            self._data_of.inbox += view[:count]
            self._data_of.changed()
        return view[count:]

    def _fill(self, view: memoryview, up_to: int) -> memoryview:
        count = min(len(view), max(0, up_to - len(self._partial)))
        self._partial += view[:count]
        return view[count:]

    def _take_preface(self, view: memoryview) -> memoryview:
        view = self._fill(view, len(PREFACE))
        require(
            PREFACE.startswith(bytes(self._partial)),
            "its program uses the plain stream of the session, and this one named streams",
        )
        if len(self._partial) == len(PREFACE):
            self._greeted = True
            self._partial.clear()
        return view

    def _take_frame(self, view: memoryview) -> memoryview:
        view = self._fill(view, _HEADER)
        if len(self._partial) < _HEADER:
            return view
        kind, number, length = self._partial[0], self._partial[1], int.from_bytes(self._partial[2:4], "big")
        require(number < MOST, f"stream number {number}")
        most = {OPEN: 4 + _MOST_NAME, DATA: MOST_DATA, END: 1, CREDIT: 4, DONE: 0}.get(kind, -1)
        least = {OPEN: 5, DATA: 1}.get(kind, most)
        require(least <= length <= most, f"a frame of type {kind} and {length} bytes")
        if kind == DATA:
            self._partial.clear()
            self._data_begins(number, length)
            return view
        view = self._fill(view, _HEADER + length)
        if len(self._partial) == _HEADER + length:
            body = bytes(self._partial[_HEADER:])
            self._partial.clear()
            if kind == OPEN:
                self._opened(number, body)
            elif kind == END:
                self._ended(number, body[0])
            elif kind == CREDIT:
                self._credited(number, int.from_bytes(body, "big"))
            else:
                self._finished(number)
        return view

    def _opened(self, number: int, body: bytes) -> None:
        window = int.from_bytes(body[:4], "big")
        require(LEAST_WINDOW <= window <= _MOST_WINDOW, f"a window of {window}")
        try:
            name = body[4:].decode()
        except UnicodeDecodeError:
            require(False, "a name that is not UTF-8")
        require(self._receiving[number] is None, f"number {number} opened twice")
        last = self._current.get(name)
        names = self._next if last is not None and last.is_over() else self._current
        stream = names.setdefault(name, StreamState(name))
        require(not stream.peer_opened, "a name opened twice")
        self._receiving[number] = stream
        stream.peer_number, stream.peer_opened = number, True
        stream.window = window
        stream.credit += window - LEAST_WINDOW
        if stream.is_closed:
            self._done(stream)
        stream.changed()

    def _incoming(self, number: int) -> StreamState:
        stream = self._receiving[number]
        require(stream is not None and not stream.peer_ended, f"number {number} is not open")
        assert stream is not None
        return stream

    def _data_begins(self, number: int, length: int) -> None:
        stream = self._incoming(number)
        require(length <= stream.allowed, "more data than fits the window")
        stream.allowed -= length
        self._data_of, self._data_left = stream, length

    def _ended(self, number: int, how: int) -> None:
        require(how in (0, 1), f"an end of kind {how}")
        stream = self._incoming(number)
        stream.peer_ended, stream.peer_cut = True, how == 1
        self._free_if_over(stream)
        self._forget_if_over(stream)
        stream.changed()

    def _outgoing(self, number: int) -> StreamState:
        stream = self._sending[number]
        opened = stream is not None and stream.is_open and stream.peer_opened
        require(opened, f"a word on number {number}, which it has not opened")
        assert stream is not None
        return stream

    def _credited(self, number: int, count: int) -> None:
        require(count > 0, "a credit of 0")
        stream = self._outgoing(number)
        require(count <= stream.window - stream.credit, "more credit than was used")
        stream.credit += count
        stream.changed()

    def _finished(self, number: int) -> None:
        stream = self._outgoing(number)
        stream.is_refused = not stream.is_ended
        self.end(stream, True)
        self._sending[number] = None
        stream.changed()
