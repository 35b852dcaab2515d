"""What can be exported: which call lists it, which ids it takes, and how its changes are asked for."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from operator import attrgetter
from typing import Any, Literal, TypeAlias

import attrs

from synctv_async import (
    Activation,
    ArgumentError,
    AsyncSourceSync,
    AsyncSyncTV,
    Bundle,
    Contributor,
    Distribution,
    IngestVideo,
    Media,
    Production,
    SourceSync,
    SyncTV,
)

__all__ = ["PLACES", "SOURCES", "Service", "Source", "find_sources", "service_of"]

Service: TypeAlias = Literal["synctv", "sourcesync"]

PLACES = ("container_id", "medium_id", "production_id")
"""The ids of what rows may belong to."""


@attrs.frozen
class Source:
    """A list that can be exported.

    ``needs`` is the id that goes first, ``takes`` one that may be given. ``since`` and ``until`` are the filters by
    ``updated_at``, where the document lists them. ``one`` is the call that reads a row by its id, for lists sorted by
    id: there what is gone can be told. ``has_fields`` says that rows can be asked for with their ids alone.
    """

    name: str
    service: Service
    call: str
    record: type
    needs: str | None = None
    takes: str | None = None
    since: str | None = None
    until: str | None = None
    one: str | None = None
    has_fields: bool = False

    def list(self, client: Any, place: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
        """Return the pager of the list; a filter that it does not have is a ``TypeError``, and nothing is sent."""
        first = [] if self.needs is None else [place[self.needs]]
        within = {} if self.takes is None else {self.takes: place.get(self.takes)}
        return attrgetter(self.call)(client)(*first, **within, **given)

    def get(self, client: Any, place: Mapping[str, Any], row_id: int) -> Any:
        """Read one row by its id."""
        first = [] if self.needs is None else [place[self.needs]]
        return attrgetter(self.one or "")(client)(*first, row_id)


_DATED = ("updated_at_greater", "updated_at_less")

SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source("media", "synctv", "media.list", Media, None, "container_id", *_DATED, "media.get", has_fields=True),
        Source("clips", "synctv", "media.clips", Media, "medium_id", None, *_DATED),
        Source("bundles", "synctv", "bundles.list", Bundle, None, "medium_id", *_DATED, has_fields=True),
        Source("contributors", "synctv", "contributors.list", Contributor, None, "medium_id"),
        Source(
            "ingest_videos",
            "synctv",
            "ingest_videos.list",
            IngestVideo,
            "medium_id",
            None,
            "updated_at_after",
            "updated_at_before",
            "ingest_videos.get",
        ),
        Source("productions", "sourcesync", "productions.list", Production),
        Source("distributions", "sourcesync", "distributions.list", Distribution, "production_id"),
        Source("activations", "sourcesync", "activations.list", Activation, "production_id"),
    )
}


def service_of(client: object) -> Service:
    """Return which service a client is of."""
    if isinstance(client, AsyncSyncTV | SyncTV):
        return "synctv"
    if isinstance(client, AsyncSourceSync | SourceSync):
        return "sourcesync"
    message = f"export() takes an AsyncSyncTV, AsyncSourceSync, SyncTV or SourceSync first, got {client!r:.80}"
    raise TypeError(message)


def find_sources(resources: str | Sequence[str], service: Service) -> Sequence[Source]:
    """Return the sources of these names, which may be written with ``-`` or ``_``."""
    names = [resources] if isinstance(resources, str) else [*resources]
    if not names:
        message = f"export(): name what to export, one or several of {_known(service)}"
        raise ArgumentError(message)
    sources = [_find(name, service) for name in names]
    double = next((source.name for source in sources if sources.count(source) > 1), None)
    if double is not None:
        message = f"export(): {double!r} is named twice"
        raise ArgumentError(message)
    return sources


def _find(name: object, service: Service) -> Source:
    if not isinstance(name, str):
        message = f"export(): resources are names as 'media', got {name!r:.80}"
        raise TypeError(message)
    source = SOURCES.get(name.replace("-", "_"))
    if source is None:
        near = get_close_matches(name.replace("-", "_"), SOURCES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {_known(service)}"
        message = f"export(): unknown resource {name!r:.80}: {hint}"
        raise ArgumentError(message)
    if source.service != service:
        owner = {"synctv": "SyncTV", "sourcesync": "SourceSync"}
        message = (
            f"export(): {source.name} are of {owner[source.service]}, and the client is of {owner[service]}: "
            "export them apart"
        )
        raise ArgumentError(message)
    return source


def _known(service: Service) -> str:
    return ", ".join(source.name for source in SOURCES.values() if source.service == service)
