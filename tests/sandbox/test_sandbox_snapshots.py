"""Snapshots: the data of both services put back to a moment, as often as wanted, here and elsewhere."""

import gc
import threading
from pathlib import Path

import pytest

from synctv_async.sandbox import Clock, Emulator, Sandbox, Settings, Snapshot

from .caller import Caller


def everything(box: Emulator) -> list[object]:
    tables = [[table.get(number) for number in table.ids()] for table in box.world.tables()]
    productions = box.world.sourcesync.rows("productions", 0)
    return [*tables, productions, [len(table) for table in box.world.tables()]]


def change(box: Emulator) -> None:
    box.media.delete(1)
    box.media.update(2, name="Changed")
    box.media.insert(name="New")
    box.bundles.update(1, status=-1)
    box.contributors.delete(1)
    box.ingest_videos.insert(state="starting")
    box.others["containers"].insert(name="Mine")
    box.world.sourcesync.create("productions", {"name": "A"})


def test_everything_is_put_back() -> None:
    with Emulator(Settings(media=100, productions=2), clock=Clock(1_400_000_000.0)) as box:
        first = everything(box)
        start = box.snapshot()
        change(box)
        changed = everything(box)
        then = box.snapshot()
        assert changed != first
        for _ in range(2):
            box.restore(start)
            assert everything(box) == first
            box.restore(then)
            assert everything(box) == changed


def test_ids_go_on_from_where_they_were() -> None:
    with Emulator(Settings(media=10)) as box:
        start = box.snapshot()
        made = [box.media.insert(), box.bundles.insert(), box.contributors.insert()]
        box.media.delete(made[0])
        box.restore(start)
        assert [box.media.insert(), box.bundles.insert(), box.contributors.insert()] == made
        box.media.delete(made[0])
        late = box.snapshot()
        box.restore(start)
        box.restore(late)
        assert box.media.insert() == made[0] + 1  # it was used before the snapshot


def test_lists_are_those_of_the_snapshot_at_once() -> None:
    with Sandbox(media=1_000_000) as box, Caller(box) as call:
        query = (("sort_order[]", "name"), ("active", "true"), ("offset", "700000"))
        before = call.ids("media.json", *query)
        start = box.snapshot()
        for number in before:
            box.media.delete(number)
        after = call.ids("media.json", *query)
        assert set(before).isdisjoint(after)
        box.restore(start)
        assert call.ids("media.json", *query) == before
        assert call.json("media/count.json")["count"] == 1_000_000


def test_requests_faults_accesses_and_the_clock_stay() -> None:
    with Sandbox(media=3, clock=Clock(1_400_000_000.0)) as box, Caller(box) as call:
        start = box.snapshot()
        call.get("media.json")
        box.fault(status=503)
        box.clock.advance(60)
        box.expire_access(box.access_id)
        box.restore(start)
        assert len(box.requests) == 1
        assert box.clock.now() == 1_400_000_060.0
        assert [call.get("media.json").status_code for _ in range(2)] == [503, 401]


def test_a_snapshot_of_another_sandbox_brings_its_media() -> None:
    with Emulator(Settings(media=300, seed=4)) as one:
        one.media.update(300, name="Changed")
        held = everything(one)
        snapshot = one.snapshot()
    with Emulator(Settings(media=5, seed=1)) as other:
        secret = other.access_secret
        other.restore(snapshot)
        assert everything(other) == held
        assert other.access_secret == secret
        other.reset(catalogue=True)
        assert len(other.media) == 5


def test_a_snapshot_is_put_into_a_file(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with Emulator(Settings(media=7, database=path)) as box:
        start = box.snapshot()
        box.media.delete(7)
        box.restore(start)
        box.media.delete(6)
    with Emulator(Settings(database=path)) as box:
        assert box.media.ids() == [1, 2, 3, 4, 5, 7]


def test_the_first_moment_is_kept_whatever_is_done_to_the_tables() -> None:
    with Emulator(Settings(media=50, productions=1)) as box:
        first = everything(box)
        for table in box.world.tables():
            table.clear()
        box.world.sourcesync.clear()
        assert box.media.insert() == 1
        box.reset(catalogue=True)
        assert everything(box) == first


def test_a_snapshot_of_a_million_media_is_small() -> None:
    with Emulator(Settings(media=1_000_000)) as box:
        box.media.delete(5)
        pages = box.world.store.connection.execute("PRAGMA page_count").fetchone()[0]
        assert pages * 4096 < 500_000
        assert isinstance(box.snapshot(), Snapshot)


def test_snapshots_are_taken_and_put_back_while_requests_are_served() -> None:
    with Sandbox(media=200) as box, Caller(box) as call:
        start = box.snapshot()
        stop = threading.Event()
        failed: list[BaseException] = []

        def turn() -> None:
            try:
                while not stop.is_set():
                    box.media.delete(1)
                    box.snapshot()
                    box.restore(start)
            except BaseException as error:  # noqa: BLE001 - told to the test below
                failed.append(error)

        thread = threading.Thread(target=turn)
        thread.start()
        for _ in range(100):
            assert call.ids("media.json", ("sort_order[]", "created_at"))
            assert call.ids("media.json")[0] in {1, 2}
        stop.set()
        thread.join()
        assert failed == []


def test_not_in_the_middle_of_a_transaction() -> None:
    with Emulator(Settings(media=3)) as box:
        start = box.snapshot()
        with box.world.store.transaction():
            box.media.delete(1)
            for act in (box.snapshot, lambda: box.restore(start)):
                with pytest.raises(RuntimeError, match="half written"):
                    act()
        assert box.media.ids() == [2, 3]


@pytest.mark.filterwarnings("error")
def test_nothing_is_left_open() -> None:
    with Emulator(Settings(media=3)) as box:
        box.media.ids(limit=1)
        box.snapshot()
    del box
    gc.collect()
