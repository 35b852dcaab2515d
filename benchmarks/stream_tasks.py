"""Whole lists read as streams, each time by a client that is opened for it and closed after it."""

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.by_hand import ACCESS_ID, ACCESS_SECRET

__all__ = ["LIMITS", "STREAM_TASKS", "WORKERS"]


WORKERS = 32
"""How many requests are under way at a time where that is what is measured."""

LIMITS: Mapping[str, tuple[int, float]] = {"a minute": (1000, 60.0), "4 s": (200, 4.0)}
"""The rate limits that streams are read under: requests, and in how many seconds."""

_SECONDS = 2.5
_COUNTS = 2  # requests of a stream that ask for no page: it counts before and after


@dataclass(frozen=True)
class _How:
    """The options of a stream."""

    concurrency: int = WORKERS
    page_size: int | None = None
    limit: tuple[int, float] | None = None

    def client(self) -> dict[str, Any]:
        """Return the options of its client."""
        from synctv_async import RateLimit

        limit = None if self.limit is None else RateLimit(*self.limit)
        return {"access_id": ACCESS_ID, "access_secret": ACCESS_SECRET, "rate_limit": limit}


def _pages(receipt: Any) -> int:
    """Return how many pages were read, if they were read as they should be."""
    assert receipt.status == "complete", receipt
    return int(receipt.requests) - _COUNTS


def _async_stream(how: _How) -> Callable[[str], AbstractContextManager[Callable[[], int]]]:
    @contextmanager
    def task(url: str) -> Generator[Callable[[], int], None, None]:
        import asyncio

        from synctv_async import AsyncSyncTV

        async def read() -> int:
            async with (
                AsyncSyncTV(url, **how.client()) as tv,
                tv.media.list().stream(how.concurrency, page_size=how.page_size) as rows,
            ):
                async for _ in rows:
                    pass
            return _pages(rows.receipt)

        async def warm_up() -> None:  # what is made when it is first needed takes its time once, and not here
            async with AsyncSyncTV(url, **how.client()) as tv:
                await tv.media.list().first()

        with asyncio.Runner() as runner:
            runner.run(warm_up())
            yield lambda: runner.run(read())

    return task


def _sync_stream(how: _How) -> Callable[[str], AbstractContextManager[Callable[[], int]]]:
    @contextmanager
    def task(url: str) -> Generator[Callable[[], int], None, None]:
        from synctv_async import SyncTV

        def read() -> int:
            with (
                SyncTV(url, **how.client()) as tv,
                tv.media.list().stream(how.concurrency, page_size=how.page_size) as rows,
            ):
                for _ in rows:
                    pass
            return _pages(rows.receipt)

        with SyncTV(
            url, **how.client()
        ) as tv:  # what is made when it is first needed takes its time once, and not here
            tv.media.list().first()
        yield read

    return task


@contextmanager
def _by_hand(url: str) -> Generator[Callable[[], int], None, None]:
    import asyncio

    import httpx

    from benchmarks.by_hand import aread_for

    async def read() -> int:
        limits = httpx.Limits(max_connections=WORKERS, max_keepalive_connections=WORKERS)
        async with httpx.AsyncClient(limits=limits) as client:
            return await aread_for(client, url, WORKERS, _SECONDS)

    with asyncio.Runner() as runner:
        yield lambda: runner.run(read())


_HOW = {
    "stream": _How(),
    "lean stream": _How(concurrency=8, page_size=100),
    **{f"stream with a limit in {name}": _How(limit=limit) for name, limit in LIMITS.items()},
}

STREAM_TASKS: Mapping[str, Callable[[str], AbstractContextManager[Callable[[], int]]]] = {
    **{f"async {name}": _async_stream(how) for name, how in _HOW.items()},
    **{f"sync {name}": _sync_stream(how) for name, how in _HOW.items()},
    "stream by hand": _by_hand,
}
"""Every task by its name: see :data:`benchmarks.tasks.TASKS`."""
