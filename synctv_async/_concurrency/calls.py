"""Calling what is not ours, and finishing what must be finished."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from inspect import isawaitable
from typing import Any, TypeVar

import anyio
import anyio.to_thread

__all__ = ["acall", "ashielded", "athread", "call", "shielded", "thread"]

T = TypeVar("T")


async def acall(function: Callable[..., Awaitable[T] | T], *args: Any) -> T:
    """Call a user's function, which may be a coroutine function or not."""
    result: Any = function(*args)
    answer: T = await result if isawaitable(result) else result
    return answer


def call(function: Callable[..., T], *args: Any) -> T:
    """Call a user's function."""
    return function(*args)


async def athread(function: Callable[..., T], *args: Any) -> T:
    """Call a function that blocks in a thread, so that the event loop goes on; cancellation waits for its end."""
    return await anyio.to_thread.run_sync(function, *args)


def thread(function: Callable[..., T], *args: Any) -> T:
    """Call a function that blocks: here nothing else waits."""
    return function(*args)


def ashielded() -> AbstractContextManager[object]:
    """Let what is inside finish although the caller is being cancelled; for closing things."""
    return anyio.CancelScope(shield=True)


def shielded() -> AbstractContextManager[object]:
    """A thread cannot be cancelled."""
    return nullcontext()
