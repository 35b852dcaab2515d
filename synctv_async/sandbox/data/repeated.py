"""The media that a sandbox begins with: some thousand invented records, repeated for as many as are wanted.

Nothing is made before it is asked for, and nothing but what is asked for: one column of the records to sort by it, the
tags of one kind to filter by them. Conditions are asked of the first block, in a SQLite of its own whose tables have
the names of the real ones.
"""

# ruff: noqa: S608 - the names of tables and columns are ours, the values are bound

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Final

from synctv_async.sandbox.data.catalogue import scatter
from synctv_async.sandbox.data.invention import Medium
from synctv_async.sandbox.data.pattern import BLOCK, GAP, MediaIds, Ordering, Selection, Whole, key_of
from synctv_async.sandbox.data.recent import Recent
from synctv_async.sandbox.data.schema import MEDIA, Schema
from synctv_async.sandbox.data.store import memory_of
from synctv_async.sandbox.data.table import condition, create_keys
from synctv_async.sandbox.types import Order, Record, SqlValue, Where, dumps

__all__ = ["RepeatedMedia", "containers_for"]

_BY_TAG: Final = f"id IN (SELECT id FROM {MEDIA.name}_tags"
_OWN_NUMBERS: Final = re.compile(r"\b(id|clip_of)\b")
_KINDS: Final = re.compile(r"kind = '(\w+)'")
_SELECTIONS, _ORDERINGS = 64, 8


def containers_for(media: int) -> int:
    """Return how many containers a catalogue of so many media has."""
    return min(200, -(-media // 40))


class RepeatedMedia:
    """``count`` invented media. Not to be used by two threads at once."""

    def __init__(self, count: int, seed: int, block: int = BLOCK) -> None:
        self.seed = seed
        self.ids: MediaIds = MediaIds(count)
        self._block = block
        self._containers = containers_for(count)
        self._schema: Schema = MEDIA
        self._residues = [number for number in range(1, min(block, self.ids.last + 1)) if number % GAP]
        self._sql: sqlite3.Connection | None = None
        self._drawn: set[str] = set()
        self._bodies: dict[int, str] = {}
        self._orderings: Recent[tuple[tuple[str, ...], bool], Ordering] = Recent(_ORDERINGS)
        self._selections: Recent[tuple[Where, tuple[str, ...], bool], Selection] = Recent(_SELECTIONS)

    def record(self, number: int) -> Record:
        """Return a record, hidden fields included."""
        row = self._medium(number).whole()
        row["id"] = number
        row["clip_of"] = self._clip_of(number)
        return row

    def _medium(self, number: int) -> Medium:
        residue = number % self._block
        return Medium(residue, scatter(self.seed, residue), self._containers)

    def _clip_of(self, number: int) -> int | None:
        """Return the media that a clip belongs to, which stands in the same block."""
        held = self._medium(number)["clip_of"]
        return held + number - number % self._block if isinstance(held, int) else None

    def body(self, number: int) -> str:
        """Return the visible part of a record as JSON."""
        residue = number % self._block
        rest = self._bodies.get(residue)
        if rest is None:
            body = dumps(self._schema.visible(self._medium(residue).whole()))
            rest = self._bodies[residue] = body.removeprefix(f'{{"id":{residue}')
        return f'{{"id":{number}{rest}'

    def select(self, where: Where, order: Order) -> Selection:
        """Return the records that match conditions which say nothing of ids."""

        def make() -> Selection:
            if not where and not order.columns:
                return Whole(self.ids)
            ordering = self._orderings.get(sort, lambda: self._ordering(order))
            return Selection(ordering, self._matching(where), self.ids.last, self._block)

        sort = (order.columns, order.nulls_last)
        return self._selections.get((where, *sort), make)

    def among(self, numbers: Iterable[int], where: Where) -> list[int]:
        """Return those of some records that match conditions which say something of ids."""
        sql, values = condition(where)
        names = self._columns_in(sql)
        rows = json.dumps([[number, *self._values(number, names)] for number in numbers])
        columns = [f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(("id", *names))]
        query = f"SELECT id FROM (SELECT {', '.join(columns)} FROM json_each(?)) WHERE {sql}"
        return [row[0] for row in self._connection().execute(query, (rows, *values))]

    def _values(self, number: int, columns: Iterable[str]) -> Iterator[SqlValue]:
        medium = self._medium(number)
        for name in columns:
            yield self._clip_of(number) if name == "clip_of" else self._schema.column(name, medium)

    def _columns_in(self, sql: str) -> list[str]:
        words = set(re.findall(r"\w+", sql))
        return [name for name in self._schema.columns if name in words]

    def _ordering(self, order: Order) -> Ordering:
        if not order.columns:
            return Ordering(self._residues, repeat((), len(self._residues)))
        if "clip_of" in order.columns:
            message = "media cannot be sorted by clip_of: it is another number in each block"
            raise ValueError(message)
        keys = (key_of(values, nulls_last=order.nulls_last) for values in self._columns(order.columns))
        return Ordering(self._residues, keys)

    def _columns(self, names: Iterable[str]) -> Iterator[tuple[SqlValue, ...]]:
        """Yield the values of columns, residue by residue."""
        column = self._schema.column
        for medium in self._media():
            yield tuple([column(name, medium) for name in names])

    def _media(self) -> Iterator[Medium]:
        return map(self._medium, self._residues)

    def _matching(self, where: Where) -> bytes:
        """Tell of each residue whether it matches."""
        if not where:
            return bytes([1]) * self._block
        sql, values = condition(where)
        if found := _OWN_NUMBERS.search(sql.replace(_BY_TAG, "")):
            message = f"a condition on media's {found[0]} must say for which ids it can hold: Clause(…, only=…)"
            raise ValueError(message)
        self._draw(self._columns_in(sql))
        if f"{self._schema.name}_tags" in sql:
            self._draw_tags(_KINDS.findall(sql) or self._schema.tags)
        marks = bytearray(self._block)
        for (residue,) in self._connection().execute(f"SELECT id FROM {self._schema.name} WHERE {sql}", values):
            marks[residue] = 1
        return bytes(marks)

    def _connection(self) -> sqlite3.Connection:
        if self._sql is None:
            self._sql = memory_of(self)
            create_keys(self._sql, self._schema, "kind, value, id")
            statement = f"INSERT INTO {self._schema.name} (id) SELECT value FROM json_each(?)"
            self._sql.execute(statement, (json.dumps(self._residues),))
        return self._sql

    def _write(self, statement: str, rows: Iterable[tuple[SqlValue, ...]]) -> None:
        sql = self._connection()
        with sql:
            sql.execute("BEGIN")
            sql.executemany(statement, rows)

    def _draw(self, columns: Iterable[str]) -> None:
        names = [name for name in columns if name not in self._drawn]
        if names:
            changes = ", ".join(f"{name} = ?" for name in names)
            rows = ((*values, number) for values, number in zip(self._columns(names), self._residues, strict=True))
            self._write(f"UPDATE {self._schema.name} SET {changes} WHERE id = ?", rows)
            self._drawn.update(names)

    def _draw_tags(self, kinds: Iterable[str]) -> None:
        for kind in kinds:
            name = f"{kind} tags"
            if name not in self._drawn and kind in self._schema.tags:
                values = self._schema.tags[kind]
                rows = [(medium.number, kind, value) for medium in self._media() for value in values(medium)]
                self._write(f"INSERT OR IGNORE INTO {self._schema.name}_tags VALUES (?, ?, ?)", rows)
                self._drawn.add(name)
