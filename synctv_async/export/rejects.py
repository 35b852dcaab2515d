"""The rows that were not understood, kept beside the parts."""

import os
from collections import Counter, deque
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from synctv_async import Rejected
from synctv_async.export.ndjson import to_ndjson, to_plain

__all__ = ["Rejects"]

_PAGE = 10_000  # rows of the longest page; where all rows are rejected nobody knows where a page ends


class Rejects:
    """Lines that are added to a file. What is added is on the disk after :meth:`sync`, and counts by a state alone.

    ``of_page`` are the rows of the page that was read last. Where a run was cut in the middle of that page, whoever
    reads the rest of it meets them again: given as ``met``, they are not added twice. The rows alone are compared, for
    the reason may name the place in a page.
    """

    def __init__(self, path: Path, met: Iterable[str] = ()) -> None:
        self.count: int = 0
        self.of_page: deque[str] = deque(maxlen=_PAGE)
        self._path = path
        self._file: BinaryIO | None = None
        self._pending: list[bytes] = []
        self._met = Counter(met)
        self._is_new_page = True

    def __len__(self) -> int:
        """How many wait to be written."""
        return len(self._pending)

    def add(self, rejected: Rejected) -> None:
        """Take a row that the stream did not understand; it is written later."""
        row = to_ndjson([to_plain(rejected.row)]).decode()
        if self._is_new_page:
            self._is_new_page = False
            self.of_page.clear()
        self.of_page.append(row)
        if self._met[row] > 0:
            self._met[row] -= 1
        else:
            self._pending.append(_line(rejected.row, rejected.reason))

    def add_record(self, record: Any, reason: str) -> None:
        """Take a row that was understood and does not fit into the file."""
        self._pending.append(_line(record, reason))

    def pass_rows(self) -> None:
        """Take note that rows were delivered: what is rejected from now on is of another page."""
        self._is_new_page = True
        self._met.clear()

    def write(self) -> int:
        """Write what waits, and return how many lines that were."""
        lines, self._pending = self._pending, []
        if lines:
            if self._file is None:
                self._file = self._path.open("ab")
            self._file.write(b"".join(lines))
            self.count += len(lines)
        return len(lines)

    def sync(self) -> int:
        """Force all of it to the disk and return how long the file is."""
        if self._file is None:
            return self._path.stat().st_size if self._path.exists() else 0
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def close(self) -> None:
        """Close the file."""
        held, self._file = self._file, None
        if held is not None:
            held.close()


def _line(row: Any, reason: str) -> bytes:
    return to_ndjson([{"reason": reason, "row": to_plain(row)}])
