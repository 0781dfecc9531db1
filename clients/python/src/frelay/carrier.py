"""The thread of a session. It alone touches the connection and its TLS, moves bytes between them and the session's
state machine, meets the peer again when the connection is lost, and says farewell.

The rule of locking: what the application and this thread share, the state machine above all, is guarded by ``lock``,
and ``changed`` says that it has changed. The lock is held for memory only: never while waiting for the network, for
another session's lock, or in a callback.
"""

from __future__ import annotations

import logging
import ssl
import threading

from . import frames
from .attempt import Encounter
from .clock import Clock
from .endtoend import peer_tls_error
from .errors import (
    FrelayError,
    PeerRestartedError,
    SessionLostError,
    TruncatedStreamError,
    WrongSessionError,
    cause_text,
)
from .frames import BrokenRules, Greeting
from .link import Link
from .live import LIVE
from .meeting import Rendezvous
from .plain import Plain
from .reunion import Reunion
from .session import Event, Met, Over, Session, Stranger
from .settings import Counts, Resumption
from .tls import reason_of
from .trust import Trust
from .wire import Interrupt, Interrupted, Waker

log = logging.getLogger("frelay")

LINGER = 2.0  # seconds: how long close() waits for a peer that does not end too

_TICK = 1.0
_STOOD_STILL = 3.0  # a clock that jumps by more than this says that the process stood still
_LAST_CALL = 1.0  # for an answer that somebody waits for
_FAREWELL = 0.2  # for last words where nobody is to be kept waiting
_GREETING = 5.0  # on a connection by which a session is taken up again


class Carrier:
    """What a session's stream and its thread share."""

    def __init__(self, met: Encounter, rendezvous: Rendezvous) -> None:
        options = rendezvous.options
        self.peer = rendezvous.binding.peer
        self.lock = threading.Lock()
        self.changed = threading.Condition(self.lock)
        self.state: Session | Plain = (
            Session(options.resumption) if met.facts.is_resumable and options.resumption else Plain()
        )
        self.is_over = False
        self.failure: FrelayError | None = None
        self.closing = False
        #: Whether close() has returned, and the thread stays for the peer's sake.
        self.is_alone = False
        self.distrusted = False
        self.finished = threading.Event()
        #: Whether there is a connection over which the session goes on, and our close_notify went out over it.
        self.is_connected, self.has_left = True, False

        self._rendezvous = rendezvous
        self._met: Encounter | None = met
        self._waker = Waker()
        self._interrupt = Interrupt(self._waker, self._require_wanted)
        self._farewell: list[bytes] = []  # last frames, if the peer is to be told that it is broken off
        self._cut = False  # whether the peer must not take the end for an orderly one
        self._clock = Clock()
        self._done_at: float | None = None  # since when a session that is alone owes the peer nothing
        self._trust = Trust(self.peer, rendezvous.credentials.inner.revoked)
        self._reunion = Reunion(rendezvous, options.resumption or Resumption(), self._interrupt, self._clock)
        self._thread = threading.Thread(target=self._run, name=f"frelay-{self.peer}", daemon=True)
        LIVE.add(self)
        try:
            self._thread.start()
        except BaseException:  # no thread could be had
            LIVE.remove(self)
            self._waker.close()
            met.wire.close()
            raise

    # --- for the application and other sessions, from any thread ---

    def wake(self) -> None:
        self._waker.wake()

    def counts(self) -> Counts | None:
        with self.lock:
            return self.state.counts()

    def end(self, why: FrelayError | None, reason: int | None = None, cut: bool = False) -> None:
        """Nothing more will happen, and this is why; None if it was closed here.

        :param reason: tells the peer that the session is broken off
        :param cut: the peer must see a cut stream, not an end
        """
        with self.lock:
            if not self.is_over:
                self.is_over, self.failure, self._cut = True, why, cut
                if reason is not None and isinstance(self.state, Session):
                    self._farewell.append(frames.encode(frames.Gone(self.state.own, reason)))
            self.changed.notify_all()
        self.wake()

    def abort(self, wait: bool = True) -> None:
        self.closing = True
        self.end(None, frames.BROKEN_OFF, cut=True)
        if wait and threading.current_thread() is not self._thread:
            self.finished.wait(2 * _FAREWELL)

    def end_for(self, what: str) -> None:
        counts = self.counts()
        assert counts is not None
        self.end(SessionLostError(f"party {self.peer} {what}", counts), cut=True)

    def is_meant(self, greeting: Greeting) -> bool:
        with self.lock:
            assert isinstance(self.state, Session)
            self.state.heard_of(greeting)
            return not self.is_over and greeting.own == self.state.peer

    # --- the thread ---

    def _run(self) -> None:
        try:
            while self._met is not None:
                self._met.wire.interrupt_by(self._interrupt)
                self._carry(self._met)
                self._met = None
                if not self.is_over and isinstance(self.state, Session):
                    self._met = self._reunion.meet(self.state, self.closing)
        except Interrupted:
            pass
        except SessionLostError as e:
            self.end(e)
        except BaseException as e:  # a defect, or no memory: without this thread nobody would ever be told
            self.end(SessionLostError(f"its thread failed ({e!r})", self.counts() or Counts(0, 0, 0)))
            log.exception("the thread of a session with party %s failed", self.peer)
        finally:
            if self._met is not None:
                self._met.wire.close()
            LIVE.remove(self)
            self._waker.close()
            self.finished.set()

    def _require_wanted(self) -> None:
        if self.is_over:
            raise Interrupted

    def _carry(self, met: Encounter) -> None:
        """Until the connection is lost, or all is over."""
        link = Link(met, self._rendezvous.binding if met.facts.is_bound else None)
        self._clock.advance()  # what the meeting took is no standstill
        greeting_due = self._clock.now + _GREETING if self._reunion.was_lost else None
        with self.lock:
            self.state.connected(self._clock.now)
            self.is_connected, self.has_left = not self._reunion.was_lost, False
            self.changed.notify_all()
        try:
            while not self.is_over:
                with self.lock:
                    self._advance(link)
                late = greeting_due is not None and not self.state.is_greeted and self._clock.now > greeting_due
                if late or link.is_dead:
                    break
                self._exchange(link)
                why = self._trust.why_not(met.chain, self._clock.now)
                if why is not None:
                    self.distrusted = True
                    self.end(why, frames.BROKEN_OFF, cut=True)
        except Interrupted:
            pass
        except BrokenRules as e:
            self.end(
                SessionLostError(f"party {self.peer} broke the rules of frelay/2: {e}", self._count()),
                frames.BROKE_RULES,
                True,
            )
        except WrongSessionError as e:
            self._reunion.misjoined = e
            if self._reunion.was_lost:
                link.say_farewell([], True, _FAREWELL)  # the peer is to find out too; the next one may be better
            else:
                self.end(e)
        except (OSError, EOFError) as e:
            self._broke(e)
        finally:
            self._part(link)

    def _count(self) -> Counts:
        return self.counts() or Counts(0, 0, 0)

    def _advance(self, link: Link) -> None:
        """What is due by now; with the lock held."""
        step = self._clock.advance()
        state = self.state
        if not state.tick(self._clock.now, step > _STOOD_STILL):
            link.is_dead = True
            return
        if self.closing:
            while state.read(1 << 20):
                pass
            self.changed.notify_all()
        while not link.is_full():
            data = state.next_bytes()
            if not data:
                break
            link.seal(data)
            if not state.resumable:
                self.changed.notify_all()  # there is room for more
        if self.is_alone and self.is_connected and state.is_all_confirmed() and not link.tls.closed:
            self._done_at = self._done_at or self._clock.now
            self.is_over = self._clock.now - self._done_at > LINGER  # a peer that does not end is not waited for
        leaves = self.closing if state.resumable else state.is_output_ended
        if leaves and state.is_complete() and not link.tls.closed:
            link.leave()
            self.has_left = True
        if not state.resumable and link.tls.ended and link.tls.closed and not link.pending:
            self.is_over = True
            self.changed.notify_all()

    def _exchange(self, link: Link) -> None:
        data = link.exchange(self.state.wants_input and not link.is_at_end, _TICK)
        if data is None and not link.has_ended():
            if link.is_at_end and not link.tls.ended:
                raise TruncatedStreamError("the connection ended without close_notify: the data is cut short")
            return
        with self.lock:
            events = self.state.receive(data, self._clock.now) if data else []
            self.changed.notify_all()
        for event in events:
            self._on(event, link)
        if link.has_ended():
            with self.lock:
                self._left(link)
                self.changed.notify_all()

    def _on(self, event: Event, link: Link) -> None:
        state = self.state
        assert isinstance(state, Session) and state.own
        if isinstance(event, Met):
            with self.lock:
                self.is_connected = True
            if event.began and state.peer is not None:
                LIVE.begun(self, state.peer)
            self._reunion.misjoined = None
        elif isinstance(event, Over):
            if event.reason == frames.UNKNOWN_SESSION:
                counts = self._count()
                what = f"party {self.peer} was restarted and knows nothing of this session; {counts}"
                self.end(PeerRestartedError(f"{what}; connect again to begin anew", counts), cut=True)
            elif event.reason == frames.BROKE_RULES:
                self.end_for("found fault with what it was sent and broke the session off")
            else:
                self.end_for("broke the session off")
        elif isinstance(event, Stranger):
            self._answer(event.greeting, link)

    def _answer(self, stranger: Greeting, link: Link) -> None:
        """The peer means another session, or is another instance."""
        words = []
        if stranger.peer is not None and not LIVE.knows(stranger):
            words.append(frames.encode(frames.Gone(stranger.peer, frames.UNKNOWN_SESSION)))
        if self.state.peer is None:  # it can say nothing of a session that it has not heard of
            link.say_farewell(words, True, _LAST_CALL)
            link.is_dead = True
        else:
            for each in words:
                link.seal(each)
            link.die_in(_GREETING)

    def _left(self, link: Link) -> None:
        """The peer has said close_notify; with the lock held."""
        link.is_heard_out = True
        if isinstance(self.state, Plain):
            self.state.end_input()
            if link.tls.closed and not self.state.is_output_ended:
                self.is_over = True
                self.failure = FrelayError(f"party {self.peer} has ended the connection, which TLS 1.2 ends as a whole")
            return
        if self.is_over:
            return
        if self.state.is_estranged or (self._reunion.was_lost and not self.state.is_greeted):
            link.is_dead = True  # it has left another session
            return
        self.is_over = True
        self.failure = (
            FrelayError(f"party {self.peer} has closed the session")
            if self.state.is_input_ended
            else TruncatedStreamError(
                f"party {self.peer} closed the session before the end of its stream: the data is cut short"
            )
        )

    def _broke(self, failure: Exception) -> None:
        """The connection is lost; a stream that is no more than it ends with it."""
        said_no = isinstance(failure, ssl.SSLError) and "ALERT" in reason_of(failure)
        turned_away = said_no and not self._reunion.was_lost and not self.state.is_greeted
        if self.is_over or (self.state.resumable and not turned_away):
            return
        if isinstance(failure, TruncatedStreamError):
            self.end(failure)
        elif isinstance(failure, ssl.SSLError):
            self.end(peer_tls_error(self.peer, failure))
        else:
            self.end(FrelayError(f"the connection to party {self.peer} broke: {cause_text(failure)}"))

    def _part(self, link: Link) -> None:
        """From the connection: with last words if all is over, else to meet again."""
        if self.is_over:
            gone = bool(self._farewell)
            link.say_farewell(self._farewell, gone or not self._cut, _FAREWELL)
        link.wire.close()
        with self.lock:
            self.is_connected = False
            self._reunion.lost(self.state.is_proven)
            self.changed.notify_all()
