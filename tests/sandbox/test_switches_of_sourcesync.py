"""The switches of SourceSync, each in each of its positions, turned while the sandbox runs."""

from typing import Any

from .caller import Caller


def source(call: Caller, method: str, path: str, body: Any = None) -> Any:
    response = call.source(method, path, body)
    assert response.status_code < 300, response.text
    return response.json()["data"]


def test_rate_limit(call: Caller) -> None:
    call.box.behave(rate_limit=2)
    assert [call.source("GET", "/key").status_code for _ in range(3)] == [200, 200, 429]
    call.box.behave(rate_limit=4)
    assert [call.source("GET", "/key").status_code for _ in range(3)] == [200, 200, 429]


def test_rate_period(call: Caller) -> None:
    call.box.behave(rate_limit=1, rate_period=5.0)
    assert [call.source("GET", "/key").status_code for _ in range(2)] == [200, 429]
    call.box.clock.advance(5)
    assert call.source("GET", "/key").status_code == 200


def test_retry_after(call: Caller) -> None:
    call.box.behave(rate_limit=1)
    call.source("GET", "/key")
    assert "retry-after" not in call.source("GET", "/key").headers
    call.box.behave(retry_after=True)
    assert call.source("GET", "/key").headers["retry-after"] == "60"


def test_refused_count(call: Caller) -> None:
    for counts, after in ((False, 200), (True, 429)):
        call.box.reset()
        call.box.behave(rate_limit=2, refused_count=counts, retry_after=True)
        for status in (200, 200, 429):
            assert call.source("GET", "/key").status_code == status
            call.box.clock.advance(10)
        call.box.clock.advance(41)  # 61 seconds after the second, 51 after the one that was refused
        call.source("GET", "/key")
        assert call.source("GET", "/key").status_code == after
    assert call.source("GET", "/key").headers["retry-after"] == "60"


def test_oversized_batch(call: Caller) -> None:
    rows = [{"name": f"Production {number}"} for number in range(101)]
    assert call.source("POST", "/productions", rows).status_code == 400
    call.box.behave(oversized_batch="accept")
    assert len(source(call, "POST", "/productions", rows)) == 101


def test_batch_errors(call: Caller) -> None:
    rows = [{"name": "A"}, {"name": ""}, {"name": "B"}]
    assert call.source("POST", "/productions", rows).status_code == 400
    assert source(call, "GET", "/productions") == []
    call.box.behave(batch_errors="skip")
    assert [row["name"] for row in source(call, "POST", "/productions", rows)] == ["A", "B"]
    changes = [{"id": "123", "name": "C"}, {"id": "999", "name": "D"}, {"name": "E"}, {"id": "124", "name": ""}]
    assert [row["name"] for row in source(call, "PATCH", "/productions", changes)] == ["C"]
    assert call.source("PATCH", "/productions/999", {"name": "D"}).status_code == 404
    assert call.source("PATCH", "/productions/123", {"name": ""}).status_code == 400
    assert source(call, "DELETE", "/productions", [{"id": "123"}, {"id": "999"}]) == [{"id": "123"}]


def test_invalid_status(call: Caller) -> None:
    for status in (400, 422):
        call.turn(invalid_status=status)
        assert call.source("POST", "/productions", {"name": "A"}).status_code == status
        assert call.source("DELETE", "/productions/9").status_code == 404


def test_ids(call: Caller) -> None:
    source(call, "POST", "/productions", [{"name": "A"}])
    source(call, "POST", "/productions/123/activations", [{"name": "B"}])
    for way, production, activation in (("mixed", "123", 123), ("text", "123", "123"), ("integer", 123, 123)):
        call.turn(ids=way)
        assert source(call, "GET", "/productions")[0]["id"] == production
        row = source(call, "GET", "/activations/123")[0]
        assert (row["id"], row["production_id"]) == (activation, production)
        for given in ("123", 123):
            assert source(call, "PATCH", "/productions", [{"id": given}])[0]["id"] == production


def test_single_data(call: Caller) -> None:
    source(call, "POST", "/productions", [{"name": "A"}])
    source(call, "POST", "/productions/123/distributions", [{"name": "B"}])
    assert source(call, "GET", "/distributions/123")[0]["name"] == "B"
    assert source(call, "PATCH", "/productions/123", {"name": "C"})[0]["name"] == "C"
    call.box.behave(single_data="object")
    assert source(call, "GET", "/distributions/123")["name"] == "B"
    assert source(call, "PATCH", "/productions/123", {"name": "D"})["name"] == "D"
    assert source(call, "PATCH", "/productions", [{"id": "123"}])[0]["name"] == "D"
    assert source(call, "DELETE", "/productions/123") == {"id": "123"}


def test_deleted_data(call: Caller) -> None:
    source(call, "POST", "/productions", [{"name": str(number)} for number in range(6)])
    for number, (way, keys) in enumerate((("ids", [{"id"}]), ("rows", [{"id", "name"}]), ("empty", []))):
        call.turn(deleted_data=way)
        batch = source(call, "DELETE", "/productions", [{"id": 123 + 2 * number}])
        single = source(call, "DELETE", f"/productions/{124 + 2 * number}")
        for data in (batch, single):
            assert [row.keys() & {"id", "name"} for row in data] == keys
    call.box.behave(single_data="object")
    source(call, "POST", "/productions", [{"name": "A"}])
    assert source(call, "DELETE", f"/productions/{source(call, 'GET', '/productions')[0]['id']}") is None


def test_patched_settings(call: Caller) -> None:
    source(call, "POST", "/productions", [{"name": "A", "settings": {"a": 1, "b": 2}}])
    changed = source(call, "PATCH", "/productions/123", {"settings": {"b": 3, "c": 4}})
    assert changed[0]["settings"] == {"b": 3, "c": 4}
    call.box.behave(patched_settings="merged")
    changed = source(call, "PATCH", "/productions/123", {"settings": {"c": 5, "d": 6}})
    assert changed[0]["settings"] == {"b": 3, "c": 5, "d": 6}


def test_production_by_id(call: Caller) -> None:
    source(call, "POST", "/productions", [{"name": "A"}])
    assert call.source("GET", "/productions/123").status_code == 404
    call.box.behave(production_by_id=True)
    assert source(call, "GET", "/productions/123")[0]["name"] == "A"
    assert call.source("GET", "/productions/124").status_code == 404


def test_owned_batches(call: Caller) -> None:
    source(call, "POST", "/productions", [{"name": "A"}])
    source(call, "POST", "/productions/123/activations", [{"name": "B"}, {"name": "C"}])
    path, rows = "/productions/123/activations", [{"id": 123, "name": "D"}, {"id": 124, "name": "E"}]
    assert [call.source(method, path, rows).status_code for method in ("PATCH", "DELETE")] == [404, 404]
    call.box.behave(owned_batches=True)
    assert [row["name"] for row in source(call, "PATCH", path, rows)] == ["D", "E"]
    assert source(call, "DELETE", path, rows) == [{"id": 123}, {"id": 124}]
