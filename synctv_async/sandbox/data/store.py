"""The SQLite database that holds the state, in memory or in a file."""

import sqlite3
import threading
import weakref
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

__all__ = ["Store", "memory_of"]

_LAYOUT: Final = 2
"""Which tables there are and what they hold; a file of another number cannot be read."""


def memory_of(owner: object) -> sqlite3.Connection:
    """Open a database in memory that is closed when its owner is gone."""
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    weakref.finalize(owner, connection.close)
    return connection


def _opened(path: str | Path | None) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
    except sqlite3.OperationalError as error:
        message = f"{path} cannot be opened or made ({error}): name a file in a folder that is there and may be written"
        raise OSError(message) from error


class Store:
    """One SQLite database, in memory or in a file, shared by the server's thread and the test's."""

    def __init__(self, path: str | Path | None = None) -> None:
        self.lock: AbstractContextManager[object] = threading.RLock()
        self._rereads: list[Callable[[], None]] = []
        self.connection: sqlite3.Connection = _opened(path)
        try:
            # A crash may lose the sandbox's last writes; that is no loss worth an fsync for each request.
            self.connection.execute("PRAGMA journal_mode = MEMORY")
            self.connection.execute("PRAGMA synchronous = OFF")
            self._check_layout()
        except sqlite3.DatabaseError as error:
            self.connection.close()
            message = f"{path} is no database of a sandbox ({error}): name another file, or one that is not there yet"
            raise ValueError(message) from error
        except ValueError as error:
            self.connection.close()
            message = f"{path} {error}: name another file, or remove it and begin anew"
            raise ValueError(message) from None

    def _check_layout(self) -> None:
        tables = {row[0] for row in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "facts" not in tables:
            strange = "was written by an older sandbox" if "media_bodies" in tables else "is no database of a sandbox"
            raise ValueError(strange)
        self.connection.execute("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT)")
        held = self.facts().get("layout")
        if held is None:
            self.note(layout=_LAYOUT)
        elif held != _LAYOUT:
            message = f"was written by another sandbox, with layout {held} where this one reads layout {_LAYOUT}"
            raise ValueError(message)

    def facts(self) -> dict[str, int]:
        """Return what was noted about the state."""
        with self.lock:
            return {name: int(value) for name, value in self.connection.execute("SELECT name, value FROM facts")}

    def note(self, **facts: int) -> None:
        """Note numbers that belong to the state."""
        with self.lock:
            rows = [(name, str(value)) for name, value in facts.items()]  # as text: a seed may be of any size
            self.connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """Hold the database for several statements: all are done or none."""
        with self.lock:
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN")
            before = self.connection.total_changes
            try:
                with self.connection:
                    yield self.connection
            except BaseException:
                if self.connection.total_changes != before:
                    self.tell_other_state()
                raise

    def on_other_state(self, reread: Callable[[], None]) -> None:
        """Call a function whenever the database holds something else than what was written last."""
        self._rereads.append(reread)

    def tell_other_state(self) -> None:
        """Call those functions: what was written has been undone, or replaced by another state."""
        with self.lock:
            for reread in self._rereads:
                reread()

    def close(self) -> None:
        """Close the database."""
        with self.lock:
            self.connection.close()
