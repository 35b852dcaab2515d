"""``synctv sandbox``: the start page, the port, and its end."""

import os
import re
import shlex
import signal
import socket
import subprocess
import threading
from collections.abc import Callable

import pytest

from synctv_async import SourceSync, SyncTV
from synctv_async.cli import sandbox as command
from synctv_async.sandbox import Sandbox

from .conftest import Run, failure_of

Start = Callable[..., "subprocess.Popen[bytes]"]


def exports(page: str) -> dict[str, str]:
    words = [shlex.split(line) for line in page.splitlines() if line.startswith("  export ")]
    return dict(word[1].split("=", 1) for word in words)


def read_page(process: "subprocess.Popen[bytes]") -> str:
    assert process.stderr is not None
    page = ""
    while "Ctrl-C" not in page:
        line = process.stderr.readline().decode()
        assert line, page
        page += line
    return page


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_what_the_start_page_says_until_it_is_told_to_end(start: Start, number: signal.Signals) -> None:
    process = start("sandbox", "--port", 0, "--media", 40)
    settings = exports(read_page(process))
    access = SyncTV(
        settings["SYNCTV_BASE_URL"],
        access_id=settings["SYNCTV_ACCESS_ID"],
        access_secret=settings["SYNCTV_ACCESS_SECRET"],
    )
    with access as tv:
        assert tv.media.count() == 40
    login = SyncTV.authorize(
        settings["SYNCTV_BASE_URL"],
        client_key=settings["SYNCTV_CLIENT_KEY"],
        device_uid=settings["SYNCTV_DEVICE_UID"],
        email=settings["SYNCTV_EMAIL"],
        password=settings["SYNCTV_PASSWORD"],
    )
    assert login.access_id
    with SourceSync(settings["SOURCESYNC_API_KEY"], base_url=settings["SOURCESYNC_BASE_URL"]) as ss:
        assert ss.key().name
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, b"")
    assert err == b"the sandbox has ended\n"


def test_in_this_process(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Sandbox] = []
    monkeypatch.setattr(command, "_LOOK", 0.01)
    monkeypatch.setattr(Sandbox, "close", lambda box, close=Sandbox.close: (close(box), closed.append(box)))
    before = signal.getsignal(signal.SIGINT)
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    result = run("sandbox", "--port", 0, "--media", 5)
    assert (result.exit_code, result.stdout) == (0, "")
    assert re.search(r"SyncTV V2 +http://127\.0\.0\.1:\d+/api/v2", result.stderr)
    assert len(closed) == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_a_port_in_use(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = failure_of(run("sandbox", "--port", port, "--media", 1), 2)
    assert (
        line == f"synctv: port {port} of 127.0.0.1 cannot be used: Address already in use. Choose another with --port"
    )


def test_a_host_that_is_not_here(run: Run) -> None:
    assert "of 192.0.2.1 cannot be used" in failure_of(run("sandbox", "--host", "192.0.2.1", "--media", 1), 2)
