# Generated from synctv_async/_async/synctv/bundles.py: edit that and run tools/sync_codegen.py.
"""Bundles of SyncTV V2."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from synctv_async._sync._pager import Pager
from synctv_async._sync._resource import written
from synctv_async._sync.synctv._v2 import V2Resource
from synctv_async._wire.envelope import Envelope, row_of
from synctv_async._wire.records import structure
from synctv_async.errors import NotFoundError
from synctv_async.models.bundle import Bundle, BundleDetail
from synctv_async.models.enums import BundleStatus, BundleWriteStatus
from synctv_async.models.filters import BundleCountFilters, BundleFilters

__all__ = ["BundleResource"]


class BundleResource(V2Resource):
    """Groups of media that are offered together. Source: the Bundles page of the admin API."""

    def list(
        self, *, medium_id: int | None = None, page_size: int | None = None, **filters: Unpack[BundleFilters]
    ) -> Pager[Bundle]:
        """List bundles, all of them or those that hold a media.

        The document lists neither an offset nor a sort, so that bundles come in pages is a guess, and a list that
        changes while it is read may lose rows. ``status`` takes a :class:`~synctv_async.BundleStatus`.

        Example::

            for bundle in tv.bundles.list(medium_id=100):
                print(bundle.name, bundle.status)
        """
        name, ids = "bundles.list", dict[str, object]()
        if medium_id is not None:
            name, ids = "bundles.list_of_media", {"medium_id": medium_id}
        return self._listing(
            name,
            Bundle,
            "bundles",
            filters=BundleFilters,
            given=filters,
            page_size=page_size,
            has_id_sort=False,
            offset_documented=False,
            count=name.replace("list", "count"),
            counted=BundleCountFilters,
            not_counted=frozenset({"status"}),  # the same number means another status there
            ids=ids,
        )

    def count(self, *, medium_id: int | None = None, **filters: Unpack[BundleCountFilters]) -> int:
        """Count bundles. Here ``status`` takes a :class:`~synctv_async.BundleWriteStatus`: 0 is inactive."""
        if medium_id is None:
            return self._count("bundles.count", BundleCountFilters, filters)
        return self._count("bundles.count_of_media", BundleCountFilters, filters, medium_id=medium_id)

    def get(self, id: int, *, medium_id: int | None = None) -> BundleDetail:  # noqa: A002 - the service's name
        """Read one bundle with its ownership policies and media; ``medium_id`` looks among the bundles of a media."""
        if medium_id is None:
            request = self._request("bundles.get", id=id)
        else:
            request = self._request("bundles.get_of_media", medium_id=medium_id, id=id)
        return self._detail(request, "bundle", BundleDetail)

    def create(  # noqa: PLR0913 - the fields of the document; keywords all
        self,
        *,
        name: str,
        bundle_type_id: int,
        media_ids: Sequence[int] | None = None,
        ownership_policy_ids: Sequence[int] | None = None,
        status: BundleWriteStatus | int | None = None,
        begin_at: datetime | None = None,
        end_at: datetime | None = None,
    ) -> Bundle:
        """Create a bundle. It is never sent twice unless the first sending surely did nothing.

        An error says by ``outcome`` whether the bundle may exist. Times are aware and sent in whole seconds.
        """
        fields = {
            "name": name,
            "bundle_type_id": bundle_type_id,
            "media_ids": media_ids,
            "ownership_policy_ids": ownership_policy_ids,
            "status": _write_status("bundles.create", status),
            "begin_at": begin_at,
            "end_at": end_at,
        }
        request = self._request("bundles.create", {"bundle": fields})
        return self._record(request, "bundle", Bundle, row_of)

    def update(  # noqa: PLR0913 - the fields of the document; keywords all
        self,
        id: int,  # noqa: A002 - the service's name for it
        *,
        name: str | None = None,
        bundle_type_id: int | None = None,
        media_ids: Sequence[int] | None = None,
        ownership_policy_ids: Sequence[int] | None = None,
        status: BundleWriteStatus | int | None = None,
        begin_at: datetime | None = None,
        end_at: datetime | None = None,
    ) -> Bundle | None:
        """Change the given fields; lists are replaced whole. Returns the bundle if the answer shows it."""
        fields = {
            "name": name,
            "bundle_type_id": bundle_type_id,
            "media_ids": media_ids,
            "ownership_policy_ids": ownership_policy_ids,
            "status": _write_status("bundles.update", status),
            "begin_at": begin_at,
            "end_at": end_at,
        }
        request = self._request("bundles.update", {"bundle": written("bundles.update", fields)}, id=id)
        return self._pipeline.call(request, _bundle_if_shown)

    def delete(self, id: int) -> None:  # noqa: A002 - the service's name for it
        """Delete a bundle. A bundle that is read afterwards with the status deleted counts as deleted."""

        def gone(bundles: BundleResource) -> bool:
            try:
                detail = bundles.get(id)
            except NotFoundError:
                return True
            return detail.bundle.status == BundleStatus.DELETED

        self._done(self._request("bundles.delete", id=id), gone)


def _bundle_if_shown(envelope: Envelope) -> Bundle | None:
    row = row_of(envelope, "bundle", Bundle)
    return None if row is None else structure(row, Bundle, "response.bundle")


def _write_status(call: str, status: BundleWriteStatus | int | None) -> int | None:
    if isinstance(status, BundleStatus):
        message = (
            f"{call}(): status takes a BundleWriteStatus; {status!r} is one that is read, and 0 differs between them"
        )
        raise TypeError(message)
    return status
