"""What can be told from the rows of pages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, cast

from synctv_async.doctor.asking import Answer, object_in
from synctv_async.doctor.findings import Outcome, UndecidedError, differs, holds, unknown

__all__ = ["DEFAULT_PAGE", "Page", "Window", "about", "judge_window", "offset_outcome", "page_of"]

DEFAULT_PAGE = 25
"""Rows of a page. Source: "default: 25 items per response"."""
_STATUS_KEYS = frozenset({"code", "message", "messages", "count"})

Window: TypeAlias = Literal["moved", "same", "other"]
"""What became of an offset: the page begins there, it is the first page again, or something else."""


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one answer and their ids."""

    answer: Answer = field(repr=False)
    rows: tuple[dict[str, Any], ...] = field(repr=False)
    ids: tuple[int, ...] = field(repr=False)


def page_of(answer: Answer, payload: str) -> Page:
    """Return the rows of a list's answer; undecided where it is no list of rows with ids."""
    if not answer.ok:
        message = f"the list was answered {answer.summary}"
        raise UndecidedError(message)
    content = answer.content
    key = payload if payload in content else next((name for name in content if name not in _STATUS_KEYS), None)
    found: object = None if key is None else content[key]
    rows = tuple(object_in(row) for row in cast("list[object]", found)) if isinstance(found, list) else None
    if rows is None or not all(rows):
        raise UndecidedError("the answer holds no list of records")
    return Page(answer, rows, tuple(_id_of(row) for row in rows))


def _id_of(row: dict[str, Any]) -> int:
    value = row.get("id")
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UndecidedError("the list has rows without a whole number as their id")
    return value


def judge_window(first: Sequence[int], second: Sequence[int]) -> Window:
    """Tell what a page shows that was asked for at the last row of the first one.

    >>> judge_window([1, 2, 3], [3, 4, 5])
    'moved'
    >>> judge_window([1, 2, 3], [1, 2, 3])
    'same'
    """
    if list(first) == list(second):
        return "same"
    moved = bool(second) and second[0] == first[-1] and not set(first[:-1]) & set(second)
    return "moved" if moved else "other"


def offset_outcome(first: Page, second: Page | None, ignored: str) -> Outcome:
    """Judge whether a list comes in pages. ``second`` is the page at the last row of the first, if it has two rows."""
    if second is None:
        return unknown("the list has fewer than two rows")
    window = judge_window(first.ids, second.ids)
    rows = len(first.ids)
    if window == "same":
        return differs("offset is ignored, the list comes whole", ignored)
    if window == "other":
        return unknown("the page at an offset did not begin with the row there: the list has changed, or is not sorted")
    if rows == DEFAULT_PAGE and len(second.ids) > 1:
        return holds("in pages of 25")
    detail = "the list is too short to show how long a page is" if rows <= DEFAULT_PAGE else ""
    return holds("offset is respected" + ("" if detail else f", in pages of more than {DEFAULT_PAGE}"), detail)


def about(number: int) -> str:
    """Return the size of a number and not the number: a report tells nobody how large a catalogue is.

    >>> about(14703), about(8)
    ('10,000s', 'fewer than 10')
    """
    digits = len(str(number))
    return "fewer than 10" if digits == 1 else f"{10 ** (digits - 1):,}s"
