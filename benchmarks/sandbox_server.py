"""Servers to put under load: the sandbox, or uvicorn alone with an answer that is ready made."""

import asyncio
import socket
import sys

import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from synctv_async.sandbox import Sandbox

__all__ = ["main"]


def main(kind: str, media: int) -> None:
    """Print where it serves, with the sandbox's access after it, and serve until stdin ends."""
    with Sandbox(media=media) as box:
        if kind == "sandbox":
            print(box.url.removeprefix("http://"), box.access_id, box.access_secret, flush=True)
            sys.stdin.read()
            return
        body = sys.stdin.readline().encode()
    asyncio.run(_serve_bare(body))


async def _serve_bare(body: bytes) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(body, media_type="application/json")(scope, receive, send)

    # The protocol is named because asyncio only then switches Nagle's algorithm off.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.bind(("127.0.0.1", 0))
    print(f"127.0.0.1:{bound.getsockname()[1]}", flush=True)
    await uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")).serve([bound])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
