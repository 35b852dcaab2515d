"""One task in a process of its own, measured each time it is told to work.

Run as ``python -m benchmarks.worker TASK URL plain|speed``. It reads how often to work, one number a line, and answers
each with a line of JSON: the pages it did, the seconds of CPU and of the clock that they took, and the most memory that
the process has had, in MB.
"""

import gc
import json
import resource
import sys
import time
from typing import cast

from benchmarks.tasks import TASKS, Work

__all__ = ["SPEED_MODULES", "main"]

SPEED_MODULES = ("orjson", "msgspec")
"""What the ``speed`` extra installs."""


def _measured(work: Work, times: int) -> dict[str, float]:
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    pages = sum(work() for _ in range(times))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"pages": pages, "cpu": cpu, "wall": wall, "peak": _peak()}


def _peak() -> float:
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> None:
    """Work until standard input is closed."""
    name, url, extra = sys.argv[1:]
    if extra == "plain":
        hidden = cast("dict[str, object]", sys.modules)
        hidden.update(dict.fromkeys(SPEED_MODULES))  # importing them now is an ImportError
    with TASKS[name](url) as work:
        for line in sys.stdin:
            print(json.dumps(_measured(work, int(line))), flush=True)


if __name__ == "__main__":
    main()
