"""What the clients of both services share: their life, and their options."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

import attrs

from synctv_async._async._middleware import AsyncHooks, AsyncMiddleware
from synctv_async._async._pipeline import AsyncCore, AsyncPipeline, AsyncSettings
from synctv_async._async._session import AsyncSession
from synctv_async._async._transport import AsyncLanes, AsyncSender
from synctv_async._concurrency import AsyncWindow
from synctv_async._policy.retry import RetryPolicy
from synctv_async._policy.window import RateLimit, RateWindow
from synctv_async._types import Secret, WireFormat
from synctv_async._wire.answers import Service
from synctv_async._wire.events import RequestInfo, ResponseInfo, RetryInfo
from synctv_async.config import check_kind, check_positive
from synctv_async.errors import ConfigError
from synctv_async.signing import Tilde

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["DEFAULT_RETRY", "AsyncBaseClient", "AsyncCallOptions", "AsyncClientOptions", "settings_from"]

DEFAULT_RETRY = RetryPolicy()


class AsyncCallOptions(TypedDict, total=False):
    """The options that a sibling of a client may have of its own; see the README's table."""

    timeout: float
    total_timeout: float
    retry: RetryPolicy | None
    middleware: Sequence[AsyncMiddleware]
    on_request: Callable[[RequestInfo], object] | None
    on_response: Callable[[ResponseInfo], object] | None
    on_retry: Callable[[RetryInfo], object] | None


class AsyncClientOptions(AsyncCallOptions, total=False):
    """The options of a client that both services have; see the README's table."""

    rate_limit: RateLimit | None
    max_connections: int
    proxy: "str | httpx.URL | httpx.Proxy | None"
    verify: "bool | str | ssl.SSLContext"
    cert: "str | tuple[str, str] | tuple[str, str, str] | None"
    transport: "httpx.AsyncBaseTransport | None"


def settings_from(
    options: AsyncClientOptions, wire_format: WireFormat | None = None, tilde: Tilde = "%7E"
) -> AsyncSettings:
    """Check the options of a client and fill in what is left out."""
    for name, value, allowed in (("tilde", tilde, ("%7E", "~")), ("wire_format", wire_format, ("json", "xml", None))):
        if value not in allowed:
            message = f"{name} is {allowed[0]!r} or {allowed[1]!r}, got {value!r:.60}"
            raise ConfigError(message)
    base = AsyncSettings(30.0, 180.0, DEFAULT_RETRY, (), AsyncHooks(), wire_format, tilde)
    return changed(base, options)


def changed(settings: AsyncSettings, options: AsyncCallOptions) -> AsyncSettings:
    """Return the settings with some options changed."""
    timeout = options.get("timeout", settings.timeout)
    total_timeout = options.get("total_timeout", settings.total_timeout)
    check_positive(timeout=timeout, total_timeout=total_timeout)
    middleware = options.get("middleware", settings.middleware)
    if not isinstance(middleware, list | tuple) or not all(map(callable, middleware)):
        message = f"middleware= takes a list of functions of a request and the next one to call, got {middleware!r:.60}"
        raise ConfigError(message)
    check_kind("retry", options.get("retry"), RetryPolicy)
    hooks = AsyncHooks(
        on_request=options.get("on_request", settings.hooks.on_request),
        on_response=options.get("on_response", settings.hooks.on_response),
        on_retry=options.get("on_retry", settings.hooks.on_retry),
    )
    return attrs.evolve(
        settings,
        timeout=timeout,
        total_timeout=total_timeout,
        retry=options.get("retry", settings.retry),
        middleware=tuple(middleware),
        hooks=hooks,
    )


class AsyncBaseClient:
    """A client: open it with ``async with``, or close it with :meth:`aclose`."""

    _pipeline: AsyncPipeline
    _base_url = ""
    _is_sibling = False

    def _connect(  # noqa: PLR0913 - what a client consists of
        self,
        service: Service,
        base_url: str,
        settings: AsyncSettings,
        options: AsyncClientOptions,
        session: AsyncSession,
        *,
        rate_limit: RateLimit | None,
        api_key: Secret | None = None,
    ) -> None:
        max_connections = options.get("max_connections", 32)
        if type(max_connections) is not int or max_connections < 1:
            message = f"max_connections is a whole number from 1, got {max_connections!r:.60}"
            raise ConfigError(message)
        check_kind("rate_limit", rate_limit, RateLimit)
        window = AsyncWindow(RateWindow(rate_limit))
        lanes = AsyncLanes(
            base_url,
            window,
            max_connections=max_connections,
            proxy=options.get("proxy"),
            verify=options.get("verify", True),
            cert=options.get("cert"),
            transport=options.get("transport"),
        )
        sender = AsyncSender(base_url, lanes)
        self._base_url = base_url
        self._bind(AsyncPipeline(AsyncCore(service, sender, window, session, api_key), settings))

    def _bind(self, pipeline: AsyncPipeline) -> None:
        """Make the resources; each client names its own."""
        self._pipeline = pipeline

    def with_options(self, **options: Unpack[AsyncCallOptions]) -> Self:
        """Return a sibling with other options.

        It shares the connections, credentials, rate window and retry budget; closing it does nothing.

        Example::

            hasty = tv.with_options(total_timeout=5, retry=None)
        """
        unknown = sorted(options.keys() - AsyncCallOptions.__annotations__.keys())
        if unknown:
            message = f"with_options() takes {', '.join(AsyncCallOptions.__annotations__)}, not {unknown[0]!r}"
            raise TypeError(message)
        sibling = object.__new__(type(self))
        sibling._is_sibling, sibling._base_url = True, self._base_url
        sibling._bind(AsyncPipeline(self._pipeline.core, changed(self._pipeline.settings, options)))
        return sibling

    @property
    def requests_left(self) -> int | None:
        """How many requests the rate limit lets through at this moment; ``None`` without a limit."""
        return self._pipeline.core.window.left()

    async def aclose(self) -> None:
        """Close the connections. Calls after that are a :class:`~synctv_async.ConfigError`; closing twice is none."""
        if not self._is_sibling:
            await self._pipeline.core.aclose()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._base_url or 'nothing yet'}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
