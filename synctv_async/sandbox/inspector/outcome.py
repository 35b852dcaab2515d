"""What was answered, in a word: ``25 medias``, ``count 500``, the message of an error. Pure functions."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.text import decode, parse, phrase, plural, size
from synctv_async.sandbox.types import Answer, Json

__all__ = ["SERVICES", "Kind", "kind_of", "outcome", "service_of"]

_PARSED: Final = 2_000_000
"""Larger bodies are not read for a word about them."""
_BESIDE: Final = frozenset({"code", "message", "messages"})
_XML_ROW: Final = re.compile(r"^    <([\w.-]+)", re.MULTILINE)
_XML_FIRST: Final = re.compile(r"\s*<response>\s*<([\w.-]+)[^>]*>\s*([^<]*)")
_XML_MESSAGE: Final = re.compile(r"<message>([^<]*)</message>")
_XML_CODE: Final = re.compile(r"^  <code>(-?\d+)</code>", re.MULTILINE)
_HEADING: Final = re.compile(r"<(h1|title)[^>]*>([^<]*)<", re.IGNORECASE)

SERVICES: Final = {"synctv": "SyncTV", "sourcesync": "SourceSync"}
Kind = str
"""``"2xx"`` to ``"5xx"``, ``"pending"``, or ``"none"`` where the connection was broken before an answer."""


def service_of(record: RecordedRequest) -> str:
    """Return the key in :data:`SERVICES` of the service that was meant."""
    return "synctv" if record.path.startswith("/api/v2/") else "sourcesync"


def kind_of(record: RecordedRequest) -> Kind:
    """Return what became of a request, by its status."""
    if record.status is None:
        return "pending" if record.seconds is None else "none"
    return f"{record.status // 100}xx"


def outcome(record: RecordedRequest) -> str:
    """Return what was answered, in a word."""
    if record.status is None:
        return "not answered yet" if record.seconds is None else "connection reset"
    answer = record.answer
    if answer is None:
        return phrase(record.status)
    if not answer.body:
        return "no content"
    return _of_body(answer) or phrase(record.status)


def _of_body(answer: Answer) -> str:
    if len(answer.body) > _PARSED:
        return size(len(answer.body))
    if "html" in answer.media_type:
        found = _HEADING.search(decode(answer.body))
        return f"a web page: {unescape(found[2]).strip()}" if found else "a web page"
    if "xml" in answer.media_type:
        return _of_xml(decode(answer.body))
    try:
        value = parse(answer.body)
    except ValueError:
        return "not JSON" if "json" in answer.media_type else size(len(answer.body))
    return _of_json(value)


def _of_json(value: Json) -> str:
    match value:
        case {"response": dict(response)}:
            return _of_response(response)
        case {"status": "error", "error": {"message": str(message)}}:
            return message
        case {"data": list(rows)}:
            return plural(len(rows), "row")
        case {"name": str(name)}:
            return name
        case _:
            return ""


def _of_response(response: Mapping[str, Json]) -> str:
    if response.get("code", 1) != 1:
        told = response.get("messages", response.get("message"))
        messages = told if isinstance(told, list) else [told]
        return f"{response['code']}: {' '.join(str(message) for message in messages)}"
    name, item = next(((name, item) for name, item in response.items() if name not in _BESIDE), ("", None))
    match item:
        case list():
            return f"{len(item):,} {name}"
        case dict():
            return f"{name} {item.get('id', '')}".strip()
        case int():
            return f"{name} {item:,}" if name == "count" else f"{name} {item}"
        case _:
            return f"{name} {item}" if name else "done"


def _of_xml(text: str) -> str:
    code = _XML_CODE.search(text)
    if code and code[1] != "1":
        return f"{code[1]}: {' '.join(unescape(message) for message in _XML_MESSAGE.findall(text))}"
    first = _XML_FIRST.match(text)
    if first is None:
        return ""
    name, content = first.groups()
    if name in _BESIDE:
        return "done"
    if content.strip():
        return f"{name} {unescape(content.strip())}"
    # Rows of a list stand two levels deep and all bear one name; so do the fields of a record, under many.
    names = [*_XML_ROW.findall(text)]
    if not names or (len(set(names)) == 1 and name != names[0] and name.startswith(names[0][:2])):
        return f"{len(names):,} {name}"
    number = re.search(r"^    <id>(\d+)</id>", text, re.MULTILINE)
    return f"{name} {number[1]}" if number else name
