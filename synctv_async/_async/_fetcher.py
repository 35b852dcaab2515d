"""Pages on their way: asked for ahead of a scan, and handed over when it comes to them."""

from collections import deque
from functools import partial
from types import TracebackType
from typing import Self

from synctv_async._async._reader import AsyncReader, FetchedPage
from synctv_async._concurrency import AsyncCrew, AsyncTicket
from synctv_async._policy.read_ahead import ReadAhead
from synctv_async.errors import SyncTVError

__all__ = ["AsyncFetcher"]


class AsyncFetcher:
    """Reads the page that is wanted and those that are likely to follow, ``concurrency`` at a time.

    ``requests`` counts what was asked of the service, also what turned out to be of no use.
    """

    def __init__(self, reader: AsyncReader, concurrency: int, stride: int | None) -> None:
        self.requests: int = 0
        self._reader = reader
        self._ahead = ReadAhead(concurrency, stride)
        self._crew = AsyncCrew(concurrency)
        self._tickets: deque[AsyncTicket[FetchedPage]] = deque()

    async def __aenter__(self) -> Self:
        await self._crew.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.discard()
        await self._crew.__aexit__(kind, error, traceback)

    async def count_first(self, offset: int) -> int | None:
        """Count the rows, with the first page already on its way."""
        if self._reader.listing.count is None:
            return None
        counting = self._crew.submit(self._reader.count)
        self.requests += 1
        self.want(offset)
        return await counting.result()

    async def count(self) -> int | None:
        """Count the rows."""
        self.requests += self._reader.listing.count is not None
        return await self._reader.count()

    def expect(self, total: int | None) -> None:
        """Take it that there are so many rows."""
        self._ahead.total = total

    def want(self, offset: int) -> None:
        """Ask for a page, and for those that are likely to follow; what was asked for in vain is thrown away."""
        if not self._ahead.turn_to(offset):
            self._throw_away()
        for place in self._ahead.more():
            self._tickets.append(self._crew.submit(partial(self._reader.page, place)))

    async def take(self) -> FetchedPage:
        """Wait for the page that is wanted. After an error it can be wanted again."""
        try:
            return await self._tickets[0].result()
        except SyncTVError:
            self.discard()
            raise

    def advance(self, stride: int) -> None:
        """Put the page that was wanted aside; the scan moved on by ``stride``."""
        self._tickets.popleft()
        self.requests += 1
        self._ahead.use(stride)

    def discard(self) -> None:
        """Throw away every page that was asked for."""
        self._ahead.clear()
        self._throw_away()

    def _throw_away(self) -> None:
        self.requests += sum(ticket.discard() for ticket in self._tickets)
        self._tickets.clear()
