"""Writes: bundles, contributors, ingest videos and their life cycle by the clock, the further resources."""

from typing import Any

import pytest

from synctv_async.sandbox import IngestTimes, Sandbox

from .caller import Caller

VIDEO = "media/1/ingest_videos/1"
WHOLE = IngestTimes()


@pytest.fixture
def video(box: Sandbox, call: Caller) -> Caller:
    box.media.insert()
    box.ingest_videos.insert()
    return call


def shown(call: Caller) -> dict[str, Any]:
    row: dict[str, Any] = call.json(f"{VIDEO}.json")["ingest_video"]
    return row


def act(call: Caller, action: str) -> int:
    response = call.call("PUT", f"{VIDEO}/{action}.json")
    if response.status_code == 200:
        assert response.content == b""
        return 1
    assert response.status_code == 400
    return int(response.json()["response"]["code"])


def test_life_cycle(video: Caller) -> None:
    clock = video.box.clock
    assert act(video, "start") == 1
    assert shown(video)["state"] == "starting"
    clock.advance(WHOLE.starting)
    assert shown(video)["state"] == "started"
    clock.advance(WHOLE.started / 2)
    half = shown(video)
    assert (half["state"], half["progress"], half["stage"]) == ("started", 50.0, "package")
    clock.advance(WHOLE.started / 2)
    done = shown(video)
    assert (done["state"], done["progress"], done["status"], done["iteration"]) == ("done", 100.0, "ok", 0)
    assert done["updated_at"] > half["updated_at"]
    assert act(video, "reset") == 1
    assert shown(video)["state"] == "resetting"
    clock.advance(WHOLE.resetting)
    again = shown(video)
    assert (again["state"], again["progress"], again["iteration"]) == ("reset", 0.0, 1)
    assert act(video, "remove") == 1
    clock.advance(WHOLE.removing)
    assert shown(video)["state"] == "removed"
    clock.advance(WHOLE.removed)
    assert video.get(f"{VIDEO}.json").json()["response"]["code"] == -4
    assert video.json("media/1/ingest_videos/count.json")["count"] == 0


def test_one_long_wait_passes_every_state(video: Caller) -> None:
    assert act(video, "start") == 1
    video.box.clock.advance(3600)
    assert shown(video)["state"] == "done"
    assert shown(video)["updated_at"] == "2014-05-01T21:24:26Z"
    assert act(video, "reset") == 1
    video.box.clock.advance(3600)
    assert act(video, "remove") == 1
    video.box.clock.advance(3600)
    assert video.ids("media/1/ingest_videos.json") == []


def test_a_stop_keeps_the_work_done(video: Caller) -> None:
    clock = video.box.clock
    act(video, "start")
    clock.advance(WHOLE.starting + 20)
    assert act(video, "stop") == 1
    clock.advance(WHOLE.stopping)
    assert (shown(video)["state"], shown(video)["progress"]) == ("stopped", 66.7)
    assert act(video, "start") == 1
    clock.advance(WHOLE.starting + 9)
    assert shown(video)["state"] == "started"
    clock.advance(1)
    assert shown(video)["state"] == "done"


def test_actions_ask_for_a_state(video: Caller) -> None:
    allowed = {
        "start": {"stopped", "reset"},
        "stop": {"started"},
        "reset": {"stopped", "done"},
        "remove": {"reset"},
    }
    for action, states in allowed.items():
        for state in ("starting", "started", "stopping", "stopped", "resetting", "reset", "removing", "done"):
            video.box.ingest_videos.update(1, state=state)
            assert act(video, action) == (1 if state in states else -5), (action, state)


def test_work_that_fails(video: Caller) -> None:
    video.box.ingest_videos.update(1, fails="The audio track is broken")
    act(video, "start")
    video.box.clock.advance(3600)
    row = shown(video)
    assert (row["state"], row["status"], row["message"]) == ("stopped", "error", "The audio track is broken")


def test_update_only_in_reset(video: Caller) -> None:
    fields = (("ingest_video[audio_languages]", "fra"), ("ingest_video[start_point]", "120.34"))
    changed = video.call("PUT", f"{VIDEO}.json", *fields)
    assert (changed.status_code, changed.content) == (200, b"")
    assert (shown(video)["audio_languages"], shown(video)["start_point"]) == (["fra"], 120.34)
    act(video, "start")
    assert video.call("PUT", f"{VIDEO}.json", *fields).json()["response"]["code"] == -5


def test_ingest_belongs_to_its_media(video: Caller) -> None:
    video.box.media.insert()
    assert video.get("media/2/ingest_videos/1.json").status_code == 400
    made = video.call("POST", "media/9/ingest_videos.json", ("ingest_video[file_path]", "a"))
    assert made.json()["response"]["code"] == -4
    absent = video.call("POST", "media/1/ingest_videos.json", ("ingest_video[file_path]", "a"))
    assert absent.json()["response"] == {"code": -2, "messages": ["ingest_video[audio_languages] is missing"]}
    video.box.media.delete(1)
    assert video.get("media/1.json").status_code == 400


def test_bundles_are_written_and_read_by_different_numbers(box: Sandbox, call: Caller) -> None:
    base = (("bundle[name]", "A"), ("bundle[bundle_type_id]", "1"))
    for written, read in (("", -3), ("0", -2), ("1", 1), ("-1", -1)):
        made = call.call("POST", "bundles.json", *base, ("bundle[status]", written))
        assert made.json()["response"]["bundle"]["status"] == read
    assert call.ids("bundles.json") == [1, 2, 3]
    assert call.json("bundles/count.json")["count"] == 3
    assert call.ids("bundles.json", ("status", "-1")) == [4]
    refused = call.call("POST", "bundles.json", ("bundle[begin_at]", "2014-01-01T00:00:00Z"))
    assert refused.json()["response"]["messages"] == ["bundle[name] is missing", "bundle[bundle_type_id] is missing"]
    assert len(box.bundles) == 4


def test_a_deleted_bundle_can_be_read(box: Sandbox, call: Caller) -> None:
    box.bundles.insert(media_ids=[1])
    assert call.call("DELETE", "bundles/1.json").content == b""
    assert call.json("bundles/1.json")["bundle"]["status"] == -1
    assert call.ids("media/1/bundles.json") == []
    for method in ("DELETE", "PUT"):
        assert call.call(method, "bundles/1.json").json()["response"]["code"] == -4


def test_bundle_fields(box: Sandbox, call: Caller) -> None:
    box.bundles.insert(begin_at="2014-01-01T00:00:00Z")
    changed = call.call(
        "PUT",
        "bundles/1.json",
        ("bundle[begin_at]", ""),
        ("bundle[end_at]", "2015-01-01T01:00:00+01:00"),
        ("bundle[ownership_policy_ids][]", "3"),
        ("bundle[bundle_type_id]", "2"),
    )
    row = changed.json()["response"]["bundle"]
    assert (row["begin_at"], row["end_at"], row["ownership_policy_ids"]) == (None, "2015-01-01T00:00:00Z", [3])
    assert row["bundle_type"] == {"id": 2, "name": "BundleType-2"}


def test_contributor_of_nobody(box: Sandbox, call: Caller) -> None:
    fields = (("contributor[media_id]", "9"), ("contributor[role_id]", "99"), ("contributor[person_id]", "99"))
    refused = call.call("POST", "contributors.json", *fields).json()["response"]
    assert refused["code"] == -4
    assert len(refused["messages"]) == 3
    assert call.call("POST", "contributors.json").json()["response"]["code"] == -2
    assert len(box.contributors) == 0


def test_further_resources(large: Caller) -> None:
    assert large.rows("contributors/people.json", ("named_like", "ø"))[0]["name"] == "Anna Ørsted"
    assert "<people>\n    <person>\n" in large.get("contributors/people.xml").text
    assert "<container_group>\n    <container_group>\n" in large.get("container_groups.xml").text
    assert large.json("platforms/count.json")["count"] == 4
    assert large.json("platforms/2.json")["platform"]["platform_type"] == {"id": 1, "name": "Web"}
    roots = large.rows("containers/roots.json")
    assert {row["parent_id"] for row in roots} == {None}
    assert {row["parent_id"] for row in large.rows(f"containers/{roots[0]['id']}/containers.json")} == {roots[0]["id"]}
    containers = large.json("media/1.json")["container_ids"]
    assert large.ids("media/1/containers.json") == containers


def test_further_resources_can_be_written(call: Caller) -> None:
    made = call.call(
        "POST",
        "containers.json",
        ("container[name]", "New"),
        ("container[active]", "false"),
        ("container[parent_id]", "3"),
        ("container[meta_data][genre]", "drama"),
        ("container[images][]", "a"),
    ).json()["response"]["container"]
    assert (made["name"], made["active"], made["parent_id"]) == ("New", False, 3)
    assert made["meta_data"] == {"genre": "drama"}
    path = f"containers/{made['id']}.json"
    assert call.call("PUT", path, ("container[order_number]", "7")).content == b""
    assert call.json(path)["container"]["order_number"] == 7
    assert call.call("DELETE", path).status_code == 200
    for method in ("GET", "PUT", "DELETE"):
        assert call.call(method, path).status_code == 400
