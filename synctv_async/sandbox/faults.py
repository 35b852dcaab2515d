"""Misbehaviour on request: which request meets which fault. Pure but for its counters; the application acts it out."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from synctv_async.sandbox.types import Answer, Incoming
from synctv_async.sandbox.wire import Failure, render_json, render_xml

__all__ = ["Fault", "Faults"]

_HTML = "<html><head><title>{status}</title></head><body><h1>{status}</h1><p>The server is not well.</p></body></html>"


@dataclass(kw_only=True)
class Fault:
    """One rule of misbehaviour. ``hits`` counts the requests that met it.

    Which requests: ``method`` and ``path`` (``*`` and ``?`` as in a shell, without the query), ``when`` (a function of
    the request), the first ``skip`` of them pass, then ``times`` meet it (``None``: all).

    What happens: ``status`` answers with that status and an error's body of ``code`` and ``messages``, or a web page
    with ``html``, and does no work unless ``worked``; ``headers`` and ``body`` replace those of any answer; ``reset``
    breaks the connection before the work and ``reset_after`` after it; ``cut`` sends that share of the body (0 to 1)
    and breaks off; ``corrupt`` sends half of it as if it were all; ``delay`` waits that many seconds first, ``drip``
    after each byte.
    """

    method: str = "*"
    """The method, or ``*``."""
    path: str = "*"
    """The path, with ``*`` and ``?`` as in a shell; the query is not looked at."""
    times: int | None = 1
    """How many requests meet it; ``None``: all."""
    skip: int = 0
    """How many matching requests pass unharmed first."""
    when: Callable[[Incoming], bool] | None = None
    """A further condition."""
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
    delay: float = 0.0
    """Wait this many real seconds before anything."""
    drip: float = 0.0
    """Wait this many real seconds after each byte of the body."""
    hits: int = 0

    def __post_init__(self) -> None:
        """Refuse a rule that would do nothing, or two things at once: a test that relies on it would test nothing."""
        acts = (self.headers, self.body is not None, self.cut is not None, self.corrupt, self.delay, self.drip)
        if self.status is None and not (self.reset or self.reset_after or any(acts)):
            message = "this fault would do nothing: give status, body, headers, reset, cut, corrupt, delay or drip"
            raise ValueError(message)
        if self.status is not None and (self.reset or not 100 <= self.status <= 599):  # noqa: PLR2004 - HTTP's range
            message = f"status is from 100 to 599 and excludes reset, got status={self.status}, reset={self.reset}"
            raise ValueError(message)
        if (self.times is not None and self.times < 1) or self.skip < 0 or not 0 <= (self.cut or 0) <= 1:
            message = f"times is from 1, skip from 0 and cut from 0 to 1, got {self.times}, {self.skip} and {self.cut}"
            raise ValueError(message)

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


class Faults:
    """The rules in force; the first that matches is met."""

    def __init__(self) -> None:
        self._rules: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Put a rule in force."""
        with self._lock:
            self._rules.append(fault)
        return fault

    def clear(self) -> None:
        """Take every rule out of force."""
        with self._lock:
            self._rules.clear()

    def take(self, request: Incoming) -> Fault | None:
        """Return the fault that a request meets, and count it."""
        with self._lock:
            for fault in self._rules:
                if not fault.matches(request):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                if fault.times is None or fault.hits < fault.times:
                    fault.hits += 1
                    return fault
            return None
