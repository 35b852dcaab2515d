"""Why a request to SourceSync was refused: what is wrong with its API key, or with its body. Pure functions."""

import json
from collections.abc import Collection
from typing import Final

from synctv_async.sandbox.mistakes.explain import Explanation
from synctv_async.sandbox.types import Incoming

__all__ = ["READ_ONLY_KEY", "explain_body", "explain_key"]

_PREFIX: Final = "app.v1."
_HEADER: Final = "x-api-key"
_NAMES: Final = frozenset({"api_key", "apikey", "key", "x-api-key", "token", "access_token"})
_SEND: Final = "Send the key as it is, alone, in the header X-API-Key."
READ_ONLY_KEY: Final = Explanation(
    "read_only_key", "This API key may read and not write.", "Use a key that may write, or only read."
)


def explain_key(request: Incoming, keys: Collection[str]) -> Explanation:
    """Explain why none of ``keys`` is in the header where it belongs."""
    given = request.headers.get(_HEADER, "")
    if given.strip():
        return _wrong_key(given, keys)
    names = {name.lower() for name, _ in request.pairs}
    if names >= {"access_id", "signature"}:
        return Explanation(
            "not_a_path_of_synctv",
            "The request is signed for SyncTV, whose paths begin with /api/v2/, and this one does not.",
            "Put /api/v2/ before the path.",
        )
    authorization = request.headers.get("authorization", "")
    if authorization:
        scheme = "Bearer" if authorization.lower().startswith("bearer ") else "another scheme"
        mistake = f"The API key was sent in the header Authorization ({scheme}), which is not looked at."
        return Explanation("key_in_authorization", mistake, _SEND)
    if names & _NAMES or any(value.startswith(_PREFIX) for _, value in request.pairs):
        return Explanation("key_in_query", "The API key was sent as a parameter, which is not looked at.", _SEND)
    for name, value in request.headers.items():
        if value.startswith(_PREFIX):
            return Explanation("key_in_other_header", f"The API key was sent in the header {name}.", _SEND)
    return Explanation("missing_key", "The header X-API-Key is missing.", _SEND)


def _wrong_key(given: str, keys: Collection[str]) -> Explanation:
    bare = given.strip(" \t\r\n\"'")
    last = bare.rpartition(" ")[2]
    again = "Copy the key again, whole."
    other = f"Use a key of SourceSync, which begins with {_PREFIX}, not a secret or a key of SyncTV."
    part = any(bare.startswith(key) or (key.startswith(bare) and bare != _PREFIX) for key in keys)
    checks = (
        (bare in keys, "key_quoted", "There are quotes or blanks around the API key.", _SEND),
        (
            last != bare and last.startswith(_PREFIX),
            "key_with_scheme",
            "Another word stands before the API key.",
            _SEND,
        ),
        (
            bare.lower() in {key.lower() for key in keys},
            "key_in_other_case",
            "The API key is right but for its small letters and capitals.",
            again,
        ),
        (f"{_PREFIX}{bare}" in keys, "key_without_prefix", f"The API key lacks its beginning, {_PREFIX}", again),
        (
            not bare.startswith(_PREFIX),
            "not_an_api_key",
            f"What the header X-API-Key holds does not begin with {_PREFIX}",
            other,
        ),
        (part, "key_cut_short", "The API key is not whole, or something follows it.", again),
        (True, "unknown_key", "No such API key is known.", again),
    )
    reason, mistake, advice = next(told for fits, *told in checks if fits)
    return Explanation(reason, mistake, advice)


def explain_body(request: Incoming, *, array: bool) -> Explanation:
    """Explain why a body is not what it has to be: an array of objects, or one object."""
    wanted = "a JSON array of objects, [{…}], also where there is one" if array else "a JSON object, {…}"
    advice = f"Send {wanted}, and the header Content-Type: application/json."
    try:
        body = json.loads(request.body)
    except ValueError:
        if not request.body:
            return Explanation("body_missing", "The request has no body.", advice)
        form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        reason, mistake = ("body_is_a_form", "is a form") if form else ("body_not_json", "is not JSON")
        return Explanation(reason, f"The request body {mistake}.", advice)
    if isinstance(body, dict) and array:
        return Explanation("object_instead_of_array", "The request body is an object and must be an array.", advice)
    if isinstance(body, list) and not array:
        return Explanation("array_instead_of_object", "The request body is an array and must be an object.", advice)
    wrong = "holds something that is not an object" if isinstance(body, list) else "is neither object nor array"
    return Explanation("body_of_other_kind", f"The request body {wrong}.", advice)
