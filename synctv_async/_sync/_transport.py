# Generated from synctv_async/_async/_transport.py: edit that and run tools/sync_codegen.py.
"""From a call to bytes and back: httpx, the signature below it, and the connections. The only importer of httpx.

A signature has no timestamp: one that is seen can be replayed for ever. It is made below the HTTP client, which logs
the URL of each request, and nothing above this module ever holds it.
"""

import builtins
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import httpx

from synctv_async._concurrency import Gate, StreamGuard, Window, monotonic, shielded
from synctv_async._sync._attempt import IN_EXTENSIONS, Attempt
from synctv_async._sync._http_log import hide_signatures
from synctv_async._wire.messages import URL_LIMIT, ApiRequest, ApiResponse
from synctv_async.config import proxy_from_environment
from synctv_async.errors import (
    ArgumentError,
    ConnectError,
    DecodeError,
    ProtocolError,
    SyncTVError,
    TimeoutError,
    TransportError,
)
from synctv_async.version import USER_AGENT

if TYPE_CHECKING:
    import ssl

__all__ = ["Lanes", "Sender", "Signer"]

MAX_BODY = 64 * 2**20
"""The longest answer that is read, in bytes."""

_STALE_AFTER = 1.0  # seconds without use after which the other end may have closed a connection
_SWEEP_AFTER = 30.0  # seconds without use after which a connection is not worth keeping
_NOTHING = httpx.ByteStream(b"")
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Signer(httpx.BaseTransport):
    """Adds the access id and the signature, or the API key, and passes the request on."""

    def __init__(self, inner: "Lanes") -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with what must not be seen above."""
        attempt: Attempt = request.extensions[IN_EXTENSIONS]
        return self._inner.handle_request(_signed(request, attempt, direct=self._inner.direct))

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()


class _SignedRequest(httpx.Request):
    """A request that does not show its URL: whoever is interrupted below the signer has it among the variables."""

    def __repr__(self) -> str:
        return f"<Request({self.method!r}, '{self.url.copy_with(query=None)}')>"


def _signed(request: httpx.Request, attempt: Attempt, *, direct: bool) -> httpx.Request:
    """Return the request with all that identifies the caller.

    On a ``direct`` connection the query goes into the extension that says what is sent in place of the URL. Proxies and
    transports of the user's go by the URL itself.
    """
    call, access = attempt.request, attempt.access
    headers = request.headers
    if attempt.api_key is not None:
        headers = headers.copy()
        headers["X-API-Key"] = attempt.api_key.reveal()
    if access is not None and call.authenticated:
        query = call.query.sign(access.access_id, access.access_secret, attempt.tilde, call.offset)
        attempt.signature = query.signature
        text = query.text.reveal()
    else:
        text = "&".join(call.query.escaped(attempt.tilde))
    if call.in_form:
        headers = headers.copy()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        del headers["Content-Length"]  # that of the body it has not got yet
        return _SignedRequest(
            call.method, request.url, headers=headers, content=text.encode(), extensions=request.extensions
        )
    if len(text) > URL_LIMIT and call.method == "GET":
        message = f"the query of {len(text)} bytes is too long for a URL: split the ids over several calls"
        del text  # a traceback that shows variables would show the signature
        raise ArgumentError(message)
    url = request.url
    if direct:
        request.extensions["target"] = b"%b?%b" % (url.raw_path, text.encode()) if text else url.raw_path
        if headers is request.headers:
            return request
    elif text:
        url = httpx.URL(f"{url}?{text}")
    return _SignedRequest(call.method, url, headers=headers, stream=request.stream, extensions=request.extensions)


class _Lane:
    """One connection, with the transport that opens it and the guard that bounds its reads."""

    __slots__ = ("guard", "idle_since", "shared", "transport")

    def __init__(self, transport: httpx.BaseTransport, *, shared: bool) -> None:
        self.transport: httpx.BaseTransport = transport
        self.shared: bool = shared
        self.guard: StreamGuard = StreamGuard(shared=shared)
        self.idle_since: float = 0.0


class Lanes(httpx.BaseTransport):
    """The connections to one service: a last-in-first-out free list behind a first-come-first-served gate.

    A lane whose request failed or was cancelled is closed and dropped, so nothing can leak. A transport of the user's
    stands in for all lanes, behind the same gate and the same rate window.
    """

    def __init__(  # noqa: PLR0913 - what a connection depends on
        self,
        base_url: str,
        window: Window,
        *,
        max_connections: int,
        proxy: "str | httpx.URL | httpx.Proxy | None" = None,
        verify: "bool | str | ssl.SSLContext" = True,
        cert: "str | tuple[str, str] | tuple[str, str, str] | None" = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._gate = Gate(max_connections)
        self._window = window
        self._given = transport
        self._free: list[_Lane] = []
        self._closed = False
        self._proxy = proxy if proxy is not None else proxy_from_environment(base_url)
        self._verify = verify
        self._cert = cert
        self._encrypted = urlsplit(base_url).scheme == "https"
        self.direct: bool = self._given is None and self._proxy is None
        hide_signatures()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request on a lane of its own, as soon as the gate and then the rate window let it through."""
        attempt: Attempt = request.extensions[IN_EXTENSIONS]
        until = attempt.deadline.until
        self._gate.acquire(until)
        try:
            lane = self._take()
        except BaseException:
            self._gate.release()
            raise
        try:
            self._window.acquire(until)
        except BaseException:
            self._put_back(lane)
            raise
        try:
            response = self._exchange(lane, request, attempt)
        except BaseException:
            self.drop(lane)
            raise
        if response.is_closed:  # a transport of the user's may answer with a body that is complete
            self.release(lane)
        else:
            response.stream = _LaneStream(response, lane, self, attempt)
        return response

    def _exchange(self, lane: _Lane, request: httpx.Request, attempt: Attempt) -> httpx.Response:
        """Send on a lane, with a slot of the rate window that is taken, and settle the slot."""
        try:
            if not attempt.request.endpoint.repeatable and 0 < lane.idle_since < monotonic() - _STALE_AFTER:
                self._renew(lane)
            attempt.deadline.tighten(attempt.timeout)
            request.extensions.update(lane.guard.extensions(max(attempt.deadline.left, 0.001)))
            attempt.sent = True
            return lane.transport.handle_request(request)
        except _UNSENT:
            attempt.sent = False
            raise
        finally:
            if attempt.sent:
                self._window.settle()
            else:
                self._window.give_back()

    def _renew(self, lane: _Lane) -> None:
        """Make the next request on a lane open a connection."""
        self._close(lane)
        lane.transport = self._given or self._open()
        lane.guard = StreamGuard(shared=self._given is not None)

    def _take(self) -> _Lane:
        try:
            return self._free.pop()
        except IndexError:  # asked and taken in one step: threads share this list
            return _Lane(self._given or self._open(), shared=self._given is not None)

    def _open(self) -> httpx.BaseTransport:
        context = _ssl_context(self._verify, self._cert) if self._encrypted else False
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=None)
        return httpx.HTTPTransport(verify=context, trust_env=False, limits=limits, proxy=self._proxy)

    def _put_back(self, lane: _Lane) -> None:
        lane.idle_since = monotonic()
        self._free.append(lane)
        self._gate.release()

    def release(self, lane: _Lane) -> None:
        """Take back a lane whose answer was read to its end, and close those that have idled too long."""
        self._put_back(lane)
        while (idle := self._take_idle(lane.idle_since - _SWEEP_AFTER)) is not None:
            self._close(idle)

    def _take_idle(self, since: float) -> _Lane | None:
        """Take out the lane that has idled longest, if it idles since then; all of them once the client is closed."""
        try:
            return self._free.pop(0) if self._closed or self._free[0].idle_since < since else None
        except IndexError:
            return None

    def drop(self, lane: _Lane) -> None:
        """Close a lane whose request failed, or whose answer was not read to its end."""
        try:
            self._close(lane)
        finally:
            self._gate.release()

    def _close(self, lane: _Lane) -> None:
        if lane.transport is not self._given:
            with shielded():
                lane.transport.close()

    def close(self) -> None:
        """Close every connection that is not in use; those in use are closed when their answers were read."""
        self._closed = True
        while (idle := self._take_idle(0.0)) is not None:
            self._close(idle)
        if self._given is not None:
            self._given.close()


class _LaneStream(httpx.SyncByteStream):
    """The body of an answer. Closing it gives the lane back if the body was read to its end, and drops it if not."""

    __slots__ = ("_attempt", "_complete", "_lane", "_lanes", "_stream")

    def __init__(self, response: httpx.Response, lane: _Lane, lanes: Lanes, attempt: Attempt) -> None:
        stream = response.stream
        assert isinstance(stream, httpx.SyncByteStream)  # noqa: S101 - what this facade's transports answer with
        self._stream = stream
        self._lane: _Lane | None = lane
        self._lanes = lanes
        self._attempt = attempt
        self._complete = False

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > MAX_BODY:
                raise _TooLongError
            self._attempt.deadline.check()
            yield chunk
        self._complete = True

    def close(self) -> None:
        """Close the body, once."""
        lane, self._lane = self._lane, None
        if lane is None:
            return
        try:
            if self._complete:
                self._stream.close()
            elif lane.shared:  # dropping the lane closes no connection of a user's transport
                with shielded():
                    self._stream.close()
        except BaseException:
            self._complete = False
            raise
        finally:
            if self._complete:
                self._lanes.release(lane)
            else:
                self._lanes.drop(lane)


class _TooLongError(Exception):
    """The answer is longer than :data:`MAX_BODY`."""


def _check_codings(codings: str) -> None:
    """Refuse what is compressed twice: the inner layer would be unpacked whole before its length is known."""
    if sum(coding.strip() not in {"", "identity"} for coding in codings.split(",")) > 1:
        message = f"it is compressed more than once: {codings:.60}"
        raise httpx.DecodingError(message)


class Sender:
    """Sends one attempt and returns its answer, or raises one of our errors with nothing of httpx attached to it."""

    def __init__(self, base_url: str, lanes: Lanes) -> None:
        self._base_url = base_url
        self._client = httpx.Client(transport=Signer(lanes), trust_env=False, follow_redirects=False)
        self._headers: dict[str | None, httpx.Headers] = {}

    def send(self, attempt: Attempt) -> ApiResponse:
        """Send it. Failures are raised outside of the handler that caught them: its frames hold the signed URL."""
        started = monotonic()
        try:
            with attempt.deadline:
                return self._exchange(attempt, started)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            failure: SyncTVError = self._failure(error, attempt)
        except _TooLongError:
            call = f"{attempt.request.method} {attempt.request.target}"
            failure = DecodeError(f"{call}: the answer is longer than {MAX_BODY >> 20} MB and was not read to its end")
        raise failure

    def _exchange(self, attempt: Attempt, started: float) -> ApiResponse:
        response = self._client.send(self._request(attempt), stream=True)
        try:
            if int(response.headers.get("Content-Length", "0")) > MAX_BODY:
                raise _TooLongError
            _check_codings(response.headers.get("Content-Encoding", ""))
            body = bytearray()
            for chunk in _chunks(response):
                body += chunk
                if len(body) > MAX_BODY:
                    raise _TooLongError
        finally:
            response.close()
        return self._answer(response, bytes(body), attempt, monotonic() - started)

    def _request(self, attempt: Attempt) -> httpx.Request:
        call = attempt.request
        url, headers, extensions = _url(f"{self._base_url}{call.target}"), self._headers_for(call), attempt.extensions()
        if call.method == "GET":  # with headers and stream ready made, a request costs an eighth
            return httpx.Request("GET", url, headers=headers, stream=_NOTHING, extensions=extensions)
        return httpx.Request(call.method, url, headers=headers, content=call.json, extensions=extensions)

    def _headers_for(self, call: ApiRequest) -> httpx.Headers:
        known = self._headers.get(call.wire_format)
        if known is None:
            accept = "application/xml" if call.wire_format == "xml" else "application/json"
            ours = {"Accept": accept, "User-Agent": USER_AGENT}
            known = self._client.build_request("GET", self._base_url, headers=ours).headers
            self._headers[call.wire_format] = known
        if call.json is None and not call.headers:
            return known
        headers = known.copy()
        headers.update(call.headers)
        if call.json is not None:
            headers["Content-Type"] = "application/json"
        return headers

    def _answer(self, response: httpx.Response, body: bytes, attempt: Attempt, elapsed: float) -> ApiResponse:
        status, scrub = response.status_code, attempt.scrub
        if response.is_success:
            return ApiResponse(status, response.headers, body, elapsed, scrub)
        headers = {name: scrub(value) for name, value in response.headers.items()}
        return ApiResponse(status, headers, scrub(body.decode(errors="replace")).encode(), elapsed, scrub)

    def _failure(self, error: Exception, attempt: Attempt) -> TransportError:
        call, reason = f"{attempt.request.method} {attempt.request.target}", attempt.scrub(str(error))
        reason = reason or type(error).__name__
        if isinstance(error, httpx.TimeoutException | builtins.TimeoutError):
            if attempt.sent:
                return TimeoutError(f"{call}: no complete answer within {attempt.timeout:g} s or the call's time")
            message = f"{call}: the call's time ran out before it could be sent (no connection, or the rate limit)"
            return TimeoutError(message, sent=False)
        if isinstance(error, _UNSENT):
            return ConnectError(f"{call}: no connection to {self._base_url}: {reason}", sent=False)
        return ProtocolError(f"{call}: the exchange with {self._base_url} broke off: {reason}", sent=attempt.sent)

    def close(self) -> None:
        """Close every connection."""
        self._client.close()


def _chunks(response: httpx.Response) -> Iterable[bytes]:
    """Return the body piece by piece: decompressed if it needs to be, else as it comes, which is less work."""
    if "Content-Encoding" in response.headers:
        return response.iter_bytes()
    return cast("Iterable[bytes]", response.stream)


@lru_cache(maxsize=512)
def _url(text: str) -> httpx.URL:
    """Parse a URL without its query, which is all that the HTTP client and its log get to see."""
    return httpx.URL(text)


@cache
def _ssl_context(
    verify: "bool | str | ssl.SSLContext", cert: "str | tuple[str, str] | tuple[str, str, str] | None"
) -> "ssl.SSLContext":
    """Return the context for these settings, one for the whole process: each takes 27 ms and 0.8 MB."""
    import ssl

    if isinstance(verify, ssl.SSLContext):
        return verify
    context = ssl.create_default_context(cafile=verify) if isinstance(verify, str) else httpx.create_ssl_context()
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if cert:
        context.load_cert_chain(*((cert,) if isinstance(cert, str) else cert))
    return context
