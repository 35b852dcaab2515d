"""Media: the films, episodes and clips of the catalogue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from synctv_async._types import UNSET
from synctv_async.models._base import extra, tree
from synctv_async.models.contributor import Contributor

__all__ = ["Media", "MediaDetail", "MediaType"]


@frozen
class MediaType:
    """The kind of a media, as the service's own list of types has it."""

    id: int
    name: str = UNSET
    extra: Mapping[str, Any] = extra()


@frozen
class Media:
    """One row of a media list. Source: the Media page of the client API.

    ``duration`` is in seconds. Times are aware and in UTC. ``meta_data`` and ``properties`` map text to text, nested
    where the service nests; ``images`` are such mappings. A field that the answer left out is ``UNSET``; a field that
    the documents do not name is in ``extra``. A ``null`` where the documents show none comes
    through as ``None``, of a list or mapping as an empty one.
    """

    id: int
    name: str = UNSET
    description: str = UNSET
    active: bool = UNSET
    order_number: int | None = UNSET
    available_platform_ids: tuple[int, ...] = UNSET
    audio_languages: tuple[str, ...] = UNSET
    subtitle_languages: tuple[str, ...] = UNSET
    duration: int = UNSET
    hd: bool = UNSET
    container_ids: tuple[int, ...] = UNSET
    media_type: MediaType | None = UNSET
    meta_data: Mapping[str, Any] = tree()
    available_at: datetime | None = UNSET
    expires_at: datetime | None = UNSET
    created_at: datetime = UNSET
    updated_at: datetime = UNSET
    images: tuple[Mapping[str, Any], ...] = tree()
    external_id: str | None = UNSET
    published_at: datetime = UNSET
    avg_rating: float = UNSET
    properties: Mapping[str, Any] = tree()
    extra: Mapping[str, Any] = extra()


@frozen
class MediaDetail:
    """What ``media.get`` returns: the media and what the service sends beside it.

    ``media.container_ids`` and ``container_ids`` are separate fields of the answer: in the documents' example the first
    is empty and the second is not. What else stands beside the media is in ``extra``.
    """

    media: Media
    container_ids: tuple[int, ...] = UNSET
    contributors: tuple[Contributor, ...] = UNSET
    bundle_ids: tuple[int, ...] = UNSET
    extra: Mapping[str, Any] = extra()
