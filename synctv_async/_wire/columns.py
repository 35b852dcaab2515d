"""Records as Arrow columns: the type of each field, and its values as an array of that type.

Columns are made whole, lists and mappings flat: that is twice as quick as to have pyarrow take rows apart. pyarrow also
lets some things pass that would change a value (a fraction among whole numbers, a time without an offset). So the
classes of a column's values are looked at first, all at once; only a column that holds others than expected is gone
through value by value.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import accumulate, chain, count
from operator import attrgetter
from types import NoneType
from typing import Any, NoReturn, TypeAlias, cast

import attrs

from synctv_async._types import UNSET, Unset
from synctv_async._wire.arrow_types import pyarrow
from synctv_async._wire.convert import shorten
from synctv_async._wire.schema import FieldSchema, Kind, schema_of

__all__ = ["MISFIT", "Column", "columns_of"]

MISFIT = (ValueError, TypeError, OverflowError, RecursionError)
"""What a value that does not fit raises; pyarrow's own errors for it are among them."""

_ABSENT = frozenset({NoneType, Unset})
_DIGITS, _AFTER_THE_POINT = 38, 18
# Decimals are seconds with a fraction. 38 digits are all that 128 bits hold; 18 of them after the point, down to
# attoseconds, leave 20 before it, more than any count of seconds has. What is finer or larger is refused, not rounded.

_LONG_NAME = 60

_compact = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_ascii = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode

_Part: TypeAlias = tuple[str, "Column", Any]


class Column(ABC):
    """One field as an Arrow column."""

    def __init__(self, name: str, arrow_type: Any, *, nullable: bool = True) -> None:
        self.name = name
        self.arrow_type = arrow_type
        self.nullable = nullable

    @property
    def field(self) -> Any:
        """The ``pyarrow.Field``."""
        return pyarrow().field(self.name, self.arrow_type, nullable=self.nullable)

    @property
    def type_name(self) -> str:
        """The type in words, without what is inside of it if there is much."""
        name = str(self.arrow_type)
        return name if len(name) < _LONG_NAME else name.partition("<")[0]

    @abstractmethod
    def array(self, values: Sequence[Any]) -> Any:
        """Return the ``pyarrow.Array`` of the values, ``None`` and ``UNSET`` as nulls, or raise one of ``MISFIT``."""

    def parts(self, value: Any) -> Iterable[_Part]:  # noqa: ARG002 - single values have none
        """Take one value apart: the path to each part, its column and its value."""
        return ()

    def misfits(self, values: Sequence[Any], begin: int = 0) -> Iterator[tuple[int, str]]:
        """Find the values that do not fit, by halves: the place of each, and the reason."""
        try:
            self.array(values)
        except MISFIT:
            half = len(values) // 2
            if half:
                yield from self.misfits(values[:half], begin)
                yield from self.misfits(values[half:], begin + half)
            elif reason := self.misfit(values[0], self.name):
                yield begin, reason

    def misfit(self, value: Any, path: str) -> str | None:
        """Say what of a value does not fit, where and why; ``None`` of one that does."""
        try:
            self.array([value])
        except MISFIT as error:
            for step, column, part in self.parts(value):
                if reason := column.misfit(part, f"{path}{step}"):
                    return reason
            return f"{path}: {shorten(value)} does not fit {self.type_name}: {error!s:.200}"
        return None

    def _present(self, values: Sequence[Any], kind: type | tuple[type, ...], expected: str) -> Sequence[Any]:
        """Return the values that are there; refuse those of another class, and gaps where there may be none."""
        found = set(map(type, values))
        for other in found - _ABSENT:
            if not issubclass(other, kind):
                _reject(expected, other)
        if found.isdisjoint(_ABSENT):
            return values
        if not self.nullable:
            message = "it must have a value"
            raise ValueError(message)
        return [value for value in values if value is not None and value is not UNSET]


class _Scalar(Column):
    """Single values. Those of the classes in ``ready`` are taken as they are, others by way of ``convert``."""

    def __init__(
        self, name: str, arrow_type: Any, convert: Callable[[Any], Any], ready: type | None = None, *, nullable: bool
    ) -> None:
        super().__init__(name, arrow_type, nullable=nullable)
        self._convert = convert
        self._ready = frozenset(kind for kind in (ready, NoneType if nullable else None) if kind)

    def array(self, values: Sequence[Any]) -> Any:
        if not self._ready.issuperset(map(type, values)):
            self._present(values, object, "a value")
            values = [None if value is None or value is UNSET else self._convert(value) for value in values]
        pa = pyarrow()
        made = pa.array(values, self.arrow_type)
        if isinstance(made, pa.ChunkedArray):
            message = "more than the 2 GB of text that a column of one batch can hold"
            raise ValueError(message)  # noqa: TRY004 - the values are of the right type, there are too many
        return made


class _List(Column):
    """Sequences."""

    def __init__(self, name: str, item: Column) -> None:
        super().__init__(name, pyarrow().list_(item.arrow_type))
        self._item = item

    def array(self, values: Sequence[Any]) -> Any:
        present = self._present(values, (tuple, list), "a tuple")  # not text, though it is a sequence as well
        items = self._item.array(list(chain.from_iterable(present)))
        return pyarrow().ListArray.from_arrays(_offsets(values, present), items)

    def parts(self, value: Any) -> Iterable[_Part]:
        if isinstance(value, tuple | list):
            for number, item in enumerate(cast("Sequence[Any]", value)):
                yield f"[{number}]", self._item, item


class _Map(Column):
    """Mappings by text. What of their values is nested is given as JSON."""

    def __init__(self, name: str, value: Column) -> None:
        pa = pyarrow()
        super().__init__(name, pa.map_(pa.string(), value.arrow_type))
        self._key = _Scalar("key", pa.string(), _text, str, nullable=False)
        self._value = value

    def array(self, values: Sequence[Any]) -> Any:
        present = self._present(values, Mapping, "a mapping")
        keys = self._key.array(list(chain.from_iterable(present)))
        items = self._value.array(list(chain.from_iterable(value.values() for value in present)))
        return pyarrow().MapArray.from_arrays(_offsets(values, present), keys, items)

    def parts(self, value: Any) -> Iterable[_Part]:
        if isinstance(value, Mapping):
            for key, item in cast("Mapping[str, Any]", value).items():
                yield f"[{key!r:.60}]", self._key, key
                yield f"[{key!r:.60}]", self._value, item


class _Struct(Column):
    """Records within records."""

    def __init__(self, name: str, record: type, *, nullable: bool) -> None:
        self._record = record
        self._columns = columns_of(record)
        super().__init__(name, pyarrow().struct([column.field for column in self._columns]), nullable=nullable)

    def array(self, values: Sequence[Any]) -> Any:
        pa = pyarrow()
        present = self._present(values, self._record, f"a {self._record.__name__}")
        members = [column.array(list(map(attrgetter(column.name), present))) for column in self._columns]
        dense = pa.StructArray.from_arrays(members, fields=list(self.arrow_type))
        if len(present) == len(values):
            return dense
        # Gaps point at one row that is null as a whole. Its members are not: an id in it may not be.
        places, gap = count(), len(present)
        taken = [gap if value is None or value is UNSET else next(places) for value in values]
        return pa.concat_arrays([dense, pa.array([None], self.arrow_type)]).take(pa.array(taken, pa.int64()))

    def parts(self, value: Any) -> Iterable[_Part]:
        if isinstance(value, self._record):
            for column in self._columns:
                yield f".{column.name}", column, getattr(value, column.name)


@cache
def columns_of(record: type) -> tuple[Column, ...]:
    """Return the columns of a record class in the order of its fields, ``extra`` last."""
    if not attrs.has(record):
        message = f"a record class is needed (Media, Bundle, ...), got {shorten(record)}"
        raise TypeError(message)
    extra = _Map("extra", _Scalar("value", pyarrow().string(), _json_text, nullable=True))
    return (*(_column(field) for field in schema_of(record)), extra)


def _column(field: FieldSchema) -> Column:
    name, nullable = field.name, not field.required
    if field.kind is Kind.RECORD:
        return _Struct(name, field.type, nullable=nullable)
    if field.kind is Kind.LIST and field.items is not None:
        return _List(name, _column(field.items))
    if field.kind is Kind.TREE:
        return _Map(name, _Scalar("value", pyarrow().string(), _text_or_json, str, nullable=True))
    arrow_type, convert, ready = _scalar(field)
    return _Scalar(name, arrow_type, convert, ready, nullable=nullable)


def _scalar(field: FieldSchema) -> tuple[Any, Callable[[Any], Any], type | None]:
    pa = pyarrow()
    if field.kind is Kind.ENUM:
        return (pa.int64(), _whole, field.type) if issubclass(field.type, int) else (pa.string(), _text, field.type)
    scalars: dict[Kind, tuple[Any, Callable[[Any], Any], type | None]] = {
        Kind.INT: (pa.int64(), _whole, int),
        Kind.FLOAT: (pa.float64(), _number, float),
        Kind.DECIMAL: (pa.decimal128(_DIGITS, _AFTER_THE_POINT), _decimal, Decimal),
        Kind.BOOL: (pa.bool_(), _truth, bool),
        Kind.TEXT: (pa.string(), _text, str),
        Kind.TIME: (pa.timestamp("us", tz="UTC"), _in_utc, None),
        Kind.JSON: (pa.string(), _json_text, None),
    }
    return scalars[field.kind]


def _offsets(values: Sequence[Any], present: Sequence[Any]) -> Any:
    """Return where each list or mapping begins among all items, null where there is none; and the end."""
    pa = pyarrow()
    ends = list(accumulate(map(len, present), initial=0))
    if len(present) == len(values):
        return pa.array(ends, pa.int32())
    begins = iter(ends)
    places = [None if value is None or value is UNSET else next(begins) for value in values]
    return pa.array([*places, ends[-1]], pa.int32())


def _reject(expected: str, found: type) -> NoReturn:
    message = f"expected {expected}, found {found.__name__}"
    raise TypeError(message)


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else _reject("a whole number", type(value))


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    _reject("a number", type(value))


def _decimal(value: object) -> Decimal:
    return value if isinstance(value, Decimal) else _reject("a Decimal", type(value))


def _truth(value: object) -> bool:
    return value if isinstance(value, bool) else _reject("true or false", type(value))


def _text(value: object) -> str:
    return value if isinstance(value, str) else _reject("text", type(value))


def _text_or_json(value: object) -> str:
    return value if isinstance(value, str) else _json_text(value)


def _in_utc(value: object) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        _reject("a time with its offset from UTC", type(value))
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _json_text(value: object) -> str:
    text = _compact(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:  # half of a surrogate pair, which JSON can name and UTF-8 cannot hold
            return _ascii(value)
    return text
