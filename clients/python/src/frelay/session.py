"""The two streams of a session that outlives its connections: ``frelay/2``, section 8 of docs/protocol.md. A state
machine without sockets, threads or a clock: bytes of the peer and of the application in, bytes for either and events
out. Not safe for use by several threads."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Union

from . import frames
from .frames import BrokenRules, Count, Echo, Gone, Greeting
from .settings import Counts, Resumption

_PIECE = (64 << 10) - frames.HEADER  # of data in a frame: with its header four TLS records
_PROOF = 2.0  # seconds: how long the peer has to show that it is there, once we stood still


@dataclass(frozen=True)
class Met:
    """The peer has greeted: the session begins or goes on over this connection.

    :param began: whether by BEGIN
    """

    began: bool


@dataclass(frozen=True)
class Stranger:
    """The peer means another session, or is another instance: nothing but GONE counts on this connection.

    :param greeting: with whose name of ours, if it is a RESUME
    """

    greeting: Greeting


@dataclass(frozen=True)
class Over:
    """The peer has no such session, or no more.

    :param reason: one of :data:`frames.UNKNOWN_SESSION` and those beside it
    """

    reason: int


Event = Union[Met, Stranger, Over]


class Session:
    """One side of a session over however many connections.

    It is *nascent*, and greets with BEGIN, until it has heard of the peer on any connection; then it is established
    and greets with RESUME. Positions on a connection: behind a side's BEGIN its stream counts from 0; behind its
    RESUME it goes on where the other's greeting says that it has received up to (0 if that was a BEGIN). What the
    other has already is dropped.
    """

    resumable = True

    def __init__(self, options: Resumption, own: bytes | None = None) -> None:
        #: Our half of the session's name. Secret, as is the peer's.
        self.own = own or secrets.token_bytes(frames.NONCE)
        #: The peer's half; None while this side is nascent.
        self.peer: bytes | None = None
        self._options = options
        self._connections = 0
        self._resumptions = 0

        self._outbox = bytearray()  # what is not confirmed
        self._outbox_start = 0
        self._output_ended = False
        self._acked = 0
        self._peer_window = frames.LEAST_WINDOW

        self._inbox = bytearray()  # what the application has not taken
        self._received = 0
        self._input_ended = False
        self._in_hand = False  # the application is still busy with the last of what it took
        self._ack_sent = 0
        self._forget_connection()

    def _forget_connection(self) -> None:
        self._began = False
        self._greeted = False
        self._estranged = False
        self._proven = False
        self._cursor = 0  # of our stream: what goes next over this connection
        self._end_transmitted = False
        self._arrived_up_to = 0  # of the peer's
        self._control: list[bytes] = []
        self._ack_due = False
        self._partial = bytearray()  # of a frame that is not whole
        self._data_left = 0
        self._known_left = 0  # of that, what is here already
        self._heard_at = 0.0
        self._asked_at: float | None = None
        self._suspected = False

    # --- connections ---

    def connected(self, now: float) -> None:
        """A new connection, whatever there was before. What was said over that counts up to here."""
        self._forget_connection()
        self._connections += 1
        self._began = self.peer is None
        self._heard_at = now
        received = self._received + (1 if self._input_ended else 0)
        greeting = Greeting(self.own, self._options.window, self.peer, received)
        self._control.append(frames.encode(greeting))

    def resume_tag(self) -> str | None:
        """Where both sides meet again; None while this side is nascent: where they met first. It tells nothing of
        the names that it is made of."""
        if self.peer is None:
            return None
        first, second = sorted((self.own, self.peer))
        digest = hashlib.sha256(b"frelay/2 resume" + first + second).digest()[:18]
        return "frelay/2 " + base64.urlsafe_b64encode(digest).decode("ascii")

    @property
    def is_greeted(self) -> bool:
        return self._greeted

    @property
    def is_estranged(self) -> bool:
        """Whether the peer means another session on this connection."""
        return self._estranged

    @property
    def is_proven(self) -> bool:
        """Whether the peer has said anything behind its greeting on this connection."""
        return self._proven

    def heard_of(self, stranger: Greeting) -> None:
        """A RESUME that names this side, but came over another session's connection: tells a nascent side who its
        peer is, and so where to meet it."""
        if self.peer is None and stranger.peer == self.own and stranger.own != self.own:
            self.peer, self._peer_window = stranger.own, stranger.window

    # --- bytes of the peer ---

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Takes bytes of the connection, in whatever pieces.

        :raises BrokenRules: if the peer may not send them; the session is to be broken off
        """
        events: list[Event] = []
        view = memoryview(data)
        if len(view):
            self._heard_at = now
            self._asked_at = None
            self._suspected = False
        while len(view):
            if self._data_left:
                count = min(len(view), self._data_left)
                self._take_data(view[:count])
            else:
                count = min(len(view), self._missing())
                self._partial += view[:count]
                if self._missing() == 0:
                    self._take_frame(events)
            view = view[count:]
        return events

    def _missing(self) -> int:
        """How many bytes are due until the header, or the frame, is whole."""
        have = len(self._partial)
        if have < frames.HEADER:
            return frames.HEADER - have
        length = frames.body_length(self._partial)
        return 0 if self._partial[0] == frames.DATA else frames.HEADER + length - have

    def _take_frame(self, events: list[Event]) -> None:
        kind, body = self._partial[0], bytes(self._partial[frames.HEADER :])
        length = frames.body_length(self._partial)
        self._partial.clear()
        self._proven = self._greeted
        if kind == frames.DATA:
            self._data_begins(length)
            return
        frame = frames.decode(kind, body)
        if isinstance(frame, Gone):
            if frame.own == self.peer:
                events.append(Over(frame.reason))
        elif not self._estranged:
            self._take(kind, frame, events)

    def _take(self, kind: int, frame: frames.Frame, events: list[Event]) -> None:
        if isinstance(frame, Greeting):
            events.append(self._greet(frame))
            return
        self._require(self._greeted, f"a connection that begins with type {kind}")
        if isinstance(frame, Echo):
            if frame.type == frames.PING and len(self._control) < 16:  # what it asks in a crowd it asks in vain
                self._control.append(frames.encode(Echo(frames.PONG, frame.id)))
        elif isinstance(frame, Count) and frame.type == frames.ACK:
            self._require(self._acked <= frame.count, "it takes back what it had confirmed")
            self._require(frame.count <= self._out_length(), "it confirms more than was sent")
            self._acked = frame.count
            self._forget()
        elif isinstance(frame, Count):
            here = frame.count == self._arrived_up_to == self._received
            self._require(here, "an end at the wrong place")
            self._input_ended = True

    def _greet(self, greeting: Greeting) -> Event:
        self._require(not self._greeted, "greeted twice")
        ours = self._means_us(greeting)
        if not ours:
            self._estranged = True
            return Stranger(greeting)
        self._require(greeting.own != self.own, "our own name")
        self._require(self.peer is None or greeting.window == self._peer_window, "a window that changes")
        if greeting.peer is None:
            self._require(self._acked == 0, "it has forgotten what it had confirmed")
        else:
            self._require(greeting.received >= self._acked, "it has less than it had confirmed")
            self._require(greeting.received <= self._out_length(), "it has more than was sent")
        if greeting.peer is not None and not self._began:
            self._cursor = min(greeting.received, self._sent())
            self._end_transmitted = greeting.received > self._sent()
            self._arrived_up_to = self._received
        self.peer, self._peer_window = greeting.own, greeting.window
        self._greeted = True
        if self._connections > 1:
            self._resumptions += 1
            self._ack_sent = 0  # the last one may have been lost
            self._ack_due = True
        return Met(greeting.peer is None)

    def _means_us(self, greeting: Greeting) -> bool:
        if greeting.peer is None:
            return self._began or greeting.own == self.peer
        return greeting.peer == self.own and (self._began or greeting.own == self.peer)

    def _data_begins(self, length: int) -> None:
        if not self._estranged:
            self._require(self._greeted, "a connection that begins with type 0")
            known = min(length, self._received - self._arrived_up_to)
            fresh = length - known
            self._require(fresh == 0 or not self._input_ended, "data behind the end")
            self._require(len(self._inbox) + fresh <= self._options.window, "more data than fits the window")
            self._known_left = known
        self._data_left = length

    def _take_data(self, data: memoryview) -> None:
        self._data_left -= len(data)
        if self._estranged:
            return  # what a new peer has sent before it knew
        known = min(len(data), self._known_left)
        self._known_left -= known
        self._arrived_up_to += len(data)
        self._inbox += data[known:]
        self._received += len(data) - known

    @staticmethod
    def _require(kept: bool, otherwise: str) -> None:
        if not kept:
            raise BrokenRules(otherwise)

    # --- bytes for the peer ---

    def next_bytes(self) -> bytes:
        """The next whole frames for the connection, about 64 KiB of them; empty if there is nothing to say now."""
        if self._control:
            said = b"".join(self._control)
            self._control.clear()
            return said
        if self._greeted and (self._ack_due or self._is_ack_urgent()):
            self._ack_due = False
            if self._in_length() != self._ack_sent:
                self._ack_sent = self._in_length()
                return frames.encode(Count(frames.ACK, self._ack_sent))
        if self._estranged or self._suspected or not (self._greeted or self._began):
            return b""
        count = min(_PIECE, self._sent() - self._cursor)
        if count:
            at = self._cursor - self._outbox_start
            header = bytes((frames.DATA,)) + count.to_bytes(2, "big")
            with memoryview(self._outbox) as view:
                piece = b"".join((header, view[at : at + count]))
            self._cursor += count
            self._forget()
            return piece
        if self._output_ended and not self._end_transmitted:
            self._end_transmitted = True
            return frames.encode(Count(frames.END, self._sent()))
        return b""

    # --- time ---

    def tick(self, now: float, stood_still: bool = False) -> bool:
        """To be called at least once a second. Whether the connection may still be good."""
        if self._greeted and self._in_length() != self._ack_sent:
            self._ack_due = True
        if stood_still and not self._suspected:
            self._suspected = True
            self._ask(now)
        elif self._asked_at is not None:
            return now - self._asked_at <= (_PROOF if self._suspected else self._options.pong_within)
        elif now - self._heard_at >= self._options.ping_every:
            self._ask(now)
        return True

    def _ask(self, now: float) -> None:
        self._asked_at = now
        self._control.append(frames.encode(Echo(frames.PING, secrets.token_bytes(8))))

    # --- our stream ---

    def credit(self) -> int:
        """How many bytes may be written."""
        if self._suspected or self._output_ended:
            return 0
        return max(0, min(self._acked, self._sent()) + self._peer_window - self._sent())

    def write(self, data: memoryview) -> None:
        """Takes bytes of the application, within the credit."""
        assert len(data) <= self.credit()
        self._outbox += data

    def end_output(self) -> None:
        """The application has ended its stream."""
        self._output_ended = True
        self._ack_due = True

    @property
    def is_output_ended(self) -> bool:
        return self._output_ended

    def is_all_confirmed(self) -> bool:
        """Whether the peer's application has taken all there is, the end included if it is ended."""
        return self._acked == self._out_length()

    def is_unconfirmed(self) -> bool:
        """Whether bytes were written that the peer's application has not taken, as far as is known."""
        return self._acked < self._sent()

    def _sent(self) -> int:
        return self._outbox_start + len(self._outbox)

    def _out_length(self) -> int:
        return self._sent() + (1 if self._output_ended else 0)

    def _forget(self) -> None:
        needless = min(self._acked, self._sent(), self._cursor) - self._outbox_start
        if needless > 0:
            del self._outbox[:needless]
            self._outbox_start += needless

    # --- the peer's stream ---

    wants_input = True  # a whole window can be held, so that no ACK is stuck behind data

    def read(self, most: int) -> bytes:
        """Up to so many bytes; none if there are none now, or at the end."""
        self._in_hand = False  # it comes back for more
        if not self._inbox:
            return b""
        with memoryview(self._inbox) as view:
            data = bytes(view[:most])
        del self._inbox[:most]
        self._in_hand = True
        return data

    def is_at_end(self) -> bool:
        """Whether the application has taken all of the peer's stream, up to its end."""
        return self._input_ended and not self._inbox

    @property
    def is_input_ended(self) -> bool:
        return self._input_ended

    def has_news_for_peer(self) -> bool:
        """Whether the peer should hear at once of what the application has taken."""
        return self._greeted and self._is_ack_urgent()

    def _is_ack_urgent(self) -> bool:
        taken = self._in_length() - self._ack_sent
        return taken >= self._options.window // 4 or (taken > 0 and self._is_end_taken())

    def _is_end_taken(self) -> bool:
        return self.is_at_end() and not self._in_hand

    def _in_length(self) -> int:
        """How much the application has taken, the end counting as one more once it is done with what came before."""
        return self._received - len(self._inbox) + (1 if self._is_end_taken() else 0)

    # --- the whole ---

    def is_complete(self) -> bool:
        """Whether both streams have ended and both sides know: this one may leave."""
        ended = self._output_ended and self.is_all_confirmed() and self._is_end_taken()
        return ended and self._ack_sent == self._in_length()

    def counts(self) -> Counts:
        confirmed = min(self._acked, self._sent())
        return Counts(self._sent(), confirmed, self._received, self._resumptions)
