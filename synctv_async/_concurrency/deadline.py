"""When an attempt ends, whatever the other side does; and the reads and writes of a connection bounded by it."""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import anyio

from synctv_async._concurrency.clock import monotonic
from synctv_async._concurrency.interrupt import check_interrupt, interruptible

__all__ = ["AsyncDeadline", "AsyncStreamGuard", "Deadline", "StreamGuard"]

# Connecting ends a little sooner than the attempt does, so that it is known that nothing was sent.
_CONNECTING = 0.9


class _Current(threading.local):
    """The deadline that is in force in this thread."""

    deadline: "Deadline | None" = None


_current = _Current()


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

    __slots__ = ("_outer", "until")

    def __init__(self, until: float) -> None:
        self.until: float = until
        self._outer: Deadline | None = None

    def __enter__(self) -> Self:
        self._outer, _current.deadline = _current.deadline, self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _current.deadline = self._outer

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

    __slots__ = ()

    def __init__(self, *, shared: bool) -> None:
        pass

    def extensions(self, left: float) -> Mapping[str, Any]:
        """Return what an attempt with this many seconds left needs: a bound for connecting alone."""
        return {"timeout": {"connect": left * _CONNECTING}}


class StreamGuard:
    """Bounds each read and write of a connection by the deadline of the request that uses it.

    The timeouts of the HTTP library start anew with each read, so an answer that drips would never be late. The guard
    learns of a new connection's stream through the library's trace extension, and shortens the timeout of each call.
    ``shared`` is a transport that lends its connections to one request after the other: any of them may open one, and
    the deadline is that of the thread.
    """

    __slots__ = ("_shared", "_stream")

    def __init__(self, *, shared: bool) -> None:
        self._shared = shared
        self._stream: Any = None

    def extensions(self, left: float) -> Mapping[str, Any]:
        """Return what an attempt with this many seconds left needs: bounds, and a way to learn of a new connection."""
        bounds = {"timeout": {"connect": left * _CONNECTING, "read": left, "write": left}}
        # An idle connection with something to read is one that the other end has closed: there will be a new one.
        if self._shared or self._stream is None or self._stream.get_extra_info("is_readable"):
            return bounds | {"trace": self._trace}
        return bounds

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._stream = stream = info["return_value"]
            stream.read = self._bound(stream, stream.read)
            stream.write = self._bound(stream, stream.write)

    def _bound(self, stream: Any, operation: Callable[..., Any]) -> Callable[..., Any]:
        def shut() -> None:
            """End what a thread reads or writes: shut the connection below any encryption."""
            connection = stream.get_extra_info("socket")
            if connection is not None:
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)

        def bounded(data: Any, timeout: float | None = None) -> Any:
            deadline = _current.deadline
            if deadline is not None:
                deadline.check()
                timeout = deadline.left if timeout is None else min(timeout, max(deadline.left, 0.001))
            try:
                with interruptible(shut):
                    return operation(data, timeout)
            finally:  # a connection that was shut may end the wait with an error too, which nobody asked for
                check_interrupt()

        return bounded
