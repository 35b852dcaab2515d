"""A catalogue that changes while it is read: rows inserted, deleted and changed just before a request is answered."""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from synctv_async.sandbox.data.others import OTHERS
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.forms import Reader, fields, known, number, text
from synctv_async.sandbox.types import Json

__all__ = ["TABLES", "Churn", "Churned", "churn_as_json", "churn_of", "stir"]

TABLES: Final = ("media", "bundles", "contributors", "ingest_videos", *(schema.name for schema in OTHERS))
_MOST = 100  # changes of one kind before one request


@dataclass(frozen=True, slots=True, kw_only=True)
class Churn:
    """How often a table changes: the mean number of changes of each kind before each request that meets the rule."""

    table: str = "media"
    """``media``, ``bundles``, ``contributors``, ``ingest_videos``, or one of ``box.others``."""
    inserts: float = 0.5
    deletes: float = 0.5
    changes: float = 0.0
    """Media become active or inactive, so that they enter and leave a filter; other rows get a new ``updated_at``."""

    def __post_init__(self) -> None:
        known(self.table, TABLES, "table")
        for name in ("inserts", "deletes", "changes"):
            if not 0 <= getattr(self, name) <= _MOST:
                message = f"Churn: {name} is a number from 0 to {_MOST}, got {getattr(self, name)!r}"
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Churned:
    """The ids of the rows that were inserted, deleted and changed. What is in none of them was there throughout."""

    inserted: set[int]
    deleted: set[int]
    changed: set[int]


_READERS: Final[Mapping[str, Reader]] = {"table": text, "inserts": number, "deletes": number, "changes": number}


def churn_as_json(churn: Churn) -> Json:
    """Print a churn."""
    return asdict(churn)


def churn_of(given: Json) -> Churn:
    """Read a churn; ``ValueError`` tells what is wrong with it."""
    return Churn(**fields(given, _READERS, "churn"))


def stir(table: Table, churn: Churn, draw: random.Random, done: Churned) -> None:
    """Change a table; the caller holds the state's transaction, so that no answer sees half of it."""
    for _ in range(_times(churn.inserts, draw)):
        done.inserted.add(_insert(table, draw))
    for _ in range(_times(churn.deletes, draw)):
        chosen = _any(table, draw)
        if chosen is not None:
            table.delete(chosen)
            done.deleted.add(chosen)
    for _ in range(_times(churn.changes, draw)):
        chosen = _any(table, draw)
        if chosen is not None:
            held = table.get(chosen)
            table.update(chosen, **({"active": not held["active"]} if table.schema.name == "media" else {}))
            done.changed.add(chosen)


def _times(mean: float, draw: random.Random) -> int:
    """Draw how many; the whole part is certain, the rest by chance."""
    return int(mean) + (draw.random() < mean % 1)


def _any(table: Table, draw: random.Random) -> int | None:
    place = int(draw.random() * len(table))
    found = table.ids(limit=1, offset=place)
    return found[0] if found else None


def _insert(table: Table, draw: random.Random) -> int:
    """Insert a row: half of them in a gap, where there is one near, as when a row enters a filter."""
    low, near = draw.random() < 0.5, _any(table, draw)  # noqa: PLR2004 - half
    if low and near is not None:
        for free in (near - 1, near + 1):
            if free > 0 and not table.has(free):
                return table.insert(id=free)
    return table.insert()
