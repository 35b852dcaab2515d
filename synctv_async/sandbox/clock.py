"""The sandbox's clock: real time plus what a test has added to it."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["Clock"]


class Clock:
    """Time that tests can drive.

    ``Clock()`` runs with real time; ``Clock(1_400_000_000.0)`` stands still at that moment (seconds since 1970, UTC)
    and moves by :meth:`advance` alone. Everything in the sandbox that depends on time reads this clock: the ingest
    life cycle, ``created_at`` and ``updated_at``, the rate limit, and the ``Date`` of each answer.
    """

    def __init__(self, frozen_at: float | None = None) -> None:
        self._first: Callable[[], float] = time.time if frozen_at is None else lambda: frozen_at
        self._base = self._first
        self._offset = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the time in seconds since 1970, UTC."""
        return self._base() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock forward by ``seconds``; a clock never goes back, so less than 0 is a ``ValueError``."""
        if seconds < 0:
            message = f"a clock cannot go back: advance({seconds})"
            raise ValueError(message)
        with self._lock:
            self._offset += seconds

    def freeze(self, at: float) -> None:
        """Stand still at a moment (seconds since 1970, UTC) and move by :meth:`advance` alone, until :meth:`reset`."""
        with self._lock:
            self._base, self._offset = lambda: at, 0.0

    def reset(self) -> None:
        """Forget what was added by :meth:`advance` and :meth:`freeze`."""
        with self._lock:
            self._base, self._offset = self._first, 0.0

    def stamp(self) -> str:
        """Return the time as both services print it: ISO 8601, UTC, whole seconds, ``Z``."""
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
