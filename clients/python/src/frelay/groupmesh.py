"""The connections of a group at one member, and its one failure: the first one ends the group, is told to all
members, and is what every later call fails with.

**Locking.** ``changed`` guards all state. Nothing is sent with it held. Each link has a lock of its own for sending;
a thread that has it takes no other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from .errors import FrelayError, GroupError
from .groupchannel import Channel
from .groupframes import MOST_BYTES, Beat, Call, Credit, Data, Fail, Frame, Hello, Leave, decode, encode
from .peer import Peer

MOST_TAGS = 64
_TICK = 1.0
_LAST_WORDS = 1.0  # seconds for the last frame
_REASON = 5.0  # seconds for a better reason than that a connection broke
_MOST_TEXT = 1000


class Link:
    """The connection to one member. One thread reads it; whoever has something writes, one at a time."""

    def __init__(self, rank: int, peer: Peer) -> None:
        self.rank = rank
        self.peer = peer
        self.heard = time.monotonic()
        self.is_asked = False
        self.has_left = False
        self._messages = peer.messages(MOST_BYTES)
        self._writing = threading.Lock()
        self._beating = False

    def send(self, frame: Frame) -> None:
        with self._writing:
            self._write(frame)

    def _write(self, frame: Frame) -> None:
        if not self.has_left:
            self._messages.send(encode(frame))

    def receive(self) -> Frame | None:
        message = self._messages.receive()
        self.heard = time.monotonic()
        return None if message is None else decode(message)

    def beat(self, beat: Beat) -> None:
        """Sends a sign of life, unless one is still on its way."""
        if not self._beating:
            self._beating = True
            run(self._beat, beat)

    def _beat(self, beat: Beat) -> None:
        try:
            self.send(beat)
        except FrelayError:
            pass  # the reading thread finds out too, and knows more
        self._beating = False

    def end_output(self) -> None:
        with self._writing:
            try:
                self.peer.shutdown()
            except FrelayError:
                pass  # it is gone already

    def end(self, last: Frame) -> None:
        """Sends the last frame if that is possible soon, and ends the connection."""
        if not self._writing.acquire(timeout=_LAST_WORDS):
            self.peer.abort()
            return
        try:
            self._write(last)
        except FrelayError:
            pass
        finally:
            self._writing.release()
        self.peer.close()


def run(call, *arguments) -> threading.Thread:  # type: ignore[no-untyped-def]
    thread = threading.Thread(target=call, args=arguments, daemon=True)
    thread.start()
    return thread


class Mesh:
    def __init__(self, name: str, members: Sequence[str], own: int, silence: float) -> None:
        self.name = name
        self.members = tuple(members)
        self.own = own
        self.changed = threading.Condition()
        self.failure: GroupError | None = None
        self._silence = silence
        self._links: dict[int, Link] = {}
        self._channels: dict[str, Channel] = {}
        self._leaves: dict[int, Leave] = {}
        self._beats: dict[int, Beat] = {}
        self._over = threading.Event()
        self._asking_since = 0.0  # of the thread that watches the time

    def start(self) -> None:
        run(self._watch)

    def add(self, link: Link) -> bool:
        """Adds a member that means this group; False if the group is over."""
        with self.changed:
            if self.failure is not None:
                return False
            self._links[link.rank] = link
        run(self._read, link)
        return True

    def missing(self) -> list[int]:
        with self.changed:
            return [rank for rank in range(len(self.members)) if rank != self.own and rank not in self._links]

    def channel(self, tag: str) -> Channel:
        """With the lock held."""
        known = self._channels.get(tag)
        if known is None:
            if len(self._channels) >= MOST_TAGS:
                raise ValueError(f"more than {MOST_TAGS} tags in a group")
            known = self._channels[tag] = Channel(tag, self.name, self.members, self.own)
            for rank, leave in self._leaves.items():
                known.left(rank, leave.ended.get(tag, 0))
        return known

    # --- reading ---

    def _read(self, link: Link) -> None:
        try:
            while True:
                frame = link.receive()
                if frame is None:
                    break
                trouble = self._take(link, frame)
                if trouble:
                    self.fail(trouble)
            if not link.has_left:
                self.fail(self.error("LOST", link.rank, "was lost: the member ended its session"))
        except ValueError as e:
            self.fail(self.error("PROTOCOL", link.rank, f"does not keep to the rules: {e}"))
        except FrelayError as e:
            self.fail(self.error("LOST", link.rank, f"was lost: {e}"))

    def _take(self, link: Link, frame: Frame) -> GroupError | None:
        rank = link.rank
        with self.changed:
            try:
                if isinstance(frame, Data):
                    return self._changed(frame.call.tag).arrived(rank, frame)
                if isinstance(frame, Credit):
                    return self._changed(frame.tag).credited(rank, frame.count)
                if isinstance(frame, Beat):
                    return self._take_beat(link, frame)
                if isinstance(frame, Fail):
                    return GroupError(frame.reason, frame.members, frame.text)
                if isinstance(frame, Leave):
                    link.has_left = True
                    run(link.end_output)
                    self._leaves[rank] = frame
                    troubles = [each.left(rank, frame.ended.get(tag, 0)) for tag, each in self._channels.items()]
                    return next((each for each in troubles if each), None)
            finally:
                self.changed.notify_all()
        raise ValueError("a second greeting")

    def _changed(self, tag: str) -> Channel:
        channel = self.channel(tag)
        channel.changes += 1
        return channel

    def _take_beat(self, link: Link, beat: Beat) -> GroupError | None:
        link.is_asked = link.is_asked or beat.asks
        self._beats[link.rank] = beat
        troubles = [self.channel(call.tag).check(link.rank, call) for call in beat.calls]
        return next((each for each in troubles if each), None)

    # --- writing ---

    def send(self, rank: int, frame: Frame) -> None:
        """:raises GroupError: the group's failure, if the connection is broken"""
        try:
            self._links[rank].send(frame)
        except FrelayError as e:
            # It may break because its member gave up, and what it said is still to be read.
            with self.changed:
                self.changed.wait_for(lambda: self.failure is not None, _REASON)
            self.fail(self.error("LOST", rank, f"was lost: {e}"))
            self.require_sound()

    # --- time ---

    def _watch(self) -> None:
        last = time.monotonic()
        while not self._over.wait(_TICK):
            now = time.monotonic()
            was_stopped, last = now - last > 3 * _TICK, now
            with self.changed:
                calls = tuple(each.call for each in self._channels.values() if each.call)
                stuck = [each.call.text for each in self._channels.values() if each.call and each.overdue.has_passed()]
            if stuck:
                self.fail(GroupError("TIMEOUT", (), f'group "{self.name}": {stuck[0]} was not done in time'))
            if not calls or was_stopped or not self._asking_since:
                self._asking_since = now if calls else 0.0
            self._beat(calls, now)

    def _beat(self, calls: tuple[Call, ...], now: float) -> None:
        with self.changed:
            links = [each for each in self._links.values() if not each.has_left]
        for each in links:
            asked, each.is_asked = each.is_asked, False
            if calls or asked:
                each.beat(Beat(bool(calls), calls))
            if self._asking_since and now - max(each.heard, self._asking_since) > self._silence:
                what = f"was lost: no sign of life for {self._silence:g} s"
                self.fail(self.error("LOST", each.rank, what))

    def doing(self, rank: int, tag: str) -> str:
        """The latest report of a member about itself, for a person."""
        beat = self._beats.get(rank)
        if beat is None:
            return self.members[rank]
        text = next((call.text for call in beat.calls if call.tag == tag), "no operation")
        return f"{self.members[rank]} (in {text})"

    # --- the end ---

    def error(self, reason: str, rank: int, what: str) -> GroupError:
        member = self.members[rank]
        return GroupError(reason, (member,), f'group "{self.name}": {member} {what}')

    def require_sound(self) -> None:
        failure = self.failure
        if failure is not None:
            raise GroupError(failure.reason, failure.members, failure.message) from failure

    def fail(self, why: GroupError) -> None:
        """Ends the group, if it is not over, and tells all members."""
        links = self._end(why)
        last = Fail(why.reason, why.members, why.message[:_MOST_TEXT])
        for each in links:
            if why.reason == "LOST" and self.members[each.rank] in why.members:
                run(each.peer.abort)
            else:
                run(each.end, last)

    def close(self) -> None:
        """Leaves the group in good order."""
        links = self._end(GroupError("CLOSED", (), f'group "{self.name}" was closed here'))
        with self.changed:
            last = Leave({tag: each.number for tag, each in self._channels.items()})
        for thread in [run(each.end, last) for each in links]:
            thread.join()

    def _end(self, why: GroupError) -> list[Link]:
        with self.changed:
            if self.failure is not None:
                return []
            self.failure = why
            for each in self._channels.values():
                each.changes += 1
            self.changed.notify_all()
            self._over.set()
            return list(self._links.values())


def greet(link: Link, digest: bytes) -> bool:
    """Exchanges the first frames; whether the member means the same group."""
    link.send(Hello(digest))
    first = link.receive()
    return isinstance(first, Hello) and first.digest == digest
