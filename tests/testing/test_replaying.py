"""What a replay does where it differs from the recording, or where the file is not what it should be."""

from collections.abc import Iterator

import anyio
import pytest

from synctv_async import ApiRequest, ApiResponse, SyncTV
from synctv_async.sandbox import Emulator, Settings
from synctv_async.testing import SANDBOX_URL, ReplayError, recording, replaying

from .test_recording import ANY, BACKENDS, async_client, client, lines_of


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(Settings(media=10)) as emulator:
        yield emulator


def test_what_is_not_recorded_is_an_error_that_shows_the_nearest(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    with client(emulator, recording(path).middleware) as tv:
        tv.media.list(named_like="alpha").first()
        tv.media.get(1)
    replay = replaying(path)
    with SyncTV(SANDBOX_URL, **ANY, middleware=[replay.middleware]) as tv:
        with pytest.raises(
            ReplayError, match=r"named_like=alpga.* is not in .*bug\.ndjson.* line 2: .*named_like=alpha"
        ):
            tv.media.list(named_like="alpga").first()
        tv.media.get(1)
        with pytest.raises(ReplayError, match=r"holds GET /api/v2/media/1\.json once, and it was asked for once more"):
            tv.media.get(1)
        tv.media.list(named_like="alpha").first()
        with pytest.raises(ReplayError, match="nothing is left"):
            tv.media.get(2)
    assert repr(replay) == f"<Replay of {str(path)!r}, 0 attempts left>"


def test_an_error_of_another_middleware_is_told_and_replayed_by_name(emulator, tmp_path):
    def broken(request: ApiRequest, call_next) -> ApiResponse:
        message = "my own"
        raise KeyError(message)

    path = tmp_path / "bug.ndjson"
    with SyncTV(SANDBOX_URL, **ANY, middleware=[recording(path).middleware, broken]) as tv, pytest.raises(KeyError):
        tv.media.get(1)
    with (
        SyncTV(SANDBOX_URL, **ANY, middleware=[replaying(path).middleware]) as tv,
        pytest.raises(RuntimeError, match="KeyError: 'my own'"),
    ):
        tv.media.get(1)


@BACKENDS
def test_a_request_that_was_cancelled_is_written_down_and_not_replayed(emulator, tmp_path, backend):
    path = tmp_path / "bug.ndjson"
    emulator.fault(delay=60)

    async def work() -> None:
        tv = async_client(emulator, recording(path).async_middleware)
        with anyio.move_on_after(0.05):
            await tv.media.get(1)
        await tv.media.get(1)

    anyio.run(work, backend=backend)
    assert [line.get("error") for line in lines_of(path)[1:]] == ["given up", None]
    replay = replaying(path)
    with SyncTV(SANDBOX_URL, **ANY, middleware=[replay.middleware]) as tv:
        assert tv.media.get(1).media.id == 1
    assert replay.left == 0


def test_a_recording_is_replaced_and_no_other_file_is(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    recording(path)
    recording(path)
    assert len(lines_of(path)) == 1
    for text in ("my notes", '["x"]\n'):
        path.write_text(text)
        with pytest.raises(FileExistsError, match="is not a recording"):
            recording(path)
        with pytest.raises(ReplayError, match="is not a recording"):
            replaying(path)
        assert path.read_text() == text


def test_a_last_line_that_is_torn_is_left_out_and_any_other_is_an_error(emulator, tmp_path):
    path = tmp_path / "bug.ndjson"
    with client(emulator, recording(path).middleware) as tv:
        tv.media.get(1)
        tv.media.get(2)
    whole = path.read_text()
    path.write_text(whole[:-100])
    assert replaying(path).left == 1
    lines = whole.splitlines()
    path.write_text("\n".join([lines[0], lines[1][:50], lines[2]]))
    with pytest.raises(ReplayError, match="line 2, is not an attempt"):
        replaying(path)
