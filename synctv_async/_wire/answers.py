"""From an answer to what the caller asked for, or to the error that the answer is."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import attrs

from synctv_async._policy.retry import parse_retry_after
from synctv_async._wire.envelope import Envelope, open_sourcesync, open_synctv
from synctv_async._wire.messages import ApiRequest, ApiResponse
from synctv_async.errors import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DecodeError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
)

__all__ = ["SOURCESYNC", "SYNCTV", "Service", "read_answer"]

T = TypeVar("T")

NOT_FOUND = -4
"""SyncTV's code of a record that does not exist; it comes with HTTP 400."""

_BY_STATUS: Mapping[int, type[ApiError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}
_SHOWN_BODY = 65_536
_SHOWN_MESSAGE = 300


@attrs.frozen
class Service:
    """What differs between the two services in how calls and answers look."""

    root: str
    open: Callable[[bytes], Envelope]
    rejected_hint: str


SYNCTV = Service(
    "/api/v2",
    open_synctv,
    "check access_id and access_secret; if only calls with '~' in them fail, try the other tilde=",
)
SOURCESYNC = Service("", open_sourcesync, "check the API key and that it belongs to this base_url")


def read_answer(
    service: Service, request: ApiRequest, response: ApiResponse, read: Callable[[Envelope], T], now: float
) -> T:
    """Return what ``read`` finds in a successful answer; raise the error that the answer is otherwise.

    ``now`` is the time as seconds since 1970, for a ``Retry-After`` that is a date.
    """
    if not response.ok:
        error = _error(service, request, response, _opened(service, response))
        error.retry_after = parse_retry_after(response.headers.get("retry-after"), response.headers.get("date"), now)
        if error.retry_after is not None:
            error.args = (f"{str(error).rstrip('.')}; it asks to wait {error.retry_after:g} s",)
        raise error
    result = _read(service, request, response, read)
    if isinstance(result, _Failed):
        raise result.error
    return result


@attrs.frozen
class _Failed:
    """What a successful answer turned out to be. Raised elsewhere: the frames below hold what the service sent."""

    error: ApiError | DecodeError


def _read(service: Service, request: ApiRequest, response: ApiResponse, read: Callable[[Envelope], T]) -> T | _Failed:
    try:
        envelope = service.open(response.body)
        if not envelope.refused:
            return read(envelope)
    except DecodeError as error:
        return _Failed(_decode_error(service, request, response, read, error))
    except RecursionError:
        return _Failed(DecodeError(f"{request.method} {request.target}: the answer is nested too deeply to be read"))
    return _Failed(_error(service, request, response, envelope))


def _decode_error(
    service: Service, request: ApiRequest, response: ApiResponse, read: Callable[[Envelope], T], error: DecodeError
) -> DecodeError:
    """Return the error for the user. It shows what was cut short, so it is read from clean text."""
    found, body = str(error), response.body.decode(errors="replace")
    clean = response.scrub(body)
    if request.endpoint.private:
        found = "the answer was not understood"
    elif clean != body:
        found = "the answer was not understood"
        try:
            read(service.open(clean.encode()))
        except DecodeError as again:
            found = str(again)
    result = DecodeError(
        f"{request.method} {request.target}: {found}", field=response.scrub(error.field), damaged=error.damaged
    )
    result.outcome = error.outcome
    return result


def _opened(service: Service, response: ApiResponse) -> Envelope:
    try:
        return service.open(response.body)
    except (DecodeError, RecursionError):
        return Envelope(None)


def _error(service: Service, request: ApiRequest, response: ApiResponse, envelope: Envelope) -> ApiError:
    status, request_id = response.status, response.headers.get("x-request-id")
    kind = _kind(status, envelope.code)
    text = "" if request.endpoint.private else response.scrub(response.body.decode(errors="replace"))[:_SHOWN_BODY]
    messages = tuple(response.scrub(said) for said in envelope.messages)
    said = "; ".join(text.rstrip(".") for text in messages) or " ".join(text.split()) or "nothing else"
    code = "" if envelope.code is None else f" (code {envelope.code})"
    message = f"{request.method} {request.target} was answered {status}{code}: {said:.{_SHOWN_MESSAGE}}"
    if kind is AuthenticationError:
        message = f"{message.rstrip('.')}. {service.rejected_hint[0].upper()}{service.rejected_hint[1:]}"
    elif kind is ApiError:
        message = f"{message.rstrip('.')}. Redirects are not followed: give the URL that it leads to as base_url"
    return kind(
        message,
        status=status,
        code=envelope.code,
        messages=messages,
        method=request.method,
        path=request.target,
        request_id=None if request_id is None else response.scrub(request_id),
        body=text,
    )


def _kind(status: int, code: int | None) -> type[ApiError]:
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:  # noqa: PLR2004 - where the server errors begin
        return ServerError
    if 300 <= status < 400:  # noqa: PLR2004 - redirects
        return ApiError
    return NotFoundError if code == NOT_FOUND else BadRequestError
