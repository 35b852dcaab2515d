"""Which pages a stream asks for ahead, where it stands within a page, and what its receipt says."""

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async._policy.checkpoint import read_checkpoint, write_checkpoint
from synctv_async._policy.read_ahead import ReadAhead
from synctv_async._policy.receipt import receipt_of
from synctv_async._policy.scan import Fetch, OnePage, Position, ScanPlan
from synctv_async.models import Receipt

from .catalogue import read_all

widths = st.integers(1, 16)


def read_ahead(rows, width, *, size=25, counted=None, plan=None):
    """Read a list that rests by what is asked for ahead; return the offsets asked for and those that were used."""
    plan = plan or ScanPlan(by_id=True, page_size=None if size == 25 else size)
    ahead, asked, used, most = ReadAhead(width, plan.stride), [], [], 0
    ahead.total = counted
    in_hand = []
    while isinstance(step := plan.next(), Fetch):
        if not ahead.turn_to(step.offset):
            in_hand.clear()
        for offset in ahead.more():
            asked.append(offset)
            in_hand.append(offset)
        most = max(most, len(in_hand))
        assert in_hand[0] == step.offset
        used.append(in_hand.pop(0))
        plan.feed(step.offset, rows[step.offset : step.offset + size])
        if isinstance(following := plan.next(), Fetch):
            ahead.use(following.offset - step.offset)
    return asked, used, most


@given(st.integers(0, 400), widths, st.sampled_from([2, 3, 10, 25, 60]))
def test_with_the_right_count_no_page_is_asked_for_in_vain(many, width, size):
    asked, used, _ = read_ahead(range(1, many + 1), width, size=size, counted=many)
    assert asked == used


@given(st.integers(0, 400), widths, st.sampled_from([2, 3, 10, 25, 60]), st.one_of(st.none(), st.integers(0, 600)))
def test_what_is_asked_for_and_not_used_is_bounded_whatever_the_count_says(many, width, size, counted):
    asked, used, most = read_ahead(range(1, many + 1), width, size=size, counted=counted)
    assert set(used) <= set(asked)
    assert len(asked) - len(used) <= 2 * width
    assert most <= max(1, 2 * width - 1)
    if counted is None:
        assert len(asked) - len(used) <= max(0, 3 * len(used) - 1)


def test_without_a_count_trust_grows_with_the_pages_that_were_there():
    ahead = ReadAhead(8, 24)
    asked = []
    for page in range(5):
        ahead.turn_to(page * 24)
        asked.append(len(list(ahead.more())))
        ahead.use(24)
    assert asked == [1, 3, 4, 4, 4]  # three for each page that was there are in hand
    assert [len(list(ahead.more())) for _ in range(2)] == [4, 0]  # and fifteen at most


def test_the_first_page_is_asked_for_alone_where_its_length_is_not_known():
    ahead = ReadAhead(8)
    ahead.total = 1000
    assert not ahead.turn_to(0)
    assert list(ahead.more()) == [0]
    ahead.use(99)
    assert not ahead.turn_to(99)
    assert list(ahead.more()) == [*range(99, 1000, 99)]


def test_another_page_than_the_one_expected_makes_the_others_useless():
    ahead = ReadAhead(3, 24)
    ahead.total = 1000
    ahead.turn_to(0)
    assert list(ahead.more()) == [0, 24, 48, 72, 96]
    ahead.use(24)
    assert ahead.turn_to(24)
    assert list(ahead.more()) == [120]
    ahead.use(-1)  # the page did not join on
    assert not ahead.turn_to(23)
    assert list(ahead.more()) == [23, 47, 71, 95, 119]


def test_a_page_of_another_length_changes_the_step():
    ahead = ReadAhead(2, 24)
    ahead.total = 1000
    ahead.turn_to(0)
    assert list(ahead.more()) == [0, 24, 48]
    ahead.use(9)
    assert not ahead.turn_to(9)
    assert list(ahead.more()) == [9, 18, 27]


def test_a_count_that_was_too_low_is_not_believed_any_more():
    ahead = ReadAhead(8, 24)
    ahead.total = 40
    ahead.turn_to(0)
    assert list(ahead.more()) == [0, 24]
    for _ in range(2):
        ahead.use(24)
    assert list(ahead.more()) == [48]  # what the scan wants is asked for, whatever was counted
    ahead.clear()
    ahead.turn_to(48)
    assert list(ahead.more()) == [48]
    ahead.use(24)
    ahead.turn_to(72)
    assert list(ahead.more()) == [72, 96, 120]
    assert ahead.total is None


def test_what_was_thrown_away_is_asked_for_again():
    ahead = ReadAhead(2, 24)
    ahead.total = 100
    ahead.turn_to(0)
    first = list(ahead.more())
    ahead.clear()
    assert not ahead.turn_to(0)
    assert list(ahead.more()) == first == [0, 24, 48]


@pytest.mark.parametrize("width", [1, 2, 8, 16])
def test_a_width_is_how_many_pages_are_read_side_by_side_and_nearly_twice_as_many_are_in_hand(width):
    ahead = ReadAhead(width, 24)
    ahead.total = 10_000
    ahead.turn_to(0)
    assert len(list(ahead.more())) == 2 * width - 1


# Where a stream stands within a page.


def read_to(rows, place, options):
    """Read rows one by one up to a place, as a stream does; return the position there."""
    plan, had = ScanPlan(**options), 0
    while isinstance(step := plan.next(), Fetch):
        before = plan.position
        ids = rows[step.offset : step.offset + (options.get("page_size") or 25)]
        fresh = plan.feed(step.offset, ids)
        if place < had + len(fresh):
            done = place - had
            index = fresh[done - 1] if done else None
            position = before if index is None else plan.within(before, step.offset, index, ids[index], done)
            return attrs.evolve(position, expected=len(rows))
        had += len(fresh)
    return attrs.evolve(plan.position, expected=len(rows))


@settings(max_examples=200)
@given(st.integers(0, 130), st.data(), st.booleans(), st.booleans(), st.sampled_from([None, 2, 7, 40]))
def test_a_scan_goes_on_after_any_row(many, data, by_id, descending, page_size):
    rows = [*range(many, 0, -1)] if descending else [*range(1, many + 1)]
    options = {"by_id": by_id, "descending": descending, "page_size": page_size}
    place = data.draw(st.integers(0, many))
    token = write_checkpoint("query", read_to(rows, place, options))
    start = read_checkpoint(token, "query")
    assert (start.delivered, start.changed, start.expected) == (place, False, many)
    again = ScanPlan(**options, start=start)
    rest, _ = read_all(again, lambda offset: rows[offset : offset + (page_size or 25)])
    assert rest == rows[place:]
    assert again.position.delivered == many
    assert again.position.expected == many
    assert again.rewinds == again.duplicates == 0


def test_a_change_that_was_seen_is_not_forgotten_by_who_goes_on():
    plan = ScanPlan(by_id=True)
    before = plan.position
    plan.feed(0, list(range(1, 26)))
    plan.feed(24, [])
    assert plan.rewinds == 1
    assert plan.position.changed
    inside = plan.within(before, 0, 3, 4, 4)
    assert inside.changed
    assert ScanPlan(by_id=True, start=inside).position.changed


@pytest.mark.parametrize("had", range(6))
def test_a_list_that_comes_whole_goes_on_after_any_row(had):
    rows = list("edcba")
    plan = OnePage()
    before = plan.position
    fresh = plan.feed(0, rows)
    position = plan.within(before, 0, fresh[had - 1], rows[had - 1], had) if had else before
    again = OnePage(read_checkpoint(write_checkpoint("query", position), "query"))
    assert [rows[index] for index in again.feed(0, rows)] == rows[had:]
    assert again.position == Position(5, delivered=5)
    if had < 5:  # and once more, from within what was left
        later = again.within(position, 0, had, rows[had], 1)
        assert [rows[index] for index in OnePage(later).feed(0, rows)] == rows[had + 1 :]


# What a receipt says.


def receipt(plan, *, before=None, after=None, finished=True, had=0):
    return receipt_of(
        plan,
        plan.position,
        delivered_before=had,
        expected_before=before,
        expected_after=after,
        finished=finished,
        requests=3,
        seconds=1.23456,
    )


def whole(rows=60, **options):
    plan = ScanPlan(by_id=True, **options)
    read_all(plan, lambda offset: list(range(1, rows + 1))[offset : offset + 25])
    return plan


def test_a_whole_reading_whose_counts_agree_is_complete():
    made = receipt(whole(), before=60, after=60)
    assert made == Receipt("complete", 60, 60, 60, 0, 0, 3, 1.235)
    assert made.to_dict()["status"] == "complete"


@pytest.mark.parametrize(
    ("before", "after", "finished", "status"),
    [
        (60, 60, True, "complete"),
        (None, None, True, "complete"),  # there is no count
        (59, 60, True, "drifted"),
        (60, 61, True, "drifted"),
        (61, 61, True, "drifted"),
        (60, None, True, "unverified"),  # one could not be had
        (None, 60, True, "unverified"),
        (60, 60, False, "unverified"),
        (60, None, False, "unverified"),
    ],
)
def test_counts_and_the_end_decide_what_is_proved(before, after, finished, status):
    assert receipt(whole(), before=before, after=after, finished=finished).status == status


@pytest.mark.parametrize("counts", [(60, 60), (None, None)])
def test_a_list_without_the_sort_proves_nothing_whatever_the_counts(counts):
    plan = ScanPlan(by_id=False)
    read_all(plan, lambda offset: list(range(1, 61))[offset : offset + 25])
    assert receipt(plan, before=counts[0], after=counts[1]).status == "unverified"
    one = OnePage()
    one.feed(0, list(range(60)))
    assert receipt(one, before=counts[0], after=counts[1]).status == "unverified"


def test_a_page_that_was_read_again_is_a_drift_even_if_all_counts_agree():
    plan = ScanPlan(by_id=True)
    rows = list(range(1, 61))
    plan.feed(0, rows[:25])
    assert plan.feed(24, [26, 27]) == []  # the row before was gone for a moment
    read_all(plan, lambda offset: rows[offset : offset + 25])
    made = receipt(plan, before=60, after=60)
    assert (made.status, made.delivered, made.rewinds) == ("drifted", 60, 1)


def test_rows_that_shifted_into_a_page_are_a_drift():
    plan = ScanPlan(by_id=True)
    plan.feed(0, list(range(1, 26)))
    assert plan.feed(24, [24, 25, 26]) == [2]
    made = receipt(plan)
    assert (made.status, made.duplicates, made.rewinds) == ("drifted", 1, 0)


def test_a_reading_that_goes_on_counts_what_was_delivered_before():
    plan = ScanPlan(by_id=True, start=Position(24, 25, 25, expected=60))
    read_all(plan, lambda offset: list(range(1, 61))[offset : offset + 25])
    made = receipt(plan, before=60, after=60, had=25)
    assert (made.status, made.delivered, made.delivered_before) == ("complete", 35, 25)


@pytest.mark.parametrize(
    ("by_id", "before", "after", "reason"),
    [
        (True, 60, 60, ""),
        (True, None, None, ""),
        (True, 60, 61, "the counts differ"),
        (True, 60, None, "a count could not be had"),
        (False, 60, 60, "the list is not sorted by id"),
    ],
)
def test_a_receipt_says_why_it_is_not_complete(by_id, before, after, reason):
    plan = ScanPlan(by_id=by_id)
    read_all(plan, lambda offset: list(range(1, 61))[offset : offset + 25])
    made = receipt(plan, before=before, after=after)
    assert (made.reason, made.status == "complete") == (reason, not reason)


def test_a_drift_that_was_seen_before_is_a_drift_of_the_whole():
    start = Position(24, 25, 25, changed=True, expected=60)
    plan = ScanPlan(by_id=True, start=start)
    read_all(plan, lambda offset: list(range(1, 61))[offset : offset + 25])
    assert receipt(plan, before=60, after=60, had=25).status == "drifted"


COMPLETE = Receipt("complete", 1500, 1500, 1500, 0, 0, 62, 12.04)
DRIFTED = Receipt("drifted", 10, 12, 4, 1, 2, 3, 0.5, delivered_before=7)
BROKEN_OFF = Receipt("unverified", None, None, 0, 0, 0, 0, 0.0, finished=False, reason="not at its end")


@pytest.mark.parametrize(
    ("made", "beginning", "end"),
    [
        (COMPLETE, "complete: 1,500 rows, counted 1,500 before and 1,500 after; 0 rewinds", "62 requests in 12.0 s"),
        (DRIFTED, "drifted: 11 rows, counted 10 before and 12 after; 2 rewinds, 1 dup", "3 requests in 0.5 s"),
        (BROKEN_OFF, "unverified (not at its end): 0 rows, no count; 0 rewinds", "0 requests in 0.0 s"),
    ],
)
def test_a_receipt_reads_as_one_line(made, beginning, end):
    assert str(made).startswith(beginning)
    assert str(made).endswith(end)
    assert Receipt(**made.to_dict()) == made
