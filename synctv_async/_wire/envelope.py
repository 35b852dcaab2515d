"""What surrounds the payload of an answer: SyncTV's ``response`` and SourceSync's ``status`` and ``data``."""

from collections.abc import Mapping
from typing import Any, cast

import attrs

from synctv_async._wire import json, xml
from synctv_async._wire.convert import shorten, to_int, to_text
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
    if not body.strip():
        return Envelope({})
    is_xml = body.lstrip()[:1] == b"<"
    document = xml.parse(body) if is_xml else json.loads(body)
    content = document
    if isinstance(document, dict) and "response" in document:
        content = cast("dict[str, Any]", document)["response"]
        if content is None or (is_xml and isinstance(content, str) and not content.strip()):
            content = {}
    elif is_xml:
        message = f"expected <response>, found <{next(iter(document))}>"
        raise DecodeError(message, field="response", damaged=True)
    if not isinstance(content, dict):
        message = f"expected an object as the answer, found {shorten(content)}"
        raise DecodeError(message, field="response", damaged=True)
    fields = (
        {k: v for k, v in cast("dict[str, Any]", content).items() if k[:1] not in ("@", "#")} if is_xml else content
    )
    code = _code(fields.get("code"))
    messages = _messages(fields.get("messages"), is_xml=is_xml) + _messages(fields.get("message"), is_xml=is_xml)
    rest = {key: value for key, value in fields.items() if key not in _STATUS_KEYS}
    return Envelope(rest, code, messages, is_xml, refused=code is not None and code != SUCCESS)


def open_sourcesync(body: bytes) -> Envelope:
    """Open an answer of SourceSync: ``data`` where there is one, else the bare body (``GET /key`` has no envelope)."""
    if not body.strip():
        return Envelope(None)
    document = json.loads(body)
    if not isinstance(document, dict):
        return Envelope(document)
    fields = cast("dict[str, Any]", document)
    if "id" in fields:  # a bare record, which may have a status and data of its own
        return Envelope(fields)
    if fields.get("status") == "error":
        error = fields.get("error")
        said = cast("dict[str, Any]", error).get("message") if isinstance(error, dict) else error
        return Envelope(None, messages=_messages(said, is_xml=False), refused=True)
    return Envelope(fields["data"] if "data" in fields else fields)


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
    rows = envelope.content[key]
    if envelope.is_xml and record is not None:
        if xml.is_nil(rows) or (isinstance(rows, str) and rows.strip()):
            rows = None if xml.is_nil(rows) else rows
        else:
            rows = [xml.row_of(child, record) for _, child in xml.children(rows)]
    if not isinstance(rows, list):
        message = f"expected a list under {key!r}, found {shorten(rows)}"
        raise DecodeError(message, field=f"response.{key}", damaged=True)
    return cast("list[Any]", rows)


def row_of(envelope: Envelope, expected: str, record: type | None) -> Any:
    """Return the one row of an answer, or ``None`` where there is none."""
    key = payload_key(envelope.content, expected)
    if key is None:
        return None
    row = envelope.content[key]
    if envelope.is_xml and record is not None:
        return xml.row_of(row, record)
    if isinstance(row, list) and len(cast("list[Any]", row)) == 1:
        return cast("list[Any]", row)[0]
    return row


def detail_of(envelope: Envelope, expected: str, record: type) -> dict[str, Any]:
    """Return an answer whose payload has siblings, as one row with the payload under its expected name."""
    key = payload_key(envelope.content, expected)
    content = {expected if name == key else name: value for name, value in envelope.content.items()}
    return xml.row_of(content, record) if envelope.is_xml else content


def row_and_siblings_of(envelope: Envelope, expected: str, record: type | None) -> Any:
    """Return the one row of an answer with its siblings, where the row has nothing of their name, or nothing in it."""
    row = row_of(envelope, expected, record)
    if not isinstance(row, dict):
        return row
    merged = cast("dict[str, Any]", row)
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


def _messages(value: object, *, is_xml: bool) -> tuple[str, ...]:
    """Read ``message`` or ``messages``: a string, a list, or an object with ``message``."""
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value).get("message", cast("dict[str, Any]", value).get("#text"))
        return _messages(inner, is_xml=is_xml)
    if isinstance(value, list):
        return tuple(said for item in cast("list[object]", value) for said in _messages(item, is_xml=is_xml))
    if value is None:
        return ()
    said = str(value).strip()
    return (said,) if said else ()
