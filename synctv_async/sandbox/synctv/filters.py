"""Which filters each endpoint documents. A list, its clips and its count document different ones."""

# ruff: noqa: S608 - the names of tables and columns are ours, the values are bound

from synctv_async.sandbox.synctv import params as read
from synctv_async.sandbox.synctv import query as q
from synctv_async.sandbox.types import Clause, Params

__all__ = [
    "BUNDLE_COUNT",
    "BUNDLE_COUNT_VERBATIM",
    "BUNDLE_LIST",
    "CLIPS",
    "INGEST",
    "MEDIA_COUNT",
    "MEDIA_LIST",
    "WRITTEN_STATUS",
    "clips_of",
]

WRITTEN_STATUS = {-1: -1, 0: -2, 1: 1}
"""A bundle's status as create and count write it, and as list and show read it."""


def _available_on(params: Params) -> Clause | None:
    raw = read.text(params, "available_on")
    if not raw:
        return None
    # Guessed: on sale at that moment, an open end on either side counting as on sale.
    moment = read.moment(raw)
    return Clause(
        "(available_at IS NULL OR available_at <= ?) AND (expires_at IS NULL OR expires_at >= ?)",
        (moment, read.moment(raw, up=True)),
    )


def _key_value(params: Params) -> Clause | None:
    key, value = read.text(params, "key"), read.text(params, "value")
    # A tag is the key, a unit separator, the value; what follows that separator in the alphabet is a blank.
    values: tuple[str, ...]
    if key and value:
        test, values = "value = ?", (f"{key}\x1f{value}",)
    elif key:
        test, values = "value >= ? AND value < ?", (f"{key}\x1f", f"{key}\x20")
    elif value:
        test, values = "substr(value, instr(value, char(31)) + 1) = ?", (value,)
    else:
        return None
    return Clause(f"id IN (SELECT id FROM media_tags WHERE kind = 'meta' AND {test})", values)


def _definition(params: Params) -> Clause | None:
    wanted = {"hd": 1, "sd": 0}.get((read.text(params, "with_definition") or "").lower())
    return None if wanted is None else Clause("hd = ?", (wanted,))


def _favorites(params: Params) -> Clause | None:
    if not read.flag(read.text(params, "with_favorites") or ""):
        return None
    return Clause("id IN (SELECT id FROM media_tags WHERE kind = 'activity' AND value = 'favorite')")


def clips_of(number: int) -> Clause:
    """Return the condition that media are clips of another one."""
    # Invented clips stand close after the media that they belong to.
    return Clause("clip_of = ?", (number,), tuple(range(number + 1, number + 10)))


def _clip_id(params: Params) -> Clause | None:
    raw = read.text(params, "clip_id")
    return clips_of(read.integer(raw)) if raw else None


def _range(*names: str, ends: tuple[str, str]) -> tuple[q.Rule, ...]:
    least, most = ends
    return tuple(
        rule for name in names for rule in (q.at_least(f"{name}_{least}", name), q.at_most(f"{name}_{most}", name))
    )


MEDIA_COUNT: tuple[q.Rule, ...] = (
    q.boolean("active", "active"),
    _available_on,
    q.at_least("available_begin_date", "available_at"),
    q.at_most("available_end_date", "available_at"),
    q.at_least("expire_begin_date", "expires_at"),
    q.at_most("expire_end_date", "expires_at"),
    q.contains("named_like", "folded"),
    q.number_in("type_id", "type_id"),
    q.equals("external_id", "external_id"),
    _key_value,
    q.number_in("ids", "id"),
    _clip_id,
    q.tagged("any_of_available_platform_ids", "media", "platform", number=True),
    q.tagged("any_of_available_platform_type_ids", "media", "platform_type", number=True),
    _definition,
    q.tagged("any_of_audio_languages", "media", "language"),
    q.all_exactly("all_of_audio_languages", "languages"),
)
CLIPS = (*MEDIA_COUNT, *_range("created_at", "updated_at", "published_at", ends=("greater", "less")))
MEDIA_LIST = (
    *CLIPS,
    _favorites,
    q.tagged("any_of_activity_types", "media", "activity"),
    q.tagged("none_of_activity_types", "media", "activity", negate=True),
)

_BUNDLE: tuple[q.Rule, ...] = (
    q.number_in("type_id", "type_id"),
    *_range("begin_at", "end_at", ends=("greater", "less")),
    q.tagged("medium_id", "bundles", "media", number=True),
    q.all_exactly("all_of_media_ids", "media_set", number=True),
    q.tagged("any_of_media_ids", "bundles", "media", number=True),
    q.tagged("none_of_media_ids", "bundles", "media", number=True, negate=True),
    q.tagged("any_of_available_platform_ids", "bundles", "platform", number=True),
    q.tagged("any_of_available_platform_type_ids", "bundles", "platform_type", number=True),
    q.number_in("any_of_bundle_type_ids", "type_id"),
    q.number_in("none_of_bundle_type_ids", "type_id", negate=True),
)
BUNDLE_COUNT = (*_BUNDLE, q.mapped("status", "status", WRITTEN_STATUS))
BUNDLE_COUNT_VERBATIM = (*_BUNDLE, q.mapped("status", "status"))
BUNDLE_LIST = (
    *_BUNDLE,
    q.mapped("status", "status"),
    *_range("created_at", "updated_at", ends=("greater", "less")),
    q.price("available_price_greater", "price", ">="),
    q.price("available_price_less", "price", "<="),
    q.tagged("any_of_available_price_currencies", "bundles", "currency"),
    q.all_tagged("all_of_media_type_ids", "bundles", "media_type"),
    q.tagged("none_of_media_type_ids", "bundles", "media_type", number=True, negate=True),
)

INGEST: tuple[q.Rule, ...] = (
    *(q.equals(name, name) for name in ("stage", "state", "status")),
    q.contains("stage_like", "lower(stage)"),
    q.boolean("removable", "removable_assets"),
    *_range("created_at", "updated_at", ends=("after", "before")),
    q.equals("with_app_name", "app_name"),
)
"""The same for the list and the count."""
