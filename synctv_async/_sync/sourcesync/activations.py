# Generated from synctv_async/_async/sourcesync/activations.py by tools/sync_codegen.py. Do not edit: change the source and run the tool again.
"""Activations of SourceSync."""

from synctv_async._sync.sourcesync.owned import OwnedContent
from synctv_async.models import Activation

__all__ = ["ActivationResource"]


class ActivationResource(OwnedContent[Activation]):
    """The activations of a production. Source: "Working with Activations" of the API's overview."""

    _kind = "activations"
    _record = Activation
