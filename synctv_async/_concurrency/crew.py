"""Work side by side whose results are fetched one by one, by whoever asked for it."""

from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

import anyio

from synctv_async._concurrency.interrupt import Interrupt, obey

__all__ = ["AsyncCrew", "AsyncTicket", "Crew", "Ticket"]

T = TypeVar("T")


class AsyncTicket(Generic[T]):
    """A job that was handed in, and its result."""

    __slots__ = ("_done", "_error", "_job", "_value")

    def __init__(self, job: Callable[[], Awaitable[T]]) -> None:
        self._job: Callable[[], Awaitable[T]] | None = job
        self._done = anyio.Event()
        self._value: T | None = None
        self._error: BaseException | None = None

    async def run(self) -> None:
        """Do the job, unless it is discarded. An error is for the one who asks for the result."""
        job, self._job = self._job, None
        if job is None:
            return
        try:
            self._value = await job()
        except BaseException as error:
            self._error = error
            if not isinstance(error, Exception):  # a cancellation, or the end of the process
                raise
        finally:
            self._done.set()

    async def result(self) -> T:
        """Wait for the result, or raise the error of the job."""
        if not self._done.is_set():
            await self._done.wait()
        if self._error is not None:
            raise self._error
        return cast("T", self._value)

    def discard(self) -> bool:
        """Do not begin the job if it was not begun; tell whether it was."""
        waiting, self._job = self._job is not None, None
        return not waiting


class AsyncCrew:
    """Does jobs in the order in which they are handed in, ``size`` at a time. Leaving it cancels what is left.

    A failing job does not disturb the one who works inside: its error waits at the ticket.
    """

    __slots__ = ("_group", "_size", "_waiting", "_working")

    def __init__(self, size: int) -> None:
        self._size = size
        self._working = 0
        self._waiting: deque[AsyncTicket[object]] = deque()
        self._group = anyio.create_task_group()

    def submit(self, job: Callable[[], Awaitable[T]]) -> AsyncTicket[T]:
        """Hand in a job."""
        ticket = AsyncTicket(job)
        self._waiting.append(cast("AsyncTicket[object]", ticket))
        if self._working < self._size:
            self._working += 1
            self._group.start_soon(self._work)
        return ticket

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._waiting.popleft().run()
        finally:
            self._working -= 1

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._group.cancel_scope.cancel()
        # The group is not told of the error, for it would wrap it; unless swallowed here, it goes on by itself.
        await self._group.__aexit__(None, None, None)


class Ticket(Generic[T]):
    """A job that was handed in, and its result."""

    __slots__ = ("_future",)

    def __init__(self, future: "Future[T]") -> None:
        self._future = future

    def result(self) -> T:
        """Wait for the result, or raise the error of the job."""
        return self._future.result()

    def discard(self) -> bool:
        """Do not begin the job if it was not begun; tell whether it was."""
        return not self._future.cancel()


class Crew:
    """Does jobs in the order in which they are handed in, ``size`` at a time. Leaving it interrupts what is left.

    The jobs run in threads, with the context variables of the one who hands them in.
    """

    __slots__ = ("_interrupt", "_pool")

    def __init__(self, size: int) -> None:
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="synctv-stream")
        self._interrupt = Interrupt()

    def submit(self, job: Callable[[], T]) -> Ticket[T]:
        """Hand in a job."""
        return Ticket(self._pool.submit(copy_context().run, self._work, job))

    def _work(self, job: Callable[[], T]) -> T:
        obey(self._interrupt)
        self._interrupt.check()
        return job()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._interrupt.set()
        self._pool.shutdown(cancel_futures=True)
