"""Histories of two sides at random: connections are cut at any byte, sides stand still, are restarted and close. All
of one follows from its seed, so a failure can be repeated with it."""

import os
import random
import unittest

from frelay import frames
from frelay.frames import BrokenRules
from frelay.session import Met, Over, Session, Stranger
from frelay.settings import Resumption

SCHEDULES = int(os.environ.get("FRELAY_TEST_SCHEDULES", "300"))
FIRST = int(os.environ.get("FRELAY_TEST_SEED", "0"))


def stream(seed, start, size):
    """Bytes that tell their position."""
    return bytes((seed + (at * 131 >> 7) + at) & 0xFF for at in range(start, start + size))


class Side:
    """A party's process and its application."""

    def __init__(self, rng, number, total):
        self.number = number
        self.rng = rng
        self.total = total
        self.reads = True
        self.over = None
        self.incoming, self.outgoing = b"", b""
        window = frames.LEAST_WINDOW + rng.choice((0, 1, 4096))
        self.session = Session(Resumption(window=window))
        self.taken = 0
        self.written = 0
        self.at_end = False
        self.confirmed_at_most = 0

    def act(self, now):
        """What its application and its thread may do next."""
        session, rng = self.session, self.rng
        choice = rng.randrange(5)
        if choice == 0 and self.written < self.total:
            count = min(session.credit(), self.total - self.written, rng.choice((1, 50, 5000, 300_000)))
            if count:
                session.write(memoryview(stream(self.number, self.written, count)))
                self.written += count
        elif choice == 1 and self.written == self.total:
            session.end_output()
        elif choice == 2:
            self.take(rng.choice((1, 30, 70_000)))
        elif choice == 3:
            session.tick(now, rng.random() < 0.02)
        else:
            self.outgoing += session.next_bytes()

    def take(self, most):
        data = self.session.read(most)
        expected = stream(1 - self.number, self.taken, len(data))
        assert data == expected, f"other bytes than were sent, at {self.taken}"
        self.taken += len(data)
        self.at_end = self.session.is_at_end()


class Schedule:
    def __init__(self, seed):
        self.rng = random.Random(seed)
        large = self.rng.random() < 0.05
        totals = [self.rng.choice((0, 1, 2_000, 600_000 if large else 9_000)) for _ in range(2)]
        self.sides = [Side(self.rng, i, totals[i]) for i in range(2)]
        self.cuts = self.rng.choice((0, 0.01, 0.05, 0.2))
        self.restarts = self.rng.choice((0, 0, 0, 0.003))
        self.restarted = False
        self.now = 0.0
        self.connected = False

    def run(self):
        for _ in range(self.rng.choice((50, 400, 1500))):
            self.step(self.cuts)
        for _ in range(200_000):  # calm, in which all has to come to its end
            if all(side.over or side.session.is_complete() for side in self.sides):
                break
            self.step(0)
        self.check()

    def step(self, cuts):
        self.now += 0.01
        if not self.connected:
            self.connect()
        side = self.rng.choice(self.sides)
        if side.over:
            return
        if cuts and self.rng.random() < self.restarts and not self.restarted:
            self.restarted = True
            side = self.restart(side)
        side.act(self.now)
        self.deliver(side, cuts)
        assert len(side.session._outbox) <= side.session._peer_window, "more kept than the window"
        assert len(side.session._inbox) <= side.session._options.window

    def connect(self):
        """Both meet where either looks; whoever has not heard of the other only at the first tag."""
        self.connected = True
        for side in self.sides:
            if not side.over:
                side.incoming = side.outgoing = b""
                side.session.connected(self.now)

    def restart(self, side):
        new = Side(self.rng, side.number, side.total)
        self.sides[self.sides.index(side)] = new
        self.connected = False
        self.connect()
        return new

    def deliver(self, side, cuts):
        """Some of what it has sent, in pieces as they come; perhaps the connection is cut behind any byte."""
        other = self.sides[1 - self.sides.index(side)]
        count = self.rng.randint(0, len(side.outgoing))
        piece, side.outgoing = side.outgoing[:count], side.outgoing[count:]
        if piece and not other.over:
            for event in other.session.receive(piece, self.now):
                self.on(event, other)
        if self.rng.random() < cuts:
            self.connected = False

    def on(self, event, side):
        if isinstance(event, Over):
            side.over = "restarted" if event.reason == frames.UNKNOWN_SESSION else "broken"
            self.connected = False
        elif isinstance(event, Stranger):
            other = self.sides[1 - self.sides.index(side)]
            if event.greeting.peer is not None and event.greeting.peer != side.session.own:
                side.outgoing += frames.encode(frames.Gone(event.greeting.peer, frames.UNKNOWN_SESSION))
            elif other.over:
                self.connected = False
        else:
            assert isinstance(event, Met)

    def check(self):
        if self.restarted:
            # Who knew the former instance is told; nobody gets bytes of two instances, which take() has seen to.
            assert not any(side.over == "broken" for side in self.sides)
            return
        for side, other in (self.sides, self.sides[::-1]):
            assert side.over is None, side.over
            assert side.session.is_complete(), "it does not come to its end"
            assert side.taken == other.written == other.total, "not all has come"
            assert side.session.counts().confirmed == side.total


class Schedules(unittest.TestCase):
    def test_nothing_is_lost_and_nothing_comes_twice(self):
        for seed in range(FIRST, FIRST + SCHEDULES):
            try:
                Schedule(seed).run()
            except (AssertionError, BrokenRules) as e:
                raise AssertionError(f"FRELAY_TEST_SEED={seed}: {e}") from e

    def test_bytes_of_a_stranger_break_the_rules_and_nothing_else(self):
        rng = random.Random(FIRST)
        begin = frames.encode(frames.Greeting(bytes(16), frames.LEAST_WINDOW))
        for _ in range(SCHEDULES * 10):
            session = Session(Resumption(window=frames.LEAST_WINDOW))
            session.connected(0)
            data = bytearray(begin)
            for _ in range(rng.randrange(6)):
                kind = rng.choice((0, 1, 2, 3, 4, 5, 6, 7, 8, 128))
                length = rng.choice((0, 1, 8, 17, 20, 44))
                data += bytes((kind,)) + length.to_bytes(2, "big") + rng.randbytes(length)
            if rng.random() < 0.3:
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            try:
                at = 0
                while at < len(data):
                    count = rng.randint(1, 30)
                    session.receive(bytes(data[at : at + count]), 0)
                    at += count
                session.tick(1)
                while session.next_bytes():
                    pass
                session.read(1 << 20)
            except BrokenRules:
                pass


if __name__ == "__main__":
    unittest.main()
