# Generated from synctv_async/_async/sourcesync/owned.py: edit that and run tools/sync_codegen.py.
"""Content of SourceSync that belongs to a production: distributions and activations have the same calls."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Generic, TypeVar, cast

from synctv_async._sync._pager import Pager
from synctv_async._sync.sourcesync.content import Content
from synctv_async._wire.convert import shorten
from synctv_async._wire.sourcesync import check_many, encode_row, fields_of
from synctv_async.errors import ArgumentError, NotFoundError
from synctv_async.models import BatchResult

__all__ = ["OwnedContent"]

T = TypeVar("T")


class OwnedContent(Content, Generic[T]):
    """Distributions or activations of a production."""

    _kind: str
    _record: type[T]

    def list(self, production_id: str | int) -> Pager[T]:
        """List those of a production; the service sends them all in one answer."""
        return self._all(f"{self._kind}.list", self._record, production_id=production_id)

    def get(self, id: str | int) -> T:  # noqa: A002 - the service's name for it
        """Read one. This route is known from the service's Android client only."""
        request = self._call(f"{self._kind}.get", None, id=id)
        found = self._one(request, self._record)
        if found is None:
            message = f"GET {request.target} was answered without a record"
            raise NotFoundError(message, status=200, method="GET", path=request.path)
        return found

    def create(self, production_id: str | int, *, name: str, settings: Mapping[str, Any] | None = None) -> T:
        """Create one. It is never sent twice unless the first sending surely did nothing."""
        return self._create(f"{self._kind}.create", self._record, name, settings, production_id=production_id)

    def create_many(self, production_id: str | int, rows: Iterable[Mapping[str, Any]]) -> BatchResult[T]:
        """Create any number from mappings with ``name`` and, if wanted, ``settings``; outcomes as for productions."""
        name = f"{self._kind}.create_many"
        check_many(name, rows, "several rows, each a mapping")

        def request(body: bytes) -> Any:
            return self._call(f"{self._kind}.create", body, production_id=production_id)

        request(b"[]")  # an unusable production_id is no row's fault
        return self._batch(self._record, name).send(rows, partial(encode_row, name, required="name"), request)

    def update(
        self,
        production_id: str | int,
        id: str | int,  # noqa: A002 - the service's name for it
        *,
        name: str | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> T | None:
        """Change the given fields; returns the record if the answer shows it."""
        return self._update(f"{self._kind}.update", self._record, name, settings, production_id=production_id, id=id)

    def update_many(self, production_id: str | int, rows: Iterable[Mapping[str, Any]]) -> BatchResult[T]:
        """Change any number by mappings with ``id`` and the fields to change, each by a call of its own."""

        def one(row: object) -> T | None:
            fields = _fields(f"{self._kind}.update_many", row)
            return self.update(production_id, fields.pop("id"), **fields)

        check_many(f"{self._kind}.update_many", rows, "several rows, each a mapping")
        return self._batch(self._record, f"{self._kind}.update_many").send_singly(rows, one)

    def delete(self, production_id: str | int, id: str | int) -> None:  # noqa: A002 - the service's name for it
        """Delete one."""
        self._delete(f"{self._kind}.delete", production_id=production_id, id=id)

    def delete_many(self, production_id: str | int, ids: Iterable[str | int]) -> BatchResult[None]:
        """Delete any number, each by a call of its own."""

        def one(row_id: object) -> None:
            self.delete(production_id, cast("str | int", row_id))

        check_many(f"{self._kind}.delete_many", ids, "several ids")
        return self._deletions(f"{self._kind}.delete_many").send_singly(ids, one)


def _fields(call: str, row: object) -> dict[str, Any]:
    fields = fields_of(row)
    if "id" in fields and fields.keys() <= {"id", "name", "settings"}:
        return fields
    message = f"{call}(): a row is a mapping with 'id' and 'name' or 'settings' to change, got {shorten(row)}"
    raise ArgumentError(message)
