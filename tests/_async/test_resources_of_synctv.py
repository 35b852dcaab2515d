"""Every method of SyncTV's resources, in both formats."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Literal

import attrs
import pytest

from synctv_async import (
    UNSET,
    ArgumentError,
    AspectRatio,
    AsyncSyncTV,
    BadRequestError,
    Bundle,
    BundleDetail,
    BundleStatus,
    BundleType,
    BundleWriteStatus,
    Contributor,
    IngestFailedError,
    IngestState,
    IngestStatus,
    IngestVideo,
    Media,
    MediaDetail,
    MediaType,
    NotFoundError,
    Priority,
    WaitTimeoutError,
)
from synctv_async.sandbox import Sandbox

from .clients import synctv


@pytest.fixture(params=["json", "xml"])
async def tv(box: Sandbox, request: pytest.FixtureRequest) -> AsyncIterator[AsyncSyncTV]:
    async with synctv(box, wire_format=request.param) as tv:
        yield tv


def aware(text: object) -> datetime:
    return datetime.fromisoformat(str(text))


async def test_media_are_whole_records(tv: AsyncSyncTV, box: Sandbox) -> None:
    rows = await tv.media.list().collect()
    assert len(rows) == 120
    for row in rows:
        held: Any = box.media.get(row.id)
        assert isinstance(row, Media)
        assert (row.name, row.description, row.active, row.hd) == (
            held["name"],
            # XML cannot tell the line ends of a text from those around it
            held["description"],
            held["active"],
            held["hd"],
        )
        assert row.order_number == held["order_number"]
        assert row.container_ids == tuple(held["container_ids"])
        assert row.audio_languages == tuple(held["audio_languages"])
        assert row.subtitle_languages == tuple(held["subtitle_languages"])
        assert row.available_platform_ids == tuple(held["available_platform_ids"])
        assert row.created_at == aware(held["created_at"])
        assert row.available_at == (held["available_at"] and aware(held["available_at"]))
        assert row.meta_data == held["meta_data"]
        assert row.properties == held["properties"]
        assert list(row.images) == held["images"]
        assert row.avg_rating == held["avg_rating"]
        assert row.external_id == held["external_id"]
        assert row.media_type == (held["media_type"] and MediaType(**held["media_type"]))
        assert row.extra == {}
        assert row.created_at.utcoffset() == timedelta(0)


async def test_both_formats_give_the_same_records(tv: AsyncSyncTV, box: Sandbox) -> None:
    async with synctv(box) as json:
        assert await tv.media.list().collect() == await json.media.list().collect()
        assert await tv.bundles.list().collect() == await json.bundles.list().collect()
        assert await tv.contributors.list().collect() == await json.contributors.list().collect()
        assert await tv.ingest_videos.list(1).collect() == await json.ingest_videos.list(1).collect()
        for number in range(1, 11):
            assert await tv.media.get(number) == await json.media.get(number)
            assert await tv.bundles.get(number) == await json.bundles.get(number)


async def test_a_media_comes_with_what_stands_beside_it(tv: AsyncSyncTV, box: Sandbox) -> None:
    box.contributors.insert(id=900, media_id=5, person="Anna", role="Actor", person_id=1, role_id=1)
    detail = await tv.media.get(5)
    assert isinstance(detail, MediaDetail)
    assert detail.media.id == 5
    assert detail.container_ids == tuple(box.media.get(5)["containers"])  # type: ignore[arg-type]
    assert detail.contributors[-1] == Contributor(900, media_id=5, program_id=None, person="Anna", role="Actor")
    assert all(isinstance(number, int) for number in detail.bundle_ids)
    assert detail.extra == {}
    with pytest.raises(NotFoundError) as caught:
        await tv.media.get(97)
    assert (caught.value.code, caught.value.status) == (-4, 400)


async def test_media_of_a_container_and_clips_of_a_media(tv: AsyncSyncTV, box: Sandbox) -> None:
    inside = await tv.media.list(container_id=1).collect()
    assert 0 < len(inside) < 120
    assert all(1 in box.media.get(row.id)["containers"] for row in inside)  # type: ignore[operator]
    assert await tv.media.count(container_id=1) == len(inside)
    clip = int(str(box.media.get(20)["clip_of"]))
    clips = await tv.media.clips(clip).collect()
    assert 20 in [row.id for row in clips]
    assert all(box.media.get(row.id)["clip_of"] == clip for row in clips)


async def test_media_are_counted_as_they_are_listed(tv: AsyncSyncTV) -> None:
    assert await tv.media.count() == 120
    filters: dict[str, Any]
    for filters in (
        {"active": True},
        {"active": False, "any_of_audio_languages": ["eng", "fre"]},
        {"all_of_audio_languages": ("eng",)},
        {"ids": [3, 5, 97]},
        {"ids": 3},
        {"type_id": 2},
        {"with_definition": "hd"},
        {"named_like": "été"},
        {"any_of_available_platform_ids": {1, 2}},
    ):
        rows = await tv.media.list(**filters).collect()
        assert await tv.media.count(**filters) == len(rows) < 120


async def test_fields_choose_what_a_row_carries(tv: AsyncSyncTV, box: Sandbox) -> None:
    few = await tv.media.list(fields=["name"]).first()
    assert few is not None
    assert (few.id, few.name) == (1, box.media.get(1)["name"])
    assert few.created_at is UNSET
    assert not few.meta_data
    rest = await tv.media.list(remove_fields="meta_data").first()
    assert rest is not None
    assert rest.meta_data is UNSET
    assert rest.name == few.name
    with pytest.raises(TypeError, match="remove_fields cannot name 'id'"):
        tv.media.list(remove_fields=["name", "id"])


async def test_unknown_fields_are_kept(box: Sandbox) -> None:
    box.media.update(1, tomorrow={"a": ["b"]}, more=1)
    async with synctv(box) as tv:
        row = await tv.media.list().first()
    assert row is not None
    assert row.extra == {"tomorrow": {"a": ["b"]}, "more": 1}


async def test_records_are_frozen_and_hash(tv: AsyncSyncTV) -> None:
    row = await tv.media.list().first()
    again = await tv.media.list().first()
    assert row is not None
    assert row == again
    assert hash(row) == hash(again)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        row.name = "x"  # type: ignore[misc]
    assert not hasattr(row, "__dict__")


async def test_bundles_are_whole_records(tv: AsyncSyncTV, box: Sandbox) -> None:
    rows = await tv.bundles.list().collect()
    assert [row.id for row in rows] == box.bundles.ids()
    for row in rows:
        held: Any = box.bundles.get(row.id)
        assert isinstance(row, Bundle)
        assert row.status == held["status"]
        assert isinstance(row.status, BundleStatus)
        assert row.bundle_type == BundleType(**held["bundle_type"])
        assert row.begin_at == (held["begin_at"] and aware(held["begin_at"]))


async def test_bundles_of_a_media(tv: AsyncSyncTV, box: Sandbox) -> None:
    medium = next(held["media_ids"][0] for n in box.bundles.ids() if (held := box.bundles.get(n))["media_ids"])  # type: ignore[index]
    rows = await tv.bundles.list(medium_id=medium).collect()
    assert 0 < len(rows) < 60
    assert await tv.bundles.count(medium_id=medium) == len(rows)
    detail = await tv.bundles.get(rows[0].id, medium_id=medium)
    assert medium in detail.media_ids
    other = next(number for number in box.bundles.ids() if number not in {row.id for row in rows})
    with pytest.raises(NotFoundError):
        await tv.bundles.get(other, medium_id=medium)


async def test_a_status_means_one_thing_read_and_another_written(tv: AsyncSyncTV, box: Sandbox) -> None:
    held = [int(str(box.bundles.get(number)["status"])) for number in box.bundles.ids()]
    assert len(await tv.bundles.list(status=BundleStatus.INACTIVE).collect()) == held.count(-2)
    assert len(await tv.bundles.list(status=BundleStatus.ENABLED).collect()) == held.count(0)
    assert await tv.bundles.count(status=BundleWriteStatus.INACTIVE) == held.count(-2)
    with pytest.raises(TypeError, match="BundleWriteStatus"):
        await tv.bundles.count(status=BundleStatus.INACTIVE)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="BundleWriteStatus"):
        await tv.bundles.create(name="A", bundle_type_id=1, status=BundleStatus.ACTIVE)  # type: ignore[arg-type]


async def test_the_life_of_a_bundle(tv: AsyncSyncTV, box: Sandbox) -> None:
    begin = datetime(2030, 1, 2, 3, 4, 5, 678_900, timezone(timedelta(hours=2)))
    made = await tv.bundles.create(
        name="Ünique & <new>",
        bundle_type_id=2,
        media_ids=[1, 2],
        ownership_policy_ids=[3],
        status=BundleWriteStatus.ACTIVE,
        begin_at=begin,
        end_at=datetime(2031, 1, 1, tzinfo=UTC),
    )
    assert (made.name, made.status, made.media_ids) == ("Ünique & <new>", BundleStatus.ACTIVE, (1, 2))
    assert made.begin_at == datetime(2030, 1, 2, 1, 4, 5, tzinfo=UTC)
    changed = await tv.bundles.update(made.id, name="B", media_ids=[7], status=0)
    assert changed is not None
    assert (changed.name, changed.status, changed.media_ids) == ("B", BundleStatus.INACTIVE, (7,))
    detail = await tv.bundles.get(made.id)
    assert isinstance(detail, BundleDetail)
    assert (detail.bundle.name, detail.media_ids, detail.ownership_policy_ids) == ("B", (7,), (3,))
    await tv.bundles.delete(made.id)
    assert (await tv.bundles.get(made.id)).bundle.status is BundleStatus.DELETED
    assert made.id not in [row.id for row in await tv.bundles.list().collect()]
    with pytest.raises(NotFoundError):
        await tv.bundles.delete(made.id)
    box.fault(method="PUT", body=b"")
    assert await tv.bundles.update(1, name="C") is None
    with pytest.raises(ArgumentError, match="nothing to change"):
        await tv.bundles.update(1)


async def test_the_life_of_a_contributor(tv: AsyncSyncTV, box: Sandbox) -> None:
    made = await tv.contributors.create(media_id=1, role_id=2, person_id=2)
    assert made == Contributor(made.id, media_id=1, program_id=None, person="Bruno Čapek", role="Director")
    assert made in await tv.contributors.list(medium_id=1).collect()
    assert await tv.contributors.update(made.id, role_id=3) is None
    assert (await tv.contributors.get(made.id)).role == "Writer"
    assert await tv.contributors.delete(made.id) is None
    with pytest.raises(NotFoundError):
        await tv.contributors.get(made.id)
    assert len(await tv.contributors.list().collect()) == len(box.contributors) == 60
    with pytest.raises(ArgumentError, match="nothing to change"):
        await tv.contributors.update(1)


async def test_the_life_of_an_ingest_video(tv: AsyncSyncTV, box: Sandbox) -> None:
    made = await tv.ingest_videos.create(
        5,
        file_path="videos/ä b.mp4",
        audio_languages=["eng", "fre"],
        subtitle_languages="ger",  # type: ignore[arg-type]
        interlaced=False,
        aspect_ratio=AspectRatio.WIDE,
        start_point=Decimal("1.50"),
        end_point=90.25,
        platform_ids=[1, 2],
    )
    assert isinstance(made, IngestVideo)
    assert (made.state, made.file_path) == (IngestState.RESET, "videos/ä b.mp4")
    assert (made.audio_languages, made.subtitle_languages) == (("eng", "fre"), ("ger",))
    assert (made.start_point, made.end_point) == (Decimal("1.5"), Decimal("90.25"))
    assert made.aspect_ratio is AspectRatio.WIDE
    assert isinstance(made.priority, Priority)
    assert made.status is IngestStatus.OK
    await tv.ingest_videos.update(5, made.id, file_path="b.mp4", interlaced=True, start_point=0)
    assert await tv.ingest_videos.start(5, made.id) is None
    assert (await tv.ingest_videos.get(5, made.id)).state is IngestState.STARTING
    with pytest.raises(BadRequestError, match="update is only allowed in the reset state"):
        await tv.ingest_videos.update(5, made.id, file_path="c.mp4")
    box.clock.advance(5)
    await tv.ingest_videos.stop(5, made.id)
    box.clock.advance(2)
    stopped = await tv.ingest_videos.get(5, made.id)
    assert (stopped.state, stopped.file_path, stopped.interlaced) == (IngestState.STOPPED, "b.mp4", True)
    assert stopped.progress > 0
    await tv.ingest_videos.start(5, made.id)
    box.clock.advance(60)
    done = await tv.ingest_videos.wait(5, made.id, until="done")
    assert (done.state, done.progress, done.removable_assets) == (IngestState.DONE, 100.0, True)
    await tv.ingest_videos.reset(5, made.id)
    box.clock.advance(2)
    again = await tv.ingest_videos.wait(5, made.id, until=IngestState.RESET)
    assert again.iteration == made.iteration + 1
    await tv.ingest_videos.remove(5, made.id)
    box.clock.advance(3)
    assert (await tv.ingest_videos.wait(5, made.id, until="removed")).state is IngestState.REMOVED
    box.clock.advance(10)
    with pytest.raises(NotFoundError):
        await tv.ingest_videos.get(5, made.id)


async def test_ingest_videos_are_listed_counted_and_filtered(tv: AsyncSyncTV) -> None:
    rows = await tv.ingest_videos.list(1).collect()
    assert len(rows) == await tv.ingest_videos.count(1) >= 30
    done = await tv.ingest_videos.list(1, state=IngestState.DONE).collect()
    assert len(done) == await tv.ingest_videos.count(1, state="done") < len(rows)
    assert all(row.state is IngestState.DONE for row in done)
    newest = await tv.ingest_videos.list(1, sort_order="created_at", sort_descending=True).first()
    assert newest is not None
    assert newest.created_at == max(row.created_at for row in rows)
    with pytest.raises(NotFoundError):
        await tv.ingest_videos.get(2, 1)


async def test_waiting_reads_until_the_state_is_reached(tv: AsyncSyncTV, box: Sandbox) -> None:
    box.ingest_videos.update(2, state="starting")
    box.on_request(lambda _: box.clock.advance(8))
    video = await tv.ingest_videos.wait(1, 2, until="done", interval=0.01)
    assert video.state is IngestState.DONE
    assert 4 <= len(box.requests) <= 7


async def test_waiting_ends_when_the_work_fails(tv: AsyncSyncTV, box: Sandbox) -> None:
    box.ingest_videos.update(2, state="starting", fails="The file is not a film")
    box.on_request(lambda _: box.clock.advance(15))
    with pytest.raises(IngestFailedError, match="The file is not a film") as caught:
        await tv.ingest_videos.wait(1, 2, until="done", interval=0.01)
    assert caught.value.video is not None
    assert caught.value.video.status is IngestStatus.ERROR


async def test_waiting_ends_in_time(tv: AsyncSyncTV, box: Sandbox) -> None:
    with pytest.raises(WaitTimeoutError, match=r"ingest video 2 is reset and not done after 0\.5 s") as caught:
        await tv.ingest_videos.wait(1, 2, until="done", timeout=0.5, interval=0.1)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.video is not None
    assert caught.value.video.state is IngestState.RESET
    assert 2 <= len(box.requests) <= 7


async def test_waiting_for_a_video_that_is_being_removed_is_futile(tv: AsyncSyncTV, box: Sandbox) -> None:
    box.ingest_videos.update(2, state="removing")
    box.clock.advance(3)
    with pytest.raises(IngestFailedError, match="was removed"):
        await tv.ingest_videos.wait(1, 2, until="done", interval=0.01)
    gone = await tv.ingest_videos.wait(1, 2, until="removed", interval=0.01)
    assert gone.state is IngestState.REMOVED


async def test_waiting_for_removal_ends_when_the_video_is_gone(tv: AsyncSyncTV, box: Sandbox) -> None:
    box.ingest_videos.update(2, state="removing")
    box.on_request(lambda _: len(box.requests) > 1 and box.clock.advance(60))
    assert (await tv.ingest_videos.wait(1, 2, until="removed", interval=0.01)).state is IngestState.REMOVED
    with pytest.raises(NotFoundError):
        await tv.ingest_videos.wait(1, 2, until="removed", interval=0.01)


async def test_a_state_that_does_not_exist_is_refused(tv: AsyncSyncTV, box: Sandbox) -> None:
    with pytest.raises(ArgumentError, match="did you mean 'done'"):
        await tv.ingest_videos.wait(1, 2, until="dome")
    assert box.requests == ()


async def test_any_other_resource(tv: AsyncSyncTV, box: Sandbox) -> None:
    containers = tv.resource("containers", item="container")
    rows = await containers.list(active=True).collect()
    assert [row["id"] for row in rows] == [n for n in box.others["containers"].ids() if n % 4]
    assert await containers.count(active=True) == len(rows)
    assert (await containers.get(1))["name"] == "Container 1"
    made = await containers.create(name="New", meta_data={"a": "b"}, active=True)
    assert made is not None
    assert (made["name"], made["meta_data"]) == ("New", {"a": "b"})
    assert await containers.update(made["id"], name="Newer") is None
    assert (await containers.get(str(made["id"])))["name"] == "Newer"
    await containers.delete(made["id"])
    with pytest.raises(NotFoundError):
        await containers.get(made["id"])
    assert {request.path.rpartition(".")[2] for request in box.requests} == {"json"}


async def test_resources_with_irregular_names(tv: AsyncSyncTV, box: Sandbox) -> None:
    groups = await tv.resource("container_groups", item="container_group").list().collect()
    assert [row["id"] for row in groups] == box.others["container_groups"].ids()
    people = tv.resource("contributors/people", item="person")
    assert [row["name"] for row in await people.list(named_like="anna").collect()] == ["Anna Ørsted"]
    assert (await people.get(1))["name"] == "Anna Ørsted"
    roots = await tv.resource("containers/roots", item="container").list().collect()
    assert all(row["parent_id"] is None for row in roots)


async def test_resources_under_another(tv: AsyncSyncTV, box: Sandbox) -> None:
    under = tv.resource("containers", item="container", under="media/5")
    rows = await under.list().collect()
    assert [row["id"] for row in rows] == box.media.get(5)["containers"]
    assert box.requests[0].path == "/api/v2/media/5/containers.json"


@pytest.mark.parametrize("method", ["PUT", "POST", "GET", "DELETE"])
async def test_actions_are_not_repeated_blindly(
    tv: AsyncSyncTV, box: Sandbox, method: Literal["GET", "POST", "PUT", "DELETE"]
) -> None:
    views = tv.resource("media", item="media")
    box.fault(status=200, body=b'{"response":{"code":1,"message":"Successfully completed."}}')
    assert await views.action(5, "ping", method=method, watched_time=60) is None
    request = box.requests[0]
    assert (request.method, request.path) == (method, "/api/v2/media/5/ping.json")
    assert request.values("watched_time") == ["60"]
    box.fault(status=503, times=None)
    for repeatable, sent in ((False, 2), (True, 6)):
        with pytest.raises(Exception, match="503"):
            await views.action(5, "ping", method=method, repeatable=repeatable)
        assert len(box.requests) == sent
    box.clear_faults()
    box.fault(status=200, body=b'{"response":{"media":{"id":5}}}')
    assert await views.action(None, "refresh") == {"id": 5}
    assert box.requests[-1].path == "/api/v2/media/refresh.json"


@pytest.mark.parametrize(
    ("name", "item", "under"),
    [("../x", "x", None), ("a?b", "x", None), ("a", "x[y]", None), ("a", "x", "media/../1"), ("", "x", None)],
)
async def test_what_is_no_path_is_refused(tv: AsyncSyncTV, name: str, item: str, under: str | None) -> None:
    with pytest.raises(ArgumentError, match="is not a path"):
        tv.resource(name, item=item, under=under)


async def test_ids_cannot_change_the_path(tv: AsyncSyncTV, box: Sandbox) -> None:
    wrong: Any
    for wrong in ("1/2", "../1", "1?x", 0, -1, True, 1.5, None, "one"):
        with pytest.raises((ArgumentError, TypeError)):
            await tv.media.get(wrong)
    for wrong in ("1/2", "../1", "1?x", True, "ä", ""):
        with pytest.raises(ArgumentError):
            await tv.resource("containers", item="container").get(wrong)
    assert (await tv.media.get("5")).media.id == 5  # type: ignore[arg-type]
    assert len(box.requests) == 1


async def test_a_misspelt_filter_is_a_type_error_that_names_the_nearest(tv: AsyncSyncTV, box: Sandbox) -> None:
    wrong: list[tuple[Any, dict[str, Any], str]] = [
        (tv.media.list, {"actve": True}, "did you mean 'active'"),
        (tv.media.list, {"created_at_greatr": datetime.now(UTC)}, "did you mean 'created_at_greater'"),
        (tv.media.list, {"active": "yes"}, "active takes bool"),
        (tv.media.list, {"created_at_less": datetime(2020, 1, 1)}, "has no time zone"),  # noqa: DTZ001
        (tv.media.list, {"sort_order": "price"}, "sort_order takes"),
        (tv.media.list, {"ids": ["x"]}, "ids takes int"),
        (tv.bundles.list, {"offset": 3}, "has no filter 'offset'"),
        (tv.bundles.list, {"sort_order": "id"}, "sort"),
    ]
    for call, filters, words in wrong:
        with pytest.raises(TypeError, match=words):
            call(**filters)
    with pytest.raises(TypeError, match="sort"):
        await tv.media.count(sort_order="id")  # type: ignore[call-arg]
    assert box.requests == ()
