"""Striking secrets out of what a service sends back: an error page may well show the URL that it was asked for."""

import json
from collections.abc import Iterable
from html import escape as escape_html
from urllib.parse import quote

from synctv_async._types import Secret
from synctv_async.signing import escape

__all__ = ["Scrubber"]

_MASK = "***"


class Scrubber:
    """Replaces known secrets in a text, however they were escaped on the way."""

    __slots__ = ("_forms",)

    def __init__(self, secrets: Iterable[Secret]) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret.reveal())}
        # The longest first: one form may be part of another.
        self._forms = tuple(Secret(form) for form in sorted(forms, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        """Return the text without any of the secrets."""
        for form in self._forms:
            text = text.replace(form.reveal(), _MASK)
        return text


def _forms(text: str) -> set[str]:
    quoted = {text, escape(text), escape(text, "~"), quote(text, safe=""), quote(text)}
    lower = {form.lower() for form in quoted if "%" in form}
    as_json = json.dumps(text)[1:-1]
    return quoted | lower | {escape_html(text), escape_html(text, quote=False), as_json, as_json.replace("/", "\\/")}
