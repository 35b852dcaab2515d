"""Rows as lines of JSON."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast

import attrs

from synctv_async import UNSET

__all__ = ["format_time", "to_ndjson", "to_plain"]


_PLAIN = (str, int, float)  # the enums of records are text and numbers as well


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

    >>> to_ndjson([{"id": 1, "name": "Ä"}]).decode()
    '{"id":1,"name":"Ä"}\n'
    """
    return b"".join(_line(row) for row in rows)


def _line(row: Any) -> bytes:
    try:
        return _text(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can name and UTF-8 cannot hold
        return _text(row, ensure_ascii=True).encode()


def _text(row: Any, *, ensure_ascii: bool) -> str:
    return json.dumps(row, default=to_plain, ensure_ascii=ensure_ascii, separators=(",", ":")) + "\n"
