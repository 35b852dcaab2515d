"""Work side by side that is awaited as a whole."""

from collections.abc import Awaitable, Callable, Iterable

import anyio

__all__ = ["AsyncRunner", "Runner"]


class AsyncRunner:
    """Runs functions side by side, a few at a time, started in their order."""

    __slots__ = ("_limit",)

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def run(self, functions: Iterable[Callable[[], Awaitable[None]]]) -> None:
        """Run them all. The first error ends the others and comes out bare."""
        waiting = iter(functions)

        async def work() -> None:
            for function in waiting:
                await function()

        try:
            async with anyio.create_task_group() as group:
                for _ in range(self._limit):
                    group.start_soon(work)
        except BaseExceptionGroup as errors:
            first = errors.exceptions[0]
        else:
            return
        raise first


class Runner:
    """Runs functions one after the other: a script that wants more at a time has threads of its own."""

    __slots__ = ()

    def __init__(self, limit: int) -> None:
        pass

    def run(self, functions: Iterable[Callable[[], None]]) -> None:
        """Run them all, up to the first error."""
        for function in functions:
            function()
