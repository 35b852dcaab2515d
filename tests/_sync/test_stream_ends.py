# Generated from tests/_async/test_stream_ends.py: edit that and run tools/sync_codegen.py.
"""However a stream is left, nothing of it stays behind, and the client works on."""

import random
import time
from collections.abc import Iterator

import pytest

from synctv_async import ConfigError, Media, NotFoundError, RateLimit, Stream, SyncTV
from synctv_async._concurrency import thread
from synctv_async.sandbox import Sandbox, Uniform
from tests.support.leftovers import leftovers
from tests.support.lists import numbered
from tests.support.traffic import all_gone, settled

from .clients import synctv

ROWS = [*range(1, 501)]


@pytest.fixture
def slow() -> Iterator[Sandbox]:
    """Takes up to ten milliseconds an answer."""
    with numbered(len(ROWS)) as box:
        box.fault(delay=Uniform(0, 0.01), times=None)
        yield box


def works(tv: SyncTV) -> bool:
    """Tell whether a client with four connections still has all of them, and reads what there is."""
    gate = tv._pipeline.core.sender._client._transport._inner._gate  # type: ignore[attr-defined]
    with tv.media.list(page_size=20).stream(8) as rows:
        seen = [row.id for row in rows]
    free = gate._free if isinstance(gate._free, int) else gate._free.value
    return seen == ROWS and free == 4


def test_after_a_hundred_early_breaks_nothing_is_left_behind(slow: Sandbox) -> None:
    dice = random.Random(1)
    with synctv(slow, max_connections=4) as tv:
        for _ in range(100):
            stream = tv.media.list(page_size=dice.randint(2, 40)).stream(dice.choice([1, 2, 3, 4, 8, 16]))
            until = dice.randint(0, 60)
            with stream as rows:
                for row in rows:
                    if row.id >= until:
                        break
            assert leftovers() == []
            assert not rows.receipt.finished
        assert works(tv)
    assert thread(all_gone, slow)


def test_after_a_hundred_errors_in_the_body_nothing_is_left_behind(slow: Sandbox) -> None:
    dice = random.Random(2)

    def fail(stream: Stream[Media], until: int) -> None:
        with stream as rows:
            if until:
                for row in rows:
                    if row.id >= until:
                        break
            raise KeyError(until)

    with synctv(slow, max_connections=4) as tv:
        for _ in range(100):
            until = dice.randint(0, 60)
            stream = tv.media.list(page_size=dice.randint(2, 40)).stream(dice.choice([1, 2, 3, 4, 8, 16]))
            with pytest.raises(KeyError) as caught:
                fail(stream, until)
            assert type(caught.value) is KeyError
            assert caught.value.args == (until,)
            assert caught.value.__context__ is None
            assert leftovers() == []
        assert works(tv)
    assert thread(all_gone, slow)


def test_a_stream_that_is_entered_and_not_read_sends_nothing(slow: Sandbox) -> None:
    with synctv(slow) as tv:
        with tv.media.list().stream():
            pass
        stream = tv.media.list().stream()
        assert not stream.receipt.finished
        del stream
    assert slow.requests == ()
    assert leftovers() == []


def test_after_an_error_of_the_service_nothing_is_left_behind(slow: Sandbox) -> None:
    slow.fault(status=404, body=b"", times=None)
    with synctv(slow, max_connections=4, retry=None) as tv:
        for _ in range(10):
            with pytest.raises(NotFoundError):
                with tv.media.list().stream(8) as rows:
                    next(rows)
            assert leftovers() == []
    assert thread(all_gone, slow)


def test_after_leaving_nothing_more_is_asked_for(slow: Sandbox) -> None:
    with synctv(slow) as tv:
        with tv.media.list(page_size=10).stream(8) as rows:
            next(rows)
        thread(time.sleep, 0.1)  # what was sent before may be on its way
        assert thread(settled, slow, len(slow.requests))


def test_streams_inside_of_streams(slow: Sandbox) -> None:
    with synctv(slow, max_connections=4) as tv, tv.media.list(page_size=50).stream(3) as outer:
        for row in outer:
            if row.id % 100 == 50:
                with tv.media.list(page_size=50).stream(3) as inner:
                    assert [next(inner) for _ in range(row.id)][-1].id == row.id
                assert not inner.receipt.finished
        assert outer.receipt.status == "complete"
    assert leftovers() == []


def test_leaving_does_not_wait_for_the_rate_limit(slow: Sandbox) -> None:
    with synctv(slow, rate_limit=RateLimit(3, per=60)) as tv:
        began = time.monotonic()
        with tv.media.list().stream(8) as rows:
            next(rows)
        assert time.monotonic() - began < 5
        with pytest.raises(ConfigError):
            next(rows)
    assert len(slow.requests) <= 3
    assert leftovers() == []
