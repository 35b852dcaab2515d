# Generated from synctv_async/_async/_session.py: edit that and run tools/sync_codegen.py.
"""Who is calling, found out once: an access that is given, or one that a login obtains when it is first needed."""

import builtins
import copy
from collections.abc import Callable

from synctv_async._concurrency import Lock
from synctv_async.config import AccessCredentials
from synctv_async.errors import SyncTVError, TimeoutError

__all__ = ["Session"]

Login = Callable[[float], AccessCredentials]


class Session:
    """Holds the access of all tasks. However many ask, one logs in and the others wait for what it gets."""

    __slots__ = ("_access", "_error", "_lock", "_login", "_tries")

    def __init__(self, access: AccessCredentials | None = None, login: Login | None = None) -> None:
        self._access = access
        self._login = login
        self._lock = Lock()
        self._tries = 0
        self._error: SyncTVError | None = None

    def access(self, until: float) -> AccessCredentials | None:
        """Return the access, logging in for it if that is how it is had."""
        if self._access is not None or self._login is None:
            return self._access
        return self._log_in(self._login, None, until)

    def renew(self, stale: AccessCredentials | None, until: float) -> AccessCredentials | None:
        """Return an access that is not the stale one, or ``None`` where the access was given and cannot be renewed."""
        if self._login is None:
            return None
        return self._log_in(self._login, stale, until)

    def _log_in(self, login: Login, stale: AccessCredentials | None, until: float) -> AccessCredentials:
        tries = self._tries
        try:
            self._lock.acquire(until)
        except builtins.TimeoutError:
            message = "the call's time ran out while another call logged in"
            raise TimeoutError(message, sent=False) from None
        try:
            if self._access is not None and self._access is not stale:
                return self._access
            if self._tries != tries and self._error is not None:  # who waited for a login shares its failure
                raise copy.copy(self._error)
            return self._try(login, until)
        finally:
            self._lock.release()

    def _try(self, login: Login, until: float) -> AccessCredentials:
        try:
            self._access, self._error = login(until), None
        except SyncTVError as error:
            self._error = error
            self._tries += 1
            raise
        self._tries += 1
        return self._access
