# Generated from tests/_async/test_stream_rate.py: edit that and run tools/sync_codegen.py.
"""A stream with many requests under way keeps to the rate limit where the service counts, and makes use of it."""

from synctv_async import RateLimit
from tests.support.lists import numbered
from tests.support.traffic import arrivals, delay, most_in, used

from .clients import synctv

LIMIT, PER, WINDOWS = 60, 1.5, 3
REQUESTS = LIMIT * WINDOWS + 10


def test_a_stream_is_never_over_the_limit_and_uses_it() -> None:
    rows = 24 * (REQUESTS - 2)  # two of the requests are counts, each of the others moves on by 24 rows
    with numbered(rows) as box:
        delay(box)
        with (
            synctv(box, rate_limit=RateLimit(LIMIT, per=PER)) as tv,
            tv.media.list().stream(32) as stream,
        ):
            assert [row.id for row in stream] == [*range(1, rows + 1)]
    assert stream.receipt.status == "complete"
    assert len(box.requests) == stream.receipt.requests == REQUESTS
    assert {request.status for request in box.requests} == {200}
    assert most_in(arrivals(box), PER) <= LIMIT
    assert used(arrivals(box), LIMIT, PER) >= 0.8
