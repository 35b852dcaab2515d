"""One sandbox for all behaviour tests, put back to what it was before each of them; how property tests run."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from synctv_async.sandbox import Sandbox

pytest_plugins = ["pytester", "synctv_async.testing.plugin"]

settings.register_profile(
    "tests",
    phases=[Phase.explicit, Phase.generate],  # to make a case of whole records smaller takes minutes
    deadline=None,  # shared machines stall
    database=None,  # nothing is written into the tree
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def running_sandbox() -> Iterator[Sandbox]:
    with Sandbox(media=120, bundles=60, contributors=60, ingest_videos=60) as box:
        yield box


@pytest.fixture
def box(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset(catalogue=True)
    return running_sandbox


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "ACCESS_ID", "ACCESS_SECRET", "CLIENT_KEY", "DEVICE_UID", "EMAIL", "PASSWORD"):
        monkeypatch.delenv(f"SYNCTV_{name}", raising=False)
    for name in ("BASE_URL", "API_KEY"):
        monkeypatch.delenv(f"SOURCESYNC_{name}", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
