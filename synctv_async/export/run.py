"""A run into a folder. All of it blocks; it may be used from any thread, by one at a time."""

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from threading import Lock as Mutex
from typing import Any

import attrs

from synctv_async import ConfigError, Receipt, Rejected
from synctv_async.export.decisions import Step, decide, first_state
from synctv_async.export.folder import FILTERED_OUT, REJECTS, TOMBSTONES, Lock, cut_back, part_name, read_state
from synctv_async.export.jobs import Job
from synctv_async.export.records import Manifest, Part, State
from synctv_async.export.rejects import Rejects
from synctv_async.export.results import ExportResult
from synctv_async.export.tombstones import add_tombstones, list_filtered_out
from synctv_async.export.writers import OpenPart, Packed, packer

__all__ = ["Run", "close_all", "open_all"]

_AT_ONCE = 2000  # rows that are kept back until there are enough to be worth a visit to the disk


class Run:
    """The run of a job: opened, begun or resumed, told rows, finished.

    Rows go into a part. A part is closed at the first page end with enough rows: the file gets its name, then the
    manifest lists it, then the state moves on to the checkpoint after its last row. Whatever ends the process between
    two of these, the state tells where to go on, and what is beyond it is taken away.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.step: Step = "begin"
        self._lock = Lock(job.path)
        # A cancelled task may leave a thread behind that still writes: whoever closes the run waits for it.
        self._mutex = Mutex()
        self._closed = False
        self._pack = packer(job.layout)
        self._pending: list[Packed] = []
        self._pending_rows = 0
        self._uncommitted = 0
        self._due = 0
        self._part: OpenPart | None = None
        self._found: State | None = None
        self._rejects = Rejects(job.path / REJECTS)
        self._state: State
        self._manifest: Manifest

    @contextmanager
    def _working(self) -> Generator[None]:
        with self._mutex:
            if self._closed:
                message = f"the export into {self.job.path} has ended"
                raise ConfigError(message)
            yield

    # The beginning

    def check(self) -> None:
        """Raise what is wrong with the folder as it is; nothing is written."""
        decide(self.job, read_state(self.job.path))

    def open(self) -> None:
        """Keep others out of the folder, and find out what is to be done."""
        with self._working():
            self._lock.take()
            self._found = found = read_state(self.job.path)
            self.step = decide(self.job, found)
            if self.step == "stored" and found is not None:
                manifest = Manifest.read(self.job.path)
                if manifest is None or not manifest.runs:
                    message = f"{self.job.path} lost its manifest: export into another folder, or put it back"
                    raise ConfigError(message)
                self._state, self._manifest = found, manifest

    def begin(self, started: datetime, clock: str) -> None:
        """Begin a run after those that the folder holds."""
        with self._working():
            state = first_state(self.job, self._found, started, clock)
            state.write(self.job.path)
            self._set_out(state)

    def resume(self) -> None:
        """Go on with what was found, and take away what is beyond it."""
        with self._working():
            if self._found is not None:
                self._set_out(self._found)

    def _set_out(self, state: State) -> None:
        self._manifest = cut_back(self.job.path, state)
        self._state = state
        self._rejects = Rejects(self.job.path / REJECTS, state.doubtful)
        self._plan_visit()

    # The rows

    def take(self, rows: Sequence[Any]) -> bool:
        """Take the rows of a page, or some of them; return whether it is time to :meth:`flush`."""
        if rows:
            self._pending.append(self._pack(rows))
            self._pending_rows += len(rows)
        self._rejects.pass_rows()
        return self._pending_rows + len(self._rejects) >= self._due

    def reject(self, rejected: Rejected) -> bool:
        """Take a row that was not understood; return whether it is time to :meth:`write_rejects`."""
        self._rejects.add(rejected)
        return len(self._rejects) >= _AT_ONCE

    def write_rejects(self) -> None:
        """Write the rows that were not understood: there may be many before one that was."""
        with self._working():
            self._uncommitted += self._rejects.write()

    def flush(self, checkpoint: str, *, mid_page: bool = False) -> None:
        """Write the rows that were taken, and close the part if it has enough; ``checkpoint`` is after the last one."""
        with self._working():
            self._write()
            if self._uncommitted >= self.job.options.rows_per_part:
                self._commit(checkpoint, mid_page=mid_page)
            self._plan_visit()

    def stop(self, checkpoint: str, *, mid_page: bool = False) -> None:
        """Write the rows that were taken and close the part."""
        with self._working():
            self._write()
            if self._uncommitted:
                self._commit(checkpoint, mid_page=mid_page)

    def _plan_visit(self) -> None:
        self._due = min(_AT_ONCE, self.job.options.rows_per_part - self._uncommitted)

    def _write(self) -> None:
        packed, self._pending = self._pending, []
        rows, self._pending_rows = self._pending_rows, 0
        if packed:
            if self._part is None:
                name = part_name(self._state.parts, self.job.layout.suffix)
                self._part = OpenPart(self.job.path / name, self.job.layout, self._rejects.add_record)
            self._part.write(packed)
        self._uncommitted += rows + self._rejects.write()

    def _commit(self, checkpoint: str, *, mid_page: bool) -> None:
        part, rows = self._part, 0
        if part is not None and part.rows:
            part.publish()
            rows = part.rows
            self._manifest.parts.append(self._listed(part))
        elif part is not None:
            part.discard()
        self._part = None
        reject_bytes = self._rejects.sync()
        rejects = self._state.rejects + self._rejects.count
        self._rejects.count = 0
        self._manifest.runs[-1] = attrs.evolve(self._manifest.runs[-1], rejects=rejects)
        self._manifest.write(self.job.path)
        self._save(
            checkpoint=checkpoint,
            parts=len(self._manifest.parts),
            rows=self._state.rows + rows,
            rejects=rejects,
            reject_bytes=reject_bytes,
            doubtful=tuple(self._rejects.of_page) if mid_page else (),
        )
        self._uncommitted = 0

    def _listed(self, part: OpenPart) -> Part:
        return Part(
            name=part.file.path.name,
            rows=part.rows,
            bytes=part.file.bytes,
            sha256=part.file.sha256 or "",
            first_id=part.first_id,
            last_id=part.last_id,
            run=self._state.run,
        )

    def _save(self, **changes: Any) -> None:
        state = attrs.evolve(self._state, **changes)
        state.write(self.job.path)
        self._state = state

    # The end

    def finish(self, receipt: Receipt) -> None:
        """Write down what the run proved."""
        with self._working():
            self._manifest.runs[-1] = attrs.evolve(
                self._manifest.runs[-1], receipt=receipt.to_dict(), status=receipt.status
            )
            self._manifest.write(self.job.path)
            self._save(status=receipt.status, high_water_mark=self._state.next_mark, doubtful=())

    def close(self) -> None:
        """Remove the part that is not finished, if there is one, and let others into the folder."""
        with self._mutex, ExitStack() as last_things:  # each is done, whatever becomes of those before it
            self._closed = True
            last_things.callback(self._lock.release)
            last_things.callback(self._rejects.close)
            if self._part is not None:
                last_things.callback(self._part.discard)

    # What is gone

    @property
    def known_parts(self) -> Sequence[Part]:
        """The parts of the folder, of all runs."""
        return tuple(self._manifest.parts)

    def bury(self, gone: Sequence[int], gone_at: datetime, filtered_out: Sequence[int]) -> None:
        """Add tombstones for rows that the service has no more, and take note that the run is reconciled.

        Those that it has, and that no longer match the filters, are listed anew: they may match again.
        """
        with self._working():
            list_filtered_out(self.job.path / FILTERED_OUT, filtered_out, gone_at)
            total = add_tombstones(self.job.path / TOMBSTONES, gone, gone_at, self._state.run)
            receipt = self._manifest.runs[-1].receipt or {}
            status = receipt.get("status", "unverified")  # it may have been taken away by an earlier try
            self._note_reconciled(reconciled=True, tombstones=total, filtered_out=len(filtered_out), status=status)

    def distrust(self) -> None:
        """Take note that the run could not be reconciled: the list of ids proved nothing."""
        with self._working():
            self._note_reconciled(reconciled=False, status="unverified")

    @property
    def is_unreconciled(self) -> bool:
        """Whether it is finished, and still to be compared with what the service has."""
        return self.job.options.reconcile and self._state.finished and not self._state.reconciled

    def _note_reconciled(self, *, reconciled: bool, **changes: Any) -> None:
        self._manifest.runs[-1] = attrs.evolve(self._manifest.runs[-1], **changes)
        self._manifest.write(self.job.path)
        self._save(reconciled=reconciled, status=self._manifest.runs[-1].status)

    # What there is to tell

    @property
    def state(self) -> State:
        """Where the run stands on the disk."""
        return self._state

    @property
    def rows(self) -> int:
        """How many rows the run has, those included that are not on the disk yet."""
        return self._state.rows + self._pending_rows + (0 if self._part is None else self._part.rows)

    @property
    def parts(self) -> int:
        """How many parts the run has closed."""
        return sum(part.run == self._state.run for part in self._manifest.parts)

    def result(self, receipt: Receipt | None = None) -> ExportResult:
        """Return what came of the run; an unfinished one has the receipt that its reading has so far."""
        state, entry = self._state, self._manifest.runs[-1]
        return ExportResult(
            resource=self.job.source.name,
            folder=self.job.path,
            status=state.status,
            receipt=self._manifest.receipt or receipt,
            rows=state.rows,
            parts=self.parts,
            rejects=state.rejects,
            tombstones=entry.tombstones,
            filtered_out=entry.filtered_out,
            high_water_mark=state.high_water_mark,
            checkpoint=state.checkpoint,
        )


def open_all(runs: Sequence[Run]) -> None:
    """Open the runs; what is wrong with any of their folders is said before any of them is touched."""
    for run in runs:
        run.check()
    for run in runs:
        run.open()


def close_all(runs: Sequence[Run]) -> None:
    """Close the runs."""
    with ExitStack() as last_things:
        for run in runs:
            last_things.callback(run.close)
