"""A part while it is written: rows go in, and a file appears whole or not at all."""

import gzip
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

from synctv_async.export.layouts import Layout, import_pyarrow
from synctv_async.export.ndjson import to_ndjson
from synctv_async.export.parts import PartWriter

__all__ = ["OpenPart", "Packed", "packer"]

_GZIP_LEVEL = 6  # the default of the command: 9 takes twice the time for one percent
_ROW_GROUP = 10_000


class Packed(NamedTuple):
    """Rows ready to be written, at least one: how many, the ids of the first and the last, and lines or records."""

    number: int
    first_id: Any
    last_id: Any
    data: Any


def packer(layout: Layout) -> Callable[[Sequence[Any]], Packed]:
    """Return what makes rows ready as they come.

    Lines are made at once: rows that are kept are a thousand objects each page for the garbage collector to look at.
    """
    make = tuple if layout.format == "parquet" else to_ndjson

    def pack(rows: Sequence[Any]) -> Packed:
        return Packed(len(rows), _id_of(rows[0]), _id_of(rows[-1]), make(rows))

    return pack


def _id_of(row: Any) -> Any:
    return cast("dict[str, Any]", row).get("id") if isinstance(row, dict) else getattr(row, "id", None)


class _Writer(Protocol):
    def write(self, packed: Sequence[Packed]) -> Packed | None: ...
    def close(self) -> None: ...


class OpenPart:
    """A part in the form of its layout. ``rows`` counts those that are in it, rejected ones left out."""

    def __init__(self, path: Path, layout: Layout, on_reject: Callable[[Any, str], object]) -> None:
        self.file: PartWriter = PartWriter(path)
        self.first_id: Any = None
        self.last_id: Any = None
        self.file.open()
        self._sink = _Sink(self.file)
        try:
            self._writer = _writer(self._sink, layout, on_reject)
        except BaseException:
            self.file.discard()
            raise

    @property
    def rows(self) -> int:
        """How many rows are in it."""
        return self.file.rows

    def write(self, packed: Sequence[Packed]) -> None:
        """Add rows, at least one."""
        written = self._writer.write(packed)
        if written is None:
            return
        if not self.file.rows:
            self.first_id = written.first_id
        self.last_id = written.last_id
        self.file.rows += written.number

    def publish(self) -> None:
        """Force it to the disk and give it its name."""
        try:
            self._writer.close()
            self.file.publish()
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Remove it. Its writer is closed as well, but what that would write goes nowhere."""
        self._sink.muted = True
        try:
            self._writer.close()
        finally:
            self.file.discard()


class _Sink(io.RawIOBase):
    """The file of a part for libraries that write to file objects; closing it does not close the part."""

    def __init__(self, file: PartWriter) -> None:
        self._into = file
        self.muted = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if not self.muted:
            self._into.write(data, rows=0)
        return len(data)


def _writer(sink: _Sink, layout: Layout, on_reject: Callable[[Any, str], object]) -> _Writer:
    if layout.format == "parquet":
        return _Table(sink, layout, on_reject)
    if layout.compression == "gzip":  # without name and time, so that the same rows are the same bytes
        return _Lines(gzip.GzipFile("", "wb", _GZIP_LEVEL, sink, mtime=0))
    if layout.compression == "zstd":
        pyarrow = import_pyarrow()
        return _Lines(pyarrow.CompressedOutputStream(pyarrow.PythonFile(sink, "w"), "zstd"))
    return _Lines(sink)


class _Lines:
    """Rows as lines of JSON."""

    def __init__(self, into: Any) -> None:
        self._into = into

    def write(self, packed: Sequence[Packed]) -> Packed:
        # All at once: for each piece that is hashed or written, two threads would hand the interpreter to each other.
        self._into.write(b"".join([rows.data for rows in packed]))
        number = sum(rows.number for rows in packed)
        return Packed(number, packed[0].first_id, packed[-1].last_id, None)

    def close(self) -> None:
        self._into.close()


class _Table:
    """Records as a table; a row group is written when there are enough rows for one."""

    def __init__(self, sink: _Sink, layout: Layout, on_reject: Callable[[Any, str], object]) -> None:
        from synctv_async import arrow

        self._record = layout.record
        self._on_reject = on_reject
        self._batch = arrow.batch
        self._schema = arrow.schema(layout.record)
        self._held: list[arrow.RecordBatch] = []
        self._rows = 0
        writer = import_pyarrow("pyarrow.parquet").ParquetWriter
        self._file = writer(sink, self._schema, compression=layout.compression or "snappy")

    def write(self, packed: Sequence[Packed]) -> Packed | None:
        records = [record for rows in packed for record in rows.data]
        batch = self._batch(records, self._record, self._on_reject)
        if not batch.num_rows:
            return None
        self._held.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROW_GROUP:
            self._write_group()
        ids = batch.column("id")
        return Packed(batch.num_rows, ids[0].as_py(), ids[-1].as_py(), None)

    def _write_group(self) -> None:
        table = import_pyarrow().Table.from_batches(self._held, self._schema)
        self._held, self._rows = [], 0
        self._file.write_table(table, row_group_size=table.num_rows)

    def close(self) -> None:
        if self._held:
            self._write_group()
        self._file.close()
