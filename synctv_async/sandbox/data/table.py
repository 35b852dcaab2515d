"""The records of a resource in SQLite: a narrow table of keys, one of bodies and one of tags.

A body is the record's visible part as the JSON that is sent, so that a page needs no work for each field. The keys
stand apart because offsets and filters walk over them, and 150 bytes a row are walked faster than a kilobyte.
"""

# ruff: noqa: S608 - the names of tables and columns are ours, the values are bound

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.data.schema import Schema
from synctv_async.sandbox.data.store import Store
from synctv_async.sandbox.types import BY_ID, Clause, Given, Json, Order, Record, SqlValue, Where, dumps, plain

__all__ = ["Table", "condition", "create_keys", "order_of"]

_AT_ONCE = 500  # of the values that one statement can take
_BELOW_ALL: Final = -(1 << 63)  # what SQLite can hold


def condition(where: Where) -> tuple[str, tuple[SqlValue, ...]]:
    """Return conditions as one, and the values of its question marks."""
    sql = " AND ".join(f"({clause.sql})" for clause in where) or "1"
    return sql, tuple(value for clause in where for value in clause.values)


def order_of(order: Order) -> str:
    """Return the SQL of an order. SQLite sorts nulls first, texts by their bytes, which is by code points."""
    way, ties = (" DESC" if down else "" for down in (order.descending, order.descending is not order.ties_descending))
    nulls = "{0} IS NULL{1}, " if order.nulls_last else ""
    return "".join(f"{nulls}{{0}}{{1}}, ".format(column, way) for column in order.columns) + f"id{ties}"


def create_keys(sql: sqlite3.Connection, schema: Schema, tags_by: str = "id, kind, value") -> None:
    """Make the tables of which conditions are asked; tags are kept in the order of ``tags_by``."""
    name, columns = schema.name, "".join(f", {key} {kind}" for key, kind in schema.columns.items())
    sql.execute(f"CREATE TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY{columns})")
    sql.execute(
        f"CREATE TABLE IF NOT EXISTS {name}_tags (id INTEGER, kind TEXT, value, PRIMARY KEY ({tags_by})) WITHOUT ROWID"
    )


class Table:
    """The records of one resource; every method may be called from any thread, while the server runs.

    A collection of records, each with its hidden fields: ``len(box.media)``, ``7 in box.media``,
    ``for row in box.media``.
    """

    def __init__(self, store: Store, schema: Schema, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.schema = schema
        self._last = 0
        self._create()
        self.reread()
        store.on_other_state(self.reread)

    def _create(self) -> None:
        name = self.schema.name
        with self._store.transaction() as sql:
            create_keys(sql, self.schema)
            # With AUTOINCREMENT the database remembers the highest id that there ever was.
            sql.execute(
                f"CREATE TABLE IF NOT EXISTS {name}_bodies "
                "(id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, hidden TEXT)"
            )

    def index(self) -> None:
        """Build the indexes; faster after the first records than before."""
        name = self.schema.name
        with self._store.transaction() as sql:
            for column in self.schema.indexes:
                sql.execute(f"CREATE INDEX IF NOT EXISTS {name}_{column} ON {name} ({column}, id)")
            sql.execute(f"CREATE INDEX IF NOT EXISTS {name}_by_tag ON {name}_tags (kind, value, id)")

    def unindex(self) -> None:
        """Drop the indexes, before very many records are written; :meth:`index` builds them again."""
        with self._store.transaction() as sql:
            for column in self.schema.indexes:
                sql.execute(f"DROP INDEX IF EXISTS {self.schema.name}_{column}")
            sql.execute(f"DROP INDEX IF EXISTS {self.schema.name}_by_tag")

    def reread(self) -> None:
        """Take note that the database may hold something else than what was written last."""
        query = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?"
        self._last = self._one(query, (f"{self.schema.name}_bodies",))

    def insert(self, **fields: Given) -> int:
        """Add a record and return its id. What is not given is as in the documents' examples; ``id`` may be chosen.

        A field that the service does not know is printed too: that is how a test tries what tomorrow may bring.
        """
        return self.insert_many([fields])[0]

    def insert_many(self, rows: Iterable[Mapping[str, Given]]) -> list[int]:
        """Add many records in one transaction and return their ids."""
        return self.load([{name: plain(value) for name, value in row.items()} for row in rows])

    def load(self, rows: Iterable[Record]) -> list[int]:
        """Do as :meth:`insert_many` does, the rows being plain lists and dictionaries already."""
        with self._store.transaction() as sql:
            full = [self._complete(row) for row in rows]
            name = self.schema.name
            marks = ", ".join("?" * (len(self.schema.columns) + 1))
            numbers = [int(str(row["id"])) for row in full]
            keys = [(number, *self.schema.keys(row)) for number, row in zip(numbers, full, strict=True)]
            sql.executemany(f"INSERT INTO {name} VALUES ({marks})", keys)
            sql.executemany(f"INSERT INTO {name}_bodies VALUES (?, ?, ?)", map(self._split, full))
            sql.executemany(
                f"INSERT OR IGNORE INTO {name}_tags VALUES (?, ?, ?)",
                [(row["id"], *tag) for row in full for tag in self.schema.tagged(row)],
            )
            return numbers

    def replace_many(self, rows: Sequence[Record]) -> list[int]:
        """Do as :meth:`load` does; a row whose id is there already takes the other's place."""
        numbers = [number for row in rows if isinstance(number := row.get("id"), int)]
        with self._store.transaction():
            self._remove(numbers)
            return self.load(rows)

    def _complete(self, fields: Record) -> Record:
        given = fields.get("id")
        number = given if isinstance(given, int) else self._last + 1
        self._last = max(self._last, number)
        row: Record = {**self.schema.defaults, **self.schema.hidden, **fields, "id": number}
        for hidden, visible in self.schema.follows.items():
            if hidden not in fields:
                row[hidden] = row[visible]
        for name in ("created_at", "updated_at"):
            if name in self.schema.defaults and row[name] is None:
                row[name] = self._clock.stamp()
        return row

    def _split(self, row: Record) -> tuple[Json, str, str]:
        return row["id"], dumps(self.schema.visible(row)), dumps({name: row[name] for name in self.schema.hidden})

    def get(self, number: int) -> Record:
        """Return a record, hidden fields included; ``KeyError`` where there is none."""
        return self._read(number)

    def _read(self, number: int) -> Record:
        with self._store.lock:
            row = self._find(number)
        if row is None:
            raise self._missing(number)
        for name in self.schema.hashes:
            row[name] = row[name] or {}
        return row

    def _missing(self, number: int) -> KeyError:
        return KeyError(f"no {self.schema.item} {number}")

    def _find(self, number: int) -> Record | None:
        query = f"SELECT body, hidden FROM {self.schema.name}_bodies WHERE id = ?"
        found: tuple[str, str] | None = self._store.connection.execute(query, (number,)).fetchone()
        return None if found is None else {**json.loads(found[0]), **json.loads(found[1])}

    def update(self, number: int, **fields: Given) -> None:
        """Change a record; ``updated_at`` becomes the clock's time unless given. ``KeyError`` if there is none."""
        with self._store.transaction():
            row = self._read(number) | {name: plain(value) for name, value in fields.items()}
            for hidden, visible in self.schema.follows.items():
                if visible in fields and hidden not in fields:
                    row[hidden] = row[visible]
            if "updated_at" in row and "updated_at" not in fields:
                row["updated_at"] = self._clock.stamp()
            self._remove([number])
            self.load([row])

    def delete(self, number: int) -> None:
        """Take a record away for good; ``KeyError`` where there is none. Ids are never used again."""
        with self._store.transaction():
            if not self._remove([number]):
                raise self._missing(number)

    def _remove(self, numbers: Sequence[int]) -> int:
        """Take away those of the records that there are, and return how many."""
        with self._store.transaction() as sql:
            one = [(number,) for number in numbers]
            removed = sql.executemany(f"DELETE FROM {self.schema.name} WHERE id = ?", one).rowcount
            if removed > 0:
                sql.executemany(f"DELETE FROM {self.schema.name}_bodies WHERE id = ?", one)
                sql.executemany(f"DELETE FROM {self.schema.name}_tags WHERE id = ?", one)
            return max(0, removed)

    def clear(self) -> None:
        """Take every record away; ids begin at 1 again."""
        with self._store.transaction() as sql:
            for suffix in ("", "_bodies", "_tags"):
                sql.execute(f"DELETE FROM {self.schema.name}{suffix}")
            sql.execute("DELETE FROM sqlite_sequence WHERE name = ?", (f"{self.schema.name}_bodies",))
            self._last = 0

    def ids(self, where: Where = (), order: Order = BY_ID, limit: int = -1, offset: int = 0) -> list[int]:
        """Return the ids that match, in order; ``limit`` -1 means all of them."""
        sql, values = condition(where)
        query = f"SELECT id FROM {self.schema.name} WHERE {sql} ORDER BY {order_of(order)} LIMIT ? OFFSET ?"
        with self._store.lock:
            return [row[0] for row in self._store.connection.execute(query, (*values, limit, offset))]

    def bodies(self, numbers: Iterable[int]) -> list[str]:
        """Return the visible parts of records as JSON, in the order of their ids given; those missing are left out."""
        wanted = list(numbers)
        with self._store.lock:
            found = self._bodies(wanted)
        return [found[number] for number in wanted if number in found]

    def _bodies(self, wanted: Sequence[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            query = f"SELECT id, body FROM {self.schema.name}_bodies WHERE id IN ({marks})"
            found.update(self._store.connection.execute(query, part))
        return found

    def count(self, where: Where = ()) -> int:
        """Count the records that match."""
        sql, values = condition(where)
        return self._one(f"SELECT count(*) FROM {self.schema.name} WHERE {sql}", values)

    def has(self, number: int) -> bool:
        """Tell whether there is a record of this id."""
        return self.count((Clause("id = ?", (number,), (number,)),)) > 0

    def __len__(self) -> int:
        """Return how many records there are, deleted bundles included."""
        return self.count()

    def __iter__(self) -> Iterator[Record]:
        """Yield every record as :meth:`get` returns it, by id, never all of them in memory at once.

        Records may come and go meanwhile: those that are gone before their turn are left out.
        """
        numbers = self._after(_BELOW_ALL, _AT_ONCE)
        while numbers:
            for number in numbers:
                try:
                    row = self.get(number)
                except KeyError:
                    continue
                yield row
            numbers = self._after(numbers[-1], _AT_ONCE)

    def __contains__(self, number: object) -> bool:
        """Tell whether there is a record of this id for :meth:`get` to return."""
        if not isinstance(number, int):
            return False
        try:
            self.get(number)
        except (KeyError, OverflowError):  # the latter: a number that no database holds
            return False
        return True

    def _after(self, number: int, limit: int) -> list[int]:
        """Return the ids that follow another one."""
        return self.ids((Clause("id > ?", (number,)),), limit=limit)

    def _one(self, query: str, values: tuple[SqlValue, ...]) -> int:
        with self._store.lock:
            return int(self._store.connection.execute(query, values).fetchone()[0])
