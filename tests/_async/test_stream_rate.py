"""A stream with many requests under way keeps to the rate limit where the service counts, and makes use of it."""

import random

from synctv_async import RateLimit
from tests.support.arrivals import LimitedListServer

from .clients import stranger

LIMIT, PER, WINDOWS = 60, 1.5, 3
REQUESTS = LIMIT * WINDOWS + 10


async def test_a_stream_is_never_over_the_limit_and_uses_it() -> None:
    dice = random.Random(7)
    rows = 24 * (REQUESTS - 2)  # two of the requests are counts, each of the others moves on by 24 rows
    with LimitedListServer(rows, LIMIT, PER, lambda: dice.uniform(0.005, 0.08)) as server:
        async with (
            stranger(server.url, rate_limit=RateLimit(LIMIT, per=PER)) as tv,
            tv.media.list().stream(32) as stream,
        ):
            assert [row.id async for row in stream] == [*range(1, rows + 1)]
    assert stream.receipt.status == "complete"
    assert len(server.arrivals) == stream.receipt.requests == REQUESTS
    assert server.refused == 0
    assert server.most_in(PER) <= LIMIT
    assert server.used(LIMIT, PER) >= 0.8
