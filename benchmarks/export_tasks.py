"""What an export costs beyond the calls: the calls alone, with files, and the files alone by hand.

The answers come from a transport inside of the process, so that nothing but the client's own work is measured.
"""

import hashlib
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.by_hand import ACCESS_ID, ACCESS_SECRET
from benchmarks.long_list import LongList

if TYPE_CHECKING:
    from synctv_async import AsyncSyncTV

__all__ = ["EXPORT_TASKS"]

_PAGES = 1_600
_STEP = 24  # how far a page takes a scan: it is asked for one row early
_ROWS = _PAGES * _STEP + 1
_END = b"\r\n\r\n"


def _client() -> "AsyncSyncTV":
    import httpx

    from synctv_async import AsyncSyncTV

    long_list = LongList(_ROWS, small=False)
    headers = {"Content-Type": "application/json", "Date": "Sun, 01 Mar 2026 12:00:00 GMT"}

    class Answers(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            url = request.url
            offset = next((pair[7:] for pair in url.query.split(b"&") if pair.startswith(b"offset=")), b"0")
            body = long_list.answer(url.path.encode(), int(offset), None).partition(_END)[2]
            return httpx.Response(200, headers=headers, content=body)

    return AsyncSyncTV("http://127.0.0.1:1", access_id=ACCESS_ID, access_secret=ACCESS_SECRET, transport=Answers())


@contextmanager
def _calls(_url: str) -> Generator[Callable[[], int], None, None]:
    import asyncio

    async def read() -> int:
        async with _client() as tv, tv.media.list().stream(raw=True) as rows:
            async for _ in rows.pages():
                pass
        assert rows.receipt.status == "complete", rows.receipt
        return _PAGES

    with asyncio.Runner() as runner:
        yield lambda: runner.run(read())


@contextmanager
def _export(_url: str) -> Generator[Callable[[], int], None, None]:
    import asyncio

    from synctv_async.export import export

    async def pull() -> int:
        with TemporaryDirectory() as out:
            async with _client() as tv:
                (result,) = await export(tv, "media", out)
        assert (result.status, result.rows) == ("complete", _ROWS), result
        return _PAGES

    with asyncio.Runner() as runner:
        yield lambda: runner.run(pull())


@contextmanager
def _lines_by_hand(_url: str) -> Generator[Callable[[], int], None, None]:
    import asyncio

    from orjson import dumps

    async def read() -> list[Any]:
        async with _client() as tv:
            return [page.items async for page in tv.media.list().pages(raw=True)]

    pages = asyncio.run(read())

    def write() -> int:
        with TemporaryDirectory() as out, (Path(out) / "part.ndjson").open("wb") as file:
            digest = hashlib.sha256()
            for rows in pages:
                for row in rows:
                    line = dumps(row) + b"\n"
                    digest.update(line)
                    file.write(line)
            file.flush()
            os.fsync(file.fileno())
        return len(pages)

    yield write


EXPORT_TASKS: Mapping[str, Callable[[str], AbstractContextManager[Callable[[], int]]]] = {
    "calls of an export": _calls,
    "export": _export,
    "lines by hand": _lines_by_hand,
}
"""Every task by its name: see :data:`benchmarks.tasks.TASKS`."""
