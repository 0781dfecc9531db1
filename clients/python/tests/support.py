"""A relay, certificates, and what stands between a party and the relay in these tests.

FRELAY_TEST_CERTS: a folder of fr-adm with user1's parties 0 and 1; FRELAY_TEST_RELAY: host:port of a relay with it;
FRELAY_TEST_JAVA: the java to run. What is not given the tests make by bin/ of this repository, as it is built.
"""

import atexit
import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request
from pathlib import Path

import frelay

ROOT = Path(__file__).resolve().parents[3]
JAVA = os.environ.get("FRELAY_TEST_JAVA") or shutil.which("java") or "java"
RELAY_JAR = ROOT / "relay-app/target/quarkus-app/quarkus-run.jar"
CLIENT_FUNC_JAR = ROOT / "function-runtime/client-func/target/client_func.jar"
PATIENCE = 20.0  # seconds: what no wait here needs on an idle machine

_made = {}


def scratch():
    """A folder that is gone when the tests are done."""
    if "scratch" not in _made:
        _made["scratch"] = Path(tempfile.mkdtemp(prefix="frelay-python-"))
        atexit.register(shutil.rmtree, _made["scratch"], True)
    return _made["scratch"]


def certs():
    given = os.environ.get("FRELAY_TEST_CERTS")
    if given:
        return Path(given)
    if "certs" not in _made:
        if not (ROOT / "fr-adm/target/fr-adm.jar").exists() and not list(ROOT.glob("fr-adm/target/*.jar")):
            raise unittest.SkipTest("needs fr-adm, built; run ./mvnw package -DskipTests")
        folder = scratch() / "certs"
        for words in ("relay", "user --name user1", "party --name 0 --user user1", "party --name 1 --user user1"):
            command = [str(ROOT / "bin/fr-adm"), "create", *words.split(), "--out", str(folder)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        _made["certs"] = folder
    return _made["certs"]


def credentials(party):
    return frelay.Credentials.from_folder(certs(), "user1", party)


class Relay:
    """The real one, in a process of its own; it can be killed and started again on the same port."""

    def __init__(self, port=0, *settings):
        if not RELAY_JAR.exists():
            raise unittest.SkipTest("needs the relay, built; run ./mvnw package -DskipTests")
        self.port = port
        self._settings = [f"-D{each}" for each in settings]
        self.start()
        atexit.register(lambda: self._process.kill())

    def start(self):
        command = [JAVA, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", *self._settings]
        command += ["-jar", str(RELAY_JAR), "start"]
        command += ["--port", str(self.port), "--management-port", "0", "--certs", str(certs())]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("RELAY")}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environ)
        for line in self._process.stdout:
            found = re.search(rb"relay listens on \S+:(\d+) ", line)
            if found:
                self.port = int(found[1])
                self._management = None
                self._reader = threading.Thread(target=self._read, daemon=True)
                self._reader.start()
                return
        raise AssertionError("the relay does not start")

    def _read(self):
        for line in self._process.stdout:
            found = re.search(rb"health and metrics at (http://\S+?)/q/", line)
            self._management = found[1].decode() if found else self._management

    def meter(self, name):
        """One of its metrics."""
        await_(lambda: self._management)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(self._management + "/q/metrics", timeout=PATIENCE) as answer:
            return float(re.search(rf"^{re.escape(name)} (\S+)$", answer.read().decode(), re.MULTILINE)[1])

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"


def relay():
    """The address of one that all tests share."""
    given = os.environ.get("FRELAY_TEST_RELAY")
    if given:
        return given
    if "relay" not in _made:
        _made["relay"] = Relay()
    return _made["relay"].address


def client(party, address=None, **options):
    return frelay.Client(address or relay(), credentials(party), **options)


class Background:
    """A call in a thread of its own, whose result or exception is asked for later."""

    def __init__(self, call, *arguments, **named):
        self._outcome = None
        self._thread = threading.Thread(target=self._run, args=(call, arguments, named), daemon=True)
        self._thread.start()

    def _run(self, call, arguments, named):
        try:
            self._outcome = (call(*arguments, **named), None)
        except BaseException as e:
            self._outcome = (None, e)

    def result(self):
        self._thread.join(PATIENCE * 2)
        if self._outcome is None:
            raise AssertionError("it does not end")
        if self._outcome[1] is not None:
            raise self._outcome[1]
        return self._outcome[0]


def meet(tag, one=None, other=None, timeout=PATIENCE, **named):
    """Both parties' ends of one session."""
    one, other = one or client("0"), other or client("1")
    waiting = Background(one.connect, other.credentials.party, tag, timeout, **named)
    second = other.connect(one.credentials.party, tag, timeout, **named)
    return waiting.result(), second


def finish(*peers):
    """Ends both ends of a session in good order; one after the other each would wait for the other."""
    for each in peers:
        each.shutdown()
    for each in peers:
        each.close()


def await_(condition):
    """Until it is so, which takes no longer than a moment."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise AssertionError("it does not come about")
        time.sleep(0.01)


class Listener:
    """Takes connections, each in a thread of its own, until it is closed."""

    def __init__(self):
        self.accepted = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.accepted += 1
            threading.Thread(target=self._serve_quietly, args=(connection,), daemon=True).start()

    def _serve_quietly(self, connection):
        with connection:
            try:
                self.serve(connection)
            except (OSError, EOFError):
                pass

    def serve(self, connection):
        raise NotImplementedError

    def close(self):
        self._server.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Cuttable(Listener):
    """A path to the relay that can be cut, now or behind so many bytes."""

    def __init__(self, target):
        self._target = target.rsplit(":", 1)
        self._lock = threading.Lock()
        self._ends = set()
        self.cuts = 0
        self._left = None
        self._refuses = False
        self._held = set()
        super().__init__()

    def serve(self, connection):
        if self._refuses:
            return
        with socket.create_connection((self._target[0], int(self._target[1]))) as onward:
            with self._lock:
                self._ends |= {connection, onward}
            back = threading.Thread(target=self._pump, args=(onward, connection), daemon=True)
            back.start()
            self._pump(connection, onward)
            back.join()
            with self._lock:
                self._ends -= {connection, onward}

    def _pump(self, source, sink):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                if source in self._held:
                    continue  # as a network that drops all
                count = self._allowance(len(data))
                sink.sendall(data[:count])
                if count < len(data):
                    self.cut()
                    return
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            self._shut(source)
            self._shut(sink)

    def _allowance(self, count):
        with self._lock:
            if self._left is None:
                return count
            given = min(count, self._left)
            self._left = None if given < count else self._left - given
            return given

    @property
    def is_used(self):
        with self._lock:
            return bool(self._ends)

    def cut_behind(self, count):
        with self._lock:
            self._left = count

    def refuse(self, refuses):
        """Whether new connections are closed at once."""
        self._refuses = refuses

    def hold(self):
        """The connections that there are carry nothing more, and do not end."""
        with self._lock:
            self._held = set(self._ends)

    def cut(self):
        with self._lock:
            ends, self._ends = self._ends, set()
            self.cuts += 1
        for each in ends:
            self._shut(each)

    @staticmethod
    def _shut(end):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
