"""A load generator: requests that are ready made, over so many connections, each waiting for its answer."""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle

__all__ = ["Connection", "load", "raw_get"]

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


def raw_get(host: str, target: str) -> bytes:
    """Return a request as it goes over the wire."""
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n".encode()


class Connection:
    """One connection, with at most one request under way."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._held = b""

    def received(self) -> bool:
        """Read what has come; tell whether the answer is whole. One that is not 200 is an error."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            message = "the server closed the connection"
            raise ConnectionError(message)
        self._held += chunk
        head, end, body = self._held.partition(_HEAD_END)
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(self._held.decode("latin-1"))
        place = head.lower().index(_LENGTH) + len(_LENGTH)
        if len(body) < int(head[place:].split(b"\r\n", 1)[0]):
            return False
        self._held = b""
        return True


def load(address: tuple[str, int], requests: Sequence[bytes], connections: int, seconds: float) -> float:
    """Send the requests over and over; return how many were answered a second."""
    wanted: Iterator[bytes] = cycle(requests)
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = Connection(*address)
            stack.callback(connection.socket.close)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.socket.sendall(next(wanted))
        answered = 0
        start = time.perf_counter()
        while (elapsed := time.perf_counter() - start) < seconds:
            for key, _ in selector.select(1):
                if key.data.received():
                    answered += 1
                    key.data.socket.sendall(next(wanted))
        return answered / elapsed
