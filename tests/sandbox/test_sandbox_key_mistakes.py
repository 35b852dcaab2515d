"""SourceSync's refusals say what is wrong with the API key, or with the body; no key is told."""

from dataclasses import astuple
from typing import Any

import pytest

from synctv_async.sandbox import Sandbox
from synctv_async.sandbox.mistakes.explain import Explanation

from .caller import Caller


def refusal(call: Caller, method: str, path: str, status: int, **request: Any) -> Explanation:
    """Send a request, expect that it is refused and explained, and return the explanation."""
    response = call.http.request(method, path, **request)
    assert response.status_code == status, response.text
    why = call.box.requests[-1].refusal
    assert why is not None
    assert (why.received, why.expected, why.difference) == (None, None, None)
    message = response.json()["error"]["message"]
    assert message.endswith(f". {why.mistake} {why.advice}")
    for key in (call.box.api_key, call.box.read_only_key):
        assert not any(key.removeprefix("app.v1.")[:8] in text for text in (message, *map(str, astuple(why))))
    return why


KEYS: list[tuple[str, dict[str, str]]] = [
    ("missing_key", {}),
    ("missing_key", {"X-API-Key": ""}),
    ("key_in_authorization", {"Authorization": "Bearer {key}"}),
    ("key_in_authorization", {"Authorization": "{key}"}),
    ("key_in_other_header", {"Api-Key": "{key}"}),
    ("key_quoted", {"X-API-Key": '"{key}"'}),
    ("key_quoted", {"X-API-Key": "' {key} '"}),
    ("key_with_scheme", {"X-API-Key": "Bearer {key}"}),
    ("key_with_scheme", {"X-API-Key": "{key} {key}"}),
    ("key_without_prefix", {"X-API-Key": "{bare}"}),
    ("key_in_other_case", {"X-API-Key": "{upper}"}),
    ("not_an_api_key", {"X-API-Key": "{secret}"}),
    ("key_cut_short", {"X-API-Key": "{short}"}),
    ("key_cut_short", {"X-API-Key": "{key}x"}),
    ("unknown_key", {"X-API-Key": "app.v1.nobody"}),
    ("unknown_key", {"X-API-Key": "app.v1."}),
]


@pytest.mark.parametrize(("reason", "headers"), KEYS)
def test_a_key_that_is_refused(box: Sandbox, call: Caller, reason: str, headers: dict[str, str]) -> None:
    key = box.api_key
    texts = {
        "key": key,
        "bare": key.removeprefix("app.v1."),
        "upper": key.upper(),
        "short": key[:-3],
        "secret": box.access_secret,
    }
    sent = {name: value.format(**texts) for name, value in headers.items()}
    assert refusal(call, "GET", "/key", 401, headers=sent).reason == reason


def test_a_key_among_the_parameters(box: Sandbox, call: Caller) -> None:
    for params in ({"api_key": "x"}, {"whatever": box.api_key}):
        assert refusal(call, "GET", "/productions", 401, params=params).reason == "key_in_query"


def test_a_path_that_was_meant_for_synctv(call: Caller) -> None:
    why = refusal(call, "GET", "/media.json", 401, params=dict(call.signed()))
    assert why.reason == "not_a_path_of_synctv"
    assert "/api/v2/" in why.advice


def test_a_key_that_may_not_write(box: Sandbox, call: Caller) -> None:
    key = {"X-API-Key": box.read_only_key}
    assert refusal(call, "POST", "/productions", 403, json=[{"name": "A"}], headers=key).reason == "read_only_key"


BODIES: list[tuple[str, str, dict[str, Any]]] = [
    ("object_instead_of_array", "POST", {"json": {"name": "A"}}),
    ("body_of_other_kind", "POST", {"json": [{"name": "A"}, "B"]}),
    ("body_of_other_kind", "POST", {"json": "A"}),
    ("body_missing", "POST", {}),
    ("body_is_a_form", "POST", {"data": {"name": "A"}}),
    ("body_not_json", "POST", {"content": b"{'name': 'A'}"}),
    ("body_not_json", "POST", {"content": b"\xff"}),
    ("array_instead_of_object", "PATCH", {"json": [{"name": "A"}]}),
    ("body_missing", "PATCH", {}),
]


@pytest.mark.parametrize(("reason", "method", "body"), BODIES)
def test_a_body_that_is_refused(box: Sandbox, call: Caller, reason: str, method: str, body: dict[str, Any]) -> None:
    path = "/productions" if method == "POST" else "/productions/123"
    why = refusal(call, method, path, 400, headers={"X-API-Key": box.api_key}, **body)
    assert why.reason == reason
    assert ("array" if method == "POST" else "object") in why.advice


def test_what_is_answered_has_no_explanation(call: Caller) -> None:
    assert call.source("GET", "/key").status_code == 200
    assert call.box.requests[-1].refusal is None
