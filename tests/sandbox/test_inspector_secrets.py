"""No secret is in any byte of any page, but the one page that is asked for the sandbox's own."""

import json
import random
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, urlencode

import pytest

from synctv_async.sandbox import Sandbox
from synctv_async.sandbox.inspector.masking import MASK, Masker, is_secret
from synctv_async.signing import sign

from .caller import API, Caller
from .inspecting import HTML, Inspector

PLANTED = {
    "password": "p&ss wörd<\"'/+%",
    "client_key": "ck-5e1f0c2b",
    "bearer": "bearer-77aa01",
    "cookie": "cookie-90bb12",
    "key": "app.v1.not-a-known-key-31",
    "nested": "nested-secret-55",
    "json": 'json-token-\\"66',
    "number": "918273645",
    "echoed": "echoed-api-key-12",
    "referer": "referer-signature-8",
    "cut": "cut-off-password-9",
}


@pytest.fixture
def see(box: Sandbox) -> Iterator[Inspector]:
    inspector = Inspector(box)
    with inspector.http:
        yield inspector


def plant(box: Sandbox, call: Caller) -> set[str]:
    """Send every kind of secret in every place where one may be, and return them all."""
    own = {box.access_secret, box.client_key, box.password, box.api_key, box.read_only_key}
    call.get("media.json", ("named_like", "a"))
    device = {"client_key": box.client_key, "device_uid": "tv-9"}
    for extension in ("json", "xml"):
        call.http.post(f"{API}authorization/user/client_authorize.{extension}", data=device)
    call.http.get(f"{API}authorization/user/client_authorize.json", params=device)
    user = (("email", box.email), ("password", PLANTED["password"]))
    call.call("POST", "authorization/user/user_authorize.json", *user)
    call.http.post(f"{API}authorization/user/client_authorize.json", data={"client_key": PLANTED["client_key"]})
    wrong = [("password", PLANTED["password"]), ("access_id", str(box.access_id))]
    call.http.get(f"{API}media.json?{urlencode([*wrong, ('signature', 'ab' * 16)])}")  # the advice holds the string
    swapped = sign([*wrong], box.access_secret).upper()
    call.http.get(f"{API}media.json?{urlencode([*wrong, ('signature', swapped)])}")
    call.http.get(f"/{quote(box.access_secret)}?next={quote_plus(box.api_key)}&key={PLANTED['key']}")
    headers = {
        "X-API-Key": box.api_key,
        "Authorization": f"Bearer {PLANTED['bearer']}",
        "Cookie": f"session={PLANTED['cookie']}; other=1",
        "Referer": f"http://x/?signature={PLANTED['referer']}&a=1",
    }
    body = {
        "name": "a",
        "settings": {"api_key": {"deep": [PLANTED["nested"]]}, "token": PLANTED["json"], "secret": 918273645},
    }
    call.http.post("/productions", json=[body], headers=headers)
    call.http.post("/productions", content=f'[{{"password": "{PLANTED["cut"]}', headers=headers)
    echo = f"<a href='/?api_key={PLANTED['echoed']}'>{PLANTED['bearer']}</a> X-API-Key: {PLANTED['echoed']}"
    box.fault(body=echo.encode(), headers={"Set-Cookie": f"session={PLANTED['cookie']}"}, name=box.api_key)
    call.http.get("/key", headers={**headers, "X-API-Key": PLANTED["echoed"]})
    signed = {value for request in box.requests for value in request.values("signature")}
    given = box.world.accesses.find(box.access_id + 1)
    assert given is not None
    return own | signed | set(PLANTED.values()) | {given.secret}


def forms(secret: str) -> set[str]:
    """Return a secret as it may stand in a page."""
    as_json = json.dumps(secret)[1:-1]
    plain = {secret, quote(secret), quote_plus(secret), as_json, json.dumps(secret, ensure_ascii=False)[1:-1]}
    return plain | {
        one.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("'", "&#x27;") for one in plain
    }


def test_no_page_holds_a_secret(box: Sandbox, call: Caller, see: Inspector) -> None:
    secrets = {form for secret in plant(box, call) for form in forms(secret)}
    pages = ["", "news", "chaos", "behaviour", "data", "connect", "requests/99"]
    for request in box.requests:
        own = f"requests/{request.number}"
        pages += [own, f"{own}?whole=1", f"{own}/body", f"{own}/answer"]
    for path in pages:
        answer = see.get(path)
        shown = f"{answer.text} {answer.headers}"
        assert not [secret for secret in secrets if secret in shown], path
        assert MASK in shown or not path.endswith("/body") or not box.requests[int(path.split("/")[1]) - 1].body
    for secret in secrets:  # nor can one be guessed by searching for it
        assert see.paths(q=secret) == [], secret


def test_the_sandboxs_own_secrets_are_shown_to_whoever_asks(box: Sandbox, see: Inspector) -> None:
    shown = see.get("credentials").text
    told = see.http.get("credentials", headers={"Accept": "application/json"})
    assert told.json() == {
        "SYNCTV_ACCESS_SECRET": box.access_secret,
        "SYNCTV_CLIENT_KEY": box.client_key,
        "SYNCTV_PASSWORD": box.password,
        "SOURCESYNC_API_KEY": box.api_key,
    }
    assert all(secret in shown for secret in told.json().values())
    for path in ("", "connect", "data"):
        assert not [secret for secret in told.json().values() if secret in see.get(path).text]
    stranger = see.http.get("credentials", headers={**HTML, "Host": "rebound.example"})
    assert (stranger.status_code, box.api_key in stranger.text) == (403, False)


@pytest.mark.parametrize(
    "name", ["signature", "user[password]", "X-API-Key", "access_secret", "Set-Cookie", "refresh_token"]
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name", ["access_id", "key", "named_like", "sort_order[]", "content-type", "device_uid", "code"]
)
def test_names_of_what_is_none(name: str) -> None:
    assert not is_secret(name)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('{"password": "a\\"b", "x": 1}', '{"password": "***", "x": 1}'),
        ('{"api_key":12,"x":1}', '{"api_key":"***","x":1}'),
        ('{"access_secret": "abc', '{"access_secret": "***"'),
        ("<access_secret>abc</access_secret><b>c</b>", "<access_secret>***</access_secret><b>c</b>"),
        ("a=1&signature=abc&b=2", "a=1&signature=***&b=2"),
        ("GET /x?user%5Bpassword%5D=abc HTTP/1.1", "GET /x?user%5Bpassword%5D=*** HTTP/1.1"),
        ("X-API-Key: abc def\nHost: h", "X-API-Key: ***\nHost: h"),
        ("the key app.v1.0123abc is known", "the key *** is known"),
        ("sent were Cookie: a=b; c=d", "sent were Cookie: ***"),
        ('"{\\"token\\":\\"abc\\"}"', '"{\\"token\\":"***"'),
        ("The signature does not match.", "The signature does not match."),
        (
            "Nothing explains the signature: the secret is wrong.",
            "Nothing explains the signature: the secret is wrong.",
        ),
        ("Signed: a=1&b=2<access_secret>", "Signed: a=1&b=2<access_secret>"),
    ],
)
def test_secrets_are_found_by_their_names(text: str, masked: str) -> None:
    assert Masker().text(text) == masked


def test_masking_takes_no_longer_than_the_text() -> None:
    noise = random.Random(7)
    for piece in ('"password', "secret", "=&?", '":"', "<token>", "a" * 50, "\\"):
        text = piece * 20_000 + "".join(noise.choices('"\\:=&<>secrt ', k=20_000))
        Masker(["not in it"]).text(text)  # would take minutes if it went over the text for each of its characters
