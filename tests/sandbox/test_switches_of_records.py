"""The switches of SyncTV's records and writes, each in each of its positions, turned while the sandbox runs."""

import json

import httpx

from synctv_async.sandbox import IngestTimes, Sandbox

from .caller import Caller

BUNDLE = (("bundle[name]", "A"), ("bundle[bundle_type_id]", "1"))


def code(response: httpx.Response) -> tuple[int, int]:
    return response.status_code, response.json()["response"]["code"]


def test_deleted_bundles(call: Caller) -> None:
    call.box.bundles.insert_many([{"media_ids": [1]}, {"media_ids": [1]}])
    call.box.media.insert()
    assert call.call("DELETE", "bundles/2.json").status_code == 200
    for way, listed, asked, status in (
        ("kept", [1], [2], 200),
        ("listed", [1, 2], [2], 200),
        ("gone", [1], [], 400),
    ):
        call.turn(deleted_bundles=way)
        assert call.ids("bundles.json") == call.ids("media/1/bundles.json") == listed
        assert call.json("media/1.json")["bundle_ids"] == listed
        assert call.json("bundles/count.json")["count"] == len(listed)
        assert call.ids("bundles.json", ("status", "-1")) == asked
        assert call.get("bundles/2.json").status_code == status
        assert code(call.call("DELETE", "bundles/2.json")) == (400, -4)


def test_bundle_status(call: Caller) -> None:
    inactive = ("bundle[status]", "0")
    for way, read in (("translated", -2), ("verbatim", 0)):
        call.turn(bundle_status=way)
        made = call.call("POST", "bundles.json", *BUNDLE, inactive).json()["response"]["bundle"]
        assert made["status"] == read
        assert call.ids("bundles.json", ("status", str(read))) == [made["id"]]
        assert call.json("bundles/count.json", ("status", "0"))["count"] == 1


def test_inner_ids(call: Caller) -> None:
    call.box.media.insert(container_ids=[3])
    call.box.bundles.insert(media_ids=[1], ownership_policy_ids=[7])
    for way, media, boxes in (("filled", [1], [3]), ("empty", [], [])):
        call.turn(inner_ids=way)
        shown = call.json("bundles/1.json")
        assert (shown["bundle"]["media_ids"], shown["media_ids"]) == (media, [1])
        assert shown["ownership_policy_ids"] == [7]
        assert call.rows("bundles.json")[0]["media_ids"] == media
        assert call.json("media/1.json")["media"]["container_ids"] == boxes
        assert call.json("media/1.json")["container_ids"] == [3]
        assert ("<media_ids/>" in call.get("bundles.xml").text) is (not media)
        assert call.rows("container_groups.json") == []


def test_empty_hash(call: Caller) -> None:
    call.box.media.insert_many([{"name": 'a "meta_data":[] in a name'}, {"meta_data": {"a": "b"}}])
    assert [row["meta_data"] for row in call.rows("media.json")] == [[], {"a": "b"}]
    xml = call.get("media.xml").text
    call.box.behave(empty_hash="object")
    rows = call.rows("media.json")
    assert [(row["meta_data"], row["properties"], row["images"]) for row in rows] == [
        ({}, {}, []),
        ({"a": "b"}, {}, []),
    ]
    assert rows[0]["name"] == 'a "meta_data":[] in a name'
    assert call.get("media.xml").text == xml


def test_decimals(call: Caller) -> None:
    call.box.media.insert(avg_rating=4.5, name='"avg_rating":4.5')
    call.box.ingest_videos.insert(start_point=120.34)
    path = "media/1/ingest_videos/1.json"
    assert call.rows("media.json")[0]["avg_rating"] == 4.5
    call.box.behave(decimals="text")
    row = call.rows("media.json")[0]
    assert (row["avg_rating"], row["name"], row["duration"]) == ("4.5", '"avg_rating":4.5', 600)
    video = call.json(path)["ingest_video"]
    assert (video["start_point"], video["progress"], video["end_point"]) == ("120.34", "0.0", None)


def test_json_count(call: Caller) -> None:
    call.box.media.insert()
    listed, single = {"messages": ["Successfully completed."]}, {"message": "Successfully completed."}
    for way, media in (("mirrored", single), ("messages", listed)):
        call.turn(json_count=way)
        assert call.json("media/count.json") == {"count": 1, "code": 1, **media}
        assert call.json("bundles/count.json") == {"count": 0, "code": 1, **listed}
        assert "<message>" in call.get("media/count.xml").text


def test_json_status(call: Caller) -> None:
    call.box.media.insert()
    assert list(call.json("media.json")) == ["medias", "code", "messages"]
    call.box.behave(json_status=False)
    assert list(call.json("media.json")) == ["medias"]
    assert list(call.json("media/1.json")) == ["media", "container_ids", "contributors", "bundle_ids"]
    assert call.json("media/count.json")["code"] == 1
    assert code(call.get("media/9.json")) == (400, -4)


def test_success(call: Caller) -> None:
    call.box.contributors.insert_many([{}, {}, {}])
    for number, (way, status, told) in enumerate(
        (("empty", 200, False), ("block", 200, True), ("204", 204, False)), start=1
    ):
        call.turn(success=way)
        done = call.call("DELETE", f"contributors/{number}.json")
        assert (done.status_code, bool(done.content)) == (status, told)
        if told:
            assert done.json() == {"response": {"code": 1, "messages": ["Successfully completed."]}}


def test_created(call: Caller) -> None:
    for status in (200, 201):
        call.turn(created=status)
        assert call.call("POST", "bundles.json", *BUNDLE).status_code == status
        assert call.source("POST", "/productions", [{"name": "A"}]).status_code == status
        assert call.call("POST", "bundles.json").status_code == 400
        assert call.login(query=True).status_code == 200


def test_failed_ingest(call: Caller) -> None:
    path = "media/1/ingest_videos/1"
    call.box.media.insert()
    call.box.ingest_videos.insert(fails="The audio track is broken")
    for state in ("stopped", "started", "done"):
        call.turn(failed_ingest=state)
        call.box.ingest_videos.update(1, state="reset", status="ok", message=None, worked=0.0)
        assert call.call("PUT", f"{path}/start.json").status_code == 200
        call.box.clock.advance(3600)
        row = call.json(f"{path}.json")["ingest_video"]
        assert (row["state"], row["status"], row["message"]) == (state, "error", "The audio track is broken")
        call.box.clock.advance(3600)
        assert call.json(f"{path}.json")["ingest_video"] == row


def test_failed_ingest_from_the_start() -> None:
    with Sandbox(media=1, failed_ingest="done", ingest_videos=0) as box, Caller(box) as call:
        box.ingest_videos.insert(fails="No", state="started", ingestable_id=1)
        box.clock.advance(3600)
        assert call.rows("media/1/ingest_videos.json")[0]["state"] == "done"


def test_a_video_that_failed_can_be_started_again(call: Caller) -> None:
    path = "media/1/ingest_videos/1"
    call.box.media.insert()
    call.box.ingest_videos.insert(fails="No", state="started")
    call.box.clock.advance(60)
    assert call.json(f"{path}.json")["ingest_video"]["status"] == "error"
    call.box.ingest_videos.update(1, fails=None)
    assert call.call("PUT", f"{path}/start.json").status_code == 200
    call.box.clock.advance(60)
    row = call.json(f"{path}.json")["ingest_video"]
    assert (row["state"], row["status"], row["message"]) == ("done", "ok", None)


def test_ingest_times(call: Caller) -> None:
    call.box.media.insert()
    call.box.ingest_videos.insert()
    call.box.behave(ingest_times=IngestTimes(starting=100))
    assert call.call("PUT", "media/1/ingest_videos/1/start.json").status_code == 200
    for seconds, state in ((99, "starting"), (1, "started"), (30, "done")):
        call.box.clock.advance(seconds)
        assert call.json("media/1/ingest_videos/1.json")["ingest_video"]["state"] == state


def test_the_switches_do_not_touch_what_is_held(box: Sandbox) -> None:
    box.media.insert()
    before = json.dumps(box.media.get(1))
    box.behave(inner_ids="empty", empty_hash="object", decimals="text")
    assert json.dumps(box.media.get(1)) == before
