"""The list of requests: what a row says, searching, filtering, pages, what is new, and the first page of all."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from synctv_async.sandbox import Sandbox

from .caller import Caller
from .inspecting import HTML, Inspector, Page, send_wrongly

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>\""


@pytest.fixture
def see(box: Sandbox) -> Iterator[Inspector]:
    inspector = Inspector(box)
    with inspector.http:
        yield inspector


def cells(page: Page, name: str) -> list[str]:
    return [one.text for one in page.all("td", class_=name)]


def test_before_the_first_request(box: Sandbox, see: Inspector) -> None:
    text = see.get().text
    assert f'export SYNCTV_BASE_URL=<span class="value">{box.url}</span>' in text
    assert "export SYNCTV_ACCESS_SECRET=" in text
    assert f"{box.url}/key" in text
    assert 'href="connect#signing"' in text
    assert box.access_secret not in text
    assert box.api_key not in text
    assert len(box.requests) == 0


def test_a_row_says_what_was_asked_and_answered(box: Sandbox, call: Caller, see: Inspector) -> None:
    box.media.insert_many([{"name": f"Film {number}"} for number in range(1, 4)])
    call.get("media.json", ("offset", "1"), ("sort_order[]", "id"))
    call.get("media/count.json")
    call.get("media.xml")
    call.get("media/1.json")
    call.get("media/1.xml")
    call.get("media/99.json")
    call.get("media/99.xml")
    call.source("GET", "/key")
    call.source("POST", "/productions", [{"name": "A"}, {"name": "B"}])
    call.source("GET", "/nope")
    page = see.page()
    assert cells(page, "word") == [
        "Resource not found",
        "2 rows",
        "Sandbox Access Key",
        "-4: Record not found",
        "-4: Record not found",
        "media 1",
        "media 1",
        "3 medias",
        "count 3",
        "2 medias",
    ]
    assert cells(page, "verb")[1] == "POST"
    assert [text.split()[0] for text in cells(page, "state")] == ["!404", "✓200", "✓200", "!400", "!400", *["✓200"] * 5]
    assert cells(page, "what")[-1] == "/api/v2/media.jsonoffset=1sort_order[]=id"
    assert all(text.endswith("ms") for text in cells(page, "took"))
    assert page.id("count").text == "10 requests"


def test_chaos_and_mistakes_are_named(box: Sandbox, call: Caller, see: Inspector) -> None:
    box.fault(name="a bad day", status=502, html=True)
    call.get("media.json")
    box.fault(reset=True)
    with pytest.raises(httpx.HTTPError):
        call.get("media.json")
    send_wrongly(call, ("a[]", "1"), ("a", "2"))
    mistake, reset, page = cells(see.page(), "word")
    assert "sorted by their names" in mistake
    assert reset.startswith("connection reset")
    assert "a bad day" in page


ASKED: list[tuple[dict[str, str], int]] = [
    ({}, 6),
    ({"service": "sourcesync"}, 2),
    ({"service": "synctv", "method": "GET"}, 3),
    ({"method": "POST"}, 2),
    ({"status": "4xx"}, 3),
    ({"status": "5xx"}, 0),
    ({"refused": "1"}, 1),
    ({"path": "media"}, 3),
    ({"path": "/api/*.xml"}, 1),
    ({"q": "OFFSET=25"}, 1),
    ({"q": "sorted name"}, 1),
    ({"q": "record found get"}, 1),
    ({"q": "no-such-thing"}, 0),
    ({"service": "nonsense", "method": "nonsense", "status": "nonsense", "before": "nonsense"}, 6),
]


def test_searching_and_filtering(call: Caller, see: Inspector) -> None:
    call.get("media.json", ("offset", "25"))
    call.get("media/7.xml")
    call.call("POST", "bundles.json", ("bundle[name]", "A"), ("bundle[bundle_type_id]", "1"))
    call.source("POST", "/productions", [{"name": "A"}])
    call.source("GET", "/nope")
    send_wrongly(call, ("a[]", "1"), ("a", "2"))
    for asked, found in ASKED:
        page = see.page(**asked)
        assert len(page.all("td", class_="word")) == found, asked
        assert ("No request matches" in see.get(**asked).text) == (found == 0)
        for name, value in asked.items():  # the form shows what was asked
            if value == "nonsense":
                continue
            fields = [one for one in page.elements if one.attributes.get("name") == name]
            chosen = [one for one in page.elements if "selected" in one.attributes and one.attributes["value"] == value]
            assert chosen or any(one.attributes.get("value") == value for one in fields), asked


def test_pages_without_javascript(call: Caller, see: Inspector) -> None:
    for number in range(130):
        call.source("GET", f"/distributions/{number}")
    first = see.paths(path="distributions")
    assert (first[0], first[-1], len(first)) == ("/distributions/129", "/distributions/30", 100)
    older = see.page(path="distributions").id("older").attributes
    assert "hidden" not in older
    rest = see.page(older["href"] or "")
    assert next(link.text for link in rest.all("a", class_="path")) == "/distributions/29"
    assert len(rest.all("a", class_="path")) == 30
    assert "hidden" in rest.id("older").attributes
    assert rest.id("newest").attributes["href"] == "./?path=distributions"


def news(see: Inspector, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = see.get("news", **asked).json()
    return answer


def results(see: Inspector) -> dict[str, Any]:
    held = see.page().id("results").attributes
    return {"after": held["data-last"], "generation": held["data-generation"]}


def test_what_is_new(call: Caller, see: Inspector) -> None:
    call.source("GET", "/key")
    known = results(see)
    assert news(see, **known)["rows"] == ""
    call.source("GET", "/productions")
    call.source("GET", "/nope")
    fresh = news(see, **known)
    assert (fresh["again"], fresh["last"], fresh["count"]) == (False, 3, "3 requests")
    assert fresh["rows"].index("/nope") < fresh["rows"].index("/productions")
    assert ">/key<" not in fresh["rows"]
    assert "/nope" not in news(see, **known, status="2xx")["rows"]


def test_a_request_under_way_is_settled_later(box: Sandbox, call: Caller, see: Inspector) -> None:
    box.fault(delay=0.3)
    with pytest.raises(httpx.ReadTimeout):
        call.http.get("/key", timeout=0.05)
    page = see.page()
    assert cells(page, "word") == ["not answered yetϟchaos: rule 1"]
    (row,) = page.all("tr", data_number="1")
    assert "data-open" in row.attributes
    assert news(see, after=1, generation=0, open="1,x,99")["settled"] == ""
    while box.requests[0].seconds is None:
        see.get("news")
    settled = news(see, after=1, generation=0, open="1")
    assert 'data-number="1"' in settled["settled"]
    assert "data-open" not in settled["settled"]
    assert settled["rows"] == ""


def test_forgetting_is_noticed_though_numbers_begin_again(box: Sandbox, call: Caller, see: Inspector) -> None:
    call.source("GET", "/key")
    call.source("GET", "/key")
    known = results(see)
    assert not news(see, **known)["again"]
    box.reset()
    call.source("GET", "/nope")
    call.source("GET", "/nope")
    call.source("GET", "/nope")
    assert news(see, **known)["again"]
    assert see.paths() == ["/nope"] * 3
    assert not news(see, **results(see))["again"]


def test_a_flood_is_not_sent_row_by_row(call: Caller, see: Inspector) -> None:
    known = results(see)
    for _ in range(101):
        call.source("GET", "/key")
    assert news(see, **known) == {"again": True, "last": 101, "count": "101 requests", "rows": "", "settled": ""}


def test_clearing(box: Sandbox, call: Caller, see: Inspector) -> None:
    call.source("GET", "/key")
    for origin in ("http://evil.example", "null"):
        assert see.post("forget", origin=origin).status_code == 403
    assert see.post("forget", origin=None).status_code >= 400
    assert len(box.requests) == 1
    cleared = see.post("forget")
    assert (cleared.status_code, cleared.headers["location"]) == (303, ".././")
    assert len(box.requests) == 0


def test_nothing_that_was_sent_becomes_html(box: Sandbox, call: Caller, see: Inspector) -> None:
    box.fault(body=EVIL.encode(), name=EVIL, headers={"X-Evil": EVIL})
    call.http.post(
        f"/{EVIL}", params={EVIL: EVIL}, headers={"X-Evil": EVIL, "Content-Type": "application/json"}, content=EVIL
    )
    call.get("media.json", ("named_like", EVIL))
    for path in ("", "news", "requests/1", "requests/2", "requests/1?whole=1", "chaos", f"behaviour?source={EVIL}"):
        response = see.get(path)
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert "<img" not in response.text
    page = see.page(q=EVIL, path=EVIL)
    assert page.id("search").attributes["value"] == EVIL
    assert not [one for one in page.all("script") if one.text]
    assert see.get("requests/1/body").headers["content-type"] == "text/plain; charset=utf-8"
    assert see.get("requests/1/body").headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("path", ["", "requests/1", "requests/99", "chaos", "behaviour", "data", "connect", "news"])
def test_pages_may_do_no_more_than_they_should(call: Caller, see: Inspector, path: str) -> None:
    call.source("GET", "/key")
    response = see.get(path)
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    if path != "news":
        assert " style=" not in response.text
        assert " onclick" not in response.text
        assert "//" not in response.text.replace(see.box.url, "").replace("http://developer.synctv.com", "")


def test_files_are_in_the_package(see: Inspector) -> None:
    for name, kind in (("inspector.css", "css"), ("inspector.js", "javascript"), ("live.js", "javascript")):
        file = see.get(f"static/{name}")
        assert file.status_code == 200
        assert kind in file.headers["content-type"]
        assert "://" not in file.text  # nothing comes from anywhere else
    assert see.get("static/../html.py").status_code == 404
    assert see.get("static/html.py").status_code == 404


def test_the_inspector_is_not_inspected(box: Sandbox, see: Inspector) -> None:
    for path in ("", "news", "chaos", "requests/1", "static/icon.svg"):
        see.get(path)
    assert len(box.requests) == 0


def test_pages_are_for_those_who_ask_for_pages(box: Sandbox) -> None:
    with httpx.Client(base_url=f"{box.url}/_sandbox/") as http:
        assert "scenarios" in http.get("chaos").json()
        assert http.get("chaos", headers=HTML).headers["content-type"] == "text/html; charset=utf-8"
