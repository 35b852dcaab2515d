"""The client of the SourceSync Client API."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self, Unpack

from synctv_async._async._client import DEFAULT_RETRY, AsyncBaseClient, AsyncClientOptions, settings_from
from synctv_async._async._middleware import AsyncMiddleware
from synctv_async._async._pipeline import AsyncPipeline
from synctv_async._async._session import AsyncSession
from synctv_async._async.sourcesync.activations import AsyncActivationResource
from synctv_async._async.sourcesync.distributions import AsyncDistributionResource
from synctv_async._async.sourcesync.productions import AsyncProductionResource
from synctv_async._policy.endpoints import endpoint
from synctv_async._policy.retry import RetryPolicy
from synctv_async._policy.window import RateLimit
from synctv_async._types import Secret
from synctv_async._wire.answers import SOURCESYNC
from synctv_async._wire.events import RequestInfo, ResponseInfo, RetryInfo
from synctv_async._wire.messages import ApiRequest
from synctv_async._wire.records import structure
from synctv_async._wire.sourcesync import one_in
from synctv_async.config import find_api_key, find_base_url
from synctv_async.models import ApiKey

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["SOURCESYNC_LIMIT", "AsyncSourceSync"]

SOURCESYNC_LIMIT = RateLimit(1000, per=60.0)
"""Source: "Standard rate limit: 1000 requests per minute" of the API's overview."""


class AsyncSourceSync(AsyncBaseClient):
    """The client of the SourceSync Client API: ``productions``, ``distributions``, ``activations`` and :meth:`key`.

    ``api_key`` comes from ``SOURCESYNC_API_KEY`` where it is left out, ``base_url`` from ``SOURCESYNC_BASE_URL``, else
    it is :attr:`PRODUCTION`. The other options are those of :class:`~synctv_async.AsyncSyncTV`; ``rate_limit`` defaults
    to the 1000 requests a minute that the service allows.

    Example::

        async with AsyncSourceSync("app.v1.…") as ss:
            made = await ss.productions.create(name="My New Production", settings={"key": "value"})
    """

    PRODUCTION: ClassVar[str] = "https://platform.sourcesync.io"
    DEVELOPMENT: ClassVar[str] = "https://platform-dev.sourcesync.io"

    productions: AsyncProductionResource
    distributions: AsyncDistributionResource
    activations: AsyncActivationResource

    def __init__(  # noqa: PLR0913 - every option has its name and type here; keywords all
        self,
        api_key: str | Secret | None = None,
        *,
        base_url: str | None = None,
        timeout: float = 30.0,
        total_timeout: float = 180.0,
        retry: RetryPolicy | None = DEFAULT_RETRY,
        rate_limit: RateLimit | None = SOURCESYNC_LIMIT,
        max_connections: int = 32,
        middleware: Sequence[AsyncMiddleware] = (),
        on_request: Callable[[RequestInfo], object] | None = None,
        on_response: Callable[[ResponseInfo], object] | None = None,
        on_retry: Callable[[RetryInfo], object] | None = None,
        proxy: "str | httpx.URL | httpx.Proxy | None" = None,
        verify: "bool | str | ssl.SSLContext" = True,
        cert: "str | tuple[str, str] | tuple[str, str, str] | None" = None,
        transport: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        # Wrapped before anything else can fail: a traceback that shows variables shows '***'.
        api_key = None if api_key is None else Secret(api_key)
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
        settings = settings_from(options)
        key = find_api_key(api_key)
        url = find_base_url(base_url, "SOURCESYNC_BASE_URL", self.PRODUCTION)
        self._connect(SOURCESYNC, url, settings, options, AsyncSession(), rate_limit=rate_limit, api_key=key)

    def _bind(self, pipeline: AsyncPipeline) -> None:
        super()._bind(pipeline)
        self.productions = AsyncProductionResource(pipeline)
        self.distributions = AsyncDistributionResource(pipeline)
        self.activations = AsyncActivationResource(pipeline)

    async def key(self) -> ApiKey:
        """Read what the service knows of the API key in use: the way to find out whether it is valid."""
        target = endpoint("key.get")
        return await self._pipeline.call(
            ApiRequest(target, target.path), lambda envelope: structure(one_in(envelope), ApiKey, "key")
        )

    @classmethod
    def from_env(cls, **options: Unpack[AsyncClientOptions]) -> Self:
        """Make a client from the environment alone."""
        return cls(**options)
