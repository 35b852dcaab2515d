"""The SourceSync Client API under the same address: productions, distributions, activations."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from synctv_async.sandbox.chaos.quirks import Change
from synctv_async.sandbox.mistakes.explain import Explanation
from synctv_async.sandbox.mistakes.keys import READ_ONLY_KEY, explain_body, explain_key
from synctv_async.sandbox.settings import Settings
from synctv_async.sandbox.sourcesync.state import SourceSyncState, number_of
from synctv_async.sandbox.types import Answer, Incoming, Json, Record, dumps

__all__ = ["Refused", "SourceSyncState", "answer"]

_BATCH: Final = 100  # "recommended max: 100 items"; that more is refused is a guess
_INVALID: Final = 400


class Refused(Exception):  # noqa: N818 - an answer, not a failure of the sandbox
    """A request that is answered with an error."""

    def __init__(self, status: int, message: str, wait: float = 0.0, why: Explanation | None = None) -> None:
        message = message if why is None else f"{message}. {why.mistake} {why.advice}"
        super().__init__(message)
        self.status: int = status
        self.message: str = message
        self.wait: float = wait
        self.why: Explanation | None = why


@dataclass(frozen=True, slots=True)
class _Call:
    """A request under a valid key: what it is about."""

    state: SourceSyncState
    settings: Settings
    request: Incoming
    kind: str = "productions"
    owner: int = 0


def answer(state: SourceSyncState, request: Incoming, change: Change | None = None) -> Answer:
    """Answer any request that is not SyncTV's."""
    settings = state.settings()
    try:
        with state.store.transaction():
            content = _work(_Call(state, settings, request))
            if change is not None:
                content = _changed_rows(content, change)
    except Refused as refused:
        error: Record = {"status": "error", "error": {"message": refused.message}}
        told = settings.retry_after and refused.wait > 0
        headers = {"Retry-After": str(math.ceil(refused.wait))} if told else {}
        status = settings.invalid_status if refused.status == _INVALID else refused.status
        return Answer(status, dumps(error).encode(), headers=headers, refusal=refused.why)
    return Answer(settings.created if request.method == "POST" else 200, dumps(content).encode())


def _changed_rows(content: Json, change: Change) -> Json:
    """Change each record inside the envelope."""
    data = content.get("data") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(data, list | dict):
        return content
    if isinstance(data, dict):
        return {**content, "data": change(data)}
    return {**content, "data": [change(row) if isinstance(row, dict) else row for row in data]}


def _work(call: _Call) -> Json:
    state, request = call.state, call.request
    key = state.keys.get(request.headers.get("x-api-key", ""))
    if key is None:
        raise Refused(401, "Invalid API key", why=explain_key(request, state.keys.keys()))
    settings = call.settings
    wait = key.window.admit(settings.rate_limit, settings.rate_period, refused_count=settings.refused_count)
    if wait > 0:
        raise Refused(429, "Rate limit exceeded", wait)
    match (request.method, request.path.strip("/").split("/")):
        case "GET", ["key"]:
            return _key()
        case "GET", [("distributions" | "activations") as kind, number]:
            return _one(call, kind, _found(call, kind, number))
        case method, ["productions", *rest] if method == "GET" or key.writes:
            return _productions(call, method, rest)
        case _, ["productions", *_]:
            raise Refused(403, "Insufficient permissions", why=READ_ONLY_KEY)
        case _:
            raise Refused(404, "Resource not found")


def _productions(call: _Call, method: str, rest: list[str]) -> Json:
    match rest:
        case [production, ("distributions" | "activations") as kind, *more]:
            owner = number_of(_found(call, "productions", production)["id"])
            return _collection(_Call(call.state, call.settings, call.request, kind, owner), (method, *more))
        case _:
            return _collection(call, (method, *rest))


def _collection(call: _Call, what: tuple[str, ...]) -> Json:
    batches = call.kind == "productions" or call.settings.owned_batches
    match what:
        case ("GET",):
            return _several(call, call.state.rows(call.kind, call.owner))
        case ("GET", number) if call.kind == "productions" and call.settings.production_by_id:
            return _one(call, call.kind, _found(call, call.kind, number))
        case ("POST",):
            rows = _good(_batch(call), _wrong_when_new, strict=call.settings.batch_errors == "refuse")
            made = [{name: value for name, value in row.items() if name != "id"} for row in rows]
            return _several(call, [call.state.create(call.kind, row, call.owner) for row in made])
        case ("PATCH" | "DELETE") as method, number:
            given = _body(call.request, array=False) if method == "PATCH" else {}
            if not isinstance(given, dict):
                raise Refused(_INVALID, "Invalid request body", why=explain_body(call.request, array=False))
            return _changed(call, method, [{**given, "id": number}], single=True)
        case (("PATCH" | "DELETE") as method,) if batches:
            return _changed(call, method, _batch(call))
        case _:
            raise Refused(404, "Resource not found")


def _changed(call: _Call, method: str, rows: list[Record], *, single: bool = False) -> Json:
    strict = single or call.settings.batch_errors == "refuse"
    rows = _good(rows, _wrong_when_changed, strict=strict)
    there = [(row, call.state.find(call.kind, row["id"], call.owner)) for row in rows]
    found = [(given, held) for given, held in there if held is not None]
    if len(found) < len(there) and strict:
        raise _missing(call.kind, next(given["id"] for given, held in there if held is None))
    if method == "DELETE":
        changed = [held for _, held in found]
        for row in changed:
            call.state.delete(call.kind, row)
        return _deleted(call, changed, single=single)
    changed = [_patched(call, held, given) for given, held in found]
    return _one(call, call.kind, changed[0]) if single else _several(call, changed)


def _patched(call: _Call, held: Record, given: Record) -> Record:
    fixed = {name: held[name] for name in ("id", "production_id") if name in held}
    row = held | given | fixed | {"updated_at": call.state.clock.stamp()}
    before, after = held.get("settings"), given.get("settings")
    if call.settings.patched_settings == "merged" and isinstance(before, dict) and isinstance(after, dict):
        row["settings"] = before | after
    call.state.save(call.kind, row, call.owner)
    return row


def _found(call: _Call, kind: str, raw: str) -> Record:
    row = call.state.find(kind, raw)
    if row is None:
        raise _missing(kind, raw)
    return row


def _missing(kind: str, raw: Json) -> Refused:
    return Refused(404, f"{kind.removesuffix('s').capitalize()} {raw} not found")


def _good(rows: list[Record], wrong: Callable[[Record], str | None], *, strict: bool) -> list[Record]:
    """Return the rows that are valid; ``strict``: one that is not refuses the request."""
    told = [(row, wrong(row)) for row in rows]
    complaints = [complaint for _, complaint in told if complaint is not None]
    if complaints and strict:
        raise Refused(_INVALID, complaints[0])
    return [row for row, complaint in told if complaint is None]


def _wrong_when_new(row: Record) -> str | None:
    if not isinstance(row.get("name"), str) or not row["name"]:
        return "name is required"
    return None if isinstance(row.get("settings", {}), dict) else "settings must be an object"


def _wrong_when_changed(row: Record) -> str | None:
    if "id" not in row:
        return "id is required"
    if "name" in row and not (isinstance(row["name"], str) and row["name"]):
        return "name must be a text"
    return None if isinstance(row.get("settings", {}), dict) else "settings must be an object"


def _body(request: Incoming, *, array: bool) -> Json:
    try:
        body: Json = json.loads(request.body)
    except ValueError as error:
        raise Refused(_INVALID, "Invalid request body", why=explain_body(request, array=array)) from error
    return body


def _batch(call: _Call) -> list[Record]:
    body = _body(call.request, array=True)
    rows = [row for row in body if isinstance(row, dict)] if isinstance(body, list) else []
    if not isinstance(body, list) or len(rows) != len(body):
        raise Refused(_INVALID, "Invalid request body", why=explain_body(call.request, array=True))
    if len(rows) > _BATCH and call.settings.oversized_batch == "refuse":
        raise Refused(_INVALID, f"At most {_BATCH} items are allowed in a batch")
    return rows


def _several(call: _Call, rows: list[Record]) -> Json:
    return {"status": "success", "data": [_printed(call, call.kind, row) for row in rows]}


def _one(call: _Call, kind: str, row: Record) -> Json:
    printed = _printed(call, kind, row)
    return {"status": "success", "data": [printed] if call.settings.single_data == "list" else printed}


def _deleted(call: _Call, rows: list[Record], *, single: bool) -> Json:
    way = call.settings.deleted_data
    printed = [_printed(call, call.kind, row) for row in rows]
    data: list[Json] = [] if way == "empty" else [row if way == "rows" else {"id": row["id"]} for row in printed]
    if single and call.settings.single_data == "object":
        return {"status": "success", "data": data[0] if data else None}
    return {"status": "success", "data": data}


def _printed(call: _Call, kind: str, row: Record) -> Record:
    """Show a row with its ids as the switch wants them: texts as in the documents, numbers as in the official app."""
    ways = call.settings.ids
    texts = {"productions"} if ways == "mixed" else {"productions", kind} if ways == "text" else set[str]()
    shown = dict(row)
    for name, of in (("id", kind), ("production_id", "productions")):
        if name in row:
            shown[name] = str(number_of(row[name])) if of in texts else number_of(row[name])
    return shown


def _key() -> Json:
    return {
        "name": "Sandbox Access Key",
        "settings": {"defaults": {"property": "123"}},
        "value": {"componentName": "context1"},
        "organization": "1de71807-b64b-4398-96fa-a0ac67c727d9",
        "legacy_org_id": 1,
        "vidvita_org_id": 114,
    }
