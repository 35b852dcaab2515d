"""Rows as lines of JSON."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from typing import Any, cast

import attrs

from synctv_async import UNSET

__all__ = ["format_time", "ids_in", "to_ndjson", "to_plain"]


_PLAIN = (str, int, float)  # the enums of records are text and numbers as well
_TEXT_OR_SMALL = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9.]+e-[0-9]+')
_STILL_FIXED = 5  # orjson writes 0.00001, and 1e-6


def to_plain(value: Any) -> Any:
    """Return a record or a row as what JSON knows.

    Times become ISO 8601 in UTC, decimals text, enums their values. Fields that the answer left out are left out, and
    those in ``extra`` stand beside the others.

    >>> from synctv_async import Bundle
    >>> to_plain(Bundle(id=1, name="A", extra={"colour": "red"}))
    {'id': 1, 'name': 'A', 'colour': 'red'}
    """
    if value is None or isinstance(value, _PLAIN):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, datetime | Decimal):
        return format_time(value) if isinstance(value, datetime) else f"{value:f}"
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in cast("Iterable[object]", value)]
    return _record(value)


def _record(record: Any) -> dict[str, Any]:
    names = [
        field.name for field in attrs.fields(cast("type[attrs.AttrsInstance]", type(record))) if field.name != "extra"
    ]
    row = {name: to_plain(value) for name in names if (value := getattr(record, name)) is not UNSET}
    extra: Mapping[str, Any] = getattr(record, "extra", {})
    return row | {name: to_plain(value) for name, value in extra.items() if name not in row}


def format_time(moment: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC.

    >>> format_time(datetime(2014, 5, 1, 21, 23, 54, tzinfo=UTC))
    '2014-05-01T21:23:54Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def to_ndjson(rows: Iterable[Any]) -> bytes:
    r"""Return rows or records as JSON in UTF-8, one line each.

    The bytes are the same with and without orjson, but for numbers from 1e16 that older versions of it write in
    their own way. What is no number (``NaN``) is ``null``, for JSON has no word for it.

    >>> to_ndjson([{"id": 1, "name": "Ä"}]).decode()
    '{"id":1,"name":"Ä"}\n'
    """
    return b"".join(_line_maker()([*rows]))


@cache
def _line_maker() -> Callable[[list[Any]], list[bytes]]:
    try:
        from orjson import OPT_APPEND_NEWLINE, OPT_PASSTHROUGH_DATETIME, dumps
    except ImportError:
        return _lines
    options = OPT_APPEND_NEWLINE | OPT_PASSTHROUGH_DATETIME

    def fast_lines(rows: list[Any]) -> list[bytes]:
        try:
            return [dumps(row, to_plain, options) for row in rows]
        except TypeError:  # it refuses halves of surrogate pairs, integers over 64 bits, deep nesting
            return fast_lines(rows[: len(rows) // 2]) + fast_lines(rows[len(rows) // 2 :]) if rows[1:] else _lines(rows)

    return fast_lines


def _lines(rows: list[Any]) -> list[bytes]:
    return [_line(row) for row in rows]


def ids_in(lines: Iterable[bytes]) -> Iterator[int]:
    """Yield the ids of rows that were written as lines."""
    parse = _parser()
    for line in lines:
        yield int(parse(line)["id"])


@cache
def _parser() -> Callable[[bytes], Any]:
    try:
        from orjson import loads
    except ImportError:
        return json.loads

    def parse(line: bytes) -> Any:
        try:
            return loads(line)
        except ValueError:  # halves of surrogate pairs, deep nesting
            return json.loads(line)

    return parse


def _line(row: Any) -> bytes:
    try:
        return _text(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can name and UTF-8 cannot hold
        return _text(row, ensure_ascii=True).encode()


def _text(row: Any, *, ensure_ascii: bool) -> str:
    try:
        text = _dumps(row, ensure_ascii=ensure_ascii)
    except ValueError:
        text = _dumps(_finite(to_plain(row)), ensure_ascii=ensure_ascii)
    return _TEXT_OR_SMALL.sub(_as_orjson, text) if "e-" in text else text


def _dumps(row: Any, *, ensure_ascii: bool) -> str:
    compact = (",", ":")
    return json.dumps(row, default=to_plain, ensure_ascii=ensure_ascii, separators=compact, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in cast("dict[str, Any]", value).items()}
    return [*map(_finite, cast("Iterable[Any]", value))] if isinstance(value, list) else value


def _as_orjson(token: re.Match[str]) -> str:
    """Write a small number as orjson does; text stays as it is."""
    if token[0][0] == '"':
        return token[0]
    digits, _, exponent = token[0].partition("e-")
    return f"{Decimal(token[0]):f}" if int(exponent) == _STILL_FIXED else f"{digits}e-{int(exponent)}"
