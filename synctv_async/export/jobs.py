"""What an export is asked to do, one job a resource. All that can be wrong with it is found here, before a request."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from os import PathLike
from pathlib import Path
from typing import Any, cast

import attrs

from synctv_async import ArgumentError
from synctv_async.export.layouts import Layout
from synctv_async.export.ndjson import to_plain
from synctv_async.export.options import Options
from synctv_async.export.sources import PLACES, SOURCES, Source, find_sources, service_of

__all__ = ["Job", "make_jobs"]

# Whether the service's "greater" holds for the moment itself is not documented.
_INCLUSIVE = timedelta(seconds=1)
_NOT_SCANNED = frozenset({"sort_order", "sort_descending", "fields", "add_fields", "remove_fields"})


@attrs.frozen
class Job:
    """The export of one resource into one folder.

    ``query`` is what its folder is about, in plain values: a folder holds the rows of one query. ``raw`` tells that the
    rows are written as the service sends them.
    """

    source: Source
    path: Path
    place: Mapping[str, Any]
    options: Options
    layout: Layout
    raw: bool

    @property
    def query(self) -> dict[str, Any]:
        """What a folder of this job is about."""
        return {
            "resource": self.source.name,
            "place": {name: str(value) for name, value in self.place.items()},
            "filters": {name: _plain(value) for name, value in self.options.filters.items() if value is not None},
            "format": self.layout.format,
            "compression": self.layout.compression,
        }

    def pager(self, client: Any, since: datetime | None = None, until: datetime | None = None) -> Any:
        """Return the pager of its rows, of those that were updated between two moments."""
        given = dict(self.options.filters)
        if since is not None:
            given[self.source.since or ""] = since - _INCLUSIVE
        if until is not None:
            given[self.source.until or ""] = until
        return self._list(client, given)

    def scan(self, client: Any) -> Any:
        """Return the pager of the ids of all rows that match now, whenever they were updated."""
        given = {name: value for name, value in self.options.filters.items() if not self._is_unscanned(name)}
        if self.source.has_fields:
            given["fields"] = ["id"]
        return self._list(client, given)

    def _is_unscanned(self, name: str) -> bool:
        return name in _NOT_SCANNED or name.startswith("updated_at")

    def _list(self, client: Any, given: dict[str, Any]) -> Any:
        if self.options.page_size is not None:
            given["page_size"] = self.options.page_size
        return self.source.list(client, self.place, given)


def make_jobs(
    client: object, resources: str | Sequence[str], out: str | PathLike[str], options: Options
) -> Sequence[Job]:
    """Return the jobs of an export, or raise what is wrong with any of them. Nothing is read, sent or written."""
    service = service_of(client)
    raw = options.format == "ndjson" and getattr(client, "wire_format", "json") == "json"
    jobs = [
        Job(
            source,
            Path(out) / source.name,
            _place(source, options.place),
            options,
            Layout(options.format, options.compression, source.record),
            raw,
        )
        for source in find_sources(resources, service)
    ]
    for job in jobs:
        _check_dates(job)
        _check_reconcile(job)
        if service == "sourcesync":
            _check_whole_list(job)
        job.layout.check_installed()
        job.pager(client)
    return jobs


def _place(source: Source, given: Mapping[str, Any]) -> Mapping[str, Any]:
    place = {name: value for name in PLACES if (value := given.get(name)) is not None}
    if source.needs is not None and source.needs not in place:
        message = f"export(): {source.name} need {source.needs}=, the id that they belong to"
        raise ArgumentError(message)
    strange = [name for name in place if name not in (source.needs, source.takes)]
    if strange:
        message = f"export(): {source.name} take no {strange[0]}=: export them by a call of their own"
        raise ArgumentError(message)
    return place


def _check_dates(job: Job) -> None:
    options, source = job.options, job.source
    if options.since is None and options.until is None:
        return
    if source.since is None:
        dated = _listed(source.name for source in SOURCES.values() if source.since is not None)
        message = f"export(): since and until need a filter by updated_at, which {source.name} have not; {dated} have"
        raise ArgumentError(message)
    for name in (source.since, source.until):
        if options.filters.get(name or "") is not None:
            message = f"export(): the filter {name} is set by since and until: give the one or the other"
            raise ArgumentError(message)


def _check_reconcile(job: Job) -> None:
    if job.options.reconcile and job.source.one is None:
        able = _listed(source.name for source in SOURCES.values() if source.one is not None)
        message = f"export(): reconcile needs a list that is sorted by id, which {job.source.name} are not; {able} are"
        raise ArgumentError(message)


def _check_whole_list(job: Job) -> None:
    if job.options.filters:
        message = f"export(): {job.source.name} take no filters: the service documents none"
        raise TypeError(message)
    if job.options.page_size is not None:
        message = f"export(): {job.source.name} come whole, in one answer: leave page_size out"
        raise ArgumentError(message)


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}"


def _plain(value: Any) -> Any:
    """Return a filter's value as JSON has it, a set in a certain order."""
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in cast("Iterable[Any]", value)), key=str)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("Iterable[Any]", value)]
    return value.value if isinstance(value, Enum) else to_plain(value)
