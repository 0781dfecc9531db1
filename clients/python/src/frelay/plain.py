"""The two streams of a connection as they are: section 5 of docs/protocol.md. With the methods of
:class:`frelay.session.Session`, and as pure. Not safe for use by several threads."""

from __future__ import annotations

from .session import Event
from .settings import Counts

_PIECE = 64 << 10  # bytes that are sealed at a time


class Plain:
    """The stream as it is, for a peer that cannot take a session up again. Bounded both ways."""

    resumable = False
    peer = None
    is_greeted = True
    is_estranged = False
    is_proven = True

    _MOST = 256 << 10

    def __init__(self) -> None:
        self._outbox = bytearray()
        self._inbox = bytearray()
        self._output_ended = False
        self._has_room_again = False
        #: Whether the peer's close_notify has come.
        self.is_input_ended = False

    def connected(self, now: float) -> None:
        """There is only one connection."""

    def receive(self, data: bytes, now: float) -> list[Event]:
        self._inbox += data
        return []

    def end_input(self) -> None:
        self.is_input_ended = True

    @property
    def wants_input(self) -> bool:
        return len(self._inbox) < self._MOST and not self.is_input_ended

    def next_bytes(self) -> bytes:
        data = bytes(self._outbox[:_PIECE])
        del self._outbox[:_PIECE]
        return data

    def tick(self, now: float, stood_still: bool = False) -> bool:
        return True

    def credit(self) -> int:
        return 0 if self._output_ended else self._MOST - len(self._outbox)

    def write(self, data: memoryview) -> None:
        self._outbox += data

    def end_output(self) -> None:
        self._output_ended = True

    @property
    def is_output_ended(self) -> bool:
        return self._output_ended

    def is_all_confirmed(self) -> bool:
        """Nothing confirms anything here."""
        return True

    def is_unconfirmed(self) -> bool:
        return bool(self._outbox)

    def read(self, most: int) -> bytes:
        was_full = not self.wants_input
        data = bytes(self._inbox[:most])
        del self._inbox[:most]
        self._has_room_again = was_full and self.wants_input
        return data

    def is_at_end(self) -> bool:
        return self.is_input_ended and not self._inbox

    def has_news_for_peer(self) -> bool:
        """Whether the connection should be read again."""
        return self._has_room_again

    def is_complete(self) -> bool:
        """Whether all is said."""
        return self._output_ended and not self._outbox

    def counts(self) -> Counts | None:
        return None
