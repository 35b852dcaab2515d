"""From decoded rows to records: cattrs with generated hooks, and an explanation where a row does not fit."""

from collections.abc import Hashable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import attrs

from synctv_async._wire import hooks
from synctv_async._wire.convert import shorten
from synctv_async._wire.schema import FieldSchema, Kind, schema_of
from synctv_async.errors import DecodeError

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["structure", "structure_rows"]

T = TypeVar("T")

_MISFIT = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def structure_rows(rows: list[Any], record: type[T], path: str) -> tuple[T, ...]:
    """Build a record from each row. ``path`` says where the rows stand in the answer, for the error."""
    hook = _hook(record)
    try:
        return tuple([hook(row, record) for row in rows])
    except _MISFIT:
        for index, row in enumerate(rows):
            structure(row, record, f"{path}[{index}]")
        raise


def structure(row: Any, record: type[T], path: str) -> T:
    """Build one record, or raise a :class:`DecodeError` that names the field, what was expected and what was found."""
    try:
        result: T = _hook(record)(row, record)
    except _MISFIT:
        field, reason = _explain(row, record, path)
    else:
        return result
    message = f"{field} of the answer was not understood: {reason}"
    raise DecodeError(message, field=field)


def _explain(row: Any, record: type, path: str) -> tuple[str, str]:
    from cattrs import transform_error
    from cattrs.errors import BaseValidationError

    if not isinstance(row, dict):
        return path, f"expected a record, found {shorten(row)}"
    try:
        _explaining().structure(row, record)
    except BaseValidationError as group:
        first = transform_error(group, path=path, format_exception=_reason)[0]
        reason, _, field = first.rpartition(" @ ")
        return field, reason
    except _MISFIT as error:
        return path, _reason(error, record)
    return path, "it does not fit, though each field by itself does"


def _reason(error: BaseException, _type: type | None) -> str:
    if isinstance(error, KeyError):
        return f"its {error.args[0]!r} is missing"
    return str(error) if isinstance(error, ValueError | OverflowError | RecursionError) else "expected a record"


def _hook(record: type) -> hooks.Hook:
    return _cached_hook(cast("Hashable", record))


@cache
def _cached_hook(record: Hashable) -> hooks.Hook:
    hook: hooks.Hook = _converter().get_structure_hook(record)
    return hook


@cache
def _converter() -> "Converter":
    """The converter of every answer: generated hooks, no bookkeeping for errors that do not happen."""
    from cattrs import Converter

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook_factory(attrs.has, _generated_hook)
    return converter


@cache
def _explaining() -> "Converter":
    """The converter that is asked when a row does not fit: slow, and it knows which field it was."""
    from cattrs import Converter

    converter = Converter(detailed_validation=True)
    converter.register_structure_hook_factory(attrs.has, _explaining_hook)
    return converter


def _generated_hook(record: type) -> hooks.Hook:
    return hooks.generate_hook(record, _hook)


def _explaining_hook(record: type) -> hooks.Hook:
    from cattrs.gen import make_dict_structure_fn, override

    overrides: dict[str, Any] = {
        field.name: override(struct_hook=_adapted(field))
        for field in schema_of(record)
        if field.kind is not Kind.RECORD
    }
    kind: type[Any] = record
    hook: Any = make_dict_structure_fn(kind, _explaining(), _cattrs_detailed_validation=True, **overrides)

    def whole(row: Any, kind: Any) -> Any:
        if isinstance(row, dict):
            return hook(row, kind)
        message = f"expected a record, found {shorten(row)}"
        raise ValueError(message)

    return whole


def _adapted(field: FieldSchema) -> hooks.Hook:
    convert = hooks.converter_of(field, _hook)
    if field.items is not None and field.items.kind is Kind.RECORD:  # cattrs knows which of them it was
        return lambda value, kind: _explaining().structure(value, kind) if isinstance(value, list) else convert(value)
    if field.required:
        return lambda value, _type: convert(value)
    return lambda value, _type: None if value is None else convert(value)
