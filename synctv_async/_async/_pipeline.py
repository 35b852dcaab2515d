"""The way of a call: login if needed, attempts by policy, the user's middleware, the wire, and the answer's meaning."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

import attrs

from synctv_async._async._attempt import AsyncAttempt
from synctv_async._async._middleware import AsyncHooks, AsyncMiddleware, AsyncObserver, AsyncRetry, chain
from synctv_async._async._session import AsyncSession
from synctv_async._async._transport import AsyncSender
from synctv_async._concurrency import AsyncDeadline, AsyncOwner, AsyncWindow, monotonic, wall_clock
from synctv_async._policy.retry import RetryBudget, RetryPolicy
from synctv_async._types import Secret, WireFormat
from synctv_async._wire.answers import Service, read_answer
from synctv_async._wire.envelope import Envelope
from synctv_async._wire.messages import ApiRequest, ApiResponse
from synctv_async.config import AccessCredentials
from synctv_async.errors import ConfigError, DecodeError, SyncTVError
from synctv_async.signing import Tilde

__all__ = ["AsyncCore", "AsyncPipeline", "AsyncSettings"]

T = TypeVar("T")


@attrs.frozen
class AsyncSettings:
    """The options of one client that a sibling may have different ones of."""

    timeout: float
    total_timeout: float
    retry: RetryPolicy | None
    middleware: Sequence[AsyncMiddleware]
    hooks: AsyncHooks
    wire_format: WireFormat | None = None
    tilde: Tilde = "%7E"


@attrs.define
class AsyncCore:
    """What a client and its siblings share: connections, credentials, rate window and retry budget."""

    service: Service
    sender: AsyncSender
    window: AsyncWindow
    session: AsyncSession
    api_key: Secret | None = None
    budget: RetryBudget = attrs.field(factory=RetryBudget)
    owner: AsyncOwner = attrs.field(factory=AsyncOwner)
    closed: bool = False

    def check(self) -> None:
        """Raise a :class:`ConfigError` where the client cannot be used."""
        if self.closed:
            message = "the client is closed; create another, or do the work inside its 'with' block"
            raise ConfigError(message)
        self.owner.check()

    async def aclose(self) -> None:
        """Close the connections."""
        if not self.closed:
            self.owner.check()
        self.closed = True
        await self.sender.aclose()


@attrs.frozen
class AsyncPipeline:
    """Makes calls: the shared core with one client's settings."""

    core: AsyncCore
    settings: AsyncSettings

    async def call(
        self,
        request: ApiRequest,
        read: Callable[[Envelope], T],
        *,
        access: AccessCredentials | None = None,
        until: float = float("inf"),
    ) -> T:
        """Make the call and return what ``read`` finds in its answer.

        ``access`` signs a call of the login itself; ``until`` bounds the call by that of which it is part.
        """
        return await self._make(request, self._reading(request, read), access, until)

    async def fetch(self, request: ApiRequest, read: Callable[[Envelope], T]) -> Callable[[], T]:
        """Make the call, and return what reads its answer: work that need not be done at once.

        If the answer turns out to be damaged when it is read, ``again`` makes another attempt.
        """
        finish = self._reading(request, read)

        def later(response: ApiResponse) -> Callable[[], T]:
            if not response.ok:
                finish(response)  # raises the error that it is
            return partial(finish, response)

        return await self._make(request, later)

    async def again(self, request: ApiRequest, read: Callable[[Envelope], T], failed: DecodeError) -> T:
        """Go on with a call whose answer could not be read, as the policy has it: in the end ``failed`` is raised."""
        return await self._make(request, self._reading(request, read), failed=failed)

    def _reading(self, request: ApiRequest, read: Callable[[Envelope], T]) -> Callable[[ApiResponse], T]:
        service = self.core.service
        return lambda response: read_answer(service, request, response, read, wall_clock())

    async def _make(
        self,
        request: ApiRequest,
        finish: Callable[[ApiResponse], T],
        access: AccessCredentials | None = None,
        until: float = float("inf"),
        failed: DecodeError | None = None,
    ) -> T:
        core, settings = self.core, self.settings
        core.check()
        until = min(until, monotonic() + settings.total_timeout)
        if request.authenticated and access is None:
            access = await self._access(request, until)
        call = _AsyncCall(core, settings, request, finish, until, access)
        observer = AsyncObserver(settings.hooks, request)
        retry: AsyncRetry[T] = AsyncRetry(settings.retry, core.budget, core.window, observer, request, until)
        return await retry.run(partial(call.attempt, observer), call.renew, failed)

    async def _access(self, request: ApiRequest, until: float) -> AccessCredentials | None:
        try:
            return await self.core.session.access(until)
        except SyncTVError as error:  # its outcome is that of the login
            error.outcome = None if request.method == "GET" else "not_sent"
            raise


class _AsyncCall(Generic[T]):
    """One call while it is being made: which access it uses now, and how an attempt goes."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a call consists of
        self,
        core: AsyncCore,
        settings: AsyncSettings,
        request: ApiRequest,
        finish: Callable[[ApiResponse], T],
        until: float,
        access: AccessCredentials | None,
    ) -> None:
        self._core = core
        self._settings = settings
        self._request = request
        self._finish = finish
        self._until = until
        self._access = access

    async def attempt(self, observer: AsyncObserver) -> T:
        """Make one attempt."""
        send = chain(self._settings.middleware, self._send)
        response = await send(self._request)
        await observer.response(response)
        return self._finish(response)

    async def _send(self, request: ApiRequest) -> ApiResponse:
        settings = self._settings
        self._core.check()  # it may have been closed while the call waited for another attempt
        deadline = AsyncDeadline(self._until)
        return await self._core.sender.send(
            AsyncAttempt(
                request,
                deadline,
                settings.timeout,
                access=self._access if request.authenticated else None,
                api_key=self._core.api_key,
                tilde=settings.tilde,
            )
        )

    async def renew(self) -> bool:
        """Get a new access, where the client logged in by itself."""
        if not self._request.authenticated:
            return False
        renewed = await self._core.session.renew(self._access, self._until)
        self._access = renewed or self._access
        return renewed is not None
