"""The rate limit as a pure window of slots. The caller brings the clock."""

from collections import deque

import attrs

from synctv_async.errors import ConfigError

__all__ = ["RateLimit", "RateWindow"]


@attrs.frozen
class RateLimit:
    """At most ``requests`` in any ``per`` seconds, counted where the service counts them: at its door."""

    requests: int
    per: float = 60.0

    def __attrs_post_init__(self) -> None:
        if self.requests < 1 or not 0 < self.per < float("inf"):
            message = f"RateLimit takes at least 1 request per a positive number of seconds, got {self}"
            raise ConfigError(message)


class RateWindow:
    """Slots of a :class:`RateLimit`, and the pause after a 429.

    A slot is held from before its request is sent until ``per`` seconds after it was answered. The request arrived
    somewhere in between, so two arrivals by the same slot are at least ``per`` apart whatever the latencies are: the
    service never sees more than the limit.
    """

    __slots__ = ("_cooling", "_held_until", "_in_flight", "limit")

    def __init__(self, limit: RateLimit | None) -> None:
        self.limit = limit
        self._in_flight = 0
        self._cooling: deque[float] = deque()
        self._held_until = float("-inf")

    def reserve(self, now: float) -> float | None:
        """Take a slot and return ``None``, or return how many seconds to wait before asking again.

        The wait is infinite while every slot is in flight: until one is settled nobody knows when it is free.
        """
        if now < self._held_until:
            return self._held_until - now
        if self.limit is None:
            return None
        while self._cooling and self._cooling[0] <= now:
            self._cooling.popleft()
        if self._in_flight + len(self._cooling) < self.limit.requests:
            self._in_flight += 1
            return None
        return self._cooling[0] - now if self._cooling else float("inf")

    def settle(self, now: float) -> None:
        """Note that a slot's request was answered, or failed, or was given up: it is free ``per`` seconds from now."""
        if self.limit is not None:
            self._in_flight -= 1
            self._cooling.append(now + self.limit.per)

    def give_back(self) -> None:
        """Return a slot whose request was never sent."""
        if self.limit is not None:
            self._in_flight -= 1

    def left(self, now: float) -> int | None:
        """Return how many requests may go now, or ``None`` without a limit."""
        if self.limit is None:
            return None
        if now < self._held_until:
            return 0
        return self.limit.requests - self._in_flight - sum(free_at > now for free_at in self._cooling)

    def hold(self, until: float) -> None:
        """Grant no slot before ``until``: the service said that there are too many requests."""
        self._held_until = max(self._held_until, until)
