"""The files that the pages load: their style, their script, their icon. They are part of the package."""

from functools import lru_cache
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from synctv_async.sandbox.inspector.frame import HEADERS

__all__ = ["asset"]

_TYPES: Final = {
    "inspector.css": "text/css; charset=utf-8",
    "inspector.js": "text/javascript; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@lru_cache
def _content(name: str) -> bytes:
    return files("synctv_async.sandbox.inspector").joinpath("static", name).read_bytes()


async def asset(request: Request) -> Response:
    """Answer one of the files."""
    name = request.path_params["name"]
    if name not in _TYPES:
        return Response("There is no such file.\n", 404, media_type="text/plain")
    # Another version may serve on the same port in a minute, so that nothing is to be kept without asking.
    return Response(_content(name), 200, {**HEADERS, "Cache-Control": "no-cache"}, _TYPES[name])
