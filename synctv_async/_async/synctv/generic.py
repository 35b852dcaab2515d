"""Any other resource of SyncTV V2, by the service's own conventions. Rows are dicts."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal, TypeAlias

from synctv_async._async._pager import AsyncPager
from synctv_async._async._pipeline import AsyncPipeline
from synctv_async._async._reader import AsyncListing
from synctv_async._async._resource import AsyncResource, written
from synctv_async._policy.endpoints import generic
from synctv_async._wire.convert import as_object, shorten
from synctv_async._wire.envelope import Envelope, count_of, row_and_siblings_of, row_of, rows_of
from synctv_async._wire.filters import check_page_size
from synctv_async._wire.messages import ApiRequest, Endpoint
from synctv_async._wire.params import Value, pairs_of
from synctv_async._wire.query import Query
from synctv_async.errors import ArgumentError, DecodeError

__all__ = ["AsyncGenericResource"]

Row: TypeAlias = dict[str, Any]

_PATH = re.compile(r"[a-z0-9_]+(/[a-z0-9_]+)*")
_ITEM = re.compile(r"[a-z0-9_]+")
_RESERVED = frozenset({"access_id", "signature", "offset", "limit", "id"})


class AsyncGenericResource(AsyncResource):
    """A resource that the package has no class for, as ``tv.resource("containers", item="container")``.

    It always asks for JSON: what an XML element means cannot be known without a schema. No sort is known, so a list
    that changes while it is read may lose rows.
    """

    def __init__(self, pipeline: AsyncPipeline, name: str, *, item: str, under: str | None = None) -> None:
        super().__init__(pipeline)
        for argument, value, pattern in (("name", name, _PATH), ("item", item, _ITEM), ("under", under or "x", _PATH)):
            if not pattern.fullmatch(value):
                message = f"resource(): {argument}={value!r:.80} is not a path of the service, as 'contributors/people'"
                raise ArgumentError(message)
        self._name = name
        self._item = item
        self._path = f"/{under}/{name}" if under else f"/{name}"

    def list(self, *, page_size: int | None = None, **filters: Value) -> AsyncPager[Row]:
        """List the rows, filtered by the service's own parameters; lists and mappings get their brackets.

        Example::

            async for container in tv.resource("containers", item="container").list(active=True):
                print(container["name"])
        """
        check_page_size(f"{self._name}.list", page_size)
        params = self._params("list", filters)
        if page_size is not None:
            params["limit"] = page_size
        payload = self._name.rpartition("/")[2]
        listing: AsyncListing[Row] = AsyncListing(
            request=self._call(generic(self._name, self._path, "list"), params),
            rows=partial(rows_of, expected=payload, record=None),
            record=None,
            payload=payload,
            page_size=page_size,
            offset_documented=False,
        )
        return AsyncPager(self._pipeline, listing)

    async def count(self, **filters: Value) -> int:
        """Count the rows. That the resource has a count is known from the service's Ruby client only."""
        target = generic(self._name, self._path, "count")
        return await self._pipeline.call(self._call(target, self._params("count", filters)), count_of)

    async def get(self, id: int | str) -> Row:  # noqa: A002 - the service's name for it
        """Read one row; what the service sends beside it is added where the row has nothing of that name."""
        request = self._call(generic(self._name, self._path, "get"), {}, id=id)
        return await self._pipeline.call(request, self._row_and_siblings)

    async def create(self, **fields: Value) -> Row | None:
        """Create a row from fields without their wrapper; returns it if the answer shows it. Not repeated blindly."""
        request = self._call(generic(self._name, self._path, "create"), {self._item: self._params("create", fields)})
        return await self._pipeline.call(request, self._row)

    async def update(self, id: int | str, **fields: Value) -> Row | None:  # noqa: A002 - the service's name for it
        """Change the given fields; returns the row if the answer shows it."""
        given = written(f"{self._name}.update", self._params("update", fields))
        request = self._call(generic(self._name, self._path, "update"), {self._item: given}, id=id)
        return await self._pipeline.call(request, self._row)

    async def delete(self, id: int | str) -> None:  # noqa: A002 - the service's name for it
        """Delete a row."""
        await self._done(self._call(generic(self._name, self._path, "delete"), {}, id=id))

    async def action(
        self,
        id: int | str | None,  # noqa: A002 - the service's name for it
        action: str,
        *,
        method: Literal["GET", "POST", "PUT", "DELETE"] = "PUT",
        repeatable: bool = False,
        **params: Value,
    ) -> Row | None:
        """Call ``/<resource>/<id>/<action>``, or ``/<resource>/<action>`` where ``id`` is ``None``.

        Sent again after an unclear failure only with ``repeatable=True``: some actions count, even those that are a
        ``GET`` (as ``media/:id/ping``). Returns the row if the answer shows one.
        """
        if not _PATH.fullmatch(action):
            message = f"action(): {action!r:.80} is not the name of an action, as 'start'"
            raise ArgumentError(message)
        path = self._path + ("" if id is None else "/{id}") + f"/{action}"
        target = Endpoint(f"{self._name}.{action}", method, path, repeatable)
        request = self._call(target, self._params("action", params), id=id)
        return await self._pipeline.call(request, self._row)

    def _row_and_siblings(self, envelope: Envelope) -> Row:
        row = as_object(found := row_and_siblings_of(envelope, self._item, None))
        if row is not None:
            return row
        message = f"expected an object under {self._item!r}, found {shorten(found)}"
        raise DecodeError(message, field=f"response.{self._item}")

    def _row(self, envelope: Envelope) -> Row | None:
        return as_object(row_of(envelope, self._item, None))

    def _call(self, target: Endpoint, params: Mapping[str, Any], **ids: object) -> ApiRequest:
        for name, value in ids.items():
            if value is not None and (isinstance(value, bool) or not str(value).isascii() or not str(value).isalnum()):
                message = f"{target.name}(): {name} is a number or a name, got {value!r:.80}"
                raise ArgumentError(message)
        return ApiRequest(
            target, self._pipeline.core.service.root + target.fill(**ids), Query(pairs_of(params)), wire_format="json"
        )

    def _params(self, verb: str, given: Mapping[str, Value]) -> dict[str, Any]:
        reserved = sorted(_RESERVED & given.keys())
        if reserved:
            message = f"{self._name}.{verb}(): {reserved[0]!r} is set by the package itself"
            raise ArgumentError(message)
        return {name: value for name, value in given.items() if value is not None}
