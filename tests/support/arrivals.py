"""A service that writes down when each request arrives, and answers after a while."""

import threading
import time
from collections.abc import Callable

from tests.support.wire_server import Line, WireServer, answer

__all__ = ["ArrivalServer"]

_KEY = answer(b'{"name":"Key","settings":{}}')


class ArrivalServer(WireServer):
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
