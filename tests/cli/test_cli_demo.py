"""``synctv demo``: the files, the proof, and what it refuses to replace."""

import hashlib
import json
import sys
from pathlib import Path

import pytest

from synctv_async import SyncTV
from synctv_async.cli import demo
from synctv_async.sandbox import Sandbox

from .conftest import Run, failure_of


def test_the_whole_catalogue_is_on_the_disk(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "demo"
    result = run("demo", "--out", out, "--media", 2510)
    assert result.exit_code == 0
    assert result.stdout == "complete: 2510 of 2510\n"
    assert "2,510" in result.stderr
    names = sorted(path.name for path in out.iterdir())
    assert names == ["media-00000.ndjson", "media-00001.ndjson", "synctv-demo.json"]
    receipt = json.loads((out / "synctv-demo.json").read_text())
    assert (receipt["complete"], receipt["rows"]) == (True, 2510)
    for part in receipt["parts"]:
        content = (out / part["name"]).read_bytes()
        assert (len(content), content.count(b"\n")) == (part["bytes"], part["rows"])
        assert hashlib.sha256(content).hexdigest() == part["sha256"]


def test_rows_are_as_the_service_sent_them(run: Run, tmp_path: Path) -> None:
    run("demo", "--out", tmp_path, "--media", 30)
    rows = [json.loads(line) for line in (tmp_path / "media-00000.ndjson").read_text("utf-8").splitlines()]
    with Sandbox(media=30) as box, SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        assert rows == [row for page in tv.media.list().pages(raw=True) for row in page.items]


def test_an_earlier_demo_is_replaced(run: Run, tmp_path: Path) -> None:
    run("demo", "--out", tmp_path, "--media", 2501)
    (tmp_path / ".media-00002.ndjson.partial").write_bytes(b"left by a crash")
    assert run("demo", "--out", tmp_path, "--media", 10).stdout == "complete: 10 of 10\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media-00000.ndjson", "synctv-demo.json"]


@pytest.mark.parametrize("names", [["notes.txt"], ["media-00000.ndjson"], ["synctv-demo.json", "notes.txt"]])
def test_a_folder_with_other_files_is_refused(run: Run, tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("mine")
    line = failure_of(run("demo", "--out", tmp_path), 2)
    assert "is not an earlier demo's: choose another with --out" in line
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(names, "mine")


def test_a_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "is a file" in failure_of(run("demo", "--out", tmp_path / "file"), 2)


def test_a_row_that_is_missing_is_found(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "to_ndjson", lambda rows: b"".join(b'{"id":%d}\n' % row["id"] for row in rows[1:]))
    result = run("demo", "--out", tmp_path, "--media", 10)
    assert (result.exit_code, result.stdout) == (1, "incomplete: 9 of 10\n")
    assert json.loads((tmp_path / "synctv-demo.json").read_text())["complete"] is False


def test_a_row_that_is_there_twice_is_found(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "to_ndjson", lambda rows: b"".join(b'{"id":%d}\n' % row["id"] for row in rows) * 2)
    result = run("demo", "--out", tmp_path, "--media", 10)
    assert (result.exit_code, result.stdout) == (1, "incomplete: 10 of 10\n")
    assert "10 rows are there more than once" in result.stderr


def test_a_full_disk_is_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("synctv_async.export.parts.PartWriter.write", full)
    assert failure_of(run("demo", "--out", tmp_path, "--media", 10), 1).endswith("No space left on device")


def test_a_failure_of_the_service_offers_no_option_that_the_demo_lacks(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(Sandbox):
        def start(self) -> "Failing":
            self.fault(path="/api/v2/media.json", status=400, skip=1, times=None)
            super().start()
            return self

    monkeypatch.setattr(demo, "sandbox_type", lambda: Failing)
    result = run("demo", "--out", tmp_path, "--media", 60)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "400" in result.stderr
    assert "--start" not in result.stderr


@pytest.mark.parametrize("command", ["demo", "sandbox"])
def test_without_the_server_it_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("synctv_async.sandbox")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.chdir(tmp_path)
    assert "pip install 'synctv-async[demo]'" in failure_of(run(command), 2)
    assert list(tmp_path.iterdir()) == []


def test_another_missing_module_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("synctv_async.sandbox")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(ModuleNotFoundError, match="sqlite3"):
        run("sandbox")
