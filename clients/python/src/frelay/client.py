"""Connects to other parties."""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

from . import request as wire_format
from .binding import Binding
from .credentials import Credentials
from .errors import FrelayError
from .group import Group
from .groupjoin import join
from .meeting import Rendezvous
from .options import Options
from .peer import Peer
from .prepared import PreparedConnections
from .proxy import Address, Proxies
from .settings import require_text, require_time


class Client:
    """Connects to other parties of the same user through a relay, or through whichever of several both can reach.

    Each session has one thread until it is closed. An idle client has no thread, and no connection but those that
    stand ready for a while after a session was set up (``prepared_connections`` of :class:`Options`). A client that
    is closed, or collected, closes them; sessions stay until they are closed themselves. Safe for use by several
    threads, each with a tag or a peer of its own: the same party asking twice for the same peer and tag takes over
    from itself.

    :param relays: ``host:port``, or several with commas between; the same names for both parties, in any order. Each
        session has an order of its own in which both try them, so that the relays share the sessions
    :param options: keyword arguments of :class:`Options`, such as ``resumption=None``
    """

    def __init__(self, relays: str | Sequence[str], credentials: Credentials, **options: Any) -> None:
        if not isinstance(credentials, Credentials):
            raise TypeError("credentials are none: make them with Credentials.from_folder, from_files or from_env")
        texts = relays.split(",") if isinstance(relays, str) else list(relays)
        self._relays = tuple(Address.parse(each) for each in texts)
        if not self._relays:
            raise ValueError("no relay")
        if len(set(self._relays)) < len(self._relays):
            raise ValueError(f"'{','.join(texts)}' names a relay twice")
        self.credentials = credentials
        self.options = Options(**options)
        #: The parties to meet, by the variable DEST.
        self.destinations: tuple[str, ...] = ()
        #: What tells sessions apart unless a call says otherwise; by the variable TAG.
        self.tag = ""
        self._prepared = PreparedConnections()
        weakref.finalize(self, self._prepared.close)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Any) -> Client:
        """Reads the variables that ``fr-adm env`` prints: RELAY and the credentials (:meth:`Credentials.from_env`),
        DEST and TAG; and HTTPS_PROXY, ALL_PROXY and NO_PROXY.

        :raises ValueError: if RELAY or a proxy is no address
        :raises CredentialsError: if something is missing or not in order
        """
        environ = os.environ if environ is None else environ
        relay = environ.get("RELAY", "").strip()
        if not relay:
            raise ValueError("RELAY is not set: give host:port")
        if "proxies" not in options:
            options["proxies"] = Proxies.from_env(environ)
        for each in relay.split(","):
            Address.parse(each)  # a wrong address is told before credentials that are missing
        client = cls(relay, Credentials.from_env(environ), **options)
        client._set_session(environ)
        return client

    def _set_session(self, environ: Mapping[str, str]) -> None:
        """Takes DEST and TAG for calls that do not say otherwise."""
        self.destinations = tuple(each.strip() for each in environ.get("DEST", "").split(",") if each.strip())
        self.tag = environ.get("TAG", "")

    def connect(
        self, peer: str | None = None, tag: str | None = None, timeout: float = 30.0, purpose: str = ""
    ) -> Peer:
        """Meets a peer. Until the timeout it tries again, backing off, while the relay cannot be reached or goes
        away, refuses for a passing reason, or the peer is lost before the session is up.

        :param peer: the party to meet; without it the one that DEST names
        :param tag: tells sessions of the same two parties apart; without it what TAG says
        :param timeout: how many seconds the whole call may take; the resolution of a host name is not bounded
        :param purpose: what both ends want the session for; a peer that says another is told apart, one that says
            none is served. Not seen by the relay
        :raises ValueError: if ``peer`` cannot be a party's name, the tag is too long or the timeout not positive
        :raises FrelayError: whose class is the layer that failed
        """
        if self._prepared.is_closed:
            raise FrelayError("the client was closed here")
        if peer is None:
            if len(self.destinations) != 1:
                many = f", not to {','.join(self.destinations)}" if self.destinations else ""
                raise ValueError(f"say which peer to meet, or set DEST to one party{many}")
            peer = self.destinations[0]
        tag = self.tag if tag is None else tag
        require_time(timeout, "timeout")
        for name, text in (("peer", peer), ("tag", tag), ("purpose", purpose)):
            require_text(text, name)
        wire_format.request(peer, tag, 1)  # refuses bad names and tags before the first attempt
        session = Binding(self.credentials.user, self.credentials.party, peer, tag, purpose)
        rendezvous = Rendezvous(self._relays, self.credentials, self.options, session, self._prepared)
        met = rendezvous.first(timeout)
        peer_stream = Peer(met, rendezvous)
        rendezvous.prepare_next(met)
        return peer_stream

    def join(
        self,
        name: str,
        members: Sequence[str],
        timeout: float = 30.0,
        silence: float = 10.0,
        operation_timeout: float = 60.0,
    ) -> Group:
        """Connects with all members of a group at the same time, each pair by a session of its own. All members call
        it with the same name and the same list, which gives the ranks. A name is for one group of the same parties
        at a time.

        :param members: names of all parties, this one included; 1 to 255, at most 16 recommended
        :param timeout: how many seconds the whole call may take
        :param silence: seconds without a sign of life after which a member counts as lost while an operation waits
        :param operation_timeout: seconds for each operation, unless :meth:`Collectives.within` says otherwise
        :raises ValueError: if a name is there twice, or this party is not among them
        :raises GroupError: that names all who are missing, and why
        """
        return join(self, name, members, timeout, silence, operation_timeout)

    def close(self) -> None:
        """Closes the connections that stand ready, and refuses further calls. Sessions and calls that are there go
        on; close each session by itself. Called again it does nothing."""
        self._prepared.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client(relays={','.join(map(str, self._relays))}, {self.credentials!r})"
