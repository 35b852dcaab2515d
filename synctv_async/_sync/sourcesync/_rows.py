# Generated from synctv_async/_async/sourcesync/_rows.py: edit that and run tools/sync_codegen.py.
"""Batches of SourceSync: many rows in few requests, and an outcome for each row."""

import copy
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Generic, Literal, TypeVar

from synctv_async._concurrency import Runner
from synctv_async._policy.batch import blames_rows, chunks, ends_batch, halves
from synctv_async._sync._pipeline import Pipeline
from synctv_async._wire.messages import ApiRequest
from synctv_async._wire.records import structure
from synctv_async._wire.sourcesync import in_order_sent, list_in
from synctv_async.errors import ApiError, DecodeError, NotFoundError, SyncTVError
from synctv_async.models import BatchResult, BatchRow

__all__ = ["Batch"]

T = TypeVar("T")

_IN_FLIGHT = 4
"""Requests of one batch at a time: enough to hide the latency, too few to crowd out other calls."""


class Batch(Generic[T]):
    """One batch while it is being sent. Errors of rows become outcomes; it raises for nothing that a row can do."""

    def __init__(self, pipeline: Pipeline, record: type[T] | None, call: str) -> None:
        self._pipeline = pipeline
        self._record = record
        self._call = call
        self._bodies: dict[int, bytes] = {}
        self._ids: dict[int, str] = {}
        self._outcomes: dict[int, BatchRow[T]] = {}
        self._over: SyncTVError | None = None

    def send(
        self,
        rows: Iterable[object],
        encode: Callable[[object], bytes],
        request: Callable[[bytes], ApiRequest],
        id_of: Callable[[object], str] | None = None,
    ) -> BatchResult[T]:
        """Send the rows in chunks and tell what became of each. ``id_of`` tells the answer's rows apart."""
        total = 0
        for index, row in enumerate(rows):
            total = index + 1
            try:
                self._bodies[index] = encode(row)
                self._ids[index] = id_of(row) if id_of else ""
            except SyncTVError as error:
                self._bodies.pop(index, None)
                self._outcomes[index] = BatchRow("failed", error=error)
        whole = chunks(list(self._bodies))
        Runner(_IN_FLIGHT).run(partial(self._chunk, request, chunk) for chunk in whole)
        return BatchResult(tuple(self._outcomes[index] for index in range(total)))

    def send_singly(self, rows: Iterable[object], send_one: Callable[[object], T | None]) -> BatchResult[T]:
        """Send each row by a call of its own and tell what became of it."""
        given = list(rows)
        functions = (partial(self._single, send_one, index, row) for index, row in enumerate(given))
        Runner(_IN_FLIGHT).run(functions)
        return BatchResult(tuple(self._outcomes[index] for index in range(len(given))))

    def _single(self, send_one: Callable[[object], T | None], index: int, row: object) -> None:
        try:
            if self._over is not None:
                raise _not_sent(self._over)
            self._outcomes[index] = BatchRow("done", item=send_one(row))
        except SyncTVError as error:
            self._fail([index], error)

    def _chunk(
        self,
        request: Callable[[bytes], ApiRequest],
        chunk: Sequence[int],
        *,
        doubtful: bool = False,
    ) -> None:
        """Send one request; where its answer blames the rows, send its halves, down to the row that is at fault.

        ``doubtful`` tells that an attempt at more rows than these may have been carried out.
        """
        if self._over is not None:
            self._fail(chunk, _not_sent(self._over))
            return
        call = request(b"[" + b",".join(self._bodies[index] for index in chunk) + b"]")
        try:
            items = self._pipeline.call(call, lambda envelope: self._items(call, chunk, list_in(envelope)))
            for index, item in zip(chunk, items, strict=True):
                self._outcomes[index] = BatchRow("done", item=item)
        except SyncTVError as error:
            doubtful = doubtful or (isinstance(error, ApiError) and error.after_doubt)
            if blames_rows(error) and len(chunk) > 1:
                for half in halves(chunk):
                    self._chunk(request, half, doubtful=doubtful)
            elif doubtful and call.method == "DELETE" and isinstance(error, NotFoundError):
                self._outcomes[chunk[0]] = BatchRow("done")
            else:
                self._fail(chunk, error)

    def _fail(self, chunk: Sequence[int], error: SyncTVError) -> None:
        if ends_batch(error):
            self._over = error
        status: Literal["unknown", "failed"] = "unknown" if error.outcome == "unknown" else "failed"
        for index in chunk:
            self._outcomes[index] = BatchRow(status, error=error)

    def _items(self, call: ApiRequest, chunk: Sequence[int], rows: Sequence[Any] | None) -> Sequence[T | None]:
        """Return the records of the answer in the order of the rows sent."""
        if self._record is None or (rows is None and call.method == "PATCH"):
            return [None] * len(chunk)
        sent = [self._ids[index] for index in chunk]
        found = in_order_sent(sent if all(sent) else None, rows or ())
        if len(found) != len(chunk):
            message = f"{self._call}(): {len(chunk)} rows were sent and {len(found)} came back: which is which is open"
            raise DecodeError(message, field="data")
        return [structure(row, self._record, f"data[{at}]") for at, row in enumerate(found)]


def _not_sent(error: SyncTVError) -> SyncTVError:
    """Return the error that ended the batch for a row that was not sent any more."""
    mine = copy.copy(error)
    mine.outcome = "not_sent"
    return mine
