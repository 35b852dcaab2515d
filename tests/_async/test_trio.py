"""The client under trio."""

import time
from collections.abc import Awaitable, Callable

import httpx
import pytest
import trio

from synctv_async import (
    AsyncSourceSync,
    AsyncSyncTV,
    ConfigError,
    RateLimit,
    RateLimitError,
    ServerError,
    TimeoutError,
)
from synctv_async.sandbox import Sandbox
from tests.support import SLACK
from tests.support.wire_server import WireServer, answering

from .clients import sourcesync, stranger, synctv
from .test_deadlines import SLOW
from .test_lanes import ONE
from .test_login import CLIENT, device, paths

pytestmark = pytest.mark.async_only


def with_client(box: Sandbox, work: Callable[[AsyncSyncTV], Awaitable[object]], **options: object) -> None:
    async def main() -> None:
        with trio.fail_after(20):
            async with synctv(box, **options) as tv:
                await work(tv)

    trio.run(main)


def test_a_list_is_read(box: Sandbox) -> None:
    async def work(tv: AsyncSyncTV) -> None:
        rows = [row.id async for row in tv.media.list()]
        assert rows == box.media.ids()

    with_client(box, work)


def test_retries_and_the_life_of_an_ingest(box: Sandbox) -> None:
    async def work(tv: AsyncSyncTV) -> None:
        box.fault(status=503)
        box.fault(reset=True)
        made = await tv.ingest_videos.get(1, 2)
        box.fault(method="PUT", reset_after=True)
        await tv.ingest_videos.start(1, made.id)
        box.on_request(lambda _: box.clock.advance(10))
        assert (await tv.ingest_videos.wait(1, made.id, until="done", interval=0.01)).progress == 100.0

    with_client(box, work)


def test_a_create_is_sent_once(box: Sandbox) -> None:
    async def work(tv: AsyncSyncTV) -> None:
        box.fault(method="POST", reset_after=True)
        with pytest.raises(Exception, match="broke off"):
            await tv.bundles.create(name="A", bundle_type_id=1)
        assert len(box.requests) == 1

    with_client(box, work)


@pytest.mark.parametrize("name", SLOW)
def test_slow_answers_end_at_the_timeout(name: str) -> None:
    async def main() -> None:
        with WireServer(SLOW[name]) as server:
            async with stranger(server.url, timeout=0.3, retry=None) as tv:
                began = time.monotonic()
                with pytest.raises(TimeoutError):
                    await tv.media.get(1)
                assert time.monotonic() - began < 0.8 + SLACK

    trio.run(main)


def test_many_tasks_few_connections() -> None:
    async def main() -> None:
        with WireServer(answering(ONE, delay=0.01)) as server:
            async with stranger(server.url, max_connections=4) as tv, trio.open_nursery() as nursery:
                for _ in range(40):
                    nursery.start_soon(tv.media.get, 1)
            assert server.peak == 4
            assert server.all_gone()

    trio.run(main)


def test_cancelled_calls_leave_the_client_usable(box: Sandbox) -> None:
    async def one(tv: AsyncSyncTV, patience: float) -> None:
        with trio.move_on_after(patience):
            await tv.media.get(1)

    async def work(tv: AsyncSyncTV) -> None:
        box.fault(delay=0.05, times=40)
        async with trio.open_nursery() as nursery:
            for number in range(60):
                nursery.start_soon(one, tv, number / 500)
        box.clear_faults()
        async with trio.open_nursery() as nursery:
            for number in range(1, 21):
                nursery.start_soon(tv.media.get, number)

    with_client(box, work, max_connections=5)


def test_many_tasks_log_in_once(box: Sandbox) -> None:
    async def main() -> None:
        async with device(box) as tv, trio.open_nursery() as nursery:
            for number in range(1, 21):
                nursery.start_soon(tv.media.get, number)

    trio.run(main)
    assert paths(box).count(CLIENT) == 1


def test_the_rate_limit_and_a_429_hold_all(box: Sandbox) -> None:
    async def main() -> None:
        async with sourcesync(box, rate_limit=RateLimit(3, per=0.4)) as ss, trio.open_nursery() as nursery:
            for _ in range(9):
                nursery.start_soon(ss.key)
        times = sorted(request.at for request in box.requests)
        assert all(later - earlier >= 0.4 for earlier, later in zip(times, times[3:], strict=False))
        box.reset()
        box.fault(status=429, headers={"Retry-After": "1"})
        async with synctv(box, retry=None) as tv:
            with pytest.raises(RateLimitError):
                await tv.media.get(1)
            await tv.media.get(2)
        assert box.requests[1].at - box.requests[0].at >= 1.0

    trio.run(main)


def test_batches_come_in_order(box: Sandbox) -> None:
    async def main() -> None:
        async with sourcesync(box) as ss:
            result = await ss.productions.create_many([{"name": f"P{number}"} for number in range(230)])
            assert [row.item and row.item.name for row in result] == [f"P{number}" for number in range(230)]

    trio.run(main)


def test_an_error_comes_out_bare_with_its_checkpoint(box: Sandbox) -> None:
    async def work(tv: AsyncSyncTV) -> None:
        box.fault(skip=1, status=500, times=None)
        with pytest.raises(ServerError) as caught:
            await tv.media.list().collect()
        box.clear_faults()
        pages = [page async for page in tv.media.list().pages(start=caught.value.checkpoint)]
        assert sum(len(page.items) for page in pages) == 95

    with_client(box, work)


def test_another_loop_is_a_clear_error() -> None:
    reply = httpx.Response(200, json={"response": {"media": {"id": 1}}})
    tv = stranger("https://a.example", transport=httpx.MockTransport(lambda _: reply))
    assert trio.run(tv.media.get, 1).media.id == 1

    async def again() -> None:
        with trio.fail_after(5), pytest.raises(ConfigError, match="another event loop"):
            await tv.media.get(1)

    trio.run(again)


def test_use_after_close_is_a_clear_error() -> None:
    async def main() -> None:
        ss = AsyncSourceSync("app.v1.x", base_url="http://127.0.0.1:1")
        await ss.aclose()
        with pytest.raises(ConfigError, match="closed"):
            await ss.key()

    trio.run(main)
