"""What becomes of a folder as it is found, and which times a run gets."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from synctv_async import ArgumentError
from synctv_async.export.decisions import decide, first_state
from synctv_async.export.records import State

from .driving import NOW, job_of

OUT = Path("out")
DAY = timedelta(days=1)
OVERLAP = timedelta(minutes=5)


def finished(**changes: Any) -> State:
    state = first_state(job_of(OUT), None, NOW, "server")
    return attrs.evolve(state, status="complete", high_water_mark=state.next_mark, parts=3, rows=30, **changes)


def unfinished(**changes: Any) -> State:
    return attrs.evolve(first_state(job_of(OUT), None, NOW, "server"), rows=1000, **changes)


@pytest.mark.parametrize("given", [{}, {"resume": True}, {"since": "last"}, {"since": NOW}])
def test_in_an_empty_folder_a_run_begins(given: dict[str, Any]) -> None:
    assert decide(job_of(OUT, **given), None) == "begin"


def test_an_unfinished_run_is_only_gone_on_with_on_request() -> None:
    assert decide(job_of(OUT, resume=True), unfinished()) == "resume"
    assert decide(job_of(OUT, resume=True, since="last"), unfinished()) == "resume"
    for given in ({}, {"since": "last"}, {"since": NOW}):
        with pytest.raises(ArgumentError, match=r"out/media holds 1,000 rows of a run .* resume=True goes on with it"):
            decide(job_of(OUT, **given), unfinished())


def test_a_finished_run_is_not_begun_again_by_chance() -> None:
    with pytest.raises(ArgumentError, match=r"holds a finished run: since='last' adds .* another folder begins anew"):
        decide(job_of(OUT), finished())
    with pytest.raises(ArgumentError, match=r"holds a finished run: another folder begins anew"):
        decide(job_of(OUT, "contributors"), finished())
    assert decide(job_of(OUT, resume=True), finished()) == "stored"
    for resume in (False, True):
        assert decide(job_of(OUT, since="last", resume=resume), finished()) == "begin"
        assert decide(job_of(OUT, since=NOW, resume=resume), finished()) == "begin"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"filters": {"active": True}}, r"filters were none and are {'active': True} now"),
        ({"place": {"container_id": 7}}, r"place were none and are {'container_id': '7'} now"),
        ({"format": "parquet"}, r"format were 'ndjson' and are 'parquet' now"),
        ({"compression": "gzip"}, r"compression were None and are 'gzip' now"),
    ],
)
def test_another_query_is_refused_and_both_are_named(given: dict[str, Any], words: str) -> None:
    for state in (finished(), unfinished()):
        with pytest.raises(ArgumentError, match=words):
            decide(job_of(OUT, resume=True, **given), state)
        with pytest.raises(ArgumentError, match=words):
            decide(job_of(OUT, resume=True, **given), attrs.evolve(state, status="drifted"))
    with pytest.raises(ArgumentError, match=words):
        decide(job_of(OUT, since="last", **given), finished())


def test_the_same_query_written_otherwise_is_the_same() -> None:
    state = first_state(job_of(OUT, filters={"ids": (1, 2), "type_id": {3}, "active": None}), None, NOW, "server")
    assert decide(job_of(OUT, resume=True, filters={"ids": [1, 2], "type_id": [3]}), state) == "resume"


def test_other_times_are_refused_on_resume_and_left_out_ones_stay() -> None:
    state = first_state(job_of(OUT, since=NOW - DAY, until=NOW), None, NOW, "server")
    for given in ({}, {"since": NOW - DAY}, {"since": "last"}, {"until": NOW}):
        assert decide(job_of(OUT, resume=True, **given), state) == "resume"
    with pytest.raises(ArgumentError, match="since was 2026-02-28T12:00:00Z and is 2026-02-27T12:00:00Z now"):
        decide(job_of(OUT, resume=True, since=NOW - 2 * DAY), state)
    with pytest.raises(ArgumentError, match="until was 2026-03-01T12:00:00Z and is 2026-03-02T12:00:00Z now"):
        decide(job_of(OUT, resume=True, until=NOW + DAY), state)
    with pytest.raises(ArgumentError, match="since was None and is 2026-02-28T12:00:00Z now"):
        decide(job_of(OUT, resume=True, since=NOW - DAY), unfinished())


def test_a_run_up_to_before_the_mark_is_refused() -> None:
    with pytest.raises(ArgumentError, match="until=2026-02-28T12:00:00Z is before 2026-03-01T11:55:00Z"):
        decide(job_of(OUT, since="last", until=NOW - DAY), finished())


def test_the_first_run_has_no_times_and_its_mark_is_its_start_less_the_overlap() -> None:
    for given in ({}, {"since": "last"}):
        state = first_state(job_of(OUT, **given), None, NOW, "server")
        assert (state.since, state.until, state.high_water_mark) == (None, None, None)
        assert state.next_mark == NOW - OVERLAP
    assert first_state(job_of(OUT, overlap=timedelta()), None, NOW, "server").next_mark == NOW


def test_a_further_run_begins_at_the_mark_and_ends_at_its_start() -> None:
    later = NOW + DAY
    state = first_state(job_of(OUT, since="last"), finished(reject_bytes=12), later, "local")
    assert (state.run, state.parts, state.rows, state.reject_bytes) == (1, 3, 0, 12)
    assert (state.since, state.until) == (NOW - OVERLAP, later)
    assert (state.high_water_mark, state.next_mark) == (NOW - OVERLAP, later - OVERLAP)
    assert (state.clock, state.checkpoint, state.status) == ("local", None, "partial")


@pytest.mark.parametrize(
    ("since", "until", "mark"),
    [
        (NOW - DAY, None, NOW + DAY - OVERLAP),
        (NOW - DAY, NOW + timedelta(hours=1), NOW + timedelta(hours=1) - OVERLAP),  # what came after is not there
        (NOW - DAY, NOW - timedelta(hours=1), NOW - OVERLAP),  # a run over old times takes nothing back
        (NOW, None, NOW - OVERLAP),  # it leaves a gap after the mark
        (NOW - OVERLAP, None, NOW + DAY - OVERLAP),
        (NOW - DAY, NOW + 2 * DAY, NOW + DAY - OVERLAP),  # the future is not read yet
    ],
)
def test_the_mark_moves_only_as_far_as_there_is_everything(
    since: datetime, until: datetime | None, mark: datetime
) -> None:
    state = first_state(job_of(OUT, since=since, until=until), finished(), NOW + DAY, "server")
    assert state.next_mark == mark


def test_a_list_without_dates_has_no_mark() -> None:
    assert first_state(job_of(OUT, "contributors"), None, NOW, "server").next_mark is None


def test_a_first_run_up_to_a_moment_leaves_that_as_its_mark() -> None:
    until = datetime(2020, 1, 1, tzinfo=UTC)
    state = first_state(job_of(OUT, until=until), None, NOW, "server")
    assert (state.since, state.until, state.next_mark) == (None, until, until - OVERLAP)
