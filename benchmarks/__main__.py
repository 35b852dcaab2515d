"""Print what the package costs. It reports and does not judge: the exit code is 0 whatever the ratios are."""

import argparse
import json
import time
from pathlib import Path

from benchmarks.cases import CASES, LONG_CASES
from benchmarks.measure import Figure, Ratio, service

__all__ = ["main"]

_QUICK = f"all of them but {', '.join(sorted(LONG_CASES))}"


def main() -> None:
    """Run the cases that are named, or all of them that do not take minutes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"any of {', '.join(CASES)}; without one, {_QUICK}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results to this file too")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.name if name not in CASES]:
        parser.error(f"there is no benchmark {unknown[0]!r}, only {', '.join(CASES)}")
    started = time.perf_counter()
    measured: list[Ratio | Figure] = []
    print("ratio = median of the rounds' ratios (least-greatest); costs are medians of CPU time, ours first")
    print("of what has no ratio: the median of the rounds (least-greatest)")
    with service() as where:
        for name in arguments.name or (name for name in CASES if name not in LONG_CASES):
            for result in CASES[name](where):
                print(result, flush=True)
                measured.append(result)
    print(f"in {time.perf_counter() - started:.0f} s")
    if arguments.json:
        arguments.json.write_text(json.dumps([result.to_json() for result in measured], indent=2) + "\n")


if __name__ == "__main__":
    main()
