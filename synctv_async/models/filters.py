"""The filters of each list, clips and count endpoint, as its document lists them.

``fields``, ``add_fields`` and ``remove_fields`` choose what a row carries; ``id`` cannot be left out. Times are aware
``datetime`` objects, sent in whole seconds so that nothing at the edge is lost.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias, TypedDict

from synctv_async.models.enums import BundleStatus, BundleWriteStatus, IngestState, IngestStatus

__all__ = [
    "ActivityTypes",
    "BundleCountFilters",
    "BundleFilters",
    "ClipFilters",
    "ClipSort",
    "Ids",
    "IngestVideoCountFilters",
    "IngestVideoFilters",
    "IngestVideoSort",
    "MediaCountFilters",
    "MediaFilters",
    "MediaSort",
    "Names",
    "NoFilters",
    "Price",
]

Ids: TypeAlias = int | Sequence[int]
"""One id, or several."""

Names: TypeAlias = str | Sequence[str]
"""One name or code, or several."""

Price: TypeAlias = Decimal | float | int
"""An amount of money; sent plainly, never with an exponent."""

ActivityType: TypeAlias = Literal["favorite", "rating", "media_view"]
ActivityTypes: TypeAlias = ActivityType | Sequence[ActivityType]
"""What accounts did with a media."""

ClipSort: TypeAlias = Literal[
    "id", "name", "order_number", "available", "expires", "ownerships_count", "created_at", "published_at"
]
MediaSort: TypeAlias = ClipSort | Literal["avg_rating", "avg_price"]
IngestVideoSort: TypeAlias = Literal["id", "updated_at", "created_at", "status"]


class NoFilters(TypedDict, total=False):
    """What a list filters by whose document lists no filter."""


class MediaCountFilters(TypedDict, total=False):
    """What ``media.count`` filters by."""

    active: bool
    available_on: datetime
    available_begin_date: datetime
    available_end_date: datetime
    expire_begin_date: datetime
    expire_end_date: datetime
    named_like: str
    type_id: Ids
    external_id: str
    key: str
    value: str
    ids: Ids
    clip_id: int
    any_of_available_platform_ids: Ids
    any_of_available_platform_type_ids: Ids
    with_definition: Literal["hd", "sd"]
    any_of_audio_languages: Names
    all_of_audio_languages: Names


class _Dated(MediaCountFilters, total=False):
    created_at_greater: datetime
    created_at_less: datetime
    updated_at_greater: datetime
    updated_at_less: datetime
    published_at_greater: datetime
    published_at_less: datetime


class ClipFilters(_Dated, total=False):
    """What ``media.clips`` filters and sorts by."""

    sort_order: ClipSort | Sequence[ClipSort]


class MediaFilters(_Dated, total=False):
    """What ``media.list`` filters and sorts by. ``with_favorites`` is deprecated: use ``any_of_activity_types``."""

    sort_order: MediaSort | Sequence[MediaSort]
    sort_descending: bool
    fields: Names
    add_fields: Names
    remove_fields: Names
    with_favorites: bool
    any_of_activity_types: ActivityTypes
    none_of_activity_types: ActivityTypes


class _BundleFilters(TypedDict, total=False):
    type_id: Ids
    begin_at_greater: datetime
    begin_at_less: datetime
    end_at_greater: datetime
    end_at_less: datetime
    all_of_media_ids: Ids
    any_of_media_ids: Ids
    none_of_media_ids: Ids
    any_of_available_platform_ids: Ids
    any_of_available_platform_type_ids: Ids
    any_of_bundle_type_ids: Ids
    none_of_bundle_type_ids: Ids


class BundleCountFilters(_BundleFilters, total=False):
    """What ``bundles.count`` filters by. Its ``status`` has the meanings of a written one."""

    status: BundleWriteStatus | int


class BundleFilters(_BundleFilters, total=False):
    """What ``bundles.list`` filters by. The document lists no sort."""

    status: BundleStatus | int
    created_at_greater: datetime
    created_at_less: datetime
    updated_at_greater: datetime
    updated_at_less: datetime
    fields: Names
    add_fields: Names
    remove_fields: Names
    available_price_greater: Price
    available_price_less: Price
    any_of_available_price_currencies: Names
    all_of_media_type_ids: Ids
    none_of_media_type_ids: Ids


class IngestVideoCountFilters(TypedDict, total=False):
    """What ``ingest_videos.count`` filters by."""

    stage: str
    state: IngestState | str
    status: IngestStatus | str
    stage_like: str
    removable: bool
    created_at_before: datetime
    created_at_after: datetime
    updated_at_before: datetime
    updated_at_after: datetime
    with_app_name: str


class IngestVideoFilters(IngestVideoCountFilters, total=False):
    """What ``ingest_videos.list`` filters and sorts by."""

    sort_order: IngestVideoSort | Sequence[IngestVideoSort]
    sort_descending: bool
