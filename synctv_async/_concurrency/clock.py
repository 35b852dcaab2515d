"""The clocks, and sleeping."""

import time

import anyio

from synctv_async._concurrency.interrupt import current_interrupt

__all__ = ["asleep", "monotonic", "sleep", "wall_clock"]

monotonic = time.monotonic
wall_clock = time.time
asleep = anyio.sleep


def sleep(seconds: float) -> None:
    """Sleep, unless the thread's crew is dismissed meanwhile."""
    interrupt = current_interrupt()
    if interrupt is None:
        time.sleep(seconds)
    else:
        interrupt.sleep(seconds)
