"""The signature: every vector of the official algorithm, from scratch and from a query's template."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synctv_async import signing
from synctv_async._types import Secret
from synctv_async._wire.query import Query, SignedQuery

DATA = Path(__file__).parents[1] / "data" / "signing-vectors.jsonl"
VECTORS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
SECRET = "eEcBb8sttnyBXF2veW8WzohSGvBv7BJ13EqqrcfnhBkr"

keys = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(lambda k: k not in ("offset", "access_id"))
values = st.text(st.characters(codec="utf-8"), max_size=12)
pair_lists = st.lists(st.tuples(keys, values), max_size=8)
tildes = st.sampled_from(["%7E", "~"])


def tildes_of(vector):
    return ("%7E", "~") if vector["tilde"] == "any" else (vector["tilde"],)


def pairs_of(vector):
    return [(key, value) for key, value in vector["pairs"]]


def only(vector, key):
    """Return the one whole number under a key, or nothing."""
    found = [value for name, value in vector["pairs"] if name == key]
    return int(found[0]) if len(found) == 1 and found[0].isdecimal() and str(int(found[0])) == found[0] else None


def without(pairs, *names):
    return [pair for pair in pairs if pair[0] not in names]


# A client adds one numeric access id by itself, and a pager one offset.
CALLS = [vector for vector in VECTORS if only(vector, "access_id") is not None]
PAGES = [vector for vector in CALLS if only(vector, "offset") is not None]


def test_the_vectors_are_all_there_and_cover_both_tildes():
    assert len(VECTORS) == 69
    assert {vector["tilde"] for vector in VECTORS} >= {"any", "%7E", "~"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["signature"][:8])
def test_each_vector_is_signed_from_scratch(vector):
    for tilde in tildes_of(vector):
        assert signing.canonical_string(pairs_of(vector), tilde) == vector["canonical"]
        assert signing.sign(pairs_of(vector), vector["access_secret"], tilde) == vector["signature"]


@pytest.mark.parametrize("vector", CALLS, ids=lambda vector: vector["signature"][:8])
def test_each_vector_is_signed_by_a_query(vector):
    query = Query(without(pairs_of(vector), "access_id"))
    for tilde in tildes_of(vector):
        signed = query.sign(only(vector, "access_id"), Secret(vector["access_secret"]), tilde, None)
        assert signed.signature.reveal() == vector["signature"]


@pytest.mark.parametrize("vector", PAGES, ids=lambda vector: vector["signature"][:8])
def test_each_vector_with_an_offset_is_signed_by_a_template(vector):
    query, access_id = Query(without(pairs_of(vector), "access_id", "offset")), only(vector, "access_id")
    for tilde in tildes_of(vector):
        query.sign(access_id, Secret(vector["access_secret"]), tilde, 999_999)
        signed = query.sign(access_id, Secret(vector["access_secret"]), tilde, only(vector, "offset"))
        assert signed.signature.reveal() == vector["signature"]


def test_queries_and_templates_are_reached_by_some_vectors():
    assert len(CALLS) >= 40
    assert len(PAGES) >= 2


@settings(max_examples=200)
@given(pair_lists, tildes, st.lists(st.integers(0, 10**7), min_size=1, max_size=6), st.integers(1, 10**6))
def test_every_page_signed_by_the_template_equals_signing_it_from_scratch(pairs, tilde, offsets, access_id):
    query = Query(pairs)
    for offset in [*offsets, None, offsets[0]]:
        page = [] if offset is None else [("offset", str(offset))]
        expected = signing.sign([*pairs, *page, ("access_id", str(access_id))], SECRET, tilde)
        signed = query.sign(access_id, Secret(SECRET), tilde, offset)
        assert signed.signature.reveal() == expected
        sent = "&".join(signing.escape_pair(*pair, tilde) for pair in [*pairs, *page, ("access_id", str(access_id))])
        assert signed.text.reveal() == f"{sent}&signature={expected}"


def test_the_template_is_made_anew_for_another_access_and_another_tilde():
    query, pairs = Query([("name", "a~b")]), [("name", "a~b")]
    for access_id, tilde in ((1, "%7E"), (2, "%7E"), (2, "~"), (1, "%7E")):
        expected = signing.sign([*pairs, ("offset", "25"), ("access_id", str(access_id))], SECRET, tilde)
        assert query.sign(access_id, Secret(SECRET), tilde, 25).signature.reveal() == expected


@given(pair_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter_to_the_signature(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    assert signing.sign(shuffled, SECRET) == signing.sign(pairs, SECRET)


@given(st.text(st.characters(codec="utf-8")))
def test_escaping_leaves_only_letters_digits_and_three_marks(text):
    for tilde, safe in (("%7E", "_.-"), ("~", "_.-~")):
        escaped = signing.escape(text, tilde)
        rest = escaped.replace("+", "").replace("%", "")
        assert all(c.isascii() and (c.isalnum() or c in safe) for c in rest)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [(" ", "+"), ("*", "%2A"), ("~", "%7E"), ("é", "%C3%A9"), ("[]", "%5B%5D"), ("a/b?", "a%2Fb%3F"), ("_.-", "_.-")],
)
def test_escaping_is_that_of_ruby(text, escaped):
    assert signing.escape(text) == escaped


def test_a_tilde_can_stay_itself():
    assert signing.escape("a~b", "~") == "a~b"
    assert signing.canonical_string([("k", "~")], "~") == "k=~"


def test_pairs_are_sorted_as_whole_strings_and_not_by_key():
    pairs = [("a", "1"), ("a[]", "1"), ("a-b", "1"), ("a0", "1"), ("a_b", "1"), ("ab", "1")]
    assert signing.canonical_string(pairs) == "a%5B%5D=1&a-b=1&a0=1&a=1&a_b=1&ab=1"


def test_the_signature_itself_and_a_top_level_id_are_not_signed():
    kept = [("ids[]", "1"), ("x[id]", "2"), ("access_id", "3")]
    assert signing.canonical_string([*kept, ("id", "9"), ("signature", "x")]) == signing.canonical_string(kept)
    assert signing.is_signed("ids[]")
    assert not signing.is_signed("id")


def test_the_signature_is_32_lower_case_hexadecimal_digits():
    signature = signing.sign([], "")
    assert signature == "d41d8cd98f00b204e9800998ecf8427e"


def test_several_sort_orders_stay_in_the_callers_order_on_the_wire():
    query = Query([("sort_order[]", "order_number"), ("sort_order[]", "id"), ("active", "true")])
    text = query.sign(1234, Secret(SECRET), "%7E", 50).text.reveal()
    assert text.startswith(
        "sort_order%5B%5D=order_number&sort_order%5B%5D=id&active=true&offset=50&access_id=1234&signature="
    )


def test_a_query_shows_its_pairs_but_no_secret_among_them():
    query = Query([("client_key", Secret("k-e-y")), ("x", "1")])
    assert repr(query) == "Query([('client_key', ***), ('x', '1')])"
    assert query.unsigned(None) == "client_key=k-e-y&x=1"
    assert query.unsigned(25) == "client_key=k-e-y&x=1&offset=25"


def test_queries_with_the_same_pairs_are_equal_and_hash_alike():
    one, other = Query([("a", "1")]), Query((("a", "1"),))
    one.sign(1, Secret("s"), "%7E", 0)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Query([("a", "2")])
    assert one != "a=1"


def test_a_signed_query_does_not_show_itself():
    signed = SignedQuery("a=1&signature=abc", "abc")
    assert repr(signed.text) == repr(signed.signature) == "***"
    assert "abc" not in repr(signed)


def test_a_broken_secret_raises_no_error_that_would_hold_it():
    assert len(signing.sign([("a", "1")], "s3cr3t\udce9")) == 32
