"""Clients of an emulator in this process, for tests: no port, and hardly a wait between attempts."""

from typing import TYPE_CHECKING

from synctv_async import AsyncSourceSync, AsyncSyncTV, RetryPolicy, SourceSync, SyncTV
from synctv_async.testing.environment import SANDBOX_URL
from synctv_async.testing.transport import AsyncSandboxTransport, SandboxTransport

if TYPE_CHECKING:
    from synctv_async.sandbox import Emulator

__all__ = ["make_async_sourcesync", "make_async_synctv", "make_sourcesync", "make_synctv"]

_QUICK = RetryPolicy(base_delay=0.001, max_delay=0.002)


def make_synctv(box: "Emulator") -> SyncTV:
    """Return a sync client of SyncTV."""
    transport = SandboxTransport(box)
    return SyncTV(
        SANDBOX_URL, access_id=box.access_id, access_secret=box.access_secret, transport=transport, retry=_QUICK
    )


def make_async_synctv(box: "Emulator") -> AsyncSyncTV:
    """Return an async client of SyncTV."""
    transport = AsyncSandboxTransport(box)
    return AsyncSyncTV(
        SANDBOX_URL, access_id=box.access_id, access_secret=box.access_secret, transport=transport, retry=_QUICK
    )


def make_sourcesync(box: "Emulator") -> SourceSync:
    """Return a sync client of SourceSync."""
    return SourceSync(box.api_key, base_url=SANDBOX_URL, transport=SandboxTransport(box), retry=_QUICK)


def make_async_sourcesync(box: "Emulator") -> AsyncSourceSync:
    """Return an async client of SourceSync."""
    return AsyncSourceSync(box.api_key, base_url=SANDBOX_URL, transport=AsyncSandboxTransport(box), retry=_QUICK)
