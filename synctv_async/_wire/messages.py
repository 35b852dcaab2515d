"""A call and its answer as the pipeline and the user's middleware see them: frozen, and without any secret to print."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

import attrs

from synctv_async._types import WireFormat
from synctv_async._wire.params import is_sensitive
from synctv_async._wire.query import Query

__all__ = ["ApiRequest", "ApiResponse", "Endpoint", "Scrub"]

FORM_OVER = 4_096
"""Fields of a POST or PUT longer than this go as a form body: URLs of that length are cut off or refused on the way."""

URL_LIMIT = 8_192
"""The longest query of a GET. Common servers and proxies refuse request lines beyond it."""

Scrub = Callable[[str], str]


@attrs.frozen
class Endpoint:
    """One endpoint: its name, verb and path, and whether a call may be sent again when nobody knows if it was done.

    A call that surely did not happen (no connection, 429, a login that had run out) may always be sent again. The
    answer of a ``private`` endpoint holds secrets: no error keeps any of it.
    """

    name: str
    method: str
    path: str
    repeatable: bool
    source: str = ""
    private: bool = False

    def fill(self, **ids: object) -> str:
        """Return the path with its ids in place, escaped so that an id cannot change the path."""
        return self.path.format_map({name: quote(str(value), safe="") for name, value in ids.items()})


@attrs.frozen
class ApiRequest:
    """A call, before it is signed.

    ``query`` holds the parameters (with ``query.pairs`` as unescaped pairs in wire order), ``offset`` the place of a
    page in its list, ``json`` a body of the SourceSync API, ``headers`` what middleware wants to add. The signature,
    the access id and the API key are added below the middleware.
    """

    endpoint: Endpoint
    path: str
    query: Query = attrs.field(factory=Query)
    offset: int | None = None
    json: bytes | None = None
    headers: Mapping[str, str] = attrs.field(factory=dict[str, str], hash=False)
    wire_format: WireFormat | None = None
    authenticated: bool = True

    @property
    def method(self) -> str:
        """The HTTP verb."""
        return self.endpoint.method

    def at(self, offset: int | None) -> "ApiRequest":
        """Return the same call for another page."""
        return ApiRequest(
            self.endpoint,
            self.path,
            self.query,
            offset,
            self.json,
            self.headers,
            self.wire_format,
            self.authenticated,
        )

    @property
    def target(self) -> str:
        """The path as it is sent: the extension chooses the format."""
        return f"{self.path}.{self.wire_format}" if self.wire_format else self.path

    @property
    def in_form(self) -> bool:
        """Whether the parameters go as a form body rather than in the URL."""
        if self.method not in ("POST", "PUT") or self.json is not None:
            return False
        pairs = self.query.pairs
        return any(is_sensitive(key) for key, _ in pairs) or len(self.query.unsigned(None)) > FORM_OVER


@attrs.frozen
class ApiResponse:
    """The answer to one attempt. ``body`` is decompressed; of an answer that is an error, secrets are struck out."""

    status: int
    headers: Mapping[str, str] = attrs.field(factory=dict[str, str], hash=False, repr=False)
    body: bytes = attrs.field(default=b"", repr=lambda body: f"<{len(body)} bytes>")
    elapsed: float = 0.0
    scrub: Scrub = attrs.field(default=str, repr=False, eq=False)

    @property
    def ok(self) -> bool:
        """Whether the HTTP status says that all went well."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the range of success
