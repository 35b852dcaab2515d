"""The wrong ways to escape the pairs that are signed."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from string import ascii_letters, digits, punctuation
from typing import NamedTuple
from urllib.parse import quote, unquote_plus

from synctv_async.sandbox.mistakes.deviation import Change, Deviation, Draft, Item, Marks, Way, combined, sorted_ways
from synctv_async.sandbox.types import Pairs
from synctv_async.signing import Tilde, is_signed

__all__ = ["escape_ways"]

_KEPT = f"{ascii_letters}{digits}_.-"
_REMEMBERED = 1000  # characters of a table; the tables outlive the request
_ALONE = "*/:,@!'()$;?"
_BY_JAVASCRIPT = "!'()*"
_AS_RUBY = "escape as Ruby's CGI.escape does"


class Escaping(NamedTuple):
    """How names and values are escaped; the defaults are right."""

    tilde: Tilde = "%7E"
    space: str = "+"
    alone: str = ""
    """Characters left as they are, beside letters, digits and ``_.-``."""
    lower: bool = False
    charset: str = "utf-8"
    times: int = 1
    names: bool = True
    whole: bool = False
    """Whether the joined string is escaped, too."""

    def escape(self, text: str) -> str:
        """Escape a name or a value."""
        table = _table(self.tilde, self.space, self.alone, self.lower, self.charset)
        for _ in range(self.times):
            text = text.translate(table)
        return text


class _Table(dict[int, str]):
    """What each character is escaped as; much faster than :func:`urllib.parse.quote`, which the search needs."""

    def __init__(self, kept: str, tilde: Tilde, space: str, lower: bool, charset: str) -> None:  # noqa: FBT001 - internal
        self._form = "%{:02x}" if lower else "%{:02X}"
        self._charset = charset
        for code in range(128):
            self[code] = chr(code) if chr(code) in kept else self._form.format(code)
        self |= {ord(" "): space, ord("~"): tilde.lower() if lower else tilde}

    def __missing__(self, code: int) -> str:
        escaped = "".join(map(self._form.format, chr(code).encode(self._charset, "replace")))
        if len(self) < _REMEMBERED:
            self[code] = escaped
        return escaped


@lru_cache(maxsize=512)
def _table(tilde: Tilde, space: str, alone: str, lower: bool, charset: str) -> _Table:  # noqa: FBT001 - internal
    return _Table(f"{_KEPT}{alone}", tilde, space, lower, charset)


class _Escaped(dict[tuple[str, str], Item]):
    """Each pair escaped once, when it is first asked for."""

    def __init__(self, escaping: Escaping) -> None:
        self._value = escaping.escape
        self._name: Callable[[str], str] = escaping.escape if escaping.names else str
        self._whole = escaping._replace(times=1).escape if escaping.whole else None

    def __missing__(self, pair: tuple[str, str]) -> Item:
        name, value = self._name(pair[0]), self._value(pair[1])
        item = self[pair] = (f"{name}={value}", name, value, *pair)
        return item

    def draft(self, pairs: Pairs) -> Draft:
        return Draft(tuple(map(self.__getitem__, pairs)), self._whole)


def escape_ways(pairs: Pairs, tildes: tuple[Tilde, ...]) -> list[Way[Pairs, Draft]]:
    """Return every way to escape, those of ``tildes`` being right; of what makes no difference here, none."""
    letters = {letter for pair in pairs for text in pair for letter in text}
    alone = [_left_alone(letter) for letter in _ALONE if letter in {*letters, ","}]
    marks = list(_marks_left(pairs, tildes))
    changes = [*_slips(), *alone, *marks, *_styles()]
    if len(tildes) == 1:
        changes.insert(0, _other_tilde(tildes[0]))  # where both are right, neither is a mistake
    elif "~" not in letters:
        tildes = tildes[:1]
    probe = (*pairs, *((unquote_plus(name), unquote_plus(value)) for name, value in pairs), ("", ", +"))
    made: list[tuple[Escaping, Marks]] = []
    for tilde in tildes:
        made += combined(Escaping(tilde), _telling(Escaping(tilde), changes, probe)).items()
    return sorted_ways(Way(marks, _Escaped(escaping).draft) for escaping, marks in made)


def _telling(base: Escaping, changes: list[Change[Escaping]], probe: Pairs) -> list[Change[Escaping]]:
    """Return the changes that make a difference to some pairs, the first of those that make the same."""
    told = {_Escaped(base).draft(probe)}
    kept: list[Change[Escaping]] = []
    for deviation, change in changes:
        draft = _Escaped(change(base)).draft(probe)
        if draft not in told:
            told.add(draft)
            kept.append((deviation, change))
    return kept


def _setting(
    reason: str, mistake: str, advice: str, change: Callable[[Escaping], Escaping], doubt: int = 0
) -> Change[Escaping]:
    return Deviation(reason, mistake, advice, doubt), change


def _slips() -> Iterator[Change[Escaping]]:
    yield _setting(
        "space_as_percent_20",
        "a space was escaped as '%20'",
        "write a space as '+'",
        lambda held: held._replace(space="%20"),
    )
    yield _setting(
        "brackets_left_alone",
        "brackets were not escaped",
        "escape '[' as '%5B' and ']' as '%5D'",
        lambda held: held._replace(alone=f"{held.alone}[]"),
    )
    yield _setting(
        "lower_case_escapes",
        "escapes were in lower case, as '%5b'",
        "escape with upper-case digits, as '%5B'",
        lambda held: held._replace(lower=True),
    )


def _styles() -> Iterator[Change[Escaping]]:
    yield _setting(
        "names_not_escaped",
        "values were escaped, but not names",
        "escape names too, '[' as '%5B'",
        lambda held: held._replace(names=False),
    )
    yield _setting(
        "not_escaped",
        "names and values were not escaped",
        "escape each name and each value before they are joined",
        lambda held: held._replace(times=0),
        doubt=1,  # where nothing but marks were to be escaped these are told
    )
    yield _setting(
        "escaped_as_rfc_3986",
        "values were escaped as RFC 3986 has it: a space as '%20', '~' left alone",
        f"{_AS_RUBY}: a space is '+'",
        lambda held: held._replace(space="%20", tilde="~"),
    )
    yield _setting(
        "escaped_as_urllib_quote",
        "values were escaped as Python's urllib.parse.quote does: a space as '%20', '/' and '~' left alone",
        f"{_AS_RUBY}: a space is '+', '/' is '%2F'",
        lambda held: held._replace(space="%20", tilde="~", alone=f"{held.alone}/"),
        doubt=1,  # less certain than the marks alone, which are the same where no space shows the style
    )
    yield _setting(
        "escaped_as_encode_uri_component",
        "values were escaped as JavaScript's encodeURIComponent does: a space as '%20', !'()*~ left alone",
        f"{_AS_RUBY}: a space is '+', and !'()* are escaped",
        lambda held: held._replace(space="%20", tilde="~", alone=f"{held.alone}{_BY_JAVASCRIPT}"),
        doubt=1,
    )
    yield _setting(
        "escaped_as_encode_uri",
        "values were escaped as JavaScript's encodeURI does, which leaves ;,/?:@&=+$#!'()*~ alone",
        f"{_AS_RUBY}, names and values one by one",
        lambda held: held._replace(space="%20", tilde="~", alone=f"{held.alone};,/?:@&=+$#{_BY_JAVASCRIPT}"),
        doubt=1,
    )
    yield _setting(
        "latin_1",
        "the text was escaped as Latin-1",
        "escape the text as UTF-8",
        lambda held: held._replace(charset="latin-1"),
    )
    yield _setting(
        "escaped_twice",
        "names and values were escaped twice",
        "escape each name and each value once",
        lambda held: held._replace(times=2),
        doubt=1,
    )
    yield _setting(
        "escaped_after_joining",
        "the joined string was escaped, with its '=' and '&'",
        "escape each name and each value first, then join them",
        lambda held: held._replace(times=0, whole=True),
    )
    yield _setting(
        "escaped_again_after_joining",
        "the joined string was escaped once more, with its '=' and '&'",
        "do not escape what is joined already",
        lambda held: held._replace(whole=True),
    )


def _left_alone(letter: str) -> Change[Escaping]:
    right = f"write {letter} as '{quote(letter, safe='')}'"
    return (
        Deviation("character_left_alone", f"the character {letter} was not escaped", right),
        lambda held: held._replace(alone=f"{held.alone}{letter}"),
    )


def _marks_left(pairs: Pairs, tildes: tuple[Tilde, ...]) -> Iterator[Change[Escaping]]:
    """Return the ways to leave several marks alone at once: all that a request has, all but brackets, JavaScript's."""
    right = {*_KEPT, *("~" if "~" in tildes else "")}
    found = dict.fromkeys(letter for pair in pairs if is_signed(pair[0]) for text in pair for letter in text)
    marks = [letter for letter in found if letter in punctuation and letter not in right]
    for kept in (
        marks,
        [mark for mark in marks if mark not in "[]"],
        [mark for mark in marks if mark in _BY_JAVASCRIPT],
    ):
        if kept:
            yield _left_together("".join(kept))


def _left_together(marks: str) -> Change[Escaping]:
    were = "was" if len(marks) == 1 else "were"
    shown = _listed([f"'{mark}'" if mark != "'" else '"\'"' for mark in marks])
    right = _listed([f"{mark} as '%{ord(mark):02X}'" for mark in marks])
    return (
        Deviation("character_left_alone", f"{shown} {were} not escaped", f"write {right}"),
        lambda held: held._replace(alone=f"{held.alone}{marks}", tilde="~" if "~" in marks else held.tilde),
    )


def _listed(texts: list[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _other_tilde(right: Tilde) -> Change[Escaping]:
    other: Tilde = "~" if right == "%7E" else "%7E"
    return (
        Deviation("tilde_other_way", f"'~' was escaped the other way, as '{other}'", f"write '~' as '{right}'"),
        lambda held: held._replace(tilde=other),
    )
