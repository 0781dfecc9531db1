"""Parties of this client and of the Java one, and the command lines of both."""

import os
import subprocess
import sys
import unittest

from . import SOURCE
from .support import CLIENT_FUNC_JAR, JAVA, PATIENCE, Background, Cuttable, certs, client, relay
from .test_sessions import SOON, blob, receive_all, send_all


class Commands(unittest.TestCase):
    def setUp(self):
        self.processes = []
        self.addCleanup(self.end)

    def end(self):
        for each in self.processes:
            each.kill()
            each.wait()
            for pipe in (each.stdin, each.stdout, each.stderr):
                pipe.close()

    def start(self, command, party, tag, address, *options):
        variables = {"RELAY": address, "CERTS": str(certs()), "USER": "user1", "NAME": party, "TAG": tag}
        environ = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
        environ.update(variables, PYTHONPATH=SOURCE, DEST="1" if party == "0" else "0", TIMEOUT=f"{PATIENCE:g}s")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([*command, "pipe", *options], env=environ, **pipes)
        self.processes.append(process)
        return process

    def java(self, *words):
        if not CLIENT_FUNC_JAR.exists():
            raise unittest.SkipTest("needs client_func, built; run ./mvnw package -DskipTests")
        return self.start([JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(CLIENT_FUNC_JAR)], *words)

    def python(self, *words):
        return self.start([sys.executable, "-m", "frelay"], *words)

    def finish(self, process, data=b""):
        out, err = process.communicate(data, PATIENCE * 3)
        self.assertEqual(process.returncode, 0, err.decode())
        return out

    def test_a_java_party_and_cuts(self):
        """Both directions at once, over a path that is cut: each byte is accounted for at both ends."""
        size = 3 << 20
        with Cuttable(relay()) as path:
            java = self.java("1", "java", path.address)
            with client("0", path.address, resumption=SOON).connect("1", "java", PATIENCE) as peer:
                self.assertTrue(peer.facts.is_resumable and peer.facts.is_bound)
                answer = Background(self.finish, java, blob(size, b"1"))
                sending = Background(send_all, peer, blob(size, b"0"))
                reading = Background(receive_all, peer)
                for i in range(3):
                    path.cut_behind(200_000 + i * 333_333)
                    sending._thread.join(0.4)
                self.assertTrue(reading.result() == blob(size, b"1"))
                sending.result()
                self.assertEqual(peer.counts().confirmed, size)
                self.assertGreaterEqual(peer.counts().resumptions, 1)
            self.assertTrue(answer.result() == blob(size, b"0"))

    def test_commands_of_both(self):
        java = self.java("0", "commands", relay(), "--receive")
        python = self.python("1", "commands", relay(), "--send")
        received = Background(self.finish, java)
        self.finish(python, blob(1 << 20))
        self.assertTrue(received.result() == blob(1 << 20))

    def test_commands_of_ours(self):
        zero = self.python("0", "ours", relay())
        one = self.python("1", "ours", relay(), "--receive")
        self.finish(zero, b"hello")
        self.assertEqual(self.finish(one), b"hello")

    def test_a_command_that_is_wrong(self):
        wrong = self.python("9", "wrong", relay())
        out, err = wrong.communicate(b"", PATIENCE)
        self.assertEqual((wrong.returncode, out), (2, b""))
        self.assertRegex(err.decode(), "^frelay: .*does not exist; make it with fr-adm\n$")

    def test_a_command_that_is_stopped_tells_its_peer(self):
        stopped = self.python("0", "stopped", relay())
        with client("1").connect("0", "stopped", PATIENCE) as peer:
            peer.sendall(b"x")
            self.assertEqual(stopped.stdout.read(1), b"x")
            stopped.terminate()
            with self.assertRaisesRegex(OSError, "broke the session off"):
                peer.recv()


if __name__ == "__main__":
    unittest.main()
