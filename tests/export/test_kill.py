"""A process that is really killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from synctv_async import ConfigError, SyncTV
from synctv_async.export import export
from synctv_async.sandbox import Sandbox

from .driving import job_of, pull, rows_in, strangers

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")

SCRIPT = """
import sys
from synctv_async import SyncTV
from synctv_async.export import export
url, secret, out = sys.argv[1:]
with SyncTV(url, access_id=1234, access_secret=secret) as tv:
    export(tv, "media", out, rows_per_part=25, concurrency=2)
"""


def wait_for_a_part(state: Path, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + 30
    while not (state.exists() and json.loads(state.read_bytes())["parts"]):
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_killed_process_lets_go_of_the_folder_and_the_next_one_goes_on(box: Sandbox, tmp_path: Path) -> None:
    box.fault(path="/api/v2/media.json", skip=3, delay=60, times=None)  # it never comes to its end
    arguments = [sys.executable, "-c", SCRIPT, box.url, box.access_secret, str(tmp_path)]
    process = subprocess.Popen(arguments)  # noqa: S603
    folder = tmp_path / "media"
    try:
        wait_for_a_part(folder / "_state.json", process)
        with pytest.raises(ConfigError, match="another export is at work"):
            pull(job_of(tmp_path, resume=True))
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    box.clear_faults()
    with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
        (result,) = export(tv, "media", tmp_path, resume=True)
    assert result.status == "complete"
    assert [row["id"] for row in rows_in(folder)] == box.media.ids()
    assert strangers(folder) == []
    assert json.loads((folder / "_manifest.json").read_bytes())["receipt"]["delivered_before"] >= 25
