"""The service that answers: every page made in advance, so that the client is what is measured.

Run as ``python -m benchmarks.server``. It prints two ports of the loopback interface, one that answers at once and one
that answers after 25 to 75 ms, and serves until its standard input is closed.
"""

import asyncio
import importlib.util
import random
import sys
from functools import partial
from typing import cast

from benchmarks.rows import OFFSETS, body_at

__all__ = ["MEAN_LATENCY", "main"]

MEAN_LATENCY = 0.05
"""Seconds, in the mean, until the slow port answers."""

_LATENCY = (0.025, 0.075)
_END = b"\r\n\r\n"
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/{}; charset=utf-8\r\nContent-Length: {}\r\n\r\n"


def _answers() -> dict[tuple[bool, bytes], bytes]:
    """Return the answer to each page: by whether XML is asked for, and by the offset as it stands in the URL."""
    answers: dict[tuple[bool, bytes], bytes] = {}
    for kind in ("json", "xml"):
        for offset in OFFSETS:
            body = body_at(offset, kind)
            answers[kind == "xml", str(offset).encode()] = _HEAD.format(kind, len(body)).encode() + body
    return answers


class Pages(asyncio.Protocol):
    """One connection: it looks for the end of a request's head, and in its first line for the offset."""

    def __init__(self, answers: dict[tuple[bool, bytes], bytes], dice: random.Random | None) -> None:
        self._answers = answers
        self._dice = dice
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop has a class of its own

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(_END)) >= 0:
            line = self._buffer[: self._buffer.find(b"\r\n")]
            self._buffer = self._buffer[end + len(_END) :]
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        path, _, query = line.split(b" ")[1].partition(b"?")
        offset = next((pair[7:] for pair in query.split(b"&") if pair.startswith(b"offset=")), b"0")
        answer = self._answers.get((path.endswith(b".xml"), offset), _MISSING)
        if self._dice is None:
            self._transport.write(answer)
        else:
            delay = self._dice.uniform(*_LATENCY)
            asyncio.get_running_loop().call_later(delay, self._transport.write, answer)


async def _serve() -> None:
    loop, answers = asyncio.get_running_loop(), _answers()
    ports: list[str] = []
    for dice in (None, random.Random(1)):
        server = await loop.create_server(partial(Pages, answers, dice), "127.0.0.1", 0)
        ports.append(str(server.sockets[0].getsockname()[1]))
    print(*ports, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """Serve until standard input is closed, on uvloop where it is installed."""
    if importlib.util.find_spec("uvloop") is None:
        asyncio.run(_serve())
        return
    import uvloop

    uvloop.run(_serve())


if __name__ == "__main__":
    main()
