"""Meets the peer, for the first time and again: attempts through one relay, or through several in turn."""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Callable

from .attempt import Attempt, Encounter, Target
from .binding import Binding
from .credentials import Credentials
from .errors import FrelayError, RefusedError
from .options import Options
from .prepared import Key, PreparedConnections
from .proxy import Address
from .wire import Deadline, Interrupt

_REMEMBERED = 3  # earlier failures that the last one carries along


class BackOff:
    """Waits that double from a base to a cap; half of each is chance, so that a thousand parties do not come back to
    a restarted relay in step."""

    def __init__(self, base: float, cap: float) -> None:
        self._base, self._cap, self._next = base, cap, base

    def pause(self, left: float, sleep: Callable[[float], None]) -> bool:
        """False at once if too little time is left for another attempt."""
        if left <= self._base:
            return False
        longest = min(self._next, left / 2)  # so that the last attempts come close to the deadline
        sleep(longest * random.uniform(0.5, 1.0))
        self._next = min(self._next * 2, self._cap)
        return True


#: How many calls of this process wait, by user, party, peer and tag.
_WAITING: dict[tuple[str, str, str, str], int] = {}
_WAITING_LOCK = threading.Lock()


def _forget_waiting() -> None:
    """In a child that was forked: they are its parent's, and so is the thread that may have the lock."""
    global _WAITING_LOCK
    _WAITING_LOCK = threading.Lock()
    _WAITING.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_waiting)


def in_order(relays: Sequence[Address], party: str, peer: str, tag: str) -> tuple[Address, ...]:
    """The order in which both parties of a session try several relays, by rendezvous hashing (docs/protocol.md)."""
    session = "\0".join([*sorted((party, peer), key=str.encode), tag])

    def weight(relay: Address) -> bytes:
        return hashlib.sha256(f"{relay}\0{session}".encode()).digest()

    return tuple(sorted(relays, key=weight, reverse=True))


class Turns:
    """Whose turn it is of several relays. One that goes down may name others that take its parties. Those that the
    user configured are tried next, without a pause; its words change nothing but the order of these."""

    def __init__(self, attempts: list[Attempt]) -> None:
        self._attempts = attempts
        self.index = 0
        self._believed: list[Attempt] = []  # since the last pause: each once, so that none makes us hurry

    def go_on(self, failure: FrelayError) -> bool:
        """To the next one; says whether to pause before it."""
        tried = self._attempts[self.index]
        takers = failure._relays if isinstance(failure, RefusedError) else ()
        if tried not in self._believed and any(str(each.relay) in takers for each in self._attempts):
            self._believed.append(tried)
            self._attempts.sort(key=lambda each: (str(each.relay) not in takers, each is tried))
            self.index = 0
            return False
        last = self.index == len(self._attempts) - 1
        self.index = 0 if last else self.index + 1
        if not last or failure._at_once:
            return False
        self._believed.clear()
        return True


class Rendezvous:
    """Where the two parties of one session meet: for the first time, and again."""

    def __init__(
        self,
        relays: Sequence[Address],
        credentials: Credentials,
        options: Options,
        binding: Binding,
        prepared: PreparedConnections,
    ) -> None:
        self.binding = binding
        self.credentials = credentials
        self.options = options
        self._prepared = prepared if options.prepares else None
        self._relays = in_order(relays, binding.party, binding.peer, binding.tag)
        self._key = (binding.user, binding.party, binding.peer, binding.tag)

    def first(self, timeout: float) -> Encounter:
        self._count(1)
        try:
            return self._at(self.binding.tag, timeout, timeout, None, self._prepared)
        finally:
            self._count(-1)

    def prepare_next(self, met: Encounter) -> None:
        """Begins to prepare a connection to the relay where the two have met."""
        if self._prepared is not None:
            self._prepared.prepare(Key(met.facts.relay, self.credentials, self.options.proxies), self.options)

    def _count(self, change: int) -> None:
        with _WAITING_LOCK:
            count = _WAITING.get(self._key, 0) + change
            if count:
                _WAITING[self._key] = count
            else:
                _WAITING.pop(self._key, None)

    def is_tag_in_use(self) -> bool:
        """Whether a call of this process waits where the parties met first: it would be taken over from."""
        with _WAITING_LOCK:
            return self._key in _WAITING

    def at(self, tag: str, patience: float, timeout: float, interrupt: Interrupt | None = None) -> Encounter:
        """Repeats attempts until one succeeds, cannot succeed, or the time is up.

        :param patience: how long to wait for the peer; 0 for whoever meets it only if it waits there itself
        :param timeout: how long the whole call may take
        """
        return self._at(tag, patience, timeout, interrupt, None)

    def _at(
        self,
        tag: str,
        patience: float,
        timeout: float,
        interrupt: Interrupt | None,
        prepared: PreparedConnections | None,
    ) -> Encounter:
        begun = time.monotonic()
        deadline = Deadline(timeout)
        attempts = [
            Attempt(each, self.credentials, self.options, self.binding, interrupt, prepared) for each in self._relays
        ]
        turns = Turns(attempts)
        back_off = BackOff(*self.options.back_off)
        earlier: list[FrelayError] = []
        number = 0
        while True:
            index = turns.index
            number += 1
            try:
                met = attempts[index].run(self._part(index, Target(tag, patience, timeout, deadline, True)))
                met.facts = replace(met.facts, attempts=number, seconds=time.monotonic() - begun)
                return met
            except FrelayError as e:
                pauses = turns.go_on(e)
                again = e._again and (
                    back_off.pause(deadline.remaining(), lambda seconds: sleep(seconds, interrupt))
                    if pauses
                    else not deadline.has_passed()
                )
                if not again:
                    e.attempts, e.earlier = number, tuple(earlier[-_REMEMBERED:])
                    refused = [each for each in earlier if isinstance(each, RefusedError)]
                    if refused and not isinstance(e, RefusedError):
                        e._refused_before = refused[-1].words
                    raise
                earlier = [*earlier[-20:], e]

    def _part(self, index: int, target: Target) -> Target:
        """What of it is for one relay. Of several the first has more of a party's time than all others together, so
        that two parties that reach it meet there, in whatever order they came."""
        others = len(self._relays) - 1
        if not others:
            return target
        share = 3 / 5 if index == 0 else 2 / 5 / others
        part = min(6.0 * others if index == 0 else 3.0, target.timeout * share)
        ends_round = index == others and target.patience < target.timeout
        return replace(
            target,
            patience=target.patience * share,
            deadline=target.deadline.or_in(part),
            is_last=ends_round or part >= target.deadline.remaining(),
        )


def sleep(seconds: float, interrupt: Interrupt | None) -> None:
    """Unless it is interrupted."""
    if interrupt is None:
        time.sleep(seconds)
        return
    until = Deadline(seconds)
    while not until.has_passed():
        if interrupt.waker.wait(until.remaining()):
            interrupt.check()
