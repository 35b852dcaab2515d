"""Which requests a page shows: the fields of its form, read from the page's address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Final, Self
from urllib.parse import urlencode

from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.outcome import SERVICES, kind_of, service_of

__all__ = ["KINDS", "METHODS", "Query"]

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
KINDS: Final = {
    "2xx": "2xx answered",
    "3xx": "3xx redirected",
    "4xx": "4xx refused",
    "5xx": "5xx failed",
    "none": "no answer",
    "pending": "under way",
}
_REFUSED: Final = frozenset({401, 403})
_FIELDS: Final = ("q", "service", "method", "status", "path", "refused")


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for; an empty text is no condition."""

    q: str = ""
    """Words, all of which must occur somewhere in a row."""
    service: str = ""
    method: str = ""
    status: str = ""
    path: str = ""
    """A part of the path, or the whole of it with ``*`` and ``?`` as in a shell."""
    refused: str = ""
    before: int = 0
    """Only requests older than this one; 0: all."""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read the parameters of an address; what makes no sense is no condition."""
        before = given.get("before", "")
        return cls(
            q=given.get("q", "").strip(),
            service=service if (service := given.get("service", "")) in SERVICES else "",
            method=method if (method := given.get("method", "").upper()) in METHODS else "",
            status=status if (status := given.get("status", "")) in KINDS else "",
            path=given.get("path", "").strip(),
            refused="1" if given.get("refused") else "",
            before=int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else 0,  # noqa: PLR2004 - a sane number
        )

    @property
    def filters(self) -> bool:
        """Whether anything is asked for."""
        return any(getattr(self, name) for name in _FIELDS)

    def older_than(self, number: int) -> Self:
        """Return the same question about requests older than one."""
        return replace(self, before=number)

    def encoded(self) -> str:
        """Return it as the query of an address."""
        named = ((name, getattr(self, name)) for name in (*_FIELDS, "before"))
        return urlencode([(name, value) for name, value in named if value])

    def admits(self, record: RecordedRequest) -> bool:
        """Tell whether a request meets every condition but ``q``, which is about the text of its row."""
        if self.before and record.number >= self.before:
            return False
        if self.method and record.method != self.method:
            return False
        if self.service and service_of(record) != self.service:
            return False
        if self.status and kind_of(record) != self.status:
            return False
        if self.refused and record.refusal is None and record.status not in _REFUSED:
            return False
        return not self.path or self._on_path(record.path)

    def _on_path(self, path: str) -> bool:
        if "*" in self.path or "?" in self.path:
            return fnmatchcase(path, self.path)
        return self.path in path

    def found_in(self, text: str) -> bool:
        """Tell whether every word of ``q`` occurs in a text, which is in lower case."""
        return all(word in text for word in self.q.lower().split())
