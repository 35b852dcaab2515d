"""Why a signature was refused: the string that was signed beside the one that should have been, pair by pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from synctv_async.sandbox.inspector.frame import copy_button, panel
from synctv_async.sandbox.inspector.html import Markup, Node, tag
from synctv_async.sandbox.inspector.masking import MASK, Masker, is_secret
from synctv_async.sandbox.mistakes.explain import Explanation

__all__ = ["Pair", "compare", "explained"]

_SIGNS: Final = {"same": " ", "moved": "↕", "different": "≠"}
_WORDS: Final = {"same": "", "moved": "in another place", "different": "only in this one"}
_END: Final = "<access_secret>"
_LONGEST: Final = 500
"""Pairs that are compared and shown; to compare takes the square of it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair of a string that is signed."""

    text: str
    """Without the ``&`` that follows it; a secret is struck out."""
    state: Literal["same", "moved", "different"]
    mark: int | None = None
    """Where the first difference of the two strings is in this pair."""


def compare(ours: str, theirs: str, masker: Masker) -> list[Pair]:
    """Return the pairs of one string, each with how it stands in the other, the first difference marked."""
    left, right = _parts(ours), _parts(theirs)
    same = _in_place(left[:_LONGEST], right[:_LONGEST])
    elsewhere = set(right)
    first = next((place for place, pair in enumerate(left) if right[place : place + 1] != [pair]), None)
    pairs: list[Pair] = []
    for place, pair in enumerate(left):
        state: Literal["same", "moved", "different"] = (
            "same" if place in same else "moved" if pair in elsewhere else "different"
        )
        mark = None
        if place == first:
            state = "moved" if state == "same" else state  # which of two that changed places has moved, nobody can say
            mark = _shared(pair, right[place]) if place < len(right) else 0
        pairs.append(_masked(Pair(pair, state, mark), masker))
    return pairs


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    unequal = (place for place, (ours, theirs) in enumerate(zip(one, other, strict=False)) if ours != theirs)
    return next(unequal, min(len(one), len(other)))


def _parts(text: str) -> list[str]:
    """Divide a string into its pairs; the secret at its end, to which no ``&`` leads, is a part of its own."""
    pairs, secret, rest = text.partition(_END)
    if not secret or rest or not pairs or pairs.endswith("&"):
        return text.split("&")
    return [*pairs.split("&"), _END]


def _in_place(left: Sequence[str], right: Sequence[str]) -> frozenset[int]:
    """Return the places of the pairs that stand in the same order in both."""
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return frozenset(place for block in blocks for place in range(block.a, block.a + block.size))


def _masked(pair: Pair, masker: Masker) -> Pair:
    """Strike out what is secret. Places in the text would then be wrong, so that the mark goes to the pair's begin."""
    name, equals, value = pair.text.partition("=")
    hidden = bool(equals and value and is_secret(name))
    text = f"{masker.values(name)}={MASK}" if hidden else masker.values(pair.text)
    return pair if text == pair.text else Pair(text, pair.state, None if pair.mark is None else 0)


def explained(explanation: Explanation, masker: Masker) -> Markup:
    """Return the panel of a refusal: the mistake, the advice, and the two strings."""
    received, expected = explanation.received, explanation.expected
    advice = explanation.advice
    if expected and advice.endswith(expected):
        advice = f"{advice.removesuffix(expected).rstrip(': ')}, below."
    return panel(
        "Why it was refused",
        tag("p", masker.text(explanation.mistake), class_="mistake"),
        tag("p", tag("b", "What to do. "), masker.text(advice), class_="advice"),
        tag("div", _strings(received, expected, masker), class_="strings") if received or expected else None,
        id_="refusal",
        aside=tag("code", explanation.reason, class_="reason", title="The key of this mistake"),
        class_="refusal",
    )


def _strings(received: str | None, expected: str | None, masker: Masker) -> Iterator[Node]:
    if received:
        pairs = compare(received, expected or received, masker)
        yield _string("received", "Your client signed", "as it follows from the signature that was sent", pairs)
    if expected:
        pairs = compare(expected, received or expected, masker)
        yield _string("expected", "The service signs", "escaped pairs, sorted, the access secret appended", pairs)


def _string(key: str, title: str, note: str, pairs: Sequence[Pair]) -> Markup:
    ends = ["" if after is None or after.text == _END else "&" for after in (*pairs[1:], None)]
    whole = "".join(pair.text + end for pair, end in zip(pairs, ends, strict=True))
    lines = [_line(pair, end) for pair, end in zip(pairs[:_LONGEST], ends, strict=False)]
    rest = tag("p", f"and {len(pairs) - _LONGEST:,} more", class_="note") if len(pairs) > _LONGEST else None
    heading = tag("div", tag("h3", title, id=key), copy_button(whole, f"the string: {title}"), class_="panel-head")
    return tag(
        "section",
        heading,
        tag("p", note, class_="note"),
        tag("ol", lines, class_="pairs"),
        rest,
        class_=f"string {key}",
        aria_labelledby=key,
    )


def _line(pair: Pair, end: str) -> Markup:
    first = "the first difference" if pair.mark is not None else ""
    said = ", ".join(filter(None, (first, _WORDS[pair.state])))
    gutter = tag("span", _SIGNS[pair.state], class_="sign", aria_hidden="true", title=said or None)
    spoken = tag("span", f" ({said})", class_="spoken") if said else None
    classes = f"pair {pair.state}" + (" first" if pair.mark is not None else "") + (" key" if pair.text == _END else "")
    amp = tag("span", end, class_="amp") if end else None
    return tag("li", gutter, tag("code", _marked(pair), amp), spoken, class_=classes)


def _marked(pair: Pair) -> Iterator[Node]:
    if pair.mark is None:
        yield pair.text
        return
    yield pair.text[: pair.mark]
    # Where this string ends before the other does, there is nothing left to mark.
    yield tag("mark", pair.text[pair.mark :] or "⏎", title="Here the two strings begin to differ")
