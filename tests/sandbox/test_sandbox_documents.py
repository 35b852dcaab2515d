"""The documents' own examples: the same requests, the same answers to the letter."""

import re
from pathlib import Path

from synctv_async.sandbox import BEHAVIOUR, Sandbox
from synctv_async.sandbox.types import Given

from .caller import Caller

EXAMPLES = Path(__file__).parent / "examples"
MEDIA = {"published_at": "2013-07-01T21:23:35Z"}
STAMP = "2014-05-01T21:23:54Z"


def example(name: str) -> str:
    return (EXAMPLES / f"{name}.xml").read_text()


def at(stamp: str) -> dict[str, str]:
    return {"created_at": stamp, "updated_at": stamp}


def ingest_video(number: int, **fields: Given) -> dict[str, Given]:
    return {
        "audio_languages": ["eng", "fre"],
        "interlaced": True,
        "aspect_ratio": "4:3",
        "file_path": f"filepath/video/ingest/file_{number}.mp4",
        "file_size": 1000 + number,
        "platform_ids": [1],
        "ingestable_id": 1,
        **fields,
    }


def bundle(number: int, stamp: str, **fields: Given) -> dict[str, Given]:
    kind = {"id": fields.get("id", 1), "name": f"BundleType-{number}"}
    return {"name": f"Bundle-{number}", "bundle_type": kind, **at(stamp), **fields}


def test_media_list(box: Sandbox, call: Caller) -> None:
    box.media.insert(name="Media-1", created_at=STAMP, updated_at="2014-05-01T21:23:55Z", **MEDIA)
    box.media.insert(name="Media-2", **at("2014-05-01T21:23:55Z"), **MEDIA)
    assert call.get("media.xml").text == example("media_list")
    assert call.get("media.xml").headers["content-type"] == "application/xml; charset=utf-8"


def test_clips(box: Sandbox, call: Caller) -> None:
    box.media.insert(id=100)
    for number in (1, 2):
        box.media.insert(id=number, name=f"Media-{number + 2}", clip_of=100, **at("2014-05-01T21:23:58Z"), **MEDIA)
    assert call.get("media/100/media/clips.xml").text == example("clips")


def test_media_count(box: Sandbox, call: Caller) -> None:
    box.media.insert_many({"containers": [7]} for _ in range(30))
    assert call.get("media/count.xml").text == example("media_count")
    assert call.get("containers/7/media/count.xml").text == example("media_count")
    assert call.json("containers/8/media/count.json")["count"] == 0


def test_media_show(box: Sandbox, call: Caller) -> None:
    box.media.insert(id=100, name="Media-5", containers=[1, 2, 3], **at("2014-05-01T21:24:01Z"), **MEDIA)
    for number in (1, 2, 3):
        box.contributors.insert(media_id=100, person=f"person name {number}", role=f"role {number}")
    for _ in range(2):
        box.bundles.insert(media_ids=[100])
    # The example's contributors belong to media 1, 2 and 3, though they are shown with media 100.
    expected = re.sub(r"<media_id>\d</media_id>", "<media_id>100</media_id>", example("media_show"))
    assert call.get("media/100.xml").text == expected
    assert list(call.json("media/100.json")) == [
        "media",
        "container_ids",
        "contributors",
        "bundle_ids",
        "code",
        "messages",
    ]


def test_bundles(box: Sandbox, call: Caller) -> None:
    stamp = "2014-05-01T21:28:57Z"
    box.bundles.insert(**bundle(3, stamp, id=1))
    box.bundles.insert(**bundle(4, stamp, id=2))
    assert call.get("bundles.xml").text == example("bundle_list")
    box.bundles.update(1, **bundle(5, stamp, id=1), linked_media=[1, 2], linked_policies=[1, 2])
    assert call.get("bundles/1.xml").text == example("bundle_show")
    assert call.get("media/2/bundles/1.xml").text == example("bundle_show")
    assert call.get("media/3/bundles/1.xml").text == example("not_found")


def test_bundle_create_and_update(box: Sandbox, call: Caller) -> None:
    box.clock.advance(304)
    box.media.insert_many([{}, {}])
    fields = (("bundle[name]", "Bundee"), ("bundle[media_ids][]", "1"), ("bundle[media_ids][]", "2"))
    made = call.call(
        "POST", "bundles.xml", *fields, ("bundle[bundle_type_id]", "1"), ("media[ownership_policy_ids]", "3")
    )
    expected = (
        example("bundle_create")
        .replace("Bundle-6", "Bundee")
        .replace("BundleType-6", "BundleType-1")
        .replace("<media_ids/>", _ids("media_id", 1, 2))
        .replace("<ownership_policy_ids/>", _ids("ownership_policy_id", 3))
    )
    assert made.text == expected
    box.clock.advance(1)
    changed = call.call("PUT", "bundles/1.xml", ("bundle[name]", "Specials"))
    later = "<updated_at>2014-05-01T21:28:59Z"
    assert changed.text == expected.replace("Bundee", "Specials").replace("<updated_at>2014-05-01T21:28:58Z", later)


def _ids(name: str, *numbers: int) -> str:
    inner = "".join(f"      <{name}>{number}</{name}>\n" for number in numbers)
    return f"<{name}s>\n{inner}    </{name}s>"


def test_bundle_count(box: Sandbox, call: Caller) -> None:
    box.bundles.insert_many({"media_ids": [3156]} for _ in range(25))
    assert call.get("bundles/count.xml").text == example("bundle_count")
    assert call.get("media/3156/bundles/count.xml").text == example("bundle_count")


def test_not_found_is_400_with_messages(call: Caller) -> None:
    for method, path in (
        ("GET", "media/100.xml"),
        ("GET", "bundles/100.xml"),
        ("PUT", "bundles/100.xml"),
        ("DELETE", "bundles/100.xml"),
        ("DELETE", "contributors/100.xml"),
        ("PUT", "media/100/ingest_videos/1.xml"),
        ("PUT", "media/100/ingest_videos/1/start.xml"),
    ):
        response = call.call(method, path)
        assert (response.status_code, response.text) == (400, example("not_found"))


def test_contributors(box: Sandbox, call: Caller) -> None:
    for number in (1, 2, 3):
        box.contributors.insert(media_id=number, person=f"person name {number + 6}", role=f"role {number + 6}")
    assert call.get("contributors.xml").text == example("contributor_list")
    box.contributors.insert(id=9, media_id=1, person="person name 10", role="role 10")
    shown = example("contributor_show").replace("<id>1</id>", "<id>9</id>")
    assert call.get("contributors/9.xml").text == shown
    assert call.ids("media/1/contributors.json") == [1, 9]


def test_contributor_writes(box: Sandbox, call: Caller) -> None:
    box.media.insert(id=100)
    box.others["people"].update(1, name="person name 11")
    fields = (("contributor[media_id]", "100"), ("contributor[role_id]", "1"), ("contributor[person_id]", "1"))
    made = call.call("POST", "contributors.xml", *fields)
    expected = example("contributor_create").replace("<media_id>1<", "<media_id>100<").replace("role 11", "Actor")
    assert made.text == expected
    changed = call.call("PUT", "contributors/1.xml", ("contributor[role_id]", "2"))
    assert (changed.status_code, changed.content) == (200, b"")
    assert box.contributors.get(1)["role"] == "Director"
    refused = call.call("PUT", "contributors/5.xml", ("contributor[person_id]", "99"))
    assert (refused.status_code, refused.text) == (400, example("contributor_not_found"))
    gone = call.call("DELETE", "contributors/1.xml")
    assert (gone.status_code, gone.content, len(box.contributors)) == (200, b"", 0)


def test_ingest_videos(box: Sandbox, call: Caller) -> None:
    stamp = at("2014-05-01T21:31:04Z")
    box.ingest_videos.insert(**ingest_video(12, **stamp))
    box.ingest_videos.insert(**ingest_video(13, platform_ids=[1, 2], **stamp))
    # The example's second video belongs to another medium than the one that was asked for.
    expected = example("ingest_list").replace("<ingestable_id>2<", "<ingestable_id>1<")
    assert call.get("media/1/ingest_videos.xml").text == expected
    box.ingest_videos.insert(**ingest_video(16, id=300, ingestable_id=100, **at("2014-05-01T21:31:09Z")))
    shown = example("ingest_show").replace("<ingestable_id>1<", "<ingestable_id>100<")
    assert call.get("media/100/ingest_videos/300.xml").text == shown
    box.ingest_videos.insert_many({"ingestable_id": 7} for _ in range(30))
    assert call.get("media/7/ingest_videos/count.xml").text == example("ingest_count")


def test_ingest_create(box: Sandbox, call: Caller) -> None:
    box.media.insert(id=1)
    box.clock.advance(439)
    made = call.call(
        "POST",
        "media/1/ingest_videos.xml",
        ("ingest_video[file_path]", "filepath/video/ingest/file_17.mp4"),
        ("ingest_video[audio_languages][]", "eng"),
        ("ingest_video[audio_languages][]", "fre"),
        ("ingest_video[interlaced]", "true"),
        ("ingest_video[aspect_ratio]", "4:3"),
        ("ingest_video[platform_ids][]", "1"),
    )
    assert made.text == example("ingest_create").replace("<file_size>1017<", "<file_size>1012<")


def test_json_list_as_the_tutorial_prints_it(box: Sandbox, call: Caller) -> None:
    box.others["containers"].insert(
        id=3197,
        name="lucas",
        description="3",
        order_number=1,
        active=False,
        leaf=False,
        created_at="2012-08-03T14:10:55Z",
        updated_at="2012-08-08T21:03:04Z",
        external_id="3",
    )
    assert call.get("containers/roots.json").text == (
        '{"response":{"containers":[{"id":3197,"name":"lucas","description":"3","parent_id":null,"order_number":1,'
        '"active":false,"leaf":false,"container_type":{"id":1,"name":"WhatsOn"},"meta_data":[],'
        '"created_at":"2012-08-03T14:10:55Z","updated_at":"2012-08-08T21:03:04Z","images":[],"external_id":"3",'
        '"published_at":"1930-01-01T00:00:00Z"}],"code":1,"messages":["Successfully completed."]}}'
    )


def test_filled_hashes_text_and_nested_lists(box: Sandbox, call: Caller) -> None:
    box.media.insert(
        name="<Tom & Jerry> été\r\n",
        meta_data={"rating": {"fsk": "12"}, "a key": "x"},
        images=[{"format": "wide"}],
        tomorrow=["new", "field"],
    )
    text = call.get("media/1.xml").text
    assert "<name>&lt;Tom &amp; Jerry&gt; été&#13;\n</name>" in text
    assert "<meta_data>\n      <rating>\n        <fsk>12</fsk>\n      </rating>\n      <a_key>x</a_key>\n" in text
    assert "<images>\n      <image>\n        <format>wide</format>\n" in text
    assert "<tomorrow>\n      <tomorrow>new</tomorrow>" in text
    assert call.json("media/1.json")["media"]["tomorrow"] == ["new", "field"]


def test_every_behaviour_names_its_source() -> None:
    assert {source for _, source, _ in BEHAVIOUR} == {"documented", "official client", "guessed"}
    assert len({what for what, _, _ in BEHAVIOUR}) == len(BEHAVIOUR)
