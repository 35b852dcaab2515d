"""Writes ``docs/endpoints.md`` from the table of endpoints; ``--check`` only compares."""

import sys
from pathlib import Path

from synctv_async import ENDPOINTS

PAGE = Path(__file__).parents[1] / "docs" / "endpoints.md"

HEAD = """\
# Endpoints

Each call of the package, from the table that decides about retries. *Repeated* tells whether a call is sent again after
a failure that leaves it open whether it was done. A call that surely did not happen (no connection, 429, a login that
had run out) is always sent again.

| call | request | repeated | source |
|---|---|---|---|
"""


def page() -> str:
    """Return the page's text."""
    repeated = {True: "yes", False: "**no**"}
    rows = [
        f"| `{entry.name}` | `{entry.method} {entry.path}` | {repeated[entry.repeatable]} | {entry.source} |\n"
        for entry in ENDPOINTS.values()
    ]
    return HEAD + "".join(rows)


def main(arguments: list[str]) -> int:
    """Write the page, or tell whether it is up to date."""
    if arguments == ["--check"]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        print("docs/endpoints.md is up to date" if same else "docs/endpoints.md is stale: run tools/endpoints_page.py")
        return 0 if same else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
