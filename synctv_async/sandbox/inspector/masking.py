"""Secrets, struck out: by the names under which they travel, and wherever else their values turn up."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from synctv_async.sandbox.types import Json, Pairs

__all__ = ["MASK", "Masker", "is_secret", "secrets_in"]

MASK: Final = "***"
_WORDS: Final = (
    "signature",
    "secret",
    "passw",
    "client_key",
    "client-key",
    "clientkey",
    "api_key",
    "api-key",
    "apikey",
    "token",
    "authorization",
    "cookie",
)
_SHORTEST: Final = 4
"""Shorter values are struck out by name alone: elsewhere they would blot out half of the page."""

# Names have an end, so that a text is gone over once and not once for each of its characters.
_NAMED: Final = tuple(
    (re.compile(name), re.compile(value), sign)
    for name, value, sign in (
        # JSON, also one that ends too early or is itself in a JSON text: "password": "abc", "token": 1, "password": "ab
        (r'\\?"([^"\\]{1,100}+)\\?"\s*+:\s*+', r'\\?"(?:[^"\\]|\\.)*+"?|[^\s,{}\[\]"\\]++', f'"{MASK}"'),
        # XML: <access_secret>abc</access_secret>
        (r"<([\w.:-]{1,100}+)(?:\s[^<>]{0,200}+)?>", r"[^<]++", MASK),
        # a query or a form, also inside of other text: ?signature=abc&…, user%5Bpassword%5D=abc
        (r"""(?:^|(?<=[?&\s"'<>]))([^=&\s?"'<>]{1,100}+)=""", r"""[^&\s"'<>]++""", MASK),
        # a header, whose name has a hyphen or is well known: "The signature: …" in a sentence is none
        (r"(?i:(?<![\w-])(\w{1,60}+-[\w-]{1,60}+|authorization|cookie)):[ \t]*+", r"[^\r\n]++", MASK),
    )
)
_KEY: Final = re.compile(r"\bapp\.v\d\.[\w-]+")
"""SourceSync's keys, by whatever name they were sent."""


def is_secret(name: str) -> bool:
    """Tell whether what goes by this name is a secret: of a parameter (brackets and all), a header or a field.

    >>> is_secret("user[password]"), is_secret("X-API-Key"), is_secret("access_id")
    (True, True, False)
    """
    lower = name.lower()
    return any(word in lower for word in _WORDS)


class Masker:
    """Strikes out secrets whose values are known, and whatever has a secret's name."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        forms = {form for value in values if len(value) >= _SHORTEST for form in _forms(value)}
        self._forms = tuple(sorted(forms, key=len, reverse=True))  # the longer first: one may be part of another

    def knowing(self, values: Iterable[str]) -> "Masker":
        """Return one that strikes out further values too."""
        added = {form for value in values if len(value) >= _SHORTEST for form in _forms(value)}
        if added.issubset(self._forms):
            return self
        wider = Masker()
        wider._forms = tuple(sorted(added.union(self._forms), key=len, reverse=True))
        return wider

    def values(self, text: str) -> str:
        """Strike out the values that are known."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def text(self, text: str) -> str:
        """Strike out known values, and what has a secret's name in JSON, XML, a form or a header."""
        text = _KEY.sub(MASK, self.values(text))
        if is_secret(text):  # else no name in it is a secret's
            for name, value, sign in _NAMED:
                text = _struck(text, name, value, sign)
        return text

    def named(self, name: str, value: str) -> str:
        """Return the value that goes by a name, struck out where the name is a secret's."""
        return MASK if value and is_secret(name) else self.text(value)

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> Pairs:
        """Do so for pairs."""
        return tuple((self.values(name), self.named(name, value)) for name, value in pairs)

    def json(self, value: Json) -> Json:
        """Do so for JSON, through and through; whatever is under a secret's name goes."""
        match value:
            case dict():
                return {
                    self.values(name): MASK if is_secret(name) and item else self.json(item)
                    for name, item in value.items()
                }
            case list():
                return [self.json(item) for item in value]
            case str():
                return self.text(value)
            case _:
                return value


def _struck(text: str, name: re.Pattern[str], value: re.Pattern[str], sign: str) -> str:
    """Return the text with the values struck out that follow a secret's name."""
    parts: list[str] = []
    end = 0
    for found in name.finditer(text):
        secret = value.match(text, found.end()) if found.start() >= end and is_secret(found[1]) else None
        if secret is not None:
            parts += text[end : found.end()], sign
            end = secret.end()
    return "".join((*parts, text[end:]))


def secrets_in(pairs: Iterable[tuple[str, str]], headers: Mapping[str, str], *bodies: bytes) -> Iterator[str]:
    """Yield the values that go by a secret's name: in parameters, in headers with their parts, in JSON bodies."""
    yield from (value for name, value in pairs if is_secret(name))
    for name, value in headers.items():
        if is_secret(name):
            yield value
            yield from re.split(r"[\s;,=]+", value)  # the scheme apart from the token, each cookie's value
    for body in bodies:
        if body[:1] in {b"{", b"["} and any(word.encode() in body.lower() for word in _WORDS):
            try:
                yield from _in_json(json.loads(body))
            except (ValueError, RecursionError):
                continue  # no JSON: what is named is struck out by the patterns


def _in_json(value: Json, *, secret: bool = False) -> Iterator[str]:
    match value:
        case dict():
            for name, item in value.items():
                yield from _in_json(item, secret=secret or is_secret(name))
        case list():
            for item in value:
                yield from _in_json(item, secret=secret)
        case str() if secret:
            yield value
        case int() | float() if secret and not isinstance(value, bool):
            yield str(value)
        case _:
            pass


@lru_cache(maxsize=256)
def _forms(value: str) -> frozenset[str]:
    """Return a value as it may stand in text: in a URL, in JSON, in XML."""
    plain = value.encode(errors="replace").decode()
    return frozenset(
        (
            value,
            quote(plain),
            quote(plain, safe=""),
            quote_plus(plain),
            json.dumps(value)[1:-1],
            json.dumps(value, ensure_ascii=False)[1:-1],
            escape(value),
            escape(value, {'"': "&quot;", "'": "&#x27;"}),
        )
    )
