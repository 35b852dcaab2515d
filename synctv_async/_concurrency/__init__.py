"""All that differs between the two facades, side by side: waiting, locking, deadlines, workers, who owns a client.

Each ``AsyncX`` has its twin ``X`` with the same methods. Times are those of :func:`monotonic`; a wait that would go on
past ``until`` ends with the builtin ``TimeoutError``. Nothing else in the package imports anyio, threading or time.
"""

from synctv_async._concurrency.calls import acall, ashielded, athread, call, shielded, thread
from synctv_async._concurrency.clock import asleep, monotonic, sleep, wall_clock
from synctv_async._concurrency.crew import AsyncCrew, AsyncTicket, Crew, Ticket
from synctv_async._concurrency.deadline import AsyncDeadline, AsyncStreamGuard, Deadline, StreamGuard
from synctv_async._concurrency.gate import AsyncGate, AsyncLock, Gate, Lock
from synctv_async._concurrency.interrupt import InterruptedWorkError
from synctv_async._concurrency.owner import AsyncOwner, Owner
from synctv_async._concurrency.runner import AsyncRunner, Runner
from synctv_async._concurrency.window import AsyncWindow, Slots, Window

__all__ = [
    "AsyncCrew",
    "AsyncDeadline",
    "AsyncGate",
    "AsyncLock",
    "AsyncOwner",
    "AsyncRunner",
    "AsyncStreamGuard",
    "AsyncTicket",
    "AsyncWindow",
    "Crew",
    "Deadline",
    "Gate",
    "InterruptedWorkError",
    "Lock",
    "Owner",
    "Runner",
    "Slots",
    "StreamGuard",
    "Ticket",
    "Window",
    "acall",
    "ashielded",
    "asleep",
    "athread",
    "call",
    "monotonic",
    "shielded",
    "sleep",
    "thread",
    "wall_clock",
]
