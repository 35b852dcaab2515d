"""What became of each row of a batch."""

from collections.abc import Iterator, Sequence
from typing import Generic, Literal, TypeVar

import attrs

from synctv_async.errors import BatchError, SyncTVError

__all__ = ["BatchResult", "BatchRow"]

T = TypeVar("T")


@attrs.frozen
class BatchRow(Generic[T]):
    """One row: ``done`` with its ``item``, ``failed`` with its ``error``, or ``unknown``: it may have happened.

    ``item`` is ``None`` where the service answers without a record, as it does for deletions.
    """

    status: Literal["done", "failed", "unknown"]
    item: T | None = None
    error: SyncTVError | None = None


@attrs.frozen
class BatchResult(Generic[T]):
    """The rows of a batch in the order given."""

    rows: Sequence[BatchRow[T]]

    def __iter__(self) -> Iterator[BatchRow[T]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def raise_for_failures(self) -> None:
        """Raise :class:`~synctv_async.BatchError` unless every row is done."""
        failed = sum(row.status == "failed" for row in self.rows)
        unknown = sum(row.status == "unknown" for row in self.rows)
        if not failed and not unknown:
            return
        index, first = next((i, row) for i, row in enumerate(self.rows) if row.status != "done")
        message = (
            f"of {len(self.rows)} rows {failed} failed and {unknown} are unknown; first row {index}: {first.error}"
        )
        raise BatchError(message, result=self)
