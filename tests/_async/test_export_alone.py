"""What exports are only with an event loop: cancelled, and beside other tasks."""

import asyncio
import os
import time
from pathlib import Path

import pytest
import trio

from synctv_async import AsyncSyncTV, SyncTV
from synctv_async.export import ExportProgress, export
from synctv_async.sandbox import Sandbox

from .clients import synctv
from .test_export import ids_in, state_of, temporary_files

pytestmark = pytest.mark.async_only


async def test_a_cancelled_export_leaves_no_temporary_file_and_goes_on(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    box.fault(path="/api/v2/media.json", skip=4, delay=30, times=None)
    task = asyncio.ensure_future(_collected(tv, tmp_path))
    await asyncio.to_thread(_wait_for, tmp_path / "media" / "part-00001.ndjson")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert temporary_files(tmp_path) == []
    box.clear_faults()
    (result,) = await export(tv, "media", tmp_path, resume=True)
    assert ids_in(result.folder) == box.media.ids()


def _wait_for(path: Path) -> None:
    ends = time.monotonic() + 30
    while not path.exists() and time.monotonic() < ends:
        time.sleep(0.01)


async def _collected(tv: AsyncSyncTV, out: Path) -> None:
    await export(tv, "media", out, rows_per_part=20, concurrency=1)


@pytest.mark.parametrize("moment", range(1, 12))
async def test_an_export_that_is_cancelled_while_it_writes(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """The thread that writes goes on to its end, and what closes the run waits for it."""
    loop, calls, sync = asyncio.get_running_loop(), 0, os.fsync
    task = asyncio.ensure_future(_collected(tv, tmp_path))

    def slow(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == moment:
            loop.call_soon_threadsafe(task.cancel)
            time.sleep(0.05)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert temporary_files(tmp_path) == []
    (result,) = await export(tv, "media", tmp_path, resume=True)
    assert ids_in(result.folder) == box.media.ids()


async def test_the_loop_goes_on_while_files_are_written(
    tv: AsyncSyncTV, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def slow(descriptor: int) -> None:
        time.sleep(0.1)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    task = asyncio.ensure_future(_collected(tv, tmp_path))
    began, ticks = time.monotonic(), 0
    while not task.done():
        await asyncio.sleep(0.005)
        ticks += 1
    await task
    seconds = time.monotonic() - began
    assert seconds > 1  # of blocked threads
    assert ticks > seconds * 40


async def test_what_is_told_may_be_awaited(tv: AsyncSyncTV, tmp_path: Path) -> None:
    told: list[int] = []

    async def tell(progress: ExportProgress) -> None:
        await asyncio.sleep(0)
        told.append(progress.rows)

    await export(tv, "media", tmp_path, on_progress=tell)
    assert told[-1] == 120


def test_under_trio(box: Sandbox, tmp_path: Path) -> None:
    async def main() -> None:
        async with synctv(box) as tv:
            box.fault(path="/api/v2/media.json", skip=4, delay=30, times=None)
            with trio.move_on_after(1):
                await export(tv, "media", tmp_path, rows_per_part=20, concurrency=1)
            assert temporary_files(tmp_path) == []
            assert 0 < state_of(tmp_path / "media")["rows"] < 120
            box.clear_faults()
            (result,) = await export(tv, "media", tmp_path, resume=True)
            assert ids_in(result.folder) == box.media.ids()

    trio.run(main)


async def test_a_run_begun_in_one_facade_goes_on_in_the_other(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    await export(tv, "media", tmp_path, max_items=40)
    with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as other:
        (result,) = await asyncio.to_thread(export, other, "media", tmp_path, resume=True)
    assert (result.status, result.rows) == ("complete", 120)
    assert ids_in(result.folder) == box.media.ids()
