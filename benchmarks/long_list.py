"""A list as long as one likes: the answer at any offset, from one template with a place for each row's id."""

import json
from functools import cache
from typing import Any

from benchmarks.rows import body_at

__all__ = ["COUNT_PATH", "LongList"]

COUNT_PATH = b"/api/v2/media/count.json"

_PAGE = 25
_FIRST_ID = 10_000_001  # ids of one length make answers of one length
_PLACE = '"id":"?"'
_OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n"


class LongList:
    """Media with ids that count up: rich ones as in the other benchmarks, or small ones of an id and a name."""

    def __init__(self, rows: int, *, small: bool) -> None:
        self._rows = rows
        medias: list[dict[str, Any]] = json.loads(body_at(0, "json"))["response"]["medias"]
        self._medias = [{"id": "?", "name": row["name"]} if small else {**row, "id": "?"} for row in medias]
        self._template = cache(self._make_template)
        self._count = _answer({"count": rows}) % ()

    def answer(self, path: bytes, offset: int, size: int | None) -> bytes:
        """Return the answer to the count, or to a page of ``size`` rows from an offset on."""
        if path == COUNT_PATH:
            return self._count
        length = max(0, min(size or _PAGE, self._rows - offset))
        first = _FIRST_ID + offset
        return self._template(length) % tuple(range(first, first + length))

    def _make_template(self, length: int) -> bytes:
        return _answer({"medias": [self._medias[number % len(self._medias)] for number in range(length)]})


def _answer(payload: dict[str, Any]) -> bytes:
    """Return a whole answer, ready to have the ids put in."""
    content = {"response": {**payload, "code": 1, "messages": ["Successfully completed."]}}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("%", "%%").replace(_PLACE, '"id":%d')
    body = text.encode()
    ids = tuple(range(_FIRST_ID, _FIRST_ID + text.count('"id":%d')))
    return _OK.format(len(body % ids)).encode() + body
