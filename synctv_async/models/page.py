"""A page of a list, and where to go on after it."""

from collections.abc import Sequence
from typing import Generic, TypeVar

import attrs

__all__ = ["Page"]

T = TypeVar("T")


@attrs.frozen
class Page(Generic[T]):
    """Rows that were not delivered before, in order. ``pages(start=page.checkpoint)`` goes on after them."""

    items: Sequence[T]
    checkpoint: str
