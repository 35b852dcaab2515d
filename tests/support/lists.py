"""Sandboxes whose one list is known to the last row, and which of its pages a request asks for."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from synctv_async.sandbox import Incoming, RecordedRequest, Sandbox

__all__ = ["PAGES", "later", "numbered", "offset_of", "offsets", "page_at", "page_of", "serve"]

PAGES = "*/media.json"
"""The path of the list's pages, for a fault that is not to meet its count."""


def numbered(rows: int, **fields: Any) -> Sandbox:
    """Return a sandbox of so many media, numbered from 1, and of nothing else; to be started."""
    box = Sandbox(media=0, bundles=0, contributors=0, ingest_videos=0)
    box.media.insert_many([{"id": number, **fields} for number in range(1, rows + 1)])
    return box


def page_of(rows: Sequence[object]) -> bytes:
    """Return the body of a page that holds whatever rows."""
    return json.dumps({"response": {"medias": rows, "code": 1}}).encode()


def serve(box: Sandbox, rows: Sequence[object], *, counted: bool = True) -> None:
    """Answer every request with a page of these rows, or with their count: a table takes no rows but proper ones."""

    @box.on_request
    def answer(request: RecordedRequest) -> None:
        offset = offset_of(request)
        if offset is not None:
            box.fault(status=200, body=page_of(rows[offset : offset + 25]))
        elif counted:
            box.fault(status=200, body=b'{"response":{"count":%d,"code":1}}' % len(rows))


def offset_of(request: RecordedRequest) -> int | None:
    """Return the offset that a page was asked for with; ``None`` of a count."""
    return None if "/count" in request.path else int((request.values("offset") or ["0"])[0])


def offsets(box: Sandbox) -> list[int | None]:
    """Return the offsets that were asked for, in the order of their arrival; ``None`` stands for a count."""
    return [offset_of(request) for request in box.requests]


def page_at(offset: int) -> Callable[[Incoming], bool]:
    """Choose the requests of one page; the first is asked for without an offset, and so is a count."""
    return lambda request: dict(request.pairs).get("offset", "0") == str(offset)


def later(request: Incoming) -> bool:
    """Choose every page but the first."""
    return dict(request.pairs).get("offset", "0") != "0"
