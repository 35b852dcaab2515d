"""Whether the values of the settings are allowed. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeAlias, cast, get_args, get_origin, get_type_hints

__all__ = ["Paths", "check_fields", "paths_of"]

Paths: TypeAlias = str | Path | Sequence[str | Path]
"""One path, or any sequence of them."""


def paths_of(name: str, value: object) -> tuple[str | Path, ...]:
    """Return the paths that were given, one or several."""
    described = "a path, or a sequence of paths"
    if isinstance(value, str | Path):
        return (value,)
    _instance(name, value, (Sequence,), described)
    for item in (items := cast("Sequence[str | Path]", value)):
        _instance(name, item, (str, Path), described)
    return tuple(items)


def check_fields(settings: Any, hints_of: type, *, numbers_from: Mapping[str, int | None]) -> None:
    """Compare each field with its type: literals, booleans, numbers; numbers are from 0 unless told otherwise."""
    hints = get_type_hints(hints_of)
    for one in fields(settings):
        name, value, hint = one.name, getattr(settings, one.name), hints[one.name]
        if get_origin(hint) is Literal:
            _one_of(name, value, get_args(hint))
        elif hint is bool:
            _one_of(name, value, (True, False))
        elif hint == Paths:
            paths_of(name, value)
        elif hint in {int, float}:
            _number(name, value, hint, numbers_from.get(name, 0))
        elif isinstance(hint, UnionType):
            _instance(name, value, (str, Path, type(None)), "a path or None")
        else:
            _instance(name, value, (hint,), f"an {hint.__name__}")
            for part in fields(value):
                _number(f"{name}.{part.name}", getattr(value, part.name), float, 0)


def _one_of(name: str, value: object, allowed: tuple[object, ...]) -> None:
    # True is 1 and 200.0 is 200 to Python, and neither is meant.
    if not any(value == other and type(value) is type(other) for other in allowed):
        message = f"{name}={value!r} is not allowed: choose {', '.join(map(repr, allowed[:-1]))} or {allowed[-1]!r}"
        raise ValueError(message)


def _number(name: str, value: object, kind: type, least: int | None) -> None:
    kinds = (int, float) if kind is float else (int,)
    if isinstance(value, bool) or not isinstance(value, kinds):
        message = f"{name}={value!r} is not allowed: give {'a number' if kind is float else 'a whole number'}"
        raise ValueError(message)  # noqa: TRY004 - one error for all that is not allowed, by HTTP too
    if least is not None and not least <= value < math.inf:
        message = f"{name}={value!r} is not allowed: give {least} or more"
        raise ValueError(message)


def _instance(name: str, value: object, kinds: tuple[type, ...], described: str) -> None:
    if not isinstance(value, kinds):
        message = f"{name}={value!r} is not allowed: give {described}"
        raise ValueError(message)  # noqa: TRY004 - as above
