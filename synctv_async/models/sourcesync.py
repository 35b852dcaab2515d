"""The records of the SourceSync Client API. Ids are text: the documents show text, its own clients read numbers."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from synctv_async._types import UNSET
from synctv_async.models._base import extra, tree

__all__ = ["Activation", "ApiKey", "Distribution", "Production"]


@frozen
class ApiKey:
    """What the service knows of the API key in use. Source: "Verifying Your API Key" of the API's overview.

    ``organization`` is a UUID; ``settings`` and ``value`` are whatever was stored with the key.
    """

    name: str = UNSET
    settings: dict[str, Any] | None = tree()
    value: Any = tree()
    organization: str | None = UNSET
    legacy_org_id: int | None = UNSET
    vidvita_org_id: int | None = UNSET
    extra: Mapping[str, Any] = extra()


@frozen
class Production:
    """A production, the root of the content. Source: "Working with Productions"."""

    id: str
    name: str = UNSET
    settings: dict[str, Any] | None = tree()
    extra: Mapping[str, Any] = extra()


@frozen
class Distribution:
    """A way to distribute a production. Source: "Working with Distributions".

    ``data`` (the timeline of activations, times in milliseconds) is known from the service's Android client only.
    """

    id: str
    name: str = UNSET
    settings: dict[str, Any] | None = tree()
    data: Any = tree()
    extra: Mapping[str, Any] = extra()


@frozen
class Activation:
    """An instance or campaign of a production. Source: "Working with Activations".

    ``template`` (the blocks to render) is known from the service's Android client only.
    """

    id: str
    name: str = UNSET
    settings: dict[str, Any] | None = tree()
    template: Any = tree()
    extra: Mapping[str, Any] = extra()
