# Generated from tests/_async/test_stream_rejects.py: edit that and run tools/sync_codegen.py.
"""Rows that are not understood: an error, or handed over in their turn."""

from typing import Any

import pytest

from synctv_async import (
    DecodeError,
    NotFoundError,
    Rejected,
    SyncTV,
    SyncTVError,
)
from synctv_async.sandbox import Sandbox
from tests.support.lists import serve

from .clients import synctv
from .test_stream_errors import IDS, bare, until_error


def spoil(box: Sandbox, *numbers: int) -> None:
    for number in numbers:
        box.media.update(number, duration="long")


def test_a_row_that_is_not_understood_ends_a_stream(tv: SyncTV, box: Sandbox) -> None:
    spoil(box, 60)
    with tv.media.list().stream(4) as rows:
        seen, error = until_error(rows, DecodeError)
        assert seen == IDS[:49]
        assert "medias[11].duration" in str(error)
        box.media.update(60, duration=1)
        assert [row.id for row in rows] == IDS[49:]


@pytest.mark.parametrize("width", [1, 3, 16])
def test_rows_that_are_not_understood_are_handed_over_in_their_turn(tv: SyncTV, box: Sandbox, width: int) -> None:
    bad = [2, 25, 26, 60, 61, 121]
    spoil(box, *bad)
    seen: list[int] = []
    told: list[tuple[int, int]] = []

    def on_reject(rejected: Rejected) -> None:
        assert rejected.row["duration"] == "long"
        assert "duration" in rejected.reason
        told.append((rejected.row["id"], len(seen)))

    with tv.media.list().stream(width, on_reject=on_reject) as rows:
        for row in rows:
            seen.append(row.id)  # noqa: PERF401 - how many there are so far is looked at
    assert seen == [number for number in IDS if number not in bad]
    assert [number for number, _ in told] == bad
    assert [before for _, before in told] == [0, 0, 23, 46, 46, 92]  # just before the page that holds it
    receipt = rows.receipt
    assert (receipt.status, receipt.delivered, receipt.expected_after) == ("complete", 120, 120)


def test_what_takes_the_rows_that_are_not_understood_may_wait(tv: SyncTV, box: Sandbox) -> None:
    spoil(box, 30)
    told: list[Rejected] = []

    def on_reject(rejected: Rejected) -> None:
        assert tv.media.get(1).media.id == 1
        told.append(rejected)

    with tv.media.list().stream(2, on_reject=on_reject) as rows:
        seen = [row.id for page in rows.pages() for row in page.items]
    assert seen == [number for number in IDS if number != 30]
    assert [rejected.row["id"] for rejected in told] == [30]


def test_a_page_of_nothing_but_rejected_rows_is_none(box: Sandbox) -> None:
    told: list[int] = []
    spoil(box, *range(11, 21))
    with synctv(box) as tv:
        make = tv.media.list(page_size=5).stream
        with make(3, on_reject=lambda rejected: told.append(rejected.row["id"])) as rows:
            sizes = [len(page.items) for page in rows.pages()]
    assert told == [*range(11, 21)]
    assert 0 not in sizes
    assert sum(sizes) == 110


def test_an_error_of_what_takes_them_comes_out_and_nothing_is_lost(tv: SyncTV, box: Sandbox) -> None:
    bad = [*range(7, 12)]  # all new rows of a page, and the last of them is the one too many
    spoil(box, *bad, 30)
    mine = RuntimeError("too many")
    told: list[int] = []

    def on_reject(rejected: Rejected) -> None:
        told.append(rejected.row["id"])
        if len(told) in (3, 7):
            raise mine

    with tv.media.list(page_size=6).stream(3, on_reject=on_reject) as rows:
        seen, error = until_error(rows, RuntimeError)
        assert error is mine
        checkpoint = rows.checkpoint
        more, _ = until_error(rows, RuntimeError)
        assert told == [7, 8, 9, 9, 10, 11, 30]
        seen += more
        seen += [row.id for row in rows]
    assert seen == [number for number in IDS if number not in (*bad, 30)]
    assert told == [7, 8, 9, 9, 10, 11, 30, 30]
    again: list[int] = []
    with tv.media.list().stream(start=checkpoint, on_reject=lambda row: again.append(row.row["id"])) as rest:
        assert next(rest).id == 12
    assert again == [*bad, 30]


def test_an_error_of_what_takes_the_last_of_a_page_loses_none_of_it(tv: SyncTV, box: Sandbox) -> None:
    spoil(box, *range(1, 7))
    told: list[int] = []

    def on_reject(rejected: Rejected) -> None:
        told.append(rejected.row["id"])
        if len(told) == 6:
            raise NotFoundError

    with tv.media.list(page_size=6).stream(1, on_reject=on_reject) as rows:
        seen, error = until_error(rows, NotFoundError)
    assert (seen, told) == ([], [1, 2, 3, 4, 5, 6])
    assert isinstance(error, SyncTVError)
    with tv.media.list().stream(start=error.checkpoint, on_reject=on_reject) as rest:
        assert [row.id for row in rest] == IDS[6:]
    assert told == [1, 2, 3, 4, 5, 6] * 2


def test_raw_rows_are_handed_over_in_the_same_way(tv: SyncTV, box: Sandbox) -> None:
    rows: list[Any] = [{"id": number} for number in range(1, 61)]
    rows[25] = {"id": 26, "duration": "long"}
    rows[29] = {"name": "none"}
    rows[40] = {"id": "x"}
    rows[41] = "row"
    told: list[Any] = []
    serve(box, rows)
    pager = tv.media.list()
    with pager.stream(raw=True, on_reject=lambda rejected: told.append(rejected.row)) as stream:
        seen = [row["id"] for row in stream]
    with pager.stream(raw=True) as strict:  # where only ids are looked at
        pages = strict.pages()
        assert len(next(pages).items) == 25
        bare(lambda: next(pages), DecodeError)
    assert seen == [number for number in range(1, 61) if number not in (26, 30, 41, 42)]
    assert told == [rows[25], rows[29], rows[40], rows[41]]
    assert (stream.receipt.status, stream.receipt.delivered) == ("unverified", 60)  # no sort by an id that is missing


def test_rows_of_any_kind_are_told_apart_where_nothing_is_known_of_them(tv: SyncTV, box: Sandbox) -> None:
    rows: list[Any] = [{"id": None, "name": str(number)} for number in range(20)]
    rows += [{"id": [number]} for number in range(20)] + [{"id": {"a": number}} for number in range(20)]
    serve(box, rows)
    with tv.resource("medias", item="media").list().stream(2) as stream:
        assert [dict(row) for row in stream] == rows
