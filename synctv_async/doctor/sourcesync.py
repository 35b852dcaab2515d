"""The examination of SourceSync: its probes, and what carries them out."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from typing import Unpack
from urllib.parse import urlsplit

import attrs

from synctv_async import Activation, ApiKey, Distribution, Production, Secret, SourceSync
from synctv_async.config import find_api_key, find_base_url
from synctv_async.doctor import connection
from synctv_async.doctor.asking import Answer, Connecting, Tally, object_in
from synctv_async.doctor.findings import (
    Outcome,
    Probe,
    Report,
    UndecidedError,
    differs,
    examined,
    holds,
    not_examined,
    shown_names,
    unknown,
)
from synctv_async.doctor.sourcesync_view import SourceSyncView, id_of

__all__ = ["NOT_EXAMINED", "PROBES", "REQUESTS", "examine_sourcesync"]

REQUESTS = 15
"""The most requests of one examination."""

_KEY, _LISTS, _ROUTES, _RECORDS = "The key and refusals", "Lists", "Routes", "Records"
_NO_ONE = "00000000000000"  # fourteen digits: no id that is counted up, and no other form of one
_ROUND = frozenset({10, 20, 25, 30, 50, 100, 200, 250, 500, 1000})
"""Lengths that a list seldom has by chance, and often because it was cut."""
_ENOUGH = 5
"""Rows that seldom are in order by chance."""
_BOTH = "nothing: both forms are understood"


def _key(view: SourceSyncView) -> Outcome:
    answer = view.key
    if not answer.ok:
        return unknown(f"answered {answer.status}")
    fields = object_in(answer.document)
    if "data" in fields and "organization" not in fields:
        return differs("in an envelope", _BOTH)
    known = {field.name for field in attrs.fields(ApiKey)}
    return holds("bare") if known & fields.keys() else unknown("the answer was not understood")


def _wrong_key(view: SourceSyncView) -> Outcome:
    answer = view.get("/key", by=view.wrong_key)
    if answer.failed:
        return unknown(f"answered {answer.status}")
    if answer.ok:
        return differs("it is accepted", "tell whoever runs the service: it answers requests that it should refuse")
    if answer.status == 401:  # noqa: PLR2004 - as the documents have it
        return holds("401")
    return differs(str(answer.status), f"catch {type(answer.refusal).__name__} for a key that is not good")


def _nowhere(answer: Answer) -> Outcome:
    """Judge the answer to what is not there."""
    if answer.failed:
        return unknown(f"answered {answer.status}")
    if answer.ok:
        return differs(str(answer.status), "a record that is missing cannot be told from one that is empty")
    fields = object_in(answer.document)
    is_documented = fields.get("status") == "error" and "message" in object_in(fields.get("error"))
    detail = "" if is_documented else "its body is not the documented one"
    if answer.status == 404:  # noqa: PLR2004 - as the documents have it
        return holds("404", detail)
    return differs(str(answer.status), f"catch {type(answer.refusal).__name__} where a record may be missing", detail)


def _unknown_path(view: SourceSyncView) -> Outcome:
    return _nowhere(view.get("/doctor_looks_for_nothing"))


def _unknown_id(view: SourceSyncView) -> Outcome:
    return _nowhere(view.get(f"/distributions/{_NO_ONE}"))


def _envelope(view: SourceSyncView) -> Outcome:
    document = view.listing.document
    if isinstance(document, list):
        return differs("bare", _BOTH)
    fields = object_in(document)
    if fields.get("status") == "success":
        return holds("status and data")
    return differs(f"data{'' if 'status' not in fields else ' and another status'}", _BOTH)


def _whole(view: SourceSyncView) -> Outcome:
    beside = object_in(view.listing.document).keys() - {"status", "data"}
    if beside or "link" in view.listing.headers:
        names = [*shown_names(beside), *(["the header Link"] if "link" in view.listing.headers else [])]
        return differs(f"more stands beside it: {', '.join(names)}", "tell us: lists may come in pages after all")
    if len(view.productions) in _ROUND:
        return unknown("it has just as many rows as a page may have: see whether productions are missing")
    return holds("nothing speaks of pages") if view.productions else unknown("there are no productions")


def _ids(view: SourceSyncView) -> Outcome:
    kinds = {"productions": _kind_of_ids(view.productions)}
    for kind in ("distributions", "activations"):
        try:
            kinds[kind] = _kind_of_ids(getattr(view, kind))
        except UndecidedError:
            continue
    kinds = {name: kind for name, kind in kinds.items() if kind}
    if not kinds:
        return unknown("there are no productions")
    shown = "; ".join(f"{name}: {kind}" for name, kind in kinds.items())
    expected = {"productions": "text", "distributions": "numbers", "activations": "numbers"}
    if all(kind == expected[name] for name, kind in kinds.items()):
        return holds(shown)
    rehearse = {frozenset({"text"}): "text", frozenset({"numbers"}): "integer"}.get(frozenset(kinds.values()))
    return differs(
        shown, "nothing: ids are text in every record" + (f'; Sandbox(ids="{rehearse}")' if rehearse else "")
    )


def _kind_of_ids(rows: list[dict[str, object]]) -> str:
    kinds = {"text" if isinstance(row.get("id"), str) else "numbers" for row in rows if row.get("id") is not None}
    return " and ".join(sorted(kinds))


def _by_id(view: SourceSyncView) -> Outcome:
    ids = [id_of(row) for row in view.productions]
    if not all(one.isdecimal() for one in ids):
        return unknown("ids are no numbers")
    if any(int(low) >= int(high) for low, high in pairwise(ids)):
        return differs("not by id", "nothing: this package does not go by the order")
    return holds("by id") if len(ids) >= _ENOUGH else unknown("there are too few productions to show it")


def _by_their_id(view: SourceSyncView) -> Outcome:
    routes: dict[str, Outcome] = {}
    for kind, name in (("distributions", "distribution"), ("activations", "activation")):
        try:
            routes[kind] = _route(getattr(view, name), kind)
        except UndecidedError as error:
            routes[kind] = unknown(str(error))
    missing = [outcome for outcome in routes.values() if outcome.verdict == "differs"]
    if missing:
        return differs("; ".join(one.found for one in missing), "; ".join(one.advice for one in missing))
    found = [kind for kind, outcome in routes.items() if outcome.verdict == "holds"]
    why = "; ".join(outcome.detail for outcome in routes.values() if outcome.verdict == "unknown")
    return holds("yes" if len(found) > 1 else f"yes, of {found[0]}", why) if found else unknown(why)


def _route(answer: Answer, kind: str) -> Outcome:
    if answer.failed:
        return unknown(f"answered {answer.status}")
    if not answer.ok:
        return differs(f"not of {kind}: {answer.status}", f"use {kind}.list() instead of {kind}.get()")
    return holds("yes")


def _single(view: SourceSyncView) -> Outcome:
    answer = view.distribution
    if not answer.ok:
        return unknown(f"answered {answer.status}")
    data = object_in(answer.document).get("data")
    if isinstance(data, list):
        return holds("a list of one")
    if isinstance(data, dict):
        return differs("the object", f'{_BOTH}; Sandbox(single_data="object")')
    return differs("no data", _BOTH) if object_in(answer.document) else unknown("the answer was not understood")


def _production(view: SourceSyncView) -> Outcome:
    if not view.productions:
        return unknown("there are no productions")
    answer = view.get(f"/productions/{id_of(view.productions[0])}")
    if answer.failed:
        return unknown(f"answered {answer.status}")
    if answer.ok:
        return differs("yes", "tell us: productions.get() can be added; Sandbox(production_by_id=True)")
    return holds(f"no: {answer.status}")


def _rate(view: SourceSyncView) -> Outcome:
    names = sorted({name for answer in view.tally.seen for name in answer.headers if _is_of_rate(name)})
    if names:
        return differs(", ".join(shown_names(names)), "tell us: the client could go by them")
    return holds("none")


def _is_of_rate(name: str) -> bool:
    return "ratelimit" in name.replace("-", "") or name == "retry-after"


def _unknown_fields(view: SourceSyncView) -> Outcome:
    found: list[str] = []
    kinds = (("productions", Production), ("distributions", Distribution), ("activations", Activation))
    seen = False
    for name, kind in kinds:
        try:
            rows: list[dict[str, object]] = getattr(view, name)
        except UndecidedError:
            continue
        seen = seen or bool(rows)
        names = {field for row in rows for field in row} - {field.name for field in attrs.fields(kind)}
        found += [f"{name}.{field}" for field in shown_names(names)]
    if not seen:
        return unknown("there are no records")
    return holds(", ".join(found) or "none", "they are in .extra of each record" if found else "")


PROBES: tuple[Probe[SourceSyncView], ...] = (
    Probe("key", _KEY, "Does GET /key come bare, or in an envelope?", "bare", _key),
    Probe("api_key", _KEY, "How is a wrong API key refused?", "401", _wrong_key),
    Probe("unknown_path", _KEY, "How is a path refused that is not there?", "404", _unknown_path),
    Probe("missing_object", _KEY, "How is a record refused that is not there?", "404", _unknown_id),
    Probe("envelope", _LISTS, "What surrounds a list?", "status and data", _envelope),
    Probe("lists", _LISTS, "Do lists come whole, in one answer?", "nothing speaks of pages", _whole),
    Probe("order", _LISTS, "In which order are productions?", "by id", _by_id),
    Probe("by_id", _ROUTES, "Can one distribution or activation be read by its id alone?", "yes", _by_their_id),
    Probe("production_by_id", _ROUTES, "Is there GET /productions/{id}?", "no", _production),
    Probe("single_data", _ROUTES, "What does data hold for one record?", "a list of one", _single),
    Probe("ids", _RECORDS, "Are ids text or numbers?", "productions: text; others: numbers", _ids),
    Probe("unknown_fields", _RECORDS, "Which fields come that no document names?", "some", _unknown_fields),
    Probe("rate_headers", _RECORDS, "Which headers tell of the rate limit?", "none", _rate),
    *connection.PROBES,
)

_WRITES = "to find it out something would have to be written"
_USES_UP = "to find it out the requests of a minute would have to be used up"
NOT_EXAMINED: Mapping[str, tuple[str, str]] = {
    "rate_limit": ("How many requests are allowed?", _USES_UP),
    "rate_period": ("In how many seconds?", _USES_UP),
    "retry_after": ("Does a 429 say how long to wait?", _USES_UP),
    "refused_count": ("Do refused requests count against the rate?", _USES_UP),
    "oversized_batch": ("What becomes of more than 100 rows?", _WRITES),
    "batch_errors": ("Is a batch with a bad row refused whole?", _WRITES),
    "invalid_status": ("Which status has a body that is not as it should be?", _WRITES),
    "deleted_data": ("What does data hold after a delete?", _WRITES),
    "patched_settings": ("Does a PATCH replace settings, or add to them?", _WRITES),
    "owned_batches": ("Can distributions be changed in batches?", _WRITES),
}
"""What cannot be found out by reading: the question, and why."""


def examine_sourcesync(
    api_key: str | Secret | None = None,
    *,
    base_url: str | None = None,
    pause: float = 0.1,
    on_answer: Callable[[str], object] | None = None,
    **options: Unpack[Connecting],
) -> Report:
    """Find out which of this package's guesses hold for a SourceSync service.

    It only reads: at most :data:`REQUESTS` GETs, one at a time and each made once, ``pause`` seconds apart. Key and
    address are given or come from the environment, as for :class:`~synctv_async.SourceSync`; ``options`` are
    ``timeout``, ``proxy``, ``verify``, ``cert`` and ``transport`` of the client. ``on_answer`` is told of each answer.

    Raises the error of the first request where the service cannot be reached or refuses the key. What fails later
    leaves one question unanswered.

    Example::

        report = examine_sourcesync("app.v1.…")
        for finding in report.differing:
            print(finding.question, finding.found, finding.advice)
    """
    key = find_api_key(None if api_key is None else Secret(api_key))
    url = find_base_url(base_url, "SOURCESYNC_BASE_URL", SourceSync.PRODUCTION)
    started_at, began = datetime.now(UTC), time.perf_counter()
    tally = Tally(REQUESTS, pause, on_answer)
    with closing(SourceSyncView(url, key, tally, options)) as view:
        if view.key.refusal is not None:
            raise view.key.refusal
        findings = examined(PROBES, view) + not_examined(NOT_EXAMINED)
    seconds = time.perf_counter() - began
    return Report("SourceSync", findings, tally.made, seconds, started_at, urlsplit(url).netloc)
