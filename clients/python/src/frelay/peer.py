"""The stream to a peer and from it, as an application sees it."""

from __future__ import annotations

import threading

from .attempt import Encounter, Facts
from .bytestream import ByteStream, await_change
from .carrier import LINGER, Carrier
from .errors import FrelayError
from .meeting import Rendezvous
from .messages import Buffer
from .settings import Counts
from .streamrules import PREFACE
from .streams import Multiplexer, Stream
from .wire import Deadline


class Peer(ByteStream):
    """A stream to the peer and one from it, encrypted and authenticated end to end, with the methods of a socket.

    If both sides can (:attr:`facts` says so) it survives the loss of its connection: the session is taken up again
    over another one, nothing is lost and nothing comes twice, and calls just take longer.

    **Threads.** Safe for use by several. One may read while another writes; two that read at once, or write, each
    get or put whole calls' worth of bytes, in no order that is told. :meth:`close` and :meth:`abort` may come from
    any and release a thread that is blocked: ``abort`` at once, ``close`` within its 2 seconds.

    **Ends.** :meth:`recv` returns ``b""`` only after the peer has ended its direction. Any other end raises
    :class:`TruncatedStreamError` or another :class:`FrelayError`: what was read is genuine, but not all. Leaving a
    ``with`` block by an exception aborts the session, so that the peer never takes what was sent for all.
    """

    def __init__(self, met: Encounter, rendezvous: Rendezvous) -> None:
        #: The peer's name.
        self.name = rendezvous.binding.peer
        #: The peer's certificate, in DER.
        self.certificate: bytes = met.chain[0].der
        #: How its first connection came about.
        self.facts: Facts = met.facts
        self._closed = False
        self._plain = False  # whether its own stream is used
        self._same = 0 if met.facts.knows_streams else -1  # first bytes that were those of named streams
        self._streams: Multiplexer | None = None
        self._views = threading.Lock()  # guards the choice between the two
        self._carrier = Carrier(met, rendezvous)
        resumption = rendezvous.options.resumption
        self._patience = resumption.patience if resumption and self.facts.is_resumable else 0.0

    # --- bytes ---

    def recv(self, size: int = 1 << 16) -> bytes:
        """Up to so many bytes, at least one; ``b""`` at the end of the peer's stream."""
        if size <= 0:
            return b""
        self._use_plain()
        data = self._receive_raw(size, self._deadline())
        self._require_plain(data)
        return data

    def _receive_raw(self, size: int, deadline: Deadline | None = None) -> bytes:
        carrier, state = self._carrier, self._carrier.state
        with carrier.lock:
            while True:
                self._require_trusted()
                data = state.read(size)
                if data or state.is_at_end():
                    if state.has_news_for_peer():
                        carrier.wake()
                    return data
                if carrier.is_over:
                    raise self._failure()
                self._wait(deadline)

    def sendall(self, data: Buffer) -> None:
        """Sends all of it. Returns when it is on its way and kept for sending again; see :meth:`await_confirmation`.
        After a timeout it is not known how much of it was sent."""
        self._use_plain()
        self._send_raw(data, self._deadline())

    def _send_raw(self, data: Buffer, deadline: Deadline | None = None) -> None:
        carrier, state = self._carrier, self._carrier.state
        with memoryview(data).cast("B") as view, carrier.lock:
            at = 0
            while at < len(view):
                self._require_trusted()
                if carrier.is_over:
                    raise self._failure()
                if state.is_output_ended:
                    raise FrelayError("this direction of the stream is already ended")
                count = min(state.credit(), len(view) - at)
                if count > 0:
                    with view[at : at + count] as piece:
                        state.write(piece)
                    at += count
                    carrier.wake()
                else:
                    self._wait(deadline)

    def _end_output(self) -> None:
        """Of named streams that of each."""
        if self._streams is not None:
            self._streams.end_all()
            return
        self._use_plain()
        carrier = self._carrier
        with carrier.lock:
            self._require_trusted()
            if carrier.is_over and not carrier.state.is_output_ended:
                raise self._failure()
            carrier.state.end_output()
        carrier.wake()

    def await_confirmation(self) -> None:
        """Waits until the peer's application has taken all that was sent, and, behind :meth:`shutdown`, the end as
        well: then it has come back for more after the last bytes, and so was done with them. Of a session that does
        not survive its connection nothing is confirmed, and this returns at once."""
        carrier = self._carrier
        deadline = self._deadline()
        if self._streams is not None:
            self._streams.flush(deadline)
        with carrier.lock:
            while not carrier.state.is_all_confirmed():
                self._require_trusted()
                if carrier.is_over:
                    raise self._failure()
                self._wait(deadline)

    # --- other views ---

    def stream(self, name: str) -> Stream:
        """The stream of a name, beside others over the same session that do not wait for each other. Both programs
        name the same stream and so meet, in any order. A session has either named streams or its own, at both ends;
        else both programs get an error. At most 64 can be open at a time. The same name means the same stream until
        both sides have ended it and its end was read; then it means a new one.

        :raises ValueError: if it cannot be a name: 1 to 255 bytes in UTF-8
        :raises RuntimeError: if 64 streams are open, or the session's own stream is used
        :raises FrelayError: if the peer's client does not know named streams, or the session is over
        """
        with self._views:
            if self._streams is None:
                if not self.facts.knows_streams:
                    raise FrelayError(
                        f"party {self.name} does not know named streams: use a client that does, with sessions that"
                        " survive"
                    )
                if self._plain:
                    raise RuntimeError("the session's own stream is used already, so it has no named ones")
                self._streams = Multiplexer(self)
        return self._streams.stream(name)

    def _use_plain(self) -> None:
        if not self._plain:
            with self._views:
                if self._streams is not None:
                    raise RuntimeError("the session has named streams, so use only these")
                self._plain = True

    def _require_plain(self, data: bytes) -> None:
        """Finds out that the peer's program uses named streams."""
        for each in data if self._same >= 0 else b"":
            if each != PREFACE[self._same]:
                self._same = -1
                return
            self._same += 1
            if self._same == len(PREFACE):
                self._same -= 1  # every further call fails, too
                raise FrelayError(f"party {self.name} uses named streams, and this program the session's own stream")

    # --- ends ---

    def counts(self) -> Counts | None:
        """How far the stream is; None if it does not survive its connection."""
        return self._carrier.counts()

    def close(self) -> None:
        """Ends both directions without losing what was sent: says so to the peer and throws away what that still
        sends until it ends too, for 2 seconds at most. Quick if the peer closes as well.

        If the connection is just lost and something was sent that the peer has not confirmed, it waits for the
        session to be taken up again, as long as the patience allows. If only our end is not confirmed, or the peer may
        not have heard what we have confirmed last, the session's thread stays for it when this returns, for as long.
        """
        carrier, state = self._carrier, self._carrier.state
        if self._closed:
            return
        if self._streams is not None:
            self._streams.close(LINGER)
        self._closed = True
        linger, patience = Deadline(LINGER), Deadline(self._patience)
        with carrier.lock:
            carrier.closing = True
            state.end_output()
            carrier.wake()
            while not carrier.is_over:
                if not carrier.is_connected and state.is_unconfirmed():
                    bound, linger = patience, Deadline(LINGER)
                else:
                    bound = linger
                if bound.has_passed():
                    break
                carrier.changed.wait(bound.remaining())
            lost = not carrier.is_connected or carrier.has_left
            owes = state.is_at_end() or not state.is_all_confirmed()  # a last ACK, or END
            stays = carrier.is_alone = not carrier.is_over and state.resumable and owes and lost
        if not stays:
            carrier.end(None)
            carrier.finished.wait(1.0)

    def abort(self) -> None:
        """Ends it at once, from any thread; the peer sees a cut stream, not a clean end."""
        self._closed = True
        if self._streams is not None:
            self._streams.abort()
        self._carrier.abort()

    def __repr__(self) -> str:
        return f"<frelay.Peer {self.name!r}{' closed' if self._closed else ''}>"

    def _require_trusted(self) -> None:
        if self._closed:
            raise FrelayError(f"the connection to party {self.name} was closed here")
        if self._carrier.distrusted:
            raise self._failure()  # also in place of what has come already

    def _failure(self) -> FrelayError:
        return self._carrier.failure or FrelayError(f"the connection to party {self.name} was closed here")

    def _ended(self) -> str:
        return f"party {self.name} ended its stream"

    def _wait(self, deadline: Deadline | None) -> None:
        """For a change, with the lock held."""
        await_change(self._carrier.changed, deadline)
