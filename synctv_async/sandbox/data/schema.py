"""What each resource holds: its fields in the documents' order, its SQL columns and its tags. Pure.

A column answers a filter or a sort; a tag answers a filter on a list (a language, a platform, a key of the metadata).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from synctv_async.sandbox.types import Json, Record, SqlValue

__all__ = ["BUNDLES", "CONTRIBUTORS", "INGEST_VIDEOS", "MEDIA", "Schema", "Tags", "numbers", "strings"]

Tags: TypeAlias = Mapping[str, Callable[[Record], Iterable[str | int]]]
_DATES = ("created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Schema:
    """One resource."""

    name: str
    plural: str
    item: str
    defaults: Record
    """The visible fields in wire order, each with what a new record holds; the times of creation are ``None``."""
    hidden: Record = field(default_factory=dict[str, Json])
    """Fields that are stored, filtered or sorted by, and never printed."""
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    """The columns beside ``id`` and their SQL types; a column holds the field of its name unless ``derived`` tells."""
    derived: Mapping[str, Callable[[Record], SqlValue]] = field(default_factory=dict[str, Callable[[Record], SqlValue]])
    indexes: tuple[str, ...] = ()
    tags: Tags = field(default_factory=dict[str, Callable[[Record], Iterable[str | int]]])
    """The kinds of tags, and how the values of each are found in a record."""
    hashes: tuple[str, ...] = ()
    """Fields that are hashes, whose JSON is ``[]`` where they are empty."""
    sorts: Mapping[str, str] = field(default_factory=dict[str, str])
    """The documented values of ``sort_order`` and their columns."""
    follows: Mapping[str, str] = field(default_factory=dict[str, str])
    """Hidden fields that hold what a visible one holds unless told otherwise."""

    def keys(self, record: Record) -> tuple[SqlValue, ...]:
        """Return the values of the columns."""
        return tuple([self.column(name, record) for name in self.columns])

    def visible(self, record: Record) -> Record:
        """Return what is printed of a record."""
        shown = {name: value for name, value in record.items() if name not in self.hidden}
        for name in self.hashes:
            shown[name] = shown[name] or []
        return shown

    def tagged(self, record: Record) -> list[tuple[str, str | int]]:
        """Return the tags of a record with their kinds."""
        return [(kind, value) for kind, values in self.tags.items() for value in values(record)]

    def column(self, name: str, record: Record) -> SqlValue:
        """Return the value of a column."""
        if name in self.derived:
            return self.derived[name](record)
        value = record[name]
        return None if isinstance(value, list | dict) else value


def numbers(record: Record, name: str) -> list[int]:
    """Return a field that is a list of ids."""
    value = record[name]
    return [item for item in value if isinstance(item, int)] if isinstance(value, list) else []


def strings(record: Record, name: str) -> list[str]:
    """Return a field that is a list of texts."""
    value = record[name]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _leaves(value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict):
                yield from _leaves(inner)
            else:
                yield key, str(inner)


def _ids(name: str) -> Callable[[Record], list[int]]:
    return partial(numbers, name=name)


def _platform_types(name: str) -> Callable[[Record], set[int]]:
    return lambda record: {(number + 1) // 2 for number in numbers(record, name)}


def _languages(record: Record) -> str:
    return ",".join(sorted(strings(record, "audio_languages")))


def _type_in(name: str) -> Callable[[Record], SqlValue]:
    def type_id(record: Record) -> SqlValue:
        kind = record[name]
        number = kind.get("id") if isinstance(kind, dict) else None
        return number if isinstance(number, int) else None

    return type_id


MEDIA = Schema(
    name="media",
    plural="medias",
    item="media",
    defaults={
        "id": 0,
        "name": "Media",
        "description": "this is a description",
        "active": True,
        "order_number": None,
        "available_platform_ids": [],
        "audio_languages": [],
        "subtitle_languages": [],
        "duration": 600,
        "hd": False,
        "container_ids": [],
        "media_type": None,
        "meta_data": {},
        "available_at": None,
        "expires_at": None,
        "created_at": None,
        "updated_at": None,
        "images": [],
        "external_id": None,
        "published_at": "1930-01-01T00:00:00Z",
        "avg_rating": 0.0,
        "properties": {},
    },
    hidden={"containers": [], "clip_of": None, "activities": [], "ownerships_count": 0, "avg_price": 0.0},
    follows={"containers": "container_ids"},
    columns={
        **dict.fromkeys(("active", "order_number", "hd", "ownerships_count", "clip_of", "type_id"), "INTEGER"),
        **dict.fromkeys(("name", "folded", "languages", "external_id"), "TEXT"),
        **dict.fromkeys(("available_at", "expires_at", "published_at", *_DATES), "TEXT"),
        **dict.fromkeys(("avg_rating", "avg_price"), "REAL"),
    },
    derived={
        "folded": lambda record: str(record["name"]).casefold(),
        "languages": _languages,
        "type_id": _type_in("media_type"),
    },
    indexes=("name", "order_number", "created_at", "updated_at", "published_at", "external_id", "type_id", "clip_of"),
    tags={
        "container": _ids("containers"),
        "platform": _ids("available_platform_ids"),
        "platform_type": _platform_types("available_platform_ids"),
        "language": partial(strings, name="audio_languages"),
        "activity": partial(strings, name="activities"),
        "meta": lambda record: (f"{key}\x1f{value}" for key, value in _leaves(record["meta_data"])),
    },
    hashes=("meta_data", "properties"),
    sorts={
        **{
            name: name
            for name in ("id", "name", "order_number", "ownerships_count", "created_at", "published_at", "avg_rating")
        },
        "avg_price": "avg_price",
        "available": "available_at",
        "expires": "expires_at",
    },
)


def _media_set(record: Record) -> str:
    return ",".join(str(number) for number in sorted(numbers(record, "linked_media")))


BUNDLES = Schema(
    name="bundles",
    plural="bundles",
    item="bundle",
    defaults={
        "id": 0,
        "name": "Bundle",
        "status": -3,
        "bundle_type": {"id": 1, "name": "BundleType-1"},
        "begin_at": None,
        "end_at": None,
        "updated_at": None,
        "created_at": None,
        "ownership_policy_ids": [],
        "media_ids": [],
    },
    hidden={
        "linked_media": [],
        "linked_policies": [],
        "platform_ids": [],
        "media_type_ids": [],
        "currencies": [],
        "price": None,
    },
    follows={"linked_media": "media_ids", "linked_policies": "ownership_policy_ids"},
    columns={
        "status": "INTEGER",
        "type_id": "INTEGER",
        "media_set": "TEXT",
        "price": "REAL",
        **dict.fromkeys(("begin_at", "end_at", *_DATES), "TEXT"),
    },
    derived={"type_id": _type_in("bundle_type"), "media_set": _media_set},
    tags={
        "media": _ids("linked_media"),
        "platform": _ids("platform_ids"),
        "platform_type": _platform_types("platform_ids"),
        "media_type": _ids("media_type_ids"),
        "currency": partial(strings, name="currencies"),
    },
)

CONTRIBUTORS = Schema(
    name="contributors",
    plural="contributors",
    item="contributor",
    defaults={"id": 0, "media_id": 1, "program_id": None, "person": "person name 1", "role": "role 1"},
    hidden={"person_id": 1, "role_id": 1},
    columns={"media_id": "INTEGER"},
    indexes=("media_id",),
)

INGEST_VIDEOS = Schema(
    name="ingest_videos",
    plural="ingest_videos",
    item="ingest_video",
    defaults={
        "app_name": "tf1",
        "created_at": None,
        "updated_at": None,
        "platform_ids": [],
        "priority": 3,
        "progress": 0.0,
        "id": 0,
        "ingestable_type": "Media",
        "ingestable_id": 1,
        "file_path": "filepath/video/ingest/file_1.mp4",
        "audio_languages": [],
        "subtitle_languages": [],
        "interlaced": False,
        "aspect_ratio": "16:9",
        "start_point": None,
        "end_point": None,
        "file_size": 1012,
        "state": "reset",
        "status": "ok",
        "stage": "none",
        "message": None,
        "iteration": 0,
        "removable_assets": False,
    },
    hidden={"due": None, "worked": 0.0, "fails": None},
    columns={
        "ingestable_id": "INTEGER",
        "removable_assets": "INTEGER",
        **dict.fromkeys(("app_name", "state", "status", "stage", *_DATES), "TEXT"),
    },
    indexes=("ingestable_id", "state"),
    sorts={name: name for name in ("id", "updated_at", "created_at", "status")},
)
