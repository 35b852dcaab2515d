"""What media should answer, worked out the long way: every record in a list, filtered and sorted by Python."""

# ruff: noqa: S608 - the conditions are ours

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from synctv_async.sandbox.data.catalogue import scatter
from synctv_async.sandbox.data.invention import Medium
from synctv_async.sandbox.data.schema import MEDIA
from synctv_async.sandbox.synctv.filters import clips_of
from synctv_async.sandbox.types import Clause, Order

Row: TypeAlias = dict[str, Any]


def invented(count: int, seed: int, block: int) -> dict[int, Row]:
    """Return every record of a catalogue that repeats itself after so many ids."""
    rows: dict[int, Row] = {}
    number = 0
    while len(rows) < count:
        number += 1
        if number % 97:
            first = number % block
            row: Row = Medium(first, scatter(seed, first), min(200, -(-count // 40))).whole()
            clip_of = row["clip_of"]
            rows[number] = row | {"id": number, "clip_of": clip_of and clip_of + number - first}
    return rows


def tagged(kind: str, *values: str | int) -> str:
    return f"id IN (SELECT id FROM media_tags WHERE kind = '{kind}' AND value IN ({', '.join('?' * len(values))}))"


def with_ids(*numbers: int) -> tuple[Clause, Callable[[Row], bool]]:
    clause = Clause(f"id IN ({', '.join('?' * len(numbers))})", numbers, numbers)
    return clause, lambda row: row["id"] in numbers


def with_clips_of(number: int) -> tuple[Clause, Callable[[Row], bool]]:
    return clips_of(number), lambda row: row["clip_of"] == number


FILTERS: Mapping[str, tuple[Clause, Callable[[Row], bool]]] = {
    "active": (Clause("active = ?", (1,)), lambda row: row["active"]),
    "not hd": (Clause("hd = ?", (0,)), lambda row: not row["hd"]),
    "ordered late": (Clause("order_number >= ?", (100,)), lambda row: (row["order_number"] or -1) >= 100),
    "été": (Clause("instr(folded, ?) > 0", ("été",)), lambda row: "été" in row["name"].casefold()),
    "typed": (
        Clause("type_id IN (?, ?)", (1, 3)),
        lambda row: bool(row["media_type"]) and row["media_type"]["id"] in {1, 3},
    ),
    "in English": (Clause(tagged("language", "eng"), ("eng",)), lambda row: "eng" in row["audio_languages"]),
    "on no phone": (Clause(f"NOT {tagged('platform', 2)}", (2,)), lambda row: 2 not in row["available_platform_ids"]),
    "in a container": (Clause(tagged("container", 1), (1,)), lambda row: 1 in row["containers"]),
    "liked": (Clause(tagged("activity", "favorite"), ("favorite",)), lambda row: "favorite" in row["activities"]),
    "early": (Clause("created_at <= ?", ("2016",)), lambda row: row["created_at"] <= "2016"),
    "never": (Clause("external_id = ?", ("nothing",)), lambda row: row["external_id"] == "nothing"),
}


def sorted_rows(rows: Iterable[Row], order: Order) -> list[int]:
    """Return the ids in an order."""
    found = sorted(rows, key=lambda row: row["id"], reverse=order.ties_descending)
    for column in reversed(order.columns):
        null, other = (1, 0) if order.nulls_last else (0, 1)
        found.sort(key=lambda row: (null, 0) if row[column] is None else (other, row[column]))
    if order.descending:
        found.reverse()
    return [row["id"] for row in found]


SORTS = tuple(column for column in MEDIA.sorts.values() if column != "id")
