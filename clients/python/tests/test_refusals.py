"""Peers, relays and proxies that are turned away, and what either side is told."""

import base64
import socket
import unittest
from pathlib import Path

import frelay
from frelay.certificates import certificates
from frelay.proxy import Address, Proxies, Proxy
from frelay.tls import Identity

from .authority import Authority
from .fakerelay import Crosswise, FakeRelay, pump_both
from .support import PATIENCE, Background, Listener, certs, client, finish, meet, relay, scratch


def files(party):
    of_user = certs() / "user1"
    return {
        "relay_ca": certs() / "frelay-ca.pem",
        "relay_cert": of_user / party / "relay-cert.pem",
        "relay_key": of_user / party / "relay-key.pem",
        "user_ca": of_user / "user-ca.pem",
        "party_cert": of_user / party / "cert.pem",
        "party_key": of_user / party / "key.pem",
    }


def identity(like, pair):
    cert, key = pair
    return Identity(tuple(certificates(cert.read_text(), "")), key.read_text(), like.trusted)


class Peers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        user = certs() / "user1"
        cls.ca = Authority(scratch() / "user1-ca", user / "user-ca.pem", user / "user-key.pem")

    def odd(self, party="1", **others):
        return frelay.Client(relay(), frelay.Credentials.from_files(**{**files(party), **others}))

    def showing(self, pair):
        """A party 1 that shows its peers what its own client would not take."""
        odd = self.odd()
        odd.credentials.inner = identity(odd.credentials.inner, pair)
        return odd

    def turned_away(self, tag, odd, error, words, told="it ended TLS with"):
        """Party 0 turns away what ``odd`` brings, in both roles, and that is told."""
        for odd_first in (True, False):
            with self.subTest(odd_first=odd_first):
                name = f"{tag}-{odd_first}"
                first, second = (odd, client("0")) if odd_first else (client("0"), odd)
                names = {odd: "0", second if odd_first else first: "1"}
                waiting = Background(self.use, first, names[first], name)
                outcomes = [self.outcome(self.use, second, names[second], name), self.outcome(waiting.result)]
                ours, theirs = outcomes if odd_first else outcomes[::-1]
                self.assertIsInstance(ours, error, ours)
                self.assertRegex(str(ours), words)
                self.assertIsInstance(theirs, frelay.PeerTlsError, theirs)
                self.assertRegex(str(theirs), told)

    @staticmethod
    def use(one, peer, tag):
        with one.connect(peer, tag, PATIENCE) as stream:
            return stream.recv()  # in TLS 1.3 the client side learns of a rejection at its first read

    @staticmethod
    def outcome(call, *arguments):
        try:
            return call(*arguments)
        except frelay.FrelayError as e:
            return e

    def test_one_that_is_somebody_else(self):
        odd = self.showing(self.ca.party("7"))
        self.turned_away("else", odd, frelay.WrongPeerError, "is not party 1: its certificate names 7; check which")

    def test_a_name_that_is_not_exactly_the_one(self):
        for dns in (("*",), ("01",), ("1.example",)):
            odd = self.showing(self.ca.party("1", dns=dns))
            with self.subTest(dns):
                self.turned_away(f"name-{dns[0]}", odd, frelay.WrongPeerError, "is not party 1")

    def test_one_of_another_ca(self):
        stranger = Authority(scratch() / "peers-stranger")
        cert, key = stranger.party("1")
        both = scratch() / "peers-both.pem"
        both.write_text(Path(stranger.certificate).read_text() + files("1")["user_ca"].read_text())
        odd = self.odd(party_cert=cert, party_key=key, user_ca=both)
        self.turned_away("stranger", odd, frelay.PeerTlsError, "is not signed by USER_CA", "unknown ca")

    def test_a_usage_that_does_not_fit(self):
        odd = self.showing(self.ca.party("1", usage="codeSigning"))
        self.turned_away("usage", odd, frelay.PeerTlsError, "its certificate is not acceptable", "it ended TLS")

    def test_one_that_is_revoked(self):
        cert, key = self.ca.party("1")
        self.ca.revoke(cert)
        file = scratch() / "peers-list.pem"
        file.write_text(self.ca.list())
        careful = frelay.Client(relay(), frelay.Credentials.from_files(**files("0"), user_crl=file))
        odd = self.odd(party_cert=cert, party_key=key)
        waiting = Background(careful.connect, "1", "revoked", PATIENCE)
        theirs = self.outcome(self.use, odd, "0", "revoked")
        with self.assertRaisesRegex(frelay.PeerTlsError, "has been revoked; it needs a new one"):
            waiting.result()
        self.assertRegex(str(theirs), "it ended TLS with")

    def test_one_that_is_revoked_while_the_session_stands(self):
        cert, key = self.ca.party("1")
        file = scratch() / "standing-list.pem"
        file.write_text(self.ca.list())
        careful = frelay.Client(relay(), frelay.Credentials.from_files(**files("0"), user_crl=file))
        for named in ({}, {"resumption": None}):
            odd = self.odd(party_cert=cert, party_key=key)
            plain = frelay.Client(relay(), careful.credentials, **named)
            a, b = meet(f"standing-{len(named)}", plain, odd)
            b.sendall(b"not to be given out any more")
            if not named:
                self.ca.revoke(cert)
                fresh = scratch() / "standing-new"
                fresh.write_text(self.ca.list())
                fresh.replace(file)
                with self.assertRaisesRegex(frelay.PeerRevokedError, "has been revoked, says .*standing-list.pem"):
                    while True:
                        a.recv()
                with self.assertRaisesRegex(frelay.SessionLostError, "broke the session off"):
                    b.recv()
                return

    def test_one_that_expires_while_the_session_stands(self):
        cert, key = self.ca.party("1", days=(-1, 8 / 86400))
        odd = self.odd(party_cert=cert, party_key=key)
        a, b = meet("expires", client("0"), odd)
        with self.assertRaisesRegex(frelay.PeerExpiredError, "the certificate of party 1 was valid until"):
            a.recv()
        with self.assertRaises(frelay.SessionLostError):
            b.recv()

    def test_intermediates(self):
        cert, key = self.ca.party("An intermediate", ca=True)
        middle = Authority(scratch() / "middle", cert, key)
        leaf, leaf_key = middle.party("1")
        whole = scratch() / "whole.pem"
        whole.write_text(leaf.read_text() + cert.read_text())
        try:
            odd = self.odd(party_cert=whole, party_key=leaf_key)
        except frelay.CredentialsError as e:
            self.assertRegex(str(e), "path length")  # a CA of fr-adm signs no CAs
            return
        a, b = meet("middle", client("0"), odd)
        self.assertEqual(len(a._carrier._met.chain), 2)
        a.abort()
        b.abort()


class Relays(unittest.TestCase):
    def test_one_of_another_ca_or_name(self):
        stranger = Authority(scratch() / "relay-stranger")
        own = Authority(scratch() / "relay-own", certs() / "frelay-ca.pem", certs() / "frelay-key.pem")
        for tls, words in (
            (stranger.party("frelay"), "its certificate is not signed by RELAY_CA"),
            (own.party("other"), "names other, not frelay; is this the relay"),
            (own.party("frelay", days=(-9, -1)), "its certificate has expired"),
            (own.party("frelay", usage="clientAuth"), "its certificate is not acceptable"),
        ):
            with self.subTest(words), FakeRelay(lambda request: (None, None)) as fake:
                context = fake._context()
                context.load_cert_chain(*tls)
                fake._context = lambda context=context: context
                with self.assertRaisesRegex(frelay.RelayTlsError, words):
                    client("0", fake.address).connect("1", "t", PATIENCE)

    def test_one_that_does_not_accept_us(self):
        stranger = Authority(scratch() / "relay-strange-party")
        odd = client("0")
        odd.credentials.outer = identity(odd.credentials.outer, stranger.party("0", usage="clientAuth"))
        with self.assertRaisesRegex(frelay.RelayTlsError, "it ended TLS with .*check that RELAY_CERT is"):
            odd.connect("1", "t", PATIENCE)

    def test_one_that_is_none(self):
        class Talker(Listener):
            def serve(self, connection):
                connection.sendall(b"220 smtp.example ready\r\n")
                connection.recv(1)

        with Talker() as talker, self.assertRaisesRegex(frelay.RelayTlsError, "no tls record"):
            client("0", talker.address).connect("1", "t", PATIENCE)
        for answer, words in (
            (b'{"Mode":9}', "answered what no relay answers"),
            (
                b'{"Error":{"Code":"not_allowed","Message":"no"}}',
                r"refused party 0's request for party 1: no \(not_allowed\)",
            ),
            (b" " * 5000, "more than 4096 bytes"),
        ):
            with self.subTest(words), FakeRelay(lambda request, answer=answer: (answer, lambda c: None)) as fake:
                with self.assertRaisesRegex(frelay.FrelayError, words):
                    client("0", fake.address).connect("1", "t", PATIENCE)

    def test_one_that_joins_sessions_crosswise(self):
        with FakeRelay(Crosswise().decide) as fake:
            for named in ({}, {"resumption": None}):
                waiting = Background(client("0", fake.address, **named).connect, "1", "salaries", PATIENCE)
                b = client("1", fake.address, **named).connect("0", "cafeteria", PATIENCE)
                a = waiting.result()
                for each in (a, b):
                    with self.assertRaisesRegex(frelay.WrongSessionError, "Nothing of it was given out"):
                        each.sendall(b"secret")
                        each.recv()
            self.assertIn("ClientHello", fake.requests[0])

    def test_an_old_one_that_takes_512_bytes_and_closes_without_a_word(self):
        with FakeRelay(Old().decide, longest=512) as fake:
            for i in range(2):
                waiting = Background(client("0", fake.address).connect, "1", "x" * 300, PATIENCE)
                b = client("1", fake.address).connect("0", "x" * 300, PATIENCE)
                a = waiting.result()
                self.assertEqual((a.facts.relay_version, b.facts.relay_version), (1, 1))
                self.assertEqual(a.facts.attempts, 2 if i == 0 else 1)  # it is remembered
                a.sendall(b"x")
                self.assertEqual(b.recv(), b"x")
                finish(a, b)
            self.assertEqual({tuple(each) for each in fake.requests}, {("DestParty", "Tag")})


class Old(Crosswise):
    def decide(self, request):
        answer, then = super().decide(request)
        return answer.replace(b',"Version":2', b""), then


class FakeProxy(Listener):
    """Answers with ``status``, and connects where it is asked to if that is 200."""

    def __init__(self, status, login=None):
        self._status, self._login = status, login
        self.targets = []
        super().__init__()

    def serve(self, connection):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += connection.recv(1)
        lines = head.decode().split("\r\n")
        target = lines[0].split(" ")[1]
        self.targets.append(target)
        expected = "Proxy-Authorization: Basic " + base64.b64encode((self._login or "").encode()).decode()
        status = 407 if self._login and expected not in lines else self._status
        connection.sendall(f"HTTP/1.1 {status} whatever\r\nA: b\r\n\r\n".encode())
        if status == 200:
            host, port = target.rsplit(":", 1)
            join(connection, host, port)


def join(connection, host, port):
    with socket.create_connection((host, int(port))) as onward:
        pump_both(connection, onward)


class FakeSocks(Listener):
    def serve(self, connection):
        version, count = connection.recv(2)
        connection.recv(count)
        connection.sendall(b"\5\2")
        connection.recv(1)
        name = connection.recv(connection.recv(1)[0])
        password = connection.recv(connection.recv(1)[0])
        connection.sendall(b"\1" + bytes((name != b"me" or password != b"p@ss",)))
        kind = connection.recv(4)[3]
        host = socket.inet_ntoa(connection.recv(4)) if kind == 1 else connection.recv(connection.recv(1)[0]).decode()
        port = int.from_bytes(connection.recv(2), "big")
        connection.sendall(b"\5\0\0\1\0\0\0\0\0\0")
        join(connection, host, port)


class Always(Proxies):
    """Also to this machine, which is direct otherwise."""

    def towards(self, target):
        return self.proxy


class ThroughProxies(unittest.TestCase):
    def proxied(self, proxy, login=None, socks=False):
        address = Address.parse(proxy.address)
        return client("0", proxies=Always(Proxy("HTTPS_PROXY", socks, address, login)))

    def works(self, tag, one):
        a, b = meet(tag, one, client("1"))
        a.sendall(b"x")
        self.assertEqual(b.recv(), b"x")
        finish(a, b)

    def test_http(self):
        with FakeProxy(200, "me:p@ss") as proxy:
            self.works("proxy", self.proxied(proxy, ("me", "p@ss")))
            self.assertEqual(set(proxy.targets), {relay()})
            with self.assertRaisesRegex(frelay.ProxyError, "does not accept the user name and password of HTTPS_PROXY"):
                self.proxied(proxy, ("me", "no")).connect("1", "t", PATIENCE)
            with self.assertRaisesRegex(frelay.ProxyError, "wants a user name and password"):
                self.proxied(proxy).connect("1", "t", PATIENCE)

    def test_socks(self):
        with FakeSocks() as proxy:
            self.works("socks", self.proxied(proxy, ("me", "p@ss"), True))

    def test_one_that_refuses_or_fails(self):
        with FakeProxy(403) as proxy, self.assertRaisesRegex(frelay.ProxyError, r"status 403\); see whether"):
            self.proxied(proxy).connect("1", "t", PATIENCE)
        with FakeProxy(503) as proxy:
            self.fails_again_and_again(proxy, "status 503")

        class Silent(Listener):
            def serve(self, connection):
                connection.recv(9)

        with Silent() as proxy:
            self.fails_again_and_again(proxy, "closed the connection without an answer")

    def fails_again_and_again(self, proxy, words):
        with self.assertRaises(frelay.ProxyError) as caught:
            self.proxied(proxy).connect("1", "t", 2.0)
        self.assertGreater(caught.exception.attempts, 1)
        self.assertRegex(str(caught.exception.earlier), words)  # the last one may be cut short by the deadline


if __name__ == "__main__":
    unittest.main()
