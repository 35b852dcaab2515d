"""Misbehaviour on request: what a rule says, which requests it means, and what it makes of an answer. Pure."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Self, TypedDict

from synctv_async.sandbox.chaos.churn import Churn
from synctv_async.sandbox.chaos.latency import Constant, Latency
from synctv_async.sandbox.forms import unknown
from synctv_async.sandbox.synctv.wire import Failure, render_json, render_xml
from synctv_async.sandbox.types import Answer, Incoming

__all__ = ["Fault", "FaultOptions"]

_HTML = "<html><head><title>{status}</title></head><body><h1>{status}</h1><p>The server is not well.</p></body></html>"
_LONGEST, _FASTEST = 1_000_000_000, 1000  # thirty years: what lies beyond may be no date at all
_ACTS = (
    *("status", "headers", "body", "reset", "reset_after", "cut", "corrupt", "delay", "drip", "drip_rate"),
    *("unknown_fields", "nulls", "unstable", "churn", "skew", "drift"),
)


class FaultOptions(TypedDict, total=False):
    """The fields of :class:`Fault` as keyword arguments."""

    name: str
    method: str
    path: str
    when: Callable[[Incoming], bool] | None
    skip: int
    times: int | None
    probability: float
    burst: int
    status: int | None
    headers: Mapping[str, str]
    code: int
    messages: tuple[str, ...]
    html: bool
    body: bytes | None
    worked: bool
    reset: bool
    reset_after: bool
    cut: float | None
    corrupt: bool
    delay: float | Latency
    drip: float
    drip_rate: float
    unknown_fields: bool
    nulls: float
    unstable: bool
    churn: Churn | None
    skew: float
    drift: float


@dataclass(kw_only=True, repr=False)
class Fault:
    """One rule of misbehaviour. ``hits`` counts the requests that met it.

    Which requests: ``method`` and ``path`` (``*`` and ``?`` as in a shell, without the query), ``when`` (a function of
    the request), the first ``skip`` of them pass, then ``times`` meet it (``None``: all), or each with a
    ``probability``; after each that met it by chance, ``burst`` more meet it too.

    What happens. A request meets the first rule that decides the answer: ``status`` answers with that status and an
    error's body of ``code`` and ``messages``, or a web page with ``html``, and does no work unless ``worked``;
    ``body`` replaces that of any answer; ``reset`` breaks the connection before the work and ``reset_after`` after it;
    ``cut`` sends that share of the body (0 to 1) and breaks off; ``corrupt`` sends half of it as if it were all.
    Beside that one it meets every rule that only goes along with the answer: ``headers``, ``delay``, ``drip``,
    ``unknown_fields``, ``nulls``, ``unstable``, ``churn``, ``skew``.
    """

    name: str = ""
    """What the requests that met it are marked with; ``rule 1`` and so on where none is given."""
    method: str = "*"
    """The method, or ``*``."""
    path: str = "*"
    """The path, with ``*`` and ``?`` as in a shell; the query is not looked at."""
    when: Callable[[Incoming], bool] | None = None
    """A further condition."""
    skip: int = 0
    """How many matching requests pass unharmed first."""
    times: int | None = 1
    """How many requests meet it before it is spent; ``None``: it never is."""
    probability: float = 1.0
    """The share of matching requests that meet it (0 to 1), drawn by the seed."""
    burst: int = 0
    """How many of the matching requests that follow one drawn by ``probability`` meet it as well."""
    status: int | None = None
    """Answer with this status; the work is not done unless ``worked``."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Headers added to the answer, with or without ``status``."""
    code: int = -1
    """The code in the answer's body."""
    messages: tuple[str, ...] = ("The sandbox was told to fail.",)
    """The messages in the answer's body."""
    html: bool = False
    """Answer ``status`` with an HTML page, as a proxy does."""
    body: bytes | None = None
    """The answer's body, instead of any other."""
    worked: bool = False
    """Do the work, then answer ``status``."""
    reset: bool = False
    """Reset the connection before any work."""
    reset_after: bool = False
    """Do the work, then reset the connection."""
    cut: float | None = None
    """Send this share of the body (0 to 1) under the full Content-Length, then close the connection."""
    corrupt: bool = False
    """Send half of the body under a Content-Length that fits it: a text that ends too early."""
    delay: float | Latency = 0.0
    """Wait this many real seconds before anything, or as many as a distribution gives."""
    drip: float = 0.0
    """Wait this many real seconds after each byte of the body."""
    drip_rate: float = 0.0
    """Send the body at this many bytes a second; 0: at once."""
    unknown_fields: bool = False
    """Add fields that nobody knows to every record: texts, numbers, nulls, lists, objects."""
    nulls: float = 0.0
    """Turn this share of the fields of every record (0 to 1) into null, whatever the documents say; the id never."""
    unstable: bool = False
    """Let the ties of a sort fall in another order from request to request."""
    churn: Churn | None = None
    """Insert, delete and change rows before the request is answered."""
    skew: float = 0.0
    """Seconds by which the answer's ``Date`` is wrong, backwards where negative."""
    drift: float = 0.0
    """Seconds by which the ``Date`` goes further wrong in each second since the rule was put in force."""
    hits: int = field(default=0, init=False, compare=False)
    inserted: set[int] = field(default_factory=set[int], init=False, compare=False)
    """The ids of the rows that ``churn`` inserted."""
    deleted: set[int] = field(default_factory=set[int], init=False, compare=False)
    """The ids of the rows that ``churn`` deleted."""
    changed: set[int] = field(default_factory=set[int], init=False, compare=False)
    """The ids of the rows that ``churn`` changed."""

    def __new__(cls, **given: object) -> Self:
        """Refuse a name that is no field's, with the nearest that is."""
        allowed = {one.name for one in fields(cls) if one.init}
        for name in given:
            if name not in allowed:
                raise TypeError(unknown(name, allowed, "field of a fault"))
        return object.__new__(cls)

    def __post_init__(self) -> None:
        """Refuse a rule that would do nothing, or two things at once: a test that relies on it would test nothing."""
        if all(self._usual(name) for name in _ACTS):
            message = f"this fault would do nothing: give one of {', '.join(_ACTS)}"
            raise ValueError(message)
        if self.status is not None and (self.reset or not 100 <= self.status <= 599):  # noqa: PLR2004 - HTTP's range
            message = f"status is from 100 to 599 and excludes reset, got status={self.status}, reset={self.reset}"
            raise ValueError(message)
        if self.html and self.status is None:
            message = "html is the page of a status: give status as well, 200 or 502 for example"
            raise ValueError(message)
        if (self.times is not None and self.times < 1) or self.skip < 0 or not 0 <= (self.cut or 0) <= 1:
            message = f"times is from 1, skip from 0 and cut from 0 to 1, got {self.times}, {self.skip} and {self.cut}"
            raise ValueError(message)
        if not 0 <= self.probability <= 1 or self.burst < 0 or not 0 <= self.nulls <= 1:
            given = f"{self.probability}, {self.nulls} and {self.burst}"
            message = f"probability and nulls are from 0 to 1 and burst from 0, got {given}"
            raise ValueError(message)
        waits = {"delay": self.delay, "drip": self.drip, "drip_rate": self.drip_rate}
        for name, value in waits.items():
            if isinstance(value, int | float) and not 0 <= value < math.inf:
                message = f"{name} is a number from 0, got {value}"
                raise ValueError(message)

        if abs(self.skew) > _LONGEST or abs(self.drift) > _FASTEST:
            message = f"skew is at most {_LONGEST} and drift at most {_FASTEST}, got {self.skew} and {self.drift}"
            raise ValueError(message)

    def __repr__(self) -> str:
        unusual = (
            f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.init and not self._usual(one.name)
        )
        return f"Fault({', '.join((*unusual, f'hits={self.hits}'))})"

    def _usual(self, name: str) -> bool:
        value = getattr(self, name)
        return value == {} if name == "headers" else bool(value == type(self).__dict__.get(name))

    @property
    def decides(self) -> bool:
        """Whether it decides the answer; one request meets one such rule."""
        replaced = self.status is not None or self.body is not None or self.cut is not None
        return replaced or self.reset or self.reset_after or self.corrupt

    @property
    def latency(self) -> Latency:
        """How long it lets wait."""
        return Constant(self.delay) if isinstance(self.delay, int | float) else self.delay

    @property
    def left(self) -> int | None:
        """How many requests may still meet it; ``None``: any number, 0: it is spent."""
        return None if self.times is None else max(0, self.times - self.hits)

    def matches(self, request: Incoming) -> bool:
        """Tell whether a request is one of those meant."""
        return (
            self.method in {"*", request.method}
            and fnmatchcase(request.path, self.path)
            and (self.when is None or self.when(request))
        )

    def answer(self, request: Incoming, normal: Answer | None) -> Answer | None:
        """Return what is sent in place of the normal answer, which is ``None`` where no work was done."""
        if self.status is None:
            return None if normal is None else self._changed(normal)
        return self._changed(self._refusal(self.status, request))

    def _refusal(self, status: int, request: Incoming) -> Answer:
        if self.html:
            return Answer(status, _HTML.format(status=status).encode(), "text/html; charset=utf-8")
        failure = Failure(self.code, self.messages, status)
        if request.path.endswith(".xml"):
            return Answer(status, render_xml(failure).encode(), "application/xml; charset=utf-8")
        if request.path.startswith("/api/"):
            return Answer(status, render_json(failure).encode())
        return Answer(status, b'{"status":"error","error":{"message":"The sandbox was told to fail."}}')

    def _changed(self, answer: Answer) -> Answer:
        body = answer.body if self.body is None else self.body
        if self.corrupt:
            body = body[: len(body) // 2]
        return Answer(answer.status, body, answer.media_type, {**answer.headers, **self.headers})
