"""The client works however the sandbox's switches stand: whatever the documents leave open, it is ready for."""

from collections.abc import AsyncIterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from synctv_async import (
    ApiError,
    AsyncSourceSync,
    AsyncSyncTV,
    AuthenticationError,
    BadRequestError,
    IngestFailedError,
    NotFoundError,
    PermissionDeniedError,
)
from synctv_async.sandbox import IngestTimes, Options, Sandbox
from synctv_async.sandbox.settings import FIXED

from .clients import QUICK, sourcesync, synctv

TIMES = IngestTimes(starting=0.02, started=0.05, stopping=0.02, resetting=0.02, removing=0.02, removed=0.02)
OTHERS: dict[str, tuple[Any, ...]] = {"rate_limit": (500,), "rate_period": (0.5,), "ingest_times": (TIMES,)}


BOTH = "created"


def positions(*, of_sourcesync: bool) -> list[tuple[str, Any]]:
    """Every position of every switch of one of the services; SourceSync's begin with its rate."""
    hints = get_type_hints(Options)
    first = [*hints].index("rate_limit")
    found: list[tuple[str, Any]] = []
    for place, (name, hint) in enumerate(hints.items()):
        if name not in FIXED and (name == BOTH or (place >= first) is of_sourcesync):
            literal = get_args(hint) if get_origin(hint) is Literal else OTHERS.get(name, (True, False))
            found += [(name, value) for value in literal]
    return found


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    with Sandbox(media=60, bundles=30, contributors=40, ingest_videos=4, productions=3, ingest_times=TIMES) as box:
        yield box


@pytest.mark.parametrize(("name", "value"), positions(of_sourcesync=False), ids=str)
async def test_synctv(box: Sandbox, name: str, value: Any) -> None:
    switches: dict[str, Any] = {name: value}
    box.behave(**switches)
    async with synctv(box, tilde=value if name == "tilde" and value != "any" else "%7E") as tv:
        await everything_is_read(box, tv)
        await bundles_and_contributors_are_written(tv)
        video = await tv.ingest_videos.create(1, file_path="a.mp4", audio_languages=["eng"], start_point=1.5)
        assert str(video.start_point) == "1.5"
        await tv.ingest_videos.update(1, video.id, aspect_ratio="4:3")
        await tv.ingest_videos.start(1, video.id)
        done = await tv.ingest_videos.wait(1, video.id, until="done", timeout=20, interval=0.02)
        assert done.progress == 100
        broken = await tv.ingest_videos.create(1, file_path="b.mp4", audio_languages=["eng"])
        box.ingest_videos.update(broken.id, fails="The audio track is broken")
        await tv.ingest_videos.start(1, broken.id)
        with pytest.raises(IngestFailedError, match="audio track"):
            await tv.ingest_videos.wait(1, broken.id, until="done", timeout=20, interval=0.02)


async def everything_is_read(box: Sandbox, tv: AsyncSyncTV) -> None:
    rows = await tv.media.list(named_like="~").collect()
    assert rows == []
    assert [row.id for row in await tv.media.list().collect()] == box.media.ids()
    assert await tv.media.count() == len(box.media)
    first = await tv.media.list(sort_order=["order_number", "available"], sort_descending=True).collect()
    assert sorted(row.id for row in first) == box.media.ids()
    detail = await tv.media.get(1)
    assert detail.container_ids
    assert isinstance(detail.media.meta_data, dict)
    parent = next(number for number in box.media.ids() if box.media.get(number)["clip_of"])
    assert await tv.media.clips(int(str(box.media.get(parent)["clip_of"]))).collect()
    bundles = await tv.bundles.list().collect()
    assert len({bundle.id for bundle in bundles}) == len(bundles) == await tv.bundles.count() == 30
    contributors = await tv.contributors.list().collect()
    assert sorted(row.id for row in contributors) == box.contributors.ids()
    assert await tv.ingest_videos.count(1) == len(await tv.ingest_videos.list(1).collect())


async def bundles_and_contributors_are_written(tv: AsyncSyncTV) -> None:
    made = await tv.bundles.create(name="A ~ b", bundle_type_id=1, media_ids=[1, 2])
    shown = await tv.bundles.get(made.id)
    assert (shown.bundle.name, shown.media_ids) == ("A ~ b", (1, 2))
    changed = await tv.bundles.update(made.id, name="B")
    assert changed is not None
    assert changed.name == "B"
    await tv.bundles.delete(made.id)
    with pytest.raises(NotFoundError):
        await tv.bundles.delete(made.id)
    row = await tv.contributors.create(media_id=1, role_id=1, person_id=1)
    await tv.contributors.update(row.id, role_id=2)
    assert (await tv.contributors.get(row.id)).role == "Director"
    await tv.contributors.delete(row.id)


@pytest.mark.parametrize(("name", "value"), positions(of_sourcesync=True), ids=str)
async def test_sourcesync(box: Sandbox, name: str, value: Any) -> None:
    switches: dict[str, Any] = {name: value}
    box.behave(**switches)
    async with sourcesync(box) as ss:
        made = await ss.productions.create(name="A", settings={"a": 1})
        assert made.id == "126"
        await ss.productions.update(made.id, name="B", settings={"a": 1, "b": 2})
        result = await ss.productions.create_many([{"name": f"Production {number}"} for number in range(205)])
        assert {row.status for row in result.rows} == {"done"}
        ids = [row.item.id for row in result.rows if row.item is not None]
        assert sorted(ids) == [str(number) for number in range(127, 332)]
        changed = await ss.productions.update_many([{"id": one, "settings": {"x": 1}} for one in ids])
        assert {row.status for row in changed.rows} == {"done"}
        gone = await ss.productions.delete_many(ids)
        assert {row.status for row in gone.rows} == {"done"}
        left = await ss.productions.list().collect()
        assert [(row.id, row.name) for row in left][-1] == ("126", "B")
        assert left[-1].settings == {"a": 1, "b": 2}
        await distributions_are_kept(ss, made.id)
        await ss.productions.delete(made.id)
        with pytest.raises(NotFoundError):
            await ss.productions.delete(made.id)


async def distributions_are_kept(ss: AsyncSourceSync, production: str) -> None:
    row = await ss.distributions.create(production, name="Web")
    assert (await ss.distributions.get(row.id)).name == "Web"
    await ss.distributions.update(production, row.id, name="Mobile")
    assert [one.name for one in await ss.distributions.list(production).collect()] == ["Mobile"]
    await ss.distributions.delete(production, row.id)
    many = await ss.activations.create_many(production, [{"name": "One"}, {"name": "Two"}])
    ids = [one.item.id for one in many.rows if one.item is not None]
    assert {one.status for one in (await ss.activations.delete_many(production, ids)).rows} == {"done"}


async def test_rows_that_a_batch_leaves_out_are_never_taken_for_done(box: Sandbox) -> None:
    box.behave(batch_errors="skip")
    async with sourcesync(box) as ss:
        result = await ss.productions.update_many([{"id": "123", "name": "A"}, {"id": "999", "name": "B"}])
        assert result.rows[1].status != "done"
        assert (await ss.productions.list().first()).name == "A"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationError), (403, PermissionDeniedError), (400, BadRequestError)]
)
async def test_an_access_that_is_not_good_is_an_error_of_its_status(
    box: Sandbox, status: Any, error: type[ApiError]
) -> None:
    box.behave(unauthorized=status)
    async with AsyncSyncTV(box.url, access_id=1, access_secret="wrong", retry=QUICK) as tv:
        with pytest.raises(error, match="access_id"):
            await tv.media.count()


def logging_in(box: Sandbox) -> AsyncSyncTV:
    who = {"client_key": box.client_key, "device_uid": "tv-1", "email": box.email, "password": box.password}
    return AsyncSyncTV(box.url, retry=QUICK, **who)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["any", "body"])
async def test_login_wherever_a_form_is_read(box: Sandbox, way: Any) -> None:
    box.behave(login_in=way)
    async with logging_in(box) as tv:
        assert await tv.media.count() == 60


async def test_login_where_only_the_query_is_read_says_what_is_missing(box: Sandbox) -> None:
    # The client writes no password into a URL, whatever the service would like.
    box.behave(login_in="query")
    async with logging_in(box) as tv:
        with pytest.raises(BadRequestError, match="client_key is missing"):
            await tv.media.count()


async def test_one_device_that_logs_in_twice(box: Sandbox) -> None:
    box.behave(authorizing="new")
    async with logging_in(box) as one, logging_in(box) as other:
        for _ in range(2):
            assert await one.media.count() == await other.media.count() == 60
