"""Async-first SDK, with a sync facade, for SyncTV V2 and the SourceSync Client API.

``AsyncSyncTV`` and ``AsyncSourceSync`` are awaited; ``SyncTV`` and ``SourceSync`` have the same methods, not awaited.
"""

from synctv_async import arrow, signing
from synctv_async._async._pager import AsyncPager
from synctv_async._async._stream import AsyncStream
from synctv_async._async.sourcesync.client import AsyncSourceSync
from synctv_async._async.synctv.client import AsyncSyncTV
from synctv_async._policy.endpoints import ENDPOINTS
from synctv_async._policy.retry import RetryPolicy
from synctv_async._policy.window import RateLimit
from synctv_async._sync._pager import Pager
from synctv_async._sync._stream import Stream
from synctv_async._sync.sourcesync.client import SourceSync
from synctv_async._sync.synctv.client import SyncTV
from synctv_async._types import UNSET, Outcome, Secret, Unset, WireFormat
from synctv_async._wire.events import RequestInfo, ResponseInfo, RetryInfo
from synctv_async._wire.messages import ApiRequest, ApiResponse, Endpoint
from synctv_async._wire.query import Query
from synctv_async.config import AccessCredentials
from synctv_async.errors import (
    ApiError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    BatchError,
    CheckpointError,
    ConfigError,
    ConflictError,
    ConnectError,
    DecodeError,
    IngestFailedError,
    NotFoundError,
    PaginationError,
    PermissionDeniedError,
    ProtocolError,
    RateLimitError,
    ServerError,
    SyncTVError,
    TimeoutError,
    TransportError,
    WaitTimeoutError,
)
from synctv_async.models import (
    Activation,
    ApiKey,
    AspectRatio,
    BatchResult,
    BatchRow,
    Bundle,
    BundleDetail,
    BundleStatus,
    BundleType,
    BundleWriteStatus,
    Contributor,
    Distribution,
    IngestState,
    IngestStatus,
    IngestVideo,
    Media,
    MediaDetail,
    MediaType,
    Page,
    Priority,
    Production,
    Receipt,
    Rejected,
)
from synctv_async.models.filters import (
    BundleCountFilters,
    BundleFilters,
    ClipFilters,
    IngestVideoCountFilters,
    IngestVideoFilters,
    MediaCountFilters,
    MediaFilters,
)
from synctv_async.version import __version__

__all__ = [
    "ENDPOINTS",
    "UNSET",
    "AccessCredentials",
    "Activation",
    "ApiError",
    "ApiKey",
    "ApiRequest",
    "ApiResponse",
    "ArgumentError",
    "AspectRatio",
    "AsyncPager",
    "AsyncSourceSync",
    "AsyncStream",
    "AsyncSyncTV",
    "AuthenticationError",
    "BadRequestError",
    "BatchError",
    "BatchResult",
    "BatchRow",
    "Bundle",
    "BundleCountFilters",
    "BundleDetail",
    "BundleFilters",
    "BundleStatus",
    "BundleType",
    "BundleWriteStatus",
    "CheckpointError",
    "ClipFilters",
    "ConfigError",
    "ConflictError",
    "ConnectError",
    "Contributor",
    "DecodeError",
    "Distribution",
    "Endpoint",
    "IngestFailedError",
    "IngestState",
    "IngestStatus",
    "IngestVideo",
    "IngestVideoCountFilters",
    "IngestVideoFilters",
    "Media",
    "MediaCountFilters",
    "MediaDetail",
    "MediaFilters",
    "MediaType",
    "NotFoundError",
    "Outcome",
    "Page",
    "Pager",
    "PaginationError",
    "PermissionDeniedError",
    "Priority",
    "Production",
    "ProtocolError",
    "Query",
    "RateLimit",
    "RateLimitError",
    "Receipt",
    "Rejected",
    "RequestInfo",
    "ResponseInfo",
    "RetryInfo",
    "RetryPolicy",
    "Secret",
    "ServerError",
    "SourceSync",
    "Stream",
    "SyncTV",
    "SyncTVError",
    "TimeoutError",
    "TransportError",
    "Unset",
    "WaitTimeoutError",
    "WireFormat",
    "__version__",
    "arrow",
    "signing",
]
