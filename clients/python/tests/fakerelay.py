"""A relay that does what a good one does not. It speaks the relay's protocol with the relay's own certificate."""

import json
import socket
import ssl
import threading

from frelay.tls import Tls
from frelay.wire import Deadline, Wire

from .support import PATIENCE, Listener, certs


class FakeRelay(Listener):
    """Hands each party's request to ``decide``, which returns the answer's bytes, or None to close without a word,
    and takes the raw connection if there is an answer."""

    def __init__(self, decide, longest=4096):
        self._decide = decide
        self._longest = longest
        self.requests = []
        super().__init__()

    def serve(self, connection):
        tls = Tls(self._context(), True, "")
        wire = Wire(connection)
        until = Deadline(PATIENCE)
        while not tls.handshake(wire.read_record(until)):
            wire.write(tls.outgoing(), until)
        wire.write(tls.outgoing(), until)
        data = b""
        while not data.endswith(b"}"):
            data += tls.incoming(wire.read_record(until))
        if len(data) > self._longest:
            return
        request = json.loads(data)
        self.requests.append(request)
        answer, then = self._decide(request)
        if answer is None:
            return
        tls.write(answer)
        tls.close()
        wire.write(tls.outgoing(), until)
        connection.setblocking(True)
        then(connection)

    @staticmethod
    def _context():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(certs() / "frelay-ca.pem")
        context.load_cert_chain(certs() / "frelay" / "cert.pem", certs() / "frelay" / "key.pem")
        context.num_tickets = 0
        return context


class Crosswise:
    """Joins the first connection with the second, whatever they ask for, and so on.

    :param standing: how many ms a connection may stand without a request; 0 says nothing of that
    """

    def __init__(self, standing=0):
        self._standing = b',"StandingMs":%d' % standing if standing else b""
        self._lock = threading.Lock()
        self._waiting = None

    def decide(self, request):
        with self._lock:
            if self._waiting is None:
                self._waiting = place = Place()
                return b'{"Mode":1,"Version":2%b}' % self._standing, place.first
            place, self._waiting = self._waiting, None
            return b'{"Mode":2,"Version":2%b}' % self._standing, place.second


class Place:
    def __init__(self):
        self._other = None
        self._come = threading.Event()
        self._gone = threading.Event()

    def first(self, connection):
        self._come.wait(PATIENCE)
        pump_both(connection, self._other)
        self._gone.set()

    def second(self, connection):
        self._other = connection
        self._come.set()
        self._gone.wait(PATIENCE)


def pump_both(one, other):
    back = threading.Thread(target=_pump, args=(other, one), daemon=True)
    back.start()
    _pump(one, other)
    back.join()


def _pump(source, sink):
    try:
        while True:
            data = source.recv(65536)
            if not data:
                sink.shutdown(socket.SHUT_WR)
                return
            sink.sendall(data)
    except OSError:
        pass
