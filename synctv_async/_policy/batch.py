"""How a batch is cut into requests, and what a request's failure says about its rows."""

from collections.abc import Sequence

from synctv_async.errors import ApiError, BadRequestError, ConflictError, NotFoundError, SyncTVError

__all__ = ["MAX_BATCH", "blames_rows", "chunks", "ends_batch", "halves"]

MAX_BATCH = 100
"""Rows of one request. Source: "recommended max: 100 items" of the API's overview."""


def chunks(rows: Sequence[int], size: int = MAX_BATCH) -> list[Sequence[int]]:
    """Cut the rows into requests, in order."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def halves(rows: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Cut a request in two, to find the row that spoils it."""
    middle = len(rows) // 2
    return rows[:middle], rows[middle:]


def blames_rows(error: SyncTVError) -> bool:
    """Tell whether an error says that something is wrong with the rows, so that others of them may be good."""
    return isinstance(error, BadRequestError | NotFoundError | ConflictError)


def ends_batch(error: SyncTVError) -> bool:
    """Tell whether an error will be that of every further request too: the credentials are refused."""
    return isinstance(error, ApiError) and error.status in (401, 403)
