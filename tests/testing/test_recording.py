"""A recorded session holds what happened, and no secret; and it replays to the same end."""

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from synctv_async import (
    AsyncSourceSync,
    AsyncSyncTV,
    ConnectError,
    DecodeError,
    NotFoundError,
    ProtocolError,
    RetryPolicy,
    SourceSync,
    SyncTV,
    SyncTVError,
    TimeoutError,
    __version__,
)
from synctv_async.sandbox import Emulator, Settings
from synctv_async.testing import (
    SANDBOX_URL,
    AsyncSandboxTransport,
    SandboxTransport,
    recording,
    replaying,
)

QUICK = RetryPolicy(base_delay=0.001, max_delay=0.002)
ANY = {"access_id": 1, "access_secret": "any", "retry": QUICK}
BACKENDS = pytest.mark.parametrize("backend", ["asyncio", "trio"])


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(Settings(media=120)) as emulator:
        yield emulator


def client(emulator: Emulator, middleware, **options) -> SyncTV:
    access = {"access_id": emulator.access_id, "access_secret": emulator.access_secret, "retry": QUICK}
    return SyncTV(SANDBOX_URL, transport=SandboxTransport(emulator), middleware=[middleware], **{**access, **options})


def async_client(emulator: Emulator, middleware) -> AsyncSyncTV:
    access = {"access_id": emulator.access_id, "access_secret": emulator.access_secret, "retry": QUICK}
    return AsyncSyncTV(SANDBOX_URL, transport=AsyncSandboxTransport(emulator), middleware=[middleware], **access)


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_file_says_where_it_comes_from_and_what_happened(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    bug = recording(path, note="it stops")
    with client(emulator, bug.middleware) as tv:
        tv.media.get(1)
        with pytest.raises(NotFoundError):
            tv.media.get(999_999)
        emulator.fault(reset=True)
        tv.media.list(ids=[1, 2]).collect()
    first, found, missing, reset, listed = lines_of(path)
    assert first["sdk"] == __version__
    assert first["python"] == ".".join(map(str, sys.version_info[:3]))
    assert first["platform"]
    assert {"httpx", "anyio"} <= first["versions"].keys()
    assert first["note"] == "it stops"
    assert (found["method"], found["path"], found["status"]) == ("GET", "/api/v2/media/1.json", 200)
    assert found["json"]["response"]["media"]["id"] == 1
    assert found["headers"]["content-type"] == "application/json; charset=utf-8"
    assert missing["status"] == 400
    assert (reset["error"], reset["sent"]) == ("ProtocolError", True)
    assert ["ids[]", "1"] in listed["params"]
    assert bug.count == 4
    assert "bug.ndjson" in repr(bug)


ENDS = [
    ("status", {"status": 400}, SyncTVError),
    ("html", {"status": 502, "html": True, "times": 9}, SyncTVError),
    ("reset", {"reset": True, "times": 9}, ProtocolError),
    ("cut", {"cut": 0.4, "times": 9}, ProtocolError),
    ("corrupt", {"corrupt": True, "times": 9}, DecodeError),
    ("bytes", {"body": b"\xff\xfe\x00 nonsense \x80", "times": 9}, DecodeError),
    ("survived", {"reset": True}, None),
]


def outcome(tv: SyncTV, retries: list[str]) -> tuple[list[int], str, object]:
    ids: list[int] = []
    try:
        for page in tv.with_options(on_retry=lambda told: retries.append(told.reason)).media.list().pages():
            ids += [one.id for one in page.items]
    except SyncTVError as error:
        return ids, str(error), (type(error), error.checkpoint)
    return ids, "", None


@pytest.mark.parametrize(("fault", "kind"), [end[1:] for end in ENDS], ids=[end[0] for end in ENDS])
def test_a_reading_replays_to_the_same_rows_retries_and_error(emulator, tmp_path, fault, kind):
    path = tmp_path / "bug.ndjson"
    emulator.fault(path="/api/v2/media.json", skip=2, **fault)
    recorded: list[str] = []
    with client(emulator, recording(path).middleware) as tv:
        before = outcome(tv, recorded)
    replay, replayed = replaying(path), []
    with SyncTV("https://elsewhere.example", **ANY, middleware=[replay.middleware]) as tv:
        after = outcome(tv, replayed)
    assert after == before
    assert replayed == recorded
    assert replay.left == 0
    assert (kind is None) == (before[1] == "")
    assert kind is None or issubclass(before[2][0], kind)


@pytest.mark.parametrize("scenario", ["flaky", "resets", "cut"])
@pytest.mark.parametrize("wire_format", ["json", "xml"])
def test_a_stream_under_chaos_replays_to_the_same_rows_and_retries(emulator, tmp_path, scenario, wire_format):
    path = tmp_path / "bug.ndjson"

    def read(tv: SyncTV) -> tuple[list[int], list[str]]:
        retries: list[str] = []
        tv = tv.with_options(on_retry=lambda told: retries.append(told.reason))
        with tv.media.list(page_size=2).stream(concurrency=4) as rows:
            ids = [row.id for row in rows]
        assert rows.receipt.status == "complete"
        return ids, sorted(retries)

    emulator.chaos(scenario, seed=3)
    with client(emulator, recording(path).middleware, wire_format=wire_format) as tv:
        before = read(tv)
    with SyncTV(SANDBOX_URL, **ANY, wire_format=wire_format, middleware=[replaying(path).middleware]) as tv:
        after = read(tv)
    assert after[0] == before[0] == emulator.media.ids()
    assert before[1]
    assert set(after[1]) <= set(before[1])  # pages beyond the end are asked for ahead or not, as it happens


@BACKENDS
def test_an_async_stream_replays_too_and_across_facades(emulator, tmp_path, backend):
    path = tmp_path / "bug.ndjson"
    emulator.chaos("flaky", seed=3)

    async def read(tv: AsyncSyncTV) -> list[int]:
        async with tv, tv.media.list(page_size=5).stream(concurrency=4) as rows:
            return [row.id async for row in rows]

    before = anyio.run(lambda: read(async_client(emulator, recording(path).async_middleware)), backend=backend)
    replayed = AsyncSyncTV(SANDBOX_URL, **ANY, middleware=[replaying(path).async_middleware])
    assert anyio.run(lambda: read(replayed), backend=backend) == before == emulator.media.ids()
    with (
        SyncTV(SANDBOX_URL, **ANY, middleware=[replaying(path).middleware]) as tv,
        tv.media.list(page_size=5).stream(concurrency=4) as rows,
    ):
        assert [row.id for row in rows] == before


def test_timeouts_and_failed_connections_replay_as_what_they_were(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    bug = recording(path)
    emulator.fault(delay=60)
    with client(emulator, bug.middleware, retry=None, timeout=0.05) as tv, pytest.raises(TimeoutError) as late:
        tv.bundles.create(name="A", bundle_type_id=1)
    with (
        SyncTV("http://127.0.0.1:1", **{**ANY, "retry": None}, middleware=[bug.middleware]) as tv,
        pytest.raises(ConnectError) as unconnected,
    ):
        tv.bundles.create(name="B", bundle_type_id=1)
    with SyncTV(SANDBOX_URL, **ANY, middleware=[replaying(path).middleware]) as tv:
        with pytest.raises(TimeoutError) as again:
            tv.bundles.create(name="A", bundle_type_id=1)
        assert str(again.value) == str(late.value)
        assert (again.value.sent, again.value.outcome) == (True, "unknown")
        with pytest.raises(ConnectError) as again:
            tv.with_options(retry=None).bundles.create(name="B", bundle_type_id=1)
        assert str(again.value) == str(unconnected.value)
        assert (again.value.sent, again.value.outcome) == (False, "not_sent")


def test_source_sync_replays_by_its_bodies(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    options = {"base_url": SANDBOX_URL, "retry": QUICK}
    bug = recording(path)
    with SourceSync(
        emulator.api_key, **options, transport=SandboxTransport(emulator), middleware=[bug.middleware]
    ) as ss:
        made = [ss.productions.create(name=name).id for name in "ABC"]
        key = ss.key()
    with SourceSync("any", **options, middleware=[replaying(path).middleware]) as ss:
        assert [ss.productions.create(name=name).id for name in "CBA"] == made[::-1]
        assert ss.key() == key

    async def again() -> object:
        async with AsyncSourceSync("any", **options, middleware=[replaying(path).async_middleware]) as ss:
            return await ss.key()

    assert anyio.run(again) == key


def test_the_pace_may_be_that_of_the_recording(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    emulator.fault(delay=0.2)
    with client(emulator, recording(path).middleware) as tv:
        tv.media.get(1)
    for pace, least in ((1.0, 0.2), (2.0, 0.4)):
        with SyncTV(SANDBOX_URL, **ANY, middleware=[replaying(path, pace=pace).middleware]) as tv:
            start = time.monotonic()
            tv.media.get(1)
            assert time.monotonic() - start >= least


@BACKENDS
def test_an_async_replay_takes_its_time_too(emulator, tmp_path, backend):
    path = tmp_path / "bug.ndjson"
    emulator.fault(delay=0.2)

    async def work() -> float:
        await async_client(emulator, recording(path).async_middleware).media.get(1)
        start = time.monotonic()
        replay = replaying(path, pace=1.0)
        await AsyncSyncTV(SANDBOX_URL, **ANY, middleware=[replay.async_middleware]).media.get(1)
        return time.monotonic() - start

    assert anyio.run(work, backend=backend) >= 0.2


def test_a_person_can_read_it(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    with client(emulator, recording(path).middleware) as tv:
        tv.media.list(named_like="ü & é").first()
    line = path.read_text(encoding="utf-8").splitlines()[1]
    assert re.match(
        r'\{"n": 1, "method": "GET", "path": "/api/v2/media\.json", "params": \[\["named_like", "ü & é"\]', line
    )
