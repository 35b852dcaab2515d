"""Whatever ends a run, and whenever: the next one goes on, and the files are those of a run that nothing disturbed."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support.crashes import Crash, Disk

from .driving import ROWS, job_of, pull, rows_in, strangers

BAD = (3, 8, 20, 21)
GOOD = [row for row in ROWS if row["id"] not in BAD]


def operations(tmp_path: Path, **given: Any) -> list[str]:
    """Return what an undisturbed run does to the disk."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch)
        pull(job_of(tmp_path / "counted", **given), bad=BAD)
    return disk.done


def dies_at(number: int, job: Any) -> bool:
    """Run until the disk dies; tell whether it did."""
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, number)
        with suppress(Crash):
            pull(job, bad=BAD)
    return disk.is_dead


def check(folder: Path) -> None:
    assert rows_in(folder) == GOOD
    rejects = [json.loads(line) for line in (folder / "_rejects.ndjson").read_bytes().splitlines()]
    assert rejects == [{"reason": "bad", "row": ROWS[number - 1]} for number in BAD]
    assert strangers(folder) == []
    manifest = json.loads((folder / "_manifest.json").read_bytes())
    assert [run["status"] for run in manifest["runs"]] == ["complete"]
    assert manifest["runs"][0]["rejects"] == len(BAD)
    assert manifest["receipt"]["delivered_before"] + manifest["receipt"]["delivered"] == len(ROWS)


def test_what_a_run_does_to_the_disk_is_counted(tmp_path: Path) -> None:
    done = operations(tmp_path)
    assert len(done) > 60
    assert {"write", "fsync", "replace", "unlink"} <= set(done)


def test_a_run_goes_on_from_wherever_it_was_ended(tmp_path: Path) -> None:
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        if not dies_at(number, job_of(folder)):
            break
        before = _state(folder / "media")
        done = pull(job_of(folder, resume=True), bad=BAD)
        assert done.state.status == "complete"
        assert done.state.rows == len(GOOD)
        check(folder / "media")
        # Of what a state once told nothing is written again.
        assert _state(folder / "media")["parts"] >= before["parts"]
    assert number > 60


def _state(folder: Path) -> dict[str, Any]:
    path = folder / "_state.json"
    state: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {"parts": 0}
    return state


def test_a_run_that_is_ended_while_it_goes_on_goes_on_again(tmp_path: Path) -> None:
    total, tried = len(operations(tmp_path)), 0
    for first in range(2, total, 5):
        second = 0
        while True:
            second += 3
            folder = tmp_path / f"{first}-{second}"
            dies_at(first, job_of(folder))
            if not dies_at(second, job_of(folder, resume=True)):
                break
            pull(job_of(folder, resume=True), bad=BAD)
            check(folder / "media")
            tried += 1
    assert tried > 100


def test_a_further_run_that_is_ended_leaves_the_first_one_whole(tmp_path: Path) -> None:
    number = 0
    while True:
        number += 1
        folder = tmp_path / str(number)
        pull(job_of(folder))
        if not dies_at(number, job_of(folder, since="last")):
            break
        listed = json.loads((folder / "media" / "_manifest.json").read_bytes())
        assert [part["run"] for part in listed["parts"]][:3] == [0, 0, 0]
        if not (_state(folder / "media")["run"] == 1 and _state(folder / "media")["finished"]):
            pull(job_of(folder, since="last", resume=True), bad=BAD)
        assert rows_in(folder / "media") == [*ROWS, *GOOD]
        assert strangers(folder / "media") == []
    assert number > 60


def test_a_crash_costs_one_part_at_most(tmp_path: Path) -> None:
    for number in range(1, len(operations(tmp_path)) + 1):
        folder = tmp_path / str(number)
        read: list[int] = []
        with pytest.MonkeyPatch.context() as patch:
            Disk(patch, number)
            patch.setattr("synctv_async.export.run.Run.take", _noting(read))
            with suppress(Crash):
                pull(job_of(folder), bad=BAD)
        rows = _state(folder / "media").get("rows", 0)
        assert sum(read) - rows <= 10 + 7  # a part, and what its last page had more


def _noting(read: list[int]) -> Any:
    from synctv_async.export.run import Run

    take = Run.take

    def noting(self: Run, rows: Any) -> bool:
        read.append(len(rows))
        return take(self, rows)

    return noting


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_compressed_parts_survive_as_well(tmp_path: Path, compression: str) -> None:
    for number in range(3, len(operations(tmp_path, compression=compression)), 7):
        folder = tmp_path / str(number)
        assert dies_at(number, job_of(folder, compression=compression))
        done = pull(job_of(folder, compression=compression, resume=True), bad=BAD)
        assert done.state.rows == len(GOOD)
        assert strangers(folder / "media") == []
