"""Which seeds each scenario is played with."""

import os

__all__ = ["SEEDS", "USUAL", "cases"]

USUAL = 3
"""The seed with which every scenario is played."""

SEEDS: dict[str, tuple[int, ...]] = {}
"""Seeds that once found a mistake, of the client or of the sandbox; they are played besides the usual one."""


def cases(*scenarios: str) -> list[tuple[str, int]]:
    """Return the scenarios with their seeds; ``SYNCTV_CHAOS_SEEDS=10:200`` in the environment plays those instead."""
    first, _, last = os.environ.get("SYNCTV_CHAOS_SEEDS", "").partition(":")
    if first:
        return [(name, seed) for name in scenarios for seed in range(int(first), int(last or int(first) + 1))]
    return [(name, seed) for name in scenarios for seed in (USUAL, *SEEDS.get(name, ()))]
