"""What a folder keeps beside its parts: the manifest for its readers, and the state of its runs."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self, cast

import attrs

from synctv_async import ConfigError, Receipt
from synctv_async.export.ndjson import format_time
from synctv_async.export.parts import PartWriter
from synctv_async.export.results import ExportStatus

__all__ = ["MANIFEST", "STATE", "Manifest", "Part", "RunEntry", "State"]

MANIFEST: Final = "_manifest.json"
STATE: Final = "_state.json"
_VERSION = 1


def _time(value: datetime | str | None) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _plain(_instance: object, _field: object, value: Any) -> Any:
    return format_time(value) if isinstance(value, datetime) else value


@attrs.frozen(kw_only=True)
class Part:
    """A file of rows, as the manifest lists it. ``run`` is the number of its run, from 0."""

    name: str
    rows: int
    bytes: int
    sha256: str
    first_id: Any
    last_id: Any
    run: int


@attrs.frozen(kw_only=True)
class RunEntry:
    """A run, as the manifest lists it: ``partial`` until it has come to its end."""

    started: datetime | None = attrs.field(converter=_time)
    clock: str
    since: datetime | None = attrs.field(converter=_time)
    until: datetime | None = attrs.field(converter=_time)
    filters: Mapping[str, Any]
    rejects: int = 0
    tombstones: int = 0
    filtered_out: int = 0
    receipt: Mapping[str, Any] | None = None
    status: ExportStatus = "partial"


@attrs.define(kw_only=True)
class Manifest:
    """What a folder holds: each part with its size and its hash, and the runs that wrote them."""

    resource: str
    place: Mapping[str, Any]
    format: str
    compression: str | None
    parts: list[Part] = attrs.field(factory=list[Part])
    runs: list[RunEntry] = attrs.field(factory=list[RunEntry])

    def write(self, folder: Path) -> None:
        """Write it, whole or not at all."""
        plain = attrs.asdict(self, value_serializer=_plain)
        parts, runs = plain.pop("parts"), plain.pop("runs")
        receipt = runs[-1]["receipt"] if runs else None
        _write(folder / MANIFEST, {"version": _VERSION, **plain, "parts": parts, "receipt": receipt, "runs": runs})

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read it back, or return ``None`` where there is none yet."""
        fields = _read(folder / MANIFEST)
        if fields is None:
            return None
        fields.pop("receipt", None)
        try:
            parts = [Part(**part) for part in fields.pop("parts")]
            runs = [RunEntry(**run) for run in fields.pop("runs")]
            return cls(parts=parts, runs=runs, **fields)
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(folder / MANIFEST, error) from None

    @property
    def receipt(self) -> Receipt | None:
        """The receipt of the last run, once it has come to its end."""
        fields = self.runs[-1].receipt
        return None if fields is None else Receipt(**fields)


@attrs.frozen(kw_only=True)
class State:
    """Where the last run of a folder stands; what is on the disk beyond it does not count.

    ``query`` is what the folder is about. ``parts`` and ``reject_bytes`` are those of all runs; ``rows`` and
    ``rejects`` those of this one, whose number is ``run``. ``doubtful`` are the rejects that will be met again when it
    is resumed. ``since`` and ``until`` stay as they were when it began. ``high_water_mark`` is that of the runs before,
    ``next_mark`` what it will be once this one is finished.
    """

    query: Mapping[str, Any]
    run: int
    started: datetime | None = attrs.field(converter=_time)
    clock: str
    since: datetime | None = attrs.field(default=None, converter=_time)
    until: datetime | None = attrs.field(default=None, converter=_time)
    checkpoint: str | None = None
    parts: int = 0
    rows: int = 0
    rejects: int = 0
    reject_bytes: int = 0
    doubtful: Sequence[str] = ()
    high_water_mark: datetime | None = attrs.field(default=None, converter=_time)
    next_mark: datetime | None = attrs.field(default=None, converter=_time)
    status: ExportStatus = "partial"
    reconciled: bool = False

    @property
    def finished(self) -> bool:
        """Whether the run has come to its end."""
        return self.status != "partial"

    def write(self, folder: Path) -> None:
        """Write it, whole or not at all."""
        plain = attrs.asdict(self, value_serializer=_plain)
        _write(folder / STATE, {"version": _VERSION, **plain, "finished": self.finished})

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Read it back, or return ``None`` where no run has begun."""
        fields = _read(folder / STATE)
        if fields is None:
            return None
        fields.pop("finished", None)
        try:
            return cls(**fields)
        except (TypeError, ValueError) as error:
            raise _damaged(folder / STATE, error) from None


def _write(path: Path, fields: Mapping[str, Any]) -> None:
    with PartWriter(path, checksum=False) as file:
        file.write(json.dumps(fields, indent=2).encode() + b"\n", rows=0)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        fields: object = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise _damaged(path, error) from None
    if not isinstance(fields, dict):
        raise _damaged(path, "it is not an object")
    values = cast("dict[str, Any]", fields)
    version = values.pop("version", None)
    if version != _VERSION:
        raise _damaged(path, f"it is of version {version!r:.20}, and this is {_VERSION}")
    return values


def _damaged(path: Path, reason: object) -> ConfigError:
    message = f"{path} cannot be read ({reason}): export into another folder, or put the file back as it was"
    return ConfigError(message)
