"""Whatever is signed wrong in one step, or in two, is explained: what the explanation shows hashes to what was sent."""

import base64
import hmac
from collections.abc import Callable
from dataclasses import astuple
from typing import Any, NamedTuple, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from synctv_async.sandbox import Incoming
from synctv_async.sandbox.mistakes.escaping import Escaping
from synctv_async.sandbox.mistakes.explain import Explanation, SignedCall, explain
from synctv_async.signing import escape, sign

from .wrong_signers import Pairs, digest, encode_uri_component, lower_hex, ruby

SECRET, OTHER, CLIENT_KEY = "5e" * 22, "07" * 22, "c1" * 22
ACCESSES, CREDENTIALS = {1235: OTHER}, {"client_key": CLIENT_KEY}
SHOWN = {"access_secret": SECRET, "access_secret of access_id 1235": OTHER, "client_key": CLIENT_KEY}
TAKEN = {"id", "signature", "access_id", "offset", "format"}

Quad: TypeAlias = tuple[str, str, str, str]
"""Name and value, escaped and as they were."""


class Way(NamedTuple):
    """A way to sign; the defaults are right."""

    edit: Callable[[Pairs], Pairs] = list
    escape: Callable[[str], str] = ruby
    order: Callable[[list[Quad]], list[Quad]] = lambda quads: sorted(quads, key=lambda quad: f"{quad[0]}={quad[1]}")
    join: Callable[[list[Quad]], str] = lambda quads: "&".join(f"{quad[0]}={quad[1]}" for quad in quads)
    finish: Callable[[str, str], str] = lambda text, kind: digest(text + SECRET, kind)
    kind: str = "md5"
    form: Callable[[str], str] = str

    def sign(self, pairs: Pairs) -> str:
        quads = [(self.escape(name), self.escape(value), name, value) for name, value in self.edit(pairs)]
        return self.form(self.finish(self.join(self.order(quads)), self.kind))


def dropped(drop: Callable[[str, str], bool]) -> Callable[[Pairs], Pairs]:
    return lambda pairs: [pair for pair in pairs if not drop(*pair)]


def valued(change: Callable[[str], str]) -> Callable[[Pairs], Pairs]:
    return lambda pairs: [(name, change(value)) for name, value in pairs]


def by(key: Callable[[Quad], Any], *, reverse: bool = False) -> Callable[[list[Quad]], list[Quad]]:
    return lambda quads: sorted(quads, key=key, reverse=reverse)


def lists(choose: Callable[[list[str]], str]) -> Callable[[Pairs], Pairs]:
    """Put one pair in the place of each list."""

    def edit(pairs: Pairs) -> Pairs:
        held: dict[str | int, list[tuple[str, str]]] = {}
        for place, (name, value) in enumerate(pairs):
            held.setdefault(name if name.endswith("[]") else place, []).append((name, value))
        return [(group[0][0], choose([value for _, value in group])) for group in held.values()]

    return edit


WRONG: dict[str, list[Any]] = {
    "edit": [
        lambda pairs: [(name.removesuffix("[]"), value) for name, value in pairs],
        lists(",".join),
        lists(lambda values: values[-1]),
        dropped(lambda name, value: not value),
        dropped(lambda name, value: name == "access_id"),
        dropped(lambda name, value: name == "offset"),
        valued(str.rstrip),
        valued(lambda value: {"true": "True", "false": "False"}.get(value, value)),
        lambda pairs: [(name, "0" if name == "offset" else value) for name, value in pairs],
        lambda pairs: [*pairs, ("format", "json")],
        lambda pairs: [*pairs, ("signature", "")],
    ],
    "escape": [
        str,
        lower_hex,
        encode_uri_component,
        lambda text: ruby(text).replace("+", "%20"),
        lambda text: ruby(text).replace("%2A", "*"),
        lambda text: ruby(text).replace("%5B", "[").replace("%5D", "]"),
        lambda text: ruby(ruby(text)),
    ],
    "order": [
        list,
        by(lambda quad: quad[2]),
        by(lambda quad: quad[2:]),
        by(lambda quad: f"{quad[2]}={quad[3]}"),
        by(lambda quad: f"{quad[0]}={quad[1]}", reverse=True),
        by(lambda quad: f"{quad[0]}={quad[1]}".lower()),
    ],
    "join": [
        lambda quads: "".join(f"{quad[0]}={quad[1]}" for quad in quads),
        lambda quads: "&".join(f"{quad[0]}{quad[1]}" for quad in quads),
        lambda quads: "".join(f"{quad[0]}={quad[1]}&" for quad in quads),
        lambda quads: "/api/v2/media.json?" + "&".join(f"{quad[0]}={quad[1]}" for quad in quads),
        lambda quads: "GET" + "&".join(f"{quad[0]}={quad[1]}" for quad in quads),
    ],
    "finish": [
        digest,
        lambda text, kind: digest(SECRET + text, kind),
        lambda text, kind: digest(f"{text}&secret={SECRET}", kind),
        lambda text, kind: digest(f"{text}{SECRET}\n", kind),
        lambda text, kind: digest(text + CLIENT_KEY, kind),
        lambda text, kind: digest(text + OTHER, kind),
        lambda text, kind: hmac.new(SECRET.encode(), text.encode(), kind).hexdigest(),
    ],
    "kind": ["sha1", "sha256"],
    "form": [str.upper, lambda digits: base64.b64encode(bytes.fromhex(digits)).decode(), lambda digits: f'"{digits}"'],
}

names = st.one_of(
    st.sampled_from(["type_id[]", "ids[]", "type_id", "Studio", "a", "a-b", "named_like", "bundle[name]"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\ufffd"), min_size=1, max_size=6),
).filter(lambda name: name not in TAKEN)
values = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\ufffd"), max_size=10),
    st.sampled_from(["", "true", "false", "1", "2", "10", "a b", "x ", "a/b*c~", "é", SECRET, CLIENT_KEY]),
)
requests = st.builds(
    lambda pairs, offset: [*pairs, ("access_id", "1234"), ("offset", str(offset))],
    st.lists(st.tuples(names, values), max_size=6),
    st.integers(1, 99),
)


def explained(pairs: Pairs, signature: str) -> Explanation:
    sent = Incoming("GET", "/api/v2/media.json", (*pairs, ("signature", signature)), {"host": "127.0.0.1"})
    why = explain(SignedCall(sent, SECRET, ("%7E",), ACCESSES, CREDENTIALS), signature)
    for field in astuple(why):
        assert not any(secret in str(field) for secret in SHOWN.values())
    return why


def as_digits(signature: str) -> str:
    """Return a signature's digits, however it is written."""
    bare = signature.strip('"')
    return (
        bare.lower()
        if len(bare) in {32, 40, 64} and set(bare.lower()) <= set("0123456789abcdef")
        else base64.b64decode(bare).hex()
    )


def hashes(why: Explanation) -> set[str]:
    """Return what the string that an explanation shows hashes to, in every kind of hash."""
    assert why.received is not None
    text = why.received
    for name, secret in SHOWN.items():
        text = text.replace(f"<{name}>", secret)
    if "hmac" not in why.reason:
        return {digest(text, kind) for kind in ("md5", "sha1", "sha256")}
    keys = [secret for name, secret in SHOWN.items() if why.received.endswith(f"<{name}>")]
    return {
        hmac.new(key.encode(), held.encode(), kind).hexdigest()
        for key in keys
        for held in (text, text.removesuffix(key))
        for kind in ("md5", "sha1", "sha256")
    }


@st.composite
def ways(draw: st.DrawFn, steps: int) -> Way:
    chosen = draw(st.lists(st.sampled_from(sorted(WRONG)), min_size=steps, max_size=steps, unique=True))
    return Way(**{step: draw(st.sampled_from(WRONG[step])) for step in chosen})


@pytest.mark.parametrize("steps", [1, 2])
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_one_and_two_wrong_steps_are_explained(steps: int, data: st.DataObject) -> None:
    pairs, way = data.draw(requests), data.draw(ways(steps))
    last = list({name: (name, value) for name, value in pairs}.values())  # as Rack reads them, lists left aside
    signature = way.sign(pairs)
    assume(signature not in {sign(pairs, SECRET), sign(last, SECRET)})
    why = explained(pairs, signature)
    assert why.reason.split("+")[-1] not in {"unknown", "right", "malformed_signature", "not_utf8"}
    assert len(why.reason.split("+")) <= steps
    assert as_digits(signature) in hashes(why)
    assert why.difference is None or why.expected is not None
    if why.difference is not None and why.expected is not None and why.received is not None:
        assert why.received[: why.difference] == why.expected[: why.difference]
        assert why.received[why.difference :][:1] != why.expected[why.difference :][:1]


@settings(max_examples=100, deadline=None)
@given(requests, st.text(max_size=70))
def test_nothing_that_is_sent_as_a_signature_breaks_the_search(pairs: Pairs, signature: str) -> None:
    why = explained(pairs, signature)
    assert why.received is None
    assert why.expected is not None


@settings(max_examples=300)
@given(st.text(st.characters(codec="utf-8")))
def test_the_search_escapes_as_the_signature_does(text: str) -> None:
    for tilde in ("%7E", "~"):
        assert Escaping(tilde).escape(text) == escape(text, tilde)
    assert Escaping().escape(text) == ruby(text)
