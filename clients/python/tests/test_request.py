"""What goes to the relay and comes from it, and the addresses and variables that lead there."""

import base64
import json
import unittest
from types import SimpleNamespace

from frelay.errors import RefusedError
from frelay.meeting import Turns, in_order
from frelay.proxy import Address, Proxies
from frelay.request import Malformed, Ready, Refusal, answer, request


class Order(unittest.TestCase):
    def test_vectors(self):
        """The tests of the Java client have the same."""
        relays = [Address.parse(each) for each in ("a.example:6000", "b.example:6000", "[::1]:6000")]
        for party, peer, tag, expected in (
            ("0", "1", "job-1", "b.example:6000 [::1]:6000 a.example:6000"),
            ("1", "0", "job-2", "a.example:6000 [::1]:6000 b.example:6000"),
            ("ä", "b", "", "b.example:6000 a.example:6000 [::1]:6000"),
        ):
            self.assertEqual(" ".join(map(str, in_order(relays, party, peer, tag))), expected)

    def test_relays_that_a_draining_one_names_come_next(self):
        attempts = [SimpleNamespace(relay=Address(name, 1)) for name in "abc"]
        turns = Turns(attempts)

        def next_after(*relays):
            pause = turns.go_on(RefusedError("", "", "draining", relays))
            return "pause" if pause else attempts[turns.index].relay.host

        self.assertEqual(next_after("x:1", "c:1"), "c")  # of a, which comes last now
        self.assertEqual(next_after("c:1"), "c")  # a name that several share
        self.assertEqual(next_after("c:1"), "b")  # it has been believed once
        self.assertEqual(next_after("x:1"), "a")
        self.assertEqual(next_after("c:1"), "pause")
        self.assertEqual(next_after("a:1"), "a")


class Requests(unittest.TestCase):
    def test_versions(self):
        self.assertEqual(request("1", "t", 1), b'{"DestParty":"1","Tag":"t"}')
        expected = '{"DestParty":"1","Tag":"größe €","Version":2,"TimeoutMs":30000,"ClientHello":"AQI="}'
        self.assertEqual(request("1", "größe €", 2, 30000, b"\1\2"), expected.encode())
        for prepared, word in ((True, "true"), (False, "false")):
            expected = f'{{"DestParty":"1","Tag":"","Version":2,"TimeoutMs":5,"Prepared":{word},"ClientHello":"AQ=="}}'
            self.assertEqual(request("1", "", 2, 5, b"\1", prepared), expected.encode())
            self.assertEqual(request("1", "t", 1, 5, b"\1", prepared), request("1", "t", 1))

    def test_a_hello_that_does_not_fit_is_left_out(self):
        tag = "x" * 3900
        self.assertNotIn("ClientHello", json.loads(request("1", tag, 2, 5, bytes(300))))
        self.assertEqual(
            json.loads(request("1", "t", 2, 5, bytes(2900)))["ClientHello"], base64.b64encode(bytes(2900)).decode()
        )

    def test_what_cannot_be_asked(self):
        for peer, tag in (("", "t"), (" 1", "t"), ("é", "t"), ("x" * 65, "t"), ("1", "x" * 4096), ("1", "\ud800")):
            with self.assertRaises(ValueError):
                request(peer, tag, 1)


class Answers(unittest.TestCase):
    def test_both_kinds(self):
        self.assertEqual(answer(b'{"Mode":1}'), Ready(False, 1, False))
        self.assertEqual(
            answer(b'{"Mode":2,"Version":2,"ClientHelloDelivered":true,"New":[{}]} \n'), Ready(True, 2, True)
        )
        standing = answer(b' {"Mode":1,"Version":2,"StandingMs":4500}')
        self.assertEqual(standing, Ready(False, 2, False, 4.5))
        refusal = answer(b'{"Error":{"Code":"draining","Message":"a\\nb\\u001b[31m"}}')
        self.assertEqual(refusal, Refusal("draining", "a b [31m"))
        named = answer(b'{"Error":{"Code":"draining","Message":"m","Relays":["a:1",2,["b:1"],"c:1"]}}')
        self.assertEqual(named, Refusal("draining", "m", ("a:1", "c:1")))
        self.assertEqual(answer(b'{"Error":{"Code":"draining","Relays":"a:1"}}'), Refusal("draining", ""))

    def test_what_no_relay_answers(self):
        for data in (
            b"",
            b"[1]",
            b"1",
            b'{"Mode":1}{',
            b'{"Mode":1,"Mode":1}',
            b'{"Mode":3}',
            b'{"Mode":true}',
            b'{"Mode":1.0}',
            b'{"Mode":"1"}',
            b'{"Mode":1,"Version":0}',
            b'{"Mode":1,"StandingMs":-1}',
            b'{"Mode":1,"StandingMs":1.5}',
            b'{"Mode":1,"Version":NaN}',
            b'{"Mode":1,"Version":2,"ClientHelloDelivered":true}',
            b'{"Mode":2,"ClientHelloDelivered":true}',
            b'{"Mode":2,"Version":2,"ClientHelloDelivered":1}',
            b'{"Error":"no"}',
            b'\xef\xbb\xbf{"Mode":1}',
            '{"Mode":1}'.encode("utf-16"),
            b'{"x":"\xff","Mode":1}',
            b"[" * 4000,
        ):
            with self.subTest(data[:40]), self.assertRaises(Malformed):
                answer(data)


class Addresses(unittest.TestCase):
    def test_parse(self):
        self.assertEqual(Address.parse(" a.example:6000"), Address("a.example", 6000))
        self.assertEqual(str(Address.parse("[::1]:6000")), "[::1]:6000")
        for text in ("", "a", "a:", ":6000", "a:70000", "::1:6000", "[a]:6000", "a:6 000", "a b:1", "a:-1"):
            with self.subTest(text), self.assertRaises(ValueError):
                Address.parse(text)

    def test_proxies(self):
        variables = {"HTTPS_PROXY": "http://me:p%40ss@proxy:3128", "NO_PROXY": "example.org, 10.0.0.0/8 other:6000"}
        proxies = Proxies.from_env(variables)
        self.assertEqual(proxies.proxy.login, ("me", "p@ss"))
        self.assertNotIn("p@ss", repr(proxies) + str(proxies.proxy))
        for text, direct in (
            ("relay.example:6000", False),
            ("example.org:6000", True),
            ("relay.EXAMPLE.org.:6000", True),
            ("badexample.org:6000", False),
            ("10.1.2.3:6000", True),
            ("11.1.2.3:6000", False),
            ("other:6000", True),
            ("other:6001", False),
            ("localhost:6000", True),
            ("[::1]:6000", True),
            ("127.9.9.9:6000", True),
        ):
            with self.subTest(text):
                self.assertEqual(proxies.towards(Address.parse(text)) is None, direct)
        self.assertTrue(Proxies.from_env({"all_proxy": "socks5h://p"}).proxy.is_socks)
        self.assertEqual(str(Proxies.from_env({"all_proxy": "socks5h://p"}).proxy), "socks5://p:1080")
        self.assertIsNone(Proxies.from_env({"https_proxy": " "}).proxy)

    def test_a_proxy_that_is_none_is_named_without_its_content(self):
        for text in ("https://secret@p:1", "http://", "ftp://x", "http://secret@p:99999", "http://[p"):
            with self.subTest(text), self.assertRaises(ValueError) as caught:
                Proxies.from_env({"HTTPS_PROXY": text})
            self.assertIn("HTTPS_PROXY", str(caught.exception))
            self.assertNotIn("secret", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
