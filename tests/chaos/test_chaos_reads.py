"""A whole catalogue read under every scenario: what was there throughout comes once, in order, whatever happens."""

from collections.abc import Iterable, Sequence

import pytest

from synctv_async import Media
from synctv_async.sandbox import CHAOS, Fault, Sandbox

from .facades import Facade
from .seeds import USUAL, cases

CALM = {"slow", "spiky", "drip", "unknown-fields", "nulls", "unstable-sort", "skewed-clock", "restless"}
"""Scenarios under which no request fails."""
WAITING = {"slow", "spiky", "drip", "rate-limited"}
"""Scenarios that take real time, and so are read in fewer pages."""


def page_size(scenario: str) -> int:
    return {"restless": 16, "storm": 16}.get(scenario, 50 if scenario in WAITING else 8)


def ids(found: Iterable[set[int]]) -> set[int]:
    return {number for one in found for number in one}


def check(rows: Sequence[Media], rules: Iterable[Fault], first: set[int]) -> None:
    """Check ids against what was there throughout, and what was there at some time."""
    seen = [row.id for row in rows]
    inserted = ids(rule.inserted for rule in rules)
    deleted = ids(rule.deleted for rule in rules)
    assert seen == sorted(set(seen)), "a row came twice, or the order was not kept"
    assert set(seen) >= first - deleted, "a row that was there throughout was lost"
    assert set(seen) <= first | inserted, "a row came that never was"


@pytest.mark.parametrize(("scenario", "seed"), cases(*CHAOS))
def test_iteration_loses_nothing(box: Sandbox, facade: Facade, wire: str, scenario: str, seed: int) -> None:
    first = set(box.media.ids())
    rules = box.chaos(scenario, seed=seed)
    check(facade.iterated(box, wire, page_size=page_size(scenario)), rules, first)
    if seed == USUAL and scenario not in WAITING:
        assert sum(rule.hits for rule in rules) > 0
    if scenario in CALM:
        assert {request.status for request in box.requests} == {200}


@pytest.mark.parametrize(("scenario", "seed"), cases(*CHAOS))
def test_a_stream_loses_nothing(box: Sandbox, facade: Facade, wire: str, scenario: str, seed: int) -> None:
    first = set(box.media.ids())
    rules = box.chaos(scenario, seed=seed)
    rows, receipt = facade.streamed(box, wire, page_size=page_size(scenario))
    check(rows, rules, first)
    assert receipt.delivered == len(rows)
    if "restless" not in scenario and "storm" not in scenario:
        assert (receipt.status, receipt.delivered) == ("complete", len(first))


@pytest.mark.parametrize(("scenario", "seed"), cases("restless", "storm"))
def test_a_filter_that_rows_leave_and_enter(box: Sandbox, facade: Facade, wire: str, scenario: str, seed: int) -> None:
    first = {number for number in box.media.ids() if box.media.get(number)["active"]}
    every = set(box.media.ids())
    rules = box.chaos(scenario, seed=seed)
    rows, _ = facade.streamed(box, wire, active=True, page_size=16)
    changed = ids(rule.changed for rule in rules)
    seen = [row.id for row in rows]
    assert seen == sorted(set(seen))
    assert set(seen) >= first - changed - ids(rule.deleted for rule in rules)
    assert set(seen) <= every | ids(rule.inserted for rule in rules)


@pytest.mark.parametrize(("scenario", "seed"), cases("unstable-sort"))
def test_a_sort_with_ties(box: Sandbox, facade: Facade, wire: str, scenario: str, seed: int) -> None:
    rules = box.chaos(scenario, seed=seed)
    rows = facade.iterated(box, wire, sort_order=["order_number"], page_size=8)
    assert sorted(row.id for row in rows) == box.media.ids()
    assert rules[0].hits > 0
