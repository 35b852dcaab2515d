"""Print what the package costs. It reports and does not judge: the exit code is 0 whatever the ratios are."""

import argparse
import json
import time
from pathlib import Path

from benchmarks.cases import CASES
from benchmarks.measure import Ratio, service

__all__ = ["main"]


def main() -> None:
    """Run the cases that are named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"any of {', '.join(CASES)}; all of them without one")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the ratios to this file too")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.name if name not in CASES]:
        parser.error(f"there is no benchmark {unknown[0]!r}, only {', '.join(CASES)}")
    started = time.perf_counter()
    ratios: list[Ratio] = []
    print("ratio = median of the rounds' ratios (least-greatest); costs are medians of CPU time, ours first")
    with service() as where:
        for name in arguments.name or CASES:
            for ratio in CASES[name](where):
                print(ratio, flush=True)
                ratios.append(ratio)
    print(f"in {time.perf_counter() - started:.0f} s")
    if arguments.json:
        arguments.json.write_text(json.dumps([ratio.to_json() for ratio in ratios], indent=2) + "\n")


if __name__ == "__main__":
    main()
