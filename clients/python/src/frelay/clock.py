"""Time that goes on while a machine stands still."""

from __future__ import annotations

import time


class Clock:
    """Counts what either clock says has passed: one stands still with a machine, somebody may set the other."""

    def __init__(self) -> None:
        self._steady, self._wall = time.monotonic(), time.time()
        self.now = 0.0

    def advance(self) -> float:
        """Seconds since the last call."""
        steady, wall = time.monotonic(), time.time()
        step = max(steady - self._steady, wall - self._wall, 0.0)
        self._steady, self._wall = steady, wall
        self.now += step
        return step
