"""What is printed: to ``sys.stdout`` and ``sys.stderr``, and below them, where subprocesses print to; and warnings."""

import os
import sys
import tempfile
import warnings
from contextlib import suppress
from io import TextIOWrapper
from types import TracebackType
from typing import IO, Self, TextIO

from synctv_async.testing.forms import Finder
from synctv_async.testing.leaks.traces import Trace

__all__ = ["StreamWatch", "WarningWatch"]


class _Stream:
    """One of the two, by name and by file descriptor."""

    def __init__(self, name: str, descriptor: int) -> None:
        self.name = name
        self._descriptor = descriptor
        self.before: TextIO = getattr(sys, name)
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by restore()
        self._saved: int | None = None
        self.printed = b""
        self._flush()
        with suppress(OSError):  # a process may have closed it
            self._saved = os.dup(descriptor)
            os.dup2(self._spool.fileno(), descriptor)
        # Both write at one place in one file, so that what is printed stays in order.
        binary = os.fdopen(os.dup(self._spool.fileno()), "wb", buffering=0)
        self._ours = TextIOWrapper(binary, encoding="utf-8", errors="surrogatepass", write_through=True)
        setattr(sys, name, self._ours)

    def _flush(self) -> None:
        for stream in (self.before, getattr(sys, f"__{self.name}__")):
            if stream is not None and not stream.closed:
                stream.flush()

    def restore(self) -> None:
        """Let it go where it went before."""
        self._flush()
        if getattr(sys, self.name) is self._ours:
            setattr(sys, self.name, self.before)
        if self._saved is not None:
            os.dup2(self._saved, self._descriptor)
            os.close(self._saved)
        self._spool.seek(0)
        self.printed = self._spool.read()
        self._spool.close()
        self._ours.close()


class StreamWatch:
    """While it is open, keeps what is printed."""

    def __init__(self) -> None:
        self._streams: list[_Stream] = []

    def __enter__(self) -> Self:
        self._streams = [_Stream("stdout", 1), _Stream("stderr", 2)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for stream in reversed(self._streams):
            stream.restore()

    def traces(self) -> list[Trace]:
        """Return what was printed."""
        return [(stream.name, stream.printed) for stream in self._streams]

    def print_again(self, finder: Finder) -> None:
        """Print it where it would have gone, without secrets."""
        for stream in self._streams:
            if stream.printed:
                stream.before.write(finder.mask(stream.printed).decode(errors="replace"))
                stream.before.flush()


class WarningWatch:
    """While it is open, keeps the warnings that are shown; which are is as decided before."""

    def __init__(self) -> None:
        self._catch = warnings.catch_warnings(record=True)
        self._caught: list[warnings.WarningMessage] = []

    def __enter__(self) -> Self:
        caught = self._catch.__enter__()
        assert caught is not None  # noqa: S101 - record=True says so
        self._caught = caught
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._catch.__exit__(kind, error, traceback)

    def traces(self) -> list[Trace]:
        """Return what was warned of."""
        return [
            (
                f"a {one.category.__name__} ({one.filename}:{one.lineno})",
                f"{one.message}".encode(errors="surrogatepass"),
            )
            for one in self._caught
        ]

    def warn_again(self, finder: Finder) -> None:
        """Give each warning, for whoever else collects them, without secrets."""
        for one in self._caught:
            said = str(one.message)
            masked = finder.mask(said.encode(errors="surrogatepass")).decode(errors="surrogatepass")
            message = one.message if masked == said else masked
            warnings.warn_explicit(message, one.category, one.filename, one.lineno, source=one.source)
