"""The ASGI application: reads requests off a server's connections and acts on them what becomes of each."""

import asyncio
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from typing import Protocol, assert_never

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from synctv_async.sandbox.exchange import Cut, Delivery, Drip, Exchange, Reset, Whole, read_incoming
from synctv_async.sandbox.types import Answer, Incoming

__all__ = ["CONTROL", "Application", "Connection"]

CONTROL = "/_sandbox"
"""What is under this path is neither of the services, but the sandbox's own."""

_LINGER = "hh" if os.name == "nt" else "ii"
_BODILESS = {204, 304}
_TO_THE_PAGES = [(b"location", b"%s/" % CONTROL.encode()), (b"content-length", b"0"), (b"vary", b"Accept, X-API-Key")]


class Connection(Protocol):
    """What the application needs of a server's connection to break it."""

    client: tuple[str, int] | None
    transport: asyncio.Transport

    def shutdown(self) -> None:
        """Close once the answer under way is sent."""


class Application:
    """Both services as one ASGI application, written without a framework: the way of a request is to cost little.

    ``receive`` takes a request in; ``control`` makes the application that serves :data:`CONTROL`, when first asked.
    """

    def __init__(self, receive: Callable[[Incoming], Exchange], control: Callable[[], ASGIApp]) -> None:
        self._receive = receive
        self._make_control = control
        self._control: ASGIApp | None = None
        self.connections: Callable[[], Iterable[Connection]] = tuple
        """The server's open connections; an ASGI application cannot break one by itself."""
        self.closing: threading.Event = threading.Event()
        """Set when the server stops: whoever waits in a fault stops waiting."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if path == "/" and _is_browser(scope):
            await send({"type": "http.response.start", "status": 303, "headers": _TO_THE_PAGES})
            await send({"type": "http.response.body", "body": b""})
            return
        if path.startswith(CONTROL) and path[len(CONTROL) :][:1] in {"", "/"}:
            if self._control is None:
                self._control = self._make_control()
            await self._control(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        incoming = read_incoming(scope["method"], path, scope["query_string"], scope["headers"], body)
        exchange = self._receive(incoming)
        if exchange.delay:
            await self._wait(exchange.delay)
        try:
            delivery = exchange.perform()
            if isinstance(delivery, Whole):  # first and without a further call: almost all are
                answer = delivery.answer
                await send(_start(answer))
                await send({"type": "http.response.body", "body": _content(answer)})
            else:
                await self._misbehave(delivery, (scope, receive, send))
        finally:
            exchange.done()

    async def _misbehave(self, delivery: Delivery, asgi: tuple[Scope, Receive, Send]) -> None:
        scope, receive, send = asgi
        match delivery:
            case Whole(answer):
                await send(_start(answer))
                await send(_part(_content(answer), more=False))
            case Cut(answer, size):
                transport = self._connection(scope).transport
                await send(_start(answer))
                await send(_part(_content(answer)[:size], more=True))
                transport.close()
                await _gone(receive)
            case Drip(answer, pause, size):
                await send(_start(answer))
                body = _content(answer)
                for place in range(0, len(body), size):
                    await send(_part(body[place : place + size], more=True))
                    await self._wait(pause)
                await send(_part(b"", more=False))
            case Reset():
                await self._reset(scope, receive)
            case _:
                assert_never(delivery)

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
        try:
            transport = self._connection(scope).transport
        except ConnectionResetError:
            if self.connections is tuple:
                raise
            return  # the caller is gone already
        held = transport.get_extra_info("socket")
        if held is not None:
            # To linger for no time makes the close a reset: the other end gets ECONNRESET, not a tidy end.
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
        transport.abort()
        await _gone(receive)


def _is_browser(scope: Scope) -> bool:
    """Tell whether somebody looks for a page here; at this address neither service has anything."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    asks = scope["method"] in {"GET", "HEAD"} and b"text/html" in headers.get(b"accept", b"")
    return asks and b"x-api-key" not in headers


async def _body(receive: Receive) -> bytes | None:
    """Read a body to its end; ``None`` where the caller has gone."""
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    parts = [body]
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
    return b"".join(parts)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _content(answer: Answer) -> bytes:
    return b"" if answer.status in _BODILESS else answer.body


def _start(answer: Answer) -> Message:
    headers = {b"content-type": answer.media_type.encode()}
    if answer.status not in _BODILESS:
        headers[b"content-length"] = b"%d" % len(answer.body)
    for name, value in answer.headers.items():
        headers[name.lower().encode()] = value.encode()
    return {"type": "http.response.start", "status": answer.status, "headers": [*headers.items()]}


def _part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}
