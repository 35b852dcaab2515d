"""What a script without the package would do: sign, ask, parse. No retries, no paging rules, no records."""

import asyncio
import hashlib
import json
from urllib.parse import quote_plus

import httpx

from benchmarks.rows import OFFSETS

__all__ = ["ACCESS_ID", "ACCESS_SECRET", "aread", "aread_for", "read"]

ACCESS_ID = 1234
ACCESS_SECRET = "not-a-secret"  # noqa: S105 - the server here looks at none


def _params(offset: int) -> dict[str, str]:
    params = {"sort_order": "id", "offset": str(offset), "access_id": str(ACCESS_ID)}
    escaped = sorted(f"{quote_plus(key)}={quote_plus(value)}" for key, value in params.items())
    signed = "&".join(escaped) + ACCESS_SECRET
    params["signature"] = hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest()
    return params


def _rows(response: httpx.Response) -> list[dict[str, object]]:
    response.raise_for_status()
    rows: list[dict[str, object]] = json.loads(response.content)["response"]["medias"]
    return rows


async def aread(client: httpx.AsyncClient, url: str) -> int:
    """Read all pages, one after another."""
    for offset in OFFSETS:
        _rows(await client.get(f"{url}/api/v2/media.json", params=_params(offset)))
    return len(OFFSETS)


async def aread_for(client: httpx.AsyncClient, url: str, tasks: int, seconds: float) -> int:
    """Read pages in many tasks for some seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds

    async def work() -> int:
        done = 0
        while loop.time() <= end:
            offset = OFFSETS[done % len(OFFSETS)]
            _rows(await client.get(f"{url}/api/v2/media.json", params=_params(offset)))
            done += 1
        return done

    return sum(await asyncio.gather(*[work() for _ in range(tasks)]))


def read(client: httpx.Client, url: str) -> int:
    """Read all pages, one after another."""
    for offset in OFFSETS:
        _rows(client.get(f"{url}/api/v2/media.json", params=_params(offset)))
    return len(OFFSETS)
