"""What a user's hooks are told. Parameters that are secret show as ``***``; the signature is never among them."""

from collections.abc import Sequence

import attrs

from synctv_async._types import Secret
from synctv_async._wire.messages import ApiRequest, ApiResponse

__all__ = ["RequestInfo", "ResponseInfo", "RetryInfo"]


@attrs.frozen
class RequestInfo:
    """An attempt that is about to be made; ``attempt`` counts from 1, ``params`` are in wire order."""

    endpoint: str
    method: str
    path: str
    params: Sequence[tuple[str, str]]
    attempt: int

    @classmethod
    def of(cls, request: ApiRequest, attempt: int) -> "RequestInfo":
        """Describe an attempt at a request."""
        params = [(key, "***" if isinstance(value, Secret) else value) for key, value in request.query.pairs]
        if request.offset is not None:
            params.append(("offset", str(request.offset)))
        return cls(request.endpoint.name, request.method, request.target, tuple(params), attempt)


@attrs.frozen
class ResponseInfo:
    """The answer to an attempt: ``elapsed`` in seconds, ``size`` of the body in bytes."""

    request: RequestInfo
    status: int
    elapsed: float
    size: int
    request_id: str | None

    @classmethod
    def of(cls, request: RequestInfo, response: ApiResponse) -> "ResponseInfo":
        """Describe an answer."""
        request_id = response.headers.get("x-request-id")
        told = request_id if request_id is None else response.scrub(request_id)
        return cls(request, response.status, response.elapsed, len(response.body), told)


@attrs.frozen
class RetryInfo:
    """An attempt failed and another follows after ``delay`` seconds. ``reason`` is the error's sentence."""

    request: RequestInfo
    delay: float
    reason: str
