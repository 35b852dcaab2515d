"""The rate limit holds where the service counts: at its door."""

import time

import anyio
import pytest

from synctv_async import AsyncSourceSync, RateLimit
from synctv_async.sandbox import Sandbox
from tests.support.traffic import arrivals, delay, most_in, used

from .clients import sourcesync

pytestmark = pytest.mark.async_only

LIMIT, PER, SECONDS = 100, 2.0, 7.0


async def test_no_window_at_the_server_ever_holds_more_than_the_limit() -> None:
    with Sandbox(media=0, rate_limit=LIMIT, rate_period=PER, refused_count=True) as box:
        delay(box)
        ends = time.monotonic() + SECONDS

        async def work(ss: AsyncSourceSync) -> None:
            while time.monotonic() < ends:
                with anyio.move_on_after(ends - time.monotonic()):
                    await ss.key()

        async with sourcesync(box, rate_limit=RateLimit(LIMIT, per=PER)) as ss, anyio.create_task_group() as group:
            for _ in range(40):
                group.start_soon(work, ss)
    assert all(request.status == 200 for request in box.requests)  # by the time at which the sandbox counted them
    assert most_in(arrivals(box), PER) <= LIMIT
    assert used(arrivals(box), LIMIT, PER) >= 0.95
