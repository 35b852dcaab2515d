"""Striking secrets out of what a service sends back: an error page may well show the URL that it was asked for."""

import json
import re
from collections.abc import Iterable
from html import escape as escape_html
from urllib.parse import quote

from synctv_async._types import Secret
from synctv_async.signing import escape

__all__ = ["Scrubber"]

_MASK = "***"
_HEX = re.compile("%[0-9A-F]{2}")
_SHORTEST = 4  # characters: what is shorter (a device named "d") is in every answer, and without it none can be read


class Scrubber:
    """Replaces known secrets in a text, however they were escaped on the way."""

    __slots__ = ("_forms",)

    def __init__(self, secrets: Iterable[Secret]) -> None:
        forms = {form for secret in secrets for form in _forms(secret.reveal()) if len(form) >= _SHORTEST}
        # The longest first: one form may be part of another.
        self._forms = tuple(Secret(form) for form in sorted(forms, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        """Return the text without any of the secrets."""
        for form in self._forms:
            text = text.replace(form.reveal(), _MASK)
        return text


def _forms(text: str) -> set[str]:
    quoted = {text, escape(text), escape(text, "~"), quote(text, safe=""), quote(text)}
    lower = {_HEX.sub(lambda found: found[0].lower(), form) for form in quoted}
    html = {escape_html(text), escape_html(text, quote=False), escape_html(text).replace("&#x27;", "&#39;")}
    as_json = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    return quoted | lower | html | as_json | {form.replace("/", "\\/") for form in as_json}
