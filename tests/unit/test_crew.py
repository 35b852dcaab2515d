"""The crew of tasks, under both event loops."""

import asyncio
import time
from contextvars import ContextVar

import anyio
import pytest

from synctv_async._concurrency import (
    AsyncCrew,
    InterruptedWorkError,
)
from tests.support import SLACK

from .busy import Busy

both_loops = pytest.mark.parametrize("backend", ["asyncio", "trio"])
colour = ContextVar("colour", default="none")


async def auntil(condition):
    with anyio.fail_after(5):
        while not condition():  # noqa: ASYNC110 - nothing tells when a job begins
            await anyio.sleep(0.001)


def run(backend, main):
    async def bounded():
        with anyio.fail_after(10):
            return await main()

    return anyio.run(bounded, backend=backend)


@both_loops
@pytest.mark.parametrize("size", [1, 3, 16])
def test_tasks_do_jobs_in_their_order_and_so_many_at_a_time(backend, size):
    async def main():
        busy = Busy()
        async with AsyncCrew(size) as crew:
            tickets = [crew.submit(busy.ajob(number)) for number in range(12)]
            assert [await ticket.result() for ticket in tickets] == list(range(12))
        assert busy.begun == list(range(12))
        assert busy.peak == min(size, 12)

    run(backend, main)


@both_loops
def test_a_crew_of_tasks_that_had_nothing_to_do_works_again(backend):
    async def main():
        busy = Busy()
        async with AsyncCrew(2) as crew:
            for number in range(5):
                assert await crew.submit(busy.ajob(number)).result() == number
                await anyio.sleep(0.01)
        async with AsyncCrew(2):
            pass

    run(backend, main)


def test_a_crew_of_tasks_can_be_made_before_there_is_a_loop():
    crew = AsyncCrew(2)

    async def main():
        async with crew:
            assert await crew.submit(Busy().ajob(1)).result() == 1

    run("asyncio", main)


@both_loops
def test_a_task_that_fails_disturbs_nobody_but_who_asks_for_it(backend):
    async def fail():
        raise ValueError("mine")

    async def main():
        busy = Busy()
        async with AsyncCrew(2) as crew:
            failing, good = crew.submit(fail), crew.submit(busy.ajob(1, 0.02))
            await anyio.sleep(0.01)
            assert await good.result() == 1
            for _ in range(2):
                with pytest.raises(ValueError, match="mine") as caught:
                    await failing.result()
                assert caught.value.__context__ is None
            assert await crew.submit(busy.ajob(2)).result() == 2

    run(backend, main)


def test_a_task_that_fails_with_a_cancellation_of_its_own_disturbs_nobody_either():
    async def fail():
        other = asyncio.ensure_future(asyncio.sleep(10))
        other.cancel()
        await other

    async def main():
        busy = Busy()
        async with AsyncCrew(1) as crew:
            failing, good = crew.submit(fail), crew.submit(busy.ajob(1, 0.02))
            with pytest.raises(asyncio.CancelledError):
                await failing.result()
            assert await good.result() == 1
            assert await crew.submit(busy.ajob(2)).result() == 2
        task = asyncio.current_task()
        assert task is not None
        assert task.cancelling() == 0

    run("asyncio", main)


@both_loops
def test_a_discarded_job_is_not_begun_and_says_whether_it_was(backend):
    async def main():
        busy = Busy()
        async with AsyncCrew(1) as crew:
            tickets = [crew.submit(busy.ajob(0, 0.02)), *(crew.submit(busy.ajob(number)) for number in range(1, 4))]
            assert [ticket.discard() for ticket in tickets[1:3]] == [False, False]
            await auntil(lambda: busy.begun)
            assert tickets[0].discard()
            assert await tickets[3].result() == 3
            assert tickets[3].discard()
            with pytest.raises(InterruptedWorkError):
                await tickets[1].result()
        assert busy.begun == [0, 3]

    run(backend, main)


@both_loops
def test_leaving_a_crew_of_tasks_ends_what_runs_and_what_waits(backend):
    async def main():
        busy = Busy()
        began = time.monotonic()
        async with AsyncCrew(2) as crew:
            tickets = [crew.submit(busy.ajob(number, 30)) for number in range(5)]
            await auntil(lambda: busy.running == 2)
        assert time.monotonic() - began < SLACK
        assert (busy.begun, busy.running) == ([0, 1], 0)
        for ticket in tickets:
            with pytest.raises(InterruptedWorkError):
                await ticket.result()

    run(backend, main)


@both_loops
def test_who_waits_in_another_task_when_the_crew_is_left_is_told(backend):
    async def wait(ticket, told):
        with pytest.raises(InterruptedWorkError):
            await ticket.result()
        told.append(ticket)

    async def main():
        told = []
        async with anyio.create_task_group() as group, AsyncCrew(1) as crew:
            tickets = [crew.submit(Busy().ajob(number, 30)) for number in range(2)]
            for ticket in tickets:
                group.start_soon(wait, ticket, told)
            await anyio.sleep(0.01)
        assert len(told) == 2

    run(backend, main)


async def test_a_crew_of_tasks_takes_jobs_in_its_block_only():
    crew = AsyncCrew(1)
    with pytest.raises(InterruptedWorkError):
        crew.submit(Busy().ajob(1))
    async with crew:
        assert await crew.submit(Busy().ajob(2)).result() == 2
    with pytest.raises(InterruptedWorkError):
        crew.submit(Busy().ajob(3))


@both_loops
def test_an_error_of_who_works_inside_comes_out_as_it_is(backend):
    mine = ValueError("mine")

    async def fail():
        await anyio.sleep(0.001)
        raise KeyError

    async def main():
        with pytest.raises(ValueError, match="mine") as caught:  # noqa: PT012
            async with AsyncCrew(4) as crew:
                for _ in range(3):
                    crew.submit(Busy().ajob(1, 30))
                    crew.submit(fail)
                await anyio.sleep(0.01)
                raise mine
        assert caught.value is mine
        assert (mine.__context__, mine.__cause__) == (None, None)

    run(backend, main)


@both_loops
def test_a_timeout_around_a_crew_is_a_timeout(backend):
    async def main():
        with pytest.raises(TimeoutError):  # noqa: PT012
            with anyio.fail_after(0.02):
                async with AsyncCrew(2) as crew:
                    await crew.submit(Busy().ajob(1, 30)).result()
        with anyio.move_on_after(0.02) as scope:
            async with AsyncCrew(2) as crew:
                for number in range(5):
                    crew.submit(Busy().ajob(number, 30))
                await anyio.sleep(30)
        assert scope.cancelled_caught

    run(backend, main)


async def test_the_loops_own_timeout_around_a_crew_is_a_timeout():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02), AsyncCrew(2) as crew:
            await crew.submit(Busy().ajob(1, 30)).result()
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_wait_for_a_ticket_that_is_given_up_can_be_begun_again():
    async with AsyncCrew(2) as crew:
        ticket = crew.submit(Busy().ajob(1, 0.05))
        with anyio.move_on_after(0.01):
            await ticket.result()
        assert await ticket.result() == 1


@both_loops
def test_a_job_of_tasks_has_the_context_of_who_handed_it_in(backend):
    async def get():
        return colour.get()

    async def main():
        colour.set("red")
        async with AsyncCrew(1) as crew:
            assert await crew.submit(get).result() == "red"

    run(backend, main)
