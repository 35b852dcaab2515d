"""The driver of an export: what is read from the service goes into runs, and the runs into files."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from synctv_async import AsyncSourceSync, AsyncStream, AsyncSyncTV, Receipt, Rejected, SyncTVError
from synctv_async._concurrency import ashielded, athread
from synctv_async.export._async._clock import ask_time
from synctv_async.export._async._reconcile import reconcile
from synctv_async.export._async._report import AsyncReport
from synctv_async.export.jobs import Job
from synctv_async.export.results import ExportResult
from synctv_async.export.run import Run, close_all, open_all

__all__ = ["export"]


async def export(client: AsyncSyncTV | AsyncSourceSync, jobs: Sequence[Job]) -> tuple[ExportResult, ...]:
    """Do the jobs one after the other; whatever ends them early leaves folders that can be resumed."""
    runs = [Run(job) for job in jobs]
    try:
        await athread(open_all, runs)
        return tuple([await _export(client, run) for run in runs])
    finally:
        with ashielded():
            await athread(close_all, runs)


async def _export(client: AsyncSyncTV | AsyncSourceSync, run: Run) -> ExportResult:
    report = AsyncReport(client, run)
    receipt: Receipt | None = None
    if run.step == "begin":
        started, clock = await ask_time(client)
        await athread(run.begin, started, clock)
    elif run.step == "resume" or run.is_unreconciled:
        await athread(run.resume)
    if not run.state.finished:
        receipt = await _read(client, run, report)
    if run.is_unreconciled:
        await _reconcile(client, run)
    await report.end()
    return run.result(receipt)


async def _reconcile(client: AsyncSyncTV | AsyncSourceSync, run: Run) -> None:
    try:
        await reconcile(client, run)
    except SyncTVError as error:
        error.checkpoint = run.state.checkpoint  # not that of the list of ids
        raise


async def _read(client: AsyncSyncTV | AsyncSourceSync, run: Run, report: AsyncReport) -> Receipt:
    """Read what is left of the list, or as much of it as is wanted."""
    job, state = run.job, run.state

    async def keep(rejected: Rejected) -> None:
        if run.reject(rejected):
            await athread(run.write_rejects)

    pager = job.pager(client, state.since, state.until)
    stream = pager.stream(job.options.concurrency, start=state.checkpoint, raw=job.raw, on_reject=keep)
    rows: AsyncStream[Any]
    async with stream as rows:
        try:
            if job.options.max_items is None:
                await _read_pages(rows, run, report)
            else:
                await _read_rows(rows, run, report, job.options.max_items)
        except SyncTVError:
            await athread(run.stop, rows.checkpoint)  # what was read is kept
            raise
        await athread(partial(run.stop, rows.checkpoint, mid_page=not rows.receipt.finished))
    if rows.receipt.finished:
        await athread(run.finish, rows.receipt)
    return rows.receipt


async def _read_pages(rows: AsyncStream[Any], run: Run, report: AsyncReport) -> None:
    async for page in rows.pages():
        if run.take(page.items):
            await athread(run.flush, page.checkpoint)
        await report.pass_page(rows.expected)


async def _read_rows(rows: AsyncStream[Any], run: Run, report: AsyncReport, wanted: int) -> None:
    """Read row by row, for the last one may stand in the middle of a page."""
    async for row in rows:
        wanted -= 1
        if run.take((row,)):
            await athread(partial(run.flush, rows.checkpoint, mid_page=True))
        await report.pass_page(rows.expected)
        if not wanted:
            return
