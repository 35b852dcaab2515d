# Generated from tests/_async/test_stream_errors.py: edit that and run tools/sync_codegen.py.
"""What goes wrong in a stream comes out as it is, in its turn, and the stream goes on after it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from synctv_async import (
    ApiRequest,
    ApiResponse,
    AuthenticationError,
    ConfigError,
    ConnectError,
    DecodeError,
    NotFoundError,
    PaginationError,
    ProtocolError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    Stream,
    SyncTV,
    SyncTVError,
    TimeoutError,
)
from synctv_async.sandbox import Sandbox
from tests.support.leaks import leaks, traces_of
from tests.support.lists import PAGES, page_at, page_of

from .clients import QUICK, stranger, synctv

IDS = [number for number in range(1, 122) if number != 97]
ONCE = RetryPolicy(max_attempts=1)

FAULTS: dict[str, tuple[type[SyncTVError], dict[str, Any]]] = {
    "a server that failed": (ServerError, {"status": 503}),
    "a wrong access": (AuthenticationError, {"status": 401}),
    "a page that is gone": (NotFoundError, {"status": 404, "html": True}),
    "too many requests": (RateLimitError, {"status": 429}),
    "a reset": (ProtocolError, {"reset": True}),
    "a body that breaks off": (ProtocolError, {"cut": 0.5}),
    "a body that is no JSON": (DecodeError, {"corrupt": True}),
    "a body without its list": (DecodeError, {"body": b"{}"}),
    "an answer that does not come": (TimeoutError, {"delay": 0.6}),
}


def bare(call: Callable[[], object], kind: type[Exception]) -> Exception:
    """Return the error of a call, which has nothing attached to it."""
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


def until_error(rows: Stream[Any], kind: type[Exception]) -> tuple[list[int], Exception]:
    """Return the ids up to the error, and the error."""
    seen: list[int] = []

    def read() -> None:
        for row in rows:
            seen.append(row.id)  # noqa: PERF401 - the rows before the error count

    return seen, bare(read, kind)


@pytest.mark.parametrize("width", [1, 3, 16])
@pytest.mark.parametrize("name", FAULTS)
def test_an_error_comes_out_bare_after_the_rows_before_it(box: Sandbox, name: str, width: int) -> None:
    kind, fault = FAULTS[name]
    box.fault(path="*/media.json", when=page_at(48), **fault)
    with synctv(box, retry=ONCE, timeout=0.3 if kind is TimeoutError else 30) as tv:
        with tv.media.list().stream(width) as rows:
            seen, error = until_error(rows, kind)
            assert seen == IDS[:49]
            assert isinstance(error, SyncTVError)
            assert error.checkpoint == rows.checkpoint
            assert not rows.receipt.finished
            seen += [row.id for row in rows]  # the fault has passed
            assert seen == IDS
            assert rows.receipt.status == "complete"
        with tv.media.list().stream(width, start=error.checkpoint) as rest:
            assert [row.id for row in rest] == IDS[49:]
        assert (rest.receipt.status, rest.receipt.delivered_before) == ("complete", 49)


@pytest.mark.parametrize("path", ["*/media.json", "*/count.json"])
def test_an_error_at_the_very_first_request(box: Sandbox, path: str) -> None:
    box.fault(path=path, when=page_at(0), reset=True)
    with synctv(box, retry=ONCE) as tv, tv.media.list().stream(4) as rows:
        seen, error = until_error(rows, ProtocolError)
        assert seen == []
        assert isinstance(error, SyncTVError)
        assert error.checkpoint is not None
        assert [row.id for row in rows] == IDS
        assert rows.receipt.status == "complete"


def test_an_error_of_the_last_count_comes_after_all_rows(box: Sandbox) -> None:
    box.fault(path="*/count.json", skip=1, reset=True)
    with synctv(box, retry=ONCE) as tv, tv.media.list().stream(4) as rows:
        seen, _ = until_error(rows, ProtocolError)
        assert seen == IDS
        assert not rows.receipt.finished
        assert [row.id for row in rows] == []
        assert rows.receipt.status == "complete"


def test_pages_end_with_the_error_in_the_same_way(box: Sandbox) -> None:
    box.fault(path="*/media.json", when=page_at(48), status=500)
    with synctv(box, retry=ONCE) as tv, tv.media.list().stream(8) as rows:
        pages = rows.pages()
        assert [len(next(pages).items) for _ in range(2)] == [25, 24]
        error = bare(lambda: next(pages), ServerError)
        assert isinstance(error, SyncTVError)
        assert error.checkpoint == rows.checkpoint
        assert [len(page.items) for page in pages] == [24, 24, 23]


def test_a_service_that_is_down_again_and_again_is_survived(box: Sandbox) -> None:
    """Each error of each page once, whichever is asked for first, and never a row too many or too few."""
    for offset in (0, 24, 48, 72, 96):
        box.fault(path="*/media.json", when=page_at(offset), status=500)
    seen: list[int] = []
    errors: list[tuple[str | None, str]] = []
    with synctv(box, retry=ONCE) as tv, tv.media.list().stream(3) as rows:
        while len(seen) < 120:
            try:
                for row in rows:
                    seen.append(row.id)  # noqa: PERF401 - the rows before the error count
            except ServerError as error:
                errors.append((error.checkpoint, rows.checkpoint))
    assert seen == IDS
    assert 1 <= len(errors) <= 5
    assert all(of_the_error == of_the_stream for of_the_error, of_the_stream in errors)


@pytest.mark.parametrize("width", [1, 4])
def test_retries_hide_what_passes(box: Sandbox, width: int) -> None:
    faults: list[dict[str, Any]] = [{"status": 503}, {"reset": True}, {"cut": 0.5}, {"corrupt": True}, {"body": b"{}"}]
    for fault in faults:
        box.fault(path="*/media.json", times=2, **fault)
    retried: list[str] = []
    stubborn = RetryPolicy(max_attempts=11, base_delay=0.001, max_delay=0.01)
    client = synctv(box, retry=stubborn, on_retry=lambda info: retried.append(info.reason))
    with client as tv, tv.media.list().stream(width) as rows:
        assert [row.id for row in rows] == IDS
    assert (rows.receipt.status, rows.receipt.requests) == ("complete", 7)
    assert len(box.requests) == 7 + 10
    assert len(retried) == 10


def test_a_service_that_is_not_there() -> None:
    with stranger("http://127.0.0.1:1", retry=ONCE) as tv, tv.media.list().stream() as rows:
        seen, error = until_error(rows, ConnectError)
    assert seen == []
    assert isinstance(error, SyncTVError)
    assert error.checkpoint is not None


@pytest.mark.parametrize("width", [1, 8])
def test_a_service_that_ignores_the_offset_is_an_error_that_ends(tv: SyncTV, box: Sandbox, width: int) -> None:
    box.fault(path=PAGES, body=page_of([{"id": number} for number in IDS[:25]]), times=None)
    with tv.media.list().stream(width) as rows:
        seen, _ = until_error(rows, PaginationError)
    assert seen == IDS[:25]
    assert len(box.requests) <= 10 + 2 * width


@pytest.mark.parametrize("name", FAULTS)
def test_no_error_of_a_stream_shows_a_secret(box: Sandbox, name: str) -> None:
    kind, fault = FAULTS[name]
    box.fault(path="*/media.json", when=page_at(48), **fault)
    patience = 0.3 if kind is TimeoutError else 30
    with synctv(box, retry=ONCE, timeout=patience) as tv, tv.media.list().stream(4) as rows:
        _, error = until_error(rows, kind)
    secrets = {box.access_secret, *(request.values("signature")[0] for request in box.requests)}
    assert len(secrets) > 3
    assert leaks(secrets, traces_of(error)) == []
    assert leaks(secrets, traces_of(ConfigError(repr(rows)))) == []


# What is not ours.


def test_an_error_of_the_users_middleware_comes_out_as_it_is(box: Sandbox) -> None:
    mine = ValueError("mine")
    left = [1]

    def middleware(request: ApiRequest, call_next: Any) -> ApiResponse:
        if request.offset == 48 and left[0]:
            left[0] -= 1
            raise mine
        response: ApiResponse = call_next(request)
        return response

    with synctv(box, middleware=[middleware]) as tv, tv.media.list().stream(4) as rows:
        seen, error = until_error(rows, ValueError)
        assert error is mine
        assert seen == IDS[:49]
        assert not hasattr(error, "checkpoint")
        assert [row.id for row in rows] == IDS[49:]
        assert rows.receipt.status == "complete"


@pytest.mark.parametrize("hook", ["on_request", "on_response"])
def test_an_error_of_the_users_hook_comes_out_as_it_is(box: Sandbox, hook: str) -> None:
    mine = KeyError("mine")

    def fail(_: object) -> None:
        raise mine

    options: dict[str, Any] = {hook: fail}
    with synctv(box, **options) as tv, tv.media.list().stream(4) as rows:
        _, error = until_error(rows, KeyError)
    assert error is mine


def test_an_error_in_the_body_comes_out_as_it_is(tv: SyncTV) -> None:
    mine = ValueError("mine")
    stream = tv.media.list(page_size=5).stream(8)

    def read() -> None:
        with stream as rows:
            for row in rows:
                if row.id == 12:
                    raise mine

    assert bare(read, ValueError) is mine
    with tv.media.list().stream(start=stream.checkpoint) as rest:
        assert [row.id for row in rest] == IDS[12:]


def test_a_client_that_is_closed_meanwhile(box: Sandbox) -> None:
    tv = synctv(box)
    with tv.media.list(page_size=5).stream(2) as rows:
        seen = [next(rows).id]
        tv.close()
        rest, error = until_error(rows, ConfigError)
        assert "the client is closed" in str(error)
        assert isinstance(error, SyncTVError)
    seen += rest
    assert seen == IDS[: len(seen)]
    assert len(seen) <= 5 + 3 * 4  # what was read before is delivered
    with synctv(box) as other, other.media.list().stream(start=error.checkpoint) as rows:
        assert [row.id for row in rows] == IDS[len(seen) :]


# Too many requests.


@pytest.mark.parametrize("width", [1, 8])
def test_a_429_slows_the_whole_stream(box: Sandbox, width: int) -> None:
    box.fault(path="*/media.json", when=page_at(24), status=429, headers={"Retry-After": "1"})
    with synctv(box) as tv, tv.media.list(page_size=9).stream(width, page_size=7) as rows:
        assert [row.id for row in rows] == IDS
    assert rows.receipt.status == "complete"
    refused = next(request for request in box.requests if request.status == 429)
    later = [request.at - refused.at for request in box.requests if request.at - refused.at > 0.3]
    assert min(later) >= 1.0  # what was under way may have arrived within the first moments


def test_the_time_of_a_stream_is_not_that_of_a_call(box: Sandbox) -> None:
    box.fault(path="*/media.json", delay=0.05, times=None)
    with synctv(box, total_timeout=0.4, retry=QUICK) as tv:
        began = time.monotonic()
        with tv.media.list(page_size=8).stream(1) as rows:
            assert [row.id for row in rows] == IDS
        assert time.monotonic() - began > 0.4


def test_an_answer_that_is_no_list_at_all_comes_out_as_it_is(box: Sandbox) -> None:
    box.fault(path=PAGES, when=page_at(24), body=b"OK", times=None)
    with synctv(box, retry=ONCE) as tv, tv.media.list().stream(4) as rows:
        seen, _ = until_error(rows, DecodeError)
    assert seen == IDS[:25]
