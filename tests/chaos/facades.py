"""The same work done by each of the two facades, so that each test is written once."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeAlias

from synctv_async import (
    AsyncSourceSync,
    AsyncSyncTV,
    BatchResult,
    Media,
    Production,
    Receipt,
    RetryPolicy,
    SourceSync,
    SyncTV,
    SyncTVError,
)
from synctv_async.sandbox import Sandbox

__all__ = ["FACADES", "Created", "Facade"]

QUICK = RetryPolicy(base_delay=0.002, max_delay=0.005)
_AT_ONCE = 4
_PATIENCE = 300

Arguments: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Created:
    """What came of one create: a record's id, or an error."""

    mark: str
    id: int | None = None
    error: SyncTVError | None = None

    @property
    def outcome(self) -> str:
        return "done" if self.error is None else str(self.error.outcome)


class Facade(Protocol):
    """One of the two facades."""

    def iterated(self, box: Sandbox, wire: str, **filters: Any) -> list[Media]:
        """Read media by iteration."""
        ...

    def streamed(self, box: Sandbox, wire: str, **filters: Any) -> tuple[list[Media], Receipt]:
        """Read media by a stream that is eight wide."""
        ...

    def resumed(self, box: Sandbox, wire: str, width: int) -> tuple[list[int], int]:
        """Read media in spite of all errors: go on after each of them. Returns the ids, and how many errors there were.

        ``width`` 0 reads page by page.
        """
        ...

    def listed(self, box: Sandbox, wire: str, resource: str) -> list[Any]:
        """Read all of another resource."""
        ...

    def creates(self, box: Sandbox, wire: str, resource: str, calls: Sequence[tuple[str, Arguments]]) -> list[Created]:
        """Create several records at a time; each call has a mark by which its record can be told."""
        ...

    def deletes(self, box: Sandbox, wire: str, resource: str, ids: Sequence[int]) -> dict[int, SyncTVError | None]:
        """Delete records one after another."""
        ...

    def create_many(self, box: Sandbox, rows: Sequence[Arguments]) -> BatchResult[Production]:
        """Create productions in batches."""
        ...


def _tv_options(box: Sandbox, wire: str) -> Arguments:
    return {"access_id": box.access_id, "access_secret": box.access_secret, "retry": QUICK, "wire_format": wire}


class _Async:
    def _run(self, box: Sandbox, wire: str, work: Callable[[AsyncSyncTV], Coroutine[Any, Any, Any]]) -> Any:
        async def main() -> Any:
            async with AsyncSyncTV(box.url, **_tv_options(box, wire)) as tv:
                return await work(tv)

        return asyncio.run(main())

    def iterated(self, box: Sandbox, wire: str, **filters: Any) -> list[Media]:
        async def work(tv: AsyncSyncTV) -> Any:
            return [row async for row in tv.media.list(**filters)]

        found: list[Media] = self._run(box, wire, work)
        return found

    def streamed(self, box: Sandbox, wire: str, **filters: Any) -> tuple[list[Media], Receipt]:
        async def work(tv: AsyncSyncTV) -> Any:
            async with tv.media.list(**filters).stream(concurrency=8) as rows:
                return [row async for row in rows], rows.receipt

        found: tuple[list[Media], Receipt] = self._run(box, wire, work)
        return found

    def resumed(self, box: Sandbox, wire: str, width: int) -> tuple[list[int], int]:
        seen: list[int] = []

        async def work(tv: AsyncSyncTV, start: str | None) -> None:
            if not width:
                async for page in tv.media.list(page_size=9).pages(start=start):
                    seen.extend(row.id for row in page.items)
                return
            async with tv.media.list(page_size=9).stream(width, start=start) as rows:
                async for row in rows:
                    seen.append(row.id)  # noqa: PERF401 - an error ends it anywhere, and what came has come

        start, errors = None, 0
        while True:
            try:
                self._run(box, wire, partial(work, start=start))
            except SyncTVError as error:
                start, errors = error.checkpoint, errors + 1
                assert errors < _PATIENCE
            else:
                return seen, errors

    def listed(self, box: Sandbox, wire: str, resource: str) -> list[Any]:
        async def work(tv: AsyncSyncTV) -> Any:
            return [row async for row in getattr(tv, resource).list()]

        found: list[Any] = self._run(box, wire, work)
        return found

    def creates(self, box: Sandbox, wire: str, resource: str, calls: Sequence[tuple[str, Arguments]]) -> list[Created]:
        async def work(tv: AsyncSyncTV) -> Any:
            room = asyncio.Semaphore(_AT_ONCE)

            async def one(mark: str, arguments: Arguments) -> Created:
                async with room:
                    try:
                        record = await getattr(tv, resource).create(*arguments.get("args", ()), **arguments["named"])
                    except SyncTVError as error:
                        return Created(mark, error=error)
                    return Created(mark, record.id)

            return await asyncio.gather(*(one(*call) for call in calls))

        found: list[Created] = self._run(box, wire, work)
        return found

    def deletes(self, box: Sandbox, wire: str, resource: str, ids: Sequence[int]) -> dict[int, SyncTVError | None]:
        async def work(tv: AsyncSyncTV) -> Any:
            found: dict[int, SyncTVError | None] = {}
            for number in ids:
                try:
                    await getattr(tv, resource).delete(number)
                except SyncTVError as error:
                    found[number] = error
                else:
                    found[number] = None
            return found

        found: dict[int, SyncTVError | None] = self._run(box, wire, work)
        return found

    def create_many(self, box: Sandbox, rows: Sequence[Arguments]) -> BatchResult[Production]:
        async def main() -> BatchResult[Production]:
            async with AsyncSourceSync(box.api_key, base_url=box.url, retry=QUICK) as ss:
                return await ss.productions.create_many(rows)

        return asyncio.run(main())


class _Sync:
    def iterated(self, box: Sandbox, wire: str, **filters: Any) -> list[Media]:
        with SyncTV(box.url, **_tv_options(box, wire)) as tv:
            return list(tv.media.list(**filters))

    def streamed(self, box: Sandbox, wire: str, **filters: Any) -> tuple[list[Media], Receipt]:
        with SyncTV(box.url, **_tv_options(box, wire)) as tv, tv.media.list(**filters).stream(concurrency=8) as rows:
            return list(rows), rows.receipt

    def resumed(self, box: Sandbox, wire: str, width: int) -> tuple[list[int], int]:
        seen: list[int] = []

        def work(tv: SyncTV, start: str | None) -> None:
            if not width:
                for page in tv.media.list(page_size=9).pages(start=start):
                    seen.extend(row.id for row in page.items)
                return
            with tv.media.list(page_size=9).stream(width, start=start) as rows:
                for row in rows:
                    seen.append(row.id)  # noqa: PERF401 - an error ends it anywhere, and what came has come

        start, errors = None, 0
        while True:
            try:
                with SyncTV(box.url, **_tv_options(box, wire)) as tv:
                    work(tv, start)
            except SyncTVError as error:
                start, errors = error.checkpoint, errors + 1
                assert errors < _PATIENCE
            else:
                return seen, errors

    def listed(self, box: Sandbox, wire: str, resource: str) -> list[Any]:
        with SyncTV(box.url, **_tv_options(box, wire)) as tv:
            return list(getattr(tv, resource).list())

    def creates(self, box: Sandbox, wire: str, resource: str, calls: Sequence[tuple[str, Arguments]]) -> list[Created]:
        with SyncTV(box.url, **_tv_options(box, wire)) as tv, ThreadPoolExecutor(_AT_ONCE) as pool:

            def one(call: tuple[str, Arguments]) -> Created:
                mark, arguments = call
                try:
                    record = getattr(tv, resource).create(*arguments.get("args", ()), **arguments["named"])
                except SyncTVError as error:
                    return Created(mark, error=error)
                return Created(mark, record.id)

            return list(pool.map(one, calls))

    def deletes(self, box: Sandbox, wire: str, resource: str, ids: Sequence[int]) -> dict[int, SyncTVError | None]:
        found: dict[int, SyncTVError | None] = {}
        with SyncTV(box.url, **_tv_options(box, wire)) as tv:
            for number in ids:
                try:
                    getattr(tv, resource).delete(number)
                except SyncTVError as error:
                    found[number] = error
                else:
                    found[number] = None
        return found

    def create_many(self, box: Sandbox, rows: Sequence[Arguments]) -> BatchResult[Production]:
        with SourceSync(box.api_key, base_url=box.url, retry=QUICK) as ss:
            return ss.productions.create_many(rows)


FACADES: dict[str, Facade] = {"async": _Async(), "sync": _Sync()}
