# Generated from tests/_async/test_pager.py: edit that and run tools/sync_codegen.py.
"""Lists: lazy, resumable, and right while the catalogue changes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from synctv_async import (
    ArgumentError,
    CheckpointError,
    Media,
    NotFoundError,
    Pager,
    PaginationError,
    ServerError,
    SourceSync,
    SyncTV,
    SyncTVError,
)
from synctv_async.sandbox import RecordedRequest, Sandbox
from tests.support.lists import PAGES, page_of, serve

from .clients import sourcesync, synctv

IDS = [number for number in range(1, 122) if number != 97]


def offsets(box: Sandbox) -> list[int]:
    return [int((request.values("offset") or ["0"])[0]) for request in box.requests]


def ids(pager: Pager[Media]) -> list[int]:
    return [row.id for row in pager]


def test_nothing_is_sent_before_the_first_row_is_asked_for(tv: SyncTV, box: Sandbox) -> None:
    pager = tv.media.list(active=True)
    pages = pager.pages()
    rows = iter(pager)
    assert box.requests == ()
    assert repr(pager) == "<Pager of media.list at /api/v2/media.json>"
    next(rows)
    next(pages)
    assert len(box.requests) == 2


def test_every_row_comes_once_and_in_order(tv: SyncTV, box: Sandbox) -> None:
    assert ids(tv.media.list()) == IDS
    assert offsets(box) == [0, 24, 48, 72, 96]
    assert all(request.values("sort_order") == ["id"] for request in box.requests)
    assert all("limit" not in dict(request.params) for request in box.requests)


def test_each_iteration_is_a_new_reading(tv: SyncTV, box: Sandbox) -> None:
    pager = tv.media.list()
    assert ids(pager) == IDS
    box.media.delete(5)
    assert ids(pager) == [number for number in IDS if number != 5]


def test_descending_lists_are_read_the_same_way(tv: SyncTV) -> None:
    assert ids(tv.media.list(sort_descending=True)) == IDS[::-1]
    assert ids(tv.media.list(sort_order="id", sort_descending=True, page_size=7)) == IDS[::-1]


def test_the_first_row_costs_one_page(tv: SyncTV, box: Sandbox) -> None:
    first = tv.media.list().first()
    assert first is not None
    assert first.id == 1
    assert len(box.requests) == 1
    assert tv.media.list(named_like="no such name").first() is None


@pytest.mark.parametrize(("wanted", "pages"), [(0, 0), (1, 1), (25, 1), (26, 2), (49, 2), (50, 3), (500, 5)])
def test_collect_reads_no_page_too_many(tv: SyncTV, box: Sandbox, wanted: int, pages: int) -> None:
    rows = tv.media.list().collect(wanted)
    assert [row.id for row in rows] == IDS[:wanted]
    assert len(box.requests) == pages


def test_collect_of_less_than_nothing_is_refused(tv: SyncTV) -> None:
    with pytest.raises(ArgumentError, match="from 0, got -1"):
        tv.media.list().collect(-1)


def test_pages_hold_records_and_a_small_checkpoint(tv: SyncTV) -> None:
    pages = [(page.items, page.checkpoint) for page in tv.media.list().pages()]
    assert [len(items) for items, _ in pages] == [25, 24, 24, 24, 23]
    assert [row.id for items, _ in pages for row in items] == IDS
    for items, checkpoint in pages:
        assert isinstance(items[0], Media)
        assert isinstance(json.loads(checkpoint), dict)
        assert len(checkpoint) < 200


def test_raw_pages_hold_what_the_service_sent(tv: SyncTV, box: Sandbox) -> None:
    box.media.update(3, tomorrow="new")
    rows = [row for page in tv.media.list().pages(raw=True) for row in page.items]
    assert [row["id"] for row in rows] == IDS
    assert rows[2]["tomorrow"] == "new"
    assert isinstance(rows[0]["created_at"], str)


@pytest.mark.parametrize("page_size", [2, 7, 24, 25, 26, 60, 119, 120, 121, 500])
def test_any_page_size_reads_all(tv: SyncTV, box: Sandbox, page_size: int) -> None:
    assert ids(tv.media.list(page_size=page_size)) == IDS
    assert all(request.values("limit") == [str(page_size)] for request in box.requests)
    assert len(tv.bundles.list(page_size=page_size).collect()) == 60


@pytest.mark.parametrize("page_size", [1, 0, -3, 2.5, True, "10"])
def test_a_page_of_one_cannot_tell_whether_anything_follows(tv: SyncTV, page_size: Any) -> None:
    with pytest.raises(ArgumentError, match="page_size is a whole number from 2"):
        tv.media.list(page_size=page_size)


def test_a_list_goes_on_from_every_page(tv: SyncTV) -> None:
    done: list[int] = []
    for page in tv.media.list().pages():
        done += [row.id for row in page.items]
        rest = [row.id for later in tv.media.list().pages(start=page.checkpoint) for row in later.items]
        assert done + rest == IDS


def test_every_kind_of_list_goes_on_from_every_page(tv: SyncTV) -> None:
    lists: list[Callable[[], Pager[Any]]] = [
        lambda: tv.media.list(sort_order=["id"], sort_descending=True, page_size=40),
        lambda: tv.media.list(sort_order="name"),
        lambda: tv.media.list(container_id=1, page_size=5),
        lambda: tv.ingest_videos.list(1, page_size=6),
        tv.bundles.list,
        lambda: tv.contributors.list(page_size=9),
        lambda: tv.resource("contributors/people", item="person").list(page_size=3),
    ]
    for make in lists:
        whole = [row for page in make().pages(raw=True) for row in page.items]
        done: list[Any] = []
        assert len({row["id"] for row in whole}) == len(whole) > 0
        for page in make().pages(raw=True):
            done += page.items
            rest = [row for later in make().pages(start=page.checkpoint, raw=True) for row in later.items]
            assert done + rest == whole


def test_a_list_goes_on_after_rows_before_it_were_deleted(tv: SyncTV, box: Sandbox) -> None:
    page = next(iter(tv.media.list().pages()))
    for number in range(1, 21):
        box.media.delete(number)
    box.media.insert(id=500, name="New")
    rest = [row.id for later in tv.media.list().pages(start=page.checkpoint) for row in later.items]
    assert rest == [*IDS[25:], 500]


def test_an_error_carries_the_checkpoint_to_go_on_from(tv: SyncTV, box: Sandbox) -> None:
    done: list[int] = []
    box.fault(path="/api/v2/media.json", skip=2, status=503, times=4)
    with pytest.raises(ServerError) as caught:  # noqa: PT012
        for row in tv.media.list():
            done.append(row.id)  # noqa: PERF401 - the rows before the error count
    assert done == IDS[:49]
    assert caught.value.checkpoint is not None
    rest = [row.id for page in tv.media.list().pages(start=caught.value.checkpoint) for row in page.items]
    assert done + rest == IDS


def test_an_error_at_the_first_page_carries_a_checkpoint_too(tv: SyncTV, box: Sandbox) -> None:
    box.fault(status=404, html=True)
    with pytest.raises(NotFoundError) as caught:
        tv.media.list().first()
    assert caught.value.checkpoint is not None
    pages = tv.media.list().pages(start=caught.value.checkpoint)
    assert [row.id for page in pages for row in page.items] == IDS


def test_errors_of_others_are_left_alone(tv: SyncTV) -> None:
    with pytest.raises(RuntimeError, match="mine") as caught:  # noqa: PT012
        for _ in tv.media.list():
            message = "mine"
            raise RuntimeError(message)
    assert not hasattr(caught.value, "checkpoint")


def test_a_checkpoint_is_good_in_both_facades_and_formats(tv: SyncTV, box: Sandbox) -> None:
    page = next(iter(tv.media.list(active=True).pages()))
    done = [row.id for row in page.items]
    whole = ids(tv.media.list(active=True))
    with synctv(box, wire_format="xml") as xml:
        later = xml.media.list(active=True, page_size=10).pages(start=page.checkpoint)
        assert done + [row.id for page in later for row in page.items] == whole
    with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as other:
        rest = [row.id for page in other.media.list(active=True).pages(start=page.checkpoint) for row in page.items]
    assert done + rest == whole


def test_a_checkpoint_of_another_query_is_refused(tv: SyncTV, box: Sandbox) -> None:
    token = next(iter(tv.media.list(active=True).pages())).checkpoint
    sent = len(box.requests)
    others: list[Callable[[], Pager[Any]]] = [
        tv.media.list,
        lambda: tv.media.list(active=False),
        lambda: tv.media.list(active=True, sort_order="name"),
        lambda: tv.media.list(active=True, sort_descending=True),
        lambda: tv.media.list(container_id=1, active=True),
        lambda: tv.media.clips(1, active=True),
        tv.bundles.list,
    ]
    for other in others:
        with pytest.raises(CheckpointError, match="another query") as caught:
            other().pages(start=token)
        assert isinstance(caught.value, ValueError)
    assert len(box.requests) == sent


@pytest.mark.parametrize("token", ["", "x", "[]", "{}", '{"v":9}', '{"v":1,"q":"x","offset":-1,"id":null}', "null"])
def test_a_damaged_checkpoint_is_refused(tv: SyncTV, token: str) -> None:
    with pytest.raises(CheckpointError):
        tv.media.list().pages(start=token)


def test_an_early_break_leaves_nothing_behind(box: Sandbox) -> None:
    with synctv(box, max_connections=1) as tv:
        for _ in range(5):
            for row in tv.media.list():
                if row.id == 30:
                    break
        assert tv.media.get(1).media.id == 1
    assert len(box.requests) == 11


def at_request(box: Sandbox, number: int, change: Callable[[], object]) -> None:
    """Change the catalogue just before a request is answered, counted from 1."""
    left = [number]

    def hook(request: RecordedRequest) -> None:
        left[0] -= 1
        if left[0] == 0:
            change()

    box.on_request(hook)


CHANGES: dict[str, Callable[[Sandbox], object]] = {
    "one row before is deleted": lambda box: box.media.delete(3),
    "a page before is deleted": lambda box: [box.media.delete(number) for number in range(1, 26)],
    "more than a page before is deleted": lambda box: [box.media.delete(number) for number in range(1, 49)],
    "rows are created at the end": lambda box: [box.media.insert(name="x") for _ in range(30)],
    "rows leave the filter": lambda box: [box.media.update(number, active=False) for number in range(1, 20)],
    "rows before enter the filter": lambda box: box.media.update(97 if box.media.has(97) else 4, active=True),
    "the row we stand on is deleted": lambda box: box.media.delete(25),
    "all rows after are deleted": lambda box: [box.media.delete(n) for n in IDS if n > 60 and box.media.has(n)],
    "a row is inserted before": lambda box: box.media.insert(id=97, active=True),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("moment", [2, 3, 5])
@pytest.mark.parametrize("descending", [False, True])
def test_no_row_that_stays_is_lost_or_repeated(
    tv: SyncTV, box: Sandbox, change: Callable[[Sandbox], object], moment: int, *, descending: bool
) -> None:
    for number in IDS:
        box.media.update(number, active=number not in (4, 50))
    before = {number for number in IDS if number not in (4, 50)}
    at_request(box, moment, lambda: change(box))
    seen = [row.id for row in tv.media.list(active=True, sort_descending=descending)]
    after = {number for number in box.media.ids() if box.media.get(number)["active"]}
    assert len(seen) == len(set(seen))
    assert seen == sorted(seen, reverse=descending)
    assert before & after <= set(seen)
    assert set(seen) <= before | after


def test_a_list_that_shrinks_all_the_time_is_read_to_its_end(tv: SyncTV, box: Sandbox) -> None:
    @box.on_request
    def shrink(request: RecordedRequest) -> None:
        for number in box.media.ids()[:3]:
            box.media.delete(number)

    seen = ids(tv.media.list())
    assert set(box.media.ids()) <= set(seen)
    assert len(seen) == len(set(seen))


def test_other_sorts_get_the_id_as_tie_break(tv: SyncTV, box: Sandbox) -> None:
    rows = tv.media.list(sort_order=["order_number", "name"]).collect()
    assert sorted(row.id for row in rows) == IDS
    assert box.requests[0].values("sort_order[]") == ["order_number", "name", "id"]
    assert offsets(box) == [0, 25, 50, 75, 100]


@pytest.mark.parametrize("limit", ["cap", "ignore", "honour"])
@pytest.mark.parametrize("paged", [True, False])
def test_whatever_a_service_makes_of_limit_and_offset(limit: Any, *, paged: bool) -> None:
    with Sandbox(media=260, bundles=130, limit=limit, bundles_paged=paged) as box:
        with synctv(box) as tv:
            for page_size in (None, 10, 25, 100, 200):
                assert ids(tv.media.list(page_size=page_size)) == box.media.ids()
                bundles = tv.bundles.list(page_size=page_size).collect()
                assert [bundle.id for bundle in bundles] == [
                    number for number in box.bundles.ids() if box.bundles.get(number)["status"] != -1
                ]
                assert len(tv.bundles.list(medium_id=1, page_size=page_size).collect()) < 130


def same_page(box: Sandbox, rows: int, count: int | None) -> None:
    """Answer every offset with the same rows."""
    box.fault(path=PAGES, body=page_of([{"id": number} for number in range(1, rows + 1)]), times=None)
    if count is None:
        box.fault(path="*/count.json", status=404, body=b"{}", times=None)
    else:
        box.fault(path="*/count.json", body=b'{"response":{"count":%d,"code":1}}' % count, times=None)


@pytest.mark.parametrize(("rows", "count"), [(40, None), (25, 25), (3, None), (0, None), (1, 1)])
def test_a_service_that_ignores_the_offset_and_sends_all(
    tv: SyncTV, box: Sandbox, rows: int, count: int | None
) -> None:
    same_page(box, rows, count)
    assert ids(tv.media.list()) == list(range(1, rows + 1))
    assert len(box.requests) < 8


@pytest.mark.parametrize("count", [None, 26, 1000])
def test_a_service_that_never_shows_the_rest_is_an_error(tv: SyncTV, box: Sandbox, count: int | None) -> None:
    same_page(box, 25, count)
    with pytest.raises(PaginationError) as caught:
        ids(tv.media.list())
    assert len(box.requests) < 8
    assert isinstance(caught.value, SyncTVError)
    assert caught.value.checkpoint is not None


def test_a_service_that_ignores_the_sort_is_read_nevertheless(tv: SyncTV, box: Sandbox) -> None:
    order = [*range(60, 0, -1)]
    serve(box, [{"id": number} for number in order])
    assert sorted(ids(tv.media.list())) == sorted(order)


def test_rows_without_a_usable_id_are_an_error_that_says_so(tv: SyncTV, box: Sandbox) -> None:
    box.fault(body=page_of([{"name": "x"}]), times=None)
    with pytest.raises(SyncTVError, match="id"):
        ids(tv.media.list())


def test_a_list_of_sourcesync_is_one_request(ss: SourceSync, box: Sandbox) -> None:
    ss.productions.create_many([{"name": f"P{number}"} for number in range(60)])
    box.reset()
    pages = [(page.items, page.checkpoint) for page in ss.productions.list().pages()]
    assert [len(items) for items, _ in pages] == [60]
    assert len(box.requests) == 1
    assert [page.items for page in ss.productions.list().pages(start=pages[0][1])] == []
    with sourcesync(box) as other:
        first = other.productions.list().first()
    assert first == pages[0][0][0]
