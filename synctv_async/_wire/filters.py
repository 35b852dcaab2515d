"""The check of a call's filters against the endpoint's TypedDict: names, types, and how each is sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from synctv_async._wire.convert import shorten
from synctv_async._wire.params import format_time
from synctv_async.errors import ArgumentError

__all__ = [
    "check_filters",
    "check_id",
    "check_page_size",
    "check_whole",
    "filter_names",
    "filtering",
    "proves_count",
    "sort_by_id",
    "suggest",
]

# Filters that say "not after": a time between two seconds is sent as the later one, so that nothing is lost.
_UPPER_BOUNDS = ("_less", "_before", "_end_date")


# What users look for among the filters, and where it is.
_ELSEWHERE = {
    "limit": "page_size= sets the rows of a page, collect(max_items=...) those of a list",
    "max_items": "it is an argument of collect(max_items=...)",
    "name": "named_like= looks for a part of the name",
    "offset": "pages(start=...) goes on from a checkpoint",
}
_NOT_FILTERING = frozenset({"sort_order", "sort_descending", "limit", "fields", "add_fields", "remove_fields"})


def suggest(name: str, known: Sequence[str]) -> str:
    """Return words that name the nearest known name, or all of them where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"


def filter_names(filters: type) -> frozenset[str]:
    """Return the names that an endpoint's filters have."""
    return frozenset(_hints(filters))


def check_filters(call: str, filters: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters as parameters, in the caller's order; ``None`` leaves one out.

    An undocumented name is a ``TypeError`` that names the nearest, and so is a value of a wrong type.
    """
    hints = _hints(filters)
    params: dict[str, Any] = {}
    for name, value in given.items():
        if name in ("sort_order", "sort_descending") and "sort_order" not in hints:
            message = f"{call}() has no filter {name!r}: its document lists no sort"
            raise TypeError(message)
        if name not in hints and name in _ELSEWHERE:
            message = f"{call}() has no filter {name!r}: {_ELSEWHERE[name]}"
            raise TypeError(message)
        if name not in hints:
            message = f"{call}() has no filter {name!r}: {suggest(name, list(hints))}"
            raise TypeError(message)
        if value is not None:
            params[name] = _check(call, name, value, hints[name])
    if "id" in _as_list(params.get("remove_fields")):
        message = f"{call}(): remove_fields cannot name 'id': pages are told apart by the ids of their rows"
        raise TypeError(message)
    if "fields" in params and "id" not in params["fields"]:
        params["fields"] = [*params["fields"], "id"]  # without it neither a record nor a page can be told apart
    return params


def sort_by_id(params: dict[str, Any]) -> bool:
    """Complete the sort of a list that can be sorted by id; return whether that is its whole sort.

    Without a sort it is the id; another sort gets it as the tie-breaker, for the documents ask for one.
    """
    given = params.get("sort_order")
    order: list[str] = [given] if isinstance(given, str) else [*(given or ())]
    if "id" not in order:
        order.append("id")
    params["sort_order"] = order[0] if len(order) == 1 else order
    return order[0] == "id"


def filtering(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that choose rows, without those that sort them or choose their fields."""
    return {name: value for name, value in params.items() if name not in _NOT_FILTERING}


def proves_count(params: Mapping[str, Any], counted: type, *, except_for: frozenset[str] = frozenset()) -> bool:
    """Tell whether the count endpoint documents every filter of a list, so that its count is that of the list."""
    return filtering(params).keys() <= filter_names(counted) - except_for


def check_page_size(call: str, page_size: int | None) -> None:
    """Refuse a page that could not show whether anything follows its first row."""
    if page_size is not None:
        check_whole(call, "page_size", page_size, 2)  # this row and the next


def check_whole(call: str, name: str, value: object, least: int) -> None:
    """Refuse what is not a whole number from ``least``."""
    if type(value) is not int or value < least:
        message = f"{call}(): {name} is a whole number from {least}, got {shorten(value)}"
        raise ArgumentError(message)


def check_id(call: str, name: str, value: object) -> int:
    """Return a SyncTV id: a whole number from 1, also as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if value > 0:
            return value
        message = f"{call}(): {name} is a whole number from 1, got {value}"
        raise ArgumentError(message)
    message = f"{call}(): {name} is a whole number, got {shorten(value)}"
    raise TypeError(message)


def _as_list(value: object) -> Sequence[object]:
    return cast("list[object]", value) if isinstance(value, list) else []


@cache
def _hints(filters: type) -> dict[str, Any]:
    return get_type_hints(filters)


def _check(call: str, name: str, value: object, hint: Any) -> Any:
    arms = _flatten(hint)
    sequence = next((arm for arm in arms if get_origin(arm) is Sequence), None)
    if sequence is None:
        return _one(call, name, value, arms)
    arms = _flatten(get_args(sequence)[0])
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        return [_one(call, name, item, arms) for item in cast("Sequence[object]", value)]
    return [_one(call, name, value, arms)]


def _flatten(hint: Any) -> list[Any]:
    if get_origin(hint) is None or get_origin(hint) in (Literal, Sequence):
        return [hint]
    return [arm for part in get_args(hint) for arm in _flatten(part)]


def _one(call: str, name: str, value: object, arms: Sequence[Any]) -> Any:
    for arm in arms:
        if get_origin(arm) is Literal:
            if value in get_args(arm):
                return value
        elif _fits(value, arm, arms):
            return format_time(name, value, up=name.endswith(_UPPER_BOUNDS)) if isinstance(value, datetime) else value
    allowed = " or ".join(_describe(arm) for arm in arms)
    message = f"{call}(): {name} takes {allowed}, got {shorten(value)}"
    raise TypeError(message)


def _fits(value: object, arm: Any, arms: Sequence[Any]) -> bool:
    if arm is int:
        wrong_enum = isinstance(value, IntEnum) and type(value) not in arms
        return isinstance(value, int) and not isinstance(value, bool) and not wrong_enum
    if arm in (float, Decimal):
        return isinstance(value, arm) and Decimal(str(value)).is_finite()
    return isinstance(value, arm)


def _describe(arm: Any) -> str:
    if get_origin(arm) is Literal:
        return ", ".join(repr(choice) for choice in get_args(arm))
    if arm is datetime:
        return "an aware datetime"
    return f"a member of {arm.__name__}" if issubclass(arm, Enum) else str(arm.__name__)
