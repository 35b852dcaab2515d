"""The requests as the pages read them: masked, summed up in rows, searched, and told apart after a reset."""

import asyncio
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Final

from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.masking import Masker, secrets_in
from synctv_async.sandbox.inspector.outcome import Kind, kind_of, outcome
from synctv_async.sandbox.inspector.query import Query
from synctv_async.sandbox.types import Pairs

__all__ = ["PAGE", "History", "Row"]

PAGE: Final = 100
"""Rows on a page."""
_CACHED: Final = 10_000
_AT_ONCE: Final = 50
_WORD: Final = 300
"""Characters that a row shows of an answer's message."""
_NUMBER: Final = attrgetter("number")
_BORING: Final = frozenset({"access_id", "signature"})
"""Every signed request has them, so that a row says more without."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the list shows of a request; no secret is left in it."""

    number: int
    at: float
    method: str
    path: str
    params: Pairs
    status: int | None
    kind: Kind
    word: str
    seconds: float | None
    faults: tuple[str, ...]
    mistake: str | None
    text: str
    """What a search looks through, in lower case."""

    @property
    def settled(self) -> bool:
        """Whether nothing about it will change."""
        return self.seconds is not None


class History:
    """What the sandbox remembers of its requests."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._rows: OrderedDict[int, tuple[RecordedRequest, Row]] = OrderedDict()
        self._newest: RecordedRequest | None = None
        self._generation = 0

    def records(self) -> Sequence[RecordedRequest]:
        """Return the requests, oldest first."""
        return self._emulator.requests

    def generation(self, records: Sequence[RecordedRequest]) -> int:
        """Return a number that changes when the requests were forgotten, for theirs then begin at 1 again."""
        seen = self._newest
        if seen is not None:
            again = self.find(seen.number, records)
            # One that is older than all that are remembered was pushed out, or forgotten: both keep the order.
            pushed_out = again is None and bool(records) and seen.number < records[0].number
            if again is not seen and not pushed_out:
                self._generation += 1
                self._rows.clear()
        self._newest = records[-1] if records else None
        return self._generation

    def find(self, number: int, records: Sequence[RecordedRequest]) -> RecordedRequest | None:
        """Return the request of a number."""
        place = bisect_left(records, number, key=_NUMBER)
        found = records[place] if place < len(records) else None
        return found if found is not None and found.number == number else None

    def rows(self, query: Query, records: Sequence[RecordedRequest]) -> Iterator[Row]:
        """Yield the rows that a question asks for, newest first."""
        for record in reversed(records):
            if query.admits(record):
                row = self.row(record)
                if not query.q or query.found_in(row.text):
                    yield row

    async def prepare(self, query: Query, records: Sequence[RecordedRequest]) -> None:
        """Make the rows that a search goes through, and let requests be answered meanwhile."""
        for place, record in enumerate(records if query.q else ()):
            if query.admits(record):
                self.row(record)
            if place % _AT_ONCE == 0:
                await asyncio.sleep(0)

    def masker(self) -> Masker:
        """Return what strikes out the sandbox's own secrets."""
        box = self._emulator
        own = [box.access_secret, box.client_key, box.password, box.api_key, box.read_only_key]
        number = box.access_id
        while (access := box.world.accesses.find(number)) is not None:  # numbered without a gap
            own.append(access.secret)
            number += 1
        return _masker_of(tuple(own))

    def masker_of(self, record: RecordedRequest) -> Masker:
        """Return what strikes out the secrets of one request too, wherever they turn up."""
        answer = record.answer
        headers = {**record.headers, **(answer.headers if answer else {})}
        return self.masker().knowing(secrets_in(record.params, headers, record.body, answer.body if answer else b""))

    def row(self, record: RecordedRequest) -> Row:
        """Return a request's row."""
        held = self._rows.get(record.number)
        if held is not None and held[0] is record:
            return held[1]
        row = _row(record, self.masker_of(record))
        if row.settled:
            self._rows[record.number] = (record, row)
            if len(self._rows) > _CACHED:
                self._rows.popitem(last=False)
        return row


@lru_cache(maxsize=4)
def _masker_of(values: tuple[str, ...]) -> Masker:
    return Masker(values)


def _row(record: RecordedRequest, masker: Masker) -> Row:
    params = masker.pairs(pair for pair in record.params if pair[0] not in _BORING)
    path = masker.text(record.path)
    word = masker.text(outcome(record))[:_WORD]  # not cut before: half a secret would not be known
    mistake = None if record.refusal is None else masker.text(record.refusal.mistake)
    pairs = " ".join(f"{name}={value}" for name, value in params)
    faults = tuple(map(masker.text, record.faults))
    method = masker.text(record.method)
    parts = (method, path, pairs, str(record.status or ""), word, " ".join(faults), mistake or "")
    return Row(
        record.number,
        record.at,
        method,
        path,
        params,
        record.status,
        kind_of(record),
        word,
        record.seconds,
        faults,
        mistake,
        " ".join(parts).lower(),
    )
