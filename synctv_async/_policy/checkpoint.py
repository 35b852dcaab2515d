"""The token that says where a scan stands, so that another process can go on from there."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, cast

from synctv_async._policy.scan import Position
from synctv_async._types import Secret
from synctv_async.errors import CheckpointError

__all__ = ["fingerprint", "read_checkpoint", "write_checkpoint"]

_VERSION = 2


def fingerprint(path: str, pairs: Sequence[tuple[str, str | Secret]]) -> str:
    """Identify a query by its path, filters and sort; the page size and the format do not matter."""
    told_apart = [[key, hash_of(value)] for key, value in pairs if key != "limit"]
    return sha256(json.dumps([path, sorted(told_apart), _sort_of(pairs)]).encode()).hexdigest()[:16]


def hash_of(value: str | Secret) -> str:
    """Hash one value, so that a fingerprint cannot be read back."""
    return sha256((value.reveal() if isinstance(value, Secret) else value).encode()).hexdigest()


def _sort_of(pairs: Sequence[tuple[str, str | Secret]]) -> list[str]:
    return [str(value) for key, value in pairs if key in ("sort_order", "sort_order[]")]


def write_checkpoint(query: str, position: Position) -> str:
    """Write the token of a position in the query of this fingerprint: small JSON."""
    last_id, expected = ("null" if number is None else number for number in (position.last_id, position.expected))
    changed = "true" if position.changed else "false"
    place = f'"offset":{position.offset},"id":{last_id}'
    return f'{{"v":{_VERSION},"q":"{query}",{place},"rows":{position.delivered},"of":{expected},"changed":{changed}}}'


def read_checkpoint(token: str, query: str) -> Position:
    """Read a token, or raise a :class:`CheckpointError` if it is damaged or belongs to another query."""
    try:
        fields: Any = json.loads(token)
    except (TypeError, ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        message = f"start= takes the checkpoint of a page, an export or an error, got {token!r:.80}"
        raise CheckpointError(message)
    values = cast("dict[str, object]", fields)
    position = _position_in(values)
    if values.get("v") != _VERSION or position is None:
        message = f"the checkpoint {token!r:.80} was not made by this version: start without it"
        raise CheckpointError(message)
    if values.get("q") != query:
        message = "the checkpoint belongs to another query: use the path, filters and sort that it was made with"
        raise CheckpointError(message)
    return position


def _position_in(values: dict[str, object]) -> Position | None:
    offset, last_id, rows, expected, changed = (values.get(name) for name in ("offset", "id", "rows", "of", "changed"))
    if type(offset) is not int or type(rows) is not int or min(offset, rows) < 0 or type(changed) is not bool:
        return None
    if type(last_id) not in (int, type(None)) or type(expected) not in (int, type(None)):
        return None
    return Position(offset, cast("int | None", last_id), rows, changed, cast("int | None", expected))
