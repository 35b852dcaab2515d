"""Which rows of a folder the service has no more: what is in the files, compared with a list of ids."""

import gzip
import io
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import merge
from pathlib import Path
from typing import Any

from synctv_async.export.layouts import Layout, import_pyarrow
from synctv_async.export.ndjson import format_time, ids_in, to_ndjson
from synctv_async.export.parts import PartWriter
from synctv_async.export.records import Part

__all__ = ["KnownIds", "Missing", "add_tombstones", "list_filtered_out"]


class KnownIds:
    """The ids of the rows in the files of a folder, 8 bytes each, without those that have a tombstone already.

    A row that was written in a later run than its tombstone came back to life.
    """

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder = folder
        self._layout = layout
        self._gone: Mapping[int, int] = {}
        self._runs: dict[int, array[int]] = {}

    def read_tombstones(self, path: Path) -> None:
        """Read which rows are known to be gone, and in which run that was found out."""
        self._gone = {row["id"]: row["run"] for row in _tombstones(path)}

    def read_part(self, part: Part) -> None:
        """Read the ids of a part."""
        ids = self._runs.setdefault(part.run, array("q"))
        gone, run = self._gone, part.run
        ids.extend(row_id for row_id in self._ids(self._folder / part.name) if gone.get(row_id, -1) < run)

    def _ids(self, path: Path) -> Iterator[int]:
        if self._layout.format == "parquet":
            with import_pyarrow("pyarrow.parquet").ParquetFile(path) as file:
                for batch in file.iter_batches(columns=["id"]):
                    yield from batch.column(0).to_pylist()
            return
        with self._open(path) as lines:
            yield from ids_in(lines)

    def _open(self, path: Path) -> Any:
        if self._layout.compression == "gzip":
            return gzip.open(path)
        if self._layout.compression == "zstd":
            pyarrow = import_pyarrow()
            return io.BufferedReader(pyarrow.CompressedInputStream(pyarrow.OSFile(str(path)), "zstd"))
        return path.open("rb")

    def ascending(self) -> Iterator[int]:
        """Yield them in order, each once."""
        last: int | None = None
        for row_id in merge(*map(_in_order, self._runs.values())):
            if row_id != last:
                yield row_id
            last = row_id


def _in_order(ids: "array[int]") -> Sequence[int]:
    """Sort ids, unless they are in order as those of a list sorted by id are."""
    if all(ids[index] < ids[index + 1] for index in range(len(ids) - 1)):
        return ids
    return array("q", sorted(ids))


class Missing:
    """The known ids that a list of ids, told page by page in ascending order, does not hold."""

    def __init__(self, known: Iterator[int]) -> None:
        self._known = known
        self._next = next(known, None)
        self._ids: array[int] = array("q")

    def feed(self, listed: Iterable[int]) -> None:
        """Take the next ids of the list."""
        for row_id in listed:
            while self._next is not None and self._next < row_id:
                self._pass(missing=True)
            if self._next == row_id:
                self._pass(missing=False)

    def _pass(self, *, missing: bool) -> None:
        if missing and self._next is not None:
            self._ids.append(self._next)
        self._next = next(self._known, None)

    def finish(self) -> Sequence[int]:
        """Return what was missing, the list being at its end."""
        while self._next is not None:
            self._pass(missing=True)
        return self._ids


def add_tombstones(path: Path, gone: Sequence[int], gone_at: datetime, run: int) -> int:
    """Add the rows that are gone to the file, all or none, and return how many of this run it holds."""
    had = path.read_bytes() if path.exists() else b""
    if gone:
        moment = format_time(gone_at)
        lines = to_ndjson({"id": row_id, "gone_at": moment, "run": run} for row_id in sorted(gone))
        with PartWriter(path, checksum=False) as file:
            file.write(had + lines, rows=len(gone))
    return len(gone) + sum(1 for line in had.splitlines() if json.loads(line)["run"] == run)


def list_filtered_out(path: Path, ids: Sequence[int], seen_at: datetime) -> None:
    """Write which rows of the folder no longer match, in place of those that did not before."""
    if not ids:
        path.unlink(missing_ok=True)
        return
    moment = format_time(seen_at)
    with PartWriter(path, checksum=False) as file:
        file.write(to_ndjson({"id": row_id, "seen_at": moment} for row_id in sorted(ids)), rows=len(ids))


def _tombstones(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.exists():
        with path.open("rb") as lines:
            yield from map(json.loads, lines)
