"""What is wrong with the arguments of an export is said before anything is sent or written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from synctv_async import ArgumentError, ConfigError, SourceSync, SyncTV
from synctv_async.export import export
from synctv_async.export.jobs import make_jobs

from .driving import NOW, options_of

TV = SyncTV("https://a.example", access_id=1, access_secret="x", retry=None, timeout=0.01)
SS = SourceSync("app.v1.x", base_url="https://a.example", retry=None, timeout=0.01)
LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("client", "resources", "given", "kind", "words"),
    [
        (TV, "medai", {}, ArgumentError, "unknown resource 'medai': did you mean 'media'"),
        (TV, "x", {}, ArgumentError, "there are media, clips, bundles, contributors, ingest_videos$"),
        (SS, "x", {}, ArgumentError, "there are productions, distributions, activations$"),
        (TV, [], {}, ArgumentError, "name what to export, one or several of media, "),
        (TV, ["media", "media"], {}, ArgumentError, "'media' is named twice"),
        (TV, ["ingest-videos", "ingest_videos"], {"medium_id": 1}, ArgumentError, "'ingest_videos' is named twice"),
        (TV, [7], {}, TypeError, "resources are names as 'media', got 7"),
        (TV, "productions", {}, ArgumentError, "productions are of SourceSync, and the client is of SyncTV"),
        (SS, "media", {}, ArgumentError, "media are of SyncTV, and the client is of SourceSync"),
        (TV, "clips", {}, ArgumentError, "clips need medium_id=, the id that they belong to"),
        (SS, "activations", {}, ArgumentError, "activations need production_id="),
        (TV, "media", {"medium_id": 1}, ArgumentError, "media take no medium_id=: export them by a call of their own"),
        (TV, ["bundles", "media"], {"medium_id": 1}, ArgumentError, "media take no medium_id"),
        (TV, "media", {"container_id": "x"}, TypeError, "container_id is a whole number"),
        (TV, "media", {"filters": {"activ": True}}, TypeError, "no filter 'activ': did you mean 'active'"),
        (TV, ["media", "bundles"], {"filters": {"active": True}}, TypeError, "bundles.list.. has no filter 'active'"),
        (TV, "media", {"filters": {"active": "yes"}}, TypeError, "active takes bool"),
        (TV, "contributors", {"filters": {"active": True}}, TypeError, "active"),
        (SS, "productions", {"filters": {"name": "x"}}, TypeError, "productions take no filters"),
        (SS, "productions", {"page_size": 10}, ArgumentError, "come whole, in one answer: leave page_size out"),
        (TV, "media", {"page_size": 1}, ArgumentError, "page_size is a whole number from 2"),
        (TV, "media", {"max_items": 0}, ArgumentError, "max_items is a whole number from 1, got 0"),
        (TV, "media", {"concurrency": 0}, ArgumentError, "concurrency is a whole number from 1, got 0"),
        (TV, "media", {"rows_per_part": True}, ArgumentError, "rows_per_part is a whole number from 1, got True"),
        (TV, "media", {"format": "csv"}, ArgumentError, "format is 'ndjson' or 'parquet', got 'csv'"),
        (TV, "media", {"compression": "xz"}, ArgumentError, "compression is 'gzip' or 'zstd' or None, got 'xz'"),
        (TV, "media", {"since": "yesterday"}, TypeError, "since takes an aware datetime or 'last'.*'yesterday'"),
        (TV, "media", {"since": datetime(2026, 1, 1)}, TypeError, "since takes an aware datetime"),  # noqa: DTZ001
        (TV, "media", {"until": datetime(2026, 1, 1)}, TypeError, "until takes an aware datetime, as"),  # noqa: DTZ001
        (TV, "media", {"until": "last"}, TypeError, "until takes an aware datetime, as"),
        (TV, "media", {"since": LATER, "until": NOW}, ArgumentError, "is after until="),
        (TV, "media", {"overlap": timedelta(-1)}, ArgumentError, "overlap is a time to go back by"),
        (
            TV,
            ["media", "contributors"],
            {"since": "last"},
            ArgumentError,
            "which contributors have not; media, clips, bundles and ingest_videos have",
        ),
        (SS, "productions", {"until": NOW}, ArgumentError, "since and until need a filter by updated_at"),
        (
            TV,
            "media",
            {"since": NOW, "filters": {"updated_at_greater": NOW}},
            ArgumentError,
            "the filter updated_at_greater is set by since and until",
        ),
        (TV, "bundles", {"reconcile": True}, ArgumentError, "which bundles are not; media and ingest_videos are"),
        (SS, "productions", {"reconcile": True}, ArgumentError, "a list that is sorted by id, which productions"),
    ],
)
def test_wrong_arguments(  # noqa: PLR0913, PLR0917 - the columns of the table
    tmp_path: Path, client: Any, resources: Any, given: dict[str, Any], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        export(client, resources, tmp_path / "out", **given)
    assert list(tmp_path.iterdir()) == []


def test_a_client_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="takes an AsyncSyncTV, AsyncSourceSync, SyncTV or SourceSync first, got None"):
        export(None, "media", tmp_path)  # type: ignore[call-overload]


@pytest.mark.parametrize("given", [{"format": "parquet"}, {"compression": "zstd"}])
def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any]) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"needs pyarrow: pip install 'synctv-async\[parquet\]'"):
        export(TV, "media", tmp_path, **given)


def test_since_is_asked_for_from_a_second_before(tmp_path: Path) -> None:
    (job,) = make_jobs(TV, "media", tmp_path, options_of(filters={"active": True}))
    query = dict(job.pager(TV, NOW, LATER)._listing.request.query.pairs)
    assert query["updated_at_greater"] == "2026-03-01T11:59:59Z"
    assert query["updated_at_less"] == "2026-03-02T12:00:00Z"
    (job,) = make_jobs(TV, "ingest-videos", tmp_path, options_of(place={"medium_id": 7}))
    query = dict(job.pager(TV, NOW, LATER)._listing.request.query.pairs)
    assert (query["updated_at_after"], query["updated_at_before"]) == ("2026-03-01T11:59:59Z", "2026-03-02T12:00:00Z")


def test_what_is_compared_with_the_files_is_the_ids_of_all_rows_that_match(tmp_path: Path) -> None:
    filters = {
        "active": True,
        "sort_order": "name",
        "sort_descending": True,
        "add_fields": ["bundles"],
        "updated_at_greater": datetime(2020, 1, 1, tzinfo=UTC),
    }
    (job,) = make_jobs(TV, "media", tmp_path, options_of(filters=filters, page_size=100))
    pairs = job.scan(TV)._listing.request.query.pairs
    assert sorted(pairs) == [("active", "true"), ("fields[]", "id"), ("limit", "100"), ("sort_order", "id")]
