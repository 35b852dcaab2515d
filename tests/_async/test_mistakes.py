"""Mistakes that are easily made, and what is said about each."""

from typing import Any

import pytest

from synctv_async import (
    AsyncSourceSync,
    AsyncSyncTV,
    ConfigError,
    ConnectError,
    RateLimitError,
    RetryPolicy,
    ServerError,
)
from synctv_async.sandbox import Sandbox

from .clients import sourcesync, stranger, synctv

THRICE = RetryPolicy(max_attempts=3, base_delay=0.001)


@pytest.mark.parametrize("ids", ["12", b"12", {"id": 1}])
async def test_one_id_is_not_taken_for_many(box: Sandbox, ids: Any) -> None:
    async with sourcesync(box) as ss:
        with pytest.raises(TypeError, match=r"productions\.delete_many\(\) takes several ids, got"):
            await ss.productions.delete_many(ids)
        with pytest.raises(TypeError, match=r"activations\.delete_many\(\) takes several ids, got"):
            await ss.activations.delete_many("123", ids)
    assert box.requests == ()


async def test_one_row_is_not_taken_for_many(box: Sandbox) -> None:
    row: Any = {"id": "1", "name": "x"}
    async with sourcesync(box) as ss:
        for call in (ss.productions.create_many, ss.productions.update_many):
            with pytest.raises(TypeError, match="takes several rows, each a mapping, got"):
                await call(row)
        for scoped in (ss.distributions.create_many, ss.distributions.update_many):
            with pytest.raises(TypeError, match="takes several rows, each a mapping, got"):
                await scoped("123", row)
    assert box.requests == ()


@pytest.mark.parametrize("name", ["access_id", "access_secret", "client_key", "device_uid", "email", "password"])
def test_an_empty_credential_is_not_replaced_by_that_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SYNCTV_ACCESS_ID", "1")
    monkeypatch.setenv("SYNCTV_ACCESS_SECRET", "another's")
    given: dict[str, Any] = {name: ""}
    with pytest.raises(ConfigError, match=rf"{name}= is empty: leave it out for SYNCTV_{name.upper()} to be used"):
        AsyncSyncTV("https://service_name.synctv.com", **given)


def test_an_empty_key_or_url_is_not_replaced_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCESYNC_API_KEY", "app.v1.anothers")
    with pytest.raises(ConfigError, match="api_key= is empty"):
        AsyncSourceSync("")
    with pytest.raises(ConfigError, match="base_url= is empty: leave it out for SOURCESYNC_BASE_URL"):
        AsyncSourceSync(base_url="")


@pytest.mark.parametrize("middleware", [5, [5], "function"])
def test_middleware_is_a_list_of_functions(middleware: Any) -> None:
    with pytest.raises(ConfigError, match="middleware= takes a list of functions"):
        stranger("https://a.example", middleware=middleware)


async def test_an_error_says_how_often_it_was_tried(box: Sandbox) -> None:
    box.fault(status=503, times=None)
    async with synctv(box, retry=THRICE) as tv:
        with pytest.raises(ServerError, match=r"\(after 3 attempts\)$") as answered:
            await tv.media.get(1)
    async with stranger("http://127.0.0.1:1", retry=THRICE) as tv:
        with pytest.raises(ConnectError, match=r"\(after 3 attempts\)$") as unanswered:
            await tv.media.get(1)
    assert answered.value.attempts == unanswered.value.attempts == 3


async def test_a_refusal_says_how_long_to_wait(box: Sandbox) -> None:
    box.fault(status=429, headers={"Retry-After": "100"})
    async with synctv(box) as tv:
        with pytest.raises(RateLimitError, match="it asks to wait 100 s"):
            await tv.media.get(1)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("limit", "page_size="), ("max_items", r"collect\(max_items="), ("offset", "pages"), ("name", "named_like=")],
)
async def test_what_is_no_filter_is_told_where_it_is(tv: AsyncSyncTV, name: str, hint: str) -> None:
    given: dict[str, Any] = {name: 5}
    with pytest.raises(TypeError, match=rf"media\.list\(\) has no filter '{name}': .*{hint}"):
        tv.media.list(**given)


async def test_a_client_says_where_it_goes_and_nothing_secret() -> None:
    async with stranger("https://a.example/prefix") as tv:
        assert repr(tv) == repr(tv.with_options(timeout=1)) == f"<{AsyncSyncTV.__name__} of https://a.example/prefix>"
