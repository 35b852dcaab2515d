"""Kill ``synctv export`` again and again, let it go on each time, and look at what is on the disk in the end.

Run it by hand as ``python -m tests.cli.kill_export [KILLS]``.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from synctv_async.sandbox import Sandbox

__all__ = ["Tally", "kill_exports"]

MEDIA = 2_000
PART_ROWS = 100
DELAY = 0.01  # seconds for each answer: the throttle
KILLS_PER_EXPORT = 4
COMMAND = [sys.executable, "-m", "synctv_async.cli", "export", "media", "--concurrency", "2"]


@dataclass
class Tally:
    """How often a process was killed, how often with some of its parts on the disk, and how many exports were whole."""

    kills: int = 0
    in_the_middle: int = 0
    exports: int = 0


def kill_exports(kills: int, seed: int = 1) -> Tally:
    """Kill so many processes, a few of each export, and check every export."""
    dice, tally = random.Random(seed), Tally()
    with Sandbox(media=MEDIA) as box:
        box.fault(path="/api/v2/media.json", times=None, delay=DELAY)
        while tally.kills < kills:
            with TemporaryDirectory() as out:
                for _ in range(min(KILLS_PER_EXPORT, kills - tally.kills)):
                    _kill_one(box, Path(out), dice, tally)
                _go_on(box, Path(out))
                check(Path(out) / "media", box.media.ids())
                tally.exports += 1
    return tally


def _start(box: Sandbox, out: Path) -> "subprocess.Popen[str]":
    settings = {
        "SYNCTV_BASE_URL": box.url,
        "SYNCTV_ACCESS_ID": str(box.access_id),
        "SYNCTV_ACCESS_SECRET": box.access_secret,
    }
    options = ["--out", str(out), "--part-rows", str(PART_ROWS), "--resume", "--json"]
    return subprocess.Popen(  # noqa: S603 - our own words
        [*COMMAND, *options], env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _kill_one(box: Sandbox, out: Path, dice: random.Random, tally: Tally) -> None:
    """Let it write a few parts more, and kill it at any moment after that."""
    before = _parts(out)
    wanted = before + dice.randint(1, 4)
    process = _start(box, out)
    ends = time.monotonic() + 60
    while process.poll() is None and _parts(out) < wanted:
        assert time.monotonic() < ends, "the export does not come on"
        time.sleep(0.002)
    time.sleep(dice.uniform(0, 0.06))
    process.send_signal(signal.SIGKILL)
    killed = process.wait() == -signal.SIGKILL
    process.communicate()
    finished = json.loads((out / "media" / "_state.json").read_bytes())["finished"]
    tally.kills += 1
    tally.in_the_middle += killed and not finished and _parts(out) > 0


def _go_on(box: Sandbox, out: Path) -> None:
    process = _start(box, out)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    result = json.loads(stdout)
    assert (result["status"], result["rows"]) == ("complete", MEDIA), stdout


def _parts(out: Path) -> int:
    return len(list((out / "media").glob("part-*.ndjson")))


def check(folder: Path, ids: list[int]) -> None:
    """Check that the files hold every row once and are what the manifest says, and that nothing else is there."""
    manifest = json.loads((folder / "_manifest.json").read_bytes())
    names = {part["name"] for part in manifest["parts"]}
    assert {path.name for path in folder.iterdir()} == names | {"_manifest.json", "_state.json", "_lock"}
    found: list[int] = []
    for part in manifest["parts"]:
        content = (folder / part["name"]).read_bytes()
        rows = [json.loads(line)["id"] for line in content.splitlines()]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (part["bytes"], part["sha256"])
        assert (len(rows), rows[0], rows[-1]) == (part["rows"], part["first_id"], part["last_id"])
        found += rows
    assert found == ids
    assert manifest["receipt"]["status"] == "complete"


if __name__ == "__main__":
    print(kill_exports(int(sys.argv[1]) if len(sys.argv) > 1 else 50))  # noqa: T201
