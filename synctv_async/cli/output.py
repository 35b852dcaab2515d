"""Rows on stdout: as lines of JSON, or as a table for people."""

import json
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from typing import Any, Protocol, cast

import attrs
import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from synctv_async import UNSET
from synctv_async.cli.messages import printable
from synctv_async.export import to_ndjson, to_plain

__all__ = ["Sink", "open_sink", "print_number", "print_record"]

_SOME = 7
"""Columns of rows whose columns are not known before."""
_LONGEST = 200
"""Characters of one cell."""


class Sink(Protocol):
    """Where rows go, page by page."""

    def write(self, rows: Sequence[Any]) -> None:
        """Take the rows of a page."""
        ...


@contextmanager
def open_sink(columns: Sequence[str], *, as_json: bool | None) -> Generator[Sink]:
    """Open stdout for rows. A table is printed at the end, what there is of it also after an error."""
    if as_json_chosen(as_json=as_json):
        yield _Lines()
        return
    status = Console(stderr=True).status("reading")
    table = _Rows(columns, status.update)
    try:
        with status:
            yield table
    finally:
        table.show()


def as_json_chosen(*, as_json: bool | None) -> bool:
    """Tell whether JSON is wanted: as it was said, else wherever stdout is not a terminal."""
    return not sys.stdout.isatty() if as_json is None else as_json


def print_record(record: Any, *, as_json: bool | None) -> None:
    """Print one record: as a line of JSON, or as a table of its fields."""
    if as_json_chosen(as_json=as_json):
        _Lines().write([record])
        return
    table = Table("field", "value")
    for name, value in _fields(record):
        table.add_row(Text(printable(name)), _cell(value))
    _print(table)


def print_number(number: int) -> None:
    """Print a count."""
    _put(f"{number}\n".encode())


class _Lines:
    def write(self, rows: Sequence[Any]) -> None:
        _put(to_ndjson(rows))


class _Rows:
    def __init__(self, columns: Sequence[str], progress: Callable[[str], object]) -> None:
        self.columns = columns
        self.rows: list[Any] = []
        self.progress = progress

    def write(self, rows: Sequence[Any]) -> None:
        self.rows += rows
        self.progress(f"{len(self.rows)} rows")

    def show(self) -> None:
        if not self.rows:
            return
        columns = self.columns or _columns_of(self.rows[0])
        table = Table(*(Column(Text(printable(name)), overflow="fold") for name in columns))
        for row in self.rows:
            table.add_row(*(_cell(_value(row, name)) for name in columns))
        _print(table)


def _put(data: bytes) -> None:
    """Write to stdout and let it go at once: the reader of a pipe waits for it, or has left."""
    stream = typer.get_binary_stream("stdout")
    stream.write(data)
    stream.flush()


def _print(table: Table) -> None:
    console = Console()
    with console.capture() as captured:
        console.print(table)
    _put(captured.get().encode(sys.stdout.encoding or "utf-8", "replace"))


def _columns_of(row: Any) -> list[str]:
    """Choose the columns of rows that nobody described: the first fields that are no lists and no mappings."""
    if not isinstance(row, Mapping):
        return ["row"]
    fields = cast("Mapping[str, Any]", row)
    return [name for name, value in fields.items() if not isinstance(value, list | dict)][:_SOME] or [*fields][:_SOME]


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return cast("Mapping[str, Any]", row).get(name, UNSET)
    return getattr(row, name) if _is_record(row) else row


def _fields(record: Any) -> Iterator[tuple[str, Any]]:
    """Go through the fields of a record and of the record in it: a detail holds one and what is sent beside it."""
    if isinstance(record, Mapping):
        yield from cast("Mapping[str, Any]", record).items()
        return
    for place, field in enumerate(attrs.fields(cast("type[attrs.AttrsInstance]", type(record)))):
        value = getattr(record, field.name)
        if field.name == "extra":
            yield from value.items()
        elif place == 0 and _is_record(value):
            yield from ((f"{field.name}.{inner}", found) for inner, found in _fields(value))
        elif value is not UNSET:
            yield field.name, value


def _is_record(value: object) -> bool:
    return attrs.has(type(value))


def _cell(value: Any) -> Text:
    return Text(printable(_shown(value))[:_LONGEST])


def _shown(value: Any) -> str:
    if value is None or value is UNSET:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return value.name.lower() if value.name in type(value).__members__ else str(value.value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return _composed(value)


def _composed(value: Any) -> str:
    """Show what is made of other values: a list by its items, a record by its name if it has one."""
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item) for item in cast("Sequence[Any]", value))
    if _is_record(value) and getattr(value, "name", UNSET) is not UNSET:
        return _shown(value.name)
    return json.dumps(value, default=to_plain, ensure_ascii=False) if _is_tree(value) else str(value)


def _is_tree(value: object) -> bool:
    return isinstance(value, Mapping) or _is_record(value)
