"""Calls end when they should, whatever the other end does."""

import builtins
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from synctv_async import (
    AsyncSourceSync,
    AsyncSyncTV,
    BadRequestError,
    ConnectError,
    ProtocolError,
    RateLimit,
    RetryPolicy,
    ServerError,
    TimeoutError,
)
from synctv_async.sandbox import Sandbox
from tests.support import SLACK
from tests.support.wire_server import Line, WireServer, answer

from .clients import QUICK, sourcesync, stranger, synctv

PATIENT = RetryPolicy(max_attempts=1000, base_delay=0.05, max_delay=0.05)


def drips(prefix: bytes) -> Callable[[Line], None]:
    """Answer at once up to a point, then one byte at a time."""

    def script(line: Line) -> None:
        while line.read() is not None:
            whole = answer()
            place = whole.index(prefix) + len(prefix)
            line.send(whole[:place])
            line.drip(whole[place:] + b" " * 1000, 0.05)

    return script


def silent(line: Line) -> None:
    line.read()
    line.read()


SLOW = {
    "a body that drips": drips(b"\r\n\r\n"),
    "headers that drip": drips(b"HTTP/1.1 200 OK\r\n"),
    "a first line that drips": drips(b""),
    "silence": silent,
}
slow = pytest.mark.parametrize("script", SLOW.values(), ids=SLOW)


@slow
async def test_an_attempt_ends_at_its_timeout(script: Callable[[Line], None]) -> None:
    with WireServer(script) as server:
        async with stranger(server.url, timeout=0.4, retry=None) as tv:
            began = time.monotonic()
            with pytest.raises(TimeoutError) as caught:
                await tv.media.list().collect()
            assert 0.35 < time.monotonic() - began < 0.9 + SLACK
        assert server.all_gone()
    assert isinstance(caught.value, builtins.TimeoutError)
    assert caught.value.sent
    assert caught.value.outcome is None


@slow
async def test_a_call_ends_at_its_total_timeout(script: Callable[[Line], None]) -> None:
    with WireServer(script) as server:
        async with stranger(server.url, timeout=0.25, total_timeout=0.6, retry=PATIENT) as tv:
            began = time.monotonic()
            with pytest.raises(TimeoutError):
                await tv.media.get(1)
            assert 0.5 < time.monotonic() - began < 1.1 + SLACK
        assert len(server.requests) in (2, 3)


@slow
async def test_a_create_that_is_answered_too_slowly_is_unknown(script: Callable[[Line], None]) -> None:
    with WireServer(script) as server:
        async with stranger(server.url, timeout=30, total_timeout=0.4) as tv:
            with pytest.raises(TimeoutError) as caught:
                await tv.bundles.create(name="A", bundle_type_id=1)
        assert len(server.requests) == 1
    assert caught.value.outcome == "unknown"


async def test_a_request_that_is_not_taken_ends_at_its_timeout() -> None:
    with WireServer(lambda line: line.drip(b"", 0) or time.sleep(6)) as server:
        async with stranger(server.url, timeout=0.4, retry=None) as tv:
            began = time.monotonic()
            with pytest.raises((TimeoutError, ProtocolError)):
                await tv.bundles.create(name="A" * 30_000_000, bundle_type_id=1)
            assert time.monotonic() - began < 1.2 + SLACK


async def test_an_answer_in_time_is_not_hurt_by_its_slowness(tv: AsyncSyncTV, box: Sandbox) -> None:
    box.fault(path="/api/v2/bundles/1.json", drip=0.0005)
    assert (await tv.bundles.get(1)).bundle.id == 1


async def test_the_whole_of_many_attempts_is_bounded(box: Sandbox) -> None:
    box.fault(status=503, times=None)
    async with synctv(box, total_timeout=0.6, retry=PATIENT) as tv:
        began = time.monotonic()
        with pytest.raises((ServerError, TimeoutError)):  # on a busy machine it may end within an attempt
            await tv.media.get(1)
        assert 0.4 < time.monotonic() - began < 0.8 + SLACK
    assert len(box.requests) > 2


async def test_the_login_counts_towards_the_call(box: Sandbox) -> None:
    box.fault(path="*/client_authorize.json", delay=6.0)
    async with AsyncSyncTV(box.url, client_key=box.client_key, device_uid="d", total_timeout=0.4, retry=QUICK) as tv:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            await tv.media.get(1)
        assert time.monotonic() - began < 0.8 + SLACK


async def test_the_reading_after_a_doubtful_action_counts_towards_the_call(box: Sandbox) -> None:
    box.ingest_videos.update(2, state="reset")
    box.fault(method="PUT", reset_after=True)
    box.fault(method="GET", delay=8.0, times=None)
    async with synctv(box, total_timeout=0.6) as tv:
        began = time.monotonic()
        with pytest.raises(BadRequestError) as caught:
            await tv.ingest_videos.start(1, 2)
        assert time.monotonic() - began < 1.0 + SLACK
    assert caught.value.outcome == "unknown"


async def test_a_slot_of_the_rate_limit_that_comes_too_late_is_not_waited_for(box: Sandbox) -> None:
    async with sourcesync(box, rate_limit=RateLimit(1, per=30), total_timeout=2) as ss:
        await ss.key()
        began = time.monotonic()
        with pytest.raises(TimeoutError, match="rate limit") as caught:
            await ss.productions.create(name="A")
        assert time.monotonic() - began < 0.3 + SLACK
    assert caught.value.outcome == "not_sent"
    assert not caught.value.sent
    assert len(box.requests) == 1


async def test_a_slot_that_comes_in_time_is_waited_for(box: Sandbox) -> None:
    async with sourcesync(box, rate_limit=RateLimit(2, per=0.5)) as ss:
        for _ in range(5):
            await ss.key()
    times = [request.at for request in box.requests]
    assert times[2] - times[0] >= 0.5
    assert times[4] - times[2] >= 0.5
    assert times[4] - times[0] < 1.5


async def test_a_connection_that_is_never_accepted_was_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as crowd:
        for _ in range(3):  # what the queue of the listener holds; whoever comes later is not answered
            other = crowd.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        async with stranger(f"http://127.0.0.1:{full.getsockname()[1]}", timeout=0.4, retry=None) as tv:
            began = time.monotonic()
            with pytest.raises((ConnectError, TimeoutError)) as caught:
                await tv.bundles.create(name="A", bundle_type_id=1)
            assert 0.3 < time.monotonic() - began < 0.8 + SLACK
    assert not caught.value.sent
    assert caught.value.outcome == "not_sent"


async def test_time_limits_do_not_hurt_who_keeps_them(ss: AsyncSourceSync) -> None:
    hasty = ss.with_options(timeout=0.5, total_timeout=0.5, retry=None)
    assert (await hasty.key()).name == "Sandbox Access Key"
