"""Named streams: what docs/vectors say, and two parties of this client through the real relay."""

import json
import socket
import threading
import time
import unittest
from pathlib import Path
from types import SimpleNamespace

import frelay
from frelay import streamrules
from frelay.streamrules import BrokenStreamRules, StreamsEngine
from frelay.streams import Multiplexer
from frelay.wire import Deadline

from .support import Background, Cuttable, await_, client, meet, relay
from .test_sessions import SOON, blob

VECTORS = json.loads((Path(__file__).resolve().parents[3] / "docs/vectors/frelay-streams-1.json").read_text())
WINDOW = streamrules.WINDOW


def data_of(step, name):
    return (bytes.fromhex(step[name]) + bytes(step.get("zeros", 0))) * step.get("times", 1)


class Rules(unittest.TestCase):
    def play(self, engine, step, piece):
        if "in" in step:
            data = data_of(step, "in")
            for at in range(0, len(data), piece):
                engine.receive(data[at : at + piece])
        elif "out" in step:
            self.assertEqual(engine.take_output(), data_of(step, "out"))
        elif "ask" in step:
            engine.open(engine.ask(step["ask"]))
        elif "write" in step:
            data, at = memoryview(data_of(step, "hex")), 0
            while at < len(data):
                at += engine.write(engine.ask(step["write"]), data[at:])
        elif "read" in step:
            data = engine.read(engine.ask(step["read"]), 2 * WINDOW)
            self.assertEqual(-1 if data is None else len(data), step["count"])
        elif "end" in step:
            engine.end(engine.ask(step["end"]))
        else:
            engine.close(engine.ask(step.get("close") or step["abort"]), "abort" in step)

    def test_dialogues(self):
        for dialogue in VECTORS["dialogues"]:
            for piece in (1 << 20, 7):
                with self.subTest(dialogue["name"], piece=piece):
                    engine = StreamsEngine()
                    for step in dialogue["steps"]:
                        self.play(engine, step, piece)
                    self.assertEqual(engine.take_output(), b"")

    def test_violations(self):
        for violation in VECTORS["violations"]:
            with self.subTest(violation["name"]):
                engine = StreamsEngine()
                for step in violation["steps"]:
                    self.play(engine, step, 1 << 20)
                with self.assertRaises(BrokenStreamRules):
                    engine.receive(bytes.fromhex(violation["in"]))

    def test_names(self):
        for wrong in ("", "é" * 128, "\ud800"):
            with self.assertRaises(ValueError):
                StreamsEngine().ask(wrong)


class Turn:
    """A lock, and what happens while a ``with`` holds it."""

    def __init__(self, taken):
        lock = threading.Lock()
        self.acquire, self.release, self.locked, self._taken = lock.acquire, lock.release, lock.locked, taken

    def __enter__(self):
        self.acquire()
        self._taken()

    def __exit__(self, *error):
        self.release()


class Turns(unittest.TestCase):
    def test_what_is_left_to_one_that_fails_is_sent(self):
        ended, sent = threading.Event(), bytearray()
        self.addCleanup(ended.set)
        peer = SimpleNamespace(name="1", _receive_raw=lambda size: ended.wait() and b"", _send_raw=sent.extend)
        streams = Multiplexer(peer)

        def taken():
            refused._state.is_refused = True
            other = threading.Thread(target=streams.stream, args=("other",))
            other.start()
            other.join()

        streams._turn = Turn(taken)
        refused = streams.stream("refused")
        with self.assertRaisesRegex(frelay.FrelayError, "has closed stream"):
            refused.sendall(b"1")
        await_(lambda: b"other" in sent)

    def test_what_carries_no_data_waits_for_no_room(self):
        ended, room, sent = threading.Event(), threading.Event(), bytearray()
        self.addCleanup(ended.set)
        self.addCleanup(room.set)
        full = SimpleNamespace(
            name="1",
            _receive_raw=lambda size: ended.wait() and b"",
            _send_raw=lambda data: room.wait() and sent.extend(data),
        )
        streams = Multiplexer(full)

        def use():
            streams.stream("a").shutdown()
            streams.stream("b").close()
            streams.stream("c").abort()
            streams.end_all()

        Background(use).result()
        self.assertEqual(sent, b"")
        with self.assertRaises(socket.timeout):
            streams.flush(Deadline(0.01))
        room.set()
        streams.flush(None)
        expected = StreamsEngine()
        for name in "abc":
            expected.open(expected.ask(name))
            expected.close(expected.ask(name), name == "c")
        self.assertEqual(sent, expected.take_output())

    def test_a_peer_that_takes_nothing_holds_up_no_close(self):
        ended = threading.Event()
        self.addCleanup(ended.set)
        blocked = SimpleNamespace(
            name="1", _receive_raw=lambda size: ended.wait() and b"", _send_raw=lambda data: ended.wait()
        )
        streams = Multiplexer(blocked)
        closing = threading.Thread(target=streams.close, args=(0.1,), daemon=True)
        closing.start()
        closing.join(20)
        self.assertFalse(closing.is_alive())


class Streams(unittest.TestCase):
    def both(self, tag, *clients):
        a, b = meet(tag, *clients)
        self.addCleanup(a.abort)
        self.addCleanup(b.abort)
        return a, b

    def test_one_that_nobody_reads_holds_up_no_other(self):
        a, b = self.both("streams-unread")
        unread = Background(a.stream("unread").sendall, blob(3 * WINDOW))
        here, there = a.stream("read").messages(), b.stream("read").messages()
        for i in range(50):
            here.send(blob(40_000, b"%d" % i))
            self.assertEqual(there.receive(), blob(40_000, b"%d" % i))
        self.assertTrue(unread._thread.is_alive())
        self.assertTrue(b.stream("unread").recv_exactly(3 * WINDOW) == blob(3 * WINDOW))
        unread.result()

    def test_all_go_on_when_their_connection_is_lost(self):
        with Cuttable(relay()) as path:
            parties = [client(name, path.address, resumption=SOON) for name in ("0", "1")]
            a, b = self.both("streams-cut", *parties)
            work = []
            for name in ("s", "t"):
                for one, other in ((a, b), (b, a)):
                    work.append(Background(one.stream(name).sendall, blob(2 * WINDOW, name.encode())))
                    work.append(Background(other.stream(name).recv_exactly, 2 * WINDOW))
            for i in range(3):
                path.cut_behind(200_000 + i * 333_333)
                time.sleep(0.1)
            for each in work:
                data = each.result()
                self.assertTrue(data is None or data in (blob(2 * WINDOW, b"s"), blob(2 * WINDOW, b"t")))

    def test_ends(self):
        a, b = self.both("streams-ends")
        here, there = a.stream("x"), b.stream("x")
        here.shutdown()
        self.assertEqual(there.recv(), b"")
        there.sendall(b"1")
        self.assertEqual(here.recv(), b"1")
        there.close()
        self.assertEqual(here.recv(), b"")
        with a.stream("file").makefile("w") as out:
            out.write("line\n")
        a.stream("file").shutdown()
        self.assertEqual(list(b.stream("file").makefile()), ["line\n"])
        with self.assertRaisesRegex(frelay.TruncatedStreamError, 'stream "file" ended 1 bytes too soon'):
            b.stream("file").recv_exactly(1)
        again = a.stream("x")
        again.sendall(b"2")
        self.assertEqual(b.stream("x").recv(), b"2")
        again.abort()
        with self.assertRaises(frelay.TruncatedStreamError):
            b.stream("x").recv()
        with self.assertRaises(socket.timeout):
            waits = a.stream("y")
            waits.settimeout(0.01)
            waits.recv()
        b.stream("y").close()
        with self.assertRaisesRegex(frelay.FrelayError, "has closed stream"):
            while True:
                waits.sendall(b"3")
        a.close()
        with self.assertRaises(frelay.FrelayError):
            b.stream("never").recv()

    def test_all_or_none(self):
        a, b = self.both("streams-none")
        a.stream("x").sendall(b"1")
        with self.assertRaisesRegex(frelay.FrelayError, "uses named streams"):
            b.recv_exactly(100)
        with self.assertRaises(RuntimeError):
            b.stream("x")
        with self.assertRaises(RuntimeError):
            a.recv()
        b.sendall(b"plain")
        with self.assertRaisesRegex(frelay.FrelayError, "plain stream"):
            a.stream("x").recv()
        plain, _ = self.both("streams-plain", client("0", resumption=None))
        with self.assertRaisesRegex(frelay.FrelayError, "does not know named streams"):
            plain.stream("x")
