"""Writes the table of behaviours into ``docs/sandbox.md``; ``--check`` only compares."""

import sys
from pathlib import Path

from synctv_async.sandbox.behaviour import as_markdown

PAGE = Path(__file__).parents[1] / "docs" / "sandbox.md"
BEGIN, END = "<!-- behaviour: begin, written by tools/sandbox_page.py -->\n\n", "\n<!-- behaviour: end -->"


def page(text: str) -> str:
    """Return the page's text with the table as it should be."""
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        message = f"{PAGE.name} has lost its marks: {BEGIN!r} and {END!r}"
        raise SystemExit(message)
    return head + begin + as_markdown() + end + tail


def main(arguments: list[str]) -> int:
    """Write the page, or tell whether it is up to date."""
    text = PAGE.read_text(encoding="utf-8")
    if arguments == ["--check"]:
        same = text == page(text)
        print("docs/sandbox.md is up to date" if same else "docs/sandbox.md is stale: run tools/sandbox_page.py")
        return 0 if same else 1
    PAGE.write_text(page(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
