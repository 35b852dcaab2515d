"""A refused signature is explained: each classic mistake by its name, two at once by both, and no secret is told."""

import json
import re
import time
from dataclasses import astuple
from pathlib import Path
from urllib.parse import quote_plus, urlencode

import pytest

from synctv_async.sandbox import Incoming, Sandbox
from synctv_async.sandbox.mistakes.explain import Explanation, SignedCall, explain
from synctv_async.sandbox.synctv.access import Accesses, verify
from synctv_async.signing import sign

from .caller import API, Caller
from .wrong_signers import CLASSIC, Pairs, Signer, digest, joined

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "signing-vectors.jsonl").read_text(encoding="utf-8").splitlines()
]
PARAMETERS = [
    ("type_id[]", "2"),
    ("offset", "50"),
    ("named_like", "a b/c*d~é "),
    ("hd", "true"),
    ("type_id[]", "10"),
    ("Studio", ""),
    ("type_id", "("),
    ("a", "1"),
    ("a[]", "1"),
    ("a-b", "1"),
    ("type_id[]", "1"),
]


def secrets_of(box: Sandbox) -> list[str]:
    return [
        box.access_secret,
        *box.world.accesses.secrets_beside(box.world.access).values(),
        *box.world.credentials.values(),
    ]


def refused(call: Caller, pairs: Pairs, signature: str, path: str = "media.json") -> Explanation:
    """Send a request, expect that it is refused and explained, and return the explanation."""
    response = call.http.get(f"{API}{path}?{urlencode([*pairs, ('signature', signature)])}")
    assert response.status_code == 401
    why = call.box.requests[-1].refusal
    assert why is not None
    for secret in secrets_of(call.box):
        assert secret not in response.text
        assert not any(secret in str(field) for field in astuple(why))
    assert sign(pairs, call.box.access_secret) not in response.text
    if path.endswith("json"):
        assert response.json()["response"]["messages"] == ["The signature does not match.", why.mistake, why.advice]
    return why


def with_access(call: Caller, *pairs: tuple[str, str]) -> Pairs:
    return [*pairs, ("access_id", str(call.box.access_id))]


@pytest.mark.parametrize(("reason", "signer"), CLASSIC.values(), ids=CLASSIC)
def test_each_classic_mistake_is_named(call: Caller, reason: str, signer: Signer) -> None:
    secret = call.box.access_secret
    pairs = with_access(call, *PARAMETERS)
    sent = [*pairs, ("id", "7")] if reason == "id_signed" else pairs
    signature = signer(pairs, secret)
    assert signature not in {sign(pairs, secret, "%7E"), sign(pairs, secret, "~")}
    why = refused(call, sent, signature)
    assert why.reason == reason


def test_the_strings_show_where_they_differ(call: Caller) -> None:
    secret = call.box.access_secret
    pairs = with_access(call, ("named_like", "a b"), ("offset", "25"))
    why = refused(call, pairs, digest(joined(pairs).replace("+", "%20") + secret))
    begin = f"access_id={call.box.access_id}&named_like=a"
    assert why.received == f"{begin}%20b&offset=25<access_secret>"
    assert why.expected == f"{begin}+b&offset=25<access_secret>"
    assert why.difference == len(begin)
    assert why.mistake == "A space was escaped as '%20'."
    assert why.advice == "Write a space as '+'."
    assert refused(call, pairs, digest(joined(pairs)), "media.xml").received == why.expected.removesuffix(
        "<access_secret>"
    )


@pytest.mark.parametrize("name", ["HMAC", "SHA-1", "upper case", "base64"])
def test_a_mistake_that_the_strings_cannot_show(call: Caller, name: str) -> None:
    pairs = with_access(call)
    why = refused(call, pairs, CLASSIC[name][1](pairs, call.box.access_secret))
    assert why.reason == CLASSIC[name][0]
    assert why.received == why.expected == f"{joined(pairs)}<access_secret>"
    assert why.difference is None


def test_two_mistakes_are_both_named_in_words(call: Caller) -> None:
    pairs = with_access(call, *PARAMETERS)
    why = refused(call, pairs, CLASSIC["two at once"][1](pairs, call.box.access_secret))
    assert why.mistake == "A space was escaped as '%20', and the pairs were sorted by their names."
    assert why.advice.startswith("Write a space as '+'; sort the escaped pairs as whole strings")


def test_a_wrong_secret_cannot_be_told_from_an_unknown_mistake(call: Caller) -> None:
    pairs = with_access(call, ("named_like", "a b"))
    for signature in (sign(pairs, "of production"), "0" * 32):
        why = refused(call, pairs, signature)
        assert why.reason == "unknown"
        assert why.mistake == (
            "No usual mistake explains the signature: either another access_secret or another string was signed."
        )
        assert why.advice.index("Compare the string") < why.advice.index("copy the access_secret")
        assert why.expected == f"{joined(pairs)}<access_secret>"
        assert f"with {why.expected};" in why.advice
        assert (why.received, why.difference) == (None, None)


@pytest.mark.parametrize(
    ("path", "name", "number"),
    [
        ("media/7.json", "id", "7"),
        ("media/7.json", "medium_id", "7"),
        ("media/7.json", "media_id", "7"),
        ("bundles/12.json", "bundle_id", "12"),
        ("containers/3/media.json", "container_id", "3"),
        ("media/7/ingest_videos/9.json", "id", "9"),
    ],
)
def test_an_id_of_the_path_that_was_signed(call: Caller, path: str, name: str, number: str) -> None:
    pairs = with_access(call)
    signed = [*pairs, (name, number)]
    why = refused(call, pairs, sign_all(signed, call.box.access_secret), path)
    assert why.reason == "path_id_signed"
    assert why.mistake == f"An id of the path was signed as a parameter, {name}={number}."
    assert why.received == f"{joined(signed)}<access_secret>"
    assert why.expected == f"{joined(pairs)}<access_secret>"


def test_both_ids_of_a_path_that_were_signed(call: Caller) -> None:
    pairs = with_access(call, ("offset", "0"))
    signed = [*pairs, ("medium_id", "7"), ("id", "9")]
    why = refused(call, pairs, sign_all(signed, call.box.access_secret), "media/7/ingest_videos/9.json")
    assert why.reason == "path_id_signed"
    assert "parameter, medium_id=7" in why.mistake
    assert "parameter, id=9" in why.mistake


def test_an_id_that_was_sent_as_a_parameter_is_not_one_of_the_path(call: Caller) -> None:
    pairs = with_access(call, ("id", "7"))
    assert refused(call, pairs, sign_all(pairs, call.box.access_secret), "media/7.json").reason == "id_signed"


def sign_all(pairs: Pairs, secret: str) -> str:
    """Sign every pair, an id too."""
    return digest(joined(pairs) + secret)


@pytest.mark.parametrize(
    ("name", "values", "sent"),
    [("type_id[]", "9 10", "10 9"), ("type_id[]", "4 1 3 2", "1 2 3 4"), ("type_id", "9 10 8", "10 8 9")],
)
def test_sorted_by_name_while_the_values_were_sent_in_another_order(
    call: Caller, name: str, values: str, sent: str
) -> None:
    other = [("a[]", "1"), ("a", "1"), ("hd", "true")]
    signed = with_access(call, *other, *((name, value) for value in values.split()))
    wire = sorted(with_access(call, *other, *((name, value) for value in sent.split())))
    signature = CLASSIC["sorted by name"][1](signed, call.box.access_secret)
    why = refused(call, wire, signature)
    assert why.reason == "sorted_by_name"
    assert (
        why.mistake == "The pairs were sorted by their names, values of one name in another order than they were sent."
    )
    text = why.received
    assert text is not None
    assert digest(text.replace("<access_secret>", call.box.access_secret)) == signature


@pytest.mark.parametrize(
    ("value", "mistake", "advice"),
    [
        ("a!b(c)", "'!', '(' and ')' were not escaped.", "Write ! as '%21', ( as '%28' and ) as '%29'."),
        ("a~*b", "'~' and '*' were not escaped.", "Write ~ as '%7E' and * as '%2A'."),
        ("a&b", "'&' was not escaped.", "Write & as '%26'."),
        ("a!b", "The character ! was not escaped.", "Write ! as '%21'."),
    ],
)
def test_marks_that_were_not_escaped(call: Caller, value: str, mistake: str, advice: str) -> None:
    call.box.behave(tilde="%7E")
    pairs = with_access(call, ("named_like", value))
    why = refused(call, pairs, digest(joined(pairs, str) + call.box.access_secret))
    assert (why.reason, why.mistake, why.advice) == ("character_left_alone", mistake, advice)


def test_a_right_tilde_is_not_among_the_marks(call: Caller) -> None:
    call.box.behave(tilde="any")
    pairs = with_access(call, ("named_like", "a~*b!"))
    why = refused(call, pairs, digest(joined(pairs, str) + call.box.access_secret))
    assert why.mistake == "'*' and '!' were not escaped."


def test_marks_left_alone_where_a_space_and_a_name_were_escaped(call: Caller) -> None:
    pairs = with_access(call, ("named_like", "a b!(c)é/"), ("type_id[]", "1"))

    def escape(text: str) -> str:
        return quote_plus(text, safe="!()")

    why = refused(call, pairs, digest(joined(pairs, escape) + call.box.access_secret))
    assert (why.reason, why.mistake) == ("character_left_alone", "'!', '(' and ')' were not escaped.")


def test_what_is_certain_is_told_beside_what_is_not(call: Caller) -> None:
    pairs = with_access(call)
    why = refused(call, pairs, digest("something", "sha256").upper())
    assert why.reason == "sha256+signature_in_upper_case+unknown"
    assert why.mistake.startswith("The hash is SHA-256, to judge by its length, and the signature is in upper case")


@pytest.mark.parametrize("signature", ["abc", "0" * 31, "0" * 33, "ä" * 32, "g" * 32, "=" * 24])
def test_a_signature_that_is_none(call: Caller, signature: str) -> None:
    why = refused(call, with_access(call), signature)
    assert why.reason == "malformed_signature"
    assert f"it has {len(signature)} characters" in why.mistake


def test_the_secrets_of_others(call: Caller) -> None:
    box, pairs = call.box, with_access(call, ("offset", "25"))
    other = box.world.accesses.of_device("tv-2")
    wrong = {
        other.secret: f"access_secret of access_id {other.access_id}",
        box.client_key: "client_key",
        box.api_key: "api_key",
        box.password: "password",
    }
    for secret, name in wrong.items():
        why = refused(call, pairs, sign(pairs, secret))
        assert why.reason == "other_secret"
        assert why.received == f"{joined(pairs)}<{name}>"
        assert name in why.mistake
    as_other = [("offset", "25"), ("access_id", str(other.access_id))]
    why = refused(call, pairs, sign(as_other, other.secret))
    assert why.reason == "other_access"
    assert str(other.access_id) in why.mistake
    assert refused(call, pairs, sign(as_other, box.access_secret)).reason == "other_access_id"


def test_secrets_that_were_sent_are_not_shown(call: Caller) -> None:
    box = call.box
    sent = with_access(
        call, ("password", "hunter 2"), ("named_like", box.api_key), ("user[password]", "x"), (box.access_secret, "1")
    )
    for signature in (sign(sent, "wrong"), sign(sent, box.client_key), digest(joined(sent, str) + box.access_secret)):
        why = refused(call, sent, signature)
        told = " ".join(str(field) for field in astuple(why))
        assert "hunter" not in told
        assert "<password>" in told
        assert "named_like=<api_key>" in told
        assert "<access_secret>=1" in told


def test_a_form_that_was_not_signed(call: Caller) -> None:
    form, query = [("bundle[name]", "A"), ("bundle[status]", "1")], with_access(call, ("offset", "0"))
    for signed, reason in ((query, "form_left_out"), (form, "query_left_out")):
        signature = sign(signed, call.box.access_secret)
        response = call.http.post(f"{API}bundles.json?{urlencode([*query, ('signature', signature)])}", data=dict(form))
        assert response.status_code == 401
        why = call.box.requests[-1].refusal
        assert why is not None
        assert why.reason == reason


def test_an_unescaped_plus_in_the_url(call: Caller) -> None:
    pairs = with_access(call, ("named_like", "a+b"))
    signature = sign(pairs, call.box.access_secret)
    url = f"{API}media.json?named_like=a+b&access_id={call.box.access_id}&signature={signature}"
    assert call.http.get(url).status_code == 401
    why = call.box.requests[-1].refusal
    assert why is not None
    assert why.reason == "plus_sent_bare"


def test_a_value_that_is_not_utf_8(call: Caller) -> None:
    url = f"{API}media.json?named_like=%E9&access_id={call.box.access_id}&signature={'0' * 32}"
    assert call.http.get(url).status_code == 401
    why = call.box.requests[-1].refusal
    assert why is not None
    assert why.reason == "not_utf8"
    assert "named_like" in why.mistake


def test_what_is_refused_before_the_signature_is_looked_at(box: Sandbox, call: Caller) -> None:
    who = ("access_id", str(box.access_id))
    json_type = {"Content-Type": "application/json"}
    old = box.world.accesses.of_device("old").access_id
    box.expire_access(old)
    cases: list[tuple[Pairs, dict[str, object], str]] = [
        ([], {}, "missing_access_id"),
        ([("access_id", "99")], {}, "unknown_access"),
        ([("access_id", str(old))], {}, "expired_access"),
        ([who], {}, "missing_signature"),
        ([who, ("signature", "x")], {"content": b"{}", "headers": json_type}, "json_body"),
    ]
    for pairs, more, reason in cases:
        response = call.http.request("POST", f"{API}bundles.json?{urlencode(pairs)}", **more)  # type: ignore[arg-type]
        why = box.requests[-1].refusal
        assert response.status_code == 401
        assert why is not None
        assert why.reason == reason
        assert response.json()["response"]["messages"] == [why.mistake, why.advice]
        assert why.mistake.endswith(".")
        assert why.advice.endswith(".")
        if reason in {"unknown_access", "expired_access"}:
            assert why.advice == "Call client_authorize for a new access."


def test_a_call_that_is_let_in_has_no_explanation(call: Caller) -> None:
    assert call.get("media.json", ("offset", "0")).status_code == 200
    assert call.box.requests[-1].refusal is None


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["signature"][:8])
def test_every_vector_is_right(vector: dict[str, str]) -> None:
    pairs = tuple((name, value) for name, value in vector["pairs"])
    sent = Incoming("GET", "/api/v2/media.json", (*pairs, ("signature", vector["signature"])), {})
    accesses = Accesses(1)
    access = accesses.grant(int(dict(pairs).get("access_id", "0") or 0))
    access.secret = vector["access_secret"]
    if "access_id" in dict(pairs):
        assert verify(sent, accesses, vector["tilde"], {}) is access  # type: ignore[arg-type]
    why = explain(SignedCall(sent, access.secret), vector["signature"])
    assert why.reason == "right"
    shown = re.sub(r"(password\w*)%5D=\w+", r"\1%5D=<\1>", vector["canonical"])
    assert why.received == why.expected == f"{shown}<access_secret>"


def milliseconds(pairs: Pairs) -> float:
    sent = Incoming("GET", "/api/v2/media.json", (*pairs, ("signature", "0" * 32)), {"host": "127.0.0.1:80"})
    begin = time.perf_counter()
    assert explain(SignedCall(sent, "a" * 44), "0" * 32).reason == "unknown"
    return 1000 * (time.perf_counter() - begin)


def test_the_search_ends_soon_whatever_is_sent() -> None:
    """Measured: 12 ms for a usual request, 70 ms at the most; a machine that is busy may take ten times as long."""
    many = [("ids[]", str(number)) for number in range(500)]
    named = [(f"name{number}", str(number)) for number in range(500)]
    assert min(milliseconds(PARAMETERS) for _ in range(3)) < 500
    for large in (many, named, [("text", "é x" * 10_000)], [("text", "é x" * 1_000_000)]):
        assert milliseconds(large) < 2_000
