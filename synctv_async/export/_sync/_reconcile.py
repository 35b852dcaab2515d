# Generated from synctv_async/export/_async/_reconcile.py: edit that and run tools/sync_codegen.py.
"""Finding out which rows of a folder are gone: the ids in its files against those that the service lists."""

from array import array
from collections.abc import Sequence
from functools import partial

from synctv_async import DecodeError, NotFoundError, Rejected, SourceSync, SyncTV
from synctv_async._concurrency import Runner, thread
from synctv_async.export._sync._clock import ask_time
from synctv_async.export.folder import TOMBSTONES
from synctv_async.export.run import Run
from synctv_async.export.tombstones import KnownIds, Missing

__all__ = ["reconcile"]


def reconcile(client: SyncTV | SourceSync, run: Run) -> None:
    """Write a tombstone for each row of the folder that the service has no more.

    A row that its list does not show is looked for by its id, for it may only have left the filter.
    """
    gone_at, _ = ask_time(client)
    missing = _missing(client, run)
    if missing is None:
        thread(run.distrust)
        return
    gone = _gone(client, run, missing)
    thread(run.bury, gone, gone_at, sorted({*missing}.difference(gone)))


def _missing(client: SyncTV | SourceSync, run: Run) -> Sequence[int] | None:
    """Return the ids in the files that the list does not show, or ``None`` if the list proves nothing."""
    job = run.job
    known = KnownIds(job.path, job.layout)
    thread(known.read_tombstones, job.path / TOMBSTONES)
    for part in run.known_parts:
        thread(known.read_part, part)
    missing = thread(Missing, known.ascending())
    stream = job.scan(client).stream(job.options.concurrency, raw=True, on_reject=_ignore)
    with stream as rows:
        for page in rows.pages():
            missing.feed(int(row["id"]) for row in page.items)
    return None if rows.receipt.status == "unverified" else thread(missing.finish)


def _ignore(rejected: Rejected) -> None:
    """A row without a usable id takes the proof away by itself."""


def _gone(client: SyncTV | SourceSync, run: Run, missing: Sequence[int]) -> Sequence[int]:
    """Return those of the ids that the service does not find."""
    gone = array("q")
    job = run.job

    def look(row_id: int) -> None:
        try:
            job.source.get(client, job.place, row_id)
        except NotFoundError:
            gone.append(row_id)
        except DecodeError as error:
            if error.damaged:
                raise
            # It is there, if not as it should be.

    Runner(job.options.concurrency).run(partial(look, row_id) for row_id in missing)
    return gone
