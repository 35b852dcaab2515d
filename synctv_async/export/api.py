"""The one name of the export, for the clients of both facades."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from os import PathLike
from typing import Any, TypedDict, Unpack, overload

from synctv_async import AsyncSourceSync, AsyncSyncTV, SourceSync, SyncTV
from synctv_async.export._async import _exporter as _async_exporter
from synctv_async.export._sync import _exporter as _sync_exporter
from synctv_async.export.jobs import make_jobs
from synctv_async.export.options import Compression, Format, Options, Since
from synctv_async.export.results import ExportProgress, ExportResult

__all__ = ["ExportOptions", "export"]

_OVERLAP = timedelta(minutes=5)


class ExportOptions(TypedDict, total=False):
    """The keywords of :func:`export`."""

    filters: Mapping[str, Any] | None
    container_id: int | str | None
    medium_id: int | str | None
    production_id: int | str | None
    since: Since | None
    until: datetime | None
    overlap: timedelta
    resume: bool
    max_items: int | None
    reconcile: bool
    concurrency: int
    page_size: int | None
    format: Format
    compression: Compression | None
    rows_per_part: int
    on_progress: Callable[[ExportProgress], Awaitable[object] | object] | None


@overload
def export(
    client: SyncTV | SourceSync,
    resources: str | Sequence[str],
    out: str | PathLike[str],
    **options: Unpack[ExportOptions],
) -> tuple[ExportResult, ...]: ...
@overload
def export(
    client: AsyncSyncTV | AsyncSourceSync,
    resources: str | Sequence[str],
    out: str | PathLike[str],
    **options: Unpack[ExportOptions],
) -> Awaitable[tuple[ExportResult, ...]]: ...
def export(  # noqa: PLR0913 - every option has its name and default here; keywords all
    client: SyncTV | SourceSync | AsyncSyncTV | AsyncSourceSync,
    resources: str | Sequence[str],
    out: str | PathLike[str],
    *,
    filters: Mapping[str, Any] | None = None,
    container_id: int | str | None = None,
    medium_id: int | str | None = None,
    production_id: int | str | None = None,
    since: Since | None = None,
    until: datetime | None = None,
    overlap: timedelta = _OVERLAP,
    resume: bool = False,
    max_items: int | None = None,
    reconcile: bool = False,
    concurrency: int = 8,
    page_size: int | None = None,
    format: Format = "ndjson",  # noqa: A002 - what users call it
    compression: Compression | None = None,
    rows_per_part: int = 10_000,
    on_progress: Callable[[ExportProgress], Awaitable[object] | object] | None = None,
) -> tuple[ExportResult, ...] | Awaitable[tuple[ExportResult, ...]]:
    """Pull whole lists into files, one folder a resource, so that nothing is lost; await it with the async clients.

    ``resources`` are one or several of ``media``, ``clips`` (``medium_id``), ``bundles``, ``contributors`` and
    ``ingest_videos`` (``medium_id``) of SyncTV, or ``productions``, ``distributions`` and ``activations``
    (``production_id``) of SourceSync. ``filters`` are those of the lists. A folder ``OUT/media`` holds parts,
    ``part-00000.ndjson`` and on, ``_manifest.json``, which lists them with their hashes, ``_state.json``,
    ``_rejects.ndjson`` with the rows that were not understood, and ``_tombstones.ndjson``.

    A run that was ended by whatever, also by ``max_items``, is gone on with by ``resume=True`` and the same arguments;
    at most one part is read again. A folder may hold several runs: the first one has everything, ``since="last"`` (or a
    time) adds one with what was updated since, up to ``until``. The mark that a run leaves for the next one is its
    start by the service's clock less ``overlap``. A run that is gone on with ends where it was meant to end: what was
    updated later is for the next call. ``reconcile=True`` then looks which rows are gone, and which no longer match.

    ``format="ndjson"`` writes rows as the service sends them, ``"parquet"`` records with types; ``compression`` is
    ``"gzip"`` or ``"zstd"``. A part is closed at the first page end with ``rows_per_part`` rows. ``on_progress`` is
    called with an :class:`ExportProgress` up to ten times a second.

    What is wrong with an argument or a folder is an :class:`~synctv_async.ArgumentError` or a ``TypeError`` before
    anything is sent or written. Other errors leave a folder that can be resumed, and carry the ``checkpoint``.

    Example::

        results = export(tv, ["media", "bundles"], "catalogue")
        results = export(tv, "media", "catalogue", since="last", resume=True, reconcile=True)    # every night
    """
    options = Options(
        filters=filters or {},
        place={"container_id": container_id, "medium_id": medium_id, "production_id": production_id},
        since=since,
        until=until,
        overlap=overlap,
        resume=resume,
        max_items=max_items,
        reconcile=reconcile,
        concurrency=concurrency,
        page_size=page_size,
        format=format,
        compression=compression,
        rows_per_part=rows_per_part,
        on_progress=on_progress,
    )
    jobs = make_jobs(client, resources, out, options)
    if isinstance(client, AsyncSyncTV | AsyncSourceSync):
        return _async_exporter.export(client, jobs)
    return _sync_exporter.export(client, jobs)
