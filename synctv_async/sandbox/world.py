"""Everything that the sandbox knows: its tables, its accesses, its clock."""

from pathlib import Path

from synctv_async.sandbox.checks import paths_of
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.data import catalogue
from synctv_async.sandbox.data.fixtures import load_into
from synctv_async.sandbox.data.ingest import IngestTable
from synctv_async.sandbox.data.media import MediaTable
from synctv_async.sandbox.data.others import OTHERS, other_rows
from synctv_async.sandbox.data.pattern import MediaIds
from synctv_async.sandbox.data.productions import production_rows
from synctv_async.sandbox.data.repeated import containers_for
from synctv_async.sandbox.data.schema import BUNDLES, CONTRIBUTORS, INGEST_VIDEOS, MEDIA
from synctv_async.sandbox.data.snapshots import Snapshot
from synctv_async.sandbox.data.store import Store
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.settings import Settings
from synctv_async.sandbox.sourcesync.service import SourceSyncState
from synctv_async.sandbox.synctv.access import Access, Accesses, secret_from

__all__ = ["World"]


class World:
    """The state of both services, without any network."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings: Settings = settings
        self.clock = clock
        self.store: Store = Store(settings.database)
        self.media: MediaTable = MediaTable(self.store, MEDIA, clock)
        self.bundles: Table = Table(self.store, BUNDLES, clock)
        self.contributors: Table = Table(self.store, CONTRIBUTORS, clock)
        self.ingest_videos: IngestTable = IngestTable(self.store, INGEST_VIDEOS, clock, settings.ingest_times)
        self.behave(settings)
        self.others: dict[str, Table] = {schema.name: Table(self.store, schema, clock) for schema in OTHERS}
        self.accesses: Accesses = Accesses(settings.seed)
        self.access: Access = self.accesses.of_device("sandbox")
        """For whoever does not log in."""
        self.client_key: str = secret_from(settings.seed, "client key")
        self.email: str = "someone@example.com"
        self.password: str = secret_from(settings.seed, "password")[:12]
        self.sourcesync: SourceSyncState = SourceSyncState(self.store, clock, settings.seed, lambda: self.settings)
        fresh = "media" not in self.store.facts()
        if fresh:
            self.fill()
        for table in self.tables():
            table.index()
        self._first: Snapshot | None = Snapshot(self.store) if fresh else None
        """What it began with, to go back to in an instant; of a file that held a state already nobody knows."""
        if fresh:
            self._load_given()
        self.snapshots: dict[str, Snapshot] = {}
        """Those that were taken by name."""

    def behave(self, settings: Settings) -> None:
        """Behave as other settings say, from now on."""
        self.settings = settings
        self.ingest_videos.times = settings.ingest_times
        self.ingest_videos.failed = settings.failed_ingest

    @property
    def credentials(self) -> dict[str, str]:
        """Every secret beside those of the accesses, by its name."""
        keys = {"api_key": self.sourcesync.api_key, "read_only_key": self.sourcesync.read_only_key}
        return {"client_key": self.client_key, "password": self.password, **keys}

    def tables(self) -> tuple[Table, ...]:
        """Return every SyncTV table."""
        return (self.media, self.bundles, self.contributors, self.ingest_videos, *self.others.values())

    def fill(self) -> None:
        """Write the invented catalogue over nothing; where a file began with another size and seed, with those."""
        settings, facts = self.settings, self.store.facts()
        count, seed = facts.get("first_media", settings.media), facts.get("first_seed", settings.seed)
        with self.store.transaction():
            self.store.note(first_media=count, first_seed=seed)
            for name, rows in other_rows(containers_for(count)).items():
                self.others[name].load(rows)
            self.media.invent(count, seed)
            for production in production_rows(settings.productions, seed):
                self.sourcesync.save(production.kind, production.body, production.owner)
            media = MediaIds(count)
            if not media:
                return
            self.bundles.load(catalogue.bundle_rows(settings.bundles, seed, media))
            self.contributors.load(catalogue.contributor_rows(settings.contributors, seed, media))
            self.ingest_videos.load(catalogue.ingest_rows(settings.ingest_videos, seed, media))

    def load(self, path: str | Path, resource: str | None = None) -> dict[str, int]:
        """Write the rows of files over what there is; see :meth:`Emulator.load`."""
        return load_into(self, path, resource)

    def _load_given(self) -> None:
        for path in paths_of("load", self.settings.load):
            self.load(path)

    def refill(self) -> None:
        """Put the catalogue back to what it was at first."""
        if self._first is not None:
            with self.store.lock:
                self._first.restore(self.store)
                self._load_given()
            return
        with self.store.transaction():
            for table in self.tables():
                table.clear()
            self.sourcesync.clear()
            self.fill()
