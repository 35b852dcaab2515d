"""The process and the event loop that a client belongs to."""

import os

import anyio.lowlevel

from synctv_async.errors import ConfigError

__all__ = ["AsyncOwner", "Owner"]


class AsyncOwner:
    """The process and the event loop that first used a client; connections and locks work nowhere else."""

    __slots__ = ("_loop", "_pid")

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._loop: object = None

    def check(self) -> None:
        """Raise a :class:`ConfigError` in a forked child or in another event loop."""
        _check_process(self._pid)
        loop = anyio.lowlevel.current_token()
        if self._loop is None:
            self._loop = loop
        elif self._loop != loop:
            message = "this client was first used in another event loop; create one client in each loop"
            raise ConfigError(message)


class Owner:
    """The process that created a client; its connections work nowhere else."""

    __slots__ = ("_pid",)

    def __init__(self) -> None:
        self._pid = os.getpid()

    def check(self) -> None:
        """Raise a :class:`ConfigError` in a forked child."""
        _check_process(self._pid)


def _check_process(pid: int) -> None:
    if os.getpid() != pid:
        message = f"this client belongs to process {pid} and this is its child; create a client after the fork"
        raise ConfigError(message)
