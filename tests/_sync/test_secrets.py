# Generated from tests/_async/test_secrets.py: edit that and run tools/sync_codegen.py.
"""Secrets stay where they are needed: in no log, error, traceback, repr or pickle.

Where an answer repeats the request to the byte, or is none, it comes from the raw server.
"""

import json
import logging
from collections.abc import Callable
from html import escape
from typing import Any

import httpx
import pytest

from synctv_async import (
    ApiRequest,
    ApiResponse,
    ConfigError,
    DecodeError,
    RequestInfo,
    ResponseInfo,
    RetryInfo,
    SourceSync,
    SyncTV,
    SyncTVError,
)
from synctv_async._sync._middleware import CallNext
from synctv_async.sandbox import Sandbox
from tests.support.leaks import captured_logs, leaks, signatures_in, traces_of
from tests.support.wire_server import Line, Received, WireServer, answer, answering

from .clients import QUICK, synctv

# Module variables: a traceback that shows the variables of this file's own functions must not hold them either.
ACCESS_SECRET = 'canary-access/secret+with "marks" & more~'
CLIENT_KEY = "canary-client/key+&=~"
PASSWORD = "canary pass<word>/'&é"
API_KEY = "app.v1.canary-api-key/0123"
CANARIES = (ACCESS_SECRET, CLIENT_KEY, PASSWORD, API_KEY)


def secret_client(url: str, **options: Any) -> SyncTV:
    return SyncTV(url, access_id=7, access_secret=ACCESS_SECRET, **{"retry": QUICK, "timeout": 0.15, **options})


def login_client(url: str, **options: Any) -> SyncTV:
    return SyncTV(
        url,
        client_key=CLIENT_KEY,
        device_uid="d",
        email="a@example.com",
        password=PASSWORD,
        **{"retry": QUICK, "timeout": 0.15, **options},
    )


def key_client(url: str, **options: Any) -> SourceSync:
    return SourceSync(API_KEY, base_url=url, **{"retry": QUICK, "timeout": 0.15, **options})


def failure_of(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not show a secret
        return error
    message = "nothing failed"
    raise AssertionError(message)


def request_as_text(request: Received) -> str:
    return f"{request.method} {request.target}\n{request.head}\n{request.body.decode()}"


def page(status: str) -> Callable[[Received], bytes]:
    """Echo the request in a page for people."""
    return lambda request: answer(f"<h1>{escape(request_as_text(request))}</h1>".encode(), status, kind="text/html")


def plain(status: str) -> Callable[[Received], bytes]:
    return lambda request: answer(request_as_text(request).encode(), status, kind="text/plain")


def told(status: str, code: int = -1) -> Callable[[Received], bytes]:
    """Echo the request in the service's own envelope, and in SourceSync's."""

    def reply(request: Received) -> bytes:
        text = request_as_text(request)
        error = {"status": "error", "error": {"message": text}}
        return answer(json.dumps({"response": {"code": code, "messages": [text]}, **error}).encode(), status)

    return reply


def echoed_row(request: Received) -> bytes:
    """Echo the request where a number is expected."""
    text = request_as_text(request)
    row = {"id": text, "name": "x", "status": text}
    names = ("medias", "media", "bundles", "bundle", "contributor")
    body = {name: [row] if name.endswith("s") else row for name in names}
    return answer(json.dumps({"response": body, "data": [{"id": {"of": text}}]}).encode())


def cut_short(line: Line) -> None:
    while (request := line.read()) is not None:
        line.send(plain("200 OK")(request)[:-10])
        return


def broken_off(line: Line) -> None:
    line.read()


def not_http(line: Line) -> None:
    while (request := line.read()) is not None:
        line.send(request_as_text(request).encode() + b"\r\n\r\n")
        return


def never(line: Line) -> None:
    line.read()
    line.read()


SCRIPTS: dict[str, Callable[[Line], object]] = {
    "a 500 page that shows the request": answering(page("500 Internal Server Error")),
    "a 404 text that shows the request": answering(plain("404 Not Found")),
    "a 400 with the request in its messages": answering(told("400 Bad Request", -3)),
    "a 401 with the request in its messages": answering(told("401 Unauthorized")),
    "a 403": answering(told("403 Forbidden")),
    "a 409": answering(plain("409 Conflict")),
    "a 429": answering(plain("429 Too Many Requests")),
    "a 200 that is an error": answering(told("200 OK")),
    "a 200 that is a page": answering(page("200 OK")),
    "a 200 that is text": answering(plain("200 OK")),
    "a 200 with the request in its rows": answering(echoed_row),
    "a redirect": answering(page("302 Found")),
    "a cut body": cut_short,
    "a connection that breaks off": broken_off,
    "silence": never,
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_no_error_shows_a_secret(script: Callable[[Line], object]) -> None:
    with WireServer(script) as server, captured_logs() as lines:
        url = server.url
        with (
            secret_client(url) as tv,
            secret_client(url, wire_format="xml") as xml,
            login_client(url) as login,
            key_client(url) as ss,
        ):
            calls: list[Callable[[], object]] = [
                lambda: tv.media.list(named_like="x").collect(),
                lambda: tv.media.get(1),
                lambda: xml.media.list().collect(),
                lambda: xml.bundles.get(1),
                lambda: tv.bundles.create(name="A", bundle_type_id=1),
                lambda: tv.bundles.create(name="A" * 5000, bundle_type_id=1),
                lambda: tv.bundles.update(1, name="B"),
                lambda: tv.contributors.get(1),
                lambda: login.media.get(1),
                lambda: SyncTV.authorize(url, client_key=CLIENT_KEY, device_uid="d", retry=None, timeout=0.15),
                lambda: ss.productions.list().collect(),
                lambda: ss.productions.create(name="A"),
                lambda: ss.distributions.get(5),
            ]
            errors = [failure_of(call) for call in calls]
            batch = ss.productions.create_many([{"name": "A"}, {"name": "B"}])
            errors += [row.error for row in batch if row.error is not None]
        wire = [request_as_text(request) for request in server.requests]
    assert all(isinstance(error, SyncTVError) for error in errors)
    signatures = signatures_in(wire)
    assert len(signatures) >= 4
    assert all(leaks([secret], wire) for secret in (CLIENT_KEY, API_KEY))  # the canaries do sing
    texts = [text for error in errors for text in traces_of(error)]
    assert leaks([*CANARIES, *signatures], texts) == []
    assert leaks([*CANARIES, *signatures], lines) == []
    assert any("httpcore" in line for line in lines)
    assert any("synctv_async" in line for line in lines)


def test_a_failed_connection_shows_no_secret() -> None:
    with WireServer(never) as server:
        url = server.url
    with captured_logs() as lines:
        with secret_client(url) as tv, login_client(url) as login, key_client(url) as ss:
            calls: list[Callable[[], object]] = [
                lambda: tv.media.get(1),
                lambda: login.media.get(1),
                ss.key,
            ]
            errors = [failure_of(call) for call in calls]
    assert leaks(CANARIES, [*lines, *(text for error in errors for text in traces_of(error))]) == []
    assert leaks(["signature="], lines) == []


def test_a_whole_session_leaves_no_secret_in_the_logs(box: Sandbox) -> None:
    shown: list[str] = []
    hooks: dict[str, Any] = {name: lambda info: shown.append(repr(info)) for name in ("on_request", "on_response")}
    with captured_logs() as lines:
        with SyncTV(
            box.url,
            client_key=box.client_key,
            device_uid="d",
            email=box.email,
            password=box.password,
            retry=QUICK,
            **hooks,
        ) as tv:
            assert len(tv.media.list().collect()) == 120
            tv.bundles.create(name="A", bundle_type_id=1)
            box.expire_access(int(box.requests[-1].values("access_id")[0]))
            tv.bundles.update(1, name="B" * 5000)
            shown += [repr(tv), repr(tv.media), repr(tv.media.list()), repr(vars(tv)), repr(tv._pipeline)]
            shown += [repr(tv._pipeline.core.session), repr(tv.with_options(timeout=1))]
    signatures = {value for request in box.requests for value in request.values("signature")}
    accesses = [box.world.accesses.find(number) for number in range(1234, 1300)]
    secrets = [access.secret for access in accesses if access]
    assert len(signatures) > 5
    assert len(secrets) >= 2
    assert leaks([*signatures, *secrets, box.client_key, box.password], [*lines, *shown]) == []


def test_hooks_and_middleware_see_no_secret(box: Sandbox) -> None:
    seen: list[object] = []
    infos: list[RequestInfo | ResponseInfo | RetryInfo] = []

    def look(request: ApiRequest, call_next: CallNext) -> ApiResponse:
        response = call_next(request)
        seen.extend([request, request.query, request.query.pairs, request.headers, request.target, response])
        return response

    box.fault(path="*/client_authorize.json", status=503)
    with SyncTV(
        box.url,
        client_key=box.client_key,
        device_uid="my device",
        email=box.email,
        password=box.password,
        retry=QUICK,
        middleware=[look],
        on_request=infos.append,
        on_response=infos.append,
        on_retry=infos.append,
    ) as tv:
        tv.media.list(named_like="x").first()
    texts = [repr(item) for item in (*seen, *infos)] + [str(item) for item in (*seen, *infos)]
    signatures = {value for request in box.requests for value in request.values("signature")}
    secrets = [access.secret for number in range(1234, 1300) if (access := box.world.accesses.find(number))]
    assert leaks([*signatures, *secrets, box.client_key, box.password, "my device", box.email], texts) == []
    kinds = {type(info) for info in infos}
    assert kinds == {RequestInfo, ResponseInfo, RetryInfo}
    first = next(info for info in infos if isinstance(info, RequestInfo))
    assert dict(first.params) == {"client_key": "***", "device_uid": "***"}


def test_middleware_sees_failed_answers_with_secrets_struck_out() -> None:
    answers: list[ApiResponse] = []

    def look(request: ApiRequest, call_next: CallNext) -> ApiResponse:
        answers.append(call_next(request))
        return answers[-1]

    def reply(request: Received) -> bytes:
        return answer(request_as_text(request).encode(), "500 Oops", (f"X-Asked-For: {request.target}",))

    logging.getLogger("httpcore").setLevel(logging.WARNING)
    with WireServer(answering(reply)) as server:
        with secret_client(server.url, middleware=[look], retry=None) as tv:
            failure_of(lambda: tv.media.get(1))
        signatures = signatures_in(request.target for request in server.requests)
    assert answers[0].status == 500
    texts = [answers[0].body.decode(), *answers[0].headers.values()]
    assert leaks([*signatures, ACCESS_SECRET], texts) == []
    assert "signature=***" in answers[0].body.decode()
    assert "signature=***" in answers[0].headers["x-asked-for"]


def test_the_id_of_a_request_is_told_without_secrets() -> None:
    told: list[str | None] = []

    def reply(request: Received) -> bytes:
        body = b'{"response":{"media":{"id":1}}}'
        return answer(body, headers=(f"X-Request-Id: id of {request.target}",))

    with WireServer(answering(reply)) as server:
        with secret_client(server.url, on_response=lambda info: told.append(info.request_id)) as tv:
            tv.media.get(1)
        signatures = signatures_in(request.target for request in server.requests)
    assert leaks(signatures, [str(told)]) == []
    assert "signature=***" in str(told)


def test_what_the_server_says_in_headers_is_not_logged() -> None:
    def reply(request: Received) -> bytes:
        return answer(b"", "302 Found", (f"Location: https://elsewhere.example{request.target}",))

    with WireServer(answering(reply)) as server, captured_logs() as lines:
        with secret_client(server.url) as tv:
            failure_of(lambda: tv.media.get(1))
        signatures = signatures_in(request.target for request in server.requests)
        with WireServer(not_http) as strange:
            with secret_client(strange.url, retry=None) as tv:
                failure_of(lambda: tv.media.get(1))
            signatures |= signatures_in(request.target for request in strange.requests)
    assert signatures
    assert any("signature=***" in line for line in lines)
    assert leaks(signatures, lines) == []


@pytest.mark.parametrize("script", [answering(page("302 Found")), not_http])
def test_an_answer_that_is_no_answer_shows_no_signature(script: Callable[[Line], object]) -> None:
    with WireServer(script) as server:
        with secret_client(server.url) as tv:
            errors = [failure_of(lambda: tv.media.get(1)), failure_of(lambda: tv.media.list().first())]
        signatures = signatures_in(request.target for request in server.requests)
    assert len(signatures) == 2
    assert leaks(signatures, [text for error in errors for text in traces_of(error)]) == []


class _Failing(httpx.BaseTransport):
    def __init__(self, error: BaseException) -> None:
        self._error = error

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert "signature" in request.url.params
        raise self._error


def test_an_error_of_a_transport_of_ones_own_shows_no_signature() -> None:
    for kind in (RuntimeError, ValueError, OSError, httpx.ReadError):
        with secret_client("http://127.0.0.1:1", transport=_Failing(kind("no")), retry=None) as tv:
            error = failure_of(lambda: tv.media.get(1))
        text = "".join(traces_of(error))
        mine = text.replace("assert", "")
        assert "signature=" not in mine
        assert ACCESS_SECRET not in mine


def test_a_query_that_is_too_long_shows_no_signature(box: Sandbox) -> None:
    with synctv(box) as tv:
        error = failure_of(lambda: tv.media.list(ids=range(10_000, 12_000)).collect())
    assert isinstance(error, ValueError)
    assert "signature=" not in "".join(traces_of(error))
    assert box.requests == ()


def test_the_answer_to_a_login_is_never_kept(box: Sandbox) -> None:
    for body in (
        b'{"response":{"access_secret":"canary-new-secret","code":1}}',
        b'{"response":{"access_id":"x","access_secret":"canary-new-secret"}}',
        b"canary-new-secret",
        b'{"response":{"access_id":5,"access_secret":["canary-new-secret"]}}',
    ):
        for status in (200, 500, 404):
            box.fault(status=status, body=body)
            with captured_logs() as lines:
                with login_client(box.url, retry=None) as tv:
                    error = failure_of(lambda: tv.media.get(1))
            assert isinstance(error, SyncTVError)
            assert leaks(["canary-new-secret"], [*traces_of(error), *lines]) == []


def test_fields_that_are_passwords_are_secret_whatever_the_resource(box: Sandbox) -> None:
    shown: list[str] = []
    with captured_logs() as lines:
        with synctv(box, on_request=lambda info: shown.append(repr(info)), retry=None) as tv:
            accounts = tv.resource("accounts", item="account")
            error = failure_of(lambda: accounts.create(email="a@example.com", password=PASSWORD))
    request = box.requests[-1]
    assert request.values("account[password]") == [PASSWORD]
    assert b"password" in request.body
    assert isinstance(error, SyncTVError)
    assert leaks([PASSWORD], [*lines, *shown]) == []


CONSTRUCTIONS: dict[str, Callable[[], object]] = {
    "not encrypted": lambda: secret_client("http://service.example"),
    "no URL": lambda: secret_client("nonsense"),
    "no id": lambda: SyncTV("https://a.example", access_secret=ACCESS_SECRET),
    "no device": lambda: SyncTV("https://a.example", client_key=CLIENT_KEY),
    "no email": lambda: SyncTV("https://a.example", client_key=CLIENT_KEY, device_uid="d", password=PASSWORD),
    "both ways": lambda: SyncTV("https://a.example", access_secret=ACCESS_SECRET, client_key=CLIENT_KEY),
    "a bad option": lambda: login_client("https://a.example", timeout=-1),
    "a bad number of connections": lambda: secret_client("https://a.example", max_connections=0),
    "a padded key": lambda: SourceSync(f"{API_KEY} ", base_url="https://a.example"),
    "a bad URL with a key": lambda: key_client("ftp://a.example"),
}


@pytest.mark.parametrize("construct", CONSTRUCTIONS.values(), ids=CONSTRUCTIONS)
def test_a_client_that_cannot_be_made_shows_no_secret(construct: Callable[[], object]) -> None:
    def call() -> object:
        return construct()

    error = failure_of(call)
    assert isinstance(error, ConfigError)
    # The lambdas above are this file's own frames; what they pass is named by module variables.
    assert leaks([ACCESS_SECRET, CLIENT_KEY, API_KEY, PASSWORD], traces_of(error)) == []


MISPLACED: dict[str, Callable[[], object]] = {
    "a password in the URL": lambda: secret_client(f"https://user:{PASSWORD}@service.example"),
    "the secret as the id": lambda: SyncTV("https://a.example", access_id=ACCESS_SECRET, access_secret="x"),
    "both ways": lambda: SyncTV("https://a.example", access_secret=ACCESS_SECRET, client_key=CLIENT_KEY),
}


@pytest.mark.parametrize("construct", MISPLACED.values(), ids=MISPLACED)
def test_a_secret_in_the_wrong_place_is_not_part_of_the_message(construct: Callable[[], object]) -> None:
    with pytest.raises(ConfigError) as caught:
        construct()
    assert leaks(CANARIES, [str(caught.value), repr(caught.value), repr(vars(caught.value))]) == []


@pytest.mark.parametrize(
    "names",
    [
        {"SYNCTV_BASE_URL": "http://a.example", "SYNCTV_ACCESS_ID": "1", "SYNCTV_ACCESS_SECRET": ACCESS_SECRET},
        {"SYNCTV_BASE_URL": "https://a.example", "SYNCTV_ACCESS_SECRET": ACCESS_SECRET},
        {"SYNCTV_BASE_URL": "https://a.example", "SYNCTV_CLIENT_KEY": CLIENT_KEY, "SYNCTV_PASSWORD": PASSWORD},
        {
            "SYNCTV_BASE_URL": "https://a.example",
            "SYNCTV_CLIENT_KEY": CLIENT_KEY,
            "SYNCTV_DEVICE_UID": "d",
            "SYNCTV_PASSWORD": PASSWORD,
        },
    ],
)
def test_an_environment_that_cannot_be_used_shows_no_secret(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, str]
) -> None:
    for name, value in names.items():
        monkeypatch.setenv(name, value)

    def call() -> object:
        return SyncTV.from_env()

    error = failure_of(call)
    assert isinstance(error, ConfigError)
    assert leaks([ACCESS_SECRET, CLIENT_KEY, PASSWORD], traces_of(error)) == []


def test_a_key_of_the_environment_that_cannot_be_sent_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCESYNC_API_KEY", f"{API_KEY} padded")

    def call() -> object:
        return SourceSync.from_env()

    error = failure_of(call)
    assert isinstance(error, ConfigError)
    assert leaks([API_KEY], traces_of(error)) == []


def test_what_a_row_holds_is_shown_without_secrets() -> None:
    with WireServer(answering(echoed_row)) as server:
        with secret_client(server.url, retry=None) as tv:
            error = failure_of(lambda: tv.media.list().collect())
        signatures = signatures_in(request.target for request in server.requests)
    assert isinstance(error, DecodeError)
    assert leaks(signatures, [str(error), repr(vars(error))]) == []
