"""A disk that the process dies on: at one of its operations, after which nothing reaches the disk any more."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

__all__ = ["Crash", "Disk"]


class Crash(BaseException):
    """The end of the process. No handler of the package may take it for an error, as none takes a SIGKILL for one."""


class Disk:
    """Counts the writes, syncs, renames, removals and cuts; dies at the one of number ``fatal``, from 1.

    A write that is fatal is half done. From then on every operation dies: what would tidy up is dead as well.
    """

    def __init__(self, patch: pytest.MonkeyPatch, fatal: int | None = None) -> None:
        self.done: list[str] = []
        self.fatal = fatal
        self._open = Path.open
        patch.setattr(os, "fsync", lambda descriptor: self.meet("fsync"))
        patch.setattr(Path, "replace", self._guarded("replace", Path.replace))
        patch.setattr(Path, "unlink", self._guarded("unlink", Path.unlink))
        patch.setattr(Path, "open", self._opener())

    @property
    def is_dead(self) -> bool:
        return self.fatal is not None and len(self.done) >= self.fatal

    def meet(self, operation: str) -> None:
        """Do one more operation, or die of it."""
        if not self.is_dead:
            self.done.append(operation)
        if self.is_dead:
            raise Crash(self.done[-1])

    def _guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **options: Any) -> Any:
            self.meet(name)
            return function(*args, **options)

        return guarded

    def _opener(self) -> Callable[..., Any]:
        def opened(path: Path, mode: str = "r", *args: Any, **options: Any) -> Any:
            file = self._open(path, mode, *args, **options)
            return file if mode in {"r", "rb"} else _Watched(file, self)

        return opened


class _Watched:
    """A file that is written to."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self._file = file
        self._disk = disk

    def write(self, data: bytes) -> int:
        was_alive = not self._disk.is_dead
        try:
            self._disk.meet("write")
        except Crash:
            if was_alive:
                self._file.write(data[: len(data) // 2])
            raise
        written: int = self._file.write(data)
        return written

    def truncate(self, size: int) -> int:
        self._disk.meet("truncate")
        cut: int = self._file.truncate(size)
        return cut

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
