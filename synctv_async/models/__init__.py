"""The records, their enums and the filters."""

from synctv_async.models.batch import BatchResult, BatchRow
from synctv_async.models.bundle import Bundle, BundleDetail, BundleType
from synctv_async.models.contributor import Contributor
from synctv_async.models.enums import AspectRatio, BundleStatus, BundleWriteStatus, IngestState, IngestStatus, Priority
from synctv_async.models.ingest_video import IngestVideo
from synctv_async.models.media import Media, MediaDetail, MediaType
from synctv_async.models.page import Page
from synctv_async.models.receipt import Receipt, Rejected
from synctv_async.models.sourcesync import Activation, ApiKey, Distribution, Production

__all__ = [
    "Activation",
    "ApiKey",
    "AspectRatio",
    "BatchResult",
    "BatchRow",
    "Bundle",
    "BundleDetail",
    "BundleStatus",
    "BundleType",
    "BundleWriteStatus",
    "Contributor",
    "Distribution",
    "IngestState",
    "IngestStatus",
    "IngestVideo",
    "Media",
    "MediaDetail",
    "MediaType",
    "Page",
    "Priority",
    "Production",
    "Receipt",
    "Rejected",
]
