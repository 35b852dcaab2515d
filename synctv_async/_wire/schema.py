"""What kind of value each field of a record holds, read once from the record's annotations."""

import types
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from functools import cache
from typing import Any, Union, get_args, get_origin

import attrs

__all__ = ["FieldSchema", "Kind", "schema_of"]


class Kind(Enum):
    """How a field's value is read."""

    INT = auto()
    FLOAT = auto()
    DECIMAL = auto()
    BOOL = auto()
    TEXT = auto()
    TIME = auto()
    ENUM = auto()
    TREE = auto()
    """A mapping of text, nested."""
    RECORD = auto()
    LIST = auto()
    JSON = auto()
    """Any JSON value, kept as it is."""


_SCALARS: Mapping[object, Kind] = {
    int: Kind.INT,
    float: Kind.FLOAT,
    Decimal: Kind.DECIMAL,
    bool: Kind.BOOL,
    str: Kind.TEXT,
    datetime: Kind.TIME,
    Any: Kind.JSON,
}


@attrs.frozen
class FieldSchema:
    """One field: its kind, its class for a record or an enum, and the schema of its items for a list.

    Without a ``required`` field a record is of no use to anybody: its id, or what a detail is about.
    """

    name: str
    kind: Kind
    type: Any = None
    items: "FieldSchema | None" = None
    required: bool = False


@cache
def schema_of(record: type) -> tuple[FieldSchema, ...]:
    """Return the fields of a record class in their order, without ``extra``."""
    return tuple(
        attrs.evolve(_field(field.name, field.type), required=field.default is attrs.NOTHING)
        for field in attrs.fields(record)
        if field.name != "extra"
    )


def _field(name: str, annotation: Any) -> FieldSchema:
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (arm for arm in get_args(annotation) if arm is not types.NoneType)
    if annotation in _SCALARS:
        return FieldSchema(name, _SCALARS[annotation])
    origin = get_origin(annotation)
    if origin is tuple:
        return FieldSchema(name, Kind.LIST, items=_field(name, get_args(annotation)[0]))
    if origin is dict:
        return FieldSchema(name, Kind.JSON)
    if origin is Mapping:
        return FieldSchema(name, Kind.TREE)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return FieldSchema(name, Kind.ENUM, annotation)
    return FieldSchema(name, Kind.RECORD, annotation)
