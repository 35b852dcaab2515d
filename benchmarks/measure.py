"""Workers side by side, and what their runs say: a ratio a round, so that a slow moment of the machine cancels out."""

import json
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal, TypeAlias

__all__ = [
    "Extra",
    "Figure",
    "Ratio",
    "Run",
    "Service",
    "figure_of",
    "interleaved",
    "line_of",
    "process",
    "ratio_of",
    "service",
    "workers",
]

Extra: TypeAlias = Literal["plain", "speed"]
"""Whether a worker may see the modules of the ``speed`` extra."""


@dataclass(frozen=True)
class Run:
    """One measured run: seconds of CPU and of the clock, and the pages that they took.

    ``peak`` is the most memory that the process has had until then, in MB.
    """

    pages: float
    cpu: float
    wall: float
    peak: float = 0.0

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
class Figure:
    """What was measured in so many rounds: their median, the least and the greatest, and what it should be."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    rounds: int
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it is within its limits."""
        low = self.low if self.at_least is None else self.at_least
        high = self.high if self.at_most is None else self.at_most
        return low <= self.value <= high

    def __str__(self) -> str:
        verdict = "kept" if self.kept else "missed"
        limit = "" if self.at_least is None else f"limit >= {self.at_least:g}  {verdict}"
        limit = limit if self.at_most is None else f"limit <= {self.at_most:g}  {verdict}"
        spread = f"({self.low:.3g}-{self.high:.3g})" if self.rounds > 1 else ""
        return f"{self.name:<60} {self.value:8.4g} {self.unit:<3} {spread:<14} {limit}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """Return it as a mapping of plain values."""
        return asdict(self)


def figure_of(
    name: str,
    values: Sequence[float],
    unit: str = "",
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """Sum up what was measured."""
    return Figure(name, median(values), min(values), max(values), unit, len(values), at_least, at_most)


@dataclass(frozen=True)
class Service:
    """Where the server listens: ``url`` answers at once, ``slow_url`` after a while."""

    url: str
    slow_url: str


@contextmanager
def process(*arguments: str) -> Generator["subprocess.Popen[str]", None, None]:
    """Run a module in a process that is ended afterwards."""
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:  # noqa: S603 - ours
        try:
            yield started
        finally:
            started.terminate()


def line_of(running: "subprocess.Popen[str]") -> str:
    """Return the next line that a process prints."""
    assert running.stdout is not None
    line = running.stdout.readline()
    if not line:
        message = f"{running.args!r} ended with {running.wait()}"
        raise RuntimeError(message)
    return line


@contextmanager
def service() -> Generator[Service, None, None]:
    """Run the server in a process of its own."""
    with process("benchmarks.server") as running:
        port, slow_port = line_of(running).split()
        yield Service(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{slow_port}")


@contextmanager
def workers(url: str, *tasks: tuple[str, Extra]) -> Generator[list[Callable[[int], Run]], None, None]:
    """Start a worker for each task; what is returned makes one run of so many repetitions."""
    with ExitStack() as stack:
        started = [stack.enter_context(process("benchmarks.worker", name, url, extra)) for name, extra in tasks]
        yield [_runner(worker) for worker in started]


def _runner(worker: "subprocess.Popen[str]") -> Callable[[int], Run]:
    def run(times: int) -> Run:
        assert worker.stdin is not None
        worker.stdin.write(f"{times}\n")
        worker.stdin.flush()
        return Run(**json.loads(line_of(worker)))

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
