"""What goes between a party and the relay (docs/protocol.md, sections 2 and 3). Pure."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any

from .certificates import is_party

MOST_BYTES = 4096  # of a request, and of an answer
NEWEST_VERSION = 2
RELAY_NAME = "frelay"
_MOST_RELAYS = 8  # that a refusal names

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


class Malformed(Exception):
    """The relay's answer is none."""


@dataclass(frozen=True)
class Ready:
    """Both sides are there: close_notify follows, then raw bytes."""

    is_client: bool
    version: int
    hello_delivered: bool
    #: How many seconds a further connection may stand without a request; 0 if none may.
    standing: float = 0.0


@dataclass(frozen=True)
class Refusal:
    code: str
    words: str
    #: Other relays that serve the request, host:port.
    relays: tuple[str, ...] = ()


def request(
    peer: str, tag: str, version: int, timeout_ms: int = 0, hello: bytes = b"", prepared: bool | None = None
) -> bytes:
    """The JSON to send; a ClientHello that would make it too long is left out.

    :param prepared: whether this connection has stood prepared; None to say nothing of such connections
    :raises ValueError: on a name that no party can have, or a tag that is too long or no Unicode text
    """
    if not is_party(peer):
        raise ValueError("a party's name is 1 to 64 printable ASCII characters")
    members: dict[str, Any] = {"DestParty": peer, "Tag": tag}
    if version > 1:
        members.update(Version=version, TimeoutMs=timeout_ms)
        if prepared is not None:
            members["Prepared"] = prepared
    plain = _json(members)
    if len(plain) > MOST_BYTES:
        raise ValueError(f"the request has {len(plain)} bytes, the most is {MOST_BYTES}; shorten the tag")
    if version == 1 or not hello:
        return plain
    whole = _json({**members, "ClientHello": base64.b64encode(hello).decode("ascii")})
    return whole if len(whole) <= MOST_BYTES else plain


def _json(members: dict[str, Any]) -> bytes:
    try:
        return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("the tag has half a surrogate pair and is no Unicode text") from None


def answer(data: bytes) -> Ready | Refusal:
    """All that the relay sent before its close_notify.

    :raises Malformed: if it is not one answer
    """
    try:
        members = json.loads(data.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(members, dict):
        raise Malformed("not a JSON object")
    if "Error" in members:
        return _refusal(members["Error"])
    mode, version = members.get("Mode"), members.get("Version", 1)
    delivered, standing = members.get("ClientHelloDelivered", False), members.get("StandingMs", 0)
    if type(mode) is not int or mode not in (1, 2):
        raise Malformed("neither Mode nor Error")
    if type(version) is not int or version < 1 or type(delivered) is not bool or type(standing) is not int:
        raise Malformed("a member of the wrong type")
    if delivered and (mode == 1 or version == 1):
        raise Malformed("a ClientHello where there is none")
    if standing < 0:
        raise Malformed("StandingMs is negative")
    return Ready(mode == 2, version, delivered, standing / 1000)


def _refusal(error: object) -> Refusal:
    if not isinstance(error, dict):
        raise Malformed("Error is not an object")
    code, words = error.get("Code"), error.get("Message")
    # A relay's words end up in its clients' logs, where they must not pose as lines of their own.
    relays = error.get("Relays")
    named = [each for each in relays if isinstance(each, str)] if isinstance(relays, list) else []
    return Refusal(_printable(code), _printable(words), tuple(named[:_MOST_RELAYS]))


def _printable(text: object) -> str:
    return _CONTROL.sub(" ", text) if isinstance(text, str) else ""


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a duplicate member")
    return members


def _refuse(constant: str) -> float | None:
    raise ValueError(constant)
