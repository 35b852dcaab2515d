"""Work side by side whose results are fetched one by one, by whoever asked for it."""

import threading
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

import anyio.lowlevel
from anyio.abc import TaskGroup

from synctv_async._concurrency.interrupt import Interrupt, InterruptedWorkError, obey

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
            if _ends_the_worker(error):
                self._error = InterruptedWorkError()
                raise
        finally:
            self._done.set()

    async def result(self) -> T:
        """Wait for the result, or raise the error of the job, :class:`InterruptedWorkError` if it is not done."""
        await self._done.wait()  # also if it is there: the other tasks have their turn before it is worked on
        if isinstance(self._error, InterruptedWorkError):  # the one who asks may be cancelled by the same stroke
            await anyio.lowlevel.checkpoint_if_cancelled()
        if self._error is not None:
            raise self._error
        return cast("T", self._value)

    def discard(self) -> bool:
        """Do not begin the job if it was not begun; tell whether it was."""
        waiting, self._job = self._job is not None, None
        if waiting:
            self._error = InterruptedWorkError()
            self._done.set()
        return not waiting


def _ends_the_worker(error: BaseException) -> bool:
    """Tell whether an error is more than the job's own: a cancellation of the crew, or the end of the process."""
    if isinstance(error, anyio.get_cancelled_exc_class()):
        # A job may fail with one that is not meant for it: that of a task of the user's that it waited for.
        return anyio.current_effective_deadline() == float("-inf")
    return not isinstance(error, Exception)


class AsyncCrew:
    """Does jobs in the order in which they are handed in, ``size`` at a time. Leaving it cancels what is left.

    A failing job does not disturb the one who works inside: its error waits at the ticket.
    """

    __slots__ = ("_group", "_size", "_waiting", "_working")

    def __init__(self, size: int) -> None:
        self._size = size
        self._working = 0
        self._waiting: deque[AsyncTicket[object]] = deque()
        self._group: TaskGroup | None = None

    def submit(self, job: Callable[[], Awaitable[T]]) -> AsyncTicket[T]:
        """Hand in a job; outside of the crew's block that is an :class:`InterruptedWorkError`."""
        if self._group is None:
            raise InterruptedWorkError
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
        self._group = await anyio.create_task_group().__aenter__()  # not before: that takes an event loop
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        group, self._group = self._group, None
        assert group is not None  # noqa: S101 - it was entered
        group.cancel_scope.cancel()
        # The group is not told of the error, for it would wrap it; unless swallowed here, it goes on by itself.
        try:
            await group.__aexit__(None, None, None)
        finally:
            for ticket in self._waiting:  # another task may wait for one
                ticket.discard()


class Ticket(Generic[T]):
    """A job that was handed in, and its result."""

    __slots__ = ("_future",)

    def __init__(self, future: "Future[T]") -> None:
        self._future = future

    def result(self) -> T:
        """Wait for the result, or raise the error of the job, :class:`InterruptedWorkError` if it is not done."""
        try:
            return self._future.result()
        except CancelledError:
            if self._future.cancelled():
                raise InterruptedWorkError from None
            raise

    def discard(self) -> bool:
        """Do not begin the job if it was not begun; tell whether it was."""
        return not self._future.cancel()


class Crew:
    """Does jobs in the order in which they are handed in, ``size`` at a time. Leaving it interrupts what is left.

    The jobs run in threads, with the context variables of the one who hands them in. Not in those of the standard
    library's executor: it takes no more jobs once the main thread has ended, and other threads may go on reading.
    """

    __slots__ = ("_dismissed", "_interrupt", "_jobs", "_lock", "_size", "_threads")

    def __init__(self, size: int) -> None:
        self._size = size
        self._interrupt = Interrupt()
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._dismissed = False

    def submit(self, job: Callable[[], T]) -> Ticket[T]:
        """Hand in a job; once the crew's block is left that is an :class:`InterruptedWorkError`."""
        future: Future[T] = Future()
        with self._lock:
            if self._dismissed:
                raise InterruptedWorkError
            if len(self._threads) < self._size:
                self._hire()
            work = partial(self._do, future, job)
            self._jobs.put(partial(copy_context().run, work))
        return Ticket(future)

    def _hire(self) -> None:
        thread = threading.Thread(target=self._work, name="synctv-stream", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the process cannot have more threads: those that there are do the work
            if not self._threads:
                raise
        else:
            self._threads.append(thread)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            del job  # it is not kept while there is no other

    def _do(self, future: "Future[T]", job: Callable[[], T]) -> None:
        if not future.set_running_or_notify_cancel():
            return
        obey(self._interrupt)
        try:
            self._interrupt.check()
            future.set_result(job())
        except BaseException as error:  # noqa: BLE001 - it is for the one who asks for the result
            future.set_exception(error)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._dismissed = True
        self._interrupt.set()
        for _ in self._threads:
            self._jobs.put(None)  # behind the jobs: those that were not begun end at once, for they are interrupted
        for thread in self._threads:
            thread.join()
