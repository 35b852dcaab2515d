"""``synctv demo``: the files, the proof, and what it refuses to replace."""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synctv_async import SyncTV
from synctv_async.cli import demo
from synctv_async.sandbox import Sandbox

from .conftest import Run, failure_of


def test_the_whole_catalogue_is_on_the_disk(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "demo"
    result = run("demo", "--out", out, "--media", 2600)
    assert result.exit_code == 0
    receipt, last = result.stdout.splitlines()
    assert receipt.startswith("receipt: complete: 2,600 rows, counted 2,600 before and 2,600 after; 0 rewinds")
    assert last == "complete: 2600 of 2600"
    assert "2,600" in result.stderr
    assert sorted(path.name for path in out.iterdir()) == ["media", "synctv-demo.txt"]
    assert [path.name for path in sorted(out.glob("media/part-*"))] == ["part-00000.ndjson", "part-00001.ndjson"]
    manifest = json.loads((out / "media" / "_manifest.json").read_text())
    assert manifest["receipt"]["status"] == "complete"
    assert sum(part["rows"] for part in manifest["parts"]) == 2600
    for part in manifest["parts"]:
        content = (out / "media" / part["name"]).read_bytes()
        assert (len(content), content.count(b"\n")) == (part["bytes"], part["rows"])
        assert hashlib.sha256(content).hexdigest() == part["sha256"]


def test_rows_are_as_the_service_sent_them(run: Run, tmp_path: Path) -> None:
    run("demo", "--out", tmp_path, "--media", 30)
    rows = [json.loads(line) for line in (tmp_path / "media" / "part-00000.ndjson").read_text("utf-8").splitlines()]
    with Sandbox(media=30) as box, SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        assert rows == [row for page in tv.media.list().pages(raw=True) for row in page.items]


def test_an_earlier_demo_is_replaced(run: Run, tmp_path: Path) -> None:
    run("demo", "--out", tmp_path, "--media", 2501)
    (tmp_path / "media" / ".part-00002.ndjson.partial").write_bytes(b"left by a crash")
    assert run("demo", "--out", tmp_path, "--media", 10).stdout.endswith("\ncomplete: 10 of 10\n")
    names = sorted(path.name for path in (tmp_path / "media").iterdir())
    assert names == ["_lock", "_manifest.json", "_state.json", "part-00000.ndjson"]


@pytest.mark.parametrize("names", [["notes.txt"], ["media"], ["synctv-demo.txt", "notes.txt"]])
def test_a_folder_with_other_files_is_refused(run: Run, tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("mine")
    line = failure_of(run("demo", "--out", tmp_path), 2)
    assert "is not an earlier demo's: choose another with --out" in line
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(names, "mine")


def test_a_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "is a file" in failure_of(run("demo", "--out", tmp_path / "file"), 2)


def damage(monkeypatch: pytest.MonkeyPatch, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Let the disk hold other lines than were written."""
    pull = demo.export

    def damaged(tv: SyncTV, name: str, folder: Path, **options: Any) -> Any:
        results = pull(tv, name, folder, **options)
        part = folder / "media" / "part-00000.ndjson"
        part.write_bytes(b"".join(change(part.read_bytes().splitlines(keepends=True))))
        return results

    monkeypatch.setattr(demo, "export", damaged)


def test_a_row_that_is_missing_is_found(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(monkeypatch, lambda lines: lines[1:])
    result = run("demo", "--out", tmp_path, "--media", 10)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "incomplete: 9 of 10")


def test_a_row_that_is_there_twice_is_found(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(monkeypatch, lambda lines: lines * 2)
    result = run("demo", "--out", tmp_path, "--media", 10)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (1, "incomplete: 10 of 10")
    assert "10 rows are there more than once" in result.stderr


def test_a_full_disk_is_said_in_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("synctv_async.export.parts.PartWriter.write", full)
    result = run("demo", "--out", tmp_path, "--media", 10)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[1:] == ["synctv: [Errno 28] No space left on device"]


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
