# Generated from synctv_async/_async/synctv/_v2.py: edit that and run tools/sync_codegen.py.
"""What the resources of SyncTV V2 share: how their lists are read."""

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

from synctv_async._sync._pager import Pager
from synctv_async._sync._reader import Listing
from synctv_async._sync._resource import Resource
from synctv_async._wire.envelope import count_of, detail_of, rows_of
from synctv_async._wire.filters import check_filters, check_page_size, filtering, proves_count, sort_by_id
from synctv_async._wire.messages import ApiRequest
from synctv_async._wire.records import structure

__all__ = ["V2Resource"]

T = TypeVar("T")


class V2Resource(Resource):
    """A resource of SyncTV V2."""

    def _listing(  # noqa: PLR0913 - what a list's document says; keywords all
        self,
        name: str,
        record: type[T],
        payload: str,
        *,
        filters: type,
        given: Mapping[str, Any],
        page_size: int | None,
        has_id_sort: bool,
        offset_documented: bool,
        count: str | None = None,
        counted: type | None = None,
        not_counted: frozenset[str] = frozenset(),
        ids: Mapping[str, object] | None = None,
    ) -> Pager[T]:
        """Make the pager of a list from its checked filters."""
        call = name.replace("_in_container", "").replace("_of_media", "")
        params = check_filters(call, filters, given)
        check_page_size(call, page_size)
        counting: ApiRequest | None = None
        if count is not None and counted is not None and proves_count(params, counted, except_for=not_counted):
            counting = self._request(count, filtering(params), **(ids or {}))
        by_id = sort_by_id(params) if has_id_sort else False
        if page_size is not None:
            params["limit"] = page_size
        listing = Listing(
            request=self._request(name, params, **(ids or {})),
            rows=partial(rows_of, expected=payload, record=record),
            record=record,
            payload=payload,
            by_id=by_id,
            descending=bool(params.get("sort_descending")),
            page_size=page_size,
            offset_documented=offset_documented,
            count=counting,
        )
        return Pager(self._pipeline, listing)

    def _count(self, name: str, filters: type, given: Mapping[str, Any], **ids: object) -> int:
        call = name.replace("_in_container", "").replace("_of_media", "")
        return self._pipeline.call(self._request(name, check_filters(call, filters, given), **ids), count_of)

    def _detail(self, request: ApiRequest, payload: str, record: type[T]) -> T:
        """Make a call that answers with a record and its siblings."""
        return self._pipeline.call(
            request, lambda envelope: structure(detail_of(envelope, payload, record), record, "response")
        )
