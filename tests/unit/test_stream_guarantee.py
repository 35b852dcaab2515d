"""The guarantee of a stream: pages asked for side by side, answered and changed at any moment, resumed at any row.

A row that matches from the first request to the last is delivered exactly once, any other at most once, in order; and
no receipt says that all is complete where something was seen to change.
"""

import random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from synctv_async._policy.scan import Fetch

from .catalogue import MIXES, Catalogue, holds, plan_for, worlds
from .simulated import PlainPlan, SimulatedStream, stream_in_parts

widths = st.integers(1, 16)
seeds = st.integers(0, 2**32)
changes = st.tuples(st.sampled_from([0.02, 0.1, 0.3, 0.6]), st.sampled_from(MIXES))


def proves_no_more_than_it_may(streams, delivered):
    made = streams[-1].receipt()
    event(made.status)
    if made.status == "complete":
        assert not any(stream.plan.rewinds or stream.plan.duplicates for stream in streams)
        assert made.expected_before == made.expected_after == len(delivered)
    assert made.expected_before == streams[0].expected
    assert made.delivered_before + made.delivered == len(delivered)


@settings(max_examples=1000)
@given(worlds(), widths, changes, seeds)
def test_whatever_changes_while_pages_are_under_way_no_row_is_lost_or_repeated(world, width, changes, seed):
    catalogue, options = world
    delivered, streams = stream_in_parts(catalogue, options, width, random.Random(seed), changes)
    holds(catalogue, delivered)
    proves_no_more_than_it_may(streams, delivered)
    assert streams[0].plan.by_id
    assert streams[0].most <= max(1, 2 * width - 1)


@settings(max_examples=400)
@given(worlds(), widths, changes, st.integers(1, 12), seeds)
def test_going_on_after_any_rows_keeps_the_guarantee(world, width, changes, partings, seed):
    catalogue, options = world
    delivered, streams = stream_in_parts(catalogue, options, width, random.Random(seed), changes, partings=partings)
    holds(catalogue, delivered)
    proves_no_more_than_it_may(streams, delivered)


@settings(max_examples=200)
@given(worlds(), widths, st.integers(0, 6), seeds)
def test_a_catalogue_that_rests_is_streamed_whole_and_that_is_proved(world, width, partings, seed):
    catalogue, options = world
    delivered, streams = stream_in_parts(catalogue, options, width, random.Random(seed), partings=partings)
    assert delivered == catalogue.listed()
    assert streams[-1].receipt().status == "complete"
    assert streams[-1].receipt().delivered_before == len(delivered) - len(streams[-1].delivered)


@settings(max_examples=100)
@given(worlds(), widths, seeds)
def test_a_stream_of_a_catalogue_that_rests_asks_for_no_page_in_vain(world, width, seed):
    catalogue, options = world
    plan, pages = plan_for(options), 0
    while isinstance(step := plan.next(), Fetch):
        plan.feed(step.offset, catalogue.page(step.offset))
        pages += 1
    catalogue.requests = 0
    list(SimulatedStream(catalogue, plan_for(options), width, random.Random(seed)).rows())
    assert catalogue.requests == pages


def test_the_machine_finds_that_a_plain_offset_reader_loses_and_repeats_rows():
    lost, repeated = 0, 0
    for seed in range(300):
        dice = random.Random(seed)
        catalogue = Catalogue(dict.fromkeys(range(1, 121), True), page_size=10)
        stream = SimulatedStream(catalogue, PlainPlan(10), 1 + seed % 16, dice, (0.1, ("one", "behind")))
        delivered = list(stream.rows())
        lost += not catalogue.always <= set(delivered)
        repeated += len(set(delivered)) < len(delivered)
    assert lost > 30
    assert repeated > 30


@pytest.mark.parametrize("width", [1, 4, 16])
def test_a_row_created_and_one_deleted_in_the_place_of_each_other_change_no_count(width):
    """What no reading by pages can see; the receipt says complete, and claims no snapshot."""
    catalogue = Catalogue({number: True for number in range(1, 200) if number != 5}, page_size=10)
    stream = SimulatedStream(catalogue, plan_for({"page_size": 10}), width, random.Random(1))
    rows = stream.rows()
    delivered = [next(rows) for _ in range(100)]
    catalogue.change(5, True)
    catalogue.change(6, None)
    delivered += rows
    assert delivered == [number for number in range(1, 200) if number != 5]
    assert stream.receipt().status == "complete"
