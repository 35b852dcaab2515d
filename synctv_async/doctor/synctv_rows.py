"""Probes of SyncTV: counts, and what records look like."""

import re
from collections.abc import Iterator
from typing import Any, cast

import attrs

from synctv_async import Bundle, BundleStatus, IngestState, IngestVideo, Media
from synctv_async.doctor.asking import Answer, object_in
from synctv_async.doctor.findings import Outcome, Probe, UndecidedError, differs, holds, shown_names, unknown
from synctv_async.doctor.pages import about
from synctv_async.doctor.synctv_view import SyncTVView

__all__ = ["PROBES"]

_COUNTS = "Counts"
_RECORDS = "Records"
_NONE = "there are no media"
_FUTURE = "2100-01-01T00:00:00Z"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TIMES = ("available_at", "expires_at", "created_at", "updated_at", "published_at")
_WHOLE = ("id", "order_number", "duration")


def _exists(view: SyncTVView) -> Outcome:
    return holds("yes", f"there are {about(view.total)}")


def _agrees(view: SyncTVView) -> Outcome:
    total = view.total
    active, inactive = (view.count("/media", ("active", value)) for value in ("true", "false"))
    if active + inactive == total:
        return holds("the parts add up") if total else unknown(_NONE)
    if view.count("/media") != total:
        return unknown("the catalogue has changed meanwhile")
    return differs("the parts do not add up", "do not compare counts of media by active=")


def _filtered(view: SyncTVView) -> Outcome:
    if not view.total:
        return unknown(_NONE)
    answer = view.get("/media/count", ("created_at_greater", _FUTURE))
    if answer.failed:
        return unknown(f"answered {answer.summary}")
    if not answer.ok:
        return differs(f"it is refused: {answer.summary}", 'nothing; Sandbox(unknown_filters="refuse")')
    number = answer.content.get("count")
    if str(number) == "0":
        return differs("it is honoured", "nothing: counts are compared only where documents promise it")
    return holds("it is ignored") if str(number) == str(view.total) else unknown("the catalogue has changed meanwhile")


def _count_shape(view: SyncTVView) -> Outcome:
    content = view.counting.content
    shape = " and ".join(f"{name} ({_kind(content[name])})" for name in ("message", "messages") if name in content)
    if not shape:
        return differs("neither message nor messages", "nothing: either is understood, and none")
    if "messages" in content:
        return differs(shape, 'nothing: either is understood; Sandbox(json_count="messages")')
    return holds(shape)


def _kind(value: object) -> str:
    kinds = ((bool, "boolean"), (str, "text"), (int | float, "number"), (list, "list"), (dict, "object"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def _status_block(view: SyncTVView) -> Outcome:
    beside = [name for name in ("code", "message", "messages") if name in view.first.answer.content]
    if beside:
        return holds(" and ".join(beside))
    return differs("neither code nor messages", "nothing: they may be missing; Sandbox(json_status=False)")


def _siblings(view: SyncTVView) -> Outcome:
    content = view.detail.content
    expected = ["container_ids", "contributors", "bundle_ids"]
    missing = [name for name in expected if name not in content]
    if not missing:
        return holds("they do")
    return differs(f"missing: {', '.join(missing)}", "nothing: those fields of MediaDetail are UNSET then")


def _inner_ids(view: SyncTVView) -> Outcome:
    if any(row.get("container_ids") for row in view.first.rows):
        return holds("filled")
    content = view.detail.content
    if content.get("container_ids") and not object_in(content.get("media")).get("container_ids"):
        return differs("empty", 'use MediaDetail.container_ids, not .media.container_ids; Sandbox(inner_ids="empty")')
    return unknown("no media was seen that belongs to a container")


def _ids(view: SyncTVView) -> Outcome:
    ids = [*view.first.ids, *(view.next.ids[1:] if view.next is not None else ())]
    if len(ids) < 2:  # noqa: PLR2004 - one id differs from no other
        return unknown("there are fewer than two media")
    if len(set(ids)) == len(ids):
        return holds("no id came twice")
    return differs("ids came twice", "tell us: rows cannot be told apart")


def _empty_hash(view: SyncTVView) -> Outcome:
    found = {
        _kind(row[name]) for row in view.first.rows for name in ("meta_data", "properties") if row.get(name) in ([], {})
    }
    if not found:
        return unknown("no media was seen with empty meta_data or properties")
    if found == {"list"}:
        return holds("[]")
    shown = "{}" if found == {"object"} else "[] and {}"
    return differs(shown, 'nothing: both are understood; Sandbox(empty_hash="object")')


def _decimals(view: SyncTVView) -> Outcome:
    kinds = {_kind(row["avg_rating"]) for row in view.first.rows if row.get("avg_rating") is not None}
    if not kinds:
        return unknown("no media was seen with an avg_rating")
    if kinds == {"number"}:
        return holds("as numbers")
    return differs(f"as {' and '.join(sorted(kinds))}", 'nothing: text is understood; Sandbox(decimals="text")')


def _text_numbers(view: SyncTVView) -> Outcome:
    if not view.first.rows:
        return unknown(_NONE)
    names = sorted({name for row in view.first.rows for name in _WHOLE if isinstance(row.get(name), str)})
    if names:
        return differs(f"text: {', '.join(names)}", "nothing: text is understood")
    return holds("numbers")


def _datetimes(view: SyncTVView) -> Outcome:
    values = [row[name] for row in view.first.rows for name in _TIMES if row.get(name) is not None]
    if not values:
        return unknown("no media was seen with a time")
    if all(isinstance(value, str) and _TIME.fullmatch(value) for value in values):
        return holds("whole seconds, UTC")
    return differs("another form", "nothing if lists can be read; compare times with care")


def _statuses(view: SyncTVView) -> Outcome:
    known = {int(status) for status in BundleStatus.__members__.values()}
    found = {row["status"] for row in view.bundles.rows if isinstance(row.get("status"), int | str)}
    if not found:
        return unknown("there are no bundles")
    shown = ", ".join(sorted(str(status) for status in found if isinstance(status, int) and abs(status) < 100))  # noqa: PLR2004
    return holds(shown) if found <= known else differs(shown or "text", "nothing: an unknown status stays itself")


def _failed_ingest(view: SyncTVView) -> Outcome:
    known = {str(state) for state in IngestState.__members__.values()}
    states = {str(row.get("state")) for row in view.ingest_videos[1].rows if row.get("status") == "error"}
    if not states:
        return unknown("no ingest video was seen whose work failed")
    shown = ", ".join(sorted(state if state in known else "another" for state in states))
    if shown == "stopped":
        return holds(shown)
    one = f'; Sandbox(failed_ingest="{shown}")' if shown in {"started", "done"} else ""
    return differs(shown, f"nothing: wait() goes by the status{one}")


def _bundle_status(view: SyncTVView) -> Outcome:
    inactive, enabled = len(view.bundles_of(-2).ids), len(view.bundles_of(0).ids)
    if not inactive and not enabled:
        return unknown("there is no bundle of status -2 or 0")
    counted = view.count("/bundles", ("status", 0))
    match counted == inactive, counted == enabled:
        case True, False:
            return holds("it counts those that are read as -2")
        case False, True:
            return differs("it counts those that are read as 0", 'Sandbox(bundle_status="verbatim")')
        case _:
            return unknown("the counts do not tell")


def _xml_is_json(view: SyncTVView) -> Outcome:
    if not view.xml.ok:
        return unknown(f"XML was answered {view.xml.summary}")
    from_xml = {media.id: media for media in view.media_in(view.xml)}
    pairs = [(media, from_xml[media.id]) for media in view.media_in(view.first.answer) if media.id in from_xml]
    pairs = [(one, other) for one, other in pairs if one.updated_at == other.updated_at]
    if not pairs:
        return unknown("no media was seen in both formats")
    names = [one.name for one in attrs.fields(Media)]
    different = [name for name in names if any(getattr(one, name) != getattr(other, name) for one, other in pairs)]
    if not different:
        return holds("the same records")
    return differs(f"different: {', '.join(different)}", 'use wire_format="json", and tell us')


def _unknown_fields(view: SyncTVView) -> Outcome:
    seen: list[tuple[str, type, Answer]] = [("media", Media, view.first.answer)]
    for name, kind, find in (("bundles", Bundle, _bundles), ("ingest_videos", IngestVideo, _ingest_videos)):
        try:
            seen.append((name, kind, find(view)))
        except UndecidedError:
            continue
    found = [f"{name}.{field}" for name, kind, answer in seen for field in _fields_beside(kind, answer)]
    if not any(rows for _, _, answer in seen for rows in _rows_in(answer)):
        return unknown("there are no records")
    if not found:
        return holds("none")
    return differs(", ".join(found), "they are in .extra of each record; tell us, and they get a name of their own")


def _bundles(view: SyncTVView) -> Answer:
    return view.bundles.answer


def _ingest_videos(view: SyncTVView) -> Answer:
    return view.ingest_videos[1].answer


def _rows_in(answer: Answer) -> Iterator[dict[str, Any]]:
    for value in answer.content.values():
        if isinstance(value, list):
            yield from filter(None, map(object_in, cast("list[object]", value)))


def _fields_beside(kind: Any, answer: Answer) -> list[str]:
    known = {field.name for field in attrs.fields(kind)}
    return shown_names({name for row in _rows_in(answer) for name in row} - known)


PROBES: tuple[Probe[SyncTVView], ...] = (
    Probe("media_count_route", _COUNTS, "Is there a count of all media?", "yes", _exists),
    Probe("count_agrees", _COUNTS, "Do the counts of active and other media add up?", "they do", _agrees),
    Probe("filters", _COUNTS, "What becomes of a filter that counts do not document?", "ignored", _filtered),
    Probe("json_count", _COUNTS, "What does a count's JSON hold beside it?", "message", _count_shape),
    Probe("json_status", _RECORDS, "What does a list's JSON hold beside it?", "code and messages", _status_block),
    Probe("record", _RECORDS, "Do containers, contributors and bundles stand beside a media?", "they do", _siblings),
    Probe("inner_ids", _RECORDS, "Are the container ids inside a media filled?", "filled", _inner_ids),
    Probe("ids_unique", _RECORDS, "Are ids of media unique?", "no id comes twice", _ids),
    Probe("empty_hash", _RECORDS, "How does JSON show an empty meta_data?", "[]", _empty_hash),
    Probe("decimals", _RECORDS, "How does JSON show decimals?", "as numbers", _decimals),
    Probe("text_numbers", _RECORDS, "Are whole numbers in JSON numbers?", "numbers", _text_numbers),
    Probe("times", _RECORDS, "How are times written?", "whole seconds, UTC", _datetimes),
    Probe("statuses", _RECORDS, "Which statuses do bundles have?", "0, 1, -1, -2, -3", _statuses),
    Probe(
        "bundle_status", _RECORDS, "Which bundles does a count of status=0 count?", "those read as -2", _bundle_status
    ),
    Probe("failed_ingest", _RECORDS, "In which state stays an ingest that failed?", "stopped", _failed_ingest),
    Probe("xml_is_json", _RECORDS, "Do XML and JSON give the same records?", "the same records", _xml_is_json),
    Probe("unknown_fields", _RECORDS, "Which fields come that no document names?", "none", _unknown_fields),
)
