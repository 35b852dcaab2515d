"""Finding out which rows of a folder are gone: the ids in its files against those that the service lists."""

from array import array
from collections.abc import Sequence
from functools import partial

from synctv_async import AsyncSourceSync, AsyncSyncTV, DecodeError, NotFoundError, Rejected
from synctv_async._concurrency import AsyncRunner, athread
from synctv_async.export._async._clock import ask_time
from synctv_async.export.folder import TOMBSTONES
from synctv_async.export.run import Run
from synctv_async.export.tombstones import KnownIds, Missing

__all__ = ["reconcile"]


async def reconcile(client: AsyncSyncTV | AsyncSourceSync, run: Run) -> None:
    """Write a tombstone for each row of the folder that the service has no more.

    A row that its list does not show is looked for by its id, for it may only have left the filter.
    """
    gone_at, _ = await ask_time(client)
    missing = await _missing(client, run)
    if missing is None:
        await athread(run.distrust)
        return
    gone = await _gone(client, run, missing)
    await athread(run.bury, gone, gone_at, sorted({*missing}.difference(gone)))


async def _missing(client: AsyncSyncTV | AsyncSourceSync, run: Run) -> Sequence[int] | None:
    """Return the ids in the files that the list does not show, or ``None`` if the list proves nothing."""
    job = run.job
    known = KnownIds(job.path, job.layout)
    await athread(known.read_tombstones, job.path / TOMBSTONES)
    for part in run.known_parts:
        await athread(known.read_part, part)
    missing = await athread(Missing, known.ascending())
    stream = job.scan(client).stream(job.options.concurrency, raw=True, on_reject=_ignore)
    async with stream as rows:
        async for page in rows.pages():
            missing.feed(int(row["id"]) for row in page.items)
    return None if rows.receipt.status == "unverified" else await athread(missing.finish)


def _ignore(rejected: Rejected) -> None:
    """A row without a usable id takes the proof away by itself."""


async def _gone(client: AsyncSyncTV | AsyncSourceSync, run: Run, missing: Sequence[int]) -> Sequence[int]:
    """Return those of the ids that the service does not find."""
    gone = array("q")
    job = run.job

    async def look(row_id: int) -> None:
        try:
            await job.source.get(client, job.place, row_id)
        except NotFoundError:
            gone.append(row_id)
        except DecodeError as error:
            if error.damaged:
                raise
            # It is there, if not as it should be.

    await AsyncRunner(job.options.concurrency).run(partial(look, row_id) for row_id in missing)
    return gone
