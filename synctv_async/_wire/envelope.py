"""What surrounds the payload of an answer: SyncTV's ``response`` and SourceSync's ``status`` and ``data``."""

from collections.abc import Mapping
from typing import Any

import attrs

from synctv_async._wire import json, xml
from synctv_async._wire.convert import as_list, as_object, shorten, to_int, to_text
from synctv_async.errors import DecodeError

__all__ = [
    "Envelope",
    "count_of",
    "detail_of",
    "open_sourcesync",
    "open_synctv",
    "payload_key",
    "row_and_siblings_of",
    "row_of",
    "rows_of",
    "text_in",
]

SUCCESS = 1
"""SyncTV's code of a call that went well. Source: the Views, OAuth2 and Credit card pages."""

_STARTS = (b"{", b"<")  # nearly all answers begin with one of them: no need to copy one to find out
_STATUS_KEYS = frozenset({"code", "message", "messages"})


@attrs.frozen
class Envelope:
    """An opened answer: what is in it, and the service's own words about how the call went."""

    content: Any
    code: int | None = None
    messages: tuple[str, ...] = ()
    is_xml: bool = False
    refused: bool = False


def open_synctv(body: bytes) -> Envelope:
    """Open an answer of SyncTV V2, JSON or XML, as its first character tells.

    An empty body is an empty answer. A JSON body without ``response`` is taken to be what would stand in it.
    """
    start = body[:1] if body[:1] in _STARTS else body.lstrip()[:1]
    if not start:
        return Envelope({})
    is_xml = start == b"<"
    content = _xml_response(xml.parse(body)) if is_xml else _json_response(json.loads(body))
    code = _code(content.get("code"))
    messages = _messages(content.get("messages")) + _messages(content.get("message"))
    rest = {key: value for key, value in content.items() if key not in _STATUS_KEYS}
    return Envelope(rest, code, messages, is_xml, refused=code is not None and code != SUCCESS)


def _json_response(document: object) -> dict[str, Any]:
    whole = as_object(document)
    content = document if whole is None else whole.get("response", whole)
    if content is None:
        return {}
    found = as_object(content)
    if found is None:
        message = f"expected an object as the answer, found {shorten(content)}"
        raise DecodeError(message, field="response", damaged=True)
    return found


def _xml_response(document: dict[str, Any]) -> dict[str, Any]:
    if "response" not in document:
        message = f"expected <response>, found <{next(iter(document))}>"
        raise DecodeError(message, field="response", damaged=True)
    element = as_object(document["response"]) or {}
    return {name: child for name, child in element.items() if name[0] not in "@#"}


def open_sourcesync(body: bytes) -> Envelope:
    """Open an answer of SourceSync: ``data`` where there is one, else the bare body (``GET /key`` has no envelope)."""
    if not body.strip():
        return Envelope(None)
    document = json.loads(body)
    fields = as_object(document)
    if fields is None:
        return Envelope(document)
    if "id" in fields:  # a bare record, which may have a status and data of its own
        return Envelope(fields)
    if fields.get("status") == "error":
        error = fields.get("error")
        return Envelope(None, messages=_messages((as_object(error) or {"message": error}).get("message")), refused=True)
    return Envelope(fields.get("data", fields))


def payload_key(content: Mapping[str, Any], expected: str) -> str | None:
    """Return the key of the payload: the expected one, else the first that is there.

    Wrappers are irregular: ``container_group`` holds a list, ``accounts`` a single object.
    """
    if expected in content:
        return expected
    return next((key for key in content if key != "count"), None)


def rows_of(envelope: Envelope, expected: str, record: type | None) -> list[Any]:
    """Return the rows of a list. An answer without its list is damaged: it is never taken for an empty page."""
    key = payload_key(envelope.content, expected)
    if key is None:
        message = f"expected a list under {expected!r}, found none"
        raise DecodeError(message, field=f"response.{expected}", damaged=True)
    found = envelope.content[key]
    if envelope.is_xml and record is not None:
        found = xml.rows_of(found, record)
    rows = as_list(found)
    if rows is None:
        message = f"expected a list under {key!r}, found {shorten(found)}"
        raise DecodeError(message, field=f"response.{key}", damaged=True)
    return rows


def row_of(envelope: Envelope, expected: str, record: type | None) -> Any:
    """Return the one row of an answer, or ``None`` where there is none."""
    key = payload_key(envelope.content, expected)
    if key is None:
        return None
    row = envelope.content[key]
    if envelope.is_xml and record is not None:
        return xml.row_of(row, record)
    rows = as_list(row)
    return rows[0] if rows is not None and len(rows) == 1 else row


def detail_of(envelope: Envelope, expected: str, record: type) -> dict[str, Any]:
    """Return an answer whose payload has siblings, as one row with the payload under its expected name."""
    key = payload_key(envelope.content, expected)
    content = {expected if name == key else name: value for name, value in envelope.content.items()}
    return xml.row_of(content, record) if envelope.is_xml else content


def row_and_siblings_of(envelope: Envelope, expected: str, record: type | None) -> Any:
    """Return the one row of an answer with its siblings, where the row has nothing of their name, or nothing in it."""
    row = row_of(envelope, expected, record)
    merged = as_object(row)
    if merged is None:
        return row
    payload = payload_key(envelope.content, expected)
    siblings = {name: value for name, value in envelope.content.items() if name != payload}
    return merged | {name: value for name, value in siblings.items() if not merged.get(name)}


def text_in(envelope: Envelope, name: str) -> str:
    """Return the text of one value that stands in the answer by itself."""
    value = envelope.content[name]
    return xml.text_of(value) if envelope.is_xml else to_text(value)


def count_of(envelope: Envelope) -> int:
    """Return the number of a count."""
    value = envelope.content.get("count", next(iter(envelope.content.values()), None))
    if envelope.is_xml:
        value = xml.text_of(value)
    try:
        return to_int(value)
    except ValueError as error:
        message = f"the count of the answer was not understood: {error}"
        raise DecodeError(message, field="response.count", damaged=True) from None


def _code(value: object) -> int | None:
    try:
        return to_int(xml.text_of(value) if isinstance(value, dict) else value)
    except ValueError:
        return None


def _messages(value: object) -> tuple[str, ...]:
    """Read ``message`` or ``messages``: a string, a list, or an object with ``message``."""
    fields, items = as_object(value), as_list(value)
    if fields is not None:
        return _messages(fields.get("message", fields.get("#text")))
    if items is not None:
        return tuple(said for item in items for said in _messages(item))
    said = "" if value is None else str(value).strip()
    return (said,) if said else ()
