"""Connections that stand ready at a relay, and what becomes of them."""

import contextlib
import gc
import os
import signal
import subprocess
import sys
import threading
import unittest
from unittest.mock import patch

import frelay
from frelay import attempt, meeting
from frelay.live import LIVE
from frelay.prepared import Key
from frelay.wire import Wire

from . import SOURCE
from .authority import Authority
from .fakerelay import Crosswise, FakeRelay
from .support import (
    PATIENCE,
    Background,
    Cuttable,
    Relay,
    await_,
    certs,
    client,
    credentials,
    meet,
    scratch,
)

HOUR = 3_600_000  # ms
MOST = 5  # connections of a party


def standing(of):
    """How many stand ready, as far as can be told."""
    prepared = of._prepared
    with prepared._lock:
        return sum(each.is_ready and each.stands(3600) for every in prepared._all.values() for each in every)


def waits(call, *arguments):
    """Its result, and what this thread does in it: C to connect to the relay, W to write, R to read; each once for
    several in a row."""
    done, own = [], threading.get_ident()

    def spy(letter, real):
        def step(*arguments):
            is_empty = letter == "W" and not arguments[1]
            if threading.get_ident() == own and done[-1:] != [letter] and not is_empty:
                done.append(letter)
            return real(*arguments)

        return step

    with patch.object(attempt, "reach", spy("C", attempt.reach)):
        with patch.object(Wire, "write", spy("W", Wire.write)), patch.object(Wire, "read", spy("R", Wire.read)):
            return call(*arguments), "".join(done)


class Prepared(unittest.TestCase):
    def clients(self, *addresses, **options):
        both = [client(party, address, **options) for party, address in zip("01", addresses * 2)]
        for each in both:
            self.addCleanup(each.close)
        return both

    def meet(self, tag, one, other):
        """The facts of both, behind a byte each way."""
        pair = meet(tag, one, other)
        for each in pair:
            each.sendall(b"x")
        for each in pair:
            self.assertEqual(each.recv(), b"x")
            each.abort()
        return [each.facts for each in pair]

    def were_prepared(self, facts):
        self.assertEqual([each.attempts for each in facts], [1, 1])
        return [each.was_prepared for each in facts]


class AtTheRelay(Prepared):
    @classmethod
    def setUpClass(cls):
        folder = certs()
        cls.authority = Authority(scratch() / "prepared", folder / "frelay-ca.pem", folder / "frelay-key.pem")
        cls.crl = scratch() / "prepared.crl"
        cls.crl.write_text(cls.authority.list())
        limits = f"relay.limits.connections-per-party={MOST}"
        cls.relay = Relay(0, limits, f"relay.revocation-list={cls.crl}")
        cls.addClassCleanup(cls.relay.kill)

    def ready(self, tag, address=None, **options):
        """Both clients, when they have met."""
        one, other = self.clients(address or self.relay.address, self.relay.address, **options)
        self.assertEqual(self.were_prepared(self.meet(tag, one, other)), [False, False])
        await_(lambda: standing(one) == 1 and standing(other) == 1)
        return one, other

    def test_the_next_session_takes_two_round_trips_less(self):
        for i in range(20):  # until party 0 comes second each time
            one, other = self.clients(self.relay.address)
            found = [self.connect_second(one, other, f"steps-{i}-{each}") for each in "ab"]
            if all(facts.is_client for facts, _ in found):
                self.assertEqual([facts.was_prepared for facts, _ in found], [False, True])
                # The last answer is the peer's, two hops away. Behind it a session may send.
                self.assertEqual([steps for _, steps in found], ["CWRWRW", "WRW"])
                return
        self.fail("it never came second")

    def connect_second(self, one, other, tag):
        waiting = Background(other.connect, "0", tag, PATIENCE)
        peer, steps = waits(one.connect, "1", tag, PATIENCE)
        for each in (peer, waiting.result()):
            each.abort()
        await_(lambda: standing(one) == 1 and standing(other) == 1)
        return peer.facts, steps

    def test_one_that_the_relay_took_down_with_it_costs_nothing(self):
        one, other = self.ready("before")
        self.relay.kill()
        self.relay.start()
        self.assertEqual(self.were_prepared(self.meet("behind", one, other)), [False, False])
        await_(lambda: standing(one) == 1)

    def test_one_that_a_limit_of_the_relay_drops_costs_nothing(self):
        one, other = self.ready("crowded")
        await_(lambda: self.relay.meter("frelay_prepared") == 2)  # each has its place now, as a second after its start
        crowd = client("0", self.relay.address, prepared_connections=0)
        waiting = [Background(crowd.connect, "1", f"crowd-{i}", PATIENCE) for i in range(MOST)]
        await_(lambda: standing(one) == 0)
        for i, each in enumerate(waiting):
            other.connect("0", f"crowd-{i}", PATIENCE).abort()
            each.result().abort()
        self.assertFalse(self.meet("again", one, other)[0].was_prepared)

    def test_one_that_is_dead_is_given_up_soon(self):
        with Cuttable(self.relay.address) as path:
            one, other = self.ready("alive", path.address)
            path.hold()
            facts = self.meet("dead", one, other)[0]
            self.assertFalse(facts.was_prepared)
            self.assertEqual(facts.attempts, 1)

    def test_one_of_former_credentials_is_not_used(self):
        one, other = self.ready("former")
        one.credentials = credentials("0")
        self.assertEqual(self.were_prepared(self.meet("new", one, other)), [False, True])
        self.assertEqual([each.credentials for each in one._prepared._all], [one.credentials])

    def test_one_of_a_revoked_certificate_is_not_used(self):
        own = certs() / "user1" / "0"
        cert, key = self.authority.party("0")
        files = {"relay_ca": certs() / "frelay-ca.pem", "relay_cert": cert, "relay_key": key}
        files.update(user_ca=certs() / "user1/user-ca.pem", party_cert=own / "cert.pem", party_key=own / "key.pem")
        one = frelay.Client(self.relay.address, frelay.Credentials.from_files(**files))
        self.addCleanup(one.close)
        self.meet("valid", one, client("1", self.relay.address))
        await_(lambda: standing(one) == 1)
        self.authority.revoke(cert)
        self.crl.write_text(self.authority.list())
        await_(lambda: standing(one) == 0)
        with self.assertRaises(frelay.RelayTlsError):
            one.connect("1", "revoked", timeout=5)

    def test_only_one_of_two_threads_takes_it(self):
        one, other = self.ready("alone")
        waiting = [Background(other.connect, "0", f"both-{i}", PATIENCE) for i in range(2)]
        calls = [Background(one.connect, "1", f"both-{i}", PATIENCE) for i in range(2)]
        peers = [each.result() for each in calls + waiting]
        self.assertEqual([sum(each.facts.was_prepared for each in two) for two in (peers[:2], peers[2:])], [1, 1])
        for each in peers:
            each.abort()

    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_a_child_has_connections_of_its_own(self):
        one, other = self.ready("parent")
        session = meet("the parent's", one, other)
        await_(lambda: standing(one) == 1)
        waiting = Background(other.connect, "0", "child", PATIENCE)
        child = os.fork()
        if child == 0:
            try:
                inherited = standing(one) + len(LIVE._all)
                peer = one.connect("1", "child", PATIENCE)
                was_prepared = peer.facts.was_prepared
                peer.sendall(b"child")
                peer.close()
                os._exit(inherited or was_prepared)
            except BaseException:
                os._exit(3)
        peer = waiting.result()
        self.assertEqual(peer.recv_exactly(5), b"child")
        peer.close()
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        for each in session:
            each.sendall(b"still")
        for each in session:
            self.assertEqual(each.recv_exactly(5), b"still")
            each.abort()
        self.assertTrue(self.meet("behind the child", one, other)[0].was_prepared)

    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_a_child_is_not_held_up_by_locks_of_its_parent(self):
        one, other = self.clients(self.relay.address)
        waiting = Background(other.connect, "0", "locks", PATIENCE)
        revoked = one.credentials.inner.revoked
        held = [meeting._WAITING_LOCK, attempt._OLD._lock, *([revoked._lock] if revoked else [])]
        await_(lambda: meeting._WAITING)
        with contextlib.ExitStack() as locks:
            for each in held:
                locks.enter_context(each)
            child = os.fork()
            if child == 0:
                try:
                    free = not meeting._WAITING
                    signal.alarm(20)  # which ends it
                    peer = one.connect("1", "locks", PATIENCE)
                    peer.close()
                    os._exit(0 if free else 2)
                except BaseException:
                    os._exit(3)
        waiting.result().close()
        self.assertEqual(os.waitpid(child, 0)[1], 0)

    def test_it_does_not_keep_python_alive(self):
        script = (
            "import sys, threading, frelay; sys.stdin.read()\n"
            "c = frelay.Client(sys.argv[1], frelay.Credentials.from_folder(sys.argv[2], 'user1', '0'))\n"
            "c.connect('1', 'exit', 30).close()\n"
            "assert all(each.daemon for each in threading.enumerate()[1:])\n"
        )
        command = [sys.executable, "-W", "error", "-c", script, self.relay.address, str(certs())]
        environ = {**os.environ, "PYTHONPATH": SOURCE}
        waiting = Background(client("1", self.relay.address).connect, "0", "exit", PATIENCE)
        done = subprocess.run(command, env=environ, capture_output=True, input=b"", timeout=PATIENCE)
        waiting.result().close()
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))

    def test_they_end_with_their_client(self):
        with Cuttable(self.relay.address) as path:
            one, other = self.ready("closed", path.address)
            one.close()
            one.close()
            await_(lambda: not path.is_used)
            with self.assertRaisesRegex(frelay.FrelayError, "the client was closed here"):
                one.connect("1", "closed")
            with frelay.Client(path.address, credentials("0")) as another:
                self.meet("left", another, other)
                await_(lambda: standing(another) == 1)
            await_(lambda: not path.is_used)
            self.meet("dropped", frelay.Client(path.address, credentials("0")), other)
            gc.collect()
            await_(lambda: not path.is_used)

    def test_they_end_with_abort_all(self):
        one, other = self.ready("aborted")
        frelay.abort_all()
        self.assertEqual((standing(one), standing(other)), (0, 0))
        self.assertEqual(self.were_prepared(self.meet("begun anew", one, other)), [False, False])

    def test_there_are_as_many_as_is_said(self):
        for wrong in (-1, 65):
            with self.assertRaisesRegex(ValueError, "prepared_connections is not from 0 to 64"):
                client("0", self.relay.address, prepared_connections=wrong)
        one, other = self.clients(self.relay.address, prepared_connections=2)
        calls = [Background(meet, f"many-{i}", one, other) for i in range(3)]
        for each in calls:
            for peer in each.result():
                peer.abort()
        await_(lambda: standing(one) == 2 and standing(other) == 2)


class AtOtherRelays(Prepared):
    def test_one_that_does_not_allow_it_is_left_alone(self):
        with FakeRelay(Crosswise().decide) as fake:
            one, other = self.clients(fake.address)
            for tag in "ab":
                self.assertEqual(self.were_prepared(self.meet(tag, one, other)), [False, False])
            self.assertEqual(fake.accepted, 4)
            self.assertEqual([each["Prepared"] for each in fake.requests], [False] * 4)

    def test_nor_is_one_asked_that_need_not_allow_it(self):
        with FakeRelay(Crosswise(HOUR).decide) as fake:
            one, other = self.clients(fake.address, prepared_connections=0)
            for tag in "ab":
                self.meet(tag, one, other)
            self.assertEqual(fake.accepted, 4)
            self.assertFalse([each for each in fake.requests if "Prepared" in each])

    def test_one_that_closes_it_just_then_is_asked_anew(self):
        crosswise = Crosswise(HOUR)
        with FakeRelay(lambda asked: (None, None) if asked["Prepared"] else crosswise.decide(asked)) as fake:
            one, other = self.clients(fake.address)
            self.meet("a", one, other)
            await_(lambda: standing(one) == 1 and standing(other) == 1)
            self.assertEqual(self.were_prepared(self.meet("b", one, other)), [False, False])

    def test_what_stood_too_long_is_not_used(self):
        with FakeRelay(Crosswise(HOUR).decide) as fake:
            one, other = self.clients(fake.address)
            self.meet("a", one, other)
            await_(lambda: standing(one) == 1 and standing(other) == 1)
            for connections in one._prepared._all.values():
                connections[0]._age._wall -= HOUR / 1000  # as behind a standstill of the machine
            self.assertEqual(self.were_prepared(self.meet("b", one, other)), [False, True])

    def test_what_cannot_be_made_is_nobodys_failure(self):
        one, _ = self.clients("127.0.0.1:1")  # where nothing listens
        key = Key(one._relays[0], one.credentials, one.options.proxies)
        one._prepared.allow(key, 60)
        one._prepared.prepare(key, one.options)
        await_(lambda: not any(one._prepared._all.values()))


if __name__ == "__main__":
    unittest.main()
