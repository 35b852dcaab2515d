"""Lists: pages, sorts by wire order, filters, chosen fields."""

from collections.abc import Callable
from typing import Any

import pytest

from synctv_async.sandbox import Sandbox

from .caller import Caller

Row = dict[str, Any]


def every(call: Caller, path: str, *pairs: tuple[str, str]) -> list[Row]:
    rows: list[Row] = []
    while True:
        page = call.rows(path, *pairs, ("offset", str(len(rows))))
        rows += page
        if len(page) < 25:
            return rows


def test_pages(large: Caller) -> None:
    ids = [row["id"] for row in every(large, "media.json")]
    assert len(ids) == len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert 97 not in ids
    assert large.ids("media.json", ("offset", "-5")) == ids[:25]
    assert large.ids("media.json", ("offset", "1000")) == []
    assert large.ids("media.json", ("limit", "3"), ("offset", "2")) == ids[2:5]
    assert large.ids("media.json", ("limit", "nonsense")) == ids[:25]
    assert large.get("media.xml", ("offset", "1000")).text == "<response>\n  <medias/>\n</response>\n"


def test_limit_can_be_capped_or_ignored() -> None:
    with Sandbox(media=200, limit="cap") as box, Caller(box) as call:
        assert len(call.ids("media.json", ("limit", "150"))) == 100
    with Sandbox(media=200, limit="ignore") as box, Caller(box) as call:
        assert len(call.ids("media.json", ("limit", "150"))) == 25


def test_bundles_with_and_without_pages(large: Caller) -> None:
    assert len(every(large, "bundles.json")) == 60
    with Sandbox(media=10, bundles_paged=False) as box, Caller(box) as call:
        assert len(call.ids("bundles.json", ("offset", "25"))) == 60


def test_sort_follows_wire_order(large: Caller) -> None:
    def key(*names: str) -> Callable[[Row], Any]:
        return lambda row: tuple((row[name] is not None, row[name]) for name in (*names, "id"))

    rows = every(large, "media.json")
    for names in (("order_number", "name"), ("name", "order_number"), ("published_at",), ("avg_rating", "created_at")):
        asked = [("sort_order[]", name) for name in names]
        assert every(large, "media.json", *asked) == sorted(rows, key=key(*names))
        down = every(large, "media.json", *asked, ("sort_descending", "true"))
        assert down == sorted(rows, key=key(*names), reverse=True)
    assert every(large, "media.json", ("sort_order", "name")) == sorted(rows, key=key("name"))
    available = every(large, "media.json", ("sort_order", "available"))
    assert available == sorted(rows, key=key("available_at"))
    assert large.ids("media.json", ("sort_order", "password; DROP TABLE media")) == [row["id"] for row in rows[:25]]


def type_id(row: Row) -> int:
    return row["media_type"]["id"] if row["media_type"] else 0


MEDIA_FILTERS: list[tuple[list[tuple[str, str]], Callable[[Row], bool]]] = [
    ([("active", "true")], lambda row: row["active"]),
    ([("active", "0")], lambda row: not row["active"]),
    ([("named_like", "ÉTÉ")], lambda row: "été" in row["name"].casefold()),
    ([("named_like", "%")], lambda row: "%" in row["name"]),
    ([("type_id[]", "1"), ("type_id[]", "3")], lambda row: type_id(row) in {1, 3}),
    ([("type_id", "2")], lambda row: type_id(row) == 2),
    ([("ids[]", "5"), ("ids[]", "7"), ("ids[]", "97")], lambda row: row["id"] in {5, 7}),
    ([("with_definition", "hd")], lambda row: row["hd"]),
    ([("with_definition", "sd")], lambda row: not row["hd"]),
    ([("any_of_audio_languages[]", '"eng"')], lambda row: "eng" in row["audio_languages"]),
    (
        [("all_of_audio_languages[]", "fre"), ("all_of_audio_languages[]", "eng")],
        lambda row: set(row["audio_languages"]) == {"eng", "fre"},
    ),
    ([("any_of_available_platform_ids[]", "2")], lambda row: 2 in row["available_platform_ids"]),
    ([("any_of_available_platform_type_ids[]", "2")], lambda row: bool({3, 4} & {*row["available_platform_ids"]})),
    ([("key", "director")], lambda row: "director" in row["meta_data"]),
    (
        [("key", "genre"), ("value", "crime")],
        lambda row: bool(row["meta_data"]) and row["meta_data"]["genre"] == "crime",
    ),
    ([("value", "PG-13")], lambda row: bool(row["meta_data"]) and "rating" in row["meta_data"]),
    ([("available_begin_date", "2016-01-01T00:00:00Z")], lambda row: (row["available_at"] or "") >= "2016"),
    (
        [("available_end_date", "2016-01-01T00:00:00Z")],
        lambda row: row["available_at"] is not None and row["available_at"] <= "2016-01-01T00:00:00Z",
    ),
    ([("expire_begin_date", "2017-01-01T00:00:00Z")], lambda row: (row["expires_at"] or "") >= "2017"),
    (
        [("expire_end_date", "2017-01-01T00:00:00Z")],
        lambda row: row["expires_at"] is not None and row["expires_at"] <= "2017-01-01T00:00:00Z",
    ),
    (
        [("available_on", "2016-01-01T00:00:00Z")],
        lambda row: (row["available_at"] or "") <= "2016-01-01T00:00:00Z" <= (row["expires_at"] or "9"),
    ),
    ([("nonsense", "true"), ("offset_by", "3")], lambda _: True),
    ([("active", "perhaps")], lambda _: True),
]


@pytest.mark.parametrize(("pairs", "test"), MEDIA_FILTERS, ids=range(len(MEDIA_FILTERS)))
def test_media_filters(large: Caller, pairs: list[tuple[str, str]], test: Callable[[Row], bool]) -> None:
    wanted = [row["id"] for row in every(large, "media.json") if test(row)]
    assert [row["id"] for row in every(large, "media.json", *pairs)] == wanted
    assert large.json("media/count.json", *pairs)["count"] == len(wanted)


@pytest.mark.parametrize("name", ["created_at", "updated_at", "published_at"])
def test_ranges_of_time(large: Caller, name: str) -> None:
    rows = every(large, "media.json")
    middle = rows[500][name]
    after = [row["id"] for row in every(large, "media.json", (f"{name}_greater", middle))]
    assert after == [row["id"] for row in rows if row[name] >= middle]
    before = [row["id"] for row in every(large, "media.json", (f"{name}_less", middle))]
    assert before == [row["id"] for row in rows if row[name] <= middle]
    a_little_later = middle.replace("Z", ".5+00:00")
    assert rows[500]["id"] not in [row["id"] for row in every(large, "media.json", (f"{name}_greater", a_little_later))]
    assert rows[500]["id"] in [row["id"] for row in every(large, "media.json", (f"{name}_less", a_little_later))]
    # The count documents no such filter and ignores it.
    assert large.json("media/count.json", (f"{name}_greater", middle))["count"] == 1000


def test_what_a_row_does_not_show_can_be_filtered(box: Sandbox, call: Caller) -> None:
    box.media.insert_many([{}, {"activities": ["favorite"]}, {"activities": ["rating", "favorite"]}, {"clip_of": 1}])
    assert call.ids("media.json", ("any_of_activity_types[]", "favorite")) == [2, 3]
    assert call.ids("media.json", ("with_favorites", "true")) == [2, 3]
    assert call.ids("media.json", ("with_favorites", "false")) == [1, 2, 3, 4]
    assert call.ids("media.json", ("none_of_activity_types[]", "rating")) == [1, 2, 4]
    assert call.ids("media.json", ("clip_id", "1")) == call.ids("media/1/media/clips.json") == [4]
    box.media.update(2, external_id="EXT-1", ownerships_count=5, avg_price=2.5)
    assert call.ids("media.json", ("external_id", "EXT-1")) == [2]
    for name in ("ownerships_count", "avg_price"):
        assert call.ids("media.json", ("sort_order", name)) == [1, 3, 4, 2]


def test_media_of_a_container(large: Caller, large_box: Sandbox) -> None:
    wanted = [number for number in large_box.media.ids() if 3 in large_box.media.get(number)["containers"]]  # type: ignore[operator]
    assert [row["id"] for row in every(large, "containers/3/media.json")] == wanted
    assert large.json("containers/3/media/count.json")["count"] == len(wanted) > 25


def test_an_unreadable_value_is_refused(call: Caller) -> None:
    for pair in (("created_at_less", "yesterday"), ("available_on", "99999-01-01"), ("published_at_greater", "")):
        response = call.get("media.json", pair)
        assert response.status_code == (400 if pair[1] else 200)
    assert call.get("bundles.json", ("available_price_less", "nan")).json()["response"]["code"] == -3


def test_chosen_fields(box: Sandbox, call: Caller) -> None:
    box.media.insert(id=7)
    box.bundles.insert(media_ids=[7])
    assert call.rows("media.json", ("fields[]", "name"), ("fields[]", "id")) == [{"id": 7, "name": "Media"}]
    assert call.rows("media.json", ("fields[]", "bundles"))[0]["bundles"][0]["media_ids"] == [7]
    assert list(call.rows("media.json", ("add_fields[]", "bundles"))[0])[-2:] == ["properties", "bundles"]
    assert "name" not in call.rows("media.json", ("remove_fields[]", "name"))[0]
    text = call.get("media.xml", ("fields[]", "id"), ("remove_fields[]", "name")).text
    assert text == "<response>\n  <medias>\n    <media>\n      <id>7</id>\n    </media>\n  </medias>\n</response>\n"
    added = [("add_fields[]", name) for name in ("medias", "container_ids", "ownership_policies", "ownership_ids")]
    box.media.update(7, container_ids=[4])
    box.bundles.update(1, ownership_policy_ids=[3])
    row = call.rows("bundles.json", *added)[0]
    assert row["medias"][0]["id"] == 7
    assert row["container_ids"] == [4]
    assert row["ownership_policies"] == [{"id": 3, "name": "OwnershipPolicy-3"}]
    # Clips document no choice of fields.
    box.media.insert(clip_of=7)
    assert "name" in call.rows("media/7/media/clips.json", ("fields[]", "id"))[0]


def test_bundle_filters(box: Sandbox, call: Caller) -> None:
    box.bundles.insert(media_ids=[1, 4], price=1.99, currencies=["USD"], media_type_ids=[1, 2], status=1)
    box.bundles.insert(media_ids=[1, 4, 10], price=5.0, platform_ids=[3], begin_at="2014-01-01T00:00:00Z", status=-2)
    box.bundles.insert(bundle_type={"id": 2, "name": "B"}, end_at="2015-01-01T00:00:00Z", status=0)
    for pairs, wanted in (
        ([("all_of_media_ids[]", "4"), ("all_of_media_ids[]", "1")], [1]),
        ([("all_of_media_ids[]", "10"), ("all_of_media_ids[]", "4"), ("all_of_media_ids[]", "1")], [2]),
        ([("any_of_media_ids[]", "10"), ("any_of_media_ids[]", "4")], [1, 2]),
        ([("none_of_media_ids[]", "10")], [1, 3]),
        ([("medium_id", "10")], [2]),
        ([("any_of_bundle_type_ids[]", "2")], [3]),
        ([("none_of_bundle_type_ids[]", "2")], [1, 2]),
        ([("type_id[]", "2")], [3]),
        ([("available_price_greater", "1.99")], [1, 2]),
        ([("available_price_less", "1.99")], [1]),
        ([("any_of_available_price_currencies[]", "USD")], [1]),
        ([("all_of_media_type_ids[]", "1"), ("all_of_media_type_ids[]", "2")], [1]),
        ([("none_of_media_type_ids[]", "2")], [2, 3]),
        ([("any_of_available_platform_ids[]", "3")], [2]),
        ([("any_of_available_platform_type_ids[]", "2")], [2]),
        ([("begin_at_greater", "2014-01-01T00:00:00Z")], [2]),
        ([("end_at_less", "2015-01-01T00:00:00Z")], [3]),
        ([("status", "-2")], [2]),
        ([("status", "0")], [3]),
    ):
        assert call.ids("bundles.json", *pairs) == wanted, pairs
    # The count writes 0 for what the list reads as -2.
    assert call.json("bundles/count.json", ("status", "0"))["count"] == 1
    assert call.json("bundles/count.json", ("status", "-2"))["count"] == 1
    assert call.json("bundles/count.json", ("available_price_less", "1"))["count"] == 3


def test_ingest_filters(box: Sandbox, call: Caller) -> None:
    box.media.insert()
    box.ingest_videos.insert(app_name="a", state="done", stage="archive", removable_assets=True)
    box.clock.advance(60)
    box.ingest_videos.insert(app_name="b", status="error", message="bad")
    path, stamp = "media/1/ingest_videos", "2014-05-01T21:24:00Z"
    for pairs, wanted in (
        ([("state", "done")], [1]),
        ([("status", "error")], [2]),
        ([("stage", "none")], [2]),
        ([("stage_like", "RCH")], [1]),
        ([("removable", "true")], [1]),
        ([("removable", "false")], [2]),
        ([("with_app_name", "b")], [2]),
        ([("created_at_before", stamp)], [1]),
        ([("updated_at_after", stamp)], [2]),
        ([("sort_order", "status"), ("sort_descending", "true")], [1, 2]),
        ([("sort_order[]", "created_at"), ("sort_descending", "1")], [2, 1]),
    ):
        assert call.ids(f"{path}.json", *pairs) == wanted, pairs
        if pairs[0][0] != "sort_order":
            assert call.json(f"{path}/count.json", *pairs)["count"] in {1, 2}
    assert call.ids("media/2/ingest_videos.json") == []
