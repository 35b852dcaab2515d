"""Waiting for the slots of a rate window."""

import threading
from typing import Protocol

import anyio

from synctv_async._concurrency.clock import monotonic
from synctv_async._concurrency.gate import AsyncLock, Lock
from synctv_async._concurrency.interrupt import check_interrupt, interruptible

__all__ = ["AsyncWindow", "Slots", "Window"]


class Slots(Protocol):
    """What a window needs of the rate window behind it, which knows neither clock nor loop."""

    def reserve(self, now: float) -> float | None: ...
    def settle(self, now: float) -> None: ...
    def give_back(self) -> None: ...
    def hold(self, until: float) -> None: ...
    def left(self, now: float) -> int | None: ...


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

    def left(self) -> int | None:
        """Return how many requests may go now, or ``None`` without a limit."""
        return self._slots.left(monotonic())

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
            with interruptible(self._changed), self._change:
                while (wait := self._slots.reserve(now := monotonic())) is not None:
                    check_interrupt()
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

    def left(self) -> int | None:
        """Return how many requests may go now, or ``None`` without a limit."""
        with self._change:
            return self._slots.left(monotonic())

    def _changed(self) -> None:
        with self._change:
            self._change.notify()
