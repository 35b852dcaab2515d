"""Secrets are found in whatever form, and where they are."""

import base64
import json
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from synctv_async.testing.forms import Finder, excerpt, forms_of

SECRET = 'can/ary+"secret" & ü~ 1'
DIGEST = "0123456789abcdef0123456789abcdef"
PLAIN = Finder({"password": SECRET}, {"signature of request 7": DIGEST})

WRITTEN = {
    "as it is": lambda text: text,
    "in a URL": quote,
    "in a URL, all escaped": lambda text: quote(text, safe=""),
    "in a form": quote_plus,
    "in a URL, hex digits small": lambda text: quote(text, safe="").lower() if text == DIGEST else low(text),
    "in JSON": lambda text: json.dumps({"a": text}),
    "in JSON as text": lambda text: json.dumps({"a": text}, ensure_ascii=False),
    "in HTML": escape,
    "in a repr": repr,
    "in bytes' repr": lambda text: repr(text.encode()),
    "in hex": lambda text: text.encode().hex(),
    "in hex, large": lambda text: text.encode().hex().upper(),
    **{
        f"in base64 after {n}": lambda text, n=n: base64.b64encode(b"user:"[:n] + text.encode() + b"tail").decode()
        for n in range(6)
    },
    **{
        f"in base64 for URLs after {n}": lambda text, n=n: base64.urlsafe_b64encode(b"?" * n + text.encode()).decode()
        for n in range(3)
    },
}


def low(text: str) -> str:
    return "".join(part.lower() if part.startswith("%") else part for part in _parts(quote(text, safe="")))


def _parts(text: str) -> list[str]:
    out, place = [], 0
    while place < len(text):
        size = 3 if text[place] == "%" else 1
        out.append(text[place : place + size])
        place += size
    return out


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize(("secret", "name"), [(SECRET, "password"), (DIGEST, "signature of request 7")])
def test_a_secret_is_found_in_each_form(write, secret, name):
    data = f"before {write(secret)} after".encode()
    (span,) = PLAIN.spans(data)
    assert span.name == name
    assert data[: span.start].startswith(b"before ")
    assert PLAIN.mask(data).startswith(b"before ")
    assert f"<{name}>".encode() in PLAIN.mask(data)
    assert PLAIN.spans(PLAIN.mask(data)) == []


@pytest.mark.parametrize("data", [b"", b"nothing here", DIGEST[:-1].encode(), b"f" * 200, base64.b64encode(b"x" * 99)])
def test_nothing_is_found_where_nothing_is(data):
    assert PLAIN.spans(data) == []


def test_a_digest_within_longer_digits_is_found():
    data = f"ff{DIGEST}00ff".encode()
    (span,) = PLAIN.spans(data)
    assert data[span.start : span.end] == DIGEST.encode()


def test_the_surroundings_are_shown_and_every_secret_in_them_is_masked():
    data = f"{'x' * 100} a {SECRET} b {DIGEST} c\n{'y' * 100}".encode()
    spans = PLAIN.spans(data)
    first, second = (excerpt(data, span, spans) for span in spans)
    assert "a <password> b <signature of request 7>" in first
    assert second.endswith("<signature of request 7> c")
    assert len(first) < 180


def test_what_is_short_is_everywhere_and_not_looked_for():
    assert forms_of("abc") <= {b"616263", b"YWJj"}


def test_thousands_of_signatures_are_looked_for_in_no_time():
    digests = {f"signature of request {n}": f"{n:032x}" for n in range(5000)}
    finder = Finder({}, digests)
    text = b"a line of a log with nothing in it\n" * 20_000 + f"{4999:032x}".encode()
    assert [span.name for span in finder.spans(text)] == ["signature of request 4999"]


def test_what_overlaps_is_one():
    finder = Finder({"long": "abcdefghij", "short": "fghijklm"})
    (span,) = finder.spans(b"..abcdefghijklm..")
    assert (span.start, span.end, span.name) == (2, 15, "long")
