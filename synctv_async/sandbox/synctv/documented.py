"""Which parameters each list and count documents, by route: whatever else is sent is unknown to it. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from synctv_async.sandbox.data.schema import BUNDLES, CONTRIBUTORS, INGEST_VIDEOS, MEDIA
from synctv_async.sandbox.synctv import params as read
from synctv_async.sandbox.types import Params

__all__ = ["CLIP_SORTS", "DOCUMENTED", "SORTS", "unknown"]

_ALWAYS: Final = frozenset({"access_id", "signature", "id"})
# "sort_order[], sort_descending, limit, offset, fields[], add_fields[], remove_fields[]": the official client, any list
_GENERIC: Final = frozenset(
    {"sort_order", "sort_descending", "limit", "offset", "fields", "add_fields", "remove_fields"}
)


def _range(*names: str, ends: tuple[str, str] = ("greater", "less")) -> frozenset[str]:
    return frozenset(f"{name}_{end}" for name in names for end in ends)


_MEDIA_COUNT: Final = frozenset(
    [
        "active",
        "available_on",
        "available_begin_date",
        "available_end_date",
        "expire_begin_date",
        "expire_end_date",
        "named_like",
        "type_id",
        "external_id",
        "key",
        "value",
        "ids",
        "clip_id",
        "any_of_available_platform_ids",
        "any_of_available_platform_type_ids",
        "with_definition",
        "any_of_audio_languages",
        "all_of_audio_languages",
    ]
)
_CLIPS: Final = _MEDIA_COUNT | _range("created_at", "updated_at", "published_at")
_MEDIA: Final = _CLIPS | {"with_favorites", "any_of_activity_types", "none_of_activity_types"}
_BUNDLE_COUNT: Final = frozenset(
    [
        "status",
        "type_id",
        "medium_id",
        "all_of_media_ids",
        "any_of_media_ids",
        "none_of_media_ids",
        "any_of_available_platform_ids",
        "any_of_available_platform_type_ids",
        "any_of_bundle_type_ids",
        "none_of_bundle_type_ids",
    ]
) | _range("begin_at", "end_at")
_BUNDLES: Final = (
    _BUNDLE_COUNT
    | _range("created_at", "updated_at", "available_price")
    | {"any_of_available_price_currencies", "all_of_media_type_ids", "none_of_media_type_ids"}
)
_INGEST: Final = frozenset({"stage", "state", "status", "stage_like", "removable", "with_app_name"}) | _range(
    "created_at", "updated_at", ends=("before", "after")
)

DOCUMENTED: Final[Mapping[str, frozenset[str]]] = {
    "media": _MEDIA | _GENERIC,
    "containers/:/media": _MEDIA | _GENERIC,
    "media/:/media/clips": _CLIPS | _GENERIC,
    "media/count": _MEDIA_COUNT | {"sort_order"},
    "containers/:/media/count": _MEDIA_COUNT | {"sort_order"},
    "bundles": _BUNDLES | _GENERIC,
    "media/:/bundles": _BUNDLES | _GENERIC,
    "bundles/count": _BUNDLE_COUNT,
    "media/:/bundles/count": _BUNDLE_COUNT,
    "contributors": _GENERIC,
    "media/:/contributors": _GENERIC,
    "media/:/ingest_videos": _INGEST | _GENERIC,
    "media/:/ingest_videos/count": _INGEST,
}
"""Each GET that answers a list or a count, and the names of its parameters."""

CLIP_SORTS: Final = frozenset(MEDIA.sorts) - {"avg_rating", "avg_price"}
"""The list of clips documents fewer values of ``sort_order`` than the list of media."""

SORTS: Final[Mapping[str, Iterable[str]]] = {
    "media": MEDIA.sorts,
    "containers/:/media": MEDIA.sorts,
    "media/:/media/clips": CLIP_SORTS,
    "bundles": BUNDLES.sorts,
    "media/:/bundles": BUNDLES.sorts,
    "contributors": CONTRIBUTORS.sorts,
    "media/:/contributors": CONTRIBUTORS.sorts,
    "media/:/ingest_videos": INGEST_VIDEOS.sorts,
}


def unknown(route: str, params: Params) -> tuple[str, ...]:
    """Return a complaint for each parameter of a GET, and each value of its sort_order, that it does not document."""
    if route not in DOCUMENTED:
        return ()
    names = sorted(params.keys() - DOCUMENTED[route] - _ALWAYS)
    sorts = SORTS.get(route)
    asked = read.texts(params, "sort_order") or []
    strange = [] if sorts is None else [value for value in asked if value not in sorts]
    return (
        *(f"{name} is not a parameter of this list" for name in names),
        *(f"{value!r} is not a value of sort_order here" for value in strange),
    )
