"""A step of an operation of a group: messages out, messages in."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import GroupError
from .groupchannel import Channel
from .groupframes import MOST_DATA, OVERHEAD, Call, Credit, Data
from .groupmesh import Mesh


class Outgoing:
    """A message to one member, which is a value of ``total`` bytes or a part of one."""

    def __init__(self, message: bytes, total: int) -> None:
        self._message = message
        self._total = total
        self._sent = 0
        self.is_done = False

    def next_size(self) -> int:
        return min(MOST_DATA, len(self._message) - self._sent)

    def take(self, call: Call) -> Data:
        piece = self._message[self._sent : self._sent + self.next_size()]
        self._sent += len(piece)
        self.is_done = self._sent == len(self._message)
        return Data(call, len(self._message), self._total, piece)


class Incoming:
    """A message from one member."""

    def __init__(self) -> None:
        self.total = 0
        self.whole = b""
        self.is_done = False
        self._parts: list[bytes] = []
        self._left = -1

    def take(self, data: Data, most: int) -> str | None:
        """What is wrong with it."""
        if self._left < 0:
            if data.length > data.total or data.total > most:
                return f"a value of {data.total} bytes; the most is {most}"
            self._left, self.total = data.length, data.total
        elif not data.payload:
            return "an empty piece"
        if len(data.payload) > self._left:
            return "more bytes than it announced"
        self._parts.append(data.payload)
        self._left -= len(data.payload)
        if self._left == 0:
            self.whole, self.is_done = b"".join(self._parts), True
        return None


class Step:
    """Does one step of an operation: sends and takes in, whichever is possible, until both are done."""

    def __init__(self, mesh: Mesh, channel: Channel, call: Call, most: int) -> None:
        self._mesh = mesh
        self._channel = channel
        self._call = call
        self._most = most

    def __call__(self, out: dict[int, Outgoing], sources: Sequence[int]) -> dict[int, Incoming]:
        came = {rank: Incoming() for rank in sources}
        mesh, channel = self._mesh, self._channel
        while True:
            mesh.require_sound()
            with mesh.changed:
                seen = channel.changes
            moved = any([self._send(rank, each) for rank, each in out.items()])
            moved = any([self._take(rank, each) for rank, each in came.items()]) or moved
            awaited = [rank for rank in {*out, *came} if not _is_done(out.get(rank)) or not _is_done(came.get(rank))]
            if not awaited:
                return came
            if channel.deadline.has_passed():
                mesh.fail(self._late(awaited))
            if not moved:
                with mesh.changed:
                    mesh.changed.wait_for(lambda: channel.changes != seen, channel.deadline.remaining())

    def _send(self, rank: int, message: Outgoing) -> bool:
        if message.is_done:
            return False
        with self._mesh.changed:
            if not self._channel.spend(rank, message.next_size() + OVERHEAD):
                return False
        self._mesh.send(rank, message.take(self._call))
        return True

    def _take(self, rank: int, message: Incoming) -> bool:
        if message.is_done:
            return False
        with self._mesh.changed:
            data = self._channel.poll(rank)
            credit = self._channel.take_back(rank)
        if data is not None:
            wrong = message.take(data, self._most)
            if wrong:
                self._mesh.fail(self._mesh.error("PROTOCOL", rank, f"sent {wrong} in {self._call.text}"))
                self._mesh.require_sound()
        if credit:
            self._mesh.send(rank, Credit(self._channel.tag, credit))
        return data is not None

    def _late(self, awaited: list[int]) -> GroupError:
        mesh = self._mesh
        with mesh.changed:
            doing = ", ".join(mesh.doing(rank, self._channel.tag) for rank in awaited)
        text = f"{self._call.text} was not done in time at {mesh.members[mesh.own]}, which waits for {doing}"
        return GroupError("TIMEOUT", [mesh.members[rank] for rank in awaited], f'group "{mesh.name}": {text}')


def _is_done(message: Outgoing | Incoming | None) -> bool:
    return message is None or message.is_done
