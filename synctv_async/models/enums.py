"""Open enums: a value that the documents do not list stays itself and still compares equal to the plain value."""

from enum import IntEnum, StrEnum
from typing import Self

__all__ = ["AspectRatio", "BundleStatus", "BundleWriteStatus", "IngestState", "IngestStatus", "Priority"]


class _OpenInt(IntEnum):
    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member


class _OpenStr(StrEnum):
    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member


class BundleStatus(_OpenInt):
    """A bundle's status as it is read and as lists filter by it. See also :class:`BundleWriteStatus`."""

    ENABLED = 0
    ACTIVE = 1
    DELETED = -1
    INACTIVE = -2
    DISABLED = -3


class BundleWriteStatus(_OpenInt):
    """A bundle's status as it is created, updated and counted. Read it is a :class:`BundleStatus`: 0 differs."""

    DELETED = -1
    INACTIVE = 0
    ACTIVE = 1


class IngestState(_OpenStr):
    """Where an ingest stands. ``removing`` and ``removed`` appear in the text of the service's documents only."""

    STARTING = "starting"
    STARTED = "started"
    STOPPING = "stopping"
    STOPPED = "stopped"
    RESETTING = "resetting"
    RESET = "reset"
    DONE = "done"
    REMOVING = "removing"
    REMOVED = "removed"


class IngestStatus(_OpenStr):
    """Whether an ingest is well."""

    OK = "ok"
    ERROR = "error"


class AspectRatio(_OpenStr):
    """The shape of an ingest's picture."""

    STANDARD = "4:3"
    WIDE = "16:9"


class Priority(_OpenInt):
    """The place of an ingest in the queue: 1 goes first, 5 last."""

    HIGHEST = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4
    LOWEST = 5
