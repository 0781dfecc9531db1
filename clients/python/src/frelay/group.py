"""Groups: fixed lists of parties that are all connected with each other."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from .errors import GroupError
from .groupchannel import Channel
from .groupmesh import Mesh
from .groupstep import Outgoing, Step
from .messages import Buffer
from .settings import require_time

_MOST_TAG = 64  # characters
_STEP_BYTES = 512 << 10  # that take about as long as one step
_MOST_BYTES = 256 << 20


class Collectives:
    """Operations among all members of a group, for one tag: as those of MPI, and of the Java client's groups.

    All members call the same operations in the same order, with the same root. An operation returns when this member
    has what it needs; only :meth:`barrier` says that all have come. Calls that do not match are found out and end the
    group. One thread at a time may use a tag; tags are independent of each other.

    All raise :class:`GroupError` if the group has failed, or does so meanwhile.
    """

    def __init__(self, mesh: Mesh, channel: Channel, timeout: float, most: int) -> None:
        self._mesh = mesh
        self._channel = channel
        self._timeout = timeout
        self._most = most

    def with_tag(self, tag: str) -> Collectives:
        """The operations of another tag, independent of this one."""
        if len(tag) > _MOST_TAG:
            raise ValueError(f"the tag is longer than {_MOST_TAG} characters")
        with self._mesh.changed:
            return Collectives(self._mesh, self._mesh.channel(tag), self._timeout, self._most)

    def within(self, seconds: float) -> Collectives:
        """The same operations with another time for each."""
        require_time(seconds, "seconds")
        return Collectives(self._mesh, self._channel, seconds, self._most)

    def barrier(self) -> None:
        """Waits until all members have called it."""
        self._run("barrier", lambda step: step(self._to_all(b""), self._others()))

    def all_gather(self, value: Buffer) -> list[bytes]:
        """Everybody's value, of any size, in the order of the ranks."""
        own = bytes(value)
        came = self._run("allGather i8", lambda step: step(self._to_all(own), self._others()))
        return [came[rank].whole if rank in came else own for rank in range(len(self._mesh.members))]

    def broadcast(self, value: Buffer | None, root: int) -> bytes:
        """The root's value, which is ignored elsewhere."""
        if not 0 <= root < len(self._mesh.members):
            raise IndexError(f"there is no rank {root}")
        text = f"broadcast i8 from {self._mesh.members[root]}"
        if root != self._mesh.own:
            return bytes(self._run(text, lambda step: self._receive(step, root)))
        if value is None:
            raise ValueError("the root has no value")
        own = bytes(value)
        self._run(text, lambda step: step(self._blocks(own), []))
        return own

    def _receive(self, step: Step, root: int) -> bytes:
        first = step({}, [root])[root]
        if len(first.whole) == first.total:
            return first.whole
        ranks = [rank for rank in range(len(self._mesh.members)) if rank != root]
        others = [rank for rank in ranks if rank != self._mesh.own]
        came = step({rank: Outgoing(first.whole, len(first.whole)) for rank in others}, others)
        return b"".join(first.whole if rank == self._mesh.own else came[rank].whole for rank in ranks)

    def _blocks(self, value: bytes) -> dict[int, Outgoing]:
        """The whole to each, or if that is much a block to each, which they pass on to the others."""
        others = self._others()
        if (len(others) - 1) * len(value) <= _STEP_BYTES:
            return self._to_all(value)
        starts = [len(value) * i // len(others) for i in range(len(others) + 1)]
        return {rank: Outgoing(value[starts[i] : starts[i + 1]], len(value)) for i, rank in enumerate(others)}

    def _others(self) -> list[int]:
        return [rank for rank in range(len(self._mesh.members)) if rank != self._mesh.own]

    def _to_all(self, value: bytes) -> dict[int, Outgoing]:
        return {rank: Outgoing(value, len(value)) for rank in self._others()}

    def _run(self, text: str, body: Callable[[Step], Any]) -> Any:
        mesh = self._mesh
        mesh.require_sound()
        with mesh.changed:
            trouble = self._channel.begin(text, self._timeout)
            call = self._channel.call
        if trouble:
            mesh.fail(trouble)
            mesh.require_sound()
        assert call is not None
        try:
            result = body(Step(mesh, self._channel, call, self._most))
        except GroupError:
            raise
        except BaseException as e:
            mesh.fail(mesh.error("ABANDONED", mesh.own, f"gave up: failed in {text} with {type(e).__name__}"))
            raise
        with mesh.changed:
            self._channel.end()
        return result


class Group(Collectives):
    """Parties that are all connected with each other, each pair by a session of its own; :meth:`Client.join` connects
    one. Its operations are those of the empty tag. When a member is lost, an operation is late or calls do not match,
    the group ends at all members, and every call raises the same :class:`GroupError`.

    Leaving a ``with`` block closes the group.
    """

    def __init__(self, mesh: Mesh, timeout: float) -> None:
        with mesh.changed:
            channel = mesh.channel("")
        super().__init__(mesh, channel, timeout, _MOST_BYTES)
        self.name = mesh.name
        #: All members in the order of their ranks, this one included.
        self.members = mesh.members
        #: The rank of this member.
        self.rank = mesh.own

    def close(self) -> None:
        """Leaves the group in good order. What was sent arrives."""
        self._mesh.close()

    def __enter__(self) -> Group:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
