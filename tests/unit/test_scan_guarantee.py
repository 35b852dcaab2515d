"""The guarantee of an anchored scan, against a catalogue that changes at random between any two pages.

A row that matches from the first request to the last is delivered exactly once, any other at most once, in order.
"""

from itertools import pairwise

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from synctv_async._policy.scan import Fetch, Finished

from .catalogue import Catalogue, PlainReader, plan_for, resumed

page_sizes = st.one_of(st.none(), st.integers(2, 25))
caps = st.sampled_from([None, None, 2, 3, 5, 10, "ignored"])


@st.composite
def worlds(draw):
    """Draw a catalogue with gaps between its ids, some of its rows outside of the filter."""
    many = draw(st.sampled_from([0, 1, 3, 26, 60, 120]))
    numbers = draw(st.lists(st.integers(1, 4 * many + 4), min_size=min(many, 1), max_size=many, unique=True))
    outside = draw(st.sets(st.sampled_from(numbers), max_size=many // 4)) if numbers else set()
    page_size, descending = draw(page_sizes), draw(st.booleans())
    rows = {number: number not in outside for number in numbers}
    return Catalogue(rows, descending=descending, page_size=page_size, cap=draw(caps)), {
        "page_size": page_size,
        "descending": descending,
    }


def ahead_of(catalogue, last):
    sign = -1 if catalogue.descending else 1
    return [number for number in catalogue.listed() if last is None or number * sign > last * sign]


def behind(catalogue, last):
    return [number for number in catalogue.listed() if number not in ahead_of(catalogue, last)]


def disturb(draw, catalogue, last):
    """Change something, wherever it hurts."""
    kind = draw(st.sampled_from(["nothing", "nothing", "one", "page", "last", "behind", "everything", "restore"]))
    event(kind)
    size = catalogue.size
    top = max(catalogue.rows, default=0) + 3 * size
    verdict = st.sampled_from([None, False, True])
    if kind == "one":
        catalogue.change(draw(st.integers(1, top)), draw(verdict))
    elif kind == "page":
        start, matches = draw(st.integers(1, top)), draw(verdict)
        for number in range(start, start + draw(st.integers(1, 2 * size))):
            catalogue.change(number, matches)
    elif kind == "last" and last is not None:
        catalogue.change(last, draw(st.sampled_from([None, False])))
    elif kind == "behind":
        for number in behind(catalogue, last)[: draw(st.integers(1, 3 * size))]:
            catalogue.change(number, draw(st.sampled_from([None, False])))
    elif kind in ("everything", "restore"):
        for number in list(catalogue.rows):
            catalogue.change(number, kind == "restore" or draw(st.sampled_from([None, False])))


def read_changing(draw, catalogue, plan, *, options=None, stale_pages=False):
    """Drive a reader while the catalogue changes at most 25 times; return what it delivered."""
    delivered, last, early, changes = [], None, {}, 25
    for _ in range(600):
        step = plan.next()
        if isinstance(step, Finished):
            return delivered
        if changes:
            changes -= 1
            if stale_pages and draw(st.booleans()):  # a page that is fetched now and judged when its turn comes
                guess = step.offset + draw(st.integers(0, 4)) * max(catalogue.size - 1, 1)
                early.setdefault(guess, catalogue.page(guess))
            disturb(draw, catalogue, last)
        ids = early.pop(step.offset) if step.offset in early else catalogue.page(step.offset)
        fresh = [ids[index] for index in plan.feed(step.offset, ids)]
        delivered += fresh
        last = delivered[-1] if delivered else None
        if options is not None and draw(st.sampled_from([False, False, False, True])):
            event("resumed")
            plan = resumed(plan, options)
    raise AssertionError("the scan does not end")


def holds(catalogue, delivered):
    assert len(delivered) == len(set(delivered)), "a row was delivered twice"
    assert delivered == sorted(delivered, reverse=catalogue.descending), "the order was not kept"
    assert catalogue.always <= set(delivered), "a row that matched throughout was lost"
    assert set(delivered) <= catalogue.ever


@settings(max_examples=1000)
@given(worlds(), st.data())
def test_whatever_changes_between_pages_no_row_is_lost_or_repeated(world, data):
    catalogue, options = world
    plan = plan_for(options)
    holds(catalogue, read_changing(data.draw, catalogue, plan))
    assert plan.by_id


@settings(max_examples=600)
@given(worlds(), st.data())
def test_going_on_from_checkpoints_keeps_the_guarantee(world, data):
    catalogue, options = world
    holds(catalogue, read_changing(data.draw, catalogue, plan_for(options), options=options))


@settings(max_examples=600)
@given(worlds(), st.data())
def test_pages_fetched_early_and_judged_late_keep_the_guarantee(world, data):
    catalogue, options = world
    holds(catalogue, read_changing(data.draw, catalogue, plan_for(options), stale_pages=True))


@settings(max_examples=100)
@given(worlds())
def test_a_catalogue_that_rests_is_read_whole_and_without_going_back(world):
    catalogue, options = world
    plan = plan_for(options)
    delivered = []
    while isinstance(step := plan.next(), Fetch):
        ids = catalogue.page(step.offset)
        delivered += [ids[index] for index in plan.feed(step.offset, ids)]
    assert delivered == catalogue.listed()
    assert (plan.rewinds, plan.duplicates) == (0, 0)


def test_a_plain_offset_reader_loses_rows_where_the_plan_does_not():
    """Deletions behind the reader pull rows over its place."""

    def lost(make_plan):
        catalogue = Catalogue(dict.fromkeys(range(1, 101), True), page_size=10)
        plan, delivered = make_plan(), []
        while not isinstance(step := plan.next(), Finished):
            ids = catalogue.page(step.offset)
            delivered += [ids[index] for index in plan.feed(step.offset, ids)]
            catalogue.change(min(catalogue.listed(), default=0), None)
        return catalogue.always - set(delivered)

    assert lost(lambda: PlainReader(10))
    assert not lost(lambda: plan_for({"page_size": 10}))


def test_the_machine_finds_that_a_plain_offset_reader_loses_rows():
    @settings(max_examples=20_000, print_blob=False)  # it stops at the first loss
    @given(worlds(), st.data())
    def play(world, data):
        catalogue, _ = world
        delivered = read_changing(data.draw, catalogue, PlainReader(catalogue.size))
        assert catalogue.always <= set(delivered)

    with pytest.raises(AssertionError):
        play()


def test_the_row_last_delivered_may_vanish():
    catalogue = Catalogue(dict.fromkeys(range(1, 61), True))
    plan = plan_for({})
    plan.feed(0, catalogue.page(0))
    catalogue.change(25, None)
    step = plan.next()
    assert plan.feed(step.offset, catalogue.page(step.offset)) == []
    assert plan.rewinds == 1
    delivered = []
    while isinstance(step := plan.next(), Fetch):
        ids = catalogue.page(step.offset)
        delivered += [ids[index] for index in plan.feed(step.offset, ids)]
    assert delivered == list(range(26, 61))


def test_after_many_deletions_the_plan_goes_back_in_doubling_steps():
    catalogue = Catalogue(dict.fromkeys(range(1, 2001), True))
    plan = plan_for({})
    while plan.position.offset < 1500:
        offset = plan.next().offset
        plan.feed(offset, catalogue.page(offset))
    for number in range(1, 1001):
        catalogue.change(number, None)
    offsets, before = [], plan.rewinds
    while True:
        offset = plan.next().offset
        offsets.append(offset)
        if plan.feed(offset, catalogue.page(offset)):
            break
    steps = [a - b for a, b in pairwise(offsets)]
    back = [step for step in steps if step > 0]
    assert back == [2**n for n in range(len(back))]
    assert plan.rewinds - before == len(back) <= 11


def test_once_the_place_is_found_again_the_next_way_back_begins_with_one_step():
    catalogue = Catalogue(dict.fromkeys(range(1, 401), True))
    plan = plan_for({})
    ways = []
    for _ in range(2):
        while plan.feed(offset := plan.next().offset, catalogue.page(offset)) and plan.position.offset < 150:
            pass
        for number in catalogue.listed()[:40]:
            catalogue.change(number, None)
        way = []
        while not plan.feed(offset := plan.next().offset, catalogue.page(offset)):
            way.append(offset - plan.next().offset)
        ways.append(way)
    assert ways[0][:3] == ways[1][:3] == [1, 2, 4]
