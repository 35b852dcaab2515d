"""How many may go at a time."""

import threading
from collections import deque

import anyio

from synctv_async._concurrency.clock import monotonic
from synctv_async._concurrency.interrupt import check_interrupt, interruptible

__all__ = ["AsyncGate", "AsyncLock", "Gate", "Lock"]


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
            with interruptible(turn.set):
                came = turn.wait(max(0.0, until - monotonic()))
            check_interrupt()
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
