"""Headers and bodies as a page shows them, and as a file to be saved."""

from collections.abc import Mapping
from typing import Final

from synctv_async.sandbox.inspector.frame import copy_button, panel
from synctv_async.sandbox.inspector.html import Markup, Node, tag
from synctv_async.sandbox.inspector.masking import Masker
from synctv_async.sandbox.inspector.text import coloured_json, decode, parse, pretty, size, visible

__all__ = ["body_panel", "header_panel", "masked_body"]

_SHOWN: Final = 40_000
"""Characters of a body that a page shows unless asked for the whole."""
_COLOURED: Final = 200_000


def header_panel(headers: Mapping[str, str], masker: Masker, id_: str) -> Markup:
    """Return the headers as a table."""
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", visible(value)))
        for name, value in masker.pairs(headers.items())
    ]
    content = tag("table", tag("tbody", rows), class_="facts") if rows else tag("p", "None.", class_="note")
    return panel("Headers", content, id_=id_, level=3)


def masked_body(body: bytes, masker: Masker) -> str:
    """Return a body as text without its secrets: JSON as the same JSON where none was in it."""
    return masker.text(decode(body))


def body_panel(body: bytes | None, masker: Masker, *, id_: str, save: str, whole: bool) -> Markup:
    """Return the panel of a body: JSON indented, all else as it came; a long one is cut."""
    if body is None:
        note = "Not kept: the answers of the last 200 requests are."
        return panel("Body", tag("p", note, class_="note"), id_=id_, level=3)
    if not body:
        return panel("Body", tag("p", "Empty.", class_="note"), id_=id_, level=3)
    text, is_json = _printed(body, masker)
    shown = text if whole else text[:_SHOWN]
    code: Node = coloured_json(shown) if is_json and len(shown) <= _COLOURED else shown
    aside = tag(
        "span",
        tag("span", size(len(body)), class_="note"),
        tag("a", "Save", href=save),
        copy_button(shown, "the body"),
        class_="tools",
    )
    rest = None
    if len(shown) < len(text):
        more = tag("a", "Show the whole body", href="?whole=1")
        rest = tag("p", f"Cut after {len(shown):,} of {len(text):,} characters. ", more, class_="note")
    block = tag("pre", tag("code", code), class_="body", tabindex=0, role="region", aria_labelledby=id_)
    return panel("Body", block, rest, id_=id_, level=3, aside=aside)


def _printed(body: bytes, masker: Masker) -> tuple[str, bool]:
    try:
        value = parse(body)
    except ValueError:
        return masked_body(body, masker), False
    return pretty(masker.json(value)), True
