"""The sandbox as an object: starting and stopping, its clock, its data, hooks, threads, loops."""

import asyncio
import gc
import json
import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import httpx
import pytest
import trio

from synctv_async.sandbox import Clock, Emulator, Options, RecordedRequest, Sandbox, Settings, create_app

from .caller import Caller


def test_the_date_of_an_answer_is_by_the_sandboxs_own_clock() -> None:
    with Sandbox(media=1, clock=Clock(1_400_000_000.0)) as box:
        assert httpx.get(f"{box.url}/key").headers["date"] == "Tue, 13 May 2014 16:53:20 GMT"
        box.clock.advance(60)
        assert httpx.get(f"{box.url}/key").headers["date"] == "Tue, 13 May 2014 16:54:20 GMT"
        box.fault(status=503, headers={"Date": "Wed, 14 May 2014 00:00:00 GMT"})
        assert httpx.get(f"{box.url}/key").headers.get_list("date") == ["Wed, 14 May 2014 00:00:00 GMT"]


def test_leaves_nothing_behind() -> None:
    before = set(threading.enumerate())
    box = Sandbox(media=10_000).start()
    with Caller(box) as call:
        assert call.json("media/count.json")["count"] == len(box.media) == 10_000
    port = int(box.url.rpartition(":")[2])
    box.close()
    gc.collect()
    assert set(threading.enumerate()) == before
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_page_takes_the_server_little_time() -> None:
    with Emulator(Settings(media=10_000)) as emulator:
        begin = time.perf_counter()
        for _ in range(100):
            assert len(emulator.world.media.bodies(emulator.world.media.ids(limit=25, offset=9_900))) == 25
        assert (time.perf_counter() - begin) / 100 < 0.02  # 0.2 ms on an idle machine
        rows = [json.loads(body) for body in emulator.media.bodies(emulator.media.ids(limit=100))]
        assert 500 < sum(len(json.dumps(row)) for row in rows) / 100 < 1200


def test_stop_and_start_again() -> None:
    with Sandbox(media=3) as box:
        first = box.url
        with pytest.raises(RuntimeError, match="already"):
            box.start()
        box.stop()
        box.stop()
        with pytest.raises(RuntimeError, match="not running"):
            _ = box.url
        box.start()
        with Caller(box) as call:
            assert first
            assert len(call.ids("media.json")) == 3


def test_a_chosen_port_and_an_occupied_one() -> None:
    with Sandbox(media=0) as box:
        port = int(box.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), Sandbox(media=0, port=port):
            pass
    with Sandbox(media=0, port=port) as other:
        assert other.url == f"http://127.0.0.1:{port}"


def test_asyncio_and_trio() -> None:
    async def many(box: Sandbox, client: httpx.AsyncClient) -> int:
        return (await client.get(f"{box.url}/key", headers={"X-API-Key": box.api_key})).status_code

    async def by_asyncio(box: Sandbox) -> list[int]:
        async with httpx.AsyncClient() as client:
            return await asyncio.gather(*(many(box, client) for _ in range(20)))

    async def by_trio(box: Sandbox) -> int:
        async with httpx.AsyncClient() as client:
            return await many(box, client)

    with Sandbox(media=0) as box:
        assert asyncio.run(by_asyncio(box)) == [200] * 20
        assert trio.run(by_trio, box) == 200


def test_the_bare_application() -> None:
    async def main(emulator: Emulator) -> int:
        transport = httpx.ASGITransport(create_app(emulator))
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            return (await client.get("/key", headers={"X-API-Key": emulator.api_key})).status_code

    with Emulator(Settings(media=0)) as emulator:
        assert asyncio.run(main(emulator)) == 200
        assert emulator.requests[0].path == "/key"


def test_the_same_seed_gives_the_same_everything() -> None:
    first, again, other = (Emulator(Settings(media=200, seed=seed)) for seed in (1, 1, 2))
    assert first.media.bodies(first.media.ids()) == again.media.bodies(again.media.ids())
    assert first.media.bodies([1]) != other.media.bodies([1])
    assert (first.access_secret, first.api_key, first.client_key) == (
        again.access_secret,
        again.api_key,
        again.client_key,
    )
    assert first.access_secret != other.access_secret
    for emulator in (first, again, other):
        assert emulator.access_secret not in repr(emulator.world.access)
        emulator.close()


def test_a_longer_catalogue_begins_with_the_shorter() -> None:
    with Emulator(Settings(media=40)) as short, Emulator(Settings(media=80)) as longer:
        names = [[emulator.media.get(number)["name"] for number in range(1, 41)] for emulator in (short, longer)]
        assert names[0] == names[1]


def test_a_file_keeps_the_state(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    with Sandbox(media=30, database=path) as box, Caller(box) as call:
        call.source("POST", "/productions", [{"name": "A"}])
        box.media.delete(30)
        box.media.update(1, name="Kept")
    with Sandbox(media=5, database=path) as box, Caller(box) as call:
        assert len(box.media) == 29
        assert call.json("media/1.json")["media"]["name"] == "Kept"
        assert call.source("GET", "/productions").json()["data"][0]["name"] == "A"


def test_direct_changes(box: Sandbox, call: Caller) -> None:
    number = box.media.insert(name="A", meta_data={"a": "b"}, container_ids=[4])
    assert box.media.get(number)["meta_data"] == {"a": "b"}
    assert call.ids("containers/4/media.json") == [number]
    box.clock.advance(5)
    box.media.update(number, meta_data={}, container_ids=[5])
    row = call.json(f"media/{number}.json")["media"]
    assert (row["meta_data"], row["created_at"], row["updated_at"]) == (
        [],
        "2014-05-01T21:23:54Z",
        "2014-05-01T21:23:59Z",
    )
    assert box.media.get(number)["meta_data"] == {}
    assert call.ids("containers/4/media.json") == []
    assert call.ids("containers/5/media.json") == [number]
    box.media.delete(number)
    assert box.media.insert() == number + 1
    for wrong in (box.media.get, box.media.delete, box.media.update):
        with pytest.raises(KeyError, match="no media 99"):
            wrong(99)
    assert box.media.bodies([99]) == []


def test_a_table_is_a_collection_of_its_records() -> None:
    with Sandbox(media=1_200) as box:
        box.media.update(1_199, name="Changed")
        box.media.delete(501)
        box.media.insert(id=5_000, name="Far")
        rows = list(box.media)
        assert [row["id"] for row in rows] == box.media.ids()
        assert len(rows) == len(box.media) == 1_200
        assert rows == [box.media.get(number) for number in box.media.ids()]
        assert 5_000 in box.media
        assert 501 not in box.media
        assert 10**30 not in box.media
        assert "1" not in box.media
        for row in box.media:
            box.media.delete(int(str(row["id"])))
        assert list(box.media) == []
        assert [row["id"] for row in box.bundles] == box.bundles.ids()
        assert [row["id"] for row in box.others["people"]] == box.others["people"].ids()


def test_a_video_that_is_gone_by_now_is_not_in_its_table(box: Sandbox) -> None:
    number = box.ingest_videos.insert(state="removing")
    box.ingest_videos.insert()
    assert number in box.ingest_videos
    box.clock.advance(3600)
    assert [row["id"] for row in box.ingest_videos] == [number + 1]
    assert number not in box.ingest_videos


def test_an_update_that_fails_changes_nothing(box: Sandbox) -> None:
    box.media.insert()
    with pytest.raises(sqlite3.Error):
        box.media.update(1, name=object())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert box.media.get(1)["name"] == "Media"


def test_reset(box: Sandbox, call: Caller) -> None:
    hooked: list[RecordedRequest] = []
    box.on_request(hooked.append)
    box.media.insert()
    box.expire_access(box.access_id)
    box.clock.advance(60)
    assert call.get("media.json").status_code == 401
    box.reset()
    assert (box.requests, box.clock.now(), len(box.media)) == ((), 1_398_979_434.0, 1)
    assert call.get("media.json").status_code == 200
    box.reset(catalogue=True)
    assert len(box.media) == 0
    assert len(hooked) == 1


def test_requests_are_written_down(box: Sandbox, call: Caller) -> None:
    call.get("media.json", ("sort_order[]", "b"), ("sort_order[]", "a"))
    call.http.get("/api/v2/nothing.json")
    call.source("POST", "/productions", [{"name": "A"}])
    first, second, third = box.requests
    assert (first.method, first.path, first.status) == ("GET", "/api/v2/media.json", 200)
    assert first.values("sort_order[]") == ["b", "a"]
    assert first.at == box.clock.now()
    assert second.status == 404
    assert (json.loads(third.body), third.headers["x-api-key"]) == ([{"name": "A"}], box.api_key)
    assert "signature" not in repr(first)


def test_a_hook_changes_the_catalogue_between_pages(box: Sandbox, call: Caller) -> None:
    box.media.insert_many({} for _ in range(60))

    @box.on_request
    def drop(request: RecordedRequest) -> None:
        if request.values("offset") == ["25"]:
            box.media.delete(1)

    first, second = call.ids("media.json"), call.ids("media.json", ("offset", "25"))
    assert (first[-1], second[0]) == (25, 27)
    assert drop.__name__ == "drop"


def test_paths_that_are_not(call: Caller) -> None:
    for method, path in (
        ("GET", "nothing.json"),
        ("GET", "media"),
        ("GET", "media.yaml"),
        ("GET", "media/.json"),
        ("DELETE", "media/1.json"),
        ("GET", ".json"),
    ):
        response = call.call(method, path)
        assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert call.get("media/abc.json").json()["response"]["code"] == -4


def test_a_test_may_write_while_the_server_reads(large_box: Sandbox, large: Caller) -> None:
    def write(start: int) -> None:
        for number in range(start, start + 50):
            large_box.bundles.insert(id=number, name="Short-lived")
            large_box.bundles.delete(number)

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, start) for start in (10_000, 20_000, 30_000)]
        while not all(writer.done() for writer in writers):
            assert len(large.ids("media.json", ("sort_order", "name"))) == 25
        for writer in writers:
            writer.result()
    assert len(large_box.bundles) == 60


def test_the_clock() -> None:
    real = Clock()
    assert abs(real.now() - time.time()) < 1
    real.advance(100)
    assert real.now() > time.time() + 99
    real.reset()
    assert abs(real.now() - time.time()) < 1
    assert Clock(0.0).stamp() == "1970-01-01T00:00:00Z"
    with pytest.raises(ValueError, match="go back"):
        real.advance(-1)


def test_the_keyword_arguments_are_the_settings() -> None:
    assert Options.__annotations__.keys() == {field.name for field in fields(Settings)}
    assert get_type_hints(Options) == get_type_hints(Settings)
