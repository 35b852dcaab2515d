"""Hooks that build a record from a decoded row, generated for each record class.

A generated hook reads every field by name, checks its type in place, converts only what is not of that type yet, and
calls the class with positional arguments. That costs a fraction of what a general-purpose hook does; ``benchmarks/``
measures it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import Enum
from textwrap import indent
from typing import Any

from synctv_async._types import UNSET
from synctv_async._wire import convert
from synctv_async._wire.schema import FieldSchema, Kind, schema_of

__all__ = ["Hook", "converter_of", "generate_hook"]

Hook = Callable[[Any, Any], Any]
HookOf = Callable[[type], Hook]

_CONVERTERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.INT: convert.to_int,
    Kind.FLOAT: convert.to_float,
    Kind.DECIMAL: convert.to_decimal,
    Kind.BOOL: convert.to_bool,
    Kind.TEXT: convert.to_text,
    Kind.TIME: convert.to_datetime,
    Kind.TREE: convert.to_tree,
}

_TYPES = {Kind.INT: "int", Kind.FLOAT: "float", Kind.TEXT: "str"}

# One field's statements: `v` is the variable, `c` its converter, `n` tells that the value needs none at all.
_ID = "if type({v}) is not {type}: {v} = {c}({v})"
_REQUIRED = "{v} = {c}({v})"
_PLAIN = "if type({v}) is not {type} and {n}: {v} = {c}({v})"
_BOOL = "if {v} is not True and {v} is not False and {n}: {v} = {c}({v})"
_OTHER = "if {n}: {v} = {c}({v})"
_TIME = """\
if type({v}) is str:
    try: {v} = fromisoformat({v})
    except ValueError: {v} = {c}({v})
    if {v}.tzinfo is not UTC: {v} = {c}({v}.isoformat())
elif {n}: {v} = {c}({v})"""
_TREE = """\
if type({v}) is dict:
    for item in {v}.values():
        if type(item) is not str:
            {v} = {c}({v})
            break
elif {n}: {v} = {c}({v})"""
_PLAIN_LIST = """\
if type({v}) is list:
    for item in {v}:
        if type(item) is not {type}:
            {v} = {c}({v})
            break
    else: {v} = tuple({v})
elif {v} is not UNSET: {v} = {c}({v})"""
_LIST = """\
if {v} == []: {v} = ()
elif {v} is not UNSET: {v} = {c}({v})"""

_SOURCE = """\
def whole(row, _=None):
    try:
{subscripts}
    except KeyError:
        return part(row)
{whole_checks}
    made = new(thawed)
{stores}
    made.extra = {{}} if len(row) == {count} else extra(row)
    made.__class__ = cls
    return made

def part(row):
{gets}
{part_checks}
    return cls({arguments}, extra(row))

def extra(row):
    return {{key: value for key, value in row.items() if key not in KNOWN}}
"""


def generate_hook(record: type, hook_of: HookOf) -> Hook:
    """Make the hook of a record class. ``hook_of`` gives the hook of a record class that stands in a field."""
    variables = {f"v{number}": field for number, field in enumerate(schema_of(record))}
    scope: dict[str, Any] = {"cls": record, "UNSET": UNSET, "UTC": UTC, "fromisoformat": datetime.fromisoformat}
    scope |= {"new": object.__new__, "thawed": _thawed(record)}
    scope["KNOWN"] = frozenset(field.name for field in variables.values())
    scope |= {f"c{variable}": converter_of(field, hook_of) for variable, field in variables.items()}
    source = _SOURCE.format(
        subscripts=indent("\n".join(f"{v} = row[{f.name!r}]" for v, f in variables.items()), " " * 8),
        gets=indent("\n".join(_get(v, f) for v, f in variables.items()), " " * 4),
        whole_checks=_checks(variables, "{v} is not None"),
        part_checks=_checks(variables, "{v} is not None and {v} is not UNSET"),
        arguments=", ".join(variables),
        stores=indent("\n".join(f"made.{f.name} = {v}" for v, f in variables.items()), " " * 4),
        count=len(variables),
    )
    exec(compile(source, f"<hook of {record.__name__}>", "exec"), scope)  # noqa: S102 - made from our own classes only
    hook: Hook = scope["whole"]
    return hook


def _thawed(record: type) -> type:
    """Make a class of the same layout whose fields can be set; a row becomes a record by changing its class back.

    A frozen class sets its fields one by one through ``object.__setattr__``, which takes a third of the time of a row.
    Nothing but that is left out: no record has validators, converters or anything to do after it is made.
    """
    unfrozen = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(record.__name__, (record,), unfrozen)


def _get(variable: str, field: FieldSchema) -> str:
    if field.required:
        return f"{variable} = row[{field.name!r}]"
    return f"{variable} = row.get({field.name!r}, UNSET)"


def _checks(variables: Mapping[str, FieldSchema], needed: str) -> str:
    lines = [
        _template(field).format(v=v, c=f"c{v}", n=needed.format(v=v), type=_plain_type(field))
        for v, field in variables.items()
        if field.kind is not Kind.JSON
    ]
    return indent("\n".join(lines), " " * 4)


def _plain_type(field: FieldSchema) -> str:
    kind = field.items.kind if field.items else field.kind
    return _TYPES.get(kind, "")


def _template(field: FieldSchema) -> str:
    if field.required:
        return _ID if _plain_type(field) else _REQUIRED
    if field.kind is Kind.LIST:
        return _PLAIN_LIST if _plain_type(field) else _LIST
    if _plain_type(field):
        return _PLAIN
    return {Kind.BOOL: _BOOL, Kind.TIME: _TIME, Kind.TREE: _TREE}.get(field.kind, _OTHER)


def converter_of(field: FieldSchema, hook_of: HookOf) -> Callable[[Any], Any]:
    """Return the function that converts one value of this field, whatever form it came in."""
    if field.kind is Kind.ENUM:
        return _enum_converter(field.type)
    if field.kind is Kind.RECORD:
        hook, record = hook_of(field.type), field.type
        return lambda value: hook(value, record)
    if field.kind is Kind.LIST and field.items is not None:
        convert_item = converter_of(field.items, hook_of)
        return lambda value: convert.to_list(value, convert_item)
    return _CONVERTERS.get(field.kind, _as_it_is)


def _as_it_is(value: object) -> object:
    return value


def _enum_converter(enum: type[Enum]) -> Callable[[Any], Enum]:
    read = convert.to_int if issubclass(enum, int) else convert.to_text
    known = {member.value: member for member in enum}

    def to_enum(value: object) -> Enum:
        plain = read(value)
        return known[plain] if plain in known else enum(plain)

    return to_enum
