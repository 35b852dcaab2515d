"""The ASGI application: reads a request, lets it meet its fault, answers it, writes it down."""

import asyncio
import os
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from synctv_async.sandbox import sourcesync, synctv
from synctv_async.sandbox.faults import Fault, Faults
from synctv_async.sandbox.params import parse_pairs
from synctv_async.sandbox.types import Answer, Incoming, Pairs
from synctv_async.sandbox.world import World

__all__ = ["Application", "Connection", "RecordedRequest"]

_REMEMBERED = 10_000
_LINGER = "hh" if os.name == "nt" else "ii"


@dataclass(slots=True)
class RecordedRequest:
    """A request that reached the sandbox."""

    method: str
    path: str
    params: Pairs = field(repr=False)
    """Decoded parameters of query and form, in wire order; not in the repr, for a signature is among them."""
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    at: float
    """The sandbox's clock."""
    status: int | None = None
    """What was answered; ``None`` while nothing is, and where the connection was reset."""

    def values(self, name: str) -> list[str]:
        """Return every value of a parameter, in wire order."""
        return [value for key, value in self.params if key == name]


class Connection(Protocol):
    """What the application needs of a server's connection to break it."""

    client: tuple[str, int] | None
    transport: asyncio.Transport

    def shutdown(self) -> None:
        """Close once the answer under way is sent."""


class Application:
    """Both services as one ASGI application."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults: Faults = Faults()
        self._requests: deque[RecordedRequest] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()
        self.hooks: list[Callable[[RecordedRequest], object]] = []
        self.connections: Callable[[], Iterable[Connection]] = tuple
        """The server's open connections; an ASGI application cannot break one by itself."""
        self.closing: threading.Event = threading.Event()
        """Set when the server stops: whoever waits in a fault stops waiting."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        send = self._dated(send)
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        incoming = _incoming(request, body)
        record = RecordedRequest(
            incoming.method, incoming.path, incoming.pairs, dict(incoming.headers), body, self.world.clock.now()
        )
        with self._lock:
            self._requests.append(record)
        for hook in tuple(self.hooks):
            hook(record)
        fault = self.faults.take(incoming)
        if fault is not None:
            await self._misbehave(fault, incoming, record, (scope, receive, send))
            return
        answer = self.work(incoming)
        record.status = answer.status
        await _response(answer)(scope, receive, send)

    def _dated(self, send: Send) -> Send:
        """Add the ``Date`` to answers that have none, by the sandbox's own clock."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start" and not any(name == b"date" for name, _ in message["headers"]):
                date = formatdate(self.world.clock.now(), usegmt=True).encode()
                message["headers"] = [*message["headers"], (b"date", date)]
            await send(message)

        return dated

    def requests(self) -> tuple[RecordedRequest, ...]:
        """Return the requests that are remembered, oldest first."""
        with self._lock:
            return tuple(self._requests)

    def forget(self) -> None:
        """Forget every request."""
        with self._lock:
            self._requests.clear()

    def work(self, incoming: Incoming) -> Answer:
        """Answer a request that nothing disturbs."""
        if incoming.path.startswith(synctv.PREFIX):
            return synctv.answer(self.world, incoming)
        return sourcesync.answer(self.world.sourcesync, incoming, retry_after=self.world.settings.retry_after)

    async def _misbehave(
        self, fault: Fault, incoming: Incoming, record: RecordedRequest, asgi: tuple[Scope, Receive, Send]
    ) -> None:
        scope, receive, send = asgi
        await self._wait(fault.delay)
        if fault.reset:
            await self._reset(scope, receive)
            return
        works = fault.status is None or fault.worked or fault.reset_after
        normal = self.work(incoming) if works else None
        answer = fault.answer(incoming, normal)
        if fault.reset_after or answer is None:
            await self._reset(scope, receive)
            return
        record.status = answer.status
        if fault.cut is not None:
            await self._cut(answer, fault.cut, asgi)
        elif fault.drip:
            await self._drip(answer, fault.drip, send)
        else:
            await _response(answer)(scope, receive, send)

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (left := end - loop.time()) > 0 and not self.closing.is_set():  # noqa: ASYNC110 - set by a thread
            await asyncio.sleep(min(left, 0.05))  # the flag is set from another thread

    def _connection(self, scope: Scope) -> Connection:
        client = scope.get("client")
        for connection in self.connections():
            if client is not None and connection.client == tuple(client):
                return connection
        message = "the sandbox was told to break the connection, and there is none"
        raise ConnectionResetError(message)

    async def _reset(self, scope: Scope, receive: Receive) -> None:
        transport = self._connection(scope).transport
        held = transport.get_extra_info("socket")
        if held is not None:
            # To linger for no time makes the close a reset: the other end gets ECONNRESET, not a tidy end.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
        transport.abort()
        await _gone(receive)

    async def _cut(self, answer: Answer, share: float, asgi: tuple[Scope, Receive, Send]) -> None:
        scope, receive, send = asgi
        transport = self._connection(scope).transport
        await send(_start(answer))
        await send(_part(answer.body[: int(len(answer.body) * share)], more=True))
        transport.close()
        await _gone(receive)

    async def _drip(self, answer: Answer, pause: float, send: Send) -> None:
        await send(_start(answer))
        for place in range(len(answer.body)):
            await send(_part(answer.body[place : place + 1], more=True))
            await self._wait(pause)
        await send(_part(b"", more=False))


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _incoming(request: Request, body: bytes) -> Incoming:
    query = request.scope["query_string"].decode("latin-1")
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.scope["headers"]}
    pairs = parse_pairs(query)
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        with suppress(UnicodeDecodeError):
            pairs += parse_pairs(body.decode())
    return Incoming(request.method, request.scope["path"], pairs, headers, body)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers), answer.media_type)


def _headers(answer: Answer) -> Iterator[tuple[bytes, bytes]]:
    yield b"content-type", answer.media_type.encode()
    yield b"content-length", str(len(answer.body)).encode()
    for name, value in answer.headers.items():
        yield name.lower().encode(), value.encode()


def _start(answer: Answer) -> Message:
    return {"type": "http.response.start", "status": answer.status, "headers": list(_headers(answer))}


def _part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}
