"""Connects a group."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .errors import FrelayError, GroupError, PeerTimeoutError, WrongSessionError
from .group import Group
from .groupframes import digest, purpose_of, tag_of
from .groupmesh import Link, Mesh, greet
from .settings import require_text, require_time
from .wire import Deadline

if TYPE_CHECKING:
    from .client import Client

_MOST_MEMBERS = 255


def join(client: Client, name: str, members: Sequence[str], timeout: float, silence: float, operation: float) -> Group:
    """As :meth:`Client.join` has it."""
    own = client.credentials.party
    require_time(timeout, "timeout")
    require_text(name, "name")
    if isinstance(members, str):
        raise TypeError(f"members is a list of names, not the string {members!r}")
    for member in members:
        require_text(member, "a member's name")
    if own not in members or len(set(members)) < len(members) or len(members) > _MOST_MEMBERS:
        raise ValueError(f"a group has up to {_MOST_MEMBERS} members, each once, and {own} among them")
    mesh = Mesh(name, members, list(members).index(own), silence)
    _Joining(client, mesh, timeout).run()
    mesh.require_sound()
    mesh.start()
    return Group(mesh, operation)


class _Joining:
    """Connects all pairs at the same time."""

    def __init__(self, client: Client, mesh: Mesh, timeout: float) -> None:
        self._client = client
        self._mesh = mesh
        self._deadline = Deadline(timeout)
        self._failures: dict[int, FrelayError] = {}

    def run(self) -> None:
        mesh = self._mesh
        ranks = mesh.missing()
        for rank in ranks:
            threading.Thread(target=self._connect, args=(rank,), daemon=True).start()
        with mesh.changed:
            mesh.changed.wait_for(self._is_over)
            failures = dict(self._failures)
        if failures:
            mesh.fail(self._failure(failures))

    def _is_over(self) -> bool:
        """All are there, or one will not come; those who are just late are not waited for longer than the time."""
        mesh, failed = self._mesh, self._failures.values()
        for_good = any(not isinstance(each, PeerTimeoutError) for each in failed)
        return mesh.failure is not None or for_good or len(mesh.missing()) == len(self._failures)

    def _connect(self, rank: int) -> None:
        mesh = self._mesh
        failure = None
        try:
            peer = self._client.connect(
                mesh.members[rank],
                tag_of(mesh.name),
                max(0.001, self._deadline.remaining()),
                purpose_of(mesh.name, mesh.members),
            )
            added = False
            try:
                link = Link(rank, peer)
                peer.settimeout(max(0.001, self._deadline.remaining()))
                if not greet(link, digest("members", mesh.name, mesh.members)):
                    raise WrongSessionError("the member list is another one")
                peer.settimeout(None)
                added = mesh.add(link)
            finally:
                if not added:
                    peer.abort()
        except FrelayError as e:
            failure = e
        except OSError:
            failure = PeerTimeoutError("it did not say which group it means")
        with mesh.changed:
            if failure is not None:
                self._failures[rank] = failure
            mesh.changed.notify_all()

    def _failure(self, failures: dict[int, FrelayError]) -> GroupError:
        mesh = self._mesh
        names = tuple(mesh.members[rank] for rank in sorted(failures))
        mismatch = any(isinstance(each, WrongSessionError) for each in failures.values())
        reasons = "; ".join(
            f"{mesh.members[rank]} means another member list, or another group of this name"
            if isinstance(each, WrongSessionError)
            else f"{mesh.members[rank]}: {each}"
            for rank, each in sorted(failures.items())
        )
        text = f'group "{mesh.name}" did not come together: {reasons}'
        return GroupError("MISMATCH" if mismatch else "MISSING", names, text)
