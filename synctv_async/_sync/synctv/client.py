# Generated from synctv_async/_async/synctv/client.py: edit that and run tools/sync_codegen.py.
"""The client of SyncTV V2."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, Unpack

import attrs

from synctv_async._policy.retry import RetryPolicy, timestamp_in
from synctv_async._policy.window import RateLimit
from synctv_async._sync._client import (
    DEFAULT_RETRY,
    BaseClient,
    ClientOptions,
    settings_from,
)
from synctv_async._sync._middleware import CallNext, Middleware
from synctv_async._sync._pipeline import Pipeline
from synctv_async._sync._session import Session
from synctv_async._sync.synctv.authorization import Authorization
from synctv_async._sync.synctv.bundles import BundleResource
from synctv_async._sync.synctv.contributors import ContributorResource
from synctv_async._sync.synctv.generic import GenericResource
from synctv_async._sync.synctv.ingest_videos import IngestVideoResource
from synctv_async._sync.synctv.media import MediaResource
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

__all__ = ["SyncTV", "SyncTVOptions"]


class SyncTVOptions(ClientOptions, total=False):
    """The options of this client; see the README's table."""

    wire_format: WireFormat
    tilde: Tilde


class SyncTV(BaseClient):
    """The client of SyncTV V2: ``media``, ``bundles``, ``contributors``, ``ingest_videos``, and :meth:`resource`.

    Credentials are ``access_id`` and ``access_secret``, or ``client_key`` and ``device_uid`` with optional ``email``
    and ``password``, which log in on first use. What is left out comes from the environment: ``SYNCTV_BASE_URL``,
    ``SYNCTV_ACCESS_ID``, ``SYNCTV_ACCESS_SECRET``, ``SYNCTV_CLIENT_KEY``, ``SYNCTV_DEVICE_UID``, ``SYNCTV_EMAIL``,
    ``SYNCTV_PASSWORD``. Without any there is a :class:`~synctv_async.ConfigError`.

    ``timeout`` bounds one attempt with its body and ``total_timeout`` one call with all its attempts and waits, both in
    seconds. ``middleware`` are functions of a request and the next one to call, between the retries and the signature.
    The ``on_…`` hooks are told what happens, without secrets. ``transport`` replaces the connections.

    Example::

        with SyncTV("https://service_name.synctv.com", access_id=1234, access_secret="...") as tv:
            for media in tv.media.list(active=True):
                print(media.id, media.name)
    """

    media: MediaResource
    bundles: BundleResource
    contributors: ContributorResource
    ingest_videos: IngestVideoResource

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
        middleware: Sequence[Middleware] = (),
        on_request: Callable[[RequestInfo], object] | None = None,
        on_response: Callable[[ResponseInfo], object] | None = None,
        on_retry: Callable[[RetryInfo], object] | None = None,
        proxy: "str | httpx.URL | httpx.Proxy | None" = None,
        verify: "bool | str | ssl.SSLContext" = True,
        cert: "str | tuple[str, str] | tuple[str, str, str] | None" = None,
        transport: "httpx.BaseTransport | None" = None,
        wire_format: WireFormat = "json",
        tilde: Tilde = "%7E",
    ) -> None:
        # Wrapped before anything else can fail: a traceback that shows variables shows '***'.
        access_secret = None if access_secret is None else Secret(access_secret)
        client_key = None if client_key is None else Secret(client_key)
        password = None if password is None else Secret(password)
        options: ClientOptions = {
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
            session = Session(credentials)
        else:
            session = Session(login=self._logger_in(credentials))
        self._connect(SYNCTV, url, settings, options, session, rate_limit=rate_limit)

    def _logger_in(self, credentials: LoginCredentials) -> Callable[[float], AccessCredentials]:
        def log_in(until: float) -> AccessCredentials:
            return Authorization(self._pipeline, credentials).log_in(until)

        return log_in

    def _bind(self, pipeline: Pipeline) -> None:
        super()._bind(pipeline)
        self.media = MediaResource(pipeline)
        self.bundles = BundleResource(pipeline)
        self.contributors = ContributorResource(pipeline)
        self.ingest_videos = IngestVideoResource(pipeline)

    def resource(self, name: str, *, item: str, under: str | None = None) -> GenericResource:
        """Return a resource that has no class here: its path, the name of one item, and what it is under.

        Example::

            people = tv.resource("contributors/people", item="person")
            channels = tv.resource("channels", item="channel", under="media/100")
        """
        return GenericResource(self._pipeline, name, item=item, under=under)

    @property
    def wire_format(self) -> WireFormat:
        """The format that is asked for: ``"json"`` or ``"xml"``."""
        return self._pipeline.settings.wire_format or "json"

    def server_time(self) -> datetime:
        """Ask what time the service's clock shows: aware, in UTC, in whole seconds, by the ``Date`` of an answer.

        Raises :class:`~synctv_async.DecodeError` where the service sends no date.
        """
        headers: dict[str, str] = {}

        def note(request: ApiRequest, call_next: CallNext) -> ApiResponse:
            response = call_next(request)
            headers.update(date=response.headers.get("date", ""))
            return response

        settings = self._pipeline.settings
        noting = attrs.evolve(settings, middleware=(*settings.middleware, note))
        MediaResource(Pipeline(self._pipeline.core, noting)).count()
        timestamp = timestamp_in(headers["date"])
        if timestamp is None:
            message = f"the service does not say what time it is: its Date header is {headers['date']!r:.60}"
            raise DecodeError(message)
        return datetime.fromtimestamp(timestamp, UTC)

    @classmethod
    def from_env(cls, **options: Unpack[SyncTVOptions]) -> Self:
        """Make a client from the environment alone."""
        return cls(**options)

    @classmethod
    def authorize(
        cls,
        base_url: str | None = None,
        *,
        client_key: str | Secret | None = None,
        device_uid: str | None = None,
        email: str | None = None,
        password: str | Secret | None = None,
        **options: Unpack[SyncTVOptions],
    ) -> AccessCredentials:
        """Log in and do nothing else: return what signs calls, to be kept and given to clients.

        Example::

            access = SyncTV.authorize("https://service_name.synctv.com", client_key="...", device_uid="...")
            tv = SyncTV("https://…", access_id=access.access_id, access_secret=access.access_secret)
        """
        client_key = None if client_key is None else Secret(client_key)
        password = None if password is None else Secret(password)
        login = find_login_credentials(client_key=client_key, device_uid=device_uid, email=email, password=password)
        with cls(
            base_url,
            client_key=login.client_key,
            device_uid=login.device_uid,
            email=login.email,
            password=login.password,
            **options,
        ) as client:
            return Authorization(client._pipeline, login).log_in()
