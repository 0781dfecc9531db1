"""Which session a party means: ``frelay-bound/1``, section 9 of docs/protocol.md. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

PROTOCOL = "frelay-bound/1"
BYTES = 96

_PREFIX = PROTOCOL + "+"
_DIGEST = 32
_UNSAID = bytes(_DIGEST)


def offer(protocols: Sequence[str]) -> list[str]:
    """What to offer by ALPN, to bind the session if the peer can, and to be served as ever if not."""
    return [*(_PREFIX + each for each in protocols), PROTOCOL, *protocols]


def is_agreed(protocol: str) -> bool:
    return protocol == PROTOCOL or protocol.startswith(_PREFIX)


def inside(protocol: str) -> str:
    """What is agreed on beside that; empty if nothing is."""
    if protocol == PROTOCOL:
        return ""
    return protocol[len(_PREFIX) :] if protocol.startswith(_PREFIX) else protocol


@dataclass(frozen=True)
class Binding:
    """What both sides of a session say first inside the end-to-end TLS, and compare.

    :param user: of the own party; empty if its certificate does not say
    :param tag: that the session began with, wherever the two meet again later
    :param purpose: what the session is for beyond its tag; empty if nobody says
    """

    user: str
    party: str
    peer: str
    tag: str
    purpose: str = ""

    def encode(self) -> bytes:
        first, second = sorted((self.party.encode(), self.peer.encode()))
        return b"".join(
            (
                _digest("session", first, second, self.tag.encode()),
                _digest("user", self.user.encode()) if self.user else _UNSAID,
                _digest("purpose", self.purpose.encode()) if self.purpose else _UNSAID,
            )
        )

    def difference(self, peers: bytes) -> str | None:
        """What the peer means otherwise: ``session``, ``user`` or ``purpose``; None if nothing."""
        return difference(self.encode(), peers)

    def complaint(self, differs: str) -> str:
        """Of a difference, for people."""
        ours = f"our session with party {self.peer} (tag '{self.tag}')"
        if differs == "session":
            what = f"the relay joined {ours} with another session of the same parties; see who runs that relay"
        elif differs == "user":
            what = f"the relay joined {ours} with one of another user than {self.user}; see who runs that relay"
        else:
            what = (
                f"party {self.peer} has come to our session (tag '{self.tag}') for something else than {self.purpose};"
                " begin it for the same at both ends, or give each a tag of its own"
            )
        return what + ". Nothing of it was given out"


def difference(own: bytes, peers: bytes) -> str | None:
    for i, aspect in enumerate(("session", "user", "purpose")):
        ours, theirs = own[i * _DIGEST : (i + 1) * _DIGEST], peers[i * _DIGEST : (i + 1) * _DIGEST]
        if ours != theirs and (aspect == "session" or _UNSAID not in (ours, theirs)):
            return aspect
    return None


def _digest(kind: str, *texts: bytes) -> bytes:
    digest = hashlib.sha256()
    for text in (f"{PROTOCOL} {kind}".encode(), *texts):
        digest.update(len(text).to_bytes(4, "big") + text)
    return digest.digest()
