"""Services that write down when each request arrives, which is a while after it was sent."""

import threading
import time
from collections.abc import Callable

from tests.support.list_server import ListServer
from tests.support.wire_server import Line, Received, WireServer, answer

__all__ = ["ArrivalServer", "Arrivals", "LimitedListServer"]

_KEY = answer(b'{"name":"Key","settings":{}}')
_TOO_MANY = answer(b"{}", "429 Too Many Requests")


class Arrivals:
    """When requests arrived, by the monotonic clock."""

    arrivals: list[float]

    def most_in(self, seconds: float) -> int:
        """Return the most arrivals in any window of so many seconds."""
        times, start, most = sorted(self.arrivals), 0, 0
        for end, moment in enumerate(times):
            while times[start] <= moment - seconds:
                start += 1
            most = max(most, end - start + 1)
        return most

    def used(self, limit: int, per: float) -> float:
        """Return the share of the limit that was used: how fast whole limits followed each other."""
        times = sorted(self.arrivals)
        rounds = (len(times) - 1) // limit
        return rounds * per / (times[rounds * limit] - times[0])


class ArrivalServer(Arrivals, WireServer):
    """``latency`` is drawn for each request; half of it passes before the request counts as arrived."""

    def __init__(self, latency: Callable[[], float]) -> None:
        self.arrivals: list[float] = []
        self._latency = latency
        self._draw = threading.Lock()
        super().__init__(self._serve_keys)

    def _serve_keys(self, line: Line) -> None:
        while line.read() is not None:
            with self._draw:
                latency = self._latency()
            time.sleep(latency / 2)
            with self._draw:
                self.arrivals.append(time.monotonic())
            time.sleep(latency / 2)
            if not line.send(_KEY):
                return


class LimitedListServer(Arrivals, ListServer):
    """A list behind a limit: what arrives when there were ``limit`` requests in the last ``per`` seconds is refused.

    ``latency`` is drawn for each request, and passes before it arrives. ``refused`` counts.
    """

    def __init__(self, rows: int, limit: int, per: float, latency: Callable[[], float]) -> None:
        self.arrivals: list[float] = []
        self.refused = 0
        self._limit = limit
        self._per = per
        self._latency = latency
        self._draw = threading.Lock()
        super().__init__(rows, self._arrive)

    def _arrive(self, _: Received) -> bytes | None:
        with self._draw:
            latency = self._latency()
        time.sleep(latency)
        with self._draw:
            now = time.monotonic()
            recent = [moment for moment in self.arrivals[-self._limit :] if moment > now - self._per]
            self.arrivals.append(now)
            if len(recent) < self._limit:
                return None
            self.refused += 1
        return _TOO_MANY
