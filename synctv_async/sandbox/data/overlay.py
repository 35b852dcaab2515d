"""A list made of a catalogue that repeats itself and of the rows that were written over it. Pure.

What was written is little, what is below it may be a million records; the list is never made as a whole.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from synctv_async.sandbox.data.pattern import Key, Selection
from synctv_async.sandbox.types import Order

__all__ = ["View"]

_NONE: Final[Mapping[int, Key]] = MappingProxyType({})
_BEYOND: Final = 1 << 63  # of any id


class View:
    """The records that match, in ascending order: those of the selection that are not gone, and those added."""

    def __init__(self, selection: Selection, gone: Iterable[int] = (), added: Mapping[int, Key] = _NONE) -> None:
        self._selection = selection
        self._gone = sorted(selection.place(number) for number in gone if selection.matches(number))
        self._keys = dict(added)
        self._added = sorted((key, number) for number, key in added.items())

    def __len__(self) -> int:
        return len(self._selection) - len(self._gone) + len(self._added)

    @property
    def written(self) -> int:
        """How many rows and gaps it has to remember."""
        return len(self._gone) + len(self._added)

    def lose(self, number: int) -> None:
        """Take note that a record of the selection's catalogue is gone."""
        if self._selection.matches(number):
            place = self._selection.place(number)
            index = bisect_left(self._gone, place)
            if index == len(self._gone) or self._gone[index] != place:
                self._gone.insert(index, place)

    def put(self, number: int, key: Key | None) -> None:
        """Take note of a row that was written: of its key, or that it does not match or is not there."""
        held = self._keys.pop(number, None)
        if held is not None:
            del self._added[bisect_left(self._added, (held, number))]
        if key is not None:
            self._keys[number] = key
            insort(self._added, (key, number))

    def ids(self, order: Order, limit: int = -1, offset: int = 0) -> list[int]:
        """Return a part of the list in an order; its columns are those of the selection."""
        size = len(self)
        start = min(max(offset, 0), size)
        stop = size if limit < 0 else min(start + limit, size)
        if order.descending:
            start, stop = size - stop, size - start
        ids = [self._turned(place) for place in range(start, stop)] if order.ties_descending else self._ids(start, stop)
        return ids[::-1] if order.descending else ids

    def after(self, number: int, limit: int) -> list[int]:
        """Return so many of the ids that follow another one; only of a list that is sorted by nothing else."""
        start = self._rank((), number + 1)
        return self._ids(start, min(start + limit, len(self)))

    def _turned(self, place: int) -> int:
        """Return the id at a place of the list whose ties stand the other way round."""
        [number] = self._ids(place, place + 1)
        key = self._keys[number] if number in self._keys else self._selection.key(number)
        first, last = self._rank(key, -_BEYOND), self._rank(key, _BEYOND)
        return self._ids(first + last - 1 - place, first + last - place)[0]

    def _rank(self, key: Key, number: int) -> int:
        below = self._selection.rank(key, number)
        return below - bisect_left(self._gone, below) + bisect_left(self._added, (key, number))

    def _place(self, index: int) -> int:
        """Return the place of an added row in the list."""
        below = self._selection.rank(*self._added[index])
        return index + below - bisect_left(self._gone, below)

    def _ids(self, start: int, stop: int) -> list[int]:
        every = range(len(self._added))
        first, last = (bisect_left(every, place, key=self._place) for place in (start, stop))
        below = self._left(start - first, stop - last)
        if first == last:
            return below
        ids: list[int] = []
        used = 0
        for index in range(first, last):
            until = self._place(index) - start - (index - first)
            ids += below[used:until]
            ids.append(self._added[index][1])
            used = until
        return ids + below[used:]

    def _left(self, start: int, stop: int) -> list[int]:
        """Return the ids from one place to before another one of what is left of the selection."""
        if start >= stop:
            return []
        first, last = self._original(start), self._original(stop - 1) + 1
        ids = self._selection.slice(first, last)
        gone = {place - first for place in self._gone[bisect_left(self._gone, first) : bisect_left(self._gone, last)]}
        return [number for index, number in enumerate(ids) if index not in gone] if gone else ids

    def _original(self, place: int) -> int:
        """Return the place in the selection of what stands at a place of what is left of it."""
        return place + bisect_right(range(len(self._gone)), place, key=lambda index: self._gone[index] - index)
