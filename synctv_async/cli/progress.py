"""How far an export is, while it runs, on a terminal."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from synctv_async.export import ExportProgress

__all__ = ["show_progress"]


@contextmanager
def show_progress(console: Console) -> Generator[Callable[[ExportProgress], None]]:
    """Yield what is to be called with the progress; elsewhere than on a terminal it shows nothing."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[left]}"),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:

        def tell(progress: ExportProgress) -> None:
            name = progress.resource
            if name not in tasks:
                tasks[name] = bar.add_task(name, rate="", left="")
            total = progress.rows if progress.done else progress.expected
            rate = f"{progress.rows / progress.seconds:,.0f} rows/s" if progress.seconds else ""
            left = "" if progress.requests_left is None else f"{progress.requests_left:,} requests left"
            bar.update(tasks[name], completed=progress.rows, total=total, rate=rate, left=left)

        yield tell
