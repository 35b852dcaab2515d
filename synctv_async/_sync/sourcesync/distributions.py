# Generated from synctv_async/_async/sourcesync/distributions.py by tools/sync_codegen.py. Do not edit: change the source and run the tool again.
"""Distributions of SourceSync."""

from synctv_async._sync.sourcesync.owned import OwnedContent
from synctv_async.models import Distribution

__all__ = ["DistributionResource"]


class DistributionResource(OwnedContent[Distribution]):
    """The distributions of a production. Source: "Working with Distributions" of the API's overview."""

    _kind = "distributions"
    _record = Distribution
