"""Media of SyncTV V2."""

from typing import Unpack

from synctv_async._async._pager import AsyncPager
from synctv_async._async.synctv._v2 import AsyncV2Resource
from synctv_async.models.filters import ClipFilters, MediaCountFilters, MediaFilters
from synctv_async.models.media import Media, MediaDetail

__all__ = ["AsyncMediaResource"]


class AsyncMediaResource(AsyncV2Resource):
    """The media of the catalogue: listed, counted and read. Source: the Media page of the client API."""

    def list(
        self, *, container_id: int | None = None, page_size: int | None = None, **filters: Unpack[MediaFilters]
    ) -> AsyncPager[Media]:
        """List media, all of them or those of a container, sorted by id unless ``sort_order`` says otherwise.

        ``page_size`` (from 2) sends ``limit``, which is known from the service's Ruby client only; without it a page
        has 25 rows. ``fields``, ``add_fields`` and ``remove_fields`` choose what a row carries. A filter that the
        document does not list is a ``TypeError``; :class:`~synctv_async.MediaFilters` shows them all. Another sort than
        by id gets the id as tie-breaker and no guarantee.

        Example::

            async for media in tv.media.list(active=True, sort_order=["order_number"]):
                print(media.id, media.name, media.created_at)
        """
        name, ids = "media.list", dict[str, object]()
        if container_id is not None:
            name, ids = "media.list_in_container", {"container_id": container_id}
        return self._listing(
            name,
            Media,
            "medias",
            filters=MediaFilters,
            given=filters,
            page_size=page_size,
            has_id_sort=True,
            offset_documented=True,
            count=name.replace("list", "count"),
            counted=MediaCountFilters,
            ids=ids,
        )

    def clips(
        self, medium_id: int, *, page_size: int | None = None, **filters: Unpack[ClipFilters]
    ) -> AsyncPager[Media]:
        """List the clips of a media: previews, extras and trailers. That they come in pages is a guess.

        Example::

            async for clip in tv.media.clips(100):
                print(clip.name)
        """
        return self._listing(
            "media.clips",
            Media,
            "medias",
            filters=ClipFilters,
            given=filters,
            page_size=page_size,
            has_id_sort=True,
            offset_documented=False,
            ids={"medium_id": medium_id},
        )

    async def count(self, *, container_id: int | None = None, **filters: Unpack[MediaCountFilters]) -> int:
        """Count media, all of them or those of a container. Fewer filters are documented than for the list."""
        if container_id is None:
            return await self._count("media.count", MediaCountFilters, filters)
        return await self._count("media.count_in_container", MediaCountFilters, filters, container_id=container_id)

    async def get(self, id: int) -> MediaDetail:  # noqa: A002 - the service's name for it
        """Read one media with its containers, contributors and bundles.

        Raises :class:`~synctv_async.NotFoundError` where there is none.
        """
        return await self._detail(self._request("media.get", id=id), "media", MediaDetail)
