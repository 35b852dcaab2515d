"""What SourceSync holds: its objects in SQLite, its API keys and their rates."""

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.data.store import Store
from synctv_async.sandbox.types import Json, Record, dumps

if TYPE_CHECKING:
    from synctv_async.sandbox.settings import Settings

__all__ = ["SourceSyncState", "Window", "number_of"]

_FIRST: Final = 123  # the id of the document's examples
_MOST: Final = 1 << 62


class Window:
    """Admissions in the last seconds of the clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._arrivals: deque[float] = deque()
        self._lock = threading.Lock()

    def admit(self, limit: int, period: float, *, refused_count: bool = False) -> float:
        """Admit one and return 0, or return the seconds until fewer than ``limit`` lie in the last ``period``.

        With ``refused_count`` one that is not admitted counts too, so that whoever does not wait never gets in.
        """
        with self._lock:
            now = self._clock.now()
            while self._arrivals and self._arrivals[0] <= now - period:
                self._arrivals.popleft()
            admitted = len(self._arrivals) < limit
            if admitted or refused_count:
                self._arrivals.append(now)
            # The limit-th arrival from the end must have left the window before there is room.
            return 0.0 if admitted else self._arrivals[-limit] + period - now

    def clear(self) -> None:
        """Forget every arrival."""
        with self._lock:
            self._arrivals.clear()


@dataclass(frozen=True, slots=True)
class _Key:
    window: Window
    writes: bool


class SourceSyncState:
    """Productions, distributions and activations; ``settings`` is asked for the switches whenever one is needed."""

    def __init__(self, store: Store, clock: Clock, seed: int, settings: "Callable[[], Settings]") -> None:
        self.store: Store = store
        self.clock: Clock = clock
        self.settings: Callable[[], Settings] = settings
        digest = hashlib.sha256(f"sandbox/{seed}/api key".encode()).hexdigest()
        self.api_key: str = f"app.v1.{digest[:32]}"
        self.read_only_key: str = f"app.v1.{digest[32:]}"
        self.keys: dict[str, _Key] = {
            self.api_key: _Key(Window(clock), writes=True),
            self.read_only_key: _Key(Window(clock), writes=False),
        }
        with store.lock:
            store.connection.execute(
                "CREATE TABLE IF NOT EXISTS sourcesync (kind TEXT, id INTEGER, owner INTEGER, body TEXT, "
                "PRIMARY KEY (kind, id)) WITHOUT ROWID"
            )

    def clear(self) -> None:
        """Take every object away."""
        with self.store.lock:
            self.store.connection.execute("DELETE FROM sourcesync")

    def rows(self, kind: str, owner: int) -> list[Record]:
        """Return the objects of a kind; ``owner`` is the production, 0 for productions themselves."""
        with self.store.lock:
            query = "SELECT body FROM sourcesync WHERE kind = ? AND owner = ? ORDER BY id"
            return [json.loads(row[0]) for row in self.store.connection.execute(query, (kind, owner))]

    def find(self, kind: str, raw: Json, owner: int | None = None) -> Record | None:
        """Return one object, ``None`` where there is none."""
        with self.store.lock:
            query = "SELECT body, owner FROM sourcesync WHERE kind = ? AND id = ?"
            found = self.store.connection.execute(query, (kind, number_of(raw))).fetchone()
        if found is None or owner not in {None, found[1]}:
            return None
        row: Record = json.loads(found[0])
        return row

    def save(self, kind: str, row: Record, owner: int) -> None:
        """Write one object."""
        with self.store.lock:
            values = (kind, number_of(row["id"]), owner, dumps(row))
            self.store.connection.execute("INSERT OR REPLACE INTO sourcesync VALUES (?, ?, ?, ?)", values)

    def create(self, kind: str, given: Record, owner: int = 0) -> Record:
        """Make one object from its name, its settings and whatever else is given; an ``id`` is given by a fixture."""
        with self.store.transaction() as sql:
            query = "SELECT coalesce(max(id), ?) FROM sourcesync WHERE kind = ?"
            last: int = sql.execute(query, (_FIRST - 1, kind)).fetchone()[0]
            now = self.clock.stamp()
            row: Record = {"id": last + 1, "name": given["name"], "settings": {}}
            if owner:
                row["production_id"] = owner
            if kind == "distributions":
                row["data"] = {"timeline": {"activations": {"items": []}}}
            elif kind == "activations":
                row["template"] = []
            row |= {"created_at": now, "updated_at": now}
            row |= given
            self.save(kind, row, owner)
            return row

    def delete(self, kind: str, row: Record) -> None:
        """Take an object away, a production with all that is under it."""
        number = number_of(row["id"])
        with self.store.transaction() as sql:
            sql.execute("DELETE FROM sourcesync WHERE kind = ? AND id = ?", (kind, number))
            if kind == "productions":
                sql.execute("DELETE FROM sourcesync WHERE owner = ?", (number,))


def number_of(raw: Json) -> int:
    """Read an id, which may be a number or a text; what is none becomes one that nothing has."""
    digits = isinstance(raw, str) and raw.isascii() and raw.isdecimal() and len(raw) < len(str(_MOST))
    if isinstance(raw, bool) or not (isinstance(raw, int) or digits):
        return -1
    return int(str(raw)) if abs(int(str(raw))) < _MOST else -1
