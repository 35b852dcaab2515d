# Generated from tests/_async/test_clients.py: edit that and run tools/sync_codegen.py.
"""The clients themselves: options, siblings, hooks, middleware, and what they refuse."""

import gzip
import logging
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import httpx
import pytest

from synctv_async import (
    ApiError,
    ApiRequest,
    ApiResponse,
    ConfigError,
    ConnectError,
    DecodeError,
    Query,
    RateLimit,
    RequestInfo,
    ResponseInfo,
    RetryInfo,
    RetryPolicy,
    ServerError,
    SourceSync,
    SyncTV,
    SyncTVError,
)
from synctv_async._concurrency import sleep
from synctv_async._sync._middleware import CallNext
from synctv_async.sandbox import Sandbox
from tests.support.wire_server import Line, WireServer, answer, answering

from .clients import QUICK, stranger, synctv

ONE = b'{"response":{"media":{"id":1},"code":1}}'


def test_hooks_are_told_of_every_attempt_in_order(box: Sandbox) -> None:
    told: list[RequestInfo | ResponseInfo | RetryInfo] = []
    box.fault(status=503, headers={"X-Request-Id": "r1"})
    with synctv(box, on_request=told.append, on_response=told.append, on_retry=told.append) as tv:
        tv.media.list(active=True).first()
    first, failed, again, second, good = told
    assert isinstance(first, RequestInfo)
    assert (first.endpoint, first.method, first.path, first.attempt) == ("media.list", "GET", "/api/v2/media.json", 1)
    assert list(first.params) == [("active", "true"), ("sort_order", "id")]
    assert isinstance(failed, ResponseInfo)
    assert (failed.status, failed.request_id, failed.request) == (503, "r1", first)
    assert failed.elapsed > 0
    assert isinstance(again, RetryInfo)
    assert 0 <= again.delay <= QUICK.base_delay
    assert "503" in again.reason
    assert isinstance(second, RequestInfo)
    assert second.attempt == 2
    assert isinstance(good, ResponseInfo)
    assert (good.status, good.size > 1000) == (200, True)


def test_hooks_may_be_of_either_kind(box: Sandbox) -> None:
    told: list[str] = []

    def on_request(info: RequestInfo) -> None:
        told.append(info.endpoint)

    with synctv(box, on_request=on_request) as tv:
        tv.media.get(1)
    assert told == ["media.get"]


def test_an_error_of_a_hook_is_not_hidden(box: Sandbox) -> None:
    def on_response(info: ResponseInfo) -> None:
        message = f"hook met {info.status}"
        raise LookupError(message)

    with synctv(box, on_response=on_response, max_connections=1) as tv:
        for _ in range(3):
            with pytest.raises(LookupError, match="hook met 200"):
                tv.media.get(1)
        assert tv.with_options(on_response=None).media.get(1).media.id == 1


def noting(log: list[str], name: str) -> Callable[..., Any]:
    def middleware(request: ApiRequest, call_next: CallNext) -> ApiResponse:
        log.append(f"{name} before")
        response = call_next(request)
        log.append(f"{name} after {response.status}")
        return response

    return middleware


def test_middleware_runs_in_order_at_every_attempt(box: Sandbox) -> None:
    log: list[str] = []
    box.fault(status=503)
    with synctv(box, middleware=[noting(log, "outer"), noting(log, "inner")]) as tv:
        tv.media.get(1)
    one = ["outer before", "inner before", "inner after {}", "outer after {}"]
    assert log == [line.format(status) for status in (503, 200) for line in one]


def test_middleware_stands_above_the_signature(box: Sandbox) -> None:
    def only_active(request: ApiRequest, call_next: CallNext) -> ApiResponse:
        names = [name for name, _ in request.query.pairs]
        assert "signature" not in names
        assert "access_id" not in names
        query = Query([*request.query.pairs, ("active", "true")])
        return call_next(attrs.evolve(request, query=query, headers={"X-Trace": "abc"}))

    with synctv(box, middleware=[only_active]) as tv:
        rows = tv.media.list().collect()
    assert 0 < len(rows) < 120
    assert all(row.active for row in rows)
    assert all(request.status == 200 for request in box.requests)
    assert all(request.headers["x-trace"] == "abc" for request in box.requests)


def test_middleware_may_answer_by_itself(box: Sandbox) -> None:
    def cached(request: ApiRequest, call_next: CallNext) -> ApiResponse:
        if request.endpoint.name == "media.get":
            return ApiResponse(200, body=ONE)
        return ApiResponse(404, body=b'{"response":{"code":-4,"message":"not here"}}')

    with synctv(box, middleware=[cached]) as tv:
        assert tv.media.get(77).media.id == 1
        with pytest.raises(ApiError, match="not here"):
            tv.media.count()
    assert box.requests == ()


def test_middleware_may_ask_twice(box: Sandbox) -> None:
    def twice(request: ApiRequest, call_next: CallNext) -> ApiResponse:
        call_next(request)
        return call_next(request)

    with synctv(box, middleware=[twice], max_connections=1) as tv:
        assert tv.media.get(1).media.id == 1
    assert len(box.requests) == 2


def test_middleware_may_fail(box: Sandbox) -> None:
    def failing(request: ApiRequest, call_next: CallNext) -> ApiResponse:
        call_next(request)
        message = "mine"
        raise RuntimeError(message)

    with synctv(box, middleware=[failing], max_connections=1) as tv:
        for _ in range(3):
            with pytest.raises(RuntimeError, match="mine"):
                tv.media.get(1)
    assert len(box.requests) == 3


def test_siblings_share_everything_and_close_nothing() -> None:
    with WireServer(answering(answer(ONE))) as server:
        with stranger(server.url) as tv:
            with tv.with_options(timeout=3, middleware=[]) as sibling:
                sibling.media.get(1)
            sibling.with_options(retry=None).media.get(1)
            tv.media.get(1)
        assert server.accepted == 1
        assert len(server.requests) == 3


def test_siblings_keep_what_is_not_changed(box: Sandbox) -> None:
    told: list[RequestInfo] = []
    with synctv(box, retry=None, on_request=told.append, wire_format="xml") as tv:
        sibling = tv.with_options(timeout=3)
        box.fault(status=503)
        with pytest.raises(ServerError):
            sibling.media.get(1)
    assert len(told) == 1
    assert box.requests[0].path == "/api/v2/media/1.xml"


def test_options_that_a_sibling_cannot_have_are_refused(tv: SyncTV) -> None:
    wrong: dict[str, Any]
    for wrong in ({"max_connections": 3}, {"rate_limit": None}, {"timout": 3}, {"proxy": "http://127.0.0.1:1"}):
        with pytest.raises(TypeError, match=r"with_options\(\) takes timeout, total_timeout"):
            tv.with_options(**wrong)
    with pytest.raises(ConfigError, match="timeout=0 is not a number above zero"):
        tv.with_options(timeout=0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"timeout": 0}, "timeout=0"),
        ({"timeout": float("inf")}, "timeout=inf"),
        ({"total_timeout": -1}, "total_timeout=-1"),
        ({"max_connections": 0}, "max_connections"),
        ({"max_connections": 1.5}, "max_connections"),
        ({"wire_format": "yaml"}, "wire_format"),
        ({"tilde": "%7e"}, "tilde"),
    ],
)
def test_options_that_cannot_be_used_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        stranger("https://a.example", **options)


def test_policies_that_cannot_be_used_are_refused() -> None:
    wrong: dict[str, Any]
    for wrong in ({"max_attempts": 0}, {"base_delay": -1}, {"max_delay": float("inf")}):
        with pytest.raises(ConfigError):
            RetryPolicy(**wrong)
    for arguments in ((0, 60.0), (5, 0.0), (5, float("inf"))):
        with pytest.raises(ConfigError):
            RateLimit(*arguments)


@pytest.mark.parametrize(
    "url",
    [
        "http://service.example",
        "ftp://a.example",
        "a.example",
        "",
        "https://",
        "https://a.example?x=1",
        "http://10.0.0.1",
    ],
)
def test_base_urls_that_cannot_be_used_are_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        stranger(url)


@pytest.mark.parametrize("suffix", ["", "/", "/api/v2", "/api/v2/"])
def test_the_root_of_the_api_may_be_part_of_the_base_url(box: Sandbox, suffix: str) -> None:
    client = SyncTV(box.url + suffix, access_id=box.access_id, access_secret=box.access_secret)
    with client as tv:
        assert tv.media.count() == 120
    assert box.requests[0].path == "/api/v2/media/count.json"


def test_a_base_url_may_have_a_path(box: Sandbox) -> None:
    box.fault(status=200, body=ONE, times=2)
    with stranger(f"{box.url}/gateway/tv/") as tv:
        tv.media.get(1)
    assert box.requests[0].path == "/gateway/tv/api/v2/media/1.json"
    assert [name for name, _ in box.requests[0].params] == ["access_id", "signature"]
    with SourceSync("app.v1.x", base_url=f"{box.url}/source", retry=None) as ss:
        ss.productions.delete("1")
    assert (box.requests[1].path, box.requests[1].params) == ("/source/productions/1", ())


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(tv: SyncTV, box: Sandbox, status: int) -> None:
    with Sandbox(media=1) as elsewhere:
        box.fault(status=status, body=b"", headers={"Location": f"{elsewhere.url}/api/v2/media/1.json"}, times=None)
        with pytest.raises(ApiError, match="Redirects are not followed") as caught:
            tv.media.get(1)
        with pytest.raises(ApiError) as create:
            tv.bundles.create(name="A", bundle_type_id=1)
        assert len(box.requests) == 2
        assert elsewhere.requests == ()
    assert caught.value.status == status
    assert create.value.outcome == "refused"


def endless(line: Line) -> None:
    line.read()
    line.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while line.send(b"100000\r\n" + b" " * 0x100000 + b"\r\n"):
        pass


def announced(line: Line) -> None:
    line.read()
    line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n")
    line.read()


def bomb(line: Line) -> None:
    line.read()
    packed = gzip.compress(b" " * (65 * 2**20))
    line.send(answer(packed, headers=("Content-Encoding: gzip",)))
    line.read()


@pytest.mark.parametrize("script", [endless, announced, bomb])
def test_answers_over_64_mb_are_refused(script: Callable[[Line], None]) -> None:
    with WireServer(script) as server:
        with stranger(server.url, max_connections=1) as tv:
            with pytest.raises(DecodeError, match="longer than 64 MB"):
                tv.media.get(1)
            assert server.all_gone()
        assert len(server.requests) == 1


class Endless(httpx.SyncByteStream):
    """A body that never ends, and tells whether it was closed."""

    closed = False

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b" " * 2**20

    def close(self) -> None:
        self.closed = True


class Answering(httpx.BaseTransport):
    def __init__(self, body: httpx.SyncByteStream) -> None:
        self.body = body

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=self.body)


def test_a_body_of_a_users_transport_is_closed_though_it_was_not_read_to_its_end() -> None:
    body = Endless()
    with stranger("http://127.0.0.1", transport=Answering(body)) as tv:
        with pytest.raises(DecodeError, match="longer than 64 MB"):
            tv.media.get(1)
    assert body.closed


def test_a_bomb_within_a_bomb_is_refused_unopened(box: Sandbox) -> None:
    packed = gzip.compress(gzip.compress(b" " * (400 * 2**20)))
    box.fault(body=packed, headers={"Content-Encoding": "gzip, gzip"})
    with synctv(box, retry=None) as tv:
        tracemalloc.start()
        with pytest.raises(SyncTVError):
            tv.media.get(1)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert len(packed) < 100_000
    assert peak < 200 * 2**20


def test_answers_may_be_compressed(tv: SyncTV, box: Sandbox) -> None:
    fault = box.fault(body=gzip.compress(ONE), headers={"Content-Encoding": "gzip"})
    assert tv.media.get(1).media.id == 1
    assert fault.hits == 1


def test_what_claims_to_be_compressed_and_is_not_is_an_error_of_ours(tv: SyncTV, box: Sandbox) -> None:
    box.fault(body=ONE, headers={"Content-Encoding": "gzip"}, times=None)
    with pytest.raises((DecodeError, ConnectError, ApiError, Exception), match=r"broke off|not understood"):
        tv.media.get(1)
    assert len(box.requests) == QUICK.max_attempts


def through(line: Line) -> None:
    """Forward what is asked by absolute URL, as a proxy does, to nowhere: answer oneself."""
    while line.read() is not None:
        line.send(answer(ONE))


def test_a_given_proxy_is_used() -> None:
    with WireServer(through) as proxy:
        with stranger("http://127.0.0.1:1", proxy=proxy.url) as tv:
            assert tv.media.get(1).media.id == 1
    assert proxy.requests[0].target.startswith("http://127.0.0.1:1/api/v2/media/1.json?")


def test_the_proxy_of_the_environment_is_used_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(line: Line) -> None:
        line.read()
        line.send(answer(b"", "403 Forbidden"))

    with WireServer(refuse) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with stranger("https://service.example", retry=None) as tv:
            with pytest.raises(ConnectError) as caught:
                tv.bundles.create(name="A", bundle_type_id=1)
    assert caught.value.outcome == "not_sent"
    assert (proxy.requests[0].method, proxy.requests[0].target) == ("CONNECT", "service.example:443")


def test_this_machine_is_never_reached_through_a_proxy(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with synctv(box) as tv:
        assert tv.media.get(1).media.id == 1


def test_a_transport_of_ones_own_replaces_the_connections() -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(200, content=ONE)

    with stranger("https://nowhere.example", transport=httpx.MockTransport(handler)) as tv:
        for _ in range(40):
            assert tv.media.get(1).media.id == 1
    assert asked == ["nowhere.example"] * 40


def test_an_interrupted_call_gives_its_place_back() -> None:
    interrupted = [True]

    def handler(request: httpx.Request) -> httpx.Response:
        if interrupted[0]:
            raise KeyError(request.method)
        return httpx.Response(200, content=ONE)

    transport = httpx.MockTransport(handler)
    with stranger("https://a.example", transport=transport, max_connections=1, total_timeout=2) as tv:
        for _ in range(3):
            with pytest.raises(KeyError):
                tv.media.get(1)
        interrupted[0] = False
        assert tv.media.get(1).media.id == 1


def test_retries_and_failures_are_logged(box: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "synctv_async")
    box.fault(reset=True)
    with synctv(box) as tv:
        tv.media.get(1)
    lines = [record.getMessage() for record in caplog.records if record.name == "synctv_async"]
    assert any("failed" in line and "(attempt 1)" in line for line in lines)
    assert any("again in" in line for line in lines)
    assert any("answered 200" in line for line in lines)


def test_no_thread_is_left_by_a_client(box: Sandbox) -> None:
    before = set(threading.enumerate())
    with synctv(box) as tv:
        tv.media.list().collect()
    sleep(0.05)
    ours = [thread for thread in set(threading.enumerate()) - before if "sandbox" not in thread.name]
    assert ours == []
