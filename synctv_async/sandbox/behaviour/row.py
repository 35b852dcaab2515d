"""One behaviour of the sandbox, and on whose word it is so."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Behaviour", "Source"]

Source: TypeAlias = Literal["documented", "official client", "guessed"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something that a client can notice."""

    key: str
    """A name for it."""
    what: str
    """What the sandbox does; a value of its switch in brackets where the switch is turned."""
    source: Source
    """Whether a document of the service says so, or only its official client does, or nobody."""
    evidence: str
    """Which document and section, or why the guess is this one; and of a guess without a switch why it needs none."""
    switch: str | None = None
    """The field of :class:`Settings` that changes it."""
