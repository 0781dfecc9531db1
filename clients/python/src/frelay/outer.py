"""The TLS between a party and the relay: from the connection up to the relay's answer."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from . import request as wire_format
from .credentials import Credentials
from .endtoend import last_words
from .errors import RelayTlsError, RelayUnreachableError, cause_text
from .options import Options
from .proxy import Address
from .request import Ready, Refusal
from .tls import Refused, Tls, are_whole_records, diagnosis
from .wire import Deadline, Interrupt, Wire, connect

_MOST_RECORDS = 64  # of a relay's answer; it sends one, or two


def reach(relay: Address, options: Options, deadline: Deadline, interrupt: Interrupt | None = None) -> Wire:
    """Connects to a relay, through a proxy if one is to be used."""
    soon = deadline.or_in(options.connect_timeout)
    proxy = options.proxies.towards(relay)
    if proxy is not None:
        return proxy.dial(relay, soon, interrupt)
    try:
        return connect(relay.host, relay.port, soon, interrupt)
    except (OSError, UnicodeError) as e:
        raise RelayUnreachableError(
            f"the relay {relay} cannot be reached ({cause_text(e)}); check the address, and that the relay is running"
        ) from e


class Outer:
    """The TLS with a relay, over one connection: handshake, request, answer."""

    def __init__(self, relay: Address, wire: Wire, credentials: Credentials) -> None:
        self.wire = wire
        #: The relay's certificate, in DER.
        self.certificate = b""
        self._relay = relay
        self._identity = credentials.outer
        self._tls = Tls(self._identity.context(False), False, wire_format.RELAY_NAME)
        self._sent_hello = False
        self._answer = b""
        self._records = 0

    def begin(self, deadline: Deadline) -> None:
        """Sends the ClientHello."""
        with self._explained():
            self._tls.handshake()
            self.wire.write(self._tls.outgoing(), deadline)

    def shake_hands(self, deadline: Deadline) -> None:
        """Up to our last word, which goes out along with the request."""
        with self._explained():
            while not self._tls.handshake(self.wire.read_record(deadline)):
                self.wire.write(self._tls.outgoing(), deadline)
            self.certificate = self._tls.require(self._identity, wire_format.RELAY_NAME)[0].der

    def shake_hands_to_the_end(self, deadline: Deadline) -> None:
        """All of the handshake, where the request is to come later."""
        self.begin(deadline)
        self.shake_hands(deadline)
        with self._explained():
            self.wire.write(self._tls.outgoing(), deadline)

    def stands(self) -> bool:
        """Whether the relay has neither ended nor broken it, by what has come so far. Before a request a relay sends
        nothing but what is TLS's own."""
        try:
            data = self.wire.read_now()
            if data is None:
                return True
            silent = are_whole_records(data) and not self._tls.incoming(data) and not self._tls.ended
            return silent and self.wire.read_now() is None
        except OSError:
            return False

    def send(self, request: bytes, deadline: Deadline) -> None:
        self._sent_hello = b'"ClientHello"' in request
        self._tls.write(request)
        self.wire.write(self._tls.outgoing(), deadline)

    def await_sign(self, deadline: Deadline) -> None:
        """Waits until something of the answer is there: white space, perhaps, before the rest of it."""
        while not self._answer:
            self._read(deadline)

    def answer(self, deadline: Deadline) -> Ready | Refusal:
        """Waits for the answer and the close_notify behind it. A TimeoutError, OSError or EOFError is one of the
        connection.

        :raises RelayTlsError: if the relay does not accept us, or is none
        """
        try:
            while not self._tls.ended:
                self._read(deadline)
            answer = wire_format.answer(self._answer)
            if isinstance(answer, Ready) and answer.hello_delivered and not self._sent_hello:
                raise wire_format.Malformed("it delivered a ClientHello that we did not send")
            return answer
        except wire_format.Malformed as e:
            raise RelayTlsError(f"the relay {self._relay} answered what no relay answers ({e}); is it a relay?") from e
        except ssl.SSLError as e:  # in TLS 1.3 a relay that does not accept our certificate says so only now
            raise self._tls_failure(e) from e

    def _read(self, deadline: Deadline) -> None:
        self._answer += self._tls.incoming(self.wire.read_record(deadline))
        self._records += 1
        if self._tls.ended and not self._answer:
            raise EOFError("it closed the connection")
        if len(self._answer) > wire_format.MOST_BYTES or (self._records >= _MOST_RECORDS and not self._tls.ended):
            raise wire_format.Malformed(f"more than {wire_format.MOST_BYTES} bytes, or than {_MOST_RECORDS} records")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (ssl.SSLError, Refused) as e:
            raise self._tls_failure(e) from e
        except (OSError, EOFError) as e:
            raise RelayUnreachableError(
                f"the relay {self._relay} did not complete the TLS handshake ({cause_text(e)}); is it up, and is it a"
                " relay?"
            ) from e

    def _tls_failure(self, failure: Exception) -> RelayTlsError:
        last_words(self.wire, self._tls)
        if isinstance(failure, Refused):
            why = str(failure) if failure.names is None else f"{failure}; is this the relay?"
        else:
            assert isinstance(failure, ssl.SSLError)
            why = diagnosis(failure, "RELAY_CA", "RELAY_CERT")
        return RelayTlsError(f"TLS with the relay {self._relay} failed: {why}")
