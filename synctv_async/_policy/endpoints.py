"""Every endpoint in one table: its verb, its path, and whether a call may be sent again when it may have been done.

Reads, updates, deletions and state changes may: doing them twice leaves the same state. What creates something may not.
"""

from collections.abc import Mapping

from synctv_async._wire.messages import Endpoint

__all__ = ["ENDPOINTS", "endpoint", "generic"]

_MEDIA = "client API, Media"
_BUNDLES = "admin API, Bundles"
_CONTRIBUTORS = "admin API, Contributors"
_INGEST = "admin API, Ingest Videos"
_LOGIN = "admin API, Authorization (User)"
_SOURCESYNC = "SourceSync Client API"
_ANDROID = "SourceSync's Android client"
_VIDEOS = "/media/{medium_id}/ingest_videos"


def _of(kind: str) -> tuple[Endpoint, ...]:
    path = f"/productions/{{production_id}}/{kind}"
    return (
        Endpoint(f"{kind}.list", "GET", path, True, _SOURCESYNC),
        Endpoint(f"{kind}.get", "GET", f"/{kind}/{{id}}", True, _ANDROID),
        Endpoint(f"{kind}.create", "POST", path, False, _SOURCESYNC),
        Endpoint(f"{kind}.update", "PATCH", path + "/{id}", True, _SOURCESYNC),
        Endpoint(f"{kind}.delete", "DELETE", path + "/{id}", True, _SOURCESYNC),
    )


ENDPOINTS: Mapping[str, Endpoint] = {
    entry.name: entry
    for entry in (
        Endpoint("authorization.client", "POST", "/authorization/user/client_authorize", True, _LOGIN, True),
        Endpoint("authorization.user", "POST", "/authorization/user/user_authorize", True, _LOGIN, True),
        Endpoint("media.list", "GET", "/media", True, _MEDIA),
        Endpoint("media.list_in_container", "GET", "/containers/{container_id}/media", True, _MEDIA),
        Endpoint("media.clips", "GET", "/media/{medium_id}/media/clips", True, _MEDIA),
        Endpoint("media.count", "GET", "/media/count", True, f"{_MEDIA} (its example)"),
        Endpoint("media.count_in_container", "GET", "/containers/{container_id}/media/count", True, _MEDIA),
        Endpoint("media.get", "GET", "/media/{id}", True, _MEDIA),
        Endpoint("bundles.list", "GET", "/bundles", True, _BUNDLES),
        Endpoint("bundles.list_of_media", "GET", "/media/{medium_id}/bundles", True, _BUNDLES),
        Endpoint("bundles.count", "GET", "/bundles/count", True, _BUNDLES),
        Endpoint("bundles.count_of_media", "GET", "/media/{medium_id}/bundles/count", True, _BUNDLES),
        Endpoint("bundles.get", "GET", "/bundles/{id}", True, _BUNDLES),
        Endpoint("bundles.get_of_media", "GET", "/media/{medium_id}/bundles/{id}", True, _BUNDLES),
        Endpoint("bundles.create", "POST", "/bundles", False, _BUNDLES),
        Endpoint("bundles.update", "PUT", "/bundles/{id}", True, _BUNDLES),
        Endpoint("bundles.delete", "DELETE", "/bundles/{id}", True, _BUNDLES),
        Endpoint("contributors.list", "GET", "/contributors", True, _CONTRIBUTORS),
        Endpoint("contributors.list_of_media", "GET", "/media/{medium_id}/contributors", True, _CONTRIBUTORS),
        Endpoint("contributors.get", "GET", "/contributors/{id}", True, _CONTRIBUTORS),
        Endpoint("contributors.create", "POST", "/contributors", False, _CONTRIBUTORS),
        Endpoint("contributors.update", "PUT", "/contributors/{id}", True, _CONTRIBUTORS),
        Endpoint("contributors.delete", "DELETE", "/contributors/{id}", True, _CONTRIBUTORS),
        Endpoint("ingest_videos.list", "GET", _VIDEOS, True, _INGEST),
        Endpoint("ingest_videos.count", "GET", f"{_VIDEOS}/count", True, _INGEST),
        Endpoint("ingest_videos.get", "GET", _VIDEOS + "/{id}", True, _INGEST),
        Endpoint("ingest_videos.create", "POST", _VIDEOS, False, _INGEST),
        Endpoint("ingest_videos.update", "PUT", _VIDEOS + "/{id}", True, _INGEST),
        Endpoint("ingest_videos.start", "PUT", _VIDEOS + "/{id}/start", True, _INGEST),
        Endpoint("ingest_videos.stop", "PUT", _VIDEOS + "/{id}/stop", True, _INGEST),
        Endpoint("ingest_videos.reset", "PUT", _VIDEOS + "/{id}/reset", True, _INGEST),
        Endpoint("ingest_videos.remove", "PUT", _VIDEOS + "/{id}/remove", True, _INGEST),
        Endpoint("key.get", "GET", "/key", True, _SOURCESYNC),
        Endpoint("productions.list", "GET", "/productions", True, _SOURCESYNC),
        Endpoint("productions.create", "POST", "/productions", False, _SOURCESYNC),
        Endpoint("productions.update", "PATCH", "/productions/{id}", True, _SOURCESYNC),
        Endpoint("productions.update_many", "PATCH", "/productions", True, _SOURCESYNC),
        Endpoint("productions.delete", "DELETE", "/productions/{id}", True, _SOURCESYNC),
        Endpoint("productions.delete_many", "DELETE", "/productions", True, _SOURCESYNC),
        *_of("distributions"),
        *_of("activations"),
    )
}

_GENERIC = {
    "list": ("GET", "", True),
    "count": ("GET", "/count", True),
    "get": ("GET", "/{id}", True),
    "create": ("POST", "", False),
    "update": ("PUT", "/{id}", True),
    "delete": ("DELETE", "/{id}", True),
}


def endpoint(name: str) -> Endpoint:
    """Return the endpoint of this name."""
    return ENDPOINTS[name]


def generic(resource: str, path: str, verb: str) -> Endpoint:
    """Return the endpoint of a resource that the table does not name, by the service's own conventions."""
    method, suffix, repeatable = _GENERIC[verb]
    return Endpoint(f"{resource}.{verb}", method, path + suffix, repeatable)
