"""What the documents' examples say, spelled out field by field."""

from datetime import UTC, datetime

import attrs

from synctv_async.models import (
    AspectRatio,
    Bundle,
    BundleDetail,
    BundleStatus,
    BundleType,
    Contributor,
    IngestState,
    IngestStatus,
    IngestVideo,
    Media,
    MediaDetail,
    Priority,
)


def at(clock, second):
    return datetime.fromisoformat(f"2014-05-01T21:{clock}:{second:02}Z")


MEDIA_1 = Media(
    id=1,
    name="Media-1",
    description="this is a description",
    active=True,
    order_number=None,
    available_platform_ids=(),
    audio_languages=(),
    subtitle_languages=(),
    duration=600,
    hd=False,
    container_ids=(),
    media_type=None,
    meta_data={},
    available_at=None,
    expires_at=None,
    created_at=datetime(2014, 5, 1, 21, 23, 54, tzinfo=UTC),
    updated_at=datetime(2014, 5, 1, 21, 23, 55, tzinfo=UTC),
    images=(),
    external_id=None,
    published_at=datetime(2013, 7, 1, 21, 23, 35, tzinfo=UTC),
    avg_rating=0.0,
    properties={},
    extra={},
)
BUNDLE_1 = Bundle(
    id=1,
    name="Bundle-3",
    status=BundleStatus.DISABLED,
    bundle_type=BundleType(id=1, name="BundleType-3", extra={}),
    begin_at=None,
    end_at=None,
    updated_at=datetime(2014, 5, 1, 21, 28, 57, tzinfo=UTC),
    created_at=datetime(2014, 5, 1, 21, 28, 57, tzinfo=UTC),
    ownership_policy_ids=(),
    media_ids=(),
    extra={},
)
CONTRIBUTOR_1 = Contributor(id=1, media_id=1, program_id=None, person="person name 7", role="role 7", extra={})
INGEST_VIDEO_1 = IngestVideo(
    id=1,
    app_name="tf1",
    created_at=datetime(2014, 5, 1, 21, 31, 4, tzinfo=UTC),
    updated_at=datetime(2014, 5, 1, 21, 31, 4, tzinfo=UTC),
    platform_ids=(1,),
    priority=Priority.NORMAL,
    progress=0.0,
    ingestable_type="Media",
    ingestable_id=1,
    file_path="filepath/video/ingest/file_12.mp4",
    audio_languages=("eng", "fre"),
    subtitle_languages=(),
    interlaced=True,
    aspect_ratio=AspectRatio.STANDARD,
    start_point=None,
    end_point=None,
    file_size=1012,
    state=IngestState.RESET,
    status=IngestStatus.OK,
    stage="none",
    message=None,
    iteration=0,
    removable_assets=False,
    extra={},
)


def media(number, clock, second, **changes):
    moment = at(clock, second)
    return attrs.evolve(MEDIA_1, **{"name": f"Media-{number}", "created_at": moment, "updated_at": moment, **changes})


def bundle(number, second, kind=1, **changes):
    moment, bundle_type = at(28, second), BundleType(id=kind, name=f"BundleType-{number}")
    fields = {"name": f"Bundle-{number}", "bundle_type": bundle_type, "created_at": moment, "updated_at": moment}
    return attrs.evolve(BUNDLE_1, **{**fields, **changes})


def contributor(number, row, media_id=None):
    return attrs.evolve(
        CONTRIBUTOR_1, id=row, media_id=media_id or row, person=f"person name {number}", role=f"role {number}"
    )


def ingest_video(number, second, **changes):
    moment = at(31, second)
    fields = {"file_path": f"filepath/video/ingest/file_{number}.mp4", "file_size": 1000 + number}
    return attrs.evolve(INGEST_VIDEO_1, **{**fields, "created_at": moment, "updated_at": moment, **changes})


def second_ingest_video(number, second):
    return ingest_video(number, second, id=2, ingestable_id=2, platform_ids=(1, 2))


RECORDS = {
    "media_list": [MEDIA_1, media(2, 23, 55, id=2)],
    "media_clips": [media(3, 23, 58), media(4, 23, 58, id=2)],
    "media_get": MediaDetail(
        media=media(5, 24, 1, id=100),
        container_ids=(1, 2, 3),
        contributors=(contributor(1, 1), contributor(2, 2), contributor(3, 3)),
        bundle_ids=(1, 2),
        extra={},
    ),
    "bundle_list": [BUNDLE_1, bundle(4, 57, kind=2, id=2)],
    "bundle_get": BundleDetail(bundle=bundle(5, 57), ownership_policy_ids=(1, 2), media_ids=(1, 2), extra={}),
    "bundle_create": bundle(6, 58),
    "bundle_update": bundle(7, 59),
    "contributor_list": [CONTRIBUTOR_1, contributor(8, 2), contributor(9, 3)],
    "contributor_get": contributor(10, 1),
    "contributor_create": contributor(11, 1),
    "ingest_video_list": [INGEST_VIDEO_1, second_ingest_video(13, 4)],
    "ingest_video_list_beside_count": [ingest_video(14, 7), second_ingest_video(15, 7)],
    "ingest_video_get": ingest_video(16, 9, id=300),
    "ingest_video_create": ingest_video(17, 13),
}
