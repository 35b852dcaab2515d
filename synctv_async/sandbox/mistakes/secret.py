"""The wrong ways to bring in the secret, to hash, and to write the hash."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import quote_plus

from synctv_async.sandbox.mistakes.deviation import RIGHT, Deviation, Marks, marked

__all__ = ["APPEND", "BARE", "Given", "Hashing", "Tail", "read_given", "tails"]

_DIGESTS: Final = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""By how many hexadecimal digits they have."""
_HEX: Final = re.compile("[0-9A-Fa-f]+")
_QUOTED: Final = 2
_WRITE: Final = "write the hash as 32 lower-case hexadecimal digits"
_PLACES: Final = (
    ("{text}{secret}\n", "secret_with_line_feed", "a line feed followed the access_secret", "strip the secret"),
    ("{text}{secret}\r\n", "secret_with_line_feed", "a line end followed the access_secret", "strip the secret"),
    ("{text}{secret} ", "secret_with_blank", "a blank followed the access_secret", "strip the secret"),
    ("{text} {secret}", "secret_with_blank", "a blank preceded the access_secret", "strip the secret"),
    ('{text}"{secret}"', "secret_quoted", "the access_secret was in quotes", "take the quotes off the secret"),
    ("{text}'{secret}'", "secret_quoted", "the access_secret was in quotes", "take the quotes off the secret"),
    ("{secret}{text}", "secret_prepended", "the access_secret was put before the pairs", ""),
    ("{secret}&{text}", "secret_prepended", "the access_secret was put before the pairs, with an '&'", ""),
    ("{secret}{text}{secret}", "secret_on_both_sides", "the access_secret was put before the pairs and after them", ""),
    ("{text}&{secret}", "secret_after_ampersand", "an '&' stood between the pairs and the access_secret", ""),
    ("{text}&secret={secret}", "secret_as_parameter", "the access_secret was appended as &secret=", ""),
    ("{text}&access_secret={secret}", "secret_as_parameter", "the access_secret was appended as &access_secret=", ""),
)
_WHOLE: Final = "{text}{secret}"
BARE: Final = "{text}"
APPEND: Final = "append the access_secret to the joined pairs, with nothing in between"


class Tail(NamedTuple):
    """What becomes of the joined pairs: what is put around them, the key of an HMAC, whose secret it is."""

    marks: Marks
    secret: str
    label: str = "access_secret"
    """What the secret is called."""
    place: str = _WHOLE
    """The string that is hashed, with ``{text}`` and ``{secret}``."""
    keyed: bool = False
    """Whether it is hashed by an HMAC, the secret its key."""

    def shown(self, text: str) -> str:
        """Return what is hashed, the secret not told."""
        place = _WHOLE if self.keyed else self.place  # an HMAC's secret is not in the string: the mistake is not there
        return place.replace("{secret}", f"<{self.label}>").replace("{text}", text, 1)


class Hashing:
    """Hashes joined pairs with a secret, many times."""

    def __init__(self, tail: Tail, digest: str) -> None:
        self.tail: Tail = tail
        self._begin = partial(getattr(hashlib, digest), usedforsecurity=False)
        before, _, after = tail.place.partition("{text}")
        self._before, self._after = before.replace("{secret}", tail.secret), after.replace("{secret}", tail.secret)
        self._inner, self._outer = self._pads(tail.secret.encode(errors="surrogatepass"))

    def _pads(self, key: bytes) -> tuple[bytes, bytes]:
        # Python's hmac refuses MD5 where it is switched off, for it cannot be told that this is not for security.
        size: int = self._begin().block_size
        key = (self._begin(key).digest() if len(key) > size else key).ljust(size, b"\0")
        return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)

    def __call__(self, text: str) -> str:
        """Return the hash in hexadecimal digits."""
        data = f"{self._before}{text}{self._after}".encode(errors="surrogatepass")
        if self.tail.keyed:
            data = self._outer + self._begin(self._inner + data).digest()
        digits: str = self._begin(data).hexdigest()
        return digits


def tails(secret: str, others: Mapping[str, str]) -> list[Tail]:
    """Return every way to bring in the secret; ``others`` are secrets that may have been taken for it, by label."""
    secrets: list[tuple[Marks, str, str]] = [(RIGHT, secret, "access_secret")]
    for label, other in others.items():
        copied = "sign with the access_secret that belongs to this access_id"
        other_secret = Deviation("other_secret", f"the {label} was used as the secret", copied)
        secrets.append((marked(other_secret), other, label))
    if quote_plus(secret) != secret:
        escaped = Deviation("secret_escaped", "the access_secret was escaped", "append the secret as it is")
        secrets.append((marked(escaped), quote_plus(secret), "access_secret"))
    made = [
        Tail(marks.and_then(more), held, label, place, keyed)
        for marks, held, label in secrets
        for more, place, keyed in _places()
    ]
    return sorted(made, key=lambda tail: len(tail.marks.told))


def _places() -> Iterator[tuple[Marks, str, bool]]:
    yield RIGHT, _WHOLE, False
    for place, reason, mistake, advice in _PLACES:
        yield marked(Deviation(reason, mistake, advice or APPEND)), place, False
    yield marked(Deviation("secret_missing", "no secret was appended", APPEND)), BARE, False
    keyed = Deviation("hmac", "the secret was used as the key of an HMAC", f"{APPEND}, and hash that with plain MD5")
    yield marked(keyed), BARE, True
    yield marked(keyed), _WHOLE, True


@dataclass(frozen=True, slots=True)
class Given:
    """A signature as it came, read."""

    digits: str
    """In lower-case hexadecimal digits."""
    digest: str
    marks: tuple[Deviation, ...]
    """What is wrong with the way in which it is written, and with the hash."""


def read_given(text: str) -> Given | None:
    """Read a signature in whatever form; ``None`` where it is none of any kind."""
    marks: list[Deviation] = []
    bare = text.strip()
    if bare != text:
        marks.append(Deviation("signature_with_blank", "there are blanks or line ends around the signature", _WRITE))
    if len(bare) > _QUOTED and bare[0] == bare[-1] and bare[0] in "'\"":
        marks.append(Deviation("signature_quoted", "the signature is in quotes", _WRITE))
        bare = bare[1:-1]
    if not (_HEX.fullmatch(bare) and len(bare) in _DIGESTS):
        found = _from_base64(bare)
        if found is None:
            return None
        mistake, bare = found
        marks.append(Deviation("signature_in_base64", mistake, _WRITE))
    if bare != bare.lower():
        marks.append(Deviation("signature_in_upper_case", "the signature is in upper case", "write it in lower case"))
    digest = _DIGESTS[len(bare)]
    if digest != "md5":
        name = f"SHA-{digest[3:]}"
        marks.insert(0, Deviation(digest, f"the hash is {name}, to judge by its length", "hash with MD5"))
    return Given(bare.lower(), digest, tuple(marks))


def _from_base64(text: str) -> tuple[str, str] | None:
    # An unescaped '+' arrives as a blank, '-' and '_' are of the form for URLs, which also leaves out the '='.
    text = text.replace(" ", "+").replace("-", "+").replace("_", "/").rstrip("=")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:  # binascii.Error is one; where the text is not ASCII it is another
        return None
    digits = data.decode("latin-1").strip()
    if _HEX.fullmatch(digits) and len(digits) in _DIGESTS:
        return "the signature's digits are in base64", digits
    if 2 * len(data) in _DIGESTS:
        return "the signature is in base64", data.hex()
    return None
