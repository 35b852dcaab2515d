"""Who is calling and where: options, files, the environment; and what becomes of errors."""

from pathlib import Path

import pytest

from synctv_async.sandbox import Sandbox

from .conftest import Run, failure_of, rows_of


def test_secrets_from_files_and_stdin(box: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SYNCTV_ACCESS_ID", "SYNCTV_ACCESS_SECRET", "SYNCTV_BASE_URL", "SOURCESYNC_API_KEY"):
        monkeypatch.delenv(name)
    (tmp_path / "secret").write_text(box.access_secret + "\n")
    (tmp_path / "key").write_text(box.api_key + "\n")
    access = ["--base-url", box.url, "--access-id", box.access_id]
    assert run("count", "media", *access, "--access-secret-file", tmp_path / "secret").stdout == "60\n"
    assert run("count", "media", *access, "--access-secret-file", "-", stdin=box.access_secret).stdout == "60\n"
    assert rows_of(run("get", "key", "--api-key-file", tmp_path / "key"))[0]["name"]


def test_a_login_from_the_environment(box: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNCTV_ACCESS_ID")
    monkeypatch.delenv("SYNCTV_ACCESS_SECRET")
    monkeypatch.setenv("SYNCTV_CLIENT_KEY", box.client_key)
    monkeypatch.setenv("SYNCTV_DEVICE_UID", "a device")
    assert run("count", "media").stdout == "60\n"


def test_no_option_takes_a_secret(run: Run) -> None:
    help_text = run("list", "--help").stdout
    assert "--access-secret-file" in help_text
    assert "--access-secret " not in help_text


@pytest.mark.parametrize("tilde", ["%7E", "~"])
def test_tilde(box: Sandbox, run: Run, tilde: str) -> None:
    assert run("count", "media", "--tilde", tilde, "-f", "named_like=a~b").stdout == "0\n"


@pytest.mark.usefixtures("box")
@pytest.mark.parametrize(
    ("missing", "command", "said"),
    [
        ("SYNCTV_BASE_URL", "count media", "no base URL: pass --base-url, as"),
        ("SYNCTV_ACCESS_SECRET", "count media", "access_secret is missing: pass --access-secret-file or set"),
        ("SOURCESYNC_API_KEY", "get key", "no API key: pass --api-key-file (it begins"),
    ],
)
def test_settings_that_are_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch, missing: str, command: str, said: str
) -> None:
    monkeypatch.delenv(missing)
    assert said in failure_of(run(*command.split()), 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["get", "key", "--tilde", "~"], "--tilde is an option of SyncTV, and this resource is not"),
        (["get", "key", "--access-id", "1"], "--access-id is an option of SyncTV"),
        (["count", "media", "--api-key-file", "key"], "--api-key-file is an option of SourceSync"),
        (["count", "media", "--timeout", "-1"], "--timeout=-1.0 is not a number above zero"),
        (["count", "media", "--base-url", "http://example.com"], "--base-url='http://example.com' is not encrypted"),
        (["count", "media", "--access-secret-file", "/no/such"], "cannot be read from /no/such: No such file"),
    ],
)
def test_settings_that_are_wrong(box: Sandbox, run: Run, arguments: list[str], said: str) -> None:
    assert said in failure_of(run(*arguments), 2)
    assert box.requests == ()


@pytest.mark.parametrize(("content", "said"), [(b" \n", "is empty"), (b"\xff\xfe", "it is not text")])
def test_files_that_hold_no_secret(box: Sandbox, run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    assert said in failure_of(run("count", "media", "--access-secret-file", file), 2)


def test_a_wrong_secret_is_not_shown(box: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCTV_ACCESS_SECRET", "very wrong indeed")
    line = failure_of(run("count", "media"), 1)
    assert "401" in line
    assert "try the other --tilde" in line
    assert "very wrong indeed" not in line
    assert "access_id=1234<access_secret>" in line  # what the service says stays as it is


def test_nobody_answers(box: Sandbox, run: Run) -> None:
    arguments = ["count", "media", "--base-url", "http://127.0.0.1:1", "--max-attempts", 1]
    assert "no connection to http://127.0.0.1:1" in failure_of(run(*arguments), 1)


def test_debug_shows_requests_and_the_traceback(box: Sandbox, run: Run) -> None:
    box.fault(path="/api/v2/media*", status=503, times=1)
    good = run("count", "media", "--debug")
    assert good.stdout == "60\n"
    assert "synctv: GET /api/v2/media/count.json 503" in good.stderr
    assert "synctv: again in " in good.stderr
    bad = run("get", "media", 999, "--debug")
    assert (bad.exit_code, bad.stdout) == (1, "")
    assert "Traceback" in bad.stderr
    assert bad.stderr.splitlines()[-1].startswith("synctv: GET /api/v2/media/999.json was answered")
    assert box.access_secret not in good.stderr + bad.stderr


def test_debug_of_sourcesync(box: Sandbox, run: Run) -> None:
    result = run("get", "key", "--debug")
    assert len(rows_of(result)) == 1
    assert "synctv: GET /key 200" in result.stderr
    assert box.api_key not in result.stderr


def test_a_message_of_the_service_stays_one_line(box: Sandbox, run: Run) -> None:
    box.fault(path="/api/v2/media*", status=400, messages=("one\ntwo\x1b[2J",))
    line = failure_of(run("count", "media"), 1)
    assert "one two" in line
    assert "\x1b" not in line
