"""The examples of the client API's document on media."""

from typing import Final

from synctv_async.sandbox.documents.example import Example, Rows
from synctv_async.sandbox.types import Given

__all__ = ["EXAMPLES"]

_DOCUMENT: Final = "Media"
_HOST: Final = "https://service_name.synctv.com"
_WHO: Final = "access_id=1234&signature=674aaff974348eb1a1bdd72dce75053d"
_PUBLISHED: Final = "2013-07-01T21:23:35Z"


def _contributor(number: int) -> Rows:
    return (("contributors", {"media_id": 100, "person": f"person name {number}", "role": f"role {number}"}),)


def _media(number: int, name: str, created: str, updated: str, **hidden: int) -> Rows:
    fields: dict[str, Given] = {"id": number, "name": name, "published_at": _PUBLISHED, **hidden}
    return (("media", {**fields, "created_at": created, "updated_at": updated}),)


EXAMPLES: Final = (
    Example(
        key="media_list",
        document=_DOCUMENT,
        action="[GET] /api/v2/media.[xml|json]",
        method="GET",
        url=f"{_HOST}/api/v2/media.xml?{_WHO}",
        printed="media_list.xml",
        rows=(
            *_media(1, "Media-1", "2014-05-01T21:23:54Z", "2014-05-01T21:23:55Z"),
            *_media(2, "Media-2", "2014-05-01T21:23:55Z", "2014-05-01T21:23:55Z"),
        ),
    ),
    Example(
        key="media_clips",
        document=_DOCUMENT,
        action="[GET] /api/v2/media/:medium_id/media/clips.[xml|json]",
        method="GET",
        url=f"{_HOST}/api/v2/media/1/media/clips.xml?{_WHO}",
        printed="media_clips.xml",
        rows=(
            *_media(1, "Media-3", "2014-05-01T21:23:58Z", "2014-05-01T21:23:58Z", clip_of=1),
            *_media(2, "Media-4", "2014-05-01T21:23:58Z", "2014-05-01T21:23:58Z", clip_of=1),
        ),
        note="The clips of media 1 are media 1 and 2 in the example, so that media 1 is a clip of itself here.",
    ),
    Example(
        key="media_count",
        document=_DOCUMENT,
        action="[GET] /api/v2/containers/:container_id/media/count.[xml|json]",
        method="GET",
        url=f"{_HOST}/api/v2/media/count.xml?{_WHO}",
        printed="media_count.xml",
        rows=tuple(("media", {"id": number}) for number in range(1, 31)),
        note="The action is headed with a container, its example counts all media; the sandbox has both.",
    ),
    Example(
        key="media_get",
        document=_DOCUMENT,
        action="[GET] /api/v2/media/:id.[xml|json]",
        method="GET",
        url=f"{_HOST}/api/v2/media/100.xml?{_WHO}",
        printed="media_get.xml",
        rows=(
            (
                "media",
                {
                    "id": 100,
                    "name": "Media-5",
                    "containers": [1, 2, 3],
                    "created_at": "2014-05-01T21:24:01Z",
                    "updated_at": "2014-05-01T21:24:01Z",
                    "published_at": _PUBLISHED,
                },
            ),
            *_contributor(1),
            *_contributor(2),
            *_contributor(3),
            *(("bundles", {"linked_media": [100]}) for _ in range(2)),
        ),
        answer_changes=tuple((f"<media_id>{number}</media_id>", "<media_id>100</media_id>") for number in (1, 2, 3)),
        note="The contributors printed with media 100 belong to media 1, 2 and 3; here to the one that is asked for.",
    ),
)
