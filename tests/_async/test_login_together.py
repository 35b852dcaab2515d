"""However many tasks wait for an access, one logs in."""

import anyio
import pytest

from synctv_async import AsyncSyncTV, NotFoundError, SyncTVError
from synctv_async.sandbox import Sandbox

from .clients import QUICK
from .test_login import CLIENT, device, paths

pytestmark = pytest.mark.async_only


async def test_many_tasks_log_in_once(box: Sandbox) -> None:
    box.fault(path=CLIENT, delay=0.1)
    async with device(box) as tv, anyio.create_task_group() as group:
        for number in range(1, 41):
            group.start_soon(tv.media.get, number)
    assert paths(box).count(CLIENT) == 1
    assert len(paths(box)) == 41


async def test_many_tasks_renew_once(box: Sandbox) -> None:
    async with device(box) as tv:
        await tv.media.get(1)
        box.expire_access(int(box.requests[-1].values("access_id")[0]))
        async with anyio.create_task_group() as group:
            for number in range(1, 31):
                group.start_soon(tv.media.get, number)
    assert paths(box).count(CLIENT) == 2


async def test_who_waits_shares_the_failure(box: Sandbox) -> None:
    box.fault(path=CLIENT, delay=0.1, times=None)
    errors: list[SyncTVError] = []

    async def one(tv: AsyncSyncTV) -> None:
        with pytest.raises(NotFoundError) as caught:
            await tv.media.get(1)
        errors.append(caught.value)

    async with AsyncSyncTV(box.url, client_key="wrong", device_uid="d", retry=QUICK) as tv:
        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(one, tv)
        assert paths(box) == [CLIENT]
        assert len({id(error) for error in errors}) == 10
        await one(tv)
    assert paths(box) == [CLIENT, CLIENT]


async def test_when_the_one_that_logs_in_is_cancelled_another_does(box: Sandbox) -> None:
    box.fault(path=CLIENT, delay=1.0)
    async with device(box) as tv, anyio.create_task_group() as group:
        with anyio.move_on_after(0.2):
            group.start_soon(tv.media.get, 2, name="waits")
            await tv.media.get(1)
        with anyio.fail_after(5):
            assert (await tv.media.get(3)).media.id == 3
    assert paths(box).count(CLIENT) in (1, 2)
