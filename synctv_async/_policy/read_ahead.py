"""Which pages to ask for before the scan does, so that they are there when it comes to them."""

from collections import deque
from collections.abc import Iterator

__all__ = ["ReadAhead"]

_TRUST = 3  # pages asked for on trust, for each page that was there


class ReadAhead:
    """Guesses the offsets that a scan will ask for next: each page as far on as the last one was.

    ``width`` is how many pages may be asked for at a time; twice as many may be in hand, the one that is being
    delivered among them. ``stride`` is how far a scan moves on with a page, where that is known beforehand. As far as
    the ``total`` goes, all pages are asked for; without one, or beyond it, no more of them than those that were there
    let hope for.
    """

    def __init__(self, width: int, stride: int | None = None) -> None:
        self.total: int | None = None
        self._most = 2 * width - 1
        self._stride = stride
        self._asked: deque[int] = deque()
        self._next = 0
        self._there = 0

    def turn_to(self, offset: int) -> bool:
        """Note which page the scan wants; tell whether it was asked for. If not, none of the others is of use."""
        if self._asked and self._asked[0] == offset:
            return True
        self._asked.clear()
        self._next = offset
        if self.total is not None and offset >= self.total:  # there are more rows than were counted
            self.total, self._there = None, 0
        return False

    def more(self) -> Iterator[int]:
        """Yield the offsets to ask for now, the nearest first."""
        while len(self._asked) < self._most and self._is_likely():
            self._asked.append(self._next)
            yield self._next
            self._next += self._stride or 0

    def _is_likely(self) -> bool:
        if not self._asked:
            return True
        if self._stride is None:
            return False
        return len(self._asked) < _TRUST * self._there if self.total is None else self._next < self.total

    def use(self, stride: int) -> None:
        """Note that the page that was wanted is there, and how far the scan moved on with it."""
        self._asked.popleft()
        self._there += 1
        if stride > 0:
            self._stride = stride

    def clear(self) -> None:
        """Forget what was asked for."""
        self._asked.clear()
