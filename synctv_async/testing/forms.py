"""Finding secrets in bytes, however they were escaped or encoded on the way there. Pure."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape as escape_html
from urllib.parse import quote, quote_plus

__all__ = ["Finder", "Span", "excerpt", "forms_of"]

_SHORTEST = 4  # bytes: what is shorter is everywhere
_ESCAPE = re.compile("%[0-9A-F]{2}")
_HEX = re.compile(rb"[0-9A-Fa-f]{32,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
_DIGEST = 32  # hexadecimal digits of a signature
_AROUND = 48  # bytes shown on each side of what was found


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where a secret was found, and which, by name."""

    start: int
    end: int
    name: str


def forms_of(secret: str) -> frozenset[bytes]:
    """Return what a secret may look like: as it is, escaped for URLs, JSON, HTML and Python, in hex and base64."""
    quoted = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    quoted |= {form.replace("~", "%7E") for form in quoted}
    quoted |= {_ESCAPE.sub(lambda found: found[0].lower(), form) for form in quoted}
    jsons = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    jsons |= {form.replace("/", "\\/") for form in jsons}
    shown = {repr(secret)[1:-1], repr(secret.encode())[2:-1], escape_html(secret), escape_html(secret, quote=False)}
    raw = secret.encode(errors="surrogatepass")
    texts = {form.encode(errors="surrogatepass") for form in (secret, *quoted, *jsons, *shown)}
    digits = {raw.hex().encode(), raw.hex().upper().encode()}
    return frozenset(form for form in texts | digits | set(_base64_forms(raw)) if len(form) >= _SHORTEST)


def _base64_forms(raw: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of it wherever it begins: a secret may follow a user's name, as in Basic credentials."""
    for before, lost in ((0, 0), (1, 2), (2, 3)):  # bytes before it, and the characters that depend on them
        size = before + len(raw)
        encoded = base64.b64encode(bytes(before) + raw)
        whole = encoded[lost : len(encoded) - (0, 3, 2)[size % 3]]
        yield whole
        yield whole.translate(bytes.maketrans(b"+/", b"-_"))


class Finder:
    """Finds secrets by name. ``digests`` are 32 hexadecimal digits each, and there may be thousands of them."""

    def __init__(self, secrets: Mapping[str, str], digests: Mapping[str, str] | None = None) -> None:
        pairs = {form: name for name, secret in secrets.items() for form in forms_of(secret)}
        self._forms = sorted(pairs.items(), key=lambda pair: -len(pair[0]))
        self._digests = {value.lower().encode(): name for name, value in (digests or {}).items()}
        self.longest: int = max((len(form) for form, _ in self._forms), default=0)
        """The length of the longest form; readers of long files let their pieces overlap by it."""

    def spans(self, data: bytes) -> list[Span]:
        """Return what was found, in order; what overlaps is one."""
        found = [span for form, name in self._forms for span in _each(data, form, name)]
        if self._digests:
            found += self._digest_spans(data)
        merged: list[Span] = []
        for span in sorted(found):
            if merged and span.start < merged[-1].end:
                last = merged[-1]
                merged[-1] = Span(last.start, max(last.end, span.end), last.name)
            else:
                merged.append(span)
        return merged

    def mask(self, data: bytes, mark: str | None = None) -> bytes:
        """Return the bytes with ``mark``, or the name of each secret, in its place."""
        return _masked(data, self.spans(data), mark)

    def _digest_spans(self, data: bytes) -> Iterator[Span]:
        for token in _HEX.finditer(data):
            for start, end, digest in _digests_in(token[0]):
                if digest in self._digests:
                    yield Span(token.start() + start, token.start() + end, self._digests[digest])
        for token in _BASE64.finditer(data):
            name = next((self._digests[digest] for digest in _encoded(token[0]) if digest in self._digests), None)
            if name is not None:
                yield Span(token.start(), token.end(), name)


def excerpt(data: bytes, span: Span, spans: Iterable[Span]) -> str:
    """Return the surroundings of a span, as much of its line as is near it, with every secret in them masked."""
    start = max(span.start - _AROUND, data.rfind(b"\n", 0, span.start) + 1)
    line_end = data.find(b"\n", span.end)
    end = min(span.end + _AROUND, len(data) if line_end < 0 else line_end)
    inside = [
        Span(max(0, other.start - start), min(end, other.end) - start, other.name)
        for other in spans
        if other.end > start and other.start < end
    ]
    return " ".join(_masked(data[start:end], inside).decode(errors="replace").split())


def _each(data: bytes, form: bytes, name: str) -> Iterator[Span]:
    place = data.find(form)
    while place >= 0:
        yield Span(place, place + len(form), name)
        place = data.find(form, place + len(form))


def _digests_in(token: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield every digest that a run of digits may hold, as it is and in hex once more, with its place."""
    token = token.lower()
    for start in range(len(token) - _DIGEST + 1):
        yield start, start + _DIGEST, token[start : start + _DIGEST]
    for start in range(len(token) - 2 * _DIGEST + 1):
        yield start, start + 2 * _DIGEST, binascii.unhexlify(token[start : start + 2 * _DIGEST]).lower()


def _encoded(token: bytes) -> Iterator[bytes]:
    """Yield every digest that a run of base64 may hold, wherever its groups of four begin."""
    plain = token.translate(bytes.maketrans(b"-_", b"+/"))
    for shift in range(4):
        piece = plain[shift:]
        filled = piece + b"A" * (-len(piece) % 4)  # as if more came: what is lost at the end is padding
        for inner in _HEX.finditer(binascii.a2b_base64(filled)):
            yield from (digest for _, _, digest in _digests_in(inner[0]))


def _masked(data: bytes, spans: Iterable[Span], mark: str | None = None) -> bytes:
    pieces, place = list[bytes](), 0
    for span in spans:
        pieces += [data[place : span.start], (mark or f"<{span.name}>").encode()]
        place = span.end
    return b"".join([*pieces, data[place:]])
