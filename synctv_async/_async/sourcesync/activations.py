"""Activations of SourceSync."""

from synctv_async._async.sourcesync.owned import AsyncOwnedContent
from synctv_async.models import Activation

__all__ = ["AsyncActivationResource"]


class AsyncActivationResource(AsyncOwnedContent[Activation]):
    """The activations of a production. Source: "Working with Activations" of the API's overview."""

    _kind = "activations"
    _record = Activation
