"""A list as a stream: its pages read side by side, its rows delivered in order, and the proof of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import attrs

from synctv_async._async._fetcher import AsyncFetcher
from synctv_async._async._reader import AsyncReader
from synctv_async._concurrency import acall, monotonic
from synctv_async._policy.receipt import receipt_of
from synctv_async._policy.scan import AskCount, Fetch, Position
from synctv_async.errors import ConfigError, SyncTVError
from synctv_async.models import Page, Receipt, Rejected

__all__ = ["AsyncStream"]

T = TypeVar("T")


@attrs.define
class _Batch:
    """The page that is being delivered: where the scan stood before it, and which of its rows there are to deliver.

    ``fresh`` are the indexes of the rows that are new, ``kept`` those of them that were understood; ``taken`` of these
    are delivered.
    """

    before: Position
    offset: int = 0
    keys: Sequence[Any] = ()
    fresh: Sequence[int] = ()
    kept: Sequence[int] = ()
    taken: int = 0


class AsyncStream(AsyncIterator[T], Generic[T]):
    """The rows of a list in order, from pages that are read side by side. Made by :meth:`AsyncPager.stream`.

    There is one reading: iterating again, or over :meth:`pages`, goes on where it stands. Errors come out as they are,
    with the ``checkpoint`` to go on from, and in the order of the rows: what was read before is delivered before.
    """

    def __init__(
        self,
        reader: AsyncReader,
        concurrency: int,
        start: str | None,
        on_reject: Callable[[Rejected], object] | None,
    ) -> None:
        position = reader.position(start) or Position()
        self._reader = reader
        self._on_reject = on_reject
        self._plan = reader.listing.plan(position)
        self._fetcher = AsyncFetcher(reader, concurrency, self._plan.stride)
        self._begun_after = position.delivered
        self._expected = position.expected
        self._batch = _Batch(position)
        self._rows: Iterator[T] = iter(())
        self._receipt: Receipt | None = None
        self._opened: float | None = None
        self._counted = False
        self._closed = False

    async def __aenter__(self) -> Self:
        if self._opened is not None:
            message = "a stream is read once: call stream() again"
            raise ConfigError(message)
        await self._fetcher.__aenter__()
        self._opened = monotonic()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closed = True
        self._receipt = self.receipt
        await self._fetcher.__aexit__(kind, error, traceback)

    async def __anext__(self) -> T:
        while True:
            for row in self._rows:
                self._batch.taken += 1
                return row
            await self._turn()

    def pages(self) -> AsyncIterator[Page[T]]:
        """Return what is left of the stream by pages, each with the rows that were not delivered before."""
        return _AsyncStreamPages(self._page)

    async def _page(self) -> Page[T]:
        while not (rows := tuple(self._rows)):
            await self._turn()
        self._batch.taken += len(rows)
        return Page(rows, self.checkpoint)

    @property
    def expected(self) -> int | None:
        """How many rows the service counted when the reading began, once known and where that proves something."""
        return self._expected

    @property
    def checkpoint(self) -> str:
        """Where to go on after the row that was delivered last: for ``start=`` of ``stream()`` or ``pages()``."""
        return self._reader.checkpoint(attrs.evolve(self._position(), expected=self._expected))

    def _position(self) -> Position:
        """Return where the row delivered last stands: after a page, before it, or within it."""
        batch = self._batch
        if batch.taken == len(batch.kept):
            return self._plan.position
        if not batch.taken:
            return batch.before
        index = batch.kept[batch.taken - 1]
        done = batch.fresh.index(index) + 1
        return self._plan.within(batch.before, batch.offset, index, batch.keys[index], done)

    @property
    def receipt(self) -> Receipt:
        """What the reading proves. Before its end that is nothing: ``unverified``, and not ``finished``."""
        return self._receipt or self._judge(None, finished=False)

    def _judge(self, expected_after: int | None, *, finished: bool) -> Receipt:
        return receipt_of(
            self._plan,
            self._position(),
            delivered_before=self._begun_after,
            expected_before=self._expected,
            expected_after=expected_after,
            finished=finished,
            requests=self._fetcher.requests,
            seconds=0.0 if self._opened is None else monotonic() - self._opened,
        )

    async def _turn(self) -> None:
        """Make the rows of the next page those to deliver; there may be none. Ends the iteration after the last one."""
        try:
            while isinstance(step := self._plan.next(), AskCount):
                self._plan.feed_count(await self._fetcher.count())
            if isinstance(step, Fetch):
                self._check_open()
                return await self._read(step.offset)
            if self._receipt is None:
                self._fetcher.discard()
                self._receipt = self._judge(await self._fetcher.count(), finished=True)
        except SyncTVError as error:
            error.checkpoint = self.checkpoint
            raise
        raise StopAsyncIteration

    def _check_open(self) -> None:
        if self._opened is None or self._closed:
            message = "a stream is read inside of its 'with' block, which ends it"
            raise ConfigError(message)

    async def _read(self, offset: int) -> None:
        if not self._counted:
            if self._expected is None:
                self._expected = await self._fetcher.count_first(offset)
            self._fetcher.expect(self._expected)
            self._counted = True
        self._fetcher.want(offset)
        items, keys = await self._fetcher.take()
        before = self._plan.position
        fresh = self._plan.feed(offset, keys)
        following = self._plan.next()
        if isinstance(following, Fetch):
            self._fetcher.advance(following.offset - offset)
            self._fetcher.want(following.offset)
        await self._deliver(_Batch(before, offset, keys, fresh, fresh), items)

    async def _deliver(self, batch: _Batch, items: Sequence[Any]) -> None:
        self._batch = batch
        if self._on_reject is not None:
            batch.kept = [index for index in batch.fresh if not isinstance(items[index], Rejected)]
        self._rows = iter(items if len(batch.kept) == len(items) else [items[index] for index in batch.kept])
        if self._on_reject is not None and len(batch.kept) < len(batch.fresh):
            for row in [items[index] for index in batch.fresh if index not in batch.kept]:
                await acall(self._on_reject, row)


class _AsyncStreamPages(AsyncIterator[Page[T]], Generic[T]):
    """A stream by pages. A class and not a generator: one that is left early has nothing to clean up."""

    __slots__ = ("_page",)

    def __init__(self, page: Callable[[], Awaitable[Page[T]]]) -> None:
        self._page = page

    async def __anext__(self) -> Page[T]:
        return await self._page()
