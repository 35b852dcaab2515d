"""Distributions of SourceSync."""

from synctv_async._async.sourcesync.owned import AsyncOwnedContent
from synctv_async.models import Distribution

__all__ = ["AsyncDistributionResource"]


class AsyncDistributionResource(AsyncOwnedContent[Distribution]):
    """The distributions of a production. Source: "Working with Distributions" of the API's overview."""

    _kind = "distributions"
    _record = Distribution
