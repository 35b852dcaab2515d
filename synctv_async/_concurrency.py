"""All that differs between the two facades, side by side: waiting, locking, deadlines, and who owns a client.

Each ``AsyncX`` has its twin ``X`` with the same methods. Times are those of :func:`monotonic`; a wait that would go on
past ``until`` ends with the builtin ``TimeoutError``. Nothing else in the package imports anyio, threading or time.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from inspect import isawaitable
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import anyio
import anyio.lowlevel

from synctv_async.errors import ConfigError

__all__ = [
    "AsyncDeadline",
    "AsyncGate",
    "AsyncLock",
    "AsyncOwner",
    "AsyncRunner",
    "AsyncStreamGuard",
    "AsyncWindow",
    "Deadline",
    "Gate",
    "Lock",
    "Owner",
    "Runner",
    "Slots",
    "StreamGuard",
    "Window",
    "acall",
    "ashielded",
    "asleep",
    "call",
    "monotonic",
    "shielded",
    "sleep",
    "wall_clock",
]

T = TypeVar("T")

# Connecting ends a little sooner than the attempt does, so that it is known that nothing was sent.
_CONNECTING = 0.9

monotonic = time.monotonic
wall_clock = time.time
sleep = time.sleep
asleep = anyio.sleep


async def acall(function: Callable[..., Awaitable[T] | T], *args: Any) -> T:
    """Call a user's function, which may be a coroutine function or not."""
    result: Any = function(*args)
    answer: T = await result if isawaitable(result) else result
    return answer


def call(function: Callable[..., T], *args: Any) -> T:
    """Call a user's function."""
    return function(*args)


def ashielded() -> AbstractContextManager[object]:
    """Let what is inside finish although the caller is being cancelled; for closing things."""
    return anyio.CancelScope(shield=True)


def shielded() -> AbstractContextManager[object]:
    """A thread cannot be cancelled."""
    return nullcontext()


class AsyncOwner:
    """The process and the event loop that first used a client; connections and locks work nowhere else."""

    __slots__ = ("_loop", "_pid")

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._loop: object = None

    def check(self) -> None:
        """Raise a :class:`ConfigError` in a forked child or in another event loop."""
        _check_process(self._pid)
        loop = anyio.lowlevel.current_token()
        if self._loop is None:
            self._loop = loop
        elif self._loop != loop:
            message = "this client was first used in another event loop; create one client in each loop"
            raise ConfigError(message)


class Owner:
    """The process that created a client; its connections work nowhere else."""

    __slots__ = ("_pid",)

    def __init__(self) -> None:
        self._pid = os.getpid()

    def check(self) -> None:
        """Raise a :class:`ConfigError` in a forked child."""
        _check_process(self._pid)


def _check_process(pid: int) -> None:
    if os.getpid() != pid:
        message = f"this client belongs to process {pid} and this is its child; create a client after the fork"
        raise ConfigError(message)


class AsyncDeadline:
    """Ends what is awaited inside it at a time, which can be moved closer on the way."""

    __slots__ = ("_scope", "until")

    def __init__(self, until: float) -> None:
        self.until: float = until
        self._scope = anyio.CancelScope()

    def __enter__(self) -> Self:
        self._scope.__enter__()
        self._scope.deadline = anyio.current_time() + self.until - monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        swallowed = self._scope.__exit__(kind, error, traceback)
        if self._scope.cancelled_caught:
            raise TimeoutError
        return swallowed

    def tighten(self, seconds: float) -> None:
        """End it ``seconds`` from now, if that is sooner."""
        until = monotonic() + seconds
        if until < self.until:
            self._scope.deadline -= self.until - until
            self.until = until

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - monotonic()

    def check(self) -> None:
        """Nothing to check: the event loop ends what is late."""


class Deadline:
    """Ends what asks it whether it is late, at a time which can be moved closer on the way."""

    __slots__ = ("until",)

    def __init__(self, until: float) -> None:
        self.until: float = until

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    def tighten(self, seconds: float) -> None:
        """End it ``seconds`` from now, if that is sooner."""
        self.until = min(self.until, monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - monotonic()

    def check(self) -> None:
        """Raise ``TimeoutError`` if it is late."""
        if self.left <= 0:
            raise TimeoutError


class AsyncStreamGuard:
    """Bounds each read and write of a connection; an event loop does so by itself."""

    __slots__ = ("deadline",)

    def __init__(self) -> None:
        self.deadline: AsyncDeadline | None = None

    def extensions(self, left: float) -> Mapping[str, Any]:
        """Return what an attempt with this many seconds left needs: a bound for connecting alone."""
        return {"timeout": {"connect": left * _CONNECTING}}


class StreamGuard:
    """Bounds each read and write of a connection by the deadline of the request that uses it.

    The timeouts of the HTTP library start anew with each read, so an answer that drips would never be late. The guard
    learns of a new connection's stream through the library's trace extension, and shortens the timeout of each call.
    """

    __slots__ = ("_stream", "deadline")

    def __init__(self) -> None:
        self.deadline: Deadline | None = None
        self._stream: Any = None

    def extensions(self, left: float) -> Mapping[str, Any]:
        """Return what an attempt with this many seconds left needs: bounds, and a way to learn of a new connection."""
        bounds = {"timeout": {"connect": left * _CONNECTING, "read": left, "write": left}}
        # An idle connection with something to read is one that the other end has closed: there will be a new one.
        if self._stream is None or self._stream.get_extra_info("is_readable"):
            return bounds | {"trace": self._trace}
        return bounds

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._stream = stream = info["return_value"]
            stream.read = self._bound(stream.read)
            stream.write = self._bound(stream.write)

    def _bound(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def bounded(data: Any, timeout: float | None = None) -> Any:
            deadline = self.deadline
            if deadline is not None:
                deadline.check()
                timeout = deadline.left if timeout is None else min(timeout, max(deadline.left, 0.001))
            return operation(data, timeout)

        return bounded


class AsyncGate:
    """Lets a number of holders through at a time, in the order in which they came."""

    __slots__ = ("_free",)

    def __init__(self, size: int) -> None:
        self._free = anyio.Semaphore(size, fast_acquire=True)

    async def acquire(self, until: float) -> None:
        """Wait for a place."""
        try:
            self._free.acquire_nowait()
        except anyio.WouldBlock:
            with anyio.fail_after(max(0.0, until - monotonic())):
                await self._free.acquire()

    def release(self) -> None:
        """Leave."""
        self._free.release()


class Gate:
    """Lets a number of holders through at a time, in the order in which they came."""

    __slots__ = ("_free", "_lock", "_waiting")

    def __init__(self, size: int) -> None:
        self._free = size
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, until: float) -> None:
        """Wait for a place."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            came = turn.wait(max(0.0, until - monotonic()))
        except BaseException:
            self._give_up(turn)
            raise
        if not came:
            self._give_up(turn)
            raise TimeoutError

    def _give_up(self, turn: threading.Event) -> None:
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self.release()  # the place was handed over in the last moment

    def release(self) -> None:
        """Leave, and hand the place to who has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


class AsyncLock(AsyncGate):
    """A gate for one."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(1)


class Lock(Gate):
    """A gate for one."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(1)


class AsyncRunner:
    """Runs functions side by side, a few at a time, started in their order."""

    __slots__ = ("_limit",)

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def run(self, functions: Iterable[Callable[[], Awaitable[None]]]) -> None:
        """Run them all. The first error ends the others and comes out bare."""
        waiting = iter(functions)

        async def work() -> None:
            for function in waiting:
                await function()

        try:
            async with anyio.create_task_group() as group:
                for _ in range(self._limit):
                    group.start_soon(work)
        except BaseExceptionGroup as errors:
            first = errors.exceptions[0]
        else:
            return
        raise first


class Runner:
    """Runs functions one after the other: a script that wants more at a time has threads of its own."""

    __slots__ = ()

    def __init__(self, limit: int) -> None:
        pass

    def run(self, functions: Iterable[Callable[[], None]]) -> None:
        """Run them all, up to the first error."""
        for function in functions:
            function()


class Slots(Protocol):
    """What a window needs of the rate window behind it, which knows neither clock nor loop."""

    def reserve(self, now: float) -> float | None: ...
    def settle(self, now: float) -> None: ...
    def give_back(self) -> None: ...
    def hold(self, until: float) -> None: ...


class AsyncWindow:
    """Waits for the slots of a rate window, in the order in which the waiters came."""

    __slots__ = ("_change", "_slots", "_turn")

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._turn = AsyncLock()
        self._change: anyio.Event | None = None

    async def acquire(self, until: float) -> None:
        """Take a slot, or raise ``TimeoutError`` at once where none can be free in time."""
        if self._change is None and self._slots.reserve(monotonic()) is None:
            return
        await self._turn.acquire(until)
        try:
            self._change = anyio.Event()
            while (wait := self._slots.reserve(now := monotonic())) is not None:
                if until <= now or until < now + wait < float("inf"):
                    raise TimeoutError
                with anyio.move_on_after(min(wait, until - now)):
                    await self._change.wait()
                self._change = anyio.Event()
        finally:
            self._change = None
            self._turn.release()

    def settle(self) -> None:
        """Note that a slot's request was answered, or may have arrived."""
        self._slots.settle(monotonic())
        self._changed()

    def give_back(self) -> None:
        """Return a slot whose request was not sent."""
        self._slots.give_back()
        self._changed()

    def hold(self, seconds: float) -> None:
        """Grant no slot for this long."""
        self._slots.hold(monotonic() + seconds)

    def _changed(self) -> None:
        if self._change is not None:
            self._change.set()


class Window:
    """Waits for the slots of a rate window, in the order in which the waiters came."""

    __slots__ = ("_change", "_slots", "_turn")

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._turn = Lock()
        self._change = threading.Condition()

    def acquire(self, until: float) -> None:
        """Take a slot, or raise ``TimeoutError`` at once where none can be free in time."""
        self._turn.acquire(until)
        try:
            with self._change:
                while (wait := self._slots.reserve(now := monotonic())) is not None:
                    if until <= now or until < now + wait < float("inf"):
                        raise TimeoutError
                    self._change.wait(min(wait, until - now))
        finally:
            self._turn.release()

    def settle(self) -> None:
        """Note that a slot's request was answered, or may have arrived."""
        with self._change:
            self._slots.settle(monotonic())
            self._change.notify()

    def give_back(self) -> None:
        """Return a slot whose request was not sent."""
        with self._change:
            self._slots.give_back()
            self._change.notify()

    def hold(self, seconds: float) -> None:
        """Grant no slot for this long."""
        with self._change:
            self._slots.hold(monotonic() + seconds)
