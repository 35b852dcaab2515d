"""The crew of threads, and what interrupts them."""

import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from contextvars import ContextVar

import pytest

from synctv_async._concurrency import (
    Crew,
    Gate,
    InterruptedWorkError,
    Window,
    monotonic,
    sleep,
)
from synctv_async._concurrency.interrupt import Interrupt, check_interrupt, current_interrupt, interruptible, obey
from synctv_async._policy.window import RateLimit, RateWindow
from tests.support import SLACK

from .busy import Busy, until

colour = ContextVar("colour", default="none")


def threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("synctv-stream")]


@pytest.mark.parametrize("size", [1, 3, 16])
def test_threads_do_jobs_in_their_order_and_so_many_at_a_time(size):
    busy = Busy()
    with Crew(size) as crew:
        tickets = [crew.submit(busy.job(number)) for number in range(12)]
        assert [ticket.result() for ticket in tickets] == list(range(12))
    assert busy.begun == list(range(12))
    assert busy.peak <= size
    assert threads() == []


def test_a_thread_that_fails_disturbs_nobody_but_who_asks_for_it():
    def fail():
        raise ValueError("mine")

    with Crew(1) as crew:
        failing, good = crew.submit(fail), crew.submit(Busy().job(1))
        assert good.result() == 1
        for _ in range(2):
            with pytest.raises(ValueError, match="mine") as caught:
                failing.result()
            assert caught.value.__context__ is None


def test_a_thread_that_fails_with_a_cancellation_of_its_own_disturbs_nobody_either():
    def fail():
        raise CancelledError

    with Crew(1) as crew:
        failing, good = crew.submit(fail), crew.submit(Busy().job(1))
        with pytest.raises(CancelledError):
            failing.result()
        assert good.result() == 1


def test_a_discarded_job_of_threads_is_not_begun_and_says_whether_it_was():
    busy = Busy()
    release = threading.Event()
    with Crew(1) as crew:
        tickets = [crew.submit(lambda: busy.enter(0) or release.wait(5)), *map(crew.submit, map(busy.job, range(1, 4)))]
        until(lambda: busy.begun)
        assert [ticket.discard() for ticket in tickets[:3]] == [True, False, False]
        release.set()
        assert tickets[3].result() == 3
        assert tickets[3].discard()
        with pytest.raises(InterruptedWorkError):
            tickets[1].result()
    assert busy.begun == [0, 3]


def test_leaving_a_crew_of_threads_ends_what_sleeps_and_what_waits():
    busy = Busy()
    began = time.monotonic()
    with Crew(2) as crew:
        tickets = [crew.submit(busy.job(number, 30)) for number in range(5)]
        until(lambda: busy.running == 2)
    assert time.monotonic() - began < SLACK
    assert (sorted(busy.begun), busy.running) == ([0, 1], 0)
    assert threads() == []
    for ticket in tickets:
        with pytest.raises(InterruptedWorkError):
            ticket.result()


def test_a_crew_of_threads_takes_no_jobs_once_it_was_left():
    with Crew(1) as crew:
        assert crew.submit(Busy().job(1)).result() == 1
    with pytest.raises(InterruptedWorkError):
        crew.submit(Busy().job(2))
    assert threads() == []


def refuse(_):
    raise RuntimeError("no more")


def test_a_crew_makes_do_with_the_threads_that_there_can_be(monkeypatch):
    with Crew(8) as crew:
        assert crew.submit(Busy().job(1)).result() == 1
        monkeypatch.setattr(threading.Thread, "start", refuse)
        assert [crew.submit(Busy().job(number)).result() for number in range(4)] == [0, 1, 2, 3]
        monkeypatch.undo()
    with Crew(8) as crew:
        monkeypatch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError, match="no more"):
            crew.submit(Busy().job(1))
        monkeypatch.undo()


SCRIPT = """
import threading, time
from synctv_async._concurrency import Crew
main = threading.current_thread()
def work():
    with Crew(2) as crew:
        crew.submit(lambda: None).result()
        main.join()
        time.sleep(0.05)
        print([crew.submit(lambda number=number: number).result() for number in range(5)])
threading.Thread(target=work).start()
time.sleep(0.1)
"""


def test_a_crew_works_on_after_the_main_thread_has_ended():
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)  # noqa: S603
    assert done.stdout.strip() == "[0, 1, 2, 3, 4]"


def test_a_job_of_threads_has_the_context_of_who_handed_it_in():
    seen = []
    with Crew(1) as crew:
        for name in ("red", "green"):
            colour.set(name)
            seen.append(crew.submit(colour.get).result())
    assert seen == ["red", "green"]
    assert current_interrupt() is None


# What an interrupt ends.


def until_interrupted(work, after=0.05):
    """Run work in a thread that obeys an interrupt, set it after a while, and return what came out of the work."""
    interrupt, outcome = Interrupt(), []

    def obeying():
        obey(interrupt)
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - whatever it is
            outcome.append(error)

    thread = threading.Thread(target=obeying)
    thread.start()
    time.sleep(after)
    interrupt.set()
    thread.join(5)
    assert not thread.is_alive()
    return outcome[0]


def far():
    return monotonic() + 30


def in_a_gate():
    gate = Gate(1)
    gate.acquire(far())
    try:
        gate.acquire(far())
    except BaseException:
        gate.release()
        gate.acquire(monotonic())  # the place is not lost
        raise


def in_a_window():
    slots = RateWindow(RateLimit(1, per=30))
    window = Window(slots)
    window.acquire(far())
    window.settle()
    try:
        window.acquire(far())
    except BaseException:
        window._turn.acquire(monotonic())  # the turn is given back
        raise


def in_a_window_that_is_held():
    window = Window(RateWindow(None))
    window.hold(30)
    window.acquire(far())


def in_a_sleep():
    sleep(30)


def in_a_wait():
    event = threading.Event()
    with interruptible(event.set):
        event.wait(30)
    check_interrupt()


@pytest.mark.parametrize("work", [in_a_gate, in_a_window, in_a_window_that_is_held, in_a_sleep, in_a_wait])
def test_an_interrupt_ends_whatever_a_thread_waits_for(work):
    began = time.monotonic()
    assert type(until_interrupted(work)) is InterruptedWorkError
    assert time.monotonic() - began < 0.05 + SLACK


@pytest.mark.parametrize("work", [in_a_gate, in_a_window, in_a_sleep, in_a_wait])
def test_once_it_is_set_no_wait_begins(work):
    def late():
        time.sleep(0.1)
        return work()

    assert type(until_interrupted(late, after=0.0)) is InterruptedWorkError


def test_an_interrupt_wakes_nobody_who_has_ceased_to_wait():
    woken = []

    def work():
        with interruptible(lambda: woken.append("early")):
            pass
        sleep(30)

    assert type(until_interrupted(work)) is InterruptedWorkError
    assert woken == []


def test_an_interrupt_is_for_the_threads_that_obey_it():
    interrupt = Interrupt()
    interrupt.set()
    sleep(0.001)
    check_interrupt()
    with interruptible(lambda: None):
        pass
    assert current_interrupt() is None


def test_an_interrupt_is_no_exception_that_someone_may_swallow():
    assert not issubclass(InterruptedWorkError, Exception)


def test_interrupts_at_random_moments_lose_no_place_of_a_gate():
    gate = Gate(2)
    for round_ in range(40):
        with Crew(6) as crew:
            for _ in range(12):

                def hold():
                    gate.acquire(far())
                    try:
                        sleep(0.001)
                    finally:
                        gate.release()

                crew.submit(hold)
            time.sleep(0.0004 * (round_ % 12))
    assert (gate._free, len(gate._waiting)) == (2, 0)
