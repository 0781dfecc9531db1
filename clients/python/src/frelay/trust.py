"""Whether a peer whose certificate was accepted is still to be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone

from .certificates import Certificate, instant
from .errors import FrelayError, PeerExpiredError, PeerRevokedError
from .revocation import RevokedPeers

_LOOK_EVERY = 2.0  # seconds


class Trust:
    """Of one session, used by its thread."""

    def __init__(self, peer: str, revoked: RevokedPeers | None) -> None:
        self._peer = peer
        self._revoked = revoked
        self._looked_at = 0.0

    def why_not(self, chain: Sequence[Certificate], now: float) -> FrelayError | None:
        """Looks every few seconds whether something the peer has shown has expired, or come onto the list.

        :param now: by the session's clock
        """
        if now - self._looked_at < _LOOK_EVERY:
            return None
        self._looked_at = now
        end = min(each.not_after for each in chain)
        what = "the session was ended; the party needs a new one"
        if datetime.now(timezone.utc) > end:
            return PeerExpiredError(f"the certificate of party {self._peer} was valid until {instant(end)}: {what}")
        if self._revoked is not None and self._revoked.revoked(chain):
            says = f"has been revoked, says {self._revoked.source}"
            return PeerRevokedError(f"the certificate of party {self._peer} {says}: {what}")
        return None
