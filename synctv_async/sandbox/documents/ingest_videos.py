"""The examples of the admin API's document on ingest videos."""

from dataclasses import replace
from typing import Final

from synctv_async.sandbox.documents.example import Example, Rows
from synctv_async.sandbox.types import Given

__all__ = ["EXAMPLES"]

_DOCUMENT: Final = "Ingest videos"
_VIDEOS: Final = "https://service_name.synctv.com/api/v2/media/100/ingest_videos"
_HEAD: Final = "/api/v2/media/:medium_id/ingest_videos"
_SIGNATURE: Final = "signature=129d2ad3a23826bfd77bd9da23768f02"
_WHO: Final = f"access_id=4321&{_SIGNATURE}"
_OTHER_MEDIUM: Final = "The ingest videos printed for media 100 belong to media 1 and 2; here to 100."
_LANGUAGES: Final = "&ingest_video[audio_languages]="


def _video(name: int, stamp: str, **fields: Given) -> Rows:
    shown: dict[str, Given] = {
        "platform_ids": [1],
        "ingestable_id": 100,
        "file_path": f"filepath/video/ingest/file_{name}.mp4",
        "file_size": 1000 + name,
        "audio_languages": ["eng", "fre"],
        "interlaced": True,
        "aspect_ratio": "4:3",
        "created_at": stamp,
        "updated_at": stamp,
    }
    return (("ingest_videos", {**shown, **fields}),)


def _action(name: str, state: str) -> tuple[Example, ...]:
    """Return the two examples of an action: it begins, or there is no such video."""
    begun = Example(
        key=f"ingest_video_{name}",
        document=_DOCUMENT,
        action=f"[PUT] {_HEAD}/:id/{name}.[xml|json]",
        method="PUT",
        url=f"{_VIDEOS}/1/{name}.xml?{_WHO}",
        rows=(("ingest_videos", {"id": 1, "ingestable_id": 100, "state": state}),),
        note="Success has no content.",
    )
    missing = replace(begun, key=f"{begun.key}_error", status=400, printed="record_not_found.xml", rows=(), note="")
    return begun, missing


EXAMPLES: Final = (
    Example(
        key="ingest_video_list",
        document=_DOCUMENT,
        action=f"[GET] {_HEAD}.[xml|json]",
        method="GET",
        url=f"{_VIDEOS}.xml?{_WHO}",
        printed="ingest_video_list.xml",
        rows=(*_video(12, "2014-05-01T21:31:04Z"), *_video(13, "2014-05-01T21:31:04Z", platform_ids=[1, 2])),
        answer_changes=(("<ingestable_id>1<", "<ingestable_id>100<"), ("<ingestable_id>2<", "<ingestable_id>100<")),
        note=_OTHER_MEDIUM,
    ),
    Example(
        key="ingest_video_list_beside_count",
        document=_DOCUMENT,
        action=f"[GET] {_HEAD}/count.[xml|json]",
        method="GET",
        url=f"{_VIDEOS}/count.xml?{_WHO}",
        printed="ingest_video_list_beside_count.xml",
        rows=(*_video(14, "2014-05-01T21:31:07Z"), *_video(15, "2014-05-01T21:31:07Z", platform_ids=[1, 2])),
        url_changes=(("/count.xml", ".xml"),),
        answer_changes=(("<ingestable_id>1<", "<ingestable_id>100<"), ("<ingestable_id>2<", "<ingestable_id>100<")),
        note=f"The count prints a list before its answer: it is taken as the list's. {_OTHER_MEDIUM}",
    ),
    Example(
        key="ingest_video_count",
        document=_DOCUMENT,
        action=f"[GET] {_HEAD}/count.[xml|json]",
        method="GET",
        url=f"{_VIDEOS}/count.xml?{_WHO}",
        printed="ingest_video_count.xml",
        rows=(("ingest_videos", {"ingestable_id": 100}),) * 30,
    ),
    Example(
        key="ingest_video_get",
        document=_DOCUMENT,
        action=f"[GET] {_HEAD}/:id.[xml|json]",
        method="GET",
        url=f"{_VIDEOS}/300.xml?{_WHO}",
        printed="ingest_video_get.xml",
        rows=_video(16, "2014-05-01T21:31:09Z", id=300),
        answer_changes=(("<ingestable_id>1<", "<ingestable_id>100<"),),
        note=_OTHER_MEDIUM,
    ),
    Example(
        key="ingest_video_create",
        document=_DOCUMENT,
        action=f"[POST] {_HEAD}.[xml|json]",
        method="POST",
        url=(
            f"{_VIDEOS}.xml?access_id=3251&ingest_video[file_path]=test/ingest_video/file_path.mp4"
            f"{_LANGUAGES}eng{_LANGUAGES}fre&{_SIGNATURE}"
        ),
        printed="ingest_video_create.xml",
        rows=(("media", {"id": 100}),),
        at="2014-05-01T21:31:13Z",
        url_changes=(
            (f"{_LANGUAGES}eng", "&ingest_video[audio_languages][]=eng"),
            (f"{_LANGUAGES}fre", "&ingest_video[audio_languages][]=fre"),
            ("test/ingest_video/file_path.mp4", "filepath/video/ingest/file_17.mp4"),
            ("&signature", "&ingest_video[interlaced]=true&ingest_video[aspect_ratio]=4:3&signature"),
            ("&signature", "&ingest_video[platform_ids][]=1&signature"),
        ),
        answer_changes=(("<ingestable_id>1<", "<ingestable_id>100<"), ("<file_size>1017<", "<file_size>1012<")),
        note=(
            "Without brackets the second language would replace the first, and the document names the field with "
            "them. The answer shows another path, fields that were not sent, another medium, and the size of a file "
            "that the sandbox does not have."
        ),
    ),
    Example(
        key="ingest_video_update",
        document=_DOCUMENT,
        action=f"[PUT] {_HEAD}/:id.[xml|json]",
        method="PUT",
        url=f"{_VIDEOS}/1.xml?access_id=4321ingest_video[audio_languages]=fra&{_SIGNATURE}",
        rows=_video(1, "2014-05-01T21:31:13Z", id=1),
        url_changes=(("access_id=4321", "access_id=4321&"),),
        note="An ampersand is missing in the example. Success has no content.",
    ),
    Example(
        key="ingest_video_update_error",
        document=_DOCUMENT,
        action=f"[PUT] {_HEAD}/:id.[xml|json]",
        method="PUT",
        url=f"{_VIDEOS}/1.xml?access_id=4321ingest_video[audio_languages]=fra&{_SIGNATURE}",
        status=400,
        printed="record_not_found.xml",
        url_changes=(("access_id=4321", "access_id=4321&"),),
        note="An ampersand is missing in the example.",
    ),
    *_action("start", "reset"),
    *_action("stop", "started"),
    *_action("reset", "stopped"),
    *_action("remove", "reset"),
)
