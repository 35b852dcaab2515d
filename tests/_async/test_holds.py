"""What one task meets, all tasks of the client heed."""

import time

import anyio
import pytest

from synctv_async import RateLimit, TimeoutError
from synctv_async.sandbox import Sandbox
from tests.support import SLACK

from .clients import sourcesync, synctv

pytestmark = pytest.mark.async_only


async def test_a_429_holds_all_tasks(box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "1"})
    async with synctv(box) as tv, anyio.create_task_group() as group:
        group.start_soon(tv.media.get, 1)
        await anyio.sleep(0.1)
        sibling = tv.with_options(timeout=20)
        for number in range(2, 12):
            group.start_soon((tv, sibling)[number % 2].media.get, number)
    first, *others = box.requests
    assert len(others) == 11
    assert min(request.at for request in others) - first.at >= 1.0


async def test_who_cannot_wait_as_long_as_told_is_not_sent(box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "1"})
    async with synctv(box) as tv, anyio.create_task_group() as group:
        group.start_soon(tv.media.get, 1)
        await anyio.sleep(0.1)
        began = time.monotonic()
        with pytest.raises(TimeoutError) as caught:
            await tv.with_options(total_timeout=0.3).media.get(2)
        assert time.monotonic() - began < 0.3 + SLACK
        assert not caught.value.sent


async def test_a_cancelled_waiter_gives_its_slot_back(box: Sandbox) -> None:
    async with sourcesync(box, rate_limit=RateLimit(2, per=1.0), max_connections=8) as ss:
        await ss.key()
        await ss.key()
        async with anyio.create_task_group() as group:
            for _ in range(6):
                group.start_soon(ss.key)
            await anyio.sleep(0.1)
            group.cancel_scope.cancel()
        began = time.monotonic()
        await ss.key()
        await ss.key()
        assert time.monotonic() - began < 1.2 + SLACK
    assert len(box.requests) == 4


async def test_who_waits_for_a_connection_too_long_is_not_sent(box: Sandbox) -> None:
    box.fault(path="*/media/1.json", delay=1.0)
    async with synctv(box, max_connections=1) as tv, anyio.create_task_group() as group:
        group.start_soon(tv.media.get, 1)
        await anyio.sleep(0.1)
        with pytest.raises(TimeoutError, match="no connection") as caught:
            await tv.with_options(total_timeout=0.2).bundles.create(name="A", bundle_type_id=1)
        assert caught.value.outcome == "not_sent"


async def test_who_waits_for_the_login_of_another_too_long_gets_our_error(box: Sandbox) -> None:
    from synctv_async import AsyncSyncTV

    box.fault(path="*/client_authorize.json", delay=1.0)
    async with AsyncSyncTV(box.url, client_key=box.client_key, device_uid="d") as tv:
        async with anyio.create_task_group() as group:
            group.start_soon(tv.media.get, 1)
            await anyio.sleep(0.1)
            with pytest.raises(TimeoutError) as caught:
                await tv.with_options(total_timeout=0.2).bundles.create(name="A", bundle_type_id=1)
            assert not caught.value.sent
        assert caught.value.outcome == "not_sent"
