"""Rows from files: NDJSON, one for each resource, or what ``synctv export`` wrote. Never read as a whole."""

import json
import re
import sqlite3
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, TypeAlias

from synctv_async.sandbox.data.packed import open_lines
from synctv_async.sandbox.sourcesync.state import number_of
from synctv_async.sandbox.types import Json, Record

if TYPE_CHECKING:
    from synctv_async.sandbox.data.table import Table
    from synctv_async.sandbox.world import World

__all__ = ["RESOURCES", "load_into"]

RESOURCES: Final = (
    "media",
    "clips",
    "bundles",
    "contributors",
    "ingest_videos",
    "productions",
    "distributions",
    "activations",
)
"""What a file can hold; clips are media that belong to another one."""

_OWNED: Final = {
    "clips": ("clip_of", "medium_id"),
    "contributors": ("media_id", "medium_id"),
    "ingest_videos": ("ingestable_id", "medium_id"),
    "distributions": ("production_id", "production_id"),
    "activations": ("production_id", "production_id"),
}
"""The field that says what a row belongs to, and how a manifest calls it, where rows may leave it out."""

_SUFFIX: Final = re.compile(r"\.(?:ndjson|jsonl)(?:\.gz|\.zst)?$")
_PART: Final = re.compile(r"part-\d{5,}\..+")
_AT_ONCE: Final = 2_000
_TOMBSTONES, _MANIFEST = "_tombstones.ndjson", "_manifest.json"


class _Line(NamedTuple):
    path: Path
    number: int
    row: Record

    def refuse(self, reason: object) -> NoReturn:
        _refuse(self.path, self.number, reason)


def _refuse(path: Path, number: int, reason: object) -> NoReturn:
    message = f"{path}, line {number}: {reason}"
    raise ValueError(message)


@dataclass(frozen=True, slots=True)
class _Source:
    """The files of a resource by the run that wrote them, and where those that were gone after a run are listed."""

    resource: str
    runs: tuple[tuple[int | None, tuple[Path, ...]], ...]
    owner: Json = None
    tombstones: Path | None = None


def load_into(world: "World", path: str | Path, resource: str | None = None) -> dict[str, int]:
    """Write the rows of files into the state, all of them or none; return how many rows of each resource were read.

    ``path`` is a file, named for its resource unless ``resource`` tells (``media.ndjson``, ``bundles.ndjson.gz``), a
    folder of such files, or a folder that ``synctv export`` wrote. Rows keep their ids; where there is a row of that
    id it is replaced. What cannot be read is a ``ValueError`` that names the file and the line.
    """
    loaded: dict[str, int] = {}
    sources = _sources(Path(path), _known(resource, "resource") if resource is not None else None)
    with world.store.transaction():
        for source in sources:
            write, remove = _writer(world, source)
            for run, files in source.runs:
                for file in files:
                    count = _load_file(file, write)
                    loaded[source.resource] = loaded.get(source.resource, 0) + count
                if source.tombstones is not None:
                    remove(_gone(source.tombstones, run))
        for table in world.tables():
            table.index()
    return loaded


def _known(name: str, what: object) -> str:
    found = name.replace("-", "_")
    if found not in RESOURCES:
        message = f"{what}: {name!r} is no resource: there are {', '.join(RESOURCES)}"
        raise ValueError(message)
    return found


# What there is to read


def _sources(path: Path, resource: str | None) -> list[_Source]:
    if path.is_file():
        return [_Source(resource or _named(path), ((None, (path,)),))]
    if not path.is_dir():
        message = f"{path}: there is no such file or folder to load"
        raise FileNotFoundError(message)
    if _is_export(path):
        return [_exported(path, resource)]
    found = [_exported(inner, None) for inner in path.iterdir() if inner.is_dir() and _is_export(inner)]
    found += [_Source(_named(inner), ((None, (inner,)),)) for inner in path.iterdir() if _SUFFIX.search(inner.name)]
    chosen = [source for source in found if resource in {None, source.resource}]
    if not chosen:
        message = f"{path}: there is nothing to load: no media.ndjson and its like, and no folder of an export"
        raise ValueError(message)
    return sorted(chosen, key=lambda source: RESOURCES.index(source.resource))


def _named(path: Path) -> str:
    name = path.parent.name if _PART.fullmatch(path.name) else _SUFFIX.sub("", path.name)
    return _known(name, f"{path}: name the file for its resource, or say resource=…")


def _is_export(folder: Path) -> bool:
    return (folder / _MANIFEST).is_file() or any(_PART.fullmatch(inner.name) for inner in folder.iterdir())


def _exported(folder: Path, resource: str | None) -> _Source:
    tombstones = folder / _TOMBSTONES
    held = tombstones if tombstones.is_file() else None
    if not (folder / _MANIFEST).is_file():
        parts = tuple(sorted(inner for inner in folder.iterdir() if _PART.fullmatch(inner.name)))
        return _Source(resource or _known(folder.name, folder), ((None, parts),), tombstones=held)
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        name, place = manifest["resource"], manifest["place"]
        listed = [(part["run"], folder / part["name"]) for part in manifest["parts"]]
        runs = tuple((run, tuple(file for its, file in listed if its == run)) for run in range(len(manifest["runs"])))
    except (KeyError, TypeError, ValueError) as error:
        message = f"{folder / _MANIFEST} is no manifest of an export: {error!r}"
        raise ValueError(message) from None
    resource = resource or _known(name, folder / _MANIFEST)
    return _Source(resource, runs, place.get(_OWNED.get(resource, ("", ""))[1]), held)


# Lines


def _load_file(path: Path, write: "_Write") -> int:
    if path.suffix == ".parquet":
        message = f"{path} holds no lines: what was exported with format='ndjson' can be loaded"
        raise ValueError(message)
    count = 0
    lines = _lines(path)
    while batch := list(islice(lines, _AT_ONCE)):
        write(batch)
        count += len(batch)
    return count


def _lines(path: Path) -> Iterator[_Line]:
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    with open_lines(path) as lines:
        for number, raw in enumerate(lines, start=1):
            if raw.isspace():
                continue
            try:
                row: Json = decoder.decode((raw.removeprefix(BOM_UTF8) if number == 1 else raw).decode())
            except (ValueError, RecursionError) as error:
                _refuse(path, number, f"this is no JSON ({error})")
            if not isinstance(row, dict):
                _refuse(path, number, f"this is no JSON object: {row!r:.80}")
            found = number_of(row.get("id"))
            if found < 0:
                _refuse(path, number, f"a row needs an id, a whole number from 0, got {row.get('id')!r:.80}")
            row["id"] = found
            yield _Line(path, number, row)


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is no number of JSON's"
    raise ValueError(message)


def _gone(path: Path, run: int | None) -> list[int]:
    """Return the ids of rows that were found gone in a run, or in any."""
    return [int(str(line.row["id"])) for line in _lines(path) if run is None or line.row.get("run") == run]


# Writing

_Write: TypeAlias = Callable[[list[_Line]], None]
_Remove: TypeAlias = Callable[[list[int]], None]


def _writer(world: "World", source: _Source) -> tuple[_Write, _Remove]:
    tables: dict[str, Table] = {
        "media": world.media,
        "clips": world.media,
        "bundles": world.bundles,
        "contributors": world.contributors,
        "ingest_videos": world.ingest_videos,
    }
    if source.resource in tables:
        return _table_writer(tables[source.resource], source)
    return _sourcesync_writer(world, source)


def _table_writer(table: "Table", source: _Source) -> tuple[_Write, _Remove]:
    def put(rows: Iterable[Record]) -> None:
        table.replace_many(list({row["id"]: row for row in rows}.values()))

    def write(batch: list[_Line]) -> None:
        if len(batch) == _AT_ONCE:
            table.unindex()  # one by one, so many rows take half as long again
        for line in batch:
            _own(line, source)
        try:
            put(line.row for line in batch)
        except (sqlite3.Error, OverflowError, UnicodeError, TypeError, AttributeError):
            for line in batch:  # one of them it was
                try:
                    put([line.row])
                except (sqlite3.Error, OverflowError, UnicodeError, TypeError, AttributeError) as error:
                    line.refuse(f"the {table.schema.item} cannot be kept: {error}")
            raise

    def remove(numbers: list[int]) -> None:
        for number in numbers:
            with suppress(KeyError):
                table.delete(number)

    return write, remove


def _own(line: _Line, source: _Source) -> None:
    """Say what a row belongs to, where only the manifest does."""
    field, _ = _OWNED.get(source.resource, ("", ""))
    if field and line.row.get(field) is None:
        owner = number_of(source.owner)
        if owner < 0 and source.resource != "clips":
            line.refuse(f"a row of {source.resource} needs its {field}")
        line.row[field] = owner if owner >= 0 else None


def _sourcesync_writer(world: "World", source: _Source) -> tuple[_Write, _Remove]:
    state, kind = world.sourcesync, source.resource

    def write(batch: list[_Line]) -> None:
        for line in batch:
            owner = 0
            if kind != "productions":
                _own(line, source)
                owner = number_of(line.row["production_id"])
            if owner < 0:
                line.refuse(f"production_id is {line.row['production_id']!r:.80}, no whole number")
            try:
                state.save(kind, line.row, owner)
            except (sqlite3.Error, OverflowError, UnicodeError) as error:
                line.refuse(f"the row cannot be kept: {error}")

    def remove(numbers: list[int]) -> None:
        for number in numbers:
            row = state.find(kind, number)
            if row is not None:
                state.delete(kind, row)

    return write, remove
