# Generated from tests/_async/test_stream_damage.py: edit that and run tools/sync_codegen.py.
"""A page of a stream is read when its turn comes; one that then turns out to be damaged is asked for again."""

from collections.abc import Callable
from typing import Any

import pytest

from synctv_async import DecodeError, RequestInfo, RetryInfo, RetryPolicy
from tests.support.list_server import ListServer, offset_of
from tests.support.wire_server import Received, answer

from .clients import stranger

ROWS = 120
DAMAGED: dict[str, bytes] = {"no JSON": b'{"response":{"med', "no list": b'{"response":{"code":1}}', "nothing": b"[]"}


def damage(body: bytes, times: int) -> Callable[[Received], bytes | None]:
    """Answer the page at 48 so, for so many times."""
    left = [times]

    def before(request: Received) -> bytes | None:
        if offset_of(request) != 48 or not left[0]:
            return None
        left[0] -= 1
        return answer(body)

    return before


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("width", [1, 3, 8])
def test_a_damaged_page_is_asked_for_again(width: int, body: bytes) -> None:
    asked: list[RequestInfo] = []
    retried: list[RetryInfo] = []
    hooks: dict[str, Any] = {"on_request": asked.append, "on_retry": retried.append}
    with ListServer(ROWS, damage(body, 2)) as server:
        with stranger(server.url, **hooks) as tv, tv.media.list().stream(width) as rows:
            assert [row.id for row in rows] == [*range(1, ROWS + 1)]
        assert server.most_under_way <= width
        assert server.offsets.count(48) == 3
    assert rows.receipt.status == "complete"
    assert rows.receipt.requests == len(server.requests) - 2  # like all attempts beyond the first they are no requests
    assert len(asked) == len(server.requests)
    assert sorted(info.attempt for info in asked) == [1] * (len(asked) - 2) + [2, 3]
    assert [info.request.attempt for info in retried] == [1, 2]


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("most", [1, 2, 4])
def test_a_page_that_stays_damaged_takes_as_many_attempts_as_any_call(most: int, body: bytes) -> None:
    policy = RetryPolicy(max_attempts=most, base_delay=0.001)
    with ListServer(ROWS, damage(body, 100)) as server:
        with stranger(server.url, retry=policy) as tv, tv.media.list().stream(4) as rows:
            with pytest.raises(DecodeError) as caught:
                for _ in rows:
                    pass
            assert server.offsets.count(48) == most
            assert (f"(after {most} attempts)" in str(caught.value)) == (most > 1)
            assert caught.value.__context__ is None
        with stranger(server.url, retry=None) as tv, tv.media.list().stream(start=rows.checkpoint) as rest:
            with pytest.raises(DecodeError):
                next(rest)
        assert server.offsets.count(48) == most + 1
    assert rows.receipt.delivered == 49
