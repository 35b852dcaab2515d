# Generated from synctv_async/export/_async/_exporter.py: edit that and run tools/sync_codegen.py.
"""The driver of an export: what is read from the service goes into runs, and the runs into files."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from synctv_async import Receipt, Rejected, SourceSync, Stream, SyncTV, SyncTVError
from synctv_async._concurrency import shielded, thread
from synctv_async.export._sync._clock import ask_time
from synctv_async.export._sync._reconcile import reconcile
from synctv_async.export._sync._report import Report
from synctv_async.export.jobs import Job
from synctv_async.export.results import ExportResult
from synctv_async.export.run import Run, close_all, open_all

__all__ = ["export"]


def export(client: SyncTV | SourceSync, jobs: Sequence[Job]) -> tuple[ExportResult, ...]:
    """Do the jobs one after the other; whatever ends them early leaves folders that can be resumed."""
    runs = [Run(job) for job in jobs]
    try:
        thread(open_all, runs)
        return tuple([_export(client, run) for run in runs])
    finally:
        with shielded():
            thread(close_all, runs)


def _export(client: SyncTV | SourceSync, run: Run) -> ExportResult:
    report = Report(client, run)
    receipt: Receipt | None = None
    if run.step == "begin":
        started, clock = ask_time(client)
        thread(run.begin, started, clock)
    elif run.step == "resume" or run.is_unreconciled:
        thread(run.resume)
    if not run.state.finished:
        receipt = _read(client, run, report)
    if run.is_unreconciled:
        _reconcile(client, run)
    report.end()
    return run.result(receipt)


def _reconcile(client: SyncTV | SourceSync, run: Run) -> None:
    try:
        reconcile(client, run)
    except SyncTVError as error:
        error.checkpoint = run.state.checkpoint  # not that of the list of ids
        raise


def _read(client: SyncTV | SourceSync, run: Run, report: Report) -> Receipt:
    """Read what is left of the list, or as much of it as is wanted."""
    job, state = run.job, run.state

    def keep(rejected: Rejected) -> None:
        if run.reject(rejected):
            thread(run.write_rejects)

    pager = job.pager(client, state.since, state.until)
    stream = pager.stream(job.options.concurrency, start=state.checkpoint, raw=job.raw, on_reject=keep)
    rows: Stream[Any]
    with stream as rows:
        try:
            if job.options.max_items is None:
                _read_pages(rows, run, report)
            else:
                _read_rows(rows, run, report, job.options.max_items)
        except SyncTVError:
            thread(run.stop, rows.checkpoint)  # what was read is kept
            raise
        thread(partial(run.stop, rows.checkpoint, mid_page=not rows.receipt.finished))
    if rows.receipt.finished:
        thread(run.finish, rows.receipt)
    return rows.receipt


def _read_pages(rows: Stream[Any], run: Run, report: Report) -> None:
    for page in rows.pages():
        if run.take(page.items):
            thread(run.flush, page.checkpoint)
        report.pass_page(rows.expected)


def _read_rows(rows: Stream[Any], run: Run, report: Report, wanted: int) -> None:
    """Read row by row, for the last one may stand in the middle of a page."""
    for row in rows:
        wanted -= 1
        if run.take((row,)):
            thread(partial(run.flush, rows.checkpoint, mid_page=True))
        report.pass_page(rows.expected)
        if not wanted:
            return
