"""What ``list``, ``get`` and ``count`` do."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from synctv_async import Page, Pager, SyncTVError
from synctv_async.cli.clients import open_client
from synctv_async.cli.filters import filter_types, parse_filters, takes_filters
from synctv_async.cli.messages import UsageError, note, resume_hint
from synctv_async.cli.options import Connection, Extent, Place, Selection
from synctv_async.cli.output import Sink, open_sink, print_number, print_record
from synctv_async.cli.resources import Resource, call_of, find_resource

__all__ = ["count_rows", "get_row", "list_rows"]


def list_rows(name: str, place: Place, connection: Connection, extent: Extent, *, as_json: bool | None) -> None:
    """Print the rows of a list."""
    resource, call = find_resource(name, "list", place)
    with open_client(resource.service, connection) as client:
        method = call_of(client, resource, call, place)
        pager = _pager(resource, method, extent)
        pages = pager.pages(start=extent.start)
        with open_sink(resource.columns, as_json=as_json) as sink:
            _read(pages, extent, sink)


def _pager(resource: Resource, method: Callable[..., Any], extent: Extent) -> Pager[Any]:
    given = _filters(method, extent)
    if extent.sort:
        given["sort_order"] = list(extent.sort) if len(extent.sort) > 1 else extent.sort[0]
    if extent.descending:
        given["sort_descending"] = True
    if given and not takes_filters(method):
        message = f"{resource.name} take no {'filters' if extent.filters else 'sort'}: the service documents none"
        raise UsageError(message)
    if extent.page_size is not None:
        if resource.service == "sourcesync":
            message = f"--page-size: {resource.name} come all at once"
            raise UsageError(message)
        given["page_size"] = extent.page_size
    return cast("Pager[Any]", _called(method, given))


def _filters(method: Callable[..., Any], selection: Selection) -> dict[str, Any]:
    return parse_filters(selection.filters or (), filter_types(method))


def _called(method: Callable[..., Any], given: dict[str, Any]) -> Any:
    """Make a call; that an argument of it is wrong is the user's error here, in the words of the SDK."""
    try:
        return method(**given)
    except TypeError as error:
        raise UsageError(str(error)) from error


def _read(pages: Iterator[Page[Any]], extent: Extent, sink: Sink) -> None:
    """Hand the pages on until they or the rows wanted end; say where to go on if there may be more."""
    wanted, checkpoint = extent.max_items, extent.start
    try:
        for page in pages:
            rows = page.items if wanted is None else page.items[:wanted]
            sink.write(rows)
            if wanted is not None and wanted <= len(page.items):
                _say_more(checkpoint, page, len(rows))
                return
            wanted = None if wanted is None else wanted - len(rows)
            checkpoint = page.checkpoint
    except SyncTVError as error:
        if checkpoint is None:
            error.checkpoint = None  # nothing was delivered: to go on is to begin
        raise
    except KeyboardInterrupt:
        if checkpoint is not None:
            note(f"interrupted; {resume_hint(checkpoint)}")
        raise


def _say_more(before: str | None, page: Page[Any], used: int) -> None:
    """Say how to go on after a cut without losing a row: a checkpoint stands between pages only."""
    if used == len(page.items):
        note(f"there may be more; {resume_hint(page.checkpoint)}")
    elif before is not None:
        note(f"there are more; {resume_hint(before)} (its first {used} rows are the last {used} of these)")


def get_row(name: str, row_id: str | None, place: Place, connection: Connection, *, as_json: bool | None) -> None:
    """Print one record."""
    resource, call = find_resource(name, "get", place)
    if call.takes_id != (row_id is not None):
        message = f"get {resource.name} {'needs the id of one' if call.takes_id else 'takes no id: there is one only'}"
        raise UsageError(message)
    with open_client(resource.service, connection) as client:
        print_record(_called(call_of(client, resource, call, place, row_id), {}), as_json=as_json)


def count_rows(name: str, place: Place, connection: Connection, selection: Selection) -> None:
    """Print how many rows there are."""
    resource, call = find_resource(name, "count", place)
    with open_client(resource.service, connection) as client:
        method = call_of(client, resource, call, place)
        number = _called(method, _filters(method, selection))
    print_number(cast("int", number))
