"""A service with one list of media and its count, that notes how many requests are under way at a time."""

import json
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.wire_server import Line, Received, WireServer, answer

__all__ = ["ListServer", "offset_of"]


def offset_of(request: Received) -> int | None:
    """Return the offset that a page was asked for with; ``None`` of a count."""
    parts = urlsplit(request.target)
    return None if "/count" in parts.path else int(parse_qs(parts.query).get("offset", ["0"])[0])


class ListServer(WireServer):
    """Serves rows in pages of 25, or of ``limit``, and counts them.

    ``before`` is called with each request before it is answered: to wait, or to return an answer of its own.
    """

    def __init__(
        self,
        rows: int | Sequence[Any],
        before: Callable[[Received], bytes | None] | None = None,
        *,
        counts: bool = True,
    ) -> None:
        self.rows: Sequence[Any] = [{"id": number} for number in range(1, rows + 1)] if isinstance(rows, int) else rows
        self.under_way = 0
        self.most_under_way = 0
        self._before = before
        self._counts = counts
        self._counting = threading.Lock()
        super().__init__(self._serve_list)

    def _serve_list(self, line: Line) -> None:
        while (request := line.read()) is not None:
            with self._counting:
                self.under_way += 1
                self.most_under_way = max(self.most_under_way, self.under_way)
            reply = self._before(request) if self._before is not None else None
            with self._counting:
                self.under_way -= 1  # before it is sent, or the next request might be here first
            if not line.send(reply or self._answer(request)):
                return

    def _answer(self, request: Received) -> bytes:
        offset = offset_of(request)
        if offset is None:
            if not self._counts:
                return answer(b"{}", "404 Not Found")
            return _json({"count": len(self.rows), "code": 1})
        size = int(parse_qs(urlsplit(request.target).query).get("limit", ["25"])[0])
        return _json({"medias": list(self.rows[offset : offset + size]), "code": 1})

    @property
    def offsets(self) -> list[int | None]:
        """The offsets that were asked for, in the order of their arrival; ``None`` stands for a count."""
        return [offset_of(request) for request in tuple(self.requests)]

    def settled(self, many: int, within: float = 5.0) -> bool:
        """Wait until so many requests came; tell whether no more of them follow soon."""
        end = time.monotonic() + within
        while len(self.requests) < many and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(0.05)
        return len(self.requests) == many


def _json(content: dict[str, Any]) -> bytes:
    return answer(json.dumps({"response": content}).encode())
