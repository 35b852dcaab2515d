"""The rate limit holds where the service counts: at its door."""

import random
import time

import anyio
import pytest

from synctv_async import AsyncSourceSync, RateLimit
from tests.support.arrivals import ArrivalServer

pytestmark = pytest.mark.async_only

LIMIT, PER, SECONDS = 100, 2.0, 7.0


async def test_no_window_at_the_server_ever_holds_more_than_the_limit() -> None:
    dice = random.Random(7)
    with ArrivalServer(lambda: dice.uniform(0.005, 0.08)) as server:
        ends = time.monotonic() + SECONDS

        async def work(ss: AsyncSourceSync) -> None:
            while time.monotonic() < ends:
                with anyio.move_on_after(ends - time.monotonic()):
                    await ss.key()

        client = AsyncSourceSync("app.v1.x", base_url=server.url, rate_limit=RateLimit(LIMIT, per=PER))
        async with client as ss, anyio.create_task_group() as group:
            for _ in range(40):
                group.start_soon(work, ss)
    assert server.most_in(PER) <= LIMIT
    assert server.used(LIMIT, PER) >= 0.95
