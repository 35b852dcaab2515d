"""``synctv sandbox``: the start page, the port, and its end."""

import io
import os
import re
import shlex
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from synctv_async import AuthenticationError, SourceSync, SyncTV
from synctv_async.cli import sandbox as command
from synctv_async.cli.emulation import Emulation, make_sandbox
from synctv_async.cli.requests import RequestLines
from synctv_async.sandbox import RecordedRequest, Sandbox

from .conftest import Run, failure_of

Start = Callable[..., "subprocess.Popen[bytes]"]


def exports(page: str) -> dict[str, str]:
    words = [shlex.split(line) for line in page.splitlines() if line.startswith("export ")]
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
    assert re.search(rb"200 +GET +/api/v2/media/count.json +[\d.]+ ms\n", err), err
    assert err.endswith(b"the sandbox has ended\n")


def test_in_this_process(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Sandbox] = []
    monkeypatch.setattr(command, "_LOOK", 0.01)
    monkeypatch.setattr(Sandbox, "close", lambda box, close=Sandbox.close: (close(box), closed.append(box)))
    before = signal.getsignal(signal.SIGINT)

    def interrupt() -> None:
        while signal.getsignal(signal.SIGINT) is before:
            time.sleep(0.01)
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
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


def test_print_env_is_what_a_shell_evaluates(run: Run) -> None:
    result = run("sandbox", "--print-env", "--port", 8700, "--seed", 5)
    with Sandbox(seed=5) as box:
        expected = {
            "SYNCTV_BASE_URL": "http://127.0.0.1:8700",
            "SYNCTV_ACCESS_ID": str(box.access_id),
            "SYNCTV_ACCESS_SECRET": box.access_secret,
            "SOURCESYNC_BASE_URL": "http://127.0.0.1:8700",
            "SOURCESYNC_API_KEY": box.api_key,
        }
    assert exports(result.stdout) == expected
    assert "give --port" in failure_of(run("sandbox", "--print-env", "--port", 0), 2)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--set", "limit=often"), "--set limit=often: it is one of honour|cap|ignore"),
        (("--set", "bundles_paged=perhaps"), "it is one of true|false"),
        (("--set", "rate_limit=many"), "it is one of INTEGER"),
        (("--set", "limits=cap"), "there is no such switch; did you mean limit=honour|cap|ignore?"),
        (("--set", "xyzzy=1"), "there is no such switch; there are: authorizing, "),
        (("--set", "limit"), "--set limit: it needs a value, limit=honour|cap|ignore"),
        (("--set", "tilde=/root"), "quote it, for a shell puts your home in its place: 'tilde=~'"),
        (("--set", "seed=2"), "--set seed=2: that is an option of its own, --seed"),
        (("--chaos", "flakey"), "flaky"),
        (("--load", "nowhere.ndjson"), "nowhere.ndjson"),
    ],
)
def test_options_that_cannot_be(run: Run, arguments: tuple[str, ...], told: str) -> None:
    assert told in failure_of(run("sandbox", "--port", 0, *arguments), 2)


def test_switches_chaos_and_records_reach_the_sandbox(tmp_path: Path) -> None:
    (tmp_path / "media.ndjson").write_text('{"id": 77, "name": "Kept"}\n')
    given = Emulation(
        port=0,
        media=0,
        load=[tmp_path / "media.ndjson"],
        switches=["limit=cap", "bundles_paged=false", "rate_limit=5"],
        chaos=["flaky"],
        chaos_seed=3,
    )
    with make_sandbox(given) as box:
        assert (box.settings.limit, box.settings.bundles_paged, box.settings.rate_limit) == ("cap", False, 5)
        assert box.media.get(77)["name"] == "Kept"
        assert box.traffic.faults.rules()


def shown(*requests: RecordedRequest) -> str:
    console = Console(file=io.StringIO(), width=200)
    RequestLines(console).show(requests)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_line_for_each_request_without_secrets(tmp_path: Path) -> None:
    with Sandbox(media=30) as box:
        with SyncTV(box.url, access_id=box.access_id, access_secret="wrong") as tv, pytest.raises(AuthenticationError):
            tv.media.list(named_like="\x1b[31mred").first()
        SyncTV.authorize(box.url, client_key=box.client_key, device_uid="d", email=box.email, password=box.password)
        box.fault(name="busy", status=503)
        with SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret) as tv:
            tv.media.count()
        box.stop()  # an answer may be with its reader before it is done here
        text = shown(*box.requests)
        for secret in (
            box.client_key,
            box.password,
            *(request.values("signature")[0] for request in box.requests if request.values("signature")),
        ):
            assert secret not in text
    lines = text.splitlines()
    assert len(lines) == len(box.requests)
    assert re.search(r"401  GET    /api/v2/media.json\?.*named_like=.\[31mred.* ms  \S", lines[0])
    assert "\x1b" not in text
    assert any("chaos: busy" in line for line in lines)


def test_many_requests_are_counted_not_shown() -> None:
    with Sandbox(media=1) as box, httpx.Client(base_url=box.url) as http:
        for _ in range(60):
            http.get("/key")
        box.stop()
        lines = shown(*box.requests).splitlines()
    assert (len(lines), lines[-1]) == (41, "… and 20 more")
