"""SyncTV V2: finds the handler, checks the signature, prints the reply."""

from dataclasses import replace
from typing import Final

from synctv_async.sandbox.chaos.quirks import USUAL, Quirks, changed_reply
from synctv_async.sandbox.synctv import handlers, handlers_admin, handlers_login, params
from synctv_async.sandbox.synctv.access import verify
from synctv_async.sandbox.synctv.calls import UNREADABLE, Call, Handler, not_found
from synctv_async.sandbox.synctv.dialect import FORMATS, spoken
from synctv_async.sandbox.synctv.documented import unknown
from synctv_async.sandbox.synctv.params import integer, nest
from synctv_async.sandbox.synctv.wire import Failure, Reply, Show
from synctv_async.sandbox.types import Answer, Incoming
from synctv_async.sandbox.world import World

__all__ = ["PREFIX", "answer"]

PREFIX: Final = "/api/v2/"
_UNSIGNED: Final = "authorization/user/client_authorize"
_LOST: Final = b"<!DOCTYPE html>\n<html><body><h1>The page you were looking for doesn't exist.</h1></body></html>\n"
_ROUTES: Final[dict[tuple[str, str], Handler]] = {
    **handlers_login.ROUTES,
    **handlers.ROUTES,
    **handlers_admin.ROUTES,
}
_WORDS: Final = frozenset(part for _, pattern in _ROUTES for part in pattern.split("/"))


def answer(world: World, request: Incoming, quirks: Quirks = USUAL) -> Answer:
    """Answer a request whose path begins with :data:`PREFIX`."""
    path, _, extension = request.path.removeprefix(PREFIX).rpartition(".")
    found = _route(request.method, path)
    if found is None or extension not in FORMATS:
        return Answer(404, _LOST, "text/html; charset=utf-8")
    pattern, handler, ids = found
    with world.store.transaction():
        reply = _reply(Call(world, request, nest(request.pairs), ids, quirks=quirks), pattern, handler)
    if quirks.change is not None:
        reply = changed_reply(reply, quirks.change)
    made = isinstance(reply, Show) and request.method == "POST"
    return spoken(reply, extension, world.settings, created=made)


def _reply(call: Call, pattern: str, handler: Handler) -> Reply:
    world, request = call.world, call.request
    access = None if pattern == _UNSIGNED else verify(request, world.accesses, world.settings.tilde, world.credentials)
    if isinstance(access, Failure):
        return replace(access, status=world.settings.unauthorized)
    refusal = _refused_read(call, pattern) if request.method == "GET" else None
    if refusal is not None:
        return refusal
    try:
        return handler(Call(world, request, call.params, call.ids, access, call.quirks))
    except params.Unreadable as error:
        return Failure(UNREADABLE, (str(error),))


def _refused_read(call: Call, pattern: str) -> Failure | None:
    """Refuse what the switches do not let pass: unknown parameters, and lists of what is not there."""
    world = call.world
    if world.settings.unknown_filters == "refuse" and (strange := unknown(pattern, call.params)):
        return Failure(UNREADABLE, strange)
    parent, _, below = pattern.partition("/:/")
    if world.settings.missing_parent == "refuse" and below:
        table = world.media if parent == "media" else world.others["containers"]
        return None if table.has(call.ids[0]) else not_found()
    return None


def _route(method: str, path: str) -> tuple[str, Handler, tuple[int, ...]] | None:
    """Find the handler: what is a word of some path is that word, anything else is an id, as ``media/100``."""
    parts = path.split("/")
    pattern = "/".join(part if part in _WORDS else ":" for part in parts)
    handler = _ROUTES.get((method, pattern))
    if handler is None or "" in parts:
        return None
    return pattern, handler, tuple(integer(part) for part in parts if part not in _WORDS)
