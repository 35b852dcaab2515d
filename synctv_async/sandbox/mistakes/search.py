"""The search for a mistake: signs a request in every way that is wrong once, then twice, until one way fits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

from synctv_async.sandbox.mistakes.deviation import ONE, RIGHT, Deviation, Draft, Marks, Way, marked, then
from synctv_async.sandbox.mistakes.escaping import escape_ways
from synctv_async.sandbox.mistakes.joining import join_ways, order_ways, shuffled_ways
from synctv_async.sandbox.mistakes.pairs import last_scalars, pair_edits, renamed, selections, signed_pairs
from synctv_async.sandbox.mistakes.secret import APPEND, BARE, Hashing, Tail, tails
from synctv_async.sandbox.types import Incoming, Pairs
from synctv_async.signing import Tilde

__all__ = ["Recipe", "Search", "SignedCall", "label_of"]

_PATIENCE: Final = 5_000_000
"""How much is hashed in the second round, in characters: a usual request is done in less."""
_PAIR: Final = 40  # what a pair costs beside its characters
_TOO_LARGE: Final = 60_000  # characters: even the first round would take seconds
_OTHERS: Final = 8  # accesses, the newest


@dataclass(frozen=True, slots=True)
class SignedCall:
    """A refused request, and whatever may have been mistaken for its secret."""

    request: Incoming
    secret: str = field(repr=False)
    tildes: tuple[Tilde, ...] = ("%7E", "~")
    """The right ways to escape ``~``."""
    accesses: Mapping[int, str] = field(default_factory=dict[int, str], repr=False)
    """The secrets of the other accesses, oldest first."""
    credentials: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """Everything else that is secret, by its name."""

    @property
    def weight(self) -> int:
        """How much work it is to sign the request once."""
        return sum(_PAIR + len(name) + len(value) for name, value in self.request.pairs)


class Recipe(NamedTuple):
    """One way to sign a call from beginning to end."""

    before: Marks
    """The deviations up to the draft."""
    draft: Draft
    join: Way[Draft, str]
    text: str
    hashing: Hashing

    @property
    def marks(self) -> Marks:
        """All the deviations."""
        return self.before.and_then(self.join.marks).and_then(self.hashing.tail.marks)

    def digits(self) -> str:
        """Return the hash, in hexadecimal digits."""
        return self.hashing(self.text)


class _Scene(NamedTuple):
    """Who the caller took itself for, and the secrets that go with that."""

    marks: Marks
    pairs: Pairs
    hashings: list[Hashing]


class Search:
    """Every way to sign one call, right or wrong."""

    def __init__(self, call: SignedCall, digest: str = "md5") -> None:
        self._call, request = call, call.request
        self._select: list[Way[Pairs, Pairs]] = [Way(RIGHT, signed_pairs), *selections(request)]
        self._read: list[Way[Pairs, Pairs]] = [Way(RIGHT, tuple[tuple[str, str], ...]), Way(RIGHT, last_scalars)]
        self._edit: list[Way[Pairs, Pairs]] = [
            Way(RIGHT, tuple[tuple[str, str], ...]),
            *pair_edits(signed_pairs(request.pairs), request.path),
        ]
        self._large = call.weight > _TOO_LARGE
        self._escape = escape_ways(() if self._large else request.pairs, call.tildes)
        self._order = order_ways()
        self._shuffled = [] if self._large else shuffled_ways(signed_pairs(request.pairs))
        self._join: list[Way[Draft, str]] = join_ways(request.method, request.path, request.headers.get("host", ""))
        self._scenes = [
            _Scene(marks, pairs, [Hashing(tail, digest) for tail in ways]) for marks, pairs, ways in _scenes(call)
        ]

    def find(self, digits: str) -> Recipe | None:
        """Return the simplest recipe whose hash has these digits; ``None`` where none has.

        In a very large request no mistake is looked for, in a large one not every two.
        """
        rounds = ((0, None), (1, None), (2, _PATIENCE // (self._call.weight + 1)))
        for limit, many in rounds[:1] if self._large else rounds:
            recipes = islice(self.recipes(limit), many)
            fitting = [recipe for recipe in recipes if recipe.digits() == digits]
            if fitting:
                return min(fitting, key=lambda recipe: recipe.marks.cost)
        return None

    def recipes(self, limit: int) -> Iterator[Recipe]:
        """Return the recipes of at most ``limit`` deviations, in no order."""
        for scene in self._scenes:
            if len(scene.marks.told) > limit:
                continue
            pairs = then(then([(scene.marks, scene.pairs)], self._select, limit), self._read, limit)
            pairs = then(then(pairs, self._edit, limit), self._edit, limit)  # twice: two of them may go together
            # So many orders would leave no time for the other two mistakes at once.
            order = [*self._order, *self._shuffled] if limit == 1 else self._order
            drafts = then(then(pairs, self._escape, limit), order, limit)
            yield from self._hashed(drafts, scene.hashings, limit)

    def _hashed(self, drafts: Iterator[tuple[Marks, Draft]], hashings: list[Hashing], limit: int) -> Iterator[Recipe]:
        least: dict[str, int] = {}
        end = ONE * (limit + 1)
        for marks, draft in drafts:
            for join in self._join:
                cost = marks.cost + join.marks.cost
                if cost >= end:
                    break
                text = join.do(draft)
                if least.get(text, end) <= cost:
                    continue
                least[text] = cost
                for hashing in hashings:
                    if cost + hashing.tail.marks.cost >= end:
                        break
                    yield Recipe(marks, draft, join, text, hashing)


def _scenes(call: SignedCall) -> Iterator[tuple[Marks, Pairs, list[Tail]]]:
    pairs, newest = call.request.pairs, dict(list(call.accesses.items())[-_OTHERS:])
    others = {label_of(number): secret for number, secret in newest.items()}
    yield RIGHT, pairs, tails(call.secret, {**call.credentials, **others})
    own = [Tail(RIGHT, call.secret)]
    for number, secret in newest.items():
        signed = renamed(pairs, "access_id", str(number))
        mistake = f"the request was signed for access_id {number}, and another one was sent"
        advice = "send the access_id that was signed, and sign with the access_secret that belongs to it"
        deviation = Deviation("other_access", mistake, advice)
        yield marked(deviation), signed, [Tail(RIGHT, secret, label_of(number))]
        yield marked(Deviation("other_access_id", mistake, advice)), signed, own
    for name in ("access_secret", "secret"):
        deviation = Deviation("secret_among_the_pairs", f"the secret was signed as a parameter, {name}", APPEND)
        yield marked(deviation), (*pairs, (name, call.secret)), [Tail(RIGHT, call.secret, place=BARE)]


def label_of(number: int) -> str:
    """Return what the secret of another access is called."""
    return f"access_secret of access_id {number}"
