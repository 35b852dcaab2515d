# Generated from tests/_async/test_login.py: edit that and run tools/sync_codegen.py.
"""Who is calling: an access that is given, or one that a login obtains once for all."""

import pickle
from typing import Any
from urllib.parse import parse_qsl

import pytest

from synctv_async import (
    AccessCredentials,
    AuthenticationError,
    ConfigError,
    DecodeError,
    NotFoundError,
    Secret,
    ServerError,
    SourceSync,
    SyncTV,
    SyncTVError,
)
from synctv_async.sandbox import Sandbox

from .clients import QUICK, sourcesync, stranger, synctv

CLIENT, USER = "/api/v2/authorization/user/client_authorize.json", "/api/v2/authorization/user/user_authorize.json"


def device(box: Sandbox, **options: Any) -> SyncTV:
    return SyncTV(box.url, client_key=box.client_key, device_uid="device", **{"retry": QUICK, **options})


def paths(box: Sandbox) -> list[str]:
    return [request.path for request in box.requests]


def test_the_first_call_logs_in_and_the_others_do_not(box: Sandbox) -> None:
    with device(box) as tv:
        assert box.requests == ()
        tv.media.get(1)
        tv.media.get(2)
        tv.with_options(timeout=5).media.get(3)
    assert paths(box) == [CLIENT, *(f"/api/v2/media/{number}.json" for number in (1, 2, 3))]


def test_a_user_is_bound_to_the_access(box: Sandbox) -> None:
    with device(box, email=box.email, password=box.password) as tv:
        tv.media.get(1)
    assert paths(box) == [CLIENT, USER, "/api/v2/media/1.json"]
    assert box.logged_in(int(box.requests[-1].values("access_id")[0])) == box.email


def test_what_logs_in_goes_in_form_bodies_only(box: Sandbox) -> None:
    box.fault(path=CLIENT, status=200, body=b'{"response":{"access_id":5,"access_secret":"x","code":1}}')
    box.fault(status=200, body=b'{"response":{"media":{"id":1},"code":1}}', times=2)
    with SyncTV(box.url, client_key="k+&=", device_uid="d d", email="a@example.com", password="p%20+~ä") as tv:
        tv.media.get(1)
    client, user, _ = box.requests
    assert client.path == CLIENT
    assert client.body == b"client_key=k%2B%26%3D&device_uid=d+d"
    assert user.path == USER
    assert user.body.startswith(b"email=a%40example.com&password=p%2520%2B%7E%C3%A4&access_id=5&signature=")
    for request in (client, user):
        assert list(request.params) == parse_qsl(request.body.decode())  # so there is nothing in the query
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"


def test_an_expired_access_is_renewed_once_and_the_call_repeated(box: Sandbox) -> None:
    with device(box) as tv:
        tv.media.get(1)
        old = int(box.requests[-1].values("access_id")[0])
        box.expire_access(old)
        made = tv.bundles.create(name="A", bundle_type_id=1)
    assert made.name == "A"
    assert [(request.method, request.status) for request in box.requests[2:]] == [
        ("POST", 401),
        ("POST", 200),
        ("POST", 200),
    ]
    assert int(box.requests[-1].values("access_id")[0]) != old


def test_a_list_goes_on_when_the_access_expires_between_pages(box: Sandbox) -> None:
    with device(box) as tv:
        seen: list[int] = []
        for row in tv.media.list():
            seen.append(row.id)
            if row.id == 30:
                box.expire_access(int(box.requests[-1].values("access_id")[0]))
    assert len(seen) == len(set(seen)) == 120
    assert paths(box).count(CLIENT) == 2


def test_a_renewed_access_that_is_refused_too_is_an_error(box: Sandbox) -> None:
    box.fault(path="/api/v2/media/*", status=401, code=-8, times=None)
    with device(box) as tv:
        with pytest.raises(AuthenticationError) as caught:
            tv.media.get(1)
    assert paths(box) == [CLIENT, "/api/v2/media/1.json", CLIENT, "/api/v2/media/1.json"]
    assert (caught.value.status, caught.value.code) == (401, -8)


def test_a_failed_renewal_is_the_error_of_the_call(box: Sandbox) -> None:
    with device(box) as tv:
        tv.media.get(1)
        box.expire_access(int(box.requests[-1].values("access_id")[0]))
        box.fault(path=CLIENT, status=503, times=4)
        with pytest.raises(ServerError) as caught:
            tv.bundles.create(name="A", bundle_type_id=1)
        assert caught.value.outcome == "refused"
        assert len(box.bundles) == 60
        assert tv.media.get(1).media.id == 1


def test_a_write_whose_login_fails_was_not_sent(box: Sandbox) -> None:
    with SyncTV(box.url, client_key="wrong", device_uid="d", retry=QUICK) as tv:
        with pytest.raises(NotFoundError) as caught:
            tv.bundles.create(name="A", bundle_type_id=1)
        assert caught.value.outcome == "not_sent"
        with pytest.raises(NotFoundError) as read:
            tv.media.get(1)
        assert read.value.outcome is None
    assert set(paths(box)) == {CLIENT}


def test_a_wrong_password_is_an_error_each_time(box: Sandbox) -> None:
    with device(box, email=box.email, password="wrong") as tv:
        for _ in range(2):
            with pytest.raises(SyncTVError):
                tv.media.get(1)
    assert paths(box) == [CLIENT, USER] * 2


def test_a_login_is_tried_again_like_a_read(box: Sandbox) -> None:
    box.fault(path=CLIENT, status=503)
    box.fault(path=CLIENT, reset=True)
    box.fault(path=CLIENT, corrupt=True)
    with device(box) as tv:
        assert tv.media.get(1).media.id == 1
    assert paths(box).count(CLIENT) == 4


@pytest.mark.parametrize("body", [b'{"response":{"code":1}}', b'{"response":{"access_id":0,"access_secret":"x"}}'])
def test_a_login_without_an_access_is_an_error(box: Sandbox, body: bytes) -> None:
    box.fault(path=CLIENT, body=body, times=None)
    with device(box) as tv:
        with pytest.raises(DecodeError, match=r"not understood|without an access_id"):
            tv.media.get(1)


def test_authorize_only_logs_in(box: Sandbox) -> None:
    access = SyncTV.authorize(
        box.url, client_key=box.client_key, device_uid="other", email=box.email, password=box.password
    )
    assert isinstance(access, AccessCredentials)
    assert paths(box) == [CLIENT, USER]
    assert repr(access) == f"AccessCredentials(access_id={access.access_id}, access_secret=***)"
    with pytest.raises(TypeError):
        pickle.dumps(access)
    with SyncTV(box.url, access_id=access.access_id, access_secret=access.access_secret.reveal()) as tv:
        assert tv.media.get(1).media.id == 1
    with SyncTV(box.url, access_id=access.access_id, access_secret=access.access_secret) as tv:
        assert tv.media.get(1).media.id == 1


def test_authorize_in_xml_and_with_options(box: Sandbox) -> None:
    access = SyncTV.authorize(box.url, client_key=box.client_key, device_uid="x", retry=None, timeout=5)
    with device(box, wire_format="xml") as tv:
        assert tv.media.get(1).media.id == 1
    assert access.access_id > 0
    assert paths(box)[1].endswith("client_authorize.xml")


def test_a_given_access_is_not_renewed(box: Sandbox) -> None:
    with synctv(box) as tv:
        box.expire_access(box.access_id)
        with pytest.raises(AuthenticationError, match=r"new access\. Check access_id and access_secret") as caught:
            tv.bundles.create(name="A", bundle_type_id=1)
    assert caught.value.outcome == "refused"
    assert len(box.requests) == 1
    with stranger(box.url) as wrong:
        with pytest.raises(AuthenticationError):
            wrong.media.get(1)


def test_a_wrong_api_key_says_what_to_check(box: Sandbox) -> None:
    with SourceSync("app.v1.wrong", base_url=box.url, retry=QUICK) as ss:
        with pytest.raises(AuthenticationError, match="Check the API key") as caught:
            ss.key()
    assert caught.value.attempts == 1
    with SourceSync(box.read_only_key, base_url=box.url) as ss:
        with pytest.raises(SyncTVError, match="Insufficient permissions") as denied:
            ss.productions.create(name="A")
    assert denied.value.outcome == "refused"


def test_everything_may_come_from_the_environment(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCTV_BASE_URL", box.url)
    monkeypatch.setenv("SYNCTV_ACCESS_ID", str(box.access_id))
    monkeypatch.setenv("SYNCTV_ACCESS_SECRET", box.access_secret)
    monkeypatch.setenv("SOURCESYNC_BASE_URL", box.url)
    monkeypatch.setenv("SOURCESYNC_API_KEY", box.api_key)
    with SyncTV.from_env(timeout=5) as tv, SyncTV() as other:
        assert tv.media.count() == other.media.count() == 120
    with SourceSync.from_env(retry=None) as ss, SourceSync() as same:
        assert ss.key() == same.key()


def test_a_login_may_come_from_the_environment(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "BASE_URL": box.url,
        "CLIENT_KEY": box.client_key,
        "DEVICE_UID": "env",
        "EMAIL": box.email,
        "PASSWORD": box.password,
    }.items():
        monkeypatch.setenv(f"SYNCTV_{name}", value)
    with SyncTV.from_env() as tv:
        tv.media.get(1)
    access = SyncTV.authorize()
    assert paths(box) == [CLIENT, USER, "/api/v2/media/1.json", CLIENT, USER]
    assert access.access_id == int(box.requests[2].values("access_id")[0])


def test_arguments_go_before_the_environment(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCTV_BASE_URL", "https://elsewhere.example")
    monkeypatch.setenv("SYNCTV_ACCESS_ID", "9")
    monkeypatch.setenv("SYNCTV_ACCESS_SECRET", "wrong")
    monkeypatch.setenv("SOURCESYNC_API_KEY", "wrong")
    with synctv(box) as tv, sourcesync(box) as ss:
        assert tv.media.get(1).media.id == 1
        assert ss.key().name == "Sandbox Access Key"
    with device(box) as login:
        login.media.get(1)
    assert CLIENT in paths(box)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, r"access_id= and access_secret=.*SYNCTV_ACCESS_ID.*client_key= and device_uid=.*SYNCTV_CLIENT_KEY"),
        ({"access_id": 1}, "access_secret is missing.*SYNCTV_ACCESS_SECRET"),
        ({"access_secret": "x"}, "access_id is missing.*SYNCTV_ACCESS_ID"),
        ({"client_key": "x"}, "device_uid is missing.*SYNCTV_DEVICE_UID"),
        ({"device_uid": "x"}, "client_key is missing.*SYNCTV_CLIENT_KEY"),
        ({"client_key": "x", "device_uid": "d", "email": "e"}, "password is missing.*SYNCTV_PASSWORD"),
        ({"client_key": "x", "device_uid": "d", "password": "e"}, "email is missing.*SYNCTV_EMAIL"),
        ({"access_id": 1, "access_secret": "x", "client_key": "x"}, "not some of each"),
    ],
)
def test_what_is_missing_is_named(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        SyncTV("https://a.example", **given)


def test_a_missing_base_url_or_key_is_named() -> None:
    with pytest.raises(ConfigError, match=r"base_url=.*SYNCTV_BASE_URL"):
        SyncTV(access_id=1, access_secret=Secret("x"))
    with pytest.raises(ConfigError, match=r"api_key=.*SOURCESYNC_API_KEY"):
        SourceSync()
