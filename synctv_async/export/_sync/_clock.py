# Generated from synctv_async/export/_async/_clock.py: edit that and run tools/sync_codegen.py.
"""What time it is where the rows are changed."""

from datetime import UTC, datetime

from synctv_async import DecodeError, SourceSync, SyncTV

__all__ = ["ask_time"]


def ask_time(client: SyncTV | SourceSync) -> tuple[datetime, str]:
    """Return the time in whole seconds and whose clock it is by: the ``server``'s, or the ``local`` one."""
    if isinstance(client, SyncTV):
        try:
            return client.server_time(), "server"
        except DecodeError:
            pass  # it does not say
    return datetime.now(UTC).replace(microsecond=0), "local"
