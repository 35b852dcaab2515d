"""The guarantee of an anchored scan, against a catalogue that changes at random between any two pages.

A row that matches from the first request to the last is delivered exactly once, any other at most once, in order.
"""

from itertools import pairwise

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from synctv_async._policy.scan import Fetch, Finished

from .catalogue import Catalogue, PlainReader, disturb, holds, plan_for, resumed, worlds


class Drawn:
    """Dice that hypothesis throws."""

    def __init__(self, draw):
        self.draw = draw

    def choice(self, choices):
        return self.draw(st.sampled_from(choices))

    def randint(self, least, most):
        return self.draw(st.integers(least, most))


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
            disturb(Drawn(draw), catalogue, last)
        ids = early.pop(step.offset) if step.offset in early else catalogue.page(step.offset)
        fresh = [ids[index] for index in plan.feed(step.offset, ids)]
        delivered += fresh
        last = delivered[-1] if delivered else None
        if options is not None and draw(st.sampled_from([False, False, False, True])):
            event("resumed")
            plan = resumed(plan, options)
    raise AssertionError("the scan does not end")


@settings(max_examples=1000)
@given(worlds(), st.data())
def test_whatever_changes_between_pages_no_row_is_lost_or_repeated(world, data):
    catalogue, options = world
    plan = plan_for(options)
    holds(catalogue, read_changing(data.draw, catalogue, plan))
    assert plan.by_id


@settings(max_examples=300)
@given(worlds(), st.data())
def test_going_on_from_checkpoints_keeps_the_guarantee(world, data):
    catalogue, options = world
    holds(catalogue, read_changing(data.draw, catalogue, plan_for(options), options=options))


@settings(max_examples=300)
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
