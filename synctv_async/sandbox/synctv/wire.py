"""SyncTV's two formats, printed as the documents print them. Pure functions.

A reply holds its rows as JSON texts, because that is how the store keeps them: a JSON page is a join of strings, and
only XML and field selection look inside.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, assert_never
from xml.sax.saxutils import escape as escape_xml

from synctv_async.sandbox.types import Json, Record, dumps

if TYPE_CHECKING:
    from synctv_async.sandbox.mistakes.explain import Explanation

__all__ = ["OK", "Count", "Empty", "Failure", "Listing", "Plain", "Reply", "Show", "render_json", "render_xml"]

OK = "Successfully completed."
"""The text of code 1 in every example of the documents."""

_SINGULAR = {"medias": "media", "people": "person", "container_group": "container_group"}
_NOT_IN_A_NAME = re.compile(r"[^\w.-]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: ``<medias><media>…``; its XML carries no code, its JSON does."""

    plural: str
    item: str
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Show:
    """One record and what stands beside it."""

    item: str
    row: str
    siblings: Record


@dataclass(frozen=True, slots=True)
class Count:
    """A count; ``listed`` tells ``<messages><message>`` (bundles) from ``<message>`` (media and ingest videos)."""

    count: int
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """Named values and a success block, as the authorization calls answer."""

    values: Record


@dataclass(frozen=True, slots=True)
class Empty:
    """Success without content."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A code and its messages; HTTP 400 unless told otherwise."""

    code: int
    messages: tuple[str, ...]
    status: int = 400
    explanation: "Explanation | None" = None
    """Why, where that can be explained; not sent."""


Reply: TypeAlias = Listing | Show | Count | Plain | Empty | Failure


def render_json(reply: Reply) -> str:
    """Print a reply as JSON, the payload first and the code after it."""
    tail = f'"code":1,"messages":[{dumps(OK)}]'
    match reply:
        case Listing(plural, _, rows):
            inner = f"{dumps(plural)}:[{','.join(rows)}],{tail}"
        case Show(item, row, siblings):
            beside = "".join(f"{dumps(name)}:{dumps(value)}," for name, value in siblings.items())
            inner = f"{dumps(item)}:{row},{beside}{tail}"
        case Count(count, listed):
            # No JSON count is documented: it mirrors the XML, which has one message for two of the three resources.
            inner = f'"count":{count},{tail}' if listed else f'"count":{count},"code":1,"message":{dumps(OK)}'
        case Plain(values):
            inner = "".join(f"{dumps(name)}:{dumps(value)}," for name, value in values.items()) + tail
        case Failure(code=code, messages=messages):
            inner = f'"code":{code},"messages":{dumps(list(messages))}'
        case Empty():
            return ""
        case _:
            assert_never(reply)
    return f'{{"response":{{{inner}}}}}'


def render_xml(reply: Reply) -> str:
    """Print a reply as XML: two blanks a level, no declaration, as in the documents."""
    match reply:
        case Listing(plural, item, rows):
            inner = "".join(_xml_row(item, row, 2) for row in rows)
            inner = f"  <{plural}>\n{inner}  </{plural}>\n" if rows else f"  <{plural}/>\n"
        case Show(item, row, siblings):
            inner = _xml_row(item, row, 1) + "".join(_element(name, value, 1) for name, value in siblings.items())
        case Count(count, listed):
            inner = _element("count", count, 1) + _status(1, (OK,), listed=listed)
        case Plain(values):
            inner = "".join(_element(name, value, 1) for name, value in values.items()) + _status(1, (OK,), listed=True)
        case Failure(code=code, messages=messages):
            inner = _status(code, messages, listed=True)
        case Empty():
            return ""
        case _:
            assert_never(reply)
    return f"<response>\n{inner}</response>\n"


def _status(code: int, messages: tuple[str, ...], *, listed: bool) -> str:
    told = _element("messages", list(messages), 1) if listed else _element("message", messages[0], 1)
    return _element("code", code, 1) + told


@lru_cache(maxsize=4096)
def _xml_row(item: str, row: str, level: int) -> str:
    value: Json = json.loads(row)
    return _element(item, value, level)


def _element(name: str, value: Json, level: int) -> str:
    return "  " * level + "".join(_element_parts(name, value, level)) + "\n"


def _element_parts(name: str, value: Json, level: int) -> Iterator[str]:
    if value is None:
        yield f'<{name} nil="true"/>'
    elif isinstance(value, bool):
        yield f"<{name}>{'true' if value else 'false'}</{name}>"
    elif isinstance(value, int | float):
        yield f"<{name}>{value!r}</{name}>"
    elif isinstance(value, str):
        yield f"<{name}>{_text(value)}</{name}>"
    elif not value:
        # An empty hash has two forms in the media document: `properties` is an element around a line break.
        yield f"<{name}>\n{'  ' * level}</{name}>" if name == "properties" else f"<{name}/>"
    else:
        pairs = value.items() if isinstance(value, dict) else ((_singular(name), item) for item in value)
        yield f"<{name}>\n"
        for key, item in pairs:
            yield _element(_NOT_IN_A_NAME.sub("_", key), item, level + 1)
        yield f"{'  ' * level}</{name}>"


def _text(value: str) -> str:
    # A bare carriage return would be read back as a line feed, and some control characters are not XML at all.
    return _NOT_IN_XML.sub("", escape_xml(value, {"\r": "&#13;"}))


def _singular(name: str) -> str:
    if name in _SINGULAR:
        return _SINGULAR[name]
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
