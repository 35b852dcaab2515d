# Generated from synctv_async/_async/sourcesync/distributions.py: edit that and run tools/sync_codegen.py.
"""Distributions of SourceSync."""

from synctv_async._sync.sourcesync.owned import OwnedContent
from synctv_async.models import Distribution

__all__ = ["DistributionResource"]


class DistributionResource(OwnedContent[Distribution]):
    """The distributions of a production. Source: "Working with Distributions" of the API's overview."""

    _kind = "distributions"
    _record = Distribution
