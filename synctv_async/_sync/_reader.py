# Generated from synctv_async/_async/_reader.py: edit that and run tools/sync_codegen.py.
"""One page of a list: asked for, opened, and its rows told apart."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import attrs

from synctv_async._policy.checkpoint import fingerprint, read_checkpoint, write_checkpoint
from synctv_async._policy.scan import OnePage, Plan, Position, ScanPlan
from synctv_async._sync._pipeline import Pipeline
from synctv_async._wire.checks import all_fit
from synctv_async._wire.convert import as_object, shorten, to_int
from synctv_async._wire.envelope import Envelope, count_of
from synctv_async._wire.messages import ApiRequest
from synctv_async._wire.query import Query
from synctv_async._wire.records import structure, structure_rows
from synctv_async.errors import ApiError, DecodeError
from synctv_async.models import Rejected

__all__ = ["FetchedPage", "Listing", "Reader"]

T = TypeVar("T")

FetchedPage = tuple[tuple[Any, ...], list[Hashable]]
"""The rows of a page as they are delivered, and what tells them apart."""


@attrs.frozen
class Listing(Generic[T]):
    """What a pager reads: the call, what its rows are, and what is known of how the service pages it.

    ``count`` is the call that counts exactly these rows, where there is one. ``record`` is ``None`` for rows that are
    delivered as they come. ``paged`` is false for a list that comes whole.
    """

    request: ApiRequest
    rows: Callable[[Envelope], list[Any]]
    record: type[T] | None
    payload: str
    by_id: bool = False
    descending: bool = False
    page_size: int | None = None
    offset_documented: bool = True
    paged: bool = True
    count: ApiRequest | None = None

    def plan(self, start: Position | None) -> Plan:
        """Return the plan that reads it from a position."""
        if not self.paged:
            return OnePage(start)
        return ScanPlan(
            by_id=self.by_id,
            descending=self.descending,
            page_size=self.page_size,
            offset_documented=self.offset_documented,
            start=start,
        )

    def sized(self, page_size: int) -> "Listing[T]":
        """Return the same list in pages of another size."""
        request = self.request
        pairs = [pair for pair in request.query.pairs if pair[0] != "limit"]
        query = Query([*pairs, ("limit", str(page_size))])
        return attrs.evolve(self, request=attrs.evolve(request, query=query), page_size=page_size)


class Reader:
    """Reads the pages of a list as they are asked for; which ones, and what of them is new, is for a plan to say.

    ``raw`` delivers the rows as the service sent them. With ``lenient`` a row that is not understood, in raw pages too,
    does not spoil its page: a :class:`Rejected` stands in its place.
    """

    def __init__(self, pipeline: Pipeline, listing: Listing[Any], *, raw: bool = False, lenient: bool = False) -> None:
        self.listing = listing
        self._pipeline = pipeline
        self._query = fingerprint(listing.request.path, listing.request.query.pairs)
        self.record: type[Any] | None = None if raw else listing.record
        self._lenient = lenient

    def position(self, checkpoint: str | None) -> Position | None:
        """Return the position that a checkpoint of this list names."""
        return None if checkpoint is None else read_checkpoint(checkpoint, self._query)

    def checkpoint(self, position: Position) -> str:
        """Return the checkpoint of a position."""
        return write_checkpoint(self._query, position)

    def page(self, offset: int) -> FetchedPage:
        """Read the page at an offset."""
        return self._pipeline.call(self._request(offset), self._read)

    def fetch(self, offset: int) -> Callable[[], FetchedPage]:
        """Ask for the page at an offset; return what reads the answer."""
        return self._pipeline.fetch(self._request(offset), self._read)

    def again(self, offset: int, failed: DecodeError) -> FetchedPage:
        """Read the page at an offset whose answer was fetched, and could not be read."""
        return self._pipeline.again(self._request(offset), self._read, failed)

    def _request(self, offset: int) -> ApiRequest:
        listing = self.listing
        # The first page is asked for without an offset: not every list documents one.
        return listing.request.at(offset or None) if listing.paged else listing.request

    def count(self) -> int | None:
        """Return how many rows the service counts, or ``None`` where no count proves anything about this list."""
        if self.listing.count is None:
            return None
        try:
            return self._pipeline.call(self.listing.count, count_of)
        except ApiError:
            return None

    def _read(self, envelope: Envelope) -> FetchedPage:
        listing = self.listing
        rows, path = listing.rows(envelope), f"response.{listing.payload}"
        try:
            keys = _keys_of(rows, path, numbers=listing.by_id)
            if self.record is not None:
                return structure_rows(rows, self.record, path), keys
            if not self._lenient or listing.record is None or all_fit(rows, listing.record):
                return tuple(rows), keys
        except DecodeError:
            if not self._lenient:
                raise
        keys = [*map(_key_of, rows)] if listing.by_id else _keys_of(rows, path, numbers=False)
        return tuple([self._row(row, f"{path}[{index}]") for index, row in enumerate(rows)]), keys

    def _row(self, row: Any, path: str) -> Any:
        try:
            if self.listing.by_id:
                _keys_of([row], path, numbers=True)
            made = row if self.listing.record is None else structure(row, self.listing.record, path)
        except DecodeError as error:
            return Rejected(row, str(error))
        return row if self.record is None else made


def _keys_of(rows: list[Any], path: str, *, numbers: bool) -> list[Hashable]:
    """Return what tells the rows apart: their ids, as numbers where they are sorted by; all of a row that has none."""
    if not numbers:
        ids = [(as_object(row) or {}).get("id") for row in rows]
        return [key if isinstance(key, int | str) else repr(row) for key, row in zip(ids, rows, strict=True)]
    try:
        return [row["id"] if type(row["id"]) is int else to_int(row["id"]) for row in rows]
    except (TypeError, KeyError, ValueError):
        message = f"{path}: a row without a usable id: {shorten(rows)}"
        raise DecodeError(message, field=path) from None


def _key_of(row: Any) -> Hashable:
    """Return the id of a row as a number, or all of a row that has none: then the scan is none by id any more."""
    try:
        return to_int(row["id"])
    except (TypeError, KeyError, ValueError):
        return repr(row)
