"""Parameters as Rails reads them: brackets to lists and objects, the last scalar wins. Pure functions."""

import math
import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from synctv_async.sandbox.types import Pairs, Params

__all__ = ["Unreadable", "child", "flag", "integer", "moment", "nest", "parse_pairs", "real", "text", "texts"]

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


class Unreadable(ValueError):  # noqa: N818 - it names the value, not a failure of ours
    """A parameter whose text cannot be read as its type."""


def parse_pairs(encoded: str) -> Pairs:
    """Decode a query string or a form body."""
    return tuple(parse_qsl(encoded, keep_blank_values=True))


def nest(pairs: Pairs) -> Params:
    """Nest pairs: ``a[]=1`` is a list, ``a[b]=c`` an object, ``a[b][]=1`` a list in an object.

    >>> nest((("bundle[name]", "A"), ("bundle[media_ids][]", "1"), ("offset", "0"), ("offset", "25")))
    {'bundle': {'name': 'A', 'media_ids': ['1']}, 'offset': '25'}
    """
    tree: Params = {}
    for key, value in pairs:
        head, bracket, _ = key.partition("[")
        _put(tree, head, _BRACKETS.findall(key) if bracket else [], value)
    return tree


def _put(node: Params, name: str, rest: list[str], value: str) -> None:
    if not rest:
        node[name] = value
        return
    held = node.get(name)
    if rest[0]:
        inner: Params = held if isinstance(held, dict) else {}
        _put(inner, rest[0], rest[1:], value)
        node[name] = inner
        return
    # Where a name is both a scalar and a list, Rack refuses the request; here the later form simply wins.
    items = held if isinstance(held, list) else []
    if len(rest) == 1:
        items.append(value)
    else:
        last: Params = {}
        _put(last, rest[1], rest[2:], value)
        items.append(last)
    node[name] = items


def text(params: Params, name: str) -> str | None:
    """Return a scalar, or ``None`` where there is none."""
    value = params.get(name)
    return value if isinstance(value, str) else None


def texts(params: Params, name: str) -> list[str] | None:
    """Return a list of scalars; one scalar is a list of one. Quotes around a value are dropped.

    The media document's examples print ``any_of_audio_languages[]="eng"``, quotes and all.
    """
    value = params.get(name)
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return None
    return [item.strip('"') for item in value if isinstance(item, str)]


def child(params: Params, name: str) -> Params:
    """Return an object, empty where there is none."""
    value = params.get(name)
    return value if isinstance(value, dict) else {}


def integer(raw: str) -> int:
    """Read an integer as Ruby's ``to_i``: the leading digits, else 0."""
    match = re.match(r"\s*[+-]?\d{1,18}", raw)
    return int(match.group()) if match else 0


def real(raw: str) -> float:
    """Read a number; what is none is :class:`Unreadable`."""
    try:
        number = float(raw)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        message = f"{raw!r} is not a number"
        raise Unreadable(message)
    return number


def flag(raw: str) -> bool | None:
    """Read a boolean; any other text is ``None``, as if it had not been sent."""
    return {"true": True, "1": True, "false": False, "0": False}.get(raw.lower())


def moment(raw: str, *, up: bool = False) -> str:
    """Return a timestamp in the form in which records hold theirs: UTC, whole seconds, ``Z``.

    Records hold whole seconds, so ``x >= t`` is ``x >= ceil(t)``: ``up`` asks for that, the rest is rounded down.
    """
    try:
        parsed = datetime.fromisoformat(raw.strip())
        seconds = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
        whole = math.ceil(seconds) if up else math.floor(seconds)
        return datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError) as error:
        message = f"{raw!r} is not a timestamp"
        raise Unreadable(message) from error
