"""``synctv export``: whole lists to files, and what came of it."""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any, Literal

import attrs
import typer
from rich.console import Console

from synctv_async import ConfigError, RateLimit, SyncTVError
from synctv_async.cli.clients import Client, Limits, open_client
from synctv_async.cli.filters import filter_types, parse_filters, parse_time
from synctv_async.cli.messages import ExitCode, UsageError, note
from synctv_async.cli.options import Connection, Files, Selection, Within, Work
from synctv_async.cli.progress import show_progress
from synctv_async.export import ExportResult, export, to_plain
from synctv_async.export.sources import SOURCES, Service, find_sources

__all__ = ["export_lists", "lines_of"]

_RESUMED = "to go on, give the same command with --resume"


def export_lists(  # noqa: PLR0913, PLR0917 - the groups of options
    names: Sequence[str], files: Files, within: Within, selection: Selection, work: Work, connection: Connection
) -> None:
    """Export the lists, say what came of each, and end with the exit code that tells it."""
    limits: Limits = {"max_connections": work.concurrency}
    if work.rate is not None:
        limits["rate_limit"] = RateLimit(work.rate)
    with open_client(_service_of(names), connection, limits) as client:
        run = partial(
            export,
            filters=_filters(client, names, selection),
            container_id=within.container,
            medium_id=within.medium,
            production_id=within.production,
            since=_since(work.since),
            until=None if work.until is None else _time("--until", work.until),
            overlap=timedelta(seconds=work.overlap),
            resume=work.resume,
            max_items=work.max_items,
            reconcile=work.reconcile,
            concurrency=work.concurrency,
            page_size=work.page_size,
            format=files.format.value,
            compression=None if files.compress is None else files.compress.value,
            rows_per_part=files.part_rows,
        )
        with _resumable(), show_progress(Console(stderr=True)) as tell:
            results: tuple[ExportResult, ...] = run(client, names, files.out, on_progress=tell)
    for result in results:
        typer.echo("\n".join(lines_of(result)) if not files.as_json else json.dumps(to_plain(_plain(result))))
    code = ExitCode(max(result.exit_code for result in results))
    if code is not ExitCode.OK:
        raise typer.Exit(code)


def _service_of(names: Sequence[str]) -> Service:
    """Return the service of the first resource; the export itself refuses those of another one."""
    source = SOURCES.get(names[0].replace("-", "_"))
    return "synctv" if source is None else source.service


def _filters(client: Client, names: Sequence[str], selection: Selection) -> dict[str, Any]:
    """Read the filters as the lists take them; a list that has not got one of them says so later."""
    types: dict[str, Any] = {}
    given = {text.partition("=")[0] for text in selection.filters or ()}
    for source in find_sources(names, _service_of(names)):
        for name, kind in filter_types(attrgetter(source.call)(client)).items():
            if name in given and types.setdefault(name, kind) != kind:
                message = f"{name} has other values for {source.name}: export them by a command of their own"
                raise UsageError(message)
    return parse_filters(selection.filters or (), types)


def _since(text: str | None) -> datetime | Literal["last"] | None:
    if text is None or text == "last":
        return text if text is None else "last"
    return _time("--since", text)


def _time(option: str, text: str) -> datetime:
    moment = parse_time(text)
    if moment is None:
        also = " or last" if option == "--since" else ""
        message = f"{option} takes a time with its zone{also}, as 2014-05-01T21:23:54Z, and got {text!r:.80}"
        raise UsageError(message)
    return moment


@contextmanager
def _resumable() -> Generator[None]:
    """Turn what ends a run in its middle into the exit code of one that can be resumed."""
    try:
        yield
    except ConfigError:
        raise
    except TypeError as error:  # a filter that the list does not have
        raise UsageError(str(error)) from error
    except SyncTVError as error:
        note(f"{error}; {_RESUMED}")
        raise typer.Exit(ExitCode.PARTIAL) from None
    except KeyboardInterrupt:
        note(f"interrupted; {_RESUMED}")
        raise


def lines_of(result: ExportResult) -> Iterator[str]:
    """Yield what a person wants to know of a result."""
    parts = f"{result.rows:,} rows in {result.parts:,} parts in {result.folder}"
    yield f"{result.resource}: {result.status}: {parts}"
    if result.receipt is not None:
        yield f"  receipt: {result.receipt}"
    if result.rejects:
        yield f"  rejects: {result.rejects:,} rows that were not understood, in _rejects.ndjson"
    if result.tombstones:
        yield f"  gone: {result.tombstones:,} rows, in _tombstones.ndjson"
    if result.filtered_out:
        yield f"  no longer matching: {result.filtered_out:,} rows, in _filtered_out.ndjson"
    if result.high_water_mark is not None:
        yield f"  --since last would begin at {to_plain(result.high_water_mark)}"
    if result.status == "partial":
        yield f"  partial: {_RESUMED}"


def _plain(result: ExportResult) -> dict[str, Any]:
    plain = attrs.asdict(result, recurse=False)
    receipt = None if result.receipt is None else result.receipt.to_dict()
    return plain | {"folder": str(result.folder), "receipt": receipt, "exit_code": result.exit_code}
