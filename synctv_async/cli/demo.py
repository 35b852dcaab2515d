"""``synctv demo``: a whole catalogue from the sandbox to files, and the proof that it is whole."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from synctv_async import Page, SyncTV
from synctv_async.cli.messages import ExitCode, UsageError, note, printable
from synctv_async.cli.sandbox import sandbox_type
from synctv_async.export import PartWriter, to_ndjson

__all__ = ["Outcome", "run_demo"]

_RECEIPT = "synctv-demo.json"
_OURS = re.compile(rf"(media-\d{{5}}\.ndjson|\.media-\d{{5}}\.ndjson\.partial|\.?{re.escape(_RECEIPT)}(\.partial)?)")
_PAGES_PER_PART = 100


@dataclass(slots=True)
class Outcome:
    """What a demo did: what was pulled, what the disk holds of it, and what the service counts."""

    parts: list[PartWriter]
    pages: int = 0
    seconds: float = 0.0
    rows: int = 0
    ids: int = 0
    counted: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether the disk holds each row that the service counts, once."""
        return self.rows == self.ids == self.counted


def run_demo(folder: Path, media: int) -> None:
    """Pull the catalogue of a fresh sandbox into a folder, compare, and say what came of it."""
    kind = sandbox_type()
    console = Console(stderr=True)
    _clear(folder)
    note(f"making a catalogue of {media} media")
    with kind(media=media) as box, SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        outcome = _pull(tv, folder, console)
        outcome.counted = tv.media.count()
    outcome.rows, outcome.ids = _audit(folder)
    _write_receipt(folder, outcome)
    console.print(_table(folder, outcome))
    if outcome.rows != outcome.ids:
        note(f"{outcome.rows - outcome.ids} rows are there more than once")
    word = "complete" if outcome.is_complete else "incomplete"
    typer.echo(f"{word}: {outcome.ids} of {outcome.counted}")
    if not outcome.is_complete:
        raise typer.Exit(ExitCode.FAILED)


def _clear(folder: Path) -> None:
    """Make the folder, or empty it if it is an earlier demo's; anything else is not ours to replace."""
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file: choose another folder with --out"
        raise UsageError(message)
    folder.mkdir(parents=True, exist_ok=True)
    found = sorted(path.name for path in folder.iterdir())
    foreign = [name for name in found if not _OURS.fullmatch(name)]
    if found and (foreign or _RECEIPT not in found):
        message = f"{folder} holds {(foreign or found)[0]!r} and is not an earlier demo's: choose another with --out"
        raise UsageError(message)
    for name in found:
        if name != _RECEIPT:  # replaced last, so that a demo which is cut off here is still known as one
            (folder / name).unlink()
    _write_receipt(folder, Outcome([]))


def _write_receipt(folder: Path, outcome: Outcome) -> None:
    """Write what the folder holds; it also marks the folder as a demo's."""
    parts = [
        {"name": part.path.name, "rows": part.rows, "bytes": part.bytes, "sha256": part.sha256}
        for part in outcome.parts
    ]
    receipt = {"complete": bool(parts) and outcome.is_complete, "rows": outcome.rows, "parts": parts}
    with PartWriter(folder / _RECEIPT) as file:
        file.write(json.dumps(receipt, indent=2).encode() + b"\n", rows=outcome.rows)


def _pull(tv: SyncTV, folder: Path, console: Console) -> Outcome:
    outcome = Outcome([])
    began = time.perf_counter()
    with _progress(console) as bar:
        task = bar.add_task("media", total=tv.media.count())
        reading = _advancing(tv.media.list().pages(raw=True), bar, task)
        for number, first in enumerate(reading):
            with PartWriter(folder / f"media-{number:05}.ndjson") as part:
                for page in chain((first,), islice(reading, _PAGES_PER_PART - 1)):
                    part.write(to_ndjson(page.items), rows=len(page.items))
                    outcome.pages += 1
            outcome.parts.append(part)
    outcome.seconds = time.perf_counter() - began
    return outcome


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


def _advancing(pages: Iterator[Page[dict[str, Any]]], bar: Progress, task: TaskID) -> Iterator[Page[dict[str, Any]]]:
    for page in pages:
        bar.advance(task, len(page.items))
        yield page


def _audit(folder: Path) -> tuple[int, int]:
    """Read the files again and return how many rows and how many different ids they hold."""
    rows, ids = 0, set[int]()
    for path in sorted(folder.glob("media-*.ndjson")):
        with path.open("rb") as lines:
            for line in lines:
                ids.add(json.loads(line)["id"])
                rows += 1
    return rows, len(ids)


def _table(folder: Path, outcome: Outcome) -> Table:
    table = Table("what", "rows", "pages", "seconds", "rows/s", "folder")
    speed = outcome.rows / outcome.seconds
    table.add_row(
        "media",
        f"{outcome.rows:,}",
        f"{outcome.pages:,}",
        f"{outcome.seconds:.2f}",
        f"{speed:,.0f}",
        Text(printable(str(folder)), overflow="fold"),
    )
    return table
