# Generated from synctv_async/_async/_pager.py: edit that and run tools/sync_codegen.py.
"""Lists: lazy, read page by page as the scan plan says."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, Literal, TypeVar, overload

from synctv_async._policy.scan import AskCount, Finished
from synctv_async._sync._pipeline import Pipeline
from synctv_async._sync._reader import Listing, Reader
from synctv_async._sync._stream import Stream
from synctv_async._wire.filters import check_page_size, check_whole
from synctv_async.errors import ArgumentError, SyncTVError
from synctv_async.models import Page, Rejected

__all__ = ["Pager"]

T = TypeVar("T")


class Pager(Generic[T]):
    """The rows of a list. Nothing is sent before it is iterated; each iteration is a new reading.

    Rows come one by one with ``for``, page by page from :meth:`pages`. Sorted by id, which is the default of
    media and ingest videos, a row that matches from the first request to the last is delivered exactly once, whatever
    is created, deleted or changed meanwhile.

    Example::

        for media in tv.media.list(active=True):
            print(media.id, media.name)
    """

    def __init__(self, pipeline: Pipeline, listing: Listing[T]) -> None:
        self._pipeline = pipeline
        self._listing = listing

    def __repr__(self) -> str:
        request = self._listing.request
        return f"<{type(self).__name__} of {request.endpoint.name} at {request.target}>"

    def __iter__(self) -> Iterator[T]:
        return _Rows(self.pages())

    @overload
    def pages(self, start: str | None = None, *, raw: Literal[False] = False) -> Iterator[Page[T]]: ...
    @overload
    def pages(self, start: str | None = None, *, raw: Literal[True]) -> Iterator[Page[dict[str, Any]]]: ...
    def pages(self, start: str | None = None, *, raw: bool = False) -> Iterator[Page[Any]]:
        """Return the pages, from the beginning or from the checkpoint of an earlier page or error.

        A page has ``items``, the rows that were not delivered before, and ``checkpoint``, a text to go on from. With
        ``raw=True`` the items are the rows as the service sent them. A checkpoint of another query is a
        :class:`~synctv_async.CheckpointError`.

        Example::

            for page in tv.media.list().pages(start=saved):
                store(page.items)
                saved = page.checkpoint
        """
        return _Pages(Reader(self._pipeline, self._listing, raw=raw), start)

    @overload
    def stream(
        self,
        concurrency: int = 8,
        *,
        page_size: int | None = None,
        start: str | None = None,
        raw: Literal[False] = False,
        on_reject: Callable[[Rejected], object] | None = None,
    ) -> Stream[T]: ...
    @overload
    def stream(
        self,
        concurrency: int = 8,
        *,
        page_size: int | None = None,
        start: str | None = None,
        raw: Literal[True],
        on_reject: Callable[[Rejected], object] | None = None,
    ) -> Stream[dict[str, Any]]: ...
    def stream(
        self,
        concurrency: int = 8,
        *,
        page_size: int | None = None,
        start: str | None = None,
        raw: bool = False,
        on_reject: Callable[[Rejected], object] | None = None,
    ) -> Stream[Any]:
        """Return the rows as a stream: in order, from pages that are read side by side, with a receipt at the end.

        At most ``concurrency`` requests are under way and twice as many pages held, however long the list is. A stream
        is a context manager: leaving it, for whatever reason, leaves no request, task or thread behind. ``start`` is
        the checkpoint of a page, a stream or an error to go on from, ``page_size`` (from 2) sends ``limit``.
        With ``raw=True`` the rows come as the service sent them. ``on_reject`` is called with each row that is not
        understood, in its turn, and the stream goes on; without it such a row is a
        :class:`~synctv_async.DecodeError`.

        Example::

            with tv.media.list().stream(concurrency=8) as rows:
                for media in rows:
                    print(media.id, media.name)
            print(rows.receipt)
        """
        check_whole("stream", "concurrency", concurrency, 1)
        listing = self._listing
        if page_size is not None:
            check_page_size("stream", page_size)
            if not listing.paged:
                message = f"stream(): page_size={page_size}: {listing.request.endpoint.name} comes whole, in one answer"
                raise ArgumentError(message)
            listing = listing.sized(page_size)
        reader = Reader(self._pipeline, listing, raw=raw, lenient=on_reject is not None)
        return Stream(reader, concurrency, start, on_reject)

    def first(self) -> T | None:
        """Return the first row, or ``None`` of an empty list. Reads one page."""
        for row in self:
            return row
        return None

    def collect(self, max_items: int | None = None) -> list[T]:
        """Return the rows as a list, at most ``max_items`` of them; no page is read beyond the last one needed."""
        rows: list[T] = []
        if max_items is not None and max_items < 0:
            message = f"collect(): max_items is a number of rows from 0, got {max_items}"
            raise ArgumentError(message)
        if max_items == 0:
            return rows
        for row in self:
            rows.append(row)
            if len(rows) == max_items:
                break
        return rows


class _Rows(Iterator[T], Generic[T]):
    """The rows of pages one by one. A class and not a generator: one that is left early has nothing to clean up."""

    __slots__ = ("_pages", "_rows")

    def __init__(self, pages: Iterator[Page[T]]) -> None:
        self._pages = pages
        self._rows: Iterator[T] = iter(())

    def __next__(self) -> T:
        while True:
            for row in self._rows:
                return row
            page = next(self._pages)
            self._rows = iter(page.items)


class _Pages(Iterator[Page[Any]]):
    """One reading of a list, a page at a time."""

    __slots__ = ("_plan", "_reader")

    def __init__(self, reader: Reader, start: str | None) -> None:
        self._reader = reader
        self._plan = reader.listing.plan(reader.position(start))

    def __next__(self) -> Page[Any]:
        try:
            while not isinstance(step := self._plan.next(), Finished):
                if isinstance(step, AskCount):
                    self._plan.feed_count(self._reader.count())
                    continue
                items, keys = self._reader.page(step.offset)
                fresh = self._plan.feed(step.offset, keys)
                if fresh:
                    items = items if len(fresh) == len(items) else tuple([items[index] for index in fresh])
                    return Page(items, self._reader.checkpoint(self._plan.position))
        except SyncTVError as error:
            error.checkpoint = self._reader.checkpoint(self._plan.position)
            raise
        raise StopIteration
