"""The service that streams are read from: a list as long as one likes, at a distance, with a limit at its door.

Run as ``python -m benchmarks.long_server SETTINGS``, where the settings are those of :class:`Distant` as JSON. It
prints its port of the loopback interface, and serves until its standard input is closed. What it saw is at ``/seen``.
"""

import asyncio
import importlib.util
import json
import random
import sys
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import cast
from urllib.request import urlopen

from benchmarks.long_list import LongList
from benchmarks.measure import line_of, process

__all__ = ["Distant", "Seen", "distant", "main", "seen"]

_END = b"\r\n\r\n"
_TOO_MANY = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Distant:
    """How the service is: a request is under way for ``low`` to ``high`` seconds, then it counts, then it is answered.

    More than ``limit`` requests within ``per`` seconds, wherever these begin, are refused.
    """

    rows: int
    low: float
    high: float
    small: bool = False
    limit: int | None = None
    per: float = 60.0


@dataclass(frozen=True)
class Seen:
    """What the service saw since it was asked last.

    ``connections`` and ``window`` are the most connections at a time, and the most arrivals in ``per`` seconds.
    ``used`` is the share of the limit that was used: how fast whole limits followed each other, ``rounds`` of them.
    """

    requests: int
    connections: int
    refused: int
    window: int
    used: float
    rounds: int


class Door:
    """Counts who comes in, and says who has to go."""

    def __init__(self, settings: Distant) -> None:
        self._settings = settings
        self._open: set[object] = set()
        self._forget()

    def _forget(self) -> None:
        self._peak = self._refused = self._most = 0
        self._times: list[float] = []
        self._recent: deque[float] = deque()

    def come(self, who: object) -> None:
        """Note a request that was sent on a connection."""
        self._open.add(who)
        self._peak = max(self._peak, len(self._open))

    def leave(self, who: object) -> None:
        """Note a connection that was closed."""
        self._open.discard(who)

    def lets_in(self, now: float) -> bool:
        """Note that a request arrives; tell whether it is within the limit."""
        limit, recent = self._settings.limit, self._recent
        self._times.append(now)
        recent.append(now)
        while recent[0] <= now - self._settings.per:
            recent.popleft()
        self._most = max(self._most, len(recent))
        if limit is None or len(recent) <= limit:
            return True
        self._refused += 1
        return False

    def seen(self) -> Seen:
        """Return what was seen since the last time, and begin anew."""
        times, limit = self._times, self._settings.limit or len(self._times) or 1
        rounds = max(0, len(times) - 1) // limit
        used = rounds * self._settings.per / (times[rounds * limit] - times[0]) if rounds else 0.0
        found = Seen(len(times), self._peak, self._refused, self._most, used, rounds)
        self._forget()
        return found


class Connection(asyncio.Protocol):
    """One connection: it looks for the end of a request's head, and answers when the request has arrived."""

    def __init__(self, settings: Distant, rows: LongList, door: Door, dice: random.Random) -> None:
        self._settings = settings
        self._rows = rows
        self._door = door
        self._dice = dice
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport to write to."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop has a class of its own

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        del exc
        self._door.leave(self)

    def data_received(self, data: bytes) -> None:
        """Take in every request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(_END)) >= 0:
            target = self._buffer[: self._buffer.find(b"\r\n")].split(b" ")[1]
            self._buffer = self._buffer[end + len(_END) :]
            if target == b"/seen":
                body = json.dumps(asdict(self._door.seen())).encode()
                self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
                continue
            self._door.come(self)
            delay = self._dice.uniform(self._settings.low, self._settings.high)
            asyncio.get_running_loop().call_later(delay, self._arrive, target)

    def _arrive(self, target: bytes) -> None:
        path, _, query = target.partition(b"?")
        if not self._door.lets_in(asyncio.get_running_loop().time()):
            self._transport.write(_TOO_MANY)
            return
        fields = dict(pair.split(b"=", 1) for pair in query.split(b"&"))
        size = int(fields[b"limit"]) if b"limit" in fields else None
        self._transport.write(self._rows.answer(path, int(fields.get(b"offset", b"0")), size))


async def _serve(settings: Distant) -> None:
    loop = asyncio.get_running_loop()
    rows, door = LongList(settings.rows, small=settings.small), Door(settings)
    make = partial(Connection, settings, rows, door, random.Random(1))
    server = await loop.create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def distant(settings: Distant) -> Generator[str, None, None]:
    """Run such a service in a process of its own; what is returned is its URL."""
    with process("benchmarks.long_server", json.dumps(asdict(settings))) as running:
        yield f"http://127.0.0.1:{int(line_of(running))}"


def seen(url: str) -> Seen:
    """Ask a service what it saw since it was asked last."""
    with urlopen(f"{url}/seen") as response:  # noqa: S310 - our own server
        return Seen(**json.load(response))


def main() -> None:
    """Serve until standard input is closed, on uvloop where it is installed."""
    settings = Distant(**json.loads(sys.argv[1]))
    if importlib.util.find_spec("uvloop") is None:
        asyncio.run(_serve(settings))
        return
    import uvloop

    uvloop.run(_serve(settings))


if __name__ == "__main__":
    main()
