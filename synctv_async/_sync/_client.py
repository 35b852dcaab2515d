# Generated from synctv_async/_async/_client.py: edit that and run tools/sync_codegen.py.
"""What the clients of both services share: their life, and their options."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

import attrs

from synctv_async._concurrency import Window
from synctv_async._policy.retry import RetryPolicy
from synctv_async._policy.window import RateLimit, RateWindow
from synctv_async._sync._middleware import Hooks, Middleware
from synctv_async._sync._pipeline import Core, Pipeline, Settings
from synctv_async._sync._session import Session
from synctv_async._sync._transport import Lanes, Sender
from synctv_async._types import Secret, WireFormat
from synctv_async._wire.answers import Service
from synctv_async._wire.events import RequestInfo, ResponseInfo, RetryInfo
from synctv_async.config import check_kind, check_positive
from synctv_async.errors import ConfigError
from synctv_async.signing import Tilde

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["DEFAULT_RETRY", "BaseClient", "CallOptions", "ClientOptions", "settings_from"]

DEFAULT_RETRY = RetryPolicy()


class CallOptions(TypedDict, total=False):
    """The options that a sibling of a client may have of its own; see the README's table."""

    timeout: float
    total_timeout: float
    retry: RetryPolicy | None
    middleware: Sequence[Middleware]
    on_request: Callable[[RequestInfo], object] | None
    on_response: Callable[[ResponseInfo], object] | None
    on_retry: Callable[[RetryInfo], object] | None


class ClientOptions(CallOptions, total=False):
    """The options of a client that both services have; see the README's table."""

    rate_limit: RateLimit | None
    max_connections: int
    proxy: "str | httpx.URL | httpx.Proxy | None"
    verify: "bool | str | ssl.SSLContext"
    cert: "str | tuple[str, str] | tuple[str, str, str] | None"
    transport: "httpx.BaseTransport | None"


def settings_from(options: ClientOptions, wire_format: WireFormat | None = None, tilde: Tilde = "%7E") -> Settings:
    """Check the options of a client and fill in what is left out."""
    for name, value, allowed in (("tilde", tilde, ("%7E", "~")), ("wire_format", wire_format, ("json", "xml", None))):
        if value not in allowed:
            message = f"{name} is {allowed[0]!r} or {allowed[1]!r}, got {value!r:.60}"
            raise ConfigError(message)
    base = Settings(30.0, 180.0, DEFAULT_RETRY, (), Hooks(), wire_format, tilde)
    return changed(base, options)


def changed(settings: Settings, options: CallOptions) -> Settings:
    """Return the settings with some options changed."""
    timeout = options.get("timeout", settings.timeout)
    total_timeout = options.get("total_timeout", settings.total_timeout)
    check_positive(timeout=timeout, total_timeout=total_timeout)
    middleware = options.get("middleware", settings.middleware)
    if not isinstance(middleware, list | tuple) or not all(map(callable, middleware)):
        message = f"middleware= takes a list of functions of a request and the next one to call, got {middleware!r:.60}"
        raise ConfigError(message)
    check_kind("retry", options.get("retry"), RetryPolicy)
    hooks = Hooks(
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


class BaseClient:
    """A client: open it with ``with``, or close it with :meth:`close`."""

    _pipeline: Pipeline
    _base_url = ""
    _is_sibling = False

    def _connect(  # noqa: PLR0913 - what a client consists of
        self,
        service: Service,
        base_url: str,
        settings: Settings,
        options: ClientOptions,
        session: Session,
        *,
        rate_limit: RateLimit | None,
        api_key: Secret | None = None,
    ) -> None:
        max_connections = options.get("max_connections", 32)
        if type(max_connections) is not int or max_connections < 1:
            message = f"max_connections is a whole number from 1, got {max_connections!r:.60}"
            raise ConfigError(message)
        check_kind("rate_limit", rate_limit, RateLimit)
        window = Window(RateWindow(rate_limit))
        lanes = Lanes(
            base_url,
            window,
            max_connections=max_connections,
            proxy=options.get("proxy"),
            verify=options.get("verify", True),
            cert=options.get("cert"),
            transport=options.get("transport"),
        )
        sender = Sender(base_url, lanes)
        self._base_url = base_url
        self._bind(Pipeline(Core(service, sender, window, session, api_key), settings))

    def _bind(self, pipeline: Pipeline) -> None:
        """Make the resources; each client names its own."""
        self._pipeline = pipeline

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a sibling with other options.

        It shares the connections, credentials, rate window and retry budget; closing it does nothing.

        Example::

            hasty = tv.with_options(total_timeout=5, retry=None)
        """
        unknown = sorted(options.keys() - CallOptions.__annotations__.keys())
        if unknown:
            message = f"with_options() takes {', '.join(CallOptions.__annotations__)}, not {unknown[0]!r}"
            raise TypeError(message)
        sibling = object.__new__(type(self))
        sibling._is_sibling, sibling._base_url = True, self._base_url
        sibling._bind(Pipeline(self._pipeline.core, changed(self._pipeline.settings, options)))
        return sibling

    @property
    def requests_left(self) -> int | None:
        """How many requests the rate limit lets through at this moment; ``None`` without a limit."""
        return self._pipeline.core.window.left()

    def close(self) -> None:
        """Close the connections. Calls after that are a :class:`~synctv_async.ConfigError`; closing twice is none."""
        if not self._is_sibling:
            self._pipeline.core.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._base_url or 'nothing yet'}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
