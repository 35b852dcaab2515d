# Generated from tests/_async/conftest.py: edit that and run tools/sync_codegen.py.
"""A client of each service."""

from collections.abc import Iterator

import pytest

from synctv_async import SourceSync, SyncTV
from synctv_async.sandbox import Sandbox

from .clients import sourcesync, synctv


@pytest.fixture
def tv(box: Sandbox) -> Iterator[SyncTV]:
    with synctv(box) as tv:
        yield tv


@pytest.fixture
def ss(box: Sandbox) -> Iterator[SourceSync]:
    with sourcesync(box) as ss:
        yield ss
