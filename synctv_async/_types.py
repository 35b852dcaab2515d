"""Small types that every floor uses: secrets that cannot be printed, and the mark of an absent value."""

import hmac
from collections.abc import Callable
from typing import Any, ClassVar, Literal, NoReturn, Self, TypeAlias

__all__ = ["UNSET", "Outcome", "Secret", "Unset", "WireFormat"]

WireFormat: TypeAlias = Literal["json", "xml"]
"""The format that a SyncTV call asks for."""

Outcome: TypeAlias = Literal["not_sent", "refused", "unknown"]
"""What a failed write did: nothing left this machine, the service said no, or nobody can tell."""


class Secret:
    """A text that does not show itself: its ``repr`` and ``str`` are ``***`` and it refuses to be pickled.

    >>> Secret("correct horse")
    ***
    >>> Secret("correct horse").reveal()
    'correct horse'
    """

    __slots__ = ("_value",)

    def __init__(self, value: "str | Secret") -> None:
        self._value: str = value._value if isinstance(value, Secret) else value

    def reveal(self) -> str:
        """Return the text itself. Keep the result out of variables that outlive the call."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(
            self._value.encode(errors="surrogatepass"), other._value.encode(errors="surrogatepass")
        )

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        message = "a Secret is not pickled: pass the text itself to the process that needs it"
        raise TypeError(message)


class Unset:
    """The type of :data:`UNSET`."""

    __slots__ = ()
    _instance: ClassVar["Unset | None"] = None

    def __new__(cls) -> Self:
        if not isinstance(cls._instance, cls):
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __reduce__(self) -> tuple[Callable[[], "Unset"], tuple[()]]:
        return (Unset, ())


UNSET: Any = Unset()
"""Stands for a field that the answer did not carry: ``fields`` or ``remove_fields`` left it out. It is false."""
