"""What time it is where the rows are changed."""

from datetime import UTC, datetime

from synctv_async import AsyncSourceSync, AsyncSyncTV, DecodeError

__all__ = ["ask_time"]


async def ask_time(client: AsyncSyncTV | AsyncSourceSync) -> tuple[datetime, str]:
    """Return the time in whole seconds and whose clock it is by: the ``server``'s, or the ``local`` one."""
    if isinstance(client, AsyncSyncTV):
        try:
            return await client.server_time(), "server"
        except DecodeError:
            pass  # it does not say
    return datetime.now(UTC).replace(microsecond=0), "local"
