"""Wrong ways to sign, as small steps that can be put together: what the search for a mistake is made of."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar

__all__ = [
    "ONE",
    "RIGHT",
    "Change",
    "Deviation",
    "Draft",
    "Item",
    "Marks",
    "Way",
    "combined",
    "marked",
    "sorted_ways",
    "then",
    "wrong",
]

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way to get one step of the signature wrong."""

    reason: str
    """Its key."""
    mistake: str
    """What was done, as a clause: ``"a space was escaped as '%20'"``."""
    advice: str
    """What to do instead, likewise: ``"write a space as '+'"``."""
    doubt: int = 0
    """Of two that explain the same, the one with less doubt is told; 0 to 9."""


class Marks(NamedTuple):
    """The deviations on the way to a draft, by default none."""

    told: tuple[Deviation, ...] = ()
    cost: int = 0
    """:data:`ONE` for each of them, and their doubts."""

    def and_then(self, other: "Marks") -> "Marks":
        """Return these and others."""
        return Marks(self.told + other.told, self.cost + other.cost)


ONE: Final = 100
"""What a deviation costs."""
RIGHT: Final = Marks()


def marked(*deviations: Deviation) -> Marks:
    """Return the marks that are left by deviations."""
    return Marks(deviations, sum(ONE + deviation.doubt for deviation in deviations))


Change: TypeAlias = tuple[Deviation, Callable[[T], T]]
"""A deviation and what it changes."""
Item: TypeAlias = tuple[str, str, str, str, str]
"""A pair: the escaped pair, its escaped name and value, its name and value as they were."""


class Draft(NamedTuple):
    """Escaped pairs, before they are joined."""

    items: tuple[Item, ...]
    whole: Callable[[str], str] | None
    """What is done to the joined string; ``None``, as it should be: nothing."""


@dataclass(frozen=True, slots=True)
class Way(Generic[A, B]):
    """One way to do a step, right or wrong."""

    marks: Marks
    do: Callable[[A], B]


def wrong(reason: str, mistake: str, advice: str, do: Callable[[A], B], doubt: int = 0) -> Way[A, B]:
    """Return a wrong way; the parameters are those of :class:`Deviation`."""
    return Way(marked(Deviation(reason, mistake, advice, doubt)), do)


def combined(base: T, changes: Sequence[Change[T]]) -> dict[T, Marks]:
    """Return what no, one or two of the changes make of ``base``; of several ways to the same, the simplest."""
    made: dict[T, Marks] = {base: RIGHT}
    changed = [(deviation, change, change(base)) for deviation, change in changes]
    for deviation, _, one in changed:
        made.setdefault(one, marked(deviation))
    for (first, _, one), (second, change, _) in combinations(changed, 2):
        two = change(one)
        if two not in made:
            made[two] = marked(first, second)
    return made


def then(drafts: Iterable[tuple[Marks, A]], ways: Sequence[Way[A, B]], limit: int) -> Iterator[tuple[Marks, B]]:
    """Take every draft a step further, in each way that keeps it at ``limit`` deviations at most.

    ``ways`` are in order of their deviations' number. What was made before at no more cost is passed over.
    """
    least: dict[B, int] = {}
    for marks, draft in drafts:
        for way in ways:
            cost = marks.cost + way.marks.cost
            if cost >= ONE * (limit + 1):
                break
            made = way.do(draft)
            if cost < least.get(made, cost + 1):
                least[made] = cost
                yield marks.and_then(way.marks), made


def sorted_ways(ways: Iterable[Way[A, B]]) -> list[Way[A, B]]:
    """Return ways as :func:`then` wants them."""
    return sorted(ways, key=lambda way: len(way.marks.told))
