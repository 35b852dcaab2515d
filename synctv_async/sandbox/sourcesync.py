"""The SourceSync Client API under the same address: productions, distributions, activations."""

import hashlib
import json
import math
import threading
from collections import deque
from dataclasses import dataclass
from typing import Final

from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.store import Store
from synctv_async.sandbox.types import Answer, Incoming, Json, Record
from synctv_async.sandbox.wire import dumps

__all__ = ["Refused", "SourceSyncState", "Window", "answer"]

BATCH: Final = 100  # "recommended max: 100 items"; that more is refused is a guess
_KINDS: Final = ("productions", "distributions", "activations")


class Window:
    """At most ``limit`` admissions in any ``period`` seconds of the clock."""

    def __init__(self, clock: Clock, limit: int, period: float) -> None:
        self._clock, self._limit, self._period = clock, limit, period
        self._arrivals: deque[float] = deque()
        self._lock = threading.Lock()

    def admit(self) -> float:
        """Admit one and return 0, or return the seconds until there is room; who is refused does not count."""
        with self._lock:
            now = self._clock.now()
            while self._arrivals and self._arrivals[0] <= now - self._period:
                self._arrivals.popleft()
            if len(self._arrivals) < self._limit:
                self._arrivals.append(now)
                return 0.0
            return self._arrivals[0] + self._period - now

    def clear(self) -> None:
        """Forget every arrival."""
        with self._lock:
            self._arrivals.clear()


@dataclass(frozen=True, slots=True)
class _Key:
    window: Window
    writes: bool


class SourceSyncState:
    """What SourceSync holds: its objects in SQLite, its API keys and their rate windows."""

    def __init__(self, store: Store, clock: Clock, seed: int, *, limit: int, period: float) -> None:
        self.store: Store = store
        self.clock: Clock = clock
        digest = hashlib.sha256(f"sandbox/{seed}/api key".encode()).hexdigest()
        self.api_key: str = f"app.v1.{digest[:32]}"
        self.read_only_key: str = f"app.v1.{digest[32:]}"
        self.keys: dict[str, _Key] = {
            self.api_key: _Key(Window(clock, limit, period), writes=True),
            self.read_only_key: _Key(Window(clock, limit, period), writes=False),
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

    def rows(self, kind: str, owner: int) -> list[Json]:
        """Return the objects of a kind; ``owner`` is the production, 0 for productions themselves."""
        with self.store.lock:
            query = "SELECT body FROM sourcesync WHERE kind = ? AND owner = ? ORDER BY id"
            return [json.loads(row[0]) for row in self.store.connection.execute(query, (kind, owner))]

    def find(self, kind: str, raw: Json, owner: int | None = None) -> Record:
        """Return one object; :class:`Refused` with 404 where there is none."""
        number = int(raw) if isinstance(raw, int) or (isinstance(raw, str) and raw.isdecimal()) else -1
        with self.store.lock:
            query = "SELECT body, owner FROM sourcesync WHERE kind = ? AND id = ?"
            found = self.store.connection.execute(query, (kind, number % (1 << 62))).fetchone()
        if found is None or owner not in {None, found[1]}:
            raise Refused(404, f"{kind.removesuffix('s').capitalize()} {raw} not found")
        row: Record = json.loads(found[0])
        return row

    def save(self, kind: str, row: Record, owner: int) -> None:
        """Write one object."""
        with self.store.lock:
            values = (kind, int(str(row["id"])), owner, dumps(row))
            self.store.connection.execute("INSERT OR REPLACE INTO sourcesync VALUES (?, ?, ?, ?)", values)

    def create(self, kind: str, given: Record, owner: int = 0) -> Record:
        """Make one object from its name, its settings and whatever else is given."""
        with self.store.transaction() as sql:
            last = sql.execute("SELECT coalesce(max(id), 122) FROM sourcesync WHERE kind = ?", (kind,)).fetchone()
            now = self.clock.stamp()
            # Productions have textual ids in the documents, the others integers in the official app.
            number: Json = str(last[0] + 1) if kind == "productions" else last[0] + 1
            row: Record = {"id": number, "name": given["name"], "settings": given.get("settings") or {}}
            if owner:
                row["production_id"] = str(owner)
            if kind == "distributions":
                row["data"] = {"timeline": {"activations": {"items": []}}}
            elif kind == "activations":
                row["template"] = []
            row |= {"created_at": now, "updated_at": now}
            row |= {name: value for name, value in given.items() if name not in {"id", "settings"}}
            self.save(kind, row, owner)
            return row

    def delete(self, kind: str, row: Record) -> None:
        """Take an object away, a production with all that is under it."""
        number = int(str(row["id"]))
        with self.store.transaction() as sql:
            sql.execute("DELETE FROM sourcesync WHERE kind = ? AND id = ?", (kind, number))
            if kind == "productions":
                sql.execute("DELETE FROM sourcesync WHERE owner = ?", (number,))


class Refused(Exception):  # noqa: N818 - an answer, not a failure of the sandbox
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.status: int = status
        self.message: str = message
        self.wait: float = wait


def answer(state: SourceSyncState, request: Incoming, *, retry_after: bool) -> Answer:
    """Answer any request that is not SyncTV's."""
    try:
        with state.store.transaction():
            content = _work(state, request)
    except Refused as refused:
        error: Record = {"status": "error", "error": {"message": refused.message}}
        headers = {"Retry-After": str(math.ceil(refused.wait))} if retry_after and refused.wait > 0 else {}
        return Answer(refused.status, dumps(error).encode(), headers=headers)
    return Answer(200, dumps(content).encode())


def _work(state: SourceSyncState, request: Incoming) -> Json:
    key = state.keys.get(request.headers.get("x-api-key", ""))
    if key is None:
        raise Refused(401, "Invalid API key")
    wait = key.window.admit()
    if wait > 0:
        raise Refused(429, "Rate limit exceeded", wait)
    match (request.method, request.path.strip("/").split("/")):
        case "GET", ["key"]:
            return _key()
        case "GET", [("distributions" | "activations") as kind, number]:
            return _success([state.find(kind, number)])
        case method, ["productions", *rest] if method == "GET" or key.writes:
            return _productions(state, request, method, rest)
        case _, ["productions", *_]:
            raise Refused(403, "Insufficient permissions")
        case _:
            raise Refused(404, "Resource not found")


def _productions(state: SourceSyncState, request: Incoming, method: str, rest: list[str]) -> Json:
    match rest:
        case [production, ("distributions" | "activations") as kind, *more]:
            owner = int(str(state.find("productions", production)["id"]))
            return _collection(state, request, kind, owner, (method, *more))
        case _:
            return _collection(state, request, "productions", 0, (method, *rest))


def _collection(state: SourceSyncState, request: Incoming, kind: str, owner: int, what: tuple[str, ...]) -> Json:
    match what:
        case ("GET",):
            return _success(state.rows(kind, owner))
        case ("POST",):
            rows = _batch(request)
            if any(not isinstance(row.get("name"), str) or not row["name"] for row in rows):
                raise Refused(400, "name is required")
            if any(not isinstance(row.get("settings", {}), dict) for row in rows):
                raise Refused(400, "settings must be an object")
            return _success([state.create(kind, row, owner) for row in rows])
        case ("PATCH" | "DELETE") as method, number:
            given = _body(request) if method == "PATCH" else {}
            if not isinstance(given, dict):
                raise Refused(400, "The request body must be an object")
            return _success(_changed(state, kind, owner, method, [{**given, "id": number}]))
        case (("PATCH" | "DELETE") as method,) if kind == "productions":
            return _success(_changed(state, kind, owner, method, _batch(request)))
        case _:
            raise Refused(404, "Resource not found")


def _changed(state: SourceSyncState, kind: str, owner: int, method: str, rows: list[Record]) -> list[Json]:
    if any("id" not in row for row in rows):
        raise Refused(400, "id is required")
    found = [state.find(kind, row["id"], owner) for row in rows]
    if method == "DELETE":
        for row in found:
            state.delete(kind, row)
        return [{"id": row["id"]} for row in found]
    if any("name" in row and not (isinstance(row["name"], str) and row["name"]) for row in rows):
        raise Refused(400, "name must be a text")
    changed: list[Json] = []
    for held, given in zip(found, rows, strict=True):
        row = held | given | {"id": held["id"], "updated_at": state.clock.stamp()}
        state.save(kind, row, owner)
        changed.append(row)
    return changed


def _body(request: Incoming) -> Json:
    try:
        body: Json = json.loads(request.body)
    except ValueError as error:
        raise Refused(400, "The request body is not JSON") from error
    return body


def _batch(request: Incoming) -> list[Record]:
    body = _body(request)
    rows = [row for row in body if isinstance(row, dict)] if isinstance(body, list) else []
    if not isinstance(body, list) or len(rows) != len(body):
        raise Refused(400, "The request body must be an array of objects")
    if len(rows) > BATCH:
        raise Refused(400, f"At most {BATCH} items are allowed in a batch")
    return rows


def _success(data: list[Json] | list[Record]) -> Json:
    return {"status": "success", "data": [*data]}


def _key() -> Json:
    return {
        "name": "Sandbox Access Key",
        "settings": {"defaults": {"property": "123"}},
        "value": {"componentName": "context1"},
        "organization": "1de71807-b64b-4398-96fa-a0ac67c727d9",
        "legacy_org_id": 1,
        "vidvita_org_id": 114,
    }
