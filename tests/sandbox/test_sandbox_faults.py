"""Misbehaviour on request."""

import asyncio
import copy
import pickle
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

from synctv_async.sandbox import Emulator, Fault, Sandbox, Settings

from .caller import Caller

BUNDLE = (("bundle[name]", "A"), ("bundle[bundle_type_id]", "1"))


def test_a_name_that_is_no_field_is_told_with_the_nearest(box: Sandbox) -> None:
    wrong: dict[str, Any] = {"statsu": 503}
    for make in (Fault, box.fault):
        with pytest.raises(TypeError, match=r"'statsu' is no field of a fault \(did you mean 'status'\?\); allowed: "):
            make(**wrong)
    hits: dict[str, Any] = {"status": 503, "hits": 3}
    with pytest.raises(TypeError, match="'hits' is no field"):
        Fault(**hits)
    rule = Fault(status=503, times=2)
    for again in (copy.copy(rule), copy.deepcopy(rule), pickle.loads(pickle.dumps(rule)), replace(rule)):  # noqa: S301
        assert again == rule


def test_a_status_for_a_while(box: Sandbox, call: Caller) -> None:
    fault = box.fault(method="GET", path="/api/v2/media*", status=503, headers={"Retry-After": "1"}, times=2, skip=1)
    answers = [call.get("media.json").status_code for _ in range(4)]
    assert answers == [200, 503, 503, 200]
    assert fault.hits == 2
    assert call.get("bundles.json").status_code == 200
    assert [request.status for request in box.requests] == [*answers, 200]


def test_bodies_of_a_status(box: Sandbox, call: Caller) -> None:
    box.fault(status=500, code=-7, messages=("One", "Two"), times=None)
    assert call.get("media.json").json() == {"response": {"code": -7, "messages": ["One", "Two"]}}
    assert "<message>Two</message>" in call.get("media.xml").text
    assert call.source("GET", "/key").json()["status"] == "error"
    box.clear_faults()
    box.fault(status=502, html=True)
    page = call.get("media.json")
    assert (page.status_code, page.headers["content-type"]) == (502, "text/html; charset=utf-8")
    box.fault(body=b"", headers={"X-Request-Id": "7"})
    empty = call.get("media.json")
    assert (empty.status_code, empty.content, empty.headers["x-request-id"]) == (200, b"", "7")


def test_a_status_after_the_work_was_done(box: Sandbox, call: Caller) -> None:
    box.fault(method="POST", status=502)
    box.fault(method="POST", status=502, worked=True)
    for made in (0, 1):
        assert call.call("POST", "bundles.json", *BUNDLE).status_code == 502
        assert len(box.bundles) == made


@pytest.mark.parametrize("made", [0, 1])
def test_a_reset_before_and_after_the_work(box: Sandbox, call: Caller, made: int) -> None:
    box.fault(reset=not made, reset_after=bool(made))
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        call.call("POST", "bundles.json", *BUNDLE)
    assert len(box.bundles) == made
    assert box.requests[0].status is None
    assert call.get("bundles.json").status_code == 200


def test_a_cut_body(box: Sandbox, call: Caller) -> None:
    box.fault(cut=0.5)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        call.get("media.json")
    box.fault(cut=0.0)
    with pytest.raises(httpx.RemoteProtocolError):
        call.get("media.json")


def test_a_corrupt_body_has_the_right_length(box: Sandbox, call: Caller) -> None:
    box.fault(corrupt=True)
    response = call.get("media.json")
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
        response.json()


def test_delay_and_drip(box: Sandbox, call: Caller) -> None:
    begin = time.perf_counter()
    box.fault(delay=0.1)
    assert call.get("media.json").status_code == 200
    assert time.perf_counter() - begin >= 0.1
    box.fault(drip=0.001)
    begin = time.perf_counter()
    response = call.get("media.json")
    assert response.json()["response"]["medias"] == []
    assert time.perf_counter() - begin >= 0.001 * len(response.content)


def test_stopping_does_not_wait_for_a_delay() -> None:
    with Sandbox(media=0) as box, Caller(box) as call:
        box.fault(delay=60)
        with pytest.raises(httpx.ReadTimeout):
            call.http.get("/key", timeout=0.05)
        begin = time.perf_counter()
    assert time.perf_counter() - begin < 2


def test_conditions(box: Sandbox, call: Caller) -> None:
    box.fault(when=lambda request: ("offset", "25") in request.pairs, status=500, times=None)
    assert call.get("media.json").status_code == 200
    assert call.get("media.json", ("offset", "25")).status_code == 500
    box.reset()
    assert call.get("media.json", ("offset", "25")).status_code == 200


def test_without_a_server_there_is_no_connection_to_break() -> None:
    async def main(emulator: Emulator) -> None:
        transport = httpx.ASGITransport(emulator.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            headers = {"X-API-Key": emulator.api_key}
            assert (await client.get("/key", headers=headers)).status_code == 200
            emulator.fault(reset=True)
            with pytest.raises(ConnectionResetError):
                await client.get("/key", headers=headers)

    with Emulator(Settings(media=0)) as emulator:
        asyncio.run(main(emulator))


def test_a_fault_is_made_of_named_fields() -> None:
    with pytest.raises(TypeError):
        Fault(statsu=500)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "would do nothing"),
        ({"path": "/nope"}, "would do nothing"),
        ({"status": 99}, "from 100 to 599"),
        ({"status": 503, "reset": True}, "excludes reset"),
        ({"status": 503, "times": 0}, "times is from 1"),
        ({"cut": 1.5}, "cut from 0 to 1"),
    ],
)
def test_a_rule_that_would_test_nothing_is_refused(box: Sandbox, rule: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        box.fault(**rule)


def test_a_content_type_of_ones_own_replaces_the_usual_one(box: Sandbox, call: Caller) -> None:
    box.fault(body=b"a,b", headers={"Content-Type": "text/csv"})
    assert call.get("media.json").headers.get_list("content-type") == ["text/csv"]
