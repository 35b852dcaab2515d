"""The folder of a resource: whose it is, who works in it, and what a crash left behind."""

import os
import re
from pathlib import Path

import attrs

from synctv_async import ArgumentError, ConfigError
from synctv_async.export.parts import TEMPORARY
from synctv_async.export.records import MANIFEST, STATE, Manifest, RunEntry, State

__all__ = ["FILTERED_OUT", "REJECTS", "TOMBSTONES", "Lock", "cut_back", "part_name", "read_state"]

REJECTS = "_rejects.ndjson"
TOMBSTONES = "_tombstones.ndjson"
FILTERED_OUT = "_filtered_out.ndjson"
_LOCK = "_lock"
_PART = re.compile(r"part-(\d{5,})\.(?:ndjson(?:\.gz|\.zst)?|parquet)")
_OTHERS = "|".join(map(re.escape, (MANIFEST, STATE, TOMBSTONES, FILTERED_OUT)))
_LEFT_OVER = re.compile(rf"\.(?:{_PART.pattern}|{_OTHERS}){re.escape(TEMPORARY)}")
_BEFORE_STATE = frozenset({_LOCK, f".{STATE}{TEMPORARY}"})  # what a run has made by the time it writes its state


def part_name(number: int, suffix: str) -> str:
    """Return the name of the part of a number, from 0."""
    return f"part-{number:05}{suffix}"


def read_state(folder: Path) -> State | None:
    """Return the state of a folder, or ``None`` of one that is empty or not there. Any other is refused."""
    for path in (folder.parent, folder):
        if path.exists() and not path.is_dir():
            message = f"{path} is a file: export into a folder"
            raise ArgumentError(message)
    state = State.read(folder)
    if state is None and folder.is_dir():
        strange = sorted(path.name for path in folder.iterdir() if path.name not in _BEFORE_STATE)
        if strange:
            message = f"{folder} is no export's: it holds {strange[0]!r}. Export into another folder, or into a new one"
            raise ArgumentError(message)
    return state


class Lock:
    """Keeps other processes out of a folder. It ends with the process, whatever ends that.

    Where the system or the disk has no such locks there is none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None

    def take(self) -> None:
        """Take it, and make the folder where there is none; a folder that another one works in is refused."""
        try:
            import fcntl
        except ImportError:
            self._folder.mkdir(parents=True, exist_ok=True)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            message = f"{self._folder}: another export is at work in it; wait for its end, or choose another folder"
            raise ConfigError(message) from None
        except OSError:
            pass  # a disk without locks, as some that are reached over a network

    def release(self) -> None:
        """Let it go; a second time does nothing."""
        held, self._file = self._file, None
        if held is not None:
            os.close(held)


def cut_back(folder: Path, state: State) -> Manifest:
    """Take away what a crash left beyond the state, and return the manifest, written to match."""
    manifest = Manifest.read(folder) or _new_manifest(state)
    _check_parts(folder, manifest, state)
    del manifest.parts[state.parts :]
    del manifest.runs[state.run + 1 :]
    if len(manifest.runs) == state.run:
        manifest.runs.append(_entry(state))
    if not state.finished:  # the manifest may have been told already what the state was not
        told = attrs.evolve(manifest.runs[-1], rejects=state.rejects, receipt=None, status="partial")
        manifest.runs[-1] = told
    manifest.write(folder)
    for path in folder.iterdir():
        found = _PART.fullmatch(path.name)
        if _LEFT_OVER.fullmatch(path.name) or (found and int(found[1]) >= state.parts):
            path.unlink()
    if (folder / REJECTS).exists():
        with (folder / REJECTS).open("r+b") as rejects:
            rejects.truncate(state.reject_bytes)
            os.fsync(rejects.fileno())
    return manifest


def _new_manifest(state: State) -> Manifest:
    query = state.query
    names = ("resource", "place", "format", "compression")
    return Manifest(**{name: query[name] for name in names})


def _entry(state: State) -> RunEntry:
    return RunEntry(
        started=state.started,
        clock=state.clock,
        since=state.since,
        until=state.until,
        filters=state.query["filters"],
    )


def _check_parts(folder: Path, manifest: Manifest, state: State) -> None:
    """Refuse to go on in a folder that lost a part: its rows would be missing, and nobody would know."""
    listed = manifest.parts[: state.parts]
    for part in listed:
        path = folder / part.name
        if not path.is_file() or path.stat().st_size != part.bytes:
            what = "not as it was written" if path.is_file() else "missing"
            message = f"{path} is {what}: put it back, or export into another folder"
            raise ConfigError(message)
    rejects = folder / REJECTS
    if state.reject_bytes and (not rejects.is_file() or rejects.stat().st_size < state.reject_bytes):
        message = f"{rejects} lost rows that were not understood: put it back, or export into another folder"
        raise ConfigError(message)
    if len(listed) < state.parts or len(manifest.runs) < state.run:
        message = f"{folder / MANIFEST} is older than the state beside it: put it back, or export into another folder"
        raise ConfigError(message)
