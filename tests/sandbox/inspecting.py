"""What the tests of the inspector share: a reader of its pages, requests that are refused, and secrets to look for."""

import hashlib
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx

from synctv_async.sandbox import Sandbox
from synctv_async.signing import escape_pair

from .caller import API, Caller, Pairs

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
HTML = {"Accept": "text/html,application/xhtml+xml"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str | None]
    text: str = ""
    parents: tuple[str, ...] = ()


@dataclass
class Page(HTMLParser):
    """A page as its elements, each with all the text in it; elements that do not close are an error."""

    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), parents=tuple(one.name for one in self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, name: str, /, **attributes: str) -> list[Element]:
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            one
            for one in self.elements
            if one.name == name
            and all(value in (one.attributes.get(key) or "").split() for key, value in wanted.items())
        ]

    def one(self, name: str, /, **attributes: str) -> Element:
        (found,) = self.all(name, **attributes)
        return found

    def id(self, value: str) -> Element:
        (found,) = (one for one in self.elements if one.attributes.get("id") == value)
        return found


def read(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page


class Inspector:
    """A browser without JavaScript."""

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.http = httpx.Client(base_url=f"{box.url}/_sandbox/", headers=HTML, timeout=10)

    def get(self, path: str = "", /, **params: Any) -> httpx.Response:
        return self.http.get(path, params=params or None)  # an empty one would cut the query off

    def page(self, path: str = "", /, **params: Any) -> Page:
        response = self.get(path, **params)
        assert response.status_code == 200, response.text
        return read(response.text)

    def post(self, action: str, *, origin: str | None = "own", **fields: Any) -> httpx.Response:
        headers = {} if origin is None else {"Origin": self.box.url if origin == "own" else origin}
        return self.http.post(f"actions/{action}", data=fields, headers=headers)

    def paths(self, **params: Any) -> list[str]:
        return [link.text for link in self.page(**params).all("a", class_="path")]


def sorted_by_name(pairs: Pairs, secret: str) -> str:
    text = "&".join(escape_pair(*pair) for pair in sorted(pairs))
    return hashlib.md5((text + secret).encode(), usedforsecurity=False).hexdigest()


def send_wrongly(call: Caller, *pairs: tuple[str, str]) -> httpx.Response:
    """Sign with pairs sorted by their names and not as whole."""
    whole = [*pairs, ("access_id", str(call.box.access_id))]
    signature = sorted_by_name(whole, call.box.access_secret)
    return call.http.get(f"{API}media.json?{urlencode([*whole, ('signature', signature)])}")
