"""What all pages share: the head, the navigation, and the headers that keep a page from doing more than it should."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from synctv_async.sandbox.inspector.html import Markup, Node, join, tag

__all__ = ["HEADERS", "base_url", "copy_button", "html", "page", "panel", "plain"]

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not "no-referrer": browsers would then send forms with "Origin: null", which does not say where they are from.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SECTIONS: Final = (
    ("requests", "./", "Requests"),
    ("chaos", "chaos", "Chaos"),
    ("behaviour", "behaviour", "Behaviour"),
    ("data", "data", "Data"),
    ("connect", "connect", "Connect"),
)


def html(document: str, status: int = 200) -> Response:
    """Return a document as a response. Halves of surrogates, which JSON may hold, are written as escapes."""
    body = document.encode(errors="backslashreplace")
    return Response(body, status, {**HEADERS, "Vary": "Accept"}, "text/html; charset=utf-8")


def plain(text: str, name: str) -> Response:
    """Return text as a file to be saved, so that no browser makes anything else of it."""
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode(errors="backslashreplace"), 200, headers, "text/plain; charset=utf-8")


def base_url(request: Request) -> str:
    """Return the address under which the caller sees both services, without a slash at the end."""
    return f"{request.url.scheme}://{request.url.netloc}"


def page(request: Request, title: str, *main: Node, section: str, base: str = "", status: int = 200) -> Response:
    """Return a page; ``base`` leads from its address to that of the list, for all links are relative."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} · SyncTV sandbox"),
        tag("link", rel="icon", href=f"{base}static/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href=f"{base}static/inspector.css"),
        tag("script", src=f"{base}static/inspector.js", defer=True),
        tag("script", src=f"{base}static/live.js", defer=True) if section == "requests" else None,
    )
    body = tag(
        "body",
        tag("a", "Skip to the content", class_="skip", href="#main"),
        _header(request, section, base),
        tag("main", *main, id="main", tabindex=-1),
        _footer(),
        data_base=base or "./",
    )
    return html(f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n", status)


def _header(request: Request, section: str, base: str) -> Markup:
    links = (
        tag("li", tag("a", label, href=f"{base}{target}", aria_current="page" if name == section else None))
        for name, target, label in _SECTIONS
    )
    brand = tag(
        "a",
        tag("span", class_="mark", aria_hidden="true"),
        tag("b", "SyncTV"),
        " sandbox",
        class_="brand",
        href=base or "./",
    )
    address = base_url(request)
    return tag(
        "header",
        brand,
        tag("nav", tag("ul", links), aria_label="Sections"),
        tag("span", tag("code", address), copy_button(address, "the base URL"), class_="address"),
        class_="top",
    )


def _footer() -> Markup:
    keys = (
        ("/", "search"),
        ("j", "next"),
        ("k", "previous"),
        ("Enter", "open"),
        ("u", "back to the list"),
    )
    told = [tag("span", tag("kbd", key), f" {what}") for key, what in keys]
    switch = tag("button", "Keyboard shortcuts: on", type="button", id="shortcuts", aria_pressed="true", class_="quiet")
    return tag("footer", tag("p", told, class_="keys"), switch, class_="bottom scripted")


def copy_button(text: str, what: str, label: str = "Copy") -> Markup:
    """Return a button that copies a text; without JavaScript it is not shown."""
    name = f"Copy {what}"
    return tag("button", label, type="button", class_="copy scripted", data_copy=text, aria_label=name, title=name)


def panel(title: str, *content: Node, id_: str, aside: Node = None, level: int = 2, class_: str = "") -> Markup:
    """Return a part of a page under a heading that names it."""
    heading = tag(f"h{level}", title, id=id_)
    head = tag("div", heading, aside, class_="panel-head") if aside is not None else heading
    return tag("section", head, join(*content), class_=f"panel {class_}".strip(), aria_labelledby=id_)
