"""A catalogue that repeats itself, with anything written over it, against the same rows in a plain list."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from synctv_async.sandbox import Clock, Snapshot
from synctv_async.sandbox.data.media import MediaTable
from synctv_async.sandbox.data.schema import MEDIA
from synctv_async.sandbox.data.store import Store
from synctv_async.sandbox.types import Clause, Order, Where

from .plain_media import FILTERS, SORTS, Row, invented, sorted_rows, with_clips_of, with_ids

BLOCK = 97 * 2
MOST = 700
NUMBERS = st.integers(-3, MOST + 40)
FIELDS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "active": st.booleans(),
        "hd": st.booleans(),
        "name": st.sampled_from(["Été", "ete", "Zoo", "星", "\U0001f600", "￿", "Last Harbour", ""]),
        "order_number": st.sampled_from([None, 0, 5, 100, 199, 500]),
        "created_at": st.sampled_from(["2014-01-01T00:00:00Z", "2016-01-01T00:00:00Z", "2030-01-01T00:00:00Z"]),
        "available_at": st.sampled_from([None, "2015-06-01T00:00:00Z"]),
        "media_type": st.sampled_from([None, {"id": 1, "name": "Movie"}, {"id": 9, "name": "New"}]),
        "audio_languages": st.sampled_from([[], ["eng"], ["fre", "eng"]]),
        "available_platform_ids": st.sampled_from([[], [2], [1, 2, 3]]),
        "containers": st.sampled_from([[], [1], [1, 2]]),
        "activities": st.sampled_from([[], ["favorite"]]),
        "avg_rating": st.sampled_from([0.0, 2.5, 5, 9.75]),
        "clip_of": st.sampled_from([None, 1, 9, 205]),
    },
)
WINDOWS = st.tuples(st.sampled_from([-1, 0, 1, 7, 25, 2000]), st.integers(0, MOST + 30))
ORDERS = st.builds(
    Order,
    st.lists(st.sampled_from(SORTS), max_size=2, unique=True).map(tuple),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
CHOICES = st.lists(
    st.one_of(
        st.sampled_from(sorted(FILTERS)).map(FILTERS.__getitem__),
        st.lists(NUMBERS, min_size=1, max_size=30).map(lambda numbers: with_ids(*numbers)),
        NUMBERS.map(with_clips_of),
    ),
    max_size=2,
)

ALWAYS: list[tuple[list[Any], Order]] = [
    ([], Order()),
    ([FILTERS["active"]], Order(descending=True)),
    ([FILTERS["in English"]], Order(("order_number",), nulls_last=True)),
    ([FILTERS["on no phone"]], Order(("hd", "available_at"), ties_descending=True)),
    ([], Order(("name",), descending=True)),
    ([with_clips_of(2 * BLOCK + 9)], Order()),
]
"""Lists that are looked at after each step, so that they have to follow every change."""


class _UndoneError(Exception):
    pass


class Machine(RuleBasedStateMachine):
    """Whatever is done to the media is done to a dictionary of rows as well."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store()
        self.table = MediaTable(self.store, MEDIA, Clock(0.0), BLOCK)
        self.rows: dict[int, Row] = {}
        self.taken: list[tuple[Snapshot, dict[int, Row]]] = []

    def teardown(self) -> None:
        self.store.close()

    @initialize(count=st.sampled_from([0, 1, 95, 96, 97, 191, 192, 193, 194, 400, 576, MOST]), seed=st.integers(1, 3))
    def begin(self, count: int, seed: int) -> None:
        self.table.invent(count, seed)
        self.table.index()
        self.rows = invented(count, seed, BLOCK)

    def _kept(self, number: int) -> None:
        self.rows[number] = dict(self.table.get(number))

    @rule(number=NUMBERS, fields=FIELDS, chosen=st.booleans())
    def insert(self, number: int, fields: dict[str, Any], *, chosen: bool) -> None:
        if chosen and number in self.rows:
            return
        made = self.table.insert(**fields, **({"id": number} if chosen else {}))
        assert made not in self.rows
        row = self.table.get(made)
        assert row.items() >= fields.items()
        self.rows[made] = row

    @rule(start=st.integers(1, MOST), size=st.integers(1, 120), fields=FIELDS)
    def insert_many(self, start: int, size: int, fields: dict[str, Any]) -> None:
        free = [number for number in range(start, start + size) if number not in self.rows]
        assert self.table.insert_many({"id": number, **fields} for number in free) == free
        self.rows |= {number: self.table.get(number) for number in free}

    @rule(start=st.integers(1, MOST), size=st.integers(1, 120))
    def replace_many(self, start: int, size: int) -> None:
        numbers = range(start, start + size, 7)
        self.table.replace_many([{"id": number, "name": f"New {number}"} for number in numbers])
        self.rows |= {number: self.table.get(number) for number in numbers}

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), fields=FIELDS)
    def update(self, data: st.DataObject, fields: dict[str, Any]) -> None:
        number = data.draw(st.sampled_from(sorted(self.rows)))
        before = self.rows[number]
        self.table.update(number, **fields)
        self.rows[number] = before | fields | {"updated_at": "1970-01-01T00:00:00Z"}
        if "containers" not in fields:
            assert self.table.get(number)["containers"] == before["containers"]

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), many=st.integers(1, 60))
    def delete(self, data: st.DataObject, many: int) -> None:
        start = data.draw(st.sampled_from(sorted(self.rows)))
        for number in [number for number in sorted(self.rows) if number >= start][:many]:
            self.table.delete(number)
            del self.rows[number]

    @rule(number=NUMBERS)
    def fail(self, number: int) -> None:
        """What fails in the middle leaves no trace, not even of what was read in between."""
        with pytest.raises(_UndoneError):
            self._half(number)

    def _half(self, number: int) -> None:
        with self.store.transaction():
            if number in self.rows:
                self.table.delete(number)
            else:
                self.table.insert(id=number)
            assert self.table.count() != len(self.rows)
            raise _UndoneError

    @rule()
    def take(self) -> None:
        self.taken.append((Snapshot(self.store), dict(self.rows)))

    @precondition(lambda self: self.taken)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        snapshot, rows = data.draw(st.sampled_from(self.taken))
        snapshot.restore(self.store)
        self.rows = dict(rows)

    @precondition(lambda self: len(self.taken) == 2)
    @rule()
    def clear(self) -> None:
        self.table.clear()
        self.rows = {}

    @rule(choices=CHOICES, order=ORDERS, window=WINDOWS)
    def listed(self, choices: list[Any], order: Order, window: tuple[int, int]) -> None:
        self._check(choices, order, *window)

    def _check(self, choices: list[Any], order: Order, limit: int = -1, offset: int = 0) -> None:
        where: Where = tuple(clause for clause, _ in choices)
        rows = [row for row in self.rows.values() if all(test(row) for _, test in choices)]
        wanted = sorted_rows(rows, order)[offset:][: None if limit < 0 else limit]
        assert self.table.ids(where, order, limit, offset) == wanted
        assert self.table.count(where) == len(rows)

    @rule(number=NUMBERS)
    def read(self, number: int) -> None:
        assert self.table.has(number) is (number in self.table) is (number in self.rows)
        if number in self.rows:
            assert self.table.get(number) == self.rows[number]

    @rule()
    def iterate(self) -> None:
        assert list(self.table) == [self.rows[number] for number in sorted(self.rows)]

    @invariant()
    def whole(self) -> None:
        for choices, order in ALWAYS:
            self._check(choices, order)
        assert len(self.table.bodies(range(MOST + 40))) == sum(0 <= number < MOST + 40 for number in self.rows)


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_a_condition_on_numbers_must_say_which() -> None:
    store = Store()
    table = MediaTable(store, MEDIA, Clock(0.0), BLOCK)
    table.invent(10, 1)
    for sql in ("id > 5", "clip_of IS NULL", "active AND id IN (1, 2)"):
        with pytest.raises(ValueError, match="must say for which ids it can hold"):
            table.ids((Clause(sql),))
    with pytest.raises(ValueError, match="cannot be sorted by clip_of"):
        table.ids((), Order(("clip_of",)))
    store.close()
