"""The client of SyncTV V2."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, Unpack

import attrs

from synctv_async._async._client import (
    DEFAULT_RETRY,
    AsyncBaseClient,
    AsyncClientOptions,
    settings_from,
)
from synctv_async._async._middleware import AsyncCallNext, AsyncMiddleware
from synctv_async._async._pipeline import AsyncPipeline
from synctv_async._async._session import AsyncSession
from synctv_async._async.synctv.authorization import AsyncAuthorization
from synctv_async._async.synctv.bundles import AsyncBundleResource
from synctv_async._async.synctv.contributors import AsyncContributorResource
from synctv_async._async.synctv.generic import AsyncGenericResource
from synctv_async._async.synctv.ingest_videos import AsyncIngestVideoResource
from synctv_async._async.synctv.media import AsyncMediaResource
from synctv_async._policy.retry import RetryPolicy, timestamp_in
from synctv_async._policy.window import RateLimit
from synctv_async._types import Secret, WireFormat
from synctv_async._wire.answers import SYNCTV
from synctv_async._wire.events import RequestInfo, ResponseInfo, RetryInfo
from synctv_async._wire.messages import ApiRequest, ApiResponse
from synctv_async.config import (
    AccessCredentials,
    LoginCredentials,
    find_base_url,
    find_login_credentials,
    find_synctv_credentials,
)
from synctv_async.errors import DecodeError
from synctv_async.signing import Tilde

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["AsyncSyncTV", "AsyncSyncTVOptions"]


class AsyncSyncTVOptions(AsyncClientOptions, total=False):
    """The options of this client; see the README's table."""

    wire_format: WireFormat
    tilde: Tilde


class AsyncSyncTV(AsyncBaseClient):
    """The client of SyncTV V2: ``media``, ``bundles``, ``contributors``, ``ingest_videos``, and :meth:`resource`.

    Credentials are ``access_id`` and ``access_secret``, or ``client_key`` and ``device_uid`` with optional ``email``
    and ``password``, which log in on first use. What is left out comes from the environment: ``SYNCTV_BASE_URL``,
    ``SYNCTV_ACCESS_ID``, ``SYNCTV_ACCESS_SECRET``, ``SYNCTV_CLIENT_KEY``, ``SYNCTV_DEVICE_UID``, ``SYNCTV_EMAIL``,
    ``SYNCTV_PASSWORD``. Without any there is a :class:`~synctv_async.ConfigError`.

    ``timeout`` bounds one attempt with its body and ``total_timeout`` one call with all its attempts and waits, both in
    seconds. ``middleware`` are functions of a request and the next one to call, between the retries and the signature.
    The ``on_…`` hooks are told what happens, without secrets. ``transport`` replaces the connections.

    Example::

        async with AsyncSyncTV("https://service_name.synctv.com", access_id=1234, access_secret="...") as tv:
            async for media in tv.media.list(active=True):
                print(media.id, media.name)
    """

    media: AsyncMediaResource
    bundles: AsyncBundleResource
    contributors: AsyncContributorResource
    ingest_videos: AsyncIngestVideoResource

    def __init__(  # noqa: PLR0913 - every option has its name and type here; keywords all
        self,
        base_url: str | None = None,
        *,
        access_id: int | str | None = None,
        access_secret: str | Secret | None = None,
        client_key: str | Secret | None = None,
        device_uid: str | None = None,
        email: str | None = None,
        password: str | Secret | None = None,
        timeout: float = 30.0,
        total_timeout: float = 180.0,
        retry: RetryPolicy | None = DEFAULT_RETRY,
        rate_limit: RateLimit | None = None,
        max_connections: int = 32,
        middleware: Sequence[AsyncMiddleware] = (),
        on_request: Callable[[RequestInfo], object] | None = None,
        on_response: Callable[[ResponseInfo], object] | None = None,
        on_retry: Callable[[RetryInfo], object] | None = None,
        proxy: "str | httpx.URL | httpx.Proxy | None" = None,
        verify: "bool | str | ssl.SSLContext" = True,
        cert: "str | tuple[str, str] | tuple[str, str, str] | None" = None,
        transport: "httpx.AsyncBaseTransport | None" = None,
        wire_format: WireFormat = "json",
        tilde: Tilde = "%7E",
    ) -> None:
        # Wrapped before anything else can fail: a traceback that shows variables shows '***'.
        access_secret = None if access_secret is None else Secret(access_secret)
        client_key = None if client_key is None else Secret(client_key)
        password = None if password is None else Secret(password)
        options: AsyncClientOptions = {
            "timeout": timeout,
            "total_timeout": total_timeout,
            "retry": retry,
            "middleware": middleware,
            "on_request": on_request,
            "on_response": on_response,
            "on_retry": on_retry,
            "max_connections": max_connections,
            "proxy": proxy,
            "verify": verify,
            "cert": cert,
            "transport": transport,
        }
        settings = settings_from(options, wire_format, tilde)
        credentials = find_synctv_credentials(
            access_id=access_id,
            access_secret=access_secret,
            client_key=client_key,
            device_uid=device_uid,
            email=email,
            password=password,
        )
        url = find_base_url(base_url, "SYNCTV_BASE_URL")
        if isinstance(credentials, AccessCredentials):
            session = AsyncSession(credentials)
        else:
            session = AsyncSession(login=self._logger_in(credentials))
        self._connect(SYNCTV, url, settings, options, session, rate_limit=rate_limit)

    def _logger_in(self, credentials: LoginCredentials) -> Callable[[float], Awaitable[AccessCredentials]]:
        async def log_in(until: float) -> AccessCredentials:
            return await AsyncAuthorization(self._pipeline, credentials).log_in(until)

        return log_in

    def _bind(self, pipeline: AsyncPipeline) -> None:
        super()._bind(pipeline)
        self.media = AsyncMediaResource(pipeline)
        self.bundles = AsyncBundleResource(pipeline)
        self.contributors = AsyncContributorResource(pipeline)
        self.ingest_videos = AsyncIngestVideoResource(pipeline)

    def resource(self, name: str, *, item: str, under: str | None = None) -> AsyncGenericResource:
        """Return a resource that has no class here: its path, the name of one item, and what it is under.

        Example::

            people = tv.resource("contributors/people", item="person")
            channels = tv.resource("channels", item="channel", under="media/100")
        """
        return AsyncGenericResource(self._pipeline, name, item=item, under=under)

    @property
    def wire_format(self) -> WireFormat:
        """The format that is asked for: ``"json"`` or ``"xml"``."""
        return self._pipeline.settings.wire_format or "json"

    async def server_time(self) -> datetime:
        """Ask what time the service's clock shows: aware, in UTC, in whole seconds, by the ``Date`` of an answer.

        Raises :class:`~synctv_async.DecodeError` where the service sends no date.
        """
        headers: dict[str, str] = {}

        async def note(request: ApiRequest, call_next: AsyncCallNext) -> ApiResponse:
            response = await call_next(request)
            headers.update(date=response.headers.get("date", ""))
            return response

        settings = self._pipeline.settings
        noting = attrs.evolve(settings, middleware=(*settings.middleware, note))
        await AsyncMediaResource(AsyncPipeline(self._pipeline.core, noting)).count()
        timestamp = timestamp_in(headers["date"])
        if timestamp is None:
            message = f"the service does not say what time it is: its Date header is {headers['date']!r:.60}"
            raise DecodeError(message)
        return datetime.fromtimestamp(timestamp, UTC)

    @classmethod
    def from_env(cls, **options: Unpack[AsyncSyncTVOptions]) -> Self:
        """Make a client from the environment alone."""
        return cls(**options)

    @classmethod
    async def authorize(
        cls,
        base_url: str | None = None,
        *,
        client_key: str | Secret | None = None,
        device_uid: str | None = None,
        email: str | None = None,
        password: str | Secret | None = None,
        **options: Unpack[AsyncSyncTVOptions],
    ) -> AccessCredentials:
        """Log in and do nothing else: return what signs calls, to be kept and given to clients.

        Example::

            access = await AsyncSyncTV.authorize("https://service_name.synctv.com", client_key="...", device_uid="...")
            tv = AsyncSyncTV("https://…", access_id=access.access_id, access_secret=access.access_secret)
        """
        client_key = None if client_key is None else Secret(client_key)
        password = None if password is None else Secret(password)
        login = find_login_credentials(client_key=client_key, device_uid=device_uid, email=email, password=password)
        async with cls(
            base_url,
            client_key=login.client_key,
            device_uid=login.device_uid,
            email=login.email,
            password=login.password,
            **options,
        ) as client:
            return await AsyncAuthorization(client._pipeline, login).log_in()
