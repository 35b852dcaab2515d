"""The media: the invented ones, which cost nothing however many they are, and what was written over them.

A row that is inserted or changed is a row of SQLite's; the ids of invented media that are gone, or changed and so
rows of their own, are noted. Every list, count and record is made of the two.
"""

# ruff: noqa: S608 - the names of tables and columns are ours, the values are bound

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.data.overlay import View
from synctv_async.sandbox.data.pattern import BLOCK, NOTHING, Key, key_of
from synctv_async.sandbox.data.recent import Recent
from synctv_async.sandbox.data.repeated import RepeatedMedia
from synctv_async.sandbox.data.schema import Schema
from synctv_async.sandbox.data.store import Store
from synctv_async.sandbox.data.table import Table, condition
from synctv_async.sandbox.types import BY_ID, Order, Record, Where

__all__ = ["MediaTable"]

_REMEMBERED: Final = 20_000  # changes; a view that is behind by more is made anew
_MOST_WRITTEN: Final = 200_000  # rows and gaps that the views may hold together
_AT_LEAST: Final = 2_000  # what a view counts as that holds none
_FEW: Final = 500  # changes that are cheaper to follow than to make the view anew


@dataclass(slots=True)
class _Kept:
    """A view and how many of the changes it knows of."""

    view: View
    seen: int


class MediaTable(Table):
    """The records of media. Public are the methods of :class:`Table`."""

    def __init__(self, store: Store, schema: Schema, clock: Clock, block: int = BLOCK) -> None:
        self._block = block
        self._invented: RepeatedMedia = RepeatedMedia(0, 0, block)
        self._changes: list[int] = []
        self._views: Recent[tuple[Where, tuple[str, ...], bool], _Kept] = Recent(
            _MOST_WRITTEN, lambda kept: kept.view.written + _AT_LEAST
        )
        super().__init__(store, schema, clock)

    def _create(self) -> None:
        super()._create()
        with self._store.transaction() as sql:
            sql.execute(f"CREATE TABLE IF NOT EXISTS {self.schema.name}_gone (id INTEGER PRIMARY KEY)")

    def invent(self, count: int, seed: int) -> None:
        """Begin anew with so many invented media."""
        with self._store.transaction():
            self.clear()
            self._store.note(media=count, media_seed=seed)
            self.reread()

    def reread(self) -> None:
        """Take note that the database may hold something else than what was written last."""
        super().reread()
        facts = self._store.facts()
        count, seed = facts.get("media", 0), facts.get("media_seed", 0)
        if (len(self._invented.ids), self._invented.seed) != (count, seed):
            self._invented = RepeatedMedia(count, seed, self._block)
        self._last = max(self._last, self._invented.ids.last)
        self._forget()

    def _forget(self) -> None:
        self._changes.clear()
        self._views.clear()

    def _note(self, numbers: Iterable[int]) -> None:
        self._changes.extend(numbers)
        if len(self._changes) > _REMEMBERED:
            self._forget()

    def load(self, rows: Iterable[Record]) -> list[int]:
        """Do as :meth:`insert_many` does, the rows being plain lists and dictionaries already."""
        given = list(rows)
        with self._store.transaction():
            for row in given:
                number = row.get("id")
                if isinstance(number, int) and self._is_invented(number):
                    message = f"UNIQUE constraint failed: {self.schema.name}.id, for there is a media {number}"
                    raise sqlite3.IntegrityError(message)
            numbers = super().load(given)
            self._note(numbers)
            return numbers

    def _remove(self, numbers: Sequence[int]) -> int:
        with self._store.transaction() as sql:
            removed = super()._remove(numbers)
            gone = [(number,) for number in numbers if number in self._invented.ids]
            hidden = sql.executemany(f"INSERT OR IGNORE INTO {self.schema.name}_gone VALUES (?)", gone).rowcount
            self._note(numbers)
            return removed + max(0, hidden)

    def clear(self) -> None:
        """Take every record away; ids begin at 1 again."""
        with self._store.transaction() as sql:
            super().clear()
            sql.execute(f"DELETE FROM {self.schema.name}_gone")
            self._store.note(media=0)
            self.reread()

    def _is_invented(self, number: int) -> bool:
        """Tell whether an invented record is there as it was at first."""
        if number not in self._invented.ids:
            return False
        query = f"SELECT count(*) FROM {self.schema.name}_gone WHERE id = ?"
        return self._one(query, (number,)) == 0

    def _find(self, number: int) -> Record | None:
        return self._invented.record(number) if self._is_invented(number) else super()._find(number)

    def has(self, number: int) -> bool:
        """Tell whether there is a record of this id."""
        return self._is_invented(number) or super().has(number)

    def _bodies(self, wanted: Sequence[int]) -> dict[int, str]:
        invented = {number for number in wanted if number in self._invented.ids}
        invented.difference_update(self._gone(invented))
        written = [number for number in wanted if number not in invented]
        return {number: self._invented.body(number) for number in invented} | super()._bodies(written)

    def _gone(self, numbers: Iterable[int]) -> list[int]:
        query = f"SELECT id FROM {self.schema.name}_gone WHERE id IN (SELECT value FROM json_each(?))"
        with self._store.lock:
            return [row[0] for row in self._store.connection.execute(query, (json.dumps([*numbers]),))]

    def count(self, where: Where = ()) -> int:
        """Count the records that match."""
        if not self._invented.ids:
            return super().count(where)
        with self._store.lock:
            return len(self._view(where, BY_ID))

    def ids(self, where: Where = (), order: Order = BY_ID, limit: int = -1, offset: int = 0) -> list[int]:
        """Return the ids that match, in order; ``limit`` -1 means all of them."""
        if not self._invented.ids:
            return super().ids(where, order, limit, offset)
        with self._store.lock:
            return self._view(where, order).ids(order, limit, offset)

    def _after(self, number: int, limit: int) -> list[int]:
        with self._store.lock:
            return self._view((), BY_ID).after(number, limit)

    def _view(self, where: Where, order: Order) -> View:
        candidates = [clause.only for clause in where if clause.only is not None]
        if candidates:
            return self._exact(min(candidates, key=len), where, order)
        key = (where, order.columns, order.nulls_last)
        kept = self._views.get(key, lambda: self._made(where, order))
        if len(self._changes) - kept.seen > _FEW + kept.view.written // 2:
            kept.view, kept.seen = self._made(where, order).view, len(self._changes)
        elif kept.seen < len(self._changes):
            self._follow(kept, where, order)
        return kept.view

    def _made(self, where: Where, order: Order) -> _Kept:
        gone = self._store.connection.execute(f"SELECT id FROM {self.schema.name}_gone")
        selection = self._invented.select(where, order)
        view = View(selection, (row[0] for row in gone), self._written(where, order))
        return _Kept(view, len(self._changes))

    def _follow(self, kept: _Kept, where: Where, order: Order) -> None:
        changed = set(self._changes[kept.seen :])
        written = self._written(where, order, changed)
        for number in changed:
            kept.view.put(number, written.get(number))
        for number in self._gone(changed):
            kept.view.lose(number)
        kept.seen = len(self._changes)

    def _exact(self, numbers: tuple[int, ...], where: Where, order: Order) -> View:
        """Make a list of which all that can be in it is known beforehand."""
        selection = self._invented.select(tuple(clause for clause in where if clause.only is None), order)
        there = {number for number in numbers if number in self._invented.ids and selection.matches(number)}
        there.difference_update(self._gone(there))
        invented = self._invented.among(there, tuple(clause for clause in where if clause.only is not None))
        entries = {number: selection.key(number) for number in invented} | self._written(where, order)
        return View(NOTHING, (), entries)

    def _written(self, where: Where, order: Order, numbers: Iterable[int] | None = None) -> dict[int, Key]:
        """Return the written rows that match, among some ids, and what each is sorted by."""
        sql, values = condition(where)
        if numbers is not None:
            sql += " AND id IN (SELECT value FROM json_each(?))"
            values = (*values, json.dumps([*numbers]))
        query = f"SELECT {', '.join(('id', *order.columns))} FROM {self.schema.name} WHERE {sql}"
        rows = self._store.connection.execute(query, values)
        return {number: key_of(columns, nulls_last=order.nulls_last) for number, *columns in rows}
