"""The command line as a process: pipes, exit codes, a missing typer, a terminal."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import typer

import synctv_async
from synctv_async import cli
from synctv_async.cli.messages import reporting
from synctv_async.sandbox import Sandbox

from .conftest import COMMAND, ROOT, Run

Start = Callable[..., "subprocess.Popen[bytes]"]


def test_head_ends_quietly(start: Start) -> None:
    with Sandbox(media=2000) as box:
        environment = {
            "SYNCTV_BASE_URL": box.url,
            "SYNCTV_ACCESS_ID": str(box.access_id),
            "SYNCTV_ACCESS_SECRET": box.access_secret,
        }
        process = start("list", "media", env=environment)
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == 1
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=20) == 0
        assert len(box.requests) < 80  # and it stopped reading


def test_broken_pipe_in_this_process(box: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_rows: object) -> bytes:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("synctv_async.cli.output.to_ndjson", broken)
    result = run("list", "media")
    assert (result.exit_code, result.output) == (0, "")


def test_after_a_broken_pipe_stdout_leads_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        with pytest.raises(typer.Exit) as ended, reporting(debug=False):
            raise BrokenPipeError
        stdout.write("lost")
    assert ended.value.exit_code == 0
    assert (tmp_path / "out").read_text() == ""


def test_broken_pipe_lets_go_of_stdout(box: Sandbox) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as stdout:  # noqa: PTH123 - a descriptor
        done = subprocess.run(  # noqa: S603 - this interpreter
            [*COMMAND, "count", "media"], stdout=stdout, stderr=subprocess.PIPE, cwd=ROOT, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_exit_codes_and_stdout_of_processes(box: Sandbox, start: Start) -> None:
    good, refused, wrong = start("count", "media"), start("get", "media", 999), start("list", "medias")
    assert good.communicate(timeout=20) == (b"60\n", b"")
    out, err = refused.communicate(timeout=20)
    assert (out, err.count(b"\n")) == (b"", 1)
    out, err = wrong.communicate(timeout=20)
    assert (out, err.count(b"\n")) == (b"", 1)
    assert [good.returncode, refused.returncode, wrong.returncode] == [0, 1, 2]


def test_output_is_utf_8_whatever_the_locale(box: Sandbox, start: Start) -> None:
    number = box.media.insert(name="Ночь 星")
    try:
        process = start("get", "media", number, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
        out, err = process.communicate(timeout=20)
        shown = start("get", "media", number, "--table", env={"PYTHONIOENCODING": "ascii"})
        table, _ = shown.communicate(timeout=20)
    finally:
        box.media.delete(number)
    assert json.loads(out.decode("utf-8"))["media"]["name"] == "Ночь 星"
    assert (err, process.returncode, shown.returncode) == (b"", 0, 0)
    assert table.isascii()


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals of POSIX")
def test_a_terminal_gets_a_table(box: Sandbox) -> None:
    pty = import_module("pty")
    leader, follower = pty.openpty()
    command = [*COMMAND, "list", "media", "--max-items", "2"]
    environment = {**os.environ, "TERM": "xterm"}
    process = subprocess.Popen(  # noqa: S603 - this interpreter
        command, stdout=follower, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT
    )
    try:
        assert process.wait(timeout=20) == 0
        shown = os.read(leader, 100_000).decode()
    finally:
        os.close(follower)
        os.close(leader)
    assert "media_type" in shown
    assert "│ 2 " in shown


NEEDS = "synctv: the command line needs typer and rich: pip install 'synctv-async[cli]'\n"


def test_without_typer_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("synctv_async.cli.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "typer", None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", NEEDS)


@pytest.mark.parametrize("package", ["typer", "rich"])
def test_without_typer_or_rich_the_process_ends_with_2(package: str) -> None:
    script = f"import sys; sys.modules[{package!r}] = None; from synctv_async.cli import main; main()"
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-W", "error", "-c", script, "demo"], capture_output=True, cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", NEEDS)


def test_another_missing_module_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "synctv_async.cli.app", None)
    with pytest.raises(ModuleNotFoundError, match=r"synctv_async\.cli\.app"):
        cli.main()


def test_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["synctv", "--version"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, capsys.readouterr().out) == (0, f"{synctv_async.__version__}\n")


def test_as_a_module() -> None:
    command = [sys.executable, "-m", "synctv_async.cli", "--help"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert "demo" in ended.stdout


@pytest.mark.parametrize("command", ["demo", "sandbox", "list", "get", "count"])
def test_help(run: Run, command: str) -> None:
    assert run(command, "-h").exit_code == 0
