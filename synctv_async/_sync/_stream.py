# Generated from synctv_async/_async/_stream.py: edit that and run tools/sync_codegen.py.
"""A list as a stream: its pages read side by side, its rows delivered in order, and the proof of it."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import attrs

from synctv_async._concurrency import InterruptedWorkError, call, monotonic
from synctv_async._policy.receipt import receipt_of
from synctv_async._policy.scan import AskCount, Fetch, Position
from synctv_async._sync._fetcher import Fetcher
from synctv_async._sync._reader import Reader
from synctv_async.arrow import Batches, read_batches
from synctv_async.errors import ConfigError, SyncTVError
from synctv_async.models import Page, Receipt, Rejected

__all__ = ["Stream"]

T = TypeVar("T")

_OUTSIDE = "a stream is read inside of its 'with' block, which ends it"


@attrs.define
class _Batch:
    """The page that is being delivered: where the scan stood before it, and which of its rows there are to deliver.

    ``fresh`` are the indexes of the rows that are new, ``kept`` those of them that were understood, ``rows`` what is
    there; ``taken`` of these are delivered. ``rejected`` are the new rows that are still to be handed to ``on_reject``.
    """

    before: Position
    offset: int = 0
    keys: Sequence[Any] = ()
    fresh: Sequence[int] = ()
    kept: Sequence[int] = ()
    rows: Sequence[Any] = ()
    rejected: deque[Rejected] = attrs.field(factory=deque[Rejected])
    taken: int = 0


class Stream(Iterator[T], Generic[T]):
    """The rows of a list in order, from pages that are read side by side. Made by :meth:`Pager.stream`.

    There is one reading: iterating again, or over :meth:`pages`, goes on where it stands. Errors come out as they are,
    with the ``checkpoint`` to go on from, and in the order of the rows: what was read before is delivered before.
    """

    def __init__(
        self,
        reader: Reader,
        concurrency: int,
        start: str | None,
        on_reject: Callable[[Rejected], object] | None,
    ) -> None:
        position = reader.position(start) or Position()
        self._reader = reader
        self._on_reject = on_reject
        self._plan = reader.listing.plan(position)
        self._fetcher = Fetcher(reader, concurrency, self._plan.stride)
        self._begun_after = position.delivered
        self._expected = position.expected
        self._batch = _Batch(position)
        self._rows: Iterator[T] = iter(())
        self._receipt: Receipt | None = None
        self._opened: float | None = None
        self._counted = False
        self._closed = False

    def __enter__(self) -> Self:
        if self._opened is not None:
            message = "a stream is read once: call stream() again"
            raise ConfigError(message)
        self._fetcher.__enter__()
        self._opened = monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._closed = True
        self._rows = iter(())
        self._fetcher.discard()  # what was asked for in vain counts as well
        self._receipt = self.receipt
        self._fetcher.__exit__(kind, error, traceback)

    def __next__(self) -> T:
        while True:
            for row in self._rows:
                self._batch.taken += 1
                return row
            self._turn()

    def pages(self) -> Iterator[Page[T]]:
        """Return what is left of the stream by pages, each with the rows that were not delivered before."""
        return _StreamPages(self._page)

    def to_arrow(self, rows_per_batch: int = 10_000) -> Batches:
        """Return what is left of the stream as Arrow record batches, with the types of the record class.

        Each holds whole pages, at least ``rows_per_batch`` rows unless it is the last, so memory stays flat. Needs
        pyarrow, the extra ``parquet``. A record that Arrow cannot hold is treated as one that was not understood.
        :func:`synctv_async.arrow.read_batches` says what comes out and who takes it.

        Example::

            with tv.media.list().stream() as rows:
                for batch in rows.to_arrow():
                    print(batch.num_rows, batch.schema.names)
        """
        record, on_reject = self._reader.record, self._on_reject
        if record is None:
            message = "to_arrow() needs records: what is read with raw=True or by resource() has no schema"
            raise ConfigError(message)
        hand_over = None if on_reject is None else partial(_hand_over, on_reject)
        return read_batches(record, self.pages(), rows_per_batch, hand_over)

    def _page(self) -> Page[T]:
        while not (rows := tuple(self._rows)):
            self._turn()
        self._batch.taken += len(rows)
        return Page(rows, self.checkpoint)

    @property
    def expected(self) -> int | None:
        """How many rows the service counted when the reading began, once known and where that proves something."""
        return self._expected

    @property
    def checkpoint(self) -> str:
        """Where to go on after the row that was delivered last: for ``start=`` of ``stream()`` or ``pages()``."""
        return self._reader.checkpoint(attrs.evolve(self._position(), expected=self._expected))

    def _position(self) -> Position:
        """Return where the row delivered last stands: after a page, before it, or within it."""
        batch = self._batch
        if batch.taken == len(batch.kept) and not batch.rejected:
            return self._plan.position
        if not batch.taken:
            return batch.before
        index = batch.kept[batch.taken - 1]
        done = batch.fresh.index(index) + 1
        return self._plan.within(batch.before, batch.offset, index, batch.keys[index], done)

    @property
    def receipt(self) -> Receipt:
        """What the reading proves. Before its end that is nothing: ``unverified``, and not ``finished``."""
        return self._receipt or self._judge(None, finished=False)

    def _judge(self, expected_after: int | None, *, finished: bool) -> Receipt:
        return receipt_of(
            self._plan,
            self._position(),
            delivered_before=self._begun_after,
            expected_before=self._expected,
            expected_after=expected_after,
            finished=finished,
            requests=self._fetcher.requests,
            seconds=0.0 if self._opened is None else monotonic() - self._opened,
        )

    def _turn(self) -> None:
        """Make the rows of the next page those to deliver; there may be none. Ends the iteration after the last one."""
        try:
            if self._receipt is None or not self._receipt.finished:
                self._check_open()
                if self._batch.rejected:  # on_reject raised an error before it had them all
                    return self._hand_over()
                while isinstance(step := self._plan.next(), AskCount):
                    self._plan.feed_count(self._fetcher.count())
                if isinstance(step, Fetch):
                    return self._read(step.offset)
                self._fetcher.discard()
                self._receipt = self._judge(self._fetcher.count(), finished=True)
        except SyncTVError as error:
            error.checkpoint = self.checkpoint
            raise
        except InterruptedWorkError:  # the block was left in another task or thread
            failure = ConfigError(_OUTSIDE)
            failure.checkpoint = self.checkpoint
            raise failure from None
        raise StopIteration

    def _check_open(self) -> None:
        if self._opened is None or self._closed:
            raise ConfigError(_OUTSIDE)

    def _read(self, offset: int) -> None:
        if not self._counted:
            if self._expected is None:
                self._expected = self._fetcher.count(offset)
            self._fetcher.expect(self._expected)
            self._counted = True
        self._fetcher.want(offset)
        items, keys = self._fetcher.take(offset)
        before = self._plan.position
        fresh = self._plan.feed(offset, keys)
        following = self._plan.next()
        if isinstance(following, Fetch):
            self._fetcher.advance(following.offset - offset)
            self._fetcher.want(following.offset)
        self._batch = batch = _Batch(before, offset, keys, fresh, fresh)
        if self._on_reject is not None and Rejected in map(type, items):
            batch.kept = [index for index in fresh if not isinstance(items[index], Rejected)]
            batch.rejected.extend(row for row in map(items.__getitem__, fresh) if isinstance(row, Rejected))
        batch.rows = items if len(batch.kept) == len(items) else [items[index] for index in batch.kept]
        self._hand_over()

    def _hand_over(self) -> None:
        """Hand over the rows that were not understood, then make the others those to deliver."""
        batch = self._batch
        while self._on_reject is not None and batch.rejected:
            call(self._on_reject, batch.rejected[0])
            batch.rejected.popleft()  # only now: if there was an error, the checkpoint is the one before the page
        self._rows = iter(batch.rows)


def _hand_over(on_reject: Callable[[Rejected], object], row: Any, reason: str) -> object:
    """Hand over a record that was understood, and cannot be held."""
    return on_reject(Rejected(row, reason))


class _StreamPages(Iterator[Page[T]], Generic[T]):
    """A stream by pages. A class and not a generator: one that is left early has nothing to clean up."""

    __slots__ = ("_page",)

    def __init__(self, page: Callable[[], Page[T]]) -> None:
        self._page = page

    def __next__(self) -> Page[T]:
        return self._page()
