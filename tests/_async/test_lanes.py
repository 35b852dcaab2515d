"""Connections: few, reused, and never in the way of the next call."""

import asyncio
import gc
import os
import random
import time
import warnings
from traceback import TracebackException

import anyio
import httpx
import pytest

from synctv_async import AsyncSyncTV, ConfigError, ProtocolError, RateLimit, ServerError, TimeoutError
from synctv_async.sandbox import Sandbox
from tests.support.wire_server import Line, WireServer, answer, answering

from .clients import stranger, synctv

pytestmark = pytest.mark.async_only

ONE = answer(b'{"response":{"media":{"id":1},"bundle":{"id":1},"code":1}}')


async def test_no_more_connections_than_allowed() -> None:
    with WireServer(answering(ONE, delay=0.02)) as server:
        async with stranger(server.url, max_connections=5) as tv, anyio.create_task_group() as group:
            for _ in range(60):
                group.start_soon(tv.media.get, 1)
        assert server.peak == 5
        assert server.accepted == 5
        assert len(server.requests) == 60
        assert server.all_gone()


async def test_one_worker_uses_one_connection_even_after_a_crowd() -> None:
    with WireServer(answering(ONE)) as server:
        async with stranger(server.url) as tv:
            async with anyio.create_task_group() as group:
                for _ in range(6):
                    group.start_soon(tv.media.get, 1)
            crowd = server.accepted
            for _ in range(50):
                await tv.media.get(1)
            assert server.accepted == crowd


async def test_the_last_connection_is_taken_first() -> None:
    used: list[int] = []

    def script(line: Line) -> None:
        while line.read() is not None:
            used.append(line.number)
            time.sleep(0.02)
            line.send(ONE)

    with WireServer(script) as server:
        async with stranger(server.url) as tv:
            async with anyio.create_task_group() as group:
                for _ in range(4):
                    group.start_soon(tv.media.get, 1)
            used.clear()
            for _ in range(10):
                await tv.media.get(1)
    assert len(set(used)) == 1


async def test_creates_after_a_pause_do_not_add_connections() -> None:
    with WireServer(answering(ONE, delay=0.02)) as server:
        async with stranger(server.url, max_connections=3) as tv:
            for _ in range(2):
                async with anyio.create_task_group() as group:
                    for _ in range(3):
                        group.start_soon(lambda: tv.bundles.create(name="A", bundle_type_id=1))
                await anyio.sleep(1.1)
            assert server.accepted == 6
            assert server.open == 3


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_many_cancelled_calls_every_later_call_is_answered(box: Sandbox, seed: int) -> None:
    dice = random.Random(seed)
    box.fault(path="*/media/*", delay=0.03, times=60)
    box.fault(path="*/media/*", drip=0.0005, times=60)

    async def one(tv: AsyncSyncTV, number: int, patience: float) -> None:
        with anyio.move_on_after(patience):
            await tv.media.get(number)

    async with synctv(box, max_connections=10) as tv:
        async with anyio.create_task_group() as group:
            for _ in range(100):
                group.start_soon(one, tv, dice.randint(1, 90), dice.random() * 0.15)
        box.clear_faults()
        with anyio.fail_after(10):
            async with anyio.create_task_group() as group:
                for number in range(1, 51):
                    group.start_soon(tv.media.get, number)
        lanes = tv._pipeline.core.sender._client._transport._inner  # type: ignore[attr-defined]
        assert lanes._gate._free.value == 10
        assert len(lanes._free) <= 10


async def test_a_cancelled_call_shows_no_signature(box: Sandbox) -> None:
    box.fault(delay=2.0, times=None)
    errors: list[BaseException] = []

    async def one(tv: AsyncSyncTV) -> None:
        try:
            await tv.media.get(1)
        except BaseException as error:
            errors.append(error)
            raise

    async with synctv(box) as tv, anyio.create_task_group() as group:
        group.start_soon(one, tv)
        await anyio.sleep(0.1)
        group.cancel_scope.cancel()
    signature = box.requests[0].values("signature")[0]
    text = "".join(TracebackException.from_exception(errors[0], capture_locals=True).format())
    assert "handle_async_request" in text
    assert signature not in text
    assert box.access_secret not in text


async def test_a_connection_whose_request_failed_is_not_used_again() -> None:
    def script(line: Line) -> None:
        line.read()
        if line.number == 0:
            line.send(answer()[:-5])  # and no more, and no end
            line.read()
        else:
            line.send(ONE)
            line.read()

    with WireServer(script) as server:
        async with stranger(server.url, timeout=0.2, max_connections=1) as tv:
            assert (await tv.media.get(1)).media.id == 1
        assert server.accepted == 2
        assert server.all_gone()


async def test_an_answer_that_is_too_long_closes_its_connection() -> None:
    def script(line: Line) -> None:
        while line.read() is not None:
            if not line.send(b"HTTP/1.1 500 Oops\r\nContent-Length: 5\r\nConnection: close\r\n\r\nbad. "):
                return

    with WireServer(script) as server:
        async with stranger(server.url, retry=None) as tv:
            for _ in range(3):
                with pytest.raises((ServerError, ProtocolError)):
                    await tv.media.get(1)
        assert server.all_gone()


def closes_when_idle(line: Line) -> None:
    line.read()
    line.send(ONE)


async def test_a_create_never_meets_a_connection_that_the_server_closed_meanwhile() -> None:
    with WireServer(closes_when_idle) as server:
        async with stranger(server.url, retry=None) as tv:
            for _ in range(3):
                assert (await tv.bundles.create(name="A", bundle_type_id=1)).id == 1
                await anyio.sleep(0.05)
        assert [request.method for request in server.requests] == ["POST"] * 3


async def test_an_idle_connection_is_not_used_for_a_create_but_for_a_read() -> None:
    with WireServer(answering(ONE)) as server:
        async with stranger(server.url) as tv:
            await tv.media.get(1)
            await anyio.sleep(1.1)
            await tv.media.get(1)
            assert server.accepted == 1
            await tv.bundles.create(name="A", bundle_type_id=1)
            assert server.accepted == 1
            await anyio.sleep(1.1)
            await tv.bundles.create(name="A", bundle_type_id=1)
            assert server.accepted == 2


async def test_a_connection_that_grew_stale_while_a_create_waited_for_its_turn_is_not_used() -> None:
    with WireServer(answering(ONE)) as server:
        async with stranger(server.url, rate_limit=RateLimit(1, per=1.3)) as tv:
            await tv.media.get(1)
            await tv.bundles.create(name="A", bundle_type_id=1)
            assert server.accepted == 2
            assert server.open == 1


async def test_use_after_close_is_a_clear_error(box: Sandbox) -> None:
    tv = synctv(box)
    sibling = tv.with_options(timeout=5)
    pager = tv.media.list()
    await tv.media.get(1)
    await sibling.aclose()
    await tv.media.get(1)
    await tv.aclose()
    await tv.aclose()
    for client in (tv, sibling):
        with pytest.raises(ConfigError, match="closed"):
            await client.media.get(1)
    with pytest.raises(ConfigError, match="closed"):
        await pager.first()


async def test_closing_while_a_call_waits_to_try_again_ends_it_with_a_clear_error(box: Sandbox) -> None:
    box.fault(status=503, headers={"Retry-After": "1"}, times=None)
    tv = synctv(box)
    call = asyncio.ensure_future(tv.media.get(1))
    await asyncio.sleep(0.2)
    await tv.aclose()
    with pytest.raises(ConfigError, match="closed"):
        await call


async def test_closing_while_answers_come_in_leaves_no_connection() -> None:
    with WireServer(answering(ONE, delay=0.2)) as server:
        tv = stranger(server.url)
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(tv.media.get, 1)
            await anyio.sleep(0.1)
            await tv.aclose()
        assert server.all_gone()


def test_a_second_event_loop_is_a_clear_error(box: Sandbox) -> None:
    tv = synctv(box)

    async def use() -> int:
        with anyio.fail_after(5):
            return (await tv.media.get(1)).media.id

    with asyncio.Runner() as first, asyncio.Runner() as second:
        assert first.run(use()) == 1
        with pytest.raises(ConfigError, match="another event loop"):
            second.run(use())
        with pytest.raises(ConfigError, match="another event loop"):
            second.run(tv.aclose())
        assert first.run(use()) == 1
        first.run(tv.aclose())


async def test_a_client_made_outside_of_any_loop_works_inside(box: Sandbox) -> None:
    tv = await asyncio.to_thread(synctv, box)
    assert (await tv.media.get(1)).media.id == 1
    await tv.aclose()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
async def test_a_forked_child_gets_a_clear_error(box: Sandbox) -> None:
    async with synctv(box) as tv:
        await tv.media.get(1)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                await tv.media.get(1)
            except ConfigError as error:
                code = 0 if "child" in str(error) else 2
            finally:
                os._exit(code)
        _, status = await asyncio.to_thread(os.waitpid, child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert (await tv.media.get(1)).media.id == 1


async def test_nothing_is_left_behind(box: Sandbox) -> None:
    tasks = asyncio.all_tasks()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with synctv(box, timeout=0.3) as tv:
            await tv.media.list().collect()
            box.fault(delay=1.0)
            with pytest.raises(TimeoutError):
                await tv.bundles.create(name="A", bundle_type_id=1)
            box.fault(cut=0.5)
            await tv.media.get(1)
            async for _ in tv.media.list():
                break
        del tv
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
    assert asyncio.all_tasks() == tasks


async def test_an_early_break_leaves_no_task_and_no_busy_connection(box: Sandbox) -> None:
    async with synctv(box, max_connections=1) as tv:
        tasks = asyncio.all_tasks()
        async for row in tv.media.list():
            if row.id == 40:
                break
        assert asyncio.all_tasks() == tasks
        with anyio.fail_after(2):
            await tv.media.get(1)


async def test_the_transport_of_the_user_is_gated_too() -> None:
    running, peak = 0, 0

    async def handler(request: httpx.Request) -> httpx.Response:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        await anyio.sleep(0.01)
        running -= 1
        return httpx.Response(200, json={"response": {"media": {"id": 1}}})

    client = stranger("https://a.example", transport=httpx.MockTransport(handler), max_connections=3)
    async with client as tv, anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(tv.media.get, 1)
    assert peak == 3
