"""The pages of chaos, behaviour, data and how to connect, and the forms on them."""

import itertools
from collections.abc import Iterator

import pytest

from synctv_async.sandbox import BEHAVIOUR, CHAOS, Churn, Fault, Lognormal, Sandbox

from .caller import Caller
from .conftest import START
from .inspecting import Inspector


@pytest.fixture
def see(box: Sandbox) -> Iterator[Inspector]:
    inspector = Inspector(box)
    with inspector.http:
        yield inspector


def rules(see: Inspector) -> list[str]:
    return [one.text for one in see.page("chaos").all("tr") if "tbody" in one.parents]


def test_chaos_is_put_in_force_and_cleared(box: Sandbox, call: Caller, see: Inspector) -> None:
    assert "None: every request is answered as it should be." in see.get("chaos").text
    offered = [one.attributes["value"] for one in see.page("chaos").all("input", name="scenario")]
    assert offered == list(CHAOS)
    for name, scenario in CHAOS.items():
        assert name in see.get("chaos").text
        assert scenario.description in see.page("chaos").one("form", action="actions/chaos").text
    made = see.post("chaos", scenario=["nulls", "slow"], seed="7")
    assert (made.status_code, made.headers["location"]) == (303, "../chaos")
    assert [rule.name for rule in box.traffic.faults.rules()] == ["nulls", "slow"]
    call.source("GET", "/key")
    assert rules(see) == [
        "nullsanyallnulls=0.21",
        'slowanyalldelay={"kind":"lognormal","median":0.05,"sigma":1.0}1',
    ]
    assert see.post("calm").headers["location"] == "../chaos"
    assert rules(see) == []


def test_rules_say_what_they_do(box: Sandbox, see: Inspector) -> None:
    box.fault(status=503, html=True, path="/api/*", method="GET", times=2, skip=1)
    box.chaos(
        Fault(name="some", probability=0.1, times=None, burst=2, status=500, when=lambda _: False),
        Fault(body=b"abc", headers={"X-A": "1"}, times=3, probability=0.5),
        Fault(delay=Lognormal(0.1), churn=Churn(inserts=1.0)),
        Fault(delay=1.0),
    )
    first, second, third, fourth, fifth = rules(see)
    assert first == "rule 1GET /api/*the first 2, after 1status=503  html=True0"
    assert second == "someany and a condition10 % of them, and 2 more each timestatus=5000"
    assert third == 'rule 3any50 % of them, 3 at mostheaders={"X-A":"1"}  body=3 bytes0'
    assert '"median":0.1' in fourth
    assert '"inserts":1.0' in fourth
    assert fifth == "rule 5anythe first 1delay=1.00"


@pytest.mark.parametrize(
    ("action", "fields", "told"),
    [
        ("chaos", {"scenario": "flakey", "seed": "7"}, "did you mean"),
        ("chaos", {"seed": "7"}, "name a scenario"),
        ("chaos", {"scenario": "slow", "seed": "x"}, "seed is a whole number"),
        ("clock", {"seconds": "-1"}, "cannot go back"),
        ("clock", {}, "seconds is a whole number"),
        ("restore", {"name": "<b>"}, "there is no snapshot &#x27;&lt;b&gt;&#x27;"),
        ("snapshot", {"name": "a/b"}, "no slash"),
        ("nonsense", {}, "no such action"),
        ("forget", {"a": "x" * 10_001}, "more than"),
    ],
)
def test_forms_that_make_no_sense(box: Sandbox, see: Inspector, action: str, fields: dict[str, str], told: str) -> None:
    refused = see.post(action, **fields)
    assert 400 <= refused.status_code < 500
    assert told in refused.text
    assert box.traffic.faults.rules() == ()


def test_forms_of_strangers_do_nothing(box: Sandbox, call: Caller, see: Inspector) -> None:
    call.source("GET", "/key")
    box.fault(status=500)
    for action in ("chaos", "reset", "clock", "forget", "snapshot", "restore", "calm"):
        for origin in ("http://evil.example", "null", "http://127.0.0.1:1", None):
            refused = see.post(action, origin=origin, scenario="slow", seed="1", seconds="60", name="a")
            assert refused.status_code in {403, 415}
    assert (len(box.requests), len(box.traffic.faults.rules()), box.clock.now()) == (1, 1, START)


def test_where_behaviour_comes_from(box: Sandbox, see: Inspector) -> None:
    def keys(**asked: str) -> list[str | None]:
        return [one.attributes.get("id") for one in see.page("behaviour", **asked).all("tr") if "tbody" in one.parents]

    assert keys() == [one.key for one in BEHAVIOUR]
    assert keys(source="guessed") == [one.key for one in BEHAVIOUR if one.source == "guessed"]
    assert keys(source="switches") == [one.key for one in BEHAVIOUR if one.switch]
    assert keys(source="nonsense") == keys()
    box.behave(limit="cap")
    assert "limit='cap'" in [one.text for one in see.page("behaviour").all("code")]
    (chosen,) = list(see.page("behaviour", source="guessed").all("a", aria_current="true"))
    assert chosen.text.startswith("Guessed")


def test_data_clock_and_snapshots(box: Sandbox, call: Caller, see: Inspector) -> None:
    def rows() -> list[str]:
        return [one.text for one in see.page("data").all("tr")]

    assert {"media0", "platforms4"} <= set(rows())
    assert see.post("snapshot", name="before").headers["location"] == "../data"
    box.media.insert(name="A")
    assert "media1" in rows()
    assert see.page("data").one("button", value="before").text == "Restore before"
    assert see.http.get("snapshots", headers={"Accept": "*/*"}).json() == {"snapshots": ["before"]}
    assert see.post("restore", name="before").status_code == 303
    assert "media0" in rows()
    assert see.post("clock", seconds="3600").status_code == 303
    assert box.clock.now() == START + 3600
    assert "22:23:54 UTC" in see.page("data").one("main").text
    call.source("GET", "/key")
    box.media.insert(name="A")
    assert see.post("reset").status_code == 303
    assert (len(box.requests), box.clock.now(), len(box.media)) == (0, START, 1)
    see.post("reset", catalogue="1")
    assert len(box.media) == 0


def test_the_variables_are_all_that_a_login_needs(see: Inspector) -> None:
    shown = see.page("connect").id("variables").text
    for name in ("ACCESS_ID", "ACCESS_SECRET", "CLIENT_KEY", "DEVICE_UID", "EMAIL", "PASSWORD"):
        assert f"export SYNCTV_{name}=" in shown
    assert "export SYNCTV_DEVICE_UID=my-device\n" in shown


def test_how_a_request_is_signed(see: Inspector) -> None:
    page = see.page("connect")
    assert "access_id=1234&named_like=caf%C3%A9+noir%2A&type_id%5B%5D=1&type_id%5B%5D=2an-example-secret" in [
        one.text for one in page.all("code")
    ]
    assert "d50e7145abbccfd0645a21aa09adafec" in [one.text for one in page.all("code")]


@pytest.mark.parametrize("path", ["", "requests/1", "chaos", "behaviour", "data", "connect", "credentials"])
def test_pages_can_be_read_by_everybody(call: Caller, see: Inspector, path: str) -> None:
    call.get("media.json", ("offset", "1"))
    page = see.page(path)
    assert page.one("html").attributes["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert page.all("meta", name="color-scheme")
    ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    for one in page.elements:
        named = one.attributes.get("aria-label") or one.attributes.get("aria-labelledby") or one.text.strip()
        if one.name in {"button", "a", "nav", "section"}:
            assert named, one
        if one.name in {"input", "select"}:
            assert "label" in one.parents, one
        if label := one.attributes.get("aria-labelledby"):
            assert label in ids
        if one.name == "table" and "scope" not in str(one):
            assert page.all("th", scope="col") or page.all("th", scope="row")
    levels = [int(one.name[1]) for one in page.elements if one.name in {"h1", "h2", "h3"}]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    head = page.all("a", class_="skip")[0]
    assert head.attributes["href"] == "#main"
