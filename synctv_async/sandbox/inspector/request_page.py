"""Everything about one request."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.bodies import body_panel, header_panel
from synctv_async.sandbox.inspector.curl import curl, divided
from synctv_async.sandbox.inspector.explanation import explained
from synctv_async.sandbox.inspector.frame import base_url, copy_button, page, panel
from synctv_async.sandbox.inspector.history import History, Row
from synctv_async.sandbox.inspector.html import Markup, Node, join, tag
from synctv_async.sandbox.inspector.list_rows import method_mark, status_mark
from synctv_async.sandbox.inspector.masking import Masker
from synctv_async.sandbox.inspector.outcome import SERVICES, service_of
from synctv_async.sandbox.inspector.text import clock_time, coloured_json, duration, phrase, pretty, visible
from synctv_async.sandbox.synctv.params import nest

__all__ = ["missing_page", "request_page"]


def request_page(
    request: Request, history: History, record: RecordedRequest, around: tuple[int | None, int | None]
) -> Response:
    """Return the page of a request; ``around`` are the numbers before and after it."""
    masker, row = history.masker_of(record), history.row(record)
    whole = "whole" in request.query_params
    command = curl(record, base_url(request), masker)
    answer = record.answer
    sent = [
        tag("h2", "Request", id="request"),
        _parameters(record, masker),
        header_panel(record.headers, masker, "request-headers"),
        body_panel(record.body, masker, id_="request-body", save=f"{record.number}/body", whole=whole)
        if record.body
        else None,
    ]
    got: list[Node] = [tag("h2", "Answer", id="answer")]
    if record.status is None:
        got.append(tag("p", row.word.capitalize(), ".", class_="panel note"))
    else:
        headers = {"Content-Type": answer.media_type, **answer.headers} if answer else {}
        body = answer.body if answer else None
        got += [
            header_panel(headers, masker, "answer-headers") if answer else None,
            body_panel(body, masker, id_="answer-body", save=f"{record.number}/answer", whole=whole),
        ]
    return page(
        request,
        f"{row.method} {row.path}",
        _steps(record.number, around),
        _head(record, row, copy_button(command, "as curl", "Copy as curl")),
        explained(record.refusal, masker) if record.refusal else _told(row),
        tag(
            "div",
            tag("section", sent, class_="half", aria_labelledby="request"),
            tag("section", got, class_="half", aria_labelledby="answer"),
            class_="halves",
        ),
        _command(command),
        section="request",
        base="../",
    )


def missing_page(request: Request, number: int, base: str = "../") -> Response:
    """Return the page of a request that is not remembered."""
    told = f"Request {number} is not remembered: the sandbox was reset, or 10,000 others came after it."
    back = tag("p", tag("a", "All requests", href=base))
    return page(
        request, "Not remembered", tag("h1", "Not remembered"), tag("p", told), back, section="", base=base, status=404
    )


def _steps(number: int, around: tuple[int | None, int | None]) -> Markup:
    older, newer = around
    return tag(
        "nav",
        tag("a", "← All requests", href="../", rel="up", data_key="u"),
        tag("span", f"Request {number}", class_="note"),
        tag("span", _step(newer, "Newer", "prev", "k"), _step(older, "Older", "next", "j"), class_="tools"),
        class_="steps",
        aria_label="Requests",
    )


def _step(number: int | None, label: str, rel: str, key: str) -> Markup:
    if number is None:
        return tag("span", label, class_="off")
    return tag("a", label, href=str(number), rel=rel, data_key=key, title=f"Request {number}")


def _head(record: RecordedRequest, row: Row, aside: Markup) -> Markup:
    facts: list[tuple[str, Node]] = [
        ("Service", SERVICES[service_of(record)]),
        ("Answered", phrase(record.status) if record.status is not None else row.word),
        ("Took", duration(record.seconds)),
        ("At", join(clock_time(record.at), " UTC")),
    ]
    if row.faults:
        facts.append(("Chaos", ", ".join(row.faults)))
    listed = [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts]
    return tag(
        "div",
        tag("h1", method_mark(row.method), " ", tag("span", visible(row.path), class_="path"), " ", status_mark(row)),
        tag("div", tag("dl", listed, class_="glance"), aside, class_="under"),
        class_="title",
    )


def _told(row: Row) -> Node:
    """Return the message of an error that needs no more explanation than it gives."""
    if row.kind not in {"4xx", "5xx"}:
        return None
    return tag("p", tag("b", "Answered: "), row.word, class_="panel told")


def _parameters(record: RecordedRequest, masker: Masker) -> Markup:
    query, form = divided(record)
    if not record.params:
        return panel("Parameters", tag("p", "None.", class_="note"), id_="parameters", level=3)
    rows = [*_pairs(query, "query", masker), *_pairs(form, "form", masker)]
    head = tag("tr", [tag("th", name, scope="col") for name in ("Name", "Value", "In")])
    table = tag(
        "table",
        tag("caption", "Decoded, in wire order", class_="spoken"),
        tag("thead", head),
        tag("tbody", rows),
        class_="facts parameters",
    )
    return panel("Parameters", table, _nested(record, masker), id_="parameters", level=3)


def _pairs(pairs: Sequence[tuple[str, str]], where: str, masker: Masker) -> list[Markup]:
    return [
        tag("tr", tag("th", visible(name), scope="row"), tag("td", visible(value)), tag("td", where, class_="note"))
        for name, value in masker.pairs(pairs)
    ]


def _nested(record: RecordedRequest, masker: Masker) -> Markup:
    try:
        printed = pretty(masker.json(nest(record.params)))  # type: ignore[arg-type]
    except RecursionError:
        printed = "nested too deeply to be shown"
    block = tag("pre", tag("code", coloured_json(printed)), class_="body")
    return tag(
        "details", tag("summary", "As Rails reads them"), block, open=any("[" in name for name, _ in record.params)
    )


def _command(command: str) -> Markup:
    note = "Secrets are variables of your shell: set them first. A signature is good for exactly these parameters."
    return panel(
        "As curl",
        tag("pre", tag("code", command), class_="body", id="curl"),
        tag("p", note, class_="note"),
        id_="as-curl",
        aside=copy_button(command, "the command"),
    )
