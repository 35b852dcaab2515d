"""The inspector: what reached the sandbox, what it answered, and why it refused, as pages for a browser.

Rendered here, without a build, a template engine or anything from the network; the pages work without JavaScript.
No page shows a secret, but the one that is asked for the sandbox's own.
"""

from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from synctv_async.sandbox.inspector import actions, chaos_page, connect, data_page, list_page, tables
from synctv_async.sandbox.inspector.assets import asset
from synctv_async.sandbox.inspector.bodies import masked_body
from synctv_async.sandbox.inspector.frame import plain
from synctv_async.sandbox.inspector.history import History
from synctv_async.sandbox.inspector.query import Query
from synctv_async.sandbox.inspector.request_page import missing_page, request_page

if TYPE_CHECKING:
    from synctv_async.sandbox.data.snapshots import Snapshot
    from synctv_async.sandbox.emulator import Emulator

__all__ = ["PAGES", "routes"]

PAGES: Final = ("/", "/requests/{number}", "/chaos", "/behaviour", "/data", "/connect")
"""The paths of what there is to see."""


class _Page(Route):
    """A route for those who ask for a page; under the same path others may ask for JSON."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Leave the request to the routes after this one unless it is for a page: HTML is accepted by name."""
        if scope.get("method") not in {"GET", "HEAD"}:
            return Match.NONE, {}
        accepted = (value for name, value in scope.get("headers", ()) if name == b"accept")
        return super().matches(scope) if any(b"text/html" in value for value in accepted) else (Match.NONE, {})


def routes(emulator: "Emulator", snapshots: "dict[str, Snapshot] | None" = None) -> list[BaseRoute]:
    """Return the routes of the inspector, to be mounted before others of the same paths.

    ``snapshots`` are those taken by name, for whoever else takes and restores them.
    """
    pages = _Pages(emulator, {} if snapshots is None else snapshots)
    return [
        Route("/", pages.listed),
        Route("/news", pages.news),
        Route("/requests/{number:int}", pages.request),
        Route("/requests/{number:int}/{part}", pages.part),
        _Page("/chaos", pages.chaos),
        _Page("/behaviour", pages.behaviour),
        _Page("/data", pages.data),
        Route("/connect", pages.connect),
        Route("/credentials", pages.credentials),
        Route("/actions/{name}", pages.act, methods=["POST"]),
        Route("/static/{name}", asset),
    ]


class _Pages:
    """The pages of one emulator."""

    def __init__(self, emulator: "Emulator", snapshots: "dict[str, Snapshot]") -> None:
        self._emulator = emulator
        self._snapshots = snapshots
        self._history = History(emulator)

    async def listed(self, request: Request) -> Response:
        await self._history.prepare(Query.read(request.query_params), self._history.records())
        return list_page.list_page(request, self._emulator, self._history)

    async def news(self, request: Request) -> Response:
        return list_page.news(request, self._history)

    async def request(self, request: Request) -> Response:
        number, records = int(request.path_params["number"]), self._history.records()
        record = self._history.find(number, records)
        if record is None:
            return missing_page(request, number)
        older = number - 1 if self._history.find(number - 1, records) else None
        newer = number + 1 if self._history.find(number + 1, records) else None
        return request_page(request, self._history, record, (older, newer))

    async def part(self, request: Request) -> Response:
        """Answer a body as a file: ``body`` is the request's, ``answer`` the answer's."""
        number, part = int(request.path_params["number"]), str(request.path_params["part"])
        record = self._history.find(number, self._history.records())
        if record is None or part not in {"body", "answer"}:
            return missing_page(request, number, "../../")
        body = record.body if part == "body" else record.answer.body if record.answer else b""
        return plain(masked_body(body, self._history.masker_of(record)), f"{part}-{number}.txt")

    async def chaos(self, request: Request) -> Response:
        return chaos_page.chaos_page(request, self._emulator, self._history.masker())

    async def behaviour(self, request: Request) -> Response:
        return tables.behaviour_page(request, self._emulator)

    async def data(self, request: Request) -> Response:
        return data_page.data_page(request, self._emulator, tuple(self._snapshots), self._history.masker())

    async def connect(self, request: Request) -> Response:
        return connect.connect_page(request, self._emulator, revealed=False)

    async def credentials(self, request: Request) -> Response:
        """Answer the page with the secrets, or for a script the secrets alone."""
        if "application/json" in request.headers.get("accept", ""):
            return await connect.credentials(self._emulator)
        return connect.connect_page(request, self._emulator, revealed=True)

    async def act(self, request: Request) -> Response:
        return await actions.act(request, self._emulator, self._snapshots)
