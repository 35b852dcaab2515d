"""Pages on their way: asked for ahead of a scan, and handed over when it comes to them."""

from collections import deque
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

from synctv_async._async._reader import AsyncReader, FetchedPage
from synctv_async._concurrency import AsyncCrew, AsyncTicket
from synctv_async._policy.read_ahead import ReadAhead
from synctv_async.errors import DecodeError

__all__ = ["AsyncFetcher"]


class AsyncFetcher:
    """Fetches the page that is wanted and those that are likely to follow, ``concurrency`` at a time.

    A page is read when its turn comes: so requests are sent before there is work to do on the answers to earlier ones,
    and what is held meanwhile are bytes. ``requests`` counts what was asked of the service, also what turned out to be
    of no use.
    """

    def __init__(self, reader: AsyncReader, concurrency: int, stride: int | None) -> None:
        self.requests: int = 0
        self._reader = reader
        self._ahead = ReadAhead(concurrency, stride)
        self._crew = AsyncCrew(concurrency)
        self._tickets: deque[AsyncTicket[Callable[[], FetchedPage]]] = deque()

    async def __aenter__(self) -> Self:
        await self._crew.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.discard()
        await self._crew.__aexit__(kind, error, traceback)

    async def count(self, wanted: int | None = None) -> int | None:
        """Count the rows, where they can be counted; the page that is ``wanted`` is asked for meanwhile."""
        if self._reader.listing.count is None:
            return None
        counting = self._crew.submit(self._reader.count)
        self.requests += 1
        if wanted is not None:
            self.want(wanted)
        return await counting.result()

    def expect(self, total: int | None) -> None:
        """Take it that there are so many rows."""
        self._ahead.total = total

    def want(self, offset: int) -> None:
        """Ask for a page, and for those that are likely to follow; what was asked for in vain is thrown away."""
        if not self._ahead.turn_to(offset):
            self._throw_away()
        for place in self._ahead.more():
            self._tickets.append(self._crew.submit(partial(self._reader.fetch, place)))

    async def take(self, offset: int) -> FetchedPage:
        """Wait for the page that is wanted. After an error, also of the user's middleware, it can be wanted again."""
        try:
            read = await self._tickets[0].result()
            try:
                return read()
            except DecodeError as error:
                if not error.damaged:
                    raise
                again = partial(self._reader.again, offset, error)
            return await self._crew.submit(again).result()
        except Exception:  # whatever it was goes on up; a cancellation leaves the pages on their way
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
