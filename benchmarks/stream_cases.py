"""The cases of streams: how fast, in how much memory, and how close to a rate limit. Each has its server."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from benchmarks.long_server import Distant, Seen, distant, seen
from benchmarks.measure import Figure, Run, Service, figure_of, workers
from benchmarks.stream_tasks import LIMITS, WORKERS

__all__ = ["stream", "stream_memory", "stream_rate", "stream_rate_short"]

_FACADES = ("async", "sync")
_BY_HAND = "stream by hand"
_STEP = 24  # how far a page takes a stream: it is asked for one row early
_LAST = 15  # rows of the last page, which are not enough for a page
_ROUNDS = 2
_PAGES = 4_000
_LATENCIES = ((0.05, 0.05), (0.025, 0.075))
_SHORT, _LONG = 10_000, 1_000_000
_WINDOWS = 3


def stream(_service: Service) -> list[Figure]:
    """Compare how many pages a second a stream gets from a distant service with what the distance allows."""
    return [figure for low, high in _LATENCIES for figure in _stream_at(low, high)]


def _stream_at(low: float, high: float) -> list[Figure]:
    limits = {_BY_HAND: None, **{f"{facade} stream": 0.85 for facade in _FACADES}}
    runs: dict[str, list[tuple[Run, Seen]]] = {name: [] for name in limits}
    with distant(Distant(rows=_PAGES * _STEP + _LAST, low=low, high=high)) as url:
        for _ in range(_ROUNDS):
            for name, found in runs.items():
                found.append(_run(url, name))
    possible = WORKERS / ((low + high) / 2)
    at = f"{low * 1e3:.0f} ms" if low == high else f"{low * 1e3:.0f}-{high * 1e3:.0f} ms"
    figures: list[Figure] = []
    for name, found in runs.items():
        shares = [run.pages / run.wall / possible for run, _ in found]
        figures.append(figure_of(f"{name}, {at}, of {possible:.0f} pages/s", shares, at_least=limits[name]))
        if name != _BY_HAND:
            connections = max(saw.connections for _, saw in found)
            figures.append(figure_of(f"{name}, {at}, most connections", [connections], at_most=WORKERS))
    return figures


def _run(url: str, name: str) -> tuple[Run, Seen]:
    """Read the list once, in a process of its own."""
    with workers(url, (name, "plain")) as (run,):
        run(0)  # ready, and with its warming up behind it, which does not count
        seen(url)
        return run(1), seen(url)


def stream_memory(_service: Service) -> list[Figure]:
    """Compare the memory that a long list takes with that of a short one."""
    figures: list[Figure] = []
    for facade in _FACADES:
        peaks: list[float] = []
        for rows in (_SHORT, _LONG):
            with distant(Distant(rows=rows, low=0.0, high=0.0, small=True)) as url:
                run, _ = _run(url, f"{facade} lean stream")
                peaks.append(run.peak)
        name = f"{facade} stream, 1,000,000 rows over 10,000 ({peaks[0]:.0f} MB)"
        figures.append(figure_of(name, [peaks[1] - peaks[0]], "MB", at_most=10))
    return figures


def stream_rate(_service: Service) -> list[Figure]:
    """Read under the limit of 1000 requests a minute, for three real minutes."""
    return _rate("a minute")


def stream_rate_short(_service: Service) -> list[Figure]:
    """Read under a limit of a window that is short enough to see three of."""
    return _rate("4 s")


def _rate(name: str) -> list[Figure]:
    """Read with both facades at the same time, each from a service of its own."""
    limit, per = LIMITS[name]
    settings = Distant(rows=limit * _WINDOWS * _STEP + _LAST, low=0.005, high=0.08, small=True, limit=limit, per=per)
    with ExitStack() as stack, ThreadPoolExecutor(len(_FACADES)) as pool:
        urls = [stack.enter_context(distant(settings)) for _ in _FACADES]
        tasks = [f"{facade} stream with a limit in {name}" for facade in _FACADES]
        saw = [found for _, found in pool.map(_run, urls, tasks)]
    figures: list[Figure] = []
    for facade, found in zip(_FACADES, saw, strict=True):
        assert found.rounds == _WINDOWS, found
        what = f"{facade} stream, {limit} requests in {per:.0f} s"
        figures += [
            figure_of(f"{what}, {_WINDOWS} windows used", [found.used], at_least=0.95),
            figure_of(f"{what}, most in a window", [found.window], at_most=limit),
            figure_of(f"{what}, 429 seen", [found.refused], at_most=0),
        ]
    return figures
