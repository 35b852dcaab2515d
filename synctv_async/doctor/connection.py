"""Probes of either service: the connection, and the clocks."""

from email.utils import parsedate_to_datetime
from typing import Protocol

from synctv_async.doctor.asking import Tally
from synctv_async.doctor.findings import Outcome, Probe, differs, holds, unknown

__all__ = ["PROBES", "Seen"]

_CONNECTION = "Connection"
_NEAR = 5.0
"""Seconds by which two clocks may differ that are set by a time server; an answer's date has whole seconds."""


class Seen(Protocol):
    """What can be looked at: every answer that was seen so far."""

    tally: Tally
    base_url: str


def _clock(view: Seen) -> Outcome:
    offsets: list[float] = []
    for answer in view.tally.seen:
        try:
            date = parsedate_to_datetime(answer.headers.get("date", ""))
        except ValueError:
            continue
        offsets.append(date.timestamp() + 0.5 - answer.at)
    if not offsets:
        return unknown("no answer had a date")
    offset = sorted(offsets)[len(offsets) // 2]
    if abs(offset) <= _NEAR:
        return holds(f"within {_NEAR:g} s")
    found = f"the service's clock is {abs(offset):.0f} s {'ahead' if offset > 0 else 'behind'}"
    return differs(found, "give times from server_time(), not from this machine; exports with --since do so")


def _keep_alive(view: Seen) -> Outcome:
    closing = [answer for answer in view.tally.seen if "close" in answer.headers.get("connection", "").lower()]
    if not view.tally.seen:
        return unknown("nothing was answered")
    if not closing:
        return holds("they are kept", "as far as headers tell")
    return differs("the service closes them", "nothing to set; bulk reading is slower: each request connects anew")


def _compression(view: Seen) -> Outcome:
    codings = {answer.headers.get("content-encoding", "none").lower() for answer in view.tally.seen if answer.ok}
    if not codings:
        return unknown("nothing was answered")
    known = {"gzip", "deflate", "br", "zstd", "none", "identity"}
    return holds(" and ".join(sorted(coding if coding in known else "another" for coding in codings)))


def _redirects(view: Seen) -> Outcome:
    statuses = {answer.status for answer in view.tally.seen}
    found = sorted(status for status in statuses if 300 <= status < 400)  # noqa: PLR2004 - redirects
    if found:
        return differs(f"it does: {found[0]}", "give the address that it leads to as base_url")
    return holds("it does not")


def _encryption(view: Seen) -> Outcome:
    if view.base_url.startswith("https://"):
        return holds("yes", "the certificate was checked unless verify= says otherwise")
    return unknown("this service is on this machine, and is reached without encryption")


PROBES: tuple[Probe[Seen], ...] = (
    Probe("clock", _CONNECTION, "Do the clocks of both sides agree?", f"within {_NEAR:g} s", _clock),
    Probe("keep_alive", _CONNECTION, "Are connections kept open?", "they are kept", _keep_alive),
    Probe("compression", _CONNECTION, "Are answers compressed?", "either way is well", _compression),
    Probe("redirects", _CONNECTION, "Does the address lead elsewhere?", "it does not", _redirects),
    Probe("encryption", _CONNECTION, "Is the service reached by https?", "yes", _encryption),
)
