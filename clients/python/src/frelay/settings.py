"""How a session survives the loss of its connection, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from . import frames

PROTOCOL = "frelay/2"

#: The same between sides that both know named streams.
WITH_STREAMS = PROTOCOL + "+streams"

_YEAR = 366 * 86_400.0


def require_text(text: str, name: str) -> None:
    """:raises TypeError: unless it is a string"""
    if not isinstance(text, str):
        raise TypeError(f"{name} is a string, such as '1', not {text!r}")


def require_time(seconds: float, name: str) -> None:
    """:raises ValueError: unless it is positive and at most a year"""
    if not isinstance(seconds, (int, float)):
        raise TypeError(f"{name}: a time is a number of seconds, not {seconds!r}")
    if not 0 < seconds <= _YEAR:
        raise ValueError(f"{name}: a time is more than 0 seconds and at most a year")


@dataclass(frozen=True)
class Counts:
    """How far a session is that survives its connections."""

    #: Bytes that were written here.
    sent: int
    #: How many of these the peer's application has taken, as far as is known.
    confirmed: int
    #: Bytes of the peer's stream that have come.
    received: int
    #: How many times it was taken up again over a new connection.
    resumptions: int = 0

    def __str__(self) -> str:
        return f"it had confirmed {self.confirmed} of {self.sent} bytes, {self.received} bytes of its own had come"


@dataclass(frozen=True)
class Resumption:
    """How a session survives the loss of its connection. Both sides have settings of their own; times are seconds.

    :param patience: how long a lost session is tried to be taken up again
    :param window: the most bytes that the peer may have sent and our application has not taken yet, from 256 KiB to
        64 MiB; the peer keeps as many for sending them again. Throughput is bounded by one window a round trip
    :param ping_every: how long the peer may be silent until it is asked for a sign of life
    :param pong_within: how long it may take to give one; then the connection is taken for dead
    """

    patience: float = 60.0
    window: int = 4 << 20
    ping_every: float = 10.0
    pong_within: float = 5.0

    def __post_init__(self) -> None:
        for seconds in (self.patience, self.ping_every, self.pong_within):
            require_time(seconds, "patience, ping_every and pong_within")
        if not frames.LEAST_WINDOW <= self.window <= frames.MOST_WINDOW:
            raise ValueError("window is not from 256 KiB to 64 MiB")
