"""Probes of SyncTV: order, pages, filters and fields of lists."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from synctv_async.doctor.findings import Outcome, Probe, UndecidedError, differs, holds, unknown
from synctv_async.doctor.pages import DEFAULT_PAGE, Page, judge_window, offset_outcome, page_of
from synctv_async.doctor.synctv_view import BY_ID, SyncTVView

__all__ = ["PROBES"]

_LISTS = "Lists"
_BIG = 200
_CHANGING = 5
"""So many rows may come or go while a list is looked at."""
_ENOUGH = 5
"""Rows that seldom are in order by chance."""
_FEW = "there are too few media"
_NO_GUARANTEE = "do not rely on what receipts prove: this service does not keep to the sort by id"
_TOO_SHORT = "the list is too short to show it"


def _page_size(view: SyncTVView) -> Outcome:
    rows, after = len(view.first.ids), view.next
    if rows > DEFAULT_PAGE:
        return differs(f"{rows} rows", "nothing: a page's length is found out while a list is read")
    is_followed = after is not None and judge_window(view.first.ids, after.ids) == "moved" and len(after.ids) > 1
    if not is_followed:
        return unknown(f"{_FEW} to fill a page")
    return (
        holds("25 rows")
        if rows == DEFAULT_PAGE
        else differs(
            f"{rows} rows", f"page_size={rows} in every list: a page of fewer than 25 rows is else taken for the last"
        )
    )


def _order_of(ids: Sequence[int]) -> Literal["up", "down", "none"] | None:
    """Tell how ids are ordered; ``None`` where there are so few that it may be chance."""
    up, down = (all(one < other for one, other in pairwise(way)) for way in (ids, ids[::-1]))
    if not up and not down:
        return "none"
    return None if len(ids) < _ENOUGH else "up" if up else "down"


def _by_id(view: SyncTVView) -> Outcome:
    order = _order_of(view.first.ids)
    if order is None:
        return unknown(_TOO_SHORT)
    if order != "up":
        return differs("ids do not increase", _NO_GUARANTEE)
    after = view.next.ids[1:] if view.next is not None else ()
    if after and _order_of((*view.first.ids, *after)) != "up":
        return unknown("the list has changed between two pages")
    return holds("ids increase")


def _descending(view: SyncTVView) -> Outcome:
    order = _order_of(view.backwards.ids)
    if order is None:
        return unknown(_TOO_SHORT)
    if order == "down":
        return holds("ids decrease")
    return differs("sort_descending is not honoured", "read lists upwards: leave sort_descending out")


def _unsorted(view: SyncTVView) -> Outcome:
    advice = "nothing: this package always sends a sort where there is one"
    match _order_of(view.unsorted.ids):
        case None:
            return unknown(_TOO_SHORT)
        case "up":
            return holds("the lowest id first")
        case "down":
            return differs("the highest id first", f'{advice}; Sandbox(unsorted="newest")')
        case "none":
            return differs("not by id", advice)


def _offset(view: SyncTVView) -> Outcome:
    return offset_outcome(view.first, view.next, "tell us: media cannot be read beyond the first page")


def _limit(view: SyncTVView) -> Outcome:
    known = {*view.first.ids, *(view.next.ids if view.next is not None else ())}
    if len(known) < 3:  # noqa: PLR2004 - two rows and one that is left out
        return unknown(f"{_FEW} to show it")
    two = view.media(BY_ID, ("limit", 2))
    if two.ids == view.first.ids:
        return differs("it is ignored", 'leave page_size= out; Sandbox(limit="ignore")')
    if len(two.ids) != 2:  # noqa: PLR2004 - as asked for
        return unknown(f"a page of two was asked for, and {len(two.ids)} rows came")
    return _most(view)


def _most(view: SyncTVView) -> Outcome:
    """Judge how far a limit can go, where a small one is honoured."""
    total = view.total
    if total <= DEFAULT_PAGE + 1:
        return holds("it is honoured", f"whether there is a highest one cannot be seen: {_FEW}")
    asked = _BIG if total >= _BIG else DEFAULT_PAGE + 1
    rows = len(view.media(BY_ID, ("limit", asked)).ids)
    if rows == asked:
        return holds("it is honoured", f"up to {asked} rows, no more was asked for")
    if rows > asked or (min(asked, total) - rows < _CHANGING and rows != DEFAULT_PAGE):
        return unknown(f"{asked} rows were asked for, {rows} came")
    return differs(f"it is capped at {rows}", f'page_size={rows} at most, more has no use; Sandbox(limit="cap")')


def _nulls(view: SyncTVView) -> Outcome:
    sort = ("sort_order[]", "order_number"), ("sort_order[]", "id")
    up, down = view.media(*sort), view.media(*sort, ("sort_descending", "true"))
    if min(len(up.rows), len(down.rows)) < _ENOUGH:
        return unknown(_TOO_SHORT)
    if "order_number" not in up.rows[0] or "order_number" not in down.rows[0]:
        return unknown("media carry no order_number")
    match up.rows[0]["order_number"] is None, down.rows[0]["order_number"] is None:
        case True, False:
            return holds("first")
        case False, True:
            return differs("last", 'nothing for lists by id; Sandbox(nulls="last")')
        case True, True:
            return unknown("media without an order_number stand first in either direction, or all are without")
        case _:
            return unknown("no media without an order_number was seen at either end")


def _unknown_filters(view: SyncTVView) -> Outcome:
    answer = view.get("/media", BY_ID, ("synctv_doctor", "1"))
    if answer.failed:
        return unknown(f"answered {answer.summary}")
    if not answer.ok:
        return differs(
            f"refused: {answer.summary}", 'check the filters of resource(); Sandbox(unknown_filters="refuse")'
        )
    if page_of(answer, "medias").ids == view.first.ids:
        return holds("it is ignored")
    return unknown("the list has changed meanwhile")


def _fields(view: SyncTVView) -> Outcome:
    pairs = [("fields[]", name) for name in ("id", "name", "description")]
    page = view.media(BY_ID, *pairs, ("remove_fields[]", "description"))
    if not page.rows:
        return unknown("there are no media")
    names = page.rows[0].keys()
    chosen, removed = names <= {"id", "name", "description"}, "description" not in names
    if chosen and removed:
        return holds("fields and remove_fields are honoured")
    found = {(True, False): "only fields is honoured", (False, True): "only remove_fields is honoured"}
    return differs(found.get((chosen, removed), "neither is honoured"), "nothing: rows carry more than was asked for")


def _bundles(view: SyncTVView) -> Outcome:
    advice = "nothing: the list is read whole, which is slow where it is long; Sandbox(bundles_paged=False)"
    return offset_outcome(view.bundles, view.more_bundles, advice)


def _contributors(view: SyncTVView) -> Outcome:
    first = page_of(view.get("/contributors"), "contributors")
    return offset_outcome(first, view.window("/contributors", first, "contributors"), "nothing: the list is read whole")


def _clips(view: SyncTVView) -> Outcome:
    path, first = view.clips
    advice = "nothing: the list is read whole; Sandbox(clips_paged=False)"
    return offset_outcome(first, view.window(path, first, "medias", BY_ID), advice)


def _ingest_videos(view: SyncTVView) -> Outcome:
    path, first = view.ingest_videos
    return offset_outcome(first, view.window(path, first, "ingest_videos", BY_ID), "nothing: the list is read whole")


def _deleted_bundles(view: SyncTVView) -> Outcome:
    if any(row.get("status") == -1 for row in view.bundles.rows):
        return differs("they are listed", 'leave out rows of status -1; Sandbox(deleted_bundles="listed")')
    deleted = view.bundles_of(-1)
    if not deleted.ids or any(row.get("status") != -1 for row in deleted.rows):
        return unknown("no deleted bundle could be found: none is kept, or there is none")
    return holds("they are kept, and not listed") if _covers(view, deleted) else unknown("the list is too long to tell")


def _covers(view: SyncTVView, deleted: Page) -> bool:
    """Tell whether a deleted bundle would have been seen: its id lies among those of a sorted page without it."""
    ids = view.bundles.ids
    is_sorted = all(low < high for low, high in pairwise(ids))
    among = any(ids[0] < number < ids[-1] for number in deleted.ids) if ids else False
    whole = view.more_bundles is not None and view.more_bundles.ids == ids[-1:]
    if not set(deleted.ids).isdisjoint(ids):
        raise UndecidedError("a bundle was deleted meanwhile")
    return (is_sorted and among) or whole


PROBES: tuple[Probe[SyncTVView], ...] = (
    Probe("pages", _LISTS, "How many rows has a page of media?", "25 rows", _page_size),
    Probe("sort_order", _LISTS, "Is sort_order=id honoured?", "ids increase", _by_id),
    Probe("sort_descending", _LISTS, "Is sort_descending honoured?", "ids decrease", _descending),
    Probe("unsorted", _LISTS, "In which order are media without a sort?", "the lowest id first", _unsorted),
    Probe("offset", _LISTS, "Do media come in pages, by offset?", "in pages of 25", _offset),
    Probe("limit", _LISTS, "What becomes of limit (page_size=)?", "it is honoured", _limit),
    Probe("nulls", _LISTS, "Where do rows without a value stand in a sort?", "first", _nulls),
    Probe("unknown_filters", _LISTS, "What becomes of an unknown filter?", "it is ignored", _unknown_filters),
    Probe("fields", _LISTS, "Are fields and remove_fields honoured?", "both", _fields),
    Probe("bundles_paged", _LISTS, "Do bundles come in pages, by offset?", "in pages of 25", _bundles),
    Probe("contributors_paged", _LISTS, "Do contributors come in pages, by offset?", "in pages of 25", _contributors),
    Probe("clips_paged", _LISTS, "Do clips come in pages, by offset?", "in pages of 25", _clips),
    Probe("ingest_paged", _LISTS, "Do ingest videos come in pages, by offset?", "in pages of 25", _ingest_videos),
    Probe("deleted_bundles", _LISTS, "What becomes of deleted bundles?", "kept, and not listed", _deleted_bundles),
)
