"""How long an answer lets wait: distributions of seconds, as objects and as JSON."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Final, TypeAlias

from synctv_async.sandbox.chaos.dice import Dice
from synctv_async.sandbox.forms import fields, known, number, shown
from synctv_async.sandbox.types import Json

__all__ = ["Constant", "Exponential", "Latency", "Lognormal", "Spikes", "Uniform", "latency_as_json", "latency_of"]


def _check(owner: object, **values: float) -> None:
    for name, value in values.items():
        if not 0 <= value < math.inf:
            message = f"{type(owner).__name__}: {name} is a number from 0, got {value!r}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same number of seconds."""

    seconds: float

    def __post_init__(self) -> None:
        _check(self, seconds=self.seconds)

    def draw(self, _: Dice) -> float:
        """Return the seconds for one request."""
        return self.seconds


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anything from ``low`` to ``high`` seconds, all alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _check(self, low=self.low, high=self.high)
        if self.high < self.low:
            message = f"Uniform: high is not below low, got {self.low!r} and {self.high!r}"
            raise ValueError(message)

    def draw(self, dice: Dice) -> float:
        """Return the seconds for one request."""
        return self.low + (self.high - self.low) * dice.unit("latency")


@dataclass(frozen=True, slots=True)
class Exponential:
    """``mean`` seconds on average, mostly less: the wait for something that happens by chance."""

    mean: float

    def __post_init__(self) -> None:
        _check(self, mean=self.mean)

    def draw(self, dice: Dice) -> float:
        """Return the seconds for one request."""
        return -self.mean * math.log(1 - dice.unit("latency"))


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Half of all below ``median`` seconds, with a long tail above: what real services look like.

    ``sigma`` is how wide: with 1.0 one request in a hundred takes ten times the median, with 0.5 three times.
    """

    median: float
    sigma: float = 1.0

    def __post_init__(self) -> None:
        _check(self, median=self.median, sigma=self.sigma)

    def draw(self, dice: Dice) -> float:
        """Return the seconds for one request."""
        place = min(max(dice.unit("latency"), 1e-9), 1 - 1e-9)  # at 0 and 1 the curve has no value
        return self.median * math.exp(self.sigma * NormalDist().inv_cdf(place))


@dataclass(frozen=True, slots=True)
class Spikes:
    """``usual`` seconds, but ``spike`` seconds for that ``share`` of requests (0 to 1)."""

    usual: float
    spike: float
    share: float

    def __post_init__(self) -> None:
        _check(self, usual=self.usual, spike=self.spike, share=self.share)
        if self.share > 1:
            message = f"Spikes: share is from 0 to 1, got {self.share!r}"
            raise ValueError(message)

    def draw(self, dice: Dice) -> float:
        """Return the seconds for one request."""
        return self.spike if dice.unit("latency") < self.share else self.usual


Latency: TypeAlias = Constant | Uniform | Exponential | Lognormal | Spikes

_KINDS: Final[Mapping[str, type[Latency]]] = {
    "constant": Constant,
    "uniform": Uniform,
    "exponential": Exponential,
    "lognormal": Lognormal,
    "spikes": Spikes,
}


def latency_as_json(latency: Latency) -> Json:
    """Print a distribution: its kind and its numbers."""
    kind = next(name for name, of in _KINDS.items() if of is type(latency))
    return {"kind": kind, **asdict(latency)}


def latency_of(given: Json) -> Latency:
    """Read a distribution; ``ValueError`` tells what is wrong with it.

    >>> latency_of({"kind": "lognormal", "median": 0.05, "sigma": 1.0})
    Lognormal(median=0.05, sigma=1.0)
    """
    if not isinstance(given, dict) or not isinstance(given.get("kind"), str):
        message = f"expected seconds, or an object with a kind ({', '.join(_KINDS)}), got {shown(given)}"
        raise ValueError(message)  # noqa: TRY004 - to the one who wrote the JSON it is a wrong value
    kind = _KINDS[known(str(given["kind"]), _KINDS, "kind of latency")]
    numbers = {name: value for name, value in given.items() if name != "kind"}
    read = fields(numbers, dict.fromkeys(kind.__dataclass_fields__, number), f"{given['kind']} latency")
    try:
        return kind(**read)
    except TypeError as error:  # a number is missing: Python says which
        message = f"a {given['kind']} latency has {' and '.join(kind.__dataclass_fields__)}, got {shown(given)}"
        raise ValueError(message) from error
