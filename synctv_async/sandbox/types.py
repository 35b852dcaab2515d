"""Types that the parts of the sandbox share."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from synctv_async.sandbox.mistakes.explain import Explanation

__all__ = [
    "BY_ID",
    "Answer",
    "Clause",
    "Given",
    "Incoming",
    "Json",
    "Order",
    "Pairs",
    "Params",
    "Record",
    "SqlValue",
    "Where",
    "dumps",
    "plain",
]

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Record: TypeAlias = dict[str, Json]
"""One object of a service as its JSON shows it, hidden fields beside the visible ones."""
Given: TypeAlias = "bool | int | float | str | Sequence[Given] | Mapping[str, Given] | None"
"""The same as a caller may write it: any sequence, any mapping."""
SqlValue: TypeAlias = int | float | str | None
Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Decoded parameters in wire order."""
Params: TypeAlias = "dict[str, str | Params | list[str | Params]]"
"""The same, nested as Rails does it."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition in SQL and the values of its question marks."""

    sql: str
    values: tuple[SqlValue, ...] = ()
    only: tuple[int, ...] | None = None
    """The ids for which alone it can hold; needed where it speaks of ``id`` or ``clip_of``, of media.

    Invented media repeat, so a condition on anything else is asked once for all repetitions; one on the numbers
    themselves is asked of these.
    """


Where: TypeAlias = tuple[Clause, ...]
"""Conditions that all hold."""


@dataclass(frozen=True, slots=True)
class Order:
    """How rows are sorted: by columns, where these are equal by id, all in one direction."""

    columns: tuple[str, ...] = ()
    """Without ``id``: what follows it decides nothing."""
    descending: bool = False
    ties_descending: bool = False
    """Rows whose columns are equal stand the other way round."""
    nulls_last: bool = False
    """Rows without a value stand after the others; before them in a descending sort."""


BY_ID = Order()


def dumps(value: Json) -> str:
    """Print JSON as both services do: no blanks, UTF-8."""
    return _ENCODER.encode(value)


def plain(value: Given) -> Json:
    """Turn sequences into lists and mappings into dictionaries, through and through."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request, read to its end."""

    method: str
    path: str
    pairs: Pairs
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    media_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    refusal: "Explanation | None" = None
    """Why the request was refused, where that can be explained; not sent."""
