"""The sandbox's own door, ``/_sandbox``: chaos, clock, snapshots and settings as JSON, and the inspector's pages."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from synctv_async.sandbox import behaviour, forms
from synctv_async.sandbox.chaos.fault_json import fault_as_json, fault_of
from synctv_async.sandbox.chaos.scenarios import CHAOS, rules_of
from synctv_async.sandbox.guard import refusal
from synctv_async.sandbox.inspector import PAGES, routes
from synctv_async.sandbox.types import Json, Record

if TYPE_CHECKING:
    from synctv_async.sandbox.data.snapshots import Snapshot
    from synctv_async.sandbox.emulator import Emulator

__all__ = ["control_of"]

_Action: TypeAlias = Callable[[Request, Json], Json]


def control_of(emulator: "Emulator") -> ASGIApp:
    """Return the application that serves ``/_sandbox``."""
    control = _Control(emulator)
    own = control.routes()
    paths, pages = ", ".join(route.path for route in own), ", ".join(PAGES)

    async def nothing(request: Request, _: Exception) -> Response:
        there = f"under /_sandbox there are {paths}, and for whoever accepts text/html the pages {pages}"
        return _error(404, f"there is nothing at {request.url.path}; {there}")

    # The inspector's first: its pages take the requests that accept HTML, and leave the others.
    inner = Starlette(
        routes=[Mount("/_sandbox", routes=[*routes(emulator, control.snapshots), *own])],
        exception_handlers={404: nothing, HTTPException: _told, _Missing: _missing, ValueError: _wrong},
    )
    return _Guarded(inner)


class _Missing(LookupError):  # noqa: N818 - an answer, not a failure of ours
    """What a path names is not there."""


class _Guarded:
    """Refuses what a stranger's web page may have sent."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        server = scope.get("server")
        has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        found = refusal(scope["method"], headers, server[0] if server else None, has_body=has_body)
        answer = self._inner if found is None else _error(*found)
        await answer(scope, receive, send)


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)


async def _told(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, str(error))
    headers = error.headers if isinstance(error, HTTPException) else None
    if status == 405 and headers:  # noqa: PLR2004 - method not allowed
        headers = {"Allow": ", ".join(sorted(headers["Allow"].split(", ")))}
        detail = f"{request.method} is not allowed at {request.url.path}; allowed: {headers['Allow']}"
    return JSONResponse({"error": detail}, status, headers)


async def _missing(_: Request, error: Exception) -> Response:
    return _error(404, str(error))


async def _wrong(_: Request, error: Exception) -> Response:
    return _error(422, str(error))


def _json_route(path: str, **actions: _Action) -> Route:
    """Make one path's actions a route: JSON in, JSON out, each in the server's own thread, one after another."""

    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        body = await request.body()
        return JSONResponse(actions[method](request, _read(body)))

    asked: Callable[[Request], Awaitable[Response]] = endpoint
    return Route(path, asked, methods=list(actions))


def _read(body: bytes) -> Json:
    if not body:
        return {}
    try:
        given: Json = json.loads(body)
    except ValueError as error:
        message = f"the body is not JSON: {error}"
        raise ValueError(message) from error
    return given


class _Control:
    """The actions on one emulator."""

    def __init__(self, emulator: "Emulator") -> None:
        self._box = emulator
        self.snapshots: dict[str, Snapshot] = emulator.world.snapshots

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            _json_route("/chaos", GET=self._chaos, POST=self._add, DELETE=self._clear),
            _json_route("/status", GET=self._status),
            _json_route("/reset", POST=self._reset),
            _json_route("/clock", GET=self._clock, POST=self._advance),
            _json_route("/settings", GET=self._settings, PATCH=self._behave),
            _json_route("/behaviour.json", GET=self._behaviour),
            _json_route("/snapshots", GET=self._names),
            _json_route("/snapshots/{name}", POST=self._take, DELETE=self._drop),
            _json_route("/snapshots/{name}/restore", POST=self._restore),
        ]

    def _chaos(self, *_: Any) -> Record:
        rules = [fault_as_json(rule) for rule in self._box.traffic.faults.rules()]
        return {
            "rules": [rule for rule in rules if rule["left"] != 0],
            "spent": [rule for rule in rules if rule["left"] == 0],
            "scenarios": {name: one.description for name, one in CHAOS.items()},
        }

    def _add(self, _: Request, given: Json) -> Record:
        readers: dict[str, forms.Reader] = {"scenarios": forms.texts, "rules": _rules, "seed": forms.whole}
        read = forms.fields(given, readers, "request for chaos")
        what = rules_of((*read.get("scenarios", ()), *read.get("rules", ())))
        self._box.chaos(*what, seed=read.get("seed", 0))
        return self._chaos()

    def _clear(self, *_: Any) -> Record:
        self._box.clear_faults()
        return self._chaos()

    def _status(self, *_: Any) -> Record:
        box = self._box
        tables: Record = {table.schema.name: len(table) for table in box.world.tables()}
        rules = [(rule.name, rule.left) for rule in box.traffic.faults.rules()]
        faults: list[Json] = [{"name": name, "left": left} for name, left in rules if left != 0]
        spent: list[Json] = [name for name, left in rules if left == 0]
        return {"rows": tables, "requests": len(box.requests), "faults": faults, "spent": spent, **self._clock()}

    def _reset(self, _: Request, given: Json) -> Record:
        read = forms.fields(given, {"catalogue": forms.boolean}, "request to reset")
        self._box.reset(catalogue=read.get("catalogue", False))
        return self._status()

    def _clock(self, *_: Any) -> Record:
        now = self._box.clock.now()
        return {"now": now, "time": datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _advance(self, _: Request, given: Json) -> Record:
        read = forms.fields(given, {"advance": forms.number}, "request to set the clock")
        if "advance" not in read:
            message = 'say by how many seconds the clock is to go forward: {"advance": 60}'
            raise ValueError(message)
        self._box.clock.advance(read["advance"])
        return self._clock()

    def _settings(self, *_: Any) -> Record:
        held = asdict(self._box.settings)
        held["load"] = [*map(str, held["load"])]
        return {name: str(value) if isinstance(value, Path) else value for name, value in held.items()}

    def _behave(self, _: Request, given: Json) -> Record:
        if not isinstance(given, dict):
            message = f"settings are an object, got {forms.shown(given)}"
            raise ValueError(message)  # noqa: TRY004 - to the one who wrote the JSON it is a wrong value
        switches: dict[str, Any] = {**given}
        self._box.behave(**switches)
        return self._settings()

    def _behaviour(self, *_: Any) -> Json:
        return behaviour.as_json(self._box.settings)

    def _names(self, *_: Any) -> Record:
        return {"snapshots": [*self.snapshots]}

    def _take(self, request: Request, _: Json) -> Record:
        self.snapshots[request.path_params["name"]] = self._box.snapshot()
        return self._names()

    def _drop(self, request: Request, _: Json) -> Record:
        del self.snapshots[self._named(request)]
        return self._names()

    def _restore(self, request: Request, _: Json) -> Record:
        self._box.restore(self.snapshots[self._named(request)])
        return self._status()

    def _named(self, request: Request) -> str:
        name: str = request.path_params["name"]
        if name not in self.snapshots:
            taken = f"taken are {', '.join(self.snapshots)}" if self.snapshots else "none is taken"
            message = f"there is no snapshot {name!r}: {taken}"
            raise _Missing(message)
        return name


def _rules(given: Json) -> tuple[Any, ...]:
    if not isinstance(given, list):
        message = f"expected a list of rules, got {forms.shown(given)}"
        raise ValueError(message)  # noqa: TRY004 - to the one who wrote the JSON it is a wrong value
    return tuple(map(fault_of, given))
