# Generated from tests/_async/test_stream.py: edit that and run tools/sync_codegen.py.
"""Streams: rows in order from pages read side by side, resumable after any row, with a receipt at the end."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import pytest

from synctv_async import (
    ApiRequest,
    ApiResponse,
    ArgumentError,
    ConfigError,
    Media,
    Receipt,
    SourceSync,
    SyncTV,
)
from synctv_async.sandbox import RecordedRequest, Sandbox
from tests.support import lists

from .clients import sourcesync, synctv

IDS = [number for number in range(1, 122) if number != 97]
WIDTHS = [1, 3, 8, 16]


def offsets(box: Sandbox) -> list[int]:
    """Return the offsets of the pages that were asked for, in order."""
    pages = [request for request in box.requests if not request.path.endswith("/count.json")]
    return sorted(int((request.values("offset") or ["0"])[0]) for request in pages)


def counts(box: Sandbox) -> int:
    return sum(request.path.endswith("/count.json") for request in box.requests)


@pytest.mark.parametrize("width", WIDTHS)
def test_rows_come_in_order_and_that_all_came_is_proved(tv: SyncTV, box: Sandbox, width: int) -> None:
    stream = tv.media.list().stream(width)
    assert (stream.expected, stream.receipt.finished, box.requests) == (None, False, ())
    with stream as rows:
        assert rows is stream
        assert [row.id for row in rows] == IDS
        assert rows.expected == 120
        receipt = rows.receipt
    assert stream.receipt is receipt
    assert receipt == Receipt("complete", 120, 120, 120, 0, 0, 7, receipt.seconds)
    assert 0 < receipt.seconds < 10
    assert (offsets(box), counts(box)) == ([0, 24, 48, 72, 96], 2)


@pytest.mark.parametrize(
    ("rows", "pages"), [(0, 1), (1, 1), (24, 1), (25, 2), (26, 2), (48, 2), (49, 3), (50, 3), (120, 5), (121, 6)]
)
@pytest.mark.parametrize("width", [1, 8])
def test_no_page_is_asked_for_beyond_the_end_that_was_counted(rows: int, pages: int, width: int) -> None:
    with lists.numbered(rows) as box:
        with synctv(box) as tv, tv.media.list().stream(width) as stream:
            assert [row.id for row in stream] == [*range(1, rows + 1)]
        assert offsets(box) == [*range(0, 24 * pages, 24)]
        assert stream.receipt.requests == len(box.requests) == pages + 2
        assert stream.receipt.status == "complete"


@pytest.mark.parametrize(("rows", "most"), [(0, 1), (10, 4), (60, 9), (500, 22 + 15)])
def test_without_a_count_few_pages_are_asked_for_in_vain(rows: int, most: int) -> None:
    with lists.numbered(rows, clip_of=1) as box:
        with synctv(box) as tv, tv.media.clips(1).stream(8) as stream:
            assert [row.id for row in stream] == [*range(1, rows + 1)]
        assert rows // 24 <= len(box.requests) <= stream.receipt.requests <= most
        assert counts(box) == 0
    asked, seconds = stream.receipt.requests, stream.receipt.seconds
    assert stream.receipt == Receipt("complete", None, None, rows, 0, 0, asked, seconds)


def test_a_count_that_is_refused_proves_nothing_and_hinders_nothing(tv: SyncTV, box: Sandbox) -> None:
    box.fault(path="*/count.json", status=404, body=b"{}", times=None)
    with tv.media.list().stream(4) as rows:
        assert len([row.id for row in rows]) == 120
        assert (rows.expected, rows.receipt.status) == (None, "complete")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page_size", [2, 7, 25, 60, 500])
def test_any_page_size_and_any_width_read_all(tv: SyncTV, box: Sandbox, page_size: int, width: int) -> None:
    with tv.media.list(page_size=13).stream(width, page_size=page_size) as rows:
        assert [row.id for row in rows] == IDS
    assert rows.receipt.status == "complete"
    pages = [request for request in box.requests if not request.path.endswith("/count.json")]
    assert {tuple(request.values("limit")) for request in pages} == {(str(page_size),)}


@pytest.mark.parametrize("wire_format", ["json", "xml"])
def test_raw_rows_are_what_the_service_sent(box: Sandbox, wire_format: Any) -> None:
    box.media.update(3, tomorrow="new")
    with synctv(box, wire_format=wire_format) as tv:
        with tv.media.list().stream(raw=True) as stream:
            rows = [dict(row) for row in stream]
        pages = [row for page in tv.media.list().pages(raw=True) for row in page.items]
    assert rows == pages
    assert [int(row["id"]) for row in rows] == IDS
    assert rows[2]["tomorrow"] == "new"


def test_other_orders(tv: SyncTV, box: Sandbox) -> None:
    with tv.media.list(sort_descending=True).stream() as rows:
        assert [row.id for row in rows] == IDS[::-1]
    assert rows.receipt.status == "complete"
    with tv.media.list(sort_order="name").stream() as named:
        names = [row.name for row in named]
    assert names == [row.name for row in tv.media.list(sort_order="name")]
    assert named.receipt.status == "unverified"
    assert (named.receipt.delivered, named.receipt.expected_before, named.receipt.expected_after) == (120, 120, 120)


def test_pages_and_rows_are_one_reading(tv: SyncTV) -> None:
    seen: list[int] = []
    with tv.media.list().stream(4) as rows:
        for row in rows:
            seen.append(row.id)
            if row.id == 10:
                break
        for page in rows.pages():
            assert page.checkpoint == rows.checkpoint
            assert isinstance(page.items[0], Media)
            seen += [row.id for row in page.items]
            if len(seen) > 60:
                break
        first = next(rows)
        seen.append(first.id)
        seen += [row.id for page in rows.pages() for row in page.items]
        assert [row.id for row in rows] == []
        assert [page.items for page in rows.pages()] == []
    assert seen == IDS
    assert rows.receipt.status == "complete"


def test_pages_are_never_empty(tv: SyncTV, box: Sandbox) -> None:
    with tv.media.list().stream(3) as rows:
        sizes = [len(page.items) for page in rows.pages()]
    assert sizes == [25, 24, 24, 24, 23]
    with tv.media.list(named_like="no such name").stream() as rows:
        assert [page.items for page in rows.pages()] == []
    assert (rows.receipt.status, rows.receipt.delivered, rows.receipt.requests) == ("complete", 0, 3)


def test_each_stream_is_a_new_reading(tv: SyncTV, box: Sandbox) -> None:
    pager = tv.media.list()
    with pager.stream() as one, pager.stream() as two:
        seen = [(next(one).id, next(two).id) for _ in range(30)]
    assert seen == [(number, number) for number in range(1, 31)]


def test_the_ingest_videos_of_a_media_are_a_stream_too(tv: SyncTV, box: Sandbox) -> None:
    mine = [number for number in box.ingest_videos.ids() if box.ingest_videos.get(number)["ingestable_id"] == 1]
    with tv.ingest_videos.list(1).stream(page_size=3) as rows:
        assert [row.id for row in rows] == mine
    assert (rows.receipt.status, rows.receipt.expected_before) == ("complete", len(mine))


def test_a_list_of_sourcesync_is_one_page_and_one_request(ss: SourceSync, box: Sandbox) -> None:
    ss.productions.create_many([{"name": f"P{number}"} for number in range(60)])
    box.reset()
    with ss.productions.list().stream() as rows:
        assert [row.name for row in rows] == [f"P{number}" for number in range(60)]
    assert len(box.requests) == rows.receipt.requests == 1
    assert (rows.receipt.status, rows.receipt.delivered, rows.expected) == ("unverified", 60, None)
    with pytest.raises(ArgumentError, match=r"page_size=50: productions.list comes whole"):
        ss.productions.list().stream(page_size=50)


# What is not a stream's use.


@pytest.mark.parametrize("width", [0, -1, True, "8", 2.0, None])
def test_a_width_is_a_whole_number_from_one(tv: SyncTV, width: Any) -> None:
    with pytest.raises(ArgumentError, match="concurrency is a whole number from 1"):
        tv.media.list().stream(width)


@pytest.mark.parametrize("page_size", [1, 0, True, "10"])
def test_a_page_has_at_least_two_rows(tv: SyncTV, page_size: Any) -> None:
    with pytest.raises(ArgumentError, match="page_size is a whole number from 2"):
        tv.media.list().stream(page_size=page_size)


def test_a_stream_is_read_in_its_block_only(tv: SyncTV, box: Sandbox) -> None:
    stream = tv.media.list().stream()
    with pytest.raises(ConfigError, match="inside of its 'with' block"):
        next(stream)
    with pytest.raises(ConfigError, match="inside of its 'with' block"):
        next(iter(stream.pages()))
    assert box.requests == ()
    with stream:
        next(stream)
        with pytest.raises(ConfigError, match="a stream is read once"):
            stream.__enter__()
    for again in (stream, stream.pages()):
        with pytest.raises(ConfigError, match="inside of its 'with' block") as caught:
            next(iter(again))
        assert caught.value.checkpoint == stream.checkpoint
    with pytest.raises(ConfigError, match="a stream is read once"):
        stream.__enter__()
    with tv.media.list().stream(start=stream.checkpoint) as rest:
        assert [row.id for row in rest] == IDS[1:]


def test_a_stream_that_came_to_its_end_stays_at_its_end(tv: SyncTV, box: Sandbox) -> None:
    with tv.media.list().stream() as rows:
        assert len([row.id for row in rows]) == 120
    sent = len(box.requests)
    assert [row.id for row in rows] == []
    assert [page.items for page in rows.pages()] == []
    assert len(box.requests) == sent
    with tv.media.list().stream(start=rows.checkpoint) as rest:
        assert [row.id for row in rest] == []
    assert (rest.receipt.status, rest.receipt.delivered_before) == ("complete", 120)


# What a receipt counts when something changes.


def at_request(box: Sandbox, number: int, change: Callable[[], object]) -> None:
    """Change the catalogue just before a request is answered, counted from 1."""
    left = [number]

    def hook(request: RecordedRequest) -> None:
        left[0] -= 1
        if left[0] == 0:
            change()

    box.on_request(hook)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_deletion_behind_the_reader_is_a_drift(tv: SyncTV, box: Sandbox, width: int) -> None:
    at_request(box, 4, lambda: box.media.delete(3))
    with tv.media.list(page_size=10).stream(width) as rows:
        assert [row.id for row in rows] == IDS
    receipt = rows.receipt
    assert (receipt.status, receipt.expected_before, receipt.expected_after) == ("drifted", 120, 119)
    assert receipt.delivered == 120
    assert receipt.rewinds == 1
    assert receipt.requests == len(box.requests)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_insertion_behind_the_reader_is_a_drift(tv: SyncTV, box: Sandbox, width: int) -> None:
    at_request(box, 5, lambda: box.media.insert(id=97, name="x"))  # the last free id below the last
    at_request(box, 10, lambda: box.media.delete(97) if width == 1 else None)
    with tv.media.list(sort_descending=True, page_size=10).stream(width) as rows:
        seen = [row.id for row in rows]
    assert [number for number in seen if number != 97] == IDS[::-1]
    assert rows.receipt.status == "drifted"


def test_a_change_ahead_of_the_reader_shows_in_the_counts_only(tv: SyncTV, box: Sandbox) -> None:
    at_request(box, 3, lambda: box.media.insert(id=500, name="x"))
    with tv.media.list().stream(1) as rows:
        assert [row.id for row in rows] == [*IDS, 500]
    receipt = rows.receipt
    assert (receipt.expected_before, receipt.delivered, receipt.expected_after) == (120, 121, 121)
    assert (receipt.status, receipt.rewinds, receipt.duplicates) == ("drifted", 0, 0)


def test_a_count_that_fails_at_the_end_leaves_it_unverified(tv: SyncTV, box: Sandbox) -> None:
    box.fault(path="*/count.json", skip=1, status=404, html=True)
    with tv.media.list().stream() as rows:
        assert len([row.id for row in rows]) == 120
    assert (rows.receipt.status, rows.receipt.expected_before, rows.receipt.expected_after) == ("unverified", 120, None)
    assert rows.receipt.finished


def test_a_receipt_of_a_stream_that_was_left_counts_what_was_asked_for(tv: SyncTV, box: Sandbox) -> None:
    with tv.media.list(page_size=5).stream(4) as rows:
        next(rows)
    assert rows.receipt.delivered == 1
    assert not rows.receipt.finished
    assert len(box.requests) <= rows.receipt.requests <= 2 + 2 * 4


# What reaches the user's functions.

colour: ContextVar[str] = ContextVar("colour", default="none")


def test_the_users_functions_see_the_context_of_the_stream(box: Sandbox) -> None:
    seen: set[str] = set()

    def middleware(request: ApiRequest, call_next: Any) -> ApiResponse:
        seen.add(f"middleware {colour.get()}")
        response: ApiResponse = call_next(request)
        return response

    def on_request(_: object) -> None:
        seen.add(f"on_request {colour.get()}")

    options = {"middleware": [middleware], "on_request": on_request}
    with synctv(box, on_response=lambda _: seen.add(f"on_response {colour.get()}"), **options) as tv:
        colour.set("red")
        with tv.media.list().stream() as rows:
            assert len([row.id for row in rows]) == 120
    assert seen == {"middleware red", "on_request red", "on_response red"}


def test_siblings_and_clients_with_few_connections_stream_as_well(box: Sandbox) -> None:
    with synctv(box, max_connections=2) as tv:
        with tv.with_options(timeout=10).media.list(page_size=5).stream(16) as rows:
            assert [row.id for row in rows] == IDS
        with sourcesync(box) as ss, ss.productions.list().stream() as none:
            assert [row.id for row in none] == []
