# Generated from tests/_async/test_stream_changes.py: edit that and run tools/sync_codegen.py.
"""The guarantee of a stream against a catalogue that changes at any moment, and the bounds it keeps to."""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest

from synctv_async import RateLimit, SourceSync, SyncTV
from synctv_async._concurrency import thread
from synctv_async.sandbox import Sandbox, Uniform
from tests.support.lists import numbered
from tests.support.restless import Restless
from tests.support.traffic import Watch, all_gone, settled

from .clients import synctv

WIDTHS = [1, 3, 8, 16]


@pytest.fixture
def empty() -> Iterator[Sandbox]:
    """One of its own for each test: a request that is still under way when a test ends would change the next one's."""
    with Sandbox(media=0, bundles=0, contributors=0, ingest_videos=0) as box:
        yield box


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("descending", [False, True])
def test_no_row_that_stays_is_lost_or_repeated(empty: Sandbox, width: int, seed: int, *, descending: bool) -> None:
    world = Restless(empty, 100 * width + seed, rate=0.3 + 0.08 * seed)
    with synctv(empty, wire_format="xml" if seed == 5 else "json") as tv:
        pager = tv.media.list(active=True, sort_descending=descending, page_size=None if seed == 4 else 10)
        with pager.stream(width) as rows:
            seen = [row.id for row in rows]
    world.check(seen, descending=descending)
    receipt = rows.receipt
    assert receipt.delivered == len(seen)
    if receipt.status == "complete":
        assert receipt.rewinds == receipt.duplicates == 0
        assert receipt.expected_before == len(seen) == receipt.expected_after
    else:
        assert receipt.status == "drifted"


@pytest.mark.parametrize("seed", range(6))
def test_nor_where_the_stream_is_left_and_gone_on_with_elsewhere(empty: Sandbox, seed: int) -> None:
    world, dice = Restless(empty, seed, rate=0.3), random.Random(seed)
    seen: list[int] = []
    token: str | None = None
    rest = 0
    with synctv(empty) as tv:
        other = SyncTV(empty.url, access_id=empty.access_id, access_secret=empty.access_secret)
        while True:
            if len(seen) % 3 == 1:
                with other.media.list(active=True).stream(dice.choice(WIDTHS), start=token, page_size=7) as stream:
                    for row in stream:
                        seen.append(row.id)
                        if dice.random() < 0.05:
                            break
                token = stream.checkpoint
                continue
            with tv.media.list(active=True, page_size=10).stream(dice.choice(WIDTHS), start=token) as rows:
                for row in rows:
                    seen.append(row.id)
                    if dice.random() < 0.05:
                        break
                else:
                    rest = rows.receipt.delivered
                    break
            token = rows.checkpoint
        other.close()
    world.check(seen, descending=False)
    assert rows.receipt.delivered_before + rest == len(seen)
    assert rows.receipt.status != "complete" or world.changes < 2 or rows.receipt.expected_after == len(seen)


def test_a_plain_offset_reader_loses_rows_there(empty: Sandbox) -> None:
    """The catalogue is restless enough for a reader without a guarantee."""
    lost = 0
    with synctv(empty) as tv:
        for seed in range(8):
            empty.reset(catalogue=True)
            world = Restless(empty, seed)
            with tv.media.list(active=True, sort_order="order_number", page_size=10).stream(4) as rows:
                seen = {row.id for row in rows}
            assert rows.receipt.status == "unverified"
            lost += not world.always <= seen
    assert lost > 2


# The bounds.


@pytest.mark.parametrize("width", [1, 3, 8])
def test_no_more_requests_are_under_way_than_allowed(width: int) -> None:
    with numbered(1000) as box:
        watch = Watch(box)
        box.fault(delay=Uniform(0.02, 0.03), times=None)
        with synctv(box) as tv, tv.media.list().stream(width) as rows:
            assert len([row.id for row in rows]) == 1000
            assert watch.most_under_way == width
            assert watch.accepted == width  # one connection for each of them, and no more
        assert thread(all_gone, box)
    assert rows.receipt.requests == len(box.requests) == 44


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("width", [1, 3, 8])
def test_no_more_pages_are_in_hand_than_twice_as_many(width: int, *, counted: bool) -> None:
    with numbered(1000, clip_of=1) as box:
        with synctv(box) as tv:
            pager = tv.media.list(page_size=10) if counted else tv.media.clips(1, page_size=10)
            with pager.stream(width) as rows:
                taken = 0
                for page in (1, 2, 7):
                    while taken < 9 * (page - 1) + 2:  # up to its second row: it begins with one that was had
                        next(rows)
                        taken += 1
                    # That which is being delivered, and those after it; no page is counted upon without a proof.
                    ahead = 2 * width - 1 if counted else min(2 * width - 1, 3 * page)
                    assert thread(settled, box, page + ahead + counted)
            assert rows.receipt.requests == len(box.requests)
            assert thread(settled, box, len(box.requests))


def test_a_rate_limit_holds_for_all_pages_side_by_side(box: Sandbox) -> None:
    with synctv(box, rate_limit=RateLimit(4, per=0.3)) as tv, tv.media.list(page_size=11).stream(8) as rows:
        assert len([row.id for row in rows]) == 120
    times = sorted(request.at for request in box.requests)
    assert len(times) == 14
    assert all(later - earlier >= 0.3 for earlier, later in zip(times, times[4:], strict=False))


def test_pages_come_side_by_side(box: Sandbox) -> None:
    def pages_at_once(width: int) -> float:
        gaps = [later.at - earlier.at for earlier, later in pairwise(box.requests[2:-1])]
        return sum(gap < 0.05 for gap in gaps) / len(gaps)

    box.fault(path="*/media.json", delay=0.1, times=None)
    with synctv(box) as tv:
        with tv.media.list(page_size=13).stream(1) as rows:
            one_by_one = [row.id for row in rows]
        assert pages_at_once(1) == 0
        sent = len(box.requests)
        box.reset()
        box.fault(path="*/media.json", delay=0.1, times=None)
        with tv.media.list(page_size=13).stream(16) as rows:
            assert [row.id for row in rows] == one_by_one
        assert pages_at_once(16) > 0.5
        assert len(box.requests) == sent


def test_lists_of_both_services_at_once(tv: SyncTV, ss: SourceSync, box: Sandbox) -> None:
    ss.productions.create_many([{"name": f"P{number}"} for number in range(30)])
    with tv.media.list().stream() as media, ss.productions.list().stream() as productions:
        for production in productions:
            row = next(media)
            assert production.name == f"P{row.id - 1}"
