"""Both services without a server: the state, its switches, and the application."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

from starlette.types import ASGIApp

from synctv_async.sandbox.app import Application
from synctv_async.sandbox.chaos.faults import Fault, FaultOptions
from synctv_async.sandbox.chaos.scenarios import rules_of
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.data.ingest import IngestTable
from synctv_async.sandbox.data.snapshots import Snapshot
from synctv_async.sandbox.data.table import Table
from synctv_async.sandbox.exchange import Exchange, RecordedRequest, Traffic
from synctv_async.sandbox.settings import Options, Settings, changed
from synctv_async.sandbox.types import Incoming
from synctv_async.sandbox.world import World

__all__ = ["Emulator", "create_app"]

_Hook = TypeVar("_Hook", bound=Callable[[RecordedRequest], object])


class Emulator:
    """Both services without a server: the state, the switches, and ``app``, an ASGI application.

    Everything may be used from any thread, while requests are served. The arguments are those of :class:`Settings`.
    """

    def __init__(self, settings: Settings | None = None, *, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or Clock()
        self._start = settings or Settings()
        self.world: World = World(self._start, self.clock)
        self.traffic: Traffic = Traffic(self.world)
        self.app: Application = Application(self.receive, self._control)

    def _control(self) -> ASGIApp:
        from synctv_async.sandbox.control import control_of

        return control_of(self)

    def receive(self, incoming: Incoming) -> Exchange:
        """Take in a request for either service, without any network; what it returns says how to go on."""
        return self.traffic.receive(incoming)

    @property
    def access_id(self) -> int:
        """An access that is good from the start."""
        return self.world.access.access_id

    @property
    def access_secret(self) -> str:
        """The secret of :attr:`access_id`."""
        return self.world.access.secret

    @property
    def client_key(self) -> str:
        """The key for ``client_authorize``."""
        return self.world.client_key

    @property
    def email(self) -> str:
        """The user's email for ``user_authorize``."""
        return self.world.email

    @property
    def password(self) -> str:
        """The user's password for ``user_authorize``."""
        return self.world.password

    @property
    def api_key(self) -> str:
        """SourceSync's ``X-API-Key``."""
        return self.world.sourcesync.api_key

    @property
    def read_only_key(self) -> str:
        """Another ``X-API-Key``; it may not write: 403."""
        return self.world.sourcesync.read_only_key

    @property
    def media(self) -> Table:
        """The media. Hidden: ``containers``, ``clip_of``, ``activities``, ``ownerships_count``, ``avg_price``."""
        return self.world.media

    @property
    def bundles(self) -> Table:
        """The bundles. Hidden: ``linked_media``, ``platform_ids``, ``media_type_ids``, ``currencies``, ``price``."""
        return self.world.bundles

    @property
    def contributors(self) -> Table:
        """The contributors. Hidden fields: ``person_id``, ``role_id``."""
        return self.world.contributors

    @property
    def ingest_videos(self) -> IngestTable:
        """The ingest videos. Hidden: ``fails``, a message with which the work will end instead of being done."""
        return self.world.ingest_videos

    @property
    def others(self) -> dict[str, Table]:
        """``containers``, ``container_groups``, ``people`` and ``platforms``."""
        return self.world.others

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """The last 10,000 requests, oldest first."""
        return self.traffic.requests()

    def fault(self, **what: Unpack[FaultOptions]) -> Fault:
        """Misbehave on request: ``box.fault(path="/api/v2/media*", status=503, times=2)``.

        The arguments are the fields of :class:`Fault`. Returns the rule in force; its ``hits`` counts.
        """
        return self.traffic.faults.add(Fault(**what))[0]

    def chaos(self, *what: str | Fault, seed: int = 0) -> tuple[Fault, ...]:
        """Put scenarios of :data:`CHAOS`, or rules of one's own, in force: ``box.chaos("flaky", "restless", seed=7)``.

        Which requests meet what hangs on the seed and on each request alone, so that a seed plays the same failures
        again whatever the order in which parallel requests arrive. Returns the rules in force; their ``hits`` count.
        """
        return self.traffic.faults.add(*rules_of(what), seed=seed)

    def clear_faults(self) -> None:
        """Behave again: take every fault and every scenario out of force."""
        self.traffic.faults.clear()

    def on_request(self, hook: _Hook) -> _Hook:
        """Call ``hook(request)`` before each request is answered, in the server's thread; may be a decorator.

        The hook may change the state; it may not call the sandbox by HTTP, for the server waits for it.
        """
        self.traffic.hooks.append(hook)
        return hook

    def expire_access(self, access_id: int) -> None:
        """Let an access expire: 401 from now on. The device's next ``client_authorize`` gives a new one."""
        access = self.world.accesses.find(access_id)
        if access is None:
            message = f"no access {access_id}"
            raise KeyError(message)
        access.expired = True

    def logged_in(self, access_id: int) -> str | None:
        """Return the email that ``user_authorize`` bound to an access."""
        access = self.world.accesses.find(access_id)
        return None if access is None else access.user

    @property
    def settings(self) -> Settings:
        """How the sandbox behaves now."""
        return self.world.settings

    def behave(self, **switches: Unpack[Options]) -> None:
        """Change switches while it runs: ``box.behave(limit="ignore", nulls="last")``; :data:`BEHAVIOUR` tells of each.

        A ``ValueError`` where there is no such switch or value, and for what is decided at the start: how much there
        is, the seed, the database. :meth:`reset` puts the switches back.
        """
        self.world.behave(changed(self.world.settings, dict(switches)))

    def reset(self, *, catalogue: bool = False) -> None:
        """Forget requests, faults, hooks, rates, expiries, added time, turned switches; with ``catalogue`` data too."""
        self.world.behave(self._start)
        self.traffic.forget()
        self.traffic.faults.clear()
        self.traffic.hooks.clear()
        self.world.accesses.revive()
        for key in self.world.sourcesync.keys.values():
            key.window.clear()
        self.clock.reset()
        if catalogue:
            self.world.refill()

    def snapshot(self) -> Snapshot:
        """Return the data of both services as they are now, for :meth:`restore`; what nobody changed costs nothing."""
        return Snapshot(self.world.store)

    def restore(self, snapshot: Snapshot) -> None:
        """Put the data of both services back to a snapshot; requests, faults, accesses and the clock stay.

        The snapshot may be another sandbox's. Not for a hook of a request that is being answered.
        """
        snapshot.restore(self.world.store)

    def load(self, path: str | Path, resource: str | None = None) -> dict[str, int]:
        """Write rows from files over what there is, and return how many of each resource were read.

        ``path`` is a file of NDJSON, packed (``.gz``, ``.zst``) or not, and named for its resource unless ``resource``
        tells: ``media.ndjson``; or a folder of such files; or a folder that ``synctv export`` wrote, whose tombstones
        are taken away. Rows keep their ids; a row whose id is there already takes the other's place. A line that
        cannot be read is a ``ValueError`` that names it, and nothing is written.
        """
        return self.world.load(path, resource)

    def close(self) -> None:
        """Close the state."""
        self.world.store.close()

    def __enter__(self) -> Self:
        """Return the emulator."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the state."""
        self.close()


def create_app(emulator: Emulator) -> Application:
    """Return the ASGI application of an emulator, for a server of one's own."""
    return emulator.app
