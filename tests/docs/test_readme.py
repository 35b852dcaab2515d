"""The README's examples run as they are printed, against the sandbox."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet
import pytest

from synctv_async import BadRequestError, SyncTV
from synctv_async.export import export
from synctv_async.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def box(monkeypatch, tmp_path):
    with Sandbox(media=300) as box:
        for name, value in {
            "SYNCTV_BASE_URL": box.url,
            "SYNCTV_ACCESS_ID": str(box.access_id),
            "SYNCTV_ACCESS_SECRET": box.access_secret,
            "SOURCESYNC_BASE_URL": box.url,
            "SOURCESYNC_API_KEY": box.api_key,
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield box


def run(example):
    exec(compile(example, "README.md", "exec"), {"__name__": "__main__"})  # noqa: S102 - the README's own text


def only(word):
    (example,) = [example for example in EXAMPLES if word in example]
    return example


def test_every_example_is_tested_here():
    assert len(EXAMPLES) == 13


def test_the_async_example_prints_the_catalogue_and_the_error_of_a_missing_media(box, capsys):
    run(only("NotFoundError"))
    lines = capsys.readouterr().out.splitlines()
    with SyncTV() as tv:
        assert len(lines) == tv.media.count(active=True) + 2
    promised = re.search(r"# (GET .*)", only("NotFoundError"))[1]
    assert lines[-1] == promised


def test_the_sync_example_starts_an_ingest_and_creates_productions(box, capsys):
    run(only("create_many"))
    assert capsys.readouterr().out == "starting\n250 productions in 3 requests\n"
    assert [r.method for r in box.requests if r.path == "/productions"] == ["POST"] * 3


def test_the_etl_example_goes_on_where_it_stopped(box, tmp_path, capsys):
    box.fault(path="/api/v2/media.json", status=400, skip=2)
    with pytest.raises(SystemExit, match=r"stopped: GET /api/v2/media\.json was answered 400"):
        run(only("truncate"))
    with (tmp_path / "media.ndjson").open("ab") as out:
        out.write(b'{"id": 201, "na')  # a kill may leave what the next checkpoint would have covered
    run(only("truncate"))
    assert capsys.readouterr().out == "complete\n"
    rows = [json.loads(line) for line in (tmp_path / "media.ndjson").read_text().splitlines()]
    assert [row["id"] for row in rows] == box.media.ids()


def test_the_export_example_goes_on_where_it_stopped(box, tmp_path, capsys):
    box.fault(path="/api/v2/media.json", status=400, skip=6)
    with pytest.raises(BadRequestError):
        run(only("export(tv"))
    run(only("export(tv"))
    first, receipt = capsys.readouterr().out.splitlines()
    with SyncTV() as tv:
        count = tv.media.count(active=True)
    assert first == f"complete {count} rows in 3 parts"
    assert receipt.startswith(f"complete: {count} rows, counted {count} before and {count} after")
    parts = sorted((tmp_path / "catalogue" / "media").glob("part-*.ndjson"))
    ids = [json.loads(line)["id"] for part in parts for line in part.read_text().splitlines()]
    assert len(ids) == len(set(ids)) == count


def test_the_example_for_several_runs_counts_each_row_once(box, tmp_path, capsys):
    with SyncTV() as tv:
        export(tv, "media", "catalogue", rows_per_part=100)
        box.media.update(7, name="new", updated_at=box.clock.stamp())
        box.clock.advance(60)
        (second,) = export(tv, "media", "catalogue", since="last")
    assert second.rows == 1
    run(only("QUALIFY"))
    assert capsys.readouterr().out == "[(300,)]\n"


def test_the_stream_example_prints_a_receipt(box, capsys):
    run(only("concurrency=8"))
    assert capsys.readouterr().out.startswith("complete: 300 rows, counted 300 before and 300 after")


def test_the_arrow_example_fills_frames_tables_and_files(box, tmp_path, capsys):
    run(only("import polars"))
    out = capsys.readouterr().out
    with SyncTV() as tv:
        active = tv.media.count(active=True)
    assert f"[(False, {300 - active}), (True, {active})]" in out
    table = pyarrow.parquet.read_table(tmp_path / "media.parquet")
    assert table["id"].to_pylist() == box.media.ids()
    assert str(table.schema.field("created_at").type) == "timestamp[us, tz=UTC]"


def test_the_middleware_example_adds_its_header(box, capsys):
    run(only("with_trace"))
    assert {dict(request.headers)["x-trace"] for request in box.requests} == {"7f3a"}
    assert capsys.readouterr().out.count(",") >= 2


def test_the_example_for_tests_survives_the_faults_that_it_asks_for(capsys):
    run(only("box.fault(path="))
    assert capsys.readouterr().out == "[503, 503, 200]\n"


def test_the_recording_replays_to_the_same_names(box):
    run(only("replaying("))
    assert Path("bug.ndjson").stat().st_size > 0


def test_the_doctor_finds_nothing_amiss_with_the_sandbox(box, capsys):
    run(only("examine_synctv"))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("word", "passed"), [("def test_counts", 4), ("def test_job", 1)])
def test_the_example_of_a_suite_passes_in_a_pytest_of_its_own(tmp_path, word, passed):
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    (tmp_path / "test_catalogue.py").write_text(only(word))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--chaos-seed",
        "1",
        str(tmp_path),
    ]
    outcome = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert f"{passed} passed" in outcome.stdout, outcome.stdout


def test_the_table_of_fixtures_is_the_plugins(pytester):
    listed = pytester.runpytest_subprocess("--fixtures", "-p", "no:xdist").stdout.str()
    section = README.partition("## Testing your own code")[2].partition("### Proving")[0]
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section, flags=re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert len(names) == 7
    for name in names:
        assert re.search(rf"^{name}\b", listed, flags=re.MULTILINE), name


def test_the_options_named_in_the_table_exist():
    section = README.partition("## Options")[2].partition("## Errors")[0].partition("| what is left out")[0]
    options = re.findall(r"^\| `([a-z_]+)`", section, flags=re.MULTILINE)
    accepted = SyncTV.__init__.__annotations__
    assert len(options) >= 9
    assert [name for name in options if name not in accepted] == []
