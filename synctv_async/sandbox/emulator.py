"""Both services without a server: the state, its switches, and the application."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, TypeVar

from synctv_async.sandbox.app import Application, RecordedRequest
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.faults import Fault
from synctv_async.sandbox.ingest import IngestTable
from synctv_async.sandbox.settings import Settings
from synctv_async.sandbox.store import Table
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
        self.settings: Settings = settings or Settings()
        self.world: World = World(self.settings, self.clock)
        self.app: Application = Application(self.world)

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
        return self.app.requests()

    def fault(  # noqa: PLR0913 - the fields of Fault; keywords all
        self,
        *,
        method: str = "*",
        path: str = "*",
        times: int | None = 1,
        skip: int = 0,
        when: Callable[[Incoming], bool] | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        code: int = -1,
        messages: tuple[str, ...] = ("The sandbox was told to fail.",),
        html: bool = False,
        body: bytes | None = None,
        worked: bool = False,
        reset: bool = False,
        reset_after: bool = False,
        cut: float | None = None,
        corrupt: bool = False,
        delay: float = 0.0,
        drip: float = 0.0,
    ) -> Fault:
        """Misbehave on request: ``box.fault(path="/api/v2/media*", status=503, times=2)``.

        The parameters are the fields of :class:`Fault`. Returns the rule in force; its ``hits`` counts.
        """
        rule = Fault(
            method=method,
            path=path,
            times=times,
            skip=skip,
            when=when,
            status=status,
            headers=headers or {},
            code=code,
            messages=messages,
            html=html,
            body=body,
            worked=worked,
            reset=reset,
            reset_after=reset_after,
            cut=cut,
            corrupt=corrupt,
            delay=delay,
            drip=drip,
        )
        return self.app.faults.add(rule)

    def clear_faults(self) -> None:
        """Behave again."""
        self.app.faults.clear()

    def on_request(self, hook: _Hook) -> _Hook:
        """Call ``hook(request)`` before each request is answered, in the server's thread; may be a decorator.

        The hook may change the state; it may not call the sandbox by HTTP, for the server waits for it.
        """
        self.app.hooks.append(hook)
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

    def reset(self, *, catalogue: bool = False) -> None:
        """Forget requests, faults, hooks, rates, expiries and advanced time; with ``catalogue`` also changed data."""
        self.app.forget()
        self.app.faults.clear()
        self.app.hooks.clear()
        self.world.accesses.revive()
        for key in self.world.sourcesync.keys.values():
            key.window.clear()
        self.clock.reset()
        if catalogue:
            self.world.refill()

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
