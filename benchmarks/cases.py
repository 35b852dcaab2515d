"""The cases, each with the limit that the package sets itself."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from tempfile import TemporaryDirectory

from benchmarks.measure import Extra, Figure, Ratio, Run, Service, interleaved, ratio_of, workers
from benchmarks.sandbox_cases import sandbox_load
from benchmarks.sandbox_state_cases import sandbox_pages, sandbox_start
from benchmarks.server import MEAN_LATENCY
from benchmarks.stream_cases import stream, stream_memory, stream_rate, stream_rate_short
from benchmarks.tasks import TASKS_AT_ONCE
from benchmarks.worker import SPEED_MODULES

__all__ = ["CASES", "LONG_CASES"]

_ROUNDS = 11
_PAGE = "us/page"
_LIBRARIES = "import httpx, attrs, cattrs, xmltodict, anyio, sniffio"


def _extras() -> tuple[Extra, ...]:
    installed = all(importlib.util.find_spec(name) is not None for name in SPEED_MODULES)
    return ("plain", "speed") if installed else ("plain",)


def _costs(runs: Sequence[Run]) -> list[float]:
    return [run.cost for run in runs]


def _pages(service: Service, facade: str) -> list[Ratio]:
    extras = _extras()
    tasks: list[tuple[str, Extra]] = [(f"{facade} sdk", extra) for extra in extras]
    with workers(service.url, (f"{facade} by hand", "plain"), *tasks) as runs:
        by_hand, *sdk = interleaved(runs, 6, _ROUNDS)
    limits = {"plain": 1.15, "speed": 1.0}
    names = {"plain": f"page, {facade} : by hand", "speed": f"page, {facade}, with speed : by hand"}
    return [
        ratio_of(names[extra], _costs(ours), _costs(by_hand), _PAGE, limits[extra])
        for extra, ours in zip(extras, sdk, strict=True)
    ]


def page(service: Service) -> list[Ratio]:
    """Compare the SDK's page with the same page by hand, both awaited."""
    return _pages(service, "async")


def page_sync(service: Service) -> list[Ratio]:
    """Compare the SDK's page with the same page by hand, without an event loop."""
    return _pages(service, "sync")


def decode(service: Service) -> list[Ratio]:
    """Compare records with plain values, from the same bytes."""
    extras = _extras()
    json_tasks: list[tuple[str, Extra]] = [("json to records", extra) for extra in extras]
    with workers(service.url, ("json.loads", "plain"), *json_tasks) as runs:
        plain, *records = interleaved(runs, 50, _ROUNDS)
    with workers(service.url, ("xmltodict.parse", "plain"), ("xml to records", "plain")) as runs:
        elements, xml_records = interleaved(runs, 2, _ROUNDS)
    names = {"plain": "JSON to records : json.loads", "speed": "JSON to records, with speed : json.loads"}
    limits = {"plain": 2.0, "speed": None}
    rows = [
        ratio_of(names[extra], _costs(ours), _costs(plain), _PAGE, limits[extra])
        for extra, ours in zip(extras, records, strict=True)
    ]
    xml = ratio_of("XML to records : xmltodict.parse", _costs(xml_records), _costs(elements), _PAGE, 1.3)
    return [*rows, xml]


def imports(_service: Service) -> list[Ratio]:
    """Compare a process that imports the package with one that imports what it depends on."""
    with TemporaryDirectory() as compiled:
        codes = ("import synctv_async", _LIBRARIES)
        ours, theirs = interleaved([partial(_process_run, compiled, code) for code in codes], 1, _ROUNDS)
    name = "import synctv_async : import what it needs"
    return [ratio_of(name, [run.cpu * 1e3 for run in ours], [run.cpu * 1e3 for run in theirs], "ms", 1.3)]


def _process_run(compiled: str, code: str, times: int) -> Run:
    """Run a process; the first one of a kind leaves the compiled modules, wherever the environment has them go."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    cpu = 0.0
    for _ in range(times):
        process = subprocess.Popen([sys.executable, "-c", code], env=environment)  # noqa: S603 - our own words
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            message = f"{code!r} ended with {process.returncode}"
            raise RuntimeError(message)
        cpu += usage.ru_utime + usage.ru_stime
    return Run(times, cpu, 0.0)


def lanes(service: Service) -> list[Ratio]:
    """Compare how many pages a second many tasks on one client get from a slow service, for information."""
    with workers(service.slow_url, ("lanes sdk", "plain"), ("lanes by hand", "plain")) as runs:
        ours, theirs = interleaved(runs, 1, 5)
    possible = TASKS_AT_ONCE / MEAN_LATENCY
    name = f"{TASKS_AT_ONCE} tasks, reached of {possible:.0f} pages/s : by hand"
    return [
        ratio_of(name, [_reached(run, possible) for run in ours], [_reached(run, possible) for run in theirs], "%"),
        ratio_of(f"{TASKS_AT_ONCE} tasks, CPU : by hand", _costs(ours), _costs(theirs), _PAGE),
    ]


def _reached(run: Run, possible: float) -> float:
    return run.pages / run.wall / possible * 100


def export(service: Service) -> list[Ratio]:
    """Compare what an export costs beyond its calls with splitting, hashing and writing the rows by hand."""
    if "speed" not in _extras():
        return []
    with workers(service.url, ("export", "speed"), ("calls of an export", "speed"), ("lines by hand", "speed")) as runs:
        whole, calls, lines = interleaved(runs, 1, _ROUNDS)
    beyond = [ours - theirs for ours, theirs in zip(_costs(whole), _costs(calls), strict=True)]
    rounds = ratio_of("export beyond its calls, with speed : by hand", beyond, _costs(lines), _PAGE, 1.5)
    # A small difference of two large costs: a slow moment of the machine is as large as it. Noise only ever adds, so
    # the least of each cost is what is compared.
    ours, by_hand = min(_costs(whole)) - min(_costs(calls)), min(_costs(lines))
    return [replace(rounds, ours=ours, theirs=by_hand, ratio=ours / by_hand)]


CASES: Mapping[str, Callable[[Service], Sequence[Ratio | Figure]]] = {
    "page": page,
    "page-sync": page_sync,
    "decode": decode,
    "import": imports,
    "lanes": lanes,
    "export": export,
    "sandbox-load": sandbox_load,
    "sandbox-start": sandbox_start,
    "sandbox-pages": sandbox_pages,
    "stream": stream,
    "stream-memory": stream_memory,
    "stream-rate-short": stream_rate_short,
    "stream-rate": stream_rate,
}
"""Every case by its name on the command line."""

LONG_CASES = frozenset({"stream-rate"})
"""Those that take minutes, and so are run by name only."""
