"""What the documents' examples do not show: nested paths, JSON, filled fields. The examples: test_sandbox_examples."""

from synctv_async.sandbox import Sandbox
from synctv_async.sandbox.documents import find
from synctv_async.sandbox.types import Given

from .caller import Caller

NOT_FOUND = find("bundle_update_error").answer


def at(stamp: str) -> dict[str, str]:
    return {"created_at": stamp, "updated_at": stamp}


def bundle(number: int, stamp: str, **fields: Given) -> dict[str, Given]:
    kind = {"id": fields.get("id", 1), "name": f"BundleType-{number}"}
    return {"name": f"Bundle-{number}", "bundle_type": kind, **at(stamp), **fields}


def test_the_formats_have_their_media_types(call: Caller) -> None:
    assert call.get("media.xml").headers["content-type"] == "application/xml; charset=utf-8"
    assert call.get("media.json").headers["content-type"] == "application/json; charset=utf-8"


def test_media_count_of_a_container(box: Sandbox, call: Caller) -> None:
    box.media.insert_many({"containers": [7]} for _ in range(30))
    assert call.get("containers/7/media/count.xml").text == find("media_count").answer
    assert call.json("containers/8/media/count.json")["count"] == 0


def test_media_show_in_json(box: Sandbox, call: Caller) -> None:
    box.media.insert(id=100)
    siblings = ["container_ids", "contributors", "bundle_ids"]
    assert list(call.json("media/100.json")) == ["media", *siblings, "code", "messages"]


def test_a_bundle_under_its_media(box: Sandbox, call: Caller) -> None:
    stamp = "2014-05-01T21:28:57Z"
    box.bundles.insert(**bundle(5, stamp, id=1), linked_media=[1, 2], linked_policies=[1, 2])
    assert call.get("media/2/bundles/1.xml").text == find("bundle_get").answer
    assert call.get("media/3/bundles/1.xml").text == NOT_FOUND
    box.bundles.insert_many({"media_ids": [3156]} for _ in range(25))
    assert call.get("media/3156/bundles/count.xml").text == find("bundle_count").answer


def test_bundle_create_and_update(box: Sandbox, call: Caller) -> None:
    box.clock.advance(304)
    box.media.insert_many([{}, {}])
    fields = (("bundle[name]", "Bundee"), ("bundle[media_ids][]", "1"), ("bundle[media_ids][]", "2"))
    made = call.call(
        "POST", "bundles.xml", *fields, ("bundle[bundle_type_id]", "1"), ("media[ownership_policy_ids]", "3")
    )
    expected = (
        find("bundle_create")
        .expected.replace("<media_ids/>", _ids("media_id", 1, 2))
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


def test_not_found_is_400_for_every_action_on_one_record(call: Caller) -> None:
    for method, path in (
        ("GET", "media/100.xml"),
        ("GET", "bundles/100.xml"),
        ("GET", "contributors/100.xml"),
        ("GET", "media/100/ingest_videos/1.xml"),
        ("PUT", "bundles/100.xml"),
        ("DELETE", "bundles/100.xml"),
        ("PUT", "contributors/100.xml"),
        ("DELETE", "contributors/100.xml"),
        ("POST", "media/100/ingest_videos.xml"),
        ("PUT", "media/100/ingest_videos/1.xml"),
        ("PUT", "media/100/ingest_videos/1/start.xml"),
    ):
        response = call.call(method, path)
        assert (response.status_code, response.text) == (400, NOT_FOUND)


def test_contributors_of_a_media(box: Sandbox, call: Caller) -> None:
    box.contributors.insert_many([{"media_id": 1}, {"media_id": 2}, {"id": 9, "media_id": 1}])
    assert call.ids("media/1/contributors.json") == [1, 9]


def test_contributor_writes(box: Sandbox, call: Caller) -> None:
    box.media.insert(id=100)
    fields = (("contributor[media_id]", "100"), ("contributor[role_id]", "1"), ("contributor[person_id]", "1"))
    assert call.call("POST", "contributors.xml", *fields).status_code == 200
    changed = call.call("PUT", "contributors/1.xml", ("contributor[role_id]", "2"))
    assert (changed.status_code, changed.content) == (200, b"")
    assert box.contributors.get(1)["role"] == "Director"
    gone = call.call("DELETE", "contributors/1.xml")
    assert (gone.status_code, gone.content, len(box.contributors)) == (200, b"", 0)


def test_clips_know_no_choice_of_fields_and_fewer_sorts(box: Sandbox, call: Caller) -> None:
    box.media.insert_many([{}, {"clip_of": 1, "avg_rating": 5.0}, {"clip_of": 1, "name": "A", "avg_rating": 1.0}])
    path = "media/1/media/clips.json"
    assert call.ids(path, ("sort_order", "name")) == [3, 2]
    assert call.ids(path, ("sort_order", "avg_rating")) == [2, 3]
    assert call.ids("media.json", ("clip_id", "1"), ("sort_order", "avg_rating")) == [3, 2]
    assert "name" in call.rows(path, ("fields[]", "id"))[0]


def test_ingest_videos_and_contributors_document_no_choice_of_fields(box: Sandbox, call: Caller) -> None:
    box.ingest_videos.insert()
    box.contributors.insert()
    for path in ("media/1/ingest_videos.json", "contributors.json"):
        whole = call.rows(path)
        assert call.rows(path, ("fields[]", "id")) == whole
        assert call.rows(path, ("remove_fields[]", "id")) == whole
    assert list(call.rows("platforms.json", ("fields[]", "id"))[0]) == ["id"]


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
