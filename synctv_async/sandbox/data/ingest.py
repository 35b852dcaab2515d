"""The life cycle of ingest videos, moved by the sandbox's clock."""

from dataclasses import dataclass
from typing import Final

from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.data.catalogue import stamp
from synctv_async.sandbox.data.schema import Schema
from synctv_async.sandbox.data.store import Store
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.types import Clause, Given, Json, Record

__all__ = ["ACTIONS", "IngestTable", "IngestTimes"]

ACTIONS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "start": (("stopped", "reset"), "starting"),
    "stop": (("started",), "stopping"),
    "reset": (("stopped", "done"), "resetting"),
    "remove": (("reset",), "removing"),
}
"""What each action asks for and where it leads, from the ingest video document."""

_NEXT: Final = {
    "starting": "started",
    "started": "done",
    "stopping": "stopped",
    "resetting": "reset",
    "removing": "removed",
    "removed": "gone",
}
_STAGES: Final = ("download", "transcode", "package", "publish")
_MOVING: Final = ", ".join(f"'{state}'" for state in _NEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestTimes:
    """Seconds of the sandbox's clock that each passing state lasts; all of them are guesses."""

    starting: float = 2.0
    started: float = 30.0
    """The whole work; what was done before a stop is not done again."""
    stopping: float = 1.0
    resetting: float = 1.0
    removing: float = 2.0
    removed: float = 5.0
    """How long a removed video can still be read."""

    def of(self, state: str) -> float:
        """Return the seconds of a state."""
        return float(getattr(self, state))


class IngestTable(Table):
    """Ingest videos. Before each reading, those whose time has come move on."""

    def __init__(self, store: Store, schema: Schema, clock: Clock, times: IngestTimes) -> None:
        self.times = times
        self.failed: str = "stopped"
        """The state in which a video stays whose work fails."""
        super().__init__(store, schema, clock)

    def settle(self) -> None:
        """Move every video to where the clock says it is."""
        with self._store.transaction():
            for number in super().ids((Clause(f"state IN ({_MOVING})"),)):
                self._move(self._read(number))

    def get(self, number: int) -> Record:
        """Return a record as it is by now; ``KeyError`` where there is none."""
        with self._store.lock:
            self.settle()
            return super().get(number)

    def update(self, number: int, **fields: Given) -> None:
        """Change a record; a new ``state`` begins now."""
        with self._store.transaction():
            super().update(number, **({"due": None} if "state" in fields else {}) | fields)
            self.settle()

    def insert(self, **fields: Given) -> int:
        """Add a record as :meth:`Table.insert` does; a passing ``state`` begins now."""
        with self._store.transaction():
            number = super().insert(**fields)
            self.settle()
            return number

    def act(self, number: int, action: str) -> str | None:
        """Begin an action; return the state that forbids it, or ``None`` if it has begun."""
        with self._store.transaction():
            row = self.get(number)
            allowed, state = ACTIONS[action]
            if row["state"] not in allowed:
                return str(row["state"])
            self.update(number, state=state)
            return None

    def _move(self, row: Record) -> None:
        now, number = self._clock.now(), _whole(row["id"])
        before, moved = dict(row), None
        while (state := str(row["state"])) in _NEXT and not (state == "started" and row["status"] == "error"):
            due = row["due"]
            if not isinstance(due, float):
                row["due"] = due = now + self._left(row)
            if state == "started":
                self._work(row, self.times.started - max(0.0, due - now))
            if due > now:
                break
            if state == "removed":
                self.delete(number)
                return
            self._enter(row, due)
            moved = due
        if row != before:
            # A video that moved did so when its time came, however late somebody looks.
            row["updated_at"] = self._clock.stamp() if moved is None else stamp(int(moved))
            super().update(number, **row)

    def _left(self, row: Record) -> float:
        whole = self.times.of(str(row["state"]))
        return max(0.0, whole - _real(row["worked"])) if row["state"] == "started" else whole

    def _enter(self, row: Record, since: float) -> None:
        state = _NEXT[str(row["state"])]
        if state == "done" and row["fails"]:
            # Guessed: work that fails stays where it is, with the status and the message that tell.
            row.update(state=self.failed, status="error", message=row["fails"], due=None)
            return
        if state == "started":
            row.update(status="ok", message=None)
        row["state"] = state
        row["due"] = since + self._left(row) if state in _NEXT else None
        if state == "done":
            row.update(progress=100.0, stage="archive", removable_assets=True)
        elif state == "reset":
            row.update(progress=0.0, stage="none", worked=0.0, status="ok", message=None, removable_assets=False)
            row["iteration"] = _whole(row["iteration"]) + 1

    def _work(self, row: Record, worked: float) -> None:
        share = min(1.0, worked / self.times.started) if self.times.started else 1.0
        row.update(worked=worked, progress=round(100 * share, 1), stage=_STAGES[min(3, int(share * 4))])


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0


def _real(value: Json) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
