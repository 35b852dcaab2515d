"""Streams that are cancelled: by asyncio, by anyio and by trio, at any moment."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import anyio
import pytest
import trio

from synctv_async import AsyncSyncTV, ConfigError, RetryPolicy, ServerError
from synctv_async.sandbox import Fault, Sandbox, Uniform
from tests.support import SLACK
from tests.support.leftovers import leftovers
from tests.support.lists import PAGES, later, numbered, page_at
from tests.support.traffic import all_gone

from .clients import synctv

pytestmark = pytest.mark.async_only

ROWS = [*range(1, 401)]
STUBBORN = RetryPolicy(max_attempts=20, base_delay=0.001, max_delay=0.01)
SLOW: dict[str, Any] = {"delay": Uniform(0, 0.01), "times": None}
AT_ONCE: dict[str, Any] = {"headers": {"Retry-After": "0"}, "times": None}


@contextmanager
def moody(seed: int) -> Iterator[Sandbox]:
    """Take up to ten milliseconds an answer, and refuse one in ten."""
    busy = Fault(status=503, probability=0.06, **AT_ONCE)
    throttled = Fault(status=429, probability=0.04, **AT_ONCE)
    with numbered(len(ROWS)) as box:
        box.chaos(Fault(**SLOW), busy, throttled, seed=seed)
        yield box


def calm(box: Sandbox) -> None:
    box.clear_faults()
    box.fault(**SLOW)


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
    with moody(1) as box:
        async with synctv(box, max_connections=4, retry=STUBBORN) as tv:
            for _ in range(100):
                await way(tv, dice, dice.random() ** 2 / 10)
                assert leftovers() == []
                assert task.cancelling() == 0
            calm(box)
            assert await works(tv)
        assert await asyncio.to_thread(all_gone, box)


@pytest.mark.parametrize("way", [moved_on, failed_after, with_others])
def test_after_cancellations_by_trio_nothing_is_left_behind(way: Way) -> None:
    dice = random.Random(way.__name__)

    async def main() -> None:
        with moody(2) as box:
            async with synctv(box, max_connections=4, retry=STUBBORN) as tv:
                tasks = trio.lowlevel.current_statistics().tasks_living
                for _ in range(30):
                    await way(tv, dice, dice.random() ** 2 / 10)
                    assert trio.lowlevel.current_statistics().tasks_living == tasks
                calm(box)
                assert await works(tv)
            assert await trio.to_thread.run_sync(all_gone, box)

    trio.run(main)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_who_gives_up_a_single_row_again_and_again_gets_them_all(backend: str) -> None:
    async def main() -> None:
        dice = random.Random(backend)
        with moody(3) as box:
            async with synctv(box, max_connections=4, retry=STUBBORN) as tv:
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
        with numbered(200) as box:
            box.fault(path=PAGES, when=page_at(96), status=503, **AT_ONCE)
            async with synctv(box, retry=None) as tv, tv.media.list().stream(8) as rows:
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
        with moody(4) as box:
            async with synctv(box, max_connections=4, retry=STUBBORN) as tv:
                with pytest.raises(ValueError, match="mine") as caught:  # noqa: PT012
                    async with tv.media.list(page_size=10).stream(8) as rows:
                        await anext(rows)
                        raise mine
                assert caught.value is mine
                assert (mine.__cause__, mine.__context__) == (None, None)
            assert await anyio.to_thread.run_sync(all_gone, box)

    anyio.run(main, backend=backend)


async def test_a_stalling_service_does_not_hold_who_leaves() -> None:
    with numbered(400) as box:
        box.fault(when=later, delay=30.0, times=None)
        async with synctv(box) as tv:
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

    with numbered(400) as box:
        async with synctv(box, middleware=[middleware]) as tv, tv.media.list().stream(4) as rows:
            seen: list[int] = []
            with pytest.raises(asyncio.CancelledError):  # noqa: PT012
                async for row in rows:
                    seen.append(row.id)  # noqa: PERF401 - the rows before the error count
            assert seen == ROWS[:49]
            assert (await tv.media.list().first()) is not None
    assert leftovers() == []


async def test_a_stream_made_before_it_is_needed_works_in_another_task() -> None:
    with numbered(400) as box:
        async with synctv(box) as tv:
            stream = await asyncio.to_thread(tv.media.list().stream, 4)

            async def consume() -> list[int]:
                async with stream as rows:
                    return [row.id async for row in rows]

            assert await asyncio.create_task(consume()) == ROWS


async def test_who_reads_in_another_task_is_told_when_the_block_is_left() -> None:
    with numbered(400) as box:
        box.fault(when=later, delay=30.0, times=None)
        async with synctv(box) as tv:

            async def consume() -> list[int]:
                return [row.id async for row in rows]

            async with tv.media.list().stream(2) as rows:
                task = asyncio.create_task(consume())
                await asyncio.sleep(0.1)
            with pytest.raises(ConfigError, match="inside of its 'with' block") as caught:
                await task
            assert caught.value.checkpoint == rows.checkpoint
