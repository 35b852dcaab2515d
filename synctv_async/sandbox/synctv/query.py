"""Filters and sorts of the documents as SQL. Pure: parameters in, conditions and values out."""

# ruff: noqa: S608 - the names of tables and columns are ours, the values are bound

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from synctv_async.sandbox.synctv import params as read
from synctv_async.sandbox.types import Clause, Order, Params, SqlValue, Where

__all__ = [
    "Rule",
    "all_exactly",
    "all_tagged",
    "at_least",
    "at_most",
    "boolean",
    "contains",
    "equals",
    "mapped",
    "number_in",
    "order_by",
    "price",
    "tagged",
    "where",
]

Rule: TypeAlias = Callable[[Params], Clause | None]
"""Turns the parameters of a call into one condition, or none."""


def where(rules: Iterable[Rule], params: Params, *fixed: Clause) -> Where:
    """Join the conditions of all rules and those that the path brings."""
    return (*fixed, *(clause for rule in rules if (clause := rule(params)) is not None))


def order_by(
    sorts: Mapping[str, str], params: Params, *, ties_descending: bool = False, nulls_last: bool = False
) -> Order:
    """Return the order that ``sort_order`` asks for, ``id`` last of all so that answers repeat.

    ``sort_descending`` turns all of it round. Values that are not documented are ignored. ``ties_descending`` is the
    service's whim where the sort leaves ties: where it has ``id``, or nothing is sorted by, there are none.
    """
    asked = tuple(dict.fromkeys(sorts[name] for name in read.texts(params, "sort_order") or () if name in sorts))
    columns = asked[: asked.index("id")] if "id" in asked else asked
    ties = ties_descending and columns == asked != ()
    return Order(columns, bool(read.flag(read.text(params, "sort_descending") or "")), ties, nulls_last)


def _scalar(name: str, build: Callable[[str], Clause | None]) -> Rule:
    def rule(params: Params) -> Clause | None:
        raw = read.text(params, name)
        return None if raw is None or not raw else build(raw)

    return rule


def _listed(name: str, build: Callable[[list[str]], Clause | None]) -> Rule:
    def rule(params: Params) -> Clause | None:
        raw = read.texts(params, name)
        return None if not raw else build(raw)

    return rule


def equals(name: str, column: str) -> Rule:
    """Match a text exactly."""
    return _scalar(name, lambda raw: Clause(f"{column} = ?", (raw,)))


def mapped(name: str, column: str, values: Mapping[int, int] | None = None) -> Rule:
    """Match an integer, translated where it means another one in the records."""

    def build(raw: str) -> Clause:
        number = read.integer(raw)
        return Clause(f"{column} = ?", (number if values is None else values.get(number, number),))

    return _scalar(name, build)


def boolean(name: str, column: str) -> Rule:
    """Match a boolean."""

    def build(raw: str) -> Clause | None:
        value = read.flag(raw)
        return None if value is None else Clause(f"{column} = ?", (int(value),))

    return _scalar(name, build)


def at_least(name: str, column: str) -> Rule:
    """Match timestamps that are not before the given one."""
    return _scalar(name, lambda raw: Clause(f"{column} >= ?", (read.moment(raw, up=True),)))


def at_most(name: str, column: str) -> Rule:
    """Match timestamps that are not after the given one."""
    return _scalar(name, lambda raw: Clause(f"{column} <= ?", (read.moment(raw),)))


def price(name: str, column: str, sign: str) -> Rule:
    """Compare a number; ``sign`` is ``>=`` or ``<=``."""
    return _scalar(name, lambda raw: Clause(f"{column} {sign} ?", (read.real(raw),)))


def contains(name: str, column: str) -> Rule:
    """Match a part of a text, upper and lower case alike; the column is case-folded already."""
    return _scalar(name, lambda raw: Clause(f"instr({column}, ?) > 0", (raw.casefold(),)))


def number_in(name: str, column: str, *, negate: bool = False) -> Rule:
    """Match any of several ids, or with ``negate`` none of them."""

    def build(raw: list[str]) -> Clause:
        wanted = tuple(read.integer(item) for item in raw)
        sql = f"{column} {'NOT ' if negate else ''}IN ({_marks(raw)})"
        return Clause(sql, wanted, wanted if column == "id" and not negate else None)

    return _listed(name, build)


def tagged(name: str, table: str, kind: str, *, number: bool = False, negate: bool = False) -> Rule:
    """Match records that carry any of several tags, or with ``negate`` none of them."""

    def build(raw: list[str]) -> Clause:
        chosen = f"id IN (SELECT id FROM {table}_tags WHERE kind = '{kind}' AND value IN ({_marks(raw)}))"
        return Clause(f"{'NOT ' if negate else ''}{chosen}", _values(raw, number=number))

    return _listed(name, build)


def all_tagged(name: str, table: str, kind: str) -> Rule:
    """Match records that carry every one of several numeric tags."""

    def build(raw: list[str]) -> Clause:
        one = f"id IN (SELECT id FROM {table}_tags WHERE kind = '{kind}' AND value = ?)"
        return Clause(" AND ".join([one] * len(raw)), _values(raw, number=True))

    return _listed(name, build)


def all_exactly(name: str, column: str, *, number: bool = False) -> Rule:
    """Match records whose set is the given one, no more and no less; the column holds the set sorted and joined."""

    def build(raw: list[str]) -> Clause:
        joined = ",".join(str(item) for item in sorted(set(_values(raw, number=number)), key=_by_kind))
        return Clause(f"{column} = ?", (joined,))

    return _listed(name, build)


def _by_kind(value: SqlValue) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, str(value))


def _marks(raw: list[str]) -> str:
    return ", ".join("?" * len(raw))


def _values(raw: list[str], *, number: bool) -> tuple[SqlValue, ...]:
    return tuple(read.integer(item) if number else item for item in raw)
