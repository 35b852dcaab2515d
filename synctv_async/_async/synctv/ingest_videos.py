"""Ingest videos of SyncTV V2."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Unpack

import attrs

from synctv_async._async._pager import AsyncPager
from synctv_async._async._resource import written
from synctv_async._async.synctv._v2 import AsyncV2Resource
from synctv_async._concurrency import asleep, monotonic
from synctv_async._wire.convert import shorten
from synctv_async._wire.envelope import row_of
from synctv_async._wire.filters import suggest
from synctv_async.config import check_positive
from synctv_async.errors import ArgumentError, IngestFailedError, NotFoundError, WaitTimeoutError
from synctv_async.models.enums import AspectRatio, IngestState, IngestStatus
from synctv_async.models.filters import IngestVideoCountFilters, IngestVideoFilters
from synctv_async.models.ingest_video import IngestVideo

__all__ = ["AsyncIngestVideoResource"]

# The states in which an action has been carried out, or is being. Source: the notes of the four actions.
_REACHED: Mapping[str, frozenset[IngestState]] = {
    "start": frozenset({IngestState.STARTING, IngestState.STARTED, IngestState.DONE}),
    "stop": frozenset({IngestState.STOPPING, IngestState.STOPPED}),
    "reset": frozenset({IngestState.RESETTING, IngestState.RESET}),
    "remove": frozenset({IngestState.REMOVING, IngestState.REMOVED}),
}


class AsyncIngestVideoResource(AsyncV2Resource):
    """The source files of a media on their way through processing. Source: the Ingest Videos page of the admin API."""

    def list(
        self, medium_id: int, *, page_size: int | None = None, **filters: Unpack[IngestVideoFilters]
    ) -> AsyncPager[IngestVideo]:
        """List the ingest videos of a media, sorted by id unless ``sort_order`` says otherwise.

        Example::

            async for video in tv.ingest_videos.list(100, state="started"):
                print(video.id, video.progress)
        """
        return self._listing(
            "ingest_videos.list",
            IngestVideo,
            "ingest_videos",
            filters=IngestVideoFilters,
            given=filters,
            page_size=page_size,
            has_id_sort=True,
            offset_documented=True,
            count="ingest_videos.count",
            counted=IngestVideoCountFilters,
            ids={"medium_id": medium_id},
        )

    async def count(self, medium_id: int, **filters: Unpack[IngestVideoCountFilters]) -> int:
        """Count the ingest videos of a media."""
        return await self._count("ingest_videos.count", IngestVideoCountFilters, filters, medium_id=medium_id)

    async def get(self, medium_id: int, id: int) -> IngestVideo:  # noqa: A002 - the service's name for it
        """Read one ingest video."""
        request = self._request("ingest_videos.get", medium_id=medium_id, id=id)
        return await self._record(request, "ingest_video", IngestVideo, row_of)

    async def create(  # noqa: PLR0913 - the fields of the document; keywords all
        self,
        medium_id: int,
        *,
        file_path: str,
        audio_languages: Sequence[str],
        subtitle_languages: Sequence[str] | None = None,
        interlaced: bool | None = None,
        aspect_ratio: AspectRatio | str | None = None,
        start_point: Decimal | float | None = None,
        end_point: Decimal | float | None = None,
        platform_ids: Sequence[int] | None = None,
    ) -> IngestVideo:
        """Create an ingest video in the state ``reset``; start it with :meth:`start`.

        ``file_path`` is a path on the service's SFTP site or a URL that its machines reach, ``audio_languages`` are
        ISO 639-2 codes of three letters, ``start_point`` and ``end_point`` are in seconds. ``platform_ids`` are for
        admins. It is never sent twice unless the first sending surely did nothing.
        """
        fields = {
            "file_path": file_path,
            "audio_languages": _codes(audio_languages),
            "subtitle_languages": _codes(subtitle_languages),
            "interlaced": interlaced,
            "aspect_ratio": aspect_ratio,
            "start_point": start_point,
            "end_point": end_point,
            "platform_ids": platform_ids,
        }
        request = self._request("ingest_videos.create", {"ingest_video": fields}, medium_id=medium_id)
        return await self._record(request, "ingest_video", IngestVideo, row_of)

    async def update(  # noqa: PLR0913 - the fields of the document; keywords all
        self,
        medium_id: int,
        id: int,  # noqa: A002 - the service's name for it
        *,
        file_path: str | None = None,
        audio_languages: Sequence[str] | None = None,
        subtitle_languages: Sequence[str] | None = None,
        interlaced: bool | None = None,
        aspect_ratio: AspectRatio | str | None = None,
        start_point: Decimal | float | None = None,
        end_point: Decimal | float | None = None,
        platform_ids: Sequence[int] | None = None,
    ) -> None:
        """Change the given fields; the service allows it in the state ``reset`` only and answers without a record."""
        fields = {
            "file_path": file_path,
            "audio_languages": _codes(audio_languages),
            "subtitle_languages": _codes(subtitle_languages),
            "interlaced": interlaced,
            "aspect_ratio": aspect_ratio,
            "start_point": start_point,
            "end_point": end_point,
            "platform_ids": platform_ids,
        }
        params = {"ingest_video": written("ingest_videos.update", fields)}
        await self._done(self._request("ingest_videos.update", params, medium_id=medium_id, id=id))

    async def start(self, medium_id: int, id: int) -> None:  # noqa: A002 - the service's name for it
        """Start processing: from ``reset`` at the first stage, from ``stopped`` where it stood. See :meth:`wait`."""
        await self._act("start", medium_id, id)

    async def stop(self, medium_id: int, id: int) -> None:  # noqa: A002 - the service's name for it
        """Stop processing; allowed in the state ``started``."""
        await self._act("stop", medium_id, id)

    async def reset(self, medium_id: int, id: int) -> None:  # noqa: A002 - the service's name for it
        """Go back to the beginning and add one to ``iteration``; allowed in the states ``stopped`` and ``done``."""
        await self._act("reset", medium_id, id)

    async def remove(self, medium_id: int, id: int) -> None:  # noqa: A002 - the service's name for it
        """Remove the ingest video with all that was made from it; allowed in the state ``reset``."""
        await self._act("remove", medium_id, id)

    async def _act(self, action: str, medium_id: int, id: int) -> None:  # noqa: A002 - the service's name for it
        async def reached(videos: AsyncIngestVideoResource) -> bool:
            try:
                video = await videos.get(medium_id, id)
            except NotFoundError:
                return action == "remove"
            return video.state in _REACHED[action]

        await self._done(self._request(f"ingest_videos.{action}", medium_id=medium_id, id=id), reached)

    async def wait(
        self,
        medium_id: int,
        id: int,  # noqa: A002 - the service's name for it
        *,
        until: IngestState | str,
        timeout: float = 3600,  # noqa: ASYNC109 - bounds the waiting, not a call
        interval: float = 5.0,
    ) -> IngestVideo:
        """Read the ingest video every ``interval`` seconds until it is in the state ``until``; return that reading.

        Raises :class:`~synctv_async.IngestFailedError` as soon as its status is an error, or once it is removed, and
        :class:`~synctv_async.WaitTimeoutError` after ``timeout`` seconds; both have the last reading as ``video``.
        """
        state = _state(until)
        check_positive(timeout=timeout, interval=interval)
        ends = monotonic() + timeout
        video: IngestVideo | None = None
        while True:
            try:
                video = await self.get(medium_id, id)
            except NotFoundError:
                if video is None or state is not IngestState.REMOVED:
                    raise
                return attrs.evolve(video, state=IngestState.REMOVED)
            # What was asked for is work that is done well: a failure may show in the status alone.
            failed = state is IngestState.DONE and video.status == IngestStatus.ERROR
            if video.state == state and not failed:
                return video
            _check_still_possible(video, state)
            left = ends - monotonic()
            if left <= 0:
                message = f"ingest video {id} is {video.state} and not {state} after {timeout:g} s"
                raise WaitTimeoutError(message, video=video)
            await asleep(min(interval, left))


def _check_still_possible(video: IngestVideo, state: IngestState) -> None:
    if video.status == IngestStatus.ERROR:
        message = f"ingest video {video.id} failed while {video.state}, at stage {video.stage}: {video.message}"
        raise IngestFailedError(message, video=video)
    if video.state == IngestState.REMOVED:
        message = f"ingest video {video.id} was removed and will not be {state} again"
        raise IngestFailedError(message, video=video)


def _state(until: IngestState | str) -> IngestState:
    known = [state.value for state in IngestState]
    if until not in known:
        message = f"ingest_videos.wait(): until={shorten(until)} is no state of an ingest: {suggest(str(until), known)}"
        raise ArgumentError(message)
    return IngestState(until)


def _codes(languages: Sequence[str] | None) -> Sequence[str] | None:
    """Take one code for a list of one."""
    return [languages] if isinstance(languages, str) else languages
