"""The list of requests, newest first, and what is new of it since a page was made."""

from collections.abc import Sequence
from itertools import islice

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.connect import first_steps
from synctv_async.sandbox.inspector.frame import HEADERS, base_url, page
from synctv_async.sandbox.inspector.history import PAGE, History, Row
from synctv_async.sandbox.inspector.html import Markup, Node, tag
from synctv_async.sandbox.inspector.list_rows import COLUMNS, rows_markup
from synctv_async.sandbox.inspector.outcome import SERVICES
from synctv_async.sandbox.inspector.query import KINDS, METHODS, Query
from synctv_async.sandbox.inspector.text import plural

__all__ = ["list_page", "news"]


def list_page(request: Request, emulator: Emulator, history: History) -> Response:
    """Return the page that a question asks for."""
    query, records = Query.read(request.query_params), history.records()
    generation = history.generation(records)
    rows = list(islice(history.rows(query, records), PAGE + 1))
    shown, older = rows[:PAGE], len(rows) > PAGE
    results = tag(
        "div",
        _table(shown) if shown else _nothing(query, records),
        _pages(query, shown, older=older),
        first_steps(emulator, base_url(request)) if not records else None,
        id="results",
        data_generation=generation,
        data_last=records[-1].number if records else 0,
        data_older=query.before > 0,
    )
    heading = tag("h1", "Requests", class_="spoken")
    return page(request, "Requests", heading, _toolbar(query), _bar(records), results, section="requests")


def news(request: Request, history: History) -> Response:
    """Answer what is new: rows after a number, and those of ``open`` that are settled by now.

    ``again`` says that the page is to be asked for anew: the requests were forgotten, or too many came.
    """
    query, records = Query.read(request.query_params), history.records()
    generation = history.generation(records)
    after = _number(request, "after")
    new = list(islice(history.rows(query, records[_place(records, after) :]), PAGE + 1))
    again = _number(request, "generation") != generation or len(new) > PAGE
    told = {
        "again": again,
        "last": records[-1].number if records else 0,
        "count": _count(records),
        "rows": "" if again else rows_markup(new),
        "settled": "" if again else rows_markup(_settled(request, history, records)),
    }
    return JSONResponse(told, headers=dict(HEADERS))


def _settled(request: Request, history: History, records: Sequence[RecordedRequest]) -> list[Row]:
    asked = request.query_params.get("open", "").split(",")[: 2 * PAGE]
    found = (history.find(int(part), records) for part in asked if part.isascii() and part.isdecimal())
    return [history.row(record) for record in found if record is not None and record.seconds is not None]


def _number(request: Request, name: str) -> int:
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() else 0


def _place(records: Sequence[RecordedRequest], after: int) -> int:
    """Return where the requests after a number begin; their numbers have no gaps."""
    return max(0, min(len(records), after + 1 - records[0].number)) if records else 0


def _count(records: Sequence[RecordedRequest]) -> str:
    return plural(len(records), "request")


def _toolbar(query: Query) -> Markup:
    search = tag(
        "input",
        type="search",
        name="q",
        id="search",
        value=query.q,
        placeholder="Search path, parameters, messages",
        autocomplete="off",
        spellcheck="false",
        aria_keyshortcuts="/",
    )
    return tag(
        "form",
        tag("label", tag("span", "Search", class_="spoken"), search, class_="search"),
        _choice("service", "Service", {"": "Service", **SERVICES}, query.service),
        _choice("method", "Method", {"": "Method", **{name: name for name in METHODS}}, query.method),
        _choice("status", "Status", {"": "Status", **KINDS}, query.status),
        tag(
            "label",
            tag("span", "Path", class_="spoken"),
            tag("input", name="path", value=query.path, placeholder="Path: media or /api/*.xml", autocomplete="off"),
            class_="on-path",
        ),
        tag(
            "label",
            tag("input", type="checkbox", name="refused", value="1", checked=bool(query.refused)),
            " Refused only",
            class_="check",
            title="A signature, an access or a key was not accepted",
        ),
        tag("button", "Apply", type="submit", class_="unscripted"),
        tag("a", "Clear filters", href="./", id="no-filters", class_="quiet", hidden=not query.filters),
        class_="toolbar",
        id="filters",
        role="search",
        aria_label="Requests",
    )


def _choice(name: str, label: str, options: dict[str, str], chosen: str) -> Markup:
    listed = [tag("option", text, value=value, selected=value == chosen) for value, text in options.items()]
    return tag("label", tag("span", label, class_="spoken"), tag("select", listed, name=name))


def _bar(records: Sequence[RecordedRequest]) -> Markup:
    live = tag("span", "Live", id="live", class_="live scripted")
    return tag(
        "div",
        tag("span", tag("span", _count(records), id="count"), class_="note"),
        live,
        tag("span", "", id="spoken", class_="spoken", role="status", aria_live="polite"),
        tag("a", "Reload", href="", class_="unscripted"),
        tag("button", "Pause", type="button", id="pause", class_="scripted", aria_pressed="false"),
        tag("form", tag("button", "Clear", type="submit"), method="post", action="actions/forget", id="forget"),
        class_="bar",
    )


def _table(rows: Sequence[Row]) -> Markup:
    head = tag("tr", [tag("th", name, scope="col", role="columnheader") for name in COLUMNS], role="row")
    # The roles say what the elements are anyway: a table that a narrow screen lays out as blocks would lose them.
    return tag(
        "table",
        tag("caption", "Requests, newest first", class_="spoken"),
        tag("thead", head, role="rowgroup"),
        tag("tbody", rows_markup(rows), id="rows", role="rowgroup"),
        class_="requests",
        role="table",
    )


def _nothing(query: Query, records: Sequence[RecordedRequest]) -> Node:
    if not records:
        return None
    told = "No older request matches." if query.before else "No request matches."
    return tag("p", told, " ", tag("a", "Show all", href="./"), class_="nothing")


def _pages(query: Query, rows: Sequence[Row], *, older: bool) -> Markup:
    last = rows[-1].number if rows else 0
    newest = f"./?{query.older_than(0).encoded()}".removesuffix("?")
    return tag(
        "nav",
        tag("a", "← Newest", href=newest, id="newest") if query.before else None,
        tag("a", "Older →", href=f"./?{query.older_than(last).encoded()}", id="older", hidden=not older),
        class_="pages",
        aria_label="Pages",
    )
