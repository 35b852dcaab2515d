# Generated from tests/_async/test_stream_resume.py: edit that and run tools/sync_codegen.py.
"""Streams go on after any row, in any process, in either facade."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from synctv_async import (
    CheckpointError,
    Pager,
    SourceSync,
    SyncTV,
)
from synctv_async.sandbox import Sandbox

from .clients import synctv

IDS = [number for number in range(1, 122) if number != 97]
WIDTHS = [1, 3, 8, 16]


LISTS: dict[str, tuple[int, Callable[[Any], Any]]] = {
    "by id, one at a time": (1, lambda tv: tv.media.list(page_size=9)),
    "by id": (3, lambda tv: tv.media.list(page_size=9)),
    "by id, all at once": (16, lambda tv: tv.media.list(page_size=9)),
    "pages of 25": (8, lambda tv: tv.media.list()),
    "descending": (3, lambda tv: tv.media.list(sort_descending=True, page_size=9)),
    "by name": (3, lambda tv: tv.media.list(sort_order="name", page_size=9)),
    "of a container": (3, lambda tv: tv.media.list(container_id=1, page_size=5)),
    "clips": (3, lambda tv: tv.media.clips(1, page_size=4)),
    "bundles": (3, lambda tv: tv.bundles.list(page_size=7)),
    "ingest videos": (3, lambda tv: tv.ingest_videos.list(1, page_size=3)),
    "people": (3, lambda tv: tv.resource("contributors/people", item="person").list(page_size=3)),
}


@pytest.fixture(scope="module")
def small() -> Iterator[Sandbox]:
    with Sandbox(media=60, bundles=30, contributors=10, ingest_videos=40) as box:
        for number in range(20, 40):
            box.media.update(number, clip_of=1)
        yield box


@pytest.mark.parametrize("name", LISTS)
def test_a_stream_goes_on_after_any_row(small: Sandbox, name: str) -> None:
    width, make = LISTS[name]
    with synctv(small) as tv:
        with make(tv).stream(width, raw=True) as rows:
            checkpoints, whole = [rows.checkpoint], list[Any]()
            for row in rows:
                whole.append(row)
                checkpoints.append(rows.checkpoint)
        assert len({row["id"] for row in whole}) == len(whole) > 6
        for place, token in enumerate(checkpoints):
            # Half of them in a process of its own, so to say; and in turns as records and as what was sent.
            ids = [row["id"] for row in whole[place:]]
            with SyncTV(small.url, access_id=small.access_id, access_secret=small.access_secret) as other:
                if place % 2:
                    with make(other).stream(width, start=token, raw=True) as rest:
                        assert [row["id"] for row in rest] == ids
                else:
                    with make(tv).stream(width, start=token, raw=True) as rest:
                        assert [row["id"] for row in rest] == ids
            assert (rest.receipt.delivered_before, rest.receipt.delivered) == (place, len(whole) - place)
            assert rest.receipt.status == rows.receipt.status
            assert rest.receipt.rewinds == rest.receipt.duplicates == 0


def test_a_list_of_sourcesync_goes_on_after_any_row(ss: SourceSync, box: Sandbox) -> None:
    ss.productions.create_many([{"name": f"P{number}"} for number in range(12)])
    with ss.productions.list().stream() as rows:
        checkpoints, whole = [rows.checkpoint], list[str]()
        for row in rows:
            whole.append(row.name)
            checkpoints.append(rows.checkpoint)
    for place, token in enumerate(checkpoints):
        with ss.productions.list().stream(start=token) as rest:
            assert [row.name for row in rest] == whole[place:]
        with SourceSync(box.api_key, base_url=box.url) as other:
            assert [row.name for page in other.productions.list().pages(token) for row in page.items] == whole[place:]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_stream_that_is_left_again_and_again_reads_all(tv: SyncTV, box: Sandbox, width: int) -> None:
    seen: list[int] = []
    token, streams = None, 0
    while True:
        with tv.media.list(page_size=10).stream(width, start=token) as rows:
            streams += 1
            for row in rows:
                seen.append(row.id)
                if len(seen) % 7 == 0:
                    break
            else:
                break
        assert rows.receipt.status == "unverified"
        assert not rows.receipt.finished
        token = rows.checkpoint
    assert seen == IDS
    assert streams == 18
    assert (rows.receipt.status, rows.receipt.delivered_before + rows.receipt.delivered) == ("complete", 120)
    assert rows.receipt.expected_before == 120
    counts = sum(request.path.endswith("/count.json") for request in box.requests)
    assert counts == 2  # one when the first began, one when the last came to the end


def test_pages_and_streams_go_on_from_each_other(tv: SyncTV) -> None:
    page = next(iter(tv.media.list().pages()))
    with tv.media.list().stream(start=page.checkpoint) as rows:
        for row in rows:
            if row.id == 60:
                break
        rest = [row.id for page in tv.media.list().pages(start=rows.checkpoint) for row in page.items]
    assert rest == [number for number in IDS if number > 60]
    with tv.media.list().stream(start=page.checkpoint) as rows:
        assert len([row.id for row in rows]) == 95
    assert (rows.receipt.status, rows.receipt.delivered_before, rows.expected) == ("complete", 25, 120)


def test_a_stream_goes_on_after_rows_before_it_were_deleted(tv: SyncTV, box: Sandbox) -> None:
    with tv.media.list(page_size=10).stream(3) as rows:
        for row in rows:
            if row.id == 44:
                break
    for number in range(1, 31):
        box.media.delete(number)
    with tv.media.list().stream(start=rows.checkpoint) as rest:
        assert [row.id for row in rest] == [number for number in IDS if number > 44]
    assert (rest.receipt.status, rest.receipt.expected_before, rest.receipt.expected_after) == ("drifted", 120, 90)
    assert rest.receipt.rewinds > 0


def test_a_checkpoint_of_another_query_is_refused_before_anything_is_sent(tv: SyncTV, box: Sandbox) -> None:
    token = tv.media.list(active=True).stream().checkpoint
    others: list[Pager[Any]] = [tv.media.list(), tv.media.list(active=False), tv.bundles.list()]
    for other in others:
        with pytest.raises(CheckpointError, match="another query"):
            other.stream(start=token)
    with pytest.raises(CheckpointError, match="start= takes the checkpoint"):
        tv.media.list().stream(start="x")
    assert box.requests == ()
