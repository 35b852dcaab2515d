"""The switches of SyncTV's access and lists, each in each of its positions, turned while the sandbox runs."""

from typing import Any

import httpx
import pytest

from synctv_async.signing import sign

from .caller import API, Caller

BUNDLE = (("bundle[name]", "A"), ("bundle[bundle_type_id]", "1"))


def code(response: httpx.Response) -> tuple[int, int]:
    return response.status_code, response.json()["response"]["code"]


def test_tilde(call: Caller) -> None:
    pairs = [("access_id", str(call.box.access_id)), ("named_like", "~")]
    for way, good in (("any", {"%7E", "~"}), ("%7E", {"%7E"}), ("~", {"~"})):
        call.turn(tilde=way)
        for used in ("%7E", "~"):
            params = (*pairs, ("signature", sign(pairs, call.box.access_secret, used)))
            response = call.http.get(f"{API}media.json", params=params)
            assert (response.status_code == 200) is (used in good)


def test_login_in(call: Caller) -> None:
    who = (("email", call.box.email), ("password", call.box.password))
    path = "authorization/user/user_authorize.json"
    for way, in_query, in_body in (("any", True, True), ("query", True, False), ("body", False, True)):
        call.turn(login_in=way)
        assert call.login(query=True).is_success is in_query
        assert call.login(query=False).is_success is in_body
        assert call.call("POST", path, *who).is_success is in_query
        if not in_body:
            assert code(call.login(query=False)) == (400, -2)


@pytest.mark.parametrize("status", [401, 403, 400])
def test_unauthorized(call: Caller, status: Any) -> None:
    call.box.behave(unauthorized=status)
    assert code(call.http.get(f"{API}media.json")) == (status, -8)
    wrong = {"access_id": str(call.box.access_id), "signature": "0" * 32}
    assert code(call.http.get(f"{API}media.json", params=wrong)) == (status, -7)
    call.box.expire_access(call.box.access_id)
    assert call.get("media.xml").status_code == status


def test_authorizing(call: Caller) -> None:
    first, again = (call.login(query=True).json()["response"] for _ in range(2))
    assert first == again
    call.box.behave(authorizing="new")
    other = call.login(query=True).json()["response"]
    assert other["access_id"] != first["access_id"]
    for access, status in ((first, 401), (other, 200)):
        pairs = [("access_id", str(access["access_id"]))]
        params = (*pairs, ("signature", sign(pairs, access["access_secret"])))
        assert call.http.get(f"{API}media.json", params=params).status_code == status
    assert call.login(query=True, device="tv-2").json()["response"]["access_id"] not in {1234, other["access_id"]}


def test_limit(call: Caller) -> None:
    call.box.media.insert_many({} for _ in range(130))
    for way, rows in (("honour", 120), ("cap", 100), ("ignore", 25)):
        call.turn(limit=way)
        assert len(call.ids("media.json", ("limit", "120"))) == rows


def test_bundles_paged(call: Caller) -> None:
    call.box.bundles.insert_many({} for _ in range(30))
    assert [len(call.ids("bundles.json", ("offset", offset))) for offset in ("0", "25")] == [25, 5]
    call.box.behave(bundles_paged=False)
    assert [len(call.ids("bundles.json", ("offset", offset))) for offset in ("0", "25")] == [30, 30]


def test_clips_paged(call: Caller) -> None:
    call.box.media.insert_many([{}, *({"clip_of": 1} for _ in range(30))])
    path = "media/1/media/clips.json"
    assert [len(call.ids(path, ("offset", offset))) for offset in ("0", "25")] == [25, 5]
    call.box.behave(clips_paged=False)
    assert [len(call.ids(path, ("offset", offset))) for offset in ("0", "25")] == [30, 30]


def test_nulls(call: Caller) -> None:
    call.box.media.insert_many([{"order_number": 2}, {}, {"order_number": 1}, {}])
    down = ("sort_descending", "true")
    assert call.ids("media.json", ("sort_order", "order_number")) == [2, 4, 3, 1]
    assert call.ids("media.json", ("sort_order", "order_number"), down) == [1, 3, 4, 2]
    call.box.behave(nulls="last")
    assert call.ids("media.json", ("sort_order", "order_number")) == [3, 1, 2, 4]
    assert call.ids("media.json", ("sort_order", "order_number"), down) == [4, 2, 1, 3]


def test_unsorted(call: Caller) -> None:
    call.box.media.insert_many([{}, {}, {}])
    call.box.bundles.insert_many([{}, {}])
    assert (call.ids("media.json"), call.ids("bundles.json")) == ([1, 2, 3], [1, 2])
    call.box.behave(unsorted="newest")
    assert (call.ids("media.json"), call.ids("bundles.json")) == ([3, 2, 1], [2, 1])
    assert call.ids("media.json", ("sort_order", "id")) == [1, 2, 3]
    assert call.ids("media.json", ("sort_descending", "false")) == [1, 2, 3]


def test_unknown_filters(call: Caller) -> None:
    call.box.media.insert()
    asked = (
        ("media.json", ("actve", "true")),
        ("media/count.json", ("created_at_less", "2014-01-01T00:00:00Z")),
        ("media/1/media/clips.json", ("sort_order[]", "avg_price")),
        ("bundles/count.json", ("available_price_less", "1")),
        ("contributors.json", ("named_like", "x")),
        ("contributors.json", ("sort_order", "id")),
        ("media/1/ingest_videos.json", ("created_at_less", "2014-01-01T00:00:00Z")),
    )
    known = (
        ("media.json", ("sort_order[]", "avg_price")),
        ("media.json", ("created_at_less", "2014-01-01T00:00:00Z")),
        ("media/count.json", ("sort_order", "name")),
        ("bundles.json", ("offset", "0")),
        ("contributors.json", ("limit", "5")),
        ("media/1/ingest_videos/count.json", ("created_at_before", "2014-01-01T00:00:00Z")),
        ("media/1.json", ("anything", "1")),
        ("contributors/people.json", ("anything", "1")),
    )
    for way, status in (("ignore", 200), ("refuse", 400)):
        call.turn(unknown_filters=way)
        for path, pair in asked:
            assert call.get(path, pair).status_code == status, (path, pair)
        for path, pair in known:
            assert call.get(path, pair).status_code == 200, (path, pair)
    told = call.get("media.json", ("actve", "true")).json()["response"]
    assert told == {"code": -3, "messages": ["actve is not a parameter of this list"]}


def test_unreadable(call: Caller) -> None:
    call.box.media.insert()
    pairs = (("created_at_less", "yesterday"), ("active", "true"))
    assert code(call.get("media.json", *pairs)) == (400, -3)
    assert code(call.get("media/count.json", ("available_on", "x"))) == (400, -3)
    call.box.behave(unreadable="ignore")
    assert call.ids("media.json", *pairs) == [1]
    assert call.ids("media.json", pairs[0], ("active", "false")) == []
    assert call.json("media/count.json", ("available_on", "x"))["count"] == 1
    assert code(call.call("POST", "bundles.json", *BUNDLE, ("bundle[begin_at]", "x"))) == (400, -3)


def test_missing_parent(call: Caller) -> None:
    call.box.media.insert(containers=[])
    below = ("bundles", "bundles/count", "contributors", "ingest_videos", "ingest_videos/count", "containers")
    paths = [f"media/9/{path}.json" for path in (*below, "media/clips")]
    paths += [f"containers/9/{path}.json" for path in ("media", "media/count", "containers")]
    for way, status in (("empty", 200), ("refuse", 400)):
        call.turn(missing_parent=way)
        assert {call.get(path).status_code for path in paths} == {status}
        assert call.rows("media/1/bundles.json") == []
        assert call.json("media/1.json")["media"]["id"] == 1
    assert code(call.get(paths[0])) == (400, -4)
