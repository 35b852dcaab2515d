"""What was written to files meanwhile: as it is, which finds text in databases too, and unpacked where it is gzip."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

__all__ = ["FileWatch"]

_PIECE = 1 << 20  # bytes read at a time
_GZIP = b"\x1f\x8b"

_Stamp = tuple[int, int, int]


class FileWatch:
    """Files, and all files in folders, as they were when it was made."""

    def __init__(self, paths: Iterable[str | PathLike[str]]) -> None:
        self._paths = [Path(path) for path in paths]
        self._before = dict(self._stamps())

    def _stamps(self) -> Iterator[tuple[Path, _Stamp]]:
        for path in self._paths:
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file.is_file():
                    found = file.stat()
                    yield file, (found.st_size, found.st_mtime_ns, found.st_ino)

    def pieces(self, overlap: int) -> Iterator[tuple[str, int, bytes]]:
        """Yield what new and changed files hold: where it is, its first byte's number, and the bytes.

        Pieces of one file overlap, so that nothing is missed between them.
        """
        for file, stamp in self._stamps():
            if self._before.get(file) == stamp:
                continue
            with file.open("rb") as opened:
                packed = opened.read(2) == _GZIP
                opened.seek(0)
                yield from _pieces(f"the file {file}", opened, overlap)
            if packed:
                with gzip.open(file) as opened:
                    yield from _pieces(f"the file {file}, unpacked", cast("BinaryIO", opened), overlap)


def _pieces(where: str, file: BinaryIO, overlap: int) -> Iterator[tuple[str, int, bytes]]:
    start, rest = 0, b""
    while True:
        try:
            read = file.read(_PIECE)
        except (EOFError, OSError, zlib.error):  # not packed at all, or cut short
            return
        if not read:
            return
        piece = rest + read
        yield where, start, piece
        rest = piece[-overlap:] if overlap else b""
        start += len(piece) - len(rest)
