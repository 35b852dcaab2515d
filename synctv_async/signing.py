"""The signature of a SyncTV V2 call: MD5 over the escaped, sorted pairs and the access secret.

Source: the service's signature tutorial for escaping and sorting; the official Ruby client for the rest (what is left
out, how the secret is appended, the hash).
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias
from urllib.parse import quote_plus

__all__ = ["Tilde", "canonical_string", "escape", "escape_pair", "is_signed", "sign"]

Tilde: TypeAlias = Literal["%7E", "~"]
"""How ``~`` is escaped: ``%7E`` (Ruby before 2.5, the services' time) or ``~`` (later Ruby)."""

_UNSIGNED = frozenset({"signature", "id"})


def escape(text: str, tilde: Tilde = "%7E") -> str:
    """Escape one key or value as Ruby's ``CGI.escape``: space to ``+``, upper-case hex over UTF-8.

    Only letters, digits, ``_``, ``.`` and ``-`` stay as they are, and ``~`` where ``tilde="~"`` asks for it.
    """
    escaped = quote_plus(text)
    return escaped.replace("~", "%7E") if tilde == "%7E" else escaped


def escape_pair(key: str, value: str, tilde: Tilde = "%7E") -> str:
    """Escape a key and a value separately and join them with ``=``."""
    return f"{escape(key, tilde)}={escape(value, tilde)}"


def is_signed(key: str) -> bool:
    """Tell whether the pair of this key is part of what is signed: all are but ``signature`` and a top-level ``id``."""
    return key not in _UNSIGNED


def canonical_string(pairs: Sequence[tuple[str, str]], tilde: Tilde = "%7E") -> str:
    """Return the string that is hashed, without the access secret.

    ``pairs`` are the unescaped ``(key, value)`` strings of the call in any order, ``access_id`` among them. The escaped
    pairs are sorted as whole strings, not by key: ``a[]=1`` comes before ``a=1``.

    >>> canonical_string([("type_id[]", "2"), ("access_id", "1234"), ("type_id[]", "1")])
    'access_id=1234&type_id%5B%5D=1&type_id%5B%5D=2'
    """
    return join_sorted(escape_pair(key, value, tilde) for key, value in pairs if is_signed(key))


def join_sorted(escaped_pairs: Iterable[str]) -> str:
    """Join pairs that are escaped already, in the order that is signed."""
    return "&".join(sorted(escaped_pairs))


def sign(pairs: Sequence[tuple[str, str]], access_secret: str, tilde: Tilde = "%7E") -> str:
    """Return the value of the call's ``signature`` parameter: 32 lower-case hexadecimal digits.

    ``pairs`` as for :func:`canonical_string`. The hash is the service's choice; it protects nothing else here.
    """
    return md5_hex(canonical_string(pairs, tilde) + access_secret)


def md5_hex(text: str) -> str:
    """Hash the text as UTF-8; marked as not for security, so that it works where MD5 is otherwise switched off.

    A broken access secret gives a wrong signature and no error, for the error of the encoding would hold the secret.
    """
    return hashlib.md5(text.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()
