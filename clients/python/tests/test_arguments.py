"""What a program or a user gives by mistake, and what the client says to that."""

import contextlib
import io
import os
import unittest
from unittest.mock import patch

import frelay
from frelay.__main__ import main

from .support import certs, client

NOWHERE = "127.0.0.1:1"


class Calls(unittest.TestCase):
    def test_of_a_client(self):
        for error, words, relays, options in (
            (ValueError, "'host' is no address; write host:port", "host", {}),
            (ValueError, "names a relay twice", "a:1,a:1", {}),
            (ValueError, "prepared_connections is not from 0 to 64", NOWHERE, {"prepared_connections": "1"}),
            (TypeError, "resumption is a Resumption or None, not True", NOWHERE, {"resumption": True}),
            (TypeError, "back_off is a pair of times, not 1", NOWHERE, {"back_off": 1}),
            (TypeError, "a time is a number of seconds, not '5'", NOWHERE, {"connect_timeout": "5"}),
        ):
            with self.subTest(words), self.assertRaisesRegex(error, words):
                client("0", relays, **options)
        for none in (None, "certs"):
            with self.assertRaisesRegex(TypeError, "make them with Credentials.from_folder"):
                frelay.Client(NOWHERE, none)

    def test_of_connect(self):
        for error, words, arguments in (
            (ValueError, "say which peer to meet, or set DEST to one party$", {}),
            (ValueError, "a party's name is 1 to 64 printable ASCII characters", {"peer": ""}),
            (TypeError, "peer is a string, such as '1', not 1", {"peer": 1}),
            (TypeError, "tag is a string, such as '1', not b't'", {"peer": "1", "tag": b"t"}),
            (TypeError, "purpose is a string", {"peer": "1", "purpose": 5}),
            (ValueError, "shorten the tag", {"peer": "1", "tag": "x" * 5000}),
            (ValueError, "timeout: a time is more than 0 seconds", {"peer": "1", "timeout": 0}),
            (TypeError, "timeout: a time is a number of seconds, not None", {"peer": "1", "timeout": None}),
        ):
            with self.subTest(words), self.assertRaisesRegex(error, words):
                client("0", NOWHERE).connect(**arguments)
        with self.assertRaisesRegex(TypeError, "members is a list of names, not the string '01'"):
            client("0", NOWHERE).join("g", "01")

    def test_of_an_environment(self):
        for error, words, environ in (
            (ValueError, "RELAY is not set: give host:port", {}),
            (ValueError, "'host' is no address", {"RELAY": "host"}),
            (frelay.CredentialsError, "^not set: RELAY_CA, .*, or RELAY_CA_FILE and so on", {"RELAY": NOWHERE}),
        ):
            with self.subTest(words), self.assertRaisesRegex(error, words):
                frelay.Client.from_env(environ)

    def test_of_credentials(self):
        with self.assertRaisesRegex(TypeError, "no credential is called party_keys$"):
            frelay.Credentials.from_files(party_keys="nowhere")
        with self.assertRaisesRegex(frelay.CredentialsError, "^not given: relay_ca, .*, party_key$"):
            frelay.Credentials.from_pem()

    def test_a_key_in_place_of_its_path_is_not_printed(self):
        key = (certs() / "user1/0/key.pem").read_text()
        files = dict.fromkeys(
            ("relay_ca", "relay_cert", "relay_key", "user_ca", "party_cert"), certs() / "frelay-ca.pem"
        )
        with self.assertRaisesRegex(
            frelay.CredentialsError, "^party_key holds a PEM text; it takes the path of a file$"
        ):
            frelay.Credentials.from_files(**files, party_key=key)
        with self.assertRaisesRegex(frelay.CredentialsError, "^PARTY_KEY_FILE holds a PEM text; it takes the path"):
            frelay.Credentials.from_env({"PARTY_KEY_FILE": key})


class Commands(unittest.TestCase):
    def fails(self, words, *arguments, code=2, **variables):
        printed = io.StringIO()
        with patch.dict(os.environ, variables, clear=True), contextlib.redirect_stderr(printed), patch("signal.signal"):
            self.assertEqual(main(arguments), code)
        self.assertRegex(printed.getvalue(), f"^frelay: {words}")

    def test_that_are_wrong(self):
        folder = {"CERTS": str(certs()), "USER": "user1", "NAME": "0", "RELAY": NOWHERE}
        self.fails("RELAY is not set", "pipe")
        self.fails("not set: RELAY, USER, NAME; CERTS needs them", "pipe", CERTS="certs")
        for parties in ("", "1,2"):
            self.fails("DEST does not name one party", "pipe", **folder, DEST=parties)
        for time in ("abc", "-1", "nan", "0"):
            self.fails(
                f"TIMEOUT={time} is not a number of seconds such as 30", "pipe", **folder, DEST="1", TIMEOUT=time
            )
        self.fails("the relay 127.0.0.1:1 cannot be reached", "pipe", code=1, **folder, DEST="1", TIMEOUT="0.1s")


if __name__ == "__main__":
    unittest.main()
