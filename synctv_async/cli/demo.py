"""``synctv demo``: a whole catalogue from the sandbox to files, and the proof that it is whole."""

import json
import shutil
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from synctv_async import SyncTV
from synctv_async.cli.emulation import sandbox_type
from synctv_async.cli.messages import ExitCode, UsageError, note, printable
from synctv_async.cli.progress import show_progress
from synctv_async.export import ExportResult, export

__all__ = ["run_demo"]

_MARK = "synctv-demo.txt"
_MARKED = "This folder is what synctv demo wrote; the next demo replaces it.\n"
_FILES = "media"
_PART_ROWS = 2_500


def run_demo(folder: Path, media: int) -> None:
    """Export the catalogue of a fresh sandbox into a folder, read the files again, and say what came of it."""
    kind = sandbox_type()
    console = Console(stderr=True)
    _clear(folder)
    note(f"making a catalogue of {media} media")
    with kind(media=media) as box, SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        with show_progress(console) as tell:
            (result,) = export(tv, "media", folder, rows_per_part=_PART_ROWS, on_progress=tell)
        counted = tv.media.count()
    rows, ids = _audit(result.folder)
    console.print(_table(result))
    typer.echo(f"receipt: {result.receipt}")
    if rows != ids:
        note(f"{rows - ids} rows are there more than once")
    is_complete = result.status == "complete" and rows == ids == counted
    typer.echo(f"{'complete' if is_complete else 'incomplete'}: {ids} of {counted}")
    if not is_complete:
        raise typer.Exit(ExitCode.FAILED)


def _clear(folder: Path) -> None:
    """Make the folder, or empty it if it is an earlier demo's; anything else is not ours to replace."""
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file: choose another folder with --out"
        raise UsageError(message)
    folder.mkdir(parents=True, exist_ok=True)
    found = sorted(path.name for path in folder.iterdir())
    foreign = [name for name in found if name not in (_MARK, _FILES)]
    if found and (foreign or _MARK not in found):
        message = f"{folder} holds {(foreign or found)[0]!r} and is not an earlier demo's: choose another with --out"
        raise UsageError(message)
    (folder / _MARK).write_text(_MARKED)
    if _FILES in found:
        shutil.rmtree(folder / _FILES)


def _audit(folder: Path) -> tuple[int, int]:
    """Read the files again and return how many rows and how many different ids they hold."""
    rows, ids = 0, set[int]()
    for path in sorted(folder.glob("part-*.ndjson")):
        with path.open("rb") as lines:
            for line in lines:
                ids.add(json.loads(line)["id"])
                rows += 1
    return rows, len(ids)


def _table(result: ExportResult) -> Table:
    table = Table("what", "rows", "parts", "seconds", "rows/s", "folder")
    seconds = 0.0 if result.receipt is None else result.receipt.seconds
    table.add_row(
        result.resource,
        f"{result.rows:,}",
        f"{result.parts:,}",
        f"{seconds:.2f}",
        f"{result.rows / seconds:,.0f}" if seconds else "",
        Text(printable(str(result.folder)), overflow="fold"),
    )
    return table
