"""SourceSync: the key, arrays and their limit, objects under a production, the rate."""

from typing import Any

import pytest

from synctv_async.sandbox import Clock, Sandbox

from .caller import Caller

WRONG_BODIES: list[Any] = [
    {"name": "A"},
    [{"name": "A"}, {"settings": {}}],
    [{"name": ""}],
    [{"name": "A", "settings": 1}],
    ["A"],
    None,
]


def data(call: Caller, method: str, path: str, json: Any = None) -> list[dict[str, Any]]:
    response = call.source(method, path, json)
    assert response.status_code == 200, response.text
    assert response.json()["status"] == "success"
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def error(call: Caller, method: str, path: str, json: Any = None, key: str | None = None) -> int:
    response = call.source(method, path, json, key)
    assert response.json().keys() == {"status", "error"}
    assert response.json()["status"] == "error"
    assert response.json()["error"]["message"]
    return response.status_code


def test_key_is_bare_and_required(box: Sandbox, call: Caller) -> None:
    assert call.source("GET", "/key").json()["legacy_org_id"] == 1
    assert box.api_key.startswith("app.v1.")
    assert error(call, "GET", "/key", key="app.v1.nobody") == 401
    assert error(call, "GET", "/productions", key="") == 401


def test_a_key_that_may_not_write(box: Sandbox, call: Caller) -> None:
    assert call.source("GET", "/productions", key=box.read_only_key).status_code == 200
    assert error(call, "POST", "/productions", [{"name": "A"}], key=box.read_only_key) == 403


def test_productions(call: Caller) -> None:
    assert data(call, "GET", "/productions") == []
    given = [{"name": "My New Production", "settings": {"key": "value"}}, {"name": "Second"}]
    first, second = data(call, "POST", "/productions", given)
    assert first["id"] == "123"
    assert (first["settings"], second["settings"]) == ({"key": "value"}, {})
    assert data(call, "GET", "/productions") == [first, second]
    assert data(call, "PATCH", "/productions/123", {"name": "Updated"})[0]["name"] == "Updated"
    changed = data(call, "PATCH", "/productions", [{"id": "123", "name": "A"}, {"id": 124, "settings": {"b": 1}}])
    assert [(row["name"], row["settings"]) for row in changed] == [("A", {"key": "value"}), ("Second", {"b": 1})]
    assert data(call, "DELETE", "/productions/123") == [{"id": "123"}]
    assert data(call, "DELETE", "/productions", [{"id": "124"}]) == [{"id": "124"}]
    assert data(call, "GET", "/productions") == []


def test_a_batch_is_done_whole_or_not_at_all(call: Caller) -> None:
    for wrong in WRONG_BODIES:
        assert error(call, "POST", "/productions", wrong) == 400
    rows = [{"name": f"Production {number}"} for number in range(101)]
    assert error(call, "POST", "/productions", rows) == 400
    assert data(call, "GET", "/productions") == []
    assert len(data(call, "POST", "/productions", rows[:100])) == 100
    assert error(call, "PATCH", "/productions", [{"id": "123", "name": "B"}, {"id": "999", "name": "B"}]) == 404
    assert error(call, "PATCH", "/productions", [{"name": "B"}]) == 400
    assert error(call, "PATCH", "/productions/123", {"name": ""}) == 400
    assert error(call, "PATCH", "/productions/123", [{"name": "B"}]) == 400
    assert error(call, "DELETE", "/productions", [{"id": "123"}, {"id": "x"}]) == 404
    assert {row["name"][:10] for row in data(call, "GET", "/productions")} == {"Production"}
    assert len(data(call, "GET", "/productions")) == 100


@pytest.mark.parametrize("kind", ["distributions", "activations"])
def test_objects_under_a_production(call: Caller, kind: str) -> None:
    data(call, "POST", "/productions", [{"name": "A"}, {"name": "B"}])
    made = data(call, "POST", f"/productions/123/{kind}", [{"name": "Web", "settings": {"format": "HLS"}}])
    assert made[0]["id"] == 123
    assert made[0]["production_id"] == "123"
    assert data(call, "GET", f"/productions/123/{kind}") == made
    assert data(call, "GET", f"/productions/124/{kind}") == []
    assert data(call, "GET", f"/{kind}/123") == made
    assert error(call, "GET", f"/{kind}/9") == 404
    assert error(call, "PATCH", f"/productions/124/{kind}/123", {"name": "X"}) == 404
    assert data(call, "PATCH", f"/productions/123/{kind}/123", {"name": "X"})[0]["name"] == "X"
    assert error(call, "PATCH", f"/productions/123/{kind}", [{"id": 123, "name": "Y"}]) == 404
    assert error(call, "GET", f"/productions/9/{kind}") == 404
    data(call, "DELETE", "/productions/123")
    assert error(call, "GET", f"/{kind}/123") == 404
    data(call, "POST", f"/productions/124/{kind}", [{"name": "Web"}])
    assert data(call, "DELETE", f"/productions/124/{kind}/123") == [{"id": 123}]


def test_paths_that_are_not(call: Caller) -> None:
    for method, path in (("GET", "/productions/1"), ("GET", "/"), ("PUT", "/productions"), ("GET", "/distributions")):
        assert error(call, method, path, [] if method == "PUT" else None) == 404


@pytest.mark.parametrize("told", [True, False])
def test_the_rate_slides(told: bool) -> None:  # noqa: FBT001
    clock = Clock(0.0)
    box = Sandbox(media=0, rate_limit=3, rate_period=60.0, retry_after=told, clock=clock)
    with box, Caller(box) as call:
        for _ in range(3):
            assert call.source("GET", "/key").status_code == 200
            clock.advance(10)
        for _ in range(2):
            assert error(call, "GET", "/key") == 429
        assert call.source("GET", "/key").headers.get("retry-after") == ("30" if told else None)
        assert call.source("GET", "/key", key=box.read_only_key).status_code == 200
        clock.advance(30)
        assert call.source("GET", "/key").status_code == 200
        assert error(call, "GET", "/key") == 429
        box.reset()
        assert call.source("GET", "/key").status_code == 200
