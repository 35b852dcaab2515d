"""What to do with a folder as it is found: begin a run, go on with one, or nothing. Pure."""

from datetime import datetime
from typing import Any, Literal, TypeAlias

from synctv_async import ArgumentError
from synctv_async.export.jobs import Job
from synctv_async.export.ndjson import format_time
from synctv_async.export.records import State

__all__ = ["Step", "decide", "first_state"]

Step: TypeAlias = Literal["begin", "resume", "stored"]
"""Begin a run, go on with the unfinished one, or take what the finished one left."""


def decide(job: Job, state: State | None) -> Step:
    """Return what to do, or raise an :class:`~synctv_async.ArgumentError` that says what else may be done."""
    if state is None:
        return "begin"
    options = job.options
    if not state.finished and not options.resume:
        begun = f"{state.rows:,} rows of a run that is not finished"
        message = f"{job.path} holds {begun}: resume=True goes on with it, another folder begins anew"
        raise ArgumentError(message)
    if state.finished and not options.resume and options.since is None:
        also = "since='last' adds what was updated since, " if job.source.since else ""
        message = f"{job.path} holds a finished run: {also}another folder begins anew"
        raise ArgumentError(message)
    _check_query(job, state)
    if state.finished and options.since is not None:
        _check_order(job, state)
        return "begin"
    _check_frozen(job, state)
    return "stored" if state.finished else "resume"


def _check_query(job: Job, state: State) -> None:
    given = job.query
    changed = [name for name in given if given[name] != state.query.get(name)]
    if changed:
        name = changed[0]
        were = f"{name} were {_shown(state.query.get(name))} and are {_shown(given[name])} now"
        message = f"{job.path} holds the rows of another query: {were}. Export into another folder"
        raise ArgumentError(message)


def _check_frozen(job: Job, state: State) -> None:
    """Refuse other times than those that the run began with; those that are not given stay as they were."""
    for name, given, frozen in (
        ("since", job.options.since, state.since),
        ("until", job.options.until, state.until),
    ):
        if isinstance(given, datetime) and given != frozen:
            stored = None if frozen is None else format_time(frozen)
            were = f"{name} was {stored} and is {format_time(given)} now"
            message = f"{job.path} holds a run of other times: {were}. Leave it out, or export into another folder"
            raise ArgumentError(message)


def _check_order(job: Job, state: State) -> None:
    since, until = _since(job, state), job.options.until
    if since is not None and until is not None and since > until:
        message = (
            f"export(): until={format_time(until)} is before {format_time(since)}, up to which there is everything"
        )
        raise ArgumentError(message)


def _shown(value: object) -> str:
    return "none" if value == {} else repr(value)


def first_state(job: Job, before: State | None, started: datetime, clock: str) -> State:
    """Return the state of a run that begins, after the runs that the folder holds."""
    since = _since(job, before)
    until = job.options.until
    if until is None and since is not None:
        until = started
    mark = _mark(job, before, since, started if until is None else min(started, until))
    frozen: dict[str, Any] = {"started": started, "clock": clock, "since": since, "until": until, "next_mark": mark}
    if before is None:
        return State(query=job.query, run=0, **frozen)
    return State(
        query=before.query,
        run=before.run + 1,
        parts=before.parts,
        reject_bytes=before.reject_bytes,
        high_water_mark=before.high_water_mark,
        **frozen,
    )


def _since(job: Job, before: State | None) -> datetime | None:
    if job.options.since == "last":  # with nothing before there is no mark: then it is everything
        return None if before is None else before.high_water_mark
    return job.options.since


def _mark(job: Job, before: State | None, since: datetime | None, end: datetime) -> datetime | None:
    """Return up to where the folder will hold everything: never the newest row, for rows may be on their way.

    A run that begins after the mark leaves a gap, so the mark stays where it was.
    """
    if job.source.since is None:
        return None
    mark = end - job.options.overlap
    old = None if before is None else before.high_water_mark
    if old is None or since is None:
        return mark
    return max(old, mark) if since <= old else old
