"""Where a session that has lost its connection looks for its peer, and for how long."""

from __future__ import annotations

import random

from .attempt import Encounter
from .clock import Clock
from .errors import FrelayError, PeerTimeoutError, SessionLostError, WrongSessionError
from .meeting import BackOff, Rendezvous, sleep
from .session import Session
from .settings import Resumption
from .wire import Interrupt

_FIRST_WAIT, _LONGEST_WAIT = 3.0, 15.0  # seconds, where only this session's other side can come


class Reunion:
    """Of one session. Used by its thread, without its lock."""

    def __init__(self, rendezvous: Rendezvous, options: Resumption, interrupt: Interrupt, clock: Clock) -> None:
        self._rendezvous = rendezvous
        self._patience = options.patience
        self._interrupt = interrupt
        self._clock = clock
        self._lost_at: float | None = None
        self._back_off: BackOff | None = None
        #: The last time that the relay joined us with another session.
        self.misjoined: WrongSessionError | None = None

    @property
    def was_lost(self) -> bool:
        """Whether the session has lost a connection before."""
        return self._lost_at is not None

    def lost(self, was_of_use: bool) -> None:
        """A connection is lost. One over which the peer said no more than its greeting was of no use: otherwise the
        patience would begin anew with each of these."""
        if self._lost_at is None or was_of_use:
            self._lost_at = self._clock.now
            self._back_off = None

    def meet(self, state: Session, leaving: bool) -> Encounter:
        """Meets the peer again.

        :param leaving: whether the session goes on for the peer's sake alone
        :raises SessionLostError: if it did not come back
        """
        last: FrelayError | None = None
        first_tag = self._rendezvous.binding.tag
        if self._back_off is None:
            self._back_off = BackOff(0.02, 1.0)
        else:
            self._pause(self._back_off)
        while self._left() > 0:
            tag = state.resume_tag() or first_tag
            try:
                if tag != first_tag or not self._rendezvous.is_tag_in_use():
                    return self._at(tag, self._long_enough(state))
            except PeerTimeoutError as e:
                last = e
                met = self._look(state, tag, leaving)
                if met is not None:
                    return met
            except FrelayError as e:
                last = e
            self._pause(self._back_off)
        words = self.misjoined.message if self.misjoined else "check that it runs and reaches the relay"
        peer = self._rendezvous.binding.peer
        why = f"party {peer} did not come back within {self._patience:g} s; {words}"
        raise SessionLostError(why, state.counts()) from (self.misjoined or last)

    def _look(self, state: Session, tag: str, leaving: bool) -> Encounter | None:
        """A peer that was restarted, or has not heard of us yet, waits where the session began. One that has not
        heard our last word knows where to come for it."""
        first_tag = self._rendezvous.binding.tag
        if tag == first_tag or (leaving and state.is_complete()) or self._rendezvous.is_tag_in_use():
            return None
        try:
            return self._at(first_tag, 0.0)
        except FrelayError:
            return None  # nobody is there

    def _at(self, tag: str, patience: float) -> Encounter:
        left = self._left()
        met = self._rendezvous.at(tag, min(patience, left), min(_LONGEST_WAIT, left), self._interrupt)
        if not met.facts.is_resumable:
            met.wire.close()
            raise FrelayError(f"party {self._rendezvous.binding.peer} came without frelay/2")
        return met

    def _long_enough(self, state: Session) -> float:
        """The longer it takes us to get through, the longer it may take the peer. A nascent side can only wait, where
        the other looks in passing. Both have lost the connection in the same moment: were they to wait equally long,
        in step, the other would always look while the nascent side is between two requests."""
        if state.peer is None:
            return _LONGEST_WAIT
        return max(_FIRST_WAIT, min(self._since_loss(), _LONGEST_WAIT)) * random.uniform(1.0, 1.5)

    def _left(self) -> float:
        return self._patience - self._since_loss()

    def _since_loss(self) -> float:
        self._clock.advance()
        return self._clock.now - (self._lost_at or 0.0)

    def _pause(self, back_off: BackOff) -> None:
        self._interrupt.check()
        back_off.pause(max(self._left(), 0.1), lambda seconds: sleep(seconds, self._interrupt))
