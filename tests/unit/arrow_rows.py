"""Example records of every class, and what they are as rows of plain values, told without the package's own code."""

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

import attrs
import pytest

from synctv_async import models
from synctv_async._types import UNSET
from synctv_async.models import (
    Activation,
    ApiKey,
    AspectRatio,
    Bundle,
    BundleDetail,
    BundleStatus,
    BundleType,
    Contributor,
    Distribution,
    IngestState,
    IngestStatus,
    IngestVideo,
    Media,
    MediaDetail,
    MediaType,
    Priority,
    Production,
)

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

RECORDS = [
    kind
    for kind in (getattr(models, name) for name in models.__all__)
    if attrs.has(kind) and "extra" in attrs.fields_dict(kind)
]

NOON = datetime(2024, 2, 29, 12, 30, 15, 123456, tzinfo=UTC)
MEDIA = Media(
    id=7,
    name="Große Fahrt ☃ 😀",
    description="",
    active=False,
    order_number=-(2**63),
    available_platform_ids=(1, 2**63 - 1),
    audio_languages=("eng", "spa"),
    subtitle_languages=(),
    duration=5400,
    hd=True,
    container_ids=(),
    media_type=MediaType(3, "movie", extra={"colour": "red"}),
    meta_data={"director": "A", "cast": {"lead": "B", "rest": ["C", "Ü"]}, "empty": {}, "none": None},
    available_at=NOON,
    expires_at=datetime.max.replace(tzinfo=UTC),
    created_at=datetime.min.replace(tzinfo=UTC),
    updated_at=NOON,
    images=({"url": "http://a/b.jpg", "size": {"w": "1", "h": "2"}}, {}),
    external_id="x-1",
    published_at=NOON,
    avg_rating=4.25,
    properties={},
    extra={"new": "field", "deep": {"a": ["1", {"b": "2"}]}, "none": None},
)
BUNDLE = Bundle(
    1, "B", BundleStatus.DISABLED, BundleType(2, "season"), NOON, None, NOON, NOON, (4, 5), (), extra={"a": "b"}
)
VIDEO = IngestVideo(
    id=9,
    created_at=NOON,
    platform_ids=(1,),
    priority=Priority.LOWEST,
    progress=99.5,
    audio_languages=("eng",),
    interlaced=True,
    aspect_ratio=AspectRatio.WIDE,
    start_point=Decimal("0.1"),
    end_point=Decimal("-12345678901234567890.123456789012345678"),
    file_size=2**40,
    state=IngestState.DONE,
    status=IngestStatus.ERROR,
    iteration=0,
)
ANYTHING = {"key": ["value", 1, 2.5, None, True, {"ä": 2**70}]}
FULL = [
    MediaType(1, "movie"),
    MEDIA,
    MediaDetail(MEDIA, (1,), (Contributor(1, 2, None, "P", "R", extra={"x": "y"}), Contributor(2)), (), {"q": ["z"]}),
    BundleType(1, "season"),
    BUNDLE,
    BundleDetail(BUNDLE, (1, 2), (3,)),
    Contributor(1, 2, 3, "P", "R"),
    VIDEO,
    ApiKey("key", ANYTHING, [1, "2"], "uuid", 5, None),
    Production("p-1", "P", ANYTHING),
    Distribution("d-1", "D", {}, [ANYTHING]),
    Activation("a-1", "A", None, "text"),
]


def as_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pairs(tree):
    return [(key, item if item is None or isinstance(item, str) else as_json(item)) for key, item in tree.items()]


BY_NAME = {
    **dict.fromkeys(("settings", "data", "template", "value"), as_json),
    **dict.fromkeys(("meta_data", "properties"), pairs),
    "images": lambda images: [pairs(image) for image in images],
    "extra": lambda extra: [(key, None if item is None else as_json(item)) for key, item in extra.items()],
}


def row_of(value, name=""):
    """Return what a record is as a row of plain values, by the rules of the module's documentation."""
    if value is None or value is UNSET:
        return None
    if name in BY_NAME:
        return BY_NAME[name](value)
    if attrs.has(type(value)):
        return {field.name: row_of(getattr(value, field.name), field.name) for field in attrs.fields(type(value))}
    if isinstance(value, tuple):
        return [row_of(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def same(found, expected):
    """Compare rows; numbers that differ by their class alone are not the same."""
    return repr(normal(found)) == repr(normal(expected))


def normal(value):
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, Decimal):
        return f"{value:.18f}"
    return value


def through_parquet(made):
    written = io.BytesIO()
    pq.write_table(pa.Table.from_batches([made]), written)
    # With threads, or from a file of Python's, pyarrow may abort as the process ends.
    return pq.read_table(pa.BufferReader(written.getvalue()), use_threads=False)
