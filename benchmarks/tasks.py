"""What is measured: each task is opened once, and then does its work as often as it is told.

A task returns how many pages it did. Nothing of the package is imported before a task that needs it is opened: the
worker may first have to hide the modules of the ``speed`` extra.
"""

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeAlias

from benchmarks.by_hand import ACCESS_ID, ACCESS_SECRET
from benchmarks.export_tasks import EXPORT_TASKS
from benchmarks.rows import OFFSETS, body_at
from benchmarks.stream_tasks import STREAM_TASKS

__all__ = ["TASKS", "TASKS_AT_ONCE", "Task", "Work"]

Work: TypeAlias = Callable[[], int]
Task: TypeAlias = Callable[[str], AbstractContextManager[Work]]

TASKS_AT_ONCE = 32
"""How many tasks share one client where many do."""

_SECONDS = 2.0


@contextmanager
def _async_by_hand(url: str) -> Generator[Work, None, None]:
    import asyncio

    import httpx

    from benchmarks.by_hand import aread

    with asyncio.Runner() as runner:
        client = runner.run(_made(httpx.AsyncClient))
        yield lambda: runner.run(aread(client, url))
        runner.run(client.aclose())


@contextmanager
def _async_sdk(url: str) -> Generator[Work, None, None]:
    import asyncio

    from synctv_async import AsyncSyncTV

    client = AsyncSyncTV(url, access_id=ACCESS_ID, access_secret=ACCESS_SECRET)

    async def read() -> int:
        done = 0
        async for _ in client.media.list().pages():
            done += 1
        return done

    with asyncio.Runner() as runner:
        yield lambda: runner.run(read())
        runner.run(client.aclose())


async def _made(make: Callable[[], Any]) -> Any:
    return make()


@contextmanager
def _sync_by_hand(url: str) -> Generator[Work, None, None]:
    import httpx

    from benchmarks.by_hand import read

    with httpx.Client() as client:
        yield lambda: read(client, url)


@contextmanager
def _sync_sdk(url: str) -> Generator[Work, None, None]:
    from synctv_async import SyncTV

    with SyncTV(url, access_id=ACCESS_ID, access_secret=ACCESS_SECRET) as client:
        yield lambda: sum(1 for _ in client.media.list().pages())


def _decoding(kind: str, load: Callable[[], Callable[[bytes], object]]) -> Task:
    @contextmanager
    def decode(_url: str) -> Generator[Work, None, None]:
        decoder, bodies = load(), [body_at(offset, kind) for offset in OFFSETS]

        def work() -> int:
            for body in bodies:
                decoder(body)
            return len(bodies)

        yield work

    return decode


def _to_records() -> Callable[[bytes], object]:
    from synctv_async import Media
    from synctv_async._wire.envelope import open_synctv, rows_of
    from synctv_async._wire.records import structure_rows

    def decode(body: bytes) -> object:
        rows = rows_of(open_synctv(body), "medias", Media)
        return structure_rows(rows, Media, "response.medias")

    return decode


def _to_elements() -> Callable[[bytes], object]:
    import xmltodict

    return xmltodict.parse


@contextmanager
def _lanes_by_hand(url: str) -> Generator[Work, None, None]:
    import asyncio

    import httpx

    from benchmarks.by_hand import aread_for

    limits = httpx.Limits(max_connections=TASKS_AT_ONCE, max_keepalive_connections=TASKS_AT_ONCE)
    with asyncio.Runner() as runner:
        client = runner.run(_made(lambda: httpx.AsyncClient(limits=limits)))
        yield lambda: runner.run(aread_for(client, url, TASKS_AT_ONCE, _SECONDS))
        runner.run(client.aclose())


@contextmanager
def _lanes_sdk(url: str) -> Generator[Work, None, None]:
    import asyncio

    from synctv_async import AsyncSyncTV

    client = AsyncSyncTV(url, access_id=ACCESS_ID, access_secret=ACCESS_SECRET, max_connections=TASKS_AT_ONCE)

    async def read_until(end: float) -> int:
        done = 0
        while True:
            async for _ in client.media.list().pages():
                done += 1
                if asyncio.get_running_loop().time() > end:
                    return done

    async def read() -> int:
        end = asyncio.get_running_loop().time() + _SECONDS
        return sum(await asyncio.gather(*[read_until(end) for _ in range(TASKS_AT_ONCE)]))

    with asyncio.Runner() as runner:
        yield lambda: runner.run(read())
        runner.run(client.aclose())


TASKS: Mapping[str, Task] = {
    "async by hand": _async_by_hand,
    "async sdk": _async_sdk,
    "sync by hand": _sync_by_hand,
    "sync sdk": _sync_sdk,
    "json.loads": _decoding("json", lambda: json.loads),
    "json to records": _decoding("json", _to_records),
    "xmltodict.parse": _decoding("xml", _to_elements),
    "xml to records": _decoding("xml", _to_records),
    "lanes by hand": _lanes_by_hand,
    "lanes sdk": _lanes_sdk,
    **STREAM_TASKS,
    **EXPORT_TASKS,
}
"""Every task by its name."""
