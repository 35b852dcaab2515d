"""Values as people read them: times, sizes, bodies. Pure functions."""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from synctv_async.sandbox.inspector.html import Markup, Node, join, tag
from synctv_async.sandbox.types import Json

__all__ = [
    "clock_time",
    "coloured_json",
    "decode",
    "duration",
    "parse",
    "phrase",
    "plural",
    "pretty",
    "size",
    "visible",
    "with_code",
]

_KILO: Final = 1000
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_TOKEN: Final = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<word>\b(?:true|false|null)\b)'
)


def clock_time(seconds: float) -> Markup:
    """Return a moment of the sandbox's clock as a time of day, the whole of it in the tooltip."""
    whole = datetime.fromtimestamp(seconds, UTC)
    iso = whole.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return tag("time", whole.strftime("%H:%M:%S"), datetime=iso, title=iso)


def duration(seconds: float | None) -> str:
    """Return seconds in a unit that suits them; ``None`` is a dash."""
    if seconds is None:
        return "—"
    if seconds >= 1:
        return f"{seconds:.2f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"  # noqa: PLR2004 - two digits


def size(count: int) -> str:
    """Return a number of bytes.

    >>> size(1), size(20_713), size(1_500_000)
    ('1 byte', '20.7 kB', '1.5 MB')
    """
    if count < _KILO:
        return plural(count, "byte")
    return f"{count / _KILO:.1f} kB" if count < _KILO**2 else f"{count / _KILO**2:.1f} MB"


def plural(count: int, noun: str) -> str:
    """Return a count and its noun: ``1 byte``, ``2 bytes``, ``2,000 entries``."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else many}"


def phrase(status: int) -> str:
    """Return what HTTP calls a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"status {status}"


def decode(body: bytes) -> str:
    r"""Return a body as text; bytes that are none are written ``\xff``."""
    return body.decode("utf-8", "backslashreplace")


def parse(body: bytes | str) -> Json:
    """Return a body's JSON; ``ValueError`` where it is none."""
    try:
        value: Json = json.loads(body)
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error
    return value


def pretty(value: Json) -> str:
    """Print JSON for people."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def coloured_json(text: str) -> Markup:
    """Return printed JSON with its names, texts and words told apart."""
    return join(*_tokens(text))


def _tokens(text: str) -> Iterator[Node]:
    place = 0
    for match in _TOKEN.finditer(text):
        yield text[place : match.start()]
        yield tag("span", match.group(), class_=f"json-{match.lastgroup}")
        place = match.end()
    yield text[place:]


def with_code(text: str) -> Markup:
    """Return text whose parts in backticks are code.

    >>> with_code("the `limit`")
    'the <code>limit</code>'
    """
    parts = text.split("`")
    even = len(parts) % 2 == 1  # else one backtick stands alone, and is one
    return join(*(tag("code", part) if place % 2 else part for place, part in enumerate(parts))) if even else join(text)


def visible(text: str) -> Markup:
    """Return text in which what cannot be seen can: control and format characters, blanks at either end."""
    if text.isprintable() and text == text.strip():
        return join(text)
    inner = text.strip(" ")
    begin = len(text) - len(text.lstrip(" ")) if inner else len(text)
    return join(
        [_sign("␠", "a blank")] * begin,
        [_shown(character) for character in inner],
        [_sign("␠", "a blank")] * (len(text) - len(text.rstrip(" ")) if inner else 0),
    )


def _shown(character: str) -> Node:
    code = ord(character)
    if character == "\n":
        return join(_sign("␊", "a line feed"), "\n")
    if code < 0x20:  # noqa: PLR2004 - each of these has a picture of its own
        return _sign(chr(0x2400 + code), f"U+{code:04X}")
    if unicodedata.category(character) in _HIDDEN or (character.isspace() and character != " "):
        return _sign(f"U+{code:04X}", unicodedata.name(character, "no character"))
    return character


def _sign(sign: str, title: str) -> Markup:
    return tag("span", sign, class_="unseen", title=title)
