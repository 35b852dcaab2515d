"""A server that does with each of its connections what a script says, byte by byte.

For what the sandbox, being a server of HTTP, cannot do: answers whose heads come in parts, that never end, that are
none or that have no Date; a proxy's CONNECT; requests sent back to the byte; connections that are counted, or closed
while they are idle. All other tests that need a server run on the sandbox.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

__all__ = ["Line", "Received", "WireServer", "answer", "answering"]

MEDIA = b'{"response":{"medias":[{"id":1,"name":"One"}],"code":1}}'


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    method: str
    target: str
    head: str
    body: bytes
    at: float


def answer(
    body: bytes = MEDIA, status: str = "200 OK", headers: tuple[str, ...] = (), kind: str = "application/json"
) -> bytes:
    """Return the bytes of a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One connection, from the server's end."""

    def __init__(self, server: "WireServer", connection: socket.socket, number: int) -> None:
        self.number = number
        self._server = server
        self._connection = connection
        self._pending = b""

    def read(self) -> Received | None:
        """Read one request; ``None`` once the other end is gone."""
        while b"\r\n\r\n" not in self._pending:
            if not self._more():
                return None
        head, _, rest = self._pending.partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in text.split("\r\n")[1:])
        length = int(fields.get("content-length", "0"))
        while len(rest) < length:
            if not self._more():
                return None
            rest = self._pending.partition(b"\r\n\r\n")[2]
        self._pending = rest[length:]
        method, target, _ = text.split("\r\n", 1)[0].split(" ")
        request = Received(method, target, text, rest[:length], time.monotonic())
        self._server.note(request)
        return request

    def _more(self) -> bool:
        chunk = b""
        with suppress(OSError):
            chunk = self._connection.recv(65_536)
        self._pending += chunk
        return bool(chunk)

    def send(self, data: bytes) -> bool:
        """Send bytes; tell whether the other end took them."""
        try:
            self._connection.sendall(data)
        except OSError:
            return False
        return True

    def drip(self, data: bytes, pause: float = 0.02) -> None:
        """Send one byte at a time until all are sent or the other end is gone."""
        for place in range(len(data)):
            if self._server.closing.wait(pause) or not self.send(data[place : place + 1]):
                return


class WireServer:
    """Listens on loopback; each connection gets a thread, which runs the script and then closes it."""

    def __init__(self, script: Callable[[Line], object], port: int = 0) -> None:
        self.closing = threading.Event()
        self.requests: list[Received] = []
        self.accepted = 0
        self.open = 0
        self.peak = 0
        self._script = script
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", port), backlog=512)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def note(self, request: Received) -> None:
        """Write a request down."""
        with self._lock:
            self.requests.append(request)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                number, self.accepted = self.accepted, self.accepted + 1
                self.open += 1
                self.peak = max(self.peak, self.open)
                self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection, number), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            self._script(Line(self, connection, number))
        finally:
            with self._lock:
                self.open -= 1
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def all_gone(self, within: float = 2.0) -> bool:
        """Tell whether the other end closes all of its connections soon."""
        end = time.monotonic() + within
        while self.open and time.monotonic() < end:
            time.sleep(0.01)
        return self.open == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._acceptor.join(5)
        for thread in self._threads:
            thread.join(5)


def answering(reply: bytes | Callable[[Received], bytes], delay: float = 0.0) -> Callable[[Line], None]:
    """Return a script that answers every request of a connection."""

    def script(line: Line) -> None:
        while (request := line.read()) is not None:
            time.sleep(delay)
            if not line.send(reply(request) if callable(reply) else reply):
                return

    return script
