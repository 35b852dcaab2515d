"""Signers that get it wrong, written by hand with hashlib and urllib alone: they share no code with the sandbox."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import quote, quote_plus

Pairs: TypeAlias = list[tuple[str, str]]
Signer: TypeAlias = Callable[[Pairs, str], str]

KEPT = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"


def ruby(text: str) -> str:
    """Escape as Ruby's CGI.escape did in the services' years."""
    return "".join(
        letter if letter in KEPT else "+" if letter == " " else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in text
    )


def digest(text: str, kind: str = "md5") -> str:
    return hashlib.new(kind, text.encode(), usedforsecurity=False).hexdigest()


def joined(pairs: Pairs, escape: Callable[[str], str] = ruby) -> str:
    return "&".join(sorted(f"{escape(name)}={escape(value)}" for name, value in pairs))


def escaping(escape: Callable[[str], str]) -> Signer:
    return lambda pairs, secret: digest(joined(pairs, escape) + secret)


def choosing(choose: Callable[[Pairs], Pairs]) -> Signer:
    return lambda pairs, secret: digest(joined(choose(pairs)) + secret)


def finishing(finish: Callable[[str, str], str]) -> Signer:
    return lambda pairs, secret: finish(joined(pairs), secret)


def lower_hex(text: str) -> str:
    first, *rest = ruby(text).split("%")
    return first + "".join(f"%{part[:2].lower()}{part[2:]}" for part in rest)


def in_order(key: Callable[[tuple[str, str]], object] | None, *, reverse: bool = False) -> Signer:
    def sign(pairs: Pairs, secret: str) -> str:
        ordered = pairs if key is None else sorted(pairs, key=key, reverse=reverse)  # type: ignore[arg-type,type-var]
        return digest("&".join(f"{ruby(name)}={ruby(value)}" for name, value in ordered) + secret)

    return sign


def last_of_each_list(pairs: Pairs) -> Pairs:
    return list(dict(pairs).items())


def commas(pairs: Pairs) -> Pairs:
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    return [(name, ",".join(values)) for name, values in lists.items()]


def as_base64(pairs: Pairs, secret: str) -> str:
    return base64.b64encode(bytes.fromhex(digest(joined(pairs) + secret))).decode()


def spaces_and_names(pairs: Pairs, secret: str) -> str:
    """Sort by name, and write a space as %20: two mistakes."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    text = "&".join(f"{ruby(name)}={ruby(value)}".replace("+", "%20") for name, value in ordered)
    return digest(text + secret)


def three(pairs: Pairs, secret: str) -> str:
    ordered = sorted(pairs, key=lambda pair: pair[0])
    return digest("&".join(f"{ruby(name)}={ruby(value)}" for name, value in ordered) + secret, "sha1").upper()


def encode_uri_component(text: str) -> str:
    return quote(text, safe="!'()*~")


CLASSIC: dict[str, tuple[str, Signer]] = {
    "%20 for a space": ("space_as_percent_20", escaping(lambda text: ruby(text).replace("+", "%20"))),
    "lower-case escapes": ("lower_case_escapes", escaping(lower_hex)),
    "Python's quote": ("escaped_as_urllib_quote", escaping(quote)),
    "RFC 3986": ("escaped_as_rfc_3986", escaping(lambda text: quote(text, safe="~"))),
    "encodeURIComponent": ("escaped_as_encode_uri_component", escaping(encode_uri_component)),
    "Java's URLEncoder": ("character_left_alone", escaping(lambda text: ruby(text).replace("%2A", "*"))),
    "slashes": ("character_left_alone", escaping(lambda text: ruby(text).replace("%2F", "/"))),
    "brackets": ("brackets_left_alone", escaping(lambda text: quote_plus(text, safe="[]").replace("~", "%7E"))),
    "nothing escaped": ("not_escaped", escaping(str)),
    "escaped twice": ("escaped_twice", escaping(lambda text: ruby(ruby(text)))),
    "Latin-1": ("latin_1", escaping(lambda text: quote_plus(text, encoding="latin-1").replace("~", "%7E"))),
    "escaped after joining": (
        "escaped_after_joining",
        lambda pairs, secret: digest(ruby("&".join(sorted(map("=".join, pairs)))) + secret),
    ),
    "not sorted": ("not_sorted", in_order(None)),
    "sorted by name": ("sorted_by_name", in_order(lambda pair: pair[0])),
    "sorted by name and value": ("sorted_by_name_and_value", in_order(lambda pair: pair)),
    "sorted before escaping": ("sorted_before_escaping", in_order("=".join)),
    "sorted in reverse": (
        "sorted_in_reverse",
        in_order(lambda pair: f"{ruby(pair[0])}={ruby(pair[1])}", reverse=True),
    ),
    "sorted without case": (
        "sorted_without_case",
        in_order(lambda pair: f"{ruby(pair[0])}={ruby(pair[1])}".lower()),
    ),
    "no ampersand": ("no_ampersand", finishing(lambda text, secret: digest(text.replace("&", "") + secret))),
    "no equals": ("no_equals", finishing(lambda text, secret: digest(text.replace("=", "") + secret))),
    "an ampersand at the end": ("secret_after_ampersand", finishing(lambda text, secret: digest(f"{text}&{secret}"))),
    "no secret": ("secret_missing", finishing(lambda text, secret: digest(text))),
    "secret first": ("secret_prepended", finishing(lambda text, secret: digest(secret + text))),
    "&secret=": ("secret_as_parameter", finishing(lambda text, secret: digest(f"{text}&secret={secret}"))),
    "&access_secret=": (
        "secret_as_parameter",
        finishing(lambda text, secret: digest(f"{text}&access_secret={secret}")),
    ),
    "a line feed": ("secret_with_line_feed", finishing(lambda text, secret: digest(f"{text}{secret}\n"))),
    "HMAC": ("hmac", finishing(lambda text, secret: hmac.new(secret.encode(), text.encode(), "md5").hexdigest())),
    "the secret among the pairs": (
        "secret_among_the_pairs",
        lambda pairs, secret: digest(joined([*pairs, ("access_secret", secret)])),
    ),
    "SHA-1": ("sha1", finishing(lambda text, secret: digest(text + secret, "sha1"))),
    "SHA-256": ("sha256", finishing(lambda text, secret: digest(text + secret, "sha256"))),
    "upper case": ("signature_in_upper_case", finishing(lambda text, secret: digest(text + secret).upper())),
    "base64": ("signature_in_base64", as_base64),
    "quotes": ("signature_quoted", finishing(lambda text, secret: f'"{digest(text + secret)}"')),
    "lists without brackets": (
        "list_without_brackets",
        choosing(lambda pairs: [(name.removesuffix("[]"), value) for name, value in pairs]),
    ),
    "lists by commas": ("list_joined", choosing(commas)),
    "the last of a list": ("list_last_only", choosing(last_of_each_list)),
    "no empty values": ("empty_values_left_out", choosing(lambda pairs: [pair for pair in pairs if pair[1]])),
    "no access_id": ("access_id_left_out", choosing(lambda pairs: [pair for pair in pairs if pair[0] != "access_id"])),
    "an id": ("id_signed", choosing(lambda pairs: [*pairs, ("id", "7")])),
    "an empty signature": ("signature_signed", choosing(lambda pairs: [*pairs, ("signature", "")])),
    "the format": ("format_signed", choosing(lambda pairs: [*pairs, ("format", "json")])),
    "Python's booleans": (
        "booleans_capitalised",
        choosing(lambda pairs: [(name, "True" if value == "true" else value) for name, value in pairs]),
    ),
    "blanks at the end": ("blanks_stripped", choosing(lambda pairs: [(name, value.rstrip()) for name, value in pairs])),
    "the page before": (
        "offset_changed_after_signing",
        choosing(lambda pairs: [(name, "25" if name == "offset" else value) for name, value in pairs]),
    ),
    "before the offset": (
        "offset_set_after_signing",
        choosing(lambda pairs: [pair for pair in pairs if pair[0] != "offset"]),
    ),
    "before a filter": ("parameter_left_out", choosing(lambda pairs: [pair for pair in pairs if pair[0] != "hd"])),
    "the path": ("path_signed", finishing(lambda text, secret: digest(f"/api/v2/media.json?{text}{secret}"))),
    "the method": ("method_signed", finishing(lambda text, secret: digest(f"GET{text}{secret}"))),
    "two at once": ("space_as_percent_20+sorted_by_name", spaces_and_names),
    "two others": (
        "list_without_brackets+secret_prepended",
        lambda pairs, secret: digest(secret + joined([(name.removesuffix("[]"), value) for name, value in pairs])),
    ),
    "three": ("sorted_by_name+sha1+signature_in_upper_case", three),
}
"""A wrong way, the reason that the sandbox is to give for it, and a signer."""
