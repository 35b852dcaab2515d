"""Runs without a service: pages of invented rows, whose checkpoint is how many of them were read."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from synctv_async import Receipt, Rejected, SyncTV
from synctv_async.export.jobs import Job, make_jobs
from synctv_async.export.options import Options
from synctv_async.export.run import Run, open_all

__all__ = ["NOW", "ROWS", "job_of", "options_of", "pull", "rows_in", "strangers"]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS = [{"id": number, "name": f"Nü {number}"} for number in range(1, 31)]
_PAGE = 7


def options_of(**given: Any) -> Options:
    usual: dict[str, Any] = {
        "filters": {},
        "place": {},
        "since": None,
        "until": None,
        "overlap": timedelta(minutes=5),
        "resume": False,
        "max_items": None,
        "reconcile": False,
        "concurrency": 8,
        "page_size": None,
        "format": "ndjson",
        "compression": None,
        "rows_per_part": 10,
        "on_progress": None,
    }
    return Options(**usual | given)


def job_of(out: Path, resource: str = "media", **given: Any) -> Job:
    client = SyncTV("https://a.example", access_id=1, access_secret="x")
    return make_jobs(client, resource, out, options_of(**given))[0]


def pull(job: Job, rows: Sequence[dict[str, Any]] = ROWS, *, bad: Sequence[int] = ()) -> Run:
    """Do a whole run, or the rest of one: pages of seven rows, those whose ids are bad being rejected."""
    run = Run(job)
    try:
        open_all([run])
        if run.step == "begin":
            run.begin(NOW, "server")
        elif run.step == "resume":
            run.resume()
        if not run.state.finished:
            _read(run, rows, bad)
    finally:
        run.close()
    return run


def _read(run: Run, rows: Sequence[dict[str, Any]], bad: Sequence[int]) -> None:
    first = place = int(run.state.checkpoint or 0)
    while place < len(rows):
        page, place = rows[place : place + _PAGE], min(place + _PAGE, len(rows))
        for row in page:
            if row["id"] in bad:
                run.reject(Rejected(row, "bad"))
        if run.take([row for row in page if row["id"] not in bad]):
            run.flush(str(place))
    run.stop(str(place))
    run.finish(Receipt("complete", len(rows), len(rows), len(rows) - first, 0, 0, 1, 0.1, delivered_before=first))


def rows_in(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the parts that the manifest lists, having compared each with what it says of it."""
    manifest = json.loads((folder / "_manifest.json").read_bytes())
    rows: list[dict[str, Any]] = []
    for part in manifest["parts"]:
        data = (folder / part["name"]).read_bytes()
        found = [json.loads(line) for line in data.splitlines()]
        assert (len(data), hashlib.sha256(data).hexdigest()) == (part["bytes"], part["sha256"])
        assert (len(found), found[0]["id"], found[-1]["id"]) == (part["rows"], part["first_id"], part["last_id"])
        rows += found
    return rows


def strangers(folder: Path) -> list[str]:
    """Return the names of files that no finished run leaves."""
    manifest = json.loads((folder / "_manifest.json").read_bytes())
    known = {part["name"] for part in manifest["parts"]}
    known |= {"_lock", "_manifest.json", "_state.json", "_rejects.ndjson", "_tombstones.ndjson"}
    return sorted({path.name for path in folder.iterdir()} - known)
