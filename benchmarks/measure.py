"""Workers side by side, and what their runs say: a ratio a round, so that a slow moment of the machine cancels out."""

import json
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal, TypeAlias

__all__ = ["Extra", "Ratio", "Run", "Service", "interleaved", "ratio_of", "service", "workers"]

Extra: TypeAlias = Literal["plain", "speed"]
"""Whether a worker may see the modules of the ``speed`` extra."""


@dataclass(frozen=True)
class Run:
    """One measured run: seconds of CPU and of the clock, and the pages that they took."""

    pages: float
    cpu: float
    wall: float

    @property
    def cost(self) -> float:
        """Microseconds of CPU a page."""
        return self.cpu / self.pages * 1e6


@dataclass(frozen=True)
class Ratio:
    """How two costs compare. ``low`` and ``high`` are the least and the greatest ratio of one round."""

    name: str
    ours: float
    theirs: float
    unit: str
    ratio: float
    low: float
    high: float
    rounds: int
    limit: float | None = None

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"limit {self.limit:.2f}  {'over' if self.ratio > self.limit else 'kept'}"
        costs = f"{self.ours:8.1f} : {self.theirs:8.1f} {self.unit}"
        return f"{self.name:<44} {costs:<28} {self.ratio:5.2f}  ({self.low:.2f}-{self.high:.2f})  {limit}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """Return it as a mapping of plain values."""
        return asdict(self)


def ratio_of(name: str, ours: Sequence[float], theirs: Sequence[float], unit: str, limit: float | None = None) -> Ratio:
    """Compare the rounds of two that were measured in turn."""
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    return Ratio(name, median(ours), median(theirs), unit, median(ratios), min(ratios), max(ratios), len(ratios), limit)


@dataclass(frozen=True)
class Service:
    """Where the server listens: ``url`` answers at once, ``slow_url`` after a while."""

    url: str
    slow_url: str


@contextmanager
def _process(*arguments: str) -> Generator["subprocess.Popen[str]", None, None]:
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        message = f"{process.args!r} ended with {process.wait()}"
        raise RuntimeError(message)
    return line


@contextmanager
def service() -> Generator[Service, None, None]:
    """Run the server in a process of its own."""
    with _process("benchmarks.server") as process:
        port, slow_port = _line(process).split()
        yield Service(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{slow_port}")


@contextmanager
def workers(url: str, *tasks: tuple[str, Extra]) -> Generator[list[Callable[[int], Run]], None, None]:
    """Start a worker for each task; what is returned makes one run of so many repetitions."""
    with ExitStack() as stack:
        started = [stack.enter_context(_process("benchmarks.worker", name, url, extra)) for name, extra in tasks]
        yield [_runner(process) for process in started]


def _runner(process: "subprocess.Popen[str]") -> Callable[[int], Run]:
    def run(times: int) -> Run:
        assert process.stdin is not None
        process.stdin.write(f"{times}\n")
        process.stdin.flush()
        return Run(**json.loads(_line(process)))

    return run


def interleaved(runs: Sequence[Callable[[int], Run]], times: int, rounds: int) -> list[list[Run]]:
    """Run each in turn, in one direction and then in the other, after one round that warms up and does not count."""
    measured: list[list[Run]] = [[] for _ in runs]
    for number in range(rounds + 1):
        order = list(enumerate(runs))
        for index, run in order if number % 2 else reversed(order):
            result = run(times)
            if number:
                measured[index].append(result)
    return measured
