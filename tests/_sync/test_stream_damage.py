# Generated from tests/_async/test_stream_damage.py: edit that and run tools/sync_codegen.py.
"""A page of a stream is read when its turn comes; one that then turns out to be damaged is asked for again."""

from typing import Any

import pytest

from synctv_async import DecodeError, RequestInfo, RetryInfo, RetryPolicy
from synctv_async.sandbox import Fault, Sandbox
from tests.support.lists import PAGES, offsets, page_at
from tests.support.traffic import Watch

from .clients import synctv

IDS = [number for number in range(1, 122) if number != 97]
DAMAGED: dict[str, bytes] = {"no JSON": b'{"response":{"med', "no list": b'{"response":{"code":1}}', "nothing": b"[]"}


def damage(box: Sandbox, body: bytes, times: int | None) -> Fault:
    """Answer the page at 48 so, for so many times."""
    return box.fault(path=PAGES, when=page_at(48), body=body, times=times)


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("width", [1, 3, 8])
def test_a_damaged_page_is_asked_for_again(box: Sandbox, width: int, body: bytes) -> None:
    asked: list[RequestInfo] = []
    retried: list[RetryInfo] = []
    hooks: dict[str, Any] = {"on_request": asked.append, "on_retry": retried.append}
    watch = Watch(box)
    damage(box, body, 2)
    with synctv(box, **hooks) as tv, tv.media.list().stream(width) as rows:
        assert [row.id for row in rows] == IDS
    assert watch.most_under_way <= width
    assert offsets(box).count(48) == 3
    assert rows.receipt.status == "complete"
    assert rows.receipt.requests == len(box.requests) - 2  # like all attempts beyond the first they are no requests
    assert len(asked) == len(box.requests)
    assert sorted(info.attempt for info in asked) == [1] * (len(asked) - 2) + [2, 3]
    assert [info.request.attempt for info in retried] == [1, 2]


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("most", [1, 2, 4])
def test_a_page_that_stays_damaged_takes_as_many_attempts_as_any_call(box: Sandbox, most: int, body: bytes) -> None:
    policy = RetryPolicy(max_attempts=most, base_delay=0.001)
    damage(box, body, None)
    with synctv(box, retry=policy) as tv, tv.media.list().stream(4) as rows:
        with pytest.raises(DecodeError) as caught:
            for _ in rows:
                pass
        assert offsets(box).count(48) == most
        assert (f"(after {most} attempts)" in str(caught.value)) == (most > 1)
        assert caught.value.__context__ is None
    with synctv(box, retry=None) as tv, tv.media.list().stream(start=rows.checkpoint) as rest:
        with pytest.raises(DecodeError):
            next(rest)
    assert offsets(box).count(48) == most + 1
    assert rows.receipt.delivered == 49
