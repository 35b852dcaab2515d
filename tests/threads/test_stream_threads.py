"""Streams of the sync facade: threads that wait for whatever it may be are woken when the stream is left."""

import json
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

import httpx
import pytest

from synctv_async import ConfigError, RateLimit, RetryPolicy, Stream, SyncTV, TimeoutError
from synctv_async.sandbox import Fault, Sandbox, Uniform
from tests.support import SLACK
from tests.support.leftovers import leftovers
from tests.support.lists import later, numbered, page_of
from tests.support.traffic import Watch, all_gone
from tests.support.wire_server import Line, WireServer, answer

ROWS = [*range(1, 401)]
PATIENT = RetryPolicy(max_attempts=100, base_delay=30, max_delay=30)


def synctv(box: Sandbox, **options: Any) -> SyncTV:
    return SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret, **options)


@contextmanager
def stalling() -> Iterator[Sandbox]:
    """A service that answers for the first page only."""
    with numbered(400) as box:
        box.fault(when=later, delay=30.0, times=None)
        yield box


def places_in(tv: SyncTV) -> int:
    """How many connections a client may have that nobody uses."""
    free: int = tv._pipeline.core.sender._client._transport._inner._gate._free  # type: ignore[attr-defined]
    return free


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    assert leftovers() == []


def leave_after(rows: int, client: SyncTV, until: Callable[[], bool]) -> None:
    """Read some rows, wait until the threads stand where they should, and leave; that takes no time."""
    with client as tv:
        with tv.media.list().stream(8) as stream:
            assert [row.id for row in islice(stream, rows)] == ROWS[:rows]
            end = time.monotonic() + 5
            while not until():
                assert time.monotonic() < end
                time.sleep(0.005)
            time.sleep(0.05)
            began = time.monotonic()
        assert time.monotonic() - began < SLACK
        assert leftovers() == []
        assert stream.receipt.delivered == rows


def test_leaving_wakes_threads_that_wait_for_an_answer() -> None:
    retried: list[Any] = []
    with stalling() as box:
        watch = Watch(box)
        leave_after(25, synctv(box, timeout=60, on_retry=retried.append), lambda: watch.under_way == 8)
        assert retried == []  # nobody tries again what nobody waits for
        assert watch.accepted <= 8
        assert all_gone(box)


@pytest.mark.parametrize("sent", [b"H", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n", answer(b"x" * 100)[:-50]])
def test_leaving_wakes_threads_that_wait_for_the_rest_of_an_answer(sent: bytes) -> None:
    """On bare sockets: a server of HTTP sends its answers' heads in one piece."""
    stalling = threading.Semaphore(0)
    first = answer(page_of([{"id": number} for number in ROWS[:25]]))
    count = answer(json.dumps({"response": {"count": len(ROWS), "code": 1}}).encode())

    def script(line: Line) -> None:
        while (request := line.read()) is not None:
            if "offset=" in request.target:
                line.send(sent)
                stalling.release()
                server.closing.wait(30)
            line.send(count if "/count" in request.target else first)

    with WireServer(script) as server:
        client = SyncTV(server.url, access_id=1, access_secret="x", timeout=60)
        leave_after(25, client, lambda: all(stalling.acquire(timeout=5) for _ in range(8)))


@pytest.mark.parametrize("status", [503, 429])
def test_leaving_wakes_threads_that_wait_to_try_again(status: int) -> None:
    with numbered(400) as box:
        box.fault(when=later, status=status, headers={"Retry-After": "30"}, times=None)
        leave_after(25, synctv(box, timeout=60), lambda: len(box.requests) > 2)
        assert len(box.requests) <= 2 + 15


def test_leaving_wakes_threads_that_wait_for_a_delay_of_our_own() -> None:
    with numbered(400) as box:
        box.fault(when=later, status=503, times=None)
        leave_after(25, synctv(box, timeout=60, retry=PATIENT), lambda: len(box.requests) > 8)


def test_leaving_wakes_threads_that_wait_for_the_rate_limit() -> None:
    with numbered(400) as box:
        leave_after(25, synctv(box, timeout=60, rate_limit=RateLimit(3, per=60)), lambda: len(box.requests) == 3)


def test_leaving_wakes_threads_that_wait_for_a_connection() -> None:
    with stalling() as box:
        watch = Watch(box)
        leave_after(25, synctv(box, timeout=60, max_connections=1), lambda: watch.under_way == 1)


def reading_elsewhere(stream: Stream[Any]) -> tuple[threading.Thread, list[ConfigError]]:
    """Read in another thread, which is told when the block is left."""
    told: list[ConfigError] = []

    def consume() -> None:
        with pytest.raises(ConfigError, match="inside of its 'with' block") as caught:
            list(stream)
        told.append(caught.value)

    reader = threading.Thread(target=consume)
    reader.start()
    time.sleep(0.2)
    return reader, told


def test_leaving_wakes_threads_that_wait_for_a_login(box: Sandbox) -> None:
    box.fault(path="*/client_authorize.json", delay=30.0)
    with SyncTV(box.url, client_key=box.client_key, device_uid="threads", timeout=60) as tv:
        with tv.media.list().stream(8) as stream:
            reader, told = reading_elsewhere(stream)
            began = time.monotonic()
        reader.join(5)
        assert time.monotonic() - began < SLACK
        assert len(told) == 1
        box.clear_faults()


def test_an_interrupted_client_works_on() -> None:
    with stalling() as box, synctv(box, max_connections=4, timeout=60) as tv:
        for _ in range(5):
            with tv.media.list().stream(8) as stream:
                assert len(list(islice(stream, 25))) == 25
        box.clear_faults()
        with tv.media.list().stream(8) as stream:
            assert [row.id for row in stream] == ROWS
        assert places_in(tv) == 4


def test_ctrl_c_in_the_body() -> None:
    with stalling() as box, synctv(box, timeout=60) as tv:
        stream = tv.media.list().stream(8)
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt), stream:  # noqa: PT012
            assert next(stream).id == 1
            raise KeyboardInterrupt
        assert time.monotonic() - began < SLACK
        assert leftovers() == []


@pytest.mark.skipif(threading.current_thread() is not threading.main_thread(), reason="signals are the main thread's")
def test_ctrl_c_while_the_body_waits_for_a_row() -> None:
    main = threading.get_ident()
    with stalling() as box, synctv(box, timeout=60) as tv:
        stream = tv.media.list().stream(8)
        timer = threading.Timer(0.3, lambda: signal.pthread_kill(main, signal.SIGINT))
        began = time.monotonic()
        timer.start()
        seen: list[int] = []
        with pytest.raises(KeyboardInterrupt), stream:
            seen.extend(row.id for row in stream)
        assert time.monotonic() - began < 0.3 + SLACK
        timer.join()
        assert leftovers() == []
        assert stream.receipt.delivered == 25


def test_leaving_one_stream_does_not_disturb_another() -> None:
    """They wait for the same connections, the same rate window and the same pause."""
    dice = random.Random(1)
    throttled = Fault(status=429, headers={"Retry-After": "0"}, probability=0.03, times=None)
    quick = RetryPolicy(max_attempts=30, base_delay=0.001, max_delay=0.01)
    with numbered(400) as box:
        box.chaos(Fault(delay=Uniform(0, 0.005), times=None), throttled)
        options: dict[str, Any] = {"max_connections": 3, "rate_limit": RateLimit(100, per=0.5), "retry": quick}
        with synctv(box, **options) as tv:
            done = threading.Event()

            def hop() -> None:
                while not done.is_set():
                    with tv.media.list(page_size=10).stream(6) as stream:
                        for _ in islice(stream, dice.randint(0, 40)):
                            pass

            hoppers = [threading.Thread(target=hop) for _ in range(3)]
            for hopper in hoppers:
                hopper.start()
            try:
                for _ in range(5):
                    with tv.media.list(page_size=40).stream(3) as rows:
                        assert [row.id for row in rows] == ROWS
                    assert rows.receipt.status == "complete"
            finally:
                done.set()
                for hopper in hoppers:
                    hopper.join(10)
            assert not any(hopper.is_alive() for hopper in hoppers)
            assert places_in(tv) == 3


def test_many_threads_stream_with_one_client(box: Sandbox) -> None:
    seen: dict[int, list[int]] = {}
    with synctv(box, max_connections=6) as tv:

        def read(number: int) -> None:
            with tv.media.list(page_size=number + 5).stream(number + 1) as rows:
                seen[number] = [row.id for row in rows]

        threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert seen == dict.fromkeys(range(8), box.media.ids())


def test_who_reads_in_another_thread_is_told_when_the_block_is_left() -> None:
    with stalling() as box, synctv(box, timeout=60) as tv:
        with tv.media.list().stream(2) as stream:
            reader, told = reading_elsewhere(stream)
        reader.join(5)
        assert told[0].checkpoint == stream.checkpoint


def test_a_context_that_changes_on_the_way_is_seen_by_the_requests_after_it() -> None:
    colour: ContextVar[str] = ContextVar("colour", default="none")
    seen: list[str] = []
    with numbered(400) as box:
        tv = synctv(box, on_request=lambda _: seen.append(colour.get()))
        with tv, tv.media.list(page_size=10).stream(1) as rows:
            for row in rows:
                if row.id == 200:
                    colour.set("red")
    assert seen[0] == "none"
    assert seen[-1] == "red"


def test_connections_that_one_request_opened_and_another_uses_are_woken_too() -> None:
    with stalling() as box:
        watch = Watch(box)
        options: dict[str, Any] = {"transport": httpx.HTTPTransport(), "rate_limit": RateLimit(2, per=0.3)}
        with synctv(box, timeout=60, **options) as tv:
            tv.media.list().first()
            readers = [threading.Thread(target=tv.media.list().first) for _ in range(2)]
            for reader in readers:  # the second waits for the rate limit, then both have used the one connection
                reader.start()
            for reader in readers:
                reader.join()
            time.sleep(0.4)
            with tv.media.list().stream(2) as stream:
                assert len(list(islice(stream, 25))) == 25
                while watch.under_way < 2:
                    time.sleep(0.005)
                began = time.monotonic()
            assert time.monotonic() - began < SLACK


def test_connections_of_a_transport_that_is_given_keep_to_the_request_that_uses_them() -> None:
    """One request after the other borrows a connection; an earlier one's time is not the later one's."""
    with numbered(100) as box:
        box.fault(delay=0.02, times=None)
        options: dict[str, Any] = {"timeout": 0.3, "total_timeout": 0.6, "retry": None}
        with synctv(box, transport=httpx.HTTPTransport(), **options) as tv:
            with tv.media.list(page_size=10).stream(4) as rows:
                assert len(list(rows)) == 100
            time.sleep(0.7)  # all their deadlines have passed
            for _ in range(6):
                with tv.media.list().stream(2) as rows:
                    assert len(list(rows)) == 100


def test_a_transport_that_is_given_is_bounded_and_woken_too() -> None:
    with stalling() as box:
        watch = Watch(box)
        leave_after(25, synctv(box, timeout=60, transport=httpx.HTTPTransport()), lambda: watch.under_way == 8)
    with stalling() as box:
        hasty = synctv(box, transport=httpx.HTTPTransport(), timeout=0.3, retry=None)
        with hasty as tv, tv.media.list().stream(2) as rows, pytest.raises(TimeoutError):
            list(rows)
