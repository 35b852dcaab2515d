"""``synctv export``: the files, what is said of them, and the exit codes."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from synctv_async.sandbox import RecordedRequest, Sandbox

from .conftest import Run, failure_of


@pytest.fixture(autouse=True)
def _as_it_was(box: Sandbox) -> Iterator[None]:
    """The sandbox is shared, and what these tests change in its catalogue is theirs alone."""
    yield
    box.reset(catalogue=True)


def rows_in(folder: Path) -> list[int]:
    parts = sorted(folder.glob("part-*.ndjson"))
    return [json.loads(line)["id"] for part in parts for line in part.read_text("utf-8").splitlines()]


def test_a_list_becomes_files_with_a_receipt(run: Run, box: Sandbox, tmp_path: Path) -> None:
    result = run("export", "media", "--out", tmp_path, "--part-rows", 25)
    assert result.exit_code == 0
    first, receipt, mark = result.stdout.splitlines()
    assert first == f"media: complete: 60 rows in 2 parts in {tmp_path / 'media'}"
    assert receipt.startswith("  receipt: complete: 60 rows, counted 60 before and 60 after; 0 rewinds, 0 duplicates")
    assert mark.startswith("  --since last would begin at 20")
    assert rows_in(tmp_path / "media") == box.media.ids()


def test_several_lists_and_the_worst_of_their_exit_codes(run: Run, box: Sandbox, tmp_path: Path) -> None:
    result = run("export", "media", "bundles", "--out", tmp_path, "--json")
    assert result.exit_code == 3  # bundles have no sort by id
    media, bundles = map(json.loads, result.stdout.splitlines())
    assert (media["status"], media["exit_code"], media["receipt"]["delivered"]) == ("complete", 0, 60)
    assert (bundles["status"], bundles["exit_code"], bundles["rows"]) == ("unverified", 3, 30)
    assert bundles["folder"] == str(tmp_path / "bundles")
    assert media["high_water_mark"].endswith("Z")
    assert sorted(rows_in(tmp_path / "bundles")) == sorted(box.bundles.ids())


def test_filters_are_those_of_the_list(run: Run, box: Sandbox, tmp_path: Path) -> None:
    result = run("export", "media", "--out", tmp_path, "-f", "active=true", "-f", "ids=1", "-f", "ids=2", "--json")
    assert result.exit_code == 0
    (listed, *_) = [request for request in box.requests if request.path == "/api/v2/media.json"]
    assert (listed.values("active"), listed.values("ids[]")) == (["true"], ["1", "2"])


def test_max_items_leaves_a_run_to_go_on_with(run: Run, box: Sandbox, tmp_path: Path) -> None:
    result = run("export", "media", "--out", tmp_path, "--max-items", 30)
    assert result.exit_code == 4
    assert result.stdout.splitlines()[-1] == "  partial: to go on, give the same command with --resume"
    assert len(rows_in(tmp_path / "media")) == 30
    line = failure_of(run("export", "media", "--out", tmp_path), 2)
    assert "holds 30 rows of a run that is not finished: --resume goes on with it" in line
    assert run("export", "media", "--out", tmp_path, "--resume").exit_code == 0
    assert rows_in(tmp_path / "media") == box.media.ids()
    again = run("export", "media", "--out", tmp_path, "--resume")
    assert again.stdout.startswith("media: complete: 60 rows in 2 parts")


def test_a_failure_in_the_middle_can_be_resumed(run: Run, box: Sandbox, tmp_path: Path) -> None:
    box.fault(path="/api/v2/media.json", status=400, skip=1, times=None)
    result = run("export", "media", "--out", tmp_path, "--concurrency", 1)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "was answered 400" in result.stderr
    assert "to go on, give the same command with --resume" in result.stderr
    box.clear_faults()
    assert run("export", "media", "--out", tmp_path, "--resume").exit_code == 0
    assert rows_in(tmp_path / "media") == box.media.ids()


def test_an_interrupted_run_can_be_resumed(
    run: Run, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("synctv_async.export.run.Run.flush", interrupt)
        patch.setattr("synctv_async.export.run._AT_ONCE", 1)
        result = run("export", "media", "--out", tmp_path, "--part-rows", 10)
    assert result.exit_code == 130
    assert "interrupted; to go on, give the same command with --resume" in result.stderr
    assert run("export", "media", "--out", tmp_path, "--resume").exit_code == 0
    assert rows_in(tmp_path / "media") == box.media.ids()


def test_another_query_is_not_resumed(run: Run, box: Sandbox, tmp_path: Path) -> None:
    run("export", "media", "--out", tmp_path, "--max-items", 30)
    line = failure_of(run("export", "media", "--out", tmp_path, "--resume", "-f", "active=true"), 2)
    assert "holds the rows of another query: filters were none and are {'active': True} now" in line


def test_what_changed_since_is_added(run: Run, box: Sandbox, tmp_path: Path) -> None:
    run("export", "media", "--out", tmp_path)
    a_minute_ago = datetime.now(UTC) - timedelta(seconds=60)
    box.media.update(7, name="new", updated_at=a_minute_ago.strftime("%Y-%m-%dT%H:%M:%SZ"))
    result = run("export", "media", "--out", tmp_path, "--since", "last", "--json")
    assert result.exit_code == 0
    added = [json.loads(line) for line in (tmp_path / "media" / "part-00001.ndjson").read_text().splitlines()]
    assert [(row["id"], row["name"]) for row in added] == [(7, "new")]


def test_what_is_gone_gets_a_tombstone(run: Run, box: Sandbox, tmp_path: Path) -> None:
    run("export", "media", "--out", tmp_path)
    box.media.delete(7)
    result = run("export", "media", "--out", tmp_path, "--since", "last", "--reconcile")
    assert "  gone: 1 rows, in _tombstones.ndjson" in result.stdout.splitlines()
    (stone,) = (tmp_path / "media" / "_tombstones.ndjson").read_text().splitlines()
    assert json.loads(stone)["id"] == 7


@pytest.mark.parametrize("form", ["ndjson", "parquet"])
def test_rows_that_are_not_understood_are_set_aside(run: Run, box: Sandbox, tmp_path: Path, form: str) -> None:
    box.media.update(5, duration="long")
    result = run("export", "media", "--out", tmp_path, "--format", form)
    assert result.exit_code == 3
    assert "  rejects: 1 rows that were not understood, in _rejects.ndjson" in result.stdout.splitlines()
    (line,) = (tmp_path / "media" / "_rejects.ndjson").read_text().splitlines()
    assert json.loads(line)["row"]["id"] == 5


def test_files_are_compressed_on_request(run: Run, box: Sandbox, tmp_path: Path) -> None:
    assert run("export", "media", "--out", tmp_path, "--compress", "gzip").exit_code == 0
    with gzip.open(tmp_path / "media" / "part-00000.ndjson.gz") as lines:
        assert [json.loads(line)["id"] for line in lines] == box.media.ids()


def test_the_lists_of_sourcesync_are_exported_too(run: Run, box: Sandbox, tmp_path: Path) -> None:
    result = run("export", "productions", "--out", tmp_path)
    assert result.exit_code == 3
    assert result.stdout.startswith("productions: unverified: ")


def test_the_rate_is_kept(run: Run, box: Sandbox, tmp_path: Path) -> None:
    line = run("export", "media", "--out", tmp_path, "--rate", 2, "--total-timeout", 0.5, "--max-attempts", 1)
    assert line.exit_code == 4
    assert len(box.requests) == 2
    assert "the rate limit" in line.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["medai"], "did you mean 'media'?"),
        (["media", "productions"], "productions are of SourceSync, and the client is of SyncTV"),
        (["clips"], "clips need --medium, the id that they belong to"),
        (["bundles", "--container", "1"], "bundles take no --container"),
        (["contributors", "--since", "2026-01-01T00:00:00Z"], "since and until need a filter by updated_at"),
        (["media", "--since", "yesterday"], "--since takes a time with its zone or last"),
        (["media", "--until", "2026-01-01T00:00:00"], "--until takes a time with its zone, as"),
        (["media", "-f", "activ=true"], "has no filter 'activ': did you mean 'active'?"),
        (["media", "bundles", "-f", "active=true"], "bundles.list() has no filter 'active'"),
        (["bundles", "--reconcile"], "reconcile needs a list that is sorted by id"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_sent(
    run: Run, box: Sandbox, tmp_path: Path, arguments: list[str], said: str
) -> None:
    assert said in failure_of(run("export", *arguments, "--out", tmp_path / "out"), 2)
    assert box.requests == ()
    assert not (tmp_path / "out").exists()


def test_a_folder_of_something_else_is_left_alone(run: Run, box: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "notes.txt").write_text("mine")
    line = failure_of(run("export", "media", "--out", tmp_path), 2)
    assert "is no export's: it holds 'notes.txt'" in line
    assert box.requests == ()


def test_the_options_of_a_filter_may_differ_between_lists(run: Run, box: Sandbox, tmp_path: Path) -> None:
    at = "updated_at_greater=2020-01-01T00:00:00Z"
    assert run("export", "media", "bundles", "--out", tmp_path, "-f", at).exit_code == 3
    listed: list[RecordedRequest] = [request for request in box.requests if request.path.endswith("s.json")]
    assert all(request.values("updated_at_greater") == ["2020-01-01T00:00:00Z"] for request in listed)
