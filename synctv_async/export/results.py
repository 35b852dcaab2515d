"""What an export tells: how far it is, and what came of it."""

from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

import attrs

from synctv_async import Receipt

__all__ = ["ExportProgress", "ExportResult", "ExportStatus"]

ExportStatus: TypeAlias = Literal["complete", "drifted", "unverified", "partial"]
"""What a run proves: the words of its receipt, or ``partial`` where it has not come to its end."""

_COMPLETE, _UNPROVEN, _PARTIAL = 0, 3, 4


@attrs.frozen(kw_only=True)
class ExportProgress:
    """How far the run of a resource is.

    ``rows`` and ``parts`` are those of the run, also of the calls that it goes on from; ``expected`` is how many rows
    the service counted when the run began, or ``None`` where no count proves anything. ``requests_left`` are the
    requests that the client's rate limit lets through now, ``seconds`` those of this call. ``done`` tells the last one.
    """

    resource: str
    rows: int
    expected: int | None
    requests_left: int | None
    parts: int
    seconds: float
    done: bool


@attrs.frozen(kw_only=True)
class ExportResult:
    """What came of the run of a resource.

    ``status`` is that of the receipt, ``unverified`` also where a reconciliation could not be trusted, or ``partial``
    for a run that ``max_items`` ended: ``resume=True`` goes on with it. ``rows``, ``parts`` and ``rejects`` are those
    of the run, also of the calls that it went on from; ``tombstones`` counts the rows that it found gone,
    ``filtered_out`` those that are there and no longer match. ``high_water_mark`` is where ``since="last"`` will begin,
    and ``checkpoint`` where the reading stands.
    """

    resource: str
    folder: Path
    status: ExportStatus
    receipt: Receipt | None
    rows: int
    parts: int
    rejects: int
    tombstones: int = 0
    filtered_out: int = 0
    high_water_mark: datetime | None = None
    checkpoint: str | None = None

    @property
    def exit_code(self) -> int:
        """0: complete; 3: finished, but unverified, drifted or with rejects; 4: partial, to be resumed."""
        if self.status == "partial":
            return _PARTIAL
        return _COMPLETE if self.status == "complete" and not self.rejects else _UNPROVEN
