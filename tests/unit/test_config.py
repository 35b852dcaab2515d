"""Who is calling and where to: arguments, the environment, and errors that never show a secret."""

import itertools
import pickle
import traceback

import pytest

from synctv_async import SyncTV
from synctv_async._types import Secret
from synctv_async.config import (
    AccessCredentials,
    LoginCredentials,
    check_positive,
    clean_base_url,
    find_api_key,
    find_base_url,
    find_login_credentials,
    find_synctv_credentials,
    proxy_from_environment,
)
from synctv_async.errors import ConfigError

VALUES = {
    "access_id": "1234",
    "access_secret": "s3cr3t-of-access",
    "client_key": "s3cr3t-client-key",
    "device_uid": "device-1",
    "email": "someone@example.com",
    "password": "s3cr3t-password",
}
SHOWN_NEVER = [VALUES["access_secret"], VALUES["client_key"], VALUES["password"]]


def set_environment(monkeypatch, names, values=VALUES):
    for name in names:
        monkeypatch.setenv(f"SYNCTV_{name.upper()}", values[name])


def message_of(call):
    """Return the message of the error that a call raises, having looked for secrets in all of its traceback."""
    with pytest.raises(ConfigError) as caught:
        call()
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    inside = shown.split("in message_of")[-1]  # what this test itself holds is not meant
    assert not [secret for secret in SHOWN_NEVER if secret in str(caught.value)]
    assert str(caught.value)
    return str(caught.value), inside


def outcome(names):
    """Say what a set of names amounts to: an access, a login, or what is missing."""
    has_access, has_login = {"access_id", "access_secret"} & names, {"client_key", "device_uid"} & names
    if len(has_access) == 2:
        return "access"
    if has_access:
        return ({"access_id", "access_secret"} - names).pop()
    if len(has_login) == 2:
        user = {"email", "password"} & names
        return "login" if len(user) != 1 else ({"email", "password"} - names).pop()
    return ({"client_key", "device_uid"} - names).pop() if has_login else "nobody"


SETS = [set(names) for size in range(7) for names in itertools.combinations(VALUES, size)]


@pytest.mark.parametrize("names", SETS, ids=lambda names: "+".join(sorted(names)) or "nothing")
def test_every_set_of_variables_is_an_access_a_login_or_a_named_gap(monkeypatch, names):
    set_environment(monkeypatch, names)
    expected = outcome(names)
    if expected == "access":
        assert find_synctv_credentials() == AccessCredentials(1234, VALUES["access_secret"])
    elif expected == "login":
        user = [VALUES[name] if name in names else None for name in ("email", "password")]
        login = LoginCredentials(VALUES["client_key"], VALUES["device_uid"], *user)
        assert find_synctv_credentials() == login
    else:
        message, _ = message_of(find_synctv_credentials)
        if expected == "nobody":
            assert all(f"{name}=" in message for name in ("access_id", "access_secret", "client_key", "device_uid"))
            assert "SYNCTV_ACCESS_ID" in message
            assert "SYNCTV_DEVICE_UID" in message
        else:
            assert message == f"{expected} is missing: pass {expected}= or set SYNCTV_{expected.upper()}"


@pytest.mark.parametrize("names", SETS, ids=lambda names: "+".join(sorted(names)) or "nothing")
def test_every_set_of_arguments_is_an_access_a_login_or_a_named_gap(names):
    arguments = {name: VALUES[name] for name in names}
    login_given = names - {"access_id", "access_secret"}
    if names - login_given and login_given:
        message, _ = message_of(lambda: find_synctv_credentials(**arguments))
        assert message == "give access_id and access_secret, or client_key and device_uid, not some of each"
        return
    expected = outcome(names)
    if expected == "access":
        assert find_synctv_credentials(**arguments) == AccessCredentials(1234, VALUES["access_secret"])
    elif expected == "login":
        found = find_synctv_credentials(**arguments)
        assert isinstance(found, LoginCredentials)
        assert (found.email, found.password is not None) == (arguments.get("email"), "password" in names)
    else:
        message, _ = message_of(lambda: find_synctv_credentials(**arguments))
        assert "missing" in message or message.startswith("no credentials")


def test_arguments_go_before_the_environment(monkeypatch):
    set_environment(monkeypatch, VALUES)
    assert find_synctv_credentials(access_id=7) == AccessCredentials(7, VALUES["access_secret"])
    assert find_synctv_credentials(access_secret="other") == AccessCredentials(1234, "other")
    found = find_synctv_credentials(client_key="other-key")
    assert found == LoginCredentials("other-key", VALUES["device_uid"], VALUES["email"], VALUES["password"])
    assert find_synctv_credentials(access_id=0, access_secret="x").access_id == 0


def test_an_access_of_the_environment_goes_before_its_login(monkeypatch):
    set_environment(monkeypatch, VALUES)
    assert isinstance(find_synctv_credentials(), AccessCredentials)


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch):
    set_environment(monkeypatch, VALUES, dict.fromkeys(VALUES, ""))
    message, _ = message_of(find_synctv_credentials)
    assert message.startswith("no credentials")


@pytest.mark.parametrize("misplaced", ["s3cr3t-of-access", "12 34", "1.5", "-1", " ", "१२३", True, False])
def test_an_access_id_that_is_no_number_is_not_shown_for_it_may_be_the_secret(misplaced):
    message, _ = message_of(lambda: find_synctv_credentials(access_id=misplaced, access_secret="x"))
    assert "access_id takes a whole number (SYNCTV_ACCESS_ID)" in message
    assert str(misplaced).strip() == "" or str(misplaced) not in message


@pytest.mark.parametrize("names", [["access_secret", "client_key", "password"], ["client_key", "password"]])
def test_no_frame_of_a_failed_search_holds_a_secret_of_the_environment(monkeypatch, names):
    set_environment(monkeypatch, names)
    _, inside = message_of(find_synctv_credentials)
    assert "environment = " in inside
    assert not [secret for secret in SHOWN_NEVER if secret in inside]


def test_credentials_do_not_show_or_pickle_their_secrets():
    access, login = AccessCredentials(1, "s3cr3t"), LoginCredentials("s3cr3t", "d", "a@b.c", "s3cr3t")
    for value in (access, login):
        assert "s3cr3t" not in repr(value)
        assert "a@b.c" not in repr(value)
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(value)
    assert access.access_secret.reveal() == "s3cr3t"
    assert AccessCredentials(1, Secret("x")) == AccessCredentials(1, "x")
    assert LoginCredentials("k", "d").password is None


def test_a_login_alone_can_be_asked_for(monkeypatch):
    set_environment(monkeypatch, ["access_id", "access_secret", "device_uid"])
    assert find_login_credentials(client_key="k") == LoginCredentials("k", "device-1")
    monkeypatch.delenv("SYNCTV_DEVICE_UID")
    message, _ = message_of(lambda: find_login_credentials(client_key="k"))
    assert message == "device_uid is missing: pass device_uid= or set SYNCTV_DEVICE_UID"


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://service_name.synctv.com", "https://service_name.synctv.com"),
        ("https://service_name.synctv.com/", "https://service_name.synctv.com"),
        ("https://service_name.synctv.com//", "https://service_name.synctv.com"),
        ("https://service_name.synctv.com/api/v2/", "https://service_name.synctv.com"),
        ("https://host/prefix", "https://host/prefix"),
        ("HTTPS://host:8443", "HTTPS://host:8443"),
        ("http://localhost:8642", "http://localhost:8642"),
        ("http://127.0.0.1:8642", "http://127.0.0.1:8642"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:1/", "http://[::1]:1"),
    ],
)
def test_a_base_url_loses_only_what_is_too_much(url, clean):
    assert clean_base_url(url) == clean


@pytest.mark.parametrize(
    "url",
    [
        *("service_name.synctv.com", "ftp://host", "https://", "https:///x", "//host", "https://host:0", "x"),
        *("https://host:99999", "https://host:port", "https://[::1", "https://hö.st", "https://ho st", " https://host"),
        *("https://host\n", "https://ho\tst", "https://host\r\nX: y", "https://host\x00"),
    ],
)
def test_what_is_no_url_is_refused_and_shown(url):
    with pytest.raises(ConfigError, match=r"is not a URL: give one as 'https://service_name.synctv.com'"):
        clean_base_url(url)


@pytest.mark.parametrize(
    "url", ["http://service_name.synctv.com", "http://127.evil.com", "http://localhost.evil.com", "http://10.0.0.1"]
)
def test_http_is_for_this_machine_only(url):
    with pytest.raises(ConfigError, match="is not encrypted: use https"):
        clean_base_url(url)


@pytest.mark.parametrize(
    "url",
    [
        *("https://user:s3cr3t@host", "https://user@host", "https://host?access_secret=s3cr3t", "https://host/?x"),
        *("https://host#s3cr3t", "https://host/?", "https://host/#", "http://user:s3cr3t@127.0.0.1"),
    ],
)
def test_a_url_with_a_user_a_query_or_a_fragment_is_refused_and_not_shown(url):
    with pytest.raises(ConfigError, match="leave user, query and fragment out") as caught:
        clean_base_url(url)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("url", ["user:s3cr3t@host", "ftp://user:s3cr3t@host", "https://user:s3cr3t@host:x"])
def test_a_wrong_url_with_a_user_is_not_shown_either(url):
    with pytest.raises(ConfigError, match="not shown: it holds a user") as caught:
        clean_base_url(url)
    assert "s3cr3t" not in str(caught.value)


def test_a_long_wrong_url_is_shown_shortened():
    with pytest.raises(ConfigError) as caught:
        clean_base_url("x" * 5000)
    assert len(str(caught.value)) < 350


def test_a_base_url_comes_from_the_argument_the_environment_or_the_default(monkeypatch):
    with pytest.raises(ConfigError, match=r"no base URL: pass base_url=.* or set SYNCTV_BASE_URL"):
        find_base_url(None, "SYNCTV_BASE_URL")
    assert find_base_url(None, "SYNCTV_BASE_URL", "https://default/") == "https://default"
    monkeypatch.setenv("SYNCTV_BASE_URL", "https://environment/")
    assert find_base_url(None, "SYNCTV_BASE_URL", "https://default") == "https://environment"
    assert find_base_url("https://argument", "SYNCTV_BASE_URL", "https://default") == "https://argument"


def test_an_api_key_comes_from_the_argument_or_the_environment(monkeypatch):
    with pytest.raises(ConfigError, match=r"no API key: pass api_key= .* or set SOURCESYNC_API_KEY"):
        find_api_key(None)
    monkeypatch.setenv("SOURCESYNC_API_KEY", "app.v1.environment")
    assert find_api_key(None) == Secret("app.v1.environment")
    assert find_api_key("app.v1.argument") == Secret("app.v1.argument")
    assert find_api_key(Secret("app.v1.secret")).reveal() == "app.v1.secret"


@pytest.mark.parametrize(
    "key", ["app.v1.s3cr3t\n", " app.v1.s3cr3t", "app.v1.s3cr3t…", "app.v1.s3 cr3t", "app\x00s3cr3t"]
)
def test_an_api_key_that_cannot_be_sent_is_refused_and_not_shown(monkeypatch, key):
    for call in (lambda: find_api_key(key), lambda: find_api_key(Secret(key))):
        with pytest.raises(ConfigError, match=r"api_key=, SOURCESYNC_API_KEY") as caught:
            call()
        assert "s3" not in str(caught.value)


@pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), True])
def test_an_option_that_is_no_number_above_zero_is_refused_by_name(value):
    with pytest.raises(ConfigError, match=r"total_timeout=.* is not a number above zero"):
        check_positive(timeout=1, total_timeout=value)


def test_numbers_above_zero_are_fine():
    assert check_positive(timeout=0.1, total_timeout=180) is None


@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://host", None),
        ({"HTTPS_PROXY": "http://proxy:3128"}, "https://host", "http://proxy:3128"),
        ({"https_proxy": "proxy:3128"}, "https://host", "http://proxy:3128"),
        ({"HTTP_PROXY": "http://proxy:3128"}, "https://host", None),
        ({"ALL_PROXY": "socks5://proxy"}, "https://host", "socks5://proxy"),
        ({"HTTPS_PROXY": "http://one", "ALL_PROXY": "http://two"}, "https://host", "http://one"),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "host"}, "https://host", None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": ".host"}, "https://api.host:8443", None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "other"}, "https://host", "http://proxy"),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "*"}, "https://host", None),
        ({"ALL_PROXY": "http://proxy"}, "http://127.0.0.1:8642", None),
        ({"ALL_PROXY": "http://proxy"}, "http://localhost:8642", None),
        ({"HTTPS_PROXY": ""}, "https://host", None),
    ],
)
def test_the_proxy_variables_of_the_environment_are_honoured(monkeypatch, variables, url, proxy):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_from_environment(url) == proxy


@pytest.mark.parametrize(("option", "kind"), [("retry", "RetryPolicy"), ("rate_limit", "RateLimit")])
def test_a_number_is_no_policy(option, kind):
    with pytest.raises(ConfigError, match=rf"{option}= takes a {kind} or None, got 3"):
        SyncTV("https://service_name.synctv.com", access_id=1, access_secret="s", **{option: 3})
