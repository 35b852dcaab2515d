"""Productions of SourceSync."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, cast

from synctv_async._async._pager import AsyncPager
from synctv_async._async.sourcesync.content import AsyncContent
from synctv_async._wire.sourcesync import check_many, check_text_id, encode, encode_row
from synctv_async.models import BatchResult, Production

__all__ = ["AsyncProductionResource"]


class AsyncProductionResource(AsyncContent):
    """The roots of the content. Source: "Working with Productions" of the API's overview."""

    def list(self) -> AsyncPager[Production]:
        """List the productions that the API key reaches; the service sends them all in one answer.

        Example::

            async for production in ss.productions.list():
                print(production.id, production.name)
        """
        return self._all("productions.list", Production)

    async def create(self, *, name: str, settings: Mapping[str, Any] | None = None) -> Production:
        """Create a production. It is never sent twice unless the first sending surely did nothing."""
        return await self._create("productions.create", Production, name, settings)

    async def create_many(self, rows: Iterable[Mapping[str, Any]]) -> BatchResult[Production]:
        """Create any number of productions from mappings with ``name`` and, if wanted, ``settings``.

        They go in requests of at most 100. Each row's outcome is ``done``, ``failed`` or ``unknown``, in the order
        given. A request whose rows the service refuses is cut in two until the bad row is found; one that may have been
        done is ``unknown`` and never sent again. Nothing is raised for rows: see ``raise_for_failures()``.
        """
        name = "productions.create_many"
        check_many(name, rows, "several rows, each a mapping")
        batch = self._batch(Production, name)
        return await batch.send(
            rows, partial(encode_row, name, required="name"), lambda body: self._call("productions.create", body)
        )

    async def update(
        self,
        id: str | int,  # noqa: A002 - the service's name for it
        *,
        name: str | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Production | None:
        """Change the given fields; returns the production if the answer shows it."""
        return await self._update("productions.update", Production, name, settings, id=id)

    async def update_many(self, rows: Iterable[Mapping[str, Any]]) -> BatchResult[Production]:
        """Change any number of productions by mappings with ``id`` and what to change; outcomes as for creates."""
        name = "productions.update_many"
        check_many(name, rows, "several rows, each a mapping")
        batch = self._batch(Production, name)
        return await batch.send(
            rows,
            partial(encode_row, name, required="id"),
            lambda body: self._call(name, body),
            lambda row: check_text_id(name, "id", cast("Mapping[str, Any]", row)["id"]),
        )

    async def delete(self, id: str | int) -> None:  # noqa: A002 - the service's name for it
        """Delete a production."""
        await self._delete("productions.delete", id=id)

    async def delete_many(self, ids: Iterable[str | int]) -> BatchResult[None]:
        """Delete any number of productions; outcomes as for creates."""
        name = "productions.delete_many"
        check_many(name, ids, "several ids")

        def body(row_id: object) -> bytes:
            return encode(name, {"id": check_text_id(name, "id", row_id)})

        return await self._deletions(name).send(ids, body, lambda rows: self._call(name, rows))
