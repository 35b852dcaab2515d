"""The sandbox of a million media beside one of a thousand: how long until it serves, how long a page takes."""

import json
import subprocess
from collections.abc import Mapping, Sequence

from benchmarks.measure import Figure, Ratio, Service, figure_of, line_of, process, ratio_of

__all__ = ["sandbox_pages", "sandbox_start"]

_LARGE, _SMALL = 1_000_000, 1_000
_DEEP = 900_000
_EDITS = 2_000
_ROUNDS = 5
_PAGES = 25
_START, _PAGE = 2_000.0, 50.0  # milliseconds that are promised
_RATIO = 2.0

_QUERIES: Mapping[str, Sequence[tuple[str, str]]] = {
    "plain": (),
    "sorted by name": (("sort_order[]", "name"),),
    "sorted by two, downwards": (
        ("sort_order[]", "avg_rating"),
        ("sort_order[]", "created_at"),
        ("sort_descending", "true"),
    ),
    "with a text": (("named_like", "a"),),
    "with a language": (("any_of_audio_languages[]", "eng"), ("any_of_audio_languages[]", "fre")),
}
_SHARE = {"with a text": 0.5, "with a language": 0.5}
"""Filters leave less of the list, so that deep is not as deep."""


def sandbox_start(_service: Service) -> list[Figure | Ratio]:
    """Start a sandbox in a fresh process, imports aside."""
    large: list[float] = []
    small: list[float] = []
    for _ in range(_ROUNDS):
        for media, found in ((_LARGE, large), (_SMALL, small)):
            with process("benchmarks.sandbox_worker", str(media), "0") as running:
                found.append(float(line_of(running)) * 1e3)
    return [
        figure_of(f"sandbox, {_LARGE:,} media: until it serves", large, "ms", at_most=_START),
        ratio_of(f"start: {_LARGE:,} media : {_SMALL:,}", large, small, "ms", _RATIO),
    ]


def sandbox_pages(_service: Service) -> list[Figure | Ratio]:
    """Ask for pages at a deep offset, at none, and of a small catalogue, each by HTTP, before and after edits."""
    results: list[Figure | Ratio] = []
    for edits in (0, _EDITS):
        arguments = [(str(media), str(edits if media == _LARGE else 0)) for media in (_LARGE, _SMALL)]
        with (
            process("benchmarks.sandbox_worker", *arguments[0]) as large,
            process("benchmarks.sandbox_worker", *arguments[1]) as small,
        ):
            for running in (large, small):
                line_of(running)
            for name, query in _QUERIES.items():
                what = f"{name}, {edits:,} edits" if edits else name
                results += _compared(what, query, _SHARE.get(name, 1.0), large, small)
    return results


def _compared(
    name: str,
    query: Sequence[tuple[str, str]],
    share: float,
    large: "subprocess.Popen[str]",
    small: "subprocess.Popen[str]",
) -> list[Figure | Ratio]:
    offset = int(_DEEP * share)
    first = _page(large, query, offset)
    deep: list[float] = []
    shallow: list[float] = []
    little: list[float] = []
    for step in (*range(_PAGES), *range(_PAGES)):
        times = _page(large, query, offset + step * 25), _page(large, query, step * 25), _page(small, query, step)
        for found, milliseconds in zip((deep, shallow, little), times, strict=True):
            found.append(milliseconds)
    # Records are printed once and kept; when the pages are read again, that is behind them.
    deep, shallow, little = (found[_PAGES:] for found in (deep, shallow, little))
    return [
        figure_of(f"page at {offset:,}, {name}: the very first", [first], "ms", at_most=_PAGE),
        figure_of(f"page at {offset:,}, {name}", deep, "ms", at_most=_PAGE),
        ratio_of(f"page, {name}: at {offset:,} : at 0", deep, shallow, "ms", _RATIO),
        ratio_of(f"page, {name}: {_LARGE:,} media : {_SMALL:,}", deep, little, "ms", _RATIO),
    ]


def _page(running: "subprocess.Popen[str]", query: Sequence[tuple[str, str]], offset: int) -> float:
    assert running.stdin is not None
    print(json.dumps([*query, ("offset", str(offset))]), file=running.stdin, flush=True)
    return float(line_of(running)) * 1e3
