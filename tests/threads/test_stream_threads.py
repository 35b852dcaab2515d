"""Streams of the sync facade: threads that wait for whatever it may be are woken when the stream is left."""

import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from itertools import islice
from typing import Any

import httpx
import pytest

from synctv_async import ConfigError, RateLimit, RetryPolicy, Stream, SyncTV, TimeoutError
from synctv_async.sandbox import Sandbox
from tests.support import SLACK
from tests.support.leftovers import leftovers
from tests.support.list_server import ListServer, offset_of
from tests.support.wire_server import Line, Received, WireServer, answer

ROWS = [*range(1, 401)]
PATIENT = RetryPolicy(max_attempts=100, base_delay=30, max_delay=30)


def stranger(url: str, **options: Any) -> SyncTV:
    return SyncTV(url, access_id=1, access_secret="x", **options)


def later(request: Received) -> bool:
    """Choose every page but the first."""
    return bool(offset_of(request))


def stall(server: WireServer) -> None:
    server.closing.wait(30)


def stalling() -> ListServer:
    """A service that answers for the first page only."""

    def wait(request: Received) -> None:
        if later(request):
            stall(server)

    server = ListServer(400, wait)
    return server


def places_in(tv: SyncTV) -> int:
    """How many connections a client may have that nobody uses."""
    free: int = tv._pipeline.core.sender._client._transport._inner._gate._free  # type: ignore[attr-defined]
    return free


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    yield
    assert leftovers() == []


def leave_after(rows: int, server: ListServer, until: Callable[[], bool], **options: Any) -> None:
    """Read some rows, wait until the threads stand where they should, and leave; that takes no time."""
    with stranger(server.url, timeout=60, **options) as tv:
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
    with stalling() as server:
        leave_after(25, server, lambda: server.under_way == 8, on_retry=retried.append)
        assert retried == []  # nobody tries again what nobody waits for
        assert server.accepted <= 8
        server.closing.set()
        assert server.all_gone()


@pytest.mark.parametrize("sent", [b"H", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n", answer(b"x" * 100)[:-50]])
def test_leaving_wakes_threads_that_wait_for_the_rest_of_an_answer(sent: bytes) -> None:
    stalling = threading.Semaphore(0)

    def script(line: Line) -> None:
        while (request := line.read()) is not None:
            if later(request):
                line.send(sent)
                stalling.release()
                stall(server)
            line.send(server._answer(request))

    server = ListServer(400)
    server._script = script
    with server:
        leave_after(25, server, lambda: all(stalling.acquire(timeout=5) for _ in range(8)))


@pytest.mark.parametrize("status", ["503 Service Unavailable", "429 Too Many Requests"])
def test_leaving_wakes_threads_that_wait_to_try_again(status: str) -> None:
    refusal = answer(b"{}", status, ("Retry-After: 30",))
    with ListServer(400, lambda request: refusal if later(request) else None) as server:
        leave_after(25, server, lambda: len(server.requests) > 2)
        assert len(server.requests) <= 2 + 15


def test_leaving_wakes_threads_that_wait_for_a_delay_of_our_own() -> None:
    refusal = answer(b"{}", "503 Service Unavailable")
    with ListServer(400, lambda request: refusal if later(request) else None) as server:
        leave_after(25, server, lambda: len(server.requests) > 8, retry=PATIENT)


def test_leaving_wakes_threads_that_wait_for_the_rate_limit() -> None:
    with ListServer(400) as server:
        leave_after(25, server, lambda: len(server.requests) == 3, rate_limit=RateLimit(3, per=60))


def test_leaving_wakes_threads_that_wait_for_a_connection() -> None:
    with stalling() as server:
        leave_after(25, server, lambda: server.under_way == 1, max_connections=1)


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
    calm = threading.Event()

    def mood(request: Received) -> None:
        if later(request) and not calm.is_set():
            stall(server)

    with ListServer(400, mood) as server, stranger(server.url, max_connections=4, timeout=60) as tv:
        for _ in range(5):
            with tv.media.list().stream(8) as stream:
                assert len(list(islice(stream, 25))) == 25
        calm.set()
        with tv.media.list().stream(8) as stream:
            assert [row.id for row in stream] == ROWS
        assert places_in(tv) == 4


def test_ctrl_c_in_the_body() -> None:
    with stalling() as server, stranger(server.url, timeout=60) as tv:
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
    with stalling() as server, stranger(server.url, timeout=60) as tv:
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

    def mood(_: Received) -> bytes | None:
        time.sleep(dice.random() / 200)
        return answer(b"{}", "429 Too Many Requests", ("Retry-After: 0",)) if dice.random() < 0.03 else None

    quick = RetryPolicy(max_attempts=30, base_delay=0.001, max_delay=0.01)
    with ListServer(400, mood) as server:
        options: dict[str, Any] = {"max_connections": 3, "rate_limit": RateLimit(100, per=0.5), "retry": quick}
        with stranger(server.url, **options) as tv:
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
    with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret, max_connections=6) as tv:

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
    with stalling() as server, stranger(server.url, timeout=60) as tv:
        with tv.media.list().stream(2) as stream:
            reader, told = reading_elsewhere(stream)
        reader.join(5)
        assert told[0].checkpoint == stream.checkpoint


def test_a_context_that_changes_on_the_way_is_seen_by_the_requests_after_it() -> None:
    colour: ContextVar[str] = ContextVar("colour", default="none")
    seen: list[str] = []
    with ListServer(400) as server:
        tv = stranger(server.url, on_request=lambda _: seen.append(colour.get()))
        with tv, tv.media.list(page_size=10).stream(1) as rows:
            for row in rows:
                if row.id == 200:
                    colour.set("red")
    assert seen[0] == "none"
    assert seen[-1] == "red"


def test_connections_that_one_request_opened_and_another_uses_are_woken_too() -> None:
    with stalling() as server:
        options: dict[str, Any] = {"transport": httpx.HTTPTransport(), "rate_limit": RateLimit(2, per=0.3)}
        with stranger(server.url, timeout=60, **options) as tv:
            tv.media.list().first()
            readers = [threading.Thread(target=tv.media.list().first) for _ in range(2)]
            for reader in readers:  # the second waits for the rate limit, then both have used the one connection
                reader.start()
            for reader in readers:
                reader.join()
            time.sleep(0.4)
            with tv.media.list().stream(2) as stream:
                assert len(list(islice(stream, 25))) == 25
                while server.under_way < 2:
                    time.sleep(0.005)
                began = time.monotonic()
            assert time.monotonic() - began < SLACK


def test_connections_of_a_transport_that_is_given_keep_to_the_request_that_uses_them() -> None:
    """One request after the other borrows a connection; an earlier one's time is not the later one's."""
    with ListServer(100, lambda _: time.sleep(0.02)) as server:
        options: dict[str, Any] = {"timeout": 0.3, "total_timeout": 0.6, "retry": None}
        with stranger(server.url, transport=httpx.HTTPTransport(), **options) as tv:
            with tv.media.list(page_size=10).stream(4) as rows:
                assert len(list(rows)) == 100
            time.sleep(0.7)  # all their deadlines have passed
            for _ in range(6):
                with tv.media.list().stream(2) as rows:
                    assert len(list(rows)) == 100


def test_a_transport_that_is_given_is_bounded_and_woken_too() -> None:
    with stalling() as server:
        leave_after(25, server, lambda: server.under_way == 8, transport=httpx.HTTPTransport())
    with stalling() as server:
        hasty = stranger(server.url, transport=httpx.HTTPTransport(), timeout=0.3, retry=None)
        with hasty as tv, tv.media.list().stream(2) as rows, pytest.raises(TimeoutError):
            list(rows)
