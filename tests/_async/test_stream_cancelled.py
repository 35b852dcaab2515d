"""Streams that are cancelled: by asyncio, by anyio and by trio, at any moment."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import anyio
import pytest
import trio

from synctv_async import AsyncSyncTV, ConfigError, RetryPolicy, ServerError
from tests.support import SLACK
from tests.support.leftovers import leftovers
from tests.support.list_server import ListServer
from tests.support.wire_server import Received, answer

from .clients import stranger

pytestmark = pytest.mark.async_only

ROWS = [*range(1, 401)]
BUSY = answer(b"{}", "503 Service Unavailable", ("Retry-After: 0",))
STUBBORN = RetryPolicy(max_attempts=20, base_delay=0.001, max_delay=0.01)
THROTTLED = answer(b"{}", "429 Too Many Requests", ("Retry-After: 0",))


class Moody(ListServer):
    """Takes up to ten milliseconds an answer, and refuses one in ten."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.calm = False
        super().__init__(len(ROWS), self._answer_or_not)

    def _answer_or_not(self, _: Received) -> bytes | None:
        time.sleep(self.dice.random() / 100)
        mood = 1.0 if self.calm else self.dice.random()
        return BUSY if mood < 0.06 else THROTTLED if mood < 0.1 else None


async def read(tv: AsyncSyncTV, dice: random.Random) -> list[int]:
    seen: list[int] = []
    stream = tv.media.list(page_size=dice.randint(4, 30)).stream(dice.choice([1, 2, 4, 8, 16]))
    try:
        async with stream as rows:
            async for row in rows:
                seen.append(row.id)
                if dice.random() < 0.05:
                    await anyio.sleep(dice.random() / 200)
    finally:
        assert seen == ROWS[: len(seen)]
        assert stream.receipt.delivered == len(seen)
    return seen


async def works(tv: AsyncSyncTV) -> bool:
    """Tell whether a client with four connections still has all of them, and reads what there is."""
    gate = tv._pipeline.core.sender._client._transport._inner._gate  # type: ignore[attr-defined]
    with anyio.fail_after(20):
        async with tv.media.list(page_size=20).stream(8) as rows:
            seen = [row.id async for row in rows]
    return seen == ROWS and gate._free.value == 4


async def cancelled(tv: AsyncSyncTV, dice: random.Random, patience: float) -> None:
    task = asyncio.create_task(read(tv, dice))
    await asyncio.sleep(patience)
    task.cancel()
    if dice.random() < 0.3:  # and once more, while it winds down
        await asyncio.sleep(dice.random() / 500)
        task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        assert task.cancelled()


async def timed_out(tv: AsyncSyncTV, dice: random.Random, patience: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await read(tv, dice)


async def moved_on(tv: AsyncSyncTV, dice: random.Random, patience: float) -> None:
    with anyio.move_on_after(patience):
        await read(tv, dice)


async def failed_after(tv: AsyncSyncTV, dice: random.Random, patience: float) -> None:
    with suppress(TimeoutError), anyio.fail_after(patience):
        await read(tv, dice)


async def with_others(tv: AsyncSyncTV, dice: random.Random, patience: float) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(read, tv, dice)
        await anyio.sleep(patience)
        group.cancel_scope.cancel()


Way = Callable[[AsyncSyncTV, random.Random, float], Awaitable[None]]
WAYS: list[Way] = [cancelled, timed_out, moved_on, failed_after, with_others]


@pytest.mark.parametrize("way", WAYS)
async def test_after_a_hundred_cancellations_nothing_is_left_behind(way: Way) -> None:
    dice = random.Random(way.__name__)
    task = asyncio.current_task()
    assert task is not None
    with Moody(1) as server:
        async with stranger(server.url, max_connections=4, retry=STUBBORN) as tv:
            for _ in range(100):
                await way(tv, dice, dice.random() ** 2 / 10)
                assert leftovers() == []
                assert task.cancelling() == 0
            server.calm = True
            assert await works(tv)
        assert server.all_gone()


@pytest.mark.parametrize("way", [moved_on, failed_after, with_others])
def test_after_cancellations_by_trio_nothing_is_left_behind(way: Way) -> None:
    dice = random.Random(way.__name__)

    async def main() -> None:
        with Moody(2) as server:
            async with stranger(server.url, max_connections=4, retry=STUBBORN) as tv:
                tasks = trio.lowlevel.current_statistics().tasks_living
                for _ in range(30):
                    await way(tv, dice, dice.random() ** 2 / 10)
                    assert trio.lowlevel.current_statistics().tasks_living == tasks
                server.calm = True
                assert await works(tv)
            assert await trio.to_thread.run_sync(server.all_gone)

    trio.run(main)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_who_gives_up_a_single_row_again_and_again_gets_them_all(backend: str) -> None:
    async def main() -> None:
        dice = random.Random(backend)
        with Moody(3) as server:
            async with stranger(server.url, max_connections=4, retry=STUBBORN) as tv:
                seen, gave_up = list[int](), 0
                async with tv.media.list(page_size=20).stream(4) as rows:
                    while True:
                        with anyio.move_on_after(dice.random() / 100) as scope:
                            row = await anext(rows, None)
                            if row is None:
                                break
                            seen.append(row.id)
                        gave_up += scope.cancelled_caught
                assert seen == ROWS
                assert rows.receipt.status == "complete"
                assert gave_up > 3

    anyio.run(main, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_error_of_the_service_comes_out_bare_under_both_loops(backend: str) -> None:
    async def main() -> None:
        with ListServer(200, lambda request: BUSY if "offset=96" in request.target else None) as server:
            async with stranger(server.url, retry=None) as tv, tv.media.list().stream(8) as rows:
                seen: list[int] = []
                with pytest.raises(ServerError) as caught:  # noqa: PT012
                    async for row in rows:
                        seen.append(row.id)  # noqa: PERF401 - the rows before the error count
                assert type(caught.value) is ServerError
                assert (caught.value.__cause__, caught.value.__context__) == (None, None)
                assert caught.value.checkpoint == rows.checkpoint
                assert seen == [*range(1, 98)]

    anyio.run(main, backend=backend)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_an_error_in_the_body_comes_out_bare_under_both_loops(backend: str) -> None:
    mine = ValueError("mine")

    async def main() -> None:
        with Moody(4) as server:
            async with stranger(server.url, max_connections=4, retry=STUBBORN) as tv:
                with pytest.raises(ValueError, match="mine") as caught:  # noqa: PT012
                    async with tv.media.list(page_size=10).stream(8) as rows:
                        await anext(rows)
                        raise mine
                assert caught.value is mine
                assert (mine.__cause__, mine.__context__) == (None, None)
            assert await anyio.to_thread.run_sync(server.all_gone)

    anyio.run(main, backend=backend)


async def test_a_stalling_service_does_not_hold_who_leaves() -> None:
    def stall(request: Received) -> None:
        server.closing.wait(30 if "offset" in request.target else 0)

    with ListServer(400, stall) as server:
        async with stranger(server.url) as tv:
            began = time.monotonic()
            async with tv.media.list().stream(8) as rows:
                assert [(await anext(rows)).id for _ in range(25)] == ROWS[:25]
                with anyio.move_on_after(0.1):
                    await anext(rows)
            assert time.monotonic() - began < 0.1 + SLACK
    assert leftovers() == []


async def test_what_fails_with_a_cancellation_of_its_own_does_not_end_the_stream() -> None:
    """A middleware that waits for a task which somebody cancelled."""
    left = [1]

    async def middleware(request: object, call_next: Callable[[object], Awaitable[object]]) -> object:
        if left[0] and getattr(request, "offset", None) == 48:
            left[0] -= 1
            other = asyncio.ensure_future(asyncio.sleep(10))
            other.cancel()
            await other
        return await call_next(request)

    with ListServer(400) as server:
        async with stranger(server.url, middleware=[middleware]) as tv, tv.media.list().stream(4) as rows:
            seen: list[int] = []
            with pytest.raises(asyncio.CancelledError):  # noqa: PT012
                async for row in rows:
                    seen.append(row.id)  # noqa: PERF401 - the rows before the error count
            assert seen == ROWS[:49]
            assert (await tv.media.list().first()) is not None
    assert leftovers() == []


async def test_a_stream_made_before_it_is_needed_works_in_another_task() -> None:
    with ListServer(400) as server:
        async with stranger(server.url) as tv:
            stream = await asyncio.to_thread(tv.media.list().stream, 4)

            async def consume() -> list[int]:
                async with stream as rows:
                    return [row.id async for row in rows]

            assert await asyncio.create_task(consume()) == ROWS


async def test_who_reads_in_another_task_is_told_when_the_block_is_left() -> None:
    def stall(request: Received) -> None:
        server.closing.wait(30 if "offset" in request.target else 0)

    with ListServer(400, stall) as server:
        async with stranger(server.url) as tv:

            async def consume() -> list[int]:
                return [row.id async for row in rows]

            async with tv.media.list().stream(2) as rows:
                task = asyncio.create_task(consume())
                await asyncio.sleep(0.1)
            with pytest.raises(ConfigError, match="inside of its 'with' block") as caught:
                await task
            assert caught.value.checkpoint == rows.checkpoint
