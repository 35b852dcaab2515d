"""Where the sandbox's behaviour comes from, and the switches that change it."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from synctv_async.sandbox.behaviour import BEHAVIOUR, Behaviour
from synctv_async.sandbox.emulator import Emulator
from synctv_async.sandbox.inspector.frame import page
from synctv_async.sandbox.inspector.html import Markup, Node, tag
from synctv_async.sandbox.inspector.text import with_code

__all__ = ["behaviour_page"]

_SWITCHES: Final = "switches"
_SIGNS: Final = {"documented": "●", "official client": "◐", "guessed": "○"}


def behaviour_page(request: Request, emulator: Emulator) -> Response:
    """Return the page; ``?source=guessed`` shows what is guessed alone, ``?source=switches`` what can be switched."""
    asked = request.query_params.get("source", "")
    shown = [entry for entry in BEHAVIOUR if _is_of(entry, asked)]
    lead = "What the sandbox does, and on whose word. Where the documents are silent it guesses, and lets you choose."
    return page(
        request,
        "Behaviour",
        tag("h1", "Behaviour"),
        tag("p", lead, class_="lead"),
        _sources(asked),
        _table(emulator, shown),
        section="behaviour",
    )


def _is_of(entry: Behaviour, source: str) -> bool:
    if source == _SWITCHES:
        return entry.switch is not None
    return source not in _SIGNS or entry.source == source


def _sources(asked: str) -> Markup:
    labels = {"": "All", **{source: source.capitalize() for source in _SIGNS}, _SWITCHES: "With a switch"}
    chosen = asked if asked in labels else ""
    links: list[Markup] = []
    for source, label in labels.items():
        count = sum(_is_of(entry, source) for entry in BEHAVIOUR)
        target = f"behaviour?{urlencode({'source': source})}" if source else "behaviour"
        inner = (f"{label} ", tag("span", count, class_="note"))
        links.append(tag("li", tag("a", inner, href=target, aria_current="true" if source == chosen else None)))
    return tag("nav", tag("ul", links), class_="tabs", aria_label="Sources")


def _table(emulator: Emulator, shown: Sequence[Behaviour]) -> Markup:
    head = tag("tr", [tag("th", name, scope="col") for name in ("What", "Source", "Evidence", "Switch")])
    rows = [
        tag(
            "tr",
            tag("th", with_code(_sentence(entry.what)), scope="row"),
            tag("td", _source(entry.source), class_="source-cell"),
            tag("td", with_code(_sentence(entry.evidence)), class_="note"),
            tag("td", _switch(emulator, entry.switch), data_label="Switch" if entry.switch else None),
            id=entry.key,
        )
        for entry in shown
    ]
    caption = tag("caption", "Behaviour of the sandbox and where it comes from", class_="spoken")
    return tag("table", caption, tag("thead", head), tag("tbody", rows), class_="wide stack behaviour")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _source(source: str) -> Markup:
    sign = tag("span", _SIGNS.get(source, ""), class_="sign", aria_hidden="true")
    return tag("span", sign, " ", source, class_=f"source {source.partition(' ')[0]}")


def _switch(emulator: Emulator, name: str | None) -> Node:
    if name is None:
        return None
    return tag("code", tag("span", f"{name}=", class_="name"), repr(getattr(emulator.settings, name)))
