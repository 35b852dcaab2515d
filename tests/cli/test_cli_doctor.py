"""``synctv doctor``: which service is examined, what is printed and written, and the exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest

from synctv_async.sandbox import Sandbox

from .conftest import Run, failure_of


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report_in(folder: Path) -> dict[str, Any]:
    (path,) = folder.glob("synctv-doctor-????-??-??.json")
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def services(document: dict[str, Any]) -> list[str]:
    return [report["service"] for report in document["reports"]]


def secrets_of(box: Sandbox) -> tuple[str, ...]:
    return box.access_secret, str(box.access_id), box.api_key


def test_both_services_where_credentials_are_there_for_both(box: Sandbox, run: Run, folder: Path) -> None:
    result = run("doctor", "--pause", 0)
    assert result.exit_code == 0, result.output
    assert "SyncTV: " in result.stdout
    assert "SourceSync: " in result.stdout
    assert "\n  holds    Is a signed read answered in JSON? yes\n" in result.stdout
    assert "synctv: examining synctv: at most 42 requests, one at a time; they only read" in result.stderr
    assert services(report_in(folder)) == ["SyncTV", "SourceSync"]
    assert {request.method for request in box.requests} == {"GET"}
    text = result.output + json.dumps(report_in(folder))
    assert not [secret for secret in secrets_of(box) if secret in text]
    assert "127.0.0.1" not in json.dumps(report_in(folder))


@pytest.mark.parametrize(("name", "service"), [("synctv", "SyncTV"), ("sourcesync", "SourceSync")])
def test_one_service(box: Sandbox, run: Run, folder: Path, name: str, service: str) -> None:
    assert run("doctor", name, "--pause", 0, "--base-url", box.url).exit_code == 0
    assert services(report_in(folder)) == [service]


def test_only_where_credentials_are(box: Sandbox, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "key").write_text(box.api_key)
    assert run("doctor", "--pause", 0, "--api-key-file", "key").exit_code == 0
    assert services(report_in(folder)) == ["SourceSync"]
    monkeypatch.delenv("SOURCESYNC_API_KEY")
    assert run("doctor", "--pause", 0).exit_code == 0
    assert services(report_in(folder)) == ["SyncTV"]


def test_what_differs_comes_first_with_what_to_set(run: Run, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    with Sandbox(media=30, tilde="~") as box:
        monkeypatch.setenv("SYNCTV_BASE_URL", box.url)
        monkeypatch.setenv("SYNCTV_ACCESS_ID", str(box.access_id))
        monkeypatch.setenv("SYNCTV_ACCESS_SECRET", box.access_secret)
        result = run("doctor", "synctv", "--pause", 0)
    assert result.exit_code == 3, result.output
    assert "--tilde '~'" in result.stdout.partition("Access and signatures")[0]
    (report,) = report_in(folder)["reports"]
    (odd,) = [finding for finding in report["findings"] if finding["verdict"] == "differs"]
    assert odd["key"] == "tilde"


def test_the_report_on_stdout(box: Sandbox, run: Run, folder: Path) -> None:
    result = run("doctor", "synctv", "--pause", 0, "--out", "-", "--with-host")
    assert json.loads(result.stdout)["reports"][0]["host"] == box.url.removeprefix("http://")
    assert "Access and signatures" in result.stderr
    assert list(folder.iterdir()) == []


def test_a_file_and_a_media_that_are_named(box: Sandbox, run: Run, folder: Path) -> None:
    assert run("doctor", "synctv", "--pause", 0, "--out", "mine.json", "--medium", 7).exit_code == 0
    assert services(json.loads((folder / "mine.json").read_text())) == ["SyncTV"]
    assert "/api/v2/media/7/media/clips.json" in {request.path for request in box.requests}


def test_debug_tells_of_each_answer(box: Sandbox, run: Run) -> None:
    result = run("doctor", "sourcesync", "--pause", 0, "--debug")
    assert "synctv: GET /key 200 " in result.stderr
    assert box.api_key not in result.output


def test_access_that_is_refused(box: Sandbox, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCTV_ACCESS_SECRET", "very wrong indeed")
    result = run("doctor", "synctv", "--pause", 0)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "was answered 401" in result.stderr
    assert "very wrong indeed" not in result.stderr
    assert list(folder.iterdir()) == []
    both = run("doctor", "--pause", 0)  # the other service is examined all the same
    assert both.exit_code == 1
    assert "was answered 401" in both.stderr
    assert services(report_in(folder)) == ["SourceSync"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base-url", "https://example.com"], "--base-url is the address of one service: say which"),
        (["synctv", "--tilde", "~"], "--wire-format and --tilde: the doctor tries both"),
        (["synctv", "--wire-format", "xml"], "--wire-format and --tilde: the doctor tries both"),
        (["sourcesync", "--medium", "1"], "--medium is of no use to an examination of sourcesync"),
        (["synctv", "--api-key-file", "x"], "--api-key-file is of no use to an examination of synctv"),
        (["sourcesync", "--access-id", "1"], "--access-id is of no use"),
        (["synctv", "--out", "no/such/folder/report.json"], "there is no folder no/such/folder"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_sent(
    box: Sandbox, run: Run, arguments: list[str], said: str
) -> None:
    assert said in failure_of(run("doctor", *arguments), 2)
    assert box.requests == ()


def test_no_credentials(box: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SYNCTV_ACCESS_ID", "SYNCTV_ACCESS_SECRET", "SOURCESYNC_API_KEY"):
        monkeypatch.delenv(name)
    assert "no credentials: set SYNCTV_ACCESS_ID" in failure_of(run("doctor"), 2)
    assert run("doctor", "nobody").exit_code == 2
    assert box.requests == ()
