"""The arithmetic of a catalogue that repeats itself. Pure: no SQL, no records.

Ids stand in blocks; what is true of the record with the number ``n % block``, its *residue*, is true of record ``n``.
So whatever is asked of the residues once is known of every block: how many match, which one is the k-th, how many
stand before a given place. None of it takes longer for a million records than for ten thousand.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress, count, repeat
from typing import Final, TypeAlias, overload

from synctv_async.sandbox.types import SqlValue

__all__ = ["BLOCK", "GAP", "NOTHING", "Key", "MediaIds", "Ordering", "Selection", "Whole", "key_of"]

GAP: Final = 97
"""Its multiples are missing among the ids, as ids of deleted records are."""
BLOCK: Final = 9_700
"""Of this many ids 9,600 are there; a multiple of 10, so that each block has its clips where the first has them."""

Key: TypeAlias = tuple[int | float | str, ...]
"""What a record is sorted by, so that Python sorts it as SQLite does."""


def key_of(values: Iterable[SqlValue], *, nulls_last: bool = False) -> Key:
    """Return the key of some columns: nulls, then numbers, then texts by code points."""
    key: list[int | float | str] = []
    for value in values:
        if value is None:
            key += (3 if nulls_last else 0, 0)
        else:
            key += (2 if isinstance(value, str) else 1, value)
    return tuple(key)


class MediaIds(Sequence[int]):
    """The ids of so many records: all numbers from 1 but the multiples of 97."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.last: int = self._at(count - 1) if count else 0
        """The highest."""

    @staticmethod
    def _at(place: int) -> int:
        return place + 1 + place // (GAP - 1)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [self._at(one) for one in range(self._count)[place]]
        return self._at(range(self._count)[place])

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and 0 < number <= self.last and number % GAP != 0

    def before(self, number: int) -> int:
        """Count the ids below a number."""
        below = min(max(number, 1) - 1, self.last)
        return below - below // GAP

    def index(self, value: int, start: int = 0, stop: int | None = None) -> int:
        """Return the place of an id; ``ValueError`` where it is not there."""
        if value not in self or self.before(value) not in range(self._count)[start:stop]:
            message = f"{value} is not among the ids"
            raise ValueError(message)
        return self.before(value)


class Ordering:
    """All residues in the order of a sort; those with equal keys are a group."""

    def __init__(self, residues: Iterable[int], keys: Iterable[Key]) -> None:
        members: dict[Key, list[int]] = {}
        for residue, key in zip(residues, keys, strict=True):
            members.setdefault(key, []).append(residue)
        self.keys: list[Key] = sorted(members)
        """Of each group."""
        self.residues: array[int] = array("i", chain.from_iterable(members[key] for key in self.keys))
        """By key, then as they were given, which is by number."""
        sizes = (len(members[key]) for key in self.keys)
        self.groups: array[int] = array("i", chain.from_iterable(map(repeat, count(), sizes)))
        """The group of each of the residues."""
        self._group_of = dict(zip(self.residues, self.groups, strict=True))

    def group(self, residue: int) -> int:
        """Return the group of a residue."""
        return self._group_of[residue]


class Selection:
    """The records of a catalogue that match, in the order of a sort, equal keys by id.

    ``matching`` tells of each residue whether it does, ``last`` is the highest id of the catalogue.
    """

    def __init__(self, ordering: Ordering, matching: Sequence[int], last: int, block: int = BLOCK) -> None:
        self.ordering = ordering
        self._matching = matching
        self._last = last
        self._block = block
        chosen = [matching[residue] for residue in ordering.residues]
        self._residues = array("i", compress(ordering.residues, chosen))
        groups = [*compress(ordering.groups, chosen)]
        # Where each group begins among the residues, and among the records of the whole; one more for the end.
        self._starts = array("i", (bisect_left(groups, group) for group in range(len(ordering.keys) + 1)))
        blocks, rest = divmod(last, block)
        partial = [0, *accumulate(residue <= rest for residue in self._residues)]
        self._totals = array("q", (blocks * start + partial[start] for start in self._starts))

    def __len__(self) -> int:
        return self._totals[-1]

    def matches(self, number: int) -> bool:
        """Tell whether a record of the catalogue is among them."""
        return bool(self._matching[number % self._block])

    def key(self, number: int) -> Key:
        """Return what a record of the catalogue is sorted by."""
        return self.ordering.keys[self.ordering.group(number % self._block)]

    def rank(self, key: Key, number: int) -> int:
        """Count those before a key and an id, of whatever record."""
        keys = self.ordering.keys
        group = bisect_left(keys, key)
        if group == len(keys) or keys[group] != key:
            return self._totals[group]
        return self._totals[group] + self._within(group, number)

    def place(self, number: int) -> int:
        """Count those before a record of the catalogue."""
        group = self.ordering.group(number % self._block)
        return self._totals[group] + self._within(group, number)

    def _within(self, group: int, number: int) -> int:
        if number > self._last:
            return self._totals[group + 1] - self._totals[group]
        low, high = self._starts[group], self._starts[group + 1]
        blocks, residue = divmod(max(number, 0), self._block)
        return blocks * (high - low) + bisect_left(self._residues, residue, low, high) - low

    def slice(self, start: int, stop: int) -> list[int]:
        """Return the ids from one place to before another one, both within the length."""
        ids: list[int] = []
        group = bisect_right(self._totals, start) - 1
        while start < stop:
            end = min(stop, self._totals[group + 1])
            if end > start:
                ids += self._members(group, start - self._totals[group], end - self._totals[group])
                start = end
            group += 1
        return ids

    def _members(self, group: int, start: int, stop: int) -> list[int]:
        low, size = self._starts[group], self._starts[group + 1] - self._starts[group]
        ids: list[int] = []
        for block in range(start // size, -(-stop // size)):
            first, last = max(start - block * size, 0), min(stop - block * size, size)
            base = block * self._block
            ids += [base + residue for residue in self._residues[low + first : low + last]]
        return ids


class Whole(Selection):
    """All records of a catalogue in the order of their ids: this takes no look at any of them."""

    def __init__(self, ids: MediaIds) -> None:
        super().__init__(Ordering((), ()), b"", 0)
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    def matches(self, number: int) -> bool:
        """Tell whether a record of the catalogue is among them."""
        return number in self._ids

    def key(self, number: int) -> Key:  # noqa: ARG002 - they are all alike
        """Return what a record of the catalogue is sorted by."""
        return ()

    def rank(self, key: Key, number: int) -> int:  # noqa: ARG002 - they are all alike
        """Count those before an id, of whatever record."""
        return self._ids.before(number)

    def place(self, number: int) -> int:
        """Count those before a record of the catalogue."""
        return self._ids.before(number)

    def slice(self, start: int, stop: int) -> list[int]:
        """Return the ids from one place to before another one, both within the length."""
        return self._ids[start:stop]


NOTHING: Final = Selection(Ordering((), ()), b"", 0)
"""No records at all."""
