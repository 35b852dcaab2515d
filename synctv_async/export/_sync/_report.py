# Generated from synctv_async/export/_async/_report.py: edit that and run tools/sync_codegen.py.
"""Telling the caller how far a run is."""

from synctv_async import SourceSync, SyncTV
from synctv_async._concurrency import call, monotonic
from synctv_async.export.results import ExportProgress
from synctv_async.export.run import Run

__all__ = ["Report"]

_PAUSE = 0.1  # seconds: more often no eye could follow


class Report:
    """Calls ``on_progress``, at most ten times a second, and at the end."""

    def __init__(self, client: SyncTV | SourceSync, run: Run) -> None:
        self._client = client
        self._run = run
        self._tell = run.job.options.on_progress
        self._began = monotonic()
        self._next = 0.0
        self._expected: int | None = None

    def pass_page(self, expected: int | None) -> None:
        """Tell that there are more rows, if it is time to."""
        if self._tell is None:
            return
        self._expected = expected
        now = monotonic()
        if now >= self._next:
            self._next = now + _PAUSE
            call(self._tell, self._progress(done=False))

    def end(self) -> None:
        """Tell that the run has come to its end, or to that of ``max_items``."""
        if self._tell is not None:
            call(self._tell, self._progress(done=True))

    def _progress(self, *, done: bool) -> ExportProgress:
        run = self._run
        return ExportProgress(
            resource=run.job.source.name,
            rows=run.rows,
            expected=self._expected,
            requests_left=self._client.requests_left,
            parts=run.parts,
            seconds=monotonic() - self._began,
            done=done,
        )
