"""One sandbox for all of these tests, put back to what it was before each of them, and the two facades."""

from collections.abc import Iterator

import pytest

from synctv_async.sandbox import Sandbox

from .facades import FACADES, Facade

ROWS = 200


@pytest.fixture(scope="package")
def running_box() -> Iterator[Sandbox]:
    with Sandbox(media=ROWS, bundles=30, contributors=0, ingest_videos=0) as box:
        yield box


@pytest.fixture
def box(running_box: Sandbox) -> Sandbox:
    running_box.reset(catalogue=True)
    return running_box


@pytest.fixture(params=["json", "xml"])
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(FACADES))
def facade(request: pytest.FixtureRequest) -> Facade:
    return FACADES[request.param]
