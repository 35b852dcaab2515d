"""SyncTV V2: finds the handler, checks the signature, prints the reply."""

from collections.abc import Callable
from typing import Final

from synctv_async.sandbox import handlers, handlers_admin, params
from synctv_async.sandbox.access import verify
from synctv_async.sandbox.calls import UNREADABLE, Call, Handler
from synctv_async.sandbox.params import integer, nest
from synctv_async.sandbox.types import Answer, Incoming
from synctv_async.sandbox.wire import Failure, Reply, render_json, render_xml
from synctv_async.sandbox.world import World

__all__ = ["PREFIX", "answer"]

PREFIX: Final = "/api/v2/"
_UNSIGNED: Final = "authorization/user/client_authorize"
_FORMATS: Final[dict[str, tuple[Callable[[Reply], str], str]]] = {
    "json": (render_json, "application/json; charset=utf-8"),
    "xml": (render_xml, "application/xml; charset=utf-8"),
}
_LOST: Final = b"<!DOCTYPE html>\n<html><body><h1>The page you were looking for doesn't exist.</h1></body></html>\n"
_ROUTES: Final[dict[tuple[str, str], Handler]] = {**handlers.ROUTES, **handlers_admin.ROUTES}
_WORDS: Final = frozenset(part for _, pattern in _ROUTES for part in pattern.split("/"))


def answer(world: World, request: Incoming) -> Answer:
    """Answer a request whose path begins with :data:`PREFIX`."""
    path, _, extension = request.path.removeprefix(PREFIX).rpartition(".")
    found = _route(request.method, path)
    if found is None or extension not in _FORMATS:
        return Answer(404, _LOST, "text/html; charset=utf-8")
    pattern, handler, ids = found
    render, media_type = _FORMATS[extension]
    with world.store.transaction():
        reply = _reply(world, request, pattern == _UNSIGNED, handler, ids)
    status = reply.status if isinstance(reply, Failure) else 200
    return Answer(status, render(reply).encode(), media_type)


def _reply(world: World, request: Incoming, unsigned: bool, handler: Handler, ids: tuple[int, ...]) -> Reply:  # noqa: FBT001 - internal
    access = None if unsigned else verify(request, world.accesses, world.settings.tilde)
    if isinstance(access, Failure):
        return access
    try:
        return handler(Call(world, request, nest(request.pairs), ids, access))
    except params.Unreadable as error:
        return Failure(UNREADABLE, (str(error),))


def _route(method: str, path: str) -> tuple[str, Handler, tuple[int, ...]] | None:
    """Find the handler: what is a word of some path is that word, anything else is an id, as ``media/100``."""
    parts = path.split("/")
    pattern = "/".join(part if part in _WORDS else ":" for part in parts)
    handler = _ROUTES.get((method, pattern))
    if handler is None or "" in parts:
        return None
    return pattern, handler, tuple(integer(part) for part in parts if part not in _WORDS)
