"""Everything that the sandbox knows: its tables, its accesses, its clock."""

from synctv_async.sandbox import catalogue
from synctv_async.sandbox.access import Access, Accesses, secret_from
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.ingest import IngestTable
from synctv_async.sandbox.others import OTHERS, other_rows
from synctv_async.sandbox.schema import BUNDLES, CONTRIBUTORS, INGEST_VIDEOS, MEDIA
from synctv_async.sandbox.settings import Settings
from synctv_async.sandbox.sourcesync import SourceSyncState
from synctv_async.sandbox.store import Store, Table

__all__ = ["World"]


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
