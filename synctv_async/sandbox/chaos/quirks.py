"""How answers may differ from the usual ones and still be good answers: other fields, nulls, another order of ties."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from synctv_async.sandbox.chaos.dice import Dice
from synctv_async.sandbox.synctv.wire import Listing, Reply, Show
from synctv_async.sandbox.types import Json, Record, dumps

__all__ = ["UNKNOWN", "USUAL", "Change", "Quirks", "changed_reply", "with_nulls", "with_unknown"]

Change = Callable[[Record], Record]

UNKNOWN: Final[Record] = {
    "tomorrow_text": "été & <hiver>",
    "tomorrow_number": 7,
    "tomorrow_flag": True,
    "tomorrow_null": None,
    "tomorrow_object": {"name": "A", "ids": [1, 2], "inner": {"value": None}},
    "tomorrow_numbers": [1, 2, 3],
    "tomorrow_records": [{"id": 1, "name": "A"}, {"id": 2, "name": None}],
    "tomorrow_nothings": [],
}
"""Fields that neither service has, one of each shape."""


@dataclass(frozen=True, slots=True)
class Quirks:
    """What is unusual about one answer."""

    ties_descending: bool = False
    """Records that a sort does not tell apart come in falling order of their ids, not in rising."""
    change: Change | None = None
    """Changes each record before it is printed."""


USUAL: Final = Quirks()


def with_unknown(row: Record) -> Record:
    """Put unknown fields around and between the known ones."""
    half = len(row) // 2
    held, known = [*UNKNOWN.items()], [*row.items()]
    return dict((*held[:3], *known[:half], *held[3:5], *known[half:], *held[5:]))


def with_nulls(row: Record, share: float, dice: Dice) -> Record:
    """Turn that share of the fields into null, whatever they are; the id never."""
    draw = dice.stream(f"nulls/{row.get('id')}").random
    return {name: None if name != "id" and draw() < share else value for name, value in row.items()}


def changed_reply(reply: Reply, change: Change) -> Reply:
    """Change every record of a reply; what stands beside them stays."""
    if isinstance(reply, Listing):
        return replace(reply, rows=[_changed(row, change) for row in reply.rows])
    if isinstance(reply, Show):
        return replace(reply, row=_changed(reply.row, change))
    return reply


def _changed(row: str, change: Change) -> str:
    held: Json = json.loads(row)
    return dumps(change(held)) if isinstance(held, dict) else row
