"""A million media: every page, filter and sort is right, wherever it lies, and nothing is made for it beforehand."""

import json
import sqlite3
import tracemalloc
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synctv_async.sandbox import Clock, Emulator, Sandbox, Settings
from synctv_async.sandbox.data.pattern import MediaIds
from synctv_async.sandbox.data.schema import MEDIA
from synctv_async.sandbox.data.store import Store
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.synctv.filters import MEDIA_LIST
from synctv_async.sandbox.synctv.params import nest
from synctv_async.sandbox.synctv.query import order_by, where
from synctv_async.sandbox.types import Order

from .caller import Caller
from .plain_media import invented
from .test_sandbox_lists import MEDIA_FILTERS

LARGE = 1_000_000
COUNT = 10_130
"""A whole block and some of the next one."""


@pytest.fixture(scope="module")
def million() -> Iterator[Sandbox]:
    with Sandbox(media=LARGE) as box:
        yield box


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Emulator, Table]]:
    """Media that are never made as a whole, and the same as so many rows of a table."""
    store = Store()
    table = Table(store, MEDIA, Clock(0.0))
    table.load(invented(COUNT, 1, 9_700).values())
    table.index()
    with Emulator(Settings(media=COUNT)) as emulator:
        yield emulator, table
    store.close()


def test_pages_of_a_million(million: Sandbox) -> None:
    ids = MediaIds(LARGE)
    with Caller(million) as call:
        assert call.json("media/count.json")["count"] == len(million.media) == LARGE
        assert call.ids("media.json", ("offset", "900000")) == ids[900_000:900_025]
        assert call.ids("media.json", ("offset", str(LARGE - 3))) == ids[-3:]
        assert call.ids("media.json", ("offset", str(LARGE))) == []
        down = [("sort_order[]", "id"), ("sort_descending", "true"), ("offset", "900000")]
        assert call.ids("media.json", *down) == [ids[LARGE - 1 - place] for place in range(900_000, 900_025)]
        last = call.json(f"media/{ids[-1]}.json")["media"]
        assert last["id"] == ids[-1]
        assert call.get(f"media/{ids[-1] + 1}.json").json()["response"]["code"] == -4
        first = call.json(f"media/{ids[-1] % 9_700}.json")["media"]
        assert last == first | {"id": last["id"]}


@pytest.mark.parametrize("name", [name for name in MEDIA.sorts if name != "id"])
def test_every_sort_of_a_million(million: Sandbox, name: str) -> None:
    with Caller(million) as call:
        for down in ("false", "true"):
            rows = call.rows("media.json", ("sort_order[]", name), ("sort_descending", down), ("offset", "456789"))
            assert len({row["id"] for row in rows}) == 25
            held = [million.media.get(row["id"]) for row in rows]
            keys = [((value := row[MEDIA.sorts[name]]) is not None, value, row["id"]) for row in held]
            assert keys == sorted(keys, reverse=down == "true")


@pytest.mark.parametrize("pairs", [pairs for pairs, _ in MEDIA_FILTERS], ids=range(len(MEDIA_FILTERS)))
def test_every_filter_is_answered_as_by_a_table(both: tuple[Emulator, Table], pairs: list[tuple[str, str]]) -> None:
    emulator, table = both
    conditions = where(MEDIA_LIST, nest(tuple(pairs)))
    assert emulator.media.count(conditions) == table.count(conditions)
    assert emulator.media.ids(conditions) == table.ids(conditions)
    for name in ("created_at", "order_number", "available_at"):
        for order in (Order((name,)), Order((name,), descending=True, nulls_last=True)):
            assert emulator.media.ids(conditions, order, 300, 40) == table.ids(conditions, order, 300, 40)


@pytest.mark.parametrize("name", MEDIA.sorts)
@pytest.mark.parametrize("down", ["true", "false"])
def test_every_sort_is_answered_as_by_a_table(both: tuple[Emulator, Table], name: str, down: str) -> None:
    emulator, table = both
    for second in ("avg_rating", "available"):
        pairs = (("sort_order[]", name), ("sort_order[]", second), ("sort_descending", down))
        for turned in (False, True):
            order = order_by(MEDIA.sorts, nest(pairs), ties_descending=turned, nulls_last=turned)
            for limit, offset in ((25, 0), (40, 5_000), (100, COUNT - 50)):
                assert emulator.media.ids((), order, limit, offset) == table.ids((), order, limit, offset)
    assert emulator.media.ids((), order) == table.ids((), order)


def test_records_are_those_of_a_table(both: tuple[Emulator, Table]) -> None:
    emulator, table = both
    for number in range(1, COUNT, 137):
        if number % 97:
            assert emulator.media.get(number) == table.get(number)
    numbers = table.ids()
    assert emulator.media.bodies(numbers) == table.bodies(numbers)


def test_clips_and_containers_of_media_far_away() -> None:
    with Sandbox(media=200_000) as box, Caller(box) as call:
        for clip in (10, 9_710, 9_700 * 15 + 50):
            media = box.media.get(clip)["clip_of"]
            assert isinstance(media, int)
            assert clip - 10 < media < clip
            assert call.ids(f"media/{media}/media/clips.json") == [clip]
            assert call.ids("media.json", ("clip_id", str(media))) == [clip]
            assert call.json("media/count.json", ("clip_id", str(media)))["count"] == 1
            boxes = box.media.get(clip)["containers"]
            assert call.ids(f"media/{clip}/containers.json") == boxes
            box.media.update(clip, clip_of=3)
            assert call.ids(f"media/{media}/media/clips.json") == []
        assert call.ids("media/3/media/clips.json") == [10, 9_710, 9_700 * 15 + 50]
        assert call.ids("media/97/containers.json") == []


def test_what_is_written_far_away_is_found(million: Sandbox) -> None:
    million.reset(catalogue=True)
    with Caller(million) as call:
        page = call.ids("media.json", ("offset", "900000"))
        million.media.delete(page[3])
        million.media.update(page[5], name="\U0001f600 last by name", active=True)
        made = million.media.insert(name="\U0001f600 last by name", active=True)
        assert made == MediaIds(LARGE)[-1] + 1
        assert call.ids("media.json", ("offset", "900000"))[:24] == [*page[:3], *page[4:]]
        last = call.ids("media.json", ("sort_order[]", "name"), ("offset", str(LARGE - 2)))
        assert last == [page[5], made]
        assert call.ids("media.json", ("named_like", "LAST BY NAME")) == last
        assert call.json("media/count.json")["count"] == LARGE
        assert call.get(f"media/{page[3]}.json").json()["response"]["code"] == -4
    million.reset(catalogue=True)
    assert million.media.has(page[3])
    assert not million.media.has(made)


def test_a_million_take_the_memory_of_some_thousand() -> None:
    peaks: list[int] = []
    for count in (20_000, LARGE):
        tracemalloc.start()
        with Emulator(Settings(media=count)) as emulator:
            for order in (Order(), Order(("name",)), Order(("created_at",), descending=True)):
                assert len(emulator.media.bodies(emulator.media.ids((), order, 25, count - 100))) == 25
            peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0] < 20_000_000


def test_an_id_is_taken_once(million: Sandbox) -> None:
    million.reset(catalogue=True)
    with pytest.raises(sqlite3.IntegrityError, match="there is a media 900001"):
        million.media.insert(id=900_001)
    million.media.delete(900_001)
    million.media.insert(id=900_001, name="Another")
    assert million.media.get(900_001)["name"] == "Another"
    million.media.delete(900_001)
    assert not million.media.has(900_001)
    million.media.clear()
    assert (len(million.media), million.media.ids(), million.media.insert()) == (0, [], 1)
    million.reset(catalogue=True)
    assert len(million.media) == LARGE


@given(st.integers(0, 3_000), st.integers(-5, 3_200))
def test_the_ids_are_a_sequence(count: int, number: int) -> None:
    ids, plain = MediaIds(count), [number for number in range(1, 3_200) if number % 97][:count]
    assert [*ids] == plain == ids[:]
    assert len(ids) == count
    assert ids.last == (plain[-1] if plain else 0)
    assert (number in ids) is (number in plain)
    assert [*map(ids.before, range(-5, 3_200))] == [bisect_left(plain, one) for one in range(-5, 3_200)]
    assert ids[number:] == plain[number:]
    if number in plain:
        assert ids.index(number) == plain.index(number)
    else:
        with pytest.raises(ValueError, match="not among"):
            ids.index(number)
    for place in (-count - 1, count):
        with pytest.raises(IndexError):
            ids[place]


# A file


def test_a_file_keeps_what_was_written_over_a_million(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with Emulator(Settings(media=LARGE, seed=5, database=path)) as emulator:
        name = emulator.media.get(900_000)["name"]
        emulator.media.delete(900_001)
        emulator.media.update(900_002, name="Kept")
        made = emulator.media.insert()
        emulator.media.delete(made)
    assert path.stat().st_size < 1_000_000
    with Emulator(Settings(media=3, seed=6, database=path)) as emulator:
        assert len(emulator.media) == LARGE - 1
        assert emulator.media.get(900_000)["name"] == name
        assert not emulator.media.has(900_001)
        assert emulator.media.get(900_002)["name"] == "Kept"
        assert emulator.media.insert() == made + 1  # an id is never used again
        emulator.reset(catalogue=True)
        assert len(emulator.media) == LARGE
        assert emulator.media.has(900_001)
        assert emulator.media.get(900_000)["name"] == name


def test_a_seed_of_any_size(tmp_path: Path) -> None:
    for seed in (-1, 1 << 80):
        path = tmp_path / str(seed)
        with Emulator(Settings(media=30, seed=seed, database=path)) as emulator:
            name = emulator.media.get(30)["name"]
        with Emulator(Settings(database=path)) as emulator:
            assert emulator.media.get(30)["name"] == name


def test_a_file_of_another_layout_or_kind_is_refused(tmp_path: Path) -> None:
    old, other, text = (tmp_path / name for name in ("old", "other", "text"))
    for path, statement in ((old, "CREATE TABLE media_bodies (id)"), (other, "CREATE TABLE accounts (id)")):
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.commit()
        connection.close()
    text.write_text("this is no database\n" * 100)
    for path, reason in ((old, "older sandbox"), (other, "no database of a sandbox"), (text, "not a database")):
        with pytest.raises(ValueError, match=reason) as caught:
            Emulator(Settings(database=path))
        assert str(path) in str(caught.value)
    mine = tmp_path / "mine"
    Emulator(Settings(media=1, database=mine)).close()
    connection = sqlite3.connect(mine)
    connection.execute("UPDATE facts SET value = 99 WHERE name = 'layout'")
    connection.commit()
    connection.close()
    with pytest.raises(ValueError, match="layout 99 where this one reads layout 2"):
        Emulator(Settings(database=mine))


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "x.db", tmp_path):
        with pytest.raises(OSError, match="cannot be opened or made") as caught:
            Emulator(Settings(database=path))
        assert str(caught.value).startswith(f"{path} ")


def test_the_records_are_read_one_by_one_however_many_there_are() -> None:
    with Emulator(Settings(media=LARGE)) as emulator:
        emulator.media.delete(1)
        emulator.media.insert(id=LARGE * 2, name="Far")
        tracemalloc.start()
        try:
            first = list(islice(emulator.media, 2_000))
            del first[:]
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 30_000_000  # two thousand of them; the ids of all alone would be more
        assert len(emulator.media) == LARGE


def test_the_text_of_a_body_is_that_of_its_record() -> None:
    with Emulator(Settings(media=12_000)) as emulator:
        for number in (1, 10, 9_699, 9_701, 9_710, 12_001):
            row = {name: value for name, value in emulator.media.get(number).items() if name not in MEDIA.hidden}
            shown = json.loads(emulator.media.bodies([number])[0])
            assert shown == {name: value or [] if name in MEDIA.hashes else value for name, value in row.items()}
            assert list(shown) == list(MEDIA.defaults)
