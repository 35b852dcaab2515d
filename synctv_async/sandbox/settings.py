"""What can be chosen when a sandbox is made."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, TypedDict

from synctv_async.sandbox.ingest import IngestTimes

__all__ = ["Options", "Settings", "Tilde"]

Tilde: TypeAlias = Literal["any", "%7E", "~"]


class Options(TypedDict, total=False):
    """The fields of :class:`Settings` as keyword arguments."""

    media: int
    bundles: int
    contributors: int
    ingest_videos: int
    database: str | Path | None
    seed: int
    rate_limit: int
    rate_period: float
    retry_after: bool
    tilde: Tilde
    limit: Literal["honour", "cap", "ignore"]
    bundles_paged: bool
    ingest_times: IngestTimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How much there is, and how the sandbox behaves where the documents leave it open."""

    media: int = 500
    """How many media the catalogue has; likewise the three below."""
    bundles: int = 60
    contributors: int = 100
    ingest_videos: int = 60
    database: str | Path | None = None
    """A file that keeps the state; a file that holds one already is taken as it is."""
    seed: int = 1
    """Decides the catalogue, the secrets and the keys."""
    rate_limit: int = 1000
    """SourceSync: requests in any ``rate_period`` seconds."""
    rate_period: float = 60.0
    retry_after: bool = False
    """SourceSync: whether a 429 carries ``Retry-After``; no document says that it does."""
    tilde: Tilde = "any"
    """How ``~`` is escaped in what is signed."""
    limit: Literal["honour", "cap", "ignore"] = "honour"
    """What becomes of ``limit``; ``cap`` is at most 100 rows a page."""
    bundles_paged: bool = True
    """``False``: bundles come all at once, whatever the offset."""
    ingest_times: IngestTimes = field(default_factory=IngestTimes)
    """How long each state of an ingest video lasts."""
