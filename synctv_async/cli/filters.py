"""From the text of ``--filter name=value`` to the values that the filters of a call take."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Literal, TypeAlias, Unpack, get_args, get_origin, get_type_hints

from synctv_async.cli.messages import UsageError

__all__ = ["filter_types", "parse_filters", "parse_time", "takes_filters"]

_NOT_FITTING = object()
_TRUTH = {"true": True, "false": False}
_INTEGER = re.compile(r"[+-]?[0-9]+")

Converter: TypeAlias = Callable[[str], Any]


def takes_filters(method: Callable[..., Any]) -> bool:
    """Tell whether a call of the SDK has filters at all."""
    return _filters_of(method) is not None


def filter_types(method: Callable[..., Any]) -> Mapping[str, Any]:
    """Return the types of a call's filters by their names; of a call that takes any filter, none."""
    found = _filters_of(method)
    if found is None or get_origin(found.annotation) is not Unpack:
        return {}
    return get_type_hints(get_args(found.annotation)[0])


def _filters_of(method: Callable[..., Any]) -> inspect.Parameter | None:
    parameters = inspect.signature(method).parameters.values()
    return next((found for found in parameters if found.kind is inspect.Parameter.VAR_KEYWORD), None)


def parse_filters(texts: Sequence[str], types: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters of the command line, in its order; one that is given several times becomes a list.

    A name that the call does not have keeps its text: the SDK says which name is near.
    """
    given: dict[str, list[Any]] = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not name:
            message = f"--filter takes NAME=VALUE, as active=true, and got {text!r:.80}"
            raise UsageError(message)
        given.setdefault(name, []).append(_convert(name, value, types[name]) if name in types else value)
    return {name: values[0] if len(values) == 1 else values for name, values in given.items()}


def _convert(name: str, text: str, hint: Any) -> Any:
    arms = _arms(hint)
    for arm in arms:
        value = _as(text, arm)
        if value is not _NOT_FITTING:
            return value
    message = (
        f"--filter {name} takes {' or '.join(dict.fromkeys(_describe(arm) for arm in arms))}, and got {text!r:.80}"
    )
    raise UsageError(message)


def _arms(hint: Any) -> list[Any]:
    """Return the alternatives of a type, those of a list's items among them."""
    if get_origin(hint) is None or get_origin(hint) is Literal:
        return [hint]
    return [arm for part in get_args(hint) for arm in _arms(part)]


def _as(text: str, arm: Any) -> Any:
    if get_origin(arm) is Literal:
        return text if text in get_args(arm) else _NOT_FITTING
    if issubclass(arm, Enum):
        named = arm.__members__.get(text.upper(), _NOT_FITTING)
        return text if named is _NOT_FITTING and issubclass(arm, str) else named
    return _CONVERTERS[arm](text)


def _describe(arm: Any) -> str:
    if get_origin(arm) is Literal:
        return " or ".join(map(str, get_args(arm)))
    if issubclass(arm, Enum):
        return ", ".join(name.lower() for name in arm.__members__)
    return _NAMES[arm]


def _boolean(text: str) -> Any:
    return _TRUTH.get(text.lower(), _NOT_FITTING)


def _integer(text: str) -> Any:
    return int(text) if _INTEGER.fullmatch(text) else _NOT_FITTING


def parse_time(text: str) -> datetime | None:
    """Return the aware time that a text names, or ``None``."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _time(text: str) -> Any:
    return parse_time(text) or _NOT_FITTING


def _amount(text: str) -> Any:
    try:
        return Decimal(text)
    except InvalidOperation:
        return _NOT_FITTING


_CONVERTERS: Mapping[Any, Converter] = {
    bool: _boolean,
    int: _integer,
    datetime: _time,
    Decimal: _amount,
    float: _amount,
    str: str,
}
_NAMES: Mapping[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    datetime: "a time with its zone, as 2014-05-01T21:23:54Z",
    Decimal: "an amount, as 9.99",
    float: "an amount, as 9.99",
    str: "text",
}
