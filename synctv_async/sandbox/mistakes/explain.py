"""Why a request was refused: which mistake explains it, and what to do about it. Pure functions.

A signature that does not match is explained by search: the request is signed in every way that is wrong in one or in
two of its steps, until one of them gives the signature that came.
"""

import re
from dataclasses import dataclass
from typing import Final

from synctv_async.sandbox.mistakes.deviation import Deviation, Draft, Item
from synctv_async.sandbox.mistakes.search import Recipe, Search, SignedCall, label_of
from synctv_async.sandbox.mistakes.secret import read_given

__all__ = [
    "EXPIRED_ACCESS",
    "JSON_BODY",
    "MISSING_ACCESS_ID",
    "MISSING_SIGNATURE",
    "UNKNOWN_ACCESS",
    "Explanation",
    "SignedCall",
    "explain",
]

_SECRET_NAME: Final = re.compile(r"password|secret|client_key|api_key", re.IGNORECASE)
_SECRET_SIZE: Final = 8  # shorter ones are not looked for in texts: they would be found everywhere
_SHOWN: Final = 1000
_NAME: Final = 40
_WORDS: Final = re.compile(r"\w+")
_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is wrong with a request, as far as it can be told. No field holds a secret."""

    reason: str
    """A key, such as ``"missing_signature"``; of two mistakes at once both, joined by ``+``."""
    mistake: str
    """One sentence: what is wrong."""
    advice: str
    """One sentence: what to do."""
    received: str | None = None
    """The string that the caller signed, as reconstructed from the mistake; the secret is ``<access_secret>``."""
    expected: str | None = None
    """The string that should have been signed; the secret is ``<access_secret>``."""
    difference: int | None = None
    """Where the two begin to differ; ``None`` where the strings do not show the mistake."""


_AUTHORIZE: Final = "Call client_authorize for a new access."
MISSING_ACCESS_ID: Final = Explanation(
    "missing_access_id",
    "The access_id parameter is missing.",
    "Send the access_id that client_authorize gave, and sign it like any other parameter.",
)
UNKNOWN_ACCESS: Final = Explanation("unknown_access", "The access_id is unknown.", _AUTHORIZE)
EXPIRED_ACCESS: Final = Explanation("expired_access", "The access_id is expired.", _AUTHORIZE)
MISSING_SIGNATURE: Final = Explanation(
    "missing_signature",
    "The signature parameter is missing.",
    "Sign all the other parameters, and send the result as the parameter signature.",
)
# Rails wraps a JSON body into further parameters and signs those too; the official client blanks the header.
JSON_BODY: Final = Explanation(
    "json_body",
    "A JSON body adds parameters to what is signed.",
    "Send the fields in the query or as a form, or send no Content-Type.",
)


def explain(call: SignedCall, given: str) -> Explanation:
    """Explain a signature that does not match; where no mistake explains it the reason is ``"unknown"``."""
    read = read_given(given)
    search = Search(call, read.digest if read else "md5")
    if read is None:
        found = _malformed(search, given)
    elif recipe := search.find(read.digits):
        found = _explained(search, recipe, (*recipe.marks.told, *read.marks))
    else:
        found = _unknown(call, search, read.marks)
    return _without_secrets(found, call)


def _explained(search: Search, recipe: Recipe, marks: tuple[Deviation, ...]) -> Explanation:
    received = _shown(recipe)
    # Of several right strings, as where '~' may be escaped or not, the nearest is the one to compare with.
    nearest = max((_shown(right) for right in search.recipes(0)), key=lambda text: _difference(text, received))
    return Explanation(
        "+".join(dict.fromkeys(mark.reason for mark in marks)) or "right",
        _sentence(", and ".join(mark.mistake for mark in marks) or "nothing is wrong with the signature"),
        _sentence("; ".join(dict.fromkeys(mark.advice for mark in marks)) or "nothing is to be done"),
        received,
        nearest,
        None if received == nearest else _difference(nearest, received),
    )


def _malformed(search: Search, given: str) -> Explanation:
    return Explanation(
        "malformed_signature",
        f"The signature is not {_DIGITS} hexadecimal digits: it has {len(given)} characters.",
        f"Send the MD5 hash as {_DIGITS} lower-case hexadecimal digits.",
        expected=_shown(next(search.recipes(0))),
    )


def _unknown(call: SignedCall, search: Search, marks: tuple[Deviation, ...]) -> Explanation:
    expected = _shown(next(search.recipes(0)))
    strange = [name for name, value in call.request.pairs if "\ufffd" in name + value]
    if strange:
        return Explanation(
            "not_utf8",
            f"The parameter {strange[0][:_NAME]!r} is not UTF-8, or holds the replacement character U+FFFD.",
            "Escape names and values as UTF-8, in the URL as in what is signed.",
            expected=expected,
        )
    also = "".join(f"{mark.mistake}, and " for mark in marks)
    shown = expected if len(expected) <= _SHOWN else f"{expected[:_SHOWN]}… ({len(expected):,} characters)"
    return Explanation(
        "+".join([*(mark.reason for mark in marks), "unknown"]),
        _sentence(
            f"{also}no usual mistake explains the signature: either another access_secret or another string was signed"
        ),
        # The string comes first: clients cut long messages.
        f"Compare the string that you hash with {shown}; if it is the same, copy the access_secret again, whole, the "
        "one that belongs to this access_id.",
        expected=expected,
    )


def _shown(recipe: Recipe) -> str:
    """Return the string that a recipe hashes, the secret not told, nor the values that look like one."""
    items = tuple(_masked(item) for item in recipe.draft.items)
    return recipe.hashing.tail.shown(recipe.join.do(Draft(items, recipe.draft.whole)))


def _masked(item: Item) -> Item:
    _, name, _, raw_name, raw_value = item
    if not _SECRET_NAME.search(raw_name):
        return item
    value = f"<{_WORDS.findall(raw_name)[-1]}>"
    return f"{name}={value}", name, value, raw_name, raw_value


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _difference(one: str, other: str) -> int:
    places = range(min(len(one), len(other)))
    return next((place for place in places if one[place] != other[place]), len(places))


def _without_secrets(found: Explanation, call: SignedCall) -> Explanation:
    """Take every secret of the sandbox out of every text, wherever the caller may have put it."""
    secrets = {secret: label_of(number) for number, secret in call.accesses.items()}
    secrets |= {secret: name for name, secret in call.credentials.items()} | {call.secret: "access_secret"}
    texts = (found.mistake, found.advice, found.received, found.expected)
    if not any(secret in text for secret in secrets for text in texts if text):
        return found

    def clean(text: str) -> str:
        for secret in sorted(secrets, key=len, reverse=True):
            text = text.replace(secret, f"<{secrets[secret]}>") if len(secret) >= _SECRET_SIZE else text
        return text

    received, expected = (text and clean(text) for text in (found.received, found.expected))
    same = received is None or expected is None or received == expected
    difference = None if same else _difference(received or "", expected or "")
    return Explanation(found.reason, clean(found.mistake), clean(found.advice), received, expected, difference)
