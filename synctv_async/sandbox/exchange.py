"""The way of a request through the sandbox, without any network: written down, disturbed, answered.

The ASGI application acts the outcome on a socket, a transport in this process acts it on its caller.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import lru_cache
from typing import TypeAlias

from synctv_async.sandbox.chaos.churn import Churned, stir
from synctv_async.sandbox.chaos.faults import Fault
from synctv_async.sandbox.chaos.quirks import USUAL, Quirks
from synctv_async.sandbox.chaos.rules import Faults, Met, quirks_of
from synctv_async.sandbox.mistakes.explain import Explanation
from synctv_async.sandbox.sourcesync import service as sourcesync
from synctv_async.sandbox.synctv import service as synctv
from synctv_async.sandbox.synctv.params import parse_pairs
from synctv_async.sandbox.types import Answer, Incoming, Pairs
from synctv_async.sandbox.world import World

__all__ = ["Cut", "Delivery", "Drip", "Exchange", "RecordedRequest", "Reset", "Traffic", "Whole", "read_incoming"]

_REMEMBERED = 10_000
_PIECE = 0.02  # seconds between the pieces of a body that comes slowly
_WITH_ANSWERS = 200  # a page of rich media is 20 kB: ten thousand of them would be 200 MB


@dataclass(slots=True)
class RecordedRequest:
    """A request that reached the sandbox, and what became of it."""

    number: int
    """1, 2, …, in order of arrival; begins again with :meth:`Emulator.reset`."""
    method: str
    path: str
    params: Pairs = field(repr=False)
    """Decoded parameters of query and form, in wire order; not in the repr, for a signature is among them."""
    headers: dict[str, str] = field(repr=False)
    """The request's headers, names in lower case."""
    body: bytes = field(repr=False)
    at: float
    """The sandbox's clock."""
    status: int | None = None
    """What was answered; ``None`` while nothing is, and where the connection was reset."""
    answer: Answer | None = field(default=None, repr=False)
    """What was sent; kept for the last 200 answers, ``None`` before them and where nothing was sent."""
    seconds: float | None = None
    """Real seconds from the request's arrival to the end of its answer."""
    faults: tuple[str, ...] = ()
    """The names of the faults that it met."""
    refusal: Explanation | None = field(default=None, repr=False)
    """Why it was refused, where that can be explained; not in the repr, for it shows what was signed."""

    def values(self, name: str) -> list[str]:
        """Return every value of a parameter, in wire order."""
        return [value for key, value in self.params if key == name]


@dataclass(frozen=True, slots=True)
class Whole:
    """The answer is sent as it is."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Cut:
    """The answer's head and the first ``size`` bytes of its body are sent, then the connection is closed."""

    answer: Answer
    size: int


@dataclass(frozen=True, slots=True)
class Drip:
    """The answer's body is sent in pieces of ``size`` bytes, and after each of them ``pause`` seconds pass."""

    answer: Answer
    pause: float
    size: int = 1


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset, and no byte is sent."""


Delivery: TypeAlias = Whole | Cut | Drip | Reset
"""What the caller is to meet; match it and end with ``assert_never``."""


class Exchange:
    """One request under way.

    Wait ``delay`` real seconds, :meth:`perform`, hand over what that returns, and say :meth:`done`.
    """

    __slots__ = ("_age", "_begin", "_decider", "_met", "_traffic", "delay", "incoming", "record")

    def __init__(self, traffic: "Traffic", incoming: Incoming, record: RecordedRequest, begin: float) -> None:
        met = traffic.faults.draw(incoming)
        self._begin = begin
        self._traffic = traffic
        self._age = traffic.age
        self._met = met
        self._decider: Fault | None = None
        self.incoming: Incoming = incoming
        self.record: RecordedRequest = record
        self.delay: float = 0.0
        if met:
            record.faults = tuple(one.rule.name for one in met)
            self._decider = next((one.rule for one in met if one.rule.decides), None)
            self.delay = sum(one.rule.latency.draw(one.dice) for one in met)

    def perform(self) -> Delivery:
        """Do the work, unless a fault prevents it, and return what the caller is to meet."""
        if self._age != self._traffic.age:  # what waited through a reset must not change what came after it
            return Reset()
        delivery = self._misbehave() if self._met else Whole(self._dated(self._traffic.work(self.incoming), 0.0))
        if not isinstance(delivery, Reset):
            self._traffic.answered(self.record, delivery.answer)
        return delivery

    def _misbehave(self) -> Delivery:
        decider = self._decider
        self._traffic.stir(self._met)
        if decider is not None and decider.reset:
            return Reset()
        works = decider is None or decider.status is None or decider.worked or decider.reset_after
        normal = self._traffic.work(self.incoming, quirks_of(self._met)) if works else None
        answer = normal if decider is None else decider.answer(self.incoming, normal)
        if answer is None or (decider is not None and decider.reset_after):
            return Reset()
        return self._delivery(self._accompanied(answer))

    def _accompanied(self, answer: Answer) -> Answer:
        """Add what goes along with any answer: headers, and a date that may be wrong."""
        headers = {key: value for one in self._met if not one.rule.decides for key, value in one.rule.headers.items()}
        now = self._traffic.world.clock.now()
        wrong = sum(one.rule.skew + one.rule.drift * (now - one.since) for one in self._met)
        return self._dated(replace(answer, headers={**answer.headers, **headers}), wrong)

    def _delivery(self, answer: Answer) -> Delivery:
        if self._decider is not None and self._decider.cut is not None:
            return Cut(answer, int(len(answer.body) * self._decider.cut))
        rates = [one.rule.drip_rate for one in self._met if one.rule.drip_rate]
        if rates:
            size = max(1, int(min(rates) * _PIECE))
            return Drip(answer, size / min(rates), size)
        pause = max(one.rule.drip for one in self._met)
        return Drip(answer, pause) if pause else Whole(answer)

    def _dated(self, answer: Answer, wrong: float) -> Answer:
        if answer.headers and any(name.lower() == "date" for name in answer.headers):
            return answer
        date = _date(int(self._traffic.world.clock.now() + wrong))
        # Built anew by hand: dataclasses.replace would take longer than all the rest of this.
        return Answer(answer.status, answer.body, answer.media_type, {"Date": date, **answer.headers}, answer.refusal)

    def done(self) -> None:
        """Say that the answer is handed over, or as much of it as was to be."""
        self.record.seconds = time.perf_counter() - self._begin


class Traffic:
    """Whatever reaches the sandbox: the requests written down, the hooks that see them, the faults that they meet."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults: Faults = Faults(world.clock)
        self.hooks: list[Callable[[RecordedRequest], object]] = []
        self._lock = threading.Lock()
        self._count = 0
        self.age: int = 0
        """How often everything was forgotten; a request of an earlier age does no work any more."""
        self._requests: deque[RecordedRequest] = deque(maxlen=_REMEMBERED)
        self._with_answers: deque[RecordedRequest] = deque()

    def receive(self, incoming: Incoming) -> Exchange:
        """Write a request down, call the hooks, and draw what it meets."""
        begin, now = time.perf_counter(), self.world.clock.now()
        with self._lock:
            self._count += 1
            record = RecordedRequest(
                self._count,
                incoming.method,
                incoming.path,
                incoming.pairs,
                dict(incoming.headers),
                incoming.body,
                now,
            )
            self._requests.append(record)
        for hook in tuple(self.hooks):
            hook(record)
        return Exchange(self, incoming, record, begin)

    def work(self, incoming: Incoming, quirks: Quirks = USUAL) -> Answer:
        """Answer a request."""
        if incoming.path.startswith(synctv.PREFIX):
            return synctv.answer(self.world, incoming, quirks)
        return sourcesync.answer(self.world.sourcesync, incoming, quirks.change)

    def stir(self, met: tuple[Met, ...]) -> None:
        """Change the tables as the rules that a request meets say."""
        for one in met:
            rule = one.rule
            if rule.churn is not None:
                table = next(table for table in self.world.tables() if table.schema.name == rule.churn.table)
                done = Churned(rule.inserted, rule.deleted, rule.changed)
                with self.world.store.transaction():
                    stir(table, rule.churn, one.dice.stream("churn"), done)

    def answered(self, record: RecordedRequest, answer: Answer) -> None:
        """Write an answer down, and let go of the oldest."""
        record.status, record.answer, record.refusal = answer.status, answer, answer.refusal
        with self._lock:
            self._with_answers.append(record)
            if len(self._with_answers) > _WITH_ANSWERS:
                self._with_answers.popleft().answer = None

    def requests(self) -> tuple[RecordedRequest, ...]:
        """Return the requests that are remembered, oldest first."""
        with self._lock:
            return tuple(self._requests)

    def forget(self) -> None:
        """Forget every request; the next one has the number 1."""
        with self._lock:
            self._requests.clear()
            self._with_answers.clear()
            self._count = 0
            self.age += 1


def read_incoming(
    method: str, path: str, query: bytes, headers: Iterable[tuple[bytes, bytes]], body: bytes = b""
) -> Incoming:
    """Read a request: ``path`` is unescaped already, ``query`` is not; names of headers may be in any case."""
    held = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
    pairs = parse_pairs(query.decode("latin-1"))
    if body and held.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        with suppress(UnicodeDecodeError):
            pairs += parse_pairs(body.decode())
    return Incoming(method, path, pairs, held, body)


@lru_cache(maxsize=8)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
