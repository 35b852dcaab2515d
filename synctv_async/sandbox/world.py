"""Everything that the sandbox knows: its settings, its tables, its clock."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from synctv_async.sandbox import catalogue
from synctv_async.sandbox.access import Access, Accesses, Tilde, secret_from
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.ingest import IngestTable, IngestTimes
from synctv_async.sandbox.others import OTHERS, other_rows
from synctv_async.sandbox.schema import BUNDLES, CONTRIBUTORS, INGEST_VIDEOS, MEDIA
from synctv_async.sandbox.sourcesync import SourceSyncState
from synctv_async.sandbox.store import Store, Table

__all__ = ["Settings", "World"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen when a sandbox is made.

    ``media``, ``bundles``, ``contributors`` and ``ingest_videos`` say how many there are. ``seed`` decides the
    catalogue and all secrets. ``database`` is a file that keeps the state; one that holds a state already is taken as
    it is.
    ``rate_limit`` requests in any ``rate_period`` seconds are what SourceSync takes; ``retry_after`` tells whether its
    429 says how long to wait. ``tilde`` is how ``~`` is escaped in what is signed, ``limit`` what becomes of that
    parameter (``cap``: at most 100 rows), ``bundles_paged=False`` sends all bundles at once. ``ingest_times`` says how
    long each state of an ingest lasts.
    """

    media: int = 500
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


class World:
    """The state of both services, without any network."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.store: Store = Store(settings.database)
        self.media: Table = Table(self.store, MEDIA, clock)
        self.bundles: Table = Table(self.store, BUNDLES, clock)
        self.contributors: Table = Table(self.store, CONTRIBUTORS, clock)
        self.ingest_videos: IngestTable = IngestTable(self.store, INGEST_VIDEOS, clock, settings.ingest_times)
        self.others: dict[str, Table] = {schema.name: Table(self.store, schema, clock) for schema in OTHERS}
        self.accesses: Accesses = Accesses(settings.seed)
        self.access: Access = self.accesses.of_device("sandbox")
        """For whoever does not log in."""
        self.client_key: str = secret_from(settings.seed, "client key")
        self.email: str = "someone@example.com"
        self.password: str = secret_from(settings.seed, "password")[:12]
        self.sourcesync: SourceSyncState = SourceSyncState(
            self.store, clock, settings.seed, limit=settings.rate_limit, period=settings.rate_period
        )
        if not len(self.others["platforms"]):
            self.fill()
        for table in self.tables():
            table.index()

    def tables(self) -> tuple[Table, ...]:
        """Return every SyncTV table."""
        return (self.media, self.bundles, self.contributors, self.ingest_videos, *self.others.values())

    def fill(self) -> None:
        """Write the invented catalogue."""
        settings, seed = self.settings, self.settings.seed
        containers = min(200, -(-settings.media // 40))
        with self.store.transaction():
            for name, rows in other_rows(containers).items():
                self.others[name].load(rows)
            media = list(catalogue.media_ids(settings.media))
            self.media.load(catalogue.media_rows(settings.media, seed, containers))
            if not media:
                return
            self.bundles.load(catalogue.bundle_rows(settings.bundles, seed, media))
            self.contributors.load(catalogue.contributor_rows(settings.contributors, seed, media))
            self.ingest_videos.load(catalogue.ingest_rows(settings.ingest_videos, seed, media))

    def refill(self) -> None:
        """Put the catalogue back to what it was at first."""
        with self.store.transaction():
            for table in self.tables():
                table.clear()
            self.sourcesync.clear()
            self.fill()
