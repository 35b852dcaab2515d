"""Files of lines, packed or not."""

import gzip
import io
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

__all__ = ["open_lines"]

_ZSTD: Final = ("compression.zstd", "backports.zstd", "zstandard", "pyarrow")
"""What can read zstd: the standard library from Python 3.14 on, and three that may be installed."""


@contextmanager
def open_lines(path: Path) -> Generator[Iterable[bytes]]:
    """Open a file for reading line by line; its name tells whether it is packed (``.gz``, ``.zst``)."""
    try:
        with _opened(path) as lines:
            yield lines
    except (EOFError, gzip.BadGzipFile) as error:
        message = f"{path} is damaged, or not packed as its name says: {error}"
        raise ValueError(message) from error


def _opened(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path)
    if path.suffix == ".zst":
        return _unpacked(path)
    return path.open("rb")


def _unpacked(path: Path) -> Any:
    name = next((name for name in _ZSTD if _is_there(name)), None)
    if name is None:
        message = f"{path}: zstd needs Python 3.14, or one of backports.zstd, zstandard and pyarrow installed"
        raise ValueError(message)
    module: Any = import_module(name)
    if name == "pyarrow":
        return io.BufferedReader(module.CompressedInputStream(module.OSFile(str(path)), "zstd"))
    return io.BufferedReader(module.open(path, "rb"))  # not every one of them knows of lines


def _is_there(name: str) -> bool:
    above, _, _ = name.rpartition(".")
    return (not above or find_spec(above) is not None) and find_spec(name) is not None
