"""How threads that wait are told to give up. An event loop cancels its tasks; a thread has to be woken."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from types import TracebackType

__all__ = ["Interrupt", "InterruptedWorkError", "check_interrupt", "current_interrupt", "interruptible", "obey"]


class InterruptedWorkError(BaseException):
    """The work is not wanted any more. Like a cancellation it is no ``Exception``: only cleaning up may catch it."""


class Interrupt:
    """Wakes the threads that obey it out of whatever they wait for, once and for all."""

    __slots__ = ("_event", "_lock", "_wakers")

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], None]] = []

    def set(self) -> None:
        """Wake every thread that waits; those that would wait later do not begin."""
        self._event.set()
        # Locked meanwhile: who has ceased to wait must not be woken, for what it waited for has moved on.
        with self._lock:
            for wake in self._wakers:
                wake()

    def check(self) -> None:
        """Raise :class:`InterruptedWorkError` once it is set."""
        if self._event.is_set():
            raise InterruptedWorkError

    def sleep(self, seconds: float) -> None:
        """Sleep, at most until it is set."""
        if self._event.wait(seconds):
            raise InterruptedWorkError

    def add(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` when it is set."""
        with self._lock:
            self.check()
            self._wakers.append(wake)

    def remove(self, wake: Callable[[], None]) -> None:
        """Do not call ``wake`` any more."""
        with self._lock:
            self._wakers.remove(wake)


class _Interruptible:
    """While it is open, the interrupt wakes the wait inside."""

    __slots__ = ("_interrupt", "_wake")

    def __init__(self, interrupt: Interrupt, wake: Callable[[], None]) -> None:
        self._interrupt = interrupt
        self._wake = wake

    def __enter__(self) -> None:
        self._interrupt.add(self._wake)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._interrupt.remove(self._wake)


_current: ContextVar[Interrupt | None] = ContextVar("synctv_async_interrupt", default=None)
_nothing: AbstractContextManager[None] = nullcontext()


def obey(interrupt: Interrupt) -> None:
    """Let this thread be woken by an interrupt."""
    _current.set(interrupt)


def current_interrupt() -> Interrupt | None:
    """Return the interrupt that this thread obeys."""
    return _current.get()


def check_interrupt() -> None:
    """Raise :class:`InterruptedWorkError` if this thread's work is not wanted any more."""
    interrupt = _current.get()
    if interrupt is not None:
        interrupt.check()


def interruptible(wake: Callable[[], None]) -> AbstractContextManager[None]:
    """Wrap a wait that ``wake`` ends; it is called from another thread. Who was woken asks :func:`check_interrupt`."""
    interrupt = _current.get()
    return _nothing if interrupt is None else _Interruptible(interrupt, wake)
