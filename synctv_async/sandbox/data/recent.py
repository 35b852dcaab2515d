"""A small memory of what was worked out last."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Recent"]

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Recent(Generic[_Key, _Value]):
    """Values by their keys, those used last; ``most`` is how many, each of them by its ``weight``."""

    def __init__(self, most: int, weight: Callable[[_Value], int] = lambda _: 1) -> None:
        self._most = most
        self._weight = weight
        self._held: dict[_Key, _Value] = {}

    def get(self, key: _Key, make: Callable[[], _Value]) -> _Value:
        """Return the value of a key, made where it is not held."""
        value = self._held.pop(key) if key in self._held else make()
        self._held[key] = value
        while len(self._held) > 1 and sum(map(self._weight, self._held.values())) > self._most:
            del self._held[next(iter(self._held))]
        return value

    def clear(self) -> None:
        """Forget all of them."""
        self._held.clear()
