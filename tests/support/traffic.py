"""What is on its way to a sandbox: how many requests at a time, on how many connections, how close upon each other."""

import time
from collections.abc import Sequence

from synctv_async.sandbox import Fault, RecordedRequest, Sandbox

__all__ = ["Watch", "all_gone", "arrivals", "delay", "most_in", "settled", "used"]


class Watch:
    """Looks at each request that arrives, from now on: what else is under way then, and which connections are open."""

    def __init__(self, box: Sandbox) -> None:
        self.most_under_way = 0
        self._open: list[RecordedRequest] = []
        self._box = box
        self._clients: set[tuple[str, int] | None] = set()
        box.on_request(self._look)

    def _look(self, request: RecordedRequest) -> None:
        self._open = [*(other for other in self._open if other.seconds is None), request]
        self.most_under_way = max(self.most_under_way, len(self._open))
        self._clients.update(connection.client for connection in self._box.app.connections())

    @property
    def under_way(self) -> int:
        """How many requests are not answered yet."""
        return sum(request.seconds is None for request in self._open)

    @property
    def accepted(self) -> int:
        """How many connections there were in all."""
        return len(self._clients)


def all_gone(box: Sandbox, within: float = 2.0) -> bool:
    """Tell whether the other end closes all of its connections soon."""
    end = time.monotonic() + within
    while (there := tuple(box.app.connections())) and time.monotonic() < end:
        time.sleep(0.01)
    return not there


def settled(box: Sandbox, many: int, within: float = 5.0) -> bool:
    """Wait until so many requests came; tell whether no more of them follow soon."""
    end = time.monotonic() + within
    while len(box.requests) < many and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(0.05)
    return len(box.requests) == many


def delay(box: Sandbox) -> None:
    """Let each answer wait for 0, 0.03, 0.05 or 0.08 seconds."""
    box.chaos(*(Fault(name=str(seconds), delay=seconds, probability=0.5, times=None) for seconds in (0.03, 0.05)))


def arrivals(box: Sandbox) -> list[float]:
    """Return when each request arrived, taking half of the time that it was let wait for its way to the service.

    Not half of the time that its answer took: on a busy machine the caller may have it before it is written down here.
    """
    return sorted(request.at + sum(map(float, request.faults)) / 2 for request in box.requests)


def most_in(times: Sequence[float], seconds: float) -> int:
    """Return the most of these moments, which are sorted, in any window of so many seconds."""
    start, most = 0, 0
    for end, moment in enumerate(times):
        while times[start] <= moment - seconds:
            start += 1
        most = max(most, end - start + 1)
    return most


def used(times: Sequence[float], limit: int, per: float) -> float:
    """Return the share of a limit that was used: how fast whole limits followed each other."""
    rounds = (len(times) - 1) // limit
    return rounds * per / (times[rounds * limit] - times[0])
