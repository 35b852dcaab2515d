"""A request as a curl command, its secrets as variables of the shell."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final
from urllib.parse import quote, quote_plus

from synctv_async.sandbox.exchange import RecordedRequest
from synctv_async.sandbox.inspector.masking import MASK, Masker, is_secret
from synctv_async.sandbox.synctv.params import parse_pairs
from synctv_async.sandbox.types import Pairs

__all__ = ["curl", "divided", "quoted"]

_PLAIN: Final = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
_KEPT_IN_PATHS: Final = "/:@!$&'()*+,;=~"
_VARIABLES: Final = {
    "signature": "SYNCTV_SIGNATURE",
    "access_secret": "SYNCTV_ACCESS_SECRET",
    "client_key": "SYNCTV_CLIENT_KEY",
    "password": "SYNCTV_PASSWORD",
    "x-api-key": "SOURCESYNC_API_KEY",
}
_OF_THE_CONNECTION: Final = frozenset(
    {"host", "connection", "content-length", "accept-encoding", "user-agent", "transfer-encoding", "keep-alive"}
)
_ANY_TYPE: Final = "*/*"


def quoted(text: str) -> str:
    """Return a word of a shell command that means exactly this text.

    >>> print(quoted("plain"), quoted("it's"))
    plain 'it'"'"'s'
    """
    if _PLAIN.fullmatch(text):
        return text
    inner = text.replace("'", "'\"'\"'")
    return f"'{inner}'"


def divided(record: RecordedRequest) -> tuple[Pairs, Pairs]:
    """Return the parameters of the query and those of the form."""
    form: Pairs = ()
    if record.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = parse_pairs(record.body.decode(errors="replace"))
    if not form or record.params[-len(form) :] != form:
        return record.params, ()
    return record.params[: -len(form)], form


def curl(record: RecordedRequest, address: str, masker: Masker) -> str:
    """Return the command that sends the request again, once its variables are set."""
    query, form = divided(record)
    url = [address + quote(masker.text(record.path), safe=_KEPT_IN_PATHS)]
    for place, (name, value) in enumerate(query):
        url.append(f"{'&' if place else '?'}{quote_plus(masker.values(name))}=")
        url.append(_secret(name) if _hidden(name, value) else quote_plus(masker.text(value)))
    lines = [f"curl -sS -i -X {quoted(record.method)} {_word(url)}"]
    headers = ((name, value) for name, value in record.headers.items() if _says(name, value, form))
    lines += [f"-H {_word(_header(name, value, masker))}" for name, value in headers]
    if form:
        lines += [f"--data-urlencode {_word(_field(name, value, masker))}" for name, value in form]
    elif record.body:
        lines.append(_body(record.body, masker))
    return " \\\n  ".join(lines)


class _Variable(str):
    """The name of a variable of the shell."""

    __slots__ = ()


def _word(parts: Iterable[str]) -> str:
    """Return a word of the command: runs of text quoted together, variables between them."""
    groups = groupby(parts, lambda part: isinstance(part, _Variable))
    return "".join(
        "".join(f'"${name}"' for name in run) if variable else quoted("".join(run)) for variable, run in groups
    )


def _says(name: str, value: str, form: Pairs) -> bool:
    """Tell whether a header is worth repeating: curl sends those of its connection by itself."""
    if name in _OF_THE_CONNECTION or (name == "accept" and value == _ANY_TYPE):
        return False
    return not (form and name == "content-type")


def _hidden(name: str, value: str) -> bool:
    return bool(value) and is_secret(name)


def _secret(name: str) -> str:
    """Return what stands for a secret: a variable where it has a well-known name."""
    last = re.split(r"[\[\]]+", name.lower().rstrip("]"))[-1]
    variable = _VARIABLES.get(last)
    return _Variable(variable) if variable else MASK


def _header(name: str, value: str, masker: Masker) -> tuple[str, ...]:
    if not value:
        return (f"{name};",)  # with a colon curl would leave it out
    return f"{name}: ", _secret(name) if is_secret(name) else masker.text(value)


def _field(name: str, value: str, masker: Masker) -> tuple[str, ...]:
    key = f"{quote_plus(masker.values(name))}="  # curl escapes what follows the first "=", not the name
    return key, _secret(name) if _hidden(name, value) else masker.text(value)


def _body(body: bytes, masker: Masker) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return "--data-binary @body  # the body is no text: save it to a file of this name"
    return f"--data-raw {quoted(masker.text(text))}"
