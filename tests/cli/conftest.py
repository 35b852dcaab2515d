"""A sandbox, its credentials in the environment, and two ways to run a command: here and in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from synctv_async.cli.app import app
from synctv_async.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-W", "error", "-m", "synctv_async.cli"]
Run = Callable[..., Result]


@pytest.fixture(scope="package")
def shared_box() -> Iterator[Sandbox]:
    with Sandbox(media=60, bundles=30, contributors=30, ingest_videos=20) as box:
        yield box


@pytest.fixture
def box(shared_box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The sandbox, whose address and credentials are all that the environment holds of ours."""
    shared_box.reset()
    for name in [name for name in os.environ if name.startswith(("SYNCTV_", "SOURCESYNC_"))]:
        monkeypatch.delenv(name)
    settings = {
        "SYNCTV_BASE_URL": shared_box.url,
        "SYNCTV_ACCESS_ID": str(shared_box.access_id),
        "SYNCTV_ACCESS_SECRET": shared_box.access_secret,
        "SOURCESYNC_BASE_URL": shared_box.url,
        "SOURCESYNC_API_KEY": shared_box.api_key,
        "COLUMNS": "120",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return shared_box


@pytest.fixture
def run() -> Run:
    """Run a command in this process; an exception that is no exit is the test's failure."""

    def invoke(*arguments: object, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Start a command in a process of its own; what still runs at the test's end is killed."""
    begun: list[subprocess.Popen[bytes]] = []

    def popen(*arguments: object, **options: Any) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, **options.pop("env", {})}
        process = subprocess.Popen(  # noqa: S603 - this interpreter
            [*COMMAND, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=ROOT,
            **options,
        )
        begun.append(process)
        return process

    yield popen
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate()


def rows_of(result: Result) -> list[dict[str, Any]]:
    """Return the rows on stdout, which must hold nothing else."""
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


def failure_of(result: Result, code: int) -> str:
    """Return the one line on stderr of a command that failed with this code and left stdout clean."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    line = result.stderr.removesuffix("\n")
    assert "\n" not in line
    return line
