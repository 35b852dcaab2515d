# Generated from tests/_async/clients.py: edit that and run tools/sync_codegen.py.
"""Clients of the sandbox, and of scripted servers."""

from typing import Any

from synctv_async import RetryPolicy, SourceSync, SyncTV
from synctv_async.sandbox import Sandbox

__all__ = ["QUICK", "sourcesync", "stranger", "synctv"]

QUICK = RetryPolicy(base_delay=0.01, max_delay=0.02)


def synctv(box: Sandbox, **options: Any) -> SyncTV:
    return SyncTV(box.url, access_id=box.access_id, access_secret=box.access_secret, **{"retry": QUICK, **options})


def sourcesync(box: Sandbox, **options: Any) -> SourceSync:
    return SourceSync(box.api_key, base_url=box.url, **{"retry": QUICK, **options})


def stranger(url: str, **options: Any) -> SyncTV:
    """A client of a server that checks nothing."""
    return SyncTV(url, access_id=1, access_secret="s3cret", **{"retry": QUICK, **options})
