"""One file of an export: written beside its name, and named only once it is whole and on the disk."""

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["TEMPORARY", "PartWriter"]

TEMPORARY = ".partial"
"""How the name of a file ends that is being written; it begins with a dot."""

_BUFFER = 1 << 18
_FOLDERS_OPEN = os.name == "posix"


class PartWriter:
    """A file that appears under its name whole, or not at all.

    What is written goes to a temporary file of the same folder. Leaving the ``with`` statement normally forces it to
    the disk and renames it, replacing a file of that name; leaving it by an exception removes it. ``rows`` and
    ``bytes`` count what was written; ``sha256``, in hex digits, is ``None`` with ``checksum=False``.

    Example::

        with PartWriter(folder / "media-00000.ndjson") as part:
            part.write(to_ndjson(page.items), rows=len(page.items))
    """

    def __init__(self, path: Path, *, checksum: bool = True) -> None:
        self.path = path
        self.rows: int = 0
        self.bytes: int = 0
        self._hash = hashlib.sha256() if checksum else None
        self._temporary = path.with_name(f".{path.name}{TEMPORARY}")

    @property
    def sha256(self) -> str | None:
        """The hash of what was written so far."""
        return self._hash.hexdigest() if self._hash else None

    def write(self, data: bytes, *, rows: int) -> None:
        """Add bytes that hold this many rows."""
        self._file.write(data)
        self.bytes += len(data)
        self.rows += rows
        if self._hash:
            self._hash.update(data)

    def open(self) -> None:
        """Begin the temporary file; the ``with`` statement does so by itself."""
        self._file = self._temporary.open("wb", buffering=_BUFFER)

    def publish(self) -> None:
        """Force the file to the disk and give it its name, or remove it if that fails."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()  # a file that is open cannot be renamed on every system
            self._temporary.replace(self.path)
            _sync_folder(self.path.parent)
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove what was written; once it is published there is nothing to remove."""
        try:
            self._file.close()
        finally:
            self._temporary.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.publish()
        else:
            self.discard()


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk as well; where folders cannot be opened the system does it by itself."""
    if not _FOLDERS_OPEN:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
