"""The wrong ways to choose the pairs and the values that are signed."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from urllib.parse import unquote_plus

from synctv_async.sandbox.mistakes.deviation import Way, wrong
from synctv_async.sandbox.synctv.params import integer, parse_pairs
from synctv_async.sandbox.types import Incoming, Pairs
from synctv_async.signing import escape, is_signed

__all__ = ["last_scalars", "pair_edits", "renamed", "selections", "signed_pairs"]

_PAGE = 25
_NAMES = 20  # of so many parameters each is tried for the one that was left out
_SHOWN = 40
_PATH_NUMBER = re.compile(r"(?<=/)[0-9]+(?=[/.]|$)")
_PATH_NUMBERS = 3
_PATH_NAMES = ("id", "medium_id", "media_id", "container_id", "bundle_id", "contributor_id", "ingest_video_id")
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")


def signed_pairs(pairs: Pairs) -> Pairs:
    """Return the pairs that are signed: all but ``signature`` and a top-level ``id``."""
    return tuple(pair for pair in pairs if is_signed(pair[0]))


def last_scalars(pairs: Pairs) -> Pairs:
    """Return the pairs as Rack reads them: of several scalars of one name the last is kept."""
    places = {name: place for place, (name, _) in enumerate(pairs)}
    return tuple(pair for place, pair in enumerate(pairs) if pair[0].endswith("[]") or places[pair[0]] == place)


def renamed(pairs: Pairs, name: str, value: str) -> Pairs:
    """Return the pairs with another value under one name."""
    return tuple((held, value if held == name else text) for held, text in pairs)


def selections(request: Incoming) -> Iterator[Way[Pairs, Pairs]]:
    """Return the wrong ways to choose among all the pairs of a request, ``signature`` and ``id`` included."""
    yield wrong(
        "id_signed",
        "a top-level id was signed as well",
        "leave a parameter of the name id out",
        lambda pairs: tuple(pair for pair in pairs if pair[0] != "signature"),
    )
    yield wrong(
        "signature_signed",
        "an empty signature parameter was signed as well",
        "leave the signature out",
        lambda pairs: tuple((name, "" if name == "signature" else value) for name, value in pairs if name != "id"),
    )
    size = len(request.pairs) - _form_size(request)
    if size < len(request.pairs):
        whole = "sign query and form together"
        yield wrong(
            "form_left_out", "only the query was signed, not the form", whole, lambda pairs: _part(pairs, 0, size)
        )
        yield wrong(
            "query_left_out",
            "only the form was signed, not the query",
            whole,
            lambda pairs: _part(pairs, size, len(pairs)),
        )


def _part(pairs: Pairs, begin: int, end: int) -> Pairs:
    return signed_pairs(pairs[begin:end])


def _form_size(request: Incoming) -> int:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return 0
    return min(len(request.pairs), len(parse_pairs(request.body.decode(errors="replace"))))


def pair_edits(pairs: Pairs, path: str) -> list[Way[Pairs, Pairs]]:
    """Return what may have been done to the signed pairs ``pairs`` before they were signed; the likely things first."""
    return [*_lists(), *_values(), *_offsets(pairs), *_omissions(pairs, path), *_path_ids(path)]


def _lists() -> Iterator[Way[Pairs, Pairs]]:
    keep = "sign each value of a list as a pair of its own, name[]=value"
    yield wrong(
        "list_without_brackets",
        "lists were signed under a name without brackets, name=value",
        keep,
        lambda pairs: tuple((name.removesuffix("[]"), value) for name, value in pairs),
    )
    yield wrong("list_numbered", "a list's values were numbered, name[0]=value", keep, _numbered)
    yield wrong(
        "list_joined",
        "a list was signed as one pair, its values joined by commas",
        keep,
        lambda pairs: _grouped(pairs, ",".join),
    )
    yield wrong(
        "list_joined",
        "a list was signed as one pair without brackets, its values joined by commas",
        keep,
        lambda pairs: tuple((name.removesuffix("[]"), value) for name, value in _grouped(pairs, ",".join)),
    )
    yield wrong(
        "list_last_only",
        "of a list's values only the last was signed",
        keep,
        lambda pairs: _grouped(pairs, lambda values: values[-1]),
    )
    yield wrong(
        "list_first_only",
        "of a list's values only the first was signed",
        keep,
        lambda pairs: _grouped(pairs, lambda values: values[0]),
    )


def _numbered(pairs: Pairs) -> Pairs:
    counts: dict[str, int] = {}
    made: list[tuple[str, str]] = []
    for name, value in pairs:
        if name.endswith("[]"):
            counts[name] = counts.get(name, -1) + 1
            made.append((f"{name[:-1]}{counts[name]}]", value))
        else:
            made.append((name, value))
    return tuple(made)


def _grouped(pairs: Pairs, choose: Callable[[list[str]], str]) -> Pairs:
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.endswith("[]"):
            lists.setdefault(name, []).append(value)
    # The first of a list's pairs stands for all; popped, the name is not met again.
    made = (
        (name, choose(lists.pop(name)) if name in lists else value)
        for name, value in pairs
        if not name.endswith("[]") or name in lists
    )
    return tuple(made)


def _values() -> Iterator[Way[Pairs, Pairs]]:
    sent = "sign the value exactly as it is sent"
    yield wrong(
        "booleans_capitalised",
        "booleans were signed as True and False and sent as true and false",
        sent,
        lambda pairs: _mapped(pairs, lambda value: {"true": "True", "false": "False"}.get(value, value)),
    )
    yield wrong(
        "booleans_as_digits",
        "booleans were signed as 1 and 0 and sent as true and false",
        sent,
        lambda pairs: _mapped(pairs, lambda value: {"true": "1", "false": "0"}.get(value, value)),
    )
    yield wrong(
        "blanks_stripped",
        "blanks at the end of a value were not signed",
        sent,
        lambda pairs: _mapped(pairs, str.rstrip),
    )
    yield wrong(
        "blanks_stripped",
        "blanks around a value were not signed",
        sent,
        lambda pairs: _mapped(pairs, str.strip),
    )
    yield wrong(
        "plus_sent_bare",
        "a '+' was signed, but sent unescaped, which is read as a space",
        "escape the values in the URL too, a '+' as '%2B'",
        lambda pairs: _mapped(pairs, lambda value: value.replace(" ", "+")),
    )
    yield wrong(
        "sent_escaped_twice",
        "the values were signed escaped once, but sent escaped twice",
        "give your HTTP library the values unescaped, or the finished URL, not escaped values",
        lambda pairs: tuple((_once_less(name), _once_less(value)) for name, value in pairs),
    )


def _mapped(pairs: Pairs, change: Callable[[str], str]) -> Pairs:
    return tuple((name, change(value)) for name, value in pairs)


def _once_less(text: str) -> str:
    return unquote_plus(text) if _ESCAPED.search(text) else text


def _offsets(pairs: Pairs) -> Iterator[Way[Pairs, Pairs]]:
    """Return the states of a pager before this one: it signed a page once and then only changed the offset."""
    again = "sign each page anew, after its offset is set"
    named = dict(pairs)
    if "offset" not in named:
        yield wrong(
            "offset_not_sent",
            "offset=0 was signed and not sent",
            "send what is signed",
            lambda pairs: (*pairs, ("offset", "0")),
        )
        return
    yield wrong(
        "offset_set_after_signing",
        "the request was signed before it had its offset",
        again,
        lambda pairs: tuple(pair for pair in pairs if pair[0] != "offset"),
    )
    offset, limit = integer(named["offset"]), integer(named.get("limit", "")) or _PAGE
    before = (0, offset - limit, offset - _PAGE, offset - 2 * limit, offset - 2 * _PAGE, offset + limit, offset + _PAGE)
    for other in dict.fromkeys(str(number) for number in before if number >= 0 and number != offset):
        yield wrong(
            "offset_changed_after_signing",
            f"the request was signed when its offset was {other}",
            again,
            _renaming("offset", other),
        )


def _renaming(name: str, value: str) -> Callable[[Pairs], Pairs]:
    return lambda pairs: renamed(pairs, name, value)


def _omissions(pairs: Pairs, path: str) -> Iterator[Way[Pairs, Pairs]]:
    yield wrong(
        "empty_values_left_out",
        "pairs without a value were left out",
        "sign them too, as 'name='",
        lambda pairs: tuple(pair for pair in pairs if pair[1]),
    )
    yield wrong(
        "access_id_left_out",
        "the access_id was left out",
        "sign the access_id too",
        lambda pairs: tuple(pair for pair in pairs if pair[0] != "access_id"),
    )
    extension = path.rpartition(".")[2]
    yield wrong(
        "format_signed",
        f"format={extension} was signed, which is part of the path",
        "sign the parameters alone",
        lambda pairs: (*pairs, ("format", extension)),
    )
    names = dict.fromkeys(name for name, _ in pairs)
    for name in list(names)[:_NAMES]:
        shown = name if name.isprintable() else escape(name)
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        yield wrong(
            "parameter_left_out",
            f"the parameter {shown} was sent and not signed",
            "sign last, when all parameters are set",
            _without(name),
            doubt=2,
        )


def _without(name: str) -> Callable[[Pairs], Pairs]:
    return lambda pairs: tuple(pair for pair in pairs if pair[0] != name)


def _path_ids(path: str) -> Iterator[Way[Pairs, Pairs]]:
    """Return the ids of the path as parameters: a client often holds them as such until it makes the address."""
    numbers = dict.fromkeys(_PATH_NUMBER.findall(path)[:_PATH_NUMBERS])
    for name, number in product(_PATH_NAMES, numbers):
        yield wrong(
            "path_id_signed",
            f"an id of the path was signed as a parameter, {name}={number}",
            "sign what is sent as a parameter, not what is in the path",
            _adding(name, number),
            doubt=1,  # an id that was sent as a parameter is the simpler explanation
        )


def _adding(name: str, value: str) -> Callable[[Pairs], Pairs]:
    return lambda pairs: (*pairs, (name, value))
