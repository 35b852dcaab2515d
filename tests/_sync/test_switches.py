# Generated from tests/_async/test_switches.py: edit that and run tools/sync_codegen.py.
"""The client works however the sandbox's switches stand: whatever the documents leave open, it is ready for."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from synctv_async import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    IngestFailedError,
    NotFoundError,
    PermissionDeniedError,
    SourceSync,
    SyncTV,
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
def box() -> Iterator[Sandbox]:
    with Sandbox(media=60, bundles=30, contributors=40, ingest_videos=4, productions=3, ingest_times=TIMES) as box:
        yield box


@pytest.mark.parametrize(("name", "value"), positions(of_sourcesync=False), ids=str)
def test_synctv(box: Sandbox, name: str, value: Any) -> None:
    switches: dict[str, Any] = {name: value}
    box.behave(**switches)
    with synctv(box, tilde=value if name == "tilde" and value != "any" else "%7E") as tv:
        everything_is_read(box, tv)
        bundles_and_contributors_are_written(tv)
        video = tv.ingest_videos.create(1, file_path="a.mp4", audio_languages=["eng"], start_point=1.5)
        assert str(video.start_point) == "1.5"
        tv.ingest_videos.update(1, video.id, aspect_ratio="4:3")
        tv.ingest_videos.start(1, video.id)
        done = tv.ingest_videos.wait(1, video.id, until="done", timeout=20, interval=0.02)
        assert done.progress == 100
        broken = tv.ingest_videos.create(1, file_path="b.mp4", audio_languages=["eng"])
        box.ingest_videos.update(broken.id, fails="The audio track is broken")
        tv.ingest_videos.start(1, broken.id)
        with pytest.raises(IngestFailedError, match="audio track"):
            tv.ingest_videos.wait(1, broken.id, until="done", timeout=20, interval=0.02)


def everything_is_read(box: Sandbox, tv: SyncTV) -> None:
    rows = tv.media.list(named_like="~").collect()
    assert rows == []
    assert [row.id for row in tv.media.list().collect()] == box.media.ids()
    assert tv.media.count() == len(box.media)
    first = tv.media.list(sort_order=["order_number", "available"], sort_descending=True).collect()
    assert sorted(row.id for row in first) == box.media.ids()
    detail = tv.media.get(1)
    assert detail.container_ids
    assert isinstance(detail.media.meta_data, dict)
    parent = next(number for number in box.media.ids() if box.media.get(number)["clip_of"])
    assert tv.media.clips(int(str(box.media.get(parent)["clip_of"]))).collect()
    bundles = tv.bundles.list().collect()
    assert len({bundle.id for bundle in bundles}) == len(bundles) == tv.bundles.count() == 30
    contributors = tv.contributors.list().collect()
    assert sorted(row.id for row in contributors) == box.contributors.ids()
    assert tv.ingest_videos.count(1) == len(tv.ingest_videos.list(1).collect())


def bundles_and_contributors_are_written(tv: SyncTV) -> None:
    made = tv.bundles.create(name="A ~ b", bundle_type_id=1, media_ids=[1, 2])
    shown = tv.bundles.get(made.id)
    assert (shown.bundle.name, shown.media_ids) == ("A ~ b", (1, 2))
    changed = tv.bundles.update(made.id, name="B")
    assert changed is not None
    assert changed.name == "B"
    tv.bundles.delete(made.id)
    with pytest.raises(NotFoundError):
        tv.bundles.delete(made.id)
    row = tv.contributors.create(media_id=1, role_id=1, person_id=1)
    tv.contributors.update(row.id, role_id=2)
    assert tv.contributors.get(row.id).role == "Director"
    tv.contributors.delete(row.id)


@pytest.mark.parametrize(("name", "value"), positions(of_sourcesync=True), ids=str)
def test_sourcesync(box: Sandbox, name: str, value: Any) -> None:
    switches: dict[str, Any] = {name: value}
    box.behave(**switches)
    with sourcesync(box) as ss:
        made = ss.productions.create(name="A", settings={"a": 1})
        assert made.id == "126"
        ss.productions.update(made.id, name="B", settings={"a": 1, "b": 2})
        result = ss.productions.create_many([{"name": f"Production {number}"} for number in range(205)])
        assert {row.status for row in result.rows} == {"done"}
        ids = [row.item.id for row in result.rows if row.item is not None]
        assert sorted(ids) == [str(number) for number in range(127, 332)]
        changed = ss.productions.update_many([{"id": one, "settings": {"x": 1}} for one in ids])
        assert {row.status for row in changed.rows} == {"done"}
        gone = ss.productions.delete_many(ids)
        assert {row.status for row in gone.rows} == {"done"}
        left = ss.productions.list().collect()
        assert [(row.id, row.name) for row in left][-1] == ("126", "B")
        assert left[-1].settings == {"a": 1, "b": 2}
        distributions_are_kept(ss, made.id)
        ss.productions.delete(made.id)
        with pytest.raises(NotFoundError):
            ss.productions.delete(made.id)


def distributions_are_kept(ss: SourceSync, production: str) -> None:
    row = ss.distributions.create(production, name="Web")
    assert ss.distributions.get(row.id).name == "Web"
    ss.distributions.update(production, row.id, name="Mobile")
    assert [one.name for one in ss.distributions.list(production).collect()] == ["Mobile"]
    ss.distributions.delete(production, row.id)
    many = ss.activations.create_many(production, [{"name": "One"}, {"name": "Two"}])
    ids = [one.item.id for one in many.rows if one.item is not None]
    assert {one.status for one in ss.activations.delete_many(production, ids).rows} == {"done"}


def test_rows_that_a_batch_leaves_out_are_never_taken_for_done(box: Sandbox) -> None:
    box.behave(batch_errors="skip")
    with sourcesync(box) as ss:
        result = ss.productions.update_many([{"id": "123", "name": "A"}, {"id": "999", "name": "B"}])
        assert result.rows[1].status != "done"
        assert ss.productions.list().first().name == "A"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "error"), [(401, AuthenticationError), (403, PermissionDeniedError), (400, BadRequestError)]
)
def test_an_access_that_is_not_good_is_an_error_of_its_status(box: Sandbox, status: Any, error: type[ApiError]) -> None:
    box.behave(unauthorized=status)
    with SyncTV(box.url, access_id=1, access_secret="wrong", retry=QUICK) as tv:
        with pytest.raises(error, match="access_id"):
            tv.media.count()


def logging_in(box: Sandbox) -> SyncTV:
    who = {"client_key": box.client_key, "device_uid": "tv-1", "email": box.email, "password": box.password}
    return SyncTV(box.url, retry=QUICK, **who)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["any", "body"])
def test_login_wherever_a_form_is_read(box: Sandbox, way: Any) -> None:
    box.behave(login_in=way)
    with logging_in(box) as tv:
        assert tv.media.count() == 60


def test_login_where_only_the_query_is_read_says_what_is_missing(box: Sandbox) -> None:
    # The client writes no password into a URL, whatever the service would like.
    box.behave(login_in="query")
    with logging_in(box) as tv:
        with pytest.raises(BadRequestError, match="client_key is missing"):
            tv.media.count()


def test_one_device_that_logs_in_twice(box: Sandbox) -> None:
    box.behave(authorizing="new")
    with logging_in(box) as one, logging_in(box) as other:
        for _ in range(2):
            assert one.media.count() == other.media.count() == 60
