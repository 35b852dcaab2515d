"""What an examination says: findings, and the report that holds them."""

import platform
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from synctv_async import SyncTVError, __version__
from synctv_async.doctor.asking import sentence_of

__all__ = [
    "Finding",
    "Outcome",
    "Probe",
    "Report",
    "UndecidedError",
    "Verdict",
    "differs",
    "examined",
    "holds",
    "not_examined",
    "settle",
    "shown_names",
    "unknown",
]

Verdict: TypeAlias = Literal["holds", "differs", "unknown"]
_V = TypeVar("_V")
_View_contra = TypeVar("_View_contra", contravariant=True)
FORMAT = 1
"""The version of the report's form."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question about a service.

    ``expected`` is what this package takes for granted, ``found`` what the service does. Where the two differ,
    ``advice`` says what to set; where the answer is unknown, ``detail`` says why. Nothing in it is of the catalogue.
    """

    key: str
    group: str
    question: str
    expected: str
    found: str
    verdict: Verdict
    detail: str = ""
    advice: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the finding as the report file holds it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Report:
    """What an examination of one service found.

    ``requests`` counts what was sent, ``seconds`` is how long it all took. ``host`` is shown only where asked for.
    """

    service: str
    findings: tuple[Finding, ...]
    requests: int
    seconds: float
    started_at: datetime
    host: str

    @property
    def differing(self) -> tuple[Finding, ...]:
        """The findings in which the service does not do what this package takes for granted."""
        return self.of("differs")

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return the findings with this verdict."""
        return tuple(finding for finding in self.findings if finding.verdict == verdict)

    def as_json(self, *, with_host: bool = False) -> dict[str, Any]:
        """Return the report for a file: versions, findings, durations; safe to be sent to others.

        It holds no credentials, and no names, ids or contents of records; the host only ``with_host``.
        """
        report: dict[str, Any] = {
            "service": self.service,
            "format": FORMAT,
            "package": __version__,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "started_at": self.started_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "requests": self.requests,
            "seconds": round(self.seconds, 3),
            "findings": [finding.as_json() for finding in self.findings],
        }
        return report | {"host": self.host} if with_host else report


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a probe comes to."""

    verdict: Verdict
    found: str
    detail: str = ""
    advice: str = ""


class UndecidedError(Exception):
    """A question cannot be answered from what was seen; the message says why."""


@dataclass(frozen=True, slots=True)
class Probe(Generic[_View_contra]):
    """A question, what this package takes for its answer, and the function that finds the answer out."""

    key: str
    group: str
    question: str
    expected: str
    ask: Callable[[_View_contra], Outcome]


def holds(found: str, detail: str = "") -> Outcome:
    """Say that the service does what is expected."""
    return Outcome("holds", found, detail)


def differs(found: str, advice: str, detail: str = "") -> Outcome:
    """Say that it does something else, and what to do about it."""
    return Outcome("differs", found, detail, advice)


def unknown(why: str, found: str = "") -> Outcome:
    """Say that it cannot be known, and why."""
    return Outcome("unknown", found, why)


def settle(probe: Probe[_V], view: _V) -> Finding:
    """Ask one question. A request that fails leaves this one unanswered, and no other."""
    try:
        outcome = probe.ask(view)
    except UndecidedError as error:
        outcome = unknown(str(error))
    except SyncTVError as error:
        outcome = unknown(sentence_of(error))
    return Finding(
        probe.key,
        probe.group,
        probe.question,
        probe.expected,
        outcome.found,
        outcome.verdict,
        outcome.detail,
        outcome.advice,
    )


def examined(probes: Iterable[Probe[_V]], view: _V) -> tuple[Finding, ...]:
    """Ask all questions, one after the other."""
    return tuple(settle(probe, view) for probe in probes)


def not_examined(why: Mapping[str, tuple[str, str]]) -> tuple[Finding, ...]:
    """Return a finding for each question that is not asked, with the reason."""
    group = "Not to be found out by reading"
    return tuple(Finding(key, group, question, "", "", "unknown", reason) for key, (question, reason) in why.items())


def shown_names(names: Iterable[str]) -> list[str]:
    """Return names of fields or headers for a report. What does not look like one may be somebody's data."""
    return [name if _NAME.fullmatch(name) else "(a name that is not shown)" for name in sorted(names)]
