"""The resources of the command line: which call of the SDK each verb makes, and which ids it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from operator import attrgetter
from typing import Any, Literal, TypeAlias

from synctv_async import SyncTV
from synctv_async.cli.clients import Client, Service
from synctv_async.cli.messages import UsageError
from synctv_async.cli.options import Place

__all__ = ["RESOURCES", "Call", "Resource", "Verb", "call_of", "find_resource"]

Verb: TypeAlias = Literal["list", "get", "count"]
Parent: TypeAlias = Literal["container", "medium", "production"]


@dataclass(frozen=True, slots=True)
class Call:
    """A method of a client; ``needs`` is the parent whose id goes first, ``within`` one that may be given."""

    method: str
    needs: Parent | None = None
    within: Mapping[Parent, str] = field(default_factory=dict[Parent, str])
    takes_id: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """What the command line knows of a resource: its service, its main columns and its calls."""

    name: str
    service: Service
    columns: tuple[str, ...]
    calls: Mapping[Verb, Call]
    item: str | None = None
    under: str | None = None


def _owned(name: str) -> Resource:
    calls: dict[Verb, Call] = {
        "list": Call(f"{name}.list", needs="production"),
        "get": Call(f"{name}.get", takes_id=True),
    }
    return Resource(name, "sourcesync", ("id", "name", "settings"), calls)


_MEDIA_COLUMNS = ("id", "name", "active", "media_type", "duration", "updated_at")

RESOURCES: Mapping[str, Resource] = {
    resource.name: resource
    for resource in (
        Resource(
            "media",
            "synctv",
            _MEDIA_COLUMNS,
            {
                "list": Call("media.list", within={"container": "container_id"}),
                "get": Call("media.get", takes_id=True),
                "count": Call("media.count", within={"container": "container_id"}),
            },
        ),
        Resource("clips", "synctv", _MEDIA_COLUMNS, {"list": Call("media.clips", needs="medium")}),
        Resource(
            "bundles",
            "synctv",
            ("id", "name", "status", "begin_at", "end_at", "media_ids"),
            {
                "list": Call("bundles.list", within={"medium": "medium_id"}),
                "get": Call("bundles.get", within={"medium": "medium_id"}, takes_id=True),
                "count": Call("bundles.count", within={"medium": "medium_id"}),
            },
        ),
        Resource(
            "contributors",
            "synctv",
            ("id", "media_id", "person", "role"),
            {
                "list": Call("contributors.list", within={"medium": "medium_id"}),
                "get": Call("contributors.get", takes_id=True),
            },
        ),
        Resource(
            "ingest-videos",
            "synctv",
            ("id", "file_path", "state", "status", "stage", "progress"),
            {
                "list": Call("ingest_videos.list", needs="medium"),
                "get": Call("ingest_videos.get", needs="medium", takes_id=True),
                "count": Call("ingest_videos.count", needs="medium"),
            },
        ),
        Resource("productions", "sourcesync", ("id", "name", "settings"), {"list": Call("productions.list")}),
        _owned("distributions"),
        _owned("activations"),
        Resource("key", "sourcesync", ("name", "organization", "settings"), {"get": Call("key")}),
    )
}

_GENERIC: Mapping[Verb, Call] = {
    "list": Call("list"),
    "get": Call("get", takes_id=True),
    "count": Call("count"),
}


def find_resource(name: str, verb: Verb, place: Place) -> tuple[Resource, Call]:
    """Return the resource of this name and its call, or raise a :class:`UsageError` that says what there is."""
    resource = _resource(name, place)
    call = resource.calls.get(verb)
    if call is None:
        has = " and ".join(f"synctv {verb} {resource.name}" for verb in resource.calls)
        message = f"there is no {verb} of {resource.name}, only: {has}"
        raise UsageError(message)
    _check_parents(resource, call, verb, place)
    return resource, call


def _resource(name: str, place: Place) -> Resource:
    if place.item is not None:
        return Resource(name, "synctv", (), _GENERIC, item=place.item, under=place.under)
    if place.under is not None:
        message = "--under goes with --item; media, bundles and the like take --container, --medium or --production"
        raise UsageError(message)
    found = RESOURCES.get(name.replace("_", "-"))
    if found is not None:
        return found
    near = get_close_matches(name, RESOURCES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(RESOURCES)}"
    message = f"unknown resource {name!r:.80}: {hint} For any other of SyncTV V2 add --item, the name of one, as: "
    message += "containers --item container"
    raise UsageError(message)


def _check_parents(resource: Resource, call: Call, verb: Verb, place: Place) -> None:
    given: dict[Parent, object] = {
        "container": place.container,
        "medium": place.medium,
        "production": place.production,
    }
    for parent, value in given.items():
        if value is None and call.needs == parent:
            message = f"{verb} {resource.name} needs --{parent}, the id that they belong to"
            raise UsageError(message)
        if value is not None and parent != call.needs and parent not in call.within:
            message = f"{verb} {resource.name} takes no --{parent}"
            raise UsageError(message)


def call_of(
    client: Client, resource: Resource, call: Call, place: Place, row_id: str | None = None
) -> Callable[..., Any]:
    """Return the call with its ids in place, waiting for filters at most."""
    ids: list[object] = [] if call.needs is None else [getattr(place, call.needs)]
    if call.takes_id:
        ids.append(row_id)
    within = {parameter: getattr(place, parent) for parent, parameter in call.within.items()}
    return partial(_method(client, resource, call), *ids, **within)


def _method(client: Client, resource: Resource, call: Call) -> Callable[..., Any]:
    owner: Any = client
    if resource.item is not None and isinstance(client, SyncTV):
        owner = client.resource(resource.name, item=resource.item, under=resource.under)
    method: Callable[..., Any] = attrgetter(call.method)(owner)
    return method
