"""What the handlers of SyncTV share: a call, its page, its fields. Each handler turns a call into a reply."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from synctv_async.sandbox.chaos.quirks import USUAL, Quirks
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.synctv import params as read
from synctv_async.sandbox.synctv.access import Access
from synctv_async.sandbox.synctv.query import Rule, order_by, where
from synctv_async.sandbox.synctv.wire import Failure, Listing, Reply
from synctv_async.sandbox.types import Clause, Incoming, Json, Order, Params, Record, Where, dumps
from synctv_async.sandbox.world import World

__all__ = [
    "MISSING",
    "NOT_FOUND",
    "STATE",
    "Call",
    "Handler",
    "Optional",
    "listing",
    "matching",
    "missing",
    "not_found",
    "numbers",
]

PAGE = 25  # "default: 25 items per response"
_CAP = 100
_SORTING = ("sort_order", "sort_descending")
MISSING, UNREADABLE, NOT_FOUND, STATE = -2, -3, -4, -5
"""Codes; -2 and -4 are documented, the others are guesses."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose signature is good."""

    world: World
    request: Incoming
    params: Params
    ids: tuple[int, ...]
    """The numbers in the path, in order."""
    access: Access | None = None
    quirks: Quirks = USUAL


Handler: TypeAlias = Callable[[Call], Reply]
Optional: TypeAlias = Mapping[str, Callable[[World, int], Json]]
"""Fields that are printed only where asked for, and how each is made for a record's id."""


def not_found(*messages: str) -> Failure:
    """Refuse as for a record that is not there."""
    return Failure(NOT_FOUND, messages or ("Record not found",))


def missing(call: Call, wrapper: str, *names: str) -> Failure | None:
    """Refuse where one of a call's required arguments is missing."""
    given = read.child(call.params, wrapper)
    absent = tuple(f"{wrapper}[{name}] is missing" for name in names if given.get(name) in (None, "", []))
    return Failure(MISSING, absent) if absent else None


def numbers(values: Iterable[str]) -> list[Json]:
    """Read ids."""
    return [read.integer(value) for value in values]


def matching(call: Call, rules: Iterable[Rule], *fixed: Clause) -> Where:
    """Return the condition of a list or a count: what the path brings, and every filter that is given."""
    if call.world.settings.unreadable == "ignore":
        rules = [_lenient(rule) for rule in rules]
    return where(rules, call.params, *fixed)


def _lenient(rule: Rule) -> Rule:
    def lenient(params: Params) -> Clause | None:
        try:
            return rule(params)
        except read.Unreadable:
            return None

    return lenient


def listing(  # noqa: PLR0913 - what differs between lists; keywords all
    call: Call,
    table: Table,
    rules: Iterable[Rule],
    *fixed: Clause,
    paged: bool = True,
    optional: Optional | None = None,
    sorts: Mapping[str, str] | None = None,
) -> Reply:
    """Answer a page; ``optional`` given means that the endpoint documents ``fields`` and its like.

    ``sorts`` are the values of ``sort_order`` where they are not the schema's.
    """
    schema = table.schema
    clause = matching(call, rules, *fixed)
    limit, offset = _window(call) if paged else (-1, 0)
    order = _order(call, schema.sorts if sorts is None else sorts)
    numbers = table.ids(clause, order, limit, offset)
    rows = table.bodies(numbers)
    if optional is not None and not call.params.keys().isdisjoint(("fields", "add_fields", "remove_fields")):
        rows = [_selected(call, number, row, optional) for number, row in zip(numbers, rows, strict=True)]
    return Listing(schema.plural, schema.item, rows)


def _order(call: Call, sorts: Mapping[str, str]) -> Order:
    settings = call.world.settings
    whim = call.quirks.ties_descending
    order = order_by(sorts, call.params, ties_descending=whim, nulls_last=settings.nulls == "last")
    if settings.unsorted == "newest" and not order.columns and call.params.keys().isdisjoint(_SORTING):
        return Order((), descending=True)
    return order


def _window(call: Call) -> tuple[int, int]:
    offset = max(0, read.integer(read.text(call.params, "offset") or "0"))
    limit = read.integer(read.text(call.params, "limit") or "0")
    way = call.world.settings.limit
    if way == "ignore" or limit < 1:
        return PAGE, offset
    return (min(limit, _CAP) if way == "cap" else limit), offset


def _selected(call: Call, number: int, body: str, optional: Optional) -> str:
    row: Record = json.loads(body)
    only = read.texts(call.params, "fields")
    added = read.texts(call.params, "add_fields") or []
    removed = set(read.texts(call.params, "remove_fields") or ())
    names = [name for name in row if only is None or name in only]
    names += [name for name in dict.fromkeys((*(only or ()), *added)) if name in optional]
    return dumps(
        {
            name: row[name] if name in row else optional[name](call.world, number)
            for name in dict.fromkeys(names)
            if name not in removed
        }
    )
