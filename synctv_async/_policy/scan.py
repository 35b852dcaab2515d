"""How a list is read page by page so that no row is lost or repeated while the catalogue changes.

Offsets count rows, so every row that is created, deleted, or enters or leaves the filter before our place shifts all
that follows. A plain offset reader then skips rows or reads them twice and cannot tell. Sorted by id, a page tells by
itself whether it joins on: each page is asked for one row early, and if its first id is not beyond the last one
delivered, then whatever follows that id in the page is what follows it in the catalogue. Such a page is *anchored*. One
that is not anchored is not used; the reader goes back until one is.
"""

from collections.abc import Hashable, Sequence
from typing import Protocol, TypeAlias, cast

import attrs

from synctv_async.errors import PaginationError

__all__ = ["DEFAULT_PAGE", "AskCount", "Fetch", "Finished", "OnePage", "Plan", "Position", "ScanPlan", "Step"]

DEFAULT_PAGE = 25
"""Rows of a page where nothing else is asked for. Source: "default: 25 items per response" of the documents."""

_TRUST_AFTER = 100  # rows in strict order before we believe that the service sorts as asked
_SAME_PAGES = 3  # running, at different offsets, with the same ids: the service does not look at the offset
_STALE_ROWS = 1_000_000  # rows read on end without a new one: the service goes round in a way of its own


@attrs.frozen
class Position:
    """Where a scan stands: the offset to ask for next and the last id delivered.

    ``delivered`` counts the rows up to here, ``changed`` tells whether a change was seen on the way, and ``expected``
    is the count of the list when the scan began, where it was asked for. All of it is for who resumes the scan.
    """

    offset: int = 0
    last_id: int | None = None
    delivered: int = 0
    changed: bool = False
    expected: int | None = None


@attrs.frozen
class Fetch:
    """Read the page at this offset and feed it."""

    offset: int


@attrs.frozen
class AskCount:
    """The service repeats itself. Feed the list's count, or ``None`` where there is none that proves anything."""


@attrs.frozen
class Finished:
    """All rows were delivered."""


Step: TypeAlias = Fetch | AskCount | Finished


class Plan(Protocol):
    """What reads a list: it says what to fetch next and judges what came."""

    @property
    def by_id(self) -> bool: ...
    @property
    def stride(self) -> int | None: ...
    @property
    def rewinds(self) -> int: ...
    @property
    def duplicates(self) -> int: ...
    @property
    def position(self) -> Position: ...
    def next(self) -> Step: ...
    def feed(self, offset: int, ids: Sequence[Hashable]) -> list[int]: ...
    def within(self, page: Position, offset: int, index: int, row_id: Hashable, fresh: int) -> Position: ...
    def feed_count(self, count: int | None) -> None: ...


class OnePage:
    """The plan of a list that the service sends whole, in one answer. Resumed, it drops as many rows as were had."""

    by_id = False
    stride = None
    rewinds = 0
    duplicates = 0

    def __init__(self, start: Position | None = None) -> None:
        self.position = start or Position()
        self._step: Step = Fetch(0)

    def next(self) -> Step:
        """Return what to do next."""
        return self._step

    def feed(self, offset: int, ids: Sequence[Hashable]) -> list[int]:
        """Deliver every row that was not delivered before."""
        fresh = list(range(self.position.offset, len(ids)))
        self.position = Position(offset + len(ids), delivered=self.position.delivered + len(fresh))
        self._step = Finished()
        return fresh

    def within(self, page: Position, offset: int, index: int, row_id: Hashable, fresh: int) -> Position:  # noqa: ARG002 - as the protocol has it
        """Return the position after one row of the page."""
        return Position(index + 1, delivered=page.delivered + fresh)

    def feed_count(self, count: int | None) -> None:
        """Nothing asks for a count."""


class ScanPlan:
    """Decides which page to read next and which rows of a page to deliver. Told everything, does nothing.

    ``by_id`` says that the list is sorted by id, ``descending`` which way. ``page_size`` is the ``limit`` that is sent,
    or ``None``. ``offset_documented`` says that the service promises pages of 25.
    """

    def __init__(
        self,
        *,
        by_id: bool,
        descending: bool = False,
        page_size: int | None = None,
        offset_documented: bool = True,
        start: Position | None = None,
    ) -> None:
        start = start or Position()
        self.rewinds: int = 0
        self.duplicates: int = 0
        self._delivered = start.delivered
        self._changed = start.changed
        self._expected = start.expected
        self._sign = -1 if descending else 1
        self._limit = page_size
        self._offset = start.offset
        self._last = start.last_id
        self._anchoring = by_id and (start.offset == 0 or start.last_id is not None)
        self._seen: set[Hashable] | None = set() if (start.offset, start.last_id) == (0, None) else None
        self._proven = DEFAULT_PAGE if page_size is None and offset_documented else 0
        self._previous = 0
        self._back = 1
        self._stale = 0
        self._same: list[int] = []
        self._ids: tuple[Hashable, ...] = ()
        self._probing_from: int | None = None
        self._step: Step = Fetch(start.offset)

    @property
    def by_id(self) -> bool:
        """Whether the guarantee holds: the list is sorted by id, and the service keeps to it."""
        return self._anchoring

    @property
    def stride(self) -> int | None:
        """How far a page moves the scan on, where that is known before one was read."""
        return self._proven - self._anchoring if self._proven else None

    @property
    def position(self) -> Position:
        """Where the scan goes on after all that was delivered."""
        last = self._last if self._anchoring else None
        return Position(self._offset, last, self._delivered, self._changed, self._expected)

    def within(self, page: Position, offset: int, index: int, row_id: Hashable, fresh: int) -> Position:
        """Return the position after one row of the page that was fed last, to go on with the row after it.

        ``page`` is the position before that page, and the row the ``fresh``-th of those to deliver, from 1.
        """
        place, last = (offset + index, cast("int", row_id)) if self._anchoring else (offset + index + 1, None)
        return Position(place, last, page.delivered + fresh, self._changed, self._expected)

    def next(self) -> Step:
        """Return what to do next."""
        return self._step

    def feed(self, offset: int, ids: Sequence[Hashable]) -> list[int]:
        """Judge the page at this offset by the ids of its rows; return the indexes of the rows to deliver."""
        if self._probing_from is not None:
            self._judge_probe(tuple(ids))
            return []
        fresh = self._judge(offset, ids)
        self._delivered += len(fresh)
        return fresh

    def _judge(self, offset: int, ids: Sequence[Hashable]) -> list[int]:
        if self._anchoring and not self._in_order(ids):
            self._stop_anchoring()
            if offset > 0 and self._offset == 0:  # what was delivered is known: begin again and drop it
                self._step = Fetch(0)
                return []
        if self._anchoring:
            return self._feed_anchored(offset, cast("Sequence[int]", ids))
        return self._feed_plain(offset, ids)

    def feed_count(self, count: int | None) -> None:
        """Judge a service that repeats its page by how many rows it says there are."""
        if count == len(self._ids):
            self._step = Finished()
            return
        said = "there is no count to compare with" if count is None else f"it counts {count}"
        message = f"the service answers every offset with the same {len(self._ids)} rows, and {said}"
        raise PaginationError(message)

    def _in_order(self, ids: Sequence[Hashable]) -> bool:
        previous: int | None = None
        for row_id in ids:
            if type(row_id) is not int:
                return False
            number = row_id * self._sign
            if previous is not None and number <= previous:
                return False
            previous = number
        return True

    def _stop_anchoring(self) -> None:
        self._anchoring = False
        if self._seen is None:
            self._seen = set() if self._last is None else {self._last}
        else:
            self._offset = 0

    def _feed_anchored(self, offset: int, ids: Sequence[int]) -> list[int]:
        if offset > 0 and (not ids or self._is_beyond(ids[0])):
            self.rewinds += 1
            self._changed = True
            self._same = []  # a page like no other: the service looks at the offset
            self._offset = max(0, offset - self._back)
            self._back *= 2
            self._step = Fetch(self._offset)
            return []
        self._back = 1
        self._changed = self._changed or (self._last is not None and (not ids or ids[0] != self._last))
        start = next((index for index, row_id in enumerate(ids) if self._is_beyond(row_id)), len(ids))
        fresh = list(range(start, len(ids)))  # the ids are in order: what is beyond is the rest
        on_purpose = 0 if self._last is None else 1  # the row last delivered is asked for again
        self.duplicates += max(0, len(ids) - len(fresh) - on_purpose)
        if fresh:
            self._last = ids[-1]
            self._remember(ids)
        alone = len(ids) <= 1 and not fresh  # asked for with the row before it, and nothing came after
        self._conclude(offset, ids, len(ids) - 1, fresh=bool(fresh), ended=alone)
        return fresh

    def _is_beyond(self, row_id: int) -> bool:
        return self._last is None or row_id * self._sign > self._last * self._sign

    def _remember(self, ids: Sequence[int]) -> None:
        if self._seen is not None:
            self._seen.update(ids)
            if len(self._seen) > _TRUST_AFTER:
                self._seen = None

    def _feed_plain(self, offset: int, ids: Sequence[Hashable]) -> list[int]:
        if self._seen is None:
            self._seen = set()
        fresh: list[int] = []
        for index, row_id in enumerate(ids):
            if row_id not in self._seen:
                self._seen.add(row_id)
                fresh.append(index)
        self.duplicates += len(ids) - len(fresh)
        self._conclude(offset, ids, len(ids), fresh=bool(fresh), ended=not ids)
        return fresh

    def _conclude(self, offset: int, ids: Sequence[Hashable], advance: int, *, fresh: bool, ended: bool) -> None:
        """Note what the page proves about the size of pages, and choose the next step."""
        self._offset = offset + max(advance, 0)
        if fresh:
            self._proven = max(self._proven, self._previous)  # the page before was followed by more, so it was full
        self._previous = len(ids)
        self._stale = 0 if fresh else self._stale + len(ids)
        if ended or len(ids) < self._proven:
            self._step = Finished()
            return
        if self._stale > _STALE_ROWS:
            message = f"the service sent {self._stale} rows on end without a new one, and no end"
            raise PaginationError(message)
        self._step = Fetch(self._offset)
        if tuple(ids) != self._ids:
            self._ids, self._same = tuple(ids), []
        if offset not in self._same:
            self._same.append(offset)
        if len(self._same) == _SAME_PAGES:
            # It may be chance: rows may have been added just so. The first page tells.
            self._probing_from = self._offset
            self._step = Fetch(0)

    def _judge_probe(self, ids: tuple[Hashable, ...]) -> None:
        back, self._probing_from, self._same = self._probing_from, None, []
        if ids != self._ids:
            self._step = Fetch(back or 0)
            return
        # Longer than a page and not as long as asked for, or shorter than one that nobody limited: nothing was cut.
        uncut = DEFAULT_PAGE < len(ids) != self._limit or (len(ids) < DEFAULT_PAGE and self._limit is None)
        self._step = Finished() if uncut else AskCount()
