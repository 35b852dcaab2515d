"""Types that the parts of the sandbox share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["Answer", "Clause", "Given", "Incoming", "Json", "Pairs", "Params", "Record", "SqlValue", "plain"]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Record: TypeAlias = dict[str, Json]
"""One object of a service as its JSON shows it, hidden fields beside the visible ones."""
Given: TypeAlias = "bool | int | float | str | Sequence[Given] | Mapping[str, Given] | None"
"""The same as a caller may write it: any sequence, any mapping."""
SqlValue: TypeAlias = int | float | str | None
Clause: TypeAlias = tuple[str, tuple[SqlValue, ...]]
"""A condition in SQL and the values of its question marks."""
Pairs: TypeAlias = tuple[tuple[str, str], ...]
"""Decoded parameters in wire order."""
Params: TypeAlias = "dict[str, str | Params | list[str | Params]]"
"""The same, nested as Rails does it."""


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
