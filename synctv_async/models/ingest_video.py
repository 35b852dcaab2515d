"""Ingest videos: a source file on its way through the content processing."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from synctv_async._types import UNSET
from synctv_async.models._base import extra
from synctv_async.models.enums import AspectRatio, IngestState, IngestStatus, Priority

__all__ = ["IngestVideo"]


@frozen
class IngestVideo:
    """One ingest of a media's source file. Source: the Ingest Videos page of the admin API.

    ``start_point`` and ``end_point`` are in seconds with a fraction, ``file_size`` in bytes, ``priority`` from 1
    (first) to 5 (last). Languages are ISO 639-2 codes of three letters. ``iteration`` counts the resets. ``message``
    says more about ``status``, where there is more to say.
    """

    id: int
    app_name: str = UNSET
    created_at: datetime = UNSET
    updated_at: datetime = UNSET
    platform_ids: tuple[int, ...] = UNSET
    priority: Priority = UNSET
    progress: float = UNSET
    ingestable_type: str = UNSET
    ingestable_id: int = UNSET
    file_path: str = UNSET
    audio_languages: tuple[str, ...] = UNSET
    subtitle_languages: tuple[str, ...] = UNSET
    interlaced: bool = UNSET
    aspect_ratio: AspectRatio | None = UNSET
    start_point: Decimal | None = UNSET
    end_point: Decimal | None = UNSET
    file_size: int | None = UNSET
    state: IngestState = UNSET
    status: IngestStatus = UNSET
    stage: str = UNSET
    message: str | None = UNSET
    iteration: int = UNSET
    removable_assets: bool = UNSET
    extra: Mapping[str, Any] = extra()
