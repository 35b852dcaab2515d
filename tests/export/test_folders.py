"""Whose a folder is, who works in it, and what in it counts."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from synctv_async import ArgumentError, ConfigError
from synctv_async.export.folder import Lock
from synctv_async.export.run import Run, close_all, open_all

from .driving import NOW, ROWS, job_of, pull, rows_in, strangers


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_folder_of_a_run(tmp_path: Path) -> None:
    run = pull(job_of(tmp_path, filters={"active": True}))
    folder = tmp_path / "media"
    assert names(folder)[:3] == ["_lock", "_manifest.json", "_state.json"]
    assert names(folder)[3:] == ["part-00000.ndjson", "part-00001.ndjson", "part-00002.ndjson"]
    manifest = json.loads((folder / "_manifest.json").read_bytes())
    assert [part["rows"] for part in manifest["parts"]] == [14, 14, 2]  # pages of seven, ten rows at least
    assert (manifest["version"], manifest["resource"], manifest["format"], manifest["compression"]) == (
        1,
        "media",
        "ndjson",
        None,
    )
    assert manifest["receipt"] == manifest["runs"][0]["receipt"]
    assert manifest["runs"][0]["started"] == "2026-03-01T12:00:00Z"
    assert manifest["runs"][0]["filters"] == {"active": True}
    state = json.loads((folder / "_state.json").read_bytes())
    assert (state["version"], state["finished"], state["status"], state["checkpoint"]) == (1, True, "complete", "30")
    assert b'\n  "parts": [\n' in (folder / "_manifest.json").read_bytes()
    assert rows_in(folder) == ROWS
    result = run.result()
    assert (result.rows, result.parts, result.rejects, result.status, result.exit_code) == (30, 3, 0, "complete", 0)


@pytest.mark.parametrize("make", [lambda path: path.write_text("x"), lambda path: path.mkdir()], ids=["file", "folder"])
@pytest.mark.parametrize("name", ["notes.txt", "part-00000.ndjson", ".hidden"])
def test_a_folder_of_somebody_else_is_refused_and_not_touched(tmp_path: Path, name: str, make: Any) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    make(folder / name)
    for given in ({}, {"resume": True}, {"since": "last"}):
        with pytest.raises(ArgumentError, match=f"media is no export's: it holds '{name}'"):
            pull(job_of(tmp_path, **given))
    assert names(folder) == [name]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("x")
    with pytest.raises(ArgumentError, match="media is a file"):
        pull(job_of(tmp_path))
    with pytest.raises(ArgumentError, match="media is a file"):
        pull(job_of(tmp_path / "media"))


def test_nothing_is_written_if_the_folder_of_any_resource_is_wrong(tmp_path: Path) -> None:
    pull(job_of(tmp_path, "bundles"))
    runs = [Run(job_of(tmp_path, name)) for name in ("media", "bundles")]
    with pytest.raises(ArgumentError, match="holds a finished run"):
        open_all(runs)
    close_all(runs)
    assert names(tmp_path) == ["bundles"]


def test_what_is_not_ours_in_the_folder_of_an_export_stays(tmp_path: Path) -> None:
    pull(job_of(tmp_path))
    folder = tmp_path / "media"
    for name in ("README", "part-9.ndjson", ".part-00000.ndjson.swp", "part-00000.ndjson.bak"):
        (folder / name).write_text("mine")
    for name in ("part-00003.ndjson", "part-100000.parquet", ".part-00003.ndjson.partial", "._state.json.partial"):
        (folder / name).write_text("of a crash")
    pull(job_of(tmp_path, since="last"), [])
    assert strangers(folder) == [".part-00000.ndjson.swp", "README", "part-00000.ndjson.bak", "part-9.ndjson"]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / "part-00001.ndjson").unlink(), "part-00001.ndjson is missing: put it back"),
        (lambda folder: (folder / "part-00001.ndjson").write_text("x"), "part-00001.ndjson is not as it was written"),
        (lambda folder: (folder / "_manifest.json").unlink(), "_manifest.json is older than the state beside it"),
        (lambda folder: (folder / "_manifest.json").write_text("{"), "_manifest.json cannot be read"),
        (lambda folder: (folder / "_manifest.json").write_text('{"version":1}'), "_manifest.json cannot be read"),
        (lambda folder: (folder / "_manifest.json").write_text('{"version":2}'), "of version 2, and this is 1"),
        (lambda folder: (folder / "_rejects.ndjson").unlink(), "_rejects.ndjson lost rows that were not understood"),
        (lambda folder: (folder / "_rejects.ndjson").write_text("x"), "_rejects.ndjson lost rows"),
        (lambda folder: (folder / "_state.json").write_text("[]"), "_state.json cannot be read .it is not an object"),
        (lambda folder: (folder / "_state.json").write_text('{"version":1,"x":2}'), "_state.json cannot be read"),
    ],
)
def test_a_folder_that_lost_something_is_refused(tmp_path: Path, damage: Any, words: str) -> None:
    pull(job_of(tmp_path), bad=[1])
    damage(tmp_path / "media")
    with pytest.raises(ConfigError, match=words):
        pull(job_of(tmp_path, since="last"))


def test_a_stored_result_needs_its_manifest(tmp_path: Path) -> None:
    pull(job_of(tmp_path))
    assert pull(job_of(tmp_path, resume=True)).result().rows == 30
    (tmp_path / "media" / "_manifest.json").unlink()
    with pytest.raises(ConfigError, match="lost its manifest"):
        pull(job_of(tmp_path, resume=True))


def test_two_cannot_work_in_one_folder(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    first = Run(job_of(tmp_path))
    first.open()
    with pytest.raises(ConfigError, match="another export is at work in it"):
        Run(job_of(tmp_path)).open()
    first.close()
    first.close()
    pull(job_of(tmp_path))


def test_without_locks_it_works_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", refuse)
    lock = Lock(tmp_path / "a")
    lock.take()
    lock.release()
    monkeypatch.setitem(sys.modules, "fcntl", None)
    pull(job_of(tmp_path))
    assert strangers(tmp_path / "media") == []
    assert "_lock" not in names(tmp_path / "media")


def test_a_run_that_was_closed_takes_no_more(tmp_path: Path) -> None:
    run = pull(job_of(tmp_path))
    for late in (run.open, run.resume, lambda: run.stop("30"), lambda: run.flush("30")):
        with pytest.raises(ConfigError, match="has ended"):
            late()


def test_an_orderly_end_leaves_no_temporary_file(tmp_path: Path) -> None:
    run = Run(job_of(tmp_path))
    run.open()
    run.begin(NOW, "server")
    run.take(ROWS[:5])
    run.flush("5")
    assert ".part-00000.ndjson.partial" in names(tmp_path / "media")
    assert (run.rows, run.parts) == (5, 0)
    run.close()
    assert names(tmp_path / "media") == ["_lock", "_manifest.json", "_state.json"]


def test_a_run_without_a_row_has_no_part(tmp_path: Path) -> None:
    run = pull(job_of(tmp_path), [])
    assert (run.result().rows, run.result().parts, run.result().status) == (0, 0, "complete")
    assert names(tmp_path / "media") == ["_lock", "_manifest.json", "_state.json"]


def test_a_run_of_rejects_alone_moves_on_too(tmp_path: Path) -> None:
    run = pull(job_of(tmp_path), bad=range(1, 31))
    result = run.result()
    assert (result.rows, result.parts, result.rejects, result.exit_code) == (0, 0, 30, 3)
    assert len((tmp_path / "media" / "_rejects.ndjson").read_bytes().splitlines()) == 30


def test_rejects_of_several_runs_stand_in_one_file_and_are_counted_apart(tmp_path: Path) -> None:
    pull(job_of(tmp_path), bad=[1, 2])
    run = pull(job_of(tmp_path, since="last"), bad=[3])
    assert run.result().rejects == 1
    manifest = json.loads((tmp_path / "media" / "_manifest.json").read_bytes())
    assert [entry["rejects"] for entry in manifest["runs"]] == [2, 1]
    lines = (tmp_path / "media" / "_rejects.ndjson").read_bytes().splitlines()
    assert [json.loads(line)["row"]["id"] for line in lines] == [1, 2, 3]
