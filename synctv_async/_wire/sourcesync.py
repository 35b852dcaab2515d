"""What is particular to the calls and answers of SourceSync: arrays, ids, and JSON bodies."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from synctv_async._wire import json
from synctv_async._wire.convert import as_list, as_object, shorten
from synctv_async._wire.envelope import Envelope
from synctv_async.errors import ArgumentError, DecodeError

__all__ = [
    "check_many",
    "check_text_id",
    "encode",
    "encode_row",
    "fields_of",
    "in_order_sent",
    "list_in",
    "one_in",
    "rows_in",
]

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]*")


def check_text_id(call: str, name: str, value: object) -> str:
    """Return an id as text; the documents show text, the service's own clients use numbers."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _ID.fullmatch(text):
        message = f"{call}(): {name} is an id as text or number, got {shorten(value)}"
        raise ArgumentError(message)
    return text


def encode(call: str, value: object) -> bytes:
    """Render a value as JSON, or say why it cannot be."""
    try:
        return json.dumps(value)
    except (TypeError, ValueError) as error:
        message = f"{call}(): {shorten(value)} is not JSON: {error}"
        raise ArgumentError(message) from None


def check_many(call: str, given: object, what: str) -> None:
    """Refuse a text or a mapping where many rows belong: Python would go through its letters or its keys."""
    if isinstance(given, str | bytes | Mapping):
        message = f"{call}() takes {what}, got {shorten(cast('object', given))}"
        raise TypeError(message)


def fields_of(row: object) -> dict[str, Any]:
    """Return the fields of a row given by the user; what is no mapping has none."""
    return dict(cast("Mapping[str, Any]", row)) if isinstance(row, Mapping) else {}


def encode_row(call: str, row: object, required: str) -> bytes:
    """Render a row of a batch, or say what is wrong with it."""
    fields = fields_of(row)
    if fields.get(required):
        return encode(call, fields)
    message = f"{call}(): a row is a mapping with {required!r}, got {shorten(row)}"
    raise ArgumentError(message)


def rows_in(envelope: Envelope) -> list[Any]:
    """Return the rows of a list. An answer without one is damaged: it is never taken for an empty list."""
    rows = as_list(envelope.content)
    if rows is not None:
        return rows
    message = f"expected a list under 'data', found {shorten(envelope.content)}"
    raise DecodeError(message, field="data", damaged=True)


def list_in(envelope: Envelope) -> list[Any] | None:
    """Return the rows that the answer to a batch shows, if it shows any."""
    return as_list(envelope.content)


def one_in(envelope: Envelope) -> Any:
    """Return the one row of an answer: records come in a list of one. ``None`` where there is none."""
    rows = as_list(envelope.content)
    found = envelope.content if rows is None else next(iter(rows), None)
    return found or None


def in_order_sent(sent: Sequence[str] | None, rows: Sequence[Any]) -> Sequence[Any]:
    """Bring the rows of an answer into the order of the ids that were sent, where they show the same ids."""
    if sent is None:
        return rows
    by_id = {str((as_object(row) or {}).get("id")): row for row in rows}
    return [by_id[row_id] for row_id in sent] if by_id.keys() == set(sent) else rows
