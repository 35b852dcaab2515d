"""What is recorded can be sent to anybody: planted secrets are not in the file, in no form."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from synctv_async import ApiRequest, ApiResponse, RetryPolicy, SourceSync, SyncTV, SyncTVError
from synctv_async.sandbox import Emulator, Settings
from synctv_async.testing import SANDBOX_URL, SandboxTransport, recording, replaying
from synctv_async.testing.forms import Finder
from synctv_async.testing.record.redact import Redactor
from tests.support.wire_server import Received, WireServer, answer, answering

QUICK = RetryPolicy(base_delay=0.001, max_delay=0.002)
PLANTED = {
    "access_secret": 'canary-access/secret+with "marks" & more~',
    "client_key": "canary-client/key+&=~",
    "password": "canary pass<word>/'&é",
    "api_key": "app.v1.canary-api-key/0123",
    "email": "canary.person@mail.example",
    "device": "canary-device-77",
    "bearer": "canarybearer.token-1234567",
    "other": "canary other secret",
}


def found_in(path: Path, more: dict[str, str] | None = None) -> set[str]:
    finder = Finder(PLANTED | (more or {}))
    return {span.name for span in finder.spans(path.read_bytes())}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(Settings(media=10)) as emulator:
        yield emulator


@pytest.mark.parametrize("wire_format", ["json", "xml"])
def test_a_login_is_recorded_without_its_secrets_and_replays(emulator, tmp_path, wire_format):
    path = tmp_path / "bug.ndjson"
    with SyncTV(
        SANDBOX_URL,
        client_key=emulator.client_key,
        device_uid=PLANTED["device"],
        email=emulator.email,
        password=emulator.password,
        wire_format=wire_format,
        transport=SandboxTransport(emulator),
        middleware=[recording(path).middleware],
    ) as tv:
        before = tv.media.get(1)
    signatures = [value for request in emulator.requests for value in request.values("signature")]
    accesses = [emulator.world.accesses.find(int(n)) for r in emulator.requests for n in r.values("access_id")]
    secrets = {f"s{n}": value for n, value in enumerate(signatures)}
    secrets |= {f"a{n}": access.secret for n, access in enumerate(accesses) if access}
    secrets |= {"client key": emulator.client_key, "word": emulator.password, "mail": emulator.email}
    assert len(secrets) >= 6
    assert found_in(path, secrets) == set()
    assert "access_id" in path.read_text().replace("access-id", "access_id")  # the shape of the login's answer is there
    assert "1235" not in path.read_text()
    login = {"client_key": "any", "device_uid": "any", "email": "any@example.com", "password": "any"}
    with SyncTV(SANDBOX_URL, **login, wire_format=wire_format, middleware=[replaying(path).middleware]) as tv:
        assert tv.media.get(1) == before


def test_a_refused_login_shows_nothing_either(tmp_path):
    """On the raw server: the answer repeats the request."""

    def reply(request: Received) -> bytes:
        body = {"response": {"code": -1, "messages": [f"bad {request.body.decode()} {PLANTED['other']}"]}}
        return answer(json.dumps(body).encode(), "400 Bad Request")

    path = tmp_path / "bug.ndjson"
    login = {"client_key": PLANTED["client_key"], "device_uid": PLANTED["device"]}
    with (
        WireServer(answering(reply)) as server,
        SyncTV(server.url, **login, retry=None, middleware=[recording(path).middleware]) as tv,
        pytest.raises(SyncTVError),
    ):
        tv.media.get(1)
    assert found_in(path) == set()


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"response": {"access_secret": PLANTED["other"], "list": [PLANTED["other"]], "code": 1, "a": None}}),
        f"<response><a b='{PLANTED['other']}'>{PLANTED['other']}</a>{PLANTED['other']}<code>1</code></response>",
        f"<response><![CDATA[{PLANTED['other']}]]><!-- {PLANTED['other']} --></response>{PLANTED['other']}",
        f"<html>{PLANTED['other']}</html>",
        PLANTED["other"],
        f'"{PLANTED["other"]}"',
    ],
)
@pytest.mark.parametrize("status", [200, 500])
def test_of_a_logins_answer_the_shape_alone_is_kept(emulator, tmp_path, body, status):
    path = tmp_path / "bug.ndjson"
    emulator.fault(status=status, body=body.encode())
    login = {"client_key": "some-client-key", "device_uid": "some-device", "transport": SandboxTransport(emulator)}
    with (
        SyncTV(SANDBOX_URL, **login, retry=None, middleware=[recording(path).middleware]) as tv,
        pytest.raises(SyncTVError),
    ):
        tv.media.get(1)
    assert len(path.read_text().splitlines()) == 2
    assert found_in(path) == set()
    for word in ("access_secret", "list", "<code>1</code>", '"code": 1'):
        assert (word in body) == (word in path.read_text()), word


@pytest.mark.parametrize("status", ["200 OK", "500 Oops"])
def test_what_a_server_sends_back_of_a_request_is_struck_out(tmp_path, monkeypatch, status):
    """On the raw server: the answer repeats the request to the byte."""
    signed: list[str] = []

    def reply(request: Received) -> bytes:
        text = f"{request.target}\n{request.head}\n{request.body.decode()} {PLANTED['other']} for {PLANTED['email']}"
        signed.append(text.partition("signature=")[2][:32])
        body = {"response": {"media": {"id": 1, "name": text}}, "messages": [text]}
        return answer(json.dumps(body).encode(), status, (f"X-Request-Id: {request.target}", "Set-Cookie: a=canary-x"))

    monkeypatch.setenv("SOURCESYNC_API_KEY", PLANTED["api_key"])
    path = tmp_path / "bug.ndjson"
    bug = recording(path, secrets=[PLANTED["other"]], note=f"asked by {PLANTED['email']}")
    with WireServer(answering(reply)) as server:
        with SyncTV(
            server.url, access_id=7, access_secret=PLANTED["access_secret"], retry=None, middleware=[bug.middleware]
        ) as tv:
            for call in (lambda: tv.media.get(1), lambda: tv.bundles.update(1, name="x" * 5000)):
                with contextlib.suppress(SyncTVError):
                    call()
        with (
            SourceSync(base_url=server.url, retry=None, middleware=[bug.middleware]) as ss,
            pytest.raises(SyncTVError),
        ):
            ss.productions.update("1", name="x")
    assert len(signed) >= 3
    assert found_in(path, {f"s{n}": value for n, value in enumerate(signed) if value.strip()}) == set()
    text = path.read_text()
    assert "canary-x" not in text
    assert "set-cookie" not in text
    assert "access_id=7" not in text or "signature=***" in text


def test_what_is_secret_by_its_name_is_struck_out_wherever_it_stands(emulator, tmp_path):
    def with_headers(request: ApiRequest, call_next) -> ApiResponse:
        return call_next(attrs.evolve(request, headers={"Authorization": f"Bearer {PLANTED['bearer']}"}))

    path = tmp_path / "bug.ndjson"
    bug = recording(path)
    common = {"transport": SandboxTransport(emulator), "retry": None}
    with SourceSync(emulator.api_key, base_url=SANDBOX_URL, middleware=[with_headers, bug.middleware], **common) as ss:
        settings = {
            "db_password": PLANTED["password"],
            "auth": {"clientKey": PLANTED["client_key"], "apiToken": PLANTED["other"]},
            "url": f"https://cdn.example/a?Signature={PLANTED['bearer']}&x=1",
            "inner": json.dumps({"secret": PLANTED["other"]}),
            "owner": PLANTED["email"],
        }
        ss.productions.create(name="kept", settings=settings)
        ss.productions.list().collect()
    with SyncTV(
        SANDBOX_URL,
        access_id=emulator.access_id,
        access_secret=emulator.access_secret,
        middleware=[bug.middleware],
        **common,
    ) as tv:
        accounts = tv.resource("accounts", item="account")
        with pytest.raises(SyncTVError):
            accounts.create(
                email=PLANTED["email"], password=PLANTED["password"], auth_token=PLANTED["other"], nick="kept"
            )
    assert found_in(path) == set()
    assert path.read_text().count("kept") >= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"name": "x", "api_key": "abc"}', '{"name": "x", "api_key": "***"}'),
        ('{"api_key": "a\\"b", "n": 1}', '{"api_key": "***", "n": 1}'),
        (
            "<a><secret_key type='s'>abc</secret_key><b>c</b></a>",
            "<a><secret_key type='s'>***</secret_key><b>c</b></a>",
        ),
        ("/a?b=c&signature=abc&d=e", "/a?b=c&signature=***&d=e"),
        ("X-Amz-Signature%3Dabc next", "X-Amz-Signature%3D*** next"),
        ("mail a.b+c@d.example, done", "mail masked@example.invalid, done"),
        ("email=a%40d.example&x", "email=masked@example.invalid&x"),
        ("Basic dXNlcjpwYXNz!", "Basic ***!"),
        ("the key app.v1.abc.def of", "the key *** of"),
        ("a design that signs, 12 tokens, at 10@11", "a design that signs, 12 tokens, at 10@11"),
    ],
)
def test_text_is_struck_out_by_these_rules(text, expected):
    assert Redactor().text(text) == expected


def test_a_long_text_is_struck_out_in_no_time():
    text = "a" * 200_000 + '"' * 1000 + "@" + "b." * 50_000
    assert len(Redactor(["x" * 40]).text(text)) > 100_000
