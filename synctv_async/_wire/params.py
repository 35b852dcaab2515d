"""From values to the pairs of a call: brackets, booleans, times and numbers as the service writes them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias, cast

from synctv_async._types import Secret
from synctv_async._wire.convert import shorten
from synctv_async.errors import ArgumentError

__all__ = ["Pair", "Value", "format_time", "is_sensitive", "pairs_of"]

Value: TypeAlias = str | int | float | bool | Decimal | datetime | Secret | Sequence[Any] | Mapping[str, Any] | None
"""What a parameter may be; ``None`` leaves it out."""

Pair: TypeAlias = tuple[str, str | Secret]

_LAST_SECOND = datetime.max.replace(microsecond=0, tzinfo=UTC)
_SENSITIVE = frozenset({"client_key", "device_uid", "email", "password", "password_confirmation"})


def is_sensitive(key: str) -> bool:
    """Tell whether a pair must never stand in a URL, by the innermost name of its key: ``account[password]``."""
    return key.replace("]", "").split("[")[-1] in _SENSITIVE


def pairs_of(params: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Return the pairs of the parameters in their order.

    >>> pairs_of({"bundle": {"name": "A", "media_ids": [1, 2], "begin_at": None}, "active": True})
    (('bundle[name]', 'A'), ('bundle[media_ids][]', '1'), ('bundle[media_ids][]', '2'), ('active', 'true'))
    """
    return tuple(pair for key, value in params.items() for pair in _pairs(key, value))


def _pairs(key: str, value: object) -> Iterator[Pair]:
    if value is None:
        return
    if isinstance(value, Mapping):
        for name, item in cast("Mapping[str, object]", value).items():
            yield from _pairs(f"{key}[{name}]", item)
    elif isinstance(value, list | tuple | set | frozenset):
        items = list(cast("Sequence[object]", value))
        if not items:
            message = f"{key}: an empty list cannot be sent: the service would not see it. Leave the argument out"
            raise ArgumentError(message)
        for item in items:
            yield from _pairs(f"{key}[]", item)
    else:
        text = _text(key, value)
        yield key, Secret(text) if is_sensitive(key) else text


def _text(key: str, value: object) -> str | Secret:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str | Secret):
        if _is_sendable(value.reveal() if isinstance(value, Secret) else value):
            return value
        message = f"{key}: the text holds half of a character (a lone surrogate), which cannot be sent"
        raise ArgumentError(message)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        number = Decimal(str(value))
        if number.is_finite():
            return f"{number:f}"
    if isinstance(value, datetime):
        return format_time(key, value)
    message = (
        f"{key}: {shorten(value)} cannot be sent; give text, a number, a boolean, an aware datetime or a list of them"
    )
    raise TypeError(message)


def _is_sendable(text: str) -> bool:
    """Tell whether a text is UTF-8. A function of its own: the error that it meets holds the text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def format_time(key: str, moment: datetime, *, up: bool = False) -> str:
    """Render an aware time in UTC and whole seconds, rounded down, or up where the caller asks for it."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        message = f"{key}: {moment.isoformat()} has no time zone; give an aware datetime, as datetime(…, tzinfo=UTC)"
        raise TypeError(message)
    moment = moment.astimezone(UTC)
    if up and moment.microsecond and moment < _LAST_SECOND:
        moment += timedelta(seconds=1)
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
