"""Reading JSON objects that people write: each mistake is told with what was given and what is allowed."""

import json
import math
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

from synctv_async.sandbox.types import Json

__all__ = [
    "Reader",
    "boolean",
    "fields",
    "known",
    "nullable",
    "number",
    "shown",
    "text",
    "text_mapping",
    "texts",
    "unknown",
    "whole",
]

Reader: TypeAlias = Callable[[Json], Any]
"""Returns the value that a piece of JSON stands for, or raises a ``ValueError`` that says what would be right."""


def shown(value: object) -> str:
    """Print a value for a message, shortened."""
    try:
        printed = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        printed = repr(value)
    return printed if len(printed) <= 60 else f"{printed[:57]}..."  # noqa: PLR2004 - a line's worth


def known(name: str, allowed: Iterable[str], what: str) -> str:
    """Return a name that is one of those allowed, or raise a ``ValueError`` that names the nearest and all."""
    choice = sorted(allowed)
    if name in choice:
        return name
    raise ValueError(unknown(name, choice, what))


def unknown(name: str, allowed: Iterable[str], what: str) -> str:
    """Say that a name is none of those allowed, which is the nearest, and which there are."""
    choice = sorted(allowed)
    near = get_close_matches(name, choice, 1, 0.5)
    meant = f" (did you mean {near[0]!r}?)" if near else ""
    return f"{name!r} is no {what}{meant}; allowed: {', '.join(choice)}"


def fields(given: Json, readers: Mapping[str, Reader], what: str) -> dict[str, Any]:
    """Read an object field by field."""
    if not isinstance(given, dict):
        message = f"a {what} is an object, got {shown(given)}"
        raise ValueError(message)  # noqa: TRY004 - to the one who wrote the JSON it is a wrong value
    held: dict[str, Any] = {}
    for name, value in given.items():
        reader = readers[known(name, readers, f"field of a {what}")]
        try:
            held[name] = reader(value)
        except ValueError as error:
            message = f"{name} of a {what}: {error}"
            raise ValueError(message) from error
    return held


def _wrong(value: Json, right: str) -> ValueError:
    return ValueError(f"expected {right}, got {shown(value)}")


def text(value: Json) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise _wrong(value, "a text")
    return value


def texts(value: Json) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(value, list):
        raise _wrong(value, "a list of texts")
    return tuple(map(text, value))


def text_mapping(value: Json) -> dict[str, str]:
    """Read an object of texts."""
    if not isinstance(value, dict):
        raise _wrong(value, "an object of texts")
    return {name: text(item) for name, item in value.items()}


def boolean(value: Json) -> bool:
    """Read a boolean."""
    if not isinstance(value, bool):
        raise _wrong(value, "true or false")
    return value


def number(value: Json) -> float:
    """Read a number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(value, "a number")
    return value


def whole(value: Json) -> int:
    """Read a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(value, "a whole number")
    return value


def nullable(reader: Reader) -> Reader:
    """Read what ``reader`` reads, or null."""
    return lambda value: None if value is None else reader(value)
