"""A catalogue that changes by itself while it is read, and remembers which rows matched all the time."""

import random
from collections.abc import Sequence

from synctv_async.sandbox import RecordedRequest, Sandbox

__all__ = ["Restless"]


class Restless:
    """Changes the media of a sandbox at random just before a request is answered; the filter is ``active``.

    ``always`` are the ids that matched since it was made, ``ever`` those that matched at some time.
    """

    def __init__(self, box: Sandbox, seed: int, *, rows: int = 150, rate: float = 0.5) -> None:
        self._box = box
        self._dice = random.Random(seed)
        self._rate = rate
        self._top = 3 * rows
        self._ids = {number: self._dice.random() < 0.9 for number in range(3, self._top + 1, 3)}  # with gaps between
        box.media.insert_many([{"id": number, "active": active} for number, active in self._ids.items()])
        self.changes = 0
        self.always = self._matching()
        self.ever = set(self.always)
        box.on_request(self._hook)

    def _matching(self) -> set[int]:
        return {number for number, active in self._ids.items() if active}

    def _hook(self, _: RecordedRequest) -> None:
        while self._dice.random() < self._rate:
            self._change()
            self.changes += 1
            now = self._matching()
            self.always &= now
            self.ever |= now

    def _change(self) -> None:
        kind = self._dice.choice(["create", "delete", "delete", "leave or enter", "create some", "delete some"])
        many = self._dice.randint(2, 25) if kind.endswith("some") else 1
        start = self._dice.randint(1, self._top)
        near = [number for number in range(start, start + 3 * many) if (number in self._ids) is not ("create" in kind)]
        for number in near[:many]:
            self._set(number, kind)

    def _set(self, number: int, kind: str) -> None:
        if "create" in kind:
            self._ids[number] = self._dice.random() < 0.8
            self._box.media.insert(id=number, active=self._ids[number])
        elif "delete" in kind:
            del self._ids[number]
            self._box.media.delete(number)
        else:
            self._ids[number] = not self._ids[number]
            self._box.media.update(number, active=self._ids[number])

    def check(self, seen: Sequence[int], *, descending: bool) -> None:
        """Check that what was read is what may have been."""
        assert len(seen) == len(set(seen)), "a row came twice"
        assert list(seen) == sorted(seen, reverse=descending), "the order was not kept"
        assert self.always <= set(seen), "a row that matched all the time was lost"
        assert set(seen) <= self.ever, "a row came that never matched"
