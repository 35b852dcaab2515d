"""The sandbox without a port: what a connection would show is what the transports show, in both facades."""

import doctest
import threading
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import anyio
import httpx
import pytest

from synctv_async import (
    AsyncSourceSync,
    AsyncSyncTV,
    AuthenticationError,
    ProtocolError,
    RateLimit,
    RetryPolicy,
    ServerError,
    SourceSync,
    SyncTV,
    TimeoutError,
    testing,
)
from synctv_async.sandbox import Clock, Emulator, Settings
from synctv_async.testing import SANDBOX_URL, AsyncSandboxTransport, SandboxTransport
from tests.support import SLACK

ONCE = None
QUICK = RetryPolicy(base_delay=0.001, max_delay=0.002)
BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(Settings(media=120)) as emulator:
        yield emulator


@pytest.fixture
def tv(emulator: Emulator) -> Iterator[SyncTV]:
    with SyncTV(
        SANDBOX_URL,
        access_id=emulator.access_id,
        access_secret=emulator.access_secret,
        transport=SandboxTransport(emulator),
        retry=ONCE,
    ) as tv:
        yield tv


@pytest.fixture
def atv(emulator: Emulator) -> AsyncSyncTV:
    return AsyncSyncTV(
        SANDBOX_URL,
        access_id=emulator.access_id,
        access_secret=emulator.access_secret,
        transport=AsyncSandboxTransport(emulator),
        retry=ONCE,
    )


def test_a_sync_client_reads_writes_and_streams_without_a_port(emulator, tv):
    before = threading.active_count()
    assert [one.id for one in tv.media.list()] == emulator.media.ids()
    assert tv.bundles.create(name="A & B~", bundle_type_id=1).name == "A & B~"
    with tv.media.list().stream(concurrency=4) as rows:
        assert len(list(rows)) == 120
    assert rows.receipt.status == "complete"
    assert threading.active_count() == before


@BACKENDS
def test_an_async_client_reads_writes_and_streams_without_a_port(emulator, atv, backend):
    async def work() -> str:
        assert [one.id async for one in atv.media.list()] == emulator.media.ids()
        assert (await atv.bundles.create(name="A & B~", bundle_type_id=1)).name == "A & B~"
        async with atv.media.list().stream(concurrency=4) as rows:
            assert len([one async for one in rows]) == 120
        return rows.receipt.status

    assert anyio.run(work, backend=backend) == "complete"


def test_what_goes_in_a_form_and_in_a_json_body_arrives(emulator, tv):
    tv.bundles.update(1, name="B" * 5000)
    assert emulator.bundles.get(1)["name"] == "B" * 5000
    with SourceSync(emulator.api_key, base_url=SANDBOX_URL, transport=SandboxTransport(emulator)) as ss:
        made = ss.productions.create(name="P", settings={"a": [1]})
        assert [one.id for one in ss.productions.list()][-1] == made.id
    assert emulator.requests[-1].headers["x-api-key"] == emulator.api_key


@BACKENDS
def test_source_sync_works_in_an_async_client(emulator, backend):
    async def work() -> int:
        ss = AsyncSourceSync(emulator.api_key, base_url=SANDBOX_URL, transport=AsyncSandboxTransport(emulator))
        result = await ss.productions.create_many({"name": f"P{n}"} for n in range(120))
        return sum(row.status == "done" for row in result)

    assert anyio.run(work, backend=backend) == 120


def test_a_wrong_signature_is_refused_here_too(emulator):
    transport = SandboxTransport(emulator)
    with (
        SyncTV(SANDBOX_URL, access_id=emulator.access_id, access_secret="wrong", transport=transport) as tv,
        pytest.raises(AuthenticationError),
    ):
        tv.media.get(1)


ACTED = [
    ({"reset": True}, ProtocolError, "reset by peer"),
    ({"reset_after": True}, ProtocolError, "reset by peer"),
    ({"cut": 0.5}, ProtocolError, "incomplete|without sending complete"),
    ({"status": 503}, ServerError, "503"),
]


@pytest.mark.parametrize(("fault", "kind", "words"), ACTED)
def test_a_fault_is_the_error_that_it_is_over_a_connection(emulator, tv, fault, kind, words):
    emulator.fault(**fault)
    with pytest.raises(kind, match=words):
        tv.media.get(1)
    assert tv.media.get(1).media.id == 1  # nothing is left of it


@BACKENDS
@pytest.mark.parametrize("acted", ACTED)
def test_a_fault_is_the_same_error_in_an_async_client(emulator, atv, backend, acted):
    fault, kind, words = acted

    async def work() -> int:
        emulator.fault(**fault)
        with pytest.raises(kind, match=words):
            await atv.media.get(1)
        return (await atv.media.get(1)).media.id

    assert anyio.run(work, backend=backend) == 1


def test_a_fault_is_survived_by_the_retries_of_the_client(emulator, tv):
    emulator.fault(reset=True)
    emulator.fault(cut=0.2)
    emulator.fault(status=502, html=True)
    assert tv.with_options(retry=QUICK).media.get(1).media.id == 1
    assert [request.status for request in emulator.requests] == [None, 200, 502, 200]


def test_a_create_whose_answer_was_lost_is_done_and_its_outcome_unknown(emulator, tv):
    emulator.fault(reset_after=True)
    before = len(emulator.bundles)
    with pytest.raises(ProtocolError) as caught:
        tv.with_options(retry=QUICK).bundles.create(name="A", bundle_type_id=1)
    assert caught.value.outcome == "unknown"
    assert len(emulator.bundles) == before + 1


def test_what_takes_longer_than_an_attempt_may_is_a_timeout_at_that_time(emulator, tv):
    emulator.fault(delay=60)
    start = time.monotonic()
    with pytest.raises(TimeoutError, match=r"within 0\.1 s"):
        tv.with_options(timeout=0.1).media.get(1)
    assert 0.09 < time.monotonic() - start < 0.1 + SLACK


def test_a_drip_is_ended_by_the_time_for_the_attempt(emulator, tv):
    emulator.fault(drip=0.02)
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        tv.with_options(timeout=0.2).media.list().collect()
    assert time.monotonic() - start < 0.2 + SLACK


@BACKENDS
@pytest.mark.parametrize("fault", [{"delay": 60}, {"drip": 0.02}])
def test_a_slow_answer_is_a_timeout_in_an_async_client(emulator, atv, backend, fault):
    async def work() -> float:
        emulator.fault(**fault)
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            await atv.with_options(timeout=0.1).media.list().collect()
        return time.monotonic() - start

    assert anyio.run(work, backend=backend) < 0.1 + SLACK


def test_a_delay_and_a_drip_that_are_waited_for_give_the_whole_answer(emulator, tv):
    emulator.fault(delay=0.05)
    emulator.fault(drip=0.00001)
    start = time.monotonic()
    assert tv.media.get(1).media.id == 1
    assert time.monotonic() - start >= 0.05


def test_a_write_that_was_not_waited_for_is_done_all_the_same(emulator, tv):
    emulator.fault(delay=60)
    before = len(emulator.bundles)
    with pytest.raises(TimeoutError) as caught:
        tv.with_options(timeout=0.05).bundles.create(name="A", bundle_type_id=1)
    assert caught.value.outcome == "unknown"
    assert len(emulator.bundles) == before + 1


@BACKENDS
def test_a_write_that_was_cancelled_is_done_all_the_same(emulator, atv, backend):
    async def work() -> None:
        emulator.fault(delay=60)
        with anyio.move_on_after(0.05):
            await atv.bundles.create(name="A", bundle_type_id=1)

    before = len(emulator.bundles)
    anyio.run(work, backend=backend)
    assert len(emulator.bundles) == before + 1


def test_any_httpx_client_gets_status_headers_and_date(emulator):
    with httpx.Client(transport=SandboxTransport(emulator), base_url=SANDBOX_URL) as client:
        emulator.fault(status=429, headers={"Retry-After": "3"})
        answer = client.get("/api/v2/media.json", params={"a": "b c"})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
        assert emulator.requests[-1].values("a") == ["b c"]
        assert client.get("/nowhere").status_code in {401, 404}


def test_the_date_of_an_answer_is_the_sandboxs():
    with (
        Emulator(Settings(media=0), clock=Clock(1_398_979_434.0)) as emulator,
        httpx.Client(transport=SandboxTransport(emulator), base_url=SANDBOX_URL) as client,
    ):
        date = client.get("/api/v2/media.json").headers["date"]
    assert parsedate_to_datetime(date).timestamp() == 1_398_979_434.0


def test_a_read_timeout_of_httpx_is_obeyed(emulator):
    with httpx.Client(transport=SandboxTransport(emulator), base_url=SANDBOX_URL, timeout=0.05) as client:
        emulator.fault(delay=60)
        with pytest.raises(httpx.ReadTimeout):
            client.get("/key")
        emulator.fault(drip=60)
        with pytest.raises(httpx.ReadTimeout):
            client.get("/key")
        emulator.fault(reset=True)
        with pytest.raises(httpx.ReadError):
            client.get("/key")
        emulator.fault(cut=0.0)
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/key")


def test_what_was_sent_is_written_down_with_how_long_it_took(emulator, tv):
    emulator.fault(drip=0.0001)
    tv.media.get(1)
    tv.media.get(2)
    first, second = emulator.requests
    assert first.faults
    assert first.seconds is not None
    assert second.seconds is not None
    assert first.seconds > second.seconds


@BACKENDS
def test_no_more_requests_are_under_way_than_connections_are_allowed(emulator, backend):
    async def work() -> float:
        emulator.fault(delay=0.05, times=None)
        options = {"access_id": emulator.access_id, "access_secret": emulator.access_secret}
        transport = AsyncSandboxTransport(emulator)
        start = time.monotonic()
        async with (
            AsyncSyncTV(SANDBOX_URL, **options, transport=transport, max_connections=2) as tv,
            anyio.create_task_group() as group,
        ):
            for _ in range(8):
                group.start_soon(tv.media.get, 1)
        return time.monotonic() - start

    assert anyio.run(work, backend=backend) >= 0.2


def test_the_rate_limit_of_the_client_holds_here_too(emulator):
    with SourceSync(
        emulator.api_key, base_url=SANDBOX_URL, transport=SandboxTransport(emulator), rate_limit=RateLimit(2, per=0.2)
    ) as ss:
        start = time.monotonic()
        for _ in range(5):
            ss.key()
    assert time.monotonic() - start >= 0.4


def test_threads_may_share_one(emulator, tv):
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(tv.media.list().collect()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [120] * 4


@BACKENDS
def test_a_read_timeout_of_an_async_httpx_client_is_obeyed(emulator, backend):
    async def work() -> None:
        transport = AsyncSandboxTransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=SANDBOX_URL, timeout=0.05) as client:
            for fault, kind in (
                ({"delay": 60}, httpx.ReadTimeout),
                ({"drip": 60}, httpx.ReadTimeout),
                ({"reset": True}, httpx.ReadError),
                ({"cut": 0.0}, httpx.RemoteProtocolError),
            ):
                emulator.fault(**fault)
                with pytest.raises(kind):
                    await client.get("/key")

    anyio.run(work, backend=backend)


def test_what_the_package_offers_is_listed_and_nothing_else_is_there():
    assert set(testing.__all__) <= set(dir(testing))
    assert [name for name in testing.__all__ if not hasattr(testing, name)] == []
    with pytest.raises(AttributeError, match="nonsense"):
        _ = testing.nonsense
    assert doctest.testmod(testing) == (0, 7)
