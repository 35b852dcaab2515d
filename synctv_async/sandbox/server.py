"""The sandbox itself: the emulator behind a server in a thread."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Self, Unpack, cast

import uvicorn

from synctv_async.sandbox.app import Connection
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.settings import Options, Settings, check_names

__all__ = ["Sandbox"]

_GRACE = 2.0  # seconds that answers under way are given when the sandbox stops


class _Server(uvicorn.Server):
    """Uvicorn that tells when it listens, and stops at once: its own loop looks every tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._stopping = asyncio.Event()
        self._thread_loop: asyncio.AbstractEventLoop | None = None

    def run_in_thread(self, bound: socket.socket) -> None:
        """Serve until :meth:`stop`; the body of the thread."""
        try:
            asyncio.run(self.serve([bound]))
        finally:
            self.ready.set()

    def stop(self) -> None:
        """Stop, from another thread."""
        if self._thread_loop is not None:
            self._thread_loop.call_soon_threadsafe(self._stopping.set)

    async def main_loop(self) -> None:
        self._thread_loop = asyncio.get_running_loop()
        self.ready.set()
        while not self._stopping.is_set():
            await self.on_tick(0)  # keeps the Date header right
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        state, loop = self.server_state, asyncio.get_running_loop()
        for bound in sockets or []:
            with suppress(NotImplementedError):  # the loop of Windows
                loop.remove_reader(bound)
        for _ in range(3):  # until whoever was accepted just now is a connection: of a closed server it would leak
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        for bound in sockets or []:
            bound.close()
        for connection in _connections(self):
            connection.shutdown()
        end = loop.time() + _GRACE
        while (state.connections or state.tasks) and loop.time() < end:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.002)
        for connection in _connections(self):
            connection.transport.abort()
        for server in self.servers:
            await server.wait_closed()


def _connections(server: _Server) -> tuple[Connection, ...]:
    # Uvicorn keeps WebSockets in the same set; here there are none.
    return tuple(cast("Iterable[Connection]", server.server_state.connections))


def _bind(host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio only then switches Nagle's algorithm off: 44 ms an answer otherwise.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it lets two servers share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


class Sandbox(Emulator):
    """Both services on a port of this machine, from a thread of this process.

    >>> with Sandbox(media=10) as box:
    ...     box.url.startswith("http://127.0.0.1:"), len(box.media)
    (True, 10)

    Works under asyncio, trio and neither, for its loop is its own. Beside its clock and where it
    serves (port 0: any that is free), the arguments are the fields of :class:`Settings`.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        **options: Unpack[Options],
    ) -> None:
        check_names(options, "clock", "host", "port")
        super().__init__(Settings(**options), clock=clock)
        self._address = (host, port)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """The base URL of both services, once started."""
        if not self._url:
            message = "the sandbox is not running: use it in a with statement, or call start()"
            raise RuntimeError(message)
        return self._url

    def start(self) -> Self:
        """Begin to serve and return once requests are answered."""
        if self._thread is not None:
            message = "the sandbox is running already"
            raise RuntimeError(message)
        host, port = self._address
        bound = _bind(host, port)
        port = bound.getsockname()[1]
        self._url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        config = uvicorn.Config(
            self.app,
            log_config=None,
            log_level="error",
            access_log=False,
            lifespan="off",
            ws="none",
            date_header=False,  # the application adds it, by the sandbox's own clock
            proxy_headers=False,  # they would change the address by which a connection is found
        )
        server = self._server = _Server(config)
        self.app.connections = lambda: _connections(server)
        self.app.closing.clear()
        self._thread = threading.Thread(target=server.run_in_thread, args=(bound,), name="synctv sandbox", daemon=True)
        self._thread.start()
        server.ready.wait()
        return self

    def stop(self) -> None:
        """Cease to serve; the state stays, and :meth:`start` serves it again."""
        if self._server is None or self._thread is None:
            return
        self.app.closing.set()
        self._server.stop()
        self._thread.join()
        self._server = self._thread = None
        self._url = ""

    def close(self) -> None:
        """Cease to serve and close the state."""
        self.stop()
        super().close()

    def __enter__(self) -> Self:
        """Start, unless it is started."""
        if self._thread is not None:
            return self
        try:
            return self.start()
        except OSError:
            self.close()  # for there is no exit without an entry
            raise
