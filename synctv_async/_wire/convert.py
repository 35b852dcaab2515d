"""Conversions from what the wire carries to the values of the records.

JSON and XML share them: a number may come as text, a text as a number, an empty mapping as an empty list. Each function
takes a value that is not ``None`` and raises ``ValueError`` with what was expected and what was found.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, cast

__all__ = [
    "as_list",
    "as_object",
    "shorten",
    "to_bool",
    "to_datetime",
    "to_decimal",
    "to_float",
    "to_int",
    "to_list",
    "to_text",
    "to_tree",
]

_SHOWN = 60


def shorten(value: object) -> str:
    """Describe a value in at most a line: its ``repr``, cut, and its type."""
    shown = repr(value)
    if len(shown) > _SHOWN:
        shown = f"{shown[:_SHOWN]}…"
    return f"{shown} ({type(value).__name__})"


def as_object(value: object) -> dict[str, Any] | None:
    """Return a JSON object as what it is, and ``None`` for anything else."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_list(value: object) -> list[Any] | None:
    """Return a JSON list as what it is, and ``None`` for anything else."""
    if not isinstance(value, list):
        return None
    items: list[Any] = cast("Any", value)
    return items


def _reject(expected: str, value: object) -> NoReturn:
    message = f"expected {expected}, found {shorten(value)}"
    raise ValueError(message)


def to_int(value: object) -> int:
    """Accept a whole number, also as text or as a float without a fraction."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        text = value.strip()
        if text.removeprefix("-").isdecimal() and text.isascii():
            return int(text)
    _reject("a whole number", value)


def to_float(value: object) -> float:
    """Accept a number, also as text."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    _reject("a number", value)


def to_decimal(value: object) -> Decimal:
    """Accept a number or its text; a float goes through its shortest text, so that 0.1 stays 0.1."""
    if isinstance(value, int | float | str | Decimal) and not isinstance(value, bool):
        try:
            return Decimal(str(value).strip())
        except InvalidOperation:
            pass
    _reject("a decimal number", value)


def to_bool(value: object) -> bool:
    """Accept ``true`` and ``false``, as values, as text, or as 1 and 0."""
    if isinstance(value, bool):
        return value
    said = value.strip() if isinstance(value, str) else value
    if said in (1, "true", "1"):
        return True
    if said in (0, "false", "0"):
        return False
    _reject("true or false", value)


def to_text(value: object) -> str:
    """Accept text; numbers and booleans become the text that XML would carry."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    _reject("text", value)


def to_datetime(value: object) -> datetime:
    """Accept ISO 8601 with an offset; the result is aware and in UTC."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip().upper())  # RFC 3339 allows t and z
        except ValueError:
            _reject("a time in ISO 8601", value)
        if moment.tzinfo is UTC:
            return moment
        if moment.tzinfo is not None:
            try:
                return moment.astimezone(UTC)
            except OverflowError:  # in UTC it is before the year 1 or after 9999
                pass
    _reject("a time in ISO 8601 with its offset from UTC", value)


def to_tree(value: object) -> dict[str, Any]:
    """Accept a mapping of text, nested where the service nests; ``[]`` and blank text are an empty one."""
    if isinstance(value, dict):
        tree = cast("dict[str, Any]", value)
        for item in tree.values():
            if type(item) is not str:
                return {key: _leaf(item) for key, item in tree.items()}
        return tree
    if value == [] or (isinstance(value, str) and not value.strip()):
        return {}
    _reject("a mapping", value)


def _leaf(value: object) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return to_tree(cast("dict[str, Any]", value))
    if isinstance(value, list):
        return [_leaf(item) for item in cast("list[object]", value)]
    return to_text(value)


def to_list(value: object, convert: Callable[[object], Any]) -> tuple[Any, ...]:
    """Accept a list and convert each item; ``null`` and blank text are an empty one."""
    if isinstance(value, list):
        return tuple([convert(item) for item in cast("list[object]", value)])
    if value is None or (isinstance(value, str) and not value.strip()):
        return ()
    _reject("a list", value)
