"""How a scan copes with the services there are: page sizes, limits, offsets and sorts that are kept to or not."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async._policy.scan import AskCount, Fetch, Finished, OnePage, Position, ScanPlan
from synctv_async.errors import PaginationError

from .catalogue import read_all


def service(rows, size=25):
    return lambda offset: rows[offset : offset + size]


def ids(many):
    return list(range(1, many + 1))


@pytest.mark.parametrize(
    ("many", "page_size", "requests"),
    [
        (0, None, 1),
        (10, None, 1),
        (24, None, 1),
        (25, None, 2),
        (26, None, 2),
        (250, 100, 3),
        (10, 100, 2),
        (0, 100, 1),
        (1, 2, 2),
    ],
)
def test_a_scan_by_id_takes_no_more_requests_than_it_must(many, page_size, requests):
    plan = ScanPlan(by_id=True, page_size=page_size)
    delivered, offsets = read_all(plan, service(ids(many), page_size or 25))
    assert delivered == ids(many)
    assert len(offsets) == requests
    assert plan.by_id


@pytest.mark.parametrize("by_id", [True, False])
@pytest.mark.parametrize("documented", [True, False])
@pytest.mark.parametrize("page_size", [None, 2, 3, 10, 25, 60])
@pytest.mark.parametrize("many", [0, 1, 2, 24, 25, 26, 49, 50, 51, 100, 120])
def test_a_list_that_rests_is_read_whole_whatever_the_page_size(many, page_size, documented, by_id):
    for size in {page_size or 25, min(page_size or 25, 7), 25}:
        if size < 25 and page_size is None and documented:
            continue  # documented pages are of 25
        plan = ScanPlan(by_id=by_id, page_size=page_size, offset_documented=documented)
        delivered, _ = read_all(plan, service(ids(many), size))
        assert delivered == ids(many)
        assert (plan.rewinds, plan.duplicates) == (0, 0)


def test_each_page_by_id_is_asked_for_one_row_early():
    _, offsets = read_all(ScanPlan(by_id=True), service(ids(60)))
    assert offsets == [0, 24, 48]


def test_each_page_by_another_sort_follows_the_rows_received():
    _, offsets = read_all(ScanPlan(by_id=False), service(ids(60)))
    assert offsets == [0, 25, 50]


def test_merely_shorter_than_the_limit_proves_nothing_and_one_more_page_is_asked_for():
    _, offsets = read_all(ScanPlan(by_id=True, page_size=100), service(ids(40), 100))
    assert offsets == [0, 39]


def test_a_cap_that_was_seen_ends_the_list_at_the_first_page_below_it():
    delivered, offsets = read_all(ScanPlan(by_id=True, page_size=100), service(ids(70), 50))
    assert delivered == ids(70)
    assert offsets == [0, 49]


@pytest.mark.parametrize("by_id", [True, False])
@pytest.mark.parametrize(
    ("many", "page_size", "count", "outcome"),
    [
        (10, None, None, "whole"),
        (24, None, None, "whole"),
        (25, None, 25, "whole"),
        (25, None, 26, "error"),
        (25, None, None, "error"),
        (26, None, None, "whole"),
        (400, None, None, "whole"),
        (10, 10, 10, "whole"),
        (10, 10, 11, "error"),
        (10, 10, None, "error"),
        (10, 20, None, "error"),
    ],
)
def test_a_service_that_ignores_the_offset_is_found_out(many, page_size, count, outcome, by_id):
    plan = ScanPlan(by_id=by_id, page_size=page_size, offset_documented=False)
    if outcome == "error":
        with pytest.raises(PaginationError, match=f"same {many} rows"):
            read_all(plan, lambda _: ids(many), count=count)
    else:
        delivered, offsets = read_all(plan, lambda _: ids(many), count=count)
        assert delivered == ids(many)
        assert len(offsets) <= 4


def test_a_page_as_long_as_the_limit_may_have_been_cut_off_by_it():
    plan = ScanPlan(by_id=True, page_size=100)
    with pytest.raises(PaginationError):
        read_all(plan, lambda _: ids(100))


def test_the_error_of_a_service_that_ignores_the_offset_says_what_was_compared():
    with pytest.raises(PaginationError, match=r"every offset with the same 25 rows, and it counts 70"):
        read_all(ScanPlan(by_id=True), lambda _: ids(25), count=70)
    with pytest.raises(PaginationError, match=r"there is no count to compare with"):
        read_all(ScanPlan(by_id=True), lambda _: ids(25), count=None)


def test_equal_pages_by_chance_are_no_proof_when_the_first_page_differs():
    """Rows added just so make three pages alike; the first page, read once more, is another."""
    plan = ScanPlan(by_id=True, page_size=3)
    plan.feed(0, [7, 8, 9])
    plan.feed(2, [7, 8, 9])
    plan.feed(4, [7, 8, 9])
    assert plan.next() == Fetch(0)
    assert plan.feed(0, [1, 2, 3]) == []
    assert plan.next() == Fetch(6)
    assert plan.feed(6, [9, 10, 11]) == [1, 2]


def test_equal_pages_prove_nothing_where_another_came_in_between():
    """Rows before the place are deleted, so that the way back ends at the same page at one offset after the other."""
    plan = ScanPlan(by_id=True, page_size=2)
    for offset in range(21):
        assert plan.feed(offset, [offset + 1, offset + 2])
    for offset in (21, 19, 17):
        assert plan.next() == Fetch(offset)
        plan.feed(offset, [30, 31])
        assert plan.next() == Fetch(offset - 1)
        plan.feed(offset - 1, [29, 30])
        assert plan.next() == Fetch(offset - 3)
        assert plan.feed(offset - 3, [21, 22]) == []
    assert plan.next() == Fetch(15)
    assert plan.feed(15, [22, 30]) == [1]


def test_a_service_that_asks_for_a_count_waits_for_it():
    plan = ScanPlan(by_id=True)
    for offset in (0, 24, 48, 0):
        plan.feed(offset, ids(25))
    assert plan.next() == AskCount()
    plan.feed_count(25)
    assert plan.next() == Finished()


orders = st.lists(st.integers(1, 500), max_size=130, unique=True)


@settings(max_examples=200)
@given(orders, st.sampled_from([None, 2, 10, 40]), st.booleans())
def test_a_service_that_ignores_the_sort_loses_and_repeats_nothing(rows, page_size, descending):
    plan = ScanPlan(by_id=True, page_size=page_size, descending=descending)
    delivered, _ = read_all(plan, service(rows, page_size or 25))
    assert sorted(delivered) == sorted(rows)
    honoured = all((a > b) if descending else (a < b) for a, b in pairwise(rows))
    assert plan.by_id == honoured


@settings(max_examples=100)
@given(st.integers(90, 160), st.randoms(use_true_random=False))
def test_a_sort_that_breaks_off_late_loses_and_repeats_nothing(sorted_rows, dice):
    tail = list(range(1001, 1001 + 60))
    dice.shuffle(tail)
    rows = ids(sorted_rows) + tail
    plan = ScanPlan(by_id=True)
    delivered, _ = read_all(plan, service(rows))
    assert sorted(delivered) == sorted(rows)
    assert len(delivered) == len(rows)


def test_a_scan_that_goes_on_from_a_checkpoint_notices_a_missing_sort_too():
    rows = ids(50) + random.Random(1).sample(range(51, 120), 60)
    plan = ScanPlan(by_id=True, start=Position(49, 50))
    delivered, _ = read_all(plan, service(rows))
    assert delivered == rows[50:]
    assert not plan.by_id
    assert plan.position.last_id is None


@settings(max_examples=200)
@given(
    st.lists(st.one_of(st.integers(1, 60), st.text(max_size=3)), max_size=80, unique=True),
    st.lists(st.integers(0, 80), max_size=5),
    st.sampled_from([2, 7, 25]),
)
def test_other_sorts_deliver_each_id_once_whatever_the_ids_are(rows, twice, size):
    rows = rows + [rows[index] for index in twice if index < len(rows)]  # a few moved while they were read
    plan = ScanPlan(by_id=False, offset_documented=False)
    delivered, _ = read_all(plan, service(rows, size))
    assert delivered == list(dict.fromkeys(rows))
    assert plan.duplicates == len(rows) - len(delivered)


def test_other_sorts_go_on_from_a_checkpoint_at_its_offset():
    plan = ScanPlan(by_id=False)
    plan.feed(0, ids(25))
    assert plan.position == Position(25, None, delivered=25)
    again = ScanPlan(by_id=True, start=plan.position)
    assert not again.by_id
    assert read_all(again, service(ids(60)))[0] == list(range(26, 61))


def test_a_service_that_goes_round_in_circles_is_an_error_and_not_a_loop(monkeypatch):
    monkeypatch.setattr("synctv_async._policy.scan._STALE_ROWS", 500)
    plan = ScanPlan(by_id=False, offset_documented=False)
    with pytest.raises(PaginationError, match="rows on end without a new one, and no end"):
        read_all(plan, lambda offset: [(offset // 25 % 4) * 25 + n for n in range(25)])


def test_ids_that_repeat_within_a_page_mean_that_the_sort_was_not_kept():
    plan = ScanPlan(by_id=True)
    assert plan.feed(0, [1, 2, 2, 3]) == [0, 1, 3]
    assert not plan.by_id


def test_ids_that_are_no_numbers_mean_that_there_is_no_sort_by_id():
    plan = ScanPlan(by_id=True)
    assert plan.feed(0, ["b", "a"]) == [0, 1]
    assert not plan.by_id


def test_a_list_that_comes_whole_is_one_request():
    plan = OnePage()
    assert plan.next() == Fetch(0)
    assert plan.feed(0, ["b", "a", "b"]) == [0, 1, 2]
    assert plan.next() == Finished()
    plan.feed_count(None)
    assert plan.position == Position(3, delivered=3)


@pytest.mark.parametrize("had", [0, 1, 2, 3])
def test_a_list_that_comes_whole_goes_on_after_the_rows_that_were_had(had):
    plan = OnePage(Position(had, delivered=had))
    assert plan.next() == Fetch(0)
    assert plan.feed(0, ["b", "a", "c"]) == [0, 1, 2][had:]
    assert plan.next() == Finished()
    assert plan.position == Position(3, delivered=3)


def test_a_whole_list_that_is_empty_ends_as_well():
    plan = OnePage()
    assert plan.feed(0, []) == []
    assert plan.next() == Finished()
    assert plan.position == Position()
