"""The rows of the list, for the page and for whoever asks what is new."""

from collections.abc import Iterable, Iterator
from typing import Final

from synctv_async.sandbox.inspector.history import Row
from synctv_async.sandbox.inspector.html import Markup, Node, join, tag
from synctv_async.sandbox.inspector.text import clock_time, duration, visible

__all__ = ["COLUMNS", "method_mark", "rows_markup", "status_mark"]

COLUMNS: Final = ("Time", "Method", "Path and parameters", "Status", "Answer", "Took")
_SIGNS: Final = {"2xx": "✓", "3xx": "→", "4xx": "!", "5xx": "✕", "none": "⌁", "pending": "…"}
_SPOKEN: Final = {"2xx": "answered", "3xx": "redirected", "4xx": "refused", "5xx": "failed"}
_NAMES: Final = {"none": "reset", "pending": "open"}
_PARAMS: Final = 6
_LONG: Final = 48


def rows_markup(rows: Iterable[Row]) -> Markup:
    """Return rows of the table."""
    return join(_row(row) for row in rows)


def method_mark(method: str) -> Markup:
    """Return a method, told apart by whether it may change anything."""
    return tag("span", method, class_="method" if method in {"GET", "HEAD"} else "method writes")


def status_mark(row: Row) -> Markup:
    """Return a status with a sign, for colour alone tells not everybody."""
    sign = tag("span", _SIGNS.get(row.kind, "?"), class_="sign", aria_hidden="true")
    name = str(row.status) if row.status is not None else _NAMES[row.kind]
    spoken = tag("span", f" {_SPOKEN[row.kind]}", class_="spoken") if row.kind in _SPOKEN else None
    return tag("span", sign, name, spoken, class_=f"status s{row.kind}")


def _row(row: Row) -> Markup:
    link = tag("a", visible(row.path), href=f"requests/{row.number}", class_="path")
    cells: tuple[tuple[str, Node], ...] = (
        ("time", clock_time(row.at)),
        ("verb", method_mark(row.method)),
        ("what", join(link, _params(row))),
        ("state", status_mark(row)),
        ("word", join(_answered(row))),
        ("took", duration(row.seconds)),
    )
    return tag(
        "tr",
        [tag("td", content, class_=name, role="cell") for name, content in cells],
        role="row",
        id=f"r{row.number}",
        data_number=row.number,
        data_open=not row.settled,
        class_=f"k{row.kind}",
    )


def _params(row: Row) -> Node:
    if not row.params:
        return None
    shown = [_param(name, value) for name, value in row.params[:_PARAMS]]
    more = len(row.params) - len(shown)
    return tag("span", shown, tag("span", f"+{more} more", class_="more") if more else None, class_="params")


def _param(name: str, value: str) -> Markup:
    cut = value if len(value) <= _LONG else f"{value[:_LONG]}…"
    return tag("span", tag("span", f"{name}=", class_="name"), visible(cut), class_="param")


def _answered(row: Row) -> Iterator[Node]:
    if row.mistake is not None:
        yield tag("span", row.mistake, class_="mistake")
    else:
        yield tag("span", row.word)
    for name in row.faults:
        yield tag(
            "span",
            tag("span", "ϟ", class_="sign", aria_hidden="true"),
            tag("span", "chaos: ", class_="spoken"),
            name,
            class_="fault",
        )
