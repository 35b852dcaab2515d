"""Who is calling, found out once: an access that is given, or one that a login obtains when it is first needed."""

import builtins
import copy
from collections.abc import Awaitable, Callable

from synctv_async._concurrency import AsyncLock
from synctv_async.config import AccessCredentials
from synctv_async.errors import SyncTVError, TimeoutError

__all__ = ["AsyncSession"]

AsyncLogin = Callable[[float], Awaitable[AccessCredentials]]


class AsyncSession:
    """Holds the access of all tasks. However many ask, one logs in and the others wait for what it gets."""

    __slots__ = ("_access", "_error", "_lock", "_login", "_tries")

    def __init__(self, access: AccessCredentials | None = None, login: AsyncLogin | None = None) -> None:
        self._access = access
        self._login = login
        self._lock = AsyncLock()
        self._tries = 0
        self._error: SyncTVError | None = None

    async def access(self, until: float) -> AccessCredentials | None:
        """Return the access, logging in for it if that is how it is had."""
        if self._access is not None or self._login is None:
            return self._access
        return await self._log_in(self._login, None, until)

    async def renew(self, stale: AccessCredentials | None, until: float) -> AccessCredentials | None:
        """Return an access that is not the stale one, or ``None`` where the access was given and cannot be renewed."""
        if self._login is None:
            return None
        return await self._log_in(self._login, stale, until)

    async def _log_in(self, login: AsyncLogin, stale: AccessCredentials | None, until: float) -> AccessCredentials:
        tries = self._tries
        try:
            await self._lock.acquire(until)
        except builtins.TimeoutError:
            message = "the call's time ran out while another call logged in"
            raise TimeoutError(message, sent=False) from None
        try:
            if self._access is not None and self._access is not stale:
                return self._access
            if self._tries != tries and self._error is not None:  # who waited for a login shares its failure
                raise copy.copy(self._error)
            return await self._try(login, until)
        finally:
            self._lock.release()

    async def _try(self, login: AsyncLogin, until: float) -> AccessCredentials:
        try:
            self._access, self._error = await login(until), None
        except SyncTVError as error:
            self._error = error
            self._tries += 1
            raise
        self._tries += 1
        return self._access
