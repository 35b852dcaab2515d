"""Lists: lazy, read page by page as the scan plan says."""

from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from typing import Any, Generic, Literal, TypeVar, overload

import attrs

from synctv_async._async._pipeline import AsyncPipeline
from synctv_async._policy.checkpoint import fingerprint, read_checkpoint, write_checkpoint
from synctv_async._policy.scan import AskCount, Finished, OnePage, Plan, Position, ScanPlan
from synctv_async._wire.convert import as_object, shorten, to_int
from synctv_async._wire.envelope import Envelope, count_of
from synctv_async._wire.messages import ApiRequest
from synctv_async._wire.records import structure_rows
from synctv_async.errors import ApiError, ArgumentError, DecodeError, SyncTVError
from synctv_async.models import Page

__all__ = ["AsyncListing", "AsyncPager"]

T = TypeVar("T")
R = TypeVar("R")


@attrs.frozen
class AsyncListing(Generic[T]):
    """What a pager reads: the call, what its rows are, and what is known of how the service pages it.

    ``count`` is the call that counts exactly these rows, where there is one. ``record`` is ``None`` for rows that are
    delivered as they come. ``paged`` is false for a list that comes whole.
    """

    request: ApiRequest
    rows: Callable[[Envelope], list[Any]]
    record: type[T] | None
    payload: str
    by_id: bool = False
    descending: bool = False
    page_size: int | None = None
    offset_documented: bool = True
    paged: bool = True
    count: ApiRequest | None = None

    def plan(self, start: Position | None) -> Plan:
        """Return the plan that reads it from a position."""
        if not self.paged:
            return OnePage(start)
        return ScanPlan(
            by_id=self.by_id,
            descending=self.descending,
            page_size=self.page_size,
            offset_documented=self.offset_documented,
            start=start,
        )


class AsyncPager(Generic[T]):
    """The rows of a list. Nothing is sent before it is iterated; each iteration is a new reading.

    Rows come one by one with ``async for``, page by page from :meth:`pages`. Sorted by id, which is the default of
    media and ingest videos, a row that matches from the first request to the last is delivered exactly once, whatever
    is created, deleted or changed meanwhile.

    Example::

        async for media in tv.media.list(active=True):
            print(media.id, media.name)
    """

    def __init__(self, pipeline: AsyncPipeline, listing: AsyncListing[T]) -> None:
        self._pipeline = pipeline
        self._listing = listing

    def __repr__(self) -> str:
        request = self._listing.request
        return f"<{type(self).__name__} of {request.endpoint.name} at {request.target}>"

    def __aiter__(self) -> AsyncIterator[T]:
        return _AsyncRows(self.pages())

    @overload
    def pages(self, start: str | None = None, *, raw: Literal[False] = False) -> AsyncIterator[Page[T]]: ...
    @overload
    def pages(self, start: str | None = None, *, raw: Literal[True]) -> AsyncIterator[Page[dict[str, Any]]]: ...
    def pages(self, start: str | None = None, *, raw: bool = False) -> AsyncIterator[Page[Any]]:
        """Return the pages, from the beginning or from the checkpoint of an earlier page or error.

        A page has ``items``, the rows that were not delivered before, and ``checkpoint``, a text to go on from. With
        ``raw=True`` the items are the rows as the service sent them. A checkpoint of another query is a
        :class:`~synctv_async.CheckpointError`.

        Example::

            async for page in tv.media.list().pages(start=saved):
                store(page.items)
                saved = page.checkpoint
        """
        return _AsyncPages(self._pipeline, self._listing, start, raw=raw)

    async def first(self) -> T | None:
        """Return the first row, or ``None`` of an empty list. Reads one page."""
        async for row in self:
            return row
        return None

    async def collect(self, max_items: int | None = None) -> list[T]:
        """Return the rows as a list, at most ``max_items`` of them; no page is read beyond the last one needed."""
        rows: list[T] = []
        if max_items is not None and max_items < 0:
            message = f"collect(): max_items is a number of rows from 0, got {max_items}"
            raise ArgumentError(message)
        if max_items == 0:
            return rows
        async for row in self:
            rows.append(row)
            if len(rows) == max_items:
                break
        return rows


class _AsyncRows(AsyncIterator[T], Generic[T]):
    """The rows of pages one by one. A class and not a generator: one that is left early has nothing to clean up."""

    __slots__ = ("_pages", "_rows")

    def __init__(self, pages: AsyncIterator[Page[T]]) -> None:
        self._pages = pages
        self._rows: Iterator[T] = iter(())

    async def __anext__(self) -> T:
        while True:
            for row in self._rows:
                return row
            page = await anext(self._pages)
            self._rows = iter(page.items)


class _AsyncPages(AsyncIterator[Page[Any]]):
    """One reading of a list."""

    def __init__(self, pipeline: AsyncPipeline, listing: AsyncListing[Any], start: str | None, *, raw: bool) -> None:
        request = listing.request
        self._pipeline = pipeline
        self._listing = listing
        self._raw = raw
        self._query = fingerprint(request.path, request.query.pairs)
        self._plan = listing.plan(None if start is None else read_checkpoint(start, self._query))

    async def __anext__(self) -> Page[Any]:
        try:
            while not isinstance(step := self._plan.next(), Finished):
                if isinstance(step, AskCount):
                    self._plan.feed_count(await self._count())
                    continue
                items = await self._page(step.offset)
                if items:
                    return Page(items, self._checkpoint())
        except SyncTVError as error:
            error.checkpoint = self._checkpoint()
            raise
        raise StopAsyncIteration

    def _checkpoint(self) -> str:
        return write_checkpoint(self._query, self._plan.position)

    async def _page(self, offset: int) -> tuple[Any, ...]:
        listing = self._listing
        # The first page is asked for without an offset: not every list documents one.
        request = listing.request.at(offset or None) if listing.paged else listing.request
        items, keys = await self._pipeline.call(request, self._read)
        fresh = self._plan.feed(offset, keys)
        return items if len(fresh) == len(items) else tuple([items[index] for index in fresh])

    def _read(self, envelope: Envelope) -> tuple[tuple[Any, ...], list[Hashable]]:
        listing = self._listing
        rows, path = listing.rows(envelope), f"response.{listing.payload}"
        keys = _keys_of(rows, path, numbers=listing.by_id)
        if self._raw or listing.record is None:
            return tuple(rows), keys
        return structure_rows(rows, listing.record, path), keys

    async def _count(self) -> int | None:
        if self._listing.count is None:
            return None
        try:
            return await self._pipeline.call(self._listing.count, count_of)
        except ApiError:
            return None


def _keys_of(rows: list[Any], path: str, *, numbers: bool) -> list[Hashable]:
    """Return what tells the rows apart: their ids, as numbers where they are sorted by; all of a row that has none."""
    if not numbers:
        return [(as_object(row) or {}).get("id", repr(row)) for row in rows]
    try:
        return [row["id"] if type(row["id"]) is int else to_int(row["id"]) for row in rows]
    except (TypeError, KeyError, ValueError):
        message = f"{path}: a row without a usable id: {shorten(rows)}"
        raise DecodeError(message, field=path) from None
