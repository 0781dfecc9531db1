"""Two parties of this client through the real relay."""

import hashlib
import io
import socket
import ssl
import time
import unittest

import frelay
from frelay.tls import Identity

from .support import PATIENCE, Background, Cuttable, Relay, client, finish, meet, relay

SOON = frelay.Resumption(patience=PATIENCE, ping_every=1.0, pong_within=1.0)


def blob(size, seed=b"x"):
    """Bytes that nobody takes for others."""
    return hashlib.shake_128(seed).digest(size)


def receive_all(peer):
    parts = []
    while True:
        part = peer.recv(1 << 17)
        if not part:
            return b"".join(parts)
        parts.append(part)


def send_all(peer, data, piece=40_000):
    for at in range(0, len(data), piece):
        peer.sendall(data[at : at + piece])
    peer.shutdown()
    peer.await_confirmation()


class Streams(unittest.TestCase):
    def both(self, tag, one=None, other=None, **named):
        a, b = meet(tag, one, other, **named)
        self.addCleanup(a.abort)
        self.addCleanup(b.abort)
        return a, b

    def test_in_each_pair_of_versions_and_either_order(self):
        kinds = {"2": {}, "1": {"version": 1}, "plain": {"resumption": None}, "unbound": {"binding": False}}
        for one in kinds:
            for other in kinds:
                with self.subTest(one=one, other=other):
                    a, b = self.both(f"kinds-{one}-{other}", client("0", **kinds[one]), client("1", **kinds[other]))
                    self.assertEqual(a.facts.is_resumable, "plain" not in (one, other))
                    self.assertEqual(a.facts.is_bound, "unbound" not in (one, other))
                    self.assertNotEqual(a.facts.is_client, b.facts.is_client)
                    with a, b:
                        a.sendall(b"from 0")
                        b.sendall(b"from 1")
                        self.assertEqual((b.recv_exactly(6), a.recv_exactly(6)), (b"from 0", b"from 1"))
                        a.shutdown()
                        self.assertEqual(b.recv(), b"")
                        b.sendall(b"still")
                        b.shutdown()
                        self.assertEqual(receive_all(a), b"still")

    def test_who_comes_second_is_the_client_and_saves_its_round_trips(self):
        waiting = Background(client("0").connect, "1", "order", PATIENCE)
        time.sleep(0)  # whoever comes first: one of both is the client
        b = client("1").connect("0", "order", PATIENCE)
        a = waiting.result()
        self.assertEqual({a.facts.is_client, b.facts.is_client}, {True, False})
        a.abort()
        b.abort()

    def test_much_in_both_directions_at_once(self):
        data = blob(9 << 20)
        for named in ({}, {"resumption": None}):
            with self.subTest(named):
                a, b = self.both(f"much-{len(named)}", client("0", **named), client("1", **named))
                sending = [Background(send_all, each, data) for each in (a, b)]
                self.assertTrue(receive_all(a) == data == receive_all(b))
                for each in sending:
                    each.result()
                a.close()
                b.close()

    def test_messages(self):
        a, b = self.both("messages")
        a.messages().send(b"")
        a.messages().send(bytearray(blob(100_000)))
        a.shutdown()
        self.assertEqual(list(b.messages()), [b"", blob(100_000)])
        b.sendall(b"\0\0\0\5abc")
        with self.assertRaises(ValueError):
            b.messages(3).send(b"four")
        b.shutdown()
        with self.assertRaises(frelay.TruncatedStreamError):
            a.messages().receive()

    def test_a_message_that_is_too_long(self):
        a, b = self.both("long")
        a.messages().send(b"12345")
        with self.assertRaisesRegex(frelay.FrelayError, "a message of 5 bytes; the most is 4"):
            b.messages(4).receive()

    def test_files(self):
        a, b = self.both("files")
        with a.makefile("w", encoding="utf-8", newline="\n") as out:
            out.write("größe\nzwei\n")
        a.shutdown()
        self.assertEqual(list(b.makefile("r", encoding="utf-8")), ["größe\n", "zwei\n"])
        both = b.makefile("rwb")
        both.write(b"back")
        both.flush()
        buffer = bytearray(10)
        self.assertEqual(a.recv_into(buffer, 4), 4)
        self.assertEqual(bytes(buffer), b"back" + bytes(6))
        self.assertIsInstance(a.makefile("rb", 0), io.RawIOBase)

    def test_timeouts_can_be_repeated(self):
        a, b = self.both("timeouts")
        a.settimeout(0.05)
        with self.assertRaises(socket.timeout):
            a.recv()
        b.sendall(b"late")
        a.settimeout(PATIENCE)
        self.assertEqual(a.recv_exactly(4), b"late")
        a.settimeout(0.05)
        with self.assertRaises(socket.timeout):
            a.sendall(bytes(20 << 20))  # b does not read: the window is full, and memory bounded
        self.assertLessEqual(a.counts().sent, (4 << 20) + 1)

    def test_who_does_not_read_is_not_sent_more_than_fits(self):
        a, b = self.both("bounded", client("0", resumption=None))
        a.settimeout(0.3)
        with self.assertRaises(socket.timeout):
            for _ in range(200):  # megabytes, far above what is held on the way
                a.sendall(bytes(1 << 20))
        self.assertLess(len(b._carrier.state._inbox), 1 << 20)

    def test_an_exception_in_a_with_block_is_no_clean_end(self):
        for named, error in (({}, frelay.SessionLostError), ({"resumption": None}, frelay.TruncatedStreamError)):
            a, b = self.both(f"with-{len(named)}", client("0", **named))
            with self.assertRaises(KeyError), a:
                a.sendall(b"half of it")
                raise KeyError
            with self.assertRaises(error):
                receive_all(b)

    def test_abort_releases_whoever_is_blocked(self):
        a, b = self.both("abort")
        reading = Background(a.recv)
        a.abort()
        with self.assertRaisesRegex(frelay.FrelayError, "was closed here"):
            reading.result()
        with self.assertRaises(frelay.SessionLostError):
            b.recv()

    def test_close_loses_nothing_that_was_written(self):
        a, b = self.both("close")
        data = blob(3 << 20)
        closing = Background(lambda: (a.sendall(data), a.close()))
        self.assertEqual(receive_all(b), data)
        b.close()
        closing.result()
        self.assertTrue(a._carrier.finished.wait(PATIENCE) and b._carrier.finished.wait(PATIENCE))
        self.assertEqual(a.counts().confirmed, len(data))

    def test_the_end_is_confirmed_once_the_reader_is_done(self):
        a, b = self.both("confirm")
        a.sendall(b"x")
        a.shutdown()
        a.settimeout(0.2)
        self.assertEqual(b.recv(), b"x")
        with self.assertRaises(socket.timeout):
            a.await_confirmation()
        a.settimeout(PATIENCE)
        self.assertEqual(b.recv(), b"")
        a.await_confirmation()

    def test_purposes_that_differ(self):
        waiting = Background(client("0").connect, "1", "purposes", PATIENCE, "handler sum")
        b = client("1").connect("0", "purposes", PATIENCE, "handler mean")
        a = waiting.result()
        for each in (a, b):
            with self.assertRaisesRegex(frelay.WrongSessionError, "for something else than handler"):
                each.recv()


class Tls12(unittest.TestCase):
    """Comes about only with a peer that has no 1.3."""

    def old(self, party, **named):
        class Old(Identity):
            def context(self, *arguments):
                context = super().context(*arguments)
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                return context

        made = client(party, **named)
        inner = made.credentials.inner
        made.credentials.inner = Old(inner.chain, inner.key_pem, inner.trusted, inner.revoked)
        return made

    def test_a_session(self):
        a, b = meet("old", self.old("0"))
        self.assertEqual(a.facts.tls, "TLSv1.2")
        a.sendall(blob(300_000))
        a.shutdown()
        self.assertEqual(receive_all(b), blob(300_000))
        b.sendall(b"still")
        self.assertEqual(a.recv_exactly(5), b"still")
        finish(b, a)

    def test_an_end_of_a_plain_stream_is_that_of_both_directions(self):
        a, b = meet("old-plain", self.old("0", resumption=None))
        a.sendall(b"all")
        a.shutdown()
        self.assertEqual(receive_all(b), b"all")
        with self.assertRaisesRegex(frelay.FrelayError, "which TLS 1.2 ends as a whole"):
            while True:
                b.sendall(b"x")
        self.assertEqual(a.recv(), b"")
        a.close()


class Refusals(unittest.TestCase):
    def test_a_peer_that_does_not_come(self):
        begun = time.monotonic()
        with self.assertRaisesRegex(frelay.PeerTimeoutError, "party 1 of user1 did not come to .* within 5 s"):
            client("0").connect("1", "nobody", 5)
        self.assertLess(time.monotonic() - begun, PATIENCE)

    def test_itself(self):
        with self.assertRaises(frelay.RefusedError) as caught:
            client("0").connect("0", "self", PATIENCE)
        self.assertEqual(caught.exception.code, "invalid_request")

    def test_the_same_party_comes_again(self):
        first = Background(client("0").connect, "1", "again", PATIENCE)
        second = None
        while second is None or not first._outcome:
            second = second or Background(client("0").connect, "1", "again", PATIENCE)
            first._thread.join(0.1)
            if not first._outcome and second._outcome:
                first, second = second, None  # they came the other way round
        with self.assertRaises(frelay.RefusedError) as caught:
            first.result()
        self.assertEqual(caught.exception.code, "taken_over")
        b = client("1").connect("0", "again", PATIENCE)
        second.result().abort()
        b.abort()

    def test_no_relay_there(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with self.assertRaisesRegex(frelay.RelayUnreachableError, "cannot be reached .*gave up after") as caught:
            client("0", f"127.0.0.1:{port}").connect("1", "t", 0.5)
        self.assertGreater(caught.exception.attempts, 1)

    def test_another_relay_of_several(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        relays = f"127.0.0.1:{port},{relay()}"
        a, b = meet("several", client("0", relays), client("1", relays))
        self.assertEqual(str(a.facts.relay), relay())
        finish(a, b)


class Surviving(unittest.TestCase):
    def transfer(self, tag, path, cut, size, named=None):
        """Both directions, cut as said; every byte is accounted for. Returns how often it was taken up again."""
        options = named or {"resumption": SOON}
        a, b = meet(tag, client("0", path, **options), client("1", path, **options))
        data = [blob(size, b"0"), blob(size, b"1")]
        with a, b:
            sending = [Background(send_all, each, data[i]) for i, each in enumerate((a, b))]
            reading = [Background(receive_all, each) for each in (a, b)]
            cut(a)
            got = [each.result() for each in reading]
            self.assertEqual([len(each) for each in got], [size, size])
            self.assertTrue(got[1] == data[0] and got[0] == data[1], "other bytes than were sent")
            for each in sending:
                each.result()
            self.assertEqual(a.counts().confirmed, size)
            self.assertEqual(b.counts().received, size)
        return a.counts().resumptions

    def test_cuts_behind_any_byte(self):
        with Cuttable(relay()) as path:

            def cut(peer):
                for i in range(6):
                    path.cut_behind(20_000 + i * 77_777)
                    before = path.cuts
                    until = time.monotonic() + PATIENCE
                    while path.cuts == before and time.monotonic() < until and peer.counts().received < 2 << 20:
                        time.sleep(0.01)

            self.transfer("cuts", path.address, cut, 3 << 20)
            self.assertGreater(path.cuts, 0)

    def test_a_relay_that_is_killed_and_started_again(self):
        own = Relay()
        self.addCleanup(own.kill)

        def cut(peer):
            until = time.monotonic() + PATIENCE
            while peer.counts().received < 1 << 20 and time.monotonic() < until:
                time.sleep(0.005)
            own.kill()
            own.start()

        patient = frelay.Resumption(patience=3 * PATIENCE, ping_every=1.0, pong_within=1.0)  # a busy machine starts it late
        named = {"resumption": patient}
        self.assertGreaterEqual(self.transfer("killed", own.address, cut, 24 << 20, named), 1)

    def test_a_close_while_the_connection_is_lost_waits_for_the_peer_to_have_all(self):
        with Cuttable(relay()) as path:
            options = {"resumption": SOON}
            a, b = meet("closing", client("0", path.address, **options), client("1", path.address, **options))
            a.sendall(blob(100_000))
            path.cut()
            closing = Background(a.close)
            self.assertEqual(receive_all(b), blob(100_000))
            b.close()
            closing.result()

    def test_an_end_that_is_lost_arrives_though_close_has_returned(self):
        with Cuttable(relay()) as path:
            a, b = meet("late end", client("0", path.address, resumption=SOON), client("1", resumption=SOON))
            a.sendall(b"x")
            self.assertEqual(b.recv(), b"x")
            b.recv(0)
            a.await_confirmation()
            path.refuse(True)
            path.cut()
            until = time.monotonic() + PATIENCE
            while a._carrier.is_connected and time.monotonic() < until:
                time.sleep(0.01)
            a.close()
            path.refuse(False)
            self.assertEqual(b.recv(), b"")
            self.assertTrue(a._carrier.finished.wait(PATIENCE), "it waits for ever for a peer that does not end")
            b.abort()

    def test_a_peer_that_was_restarted(self):
        with Cuttable(relay()) as path:
            options = {"resumption": SOON}
            a, b = meet("restarted", client("0", path.address, **options), client("1", **options))
            a.sendall(b"x")
            self.assertEqual(b.recv(), b"x")
            b.sendall(b"y")
            self.assertEqual(a.recv(), b"y")
            with b._carrier.lock:  # as a process that is killed: without a word, and with all that it knew
                b._carrier.is_over, b._carrier._cut = True, True
            path.cut()
            b._carrier.wake()
            b._carrier.finished.wait(PATIENCE)
            again = Background(client("1", **options).connect, "0", "restarted", PATIENCE)
            with self.assertRaisesRegex(frelay.PeerRestartedError, "connect again to begin anew"):
                a.recv()
            new = client("0", path.address, **options).connect("1", "restarted", PATIENCE)
            new.sendall(b"anew")
            peer = again.result()
            self.assertEqual(peer.recv_exactly(4), b"anew")
            new.abort()
            peer.abort()

    def test_a_peer_that_stays_away(self):
        with Cuttable(relay()) as path:
            short = {"resumption": frelay.Resumption(patience=1.0)}
            a, b = meet("away", client("0", path.address, **short), client("1", path.address, **short))
            a.sendall(b"x")
            self.assertEqual(b.recv(), b"x")
            path.close()
            path.cut()
            for each in (a, b):
                with self.assertRaisesRegex(frelay.SessionLostError, "did not come back within 1 s"):
                    each.recv()

    def test_a_connection_that_goes_silent_is_found_out(self):
        with Cuttable(relay()) as path:
            quick = {"resumption": frelay.Resumption(patience=PATIENCE, ping_every=0.2, pong_within=0.2)}
            a, b = meet("silent", client("0", path.address, **quick), client("1", path.address, **quick))
            a.sendall(b"x")
            self.assertEqual(b.recv(), b"x")
            path.hold()
            reading = Background(b.recv_exactly, 5)
            a.sendall(b"hello")
            self.assertEqual(reading.result(), b"hello")
            self.assertGreaterEqual(a.counts().resumptions, 1)
            a.abort()
            b.abort()


if __name__ == "__main__":
    unittest.main()
