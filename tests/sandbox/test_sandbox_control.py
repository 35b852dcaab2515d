"""The sandbox's own door: chaos, clock, snapshots and settings by HTTP, and who may not come in."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from synctv_async.sandbox import CHAOS, Clock, Emulator, Sandbox, Settings
from synctv_async.sandbox.guard import refusal
from synctv_async.sandbox.inspector import PAGES

from .conftest import START


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(media=30, bundles=0, contributors=0, ingest_videos=0, clock=Clock(START)) as box:
        yield box


class Control:
    def __init__(self, box: Sandbox) -> None:
        self.http = httpx.Client(base_url=f"{box.url}/_sandbox")

    def __call__(self, method: str, path: str, body: Any = None, *, status: int = 200, **headers: str) -> Any:
        given = {} if body is None else {"json": body}
        response = self.http.request(method, path, headers=headers, **given)
        assert response.status_code == status, response.text
        return response.json()


@pytest.fixture
def control(box: Sandbox) -> Iterator[Control]:
    control = Control(box)
    with control.http:
        yield control


def test_what_is_asked_here_is_not_written_down(box: Sandbox, control: Control) -> None:
    assert control("GET", "/status") == {
        "rows": {name.schema.name: len(name) for name in box.world.tables()},
        "requests": 0,
        "faults": [],
        "spent": [],
        "now": START,
        "time": "2014-05-01T21:23:54Z",
    }
    box.fault(status=503)
    control("GET", "/chaos")
    assert not box.requests
    assert httpx.get(f"{box.url}/_sandboxes").status_code == 503
    assert [request.path for request in box.requests] == ["/_sandboxes"]


def test_chaos_is_added_read_and_cleared(box: Sandbox, control: Control) -> None:
    assert control("GET", "/chaos") == {
        "rules": [],
        "spent": [],
        "scenarios": {name: one.description for name, one in CHAOS.items()},
    }
    control("POST", "/chaos", {"scenarios": ["down"], "seed": 7})
    rules = control("POST", "/chaos", {"rules": [{"status": 503, "path": "/key", "times": None, "name": "mine"}]})[
        "rules"
    ]
    assert [(rule["name"], rule["hits"]) for rule in rules] == [("down", 0), ("mine", 0)]
    assert httpx.get(f"{box.url}/key").status_code == 503
    assert [rule["hits"] for rule in control("GET", "/chaos")["rules"]] == [0, 1]
    assert box.requests[0].faults == ("mine",)
    assert control("DELETE", "/chaos")["rules"] == []
    assert httpx.get(f"{box.url}/key").status_code == 401


def test_a_rule_that_was_met_as_often_as_it_is_to_be_is_spent(box: Sandbox, control: Control) -> None:
    given = [{"status": 503, "name": "once"}, {"status": 500, "name": "twice", "times": 2}]
    control("POST", "/chaos", {"rules": given})
    assert [httpx.get(f"{box.url}/key").status_code for _ in range(2)] == [503, 500]
    told = control("GET", "/chaos")
    assert [(rule["name"], rule["left"]) for rule in told["rules"]] == [("twice", 1)]
    assert [(rule["name"], rule["left"], rule["hits"]) for rule in told["spent"]] == [("once", 0, 1)]
    status = control("GET", "/status")
    assert (status["faults"], status["spent"]) == ([{"name": "twice", "left": 1}], ["once"])
    page = httpx.get(f"{box.url}/_sandbox/chaos", headers={"Accept": "text/html"}).text
    assert "the first 1, spent" in page
    assert "the first 2, spent" not in page
    again = control("POST", "/chaos", {"rules": told["spent"]})  # what was told may be given
    assert [(rule["name"], rule["left"]) for rule in again["rules"]] == [("twice", 1), ("once", 1)]


def test_a_seed_by_http_is_the_seed_in_python(box: Sandbox, control: Control) -> None:
    hits: list[list[bool]] = []
    for seed in (3, 3, 4):
        control("DELETE", "/chaos")
        control("POST", "/chaos", {"rules": [{"status": 503, "probability": 0.5, "times": None}], "seed": seed})
        answers = [control.http.get(f"{box.url}/key?a={n}") for n in range(20)]
        hits.append([answer.status_code == 503 for answer in answers])
    assert hits[0] == hits[1] != hits[2]


def test_the_clock_and_reset(box: Sandbox, control: Control) -> None:
    assert control("POST", "/clock", {"advance": 60}) == {"now": START + 60, "time": "2014-05-01T21:24:54Z"}
    assert box.clock.now() == START + 60
    box.media.insert()
    httpx.get(f"{box.url}/key")
    assert control("POST", "/reset")["rows"]["media"] == 31
    assert (box.clock.now(), box.requests) == (START, ())
    assert control("POST", "/reset", {"catalogue": True})["rows"]["media"] == 30


def test_snapshots(box: Sandbox, control: Control) -> None:
    assert control("GET", "/snapshots") == {"snapshots": []}
    assert control("POST", "/snapshots/before") == {"snapshots": ["before"]}
    box.media.delete(1)
    box.media.insert(name="New")
    box.media.insert(name="New too")
    assert control("POST", "/snapshots/before/restore")["rows"]["media"] == 30
    assert box.media.get(1)["id"] == 1
    assert "before" in control("POST", "/snapshots/after/restore", status=404)["error"]
    assert control("DELETE", "/snapshots/before") == {"snapshots": []}
    assert control("DELETE", "/snapshots/before", status=404) == {
        "error": "there is no snapshot 'before': none is taken"
    }


def test_settings_and_behaviour(box: Sandbox, control: Control) -> None:
    assert control("GET", "/settings")["limit"] == "honour"
    assert control("PATCH", "/settings", {"limit": "ignore"})["limit"] == "ignore"
    assert box.settings.limit == "ignore"
    assert control("GET", "/settings")["ingest_times"]
    assert control("GET", "/behaviour.json")
    assert "limit" in control("PATCH", "/settings", {"limit": "perhaps"}, status=422)["error"]
    assert control("PATCH", "/settings", {"media": 5}, status=422)["error"]
    assert control("PATCH", "/settings", [], status=422)["error"] == "settings are an object, got []"


MISTAKES: list[tuple[tuple[str, str, Any], int, str]] = [
    (
        ("POST", "/chaos", {"scenario": ["down"]}),
        422,
        "(did you mean 'scenarios'?); allowed: rules, scenarios, seed",
    ),
    (("POST", "/chaos", {"scenarios": "down"}), 422, 'expected a list of texts, got "down"'),
    (("POST", "/chaos", {"scenarios": ["dwon"]}), 422, "'dwon' is no scenario (did you mean 'down'?)"),
    (("POST", "/chaos", {"rules": {"status": 503}}), 422, "expected a list of rules"),
    (("POST", "/chaos", {"rules": [{"statsu": 503}]}), 422, "did you mean 'status'"),
    (("POST", "/chaos", {"scenarios": ["down"], "seed": "x"}), 422, "expected a whole number"),
    (("POST", "/chaos", {}), 422, "name a scenario, or give a Fault"),
    (("POST", "/chaos", []), 422, "a request for chaos is an object"),
    (("POST", "/clock", {}), 422, "say by how many seconds"),
    (("POST", "/clock", {"advance": -1}), 422, "a clock cannot go back"),
    (("POST", "/reset", {"catalog": True}), 422, "did you mean 'catalogue'"),
    (("PATCH", "/settings", {"limti": "cap"}), 422, "'limti' is no switch (did you mean 'limit'?); allowed: auth"),
    (("GET", "/nothing", None), 404, "there is nothing at /_sandbox/nothing; under /_sandbox there are /chaos, "),
    (("GET", "/nothing", None), 404, "for whoever accepts text/html the pages /, /requests/{number}, /chaos, "),
    (("PUT", "/chaos", None), 405, "PUT is not allowed at /_sandbox/chaos; allowed: DELETE, GET, HEAD, POST"),
    (("GET", "/reset", None), 405, "GET is not allowed at /_sandbox/reset; allowed: POST"),
]


@pytest.mark.parametrize(("asked", "status", "said"), MISTAKES)
def test_mistakes_are_told(control: Control, asked: tuple[str, str, Any], status: int, said: str) -> None:
    assert said in control(*asked, status=status)["error"]


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_method_that_is_not_allowed_is_told_those_that_are(control: Control, accept: str) -> None:
    answer = control.http.put("/chaos", headers={"Accept": accept})
    assert {*answer.headers["allow"].split(", ")} == {"DELETE", "GET", "HEAD", "POST"}
    assert answer.headers["allow"] in answer.json()["error"]


def test_every_page_that_is_named_is_there(box: Sandbox) -> None:
    httpx.get(f"{box.url}/key")
    for path in PAGES:
        url = f"{box.url}/_sandbox{path.format(number=1)}"
        assert httpx.get(url, headers={"Accept": "text/html"}).status_code == 200, path


def test_a_browser_is_led_to_the_pages(box: Sandbox) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml"}
    with httpx.Client(base_url=box.url) as http:
        led = http.get("/", headers=browser)
        assert (led.status_code, led.headers["location"]) == (303, "/_sandbox/")
        assert http.get("/", headers=browser, follow_redirects=True).status_code == 200
        assert box.requests == ()
        for method, headers in (("GET", {}), ("GET", {**browser, "X-API-Key": box.api_key}), ("POST", browser)):
            assert http.request(method, "/", headers=headers).status_code != 303
        assert http.get("/key", headers=browser).status_code == 401
    assert len(box.requests) == 4


def test_a_body_that_is_not_json(control: Control) -> None:
    headers = {"content-type": "application/json"}
    assert "is not JSON" in control.http.post("/chaos", content=b"{", headers=headers).json()["error"]


def test_who_may_not_come_in(box: Sandbox, control: Control) -> None:
    evil = {"Host": "evil.example"}
    assert "evil.example" in control("GET", "/status", status=403, **evil)["error"]
    assert "evil.example" in control("POST", "/reset", status=403, Origin="http://evil.example")["error"]
    assert control.http.post("/reset", content=b"a=1", headers={"Content-Type": "text/plain"}).status_code == 415
    assert control.http.post("/chaos", content=b"{}", headers={}).status_code == 415
    port = control.http.base_url.port
    assert control.http.get("/status", headers={"Host": f"localhost:{port}"}).status_code == 200
    assert control("POST", "/reset", Origin=f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("method", "headers", "served_at", "has_body", "status"),
    [
        ("GET", {"host": "localhost:1"}, "127.0.0.1", False, None),
        ("GET", {"host": "127.0.0.1"}, "127.0.0.1", False, None),
        ("GET", {"host": "[::1]:80"}, "::1", False, None),
        ("GET", {"host": "box.localhost"}, "127.0.0.1", False, None),
        ("GET", {"host": "evil.example"}, "127.0.0.1", False, 403),
        ("GET", {"host": "127.0.0.1.evil.example"}, "127.0.0.1", False, 403),
        ("GET", {"host": "[evil]:80"}, "::1", False, 403),
        ("GET", {}, "127.0.0.1", False, 403),
        ("GET", {"host": "sandbox.example"}, "10.0.0.7", False, None),
        ("GET", {"host": "sandbox"}, None, False, None),
        ("GET", {"host": "localhost", "origin": "http://evil.example"}, "127.0.0.1", False, None),
        ("POST", {"host": "localhost:1", "origin": "http://localhost:1"}, "127.0.0.1", True, None),
        ("POST", {"host": "localhost:1", "origin": "http://localhost:2"}, "127.0.0.1", False, 403),
        ("POST", {"host": "localhost:1", "origin": "null"}, "127.0.0.1", False, 403),
        ("POST", {"host": "localhost"}, "127.0.0.1", False, None),
        ("POST", {"host": "localhost"}, "127.0.0.1", True, 415),
        ("POST", {"host": "localhost", "content-type": "text/plain"}, "127.0.0.1", False, 415),
        ("PATCH", {"host": "localhost", "content-type": "Application/JSON; charset=utf-8"}, "127.0.0.1", True, None),
        ("DELETE", {"host": "sandbox.example", "origin": "https://evil.example"}, "10.0.0.7", False, 403),
    ],
)
def test_the_guard(
    method: str,
    headers: dict[str, str],
    served_at: str | None,
    has_body: bool,  # noqa: FBT001 - a column of the table
    status: int | None,
) -> None:
    found = refusal(method, headers, served_at, has_body=has_body)
    assert (found[0] if found else None) == status


def test_without_a_server() -> None:
    async def main(emulator: Emulator) -> dict[str, Any]:
        transport = httpx.ASGITransport(emulator.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/_sandbox") as client:
            await client.post("/chaos", json={"scenarios": ["down"]})
            answer: dict[str, Any] = (await client.get("/status")).json()
            return answer

    with Emulator(Settings(media=0)) as emulator:
        assert asyncio.run(main(emulator))["faults"] == [{"name": "down", "left": 3}]


def test_nothing_of_it_is_imported_before_it_is_asked_for() -> None:
    """Whoever only calls the services should not pay for the pages."""
    source = (
        "import sys\nfrom synctv_async.sandbox import Emulator\n"
        "print(sys.modules.keys() & {'starlette.routing', 'synctv_async.sandbox.control'})"
    )
    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert ran.stdout.strip() == "set()"
