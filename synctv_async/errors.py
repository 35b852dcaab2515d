"""Every error that the package raises.

::

    SyncTVError
    ├── ConfigError              before any request
    │   ├── ArgumentError        also a ValueError
    │   └── CheckpointError      also a ValueError
    ├── TransportError           no answer
    │   ├── ConnectError
    │   ├── TimeoutError         also a builtin TimeoutError
    │   └── ProtocolError
    ├── ApiError                 answered, and refused
    │   ├── BadRequestError      400, and codes without a class of their own
    │   ├── AuthenticationError  401
    │   ├── PermissionDeniedError 403
    │   ├── NotFoundError        404, or SyncTV's code -4
    │   ├── ConflictError        409
    │   ├── RateLimitError       429
    │   └── ServerError          5xx
    ├── DecodeError              answered, and not understood
    ├── PaginationError
    ├── IngestFailedError
    ├── WaitTimeoutError         also a builtin TimeoutError
    └── BatchError

Everything but the message is a keyword with a default, so that each error survives pickling.
"""

import builtins
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synctv_async._types import Outcome
    from synctv_async.models import BatchResult, IngestVideo

__all__ = [
    "ApiError",
    "ArgumentError",
    "AuthenticationError",
    "BadRequestError",
    "BatchError",
    "CheckpointError",
    "ConfigError",
    "ConflictError",
    "ConnectError",
    "DecodeError",
    "IngestFailedError",
    "NotFoundError",
    "PaginationError",
    "PermissionDeniedError",
    "ProtocolError",
    "RateLimitError",
    "ServerError",
    "SyncTVError",
    "TimeoutError",
    "TransportError",
    "WaitTimeoutError",
]


class SyncTVError(Exception):
    """The base of every error of this package.

    ``checkpoint`` is set on errors raised while iterating: pass it to ``pages(start=...)`` to go on from there.
    ``outcome`` is set on errors of writes: ``"not_sent"`` (nothing left this machine), ``"refused"`` (the service said
    no) or ``"unknown"`` (it may have happened: look before you send it again).
    """

    checkpoint: str | None = None
    outcome: "Outcome | None" = None

    def __init__(self, message: str = "", *, outcome: "Outcome | None" = None) -> None:
        super().__init__(message)
        self.outcome = outcome


class ConfigError(SyncTVError):
    """An argument or an environment variable cannot be used; nothing was sent."""


class ArgumentError(ConfigError, ValueError):
    """An argument of a call has a value that cannot be sent; nothing was sent."""


class CheckpointError(ConfigError, ValueError):
    """The checkpoint is not one of this package's, or belongs to another query."""


class TransportError(SyncTVError):
    """No answer came. ``sent`` tells whether bytes may have left this machine, ``attempts`` how often it was tried."""

    attempts: int = 1

    def __init__(self, message: str = "", *, sent: bool = True, outcome: "Outcome | None" = None) -> None:
        super().__init__(message, outcome=outcome)
        self.sent = sent


class ConnectError(TransportError):
    """No connection could be made: name resolution, TCP, TLS or the proxy. Nothing was sent."""


class TimeoutError(TransportError, builtins.TimeoutError):  # noqa: A001 - the name users look for; also the builtin's kind
    """The time for an attempt or for the whole call ran out."""


class ProtocolError(TransportError):
    """The connection broke, or the answer was cut short or was not HTTP."""


class ApiError(SyncTVError):
    """The service answered, and its answer is an error.

    ``status`` is the HTTP status, ``code`` SyncTV's own (1 is success, -4 not found), ``messages`` the service's words,
    ``method`` and ``path`` the call without its query, ``attempts`` how often it was sent, ``request_id`` the answer's
    ``X-Request-Id``, ``body`` the answer's text with secrets struck out. ``retry_after`` is the wait in seconds that
    the service asked for, or ``None``. ``after_doubt`` tells that an earlier attempt may have done what was asked.
    """

    retry_after: float | None = None
    after_doubt: bool = False

    def __init__(  # noqa: PLR0913 - what an answer consists of; keywords all
        self,
        message: str = "",
        *,
        status: int = 0,
        code: int | None = None,
        messages: tuple[str, ...] = (),
        method: str = "",
        path: str = "",
        attempts: int = 1,
        request_id: str | None = None,
        body: str = "",
        outcome: "Outcome | None" = None,
    ) -> None:
        super().__init__(message, outcome=outcome)
        self.status = status
        self.code = code
        self.messages = messages
        self.method = method
        self.path = path
        self.attempts = attempts
        self.request_id = request_id
        self.body = body


class BadRequestError(ApiError):
    """The service refused the request: HTTP 400, or a code without a class of its own."""


class AuthenticationError(ApiError):
    """The credentials or the signature were not accepted (HTTP 401)."""


class PermissionDeniedError(ApiError):
    """The credentials are good and do not reach this (HTTP 403)."""


class NotFoundError(ApiError):
    """There is no such record: HTTP 404, or SyncTV's code -4."""


class ConflictError(ApiError):
    """The record's state does not allow this (HTTP 409)."""


class RateLimitError(ApiError):
    """Too many requests (HTTP 429). ``retry_after`` says how long the service asks to wait, if it does."""


class ServerError(ApiError):
    """The service failed (HTTP 5xx)."""


class DecodeError(SyncTVError):
    """The answer was not understood. ``field`` is the path of what was wrong in it, as ``response.medias[3].id``.

    ``damaged`` tells that the answer as a whole could not be read or lacked its list: such a read is tried again.
    """

    def __init__(
        self, message: str = "", *, field: str = "", damaged: bool = False, outcome: "Outcome | None" = None
    ) -> None:
        super().__init__(message, outcome=outcome)
        self.field = field
        self.damaged = damaged


class PaginationError(SyncTVError):
    """The service does not page in a way that reaches every row."""


class IngestFailedError(SyncTVError):
    """The ingest ended in an error, or can no longer reach the state waited for. ``video`` is its last reading."""

    def __init__(self, message: str = "", *, video: "IngestVideo | None" = None) -> None:
        super().__init__(message)
        self.video = video


class WaitTimeoutError(SyncTVError, builtins.TimeoutError):
    """The ingest did not reach the state in time. ``video`` is its last reading."""

    def __init__(self, message: str = "", *, video: "IngestVideo | None" = None) -> None:
        super().__init__(message)
        self.video = video


class BatchError(SyncTVError):
    """Rows of a batch are not done. ``result`` tells of each row what became of it."""

    def __init__(self, message: str = "", *, result: "BatchResult[Any] | None" = None) -> None:
        super().__init__(message)
        self.result: BatchResult[Any] | None = result
