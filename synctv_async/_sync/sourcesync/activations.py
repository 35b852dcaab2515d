# Generated from synctv_async/_async/sourcesync/activations.py: edit that and run tools/sync_codegen.py.
"""Activations of SourceSync."""

from synctv_async._sync.sourcesync.owned import OwnedContent
from synctv_async.models import Activation

__all__ = ["ActivationResource"]


class ActivationResource(OwnedContent[Activation]):
    """The activations of a production. Source: "Working with Activations" of the API's overview."""

    _kind = "activations"
    _record = Activation
