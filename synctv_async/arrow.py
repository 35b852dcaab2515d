"""Records as Arrow: a schema for each record class, and record batches with real types.

Needs pyarrow: ``pip install 'synctv-async[parquet]'``. What comes out is pyarrow's own, so that Parquet, pandas, polars
and duckdb take it as it is.

===============================================  ========================================
whole numbers, numeric enums                     ``int64``
numbers                                          ``float64``
decimals                                         ``decimal128(38, 18)``
true and false                                   ``bool``
text, text enums                                 ``string``
times                                            ``timestamp[us, tz=UTC]``
sequences; records in records                    ``list``; ``struct``
``meta_data``, ``properties``; ``images``        ``map<string, string>``; a list of these
``settings``, ``data``, ``template``, ``value``  ``string`` that holds JSON
``extra``                                        ``map<string, string>``, each value JSON
===============================================  ========================================

What is nested in a mapping is JSON as well. A field that was left out, or is ``None``, is a null; only ids are
never null.

Example::

    records = tv.media.list().collect(max_items=1000)
    pyarrow.parquet.write_table(pyarrow.Table.from_batches([batch(records, Media)]), "media.parquet")
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from inspect import isawaitable
from operator import attrgetter
from typing import Any, TypeVar

from synctv_async._wire.arrow_types import Batches, RecordBatch, Schema, pyarrow
from synctv_async._wire.columns import MISFIT, Column, columns_of
from synctv_async.errors import ArgumentError, SyncTVError
from synctv_async.models import Page

__all__ = ["AsyncBatches", "Batches", "RecordBatch", "Schema", "aread_batches", "batch", "read_batches", "schema"]

T = TypeVar("T")

_ROWS = 10_000  # of a batch: a few megabytes of media, and enough for any reader to work on at once


def schema(record: type) -> Schema:
    """Return the ``pyarrow.Schema`` of a record class: its fields in their order, then ``extra``.

    A class that is no record is a ``TypeError``; without pyarrow it is a :class:`~synctv_async.ConfigError`.

    Example::

        schema(Media).field("created_at").type    # timestamp[us, tz=UTC]
    """
    made: Schema = pyarrow().schema([column.field for column in columns_of(record)])
    return made


def batch(records: Sequence[Any], record: type, on_reject: Callable[[Any, str], object] | None = None) -> RecordBatch:
    """Return records of one class as a ``pyarrow.RecordBatch`` of :func:`schema`.

    A record with a value that does not fit its column (a whole number over 64 bits, a decimal of more digits than the
    type has, half of a surrogate pair in a text) is handed to ``on_reject(record, reason)`` and left out. Without
    ``on_reject`` it is an :class:`~synctv_async.ArgumentError` that names the row, the field and the value. Nothing is
    ever rounded or cut to make it fit.
    """
    of_schema = schema(record)
    _check_class(records, record)
    arrays: list[Any] = []
    failed: list[tuple[Column, Exception]] = []
    for column in columns_of(record):
        try:
            arrays.append(column.array(list(map(attrgetter(column.name), records))))
        except MISFIT as error:
            failed.append((column, error))
    if failed:
        return batch(_fitting(records, failed, on_reject), record, on_reject)
    made: RecordBatch = pyarrow().RecordBatch.from_arrays(arrays, schema=of_schema)
    return made


def _check_class(records: Sequence[Any], record: type) -> None:
    for found in set(map(type, records)):
        if not issubclass(found, record):
            message = f"records of {record.__name__} are needed, got {found.__name__}; raw rows have no schema"
            raise TypeError(message)


def _fitting(
    records: Sequence[Any],
    failed: Sequence[tuple[Column, Exception]],
    on_reject: Callable[[Any, str], object] | None,
) -> Sequence[Any]:
    """Hand over the records that do not fit and return the others. Only done where something failed."""
    reasons: dict[int, str] = {}
    for column, _ in failed:
        for index, reason in column.misfits(list(map(attrgetter(column.name), records))):
            reasons.setdefault(index, reason)
    if not reasons:
        whole = ", ".join(f"{column.name}: {error}" for column, error in failed)
        message = f"{len(records)} rows are too much for one batch, use fewer (rows_per_batch=): {whole}"
        raise ArgumentError(message)
    for index in sorted(reasons):
        row, reason = records[index], reasons[index]
        if on_reject is None:
            name = f"row {index} (id {row.id!r:.60})" if hasattr(row, "id") else f"row {index}"
            message = f"{name}: {reason}; pass on_reject= to go on without such rows"
            raise ArgumentError(message)
        on_reject(row, reason)
    return [row for index, row in enumerate(records) if index not in reasons]


class _Gathered:
    """Rows of pages on their way into one batch. Told pages and what ended them, asked for the batch.

    A batch ends where a page ends, so that after each the checkpoint of the pages is exact. What ends the pages is held
    back until the rows that came before it are delivered; then it comes out as it is.
    """

    def __init__(self, record: type, rows_per_batch: int) -> None:
        if rows_per_batch < 1:
            message = f"rows_per_batch is a number of rows from 1, got {rows_per_batch}"
            raise ArgumentError(message)
        self.schema = schema(record)
        self._record = record
        self._least = rows_per_batch
        self._rows: list[Any] = []
        self._held: Exception | None = None
        self._read_to: str | None = None
        self._delivered_to: str | None = None

    @property
    def enough(self) -> bool:
        """Whether it is time to make the batch."""
        return self._held is not None or len(self._rows) >= self._least

    def add(self, page: Page[Any]) -> None:
        """Take the rows of the next page."""
        self._rows.extend(page.items)
        self._read_to = page.checkpoint

    def hold(self, end: Exception) -> None:
        """Take what ended the pages."""
        self._held = end

    def raise_held(self) -> None:
        """Raise what ended the pages, if it was held back; after it, it is for the pages to say whether they go on."""
        held, self._held = self._held, None
        if held is not None:
            raise held

    def make(self, on_reject: Callable[[Any, str], object] | None) -> RecordBatch:
        """Return the batch, which may be empty."""
        try:
            return batch(self._rows, self._record, on_reject)
        except SyncTVError as error:
            error.checkpoint = self._delivered_to
            raise

    def clear(self) -> None:
        """Let go of the rows: their batch is on its way."""
        self._rows = []
        self._delivered_to = self._read_to


class AsyncBatches(AsyncIterator[RecordBatch]):
    """Record batches that are made from pages of records while they are read. Made by :func:`aread_batches`.

    ``schema`` is there before anything is read. Leaving it early leaves nothing to clean up.
    """

    def __init__(
        self,
        record: type[T],
        pages: AsyncIterator[Page[T]],
        rows_per_batch: int = _ROWS,
        on_reject: Callable[[T, str], object] | None = None,
    ) -> None:
        self._gathered = _Gathered(record, rows_per_batch)
        self._pages = pages
        self._on_reject: Callable[[Any, str], object] | None = on_reject

    @property
    def schema(self) -> Schema:
        """The names and types of the columns."""
        return self._gathered.schema

    async def __anext__(self) -> RecordBatch:
        gathered = self._gathered
        while True:
            gathered.raise_held()
            while not gathered.enough:
                try:
                    gathered.add(await anext(self._pages))
                except (StopAsyncIteration, SyncTVError) as end:
                    gathered.hold(end)
            made = await self._make()
            gathered.clear()
            if made.num_rows:
                return made

    async def _make(self) -> RecordBatch:
        on_reject = self._on_reject
        if on_reject is None:
            return self._gathered.make(None)
        rejected: list[tuple[Any, str]] = []
        made = self._gathered.make(lambda row, reason: rejected.append((row, reason)))
        for row, reason in rejected:
            result = on_reject(row, reason)
            if isawaitable(result):
                await result
        return made


class _Batches(Iterator[RecordBatch]):
    """What the reader pulls: the twin of :class:`AsyncBatches`."""

    def __init__(
        self, gathered: _Gathered, pages: Iterator[Page[Any]], on_reject: Callable[[Any, str], object] | None
    ) -> None:
        self._gathered = gathered
        self._pages = pages
        self._on_reject = on_reject

    def __next__(self) -> RecordBatch:
        gathered = self._gathered
        while True:
            gathered.raise_held()
            while not gathered.enough:
                try:
                    gathered.add(next(self._pages))
                except (StopIteration, SyncTVError) as end:
                    gathered.hold(end)
            made = gathered.make(self._on_reject)
            gathered.clear()
            if made.num_rows:
                return made


def aread_batches(
    record: type[T],
    pages: AsyncIterator[Page[T]],
    rows_per_batch: int = _ROWS,
    on_reject: Callable[[T, str], object] | None = None,
) -> AsyncBatches:
    """Return record batches that are made from pages of records while they are read.

    Each holds the rows of whole pages, at least ``rows_per_batch`` of them unless it is the last, so memory stays flat
    however long the list is; there are no empty ones. Records that do not fit are treated as :func:`batch` does, and
    ``on_reject`` may be a coroutine function. An error of the pages comes out as it is, after the rows before it.

    Example::

        async for made in aread_batches(Media, tv.media.list().pages()):
            writer.write_batch(made)
    """
    return AsyncBatches(record, pages, rows_per_batch, on_reject)


def read_batches(
    record: type[T],
    pages: Iterator[Page[T]],
    rows_per_batch: int = _ROWS,
    on_reject: Callable[[T, str], object] | None = None,
) -> Batches:
    """Return a ``pyarrow.RecordBatchReader`` that reads pages of records while it is read, and uses no thread.

    Its batches, and what becomes of errors and of records that do not fit, are those of :func:`aread_batches`.

    Example::

        reader = read_batches(Media, tv.media.list().pages())
        duckdb.sql("SELECT media_type.name, count(*) FROM reader GROUP BY ALL").show()
    """
    gathered = _Gathered(record, rows_per_batch)
    pulled = _Batches(gathered, pages, on_reject)
    reader: Batches = pyarrow().RecordBatchReader.from_batches(gathered.schema, pulled)
    return reader
