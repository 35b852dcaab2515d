"""The rules in force: which of them a request meets, drawn so that a seed plays the same failure again."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from synctv_async.sandbox.chaos.dice import Dice, identity_of
from synctv_async.sandbox.chaos.faults import Fault
from synctv_async.sandbox.chaos.quirks import Change, Quirks, with_nulls, with_unknown
from synctv_async.sandbox.clock import Clock
from synctv_async.sandbox.types import Incoming, Record

__all__ = ["Faults", "Met", "quirks_of"]


@dataclass(frozen=True, slots=True)
class Met:
    """A rule that a request meets, and the dice for all that is left to chance in it."""

    rule: Fault
    dice: Dice
    since: float
    """When the rule was put in force, by the sandbox's clock."""


def quirks_of(met: Iterable[Met]) -> Quirks:
    """Return what is to be unusual about the answer to a request that meets these rules."""
    descending, changes = False, list[Change]()
    for one in met:
        if one.rule.unstable and one.dice.unit("ties") < 0.5:  # noqa: PLR2004 - half of all requests
            descending = True
        if one.rule.nulls:
            changes.append(partial(with_nulls, share=one.rule.nulls, dice=one.dice))
        if one.rule.unknown_fields:
            changes.append(with_unknown)
    return Quirks(descending, partial(_all, changes) if changes else None)


def _all(changes: list[Change], row: Record) -> Record:
    for change in changes:
        row = change(row)
    return row


@dataclass(slots=True)
class _Standing:
    rule: Fault
    seed: int
    number: int
    since: float
    skipped: int = 0
    burst: int = 0
    seen: Counter[bytes] = field(default_factory=Counter[bytes])

    def dice(self, identity: bytes) -> Dice:
        """Return the dice of this request: its first, second, … occurrence, whatever else came between."""
        self.seen[identity] += 1
        return Dice(self.seed, self.number, identity, self.seen[identity])

    def draws(self, dice: Dice) -> bool:
        """Decide whether a matching request meets the rule, and count it."""
        rule = self.rule
        if self.skipped < rule.skip:
            self.skipped += 1
            return False
        if rule.times is not None and rule.hits >= rule.times:
            return False
        if self.burst > 0:
            self.burst -= 1
        elif rule.probability < 1:
            if dice.unit("probability") >= rule.probability:
                return False
            self.burst = rule.burst
        rule.hits += 1
        return True


class Faults:
    """The rules in force. Every method may be called from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._standing: list[_Standing] = []
        self._lock = threading.RLock()  # a condition of a rule may itself put rules in force

    def add(self, *rules: Fault, seed: int = 0) -> tuple[Fault, ...]:
        """Put rules in force, their counts at nothing."""
        with self._lock:
            for rule in rules:
                number = len(self._standing) + 1
                rule.name = rule.name or f"rule {number}"
                rule.hits = 0
                for done in (rule.inserted, rule.deleted, rule.changed):
                    done.clear()
                self._standing.append(_Standing(rule, seed, number, self._clock.now()))
        return rules

    def clear(self) -> None:
        """Take every rule out of force."""
        with self._lock:
            self._standing.clear()

    def rules(self) -> tuple[Fault, ...]:
        """Return the rules in force."""
        with self._lock:
            return tuple(one.rule for one in self._standing)

    def draw(self, request: Incoming) -> tuple[Met, ...]:
        """Return what a request meets: all that go along with an answer, and the first that decides one."""
        if not self._standing:
            return ()
        with self._lock:
            return tuple(self._drawn(request))

    def _drawn(self, request: Incoming) -> Iterable[Met]:
        matching = [one for one in self._standing if one.rule.matches(request)]
        if not matching:
            return
        identity, decided = identity_of(request), False
        for one in matching:
            # Counted before anything else is asked: what is drawn may not hang on what other requests did.
            dice = one.dice(identity)
            if (decided and one.rule.decides) or not one.draws(dice):
                continue
            decided = decided or one.rule.decides
            yield Met(one.rule, dice, one.since)
