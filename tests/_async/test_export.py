"""Whole lists as files: nothing is lost, whatever happens to the catalogue, the service or the process."""

import gzip
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from synctv_async import ArgumentError, AsyncSourceSync, AsyncSyncTV, DecodeError, ServerError
from synctv_async.export import ExportProgress, ExportResult, export
from synctv_async.sandbox import RecordedRequest, Sandbox
from tests.support.crashes import Crash, Disk
from tests.support.lists import serve
from tests.support.wire_server import Received, WireServer, answer, answering

from .clients import stranger, synctv

PAGES = "/api/v2/media.json"


def manifest_of(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "_manifest.json").read_bytes())
    return manifest


def state_of(folder: Path) -> dict[str, Any]:
    state: dict[str, Any] = json.loads((folder / "_state.json").read_bytes())
    return state


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def rows_in(folder: Path, run: int | None = None) -> list[dict[str, Any]]:
    """Return the rows of the parts, having compared each with what the manifest says of it."""
    rows: list[dict[str, Any]] = []
    for part in manifest_of(folder)["parts"]:
        data = (folder / part["name"]).read_bytes()
        found = [json.loads(line) for line in data.splitlines()]
        assert (len(data), hashlib.sha256(data).hexdigest()) == (part["bytes"], part["sha256"])
        assert (len(found), found[0]["id"], found[-1]["id"]) == (part["rows"], part["first_id"], part["last_id"])
        rows += found if run in (None, part["run"]) else []
    return rows


def ids_in(folder: Path, run: int | None = None) -> list[Any]:
    return [row["id"] for row in rows_in(folder, run)]


def minute_ago() -> str:
    """Return a time after the mark of a run that begins now; the service's own may be a second late."""
    return (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def temporary_files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*")]


async def test_a_whole_catalogue(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    results = await export(tv, ["media", "bundles", "contributors"], tmp_path, rows_per_part=50)
    media, bundles, contributors = results
    assert (media.resource, media.status, media.exit_code, media.rows, media.parts) == ("media", "complete", 0, 120, 2)
    assert media.receipt is not None
    assert media.receipt.delivered == 120
    assert (bundles.status, bundles.exit_code) == ("unverified", 3)
    assert media.folder == tmp_path / "media"
    raw = [row async for page in tv.media.list().pages(raw=True) for row in page.items]
    assert rows_in(media.folder) == raw
    assert sorted(ids_in(bundles.folder)) == [n for n in box.bundles.ids() if box.bundles.get(n)["status"] != -1]
    assert sorted(ids_in(contributors.folder)) == box.contributors.ids()
    assert [part["name"] for part in manifest_of(media.folder)["parts"]] == [f"part-0000{n}.ndjson" for n in range(2)]
    assert manifest_of(media.folder)["receipt"] == media.receipt.to_dict()
    assert temporary_files(tmp_path) == []


async def test_rows_are_written_as_the_service_sends_them(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    number = box.media.insert(name="Ä", tomorrow={"brings": [1, None]}, duration=None)
    (result,) = await export(tv, "media", str(tmp_path), filters={"named_like": "Ä"})
    (row,) = [row for row in rows_in(result.folder) if row["id"] == number]
    assert row["tomorrow"] == {"brings": [1, None]}
    assert row["duration"] is None
    assert "Ä".encode() in (result.folder / "part-00000.ndjson").read_bytes()


async def test_xml_becomes_records(box: Sandbox, tmp_path: Path) -> None:
    async with synctv(box, wire_format="xml") as tv:
        (result,) = await export(tv, "media", tmp_path)
    assert [row["id"] for row in rows_in(result.folder)] == box.media.ids()
    assert rows_in(result.folder)[0]["duration"] == box.media.get(1)["duration"]
    assert rows_in(result.folder)[0]["updated_at"] == box.media.get(1)["updated_at"]


@pytest.mark.parametrize("resource", ["ingest-videos", "ingest_videos"])
async def test_lists_of_a_media(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path, resource: str) -> None:
    (result,) = await export(tv, resource, tmp_path, medium_id=1)
    assert result.folder.name == "ingest_videos"
    assert ids_in(result.folder) == [
        n for n in box.ingest_videos.ids() if box.ingest_videos.get(n)["ingestable_id"] == 1
    ]
    (clips,) = await export(tv, "clips", tmp_path, medium_id=1)
    assert ids_in(clips.folder) == [n for n in box.media.ids() if box.media.get(n)["clip_of"] == 1]
    assert manifest_of(clips.folder)["place"] == {"medium_id": "1"}


async def test_lists_of_a_container(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    (result,) = await export(tv, "media", tmp_path, container_id=2, filters={"active": True})
    rows = await tv.media.list(container_id=2, active=True).collect()
    assert ids_in(result.folder) == [row.id for row in rows]
    assert 0 < result.rows < 120


async def test_sourcesync(ss: AsyncSourceSync, box: Sandbox, tmp_path: Path) -> None:
    production = await ss.productions.create(name="One")
    made = await ss.distributions.create(production.id, name="D", settings={"a": [1]})
    productions, distributions = [
        *await export(ss, "productions", tmp_path),
        *await export(ss, "distributions", tmp_path, production_id=production.id, resume=True),
    ]
    assert (productions.status, productions.high_water_mark) == ("unverified", None)
    assert {str(row["id"]) for row in rows_in(productions.folder)} >= {production.id}
    (row,) = rows_in(distributions.folder)
    assert (str(row["id"]), row["name"]) == (made.id, "D")
    assert manifest_of(distributions.folder)["runs"][0]["clock"] == "local"


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
async def test_compressed_lines(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path, compression: Any) -> None:
    (result,) = await export(tv, "media", tmp_path, compression=compression, rows_per_part=50)
    part = result.folder / f"part-00000.ndjson.{'gz' if compression == 'gzip' else 'zst'}"
    assert result.rows == 120
    if compression == "gzip":
        lines = gzip.decompress(part.read_bytes()).splitlines()
        assert [json.loads(line)["id"] for line in lines] == box.media.ids()[:73]


async def test_tables(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    results = await export(tv, ["media", "bundles"], tmp_path, format="parquet", rows_per_part=50)
    table = parquet.read_table(results[0].folder)  # names that begin with _ are skipped
    assert table.column("id").to_pylist() == box.media.ids()
    assert str(table.schema.field("created_at").type) == "timestamp[us, tz=UTC]"
    assert [result.parts for result in results] == [2, 2]
    assert parquet.read_table(results[1].folder).num_rows == results[1].rows


async def test_max_items_is_exact_and_can_be_gone_on_with(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    seen: list[int] = []
    for wanted, status in ((1, "partial"), (30, "partial"), (60, "partial"), (1000, "complete")):
        (result,) = await export(tv, "media", tmp_path, max_items=wanted, resume=True, rows_per_part=20)
        assert (result.status, result.rows) == (status, min(120, result.rows))
        assert ids_in(result.folder) == box.media.ids()[: result.rows]
        assert result.exit_code == (4 if status == "partial" else 0)
        assert result.receipt is not None
        assert result.receipt.finished == (status == "complete")
        seen.append(result.rows)
    assert seen == [1, 31, 91, 120]
    assert manifest_of(tmp_path / "media")["receipt"]["expected_before"] == 120


async def test_bundles_can_be_gone_on_with_in_the_middle_of_a_page(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    await export(tv, "bundles", tmp_path, max_items=31)
    (result,) = await export(tv, "bundles", tmp_path, resume=True)
    rows = await tv.bundles.list().collect()
    assert ids_in(result.folder) == [row.id for row in rows]


async def test_an_error_keeps_what_was_read_and_carries_the_checkpoint(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    box.fault(path=PAGES, skip=3, status=503, times=None)
    with pytest.raises(ServerError) as caught:
        await export(tv, ["bundles", "media"], tmp_path, concurrency=1)
    folder = tmp_path / "media"
    assert caught.value.checkpoint == state_of(folder)["checkpoint"]
    assert ids_in(folder) == box.media.ids()[:73]
    assert state_of(tmp_path / "bundles")["finished"]
    assert (manifest_of(folder)["receipt"], manifest_of(folder)["runs"][0]["status"]) == (None, "partial")
    assert temporary_files(tmp_path) == []
    box.reset()
    results = await export(tv, ["bundles", "media"], tmp_path, resume=True)
    assert [result.status for result in results] == ["unverified", "complete"]
    assert ids_in(folder) == box.media.ids()
    offsets = [request.values("offset") for request in box.requests if request.path == PAGES]
    assert offsets[0] == ["72"]
    assert not any("bundles" in request.path for request in box.requests)


async def test_an_error_before_the_first_row_leaves_a_run_to_go_on_with(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    fault = box.fault(path=PAGES, status=503, times=None)
    for _ in range(2):
        with pytest.raises(ServerError):
            await export(tv, "media", tmp_path, resume=True)
    assert fault.hits > 1
    box.clear_faults()
    (result,) = await export(tv, "media", tmp_path, resume=True)
    assert (result.status, result.rows) == ("complete", 120)


async def test_an_error_of_the_clock_leaves_nothing(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    box.fault(path="/api/v2/media/count.json", status=503, times=None)
    with pytest.raises(ServerError):
        await export(tv, "media", tmp_path)
    box.clear_faults()
    (result,) = await export(tv, "media", tmp_path)
    assert result.status == "complete"


async def test_what_is_wrong_with_a_folder_is_said_before_a_request(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    await export(tv, "bundles", tmp_path)
    box.reset()
    with pytest.raises(ArgumentError, match="holds a finished run"):
        await export(tv, ["media", "bundles"], tmp_path)
    with pytest.raises(TypeError, match="did you mean 'active'"):
        await export(tv, "media", tmp_path, filters={"activ": True})
    assert box.requests == ()
    assert names_in(tmp_path) == ["bundles"]


async def test_a_finished_run_is_not_read_again(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    (first,) = await export(tv, "media", tmp_path)
    box.reset()
    (again,) = await export(tv, "media", tmp_path, resume=True)
    assert again == first
    assert box.requests == ()


async def test_changes_are_added(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    (first,) = await export(tv, "media", tmp_path, since="last", resume=True)
    assert first.rows == 120
    assert first.high_water_mark is not None
    assert timedelta() <= before - first.high_water_mark - timedelta(minutes=5) + timedelta(seconds=1)
    for number in (3, 77):
        box.media.update(number, name="New", updated_at=minute_ago())
    created = box.media.insert(name="Young", updated_at=minute_ago())
    box.reset()
    (second,) = await export(tv, "media", tmp_path, since="last")
    assert ids_in(second.folder, run=1) == [3, 77, created]
    assert (second.rows, second.parts) == (3, 1)
    request = next(request for request in box.requests if request.path == PAGES)
    mark = first.high_water_mark - timedelta(seconds=1)
    assert request.values("updated_at_greater") == [mark.strftime("%Y-%m-%dT%H:%M:%SZ")]
    runs = manifest_of(second.folder)["runs"]
    assert request.values("updated_at_less") == [runs[1]["until"]] == [runs[1]["started"]]
    assert [(run["since"], run["clock"]) for run in runs] == [
        (None, "server"),
        (first.high_water_mark.strftime("%Y-%m-%dT%H:%M:%SZ"), "server"),
    ]
    assert second.high_water_mark is not None
    assert second.high_water_mark >= first.high_water_mark


async def test_changes_since_a_moment(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    since, until = datetime(2015, 1, 1, tzinfo=UTC), datetime(2016, 1, 1, tzinfo=UTC)
    (result,) = await export(tv, "media", tmp_path, since=since, until=until)
    dates = {number: datetime.fromisoformat(str(box.media.get(number)["updated_at"])) for number in box.media.ids()}
    assert ids_in(result.folder) == [number for number, date in dates.items() if since <= date <= until]
    assert 0 < result.rows < 120
    assert result.high_water_mark == until - timedelta(minutes=5)


async def test_the_times_of_a_run_stay_when_it_is_gone_on_with(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    since = datetime(2014, 6, 1, tzinfo=UTC)
    await export(tv, "media", tmp_path, since=since, max_items=30)
    frozen = state_of(tmp_path / "media")["until"]
    box.reset()
    (result,) = await export(tv, "media", tmp_path, resume=True)
    sent = {(*request.values("updated_at_greater"), *request.values("updated_at_less")) for request in box.requests}
    assert sent == {("2014-05-31T23:59:59Z", frozen)}
    assert result.status == "complete"


async def test_a_service_that_does_not_say_what_time_it_is(tmp_path: Path) -> None:
    """On the raw server: the sandbox gives each answer a Date."""

    def reply(request: Received) -> bytes:
        if "/count" in request.target:
            return answer(b'{"response":{"count":1,"code":1}}')
        return answer()

    with WireServer(answering(reply)) as server:
        async with stranger(server.url) as tv:
            (result,) = await export(tv, "media", tmp_path)
    assert manifest_of(result.folder)["runs"][0]["clock"] == "local"
    assert result.high_water_mark is not None


async def test_rows_that_are_not_understood_are_kept_apart(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    box.media.update(40, duration={"not": "a number"})
    box.media.update(41, duration=2**70)
    (result,) = await export(tv, "media", tmp_path, format="parquet")
    assert (result.rows, result.rejects, result.exit_code, result.status) == (118, 2, 3, "complete")
    rejects = lines_of(result.folder / "_rejects.ndjson")
    assert {line["row"]["id"] for line in rejects} == {40, 41}
    assert all("duration" in line["reason"] for line in rejects)
    assert manifest_of(result.folder)["runs"][0]["rejects"] == 2


async def test_a_run_that_is_cut_between_rejects_keeps_each_once(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    bad = (3, 10, 30, 31, 32, 60)
    for number in bad:
        box.media.update(number, duration="long")
    while True:
        (result,) = await export(tv, "media", tmp_path, format="parquet", max_items=7, resume=True)
        if result.status != "partial":
            break
    assert (result.rows, result.rejects, result.status) == (114, 6, "complete")
    assert sorted(line["row"]["id"] for line in lines_of(result.folder / "_rejects.ndjson")) == list(bad)


async def test_a_row_without_an_id_takes_the_proof_away_and_nothing_else(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    serve(box, [{"id": 1}, {"name": "x"}, {"id": 3}])
    (result,) = await export(tv, "media", tmp_path)
    assert (result.rows, result.rejects, result.status, result.exit_code) == (2, 1, "unverified", 3)
    assert lines_of(result.folder / "_rejects.ndjson")[0]["row"] == {"name": "x"}


async def test_a_list_of_rows_that_are_all_refused(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    for number in box.media.ids():
        box.media.update(number, duration="long")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("synctv_async.export.run._AT_ONCE", 10)
        (result,) = await export(tv, "media", tmp_path, format="parquet")
    assert (result.rows, result.parts, result.rejects, result.status) == (0, 0, 120, "complete")
    assert [line["row"]["id"] for line in lines_of(result.folder / "_rejects.ndjson")] == box.media.ids()


async def test_a_catalogue_that_changes_meanwhile(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    @box.on_request
    def shrink(request: RecordedRequest) -> None:
        if request.path == PAGES and len(box.media) > 60:
            for number in box.media.ids()[:3]:
                box.media.delete(number)

    (result,) = await export(tv, "media", tmp_path, rows_per_part=20)
    ids = ids_in(result.folder)
    assert len(ids) == len(set(ids))
    assert set(box.media.ids()) <= set(ids)
    assert (result.status, result.exit_code) == ("drifted", 3)


async def test_what_is_gone_gets_a_tombstone(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    (first,) = await export(tv, "media", tmp_path, filters={"active": True}, reconcile=True)
    assert (first.tombstones, first.filtered_out) == (0, 0)
    written = ids_in(first.folder)
    for number in written[:3]:
        box.media.delete(number)
    box.media.update(written[4], active=False)
    box.media.update(written[5], name="New", updated_at=minute_ago())
    box.reset()
    given: dict[str, Any] = {"filters": {"active": True}, "since": "last", "reconcile": True}
    (second,) = await export(tv, "media", tmp_path, **given)
    assert (second.rows, second.tombstones, second.filtered_out, second.exit_code) == (1, 3, 1, 0)
    stones = lines_of(second.folder / "_tombstones.ndjson")
    assert [(stone["id"], stone["run"]) for stone in stones] == [(number, 1) for number in written[:3]]
    assert all(datetime.fromisoformat(stone["gone_at"]).tzinfo for stone in stones)
    scans = [request for request in box.requests if request.path == PAGES and request.values("fields[]")]
    assert {tuple(request.values("fields[]")) for request in scans} == {("id",)}
    assert not any(request.values("updated_at_greater") for request in scans)
    entry = manifest_of(second.folder)["runs"][1]
    assert (entry["tombstones"], entry["filtered_out"]) == (3, 1)
    box.media.delete(written[6])
    (third,) = await export(tv, "media", tmp_path, **given)
    assert (third.tombstones, third.filtered_out) == (1, 1)
    assert [stone["id"] for stone in lines_of(third.folder / "_tombstones.ndjson")] == [*written[:3], written[6]]
    left = third.folder / "_filtered_out.ndjson"
    assert [row["id"] for row in lines_of(left)] == [written[4]]
    box.media.update(written[4], active=True)
    (fourth,) = await export(tv, "media", tmp_path, **given)
    assert fourth.filtered_out == 0
    assert not left.exists()


async def test_a_reconciliation_that_is_ended_runs_again(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    await export(tv, "media", tmp_path)
    box.media.delete(9)
    box.media.delete(50)
    box.fault(path="/api/v2/media/50.json", status=503, times=None)
    with pytest.raises(ServerError) as caught:
        await export(tv, "media", tmp_path, resume=True, reconcile=True)
    assert caught.value.checkpoint == state_of(tmp_path / "media")["checkpoint"]
    assert not (tmp_path / "media" / "_tombstones.ndjson").exists()
    box.clear_faults()
    (result,) = await export(tv, "media", tmp_path, resume=True, reconcile=True)
    assert (result.tombstones, result.rows) == (2, 120)
    box.reset()
    (again,) = await export(tv, "media", tmp_path, resume=True, reconcile=True)
    assert again == result
    assert box.requests == ()


async def test_what_is_there_and_not_understood_is_not_buried(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    await export(tv, "media", tmp_path, filters={"named_like": "e"})
    (gone, changed, *_) = ids_in(tmp_path / "media")
    box.media.delete(gone)
    box.media.update(changed, name="x", duration="long")
    box.fault(path=f"/api/v2/media/{changed}.json", corrupt=True, times=None)  # nobody knows what it says
    given: dict[str, Any] = {"filters": {"named_like": "e"}, "resume": True, "reconcile": True}
    with pytest.raises(DecodeError):
        await export(tv, "media", tmp_path, **given)
    box.clear_faults()
    (result,) = await export(tv, "media", tmp_path, **given)
    assert (result.tombstones, result.filtered_out) == (1, 1)


async def test_a_list_that_proves_nothing_buries_nothing(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    rows = [{"id": number} for number in (5, 4, 3, 2, 1)]
    serve(box, rows)
    (result,) = await export(tv, "media", tmp_path, reconcile=True)
    assert (result.rows, result.status) == (5, "unverified")
    rows[:] = [{"id": 4}, {"id": 3}]
    (result,) = await export(tv, "media", tmp_path, resume=True, reconcile=True)
    assert (result.status, result.tombstones, result.filtered_out) == ("unverified", 0, 0)
    rows[:] = [{"id": number} for number in range(1, 7)]
    (result,) = await export(tv, "media", tmp_path, resume=True, reconcile=True)
    assert (result.tombstones, result.filtered_out) == (0, 0)
    assert not any("/media/1.json" in request.path for request in box.requests)
    assert not (tmp_path / "media" / "_tombstones.ndjson").exists()


async def test_ingest_videos_are_reconciled_too(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    video = await tv.ingest_videos.create(100, file_path="a.mp4", audio_languages=["eng"])
    (first,) = await export(tv, "ingest_videos", tmp_path, medium_id=100)
    assert video.id in ids_in(first.folder)
    box.ingest_videos.delete(video.id)
    (second,) = await export(tv, "ingest_videos", tmp_path, medium_id=100, since="last", reconcile=True)
    assert [stone["id"] for stone in lines_of(second.folder / "_tombstones.ndjson")] == [video.id]


async def test_progress_is_told(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    told: list[ExportProgress] = []
    await export(tv, ["media", "contributors"], tmp_path, rows_per_part=50, on_progress=told.append)
    ends = [progress for progress in told if progress.done]
    assert [(end.resource, end.rows, end.parts, end.expected) for end in ends] == [
        ("media", 120, 2, 120),
        ("contributors", 60, 2, None),
    ]
    assert told[0].done is False
    assert (told[0].rows, told[0].requests_left) == (25, None)
    assert all(progress.seconds >= 0 for progress in told)


async def test_an_error_of_the_one_who_is_told_comes_out_as_it_is(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    def fail(progress: ExportProgress) -> None:
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        await export(tv, "media", tmp_path, on_progress=fail)
    assert temporary_files(tmp_path) == []
    (result,) = await export(tv, "media", tmp_path, resume=True)
    assert ids_in(result.folder) == box.media.ids()


async def test_a_folder_begun_in_one_form_is_refused_in_another(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    await export(tv, "media", tmp_path, max_items=30)
    with pytest.raises(ArgumentError, match="format were 'ndjson' and are 'parquet' now"):
        await export(tv, "media", tmp_path, format="parquet", resume=True)
    with pytest.raises(ArgumentError, match="resume=True goes on with it"):
        await export(tv, "media", tmp_path)
    assert state_of(tmp_path / "media")["rows"] == 30


async def crashed(tv: AsyncSyncTV, out: Path, fatal: int, **options: Any) -> bool:
    """Export until the disk dies at an operation; tell whether it did."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, fatal)
        try:
            await export(tv, "media", out, rows_per_part=50, **options)
        except Crash:
            return True
        return disk.is_dead


async def test_an_export_goes_on_from_wherever_it_was_ended(tv: AsyncSyncTV, box: Sandbox, tmp_path: Path) -> None:
    clean = (await export(tv, "media", tmp_path / "clean", rows_per_part=50))[0]
    fatal = 0
    while True:
        fatal += 1
        out = tmp_path / str(fatal)
        if not await crashed(tv, out, fatal):
            break
        (result,) = await export(tv, "media", out, resume=True, rows_per_part=50)
        assert (result.status, result.rows, result.exit_code) == ("complete", 120, 0)
        assert rows_in(result.folder) == rows_in(clean.folder)
        assert temporary_files(out) == []
        assert len(manifest_of(result.folder)["runs"]) == 1
    assert fatal > 40


async def test_a_reconciliation_goes_on_from_wherever_it_was_ended(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    fatal = 0
    while True:
        fatal += 1
        box.world.refill()
        out = tmp_path / str(fatal)
        await export(tv, "media", out, rows_per_part=50)
        box.media.delete(9)
        if not await crashed(tv, out, fatal, resume=True, reconcile=True):
            break
        (result,) = await export(tv, "media", out, resume=True, reconcile=True)
        assert (result.status, result.tombstones) == ("complete", 1)
        assert [stone["id"] for stone in lines_of(result.folder / "_tombstones.ndjson")] == [9]
        assert temporary_files(out) == []
    assert fatal > 10


async def test_a_full_disk_is_an_error_of_its_own_and_the_run_can_go_on(
    tv: AsyncSyncTV, box: Sandbox, tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("synctv_async.export.parts.PartWriter.write", full)
        with pytest.raises(OSError, match="No space left"):
            await export(tv, "media", tmp_path)
    assert temporary_files(tmp_path) == []
    (result,) = await export(tv, "media", tmp_path, resume=True)
    assert (result.status, result.rows) == ("complete", 120)


def test_the_result_says_how_the_command_ends() -> None:
    def code(status: Any, rejects: int) -> int:
        fields: dict[str, Any] = {"resource": "media", "folder": Path(), "receipt": None, "rows": 1, "parts": 1}
        return ExportResult(status=status, rejects=rejects, **fields).exit_code

    assert [code(status, 0) for status in ("complete", "drifted", "unverified", "partial")] == [0, 3, 3, 4]
    assert (code("complete", 1), code("partial", 1)) == (3, 4)
