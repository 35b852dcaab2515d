"""A client of each service."""

from collections.abc import AsyncIterator

import pytest

from synctv_async import AsyncSourceSync, AsyncSyncTV
from synctv_async.sandbox import Sandbox

from .clients import sourcesync, synctv


@pytest.fixture
async def tv(box: Sandbox) -> AsyncIterator[AsyncSyncTV]:
    async with synctv(box) as tv:
        yield tv


@pytest.fixture
async def ss(box: Sandbox) -> AsyncIterator[AsyncSourceSync]:
    async with sourcesync(box) as ss:
        yield ss
