"""Many threads share one client."""

import gc
import os
import random
import threading
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from synctv_async import (
    ConfigError,
    NotFoundError,
    RateLimit,
    RateLimitError,
    SourceSync,
    SyncTV,
    SyncTVError,
    TimeoutError,
)
from synctv_async.sandbox import Sandbox
from tests.support import SLACK
from tests.support.traffic import arrivals, delay, most_in, used
from tests.support.wire_server import WireServer, answer, answering

ONE = answer(b'{"response":{"media":{"id":1},"bundle":{"id":1},"code":1}}')


def synctv(box: Sandbox, **options: object) -> SyncTV:
    return SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret, **options)  # type: ignore[arg-type]


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_two_hundred_threads_share_one_client() -> None:
    with WireServer(answering(ONE, delay=0.005)) as server:
        with SyncTV(server.url, access_id=1, access_secret="x", max_connections=10) as tv:
            results = at_once(200, lambda _: [tv.media.get(1).media.id for _ in range(3)])
        assert results == [[1, 1, 1]] * 200
        assert server.peak <= 10
        assert len(server.requests) == 600
        assert server.all_gone()


def test_threads_read_whole_lists_side_by_side(box: Sandbox) -> None:
    with synctv(box, max_connections=8) as tv:
        whole = [row.id for row in tv.media.list()]
        pager = tv.media.list(page_size=20)
        assert at_once(16, lambda _: [row.id for row in pager]) == [whole] * 16


def test_threads_log_in_once(box: Sandbox) -> None:
    box.fault(path="*/client_authorize.json", delay=0.1)
    with SyncTV(box.url, client_key=box.client_key, device_uid="threads") as tv:
        at_once(30, lambda number: tv.media.get(number + 1))
        assert sum("client_authorize" in request.path for request in box.requests) == 1
        box.expire_access(int(box.requests[-1].values("access_id")[0]))
        at_once(30, lambda number: tv.media.get(number + 1))
    assert sum("client_authorize" in request.path for request in box.requests) == 2


def test_threads_share_the_failure_of_a_login(box: Sandbox) -> None:
    box.fault(path="*/client_authorize.json", delay=0.3)

    def failure(_: int) -> SyncTVError:
        with pytest.raises(NotFoundError) as caught:
            tv.media.get(1)
        return caught.value

    with SyncTV(box.url, client_key="wrong", device_uid="threads") as tv:
        errors = at_once(10, failure)
    assert len(box.requests) == 1
    assert len({id(error) for error in errors}) == 10


def test_who_waits_for_the_login_of_another_too_long_gets_our_error(box: Sandbox) -> None:
    box.fault(path="*/client_authorize.json", delay=1.0)
    with SyncTV(box.url, client_key=box.client_key, device_uid="threads") as tv, ThreadPoolExecutor() as pool:
        first = pool.submit(tv.media.get, 1)
        time.sleep(0.2)
        with pytest.raises(TimeoutError) as caught:
            tv.with_options(total_timeout=0.2).bundles.create(name="A", bundle_type_id=1)
        assert caught.value.outcome == "not_sent"
        assert first.result().media.id == 1


def test_a_429_holds_all_threads(box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "1"})
    with synctv(box) as tv, ThreadPoolExecutor(12) as pool:
        first = pool.submit(tv.media.get, 1)
        time.sleep(0.15)
        others = [pool.submit(tv.media.get, number) for number in range(2, 12)]
        assert [call.result().media.id for call in (first, *others)] == [*range(1, 12)]
    begin, *rest = box.requests
    assert min(request.at for request in rest) - begin.at >= 1.0


def test_who_cannot_wait_as_long_as_told_is_not_sent(box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "1"})
    with synctv(box, retry=None) as tv:
        with pytest.raises(RateLimitError):
            tv.media.get(1)
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            tv.with_options(total_timeout=0.3).media.get(2)
        assert time.monotonic() - began < 0.3 + SLACK
    assert len(box.requests) == 1


def test_who_waits_for_a_connection_too_long_is_not_sent(box: Sandbox) -> None:
    box.fault(path="*/media/1.json", delay=1.0)
    with synctv(box, max_connections=1) as tv, ThreadPoolExecutor() as pool:
        slow = pool.submit(tv.media.get, 1)
        time.sleep(0.2)
        with pytest.raises(TimeoutError, match="no connection") as caught:
            tv.with_options(total_timeout=0.2).bundles.create(name="A", bundle_type_id=1)
        assert caught.value.outcome == "not_sent"
        assert slow.result().media.id == 1


def test_connections_are_handed_out_in_the_order_of_the_askers(box: Sandbox) -> None:
    box.fault(delay=0.05, times=None)
    with synctv(box, max_connections=1) as tv, ThreadPoolExecutor(8) as pool:
        calls = []
        for number in range(1, 9):
            calls.append(pool.submit(tv.media.get, number))
            time.sleep(0.01)
        assert all(call.result() for call in calls)
    assert [request.path for request in box.requests] == [f"/api/v2/media/{number}.json" for number in range(1, 9)]


def test_creates_after_a_pause_do_not_add_connections() -> None:
    with (
        WireServer(answering(ONE, delay=0.05)) as server,
        SyncTV(server.url, access_id=1, access_secret="x", max_connections=3) as tv,
    ):
        for _ in range(2):
            at_once(3, lambda _: tv.bundles.create(name="A", bundle_type_id=1))
            time.sleep(1.1)
        assert server.open == 3


def test_faults_under_load_leave_the_client_usable(box: Sandbox) -> None:
    dice = random.Random(3)
    box.fault(path="*/media/*", delay=0.2, times=20)
    box.fault(path="*/media/*", reset=True, times=20)
    box.fault(path="*/media/*", cut=0.5, times=20)

    def work(_: int) -> int:
        try:
            return hasty.media.get(dice.randint(1, 90)).media.id
        except SyncTVError:
            return 0

    with synctv(box, max_connections=5) as tv:
        hasty = tv.with_options(timeout=0.1, retry=None)
        at_once(60, work)
        box.clear_faults()
        began = time.monotonic()
        assert at_once(30, lambda number: tv.media.get(number + 1).media.id) == [*range(1, 31)]
        assert time.monotonic() - began < 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_gets_a_clear_error(box: Sandbox) -> None:
    with synctv(box) as tv:
        tv.media.get(1)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                tv.media.get(1)
            except ConfigError as error:
                code = 0 if "child" in str(error) else 2
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert tv.media.get(1).media.id == 1


def test_use_after_close_is_a_clear_error(box: Sandbox) -> None:
    tv = synctv(box)
    sibling = tv.with_options(timeout=5)
    sibling.close()
    assert tv.media.get(1).media.id == 1
    tv.close()
    tv.close()
    for client in (tv, sibling):
        with pytest.raises(ConfigError, match="closed"):
            client.media.get(1)


def test_nothing_is_left_behind(box: Sandbox) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with synctv(box, timeout=0.2) as tv:
            assert len(tv.media.list().collect()) == 120
            box.fault(delay=1.0)
            with pytest.raises(TimeoutError):
                tv.bundles.create(name="A", bundle_type_id=1)
            box.fault(cut=0.5)
            tv.media.get(1)
            for _ in tv.media.list():
                break
        del tv
        gc.collect()
    assert [str(warning.message) for warning in caught] == []


def test_closing_while_threads_wait_ends_their_calls(box: Sandbox) -> None:
    box.fault(status=503, headers={"Retry-After": "1"}, times=None)
    tv = synctv(box)
    with ThreadPoolExecutor() as pool:
        call = pool.submit(tv.media.get, 1)
        time.sleep(0.3)
        tv.close()
        with pytest.raises(ConfigError, match="closed"):
            call.result()


def test_no_window_at_the_server_ever_holds_more_than_the_limit() -> None:
    limit, per, seconds = 100, 2.0, 7.0
    with Sandbox(media=0, rate_limit=limit, rate_period=per, refused_count=True) as box:
        delay(box)
        ends = time.monotonic() + seconds

        def work(ss: SourceSync) -> None:
            while (left := ends - time.monotonic()) > 0:
                try:
                    ss.with_options(total_timeout=left).key()
                except SyncTVError:
                    return

        with SourceSync(box.api_key, base_url=box.url, rate_limit=RateLimit(limit, per=per)) as ss:
            threads = [threading.Thread(target=work, args=(ss,)) for _ in range(40)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert all(request.status == 200 for request in box.requests)  # by the time at which the sandbox counted them
    assert most_in(arrivals(box), per) <= limit
    assert used(arrivals(box), limit, per) >= 0.95
