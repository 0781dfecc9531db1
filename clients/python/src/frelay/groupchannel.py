"""One tag of a group at one member. Pure; whoever uses it holds the mesh's lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from .errors import GroupError
from .groupframes import MOST_DATA, Call, Data
from .wire import Deadline

WINDOW = 1 << 20  # bytes that a member may have sent and no operation here has taken
_REMEMBERED = 16
_GRACE = 1.0  # seconds in which a thread finds out by itself that its time is over


class Channel:
    """The operation in progress, what came for it and the following ones, and how much may be sent.

    What a method finds wrong with a member it returns."""

    def __init__(self, tag: str, group: str, members: Sequence[str], own: int) -> None:
        self.tag = tag
        self.call: Call | None = None
        self.deadline = Deadline(0)
        self.overdue = Deadline(0)
        self.number = 0
        self.changes = 0
        self._group = group
        self._members = members
        self._own = own
        self._ended: dict[int, str] = {}
        self._inbox: list[deque[Data]] = [deque() for _ in members]
        self._held = [0] * len(members)
        self._taken = [0] * len(members)
        self._credit = [WINDOW] * len(members)
        self._left_at: list[int | None] = [None] * len(members)

    def begin(self, text: str, timeout: float) -> GroupError | None:
        if self.call is not None:
            raise RuntimeError(f'{self.call.text} of group "{self._group}" is still in progress; use another tag')
        self.call = Call(self.tag, self.number, text)
        self.deadline = Deadline(timeout)
        self.overdue = Deadline(timeout + _GRACE)
        for rank, inbox in enumerate(self._inbox):
            trouble = (self.check(rank, inbox[0].call) if inbox else None) or self._absence(rank)
            if trouble:
                return trouble
        return None

    def end(self) -> None:
        assert self.call is not None
        self._ended[self.number] = self.call.text
        self._ended.pop(self.number - _REMEMBERED, None)
        self.number += 1
        self.call = None

    def arrived(self, rank: int, data: Data) -> GroupError | None:
        self._held[rank] += data.cost
        if self._held[rank] > WINDOW or len(data.payload) > MOST_DATA:
            return self._failure("PROTOCOL", rank, "sends more than it may")
        trouble = self.check(rank, data.call)
        if trouble is None and data.call.number < self.number:
            trouble = self._failure("PROTOCOL", rank, "sends for an operation that is over")
        if trouble is None:
            self._inbox[rank].append(data)
        return trouble

    def credited(self, rank: int, count: int) -> GroupError | None:
        if count > WINDOW - self._credit[rank]:
            return self._failure("PROTOCOL", rank, "gives back more than was sent")
        self._credit[rank] += count
        return None

    def left(self, rank: int, after: int) -> GroupError | None:
        """A member has closed the group after so many operations."""
        self._left_at[rank] = after
        return self._absence(rank) if self.call else None

    def _absence(self, rank: int) -> GroupError | None:
        after = self._left_at[rank]
        if after is None or self.number < after or self.call is None:
            return None
        return self._failure("LEFT", rank, f"has closed it before {self.call.text}")

    def check(self, rank: int, theirs: Call) -> GroupError | None:
        """Compares what a member does with what is, or was, done here."""
        ours = self.call.text if self.call and theirs.number == self.number else self._ended.get(theirs.number)
        if ours is None or ours == theirs.text:
            return None
        own, other = self._members[self._own], self._members[rank]
        of_tag = f' of tag "{self.tag}"' if self.tag else ""
        return GroupError(
            "MISMATCH",
            (own, other),
            f'calls of group "{self._group}" do not match: number {theirs.number + 1}{of_tag} is {ours} at {own} and '
            f"{theirs.text} at {other}",
        )

    def _failure(self, reason: str, rank: int, what: str) -> GroupError:
        member = self._members[rank]
        return GroupError(reason, (member,), f'group "{self._group}": {member} {what}')

    def spend(self, rank: int, cost: int) -> bool:
        if self._credit[rank] < cost:
            return False
        self._credit[rank] -= cost
        return True

    def poll(self, rank: int) -> Data | None:
        """The next frame of a member for the operation in progress."""
        inbox = self._inbox[rank]
        if not inbox or inbox[0].call.number != self.number:
            return None
        data = inbox.popleft()
        self._held[rank] -= data.cost
        self._taken[rank] += data.cost
        return data

    def take_back(self, rank: int) -> int:
        """The credit that is worth being given back to a member."""
        count = 0 if self._taken[rank] < WINDOW // 2 else self._taken[rank]
        self._taken[rank] -= count
        return count
