"""A request's way through the sandbox without any network, and what is remembered of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, assert_never

import httpx
import pytest

from synctv_async.sandbox import (
    Answer,
    Clock,
    Cut,
    Delivery,
    Drip,
    Emulator,
    Fault,
    Incoming,
    Reset,
    Sandbox,
    Settings,
    Whole,
    read_incoming,
)

from .caller import Caller
from .conftest import START

KEY = Incoming("GET", "/key", (), {})


def answered(delivery: Delivery) -> Answer:
    match delivery:
        case Whole(answer) | Cut(answer) | Drip(answer):
            return answer
        case Reset():
            pytest.fail("the connection was to be reset")
        case _:
            assert_never(delivery)


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(Settings(media=0), clock=Clock(START))


def test_a_request_is_answered_without_a_network(emulator: Emulator) -> None:
    incoming = read_incoming("GET", "/key", b"a=%C3%A9&a=2", [(b"X-API-Key", emulator.api_key.encode())])
    assert incoming.pairs == (("a", "é"), ("a", "2"))
    exchange = emulator.receive(incoming)
    record = emulator.requests[0]
    assert (exchange.delay, exchange.record, record.status, record.answer) == (0.0, record, None, None)
    delivery = exchange.perform()
    assert isinstance(delivery, Whole)
    assert delivery.answer.headers["Date"] == "Thu, 01 May 2014 21:23:54 GMT"
    assert (record.number, record.status, record.answer, record.seconds) == (1, 200, delivery.answer, None)
    exchange.done()
    assert record.seconds is not None
    assert 0 < record.seconds < 10


def test_a_form_is_read_once_and_a_broken_one_is_not(emulator: Emulator) -> None:
    form = [(b"Content-Type", b"application/x-www-form-urlencoded; charset=utf-8")]
    assert read_incoming("POST", "/a", b"x=1", form, b"y=2").pairs == (("x", "1"), ("y", "2"))
    assert read_incoming("POST", "/a", b"x=1", form, b"y=\xff").pairs == (("x", "1"),)
    assert read_incoming("POST", "/a", b"", [(b"content-type", b"application/json")], b"y=2").pairs == ()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(delay=0.25), Whole),
        (Fault(cut=0.5), Cut),
        (Fault(drip=0.5), Drip),
        (Fault(drip_rate=1000.0), Drip),
        (Fault(reset=True), Reset),
        (Fault(reset_after=True), Reset),
        (Fault(status=503, html=True), Whole),
        (Fault(corrupt=True), Whole),
    ],
)
def test_faults_are_deliveries(emulator: Emulator, fault: Fault, expected: type) -> None:
    emulator.chaos(fault)
    exchange = emulator.receive(KEY)
    delivery = exchange.perform()
    assert exchange.delay == fault.delay
    assert type(delivery) is expected
    assert emulator.requests[0].faults == ("rule 1",)
    assert (emulator.requests[0].status is None) == isinstance(delivery, Reset)
    if isinstance(delivery, Cut):
        assert delivery.size == len(delivery.answer.body) // 2
    if isinstance(delivery, Drip):
        assert (delivery.size, delivery.pause) in {(1, 0.5), (20, 0.02)}


def test_why_a_request_was_refused_is_written_down(box: Sandbox, call: Caller) -> None:
    call.get("media.json")
    call.http.get("/api/v2/media.json", params={"access_id": str(box.access_id), "signature": "0" * 32})
    good, refused = box.requests
    assert good.refusal is None
    assert refused.status == 401
    assert refused.refusal is not None
    assert refused.refusal.reason
    assert refused.refusal.reason not in repr(refused)


def test_the_repr_tells_nothing_that_is_secret(box: Sandbox, call: Caller) -> None:
    call.get("media.json", ("name", "hidden"))
    assert "media.json" in repr(box.requests[0])
    for secret in ("hidden", "signature", box.access_secret, "host"):
        assert secret not in repr(box.requests[0])


def test_only_the_last_answers_are_kept(emulator: Emulator) -> None:
    for _ in range(203):
        emulator.receive(KEY).perform()
    kept = [record.answer is not None for record in emulator.requests]
    assert kept == [False] * 3 + [True] * 200
    assert {record.status for record in emulator.requests} == {401}
    assert [record.number for record in emulator.requests] == [*range(1, 204)]
    emulator.reset()
    emulator.receive(KEY)
    assert [record.number for record in emulator.requests] == [1]


def test_a_body_in_pieces_and_one_that_never_ends(emulator: Emulator) -> None:
    async def pieces() -> int:
        async def body() -> AsyncIterator[bytes]:
            for part in (b'[{"na', b'me": "A"}', b"]"):
                yield part

        transport = httpx.ASGITransport(emulator.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
            headers = {"X-API-Key": emulator.api_key}
            return (await client.post("/productions", content=body(), headers=headers)).status_code

    async def gone() -> list[object]:
        sent: list[object] = []
        none: list[Any] = []
        messages: Iterator[dict[str, Any]] = iter(
            [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"}]
        )

        async def receive() -> dict[str, Any]:
            return next(messages)

        async def send(message: object) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/productions", "query_string": b"", "headers": none}
        await emulator.app(scope, receive, send)
        return sent

    assert asyncio.run(pieces()) == 200
    assert emulator.requests[0].body == b'[{"name": "A"}]'
    assert asyncio.run(gone()) == []
    assert len(emulator.requests) == 1


def test_an_answer_without_a_body_is_framed_as_one(box: Sandbox, call: Caller) -> None:
    box.fault(status=204)
    answer = call.get("media.json")
    assert (answer.status_code, answer.content, "content-length" in answer.headers) == (204, b"", False)
    assert call.get("media.json").status_code == 200


def test_what_waits_through_a_reset_does_no_work_after_it() -> None:
    with Emulator(Settings(media=5)) as emulator:
        emulator.fault(delay=0.01)
        late = emulator.receive(Incoming("GET", "/key", (), {}))
        emulator.reset(catalogue=True)
        assert late.perform() == Reset()
        assert isinstance(emulator.receive(Incoming("GET", "/key", (), {})).perform(), Whole)
