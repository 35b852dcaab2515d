"""The state in SQLite: for each resource a narrow table of keys, one of bodies and one of tags.

A body is the record's visible part as the JSON that is sent, so that a page needs no work for each field. The keys
stand apart because deep offsets and filters walk over them, and 150 bytes a row are walked faster than a kilobyte.
"""

# ruff: noqa: S608 - the names of tables and columns are ours, the values are bound

import json
import sqlite3
import threading
from collections.abc import Generator, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.schema import Schema
from synctv_async.sandbox.types import Clause, Given, Json, Record, SqlValue, plain
from synctv_async.sandbox.wire import dumps

__all__ = ["Store", "Table"]

_EVERY: Clause = ("1", ())


class Store:
    """One SQLite database, in memory or in a file, shared by the server's thread and the test's."""

    def __init__(self, path: str | Path | None = None) -> None:
        self.lock: AbstractContextManager[object] = threading.RLock()
        self.connection: sqlite3.Connection = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        # A crash may lose the sandbox's last writes; that is no loss worth an fsync for each request.
        self.connection.execute("PRAGMA journal_mode = MEMORY")
        self.connection.execute("PRAGMA synchronous = OFF")

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """Hold the database for several statements: all are done or none."""
        with self.lock:
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN")
            with self.connection:
                yield self.connection

    def close(self) -> None:
        """Close the database."""
        with self.lock:
            self.connection.close()


class Table:
    """The records of one resource; every method may be called from any thread, while the server runs."""

    def __init__(self, store: Store, schema: Schema, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.schema = schema
        self._create()
        self._last: int = self._one(f"SELECT coalesce(max(id), 0) FROM {schema.name}_bodies", ())

    def _create(self) -> None:
        name, columns = self.schema.name, "".join(f", {key} {kind}" for key, kind in self.schema.columns.items())
        with self._store.transaction() as sql:
            sql.execute(f"CREATE TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY{columns})")
            sql.execute(
                f"CREATE TABLE IF NOT EXISTS {name}_bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL, hidden TEXT)"
            )
            sql.execute(
                f"CREATE TABLE IF NOT EXISTS {name}_tags (id INTEGER, kind TEXT, value, PRIMARY KEY (id, kind, value)) "
                "WITHOUT ROWID"
            )

    def index(self) -> None:
        """Build the indexes; faster after the first records than before."""
        name = self.schema.name
        with self._store.transaction() as sql:
            for column in self.schema.indexes:
                sql.execute(f"CREATE INDEX IF NOT EXISTS {name}_{column} ON {name} ({column}, id)")
            sql.execute(f"CREATE INDEX IF NOT EXISTS {name}_by_tag ON {name}_tags (kind, value, id)")

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
                [(row["id"], *tag) for row in full for tag in self.schema.tags(row)],
            )
            return numbers

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
        hidden = self.schema.hidden
        visible = {name: value for name, value in row.items() if name not in hidden}
        for name in self.schema.hashes:
            visible[name] = visible[name] or []
        return row["id"], dumps(visible), dumps({name: row[name] for name in hidden})

    def get(self, number: int) -> Record:
        """Return a record, hidden fields included; ``KeyError`` where there is none."""
        return self._read(number)

    def _read(self, number: int) -> Record:
        with self._store.lock:
            found: tuple[str, str] | None = self._store.connection.execute(
                f"SELECT body, hidden FROM {self.schema.name}_bodies WHERE id = ?", (number,)
            ).fetchone()
        if found is None:
            message = f"no {self.schema.item} {number}"
            raise KeyError(message)
        row: Record = {**json.loads(found[0]), **json.loads(found[1])}
        for name in self.schema.hashes:
            row[name] = row[name] or {}
        return row

    def update(self, number: int, **fields: Given) -> None:
        """Change a record; ``updated_at`` becomes the clock's time unless given. ``KeyError`` if there is none."""
        with self._store.transaction():
            row = self._read(number) | {name: plain(value) for name, value in fields.items()}
            for hidden, visible in self.schema.follows.items():
                if visible in fields and hidden not in fields:
                    row[hidden] = row[visible]
            if "updated_at" in row and "updated_at" not in fields:
                row["updated_at"] = self._clock.stamp()
            self.delete(number)
            self.load([row])

    def delete(self, number: int) -> None:
        """Take a record away for good; ``KeyError`` where there is none. Ids are never used again."""
        name = self.schema.name
        with self._store.transaction() as sql:
            if sql.execute(f"DELETE FROM {name} WHERE id = ?", (number,)).rowcount == 0:
                message = f"no {self.schema.item} {number}"
                raise KeyError(message)
            sql.execute(f"DELETE FROM {name}_bodies WHERE id = ?", (number,))
            sql.execute(f"DELETE FROM {name}_tags WHERE id = ?", (number,))

    def clear(self) -> None:
        """Take every record away; ids begin at 1 again."""
        with self._store.transaction() as sql:
            for suffix in ("", "_bodies", "_tags"):
                sql.execute(f"DELETE FROM {self.schema.name}{suffix}")
            self._last = 0

    def ids(self, where: Clause = _EVERY, order: str = "id", limit: int = -1, offset: int = 0) -> list[int]:
        """Return the ids that match, in order."""
        sql, values = where
        query = f"SELECT id FROM {self.schema.name} WHERE {sql} ORDER BY {order} LIMIT ? OFFSET ?"
        with self._store.lock:
            return [row[0] for row in self._store.connection.execute(query, (*values, limit, offset))]

    def bodies(self, numbers: Iterable[int]) -> list[str]:
        """Return the visible parts of records as JSON, in the order of their ids given; those missing are left out."""
        wanted = list(numbers)
        with self._store.lock:
            found: dict[int, str] = {}
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                marks = ", ".join("?" * len(part))
                query = f"SELECT id, body FROM {self.schema.name}_bodies WHERE id IN ({marks})"
                found.update(self._store.connection.execute(query, part))
        return [found[number] for number in wanted if number in found]

    def count(self, where: Clause = _EVERY) -> int:
        """Count the records that match."""
        sql, values = where
        return self._one(f"SELECT count(*) FROM {self.schema.name} WHERE {sql}", values)

    def has(self, number: int) -> bool:
        """Tell whether there is a record of this id."""
        return self.count(("id = ?", (number,))) > 0

    def __len__(self) -> int:
        """Return how many records there are, deleted bundles included."""
        return self.count()

    def _one(self, query: str, values: tuple[SqlValue, ...]) -> int:
        with self._store.lock:
            return int(self._store.connection.execute(query, values).fetchone()[0])
