"""The sandbox without a port: httpx transports that hand each request to an emulator in this process.

For the ``transport=`` of the four clients, and of any ``httpx.Client``. Faults are acted as a connection would show
them: a reset is an ``httpx.ReadError``, a cut body breaks off while it is read, delays and drips take their time, and
what takes longer than the request's read timeout is an ``httpx.ReadTimeout``.
"""

import time
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import anyio
import httpx

from synctv_async.sandbox.exchange import Cut, Drip, Reset, Whole, read_incoming
from synctv_async.sandbox.types import Answer, Incoming

if TYPE_CHECKING:
    from synctv_async.sandbox import Emulator
    from synctv_async.sandbox.exchange import Exchange

__all__ = ["AsyncSandboxTransport", "SandboxTransport"]


class SandboxTransport(httpx.BaseTransport):
    """Answers the requests of a sync client from an emulator, without a port.

    Any number of clients and threads may share one; closing it leaves the emulator as it is.

    Example::

        with Emulator(Settings(media=100)) as box:
            transport = SandboxTransport(box)
            tv = SyncTV(SANDBOX_URL, access_id=box.access_id, access_secret=box.access_secret, transport=transport)
    """

    def __init__(self, emulator: "Emulator") -> None:
        self._emulator = emulator

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Let the emulator answer."""
        exchange = self._emulator.receive(_incoming(request, request.read()))
        patience = _patience(request)
        if exchange.delay > 0:  # to sleep for no time still gives the processor away
            time.sleep(min(exchange.delay, patience))
        delivery = exchange.perform()
        if exchange.delay > patience:  # a server does the work that it was asked for, whoever has left meanwhile
            exchange.done()
            raise _too_late(request, patience)
        if isinstance(delivery, Reset):
            exchange.done()
            raise _reset(request)
        if isinstance(delivery, Whole):
            exchange.done()
            return _response(delivery.answer, httpx.ByteStream(delivery.answer.body))
        return _response(delivery.answer, _Body(exchange, delivery, request))


class AsyncSandboxTransport(httpx.AsyncBaseTransport):
    """Answers the requests of an async client from an emulator, without a port; under asyncio and trio.

    It holds nothing of an event loop: clients of several loops may share one, and none has to be closed in its loop.
    """

    def __init__(self, emulator: "Emulator") -> None:
        self._emulator = emulator

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Let the emulator answer."""
        exchange = self._emulator.receive(_incoming(request, await request.aread()))
        patience = _patience(request)
        try:
            await anyio.sleep(min(exchange.delay, patience))  # for no time too: other tasks get their turn
        finally:  # also if cancelled: a server does the work that it was asked for, whoever has left meanwhile
            delivery = exchange.perform()
        if exchange.delay > patience:
            exchange.done()
            raise _too_late(request, patience)
        if isinstance(delivery, Reset):
            exchange.done()
            raise _reset(request)
        if isinstance(delivery, Whole):
            exchange.done()
            return _response(delivery.answer, httpx.ByteStream(delivery.answer.body))
        return _response(delivery.answer, _AsyncBody(exchange, delivery, request))


class _Body(httpx.SyncByteStream):
    """A body that is cut or drips."""

    def __init__(self, exchange: "Exchange", delivery: Cut | Drip, request: httpx.Request) -> None:
        self._exchange = exchange
        self._delivery = delivery
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        try:
            for pause, piece in _pieces(self._delivery, self._request):
                yield piece
                if pause:
                    time.sleep(pause)
        finally:
            self._exchange.done()


class _AsyncBody(httpx.AsyncByteStream):
    """A body that is cut or drips."""

    def __init__(self, exchange: "Exchange", delivery: Cut | Drip, request: httpx.Request) -> None:
        self._exchange = exchange
        self._delivery = delivery
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            for pause, piece in _pieces(self._delivery, self._request):
                yield piece
                await anyio.sleep(pause)
        finally:
            self._exchange.done()


def _pieces(delivery: Cut | Drip, request: httpx.Request) -> Iterator[tuple[float, bytes]]:
    """Yield what comes, each piece with the pause after it; raise what a connection would raise."""
    body = delivery.answer.body
    if isinstance(delivery, Cut):
        yield 0.0, body[: delivery.size]
        message = (
            "peer closed connection without sending complete message body "
            f"(received {delivery.size} bytes, expected {len(body)})"
        )
        raise httpx.RemoteProtocolError(message, request=request)
    patience = _patience(request)
    for place in range(0, len(body), delivery.size):
        yield min(delivery.pause, patience), body[place : place + delivery.size]
        if delivery.pause > patience:
            raise _too_late(request, patience)


def _patience(request: httpx.Request) -> float:
    """Return how many seconds the caller waits for the next byte."""
    read: float | None = request.extensions.get("timeout", {}).get("read")
    return float("inf") if read is None else read


def _too_late(request: httpx.Request, patience: float) -> httpx.ReadTimeout:
    return httpx.ReadTimeout(f"nothing came within {patience:g} s", request=request)


def _reset(request: httpx.Request) -> httpx.ReadError:
    return httpx.ReadError("[Errno 104] Connection reset by peer", request=request)


def _incoming(request: httpx.Request, body: bytes) -> Incoming:
    return read_incoming(request.method, request.url.path, request.url.query, request.headers.raw, body)


def _response(answer: Answer, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> httpx.Response:
    usual = {"content-type": answer.media_type, "content-length": str(len(answer.body))}
    headers = usual | {name.lower(): value for name, value in answer.headers.items()}
    return httpx.Response(answer.status, headers=headers, stream=stream)
