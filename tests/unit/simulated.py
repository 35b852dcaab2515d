"""A stream in slow motion: the real plan and the real reading ahead, with requests that take any time and any way."""

from collections import deque

import attrs

from synctv_async._policy.checkpoint import read_checkpoint, write_checkpoint
from synctv_async._policy.read_ahead import ReadAhead
from synctv_async._policy.receipt import receipt_of
from synctv_async._policy.scan import AskCount, Finished
from synctv_async.errors import PaginationError

from .catalogue import PlainReader, disturb, plan_for


class Flight:
    """A request: asked for, at some moment answered, at a later one there."""

    def __init__(self, answer):
        self._answer = answer
        self.result = None
        self.answered = self.there = False

    def move(self):
        if self.answered:
            self.there = True
        else:
            self.answered, self.result = True, self._answer()


class Requests:
    """At most ``width`` requests are under way, begun in their order; their answers come in any order."""

    def __init__(self, width, dice):
        self.width, self.dice = width, dice
        self.waiting = []  # the first of them are under way

    def submit(self, answer):
        flight = Flight(answer)
        self.waiting.append(flight)
        return flight

    def move(self):
        under_way = self.waiting[: self.width]
        flight = self.dice.choice(under_way)
        flight.move()
        if flight.there:
            self.waiting.remove(flight)

    def discard(self, flight):
        """Do not begin it; what is under way stays so."""
        if flight in self.waiting[self.width :]:
            self.waiting.remove(flight)


class SimulatedStream:
    """Reads rows as a stream does.

    ``changes`` are how likely a change is at any moment, and of which kinds it may be; there are 25 of them at most.
    """

    def __init__(self, catalogue, plan, width, dice, changes=(0.0, ())):
        self.catalogue, self.plan, self.dice = catalogue, plan, dice
        self.restless, self.kinds = changes
        self.disturbances = 25
        self.begun_after = plan.position.delivered
        self.expected = plan.position.expected
        self.ahead = ReadAhead(width, plan.stride)
        self.requests = Requests(width, dice)
        self.tickets = deque()
        self.counted = False
        self.batch = (plan.position, 0, (), [])
        self.taken = 0
        self.delivered = []
        self.most = 0

    def rows(self):
        """Yield the rows, with anything that can happen in between."""
        while not isinstance(step := self.plan.next(), Finished):
            if isinstance(step, AskCount):
                self.plan.feed_count(self._result(self._count()))
                continue
            if not self.counted:
                self._begin(step.offset)
            self._read(step.offset)
            _, _, ids, fresh = self.batch
            for index in fresh:
                self.taken += 1
                self.delivered.append(ids[index])
                yield ids[index]
        self.expected_after = self._result(self._count())

    def _count(self):
        return self.requests.submit(lambda: len(self.catalogue.listed()))

    def _begin(self, offset):
        if self.expected is None:
            counting = self._count()
            self._want(offset)
            self.expected = self._result(counting)
        self.ahead.total = self.expected
        self.counted = True

    def _want(self, offset):
        if not self.ahead.turn_to(offset):
            for ticket in self.tickets:
                self.requests.discard(ticket)
            self.tickets.clear()
        for place in self.ahead.more():
            self.tickets.append(self.requests.submit(lambda place=place: self.catalogue.page(place)))
        self.most = max(self.most, len(self.tickets))

    def _read(self, offset):
        self._want(offset)
        ids = self._result(self.tickets[0])
        before = self.plan.position
        fresh = self.plan.feed(offset, ids)
        following = self.plan.next()
        if not isinstance(following, Finished | AskCount):
            self.tickets.popleft()
            self.ahead.use(following.offset - offset)
            self._want(following.offset)
        self.batch, self.taken = (before, offset, ids, fresh), 0

    def _result(self, flight):
        while not flight.there or self.dice.random() < 0.5:  # the reader may be slow, too
            if self.disturbances and self.dice.random() < self.restless:
                self.disturbances -= 1
                last = self.delivered[-1] if self.delivered else None
                disturb(self.dice, self.catalogue, last, self.kinds)
            if self.requests.waiting:
                self.requests.move()
        return flight.result

    def position(self):
        before, offset, ids, fresh = self.batch
        if self.taken == len(fresh):
            return self.plan.position
        if not self.taken:
            return before
        index = fresh[self.taken - 1]
        return self.plan.within(before, offset, index, ids[index], self.taken)

    def checkpoint(self):
        return write_checkpoint("query", attrs.evolve(self.position(), expected=self.expected))

    def receipt(self):
        return receipt_of(
            self.plan,
            self.position(),
            delivered_before=self.begun_after,
            expected_before=self.expected,
            expected_after=self.expected_after,
            finished=True,
            requests=0,
            seconds=0.0,
        )


class PlainPlan(PlainReader):
    """The plain offset reader, dressed so that a stream can read ahead with it."""

    by_id, rewinds, duplicates = True, 0, 0

    def __init__(self, size):
        super().__init__(size)
        self.stride = size
        self.position = plan_for({}).position


def stream_in_parts(  # noqa: PLR0913 - a world, a reader, and all that happens to both
    catalogue, options, width, dice, changes=(0.0, ()), *, partings=0
):
    """Stream to the end, going on in another process now and then; return the rows, and the streams it took."""
    streams, start, delivered, left = [], None, [], 25
    while True:
        stream = SimulatedStream(catalogue, plan_for(options, start), width, dice, changes)
        stream.disturbances = left
        streams.append(stream)
        try:
            for row in stream.rows():
                delivered.append(row)
                if partings and dice.random() < 0.05:
                    partings -= 1
                    break
            else:
                return delivered, streams
        except PaginationError:  # changes may look, once in many thousand readings, like a service that does not page
            assert changes[0]
        start, left = read_checkpoint(stream.checkpoint(), "query"), stream.disturbances
        width = dice.choice([1, 2, 3, 8, 16])
