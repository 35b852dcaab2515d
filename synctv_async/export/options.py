"""The arguments of an export, checked before anything is sent or written."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

import attrs

from synctv_async import ArgumentError
from synctv_async.export.results import ExportProgress

__all__ = ["Compression", "Format", "Options", "Since"]

Format: TypeAlias = Literal["ndjson", "parquet"]
Compression: TypeAlias = Literal["gzip", "zstd"]
Since: TypeAlias = datetime | Literal["last"]


@attrs.frozen(kw_only=True)
class Options:
    """The keywords of :func:`synctv_async.export.export`; ``place`` holds the ids among them."""

    filters: Mapping[str, Any]
    place: Mapping[str, Any]
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

    def __attrs_post_init__(self) -> None:
        _check_choice("format", self.format, ("ndjson", "parquet"))
        _check_choice("compression", self.compression, ("gzip", "zstd", None))
        _check_whole("concurrency", self.concurrency)
        _check_whole("rows_per_part", self.rows_per_part)
        if self.max_items is not None:
            _check_whole("max_items", self.max_items)
        if self.since != "last":
            _check_time("since", self.since)
        _check_time("until", self.until)
        if isinstance(self.since, datetime) and self.until is not None and self.since > self.until:
            message = f"export(): since={self.since} is after until={self.until}"
            raise ArgumentError(message)
        if self.overlap < timedelta():
            message = f"export(): overlap is a time to go back by, got {self.overlap}"
            raise ArgumentError(message)


def _check_choice(name: str, value: object, allowed: tuple[str | None, ...]) -> None:
    if value not in allowed:
        choices = " or ".join(repr(choice) for choice in allowed)
        message = f"export(): {name} is {choices}, got {value!r:.80}"
        raise ArgumentError(message)


def _check_whole(name: str, value: object) -> None:
    if type(value) is not int or value < 1:
        message = f"export(): {name} is a whole number from 1, got {value!r:.80}"
        raise ArgumentError(message)


def _check_time(name: str, value: object) -> None:
    if value is not None and (not isinstance(value, datetime) or value.utcoffset() is None):
        also = " or 'last'" if name == "since" else ""
        message = f"export(): {name} takes an aware datetime{also}, as datetime(…, tzinfo=UTC), got {value!r:.80}"
        raise TypeError(message)
