"""Whom the user CA has revoked: by whole lists, never older than one that was in force."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import weakref
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from .certificates import Certificate, instant
from .errors import CredentialsError
from .revocationlist import Edition, Editions, Lists, key_of

log = logging.getLogger("frelay")

_MOST_BYTES = 1 << 20
_EXPLANATION = (
    "# The newest revocation list of each CA that was in force here: the SHA-256 of the CA's public key, the list's"
    " number and date.\n# Older lists are refused; delete this file to have one taken all the same.\n"
)


class Memory:
    """Which lists have been in force: in this process, and in ``NAME.seen`` beside a list's file for those after it.
    Who deletes that file has all of it forgotten. The Java client reads and writes the same file."""

    def __init__(self, list_file: Path | None) -> None:
        self._file = list_file.with_name(list_file.name + ".seen") if list_file else None
        self._in_force: Editions = {}
        self._kept = False

    def require_not_older(self, new: Editions, name: str, authorities: Sequence[Certificate]) -> None:
        self._recall()
        for ca in map(key_of, authorities):
            before = self._in_force.get(ca)
            if before is not None and (ca not in new or new[ca].is_older_than(before)):
                forget = f"delete {self._file}" if self._kept else "restart this process"
                what = f"is older ({new[ca]}) than the list" if ca in new else "has no list of a CA of which one"
                raise CredentialsError(
                    f"{name} {what} that was in force ({before}); bring the newest list, or, to take this one all the"
                    f" same, {forget}"
                )

    def remember(self, new: Editions, authorities: Sequence[Certificate]) -> None:
        """An OSError if it cannot be written; this process remembers it all the same."""
        trusted = {key_of(ca) for ca in authorities}
        both = {ca: each for ca, each in self._in_force.items() if ca in trusted}
        both.update(new)
        changed = both != self._in_force
        self._in_force = both
        if self._file is not None and (changed or not self._kept):
            lines = [f"{ca} {'-' if e.number is None else e.number} {instant(e.made)}\n" for ca, e in both.items()]
            self._write(self._file, _EXPLANATION + "".join(sorted(lines)))
            self._kept = True

    @staticmethod
    def _write(file: Path, text: str) -> None:
        handle, fresh = tempfile.mkstemp(prefix="." + file.name, suffix=".new", dir=str(file.parent))
        try:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(text)
            os.replace(fresh, file)
        except BaseException:
            os.unlink(fresh)
            raise

    def _recall(self) -> None:
        if self._file is None:
            return
        try:
            with open(self._file, encoding="ascii") as lines:
                text = lines.read(_MOST_BYTES)
            found = {}
            for line in text.splitlines():
                if not line.startswith("#"):
                    ca, number, made = line.split(" ")
                    when = datetime.fromisoformat(made.replace("Z", "+00:00"))
                    found[ca] = Edition(None if number == "-" else int(number), when)
            self._in_force, self._kept = found, True
        except FileNotFoundError:
            if self._kept:  # somebody wants it forgotten
                self._in_force, self._kept = {}, False
        except (OSError, ValueError):
            raise CredentialsError(f"{self._file} is damaged, or cannot be read; delete it") from None


class RevokedPeers:
    """Whom the user CA has revoked. A list in a file is looked at before every handshake and every two seconds while
    a session stands; a new one that is of no use leaves the former in force. Safe for use by several threads."""

    def __init__(
        self,
        text: str,
        name: str,
        file: Path | None,
        authorities: Sequence[Certificate],
        trusted: Sequence[Certificate],
        refuse_overdue: bool,
    ) -> None:
        self._name = name
        self._file = file
        self._authorities = authorities
        self._trusted = trusted
        self._refuse_overdue = refuse_overdue
        self._memory = Memory(file)
        self._lock = threading.Lock()
        _ALL.add(self)
        self._trouble: str | None = None
        self._seen: tuple[int, int, int, int] | None = None  # it may have changed since the text was read
        self._lists = Lists()
        self._take(text)
        closed = self.why_closed()
        if closed:
            raise CredentialsError(closed)

    @property
    def source(self) -> str:
        """What says who is revoked."""
        return self._name

    def _take(self, text: str) -> None:
        lists = Lists.parse(text, self._name, self._authorities)
        self._memory.require_not_older(lists.editions(), self._name, self._trusted)
        self._lists = lists
        try:
            self._memory.remember(lists.editions(), self._trusted)
        except OSError:  # a folder that may only be read is none of the caller's trouble
            log.debug("after a restart a list older than %s would be taken", self._name)

    def _now(self) -> Lists:
        with self._lock:
            if self._file is not None:
                try:
                    stamp = _stamp(self._file)  # before it is read, so that no change behind that is missed
                    if stamp != self._seen:
                        self._take(read_text(self._file))
                        self._seen = stamp
                    self._note(None)
                except CredentialsError as e:
                    self._note(e.message)
            return self._lists

    def _note(self, trouble: str | None) -> None:
        if trouble and trouble != self._trouble:
            log.warning("the former revocation list stays in force: %s", trouble)
        self._trouble = trouble

    def revoked(self, chain: Sequence[Certificate]) -> bool:
        lists = self._now()
        return any(lists.revokes(each) for each in chain)

    def why_closed(self) -> str | None:
        """Why no session begins, if that is so."""
        due = self._now().due() if self._refuse_overdue else None
        if due is None or datetime.now(timezone.utc) <= due:
            return None
        return (
            f"a newer {self._name} was due on {instant(due)}, and by the one there is nobody is let in"
            " (USER_CRL_OVERDUE=refuse)"
        )

    def warning(self) -> str | None:
        due = self._now().due()
        if self._trouble:
            return f"the former revocation list stays in force: {self._trouble}"
        if due is not None and datetime.now(timezone.utc) > due:
            return f"a newer {self._name} was due on {instant(due)}; the one there still counts"
        return None


#: Those of this process.
_ALL: weakref.WeakSet[RevokedPeers] = weakref.WeakSet()


def _renew_locks() -> None:
    """In a child that was forked: the thread that may have a lock is its parent's."""
    for each in list(_ALL):
        each._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_locks)


def _stamp(file: Path) -> tuple[int, int, int, int]:
    try:
        about = os.stat(file)
    except OSError:
        raise CredentialsError(f"{file} cannot be read") from None
    return about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size


def read_text(file: Path) -> str:
    """A PEM file, or a list in DER, as Latin-1."""
    try:
        with open(file, "rb") as content:
            data = content.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise CredentialsError(f"{file} does not exist; make it with fr-adm") from None
    except OSError as e:
        raise CredentialsError(f"{file} cannot be read: {e.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise CredentialsError(f"{file} is too big to be a PEM file")
    return data.decode("latin-1")
